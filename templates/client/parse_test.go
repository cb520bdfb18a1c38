// Headers that servers write freely: Retry-After and Link.

package client

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		value, date string
		want        time.Duration
		ok          bool
	}{
		{"", "", 0, false},
		{"5", "", 5 * time.Second, true},
		{" 0 ", "", 0, true},
		{"-3", "", 0, true},
		{"2.5", "", 2500 * time.Millisecond, true},
		{"1e300", "", math.MaxInt64, true},
		{"Inf", "", math.MaxInt64, true},
		{"NaN", "", 0, false},
		{"soon", "", 0, false},
		{"Mon, 01 Jan 2024 00:01:00 GMT", "", time.Minute, true},
		{"Mon, 01 Jan 2024 00:01:00 GMT", "Mon, 01 Jan 2024 00:00:50 GMT", 10 * time.Second, true},
		{"Sun, 31 Dec 2023 00:00:00 GMT", "", 0, true},
		{"Monday, 01-Jan-24 00:01:00 GMT", "", time.Minute, true},
	} {
		h := http.Header{}
		h.Set("Retry-After", c.value)
		if c.date != "" {
			h.Set("Date", c.date)
		}
		if got, ok := retryAfter(h, now); got != c.want || ok != c.ok {
			t.Errorf("%q at %q: %v %v, want %v %v", c.value, c.date, got, ok, c.want, c.ok)
		}
	}
}

// net/http's stream errors are to be read as http2Error, which only their form
// makes possible.
func TestHTTP2StreamErrors(t *testing.T) {
	t.Parallel()
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	srv.EnableHTTP2 = true
	srv.StartTLS()
	defer srv.Close()
	resp, err := srv.Client().Post(srv.URL, "text/plain", strings.NewReader("x"))
	if err == nil {
		resp.Body.Close() //nolint:errcheck // a test
		t.Fatal("no error")
	}
	var stream http2Error
	if !errors.As(err, &stream) || stream.Code != 2 { // INTERNAL_ERROR
		t.Errorf("%#v isn't read as a stream error: %+v", err, stream)
	}
	if refusedStream(err) {
		t.Error("an internal error is taken for a refusal")
	}
	if !refusedStream(fmt.Errorf("wrapped: %w", http2Error{Code: 7})) {
		t.Error("a refusal isn't recognised")
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, s := range []string{"1", "1e309", "-0", "0x1p-2", "Mon, 01 Jan 2024 00:01:00 GMT", "Mon, 01 Jan 0000 00:01:00 GMT", "9223372036854775807", "NaN"} {
		f.Add(s, s)
	}
	now := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, value, date string) {
		h := http.Header{"Retry-After": {value}, "Date": {date}}
		if d, ok := retryAfter(h, now); d < 0 || d != 0 && !ok {
			t.Errorf("%q at %q: %v %v", value, date, d, ok)
		}
	})
}

func TestNextLink(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lines []string
		want  string
	}{
		{nil, ""},
		{[]string{`<https://a.test/?p=2>; rel="next", <https://a.test/?p=9>; rel="last"`}, "https://a.test/?p=2"},
		{[]string{`<a>; rel=prev,<b>;rel=next`}, "b"},
		{[]string{`<a>; rel="prev"`, `<b>; REL="Last NEXT"`}, "b"},
		{[]string{`<a,b>; title="x, <y>; rel=\"next\""; rel=prev, <c>; rel=next`}, "c"},
		{[]string{`<a>; rel=prev; rel=next`}, ""},
		{[]string{`<a>; hreflang`, `<b`, `;;`, `<c>; rel = "next"`}, "c"},
		{[]string{`<a>; rel="nexthop"`}, ""},
	} {
		if got := nextLink(http.Header{"Link": c.lines}); got != c.want {
			t.Errorf("%q: %q, want %q", c.lines, got, c.want)
		}
	}
}

func FuzzNextLink(f *testing.F) {
	for _, s := range []string{`<a>; rel=next`, `<a>; rel="next`, `<`, `<a>;;=`, `<a>; x="\`, `,<a>,<b>;rel=next`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		got := nextLink(http.Header{"Link": {line}})
		if got != "" && !strings.Contains(line, "<"+got+">") {
			t.Errorf("%q gave %q, which isn't in it", line, got)
		}
	})
}
