package auth_test

// login_test.go logs in through real sockets: a provider, the loopback server
// of Login, and a browser that follows redirects. Rule 12.

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

// user is a browser that Login opens; what it ends on is kept.
type user struct {
	t      *testing.T
	client *http.Client
	before func(authURL string) // runs first
	mu     sync.Mutex
	pages  []visited
	prompt auth.LoginPrompt
	left   sync.WaitGroup
}

func newUser(t *testing.T) *user { return &user{t: t, client: browser()} }

func (u *user) open(_ context.Context, raw string) error {
	u.left.Add(1)
	defer u.left.Done()
	if u.before != nil {
		u.before(raw)
	}
	v, err := visit(u.client, http.MethodGet, raw)
	if err != nil {
		return err
	}
	u.mu.Lock()
	u.pages = append(u.pages, v)
	u.mu.Unlock()
	return nil
}

func (u *user) page() visited {
	u.t.Helper()
	u.left.Wait()
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.pages) == 0 {
		u.t.Fatal("the browser ended nowhere")
	}
	return u.pages[len(u.pages)-1]
}

func (u *user) config(f auth.CodeFlow) auth.LoginConfig {
	return auth.LoginConfig{CodeFlow: f, Open: u.open, Prompt: func(p auth.LoginPrompt) { u.prompt = p }}
}

func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// freePort is a port that was free a moment ago.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

func TestLogin(t *testing.T) {
	t.Parallel()
	p, u := newIDP(t), newUser(t)
	p.granted = "profile"
	tok, err := auth.Login(soon(t), u.config(p.flow()))
	if err != nil {
		t.Fatal(err)
	}
	if tok.AccessToken() != "at-secret-1" || tok.RefreshToken() != "rt-secret-1" {
		t.Errorf("%v", tok.Fields())
	}
	if got := tok.Missing("profile", "reports"); len(got) != 1 || got[0] != "reports" {
		t.Errorf("fewer scopes were granted than asked for, told: %v", got)
	}
	v := u.page()
	if v.status != 200 || !strings.Contains(v.body, "You are logged in") {
		t.Errorf("the browser shows %d %s", v.status, v.body)
	}
	checkPage(t, v)
	q := p.lastAuth()
	if !strings.HasPrefix(q.Get("redirect_uri"), "http://127.0.0.1:") || u.prompt.RedirectURI != q.Get("redirect_uri") {
		t.Errorf("redirect URI %q, told %q", q.Get("redirect_uri"), u.prompt.RedirectURI)
	}
	if len(q.Get("state")) < 43 || q.Get("scope") != "profile reports" || strings.Contains(u.prompt.URL, "+") {
		t.Errorf("authorization request %v", q)
	}
	if form := p.lastForm(); form.Has("client_secret") || form.Has("scope") || form.Get("redirect_uri") != q.Get("redirect_uri") {
		t.Errorf("token request %v", form)
	}
	if _, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(u.prompt.RedirectURI, "http://"), "/callback")); err == nil {
		t.Error("the server still listens")
	}
}

func TestLoginsNeverShareStateOrVerifier(t *testing.T) {
	t.Parallel()
	p := newIDP(t)
	seen := map[string]bool{}
	for range 3 {
		u := newUser(t)
		if _, err := auth.Login(soon(t), u.config(p.flow())); err != nil {
			t.Fatal(err)
		}
		for _, v := range []string{p.lastAuth().Get("state"), p.lastAuth().Get("code_challenge"), p.lastForm().Get("code_verifier")} {
			if seen[v] {
				t.Errorf("%q was used twice", v)
			}
			seen[v] = true
		}
	}
}

func TestLoginRedirectURIs(t *testing.T) {
	t.Parallel()
	port := freePort(t)
	for name, c := range map[string]struct {
		redirect string
		listen   []string
		want     string // prefix of the redirect URI
		tls      bool
	}{
		"fixed":               {"http://127.0.0.1:" + port + "/cb/x%20y?a=b", nil, "http://127.0.0.1:" + port + "/cb/x%20y?a=b", false},
		"localhost":           {"http://localhost:{port}/cb", []string{"localhost:0"}, "http://localhost:", false},
		"https and own cert":  {"https://localhost:{port}", []string{"localhost:0"}, "https://localhost:", true},
		"candidates with tls": {"https://127.0.0.1:{port}/cb", []string{"https://127.0.0.1:0"}, "https://127.0.0.1:", true},
		"IPv6":                {"http://[::1]:{port}/cb", []string{"[::1]:0"}, "http://[::1]:", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if strings.Contains(c.redirect, "::1") {
				if l, err := net.Listen("tcp6", "[::1]:0"); err != nil {
					t.Skip("there is no IPv6 here")
				} else {
					l.Close()
				}
			}
			p, u := newIDP(t), newUser(t)
			cfg := u.config(p.flow())
			cfg.RedirectURI, cfg.Listen = c.redirect, c.listen
			if _, err := auth.Login(soon(t), cfg); err != nil {
				t.Fatal(err)
			}
			if got := p.lastAuth().Get("redirect_uri"); !strings.HasPrefix(got, c.want) || p.lastForm().Get("redirect_uri") != got {
				t.Errorf("redirect URI %q, then %q", got, p.lastForm().Get("redirect_uri"))
			}
			if u.prompt.SelfSigned != c.tls {
				t.Errorf("prompt %v", u.prompt)
			}
			if v := u.page(); v.status != 200 || !strings.Contains(v.body, "You are logged in") {
				t.Errorf("the browser shows %d %s", v.status, v.body)
			}
		})
	}
}

// The first candidate that is free is taken; all are registered.
func TestLoginCandidatePorts(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, busy, _ := net.SplitHostPort(taken.Addr().String())
	free := freePort(t)
	p, u := newIDP(t), newUser(t)
	p.redirect = "http://127.0.0.1:" + free + "/callback"
	cfg := u.config(p.flow())
	cfg.RedirectURI, cfg.Listen = "http://127.0.0.1:{port}/callback", []string{"127.0.0.1:" + busy, "127.0.0.1:" + free}
	if _, err := auth.Login(soon(t), cfg); err != nil {
		t.Fatal(err)
	}
	cfg.Listen = cfg.Listen[:1]
	if _, err := auth.Login(soon(t), cfg); err == nil || !strings.Contains(err.Error(), "can't be listened on") {
		t.Errorf("%v", err)
	}
}

// The redirect URI leads to a proxy, which forwards to another address here.
func TestLoginBehindProxy(t *testing.T) {
	t.Parallel()
	p, u := newIDP(t), newUser(t)
	p.redirect = "https://login.example/app/cb"
	port := freePort(t)
	cfg := u.config(p.flow())
	cfg.Listen = []string{"127.0.0.1:" + port}
	u.client.Transport = roundTripper(func(req *http.Request) (*http.Response, error) {
		if req.URL.Host == "login.example" { // this is the proxy
			req = req.Clone(req.Context())
			req.URL.Scheme, req.URL.Host = "http", "127.0.0.1:"+port
		}
		return http.DefaultTransport.RoundTrip(req)
	})
	if _, err := auth.Login(soon(t), cfg); err != nil {
		t.Fatal(err)
	}
	if v := u.page(); v.status != 200 {
		t.Errorf("the browser shows %d %s", v.status, v.body)
	}
}

// Forged and stray requests get an error and don't end the login.
func TestLoginForgedCallbacks(t *testing.T) {
	t.Parallel()
	p, u := newIDP(t), newUser(t)
	u.before = func(raw string) {
		a, _ := url.Parse(raw)
		base, state := a.Query().Get("redirect_uri"), a.Query().Get("state")
		for _, c := range []struct {
			method, suffix string
			status         int
		}{
			{"GET", "?code=evil&state=", 400},
			{"GET", "?code=evil", 400},
			{"GET", "?code=evil&state=" + state[:20], 400},
			{"GET", "?code=evil&state=" + state + "x", 400},
			{"GET", "?code=evil&state=" + state + "&state=" + state, 400},
			{"GET", "?code=evil&code=evil2&state=" + state, 400},
			{"GET", "?error=access_denied", 400},
			{"GET", "?error=access_denied&state=guess", 400},
			{"GET", "?state=" + state + ";code=evil", 400},
			{"GET", "?%zz&state=" + state + "&code=evil", 400},
			{"GET", "", 400},
			{"GET", "/../favicon.ico", 404},
			{"GET", "x?code=evil&state=" + state, 404},
			{"POST", "?code=evil&state=" + state, 405},
			{"HEAD", "?code=evil&state=" + state, 405},
		} {
			v, err := visit(u.client, c.method, base+c.suffix)
			if err != nil || v.status != c.status {
				t.Errorf("%s %q: %d, %v, wanted %d", c.method, c.suffix, v.status, err, c.status)
			}
			checkPage(t, v)
		}
	}
	tok, err := auth.Login(soon(t), u.config(p.flow()))
	if err != nil || tok.AccessToken() != "at-secret-1" {
		t.Errorf("%v, %v", tok, err)
	}
	if v := u.page(); v.status != 200 {
		t.Errorf("the browser shows %d", v.status)
	}
}

func TestLoginFailures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		set    func(*idp, *auth.CodeFlow)
		is     error
		status int
		words  []string // of the error
	}{
		"user declines":    {func(p *idp, _ *auth.CodeFlow) { p.deny = "access_denied" }, auth.ErrDenied, 403, []string{"access_denied"}},
		"scope unknown":    {func(p *idp, _ *auth.CodeFlow) { p.deny = "invalid_scope" }, auth.ErrScope, 403, nil},
		"provider is down": {func(p *idp, _ *auth.CodeFlow) { p.deny = "temporarily_unavailable" }, auth.ErrTemporary, 502, nil},
		"exchange is down": {func(p *idp, _ *auth.CodeFlow) { p.broken = true }, auth.ErrTemporary, 502, nil},
		"client may not":   {func(p *idp, _ *auth.CodeFlow) { p.deny = "unauthorized_client" }, auth.ErrRejected, 502, nil},
		"no session there": {func(p *idp, _ *auth.CodeFlow) { p.deny = "login_required" }, auth.ErrReauthorize, 400, nil},
		"wrong secret":     {func(_ *idp, f *auth.CodeFlow) { f.ClientSecret = "other-secret-1" }, auth.ErrRejected, 502, []string{"invalid_client"}},
		"redirect URI differs by a slash": {func(p *idp, f *auth.CodeFlow) {
			p.redirect = strings.TrimSuffix(f.RedirectURI, "/")
		}, auth.ErrRejected, 502, []string{"invalid_client", "redirect URI", "byte by byte"}},
		"required scope not granted": {func(p *idp, f *auth.CodeFlow) {
			p.granted, f.Required = "profile", []string{"reports"}
		}, auth.ErrScope, 403, []string{"reports"}},
		"another issuer": {func(p *idp, f *auth.CodeFlow) {
			p.issuer, f.Issuer = "https://evil.example", "https://idp.example"
		}, auth.ErrRejected, 502, []string{"https://evil.example", "https://idp.example"}},
		"issuer announced but missing": {func(_ *idp, f *auth.CodeFlow) {
			f.Issuer, f.SendsIssuer = "https://idp.example", true
		}, auth.ErrRejected, 502, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, u := newIDP(t), newUser(t)
			f := p.flow()
			f.RedirectURI = "http://127.0.0.1:" + freePort(t) + "/"
			c.set(p, &f)
			tok, err := auth.Login(soon(t), u.config(f))
			if !errors.Is(err, c.is) {
				t.Fatalf("%v, wanted %v", err, c.is)
			}
			if (tok != nil) != (len(f.Required) > 0) {
				t.Errorf("token %v", tok)
			}
			v := u.page()
			if v.status != c.status || !strings.Contains(v.body, "The login failed") {
				t.Errorf("the browser shows %d %s", v.status, v.body)
			}
			checkPage(t, v)
			for _, w := range c.words {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%q lacks %q", err, w)
				}
			}
			text := fmt.Sprintf("%v %+v %#v %q", err, err, err, err)
			for _, s := range []string{"secret-", p.lastAuth().Get("state")} {
				if strings.Contains(text, s) {
					t.Errorf("%q in %s", s, text)
				}
			}
			if len(p.forms) > 0 && strings.Contains(text, p.lastForm().Get("code_verifier")) {
				t.Errorf("the verifier in %s", text)
			}
		})
	}
}

func TestLoginIssuerAndExtraParameters(t *testing.T) {
	t.Parallel()
	p, u := newIDP(t), newUser(t)
	p.issuer, p.secret = "https://idp.example", "client-secret-1"
	f := p.flow()
	f.SendsIssuer, f.SendScope = true, true
	f.AuthURL += "?tenant=7"
	f.AuthParams = url.Values{"prompt": {"login"}, "state": {"chosen"}, "response_type": {"token"}}
	if _, err := auth.Login(soon(t), u.config(f)); err != nil {
		t.Fatal(err)
	}
	q := p.lastAuth()
	if q.Get("tenant") != "7" || q.Get("prompt") != "login" || q.Get("state") == "chosen" || q.Get("response_type") != "code" {
		t.Errorf("%v", q)
	}
	if p.lastForm().Get("scope") != "profile reports" {
		t.Errorf("scope is sent again: %v", p.lastForm())
	}
}

func TestLoginHonoursContext(t *testing.T) {
	t.Parallel()
	p := newIDP(t)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	nobody := auth.LoginConfig{
		CodeFlow: p.flow(), Prompt: func(auth.LoginPrompt) {},
		Open: func(context.Context, string) error { return errors.New("no display") },
	}
	if _, err := auth.Login(ctx, nobody); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	if _, err := auth.Login(ctx, nobody); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

func TestLoginConfigMistakes(t *testing.T) {
	t.Parallel()
	ask := func(context.Context, error) (string, error) { return "", errors.New("unused") }
	for name, c := range map[string]struct {
		set  func(*auth.LoginConfig)
		want string
	}{
		"no client":              {func(c *auth.LoginConfig) { c.ClientID = "" }, "client id"},
		"no authorization URL":   {func(c *auth.LoginConfig) { c.AuthURL = "" }, "AuthURL"},
		"plain authorization":    {func(c *auth.LoginConfig) { c.AuthURL = "http://idp.example/a" }, "AuthURL isn't https"},
		"plain token":            {func(c *auth.LoginConfig) { c.TokenURL = "http://idp.example/t" }, "TokenURL isn't https"},
		"issuer unknown":         {func(c *auth.LoginConfig) { c.SendsIssuer = true }, "Issuer"},
		"redirect elsewhere":     {func(c *auth.LoginConfig) { c.RedirectURI = "https://app.example/cb" }, "Listen"},
		"redirect not a URL":     {func(c *auth.LoginConfig) { c.RedirectURI = "://" }, "RedirectURI"},
		"listening to the world": {func(c *auth.LoginConfig) { c.Listen = []string{"0.0.0.0:0"} }, "loopback"},
		"listening on a host":    {func(c *auth.LoginConfig) { c.Listen = []string{"192.0.2.1:80"} }, "loopback"},
		"address without port":   {func(c *auth.LoginConfig) { c.Listen = []string{"127.0.0.1"} }, "127.0.0.1:8123"},
		"no listener, no paste":  {func(c *auth.LoginConfig) { c.NoListener = true }, "Paste"},
		"no listener, any port":  {func(c *auth.LoginConfig) { c.NoListener, c.Paste = true, ask }, "fixed port"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			prompted := false
			cfg := auth.LoginConfig{
				CodeFlow: auth.CodeFlow{AuthURL: "https://idp.example/a", TokenURL: "https://idp.example/t", ClientID: "app"},
				Prompt:   func(auth.LoginPrompt) { prompted = true },
				Open:     func(context.Context, string) error { prompted = true; return nil },
			}
			c.set(&cfg)
			if _, err := auth.Login(soon(t), cfg); err == nil || !strings.Contains(err.Error(), c.want) || prompted {
				t.Errorf("%v, prompted %v", err, prompted)
			}
		})
	}
}

// Nothing is left running, however a login ends, also with a browser that
// holds a connection open without asking anything.
func TestLoginLeavesNothingRunning(t *testing.T) {
	p := newIDP(t)
	before := runtime.NumGoroutine()
	for i := range 5 {
		u := newUser(t)
		var ahead net.Conn
		u.before = func(raw string) {
			a, _ := url.Parse(raw)
			to, _ := url.Parse(a.Query().Get("redirect_uri"))
			ahead, _ = net.Dial("tcp", to.Host)
		}
		cfg := u.config(p.flow())
		if i == 4 { // and one that nobody answers
			cfg.Open = func(context.Context, string) error { return errors.New("no browser") }
			cfg.Paste = func(ctx context.Context, _ error) (string, error) { <-ctx.Done(); return "", ctx.Err() }
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		start := time.Now()
		_, err := auth.Login(ctx, cfg)
		if (err != nil) != (i == 4) {
			t.Error(err)
		}
		if took := time.Since(start); i < 4 && took > 900*time.Millisecond {
			t.Errorf("an idle connection held the login up: %v", took)
		}
		cancel()
		u.left.Wait()
		if ahead != nil {
			ahead.Close()
		}
	}
	p.CloseClientConnections()
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	buf := make([]byte, 1<<20)
	t.Errorf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), buf[:runtime.Stack(buf, true)])
}
