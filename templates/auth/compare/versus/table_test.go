package versus

// table_test.go is the table: a test a row, named after it. bench_test.go has
// the rows that are about nanoseconds, alloc_test.go those about allocations,
// process_test.go the one about processes.

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Renewal under load, token endpoint takes 2 s: 0 calls delayed.
func TestRenewalUnderLoad(t *testing.T) {
	t.Parallel()
	for name, our := range ours() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &world{ttl: time.Minute, tokenLatency: 2 * time.Second, apiLatency: 10 * time.Millisecond}
				s := our(t, simulated, inProcess{w})
				ask(t, s, nil)
				o := w.load(s, 6000, 25*time.Millisecond, nil)
				if o.failed != 0 || o.delayed != 0 || o.longest != w.apiLatency || o.requests < 2 {
					t.Errorf("want no call delayed: %v", o)
				}
				t.Logf("%s, simulated time: %v", name, o)
			})
		})
	}
	t.Run("oauth2", func(t *testing.T) {
		t.Parallel()
		// x/oauth2 waits on a mutex, which simulated time doesn't pass: real
		// time, everything 20 times as fast.
		w := &world{ttl: 3 * time.Second, tokenLatency: 100 * time.Millisecond, apiLatency: time.Millisecond / 2}
		base, net := loopback(t, w)
		s := xoauth2(base, net, 500*time.Millisecond)
		ask(t, s, nil)
		t.Log("x/oauth2, real time, 20 times as fast:", w.load(s, 1200, 5*time.Millisecond, nil))
	})
}

// ask fails the test unless a token can be had; err is what to expect instead.
func ask(t *testing.T, s *subject, err error) {
	t.Helper()
	if got := s.token(context.Background()); !errors.Is(got, err) {
		t.Errorf("token: %v, want %v", got, err)
	}
}

// Revoked under 200 req/s with bodies: 0 calls failed, 1 token request, bodies
// intact. The 200th call of 1,000 is the last before the revocation.
func TestRevokedUnderLoad(t *testing.T) {
	t.Parallel()
	const rate = time.Second / 200
	for name, over := range map[string]struct {
		calls int
		run   func(t *testing.T, f func(t *testing.T, w *world, base string, net http.RoundTripper))
	}{
		"simulated": {1000, func(t *testing.T, f func(*testing.T, *world, string, http.RoundTripper)) {
			synctest.Test(t, func(t *testing.T) {
				w := &world{ttl: time.Hour, tokenLatency: 200 * time.Millisecond, apiLatency: 30 * time.Millisecond}
				f(t, w, simulated, inProcess{w})
			})
		}},
		"loopback": {400, func(t *testing.T, f func(*testing.T, *world, string, http.RoundTripper)) {
			t.Parallel()
			w := &world{ttl: time.Hour, tokenLatency: 200 * time.Millisecond, apiLatency: 10 * time.Millisecond}
			base, net := loopback(t, w)
			f(t, w, base, net)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			load := func(w *world, s *subject) outcome {
				return w.load(s, over.calls, rate, func(i int) {
					if i == 200 {
						w.revoke()
					}
				})
			}
			for who, our := range ours() {
				t.Run(who, func(t *testing.T) {
					over.run(t, func(t *testing.T, w *world, base string, net http.RoundTripper) {
						s := our(t, base, net)
						ask(t, s, nil)
						o := load(w, s)
						refused, spoiled := w.seen()
						if o.failed != 0 || o.requests != 1 || spoiled != 0 {
							t.Errorf("want no call failed, 1 token request, bodies intact: %v, %d bodies changed", o, spoiled)
						}
						if refused == 0 {
							t.Error("no call met the revocation")
						}
						t.Logf("%s: %v", who, o)
					})
				})
			}
			t.Run("oauth2", func(t *testing.T) {
				over.run(t, func(t *testing.T, w *world, base string, net http.RoundTripper) {
					s := xoauth2(base, net, 10*time.Second)
					ask(t, s, nil)
					t.Log("x/oauth2:", load(w, s))
				})
			})
		})
	}
}

// 1,000 concurrent 401s: 1 token request. All are on their way before the
// first is answered; the last answers come long after the new token.
func TestThousandConcurrent401s(t *testing.T) {
	t.Parallel()
	run := func(t *testing.T, set func(t *testing.T, w *world) *subject) (failed, requests int) {
		w := &world{ttl: time.Hour, tokenLatency: time.Second, gate: make(chan struct{}), stagger: 10 * time.Millisecond}
		s := set(t, w)
		ask(t, s, nil)
		w.revoke()
		var mu sync.Mutex
		var wg sync.WaitGroup
		for i := range 1000 {
			wg.Go(func() {
				if _, err := s.post(i); err != nil {
					mu.Lock()
					failed++
					mu.Unlock()
				}
			})
		}
		synctest.Wait()
		if refused, _ := w.seen(); refused != 1000 {
			t.Errorf("%d calls were refused at the same time, want 1,000", refused)
		}
		close(w.gate)
		wg.Wait()
		if _, spoiled := w.seen(); spoiled != 0 {
			t.Errorf("%d bodies arrived changed", spoiled)
		}
		return failed, len(w.asked()) - 1
	}
	for name, our := range ours() {
		synctest.Test(t, func(t *testing.T) {
			failed, requests := run(t, func(t *testing.T, w *world) *subject { return our(t, simulated, inProcess{w}) })
			if failed != 0 || requests != 1 {
				t.Errorf("%s: %d calls failed, token requests: %d; want 0 and 1", name, failed, requests)
			}
			t.Logf("%s: %d of 1,000 calls failed, token requests: %d", name, failed, requests)
		})
	}
	synctest.Test(t, func(t *testing.T) {
		failed, requests := run(t, func(_ *testing.T, w *world) *subject { return xoauth2(simulated, inProcess{w}, 10*time.Second) })
		t.Logf("x/oauth2: %d of 1,000 calls failed, token requests: %d", failed, requests)
	})
}

// API answers 401 to everything, 500 calls: the first rejection refreshes
// once, then ≤ 1 token request per 5 s.
func TestAPIAnswers401ToEverything(t *testing.T) {
	t.Parallel()
	for pace, every := range map[string]time.Duration{"one after another": 0, "ten a second": 100 * time.Millisecond} {
		for name, our := range ours() {
			t.Run(name+", "+pace, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { refuseEverything(t, our, every) })
			})
		}
	}
	synctest.Test(t, func(t *testing.T) {
		w := &world{ttl: time.Hour, refuse: true}
		s := xoauth2(simulated, inProcess{w}, 10*time.Second)
		for i := range 500 {
			s.post(i) //nolint:errcheck // 401, and no other
		}
		t.Logf("x/oauth2: %d token request, since it never looks at answers", len(w.asked()))
	})
}

func refuseEverything(t *testing.T, our func(testing.TB, string, http.RoundTripper) *subject, every time.Duration) {
	w := &world{ttl: time.Hour, refuse: true}
	s := our(t, simulated, inProcess{w})
	for i := range 500 {
		time.Sleep(every)
		if _, err := s.post(i); err == nil || err.Error() != "status 401" {
			t.Fatalf("call %d: %v, want the API's 401", i, err)
		}
	}
	asked := w.asked()
	if len(asked) < 2 || asked[1].Sub(asked[0]) > 0 {
		t.Fatalf("the first rejection didn't refresh: %v", asked)
	}
	for i := 2; i < len(asked); i++ {
		if gap := asked[i].Sub(asked[i-1]); gap < 5*time.Second {
			t.Errorf("token requests %v apart", gap)
		}
	}
	t.Logf("%d token requests in %v", len(asked), 500*every)
}

// The same, all at the same moment.
func TestAPIAnswers401ToEverythingAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &world{ttl: time.Hour, tokenLatency: time.Second, apiLatency: 10 * time.Millisecond, refuse: true}
		s := keywright(t, simulated, inProcess{w})
		o := w.load(s, 500, 0, nil)
		if o.failed != 500 || o.requests != 2 {
			t.Errorf("want 500 calls refused, 2 token requests: %v", o)
		}
		if refused, _ := w.seen(); refused != 1000 {
			t.Errorf("the API was called %d times for 500 calls, each sent again once", refused)
		}
	})
}

// crowd has n callers ask for a token at the same moment. It tells how many
// got none and how long the longest waited.
func crowd(s *subject, n int) (failed int, longest time.Duration) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	start := time.Now()
	for range n {
		wg.Go(func() {
			err := s.token(context.Background())
			mu.Lock()
			defer mu.Unlock()
			longest = max(longest, time.Since(start))
			if err != nil {
				failed++
			}
		})
	}
	wg.Wait()
	return failed, longest
}

// Cold start, 1,000 goroutines: 1 token request.
func TestColdStart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &world{ttl: time.Hour, tokenLatency: time.Second}
		failed, longest := crowd(keywright(t, simulated, inProcess{w}), 1000)
		if n := len(w.asked()); failed != 0 || n != 1 || longest != w.tokenLatency {
			t.Errorf("%d of 1,000 failed, %d token requests, the longest waited %v", failed, n, longest)
		}
		t.Logf("keywright: %d token request", len(w.asked()))
	})
	w := &world{ttl: time.Hour, tokenLatency: 50 * time.Millisecond}
	base, net := loopback(t, w)
	failed, _ := crowd(xoauth2(base, net, 10*time.Second), 1000)
	t.Logf("x/oauth2: %d of 1,000 failed, %d token request", failed, len(w.asked()))
}

// Token endpoint answers 500, 50 callers: 1 request per back-off window,
// nobody waits longer than one endpoint latency.
func TestTokenEndpointAnswers500(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &world{tokenStatus: http.StatusInternalServerError, tokenLatency: time.Second}
		s := keywright(t, simulated, inProcess{w})
		for range 600 { // a minute
			failed, longest := crowd(s, 50)
			if failed != 50 || longest > w.tokenLatency {
				t.Fatalf("%d of 50 failed, the longest waited %v", failed, longest)
			}
			time.Sleep(100 * time.Millisecond)
		}
		asked, window := w.asked(), time.Second
		for i := 1; i < len(asked); i++ {
			if gap := asked[i].Sub(asked[i-1]) - w.tokenLatency; gap < window {
				t.Errorf("request %d came %v after the failure before it, within its window of %v", i+1, gap, window)
			}
			window = min(2*window, time.Minute)
		}
		if len(asked) < 4 {
			t.Errorf("%d requests: is it tried again?", len(asked))
		}
		t.Logf("keywright: %d requests for 50 callers that ask ten times a second for a minute", len(asked))
	})
	w := &world{tokenStatus: http.StatusInternalServerError, tokenLatency: 20 * time.Millisecond}
	base, net := loopback(t, w)
	_, longest := crowd(xoauth2(base, net, 10*time.Second), 50)
	t.Logf("x/oauth2: %d requests for 50 callers that ask once; the longest waited %.0f latencies", len(w.asked()), float64(longest)/float64(w.tokenLatency))
}

// 300 ms deadline, hanging endpoint: back within 5 ms of the deadline.
func TestDeadlineAtAHangingEndpoint(t *testing.T) {
	t.Parallel()
	const deadline = 300 * time.Millisecond
	get := func(s *subject, direct bool) (time.Duration, error) {
		ctx, cancel := context.WithTimeout(context.Background(), deadline)
		defer cancel()
		start := time.Now()
		if direct {
			err := s.token(ctx)
			return time.Since(start), err
		}
		if s.call != nil {
			err := s.call(ctx, "", "")
			return time.Since(start), err
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.api, nil)
		if err != nil {
			return 0, err
		}
		resp, err := s.client.Do(req)
		if err == nil {
			resp.Body.Close() //nolint:errcheck // it has no body
		}
		return time.Since(start), err
	}
	for name, direct := range map[string]bool{"token": true, "request": false} {
		for who, our := range ours() {
			synctest.Test(t, func(t *testing.T) {
				w := &world{tokenLatency: time.Hour}
				took, err := get(our(t, simulated, inProcess{w}), direct)
				if !errors.Is(err, context.DeadlineExceeded) || took < deadline || took > deadline+5*time.Millisecond {
					t.Errorf("%s, %s: back after %v with %v", who, name, took, err)
				}
			})
		}
		synctest.Test(t, func(t *testing.T) {
			w := &world{ttl: time.Hour, tokenLatency: 2 * time.Second}
			took, err := get(xoauth2(simulated, inProcess{w}, 10*time.Second), direct)
			t.Logf("x/oauth2, endpoint takes 2 s: %s back after %v with %v", name, took, err)
		})
	}
	w := &world{tokenLatency: time.Hour}
	base, net := loopback(t, w)
	took, err := get(keywright(t, base, net), false)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("over loopback: %v", err)
	}
	t.Logf("keywright: back %v after the deadline, over loopback", (took - deadline).Round(time.Microsecond))
}

// Leader cancelled: the others get their token, 1 request.
func TestLeaderCancelled(t *testing.T) {
	t.Parallel()
	run := func(w *world, s *subject, unit time.Duration) (led time.Duration, failed int, leadErr error) {
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(unit, cancel)
		var wg sync.WaitGroup
		wg.Go(func() {
			start := time.Now()
			leadErr = s.token(ctx)
			led = time.Since(start)
		})
		for len(w.asked()) == 0 {
			time.Sleep(unit / 100)
		}
		failed, _ = crowd(s, 99)
		wg.Wait()
		return led, failed, leadErr
	}
	synctest.Test(t, func(t *testing.T) {
		w := &world{ttl: time.Hour, tokenLatency: time.Second}
		led, failed, err := run(w, keywright(t, simulated, inProcess{w}), 100*time.Millisecond)
		if n := len(w.asked()); failed != 0 || n != 1 {
			t.Errorf("%d of the others failed, %d requests", failed, n)
		}
		if !errors.Is(err, context.Canceled) || led != 100*time.Millisecond {
			t.Errorf("the leader was back after %v with %v", led, err)
		}
		t.Logf("keywright: the leader, cancelled after 100 ms, was back after %v; %d of 99 others failed, %d request", led, failed, len(w.asked()))
	})
	w := &world{ttl: time.Hour, tokenLatency: 100 * time.Millisecond}
	base, net := loopback(t, w)
	led, failed, _ := run(w, xoauth2(base, net, 10*time.Second), 10*time.Millisecond)
	t.Logf("x/oauth2, 10 times as fast: the leader, cancelled after 10 ms, was back after %v; %d of 99 others failed, %d request", led.Round(time.Millisecond), failed, len(w.asked()))
}
