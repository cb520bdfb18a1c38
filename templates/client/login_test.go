// What the description's tables become for a login: URLs under options, and
// errors before a user is bothered.

package client_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/client"
)

// guarded is an API with every kind of login.
func guarded() *client.API {
	flow := client.FlowURLs{
		Authorization: "/oauth/authorize", Token: "/oauth/token/", Device: "https://id.example.com/device",
		Revocation: "https://{region}.example.com/revoke", Introspection: "https://id.example.com/check", UserInfo: "https://id.example.com/me",
	}
	cn := []client.FlowVariant{{
		When: []client.Condition{{Var: "region", Values: []string{"cn"}}},
		URLs: client.FlowURLs{Authorization: "https://id.example.cn/authorize", Token: "https://id.example.cn/token"},
	}}
	return &client.API{
		Name: "shop", Runtime: client.Handshake1,
		Servers:   []client.Server{{URL: "https://{region}.api.example.com/v1"}},
		Variables: []client.Variable{{Key: "region", Option: "WithRegion", Default: "us", Values: []string{"us", "eu", "cn"}}},
		Schemes: []client.Scheme{
			{Key: "oauth", Kind: client.OAuth2, Flows: []client.Flow{
				{Kind: client.FlowClientCredentials, URLs: flow, When: cn},
				{Kind: client.FlowAuthorizationCode, URLs: flow, When: cn},
				{Kind: client.FlowDevice, URLs: flow},
			}, Token: client.TokenStyle{Style: "body", Encoding: "json", Params: [][2]string{{"audience", "shop"}}, SendScope: true, Authorize: [][2]string{{"prompt", "login"}}}},
			{Key: "bare", Kind: client.OAuth2, Flows: []client.Flow{{Kind: client.FlowAuthorizationCode, URLs: client.FlowURLs{Token: "https://id.example.com/token"}}}},
			{Key: "oidc", Kind: client.OpenIDConnect, Issuer: "/.well-known/openid-configuration"},
			{Key: "key", Kind: client.APIKeyHeader, Param: "X-Key"},
		},
	}
}

func TestLoginFlow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name                 string
		opts                 []client.Option
		auth, token, revoked string
	}{
		{"default", nil, "https://us.api.example.com/oauth/authorize", "https://us.api.example.com/oauth/token/", "https://us.example.com/revoke"},
		{"a variable", []client.Option{client.WithVariable("region", "eu")},
			"https://eu.api.example.com/oauth/authorize", "https://eu.api.example.com/oauth/token/", "https://eu.example.com/revoke"},
		{"a condition", []client.Option{client.WithVariable("region", "cn")}, "https://id.example.cn/authorize", "https://id.example.cn/token", "https://cn.example.com/revoke"},
		{"another server", []client.Option{client.WithBaseURL("https://proxy.example.org/x")},
			"https://proxy.example.org/oauth/authorize", "https://proxy.example.org/oauth/token/", "https://us.example.com/revoke"},
		{"other endpoints", []client.Option{client.WithTokenURL("oauth", "https://t.example.org/"), client.WithAuthorizationURL("oauth", "https://a.example.org/")},
			"https://a.example.org/", "https://t.example.org/", "https://us.example.com/revoke"},
		{"credentials of a client", []client.Option{client.WithClientCredentials("oauth", "other", "secret"), client.WithAPIKey("key", "k")},
			"https://us.api.example.com/oauth/authorize", "https://us.api.example.com/oauth/token/", "https://us.example.com/revoke"},
	} {
		f, err := client.LoginFlow(guarded(), "oauth", "id", "secret", "https://localhost", []string{"a", "b"}, c.opts...)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if f.AuthURL != c.auth || f.TokenURL != c.token || f.RevokeURL != c.revoked || f.IntrospectURL != "https://id.example.com/check" || f.UserinfoURL != "https://id.example.com/me" {
			t.Errorf("%s: %s, %s, %s, %s, %s", c.name, f.AuthURL, f.TokenURL, f.RevokeURL, f.IntrospectURL, f.UserinfoURL)
		}
		if f.ClientID != "id" || f.ClientSecret != "secret" || f.RedirectURI != "https://localhost" || !slices.Equal(f.Scopes, []string{"a", "b"}) ||
			!f.SendScope || f.Style != auth.StyleBody || f.Encoding != auth.EncodingJSON || f.Params.Get("audience") != "shop" || f.AuthParams.Get("prompt") != "login" {
			t.Errorf("%s: %v", c.name, f)
		}
	}
}

func TestLoginErrors(t *testing.T) {
	t.Parallel()
	login := func(scheme string, opts ...client.Option) error {
		_, err := client.LoginFlow(guarded(), scheme, "id", "", "", nil, opts...)
		return err
	}
	_, noDevice := client.DeviceFlow(guarded(), "bare", "id", "", nil)
	_, noApp := client.ApplicationGrant(guarded(), "bare", "id", "secret", nil)
	_, noIssuer := client.DiscoverLogin(t.Context(), guarded(), "oauth", "id", "", "", nil)
	for want, err := range map[string]error{
		`shop: there is no security scheme "oath"`:                  login("oath"),
		"shop: key has no authorizationCode flow":                   login("key"),
		"shop: the description gives no authorization URL for bare": login("bare"),
		`shop: region "sea" isn't one that the description knows`:   login("oauth", client.WithVariable("region", "sea")),
		`shop: there is no variable "regio"`:                        login("oauth", client.WithVariable("regio", "eu")),
		"shop: bare has no deviceAuthorization flow":                noDevice,
		"shop: bare has no clientCredentials flow":                  noApp,
		"shop: the description gives no openIdConnectUrl for oauth": noIssuer,
	} {
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestOtherGrantsOfADescription(t *testing.T) {
	t.Parallel()
	opts := []client.Option{client.WithVariable("region", "cn"), client.WithInsecureHost("wp.local")}
	d, err := client.DeviceFlow(guarded(), "oauth", "id", "secret", []string{"a"}, opts...)
	if err != nil || d.DeviceURL != "https://id.example.com/device" || d.ClientSecret != "secret" || d.Style != auth.StyleBody || !slices.Equal(d.PlainHTTP, []string{"wp.local"}) {
		t.Errorf("%v, %v", d, err)
	}
	g, err := client.ApplicationGrant(guarded(), "oauth", "id", "secret", []string{"a"}, opts...)
	if err != nil || g.TokenURL != "https://id.example.cn/token" || g.Params.Get("audience") != "shop" || g.Encoding != auth.EncodingJSON {
		t.Errorf("%v, %v", g, err)
	}
}

// An issuer may end with a slash, which the address of its announcement doesn't
// tell.
func TestDiscoverLogin(t *testing.T) {
	t.Parallel()
	for _, slash := range []string{"", "/"} {
		var asked atomic.Int32
		var srv *httptest.Server
		srv = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			w.Header().Set("Content-Type", "application/json")
			w.Write([]byte(`{"issuer":"` + srv.URL + slash + `","authorization_endpoint":"` + srv.URL + `/a","token_endpoint":"` + srv.URL + `/t","revocation_endpoint":"` + srv.URL + `/r","authorization_response_iss_parameter_supported":true}`)) //nolint:errcheck // the client sees it
		}))
		defer srv.Close()
		f, err := client.DiscoverLogin(t.Context(), guarded(), "oidc", "id", "", "", []string{"email"}, client.WithBaseURL(srv.URL+"/v1"))
		if err != nil {
			t.Fatalf("with %q: %v", slash, err)
		}
		if f.Issuer != srv.URL+slash || !f.SendsIssuer || f.AuthURL != srv.URL+"/a" || f.TokenURL != srv.URL+"/t" || f.RevokeURL != srv.URL+"/r" || !slices.Equal(f.Scopes, []string{"openid", "email"}) {
			t.Errorf("with %q: %v, issuer %q", slash, f, f.Issuer)
		}
		if asked.Load() > 2 {
			t.Errorf("%d requests", asked.Load())
		}
	}
}

// A provider that can't be reached isn't asked twice, and the context counts.
func TestDiscoverLoginFails(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer srv.Close()
	_, err := client.DiscoverLogin(t.Context(), guarded(), "oidc", "id", "", "", nil, client.WithBaseURL(srv.URL))
	if !errors.Is(err, auth.ErrTemporary) || asked.Load() != 1 || !strings.HasPrefix(err.Error(), "shop: ") {
		t.Errorf("%v after %d requests", err, asked.Load())
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := client.DiscoverLogin(ctx, guarded(), "oidc", "id", "", "", nil, client.WithBaseURL(srv.URL)); !errors.Is(err, context.Canceled) || asked.Load() != 1 {
		t.Errorf("%v after %d requests", err, asked.Load())
	}
}

// What the environment gives by kind, for a scheme without client credentials.
func TestTokenFromEnv(t *testing.T) {
	t.Setenv("SHOP_TOKEN", "tok")
	if _, err := client.New(guarded(), client.WithCredentialsFromEnv("bare", "SHOP")); err != nil {
		t.Error(err)
	}
	if _, err := client.New(guarded(), client.WithCredentialsFromEnv("bare", "NOWHERE")); err == nil || !strings.Contains(err.Error(), "set NOWHERE_TOKEN") {
		t.Errorf("got %v", err)
	}
}

// A source of another region's provider is refused; one that the description
// doesn't know is the caller's business.
func TestSourcesStayWithTheirServers(t *testing.T) {
	t.Parallel()
	api := guarded()
	op := &client.Operation{Name: "Me", Method: "GET", Path: "/me", Security: []client.Requirement{{{Scheme: "oauth"}}}}
	sent := 0
	answer := roundTrip(func(r *http.Request) (*http.Response, error) {
		sent++
		return &http.Response{StatusCode: http.StatusNoContent, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
	})
	for _, c := range []struct {
		region, from string
		opts         []client.Option
		ok           bool
	}{
		{"us", "https://us.api.example.com/oauth/token/", nil, true},
		{"cn", "https://id.example.cn/token", nil, true},
		{"us", "https://id.example.cn/token", nil, false},
		{"cn", "https://us.api.example.com/oauth/token/", nil, false},
		{"us", "https://elsewhere.example.org/token", nil, true},
		{"us", "https://id.example.cn/token", []client.Option{client.WithBaseURL("https://proxy.example.org")}, true},
		{"us", "https://id.example.cn/token", []client.Option{client.WithTokenURL("oauth", "https://t.example.org")}, true},
	} {
		tok, err := auth.NewToken(auth.TokenFields{AccessToken: "t0k3n"})
		if err != nil {
			t.Fatal(err)
		}
		src := auth.NewLoginSource(&auth.RefreshToken{TokenURL: c.from}, tok)
		opts := append(c.opts, client.WithVariable("region", c.region), client.WithTransport(answer))
		core, err := client.New(api, opts...)
		if err != nil {
			t.Fatal(err)
		}
		sent = 0
		err = client.DoNone(t.Context(), core.WithCredential("oauth", src).Request(op, nil))
		if (err == nil) != c.ok || (sent == 1) != c.ok || !c.ok && !errors.Is(err, client.ErrCredential) {
			t.Errorf("%s, tokens from %s: %v, %d requests", c.region, c.from, err, sent)
		}
		if _, err := client.New(api, append(opts, client.WithCredential("oauth", src))...); (err == nil) != c.ok {
			t.Errorf("as an option: %s, tokens from %s: %v", c.region, c.from, err)
		}
	}
}
