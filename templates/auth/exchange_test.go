package auth_test

// exchange_test.go holds rule 6: what happens when the API says 401.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

func do(s auth.Credential, rt http.RoundTripper, method, body string) (int, error) {
	req, err := http.NewRequest(method, "https://api.example.com/thing", strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	tr := auth.NewTransport(s, "api.example.com")
	tr.Base = rt
	resp, err := tr.RoundTrip(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

func TestRule6_RevokedUnderLoad(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		// 200 requests a second with bodies; after 2 s the token is revoked.
		a := &api{good: "t1", delay: 50 * time.Millisecond}
		g := &counting{delay: 2 * time.Second, prev: nil}
		s := auth.NewSource(g)
		access(t, s)
		var wg sync.WaitGroup
		for i := range 1000 {
			if i == 400 {
				a.accept("t2")
			}
			wg.Go(func() {
				body := fmt.Sprintf("body %d", i)
				if status, err := do(s, a, "POST", body); status != 200 || err != nil {
					t.Errorf("call %d: %d, %v", i, status, err)
				}
			})
			time.Sleep(5 * time.Millisecond)
		}
		wg.Wait()
		if n := g.n.Load(); n != 2 {
			t.Errorf("%d token requests, want 2 in all", n)
		}
		seen := map[string]bool{}
		for _, b := range a.bodies {
			seen[b] = true
		}
		if len(seen) != 1000 || len(a.bodies) != 1000 {
			t.Errorf("%d bodies, %d different, want 1000 intact", len(a.bodies), len(seen))
		}
	})
}

func TestRule6_AThousandConcurrent401s(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &api{good: "t2", delay: time.Second}
		g := &counting{delay: 100 * time.Millisecond}
		s := auth.NewSource(g)
		access(t, s)
		var wg sync.WaitGroup
		for range 1000 {
			wg.Go(func() {
				if status, err := do(s, a, "GET", ""); status != 200 || err != nil {
					t.Errorf("%d, %v", status, err)
				}
			})
		}
		wg.Wait()
		if n := g.n.Load(); n != 2 {
			t.Errorf("%d token requests for 1000 rejections, want 1", n-1)
		}
	})
}

func TestRule6_AnAPIThatRefusesEverythingIsntHammered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := &api{good: "none"}
		g := &counting{}
		s := auth.NewSource(g)
		access(t, s)
		start := time.Now()
		for i := range 500 {
			status, err := do(s, a, "GET", "")
			if status != 401 || err != nil {
				t.Fatalf("call %d: %d, %v", i, status, err)
			}
			if i == 0 && g.n.Load() != 2 {
				t.Fatalf("the first rejection brought %d token requests, want 1", g.n.Load()-1)
			}
			time.Sleep(100 * time.Millisecond)
		}
		most := 1 + int64(time.Since(start)/(5*time.Second)) + 1
		if n := g.n.Load(); n > most {
			t.Errorf("%d token requests in %v, want at most %d", n, time.Since(start), most)
		}
	})
}

func TestRule6_AYoungTokensFirstRejectionRefreshes(t *testing.T) {
	t.Parallel()
	a := &api{good: "t2"}
	g := &counting{}
	s := auth.NewSource(g)
	if status, err := do(s, a, "GET", ""); status != 200 || err != nil {
		t.Errorf("%d, %v: a token fetched a moment ago has to be replaced", status, err)
	}
}

func TestRule6_CompareAndInvalidate(t *testing.T) {
	t.Parallel()
	s := auth.NewSource(&counting{})
	first, _ := s.Token(t.Context())
	if s.Invalidate(nil) || !s.Invalidate(first) || s.Invalidate(first) {
		t.Error("exactly the first rejection counts")
	}
	if got := access(t, s); got != "t2" {
		t.Errorf("%q", got)
	}
	for range 1000 {
		if s.Invalidate(first) {
			t.Fatal("a late rejection dropped the new token")
		}
	}
	if got := access(t, s); got != "t2" {
		t.Errorf("%q", got)
	}
}

func TestRule6_PrevReachesTheGrant(t *testing.T) {
	t.Parallel()
	var seen []string
	g := &counting{prev: func(_ int64, prev *auth.Token) {
		if prev == nil {
			seen = append(seen, "-")
			return
		}
		seen = append(seen, prev.AccessToken().Reveal())
	}}
	s := auth.NewSource(g, auth.WithToken(mustToken(t, auth.TokenFields{AccessToken: "t0"})))
	for range 3 {
		tok, _ := s.Token(t.Context())
		s.Invalidate(tok)
		time.Sleep(0)
	}
	if got := strings.Join(seen, " "); got != "t0 t1" && got != "t0" {
		t.Errorf("prev was %q", got)
	}
}

func TestRule6_ABodyThatCantBeHadAgain(t *testing.T) {
	t.Parallel()
	a := &api{good: "t2"}
	s := auth.NewSource(&counting{})
	req, _ := http.NewRequest("POST", "https://api.example.com/", io.MultiReader(strings.NewReader("once")))
	tr := auth.NewTransport(s, "api.example.com")
	tr.Base = a
	resp, err := tr.RoundTrip(req)
	if err != nil || resp.StatusCode != 401 {
		t.Fatalf("%v, %v: want the 401 itself", resp, err)
	}
	if b, _ := io.ReadAll(resp.Body); !bytes.Contains(b, []byte("Unauthenticated")) {
		t.Errorf("its body is gone: %q", b)
	}
	if status, _ := do(s, a, "GET", ""); status != 200 || a.refused != 1 {
		t.Error("the token was not invalidated")
	}
}

func TestRule6_InsufficientScopeIsNotReplayed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{401, 403} {
		g := &counting{}
		s := auth.NewSource(g)
		var hits atomic.Int64
		rt := roundTripper(func(req *http.Request) (*http.Response, error) {
			hits.Add(1)
			return answer(req, status, http.Header{"Www-Authenticate": {`Bearer error="insufficient_scope", scope="a"`}}, ""), nil
		})
		if got, err := do(s, rt, "GET", ""); got != status || err != nil || hits.Load() != 1 {
			t.Errorf("%d, %v after %d requests", got, err, hits.Load())
		}
		if access(t, s); g.n.Load() != 1 {
			t.Error("the token was dropped")
		}
	}
}

func TestRule6_TheSameTokenAgainIsNotReplayed(t *testing.T) {
	t.Parallel()
	// Battle.net answers with the same token until its end.
	a := &api{good: "other"}
	g := &counting{tweak: func(_ int64, f *auth.TokenFields) { f.AccessToken = "same" }}
	s := auth.NewSource(g)
	if status, err := do(s, a, "GET", ""); status != 401 || err != nil || a.hits != 1 || g.n.Load() != 2 {
		t.Errorf("%d, %v after %d calls and %d token requests", status, err, a.hits, g.n.Load())
	}
}

func TestRule6_ARefreshThatFailsIsTheError(t *testing.T) {
	t.Parallel()
	gone := auth.NewError("refresh_token", auth.ErrReauthorize, "revoked", nil)
	closed := false
	g := &counting{fail: func(n int64) error {
		if n > 1 {
			return gone
		}
		return nil
	}}
	rt := roundTripper(func(req *http.Request) (*http.Response, error) {
		resp := answer(req, 401, nil, "")
		resp.Body = closer{resp.Body, &closed}
		return resp, nil
	})
	if _, err := do(auth.NewSource(g), rt, "GET", ""); !errors.Is(err, auth.ErrReauthorize) {
		t.Errorf("%v", err)
	}
	if !closed {
		t.Error("the answer's body was left open")
	}
}

type closer struct {
	io.ReadCloser
	closed *bool
}

func (c closer) Close() error { *c.closed = true; return c.ReadCloser.Close() }

func TestRule6_TheWaiterOfAReplayLeavesOnItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &counting{delay: time.Second}
		s := auth.NewSource(g)
		access(t, s)
		g.delay = time.Minute
		a := &api{good: "none"}
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		req, _ := http.NewRequestWithContext(ctx, "GET", "https://api.example.com/", nil)
		tr := auth.NewTransport(s, "api.example.com")
		tr.Base = a
		start := time.Now()
		if _, err := tr.RoundTrip(req); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 300*time.Millisecond {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		s.Close()
	})
}

func TestSetAfterANewLogin(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := &counting{delay: time.Second, fail: func(int64) error { return auth.NewError("x", auth.ErrReauthorize, "", nil) }}
		s := auth.NewSource(g)
		defer s.Close()
		if _, err := s.Token(t.Context()); !errors.Is(err, auth.ErrReauthorize) {
			t.Fatal(err)
		}
		s.Set(mustToken(t, auth.TokenFields{AccessToken: "login"}))
		if got := access(t, s); got != "login" {
			t.Errorf("%q: the failure outlived the login", got)
		}
		// a flight that began before doesn't replace what is set
		tok, _ := s.Token(t.Context())
		s.Invalidate(tok)
		g.fail = nil
		got := make(chan string, 1)
		go func() { got <- access(t, s) }()
		synctest.Wait()
		s.Set(mustToken(t, auth.TokenFields{AccessToken: "second"}))
		if g := <-got; g != "second" || access(t, s) != "second" {
			t.Errorf("%q", g)
		}
	})
}

func TestARefusedRefreshTokenIsntSentAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := 0
		hc := &http.Client{Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
			n++
			return answer(req, 400, nil, `{"error":"invalid_grant"}`), nil
		})}
		s := auth.NewSource(&auth.RefreshToken{TokenURL: "https://id.example.com/t", ClientID: "i", HTTPClient: hc},
			auth.WithToken(mustToken(t, auth.TokenFields{AccessToken: "a", RefreshToken: "r", Expiry: time.Now().Add(time.Minute)})))
		for range 30 {
			time.Sleep(time.Minute)
			if _, err := s.Token(t.Context()); !errors.Is(err, auth.ErrReauthorize) {
				t.Fatal(err)
			}
		}
		if n != 1 {
			t.Errorf("sent %d times", n)
		}
	})
}

func TestRule6_OnReplayTellsTheOutcome(t *testing.T) {
	t.Parallel()
	var events []auth.ReplayEvent
	s := auth.NewSource(&counting{}, auth.OnReplay(func(e auth.ReplayEvent) { events = append(events, e) }))
	do(s, &api{good: "t2"}, "POST", "x")
	if len(events) != 1 || events[0] != (auth.ReplayEvent{Method: "POST", Host: "api.example.com", Path: "/thing", Status: 200}) {
		t.Errorf("%+v", events)
	}
}

func TestAHeaderOfTheCallersIsNeverOverwritten(t *testing.T) {
	t.Parallel()
	g := &counting{}
	s := auth.NewSource(g)
	var got string
	rt := roundTripper(func(req *http.Request) (*http.Response, error) {
		got = req.Header.Get("Authorization") + "|" + req.Header.Get("X-Key")
		return answer(req, 401, nil, ""), nil
	})
	tr := auth.NewTransport(s, "api.example.com")
	tr.Requirements = append(tr.Requirements, auth.Requirement{Credential: auth.APIKeyHeader("x-key", "theirs")})
	tr.Base = rt
	req, _ := http.NewRequest("GET", "https://api.example.com/", nil)
	req.Header.Set("Authorization", "Bearer mine")
	req.Header.Set("X-Key", "mine")
	if resp, err := tr.RoundTrip(req); err != nil || resp.StatusCode != 401 {
		t.Fatal(err)
	}
	if got != "Bearer mine|mine" || g.n.Load() != 0 {
		t.Errorf("sent %q after %d token requests", got, g.n.Load())
	}
}

func TestExchangeServesTheRetriesOfACall(t *testing.T) {
	t.Parallel()
	// One Exchange, one request, sent again by a client's retry step: the
	// header of the first attempt is ours to replace by then.
	s := auth.NewSource(&counting{})
	hosts := &auth.HostPolicy{Hosts: []string{"api.example.com"}}
	x := auth.Exchange{Requirements: []auth.Requirement{{Credential: s}}, Hosts: hosts}
	var sent []string
	rt := roundTripper(func(req *http.Request) (*http.Response, error) {
		sent = append(sent, req.Header.Get("Authorization"))
		return answer(req, 503, nil, ""), nil
	})
	req, _ := http.NewRequest("GET", "https://api.example.com/", nil)
	for range 3 {
		if _, err := x.RoundTrip(rt, req, time.Now()); err != nil {
			t.Fatal(err)
		}
		tok, _ := s.Token(t.Context())
		s.Invalidate(tok)
	}
	if got := strings.Join(sent, " "); got != "Bearer t1 Bearer t2 Bearer t2" {
		t.Errorf("sent %q", got)
	}
	// the same request redirected off the list goes out bare
	req.URL.Host = "elsewhere.example.com"
	x.RoundTrip(rt, req, time.Now())
	if sent[3] != "" {
		t.Errorf("%q left for another host", sent[3])
	}
}

func TestExchangeServesARetryAfterAReplay(t *testing.T) {
	t.Parallel()
	// 401, replayed into a 503, which the client's retry step tries again with
	// the request it has: the header of the first sending is still on that.
	s := auth.NewSource(&counting{})
	x := auth.Exchange{Requirements: []auth.Requirement{{Credential: s}}, Hosts: &auth.HostPolicy{Hosts: []string{"api.example.com"}}}
	var sent []string
	rt := roundTripper(func(req *http.Request) (*http.Response, error) {
		sent = append(sent, req.Header.Get("Authorization"))
		return answer(req, []int{401, 503, 401, 200}[len(sent)-1], nil, ""), nil
	})
	req, _ := http.NewRequest("GET", "https://api.example.com/", nil)
	for _, want := range []int{503, 401} {
		resp, err := x.RoundTrip(rt, req, time.Now())
		if err != nil || resp.StatusCode != want {
			t.Fatalf("%v, %v", resp, err)
		}
	}
	// the second 401 hit a token that replaced a rejected one a moment ago
	if got := strings.Join(sent, ","); got != "Bearer t1,Bearer t2,Bearer t2" {
		t.Errorf("sent %s", got)
	}
}

func TestRequirementsCombineAndScopesAreCheckedFirst(t *testing.T) {
	t.Parallel()
	g := &counting{tweak: func(_ int64, f *auth.TokenFields) { f.Scopes = []string{"read"} }}
	s := auth.NewSource(g)
	tr := &auth.Transport{Hosts: auth.HostPolicy{Hosts: []string{"api.example.com"}}}
	var got *http.Request
	tr.Base = roundTripper(func(req *http.Request) (*http.Response, error) {
		got = req
		return answer(req, 200, nil, ""), nil
	})
	tr.Requirements = []auth.Requirement{
		{Credential: s, Scopes: []string{"read"}},
		{Credential: auth.APIKeyHeader("x-key", "k1")},
		{Credential: auth.APIKeyQuery("key", "k 2&")},
		{Credential: auth.APIKeyCookie("sid", "k3")},
	}
	req, _ := http.NewRequest("GET", "https://api.example.com/?a=b", nil)
	resp, err := tr.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	if got.Header.Get("Authorization") != "Bearer t1" || got.Header.Get("X-Key") != "k1" ||
		got.URL.RawQuery != "a=b&key=k+2%26" || got.Header.Get("Cookie") != "sid=k3" {
		t.Errorf("sent %v %v", got.URL, got.Header)
	}
	if len(req.Header) != 0 || req.URL.RawQuery != "a=b" || resp.Request != req {
		t.Error("the caller's request was changed")
	}
	x := auth.Exchange{Requirements: tr.Requirements, Hosts: &tr.Hosts}
	own, _ := http.NewRequest("GET", "https://api.example.com/?a=b", nil)
	if resp, err = x.RoundTrip(tr.Base, own, time.Now()); err != nil || resp.Request != own || own.URL.RawQuery != "a=b" {
		t.Errorf("the key stands in the answer's request: %v, %v", resp.Request.URL, err)
	}
	tr.Requirements[0].Scopes = []string{"read", "write", "admin"}
	got = nil
	_, err = tr.RoundTrip(req)
	e, ok := errors.AsType[*auth.Error](err)
	if !errors.Is(err, auth.ErrScope) || !ok || strings.Join(e.Scopes, " ") != "write admin" || got != nil {
		t.Errorf("%v, request %v", err, got)
	}
	if err := s.RequireScopes("admin"); !errors.Is(err, auth.ErrScope) || !strings.Contains(err.Error(), "admin") {
		t.Errorf("%v", err)
	}
	if err := auth.NewSource(g).RequireScopes("admin"); err != nil {
		t.Errorf("nothing is known yet: %v", err)
	}
}

func TestStaticCredentials(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]auth.Credential{
		"Basic dTpwOnc=": auth.Basic("u", "p:w"),
		"Bearer abc":     auth.Bearer("abc"),
	} {
		var got string
		n := 0
		rt := roundTripper(func(req *http.Request) (*http.Response, error) {
			n++
			got = req.Header.Get("Authorization")
			return answer(req, 401, nil, ""), nil
		})
		if status, err := do(c, rt, "GET", ""); status != 401 || err != nil || got != want || n != 1 {
			t.Errorf("%d, %v, sent %q %d times", status, err, got, n)
		}
	}
	if auth.APIKeyHeader("a", "key one").Principal() == auth.APIKeyHeader("a", "key two").Principal() {
		t.Error("two keys share a principal")
	}
}

func TestTransportClosesTheBodyWhateverHappens(t *testing.T) {
	t.Parallel()
	failing := auth.NewSource(auth.GrantFunc(func(context.Context, *auth.Token) (*auth.Token, error) { return nil, errors.New("no") }))
	ok := roundTripper(func(req *http.Request) (*http.Response, error) {
		req.Body.Close()
		return answer(req, 200, nil, ""), nil
	})
	for name, tr := range map[string]*auth.Transport{
		"no token": auth.NewTransport(failing, "api.example.com"),
		"no hosts": auth.NewTransport(failing),
		"off list": {Base: ok, Hosts: auth.HostPolicy{Hosts: []string{"x"}}},
	} {
		closed := false
		req, _ := http.NewRequest("POST", "https://api.example.com/", nil)
		req.Body = closer{io.NopCloser(strings.NewReader("x")), &closed}
		resp, err := tr.RoundTrip(req)
		if !closed {
			t.Errorf("%s: left open", name)
		}
		if (err == nil) != (resp != nil) || name == "no hosts" && !errors.Is(err, auth.ErrHost) {
			t.Errorf("%s: %v, %v", name, resp, err)
		}
	}
}

func TestAuthStepAllocations(t *testing.T) {
	s := auth.NewSource(&counting{ttl: time.Hour})
	access(t, s)
	resp := answer(nil, 200, nil, "")
	base := roundTripper(func(*http.Request) (*http.Response, error) { return resp, nil })
	reqs := []auth.Requirement{{Credential: s, Scopes: []string{"a"}}}
	hosts := &auth.HostPolicy{Hosts: []string{"other.example.com", "api.example.com"}}
	req, _ := http.NewRequest("GET", "https://api.example.com/x", nil)
	req.Header.Set("Accept", "x")
	var x auth.Exchange
	now := time.Now()
	if n := testing.AllocsPerRun(1000, func() {
		x.Requirements, x.Hosts = reqs, hosts
		x.RoundTrip(base, req, now)
	}); n != 0 {
		t.Errorf("Exchange: %v allocations, want 0", n)
	}
	req.Header.Del("Authorization")
	tr := auth.Transport{Base: base, Requirements: reqs, Hosts: *hosts}
	if n := testing.AllocsPerRun(1000, func() { tr.RoundTrip(req) }); n > 3 {
		t.Errorf("Transport: %v allocations, want at most 3", n)
	}
}
