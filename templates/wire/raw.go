// Values without a type of their own: skipped, kept raw, looked at, tried.

package wire

import (
	"bytes"
	"encoding/json"
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

// Discriminator looks for a member with a string value in the object at i, without
// reading on: the tag of a union. The first one counts. It reports false where there
// is none; what is wrong with the text is left to who reads it.
func (d *Decoder) Discriminator(i int, name string) (tag string, ok bool) {
	probe := Decoder{b: d.b, depth: d.depth}
	i, more := probe.open(i, '{', "object")
	for more {
		var key []byte
		if key, i = probe.nameAt(i); i >= 0 && string(key) == name {
			if i = probe.ws(i); probe.Kind(i) == '"' {
				var s []byte
				s, i = probe.text(i)
				tag, ok = string(s), i >= 0
			}
			break
		}
		i = probe.Skip(i)
		i, more = probe.more(i, '}')
	}
	d.cut = d.cut || probe.cut
	return tag, ok
}

// Try reads the value at i with dec and reports whether that went well. If not, it is
// as if nothing had been read, and x is zero: one of several variants to be tried.
func Try[T any](d *Decoder, i int, x *T, dec DecodeFunc[T]) (next int, ok bool) {
	if i < 0 {
		return i, false
	}
	watch, depth, lists, lost := d.watch, d.depth, d.lists, d.lost
	d.watch = nil // a variant that doesn't fit is no drift
	end := dec(d, i, x)
	d.watch = watch
	if end >= 0 {
		return end, true
	}
	d.err, d.depth, d.lists, d.lost = nil, depth, lists, lost
	var zero T
	*x = zero
	return i, false
}
