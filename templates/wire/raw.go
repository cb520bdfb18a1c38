// Values without a type of their own: skipped, kept raw, looked at, tried.

package wire

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// Raw is a JSON value as its sender wrote it. A nil Raw is absent and writes as null.
type Raw []byte

// Decode reads the value into v by encoding/json. v may be a *any for free-form values.
func (r Raw) Decode(v any) error { return json.Unmarshal(r, v) }

// String returns the text.
func (r Raw) String() string { return string(r) }

// MarshalJSON returns the text.
func (r Raw) MarshalJSON() ([]byte, error) {
	if r == nil {
		return []byte("null"), nil
	}
	return r, nil
}

// UnmarshalJSON keeps a copy of b.
func (r *Raw) UnmarshalJSON(b []byte) error {
	*r = bytes.Clone(b)
	return nil
}

// Raw validates any value and keeps a copy of its text, null too.
func (d *Decoder) Raw(i int, v *Raw) int {
	i = d.ws(i)
	end := d.Skip(i)
	if end >= 0 {
		*v = bytes.Clone(d.b[i:end])
	}
	return end
}

// Skip validates any value and returns the position behind it.
func (d *Decoder) Skip(i int) int {
	switch i = d.ws(i); d.Kind(i) {
	case '"':
		return d.skipText(i)
	case '0':
		return d.number(i)
	case 't':
		return d.literal(i, "true")
	case 'f':
		return d.literal(i, "false")
	case 'n':
		return d.literal(i, "null")
	case '[':
		i, more := d.open(i, '[', "array")
		for more {
			i = d.Skip(i)
			i, more = d.Elem(i)
		}
		return i
	case '{':
		i, more := d.open(i, '{', "object")
		for more {
			i = d.skipName(i)
			i = d.Skip(i)
			i, more = d.more(i, '}')
		}
		return i
	}
	return d.unexpected(i, "value")
}

// skipName skips a name and its colon.
func (d *Decoder) skipName(i int) int {
	if i >= len(d.b) || d.b[i] != '"' {
		return d.unexpected(i, "string")
	}
	if i = d.skipText(i); i < 0 {
		return i
	}
	if i = d.ws(i); i >= len(d.b) || d.b[i] != ':' {
		return d.unexpected(i, "':'")
	}
	return i + 1
}

// Discriminator looks for a member with a string, an integer or a boolean in the object
// at i, without reading on: the tag of a union. An integer is told in its shortest form,
// a boolean as true or false. The first such member counts. It reports false where there
// is none; what is wrong with the text is left to who reads it.
func (d *Decoder) Discriminator(i int, name string) (tag string, ok bool) {
	err, depth, watch := d.err, d.depth, d.watch
	d.watch = nil
	i, more := d.open(i, '{', "object")
	for more {
		var key []byte
		if key, i = d.nameAt(i); i >= 0 && string(key) == name {
			tag, ok = d.tagAt(d.ws(i))
			break
		}
		i = d.Skip(i)
		i, more = d.more(i, '}')
	}
	d.err, d.depth, d.watch = err, depth, watch
	return tag, ok
}

// tagAt reads a scalar as a tag.
func (d *Decoder) tagAt(i int) (string, bool) {
	switch d.Kind(i) {
	case '"':
		s, i := d.text(i)
		return d.tag(s), i >= 0
	case 't':
		return "true", d.has(i, "true")
	case 'f':
		return "false", d.has(i, "false")
	case '0':
		var n int64
		if i = d.Int64(i, &n); i >= 0 {
			return d.tag(strconv.AppendInt(nil, n, 10)), true
		}
	}
	return "", false
}

// tag is str for the few values that come again and again: each is copied once.
func (d *Decoder) tag(s []byte) string {
	if len(s) == 0 {
		return ""
	}
	slot := &d.tags[(len(s)+int(s[0])*3+int(s[len(s)-1])*5)%len(d.tags)]
	if *slot != string(s) {
		*slot = string(s)
	}
	return *slot
}

// Try reads the value at i with dec and reports whether that went well. If not, it is
// as if nothing had been read, and x is zero: one of several variants to be tried. A
// negative position with ok is an error that no other variant can mend.
//
//	if next, ok := wire.Try(d, i, &x.Link, decodeLink); ok {
//		return next
//	}
func Try[T any](d *Decoder, i int, x *T, dec DecodeFunc[T]) (next int, ok bool) {
	if i < 0 {
		return i, true
	}
	watch, depth, lists, lost := d.watch, d.depth, d.lists, d.lost
	d.watch = nil // a variant that doesn't fit is no drift
	end := dec(d, i, x)
	d.watch = watch
	if end < 0 && d.giveUp(i) {
		return end, true
	}
	if end >= 0 && watch == nil {
		return end, true
	}
	var zero T
	*x = zero
	d.depth, d.lists, d.lost = depth, lists, lost
	if end >= 0 { // the variant fits: once more, to hear of its drift
		return dec(d, i, x), true
	}
	d.err = nil
	return i, false
}

// giveUp counts what was read in vain from i on, and reports whether it is too much:
// variants inside variants could cost time exponential in the depth.
func (d *Decoder) giveUp(i int) bool {
	const times, least = 64, 1 << 16
	if d.vain > times*len(d.b)+least {
		return true
	}
	if d.vain += int(d.err.Offset) - i; d.vain <= times*len(d.b)+least {
		return false
	}
	d.err.Msg = "too many variants to try"
	return true
}
