package peer

// login_test.go has the flows in which a user logs in: codes by the loopback
// listener, pasted and in a web application, and the device flow.

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/keywright/keywright/templates/auth"
)

func codeWithPKCE(t *testing.T, s *server) {
	var prompt auth.LoginPrompt
	flow := s.native("player-pkce", "wow.profile", "sc2.profile")
	cfg := auth.LoginConfig{CodeFlow: flow, Open: s.visit, Prompt: func(p auth.LoginPrompt) { prompt = p }}
	tok, err := auth.Login(soon(t), cfg)
	if err != nil {
		t.Fatal(err)
	}
	src := auth.NewLoginSource(flow.Refresh(), tok)
	defer src.Close()
	c, status := s.call(t, s.transport(src), "")
	if status != http.StatusOK || c.Account != "player-pkce" || c.Client != "native" || tok.Missing("wow.profile", "sc2.profile") != nil || tok.RefreshToken() == "" {
		t.Errorf("status %d, %+v, %v", status, c, tok)
	}
	s.show("login", &flow, flow, &cfg, cfg, prompt, &prompt, tok, src, flow.Refresh(), flow.Key("player-pkce"))
}

// web is the flow of the server's confidential client, whose redirect URI is
// on a host that isn't this machine.
func (s *server) web(account string) auth.CodeFlow {
	flow := s.native(account, "wow.profile")
	flow.ClientID, flow.ClientSecret, flow.RedirectURI = "web", "s3cret-of-web", "https://app.example/cb"
	return flow
}

func codePasted(t *testing.T, s *server) {
	ended := make(chan string, 1) // the address that the browser ended on
	cfg := auth.LoginConfig{
		CodeFlow: s.web("player-paste"), NoListener: true, Prompt: func(auth.LoginPrompt) {},
		Open: func(ctx context.Context, page string) error {
			u, err := s.comeback(ctx, page)
			if err == nil {
				ended <- u.String()
			}
			return err
		},
		Paste: func(ctx context.Context, problem error) (string, error) {
			if problem == nil {
				return "https://app.example/cb?code=forged&state=forged", nil
			}
			s.show("problem", problem)
			select {
			case address := <-ended:
				return address, nil
			case <-ctx.Done():
				return "", ctx.Err()
			}
		},
	}
	tok, err := auth.Login(soon(t), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if c, status := s.call(t, s.transport(auth.Bearer(tok.AccessToken())), ""); status != http.StatusOK || c.Client != "web" || c.Account != "player-paste" {
		t.Errorf("status %d, %+v", status, c)
	}
	s.show("paste", &cfg, tok)
}

// codeForWeb walks the handler pair of a web application on https://app.example.
func codeForWeb(t *testing.T, s *server) {
	var got *auth.Token
	var mu sync.Mutex
	cfg := auth.WebLoginConfig{
		CodeFlow: s.web("player-web"), Keys: []auth.Secret{auth.NewVerifier()},
		Done: func(_ http.ResponseWriter, _ *http.Request, tok *auth.Token) error {
			mu.Lock()
			defer mu.Unlock()
			got = tok
			return nil
		},
		Fail: func(w http.ResponseWriter, _ *http.Request, err error) {
			s.show("web login", err)
			w.WriteHeader(http.StatusBadRequest)
		},
	}
	web, err := auth.NewWebLogin(cfg)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/login", web.Start())
	mux.Handle("/cb", web.Callback())
	mux.HandleFunc("/reports/7", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	app := httptest.NewTLSServer(mux)
	defer app.Close()
	b, err := s.browser(nil)
	if err != nil {
		t.Fatal(err)
	}
	tr := &http.Transport{ // app.example is the test's own server, whatever its certificate says
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // a test's own server
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			if strings.HasPrefix(addr, "app.example:") {
				addr = app.Listener.Addr().String()
			}
			return new(net.Dialer).DialContext(ctx, network, addr)
		},
	}
	defer tr.CloseIdleConnections()
	b.Transport = &sniffer{tr, s.net.notes}
	get := func(page string) int {
		resp, err := b.Get(page)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close() //nolint:errcheck // nobody reads it
		return resp.StatusCode
	}
	if status := get("https://app.example/login?return=/reports/7"); status != http.StatusTeapot {
		t.Fatalf("the browser didn't end on the return path: status %d", status)
	}
	mu.Lock()
	tok := got
	mu.Unlock()
	if c, status := s.call(t, s.transport(auth.Bearer(tok.AccessToken())), ""); status != http.StatusOK || c.Account != "player-web" {
		t.Errorf("status %d, %+v", status, c)
	}
	if status := get("https://app.example/cb?code=forged&state=forged"); status != http.StatusBadRequest {
		t.Errorf("a forged callback got status %d", status)
	}
	s.net.note(cfg.Keys[0].Reveal())
	s.show("web login", web, &cfg, tok)
}

func userDeclines(t *testing.T, s *server) {
	_, err := auth.Login(soon(t), auth.LoginConfig{CodeFlow: s.native("decliner", "wow.profile"), Open: s.visit, Prompt: func(auth.LoginPrompt) {}})
	if e := s.fails(t, err, auth.ErrDenied); e.Code != "access_denied" || e.Description != "no, thanks" {
		t.Errorf("%v", e)
	}
}

func userGrantsLess(t *testing.T, s *server) {
	flow := s.native("sparing", "wow.profile", "sc2.profile")
	tok, err := auth.Login(soon(t), auth.LoginConfig{CodeFlow: flow, Open: s.visit, Prompt: func(auth.LoginPrompt) {}})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(tok.Scopes(), []string{"wow.profile"}) {
		t.Errorf("granted %v", tok.Scopes())
	}
	src := auth.NewLoginSource(flow.Refresh(), tok)
	defer src.Close()
	if e := s.fails(t, src.RequireScopes("sc2.profile"), auth.ErrScope); !slices.Equal(e.Scopes, []string{"sc2.profile"}) {
		t.Errorf("%v", e)
	}
	flow.Required = []string{"sc2.profile"}
	tok, err = auth.Login(soon(t), auth.LoginConfig{CodeFlow: flow, Open: s.visit, Prompt: func(auth.LoginPrompt) {}})
	s.fails(t, err, auth.ErrScope)
	if tok == nil {
		t.Error("the token that was granted is not returned")
	}
}

// exchange is the grant for a code got by hand.
func (s *server) exchange(code, verifier auth.Secret) *auth.AuthorizationCode {
	return &auth.AuthorizationCode{
		TokenURL: s.TokenEndpoint, ClientID: "native", Code: code, Verifier: verifier, RedirectURI: "http://127.0.0.1/callback",
		HTTPClient: s.client(),
	}
}

func (s *server) codeByHand(t *testing.T, verifier auth.Secret) auth.Secret {
	return s.code(t, "native", "http://127.0.0.1/callback", "wow.profile", auth.Challenge(verifier))
}

func wrongVerifier(t *testing.T, s *server) {
	code := s.codeByHand(t, auth.NewVerifier())
	g := s.exchange(code, auth.NewVerifier())
	_, err := g.Token(t.Context(), nil)
	if e := s.fails(t, err, auth.ErrReauthorize); e.Code != "invalid_grant" {
		t.Errorf("%v", e)
	}
	s.show("wrong verifier", g, *g, g.Verifier)
}

func codeReplay(t *testing.T, s *server) {
	verifier := auth.NewVerifier()
	g := s.exchange(s.codeByHand(t, verifier), verifier)
	tok, err := g.Token(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if !s.accepts(t, tok) {
		t.Error("the first exchange's token isn't taken")
	}
	_, err = g.Token(t.Context(), nil)
	if e := s.fails(t, err, auth.ErrReauthorize); e.Code != "invalid_grant" {
		t.Errorf("%v", e)
	}
	if s.accepts(t, tok) { // RFC 6749, section 4.1.2
		t.Error("the replay didn't cost the token: is this the server it was?")
	}
	// What a Source makes of it: the code is spent, and so is the refresh token.
	src := auth.NewSource(g, auth.WithToken(tok))
	defer src.Close()
	if !src.Invalidate(tok) {
		t.Error("the token wasn't dropped")
	}
	_, err = src.Token(t.Context())
	s.fails(t, err, auth.ErrReauthorize)
}

// deviceLogin logs in with a device's code, which a user confirms or aborts.
func (s *server) deviceLogin(t *testing.T, yes bool) (*auth.DeviceCode, *auth.Token, error) {
	t.Helper()
	decided := make(chan error, 1)
	g := &auth.DeviceCode{
		DeviceURL: s.DeviceAuthorizationEndpoint, TokenURL: s.TokenEndpoint, ClientID: "native", Scopes: []string{"wow.profile"}, HTTPClient: s.client(),
		Prompt: func(ctx context.Context, p auth.DevicePrompt) error {
			s.show("device", p, &p)
			go func() { decided <- s.approve(ctx, p.VerificationURL, p.UserCode, yes) }()
			return nil
		},
	}
	tok, err := g.Token(soon(t), nil)
	if err := <-decided; err != nil {
		t.Fatal(err)
	}
	s.show("device", g, *g, tok)
	return g, tok, err
}

func device(t *testing.T, s *server) {
	g, tok, err := s.deviceLogin(t, true)
	if err != nil {
		t.Fatal(err)
	}
	if c, status := s.call(t, s.transport(auth.Bearer(tok.AccessToken())), ""); status != http.StatusOK || c.Account != "player" || c.Client != "native" {
		t.Errorf("status %d, %+v", status, c)
	}
	next, err := g.Token(t.Context(), tok) // from the refresh token, without a user
	if err != nil || next.AccessToken() == tok.AccessToken() {
		t.Errorf("%v, %v", next, err)
	}
}

func deviceAborted(t *testing.T, s *server) {
	_, _, err := s.deviceLogin(t, false)
	if e := s.fails(t, err, auth.ErrDenied); e.Code != "access_denied" {
		t.Errorf("%v", e)
	}
}
