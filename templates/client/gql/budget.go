// The budget's keeper: what all clients of an application know of it.

package gql

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/keywright/keywright/templates/client"
)

// budget is shared by all clients of one application.
type budget struct {
	mu     sync.Mutex
	known  bool
	points Points
	closed time.Time // the server asked to wait until then
	flying int       // requests on their way
	landed int       // answers since the last reading
	cost   float64   // what a request costs, as a moving average
	change chan struct{}
}

// budgetKey is one for each API: an application may have clients of several.
type budgetKey struct{ api *API }

// budgetOf finds the budget of core's application; nil where the API has none.
func budgetOf(core *client.Core, api *API) *budget {
	if api == nil || api.Points == nil {
		return nil
	}
	b, _ := core.Share(budgetKey{api}, new(budget)).(*budget)
	return b
}

// enter waits or fails as s says where the budget is spent. Every enter without
// an error is followed by a leave.
func (b *budget) enter(ctx context.Context, s pointsSetting, operation string) error {
	for {
		until, change := b.admit(s)
		if until.IsZero() {
			return nil
		}
		e := &PointsError{Operation: operation, Until: until}
		b.mu.Lock()
		e.Points = b.points
		b.mu.Unlock()
		if s.mode != PointsWait {
			return e
		}
		if deadline, ok := ctx.Deadline(); ok && deadline.Before(until) {
			e.deadline = true
			return e
		}
		t := time.NewTimer(time.Until(until))
		select {
		case <-t.C:
		case <-change: // an answer tells of room, or of a later reset
		case <-ctx.Done():
		}
		t.Stop()
		if ctx.Err() != nil {
			return fmt.Errorf("%s: waiting for points: %w", operation, context.Cause(ctx))
		}
	}
}

// admit counts a request in, or tells when to ask again.
func (b *budget) admit(s pointsSetting) (until time.Time, change <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	b.roll(now)
	if s.mode != PointsIgnore {
		if now.Before(b.closed) {
			until = b.closed
		}
		spent := b.points.Spent + float64(b.flying)*b.cost
		if b.known && spent >= b.points.Limit-s.reserve && b.points.Reset.After(now) && b.points.Reset.After(until) {
			until = b.points.Reset
		}
	}
	if !until.IsZero() {
		if b.change == nil {
			b.change = make(chan struct{})
		}
		return until, b.change
	}
	b.flying++
	return time.Time{}, nil
}

// roll begins a new window when the last one has ended.
func (b *budget) roll(now time.Time) {
	if b.known && !b.points.Reset.IsZero() && !now.Before(b.points.Reset) {
		b.points.Spent, b.points.Reset = 0, time.Time{}
	}
}

// leave notes what an answer told; nil where it told nothing.
func (b *budget) leave(told *Points) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.flying--
	b.landed++
	if told != nil {
		b.note(*told)
	}
	b.wake()
}

// note takes a reading. Answers overtake each other, so within a window the
// larger number is the later one.
func (b *budget) note(p Points) {
	const grain = 5 * time.Second // of resets told in whole seconds, on slow ways
	old := b.points
	same := b.known && old.Limit == p.Limit && !old.Reset.IsZero() && p.Reset.Sub(old.Reset).Abs() <= grain
	switch {
	case same && p.Spent < old.Spent:
		return
	case b.known && p.Reset.Before(old.Reset) && !same && !p.Reset.IsZero():
		return // of the window before
	case same && p.Spent > old.Spent:
		b.learn((p.Spent - old.Spent) / float64(max(b.landed, 1)))
	}
	if same {
		p.Reset = old.Reset
	}
	b.points, b.known, b.landed = p, true, 0
}

// learn follows what requests cost.
func (b *budget) learn(cost float64) {
	if b.cost == 0 {
		b.cost = cost
		return
	}
	b.cost = 0.8*b.cost + 0.2*cost
}

// pause keeps everyone from sending for a time that a server asked for.
func (b *budget) pause(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if until := time.Now().Add(d); until.After(b.closed) {
		b.closed = until
	}
	b.wake()
}

// wake has those that wait look again. The caller holds the lock.
func (b *budget) wake() {
	if b.change != nil {
		close(b.change)
		b.change = nil
	}
}

// untilReset is how long a budget that is all but spent takes to be there again;
// 0 where that isn't known.
func (b *budget) untilReset() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	b.roll(now)
	if !b.known || b.points.Left() > b.points.Limit/20 || b.points.Reset.IsZero() {
		return 0
	}
	return b.points.Reset.Sub(now)
}
