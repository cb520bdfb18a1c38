package auth_test

// state_test.go drives a Source through random lives and holds it to a model
// that knows only the rules, not the code.

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/keywright/keywright/templates/auth"
	"pgregory.net/rapid"
)

// life is the model: what the rules allow at each moment.
type life struct {
	src      *auth.Source
	mu       sync.Mutex // the grant works on the model from flights' goroutines
	grant    *counting
	ttl      time.Duration
	down     bool
	issued   map[string]time.Time // access token → before its request
	rejected map[string]bool      // Invalidate returned true
	reborn   map[string]bool      // fetched because its predecessor was rejected
	last     *auth.Token          // handed out last
	requests []time.Time
	failed   time.Time // the last failure
	next     bool      // the next token replaces a rejected one
}

func newLife(ttl time.Duration) *life {
	l := &life{ttl: ttl, issued: map[string]time.Time{}, rejected: map[string]bool{}, reborn: map[string]bool{}}
	l.grant = &counting{ttl: ttl, delay: 200 * time.Millisecond}
	l.grant.fail = func(int64) error {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.down {
			l.failed = time.Now()
			return errors.New("down")
		}
		return nil
	}
	replaces := false // what was asked for before a rejection doesn't answer it
	l.grant.prev = func(int64, *auth.Token) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.requests = append(l.requests, time.Now())
		replaces = l.next
	}
	l.grant.tweak = func(_ int64, f *auth.TokenFields) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.issued[f.AccessToken.Reveal()] = f.Issued
		l.reborn[f.AccessToken.Reveal()] = replaces
		l.next = false
	}
	l.src = auth.NewSource(l.grant, noJitter())
	return l
}

func (l *life) hard(access string) time.Time {
	return l.issued[access].Add(l.ttl - min(10*time.Second, l.ttl/10))
}

func (l *life) soft(access string) time.Time {
	return l.issued[access].Add(l.ttl - min(l.ttl/5, 20*time.Minute))
}

// usable says whether the rules let the last token be served from the cache.
func (l *life) usable() bool {
	if l.last == nil {
		return false
	}
	a := l.last.AccessToken().Reveal()
	return !l.rejected[a] && time.Now().Before(l.hard(a))
}

func (l *life) token() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	start, usable, before := time.Now(), l.usable(), len(l.requests)
	early := usable && !start.Before(l.soft(l.last.AccessToken().Reveal()))
	shared := !l.failed.IsZero() && start.Sub(l.failed) < time.Minute
	l.mu.Unlock()
	tok, err := l.src.Token(context.Background())
	delay := time.Since(start)
	synctest.Wait()
	l.mu.Lock()
	if usable && delay != 0 {
		return fmt.Errorf("a call was delayed by %v although a token was good", delay)
	}
	if err != nil {
		if usable || !l.down && !shared {
			return fmt.Errorf("failed without need: %v", err)
		}
		return nil
	}
	a := tok.AccessToken().Reveal()
	if l.rejected[a] {
		return fmt.Errorf("%s was served after its rejection", a)
	}
	if !time.Now().Before(l.hard(a)) {
		return fmt.Errorf("%s was served past its hard limit", a)
	}
	if usable && !early && len(l.requests) != before {
		return errors.New("a token was fetched although the cached one was fresh")
	}
	if early && !shared && tok == l.last && start.Sub(l.requests[before-1]) > l.grant.delay && len(l.requests) != before+1 {
		return errors.New("past the soft limit nothing was fetched")
	}
	l.last = tok
	return nil
}

func (l *life) reject() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.last == nil {
		return nil
	}
	a := l.last.AccessToken().Reveal()
	born := l.issued[a].Add(l.grant.delay)
	got := l.src.Invalidate(l.last)
	if got && l.rejected[a] {
		return fmt.Errorf("%s was rejected twice", a)
	}
	if got && l.reborn[a] && time.Since(born) < 5*time.Second {
		return fmt.Errorf("%s replaced a rejected token %v ago and was dropped", a, time.Since(born))
	}
	if got {
		l.rejected[a], l.next = true, true
	}
	return nil
}

// rejectLate tells of a token that isn't the cached one.
func (l *life) rejectLate() error {
	old, err := auth.NewToken(auth.TokenFields{AccessToken: "t0"})
	if err != nil {
		return err
	}
	if l.src.Invalidate(old) {
		return errors.New("a rejection of another token dropped the cached one")
	}
	return nil
}

// check holds what must be true at all times.
func (l *life) check() error {
	synctest.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := len(l.requests); n > 1 && l.requests[n-1].Equal(l.requests[n-2]) {
		return errors.New("two requests at once")
	}
	return nil
}

// step is one thing that happens to a Source.
type step struct {
	what  string
	sleep time.Duration
}

func steps(ttl time.Duration) *rapid.Generator[step] {
	return rapid.Custom(func(t *rapid.T) step {
		s := step{what: rapid.SampledFrom([]string{"token", "token", "reject", "reject late", "outage", "wait", "age"}).Draw(t, "what")}
		switch s.what {
		case "wait":
			s.sleep = time.Duration(rapid.IntRange(1, 10000).Draw(t, "ms")) * time.Millisecond
		case "age":
			s.sleep = time.Duration(rapid.Float64Range(0, 1.1).Draw(t, "part") * float64(ttl))
		}
		return s
	})
}

func (l *life) step(s step) error {
	switch s.what {
	case "token":
		return l.token()
	case "reject":
		return l.reject()
	case "reject late":
		return l.rejectLate()
	case "outage":
		l.mu.Lock()
		defer l.mu.Unlock()
		l.down = !l.down
		return nil
	}
	time.Sleep(s.sleep)
	return nil
}

func TestTheCacheAsAStateMachine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		ttl := rapid.SampledFrom([]time.Duration{10 * time.Second, time.Minute, time.Hour, 24 * time.Hour}).Draw(rt, "ttl")
		list := rapid.SliceOfN(steps(ttl), 40, 120).Draw(rt, "steps")
		var failure error // rapid may not be used inside a bubble
		synctest.Test(t, func(*testing.T) {
			l := newLife(ttl)
			defer l.src.Close()
			for i, s := range list {
				if failure = errors.Join(l.step(s), l.check()); failure != nil {
					failure = fmt.Errorf("step %d, %+v: %w", i, s, failure)
					return
				}
			}
		})
		if failure != nil {
			rt.Fatal(failure)
		}
	})
}
