package auth_test

// source_test.go holds rules 1 to 4: the cache. Time is synctest's.

import (
	"context"
	"errors"
	"slices"
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
		var down atomic.Bool
		g := &counting{ttl: 10 * time.Hour, fail: func(int64) error {
			if down.Load() {
				return errors.New("down")
			}
			return nil
		}}
		s := auth.NewSource(g, noJitter())
		access(t, s)
		down.Store(true)
		time.Sleep(10*time.Hour - 20*time.Minute)
		for range 1180 { // the last failure is at 1143 s, its back-off ends at 1203 s
			access(t, s)
			synctest.Wait()
			time.Sleep(time.Second)
		}
		down.Store(false)
		time.Sleep(11 * time.Second) // past the hard limit, at 1190 s
		start, before := time.Now(), g.n.Load()
		if got := access(t, s); got == "t1" || time.Since(start) != 0 || g.n.Load() != before+1 {
			t.Errorf("%q after %v and %d requests", got, time.Since(start), g.n.Load()-before)
		}
	})
}

func TestRule3_ATokenFromElsewhereKeepsItsAge(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		old := mustToken(t, auth.TokenFields{AccessToken: "old", Issued: start.Add(-30 * time.Minute), Expiry: start.Add(30 * time.Minute)})
		g := &counting{}
		s := auth.NewSource(g, auth.WithToken(old), noJitter())
		time.Sleep(18*time.Minute - time.Second) // due at 48 of 60 minutes
		access(t, s)
		synctest.Wait()
		if g.n.Load() != 0 {
			t.Error("renewed before the soft limit")
		}
		time.Sleep(time.Second)
		access(t, s)
		synctest.Wait()
		if g.n.Load() != 1 {
			t.Error("not renewed at the soft limit")
		}
		far := mustToken(t, auth.TokenFields{AccessToken: "far", Expiry: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)})
		if got := access(t, auth.NewSource(&counting{}, auth.WithToken(far))); got != "far" {
			t.Errorf("%q: a token without an end in sight was not used", got)
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
