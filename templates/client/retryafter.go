// The Retry-After header (RFC 9110, section 10.2.3).

package client

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// retryAfter reads how long the server asks to wait: seconds, or a date, which
// is taken by the server's own clock where the answer has a Date. False where
// the header isn't there or can't be read.
func retryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if v == "" {
		return 0, false
	}
	// The RFC has whole seconds; some servers send fractions.
	if s, err := strconv.ParseFloat(v, 64); err == nil && !math.IsNaN(s) {
		return seconds(s), true
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0, false
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return max(at.Sub(now), 0), true
}

// seconds doesn't overflow.
func seconds(s float64) time.Duration {
	const most = float64(math.MaxInt64 / int64(time.Second))
	if s >= most {
		return math.MaxInt64
	}
	return time.Duration(max(s, 0) * float64(time.Second))
}
