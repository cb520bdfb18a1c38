// Values as text in paths, queries, headers and cookies.

package client

import (
	"encoding/base64"
	"reflect"
	"strconv"
	"time"

	"github.com/keywright/keywright/templates/wire"
)

// Scalar is what Text takes: the types of JSON's scalars and named ones of them.
type Scalar interface {
	~string | ~bool | ~int | ~int32 | ~int64 | ~uint32 | ~uint64 | ~float32 | ~float64
}

// Text writes v as JSON would, strings without quotes.
func Text[T Scalar](v T) string {
	if s, ok := any(v).(string); ok {
		return s
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.String:
		return r.String()
	case reflect.Bool:
		return strconv.FormatBool(r.Bool())
	case reflect.Float32:
		return strconv.FormatFloat(r.Float(), 'f', -1, 32)
	case reflect.Float64:
		return strconv.FormatFloat(r.Float(), 'f', -1, 64)
	case reflect.Uint32, reflect.Uint64:
		return strconv.FormatUint(r.Uint(), 10)
	default:
		return strconv.FormatInt(r.Int(), 10)
	}
}

// TimeText writes a date-time of RFC 3339.
func TimeText(t time.Time) string { return t.Format(time.RFC3339Nano) }

// DateText writes a full-date of RFC 3339.
func DateText(d wire.Date) string { return d.String() }

// BytesText writes base64.
func BytesText[T ~[]byte](b T) string { return base64.StdEncoding.EncodeToString(b) }
