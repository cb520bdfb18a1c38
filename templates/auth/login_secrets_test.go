package auth_test

// login_secrets_test.go prints everything a login hands out, in every way Go
// knows, after it has been used. Rule 10.

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/keywright/keywright/templates/auth"
)

// printed is v under every verb, as JSON and through slog.
func printed(v any) string {
	var b bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&b, verb+"\n", v)
		fmt.Fprintf(&b, verb+"\n", []any{v})
		fmt.Fprintf(&b, verb+"\n", struct{ V any }{v})
	}
	if j, err := json.Marshal(v); err == nil {
		b.Write(j)
	}
	for _, h := range []slog.Handler{slog.NewTextHandler(&b, nil), slog.NewJSONHandler(&b, nil)} {
		slog.New(h).Info("m", "v", v)
	}
	return b.String()
}

func TestLoginTypesShowNoSecrets(t *testing.T) {
	t.Parallel()
	p, u := newIDP(t), newUser(t)
	p.secret = "client-secret-1"
	f := p.flow()
	f.AuthParams, f.Params = url.Values{"login_hint": {"hint-secret-1"}}, url.Values{"api_key": {"param-secret-1"}}
	cfg := u.config(f)
	tok, err := auth.Login(soon(t), cfg)
	if err != nil {
		t.Fatal(err)
	}
	verifier, state := p.lastForm().Get("code_verifier"), p.lastAuth().Get("state")

	store := new(auth.MemoryStore)
	key := f.Key("ann")
	if err := auth.Keep(t.Context(), store, key, tok); err != nil {
		t.Fatal(err)
	}
	grant := auth.Persist(f.Refresh(), store, key)
	_, refreshErr := grant.Token(t.Context(), tok) // the provider here doesn't refresh
	src := auth.NewLoginSource(f.Refresh(), tok, auth.WithStore(store, key))
	defer src.Close()
	web := auth.WebLoginConfig{
		CodeFlow: f, Keys: []auth.Secret{"key-secret-1-0123456789-0123456789-0123456789"},
		Done: func(http.ResponseWriter, *http.Request, *auth.Token) error { return nil },
	}
	web.RedirectURI = "https://app.example/cb"
	login, err := auth.NewWebLogin(web)
	if err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	p.secret = "client-secret-2"
	p.mu.Unlock()
	_, loginErr := auth.Login(soon(t), cfg)
	if refreshErr == nil || loginErr == nil {
		t.Fatal("both should have failed")
	}
	device := &auth.DeviceCode{
		DeviceURL: "https://u:url-secret-1@idp.example/d", TokenURL: p.URL + "/token?k=url-secret-1", ClientID: "app", ClientSecret: "client-secret-1", Params: f.Params,
		Prompt: func(context.Context, auth.DevicePrompt) error { return nil },
	}
	saveErr := auth.Keep(t.Context(), leaky{}, key, tok)
	for name, v := range map[string]any{
		"CodeFlow": f, "*CodeFlow": &f, "LoginConfig": cfg, "*LoginConfig": &cfg, "LoginPrompt": u.prompt, "*LoginPrompt": &u.prompt,
		"WebLoginConfig": web, "*WebLoginConfig": &web, "WebLogin": login, "Token": tok, "Source": src, "Grant": grant, "MemoryStore": store,
		"Key": key, "RefreshToken": f.Refresh(), "DeviceCode": *device, "*DeviceCode": device,
		"login error": loginErr, "refresh error": refreshErr, "SaveError": saveErr,
	} {
		text := printed(v)
		for _, s := range []string{"secret-1", "secret-2", "secret-3", verifier, state} {
			if i := strings.Index(text, s); i >= 0 {
				t.Errorf("%s shows %q: …%s", name, s, text[max(0, i-80):min(len(text), i+40)])
			}
		}
	}
}

// leaky is a store that quotes what it could not save.
type leaky struct{}

func (leaky) Load(context.Context, auth.Key) (*auth.Token, error) { return nil, nil }

func (leaky) Lock(context.Context, auth.Key) (func() error, error) {
	return func() error { return nil }, nil
}

func (leaky) Save(_ context.Context, _ auth.Key, t *auth.Token) error {
	return errors.New("INSERT " + t.AccessToken().Reveal() + " " + url.QueryEscape(t.RefreshToken().Reveal()))
}

func TestDeviceTypesShowNoSecrets(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &deviceProvider{authorize: deviceAnswer, steps: []func(*http.Request) (*http.Response, error){
			say(400, `{"error":"invalid_grant","error_description":"dev-secret-1 is unknown"}`),
		}}
		var prompt auth.DevicePrompt
		g := p.grant(&prompt)
		_, err := g.Token(t.Context(), nil)
		if err == nil {
			t.Fatal("should have failed")
		}
		for _, v := range []any{err, g, *g, prompt} {
			if text := printed(v); strings.Contains(text, "dev-secret-1") {
				t.Error(text)
			}
		}
	})
}
