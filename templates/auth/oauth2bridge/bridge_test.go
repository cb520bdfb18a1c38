package oauth2bridge_test

// bridge_test.go goes both ways over the bridge, with the real oauth2 at the
// other end.

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/auth/oauth2bridge"
)

func provider(t *testing.T, status int, body string) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}))
	t.Cleanup(s.Close)
	return s
}

const okAnswer = `{"access_token":"at-1","refresh_token":"rt-1","token_type":"bearer","expires_in":3600,"scope":"a b","id_token":"id-1"}`

func TestSourceAsTokenSource(t *testing.T) {
	t.Parallel()
	src := auth.NewSource(&auth.ClientCredentials{TokenURL: provider(t, 200, okAnswer).URL, ClientID: "id", ClientSecret: "secret"})
	defer src.Close()
	ts := oauth2bridge.TokenSource(t.Context(), src)
	tok, err := ts.Token()
	if err != nil {
		t.Fatal(err)
	}
	if tok.AccessToken != "at-1" || !tok.Valid() || tok.Extra("scope") != "a b" || tok.Extra("id_token") != "id-1" || time.Until(tok.Expiry) < 59*time.Minute {
		t.Errorf("token %+v", tok)
	}
	if tok.RefreshToken != "" {
		t.Error("the refresh token is for the Source alone")
	}

	// oauth2's own transport takes it.
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.Header.Get("Authorization"))
	}))
	defer api.Close()
	resp, err := (&http.Client{Transport: &oauth2.Transport{Source: ts}}).Get(api.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var b strings.Builder
	if resp.Write(&b); !strings.Contains(b.String(), "Bearer at-1") {
		t.Error(b.String())
	}
}

func TestSourceErrorsAreOAuth2sToo(t *testing.T) {
	t.Parallel()
	src := auth.NewSource(&auth.ClientCredentials{
		TokenURL: provider(t, 401, `{"error":"invalid_client","error_description":"who?"}`).URL, ClientID: "id", ClientSecret: "s3cr3t-value",
	})
	defer src.Close()
	_, err := oauth2bridge.TokenSource(t.Context(), src).Token()
	re, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok || re.ErrorCode != "invalid_client" || !errors.Is(err, auth.ErrRejected) {
		t.Errorf("%v", err)
	}
	if strings.Contains(fmt.Sprintf("%v %+v", err, err), "s3cr3t") {
		t.Errorf("a secret in %v", err)
	}
}

func TestTokenSourceHonoursContext(t *testing.T) {
	t.Parallel()
	src := auth.NewSource(auth.GrantFunc(func(ctx context.Context, _ *auth.Token) (*auth.Token, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}))
	defer src.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := oauth2bridge.TokenSource(ctx, src).Token(); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

func TestTokenSourceAsGrant(t *testing.T) {
	t.Parallel()
	cfg := clientcredentials.Config{ClientID: "id", ClientSecret: "secret", TokenURL: provider(t, 200, okAnswer).URL}
	src := auth.NewSource(oauth2bridge.Grant(cfg.TokenSource(t.Context())))
	defer src.Close()
	tok, err := src.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if tok.AccessToken().Reveal() != "at-1" || tok.Missing("a", "b") != nil || tok.Missing("c") == nil || tok.Issued().IsZero() || tok.RefreshToken() != "" {
		t.Errorf("%v", tok.Fields())
	}
}

func TestTokenSourceErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		is     error
	}{
		"invalid_grant":  {400, `{"error":"invalid_grant","error_description":"gone"}`, auth.ErrReauthorize},
		"invalid_client": {401, `{"error":"invalid_client"}`, auth.ErrRejected},
		"500":            {500, `oops`, auth.ErrTemporary},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := clientcredentials.Config{ClientID: "id", ClientSecret: "secret", TokenURL: provider(t, c.status, c.body).URL, AuthStyle: oauth2.AuthStyleInHeader}
			_, err := oauth2bridge.Grant(cfg.TokenSource(t.Context())).Token(t.Context(), nil)
			e, ok := errors.AsType[*auth.Error](err)
			if !ok || !errors.Is(err, c.is) || e.StatusCode != c.status {
				t.Errorf("%v", err)
			}
		})
	}
	t.Run("unreachable", func(t *testing.T) {
		t.Parallel()
		s := provider(t, 200, "")
		s.Close()
		cfg := clientcredentials.Config{ClientID: "id", ClientSecret: "secret", TokenURL: s.URL}
		if _, err := oauth2bridge.Grant(cfg.TokenSource(t.Context())).Token(t.Context(), nil); !errors.Is(err, auth.ErrTemporary) {
			t.Error(err)
		}
	})
}

type slow struct{ release chan struct{} }

func (s slow) Token() (*oauth2.Token, error) {
	<-s.release
	return nil, nil
}

func TestGrantLeavesWithItsContext(t *testing.T) {
	t.Parallel()
	s := slow{make(chan struct{})}
	defer close(s.release)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := oauth2bridge.Grant(s).Token(ctx, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if _, err := oauth2bridge.FromOAuth2(nil, time.Now()); err == nil {
		t.Error("no token is no token")
	}
}

func ExampleTokenSource() {
	src := auth.NewSource(&auth.ClientCredentials{TokenURL: "https://idp.example/token", ClientID: "id", ClientSecret: "secret"})
	defer src.Close()
	client := &http.Client{Transport: &oauth2.Transport{Source: oauth2bridge.TokenSource(context.Background(), src)}}
	_ = client // hand it to a library that wants a client made by oauth2
}

func ExampleGrant() {
	cfg := clientcredentials.Config{ClientID: "id", ClientSecret: "secret", TokenURL: "https://idp.example/token"}
	src := auth.NewSource(oauth2bridge.Grant(cfg.TokenSource(context.Background())))
	defer src.Close()
	_ = src // hand it to a generated client's WithTokenSource
}
