package auth_test

// flight_test.go holds rule 5, and what else befalls a flight to the grant.

import (
	"context"
	"errors"
	"net"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

func TestRule5_OneFlightForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &counting{ttl: time.Hour, delay: 2 * time.Second}
		s := auth.NewSource(g)
		var wg sync.WaitGroup
		for range 1000 {
			wg.Go(func() {
				if got := access(t, s); got != "t1" {
					t.Errorf("%q", got)
				}
			})
		}
		wg.Wait()
		if g.n.Load() != 1 {
			t.Errorf("%d requests, want 1", g.n.Load())
		}
	})
}

func TestRule5_ALeadersCancellationHurtsNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &counting{delay: 2 * time.Second}
		s := auth.NewSource(g)
		ctx, cancel := context.WithCancel(t.Context())
		led := make(chan error, 1)
		go func() { _, err := s.Token(ctx); led <- err }()
		synctest.Wait()
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() { access(t, s) })
		}
		time.Sleep(time.Second)
		cancel()
		if err := <-led; !errors.Is(err, context.Canceled) {
			t.Errorf("the leader got %v", err)
		}
		wg.Wait()
		if g.n.Load() != 1 {
			t.Errorf("%d requests, want 1", g.n.Load())
		}
	})
}

func TestRule5_ServerTroubleIsRetriedWithinBounds(t *testing.T) {
	t.Parallel()
	dial := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	for _, c := range []struct {
		name string
		err  error
		want int64 // requests of a flight that keeps failing
	}{
		{"429", &auth.Error{StatusCode: 429}, 3},
		{"502", &auth.Error{StatusCode: 502}, 3},
		{"503", &auth.Error{StatusCode: 503}, 3},
		{"504", &auth.Error{StatusCode: 504}, 3},
		{"dial", dial, 3},
		{"500", &auth.Error{StatusCode: 500}, 1},
		{"400", &auth.Error{StatusCode: 400}, 1},
		{"read", &net.OpError{Op: "read", Err: errors.New("reset")}, 1},
		{"long Retry-After", &auth.Error{StatusCode: 503, RetryAfter: time.Minute}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				g := &counting{fail: func(int64) error { return c.err }}
				s := auth.NewSource(g)
				start := time.Now()
				_, err := s.Token(t.Context())
				if !errors.Is(err, c.err) || g.n.Load() != c.want {
					t.Errorf("%d requests, %v; want %d", g.n.Load(), err, c.want)
				}
				if d := time.Since(start); d > 5*time.Second {
					t.Errorf("took %v", d)
				}
				// and it heals within the flight
				g2 := &counting{fail: func(n int64) error {
					if n == 1 {
						return c.err
					}
					return nil
				}}
				_, err = auth.NewSource(g2).Token(t.Context())
				if healed := err == nil; healed != (c.want > 1) {
					t.Errorf("healed: %t", healed)
				}
			})
		})
	}
}

func TestRule5_AFailureIsSharedForTheBackOffWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &counting{delay: 2 * time.Second, fail: func(int64) error { return &auth.Error{StatusCode: 500, Temporary: true} }}
		s := auth.NewSource(g)
		var wg sync.WaitGroup
		var slowest atomic.Int64
		end := time.Now().Add(60 * time.Second)
		for range 50 {
			wg.Go(func() {
				for time.Now().Before(end) {
					start := time.Now()
					if _, err := s.Token(t.Context()); !errors.Is(err, auth.ErrTemporary) {
						t.Errorf("%v", err)
					}
					for d := int64(time.Since(start)); ; {
						if old := slowest.Load(); d <= old || slowest.CompareAndSwap(old, d) {
							break
						}
					}
					time.Sleep(100 * time.Millisecond)
				}
			})
		}
		wg.Wait()
		// 2 s of request and then 1, 2, 4, 8, 16, 32 s of silence
		if n := g.n.Load(); n > 6 {
			t.Errorf("%d requests in a minute", n)
		}
		if d := time.Duration(slowest.Load()); d > 2*time.Second {
			t.Errorf("a caller waited %v, one answer takes 2s", d)
		}
	})
}

func TestRule5_AFlightHasItsOwnTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := auth.NewSource(&counting{delay: time.Hour}, auth.WithTimeout(7*time.Second))
		start := time.Now()
		_, err := s.Token(context.Background())
		if d := time.Since(start); d != 7*time.Second || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v after %v", err, d)
		}
	})
}

func TestCloseCancelsFlights(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cancelled := make(chan struct{})
		g := &counting{hang: func(ctx context.Context, _ int64) { <-ctx.Done(); close(cancelled) }}
		s := auth.NewSource(g)
		got := make(chan error, 1)
		go func() { _, err := s.Token(context.Background()); got <- err }()
		synctest.Wait()
		s.Close()
		<-cancelled
		if err := <-got; !errors.Is(err, auth.ErrClosed) {
			t.Errorf("the waiter got %v", err)
		}
		if _, err := s.Token(t.Context()); !errors.Is(err, auth.ErrClosed) {
			t.Errorf("a later caller got %v", err)
		}
		s.Close() // twice is fine
	})
}

func TestCloseReleasesWaitersOfAGrantThatIgnoresItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &counting{hang: func(context.Context, int64) { time.Sleep(time.Hour) }}
		s := auth.NewSource(g)
		got := make(chan error, 1)
		go func() { _, err := s.Token(context.Background()); got <- err }()
		synctest.Wait()
		start := time.Now()
		s.Close()
		if err := <-got; !errors.Is(err, auth.ErrClosed) || time.Since(start) != 0 {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		time.Sleep(2 * time.Hour) // the grant's, which nobody can end
	})
}

func TestAGrantThatLeavesByGoexitStrandsNobody(t *testing.T) {
	t.Parallel()
	g := &counting{hang: func(context.Context, int64) { runtime.Goexit() }}
	if _, err := auth.NewSource(g).Token(t.Context()); err == nil {
		t.Error("no error")
	}
}

func TestAGrantsBadTokensAreRefused(t *testing.T) {
	t.Parallel()
	old := mustToken(t, auth.TokenFields{AccessToken: "old", Expiry: time.Now().Add(-time.Hour), Issued: time.Now().Add(-2 * time.Hour)})
	for name, tok := range map[string]*auth.Token{"nil": nil, "empty": {}, "expired": old} {
		s := auth.NewSource(auth.GrantFunc(func(context.Context, *auth.Token) (*auth.Token, error) { return tok, nil }))
		if _, err := s.Token(t.Context()); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestHooksSeeEveryFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var events []auth.RefreshEvent
		var tokens []string
		var s *auth.Source
		g := &counting{ttl: 100 * time.Second, delay: time.Second, fail: func(n int64) error {
			if n == 2 {
				return errors.New("down")
			}
			return nil
		}}
		s = auth.NewSource(g, noJitter(),
			auth.OnToken(func(tok *auth.Token) {
				mu.Lock()
				defer mu.Unlock()
				tokens = append(tokens, tok.AccessToken().Reveal())
			}),
			auth.OnRefresh(func(e auth.RefreshEvent) {
				mu.Lock()
				events = append(events, e)
				mu.Unlock()
				s.Token(context.Background()) // a hook may use the Source
			}))
		access(t, s)
		time.Sleep(85 * time.Second)
		access(t, s)
		time.Sleep(20 * time.Second)
		tok, err := s.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		s.Invalidate(tok)
		access(t, s)
		mu.Lock()
		defer mu.Unlock()
		var got []auth.Reason
		for _, e := range events {
			got = append(got, e.Reason)
			if (e.Err == nil) != (e.Token != nil) || e.Took != time.Second || e.Attempts != 1 {
				t.Errorf("event %+v", e)
			}
		}
		if want := []auth.Reason{auth.ReasonFirst, auth.ReasonEarly, auth.ReasonExpired, auth.ReasonRejected}; !slices.Equal(got, want) {
			t.Errorf("reasons %v, want %v", got, want)
		}
		if events[1].Err == nil || events[1].Next != time.Second {
			t.Errorf("the failure: %+v", events[1])
		}
		if want := []string{"t1", "t3", "t4"}; !slices.Equal(tokens, want) {
			t.Errorf("tokens %v, want %v", tokens, want)
		}
	})
}

func TestAClockOfYourOwn(t *testing.T) {
	t.Parallel()
	// a clock far from the machine's, for both a grant that reads time itself
	// and tokens that don't tell when they were issued
	now := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	n := 0
	s := auth.NewSource(auth.GrantFunc(func(context.Context, *auth.Token) (*auth.Token, error) {
		n++
		return auth.NewToken(auth.TokenFields{AccessToken: "x", Expiry: now.Add(time.Hour)})
	}), auth.WithClock(func() time.Time { return now }))
	access(t, s)
	access(t, s)
	now = now.Add(time.Hour)
	access(t, s)
	if n != 2 {
		t.Errorf("%d requests, want 2", n)
	}
}
