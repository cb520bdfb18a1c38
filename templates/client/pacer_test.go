// The pacer in simulated time.

package client_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/client"
)

// arrivals is a server that notes when requests arrive, which is some time
// after they left.
type arrivals struct {
	mu    sync.Mutex
	times []time.Time
	who   map[string]int
	way   func() time.Duration
}

func (a *arrivals) RoundTrip(req *http.Request) (*http.Response, error) {
	time.Sleep(a.way())
	a.mu.Lock()
	a.times = append(a.times, time.Now())
	if a.who == nil {
		a.who = map[string]int{}
	}
	a.who[req.Header.Get("X-Who")]++
	a.mu.Unlock()
	time.Sleep(a.way())
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: http.NoBody, Request: req}, nil
}

// hold tests that no window of a limit's length saw more requests than it has.
func (a *arrivals) hold(t *testing.T, limits ...client.Limit) {
	t.Helper()
	slices.SortFunc(a.times, time.Time.Compare)
	for _, l := range limits {
		for i := l.Requests; i < len(a.times); i++ {
			if d := a.times[i].Sub(a.times[i-l.Requests]); d <= l.Per {
				t.Fatalf("%d requests within %v", l.Requests+1, d)
			}
		}
	}
}

// Ten thousand calls of two hundred goroutines, as the server counts them.
func TestLimitsHoldAsTheServerCounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		limits      []client.Limit
		least, most time.Duration // what all calls take: the limits are to be used
		wait        time.Duration // the longest of one: the 199 before, and the rest of a long window
	}{
		{[]client.Limit{{Requests: 100, Per: time.Second}, {Requests: 36_000, Per: time.Hour}}, 99 * time.Second, 130 * time.Second, 5 * time.Second},
		{[]client.Limit{{Requests: 100, Per: time.Second}, {Requests: 3_600, Per: time.Minute}}, 120 * time.Second, 160 * time.Second, 40 * time.Second},
	} {
		t.Run(fmt.Sprint(c.limits), func(t *testing.T) {
			t.Parallel()
			limitsHold(t, c.limits, c.least, c.most, c.wait)
		})
	}
}

func limitsHold(t *testing.T, limits []client.Limit, least, most, wait time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		api := shop()
		api.Limits = limits
		srv := &arrivals{way: func() time.Duration { return time.Duration(rand.ExpFloat64() * float64(30*time.Millisecond)) }}
		core, err := client.New(api, client.WithTransport(srv), client.WithBearer("oauth", "app"))
		if err != nil {
			t.Fatal(err)
		}
		begin, wg := time.Now(), sync.WaitGroup{}
		var longest sync.Map
		for g := range 200 {
			wg.Go(func() {
				who := string(rune('A'+g/26)) + string(rune('a'+g%26))
				var most time.Duration
				for range 50 {
					from := time.Now()
					if err := client.DoNone(t.Context(), core.Request(&safe, []client.CallOption{client.WithHeader("X-Who", who)})); err != nil {
						t.Error(err)
					}
					most = max(most, time.Since(from))
				}
				longest.Store(who, most)
			})
		}
		wg.Wait()
		srv.hold(t, limits...)
		if len(srv.times) != 10_000 || len(srv.who) != 200 {
			t.Fatalf("%d requests of %d callers", len(srv.times), len(srv.who))
		}
		longest.Range(func(who, d any) bool {
			if d.(time.Duration) > wait {
				t.Errorf("%v waited %v for one call", who, d)
			}
			return true
		})
		if d := time.Since(begin); d < least || d > most {
			t.Errorf("took %v", d)
		}
	})
}

// Wait alone, as a pacer that is used without a client.
func TestPacerHoldsEveryWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limits := []client.Limit{{Requests: 10, Per: time.Second}, {Requests: 50, Per: 10 * time.Second}}
		p := client.NewPacer(limits...)
		var a arrivals
		var wg sync.WaitGroup
		begin := time.Now()
		for i := range 20 {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * 37 * time.Millisecond)
				for range 10 {
					if err := p.Wait(t.Context()); err != nil {
						t.Error(err)
					}
					a.mu.Lock()
					a.times = append(a.times, time.Now())
					a.mu.Unlock()
				}
			})
		}
		wg.Wait()
		a.hold(t, limits...)
		// 200 requests at 50 in 10 s: the last 50 leave from 30 s on.
		if d := time.Since(begin); d < 30*time.Second || d > 36*time.Second {
			t.Errorf("took %v: limits are to be used", d)
		}
	})
}

// A slow answer doesn't hold its place for ever.
func TestSlowAnswersDontBlockThePacer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := client.NewPacer(client.Limit{Requests: 2, Per: time.Second})
		begin := time.Now()
		for range 4 {
			if err := p.Begin(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if d := time.Since(begin); d < 6*time.Second || d > 6100*time.Millisecond {
			t.Errorf("after %v, want 6 s: 5 s on the way and the window", d)
		}
		for range 4 {
			p.End(0)
		}
		time.Sleep(1100 * time.Millisecond)
		begin = time.Now()
		for range 2 {
			if err := p.Wait(t.Context()); err != nil || time.Since(begin) != 0 {
				t.Errorf("after %v: %v", time.Since(begin), err)
			}
		}
	})
}

func TestPacerHonoursContexts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := client.NewPacer(client.Limit{Requests: 1, Per: time.Minute})
		if err := p.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begin := time.Now()
		if err := p.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != 0 {
			t.Errorf("after %v: %v; a wait that can't be in time is refused at once", time.Since(begin), err)
		}
		ctx, cancel = context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if err := p.Wait(ctx); !errors.Is(err, context.Canceled) || time.Since(begin) != time.Second {
			t.Errorf("after %v: %v", time.Since(begin), err)
		}
	})
}

// Who stops waiting leaves the place to those behind.
func TestCancelledWaitersWasteNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := client.NewPacer(client.Limit{Requests: 1, Per: time.Second})
		begin, wg := time.Now(), sync.WaitGroup{}
		if err := p.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		for range 20 {
			wg.Go(func() {
				if err := p.Wait(ctx); !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		wg.Go(func() {
			if err := p.Wait(t.Context()); err != nil || time.Since(begin) > 1100*time.Millisecond {
				t.Errorf("after %v: %v", time.Since(begin), err)
			}
		})
		synctest.Wait()
		time.Sleep(500 * time.Millisecond)
		cancel()
		wg.Wait()
	})
}

// A turn that comes at the moment its caller gives up goes to the next one:
// otherwise its place would be taken for as long as a request may be on its way.
func TestTurnsOfThoseWhoLeaveArePassedOn(t *testing.T) {
	t.Parallel()
	p := client.NewPacer(client.Limit{Requests: 2, Per: time.Millisecond})
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			for i := range 200 {
				ctx, cancel := context.WithCancel(t.Context())
				timer := time.AfterFunc(time.Duration(i%20)*50*time.Microsecond, cancel)
				if p.Begin(ctx) == nil {
					p.End(0)
				}
				timer.Stop()
				cancel()
			}
		})
	}
	wg.Wait()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	for range 10 {
		if err := p.Wait(ctx); err != nil {
			t.Fatalf("places are lost: %v", err)
		}
	}
}

// A 429 holds up the whole application, not only its caller.
func TestThrottlingPausesEveryone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &answers{list: []func(*http.Request) (*http.Response, error){status(429, "Retry-After", "5"), status(200)}}
		api := shop()
		api.Limits = []client.Limit{{Requests: 100, Per: time.Second}}
		src := auth.NewSource(static(t, "x"))
		one, two := sharing(t, api, src, a), sharing(t, api, src, a)
		wg := sync.WaitGroup{}
		wg.Go(func() {
			if err := client.DoNone(t.Context(), one.Request(&safeAuth, nil)); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		begin := time.Now()
		if err := client.DoNone(t.Context(), two.Request(&safeAuth, nil)); err != nil || time.Since(begin) < 5*time.Second {
			t.Errorf("after %v: %v", time.Since(begin), err)
		}
		wg.Wait()
	})
}

var safeAuth = client.Operation{Name: "Op.SafeAuth", Method: "GET", Path: "/safe", Retry: client.RetrySafe, Security: oauthOnly}

// static grants one token.
func static(t *testing.T, token string) auth.Grant {
	t.Helper()
	tok, err := auth.NewToken(auth.TokenFields{AccessToken: auth.Secret(token)})
	if err != nil {
		t.Fatal(err)
	}
	return auth.Static(tok)
}

// sharing is a client of src.
func sharing(t *testing.T, api *client.API, src *auth.Source, rt http.RoundTripper) *client.Core {
	t.Helper()
	core, err := client.New(api, client.WithTransport(rt), client.WithCredential("oauth", src))
	if err != nil {
		t.Fatal(err)
	}
	return core
}

// Clients that were made apart find each other's pacer on their source, and
// their users' calls count as theirs.
func TestClientsOfASourceShareLimits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := shop()
		api.Limits = []client.Limit{{Requests: 2, Per: time.Second}}
		a := &answers{list: []func(*http.Request) (*http.Response, error){status(200)}}
		src := auth.NewSource(static(t, "app"))
		login := auth.NewSource(static(t, "user"))
		var cores []*client.Core
		var mu sync.Mutex
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				core := sharing(t, api, src, a)
				mu.Lock()
				defer mu.Unlock()
				cores = append(cores, core)
			})
		}
		wg.Wait()
		cores = append(cores, cores[0].WithCredential("oauth", login), cores[1].WithCredential("oauth", login))
		for i := range 12 {
			if err := client.DoNone(t.Context(), cores[i%6].Request(&safeAuth, nil)); err != nil {
				t.Fatal(err)
			}
		}
		if d := a.times[11].Sub(a.times[0]); d < 5*time.Second || d > 5100*time.Millisecond {
			t.Errorf("12 requests in %v, want 5 s at 2 a second", d)
		}
	})
}

// The description's limits hold for a client and for those made of it.
func TestLimitsOfTheDescription(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := shop()
		api.Limits = []client.Limit{{Requests: 2, Per: time.Second}}
		a := &answers{list: []func(*http.Request) (*http.Response, error){status(200)}}
		core, err := client.New(api, client.WithTransport(a), client.WithBearer("oauth", "app"))
		if err != nil {
			t.Fatal(err)
		}
		user := core.WithCredential("oauth", auth.Bearer("user"))
		for i := range 6 {
			if err := client.DoNone(t.Context(), []*client.Core{core, user}[i%2].Request(&safe, nil)); err != nil {
				t.Fatal(err)
			}
		}
		if d := a.times[5].Sub(a.times[0]); d < 2*time.Second || d > 2100*time.Millisecond {
			t.Errorf("6 requests in %v, want 2 s at 2 a second", d)
		}
	})
}

// A wait that the caller has no time for is told as what it is.
func TestPacedCallsSayWhy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := shop()
		api.Limits = []client.Limit{{Requests: 1, Per: time.Hour}}
		a := &answers{list: []func(*http.Request) (*http.Response, error){status(200)}}
		core, err := client.New(api, client.WithTransport(a), client.WithBearer("oauth", "app"))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for i := range 2 {
			err = client.DoNone(ctx, core.Request(&safe, nil))
			if (err != nil) != (i == 1) {
				t.Fatal(err)
			}
		}
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "the rate limit asks to wait 1h0m0") {
			t.Error(err)
		}
	})
}
