package auth_test

// example_test.go shows each grant against a server in process. A real program
// differs by its URLs alone.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

// provider stands in for an OAuth provider with an API behind it.
func provider() *httptest.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"access_token":"token-by-%s","token_type":"bearer","expires_in":3600,"refresh_token":"next","scope":"profile"}`, r.FormValue("grant_type"))
	})
	mux.HandleFunc("POST /introspect", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `{"active":true,"scope":"profile","username":"jaina"}`)
	})
	mux.HandleFunc("POST /revoke", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /api", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "hello ", strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	})
	var srv *httptest.Server
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"issuer":%q,"token_endpoint":%q}`, srv.URL, srv.URL+"/token")
	})
	srv = httptest.NewServer(mux)
	return srv
}

func ExampleClientCredentials() {
	srv := provider()
	defer srv.Close()
	api, _ := url.Parse(srv.URL)

	src := auth.NewSource(&auth.ClientCredentials{
		TokenURL:     srv.URL + "/token",
		ClientID:     "my-app",
		ClientSecret: "from-the-environment",
	})
	defer src.Close()

	// Any http.Client becomes one that authorizes itself. The token goes to
	// the hosts listed and nowhere else.
	hc := &http.Client{Transport: auth.NewTransport(src, api.Host)}
	resp, err := hc.Get(srv.URL + "/api")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	fmt.Println(string(body))
	// Output: hello token-by-client_credentials
}

// A provider that wants the credentials in the body, as JSON, with a parameter
// of its own.
func ExampleClientCredentials_body() {
	srv := provider()
	defer srv.Close()
	grant := &auth.ClientCredentials{
		TokenURL:     srv.URL + "/token?grant_type=client_credentials",
		ClientID:     "my-app",
		ClientSecret: "from-the-environment",
		Style:        auth.StyleBody,
		Encoding:     auth.EncodingJSON,
		Params:       url.Values{"audience": {"https://api.example.com"}},
	}
	tok, err := auth.NewSource(grant).Token(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(tok.Type(), tok.Scopes())
	fmt.Println(grant.ClientSecret) // never by accident
	// Output:
	// Bearer [profile]
	// [redacted]
}

func ExampleAuthorizationCode() {
	srv := provider()
	defer srv.Close()
	verifier := auth.NewVerifier()
	_ = auth.Challenge(verifier) // goes into the authorization URL as code_challenge

	grant := &auth.AuthorizationCode{
		TokenURL:    srv.URL + "/token",
		ClientID:    "my-app", // no secret: a public client
		Code:        "from-the-callback",
		Verifier:    verifier,
		RedirectURI: "http://127.0.0.1:8910/callback",
		Scopes:      []string{"profile", "email"},
	}
	src := auth.NewSource(grant)
	defer src.Close()
	tok, err := src.Token(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	// Users may grant less than was asked for.
	fmt.Println("declined:", tok.Missing("profile", "email"))
	// Output: declined: [email]
}

func ExampleRefreshToken() {
	srv := provider()
	defer srv.Close()
	src := auth.NewSource(&auth.RefreshToken{
		TokenURL: srv.URL + "/token",
		ClientID: "my-app",
		Initial:  "kept-from-the-login",
	}, auth.OnToken(func(t *auth.Token) {
		fmt.Println("rotated:", t.RefreshToken() != "kept-from-the-login")
	}))
	defer src.Close()
	if _, err := src.Token(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output: rotated: true
}

func ExampleStatic() {
	tok, err := auth.NewToken(auth.TokenFields{AccessToken: "pasted", Expiry: time.Now().Add(-time.Minute)})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = auth.NewSource(auth.Static(tok)).Token(context.Background())
	fmt.Println(errors.Is(err, auth.ErrReauthorize))
	// Output: true
}

// A grant of one's own: here a token that a sidecar writes.
func ExampleGrantFunc() {
	sidecar := func(ctx context.Context, prev *auth.Token) (*auth.Token, error) {
		return auth.NewToken(auth.TokenFields{AccessToken: "from-the-sidecar", Expiry: time.Now().Add(10 * time.Minute)})
	}
	src := auth.NewSource(auth.GrantFunc(sidecar), auth.WithPrincipal("service-account"))
	defer src.Close()
	tok, err := src.Token(context.Background())
	fmt.Println(tok != nil, err, src.Principal())
	// Output: true <nil> named:service-account
}

func ExampleTransport() {
	srv := provider()
	defer srv.Close()
	api, _ := url.Parse(srv.URL)
	// Several keys on one request.
	hc := &http.Client{Transport: &auth.Transport{
		Requirements: []auth.Requirement{
			{Credential: auth.Bearer("fixed")},
			{Credential: auth.APIKeyHeader("X-API-Key", "k")},
		},
		Hosts: auth.HostPolicy{Hosts: []string{api.Host}},
	}}
	resp, err := hc.Get(srv.URL + "/api")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	fmt.Println(string(body))
	// Output: hello fixed
}

func ExampleEndpoint() {
	srv := provider()
	defer srv.Close()
	ctx := context.Background()
	introspect := &auth.Endpoint{URL: srv.URL + "/introspect", ClientID: "my-app", ClientSecret: "s3cret"}
	in, err := introspect.Introspect(ctx, "some-token", "access_token")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(in.Active, in.Username)
	revoke := &auth.Endpoint{URL: srv.URL + "/revoke", ClientID: "my-app", ClientSecret: "s3cret"}
	fmt.Println(revoke.Revoke(ctx, "some-token", "access_token"))
	// Output:
	// true jaina
	// <nil>
}

func ExampleDiscover() {
	srv := provider()
	defer srv.Close()
	m, err := auth.Discover(context.Background(), srv.URL, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.TokenEndpoint == srv.URL+"/token")
	// Output: true
}
