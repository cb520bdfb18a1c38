package peer

// flows_test.go holds the flows: one function each, run side by side, then the
// scan for secrets over all that they left.

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

func TestIndependentServer(t *testing.T) {
	t.Parallel()
	s := start(t)
	t.Run("flows", func(t *testing.T) {
		for name, flow := range map[string]func(*testing.T, *server){
			"client credentials":          clientCredentials,
			"wrong client secret":         wrongClientSecret,
			"scope not granted":           unknownScope,
			"code with PKCE":              codeWithPKCE,
			"code with secret, pasted":    codePasted,
			"code for a web application":  codeForWeb,
			"user declines":               userDeclines,
			"user grants less":            userGrantsLess,
			"wrong verifier":              wrongVerifier,
			"code replay":                 codeReplay,
			"rotation and reuse":          rotation,
			"failed save":                 failedSave,
			"broken store":                brokenStore,
			"bridge to x/oauth2":          bridged,
			"introspection":               introspection,
			"revocation":                  revocation,
			"userinfo":                    userinfo,
			"device":                      device,
			"device, aborted":             deviceAborted,
			"401 with live revocation":    liveRevocation,
			"rejected under load":         revokedUnderLoad,
			"eight processes":             eightProcesses,
			"emitted client":              emittedClient,
			"emitted client, credentials": emittedClientCredentials,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				flow(t, s)
			})
		}
	})
	if t.Failed() {
		return
	}
	t.Run("secrets", s.scan)
	t.Run("every type", s.everyType)
}

// Tokens that live four seconds, for ten: they are renewed while calls go on,
// and none fails.
func TestShortLivedTokens(t *testing.T) {
	t.Parallel()
	s := start(t, "AT_TTL=4")
	var mu sync.Mutex
	early := 0
	src := auth.NewSource(s.machine("cc", "s3cret-of-cc", auth.StyleBasic), auth.OnRefresh(func(e auth.RefreshEvent) {
		mu.Lock()
		defer mu.Unlock()
		if e.Reason == auth.ReasonEarly {
			early++
		}
	}))
	defer src.Close()
	tr := s.transport(src)
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if c, status := s.call(t, tr, "12345"); status != http.StatusOK || c.BodyBytes != 5 {
			t.Fatalf("status %d, %+v", status, c)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if early == 0 {
		t.Error("no token was renewed early")
	}
	t.Logf("%d tokens were renewed early", early)
}

// machine is the grant of one of the server's clients that act for themselves.
func (s *server) machine(id string, secret auth.Secret, style auth.Style) *auth.ClientCredentials {
	return &auth.ClientCredentials{
		TokenURL: s.TokenEndpoint, ClientID: id, ClientSecret: secret, Style: style, Scopes: []string{"wow.profile"}, HTTPClient: s.client(),
	}
}

// native is the flow of the server's public client.
func (s *server) native(account string, scopes ...string) auth.CodeFlow {
	return auth.CodeFlow{
		AuthURL: s.AuthorizationEndpoint, TokenURL: s.TokenEndpoint, Issuer: s.Issuer, SendsIssuer: s.SendsIssuer,
		ClientID: "native", Scopes: scopes, HTTPClient: s.client(),
		AuthParams: url.Values{"login_hint": {account}, "prompt": {"consent"}},
	}
}

// login logs an account in through the loopback listener.
func (s *server) login(t *testing.T, account string, scopes ...string) (*auth.CodeFlow, *auth.Token) {
	t.Helper()
	flow := s.native(account, scopes...)
	tok, err := auth.Login(soon(t), auth.LoginConfig{CodeFlow: flow, Open: s.visit, Prompt: func(auth.LoginPrompt) {}})
	if err != nil {
		t.Fatal(err)
	}
	s.show("login", flow, &flow, tok, *tok, tok.Fields())
	return &flow, tok
}

func clientCredentials(t *testing.T, s *server) {
	for _, g := range []*auth.ClientCredentials{
		s.machine("cc", "s3cret-of-cc", auth.StyleBasic),
		s.machine("cc-post", "s3cret-of-cc-post", auth.StyleBody),
		s.machine("cc:odd+id", "p%40ss w:rd/+=", auth.StyleBasic),
	} {
		var events []auth.RefreshEvent
		src := auth.NewSource(g, auth.OnRefresh(func(e auth.RefreshEvent) { events = append(events, e) }))
		defer src.Close()
		tr := s.transport(src)
		for range 3 {
			c, status := s.call(t, tr, "12345")
			if status != http.StatusOK || c.Client != g.ClientID || c.Scope != "wow.profile" || c.BodyBytes != 5 {
				t.Errorf("%s: status %d, %+v", g.ClientID, status, c)
			}
		}
		tok, err := src.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if left := time.Until(tok.Expiry()); left < 50*time.Second || left > time.Minute || tok.Missing("wow.profile") != nil || len(events) != 1 {
			t.Errorf("%s: %v with %v left after %d refreshes", g.ClientID, tok, left, len(events))
		}
		s.show("client credentials", g, *g, src, tr, tr.Requirements, &tr.Hosts, events[0], &events[0], tok)
	}
}

func wrongClientSecret(t *testing.T, s *server) {
	for _, style := range []auth.Style{auth.StyleBasic, auth.StyleBody} {
		var event auth.RefreshEvent
		g := s.machine([]string{"cc", "cc-post"}[style], "not-the-s3cret", style)
		src := auth.NewSource(g, auth.OnRefresh(func(e auth.RefreshEvent) { event = e }))
		defer src.Close()
		_, err := src.Token(t.Context())
		if e := s.fails(t, err, auth.ErrRejected); e.Code != "invalid_client" || e.StatusCode != 401 || e.Hint == "" {
			t.Errorf("%v", e)
		}
		s.show("wrong client secret", event, g, src)
	}
}

func unknownScope(t *testing.T, s *server) {
	g := s.machine("cc", "s3cret-of-cc", auth.StyleBasic)
	g.Scopes = []string{"wow.profile", "no.such.scope"} // the server grants the one it knows
	src := auth.NewSource(g)
	defer src.Close()
	tr := s.transport(src)
	tr.Requirements[0].Scopes = []string{"wow.profile", "no.such.scope"}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.Issuer+"/api/me", nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = tr.RoundTrip(req) //nolint:bodyclose // there is none with an error
	if e := s.fails(t, err, auth.ErrScope); !slices.Equal(e.Scopes, []string{"no.such.scope"}) {
		t.Errorf("%v", e)
	}
}

func rotation(t *testing.T, s *server) {
	flow, first := s.login(t, "player-rotation", "wow.profile")
	kept := new(auth.MemoryStore)
	var mu sync.Mutex
	var ahead time.Duration // of the Source's clock, so that tokens expire at once
	src := auth.NewLoginSource(flow.Refresh(), first, auth.WithStore(kept, flow.Key("player-rotation")), auth.WithClock(func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return time.Now().Add(ahead)
	}))
	defer src.Close()
	next := func() (*auth.Token, error) {
		mu.Lock()
		ahead += 2 * time.Minute
		mu.Unlock()
		return src.Token(t.Context())
	}
	seen, last := map[string]bool{first.RefreshToken().Reveal(): true}, first
	for range 3 {
		tok, err := next()
		if err != nil {
			t.Fatal(err)
		}
		if seen[tok.RefreshToken().Reveal()] {
			t.Error("the refresh token didn't rotate")
		}
		seen[tok.RefreshToken().Reveal()], last = true, tok
	}
	if n := s.granted(t, "refresh_token", "player-rotation"); n != 3 || !s.accepts(t, last) {
		t.Errorf("%d refreshes, want 3 and a token that works", n)
	}
	// A refresh token that was replaced comes again, as from a backup: the
	// provider ends the login, and the Source says so.
	_, err := flow.Refresh().Token(t.Context(), first)
	s.fails(t, err, auth.ErrReauthorize)
	if s.accepts(t, last) {
		t.Error("the reuse didn't end the login: is this the server it was?")
	}
	for range 2 {
		_, err = next()
		if e := s.fails(t, err, auth.ErrReauthorize); e.Code != "invalid_grant" {
			t.Errorf("%v", e)
		}
	}
	s.show("rotation", src, kept, flow.Refresh(), *flow.Refresh(), first, last)
}

// endpoint is one of the server's, as a client uses it.
func (s *server) endpoint(where, client string, secret auth.Secret) *auth.Endpoint {
	return &auth.Endpoint{URL: where, ClientID: client, ClientSecret: secret, HTTPClient: s.client()}
}

func introspection(t *testing.T, s *server) {
	tok, err := s.machine("cc", "s3cret-of-cc", auth.StyleBasic).Token(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	e := s.endpoint(s.IntrospectionEndpoint, "cc", "s3cret-of-cc")
	in, err := e.Introspect(t.Context(), tok.AccessToken(), "access_token")
	if err != nil {
		t.Fatal(err)
	}
	if !in.Active || in.ClientID != "cc" || !slices.Equal(in.Scopes, []string{"wow.profile"}) || in.Expiry.Sub(tok.Expiry()).Abs() > 2*time.Second {
		t.Errorf("%+v", in)
	}
	none, err := e.Introspect(t.Context(), "no-such-token", "")
	if err != nil || none.Active {
		t.Errorf("%+v, %v", none, err)
	}
	_, err = s.endpoint(s.IntrospectionEndpoint, "cc", "not-the-s3cret").Introspect(t.Context(), tok.AccessToken(), "")
	s.fails(t, err, auth.ErrRejected)
	s.show("introspection", e, *e, in, *in, none, s.Metadata)

	_, user := s.login(t, "player-introspected", "wow.profile")
	in, err = s.endpoint(s.IntrospectionEndpoint, "native", "").Introspect(t.Context(), user.RefreshToken(), "refresh_token")
	if err != nil || !in.Active || in.Subject != "player-introspected" {
		t.Errorf("%+v, %v", in, err)
	}
}

func revocation(t *testing.T, s *server) {
	flow, tok := s.login(t, "player-revoked", "wow.profile")
	if !s.accepts(t, tok) {
		t.Fatal("the token isn't taken")
	}
	e := s.endpoint(s.RevocationEndpoint, "native", "")
	if err := e.Revoke(t.Context(), tok.RefreshToken(), "refresh_token"); err != nil {
		t.Fatal(err)
	}
	_, err := flow.Refresh().Token(t.Context(), tok)
	s.fails(t, err, auth.ErrReauthorize)
	if err := e.Revoke(t.Context(), "no-such-token", ""); err != nil { // RFC 7009, section 2.2
		t.Errorf("revoking an unknown token: %v", err)
	}
	s.fails(t, s.endpoint(s.RevocationEndpoint, "cc", "not-the-s3cret").Revoke(t.Context(), tok.AccessToken(), ""), auth.ErrRejected)
}

func userinfo(t *testing.T, s *server) {
	_, tok := s.login(t, "player-openid", "openid")
	if tok.IDToken() == "" {
		t.Error("no ID token")
	}
	claims, err := s.endpoint(s.UserinfoEndpoint, "native", "").Userinfo(t.Context(), tok)
	if err != nil || string(claims["sub"]) != `"player-openid"` {
		t.Errorf("%s, %v", claims, err)
	}
	bad, err := auth.NewToken(auth.TokenFields{AccessToken: "no-such-token"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.endpoint(s.UserinfoEndpoint, "native", "").Userinfo(t.Context(), bad)
	s.fails(t, err, auth.ErrReauthorize)
}

// A token is revoked at the provider while calls with bodies go on.
func liveRevocation(t *testing.T, s *server) {
	var replays []auth.ReplayEvent
	src := auth.NewSource(s.machine("cc", "s3cret-of-cc", auth.StyleBasic), auth.OnReplay(func(e auth.ReplayEvent) { replays = append(replays, e) }))
	defer src.Close()
	tr := s.transport(src)
	body := strings.Repeat("body", 5000)
	if _, status := s.call(t, tr, body); status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	tok, err := src.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.endpoint(s.RevocationEndpoint, "cc", "s3cret-of-cc").Revoke(t.Context(), tok.AccessToken(), "access_token"); err != nil {
		t.Fatal(err)
	}
	if s.accepts(t, tok) {
		t.Fatal("the revoked token is still taken")
	}
	if c, status := s.call(t, tr, body); status != http.StatusOK || c.BodyBytes != len(body) {
		t.Errorf("status %d, %d bytes arrived", status, c.BodyBytes)
	}
	if len(replays) != 1 || replays[0].Status != http.StatusOK {
		t.Errorf("replays: %+v", replays)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.Issuer+"/api/me", nil)
	if err != nil {
		t.Fatal(err)
	}
	x := auth.Exchange{Requirements: tr.Requirements, Hosts: &tr.Hosts}
	resp, err := x.RoundTrip(s.net, req, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close() //nolint:errcheck // nobody reads it
	s.show("live revocation", replays, replays[0], tr, &x, x, auth.Static(tok), auth.Bearer(tok.AccessToken()), tok.AccessToken())
}

// full is a store on a full disk that says too much.
type full struct{ *auth.MemoryStore }

func (full) Save(_ context.Context, _ auth.Key, tok *auth.Token) error {
	return fmt.Errorf("no space left to write %s", tok.RefreshToken().Reveal())
}

func failedSave(t *testing.T, s *server) {
	flow, first := s.login(t, "player-unsaved", "wow.profile")
	var told error
	store := full{new(auth.MemoryStore)}
	src := auth.NewSource(flow.Refresh(), auth.WithStore(store, flow.Key("player-unsaved")), auth.WithToken(first),
		auth.OnRefresh(func(e auth.RefreshEvent) { told = e.Err }))
	defer src.Close()
	src.Invalidate(first)
	tok, err := src.Token(t.Context())
	if err != nil || !s.accepts(t, tok) {
		t.Errorf("%v, %v", tok, err)
	}
	if _, ok := errors.AsType[*auth.SaveError](told); !ok {
		t.Errorf("told %v", told)
	}
	s.show("failed save", told, store, src)
}

// The same with forty callers at once: no call fails, one token is fetched.
func revokedUnderLoad(t *testing.T, s *server) {
	var mu sync.Mutex
	fetched := 0
	src := auth.NewSource(s.machine("cc-post", "s3cret-of-cc-post", auth.StyleBody), auth.OnToken(func(*auth.Token) {
		mu.Lock()
		defer mu.Unlock()
		fetched++
	}))
	defer src.Close()
	tok, err := src.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	e := s.endpoint(s.RevocationEndpoint, "cc-post", "s3cret-of-cc-post")
	e.Style = auth.StyleBody
	tr := s.transport(src)
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			for round := range 5 {
				if i == 0 && round == 2 {
					if err := e.Revoke(t.Context(), tok.AccessToken(), ""); err != nil {
						t.Error(err)
					}
				}
				body := strings.Repeat("x", 100*i+round)
				if c, status := s.call(t, tr, body); status != http.StatusOK || c.BodyBytes != len(body) {
					t.Errorf("status %d, %d of %d bytes arrived", status, c.BodyBytes, len(body))
				}
			}
		})
	}
	wg.Wait()
	if fetched != 2 {
		t.Errorf("%d tokens were fetched, want the first and one more", fetched)
	}
}
