// The budget of points, in simulated time.

package gql_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/client/gql"
	"github.com/keywright/keywright/templates/clienttest/gqltest"
)

// meter is a server's budget: a window of an hour from when the test began.
type meter struct {
	mu    sync.Mutex
	begun time.Time
	hour  int
	spent float64
	cost  float64
}

// charge is what the mock tells of the budget, once for each request.
func (m *meter) charge(gqltest.Args) (any, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	since := time.Since(m.begun)
	if hour := int(since / time.Hour); hour != m.hour {
		m.hour, m.spent = hour, 0
	}
	m.spent += m.cost
	return map[string]any{"limit": 100, "spent": m.spent, "reset": 3600 - int(since.Seconds())%3600}, nil
}

// metered is a shelf with a budget of 100 points an hour; a request costs 30.
func metered(t *testing.T) (*shelf, *gql.Operation) {
	t.Helper()
	s := newShelf(t)
	m := &meter{begun: time.Now(), cost: 30}
	s.Resolve("Query.budget", m.charge)
	return s, shelfOperation("Report", &withPoint)
}

func TestPointsAreKnown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, op := metered(t)
		c := s.client(t)
		if _, ok := gql.PointsOf(c.core, &withPoint); ok {
			t.Error("known before a call")
		}
		time.Sleep(10 * time.Minute)
		for range 2 {
			if _, err := c.report(t.Context(), op, "a"); err != nil {
				t.Fatal(err)
			}
		}
		p, ok := gql.PointsOf(c.core, &withPoint)
		if !ok || p.Limit != 100 || p.Spent != 60 || p.Left() != 40 || !p.Reset.Equal(time.Now().Add(50*time.Minute)) || p.At != time.Now() {
			t.Errorf("got %+v", p)
		}
		if got, want := p.String(), "60 of 100 points spent, reset at "+p.Reset.Format(time.RFC3339); got != want {
			t.Errorf("got %s", got)
		}
		time.Sleep(time.Hour)
		if p, ok = gql.PointsOf(c.core, &withPoint); !ok || p.Spent != 0 {
			t.Errorf("an hour later: %+v", p)
		}
		if _, ok := gql.PointsOf(c.core, &shelfAPI); ok {
			t.Error("an API without a budget has one")
		}
	})
}

func TestPointsFail(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, op := metered(t)
		c := s.client(t, gql.WithPoints(gql.PointsFail))
		begun := time.Now()
		for range 4 { // 30, 60, 90, 120
			if _, err := c.report(t.Context(), op, "a"); err != nil {
				t.Fatal(err)
			}
		}
		_, err := c.report(t.Context(), op, "a")
		e, ok := errors.AsType[*gql.PointsError](err)
		if !ok || !errors.Is(err, client.ErrThrottled) || errors.Is(err, context.DeadlineExceeded) || e.RetryAfter() != time.Hour ||
			e.Until != begun.Add(time.Hour) || e.Points.Spent != 120 || len(s.requests()) != 4 || !strings.Contains(err.Error(), "Report: not sent: 120 of 100 points spent") {
			t.Errorf("%v, %+v, %d requests", err, e, len(s.requests()))
		}
		if _, err := c.report(t.Context(), op, "a", gql.WithPoints(gql.PointsIgnore)); err != nil {
			t.Errorf("a call that ignores it: %v", err)
		}
		time.Sleep(time.Hour)
		if _, err := c.report(t.Context(), op, "a"); err != nil {
			t.Errorf("an hour later: %v", err)
		}
		if _, err := c.report(t.Context(), op, "a", gql.WithPoints(gql.PointsFail, 75)); err == nil {
			t.Error("the reserve is touched")
		}
	})
}

func TestPointsWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, op := metered(t)
		c := s.client(t, gql.WithPoints(gql.PointsWait))
		begun := time.Now()
		for range 6 {
			if _, err := c.report(t.Context(), op, "a"); err != nil {
				t.Fatal(err)
			}
		}
		if d := time.Since(begun); d != time.Hour {
			t.Errorf("6 calls took %v", d)
		}
		// Side by side, calls count those that are on their way.
		var wait sync.WaitGroup
		for i := range 8 {
			wait.Go(func() {
				if _, err := c.report(t.Context(), op, fmt.Sprint(i)); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if d := time.Since(begun); d < 2*time.Hour || d > 4*time.Hour {
			t.Errorf("8 more took until %v", d)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for range 4 {
			if _, err := c.report(ctx, op, "a"); err != nil {
				if _, ok := errors.AsType[*gql.PointsError](err); !ok || !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
					t.Errorf("no time to wait: %v", err)
				}
				return
			}
		}
		t.Error("a call that has no time to wait succeeded")
	})
}

func TestPointsWaitIsLeftOnCancel(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, op := metered(t)
		c := s.client(t, gql.WithPoints(gql.PointsWait))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Minute, cancel)
		var err error
		for range 5 {
			_, err = c.report(ctx, op, "a")
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

// All clients of an application know of one budget: those with one Source, and
// those of its users.
func TestPointsAreShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, op := metered(t)
		source := func() *auth.Source {
			tok, err := auth.NewToken(auth.TokenFields{AccessToken: "t", Expiry: time.Now().Add(24 * time.Hour)})
			if err != nil {
				t.Fatal(err)
			}
			return auth.NewSource(auth.Static(tok))
		}
		shared, other, user := source(), source(), source()
		secured := *op
		secured.Security = []client.Requirement{{{Scheme: "o"}}}
		open := func(src *auth.Source) *libraryClient {
			c, err := client.New(&client.API{
				Name: "shop", Runtime: client.Handshake1, Servers: []client.Server{{URL: "https://example.com/graphql"}},
				Schemes: []client.Scheme{{Key: "o", Kind: client.OAuth2}},
			}, client.WithTransport(s), client.WithCredential("o", src))
			if err != nil {
				t.Fatal(err)
			}
			return &libraryClient{c}
		}
		one := open(shared)
		if _, err := one.report(t.Context(), &secured, "a"); err != nil {
			t.Fatal(err)
		}
		for name, tc := range map[string]struct {
			core  *client.Core
			known bool
		}{
			"the same source":   {open(shared).core, true},
			"a user of it":      {one.core.WithCredential("o", user), true},
			"another's user":    {open(shared).core.WithCredential("o", user), true},
			"another's source":  {open(other).core, false},
			"another's user, 2": {open(other).core.WithCredential("o", source()), false},
		} {
			if _, ok := gql.PointsOf(tc.core, &withPoint); ok != tc.known {
				t.Errorf("%s: %v", name, ok)
			}
		}
	})
}

func TestPointsOfABatch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, op := metered(t)
		c := s.client(t, gql.WithPoints(gql.PointsFail))
		if _, err := gql.Batch(t.Context(), codes(9), func(ctx context.Context, code string) (*report, error) {
			return c.report(ctx, op, code)
		}); err != nil {
			t.Fatal(err)
		}
		p, ok := gql.PointsOf(c.core, &withPoint)
		if !ok || p.Spent != 90 || len(s.requests()) != 3 || strings.Count(s.requests()[0].Query, "budget") != 1 {
			t.Errorf("%+v after %d requests, the first\n%s", p, len(s.requests()), s.requests()[0].Query)
		}
		_, err := gql.Batch(t.Context(), codes(30), func(ctx context.Context, code string) (*report, error) {
			return c.report(ctx, op, code)
		})
		b, ok := errors.AsType[*gql.BatchError](err)
		if !ok || !errors.Is(err, client.ErrThrottled) {
			t.Fatalf("got %v", err)
		}
		if !strings.Contains(b.Error(), "not sent") {
			t.Errorf("got %v", b)
		}
	})
}

// What the budget can't make sense of doesn't fail a call.
func TestPointsThatAreOdd(t *testing.T) {
	t.Parallel()
	for _, told := range []string{`null`, `{}`, `[]`, `5`, `{"limit":0,"spent":1,"reset":1}`, `{"limit":"x","spent":1}`, `{"limit":1}`} {
		s := newShelf(t)
		s.tamper = func(int, *gqltest.Request) *http.Response {
			return reply(200, `{"data":{"keywrightPoints":`+told+`,"reportData":{"report":{"code":"a"}}}}`)
		}
		c := s.client(t, gql.WithPoints(gql.PointsFail))
		for range 2 {
			if r, err := c.report(t.Context(), shelfOperation("Report", &withPoint), "a"); err != nil || r.Code != "a" {
				t.Errorf("%s: %v", told, err)
			}
		}
		if _, ok := gql.PointsOf(c.core, &withPoint); ok {
			t.Errorf("%s is a budget", told)
		}
	}
}

// Budgets in the forms that APIs have.
func TestPointsForms(t *testing.T) {
	t.Parallel()
	for told, field := range map[string]*gql.PointsField{
		`{"limit":5000,"remaining":4990,"resetAt":"2030-01-01T00:00:00Z"}`: {Limit: "limit", Remaining: "remaining", Reset: "resetAt"},
		`{"a":{"b":{"max":"5000","used":10}}}`:                             {Path: []string{"a", "b"}, Limit: "max", Spent: "used"},
	} {
		api := &gql.API{Points: field}
		s := newShelf(t)
		s.tamper = func(int, *gqltest.Request) *http.Response {
			return reply(200, `{"data":{"reportData":{"report":{"code":"a"}},"keywrightPoints":`+told+`}}`)
		}
		c := s.client(t)
		if _, err := c.report(t.Context(), shelfOperation("Report", api), "a"); err != nil {
			t.Fatal(err)
		}
		p, ok := gql.PointsOf(c.core, api)
		if !ok || p.Limit != 5000 || p.Spent != 10 || (field.Reset != "") != (p.Reset.Year() == 2030) {
			t.Errorf("%s: %+v, %v", told, p, ok)
		}
	}
}

// A long Retry-After is an error that tells when, not an hour's sleep, unless the
// caller has that time.
func TestLongRetryAfter(t *testing.T) {
	t.Parallel()
	throttle := func(n int, _ *gqltest.Request) *http.Response {
		if n == 1 {
			return reply(429, `{"status":429,"error":"Too Many Requests"}`, "Retry-After", "3000")
		}
		return nil
	}
	for _, tc := range []struct {
		name  string
		mode  gql.PointsMode
		limit time.Duration // the context's; 0: none
		fails bool
	}{
		{"no deadline", gql.PointsIgnore, 0, true},
		{"a short deadline", gql.PointsIgnore, time.Minute, true},
		{"a deadline that allows it", gql.PointsIgnore, 2 * time.Hour, false},
		{"failing early", gql.PointsFail, 0, true},
		{"waiting", gql.PointsWait, 0, false},
		{"waiting with a short deadline", gql.PointsWait, time.Minute, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, op := metered(t)
				s.tamper = throttle
				c := s.client(t, gql.WithPoints(tc.mode))
				ctx := t.Context()
				if tc.limit > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, tc.limit)
					defer cancel()
				}
				begun := time.Now()
				_, err := c.report(ctx, op, "a")
				took := time.Since(begun)
				if !tc.fails {
					if err != nil || took < 3000*time.Second || took > 3010*time.Second {
						t.Errorf("%v after %v", err, took)
					}
					return
				}
				if !errors.Is(err, client.ErrThrottled) || took != 0 {
					t.Fatalf("%v after %v", err, took)
				}
				if e, ok := errors.AsType[*client.Error](err); ok && (e.RetryAfter != 3000*time.Second || e.StatusCode != 429 || !strings.Contains(e.Detail+e.Code, "Too Many Requests")) {
					t.Errorf("got %v", err)
				}
				// Whoever fails early knows now.
				n := len(s.requests())
				_, err = c.report(t.Context(), op, "a", gql.WithPoints(gql.PointsFail))
				if _, ok := errors.AsType[*gql.PointsError](err); !ok || len(s.requests()) != n {
					t.Errorf("the next call: %v", err)
				}
			})
		})
	}
}

// A 429 without Retry-After is told how long by the budget, where it is spent.
func TestThrottledWithoutRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, op := metered(t)
		c := s.client(t, client.WithRetry(client.RetryPolicy{Attempts: 1}))
		for range 4 {
			if _, err := c.report(t.Context(), op, "a"); err != nil {
				t.Fatal(err)
			}
		}
		s.tamper = func(int, *gqltest.Request) *http.Response { return reply(429, `{}`) }
		_, err := c.report(t.Context(), op, "a")
		if e, ok := errors.AsType[*client.Error](err); !ok || e.RetryAfter != time.Hour {
			t.Errorf("got %v", err)
		}
	})
}
