// Number: a number that no type of Go holds exactly, kept as its text.

package wire

import "strconv"

// Number is the text of a JSON number: an integer beyond 64 bits, or a decimal whose
// every digit counts. The empty Number is written as 0.
type Number string

// Int64 gives the number as an integer, or an error where it isn't one or too large.
func (n Number) Int64() (int64, error) { return strconv.ParseInt(string(n), 10, 64) }

// Float64 gives the nearest float.
func (n Number) Float64() (float64, error) { return strconv.ParseFloat(string(n), 64) }

// MarshalJSON writes the number as it stands.
func (n Number) MarshalJSON() ([]byte, error) { return Marshal(&n, (*Encoder).Number) }

// UnmarshalJSON keeps the number as it stands.
func (n *Number) UnmarshalJSON(b []byte) error { return Unmarshal(b, n, (*Decoder).Number) }

// Number reads a number and keeps its text.
func (d *Decoder) Number(i int, v *Number) int {
	start, end := d.numberAt(i, "number")
	if start >= 0 {
		*v = Number(d.str(d.b[start:end]))
	}
	return end
}

// Number writes a number; one that isn't of JSON's grammar is an error.
func (e *Encoder) Number(v *Number) {
	text := string(*v)
	if text == "" {
		text = "0"
	}
	check := Decoder{b: []byte(text)}
	if check.number(0) != len(text) {
		e.Fail("Number is not a JSON number: " + strconv.Quote(text[:min(len(text), 40)]))
		return
	}
	e.b = append(e.b, text...)
}
