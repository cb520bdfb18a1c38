package auth_test

// hosts_test.go holds rule 7: where tokens and secrets may go.

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/keywright/keywright/templates/auth"
)

func TestRule7_HostPolicy(t *testing.T) {
	t.Parallel()
	p := auth.HostPolicy{
		Hosts:     []string{"api.example.com", "odd.example.com:8443", "127.0.0.1:8080", "localhost", "[::1]:9000"},
		PlainHTTP: []string{"wp.local", "wp2.local:81"},
	}
	for raw, want := range map[string]bool{
		"https://api.example.com/x":           true,
		"https://API.example.com:443/x":       true,
		"https://api.example.com:444/x":       false,
		"http://api.example.com/x":            false,
		"https://api.example.com.evil.org/x":  false,
		"https://evil.org/api.example.com":    false,
		"https://user@evil.org/":              false,
		"https://api.example.com@evil.org/":   false,
		"https://sub.api.example.com/":        false,
		"https://odd.example.com:8443/":       true,
		"https://odd.example.com/":            false,
		"http://127.0.0.1:8080/":              true,
		"http://127.0.0.1:8081/":              false,
		"http://127.0.0.2:8080/":              false,
		"http://localhost/":                   true,
		"http://localhost:80/":                true,
		"http://localhost:8080/":              false,
		"http://[::1]:9000/":                  true,
		"http://wp.local/":                    true,
		"http://wp.local:8080/":               false,
		"https://wp.local/":                   false,
		"http://wp2.local:81/":                true,
		"ftp://api.example.com/":              false,
		"https://api.example.com\u200b.evil/": false,
		"//api.example.com/":                  false,
	} {
		u, err := url.Parse(raw)
		if err != nil {
			continue // can't be requested either
		}
		if got := p.Allows(u); got != want {
			t.Errorf("%s: %t", raw, got)
		}
	}
	var none auth.HostPolicy
	if u, _ := url.Parse("https://api.example.com/"); none.Allows(u) {
		t.Error("the zero policy allows")
	}
}

// elsewhere counts what reaches a host that must see no secret.
func elsewhere(t *testing.T) (*httptest.Server, *atomic.Int64, *atomic.Value) {
	var hits atomic.Int64
	var seen atomic.Value
	seen.Store("")
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		r.ParseForm()
		seen.Store(fmt.Sprint(r.Header, r.URL, r.PostForm))
	}))
	t.Cleanup(s.Close)
	return s, &hits, &seen
}

func hostOf(s *httptest.Server) string { return strings.TrimPrefix(s.URL, "http://") }

var redirects = []int{301, 302, 303, 307, 308}

func TestRule7_NoTokenAcrossAnAPIRedirect(t *testing.T) {
	t.Parallel()
	for _, status := range redirects {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			there, hits, seen := elsewhere(t)
			here := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") != "Bearer tok-secret" || r.Header.Get("X-Key") != "key-secret" ||
					r.URL.Query().Get("q") != "query-secret" || !strings.Contains(r.Header.Get("Cookie"), "cookie-secret") {
					t.Errorf("the listed host got %v %v", r.URL, r.Header)
				}
				if r.URL.Path == "/start" {
					http.Redirect(w, r, "/same", status)
					return
				}
				http.Redirect(w, r, there.URL+"/x", status)
			}))
			defer here.Close()
			tr := auth.NewTransport(auth.NewSource(auth.Static(mustToken(t, auth.TokenFields{AccessToken: "tok-secret"}))), hostOf(here))
			tr.Requirements = append(tr.Requirements,
				auth.Requirement{Credential: auth.APIKeyHeader("X-Key", "key-secret")},
				auth.Requirement{Credential: auth.APIKeyQuery("q", "query-secret")},
				auth.Requirement{Credential: auth.APIKeyCookie("c", "cookie-secret")})
			resp, err := (&http.Client{Transport: tr}).Post(here.URL+"/start", "text/plain", strings.NewReader("body"))
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if hits.Load() != 1 || strings.Contains(seen.Load().(string), "secret") {
				t.Errorf("%d requests elsewhere, the last with %s", hits.Load(), seen.Load())
			}
		})
	}
}

func TestRule7_NoTokenToAnotherPortOrScheme(t *testing.T) {
	t.Parallel()
	var got []string
	s := auth.NewSource(auth.Static(mustToken(t, auth.TokenFields{AccessToken: "tok"})))
	tr := auth.NewTransport(s, "api.example.com")
	tr.Base = roundTripper(func(req *http.Request) (*http.Response, error) {
		got = append(got, req.URL.String()+" "+req.Header.Get("Authorization"))
		next := map[string]string{
			"https://api.example.com/1":      "http://api.example.com/2",
			"http://api.example.com/2":       "https://api.example.com:8443/3",
			"https://api.example.com:8443/3": "https://api.example.com/4",
		}[req.URL.String()]
		if next == "" {
			return answer(req, 200, nil, ""), nil
		}
		return answer(req, 307, http.Header{"Location": {next}}, ""), nil
	})
	resp, err := (&http.Client{Transport: tr}).Get("https://api.example.com/1")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	want := "https://api.example.com/1 Bearer tok,http://api.example.com/2 ,https://api.example.com:8443/3 ,https://api.example.com/4 Bearer tok"
	if strings.Join(got, ",") != want {
		t.Errorf("%v", got)
	}
}

func TestRule7_OAuthEndpointsFollowNoRedirect(t *testing.T) {
	t.Parallel()
	calls := map[string]func(context.Context, *auth.Endpoint) error{
		"token": func(ctx context.Context, e *auth.Endpoint) error {
			_, err := (&auth.ClientCredentials{TokenURL: e.URL, ClientID: "id", ClientSecret: e.ClientSecret, Style: e.Style}).Token(ctx, nil)
			return err
		},
		"refresh": func(ctx context.Context, e *auth.Endpoint) error {
			_, err := (&auth.RefreshToken{TokenURL: e.URL, ClientID: "id", Initial: "rt-secret"}).Token(ctx, nil)
			return err
		},
		"code": func(ctx context.Context, e *auth.Endpoint) error {
			_, err := (&auth.AuthorizationCode{TokenURL: e.URL, ClientID: "id", Code: "code-secret", Verifier: "ver-secret"}).Token(ctx, nil)
			return err
		},
		"revoke": func(ctx context.Context, e *auth.Endpoint) error { return e.Revoke(ctx, "tok-secret", "") },
		"introspect": func(ctx context.Context, e *auth.Endpoint) error {
			_, err := e.Introspect(ctx, "tok-secret", "")
			return err
		},
		"userinfo": func(ctx context.Context, e *auth.Endpoint) error {
			tok, _ := auth.NewToken(auth.TokenFields{AccessToken: "tok-secret"})
			_, err := e.Userinfo(ctx, tok)
			return err
		},
		"discovery": func(ctx context.Context, e *auth.Endpoint) error {
			_, err := auth.Discover(ctx, e.URL, nil)
			return err
		},
	}
	for _, status := range redirects {
		for name, call := range calls {
			for _, style := range []auth.Style{auth.StyleBasic, auth.StyleBody} {
				t.Run(fmt.Sprint(status, name, style), func(t *testing.T) {
					t.Parallel()
					there, hits, _ := elsewhere(t)
					here := httptest.NewServer(http.RedirectHandler(there.URL+"/token?echo=client-secret", status))
					defer here.Close()
					err := call(t.Context(), &auth.Endpoint{URL: here.URL + "/token", ClientID: "id", ClientSecret: "client-secret", Style: style})
					e, ok := errors.AsType[*auth.Error](err)
					if !ok || e.StatusCode != status || !strings.Contains(err.Error(), "redirect") || strings.Contains(err.Error(), "secret") {
						t.Errorf("%v", err)
					}
					if hits.Load() != 0 {
						t.Error("the redirect was followed")
					}
				})
			}
		}
	}
}

func TestRule7_SecretsGoToHTTPSOrLoopbackOnly(t *testing.T) {
	t.Parallel()
	var n atomic.Int64
	hc := &http.Client{Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
		n.Add(1)
		return answer(req, 200, nil, `{"access_token":"x"}`), nil
	})}
	for raw, want := range map[string]bool{
		"https://id.example.com/token":    true,
		"http://id.example.com/token":     false,
		"http://127.0.0.1:99/token":       true,
		"http://127.8.8.8/token":          true,
		"http://[::1]/token":              true,
		"http://localhost:1/token":        true,
		"http://localhost.evil.org/token": false,
		"http://127.0.0.1.evil.org/token": false,
		"http://wp.local/token":           true, // opted in below
		"http://wp.local:8080/token":      false,
		"ftp://id.example.com/token":      false,
		"id.example.com/token":            false,
		"":                                false,
		"https:///token":                  false,
		"%zz":                             false,
	} {
		n.Store(0)
		g := &auth.ClientCredentials{TokenURL: raw, ClientID: "i", ClientSecret: "s3cret", HTTPClient: hc, PlainHTTP: []string{"wp.local"}}
		_, err := g.Token(t.Context(), nil)
		if (err == nil) != want || (n.Load() == 1) != want {
			t.Errorf("%q: %d requests, %v", raw, n.Load(), err)
		}
	}
	_, err := (&auth.ClientCredentials{TokenURL: "http://id.example.com/t", ClientID: "i"}).Token(t.Context(), nil)
	if !errors.Is(err, auth.ErrHost) {
		t.Errorf("%v is no ErrHost", err)
	}
}
