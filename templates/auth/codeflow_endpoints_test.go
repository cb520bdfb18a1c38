package auth_test

// codeflow_endpoints_test.go asks a provider about tokens with a flow.

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/keywright/keywright/templates/auth"
)

func TestCodeFlowAsksAboutTokens(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var seen []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, secret, _ := r.BasicAuth()
		mu.Lock()
		seen = append(seen, strings.Join([]string{r.Method, r.URL.Path, id, secret, r.PostFormValue("token"), r.PostFormValue("token_type_hint"), r.Header.Get("Authorization")}, " "))
		mu.Unlock()
		switch r.URL.Path {
		case "/me":
			w.Write([]byte(`{"sub":"7"}`)) //nolint:errcheck // the client sees it
		case "/check":
			w.Write([]byte(`{"active":true,"scope":"a b"}`)) //nolint:errcheck // as above
		}
	}))
	defer srv.Close()
	f := auth.CodeFlow{TokenURL: srv.URL + "/token", ClientID: "id", ClientSecret: "secret",
		RevokeURL: srv.URL + "/revoke", IntrospectURL: srv.URL + "/check", UserinfoURL: srv.URL + "/me"}
	tok, err := auth.NewToken(auth.TokenFields{AccessToken: "acc", RefreshToken: "ref"})
	if err != nil {
		t.Fatal(err)
	}
	if who, err := f.Userinfo(t.Context(), tok); err != nil || string(who["sub"]) != `"7"` {
		t.Errorf("%s, %v", who, err)
	}
	if in, err := f.Introspect(t.Context(), tok); err != nil || !in.Active || len(in.Scopes) != 2 {
		t.Errorf("%+v, %v", in, err)
	}
	if err := f.Revoke(t.Context(), tok); err != nil {
		t.Error(err)
	}
	basic := "Basic aWQ6c2VjcmV0"
	want := []string{
		"GET /me     Bearer acc",
		"POST /check id secret acc access_token " + basic,
		"POST /revoke id secret ref refresh_token " + basic,
		"POST /revoke id secret acc access_token " + basic,
	}
	if got := strings.Join(seen, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	f.RevokeURL = ""
	if err := f.Revoke(t.Context(), tok); err == nil || len(seen) != len(want) {
		t.Errorf("a provider without the endpoint: %v", err)
	}
}
