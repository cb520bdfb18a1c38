// The pacer in simulated time.

package client_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/client"
)

func TestPacerHoldsEveryWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := client.NewPacer(client.Limit{Requests: 10, Per: time.Second}, client.Limit{Requests: 50, Per: 10 * time.Second})
		var mu sync.Mutex
		var left []time.Time
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * 37 * time.Millisecond)
				for range 10 {
					if err := p.Wait(t.Context()); err != nil {
						t.Error(err)
					}
					mu.Lock()
					left = append(left, time.Now())
					mu.Unlock()
				}
			})
		}
		begin := time.Now()
		wg.Wait()
		slices.SortFunc(left, time.Time.Compare)
		for i := range left {
			if i >= 10 && left[i].Sub(left[i-10]) < time.Second {
				t.Fatalf("11 requests within %v", left[i].Sub(left[i-10]))
			}
			if i >= 50 && left[i].Sub(left[i-50]) < 10*time.Second {
				t.Fatalf("51 requests within %v", left[i].Sub(left[i-50]))
			}
		}
		// 200 requests at 50 in 10 s: the last 50 leave from 30 s on.
		if d := time.Since(begin); d < 30*time.Second || d > 36*time.Second {
			t.Errorf("took %v: limits are to be used", d)
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
		if d := a.times[5].Sub(a.times[0]); d != 2*time.Second {
			t.Errorf("6 requests in %v, want 2 s at 2 a second", d)
		}
	})
}
