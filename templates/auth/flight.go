package auth

// flight.go is the slow path of a Source: one request to the grant for all who
// wait, on a context of its own, and what is remembered when it fails.

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Reason says why a token was fetched.
type Reason string

// The reasons.
const (
	ReasonFirst    Reason = "first"    // none was cached
	ReasonEarly    Reason = "early"    // before expiry, in the background
	ReasonExpired  Reason = "expired"  // past the hard limit
	ReasonRejected Reason = "rejected" // the server answered 401
)

// RefreshEvent tells of one flight to the grant.
type RefreshEvent struct {
	Reason   Reason
	Token    *Token        // nil where it failed
	Err      error         // why it failed; a *SaveError beside a Token where it couldn't be kept
	Attempts int           // requests to the grant, 1 or more
	Took     time.Duration // from the first attempt to the end
	Next     time.Duration // after a failure: how long it is shared before the next flight
}

const (
	minBackoff    = time.Second
	maxBackoff    = time.Minute
	maxRetryAfter = time.Hour // a server asking for more is not believed
	retryPause    = 250 * time.Millisecond
	maxRetryPause = 2 * time.Second
)

// flight is one fetch that any number of callers wait for.
type flight struct {
	done   chan struct{}
	reason Reason
	prev   *entry
	asked  time.Time // before the last request
	ent    *entry    // valid once done is closed
	err    error
}

// failure is the last flight's, shared with callers until it is over.
type failure struct {
	err   error
	count int // in a row
	early bool
	until time.Time
}

// wait returns a usable entry, from the cache if one has come meanwhile, else
// from a flight. It leaves when ctx ends; the flight goes on for the others.
func (s *Source) wait(ctx context.Context) (*entry, error) {
	if ctx.Err() != nil {
		return nil, contextError(ctx) // not worth a flight
	}
	e, f, err := s.join()
	if f == nil {
		return e, err
	}
	select {
	case <-f.done:
		return f.ent, f.err
	default:
	}
	select {
	case <-f.done:
		return f.ent, f.err
	case <-ctx.Done():
		return nil, contextError(ctx)
	case <-s.ctx.Done():
		return nil, &Error{Op: opWait, kind: ErrClosed, Description: "the source was closed"}
	}
}

// contextError tells why ctx ended: its own error, and the cause where the
// caller gave one.
func contextError(ctx context.Context) error {
	err := ctx.Err()
	if cause := context.Cause(ctx); cause != err {
		err = fmt.Errorf("%w: %w", err, cause)
	}
	return &Error{Op: opWait, cause: err}
}

// join finds the flight to wait for, starting one where there is none. The
// flight is nil where the answer is known already.
func (s *Source) join() (*entry, *flight, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, nil, &Error{Op: opWait, kind: ErrClosed, Description: "the source is closed"}
	}
	now := s.cfg.now()
	e := s.cur.Load()
	if e.usable(now) {
		return e, nil, nil
	}
	if s.flight != nil {
		return nil, s.flight, nil
	}
	if s.fail.err != nil && now.Before(s.fail.until) {
		return nil, nil, s.fail.err
	}
	reason := ReasonFirst
	switch {
	case e == nil:
	case e.dead.Load():
		reason = ReasonRejected
	default:
		reason = ReasonExpired
	}
	return nil, s.launch(e, reason), nil
}

// renewEarly starts a background flight for e unless one is under way.
func (s *Source) renewEarly(e *entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.flight != nil || s.cur.Load() != e || s.cfg.now().UnixNano() < s.notEarly.Load() {
		return
	}
	s.launch(e, ReasonEarly)
}

// launch starts a flight; s.mu is held.
func (s *Source) launch(prev *entry, reason Reason) *flight {
	f := &flight{done: make(chan struct{}), reason: reason, prev: prev}
	s.flight = f
	go s.fly(f)
	return f
}

// fly runs a flight to its end. The deferred landing also serves a grant that
// leaves by runtime.Goexit, which would strand the waiters.
func (s *Source) fly(f *flight) {
	ev := RefreshEvent{Reason: f.reason, Err: &Error{Op: opWait, Description: "the grant didn't return"}}
	start := s.cfg.now()
	defer func() {
		ev.Took = s.cfg.now().Sub(start)
		s.land(f, &ev)
	}()
	ctx, cancel := context.WithTimeout(withClock(s.ctx, s.cfg.now), s.cfg.timeout)
	defer cancel()
	var prev *Token
	if f.prev != nil {
		prev = f.prev.tok
	}
	ev.Token, ev.Err = s.fetch(ctx, f, prev, &ev.Attempts)
}

// fetch asks the grant, again where that may help within the flight's bounds.
func (s *Source) fetch(ctx context.Context, f *flight, prev *Token, attempts *int) (*Token, error) {
	pause := retryPause
	for {
		*attempts++
		f.asked = s.cfg.now()
		t, err := s.grant.Token(ctx, prev)
		if _, ok := asSaveError(t, err); ok {
			return t, err
		}
		if err == nil {
			return t, s.check(t, f.asked)
		}
		if *attempts >= s.cfg.attempts || !retryable(err) {
			return nil, err
		}
		d := max(pause-time.Duration(s.cfg.random()*jitterShare*float64(pause)), retryAfter(err))
		if d > maxRetryPause || !sleep(ctx, d) {
			return nil, err
		}
		pause *= 2
	}
}

// check refuses tokens that a Source could not use.
func (s *Source) check(t *Token, asked time.Time) error {
	if t == nil || t.access.p == nil {
		return &Error{Op: opAnswer, Description: "the grant returned no token"}
	}
	if w := newWindow(t, asked, 0); !w.usable(s.cfg.now()) {
		return &Error{Op: opAnswer, Description: "the grant returned a token that has expired", Temporary: true}
	}
	return nil
}

// land records a flight's outcome, tells the hooks and lets the waiters go, in
// this order, so that a hook may use the Source and whoever waited finds the
// hooks called.
func (s *Source) land(f *flight, ev *RefreshEvent) {
	save, kept := asSaveError(ev.Token, ev.Err)
	s.mu.Lock()
	s.flight = nil
	switch {
	case s.closed:
		f.err = &Error{Op: opWait, kind: ErrClosed, Description: "the source was closed", cause: ev.Err}
		ev.Token = nil
	case ev.Err == nil || kept:
		if f.ent = s.cur.Load(); f.ent == f.prev { // else Set came first
			f.ent = s.newEntry(ev.Token, f.asked, f.reason == ReasonRejected)
			s.adopt(f.ent)
		}
	default:
		ev.Token = nil
		f.err = ev.Err
		ev.Next = s.backOff(ev.Err, f.reason == ReasonEarly)
	}
	s.mu.Unlock()
	if kept {
		ev.Err = save
	}
	if ev.Token != nil && s.cfg.onToken != nil {
		s.cfg.onToken(ev.Token)
	}
	if s.cfg.onRefresh != nil {
		s.cfg.onRefresh(*ev)
	}
	close(f.done)
}

// adopt makes e the cached token; s.mu is held.
func (s *Source) adopt(e *entry) {
	s.cur.Store(e)
	s.fail = failure{}
	s.notEarly.Store(0)
}

// backOff remembers a failure: 1 s, doubled for each in a row up to 60 s, or
// as long as the server asks. An early refresh's failure counts for early ones
// only: once the token is needed, one request is worth it. s.mu is held.
func (s *Source) backOff(err error, early bool) time.Duration {
	now, count := s.cfg.now(), s.fail.count
	if s.fail.early && !early {
		count = 0
	}
	asked := min(retryAfter(err), maxRetryAfter)
	d := max(min(minBackoff<<min(count, 6), maxBackoff), asked)
	s.notEarly.Store(now.Add(d).UnixNano())
	s.fail = failure{err: err, count: count + 1, early: early, until: now.Add(d)}
	if early {
		s.fail.until = now.Add(max(minBackoff, asked))
	}
	return d
}

// retryable reports whether the same request may succeed when sent again at
// once: the server said so, or was never reached.
func retryable(err error) bool {
	if e, ok := errors.AsType[*Error](err); ok {
		switch e.StatusCode {
		case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		}
	}
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

func retryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.RetryAfter
	}
	return 0
}

// sleep waits for d; false if ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
