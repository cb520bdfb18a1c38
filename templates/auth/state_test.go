package auth_test

// state_test.go drives a Source through random lives and holds it to a model
// that knows only the rules, not the code.

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/keywright/keywright/templates/auth"
	"pgregory.net/rapid"
)

// life is the model: what the rules allow at each moment.
type life struct {
	src      *auth.Source
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
		if l.down {
			l.failed = time.Now()
			return errors.New("down")
		}
		return nil
	}
	replaces := false // what was asked for before a rejection doesn't answer it
	l.grant.prev = func(int64, *auth.Token) {
		l.requests = append(l.requests, time.Now())
		replaces = l.next
	}
	l.grant.tweak = func(_ int64, f *auth.TokenFields) {
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

func (l *life) token(t *rapid.T) {
	start, usable, before := time.Now(), l.usable(), len(l.requests)
	early := usable && !start.Before(l.soft(l.last.AccessToken().Reveal()))
	shared := !l.failed.IsZero() && start.Sub(l.failed) < time.Minute
	tok, err := l.src.Token(context.Background()) // rapid ends its own context outside the bubble
	if usable && time.Since(start) != 0 {
		t.Fatalf("a call was delayed by %v although a token was good", time.Since(start))
	}
	if err != nil {
		if usable || !l.down && !shared {
			t.Fatalf("failed without need: %v", err)
		}
		return
	}
	a := tok.AccessToken().Reveal()
	if l.rejected[a] {
		t.Fatalf("%s was served after its rejection", a)
	}
	if !time.Now().Before(l.hard(a)) {
		t.Fatalf("%s was served past its hard limit", a)
	}
	if usable && !early && len(l.requests) != before {
		t.Fatal("a token was fetched although the cached one was fresh")
	}
	l.last = tok
}

func (l *life) reject(t *rapid.T) {
	if l.last == nil {
		return
	}
	a := l.last.AccessToken().Reveal()
	born := l.issued[a].Add(l.grant.delay)
	got := l.src.Invalidate(l.last)
	if got && l.rejected[a] {
		t.Fatalf("%s was rejected twice", a)
	}
	if got && l.reborn[a] && time.Since(born) < 5*time.Second {
		t.Fatalf("%s replaced a rejected token %v ago and was dropped", a, time.Since(born))
	}
	if got {
		l.rejected[a], l.next = true, true
	}
}

// rejectLate tells of a token that isn't the cached one.
func (l *life) rejectLate(t *rapid.T) {
	old, err := auth.NewToken(auth.TokenFields{AccessToken: "t0"})
	if err != nil {
		t.Fatal(err)
	}
	if l.src.Invalidate(old) {
		t.Fatal("a rejection of another token dropped the cached one")
	}
}

// check holds what must be true at all times.
func (l *life) check(t *rapid.T) {
	synctest.Wait()
	if n := len(l.requests); n > 1 && l.requests[n-1].Equal(l.requests[n-2]) {
		t.Fatal("two requests at once")
	}
}

func TestTheCacheAsAStateMachine(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		// rapid stops a run by a panic, which has to leave the bubble's
		// goroutine as a value.
		var stop any
		synctest.Test(t, func(*testing.T) {
			defer func() { stop = recover() }()
			live(rt)
		})
		if stop != nil {
			panic(stop)
		}
	})
}

func live(t *rapid.T) {
	l := newLife(rapid.SampledFrom([]time.Duration{10 * time.Second, time.Minute, time.Hour, 24 * time.Hour}).Draw(t, "ttl"))
	defer l.src.Close()
	t.Repeat(map[string]func(*rapid.T){
		"token":          l.token,
		"reject":         l.reject,
		"late rejection": l.rejectLate,
		"wait": func(t *rapid.T) {
			time.Sleep(time.Duration(rapid.IntRange(1, 10000).Draw(t, "ms")) * time.Millisecond)
		},
		"age": func(t *rapid.T) {
			time.Sleep(time.Duration(rapid.Float64Range(0, 1.1).Draw(t, "part") * float64(l.ttl)))
		},
		"outage": func(*rapid.T) { l.down = !l.down },
		"":       l.check,
	})
}
