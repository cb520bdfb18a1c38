// The pacer: holds an application to the limits that a description tells.

package client

import (
	"container/list"
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

// Limiter is an auth.Pacer that is told of answers too. The pacers of this
// package are; of others, Wait alone is asked.
//
// Begin is Wait for a request whose answer will be told by End, exactly once,
// also where none came. A limiter that counts a request until its answer is
// there holds the limit as the server counts it, however long requests are on
// their way. retryAfter is what a 429 asked to wait, 0 for all else: nobody of
// the application should send before it is over.
type Limiter interface {
	auth.Pacer
	Begin(ctx context.Context) error
	End(retryAfter time.Duration)
}

// NewPacer returns a pacer that lets no more requests leave than limits allow,
// in any window: not a token bucket, which lets twice the limit pass in the
// window after a pause. Bursts within the limits leave at once; callers that
// wait leave in the order they came, and one that stops waiting holds up
// nobody. A pause that a server asks for holds up everyone, for at most the
// longest window or a minute. A client keeps one for the limits of its description on its
// auth.Source, so that all clients that share the Source share it; give one by
// auth.WithPacer or WithPacer to share it further.
func NewPacer(limits ...Limit) Limiter {
	p := &pacer{start: time.Now(), most: time.Minute}
	for _, l := range limits {
		if l.Requests > 0 && l.Per > 0 {
			// Clocks differ in speed and grain.
			per := l.Per + min(l.Per/100, 100*time.Millisecond)
			p.windows = append(p.windows, window{per: per, size: l.Requests})
			p.most = max(p.most, per)
		}
	}
	return p
}

// longestWay bounds how long a request without an answer is taken to be on its
// way to the server: an answer that is slow to make isn't to hold up others.
const longestWay = 5 * time.Second

// pacer counts a request from when it leaves until a window's length after its
// answer: the server saw it some time between leaving and answer, so whatever
// window the server looks at, all requests it saw in it are counted at its end.
// Requests are alike, so that what ends needn't be told apart.
type pacer struct {
	start   time.Time
	most    time.Duration // longest pause that is taken from a server
	mu      sync.Mutex
	windows []window
	pending times // departures of requests on their way, oldest first
	overdue int   // requests that longestWay has ended, whose End is still to come
	paused  time.Duration
	queue   list.List // of *waiter, first come first
	timer   *time.Timer
}

// waiter is a caller in the queue.
type waiter struct {
	ready chan struct{} // closed when it may leave
	gone  bool          // it has left the queue with leave to go
}

// Wait blocks until one more request may leave. A request is taken to reach the
// server at once: Begin and End are exact.
func (p *pacer) Wait(ctx context.Context) error {
	err := p.Begin(ctx)
	if err == nil {
		p.End(0)
	}
	return err
}

// Begin blocks until one more request may leave, or returns why ctx is over, at
// once where ctx's deadline comes before a turn could.
func (p *pacer) Begin(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	w, at, err := p.enter(ctx)
	if w == nil || err != nil {
		return err
	}
	select {
	case <-w.ready:
		return nil
	case <-ctx.Done():
		p.abandon(w, at)
		return context.Cause(ctx)
	}
}

// enter lets the caller go (no waiter), or puts it in the queue.
func (p *pacer) enter(ctx context.Context) (*waiter, *list.Element, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.settle()
	if p.queue.Len() == 0 && p.next(now) <= 0 {
		p.pending.push(now)
		return nil, nil, nil
	}
	soonest := p.soonest(now, p.queue.Len()+1) - now
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < soonest {
		return nil, nil, fmt.Errorf("the rate limit asks to wait %v, longer than there is time: %w",
			soonest.Round(time.Millisecond), context.DeadlineExceeded)
	}
	w := &waiter{ready: make(chan struct{})}
	at := p.queue.PushBack(w)
	p.dispatch(now)
	return w, at, nil
}

// abandon takes a caller out. A turn that came at the same moment goes to the
// next one.
func (p *pacer) abandon(w *waiter, at *list.Element) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if w.gone {
		p.pending.dropNewest()
	} else {
		p.queue.Remove(at)
	}
	p.dispatch(p.settle())
}

// End notes that an answer came.
func (p *pacer) End(retryAfter time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.settle()
	if retryAfter > 0 {
		p.paused = max(p.paused, now+min(retryAfter, p.most))
	}
	switch {
	case p.overdue > 0:
		p.overdue-- // counted as ended already
	case p.pending.len() > 0:
		p.pending.pop()
		p.ended(now)
	}
	p.dispatch(now)
}

// ended has every window count a request from at on.
func (p *pacer) ended(at time.Duration) {
	for i := range p.windows {
		p.windows[i].ended.push(at)
	}
}

// settle reads the clock and forgets what no window counts any more.
func (p *pacer) settle() time.Duration {
	now := time.Since(p.start)
	for p.pending.len() > 0 && p.pending.oldest()+longestWay <= now {
		p.ended(p.pending.pop() + longestWay)
		p.overdue++
	}
	for i := range p.windows {
		w := &p.windows[i]
		for w.ended.len() > 0 && w.ended.oldest()+w.per <= now {
			w.ended.pop()
		}
	}
	return now
}

// next tells how long to wait before one more may leave, from now on. Where
// only an answer can tell, that is until the oldest request is overdue.
func (p *pacer) next(now time.Duration) time.Duration {
	at := max(now, p.paused)
	for i := range p.windows {
		w := &p.windows[i]
		if w.ended.len()+p.pending.len() < w.size {
			continue
		}
		if w.ended.len() > 0 {
			at = max(at, w.ended.oldest()+w.per)
		} else {
			at = max(at, p.pending.oldest()+longestWay)
		}
	}
	return at - now
}

// soonest is before when the nth caller from now can't leave.
func (p *pacer) soonest(now time.Duration, n int) time.Duration {
	at := max(now, p.paused)
	for i := range p.windows {
		w := &p.windows[i]
		over := n - (w.size - w.ended.len() - p.pending.len())
		if over <= 0 {
			continue
		}
		// Every place is taken once in a round: those whose requests have ended
		// first, in their order, then those that are free from now on.
		base, place := now, (over-1)%w.size
		if place < w.ended.len() {
			base = w.ended.at(place)
		}
		at = max(at, base+w.per*time.Duration(1+(over-1)/w.size))
	}
	return at
}

// dispatch lets go whose turn has come, and wakes up for the next one. Nothing
// runs while nobody waits.
func (p *pacer) dispatch(now time.Duration) {
	if p.timer != nil {
		p.timer.Stop()
		p.timer = nil
	}
	for p.queue.Len() > 0 {
		if wait := p.next(now); wait > 0 {
			p.timer = time.AfterFunc(wait, p.wake)
			return
		}
		w, _ := p.queue.Remove(p.queue.Front()).(*waiter)
		w.gone = true
		p.pending.push(now)
		close(w.ready)
	}
}

// wake is dispatch for the timer.
func (p *pacer) wake() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dispatch(p.settle())
}

// window counts requests that have ended for its length on.
type window struct {
	per   time.Duration
	size  int
	ended times
}

// times is a queue of moments, oldest first, in a slice that is used again.
type times struct {
	list []time.Duration
	head int
}

func (t *times) len() int               { return len(t.list) - t.head }
func (t *times) at(i int) time.Duration { return t.list[t.head+i] }
func (t *times) oldest() time.Duration  { return t.list[t.head] }
func (t *times) dropNewest()            { t.list = t.list[:max(len(t.list)-1, t.head)] }
func (t *times) pop() (v time.Duration) { v = t.list[t.head]; t.head++; return v }

// push keeps the order even where a moment is told late.
func (t *times) push(v time.Duration) {
	if t.len() > 0 {
		v = max(v, t.list[len(t.list)-1])
	}
	if t.head > 0 && len(t.list) == cap(t.list) {
		t.list = t.list[:copy(t.list, t.list[t.head:])]
		t.head = 0
	}
	t.list = append(t.list, v)
}
