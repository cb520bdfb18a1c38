// Warcraft Logs' rules of authentication, against a fake that keeps them.

package specs_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/keywright/keywright/generated/runtime/auth"
	"github.com/keywright/keywright/generated/runtime/client"
	"github.com/keywright/keywright/generated/warcraftlogs"
	"github.com/keywright/keywright/specs/providertest"
)

// wclCallback is registered with the fake.
const wclCallback = "http://localhost:8734/cb?app=1"

func wcl(t *testing.T, l *providertest.WarcraftLogs, opts ...client.Option) *warcraftlogs.Client {
	t.Helper()
	c, err := warcraftlogs.New(slices.Concat([]client.Option{
		warcraftlogs.WithClientCredentials(providertest.ClientID, providertest.ClientSecret), client.WithTransport(l.Transport()),
	}, opts)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func wclFlow(t *testing.T, l *providertest.WarcraftLogs, secret string, opts ...client.Option) auth.CodeFlow {
	t.Helper()
	f, err := warcraftlogs.LoginFlow(providertest.ClientID, secret, wclCallback,
		[]string{warcraftlogs.ScopeViewUserProfile, warcraftlogs.ScopeViewPrivateReports},
		append([]client.Option{client.WithTransport(l.Transport())}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func newWCL(t *testing.T) *providertest.WarcraftLogs {
	t.Helper()
	l := providertest.NewWarcraftLogs(t)
	l.Register(wclCallback)
	return l
}

// Each site is asked at its own host; one token serves all of Warcraft Logs'
// but the Chinese one, and the siblings have their own.
func TestWarcraftLogsSites(t *testing.T) {
	t.Parallel()
	for site, hosts := range map[warcraftlogs.Site][2]string{
		"www":     {"www.warcraftlogs.com", "www.warcraftlogs.com"},
		"classic": {"classic.warcraftlogs.com", "www.warcraftlogs.com"},
		"fresh":   {"fresh.warcraftlogs.com", "www.warcraftlogs.com"},
		"vanilla": {"vanilla.warcraftlogs.com", "www.warcraftlogs.com"},
		"sod":     {"sod.warcraftlogs.com", "www.warcraftlogs.com"},
		"cn":      {"cn.warcraftlogs.com", "cn.warcraftlogs.com"},
		"fflogs":  {"www.fflogs.com", "www.fflogs.com"},
		"esologs": {"www.esologs.com", "www.esologs.com"},

		"de":             {"de.warcraftlogs.com", "www.warcraftlogs.com"},
		"ko":             {"ko.warcraftlogs.com", "www.warcraftlogs.com"},
		"kr":             {"kr.warcraftlogs.com", "www.warcraftlogs.com"},
		"tw":             {"tw.warcraftlogs.com", "www.warcraftlogs.com"},
		"ko.fflogs":      {"ko.fflogs.com", "www.fflogs.com"},
		"de.fflogs":      {"de.fflogs.com", "www.fflogs.com"},
		"cn.fflogs":      {"cn.fflogs.com", "cn.fflogs.com"},
		"fellowshiplogs": {"www.fellowshiplogs.com", "www.fellowshiplogs.com"},
	} {
		t.Run(string(site), func(t *testing.T) {
			t.Parallel()
			l := newWCL(t)
			c := wcl(t, l, warcraftlogs.WithSite(site))
			if _, err := c.RateLimit(t.Context()); err != nil {
				t.Fatal(err)
			}
			f := wclFlow(t, l, providertest.ClientSecret, warcraftlogs.WithSite(site))
			tok, err := pasted(t, l.Provider, f)
			if err != nil {
				t.Fatal(err)
			}
			src := auth.NewLoginSource(f.Refresh(), tok)
			defer src.Close()
			if _, err := c.User(src).RateLimit(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, call := range []string{"/api/v2/client", "/api/v2/user"} {
				if got := l.Requests(call); len(got) != 1 || got[0].Host != hosts[0] {
					t.Errorf("%s: called %v, want one call at %s", call, got, hosts[0])
				}
			}
			for _, r := range slices.Concat(l.Requests("/token"), l.Requests("/authorize")) {
				if r.Host != hosts[1] {
					t.Errorf("%s was asked at %s, want %s", r.Path, r.Host, hosts[1])
				}
			}
		})
	}
}

// One client serves the sites that share tokens, and refuses the others before
// a token is shown.
func TestWarcraftLogsTokensAreShared(t *testing.T) {
	t.Parallel()
	l := newWCL(t)
	c := wcl(t, l)
	for _, site := range []warcraftlogs.Site{"www", "classic", "fresh", "vanilla", "sod"} {
		if _, err := c.RateLimit(t.Context(), warcraftlogs.WithSite(site)); err != nil {
			t.Errorf("%s: %v", site, err)
		}
	}
	if n := len(l.Requests("/token")); n != 1 {
		t.Errorf("%d token requests, want 1", n)
	}
	for _, site := range []warcraftlogs.Site{"cn", "fflogs", "esologs"} {
		if _, err := c.RateLimit(t.Context(), warcraftlogs.WithSite(site)); !errors.Is(err, client.ErrCredential) {
			t.Errorf("%s: %v, want ErrCredential", site, err)
		}
	}
	if n := len(l.Requests("/api/v2/client")); n != 5 {
		t.Errorf("%d calls were made, want 5", n)
	}
}

// A client without a secret logs in by PKCE: no secret, not even an empty one,
// and no Authorization.
func TestWarcraftLogsPublicClient(t *testing.T) {
	t.Parallel()
	l := newWCL(t)
	l.Public()
	f := wclFlow(t, l, "")
	tok, err := pasted(t, l.Provider, f)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Refresh().Token(t.Context(), tok); err != nil {
		t.Fatal(err)
	}
	for _, r := range l.Requests("/token") {
		if r.Form.Has("client_secret") || r.Header.Get("Authorization") != "" || r.Form.Get("client_id") != providertest.ClientID {
			t.Errorf("%s: form %v, Authorization %q", r.Form.Get("grant_type"), r.Form, r.Header.Get("Authorization"))
		}
	}
	if q := l.Requests("/authorize")[0].Form; q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "" || q.Get("response_type") != "code" {
		t.Errorf("asked with %v", q)
	}
}

// The answer names no scopes; the token does.
func TestWarcraftLogsScopesAreInTheToken(t *testing.T) {
	t.Parallel()
	l := newWCL(t)
	l.Grant("view-user-profile")
	f := wclFlow(t, l, providertest.ClientSecret)
	tok, err := pasted(t, l.Provider, f)
	if err != nil {
		t.Fatal(err)
	}
	if got := tok.Scopes(); !slices.Equal(got, []string{"view-user-profile"}) {
		t.Errorf("scopes %v, want the one granted", got)
	}
	src := auth.NewLoginSource(f.Refresh(), tok)
	defer src.Close()
	if err := src.RequireScopes(warcraftlogs.ScopeViewPrivateReports); !errors.Is(err, auth.ErrScope) {
		t.Errorf("RequireScopes: %v", err)
	}
	// What the schema can't say, the server says in an answer of status 200.
	_, err = wcl(t, l).User(src).ReportWithFights(t.Context(), "private", nil)
	if err == nil || !strings.Contains(err.Error(), "did not grant your application permission") {
		t.Errorf("a report without permission: %v", err)
	}
	// A login for which nothing was granted is valid all the same.
	l.Grant()
	if tok, err = pasted(t, l.Provider, f); err != nil || tok.Scopes() == nil || len(tok.Scopes()) != 0 {
		t.Errorf("a login without scopes: %v, %v", tok, err)
	}
}

// Refresh tokens rotate; none is sent twice, over several sources of one login.
func TestWarcraftLogsRotation(t *testing.T) {
	t.Parallel()
	l := newWCL(t)
	l.Life(time.Hour)
	f := wclFlow(t, l, providertest.ClientSecret)
	tok, err := pasted(t, l.Provider, f)
	if err != nil {
		t.Fatal(err)
	}
	var kept auth.MemoryStore
	if err := auth.Keep(t.Context(), &kept, f.Key("amara"), tok); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		src := auth.NewLoginSource(f.Refresh(), nil, auth.WithStore(&kept, f.Key("amara")))
		c := wcl(t, l).User(src)
		if _, err := c.RateLimit(t.Context()); err != nil {
			t.Fatal(err)
		}
		l.Kill() // answered with 401 and "Unauthenticated."
		if _, err := c.RateLimit(t.Context()); err != nil {
			t.Fatal(err)
		}
		src.Close()
	}
	sent := map[string]bool{}
	for _, r := range l.Requests("/token") {
		if rt := r.Form.Get("refresh_token"); rt != "" {
			if sent[rt] {
				t.Error("a refresh token was sent twice")
			}
			sent[rt] = true
		}
	}
	if len(sent) != 3 {
		t.Errorf("%d refreshes, want 3", len(sent))
	}

	l.RevokeLogins()
	l.Kill()
	src := auth.NewLoginSource(f.Refresh(), nil, auth.WithStore(&kept, f.Key("amara")))
	defer src.Close()
	_, err = wcl(t, l).User(src).RateLimit(t.Context())
	if e, ok := errors.AsType[*auth.Error](err); !ok || !errors.Is(err, auth.ErrReauthorize) || e.StatusCode != http.StatusUnauthorized || e.Code != "invalid_request" {
		t.Errorf("a revoked login: %v, want ErrReauthorize", err)
	}
}

// Where a refresh brings no new refresh token, the old one is kept.
func TestWarcraftLogsKeepsTheRefreshToken(t *testing.T) {
	t.Parallel()
	l := newWCL(t)
	l.KeepRefreshTokens()
	f := wclFlow(t, l, providertest.ClientSecret)
	tok, err := pasted(t, l.Provider, f)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		next, err := f.Refresh().Token(t.Context(), tok)
		if err != nil {
			t.Fatal(err)
		}
		if next.AccessToken() == tok.AccessToken() || next.RefreshToken() != tok.RefreshToken() {
			t.Errorf("got %v after %v", next, tok)
		}
		tok = next
	}
}

// The redirect URI is compared byte by byte, and the error speaks of the client.
func TestWarcraftLogsRedirectURI(t *testing.T) {
	t.Parallel()
	l := newWCL(t)
	l.Register(wclCallback + "&")
	_, err := pasted(t, l.Provider, wclFlow(t, l, providertest.ClientSecret))
	if err == nil || !strings.Contains(err.Error(), "invalid_client") {
		t.Errorf("the page of a URI that isn't registered: %v", err)
	}

	l.Register(wclCallback)
	back := make(chan string, 1)
	f := wclFlow(t, l, providertest.ClientSecret)
	if _, err := auth.Login(t.Context(), auth.LoginConfig{CodeFlow: f, NoListener: true,
		Prompt: func(p auth.LoginPrompt) {
			address, err := l.Visit(t.Context(), p.URL)
			if err != nil {
				t.Error(err)
			}
			back <- address
		},
		Open:  func(context.Context, string) error { return nil },
		Paste: func(context.Context, error) (string, error) { return <-back, nil },
	}); err != nil {
		t.Fatal(err)
	}
	if got := l.Requests("/token")[0].Form.Get("redirect_uri"); got != wclCallback {
		t.Errorf("the code was exchanged with %q, want the URI byte by byte", got)
	}

	// The exchange tells a mismatch as invalid_client too; the error explains it.
	verifier := auth.NewVerifier()
	code := wclCode(t, l, verifier)
	g := &auth.AuthorizationCode{
		TokenURL: f.TokenURL, ClientID: f.ClientID, ClientSecret: f.ClientSecret, Code: auth.Secret(code), Verifier: verifier,
		RedirectURI: "http://localhost:8734/cb", HTTPClient: f.HTTPClient,
	}
	_, err = g.Token(t.Context(), nil)
	if !errors.Is(err, auth.ErrRejected) || !strings.Contains(err.Error(), "redirect URI equals the registered one byte by byte") {
		t.Errorf("the exchange with another URI: %v", err)
	}
}

// wclCode has a user authorize and returns the code.
func wclCode(t *testing.T, l *providertest.WarcraftLogs, verifier auth.Secret) string {
	t.Helper()
	back, err := l.Visit(t.Context(), "https://www.warcraftlogs.com/oauth/authorize?response_type=code&client_id="+providertest.ClientID+
		"&redirect_uri="+strings.NewReplacer(":", "%3A", "/", "%2F", "?", "%3F", "=", "%3D").Replace(wclCallback)+
		"&state=s&code_challenge_method=S256&code_challenge="+auth.Challenge(verifier))
	if err != nil {
		t.Fatal(err)
	}
	_, code, _ := strings.Cut(back, "code=")
	code, _, _ = strings.Cut(code, "&")
	return code
}

// Tokens last 360 days, or nobody says how long: then until one is refused.
func TestWarcraftLogsLifetimes(t *testing.T) {
	t.Parallel()
	l := newWCL(t)
	app := &auth.ClientCredentials{TokenURL: "https://www.warcraftlogs.com/oauth/token", ClientID: providertest.ClientID,
		ClientSecret: providertest.ClientSecret, HTTPClient: &http.Client{Transport: l.Transport()}}
	tok, err := app.Token(t.Context(), nil)
	if err != nil || time.Until(tok.Expiry()) < 359*24*time.Hour {
		t.Errorf("the application's token: %v, %v", tok, err)
	}

	l.Life(0)
	f := wclFlow(t, l, providertest.ClientSecret)
	if tok, err = pasted(t, l.Provider, f); err != nil || !tok.Expiry().IsZero() {
		t.Fatalf("%v, %v; want a token without expiry", tok, err)
	}
	src := auth.NewLoginSource(f.Refresh(), tok)
	defer src.Close()
	c := wcl(t, l).User(src)
	if _, err := c.RateLimit(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.Kill()
	if _, err := c.RateLimit(t.Context()); err != nil {
		t.Errorf("after the token was revoked: %v", err)
	}
}

// An application's id and secret may stand in the body too, as the older way is.
func TestWarcraftLogsTakesCredentialsInTheBody(t *testing.T) {
	t.Parallel()
	l := newWCL(t)
	for _, style := range []auth.Style{auth.StyleBasic, auth.StyleBody} {
		g := &auth.ClientCredentials{TokenURL: "https://www.warcraftlogs.com/oauth/token", ClientID: providertest.ClientID,
			ClientSecret: providertest.ClientSecret, Style: style, HTTPClient: &http.Client{Transport: l.Transport()}}
		if _, err := g.Token(t.Context(), nil); err != nil {
			t.Errorf("style %d: %v", style, err)
		}
	}
}
