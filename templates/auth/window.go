package auth

// window.go turns a token's life into two moments: from soft on it is renewed
// in the background, from hard on it isn't sent any more.

import "time"

const (
	maxLeeway   = 10 * time.Second // hard limit before the real end
	maxEarly    = 20 * time.Minute // soft limit before the real end
	jitterShare = .25              // of the soft window, so that a fleet doesn't renew in step
)

// window is a token's soft and hard limit on both clocks. The wall clock
// catches suspend, during which the monotonic one stands still; the monotonic
// clock catches a wall clock that is set back.
type window struct {
	endless  bool // no expiry known
	soft     time.Time
	softWall int64
	hard     time.Time
	hardWall int64
}

// newWindow computes the limits of t: hard at ttl − min(10 s, ttl/10), soft at
// ttl − min(ttl/5, 20 min), the latter up to a quarter later by jitter, which
// is in [0,1). The life counts from before the request: t.issued, or asked where
// the token doesn't tell.
func newWindow(t *Token, asked time.Time, jitter float64) window {
	if t.expiry.IsZero() {
		return window{endless: true}
	}
	if !t.issued.IsZero() {
		asked = t.issued
	}
	ttl := t.expiry.Sub(asked)
	if ttl >= endlessTTL {
		return window{endless: true} // and Unix nanoseconds end in 2262
	}
	early := min(ttl/5, maxEarly)
	early -= time.Duration(jitter * jitterShare * float64(early))
	w := window{
		soft: asked.Add(ttl - early),
		hard: asked.Add(ttl - min(maxLeeway, ttl/10)),
	}
	w.softWall, w.hardWall = w.soft.UnixNano(), w.hard.UnixNano()
	return w
}

// usable reports whether both clocks are before the hard limit.
func (w *window) usable(now time.Time) bool {
	return w.endless || now.UnixNano() < w.hardWall && now.Before(w.hard)
}

// quiet reports whether both clocks are before the soft limit. What is quiet is
// usable, since soft comes before hard.
func (w *window) quiet(now time.Time) bool {
	return w.endless || now.UnixNano() < w.softWall && now.Before(w.soft)
}
