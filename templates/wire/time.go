// Times, dates and bytes: what JSON carries as strings.

package wire

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Time reads a date-time of RFC 3339. A space for the T, lower case, a zone without
// colon and a missing zone, meaning UTC, are taken too, since services write those.
func (d *Decoder) Time(i int, v *time.Time) int {
	return decodeText(d, i, v, "date-time", parseTime)
}

func parseTime(b []byte) (t time.Time, err error) {
	if err = t.UnmarshalText(b); err == nil { // strict, and without a copy of b
		return t, nil
	}
	return ParseTime(string(b))
}

// ParseTime parses a date-time as Decoder.Time does.
func ParseTime(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err == nil {
		return t, nil
	}
	lenient := strings.ToUpper(s)
	if len(lenient) > len(time.DateOnly) && lenient[len(time.DateOnly)] == ' ' {
		lenient = strings.Replace(lenient, " ", "T", 1)
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(layout, lenient); err == nil {
			return t, nil
		}
	}
	return time.Time{}, err
}

// Date is a day of the Gregorian calendar, without time and zone: a full-date of
// RFC 3339. The zero Date is no day.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate parses a full-date of RFC 3339, such as 2024-02-29.
func ParseDate(s string) (Date, error) { return parseDate([]byte(s)) }

func parseDate(b []byte) (Date, error) {
	number := func(b []byte) (n int) {
		for _, c := range b {
			if c-'0' > 9 {
				return -1
			}
			n = n*10 + int(c-'0')
		}
		return n
	}
	if len(b) != len(time.DateOnly) || b[4] != '-' || b[7] != '-' {
		return Date{}, errors.New("a date has the form 2006-01-02")
	}
	x := Date{Year: number(b[:4]), Month: time.Month(number(b[5:7])), Day: number(b[8:])}
	if x.Year < 0 || DateOf(x.Time(time.UTC)) != x { // a day that the month doesn't have moves on
		return Date{}, errors.New("there is no such day")
	}
	return x, nil
}

// DateOf returns the day of t in t's zone.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{Year: year, Month: month, Day: day}
}

// Time returns the day's first moment in a zone.
func (x Date) Time(loc *time.Location) time.Time {
	return time.Date(x.Year, x.Month, x.Day, 0, 0, 0, 0, loc)
}

// IsZero reports whether x is the zero Date.
func (x Date) IsZero() bool { return x == Date{} }

// String writes the day as RFC 3339 does.
func (x Date) String() string {
	return fmt.Sprintf("%04d-%02d-%02d", x.Year, int(x.Month), x.Day)
}

// MarshalText writes the day as RFC 3339 does.
func (x Date) MarshalText() ([]byte, error) {
	if _, err := ParseDate(x.String()); err != nil {
		return nil, fmt.Errorf("%s is no date", x)
	}
	return []byte(x.String()), nil
}

// UnmarshalText parses a full-date of RFC 3339.
func (x *Date) UnmarshalText(b []byte) error {
	day, err := ParseDate(string(b))
	if err == nil {
		*x = day
	}
	return err
}

// Date reads a full-date of RFC 3339.
func (d *Decoder) Date(i int, v *Date) int {
	return decodeText(d, i, v, "date", parseDate)
}

// Bytes reads a string of base64, with or without padding, in either alphabet. null
// clears the bytes.
func (d *Decoder) Bytes(i int, v *[]byte) int {
	if end, null := d.Null(i); null {
		*v = nil
		return end
	}
	return decodeText(d, i, v, "base64", parseBase64)
}

func parseBase64(b []byte) ([]byte, error) {
	if out, err := base64.StdEncoding.AppendDecode([]byte{}, b); err == nil {
		return out, nil
	}
	s := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(string(b), "="))
	return base64.RawStdEncoding.DecodeString(s)
}

// decodeText reads a string and parses it.
func decodeText[T any](d *Decoder, i int, v *T, want string, parse func([]byte) (T, error)) int {
	start := d.ws(i)
	if d.Kind(start) != '"' {
		if end, null := d.Null(start); null {
			return d.plainNull(end, want)
		}
		return d.mistyped(start, want)
	}
	s, i := d.text(start)
	if i < 0 {
		return i
	}
	x, err := parse(s)
	if err != nil {
		return d.misfit(start, want, "another string")
	}
	*v = x
	return i
}
