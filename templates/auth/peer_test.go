package auth_test

// peer_test.go runs the grants against a server that others wrote and
// certified, oidc-provider. It is started outside; see peer.

import (
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/keywright/keywright/templates/auth"
)

// peer returns the server's URL.
func peer(t *testing.T) string {
	u := os.Getenv("KEYWRIGHT_OIDC_PEER")
	if u == "" {
		t.Skip("KEYWRIGHT_OIDC_PEER doesn't name a running oidc-provider, such as http://127.0.0.1:9401")
	}
	return u
}

func TestPeerClientCredentials(t *testing.T) {
	t.Parallel()
	m, err := auth.Discover(t.Context(), peer(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, g := range map[string]*auth.ClientCredentials{
		"basic":          {ClientID: "cc", ClientSecret: "s3cret"},
		"post":           {ClientID: "cc-post", ClientSecret: "s3cret", Style: auth.StyleBody},
		"odd characters": {ClientID: "cc:odd+id", ClientSecret: "p%40ss w:rd/+="},
	} {
		g.TokenURL, g.Scopes = m.TokenEndpoint, []string{"wow.profile"}
		src := auth.NewSource(g)
		defer src.Close()
		tok, err := src.Token(t.Context())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if tok.Expiry().IsZero() || strings.Join(tok.Scopes(), " ") != "wow.profile" {
			t.Errorf("%s: %v", name, tok)
		}
	}
	_, err = (&auth.ClientCredentials{TokenURL: m.TokenEndpoint, ClientID: "cc", ClientSecret: "wrong-secret"}).Token(t.Context(), nil)
	if !errors.Is(err, auth.ErrRejected) || strings.Contains(err.Error(), "wrong-secret") {
		t.Errorf("wrong secret: %v", err)
	}
}

func TestPeerRevokedTokenIsReplacedAndReplayed(t *testing.T) {
	t.Parallel()
	m, err := auth.Discover(t.Context(), peer(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	fetched, replayed := 0, 0
	src := auth.NewSource(&auth.ClientCredentials{TokenURL: m.TokenEndpoint, ClientID: "cc", ClientSecret: "s3cret"},
		auth.OnToken(func(*auth.Token) { fetched++ }), auth.OnReplay(func(auth.ReplayEvent) { replayed++ }))
	defer src.Close()
	tok, err := src.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	in := &auth.Endpoint{URL: m.IntrospectionEndpoint, ClientID: "cc", ClientSecret: "s3cret"}
	if i, err := in.Introspect(t.Context(), tok.AccessToken(), ""); err != nil || !i.Active || i.ClientID != "cc" {
		t.Errorf("live token: %+v, %v", i, err)
	}
	rv := &auth.Endpoint{URL: m.RevocationEndpoint, ClientID: "cc", ClientSecret: "s3cret"}
	if err := rv.Revoke(t.Context(), tok.AccessToken(), "access_token"); err != nil {
		t.Fatal(err)
	}
	if i, err := in.Introspect(t.Context(), tok.AccessToken(), ""); err != nil || i.Active {
		t.Errorf("revoked token: %+v, %v", i, err)
	}
	u, _ := url.Parse(m.Issuer)
	resp, err := (&http.Client{Transport: auth.NewTransport(src, u.Host)}).Post(m.Issuer+"/api/x", "text/plain", strings.NewReader("12345"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != 200 || !strings.Contains(string(body), `"bodyBytes":5`) || fetched != 2 || replayed != 1 {
		t.Errorf("%d %s after %d tokens and %d replays", resp.StatusCode, body, fetched, replayed)
	}
}

// authorize walks the server's authorization without a browser and returns the
// code.
func authorize(t *testing.T, m *auth.Metadata, q url.Values) auth.Secret {
	t.Helper()
	jar, _ := cookiejar.New(nil)
	hc := &http.Client{Jar: jar, CheckRedirect: func(req *http.Request, _ []*http.Request) error {
		if req.URL.Query().Has("code") || req.URL.Query().Has("error") {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	resp, err := hc.Get(m.AuthorizationEndpoint + "?" + q.Encode())
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	loc, err := resp.Location()
	if err != nil || !loc.Query().Has("code") {
		body, _ := io.ReadAll(resp.Body)
		t.Fatalf("no code: %v %v %s", loc, err, body)
	}
	return auth.Secret(loc.Query().Get("code"))
}

func TestPeerCodeWithPKCEAndRotation(t *testing.T) {
	t.Parallel()
	m, err := auth.Discover(t.Context(), peer(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	const redirect = "http://127.0.0.1/cb"
	ask := func(verifier auth.Secret) *auth.AuthorizationCode {
		code := authorize(t, m, url.Values{
			"response_type": {"code"}, "client_id": {"native"}, "redirect_uri": {redirect}, "scope": {"openid offline_access"}, "state": {"s"},
			"prompt": {"consent"}, "code_challenge": {auth.Challenge(verifier)}, "code_challenge_method": {"S256"},
		})
		return &auth.AuthorizationCode{TokenURL: m.TokenEndpoint, ClientID: "native", Code: code, Verifier: verifier, RedirectURI: redirect}
	}
	bad := ask(auth.NewVerifier())
	bad.Verifier = auth.NewVerifier()
	if _, err := bad.Token(t.Context(), nil); !errors.Is(err, auth.ErrReauthorize) {
		t.Errorf("wrong verifier: %v", err)
	}

	g := ask(auth.NewVerifier())
	first, err := g.Token(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	second, err := g.Token(t.Context(), first)
	if err != nil || second.RefreshToken() == first.RefreshToken() {
		t.Fatalf("rotation: %v, %v", second, err)
	}
	// a refresh token used again ends the login, and says so
	if _, err = g.Token(t.Context(), first); !errors.Is(err, auth.ErrReauthorize) {
		t.Errorf("reuse: %v", err)
	}
	if _, err = g.Token(t.Context(), second); !errors.Is(err, auth.ErrReauthorize) {
		t.Errorf("after reuse: %v", err)
	}

	again := ask(auth.NewVerifier())
	tok, err := again.Token(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if claims, err := (&auth.Endpoint{URL: m.UserinfoEndpoint}).Userinfo(t.Context(), tok); err != nil || string(claims["sub"]) != `"player"` {
		t.Errorf("userinfo: %v, %v", claims, err)
	}
	if _, err = again.Token(t.Context(), nil); !errors.Is(err, auth.ErrReauthorize) {
		t.Errorf("code replayed: %v", err)
	}
}
