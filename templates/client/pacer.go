// The pacer: holds an application to the limits that a description tells.

package client

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

// NewPacer returns a pacer that lets no more requests leave than limits allow,
// in any window: not a token bucket, which lets twice the limit pass in the
// window after a pause. Callers leave in the order they came. Share one among
// all clients of an application, by auth.WithPacer or WithPacer.
func NewPacer(limits ...Limit) auth.Pacer {
	p := &pacer{}
	for _, l := range limits {
		if l.Requests > 0 && l.Per > 0 {
			p.windows = append(p.windows, window{per: l.Per, size: l.Requests})
		}
	}
	return p
}

// pacer gives out departures in the order of asking. A caller sleeps outside of
// the lock, so that one that leaves early holds up nobody.
type pacer struct {
	mu      sync.Mutex
	windows []window
	last    time.Time // the latest departure given out
}

// window remembers the departures of the last size requests, in a ring that
// grows as it is needed.
type window struct {
	per  time.Duration
	size int
	ring []time.Time
	next int // the oldest of a full ring
}

// earliest is when one more may leave by this window alone.
func (w *window) earliest() time.Time {
	if len(w.ring) < w.size {
		return time.Time{}
	}
	return w.ring[w.next].Add(w.per)
}

// add notes a departure, over the oldest where the ring is full.
func (w *window) add(t time.Time) {
	if len(w.ring) < w.size {
		w.ring = append(w.ring, t)
		return
	}
	w.ring[w.next] = t
	w.next = (w.next + 1) % w.size
}

// Wait takes a departure and sleeps until it comes. A caller that leaves before
// has used it up: giving it back would let others overtake.
func (p *pacer) Wait(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	now := time.Now()
	at, ok := p.reserve(ctx, now)
	if !ok {
		return fmt.Errorf("the rate limit asks to wait %v, longer than there is time: %w",
			at.Sub(now).Round(time.Millisecond), context.DeadlineExceeded)
	}
	if d := at.Sub(now); d > 0 {
		return sleep(ctx, d)
	}
	return nil
}

// reserve takes the next departure, unless ctx will be over before it.
func (p *pacer) reserve(ctx context.Context, now time.Time) (time.Time, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := slices.MaxFunc([]time.Time{now, p.last}, time.Time.Compare)
	for i := range p.windows {
		if e := p.windows[i].earliest(); e.After(at) {
			at = e
		}
	}
	if deadline, ok := ctx.Deadline(); ok && at.After(deadline) {
		return at, false
	}
	p.last = at
	for i := range p.windows {
		p.windows[i].add(at)
	}
	return at, true
}
