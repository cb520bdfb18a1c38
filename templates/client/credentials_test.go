// Credentials of every kind, from options and from the environment.

package client_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/client"
)

// kinds is an API with a scheme of every kind, and an operation for each.
func kinds() *client.API {
	return &client.API{
		Name:    "kinds",
		Servers: []client.Server{{URL: "https://api.test/v1"}},
		Schemes: []client.Scheme{
			{Key: "basic", Kind: client.HTTPBasic}, {Key: "bearer", Kind: client.HTTPBearer}, {Key: "oidc", Kind: client.OpenIDConnect},
			{Key: "header", Kind: client.APIKeyHeader, Param: "X-Key"}, {Key: "query", Kind: client.APIKeyQuery, Param: "key"},
			{Key: "cookie", Kind: client.APIKeyCookie, Param: "sid"}, {Key: "odd", Kind: client.Unsupported},
			{Key: "oauth", Kind: client.OAuth2, Flows: []client.Flow{{Kind: client.FlowClientCredentials, URLs: client.FlowURLs{Token: "/oauth/token"}}}},
			{Key: "user", Kind: client.OAuth2, Flows: []client.Flow{{Kind: client.FlowAuthorizationCode, URLs: client.FlowURLs{Token: "https://o.test/token"}}}},
		},
	}
}

func TestCredentialKinds(t *testing.T) {
	t.Setenv("K_USERNAME", "me")
	t.Setenv("K_PASSWORD", "pw")
	t.Setenv("K_TOKEN", "t0k")
	t.Setenv("K_API_KEY", "k3y")
	for _, c := range []struct {
		scheme string
		opt    client.Option
		want   string // header and query as sent
		refuse string
	}{
		{"basic", client.WithBasic("basic", "me", "pw"), "Authorization: Basic bWU6cHc=", ""},
		{"basic", client.WithCredentialsFromEnv("basic", "K"), "Authorization: Basic bWU6cHc=", ""},
		{"basic", client.WithBasic("basic", "a:b", "pw"), "", "holds a colon"},
		{"basic", client.WithBasic("bearer", "a", "pw"), "", "doesn't take a user name"},
		{"bearer", client.WithBearer("bearer", "t0k"), "Authorization: Bearer t0k", ""},
		{"bearer", client.WithCredentialsFromEnv("bearer", "K"), "Authorization: Bearer t0k", ""},
		{"bearer", client.WithBearer("bearer", "t0k\n"), "", "white space"},
		{"bearer", client.WithBearer("header", "t0k"), "", "doesn't take a bearer token"},
		{"oidc", client.WithBearer("oidc", "t0k"), "Authorization: Bearer t0k", ""},
		{"user", client.WithBearer("user", "t0k"), "Authorization: Bearer t0k", ""},
		{"user", client.WithClientCredentials("user", "id", "secret"), "", "user has no client credentials flow"},
		{"header", client.WithAPIKey("header", "k3y"), "X-Key: k3y", ""},
		{"header", client.WithCredentialsFromEnv("header", "K"), "X-Key: k3y", ""},
		{"header", client.WithAPIKey("header", "k\r\n3y"), "", "control character"},
		{"header", client.WithAPIKey("basic", "k3y"), "", "doesn't take an API key"},
		{"query", client.WithAPIKey("query", "k3y"), "?key=k3y", ""},
		{"cookie", client.WithAPIKey("cookie", "k3y"), "Cookie: sid=k3y", ""},
		{"odd", client.WithCredentialsFromEnv("odd", "K"), "", "can't be configured from the environment"},
		{"oauth", client.WithClientCredentials("oauth", "id", "secret"), "Authorization: Bearer tok-123", ""},
	} {
		var shown string
		rt := roundTrip(func(r *http.Request) (*http.Response, error) {
			if strings.HasSuffix(r.URL.Path, "/token") {
				if r.URL.String() != "https://api.test/oauth/token" {
					t.Errorf("a relative token URL became %s", r.URL)
				}
				return answer(`{"access_token":"tok-123","token_type":"bearer"}`)(r)
			}
			var b strings.Builder
			r.Header.Write(&b) //nolint:errcheck // in memory
			shown = b.String() + "?" + r.URL.RawQuery
			return answer("{}")(r)
		})
		core, err := client.New(kinds(), client.WithTransport(rt), c.opt)
		if c.refuse != "" {
			if err == nil || !strings.Contains(err.Error(), c.refuse) || strings.Contains(err.Error(), "t0k") || strings.Contains(err.Error(), "3y") {
				t.Errorf("%s: got %v, want %s", c.scheme, err, c.refuse)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.scheme, err)
			continue
		}
		op := client.Operation{Name: "Op", Method: "GET", Path: "/x", Security: []client.Requirement{{{Scheme: c.scheme}}}}
		if err := client.DoNone(t.Context(), core.Request(&op, nil)); err != nil || !strings.Contains(shown, c.want) {
			t.Errorf("%s: %v, sent %q, want %q", c.scheme, err, shown, c.want)
		}
		core.Close() //nolint:errcheck // always nil
	}
}

// Of several options for one scheme the last counts, as with other options.
func TestTheLastCredentialCounts(t *testing.T) {
	t.Parallel()
	u := &urls{}
	core, err := client.New(kinds(), client.WithTransport(u), client.WithClientCredentials("bearer", "", ""), client.WithBearer("bearer", "second"))
	if err != nil {
		t.Fatal(err)
	}
	op := client.Operation{Name: "Op", Method: "GET", Path: "/x", Security: []client.Requirement{{{Scheme: "bearer"}}}}
	if err := client.DoNone(t.Context(), core.Request(&op, nil)); err != nil || u.seen[0] != "https://api.test/v1/x Bearer second" {
		t.Errorf("%v %v", u.seen, err)
	}
}

func TestMissingCredentialNamesTheOption(t *testing.T) {
	t.Parallel()
	core, err := client.New(kinds())
	if err != nil {
		t.Fatal(err)
	}
	for scheme, want := range map[string]string{
		"basic": "basic (client.WithBasic)", "bearer": "bearer (client.WithBearer, client.WithCredential)", "query": "query (client.WithAPIKey)",
		"oauth": "oauth (client.WithClientCredentials, client.WithCredentialsFromEnv, client.WithCredential)", "user": "user (client.WithCredential, client.WithBearer)",
		"odd": "odd (which only a transport of your own can serve: client.WithTransport)", "none": "none (which the description doesn't define)",
	} {
		op := client.Operation{Name: "Op", Method: "GET", Path: "/", Security: []client.Requirement{{{Scheme: scheme}, {Scheme: "cookie"}}, {{Scheme: "header"}}}}
		err := client.DoNone(t.Context(), core.Request(&op, nil))
		if !errors.Is(err, client.ErrCredential) || !strings.Contains(err.Error(), want+" together with cookie") || !strings.Contains(err.Error(), ", or header") {
			t.Errorf("%s: %v", scheme, err)
		}
	}
}

func TestUnsupportedSchemesAreLeftToTheTransport(t *testing.T) {
	t.Parallel()
	u := &urls{}
	core, err := client.New(kinds(), client.WithTransport(u))
	if err != nil {
		t.Fatal(err)
	}
	op := client.Operation{Name: "Op", Method: "GET", Path: "/x", Security: []client.Requirement{{{Scheme: "odd"}}}}
	if err := client.DoNone(t.Context(), core.Request(&op, nil)); err != nil || len(u.seen) != 1 {
		t.Errorf("%v %v", u.seen, err)
	}
}

// The styles of token endpoints reach them as the description says.
func TestTokenStyles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		style client.TokenStyle
		want  []string
		fails string
	}{
		{client.TokenStyle{}, []string{"Basic aWQ6c2VjcmV0", "grant_type=client_credentials"}, ""},
		{client.TokenStyle{Style: "body", Params: [][2]string{{"audience", "a b"}}}, []string{"client_id=id", "client_secret=secret", "audience=a+b"}, ""},
		{client.TokenStyle{Style: "body", Encoding: "json"}, []string{`"client_id":"id"`}, ""},
		{client.TokenStyle{Encoding: "multipart"}, []string{`name="grant_type"`}, ""},
		{client.TokenStyle{Style: "guess"}, nil, `unknown token style "guess"`},
		{client.TokenStyle{Encoding: "xml"}, nil, `unknown token encoding "xml"`},
	} {
		api := kinds()
		api.Schemes[7].Token = c.style
		var shown string
		rt := roundTrip(func(r *http.Request) (*http.Response, error) {
			b, err := io.ReadAll(r.Body)
			if err != nil {
				return nil, err
			}
			if r.URL.Path == "/oauth/token" {
				shown = r.Header.Get("Authorization") + " " + string(b)
			}
			return answer(`{"access_token":"tok-123","token_type":"bearer"}`)(r)
		})
		core, err := client.New(api, client.WithTransport(rt), client.WithClientCredentials("oauth", "id", "secret"))
		if c.fails != "" {
			if err == nil || !strings.Contains(err.Error(), c.fails) {
				t.Errorf("got %v, want %s", err, c.fails)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		op := client.Operation{Name: "Op", Method: "POST", Path: "/x", Security: []client.Requirement{{{Scheme: "oauth"}}}}
		r := core.Request(&op, nil)
		client.BodyText(r, "text/plain", "body")
		if err := client.DoNone(t.Context(), r); err != nil {
			t.Error(err)
		}
		for _, want := range c.want {
			if !strings.Contains(shown, want) {
				t.Errorf("%+v: the token endpoint got %q, want %s", c.style, shown, want)
			}
		}
		core.Close() //nolint:errcheck // always nil
	}
}

// A token endpoint that refuses the client is told as such, with what it says.
func TestTokenFailureIsTold(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.FailTokens(1, 401, `{"error":"invalid_client","error_description":"no such client"}`)
	_, err := getItem(t, core, "1")
	if !errors.Is(err, auth.ErrRejected) || errors.Is(err, client.ErrUnavailable) || !strings.Contains(err.Error(), "no such client") {
		t.Errorf("got %v", err)
	}
	if e, _ := errors.AsType[*client.Error](err); e == nil || e.StatusCode != 0 || e.Operation != "Item.Get" {
		t.Errorf("got %+v", e)
	}
	if n := srv.Calls("getItem"); n != 0 {
		t.Errorf("%d calls without a token", n)
	}
}

func TestMissingScopeIsToldBeforeTheCall(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	op := opGet
	op.Security = []client.Requirement{{{Scheme: "oauth", Scopes: []string{"profile"}}}}
	src := srv.UserSource("other")
	defer src.Close()
	_, err := client.Do(t.Context(), core.WithCredential("oauth", src).Request(&op, nil).Path("1"), decodeItem)
	if !errors.Is(err, auth.ErrScope) || srv.Calls("getItem") != 0 {
		t.Errorf("%d calls, %v", srv.Calls("getItem"), err)
	}
}

// A user's http.Client decides about the connection and the time.
func TestHTTPClientIsKept(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-time.After(10 * time.Second):
		}
	}))
	defer srv.Close()
	used := false
	hc := &http.Client{Timeout: 50 * time.Millisecond, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		used = true
		return http.DefaultTransport.RoundTrip(r)
	})}
	core, err := client.New(kinds(), client.WithHTTPClient(hc), client.WithBaseURL(srv.URL))
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	err = client.DoNone(t.Context(), core.Request(&safe, nil))
	if e, _ := errors.AsType[*client.Error](err); e == nil || !e.Timeout() || !used || time.Since(begin) > 5*time.Second {
		t.Errorf("after %v: %v", time.Since(begin), err)
	}
}

func TestOperationsWithServersOfTheirOwn(t *testing.T) {
	t.Parallel()
	u := &urls{}
	core, err := client.New(&client.API{Name: "t"}, client.WithTransport(u))
	if err != nil {
		t.Fatal(err)
	}
	op := client.Operation{Name: "Op", Method: "GET", Path: "/x", Servers: []client.Server{{URL: "https://files.test"}}}
	if err := client.DoNone(t.Context(), core.Request(&op, nil)); err != nil || u.seen[0] != "https://files.test/x " {
		t.Errorf("%v %v", u.seen, err)
	}
	op.Servers = nil
	if err := client.DoNone(t.Context(), core.Request(&op, nil)); !errors.Is(err, client.ErrRequest) || !strings.Contains(err.Error(), "names no server") {
		t.Errorf("got %v", err)
	}
}
