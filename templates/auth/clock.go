package auth

// clock.go hands a Source's clock to the grants it calls, so that the moment
// a token was asked for and its end are read from the same clock.

import (
	"context"
	"time"
)

type clockKey struct{}

func withClock(ctx context.Context, now func() time.Time) context.Context {
	return context.WithValue(ctx, clockKey{}, now)
}

// clockOf returns the clock of the Source whose flight ctx belongs to, or
// time.Now.
func clockOf(ctx context.Context) func() time.Time {
	if now, ok := ctx.Value(clockKey{}).(func() time.Time); ok {
		return now
	}
	return time.Now
}
