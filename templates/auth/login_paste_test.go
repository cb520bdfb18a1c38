package auth_test

// login_paste_test.go logs in where no browser can come back: the user pastes.

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/keywright/keywright/templates/auth"
)

func TestLoginByPasting(t *testing.T) {
	t.Parallel()
	const redirect = "https://localhost"
	for name, c := range map[string]struct {
		paste func(address string) []string // what the user pastes in turn
		asked int
		is    error
	}{
		"the address":             {func(a string) []string { return []string{" " + a + "\n"} }, 1, nil},
		"its query":               {func(a string) []string { _, q, _ := strings.Cut(a, "?"); return []string{q} }, 1, nil},
		"the code":                {func(a string) []string { u, _ := url.Parse(a); return []string{u.Query().Get("code")} }, 1, nil},
		"first another address":   {func(a string) []string { return []string{redirect + "?code=x&state=y", "https://localhost/", "", a} }, 4, nil},
		"only nonsense":           {func(string) []string { return []string{"", "", "", "", "", ""} }, 5, auth.ErrForged},
		"an address of a refusal": {func(a string) []string { return []string{strings.Replace(a, "code=", "error=access_denied&x=", 1)} }, 1, auth.ErrDenied},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, u := newIDP(t), newUser(t)
			p.redirect = redirect
			cfg := u.config(p.flow())
			cfg.NoListener = true
			address := make(chan string, 1)
			cfg.Open = func(_ context.Context, raw string) error {
				c := browser()
				c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
				v, err := visit(c, http.MethodGet, raw)
				address <- v.header.Get("Location") // the page there doesn't load
				return err
			}
			var asked int
			var texts []string
			cfg.Paste = func(_ context.Context, problem error) (string, error) {
				if asked == 0 {
					texts = c.paste(<-address)
				}
				if (problem != nil) != (asked > 0) {
					t.Errorf("asked with %v the %d. time", problem, asked+1)
				}
				asked++
				return texts[asked-1], nil
			}
			tok, err := auth.Login(soon(t), cfg)
			if !errors.Is(err, c.is) || (tok == nil) != (c.is != nil) {
				t.Errorf("%v, %v", tok, err)
			}
			if asked != c.asked {
				t.Errorf("asked %d times", asked)
			}
			if !u.prompt.Paste || p.lastAuth().Get("redirect_uri") != redirect {
				t.Errorf("prompt %v, redirect %q", u.prompt, p.lastAuth().Get("redirect_uri"))
			}
			if err != nil && strings.Contains(fmt.Sprintf("%v %#v", err, err), "secret-") {
				t.Errorf("%v", err)
			}
		})
	}
}

// Where answers name their issuer, a code by itself can't be checked.
func TestLoginPastedCodeNeedsIssuer(t *testing.T) {
	t.Parallel()
	p, u := newIDP(t), newUser(t)
	p.redirect, p.issuer = "https://localhost", "https://idp.example"
	cfg := u.config(p.flow())
	cfg.SendsIssuer, cfg.NoListener = true, true
	cfg.Open = func(context.Context, string) error { return nil }
	cfg.Paste = func(context.Context, error) (string, error) { return "some-code", nil }
	if _, err := auth.Login(soon(t), cfg); !errors.Is(err, auth.ErrForged) {
		t.Errorf("%v", err)
	}
	eof := errors.New("end of input")
	cfg.Paste = func(context.Context, error) (string, error) { return "", eof }
	if _, err := auth.Login(soon(t), cfg); !errors.Is(err, eof) {
		t.Errorf("%v", err)
	}
}

// With a server, a paste that fails is no failure.
func TestLoginPasteBesideServer(t *testing.T) {
	t.Parallel()
	p, u := newIDP(t), newUser(t)
	cfg := u.config(p.flow())
	failed := make(chan struct{})
	cfg.Paste = func(context.Context, error) (string, error) {
		defer close(failed)
		return "", errors.New("standard input is closed")
	}
	u.before = func(string) { <-failed }
	if _, err := auth.Login(soon(t), cfg); err != nil {
		t.Error(err)
	}
}
