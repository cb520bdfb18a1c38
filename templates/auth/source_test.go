package auth_test

// source_test.go holds rules 1 to 5: the cache. Time is synctest's.

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

func TestRule1_TheCallersContextIsHonoured(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := auth.NewSource(&counting{delay: time.Minute})
		defer s.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		start := time.Now()
		_, err := s.Token(ctx)
		if d := time.Since(start); d != 300*time.Millisecond {
			t.Errorf("back after %v, deadline was 300ms", d)
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v is not the context's", err)
		}
		why := errors.New("user left")
		cctx, ccancel := context.WithCancelCause(t.Context())
		ccancel(why)
		if _, err = s.Token(cctx); !errors.Is(err, why) || !errors.Is(err, context.Canceled) {
			t.Errorf("error %v doesn't tell the cause", err)
		}
	})
}

func TestRule1_ADeadContextStartsNoFlight(t *testing.T) {
	t.Parallel()
	g := &counting{}
	s := auth.NewSource(g)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Token(ctx); err == nil {
		t.Error("no error")
	}
	if g.n.Load() != 0 {
		t.Error("the grant was asked for nobody")
	}
}

func TestRule2_TheCachedPathAllocatesNothing(t *testing.T) {
	s := auth.NewSource(&counting{ttl: time.Hour})
	ctx := t.Context()
	access(t, s)
	now := time.Now()
	if n := testing.AllocsPerRun(1000, func() {
		if _, err := s.TokenAt(ctx, now); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

func TestRule3_HardAndSoftLimits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name                 string
		ttl, quiet, soft, to time.Duration // untouched until quiet, renewed at soft, sent until to
	}{
		{"a day", 24 * time.Hour, 24*time.Hour - 20*time.Minute - time.Second, 24*time.Hour - 20*time.Minute, 24*time.Hour - 10*time.Second},
		{"ten minutes", 600 * time.Second, 479 * time.Second, 480 * time.Second, 590 * time.Second},
		{"a minute", time.Minute, 47 * time.Second, 48 * time.Second, 54 * time.Second},
		{"ten seconds", 10 * time.Second, 7 * time.Second, 8 * time.Second, 9 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				down := errors.New("down")
				g := &counting{ttl: c.ttl, fail: func(n int64) error {
					if n > 1 {
						return down
					}
					return nil
				}}
				s := auth.NewSource(g, noJitter())
				start := time.Now()
				access(t, s)
				time.Sleep(c.quiet - time.Since(start))
				access(t, s)
				synctest.Wait()
				if g.n.Load() != 1 {
					t.Fatalf("renewed before the soft limit")
				}
				time.Sleep(c.soft - time.Since(start))
				access(t, s)
				synctest.Wait()
				if g.n.Load() != 2 {
					t.Fatalf("%d requests at the soft limit, want a second", g.n.Load())
				}
				time.Sleep(c.to - time.Since(start) - 1)
				if got := access(t, s); got != "t1" {
					t.Fatalf("%q just before the hard limit", got)
				}
				synctest.Wait()
				time.Sleep(2 * time.Second) // past the limit, and past the failure's share
				if tok, err := s.Token(t.Context()); !errors.Is(err, down) {
					t.Fatalf("past the hard limit: %v, %v", tok, err)
				}
			})
		})
	}
}

func TestRule3_ExpiryCountsFromBeforeTheRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		// 30 of the 100 seconds pass while the answer is on its way; also for
		// tokens that don't tell when they were issued.
		for _, blank := range []bool{false, true} {
			g := &counting{ttl: 100 * time.Second, delay: 29 * time.Second}
			if blank {
				g.tweak = func(_ int64, f *auth.TokenFields) { f.Issued = time.Time{} }
			}
			s := auth.NewSource(g, noJitter())
			access(t, s)
			time.Sleep(60*time.Second - 1 - 29*time.Second + 30*time.Second - time.Second)
			access(t, s) // at 89 s: served, and renewed early
			synctest.Wait()
			time.Sleep(2 * time.Second)
			start := time.Now()
			if got := access(t, s); got != "t2" || time.Since(start) == 0 {
				t.Errorf("at 91 s of 100: %q after %v, want the flight's t2 waited for", got, time.Since(start))
			}
		}
	})
}

func TestRule3_SoftLimitIsJittered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &counting{ttl: 100 * time.Second}
		s := auth.NewSource(g, auth.WithRandom(func() float64 { return .999 }))
		access(t, s)
		time.Sleep(84 * time.Second) // without jitter it would be due at 80
		access(t, s)
		synctest.Wait()
		if g.n.Load() != 1 {
			t.Error("renewed before the jittered limit")
		}
		time.Sleep(time.Second)
		access(t, s)
		synctest.Wait()
		if g.n.Load() != 2 {
			t.Error("not renewed at the jittered limit")
		}
	})
}

func TestRule4_SoftServesAndRenewsOnceInTheBackground(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &counting{ttl: 100 * time.Second, delay: 2 * time.Second}
		s := auth.NewSource(g, noJitter())
		access(t, s)
		time.Sleep(81 * time.Second)
		start := time.Now()
		for range 1000 {
			if got := access(t, s); got != "t1" {
				t.Fatalf("%q", got)
			}
		}
		if d := time.Since(start); d != 0 {
			t.Errorf("delayed by %v", d)
		}
		time.Sleep(3 * time.Second)
		if got := access(t, s); got != "t2" || g.n.Load() != 2 {
			t.Errorf("%q after %d requests", got, g.n.Load())
		}
	})
}

func TestRule4_TheEarlyFlightOutlivesItsCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &counting{ttl: 100 * time.Second, delay: 2 * time.Second}
		s := auth.NewSource(g, noJitter())
		access(t, s)
		time.Sleep(85 * time.Second)
		ctx, cancel := context.WithCancel(t.Context())
		s.Token(ctx)
		cancel()
		time.Sleep(3 * time.Second)
		if got := access(t, s); got != "t2" {
			t.Errorf("%q", got)
		}
	})
}

func TestRule4_AFailedEarlyRefreshKeepsTheTokenAndBacksOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var at []time.Duration
		var start time.Time
		g := &counting{ttl: 10 * time.Hour}
		g.fail = func(n int64) error {
			if n > 1 {
				at = append(at, time.Since(start))
				return errors.New("down")
			}
			return nil
		}
		s := auth.NewSource(g, noJitter())
		access(t, s)
		time.Sleep(10*time.Hour - 20*time.Minute)
		start = time.Now()
		for range 400 * 2 {
			if got := access(t, s); got != "t1" {
				t.Fatalf("%q", got)
			}
			synctest.Wait()
			time.Sleep(500 * time.Millisecond)
		}
		want := []time.Duration{0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303, 363}
		for i := range want {
			want[i] *= time.Second
		}
		if !slices.Equal(at, want) {
			t.Errorf("requests at %v, want %v", at, want)
		}
	})
}

func TestRule4_RetryAfterIsHonoured(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &counting{ttl: 10 * time.Hour}
		g.fail = func(n int64) error {
			if n > 1 {
				return &auth.Error{Op: "x", StatusCode: 429, Temporary: true, RetryAfter: 5 * time.Minute}
			}
			return nil
		}
		s := auth.NewSource(g, noJitter())
		access(t, s)
		time.Sleep(10*time.Hour - 19*time.Minute)
		for range 299 {
			access(t, s)
			synctest.Wait()
			time.Sleep(time.Second)
		}
		if g.n.Load() != 2 {
			t.Errorf("%d requests within Retry-After, want 1", g.n.Load()-1)
		}
		time.Sleep(2 * time.Second)
		access(t, s)
		synctest.Wait()
		if g.n.Load() != 3 {
			t.Errorf("%d requests after it, want 2", g.n.Load()-1)
		}
	})
}

func TestRule4_EarlyFailuresDontDelayTheNeed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		down := true
		g := &counting{ttl: time.Hour}
		g.fail = func(n int64) error {
			if n > 1 && down {
				return errors.New("down")
			}
			return nil
		}
		s := auth.NewSource(g, noJitter())
		access(t, s)
		time.Sleep(49 * time.Minute)
		for time.Sleep(0); g.n.Load() < 9; time.Sleep(time.Second) { // into the 60 s back-off
			access(t, s)
			synctest.Wait()
		}
		time.Sleep(20 * time.Minute) // expired by now
		down = false
		if got := access(t, s); got == "t1" || got == "" {
			t.Errorf("%q", got)
		}
	})
}

func TestRule4_NothingRunsWhenIdle(t *testing.T) {
	t.Parallel()
	// synctest fails a bubble whose goroutines outlive it; timers would make
	// the last Sleep return early work.
	synctest.Test(t, func(t *testing.T) {
		g := &counting{ttl: time.Minute}
		s := auth.NewSource(g)
		access(t, s)
		time.Sleep(24 * time.Hour)
		if g.n.Load() != 1 {
			t.Errorf("%d requests while idle", g.n.Load()-1)
		}
	})
}

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
