// Battle.net's rules of authentication, against a fake that keeps them.

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
	"github.com/keywright/keywright/generated/runtime/clienttest"
	"github.com/keywright/keywright/generated/wow"
	"github.com/keywright/keywright/generated/wow/wowtest"
	"github.com/keywright/keywright/specs/providertest"
)

// bnet makes a client of the application at the fake.
func bnet(t *testing.T, bn *providertest.BattleNet, opts ...client.Option) *wow.Client {
	t.Helper()
	c, err := wow.New(slices.Concat([]client.Option{
		wow.WithClientCredentials(providertest.ClientID, providertest.ClientSecret), client.WithTransport(bn.Transport()),
	}, opts)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// bnetFlow is the login of the fake's registration.
func bnetFlow(t *testing.T, bn *providertest.BattleNet, scopes []string, opts ...client.Option) auth.CodeFlow {
	t.Helper()
	f, err := wow.LoginFlow(providertest.ClientID, providertest.ClientSecret, "https://localhost", scopes,
		append([]client.Option{client.WithTransport(bn.Transport())}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// pasted logs in as a user does who copies the address that the browser ends
// on, since nothing listens at https://localhost.
func pasted(t *testing.T, p *providertest.Provider, f auth.CodeFlow) (*auth.Token, error) {
	t.Helper()
	shown := make(chan string, 1)
	return auth.Login(t.Context(), auth.LoginConfig{
		CodeFlow: f, NoListener: true,
		Prompt: func(pr auth.LoginPrompt) { shown <- pr.URL },
		Open:   func(context.Context, string) error { return nil },
		Paste: func(ctx context.Context, problem error) (string, error) {
			if problem != nil {
				return "", problem
			}
			return p.Visit(ctx, <-shown)
		},
	})
}

func bnetLogin(t *testing.T, bn *providertest.BattleNet, scopes ...string) (auth.CodeFlow, *auth.Token) {
	t.Helper()
	f := bnetFlow(t, bn, scopes)
	tok, err := pasted(t, bn.Provider, f)
	if err != nil {
		t.Fatal(err)
	}
	return f, tok
}

// One host serves the tokens of all regions but China; its regional
// predecessors still do.
func TestBattleNetTokenHosts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		region wow.Region
		host   wow.OAuthHost
		oauth  string // host and path of the token endpoint
		api    string
	}{
		{wow.RegionUS, wow.OAuthHostGlobal, "oauth.battle.net/token", "us.api.blizzard.com"},
		{wow.RegionEU, wow.OAuthHostGlobal, "oauth.battle.net/token", "eu.api.blizzard.com"},
		{wow.RegionKR, wow.OAuthHostGlobal, "oauth.battle.net/token", "kr.api.blizzard.com"},
		{wow.RegionTW, wow.OAuthHostGlobal, "oauth.battle.net/token", "tw.api.blizzard.com"},
		{wow.RegionCN, wow.OAuthHostGlobal, "oauth.battlenet.com.cn/token", "gateway.battlenet.com.cn"},
		{wow.RegionUS, wow.OAuthHostRegional, "us.battle.net/oauth/token", "us.api.blizzard.com"},
		{wow.RegionEU, wow.OAuthHostRegional, "eu.battle.net/oauth/token", "eu.api.blizzard.com"},
		{wow.RegionKR, wow.OAuthHostRegional, "kr.battle.net/oauth/token", "kr.api.blizzard.com"},
		{wow.RegionTW, wow.OAuthHostRegional, "tw.battle.net/oauth/token", "tw.api.blizzard.com"},
		{wow.RegionCN, wow.OAuthHostRegional, "www.battlenet.com.cn/oauth/token", "gateway.battlenet.com.cn"},
	} {
		t.Run(string(c.host)+"/"+string(c.region), func(t *testing.T) {
			t.Parallel()
			bn := providertest.NewBattleNet(t)
			wc := bnet(t, bn, wow.WithRegion(c.region), wow.WithOAuthHost(c.host))
			if _, err := wc.WowToken.Index(t.Context()); err != nil {
				t.Fatal(err)
			}
			asked := bn.Requests("/token")
			if len(asked) != 1 || asked[0].Host+asked[0].Path != c.oauth {
				t.Errorf("tokens were asked for at %v, want %s", asked, c.oauth)
			}
			if got := asked[0].Form; got.Get("grant_type") != "client_credentials" || got.Has("client_id") || got.Has("client_secret") {
				t.Errorf("the form is %v, want the grant type alone beside HTTP Basic", got)
			}
			if calls := bn.Requests("/data/wow/token/index"); len(calls) != 1 || calls[0].Host != c.api {
				t.Errorf("called %v, want one call at %s", calls, c.api)
			}
			// A login goes to the same server.
			f := bnetFlow(t, bn, nil, wow.WithRegion(c.region), wow.WithOAuthHost(c.host))
			if want := "https://" + strings.TrimSuffix(c.oauth, "token") + "authorize"; f.AuthURL != want || f.TokenURL != "https://"+c.oauth {
				t.Errorf("the login goes to %s and %s, want %s", f.AuthURL, f.TokenURL, want)
			}
		})
	}
}

// South East Asia has no servers of its own, and none is invented.
func TestBattleNetHasNoSEA(t *testing.T) {
	t.Parallel()
	_, err := wow.New(wow.WithRegion("sea"))
	if err == nil || !strings.Contains(err.Error(), `region "sea"`) {
		t.Errorf("got %v, want an error that lists the regions", err)
	}
}

// A token of one realm of accounts isn't shown to the other.
func TestBattleNetTokensStayWhereTheyCount(t *testing.T) {
	t.Parallel()
	bn := providertest.NewBattleNet(t)
	c := bnet(t, bn)
	_, err := c.WowToken.Index(t.Context(), wow.WithRegion(wow.RegionCN))
	if !errors.Is(err, client.ErrCredential) || len(bn.Requests("")) != 0 {
		t.Errorf("got %v after %d requests, want ErrCredential before any", err, len(bn.Requests("")))
	}
	if _, err := c.WowToken.Index(t.Context(), wow.WithRegion(wow.RegionKR)); err != nil {
		t.Errorf("another region of the same realm: %v", err)
	}
}

// So does a player's login: China's isn't shown to the others.
func TestBattleNetLoginsStayWhereTheyCount(t *testing.T) {
	t.Parallel()
	bn := providertest.NewBattleNet(t)
	f := bnetFlow(t, bn, []string{wow.ScopeWowProfile}, wow.WithRegion(wow.RegionCN))
	tok, err := pasted(t, bn.Provider, f)
	if err != nil {
		t.Fatal(err)
	}
	src := auth.NewLoginSource(f.Refresh(), tok)
	defer src.Close()
	if _, err := bnet(t, bn, wow.WithRegion(wow.RegionCN)).User(src).AccountProfile.Summary(t.Context()); err != nil {
		t.Error(err)
	}
	before := len(bn.Requests(""))
	_, err = bnet(t, bn, wow.WithRegion(wow.RegionEU)).User(src).AccountProfile.Summary(t.Context())
	if !errors.Is(err, client.ErrCredential) || len(bn.Requests("")) != before {
		t.Errorf("got %v after %d requests, want ErrCredential before any", err, len(bn.Requests(""))-before)
	}
	// A login of one region counts in the others of its realm.
	f, tok = bnetLogin(t, bn, wow.ScopeWowProfile)
	other := auth.NewLoginSource(f.Refresh(), tok)
	defer other.Close()
	if _, err := bnet(t, bn, wow.WithRegion(wow.RegionTW), wow.WithOAuthHost(wow.OAuthHostRegional)).User(other).AccountProfile.Summary(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestBattleNetLogin(t *testing.T) {
	t.Parallel()
	bn := providertest.NewBattleNet(t)
	f, tok := bnetLogin(t, bn, wow.ScopeWowProfile, wow.ScopeOpenID)
	sent := bn.Requests("/token")[0]
	if got := sent.Form; got.Get("scope") != "wow.profile openid" || got.Get("redirect_uri") != "https://localhost" || got.Get("code_verifier") == "" {
		t.Errorf("the code was exchanged with %v; the scopes, the redirect URI and a verifier belong there", got)
	}
	if got := bn.Requests("/authorize")[0].Form.Get("scope"); got != "wow.profile openid" {
		t.Errorf("asked for %q", got)
	}
	if tok.RefreshToken() != "" || !slices.Equal(tok.Scopes(), []string{"wow.profile", "openid"}) || tok.IDToken() == "" {
		t.Errorf("got %v", tok)
	}
	if left := time.Until(tok.Expiry()); left < 23*time.Hour || left > 24*time.Hour {
		t.Errorf("the token lasts %v, want a day", left)
	}
	src := auth.NewLoginSource(f.Refresh(), tok)
	defer src.Close()
	me, err := bnet(t, bn, wow.WithRegion(wow.RegionEU)).User(src).AccountProfile.Summary(t.Context())
	if err != nil || me.ID != 246357881 {
		t.Errorf("got %v, %v", me, err)
	}
}

// A browser comes back over TLS with a certificate made on the spot.
func TestBattleNetLoginOverTLS(t *testing.T) {
	t.Parallel()
	bn := providertest.NewBattleNet(t)
	f := bnetFlow(t, bn, []string{wow.ScopeWowProfile})
	f.RedirectURI = "https://localhost:{port}/callback"
	var prompt auth.LoginPrompt
	tok, err := auth.Login(t.Context(), auth.LoginConfig{
		CodeFlow: f, Listen: []string{"localhost:0"},
		Prompt: func(p auth.LoginPrompt) { prompt = p; bn.Register(p.RedirectURI) },
		Open:   bn.Browser,
	})
	if err != nil {
		t.Fatal(err)
	}
	if !prompt.SelfSigned || len(tok.Missing(wow.ScopeWowProfile)) > 0 {
		t.Errorf("got %v after %v", tok, prompt)
	}
}

func TestBattleNetAsksAboutTokens(t *testing.T) {
	t.Parallel()
	for _, host := range []wow.OAuthHost{wow.OAuthHostGlobal, wow.OAuthHostRegional} {
		bn := providertest.NewBattleNet(t)
		f := bnetFlow(t, bn, []string{wow.ScopeOpenID, wow.ScopeWowProfile}, wow.WithOAuthHost(host), wow.WithRegion(wow.RegionEU))
		tok, err := pasted(t, bn.Provider, f)
		if err != nil {
			t.Fatal(err)
		}
		who, err := f.Userinfo(t.Context(), tok)
		if err != nil || string(who["battletag"]) != `"Player#2831"` || string(who["sub"]) != `"246357881"` {
			t.Errorf("%s: userinfo: %s, %v", host, who, err)
		}
		in, err := f.Introspect(t.Context(), tok)
		if err != nil || !in.Active || in.Username != "246357881" || in.ClientID != providertest.ClientID || !slices.Contains(in.Scopes, "wow.profile") {
			t.Errorf("%s: check_token: %+v, %v", host, in, err)
		}
		if err := f.Revoke(t.Context(), tok); err != nil {
			t.Errorf("%s: revoke: %v", host, err)
		}
		if in, err := f.Introspect(t.Context(), tok); err != nil || in.Active {
			t.Errorf("%s: a revoked token is active: %+v, %v", host, in, err)
		}
		if _, err := f.Userinfo(t.Context(), tok); err == nil || strings.Contains(err.Error(), tok.AccessToken().Reveal()) {
			t.Errorf("%s: userinfo of a revoked token: %v", host, err)
		}
	}
}

// A player may grant less than asked. That is told, and stops a call before it
// is made.
func TestBattleNetFewerScopes(t *testing.T) {
	t.Parallel()
	bn := providertest.NewBattleNet(t)
	bn.Grant("openid")
	f, tok := bnetLogin(t, bn, wow.ScopeOpenID, wow.ScopeWowProfile)
	if got := tok.Missing(wow.ScopeOpenID, wow.ScopeWowProfile); !slices.Equal(got, []string{"wow.profile"}) {
		t.Errorf("missing %v, want wow.profile", got)
	}
	src := auth.NewLoginSource(f.Refresh(), tok)
	defer src.Close()
	_, err := bnet(t, bn).User(src).AccountProfile.Summary(t.Context())
	if !errors.Is(err, auth.ErrScope) || !strings.Contains(err.Error(), "wow.profile") || !strings.Contains(err.Error(), "AccountProfile.Summary") {
		t.Errorf("got %v, want ErrScope that names operation and scope", err)
	}
	if n := len(bn.Requests("/profile/user/wow")); n != 0 {
		t.Errorf("%d requests were made that couldn't succeed", n)
	}

	f.Required = []string{wow.ScopeWowProfile}
	tok, err = pasted(t, bn.Provider, f)
	if !errors.Is(err, auth.ErrScope) || tok == nil {
		t.Errorf("got %v, %v; want the token along with ErrScope", tok, err)
	}
}

// There is no refresh token: the end is told ahead, and at the end nothing is
// sent.
func TestBattleNetLoginEnds(t *testing.T) {
	t.Parallel()
	bn := providertest.NewBattleNet(t)
	f, tok := bnetLogin(t, bn, wow.ScopeWowProfile)
	now := time.Now()
	told := make(chan auth.RefreshEvent, 10)
	src := auth.NewLoginSource(f.Refresh(), tok, auth.WithClock(func() time.Time { return now }), auth.WithRandom(func() float64 { return 0 }),
		auth.OnRefresh(func(e auth.RefreshEvent) { told <- e }))
	defer src.Close()
	if _, err := src.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(told) != 0 {
		t.Errorf("a new login is announced as ending: %v", <-told)
	}
	now = now.Add(24*time.Hour - 10*time.Minute)
	if _, err := src.Token(t.Context()); err != nil {
		t.Fatalf("ten minutes before its end: %v", err)
	}
	select {
	case e := <-told:
		if e.Reason != auth.ReasonEarly || !errors.Is(e.Err, auth.ErrReauthorize) {
			t.Errorf("told %+v, want an early ErrReauthorize", e)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the end isn't announced")
	}
	now = now.Add(10 * time.Minute)
	before := len(bn.Requests(""))
	if _, err := src.Token(t.Context()); !errors.Is(err, auth.ErrReauthorize) {
		t.Errorf("at its end: %v, want ErrReauthorize", err)
	}
	if n := len(bn.Requests("")) - before; n != 0 {
		t.Errorf("%d requests were made for a login that is over", n)
	}
}

// Tokens of a day may die early: the application gets another, a player has to
// log in again.
func TestBattleNetTokensDieEarly(t *testing.T) {
	t.Parallel()
	bn := providertest.NewBattleNet(t)
	c := bnet(t, bn)
	if _, err := c.WowToken.Index(t.Context()); err != nil {
		t.Fatal(err)
	}
	f, tok := bnetLogin(t, bn, wow.ScopeWowProfile)
	src := auth.NewLoginSource(f.Refresh(), tok)
	defer src.Close()
	bn.Kill()
	before := len(bn.Requests("/token"))
	if _, err := c.WowToken.Index(t.Context()); err != nil {
		t.Errorf("the application: %v", err)
	}
	if n := len(bn.Requests("/token")) - before; n != 1 {
		t.Errorf("%d token requests, want 1", n)
	}
	if _, err := c.User(src).AccountProfile.Summary(t.Context()); !errors.Is(err, auth.ErrReauthorize) {
		t.Errorf("the player: %v, want ErrReauthorize", err)
	}
}

func TestBattleNetErrors(t *testing.T) {
	t.Parallel()
	bn := providertest.NewBattleNet(t)

	wrong, err := wow.New(wow.WithClientCredentials(providertest.ClientID, "wr0ng-secret"), client.WithTransport(bn.Transport()))
	if err != nil {
		t.Fatal(err)
	}
	defer wrong.Close()
	_, err = wrong.WowToken.Index(t.Context())
	if e, ok := errors.AsType[*auth.Error](err); !ok || !errors.Is(err, auth.ErrRejected) || e.StatusCode != http.StatusUnauthorized || e.Code != "invalid_client" {
		t.Errorf("a wrong secret: %v", err)
	}
	if strings.Contains(err.Error(), "wr0ng") {
		t.Errorf("the secret shows: %v", err)
	}

	_, err = bnet(t, bn).Realm.Get(t.Context(), "nowhere")
	if e, ok := errors.AsType[*client.Error](err); !ok || !errors.Is(err, client.ErrNotFound) || e.Code != "BLZWEBAPI00000404" || e.Detail != "Not Found" {
		t.Errorf("an unknown realm: %v", err)
	}

	bn.Deny()
	if _, err := pasted(t, bn.Provider, bnetFlow(t, bn, nil)); !errors.Is(err, auth.ErrDenied) {
		t.Errorf("a player who declines: %v", err)
	}

	// A code counts once.
	g := &auth.AuthorizationCode{
		TokenURL: "https://oauth.battle.net/token", ClientID: providertest.ClientID, ClientSecret: providertest.ClientSecret, Code: "used", Verifier: auth.NewVerifier(),
		RedirectURI: "https://localhost", Scopes: []string{"openid"}, SendScope: true, HTTPClient: &http.Client{Transport: bn.Transport()},
	}
	if _, err := g.Token(t.Context(), nil); !errors.Is(err, auth.ErrReauthorize) {
		t.Errorf("a code that was used: %v", err)
	}
}

// An application's token doesn't open what is a player's.
func TestBattleNetNeedsALogin(t *testing.T) {
	t.Parallel()
	bn := providertest.NewBattleNet(t)
	_, err := bnet(t, bn).User(nil).AccountProfile.Summary(t.Context())
	if !errors.Is(err, client.ErrCredential) || len(bn.Requests("")) != 0 {
		t.Errorf("got %v after %d requests", err, len(bn.Requests("")))
	}
}

// The fake beside the client takes logins as well: the same options serve both.
func TestLoginAtTheClientsFake(t *testing.T) {
	t.Parallel()
	c, srv := wowtest.NewClient(t)
	f, err := wow.LoginFlow(clienttest.ClientID, clienttest.ClientSecret, "", []string{wow.ScopeWowProfile}, srv.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	tok, err := auth.Login(t.Context(), auth.LoginConfig{CodeFlow: f, Prompt: func(auth.LoginPrompt) {}, Open: func(ctx context.Context, url string) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		return resp.Body.Close()
	}})
	if err != nil {
		t.Fatal(err)
	}
	src := auth.NewLoginSource(f.Refresh(), tok)
	defer src.Close()
	srv.RevokeTokens()
	if _, err := c.User(src).AccountProfile.Summary(t.Context()); err != nil {
		t.Error(err)
	}
}
