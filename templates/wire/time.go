// Times, dates and bytes: what JSON carries as strings.

package wire

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// Time reads a date-time of RFC 3339. A space for the T, lower case, a zone without
// colon and a missing zone, meaning UTC, are taken too, since services write those.
func (d *Decoder) Time(i int, v *time.Time) int {
	return decodeText(d, i, v, "date-time", ParseTime)
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
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, err
	}
	return DateOf(t), nil
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
	return decodeText(d, i, v, "date", ParseDate)
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

func parseBase64(s string) ([]byte, error) {
	if b, err := base64.StdEncoding.DecodeString(s); err == nil {
		return b, nil
	}
	s = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(s, "="))
	return base64.RawStdEncoding.DecodeString(s)
}

// decodeText reads a string and parses it.
func decodeText[T any](d *Decoder, i int, v *T, want string, parse func(string) (T, error)) int {
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
	x, err := parse(string(s))
	if err != nil {
		return d.misfit(start, want, "another string")
	}
	*v = x
	return i
}
