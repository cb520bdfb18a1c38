// The writing side: values appended to a buffer, the first error kept.

package wire

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// EncodeFunc writes x.
type EncodeFunc[T any] = func(e *Encoder, x *T)

// Encoder appends JSON to a buffer; the zero Encoder is ready. Its methods take pointers
// so that they are EncodeFuncs themselves. The short ones are kept out of line: emitted
// encoders call them so often that their code would be several times as long, and take
// as long to compile.
type Encoder struct {
	b   []byte
	err *Error

	request bool // see RequestEncoder
}

// Marshal returns x as JSON. The error is a *Error.
func Marshal[T any](x *T, enc EncodeFunc[T]) ([]byte, error) {
	return Append(nil, x, enc)
}

// Append appends x as JSON to b. The error is a *Error; b is then returned as it was.
func Append[T any](b []byte, x *T, enc EncodeFunc[T]) ([]byte, error) {
	e := Encoder{b: b}
	enc(&e, x)
	return e.result(b)
}

// Result returns what was written, or the first error, a *Error. Emitted methods use
// it rather than Marshal, which would be compiled anew for every type:
//
//	e := new(wire.Encoder)
//	encodeAuction(e, &x)
//	return e.Result()
func (e *Encoder) Result() ([]byte, error) { return e.result(nil) }

// result returns what stands behind before, with it, or before and the error.
func (e *Encoder) result(before []byte) ([]byte, error) {
	if e.err == nil {
		return e.b, nil
	}
	e.err.Offset -= int64(len(before))
	e.err.Path = pathAt(e.b[len(before):], int(e.err.Offset))
	return before, e.err
}

// Fail records that the value to be written next can't be, and writes null for it.
// The first failure counts.
func (e *Encoder) Fail(msg string) { e.failWith(msg, nil) }

func (e *Encoder) failWith(msg string, cause error) {
	if e.err == nil {
		e.err = &Error{Offset: int64(len(e.b)), Msg: msg, Err: cause}
	}
	e.Null()
}

// Object begins an object.
//
//go:noinline
func (e *Encoder) Object() { e.b = append(e.b, '{') }

// EndObject ends an object.
//
//go:noinline
func (e *Encoder) EndObject() { e.b = append(e.b, '}') }

// Array begins an array.
//
//go:noinline
func (e *Encoder) Array() { e.b = append(e.b, '[') }

// EndArray ends an array.
//
//go:noinline
func (e *Encoder) EndArray() { e.b = append(e.b, ']') }

// Name begins a member. name is quoted, escaped as AppendString does and followed by
// a colon, as in Fields.
//
//go:noinline
func (e *Encoder) Name(name string) {
	// Whether a comma is due shows in the last byte: no value ends in an opening brace.
	if e.b[len(e.b)-1] != '{' {
		e.b = append(e.b, ',')
	}
	e.b = append(e.b, name...)
}

// Elem begins an element of an array.
//
//go:noinline
func (e *Encoder) Elem() {
	if e.b[len(e.b)-1] != '[' {
		e.b = append(e.b, ',')
	}
}

// Null writes null.
//
//go:noinline
func (e *Encoder) Null() { e.b = append(e.b, "null"...) }

// Bool writes true or false.
//
//go:noinline
func (e *Encoder) Bool(v *bool) { e.b = strconv.AppendBool(e.b, *v) }

// Int64 writes an integer.
//
//go:noinline
func (e *Encoder) Int64(v *int64) { e.b = strconv.AppendInt(e.b, *v, 10) }

// Int32 writes an integer.
//
//go:noinline
func (e *Encoder) Int32(v *int32) { e.b = strconv.AppendInt(e.b, int64(*v), 10) }

// Float64 writes a number in the form of encoding/json. NaN and infinities are errors.
//
//go:noinline
func (e *Encoder) Float64(v *float64) { e.float(*v, 64) }

// Float32 writes a number in the form of encoding/json. NaN and infinities are errors.
//
//go:noinline
func (e *Encoder) Float32(v *float32) { e.float(float64(*v), 32) }

// float writes as ECMAScript's Number.toString does: exponents for very small and
// very large numbers alone, without a leading zero.
func (e *Encoder) float(f float64, bits int) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		e.Fail("JSON has no number for " + strconv.FormatFloat(f, 'g', -1, 64))
		return
	}
	format := byte('f')
	small, large := 1e-6, 1e21
	if abs := math.Abs(f); bits == 32 {
		if a := float32(abs); a != 0 && (a < float32(small) || a >= float32(large)) {
			format = 'e'
		}
	} else if abs != 0 && (abs < small || abs >= large) {
		format = 'e'
	}
	e.b = strconv.AppendFloat(e.b, f, format, -1, bits)
	if n := len(e.b); format == 'e' && n >= 4 && e.b[n-4] == 'e' && e.b[n-3] == '-' && e.b[n-2] == '0' {
		e.b[n-2] = e.b[n-1]
		e.b = e.b[:n-1]
	}
}

// String writes a string.
//
//go:noinline
func (e *Encoder) String(v *string) { e.b = AppendString(e.b, *v) }

// Time writes a date-time of RFC 3339, with nanoseconds where there are any.
func (e *Encoder) Time(v *time.Time) {
	if year := v.Year(); year < 0 || year > 9999 {
		e.Fail("RFC 3339 has no year " + strconv.Itoa(year))
		return
	}
	e.b = append(e.b, '"')
	e.b = v.AppendFormat(e.b, time.RFC3339Nano)
	e.b = append(e.b, '"')
}

// Date writes a full-date of RFC 3339.
func (e *Encoder) Date(v *Date) {
	text, err := v.MarshalText()
	if err != nil {
		e.failWith(err.Error(), err)
		return
	}
	e.b = append(e.b, '"')
	e.b = append(e.b, text...)
	e.b = append(e.b, '"')
}

// Bytes writes a string of base64; nil is null.
func (e *Encoder) Bytes(v *[]byte) {
	if *v == nil {
		e.Null()
		return
	}
	e.b = append(e.b, '"')
	e.b = base64.StdEncoding.AppendEncode(e.b, *v)
	e.b = append(e.b, '"')
}

// Raw writes a JSON text, validated and without white space; nil is null.
func (e *Encoder) Raw(v *Raw) {
	if *v == nil {
		e.Null()
		return
	}
	out := bytes.NewBuffer(e.b)
	if err := json.Compact(out, *v); err != nil {
		e.failWith("Raw is not valid JSON", err)
		return
	}
	e.b = out.Bytes()
}

// EncodeList writes an array; nil is null.
func EncodeList[T any](e *Encoder, v *[]T, enc EncodeFunc[T]) {
	if *v == nil {
		e.Null()
		return
	}
	e.Array()
	for k := range *v {
		e.Elem()
		enc(e, &(*v)[k])
	}
	e.EndArray()
}

// EncodeMap writes an object with its names sorted; nil is null.
func EncodeMap[V any](e *Encoder, v *map[string]V, enc EncodeFunc[V]) {
	if *v == nil {
		e.Null()
		return
	}
	e.Object()
	EncodeEntries(e, v, enc)
	e.EndObject()
}

// EncodeEntries writes the entries of a map, sorted by name, as members of the object
// that is being written: additional properties.
func EncodeEntries[V any](e *Encoder, v *map[string]V, enc EncodeFunc[V]) {
	x := new(V)
	for _, name := range slices.Sorted(maps.Keys(*v)) {
		if e.b[len(e.b)-1] != '{' {
			e.b = append(e.b, ',')
		}
		e.b = append(AppendString(e.b, name), ':')
		*x = (*v)[name]
		enc(e, x)
	}
}

// EncodePtr writes what v points to; nil is null.
func EncodePtr[T any](e *Encoder, v **T, enc EncodeFunc[T]) {
	if *v == nil {
		e.Null()
		return
	}
	enc(e, *v)
}

// EncodeOpt writes a member with its name, or nothing where v is absent.
func EncodeOpt[T any](e *Encoder, name string, v *Opt[T], enc EncodeFunc[T]) {
	if v.state == isAbsent {
		return
	}
	e.Name(name)
	EncodeNullable(e, v, enc)
}

// EncodeNullable writes the value of an Opt alone, as an element of an array, say; one
// that isn't set is null.
func EncodeNullable[T any](e *Encoder, v *Opt[T], enc EncodeFunc[T]) {
	switch v.state {
	case isSet:
		enc(e, &v.value)
	case isEmptyList:
		e.b = append(e.b, "[]"...)
	default:
		e.Null()
	}
}

// AppendString appends s as a JSON string, in the form of encoding/json without its
// escapes for HTML: invalid UTF-8 becomes U+FFFD; U+2028 and U+2029 are escaped.
func AppendString(b []byte, s string) []byte {
	b = append(b, '"')
	done := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= 0x20 && c != '"' && c != '\\' {
				i++
				continue
			}
			b = appendEscape(append(b, s[done:i]...), c)
			i++
			done = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			b = append(append(b, s[done:i]...), `\ufffd`...)
			done = i + n
		case r == '\u2028':
			b = append(append(b, s[done:i]...), `\u2028`...)
			done = i + n
		case r == '\u2029':
			b = append(append(b, s[done:i]...), `\u2029`...)
			done = i + n
		}
		i += n
	}
	b = append(b, s[done:]...)
	return append(b, '"')
}

func appendEscape(b []byte, c byte) []byte {
	const hex = "0123456789abcdef"
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\b':
		return append(b, `\b`...)
	case '\f':
		return append(b, `\f`...)
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	case '\t':
		return append(b, `\t`...)
	}
	return append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
}
