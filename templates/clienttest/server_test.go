// The fake, asked over loopback as clients ask it.

package clienttest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/clienttest"
)

func api() *clienttest.API {
	return &clienttest.API{
		Name: "shop",
		Operations: []clienttest.Operation{
			{ID: "getRealm", Name: "Realm.Get", Method: "GET", Path: "/realm/{realmSlug}", ContentType: "application/json", Example: `{"id":1}`, Secured: true},
			{ID: "listRealms", Name: "Realm.List", Method: "GET", Path: "/realm/index", ContentType: "application/json", Example: `[]`},
			{ID: "getCharacter", Name: "Character.Get", Method: "GET", Path: "/character/{realmId}-{characterId}", ContentType: "application/json", Example: `{}`},
			{ID: "getHouse", Name: "House.Get", Method: "GET", Path: "/character/{name}/house-{n}", ContentType: "text/plain", Example: "a house"},
			{ID: "getBare", Name: "Bare.Get", Method: "GET", Path: "/bare", ContentType: "application/json"},
			{ID: "deleteRealm", Name: "Realm.Delete", Method: "DELETE", Path: "/realm/{realmSlug}", Secured: true},
			{ID: "getFile", Name: "File.Get", Method: "GET", Path: "/files/{+path}", Status: 206, ContentType: "text/plain", Example: "file"},
			{ID: "actA", Name: "Act.A", Method: "POST", Path: "/act?do=a", ContentType: "text/plain", Example: "a"},
			{ID: "actB", Name: "Act.B", Method: "POST", Path: "/act?do=b", ContentType: "text/plain", Example: "b"},
			{ID: "Report", Name: "Report.Get", Method: "POST", Path: "/api/v2/client", ContentType: "application/json", Example: `{"data":{"r":1}}`, GraphQL: true, Secured: true},
		},
		Schemes: []clienttest.Scheme{{Key: "oauth", Kind: client.OAuth2}, {Key: "user", Kind: client.OAuth2, User: true}},
	}
}

// ask sends a request and returns status and body.
func ask(t *testing.T, srv *clienttest.Server, method, path, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, srv.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	hc := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := hc.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // read
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(b)
}

func bearerOf(t *testing.T, srv *clienttest.Server) string {
	t.Helper()
	tok, err := srv.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return "Bearer " + tok
}

func TestRouting(t *testing.T) {
	t.Parallel()
	srv := clienttest.NewServer(t, api())
	token := bearerOf(t, srv)
	for _, c := range []struct {
		method, path, body string
		status             int
		want, op           string
	}{
		{"GET", "/realm/argent-dawn", "", 200, `{"id":1}`, "getRealm"},
		{"GET", "/realm/index", "", 200, `[]`, "listRealms"}, // literal before parameter
		{"GET", "/realm/a%2Fb", "", 200, `{"id":1}`, "getRealm"},
		{"GET", "/character/12-34", "", 200, `{}`, "getCharacter"},
		{"GET", "/character/x/house-3", "", 200, `a house`, "getHouse"},
		{"GET", "/files/a/b/c", "", 206, `file`, "getFile"},
		{"POST", "/act?do=b&x=1", "", 200, `b`, "actB"},
		{"POST", "/act?do=a", "", 200, `a`, "actA"},
		{"DELETE", "/realm/x", "", 204, ``, "deleteRealm"},
		{"POST", "/anything", `{"operationName":"Report","query":"…"}`, 200, `{"data":{"r":1}}`, "Report"},
		{"GET", "/bare", "", 501, "the description has no example for Bare.Get (getBare)", "getBare"},
		{"GET", "/relm/argent-dawn", "", 404, "no operation has GET /relm/argent-dawn; near are GET /realm/{realmSlug}", ""},
		{"GET", "/realm", "", 404, "near are GET /bare", ""},
		{"PUT", "/realm/x", "", 405, "the path has GET, DELETE", ""},
		{"POST", "/anything", `{"operationName":"Nothing"}`, 404, "no operation", ""},
	} {
		before := srv.Calls("")
		resp, body := ask(t, srv, c.method, c.path, c.body, "Authorization", token)
		if resp.StatusCode != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s %s: %d %s", c.method, c.path, resp.StatusCode, body)
		}
		all := srv.Requests("")
		if got := all[len(all)-1]; got.Operation != c.op || got.Method != c.method || string(got.Body) != c.body || srv.Calls("") != before+1 {
			t.Errorf("%s %s: recorded as %+v", c.method, c.path, got)
		}
	}
	if n := srv.Calls("Realm.Get"); n != 2 {
		t.Errorf("%d calls of Realm.Get", n)
	}
}

func TestCredentialsAreChecked(t *testing.T) {
	t.Parallel()
	srv := clienttest.NewServer(t, api())
	for _, c := range []struct{ name, header, challenge string }{
		{"none", "", `Bearer realm="clienttest"`},
		{"unknown", "Bearer nonsense", `error="invalid_token", error_description="the token is unknown"`},
		{"wrong scheme", "Basic eDp5", `Bearer realm="clienttest"`},
	} {
		resp, _ := ask(t, srv, "GET", "/realm/x", "", "Authorization", c.header)
		if got := resp.Header.Get("WWW-Authenticate"); resp.StatusCode != 401 || !strings.Contains(got, c.challenge) {
			t.Errorf("%s: %d %s", c.name, resp.StatusCode, got)
		}
	}
	token := bearerOf(t, srv)
	if resp, _ := ask(t, srv, "GET", "/realm/x", "", "Authorization", token); resp.StatusCode != 200 {
		t.Errorf("a good token: %d", resp.StatusCode)
	}
	srv.ExpireTokens()
	if resp, body := ask(t, srv, "GET", "/realm/x", "", "Authorization", token); resp.StatusCode != 401 || !strings.Contains(body, "the token expired") {
		t.Errorf("an expired token: %d %s", resp.StatusCode, body)
	}
	token = bearerOf(t, srv)
	srv.RevokeTokens()
	if resp, body := ask(t, srv, "GET", "/realm/x", "", "Authorization", token); resp.StatusCode != 401 || !strings.Contains(body, "the token was revoked") {
		t.Errorf("a revoked token: %d %s", resp.StatusCode, body)
	}
	srv.TokenLifetime(10 * time.Millisecond)
	token = bearerOf(t, srv)
	if resp, _ := ask(t, srv, "GET", "/realm/x", "", "Authorization", token); resp.StatusCode != 200 {
		t.Errorf("a token without expires_in: %d", resp.StatusCode)
	}
	if n := srv.TokenRequests(); n != 3 {
		t.Errorf("%d token requests, want 3", n)
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	a := api()
	a.Schemes = []clienttest.Scheme{
		{Key: "h", Kind: client.APIKeyHeader, Param: "X-Key"}, {Key: "q", Kind: client.APIKeyQuery, Param: "key"},
		{Key: "c", Kind: client.APIKeyCookie, Param: "sid"}, {Key: "b", Kind: client.HTTPBasic}, {Key: "t", Kind: client.HTTPBearer},
	}
	srv := clienttest.NewServer(t, a)
	described := &client.API{Name: "shop", Servers: []client.Server{{URL: "https://shop.test"}}}
	for _, s := range a.Schemes {
		described.Schemes = append(described.Schemes, client.Scheme{Key: s.Key, Kind: s.Kind, Param: s.Param})
	}
	core, err := client.New(described, srv.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	defer core.Close() //nolint:errcheck // always nil
	for _, s := range a.Schemes {
		op := client.Operation{Name: s.Key, Method: "GET", Path: "/realm/x", Security: []client.Requirement{{{Scheme: s.Key}}}}
		if err := client.DoNone(t.Context(), core.Request(&op, nil)); err != nil {
			t.Errorf("%s: %v", s.Key, err)
		}
	}
	if resp, _ := ask(t, srv, "GET", "/realm/x?key=wrong", "", "X-Key", "wrong"); resp.StatusCode != 401 {
		t.Errorf("wrong keys: %d", resp.StatusCode)
	}
}

// Limits of the description don't slow tests down.
func TestOptionsAreNotPaced(t *testing.T) {
	t.Parallel()
	srv := clienttest.NewServer(t, api())
	described := &client.API{
		Name: "shop", Servers: []client.Server{{URL: "https://shop.test"}}, Limits: []client.Limit{{Requests: 1, Per: time.Hour}},
		Schemes: []client.Scheme{{Key: "oauth", Kind: client.OAuth2}, {Key: "user", Kind: client.OAuth2}},
	}
	core, err := client.New(described, srv.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	defer core.Close() //nolint:errcheck // always nil
	op := client.Operation{Name: "Realm.List", Method: "GET", Path: "/realm/index"}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for range 3 {
		if err := client.DoNone(ctx, core.Request(&op, nil)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	srv := clienttest.NewServer(t, api())
	srv.Fail("listRealms", 2, 429, "Retry-After", "3")
	srv.Fail("", 1, 503)
	var got []int
	for range 4 {
		resp, _ := ask(t, srv, "GET", "/realm/index", "")
		if resp.StatusCode == 429 && resp.Header.Get("Retry-After") != "3" {
			t.Error("no Retry-After")
		}
		got = append(got, resp.StatusCode)
	}
	if fmt.Sprint(got) != "[429 429 503 200]" {
		t.Errorf("got %v", got)
	}
	srv.Fail("listRealms", 1, 401)
	if resp, _ := ask(t, srv, "GET", "/realm/index", ""); resp.StatusCode != 401 || resp.Header.Get("WWW-Authenticate") == "" {
		t.Errorf("a 401 without a challenge: %d", resp.StatusCode)
	}
	srv.Delay("listRealms", 60*time.Millisecond)
	begin := time.Now()
	ask(t, srv, "GET", "/realm/index", "")
	if d := time.Since(begin); d < 60*time.Millisecond {
		t.Errorf("answered after %v", d)
	}
	srv.Delay("listRealms", 0)
	srv.Reply("Realm.List", 418, "tea")
	if resp, body := ask(t, srv, "GET", "/realm/index", ""); resp.StatusCode != 418 || body != "tea" {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	srv.Handle("listRealms", nil)
	if resp, _ := ask(t, srv, "GET", "/realm/index", ""); resp.StatusCode != 200 {
		t.Errorf("the example isn't back: %d", resp.StatusCode)
	}
	srv.FailTokens(1, 500, `{"error":"server_error"}`)
	srv.DelayTokens(30 * time.Millisecond)
	if resp, _ := ask(t, srv, "POST", "/-/oauth/token", ""); resp.StatusCode != 500 {
		t.Errorf("%d", resp.StatusCode)
	}
}

// fatal notes what a test would die of.
type fatal struct {
	testing.TB
	msg string
}

func (f *fatal) Helper() {}
func (f *fatal) Fatalf(format string, args ...any) {
	f.msg = fmt.Sprintf(format, args...)
}

func TestWrongNamesFail(t *testing.T) {
	t.Parallel()
	f := &fatal{TB: t}
	srv := clienttest.NewServer(f, api())
	if srv.Reply("getRelm", 200, ""); !strings.Contains(f.msg, `shop has no operation "getRelm"`) {
		t.Errorf("got %q", f.msg)
	}
	srv, err := clienttest.Start(api())
	if err != nil {
		t.Fatal(err)
	}
	defer srv.Close()
	defer func() {
		if r := recover(); r == nil {
			t.Error("a wrong name passes where there is no test to fail")
		}
	}()
	srv.Calls("getRelm")
}

// post asks the token server.
func post(t *testing.T, srv *clienttest.Server, to string, form url.Values) (int, map[string]any) {
	t.Helper()
	resp, body := ask(t, srv, "POST", strings.TrimPrefix(to, srv.URL), form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	var m map[string]any
	if body != "" {
		if err := json.Unmarshal([]byte(body), &m); err != nil {
			t.Fatalf("%s: %v", body, err)
		}
	}
	return resp.StatusCode, m
}

// login goes through the browser's part and returns a code.
func login(t *testing.T, srv *clienttest.Server, q url.Values) (code string) {
	t.Helper()
	q.Set("response_type", "code")
	q.Set("client_id", clienttest.ClientID)
	q.Set("redirect_uri", "http://127.0.0.1:1/cb?x=1")
	q.Set("state", "st&ate")
	resp, _ := ask(t, srv, "GET", strings.TrimPrefix(srv.AuthorizeURL(), srv.URL)+"?"+q.Encode(), "")
	u, err := resp.Location()
	if err != nil || resp.StatusCode != 302 {
		t.Fatal(resp.StatusCode, err)
	}
	back := u.Query()
	if back.Get("x") != "1" || back.Get("state") != "st&ate" || back.Get("iss") != srv.URL || u.Host != "127.0.0.1:1" {
		t.Errorf("redirected to %s", u)
	}
	return back.Get("code")
}

func TestAuthorizationCode(t *testing.T) {
	t.Parallel()
	srv := clienttest.NewServer(t, api())
	verifier := auth.NewVerifier()
	grant := func(code, verifier, redirect string) (int, map[string]any) {
		return post(t, srv, srv.TokenURL(), url.Values{
			"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect},
			"client_id": {clienttest.ClientID}, "code_verifier": {verifier},
		})
	}
	pkce := func() url.Values {
		return url.Values{"scope": {"a b"}, "code_challenge": {auth.Challenge(verifier)}, "code_challenge_method": {"S256"}}
	}
	code := login(t, srv, pkce())
	status, m := grant(code, verifier.Reveal(), "http://127.0.0.1:1/cb?x=1")
	if status != 200 || m["scope"] != "a b" || m["refresh_token"] == nil || m["token_type"] != "bearer" || m["expires_in"] != 3600.0 {
		t.Errorf("%d %v", status, m)
	}
	if status, m = grant(code, verifier.Reveal(), "http://127.0.0.1:1/cb?x=1"); status != 400 || m["error"] != "invalid_grant" {
		t.Errorf("the code a second time: %d %v", status, m)
	}
	if status, m = grant(login(t, srv, pkce()), "wrong", "http://127.0.0.1:1/cb?x=1"); status != 400 || m["error"] != "invalid_grant" {
		t.Errorf("a wrong verifier: %d %v", status, m)
	}
	if status, m = grant(login(t, srv, pkce()), verifier.Reveal(), "http://127.0.0.1:1/other"); status != 400 || m["error"] != "invalid_grant" {
		t.Errorf("another redirect URI: %d %v", status, m)
	}
	resp, _ := ask(t, srv, "GET", "/-/oauth/authorize?client_id=other&redirect_uri=https://evil.test", "")
	if resp.StatusCode != 400 {
		t.Errorf("an unknown client is redirected: %d", resp.StatusCode)
	}
}

func TestRotation(t *testing.T) {
	t.Parallel()
	srv := clienttest.NewServer(t, api())
	src := srv.UserSource("profile")
	defer src.Close()
	tok, err := src.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	header := "Bearer " + tok.AccessToken().Reveal()
	if resp, _ := ask(t, srv, "GET", "/realm/x", "", "Authorization", header); resp.StatusCode != 200 {
		t.Fatalf("the user's token: %d", resp.StatusCode)
	}
	refresh := func(token string) (int, map[string]any) {
		return post(t, srv, srv.TokenURL(), url.Values{
			"grant_type": {"refresh_token"}, "refresh_token": {token}, "client_id": {clienttest.ClientID}, "client_secret": {clienttest.ClientSecret},
		})
	}
	first := tok.RefreshToken().Reveal()
	status, m := refresh(first)
	if status != 200 || m["refresh_token"] == first {
		t.Fatalf("%d %v", status, m)
	}
	if status, m := refresh(first); status != 400 || m["error"] != "invalid_grant" {
		t.Errorf("a refresh token a second time: %d %v", status, m)
	}
	// Its reuse ends the whole login.
	if status, _ := refresh(m["refresh_token"].(string)); status != 400 {
		t.Errorf("the login lives on: %d", status)
	}
	if resp, _ := ask(t, srv, "GET", "/realm/x", "", "Authorization", header); resp.StatusCode != 401 {
		t.Errorf("its access token lives on: %d", resp.StatusCode)
	}
	if n := srv.TokenRequestsFor("refresh_token"); n != 4 {
		t.Errorf("%d refresh requests, want 4", n)
	}
}

func TestRevocation(t *testing.T) {
	t.Parallel()
	srv := clienttest.NewServer(t, api())
	header := bearerOf(t, srv)
	form := url.Values{"token": {strings.TrimPrefix(header, "Bearer ")}, "client_id": {clienttest.ClientID}, "client_secret": {"wrong"}}
	if status, _ := post(t, srv, srv.RevokeURL(), form); status != 401 {
		t.Errorf("with a wrong secret: %d", status)
	}
	form.Set("client_secret", clienttest.ClientSecret)
	if status, _ := post(t, srv, srv.RevokeURL(), form); status != 200 {
		t.Errorf("%d", status)
	}
	if resp, _ := ask(t, srv, "GET", "/realm/x", "", "Authorization", header); resp.StatusCode != 401 {
		t.Errorf("a revoked token: %d", resp.StatusCode)
	}
	src := srv.UserSource()
	defer src.Close()
	srv.RevokeRefreshTokens()
	if _, err := src.Token(t.Context()); err == nil {
		t.Error("a revoked refresh token gives tokens")
	}
}

func TestTokenEndpointForms(t *testing.T) {
	t.Parallel()
	srv := clienttest.NewServer(t, api())
	srv.GrantScopes("only")
	for _, style := range []auth.Style{auth.StyleBasic, auth.StyleBody} {
		for _, enc := range []auth.Encoding{auth.EncodingForm, auth.EncodingMultipart, auth.EncodingJSON} {
			g := &auth.ClientCredentials{TokenURL: srv.TokenURL(), ClientID: clienttest.ClientID, ClientSecret: clienttest.ClientSecret, Style: style, Encoding: enc, Scopes: []string{"a"}}
			tok, err := g.Token(t.Context(), nil)
			if err != nil {
				t.Errorf("style %d, encoding %d: %v", style, enc, err)
				continue
			}
			if got := fmt.Sprint(tok.Scopes()); !strings.Contains(got, "only") {
				t.Errorf("scopes %s", got)
			}
			g.ClientSecret = "wrong"
			if _, err := g.Token(t.Context(), nil); err == nil {
				t.Errorf("style %d, encoding %d: a wrong secret is taken", style, enc)
			}
		}
	}
	if status, m := post(t, srv, srv.TokenURL(), url.Values{"grant_type": {"x"}, "client_id": {clienttest.ClientID}, "client_secret": {clienttest.ClientSecret}}); m["error"] != "unsupported_grant_type" {
		t.Errorf("%d %v", status, m)
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	srv := clienttest.NewServer(t, api())
	header := bearerOf(t, srv)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			w := httptest.NewRecorder()
			r := httptest.NewRequest("GET", "/realm/x", nil)
			r.Header.Set("Authorization", header)
			srv.ServeHTTP(w, r)
			srv.Fail("listRealms", 1, 500)
			srv.Delay("listRealms", time.Duration(i))
			srv.Reply("listRealms", 200, "")
			srv.Requests("getRealm")
			srv.RevokeTokens()
		})
	}
	wg.Wait()
	if n := srv.Calls("getRealm"); n != 20 {
		t.Errorf("%d calls", n)
	}
}
