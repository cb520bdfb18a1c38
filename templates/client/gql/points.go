// The budget of points that some APIs give a client per hour: read along with
// answers, told to the caller, and kept to if the caller wants it.

package gql

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/wire"
)

// PointsName is the response name under which emitted operations select the
// budget along.
const PointsName = "keywrightPoints"

// PointsField says where an answer tells the budget: names of fields below
// PointsName.
type PointsField struct {
	Path      []string // fields on the way below the first one
	Limit     string   // points in a window
	Spent     string   // of them, or empty
	Remaining string   // in place of Spent
	Reset     string   // seconds until the window ends, or the moment as RFC 3339 text
}

// Points is a budget as an answer told it.
type Points struct {
	Limit float64   // in a window, such as an hour
	Spent float64   // in this window, by all programs with the same client id
	Reset time.Time // when the window ends; zero where it isn't known
	At    time.Time // when the server told it
}

// Left are the points that may still be spent in this window; never negative.
func (p Points) Left() float64 { return max(p.Limit-p.Spent, 0) }

// String tells the budget in a line.
func (p Points) String() string {
	s := fmt.Sprintf("%s of %s points spent", number(p.Spent), number(p.Limit))
	if !p.Reset.IsZero() {
		s += ", reset at " + p.Reset.Format(time.RFC3339)
	}
	return s
}

// PointsMode says what calls do when the budget is spent.
type PointsMode uint8

// The modes.
const (
	// PointsIgnore sends all the same: the server decides. It is the default.
	PointsIgnore PointsMode = iota
	// PointsFail sends nothing until the budget is there again: calls fail with a
	// *PointsError, which tells when that is.
	PointsFail
	// PointsWait has calls wait until the budget is there again, or fail like
	// PointsFail where the context's deadline comes before that.
	PointsWait
)

type pointsModeKey struct{}

// WithPoints sets what calls do when the budget is spent. reserve are points
// that are to be left for others. It has no effect on APIs that have no budget.
func WithPoints(mode PointsMode, reserve ...float64) client.Setting {
	s := pointsSetting{mode: mode}
	for _, r := range reserve {
		s.reserve += r
	}
	return client.WithValue(pointsModeKey{}, s)
}

type pointsSetting struct {
	mode    PointsMode
	reserve float64
}

// PointsError says that a call wasn't sent because the budget is spent. It is
// client.ErrThrottled.
type PointsError struct {
	Operation string
	Points    Points
	Until     time.Time // when calls are good again
	deadline  bool
}

// Error tells the budget and when it is there again.
func (e *PointsError) Error() string {
	s := fmt.Sprintf("%s: not sent: %s; good again at %s", e.Operation, e.Points, e.Until.Format(time.RFC3339))
	if e.deadline {
		s += ", after the context's deadline"
	}
	return s
}

// Is reports whether target is client.ErrThrottled, or context.DeadlineExceeded
// where the call could have waited if it had had the time.
func (e *PointsError) Is(target error) bool {
	return target == client.ErrThrottled || e.deadline && target == context.DeadlineExceeded
}

// RetryAfter is how long it takes until calls are good again.
func (e *PointsError) RetryAfter() time.Duration { return max(time.Until(e.Until), 0) }

// PointsOf returns the budget as the last answer to a client of core's
// application told it; false before the first one. Where its window has ended
// meanwhile, nothing is spent.
func PointsOf(core *client.Core, api *API) (Points, bool) {
	b := budgetOf(core, api)
	if b == nil {
		return Points{}, false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.roll(time.Now())
	return b.points, b.known
}

// read makes points of the JSON that an answer has; false where it can't.
func (f *PointsField) read(raw wire.Raw, now time.Time) (Points, bool) {
	for _, step := range f.Path {
		raw = child(raw, step)
	}
	var fields map[string]json.RawMessage
	if len(raw) == 0 || json.Unmarshal(raw, &fields) != nil {
		return Points{}, false
	}
	p := Points{At: now}
	limit, ok := numeric(fields[f.Limit])
	if !ok || limit <= 0 {
		return Points{}, false
	}
	p.Limit = limit
	if f.Remaining != "" {
		remaining, found := numeric(fields[f.Remaining])
		p.Spent, ok = limit-remaining, found
	} else {
		p.Spent, ok = numeric(fields[f.Spent])
	}
	p.Reset = moment(fields[f.Reset], now)
	return p, ok
}

// child is a member of an object; nil where there is none.
func child(raw wire.Raw, key string) wire.Raw {
	var fields map[string]json.RawMessage
	if len(raw) == 0 || json.Unmarshal(raw, &fields) != nil {
		return nil
	}
	return wire.Raw(fields[key])
}

// numeric takes numbers and texts of numbers.
func numeric(raw json.RawMessage) (float64, bool) {
	var n json.Number
	if len(raw) == 0 || json.Unmarshal(raw, &n) != nil || n == "" {
		return 0, false
	}
	v, err := n.Float64()
	return v, err == nil
}

// moment takes seconds from now on, and RFC 3339 text.
func moment(raw json.RawMessage, now time.Time) time.Time {
	if s, ok := numeric(raw); ok {
		const year = 365 * 24 * 3600
		return now.Add(time.Duration(min(max(s, 0), year) * float64(time.Second)))
	}
	var t time.Time
	if len(raw) == 0 || json.Unmarshal(raw, &t) != nil {
		return time.Time{}
	}
	return t
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// throttledFor reports whether err says that the budget, or the server's
// patience, is spent, and for how long; 0 where it doesn't say.
func throttledFor(err error) (time.Duration, bool) {
	if err == nil || !errors.Is(err, client.ErrThrottled) {
		return 0, false
	}
	if e, ok := errors.AsType[*client.Error](err); ok {
		return e.RetryAfter, true
	}
	return 0, true
}
