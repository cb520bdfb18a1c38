// Numeric: a number that its sender writes as a number or as text.

package wire

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Numeric is a number that may arrive as a number (12), as text ("12"), as text about
// a number ("~12") or as text that is none ("-"). It is written as it was read. The
// zero Numeric is the empty text. Numerics can be compared with ==.
type Numeric struct {
	text string
	bare bool // a number, without quotes
}

// NumericText gives a Numeric that is written as text, in quotes.
func NumericText(text string) Numeric { return Numeric{text: text} }

// NumericNumber gives a Numeric that is written as a number, without quotes.
func NumericNumber(n Number) Numeric { return Numeric{text: string(n), bare: true} }

// Int64 gives the value and true where it is a whole number of 64 bits, whether it
// came as a number or as text; a tilde before it, which some senders write for
// "about", is passed over.
func (n Numeric) Int64() (int64, bool) {
	text := n.number()
	if v, err := strconv.ParseInt(text, 10, 64); err == nil {
		return v, true
	}
	if !n.isNumber(text) {
		return 0, false
	}
	v, problem := parseInt([]byte(text)) // 12.0 and 1e3
	return v, problem == ""
}

// Float64 gives the nearest float and true where the value is a number, as Int64 does.
func (n Numeric) Float64() (float64, bool) {
	text := n.number()
	if !n.isNumber(text) {
		return 0, false
	}
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil
}

// IsApproximate reports whether a tilde stands before the number.
func (n Numeric) IsApproximate() bool { return strings.HasPrefix(n.text, "~") }

// String gives the text, without quotes.
func (n Numeric) String() string { return n.text }

// number is the text of the number alone.
func (n Numeric) number() string {
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(n.text), "~"))
}

// isNumber reports whether text is a number of JSON's grammar, which is narrower than
// strconv's: no hexadecimal, no infinity.
func (n Numeric) isNumber(text string) bool {
	check := Decoder{b: []byte(text)}
	return text != "" && check.number(0) == len(text)
}

// MarshalJSON writes the value as it was read.
func (n Numeric) MarshalJSON() ([]byte, error) { return Marshal(&n, (*Encoder).Numeric) }

// UnmarshalJSON reads a number or a text.
func (n *Numeric) UnmarshalJSON(b []byte) error { return Unmarshal(b, n, (*Decoder).Numeric) }

var (
	_ json.Marshaler   = Numeric{}
	_ json.Unmarshaler = (*Numeric)(nil)
)

// Numeric reads a number or a string.
func (d *Decoder) Numeric(i int, v *Numeric) int {
	switch d.Kind(i) {
	case '"':
		*v = Numeric{}
		return d.String(i, &v.text)
	case '0':
		var n Number
		if i = d.Number(i, &n); i >= 0 {
			*v = NumericNumber(n)
		}
		return i
	}
	if end, null := d.Null(i); null {
		return d.plainNull(end, "number or string")
	}
	return d.mistyped(i, "number or string")
}

// Numeric writes a number or a string, as it was read.
func (e *Encoder) Numeric(v *Numeric) {
	if !v.bare {
		e.String(&v.text)
		return
	}
	n := Number(v.text)
	e.Number(&n)
}
