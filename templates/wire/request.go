// Writing for a request: what a description marks as read-only stays at home,
// and what can have but one value is filled in.

package wire

import (
	"slices"
	"strconv"
)

// RequestEncoder returns an Encoder whose values go to a server, which is to
// get no read-only properties (OpenAPI, Schema Object, readOnly). Every other
// Encoder writes a value whole.
func RequestEncoder() *Encoder { return &Encoder{request: true} }

// Sending reports whether values go to a server.
func (e *Encoder) Sending() bool { return e.request }

// StringOr writes a string, or the only value it may have where it is empty.
func (e *Encoder) StringOr(v *string, only string) {
	if *v == "" {
		v = &only
	}
	e.String(v)
}

// Int64Or writes an integer, or the only value it may have where it is zero.
func (e *Encoder) Int64Or(v *int64, only int64) {
	if *v == 0 {
		v = &only
	}
	e.Int64(v)
}

// Len returns the count of bytes written, for Tag.
func (e *Encoder) Len() int { return len(e.b) }

// Tag puts a member at the beginning of the object that was written at a place,
// as Len told it: the discriminator of a union's case that has no field for it.
// name is quoted and followed by a colon, as in Fields.
func (e *Encoder) Tag(at int, name, value string) {
	e.tag(at, AppendString([]byte(name), value))
}

// TagNumber is Tag for a discriminator that is a number.
func (e *Encoder) TagNumber(at int, name string, value int64) {
	e.tag(at, strconv.AppendInt([]byte(name), value, 10))
}

func (e *Encoder) tag(at int, member []byte) {
	if at >= len(e.b) || e.b[at] != '{' { // null
		return
	}
	if e.b[at+1] != '}' {
		member = append(member, ',')
	}
	e.b = slices.Insert(e.b, at+1, member...)
}
