// Numbers and booleans.

package wire

import (
	"bytes"
	"math"
	"strconv"
)

// Bool reads true or false.
func (d *Decoder) Bool(i int, v *bool) int {
	i = d.ws(i)
	if uint(i) < uint(len(d.b)) {
		switch d.b[i] {
		case 't':
			if i = d.literal(i, "true"); i >= 0 {
				*v = true
			}
			return i
		case 'f':
			if i = d.literal(i, "false"); i >= 0 {
				*v = false
			}
			return i
		}
	}
	if end, null := d.Null(i); null {
		return d.plainNull(end, "boolean")
	}
	return d.mistyped(i, "boolean")
}

// Int64 reads an integer. One written with a fraction or an exponent is taken where
// it is integral (357728917.0, 1e3); encoding/json refuses those.
func (d *Decoder) Int64(i int, v *int64) int {
	b := d.b
	if uint(i) >= uint(len(b)) {
		return d.intSlow(i, v)
	}
	n := uint64(b[i] - '0')
	if n > 9 {
		return d.intSlow(i, v)
	}
	start := i
	for i++; uint(i) < uint(len(b)); i++ {
		c := uint64(b[i] - '0')
		if c > 9 {
			// 18 digits can't overflow; a point or an exponent asks for a second look.
			if i-start > 18 || b[start] == '0' && i-start > 1 || b[i] == '.' || b[i]|0x20 == 'e' {
				return d.intSlow(start, v)
			}
			*v = int64(n)
			return i
		}
		n = n*10 + c
	}
	return d.intSlow(start, v)
}

//go:noinline
func (d *Decoder) intSlow(i int, v *int64) int {
	start, end := d.numberAt(i, "integer")
	if start < 0 {
		return end
	}
	n, problem := parseInt(d.b[start:end])
	if problem != "" {
		return d.misfitNumber(start, end, "integer", problem)
	}
	*v = n
	return end
}

// Int32 reads an integer of 32 bits.
func (d *Decoder) Int32(i int, v *int32) int {
	start := i
	var n int64
	if i = d.Int64(i, &n); i < 0 || d.lost != 0 && d.wasLost(start) {
		return i
	}
	if n != int64(int32(n)) {
		return d.misfitNumber(d.ws(start), i, "32-bit integer", "number out of range")
	}
	if d.b[i-1] != 'l' { // null leaves the value as it is
		*v = int32(n)
	}
	return i
}

// Float64 reads a number.
func (d *Decoder) Float64(i int, v *float64) int {
	start, end := d.numberAt(i, "number")
	if start < 0 {
		return end
	}
	if f, ok := smallFloat(d.b[start:end]); ok {
		*v = f
		return end
	}
	f, err := strconv.ParseFloat(string(d.b[start:end]), 64)
	if err != nil {
		return d.misfitNumber(start, end, "number", "number out of range")
	}
	*v = f
	return end
}

// Float32 reads a number of 32 bits.
func (d *Decoder) Float32(i int, v *float32) int {
	start, end := d.numberAt(i, "number")
	if start < 0 {
		return end
	}
	f, err := strconv.ParseFloat(string(d.b[start:end]), 32)
	if err != nil {
		return d.misfitNumber(start, end, "32-bit number", "number out of range")
	}
	*v = float32(f)
	return end
}

// numberAt finds the number at i. Where none stands, start is negative and end is
// what the caller returns: behind null or behind a skipped value, or negative.
func (d *Decoder) numberAt(i int, want string) (start, end int) {
	i = d.ws(i)
	if uint(i) < uint(len(d.b)) && (d.b[i] == '-' || d.b[i]-'0' <= 9) {
		if end = d.number(i); end < 0 {
			return -1, end
		}
		return i, end
	}
	if end, null := d.Null(i); null {
		return -1, d.plainNull(end, want)
	}
	return -1, d.mistyped(i, want)
}

// misfitNumber deals with a number that the wanted type can't hold. At the edge of a
// window it may be the beginning of another number.
func (d *Decoder) misfitNumber(start, end int, want, problem string) int {
	if d.partial && end == len(d.b) {
		return d.unexpected(end, "the end of a number")
	}
	if d.watch == nil && end-start <= 32 {
		problem += " " + string(d.b[start:end])
	}
	return d.misfit(start, want, problem)
}

// number checks the grammar of the number at i and returns its end.
func (d *Decoder) number(i int) int {
	b := d.b
	if i < len(b) && b[i] == '-' {
		i++
	}
	if i < len(b) && b[i] == '0' {
		i++
	} else if i = d.digits(i); i < 0 {
		return i
	}
	if i < len(b) && b[i] == '.' {
		if i = d.digits(i + 1); i < 0 {
			return i
		}
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		return d.digits(i)
	}
	return i
}

// digits reads one digit or more.
func (d *Decoder) digits(i int) int {
	b := d.b
	if i >= len(b) || b[i]-'0' > 9 {
		return d.unexpected(i, "digit")
	}
	for i++; i < len(b) && b[i]-'0' <= 9; i++ {
	}
	return i
}

// parseInt turns a valid JSON number into an int64, exactly, or says why not.
func parseInt(num []byte) (int64, string) {
	if n, err := strconv.ParseInt(string(num), 10, 64); err == nil {
		return n, ""
	}
	mantissa, exp := num, 0
	if k := bytes.IndexAny(num, "eE"); k >= 0 {
		e, err := strconv.Atoi(string(num[k+1:]))
		if err != nil { // only its size matters any more
			e = math.MaxInt32
			if num[k+1] == '-' {
				e = -e
			}
		}
		mantissa, exp = num[:k], min(max(e, -math.MaxInt32), math.MaxInt32)
	}
	whole, fraction, _ := bytes.Cut(mantissa, []byte("."))
	sign := ""
	if whole[0] == '-' {
		sign, whole = "-", whole[1:]
	}
	digits := append(bytes.Clone(whole), fraction...)
	exp -= len(fraction)
	for len(digits) > 0 && digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
		exp++
	}
	digits = bytes.TrimLeft(digits, "0")
	switch {
	case len(digits) == 0:
		return 0, ""
	case exp < 0:
		return 0, "number with a fraction"
	case len(digits)+exp > 19:
		return 0, "number out of range"
	}
	digits = append(digits, bytes.Repeat([]byte("0"), exp)...)
	n, err := strconv.ParseInt(sign+string(digits), 10, 64)
	if err != nil {
		return 0, "number out of range"
	}
	return n, ""
}

// smallFloat reads numbers without exponent whose digits fit 53 bits: digits and
// power of ten are exact then, so one division rounds correctly.
func smallFloat(num []byte) (float64, bool) {
	const maxDigits = 15
	if len(num) > maxDigits+2 {
		return 0, false
	}
	var n uint64
	digits, fraction, dot := 0, 0, 0
	for k, c := range num {
		switch {
		case c-'0' <= 9:
			n = n*10 + uint64(c-'0')
			digits++
			fraction += dot
		case c == '.':
			dot = 1
		case c == '-' && k == 0:
		default:
			return 0, false
		}
	}
	if digits > maxDigits {
		return 0, false
	}
	f := float64(n) / pow10(fraction)
	if num[0] == '-' {
		f = -f
	}
	return f, true
}

// pow10 returns 10 to the n, for n up to 15.
func pow10(n int) float64 {
	table := [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}
	return table[n&15]
}
