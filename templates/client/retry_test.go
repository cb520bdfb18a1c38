// The retry step in simulated time, over a transport that is a function.

package client_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/keywright/keywright/templates/client"
)

// answers is a base transport that gives one answer after another, the last one
// for ever.
type answers struct {
	list  []func(*http.Request) (*http.Response, error)
	times []time.Time
	sent  []string
}

func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	body := ""
	if r.Body != nil {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		r.Body.Close() //nolint:errcheck // a test
		body = string(b)
	}
	n := min(len(a.times), len(a.list)-1)
	a.times, a.sent = append(a.times, time.Now()), append(a.sent, body)
	resp, err := a.list[n](r)
	if resp != nil {
		resp.Request = r
	}
	return resp, err
}

func status(code int, headers ...string) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) {
		h := http.Header{}
		for i := 0; i+1 < len(headers); i += 2 {
			h.Set(headers[i], headers[i+1])
		}
		return &http.Response{StatusCode: code, Header: h, Body: io.NopCloser(strings.NewReader(sample))}, nil
	}
}

func fails(err error) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// connected fails like a connection that was made and then broke, before or
// after the request was written.
func connected(wrote bool, err error) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		trace := httptrace.ContextClientTrace(r.Context())
		if trace != nil {
			trace.GotConn(httptrace.GotConnInfo{})
			if wrote {
				trace.WroteHeaders()
			}
		}
		return nil, err
	}
}

func transportCore(t *testing.T, a *answers, opts ...client.Option) *client.Core {
	t.Helper()
	core, err := client.New(shop(), append([]client.Option{client.WithTransport(a)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return core
}

var (
	safe   = client.Operation{Name: "Op.Safe", Method: "GET", Path: "/safe", Retry: client.RetrySafe}
	unsafe = client.Operation{Name: "Op.Unsafe", Method: "POST", Path: "/unsafe"}
	keyed  = client.Operation{Name: "Op.Keyed", Method: "POST", Path: "/keyed", Retry: client.RetryKeyed}
)

func TestRetryClasses(t *testing.T) {
	t.Parallel()
	dial := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	reset := &net.OpError{Op: "read", Err: errors.New("connection reset by peer")}
	for _, c := range []struct {
		name   string
		answer func(*http.Request) (*http.Response, error)
		safe   bool // sent again where that is safe
		unsafe bool // sent again in any case
	}{
		{"200", status(200), false, false},
		{"404", status(404), false, false},
		{"429", status(429), true, true},
		{"429 with Retry-After", status(429, "Retry-After", "1"), true, true},
		{"500", status(500), true, false},
		{"501", status(501), false, false},
		{"502", status(502), true, false},
		{"503", status(503), true, false},
		{"503 with Retry-After", status(503, "Retry-After", "1"), true, true},
		{"504", status(504), true, false},
		{"408", status(408), true, false},
		{"522", status(522), true, false},
		{"dial error", fails(dial), true, true},
		{"reset", fails(reset), true, false},
		{"reset before the request was written", connected(false, reset), true, true},
		{"reset after the request was written", connected(true, reset), true, false},
		{"unknown host", fails(&net.DNSError{IsNotFound: true}), false, false},
		{"GOAWAY", fails(errors.New("http2: Transport received Server's graceful shutdown GOAWAY")), true, true},
	} {
		for _, op := range []*client.Operation{&safe, &unsafe, &keyed} {
			synctest.Test(t, func(t *testing.T) {
				a := &answers{list: []func(*http.Request) (*http.Response, error){c.answer, status(200)}}
				core := transportCore(t, a)
				var m client.ResponseMeta
				r := core.Request(op, []client.CallOption{client.Meta(&m)})
				client.BodyText(r, "text/plain", "body")
				err := client.DoNone(t.Context(), r)
				again := c.safe && op != &unsafe || c.unsafe
				if (len(a.times) == 2) != again {
					t.Errorf("%s, %s: %d requests", c.name, op.Name, len(a.times))
				}
				if again && err != nil {
					t.Errorf("%s, %s: %v", c.name, op.Name, err)
				}
				if m.Attempts != len(a.times) {
					t.Errorf("%s, %s: Meta tells %d attempts of %d", c.name, op.Name, m.Attempts, len(a.times))
				}
				for _, body := range a.sent {
					if body != "body" {
						t.Errorf("%s, %s: a body was sent as %q", c.name, op.Name, body)
					}
				}
			})
		}
	}
}

func TestRetryAfterIsWaitedFor(t *testing.T) {
	t.Parallel()
	date := func(s string) string { return "Mon, 01 Jan 2024 00:00:" + s + " GMT" }
	for _, c := range []struct {
		headers []string
		wait    time.Duration
	}{
		{[]string{"Retry-After", "7"}, 7 * time.Second},
		{[]string{"Retry-After", "0"}, 0},
		{[]string{"Retry-After", "1.5"}, 1500 * time.Millisecond},
		{[]string{"Retry-After", date("30"), "Date", date("10")}, 20 * time.Second},
		{[]string{"Retry-After", date("10"), "Date", date("30")}, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			a := &answers{list: []func(*http.Request) (*http.Response, error){status(429, c.headers...), status(200)}}
			core := transportCore(t, a)
			if err := client.DoNone(t.Context(), core.Request(&safe, nil)); err != nil {
				t.Fatal(err)
			}
			got := a.times[1].Sub(a.times[0])
			if got < c.wait || got > c.wait+c.wait/10+10*time.Millisecond {
				t.Errorf("%v: waited %v, want %v and up to a tenth more", c.headers, got, c.wait)
			}
		})
	}
}

func TestLongRetryAfterIsReturnedAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &answers{list: []func(*http.Request) (*http.Response, error){status(429, "Retry-After", "3600")}}
		core := transportCore(t, a)
		begin := time.Now()
		err := client.DoNone(t.Context(), core.Request(&safe, nil))
		e, ok := errors.AsType[*client.Error](err)
		if !ok || !errors.Is(err, client.ErrThrottled) || e.RetryAfter != time.Hour {
			t.Errorf("got %v", err)
		}
		if len(a.times) != 1 || time.Since(begin) != 0 {
			t.Errorf("%d requests in %v", len(a.times), time.Since(begin))
		}
	})
	// So is one that the context doesn't leave time for.
	synctest.Test(t, func(t *testing.T) {
		a := &answers{list: []func(*http.Request) (*http.Response, error){status(503, "Retry-After", "10")}}
		core := transportCore(t, a)
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		begin := time.Now()
		err := client.DoNone(ctx, core.Request(&safe, nil))
		if e, _ := errors.AsType[*client.Error](err); e == nil || e.RetryAfter != 10*time.Second || e.StatusCode != 503 {
			t.Errorf("got %v", err)
		}
		if len(a.times) != 1 || time.Since(begin) != 0 {
			t.Errorf("%d requests in %v", len(a.times), time.Since(begin))
		}
	})
}

func TestBackOffDoublesWithinBounds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &answers{list: []func(*http.Request) (*http.Response, error){status(502)}}
		core := transportCore(t, a, client.WithRetry(client.RetryPolicy{Attempts: 6, MinWait: time.Second, MaxWait: 4 * time.Second}))
		err := client.DoNone(t.Context(), core.Request(&safe, nil))
		if !errors.Is(err, client.ErrUnavailable) || len(a.times) != 6 {
			t.Fatalf("%d requests, %v", len(a.times), err)
		}
		for i, most := range []time.Duration{1, 2, 4, 4, 4} {
			most *= time.Second
			if d := a.times[i+1].Sub(a.times[i]); d < most/2 || d > most {
				t.Errorf("wait %d was %v, want between %v and %v", i+1, d, most/2, most)
			}
		}
	})
	synctest.Test(t, func(t *testing.T) {
		a := &answers{list: []func(*http.Request) (*http.Response, error){status(429, "Retry-After", "50")}}
		core := transportCore(t, a, client.WithRetry(client.RetryPolicy{Attempts: 100}))
		if err := client.DoNone(t.Context(), core.Request(&safe, nil)); err == nil {
			t.Error("no error")
		}
		if len(a.times) != 3 {
			t.Errorf("%d requests: a budget of 2 min holds two waits of 50 s", len(a.times))
		}
	})
}

func TestCancelledWaitEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &answers{list: []func(*http.Request) (*http.Response, error){status(429, "Retry-After", "30")}}
		core := transportCore(t, a)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		begin := time.Now()
		err := client.DoNone(ctx, core.Request(&safe, nil))
		if !errors.Is(err, context.Canceled) || time.Since(begin) != time.Second {
			t.Errorf("after %v: %v", time.Since(begin), err)
		}
	})
}

func TestIdempotencyKeyIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var keys []string
		note := func(next func(*http.Request) (*http.Response, error)) func(*http.Request) (*http.Response, error) {
			return func(r *http.Request) (*http.Response, error) {
				keys = append(keys, r.Header.Get("Idempotency-Key"))
				return next(r)
			}
		}
		a := &answers{list: []func(*http.Request) (*http.Response, error){note(status(503)), note(status(200))}}
		core := transportCore(t, a)
		for range 2 {
			if err := client.DoNone(t.Context(), core.Request(&keyed, nil)); err != nil {
				t.Fatal(err)
			}
		}
		if len(keys) != 3 || keys[0] == "" || keys[0] != keys[1] || keys[1] == keys[2] {
			t.Errorf("keys %q: one a call, the same for its attempts", keys)
		}
		r := core.Request(&keyed, nil)
		client.HeaderOne(r, "Idempotency-Key", "mine", client.Text[string])
		if err := client.DoNone(t.Context(), r); err != nil || keys[3] != "mine" {
			t.Errorf("%q %v", keys, err)
		}
	})
}

// countingPacer counts who pays.
type countingPacer struct{ paid int }

func (p *countingPacer) Wait(context.Context) error { p.paid++; return nil }

func TestEveryRequestPaysThePacer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &countingPacer{}
		a := &answers{list: []func(*http.Request) (*http.Response, error){status(503), status(502), status(200)}}
		core := transportCore(t, a, client.WithPacer(p))
		if err := client.DoNone(t.Context(), core.Request(&safe, nil)); err != nil {
			t.Fatal(err)
		}
		if p.paid != 3 {
			t.Errorf("%d payments for 3 requests", p.paid)
		}
	})
}
