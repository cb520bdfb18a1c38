package auth_test

// parse_test.go holds rule 8: the answers of token endpoints as they come.

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

func jwt(claims string) string {
	return "eyJhbGciOiJub25lIn0." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln"
}

func TestRule8_ExpiresIn(t *testing.T) {
	t.Parallel()
	issued := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	never := time.Duration(0)
	for in, want := range map[string]time.Duration{
		`3600`:                time.Hour,
		`3599.5`:              3599500 * time.Millisecond,
		`"3600"`:              time.Hour,
		`" 3600 "`:            time.Hour,
		`"3600.0"`:            time.Hour,
		`3.6e3`:               time.Hour,
		`31104000`:            360 * 24 * time.Hour,
		`1767326645`:          issuedIn(issued, 1767326645), // Unix seconds
		`"1767326645"`:        issuedIn(issued, 1767326645), //
		`1767326645000`:       issuedIn(issued, 1767326645), // Unix milliseconds
		`1700000000`:          never,                        // Unix time that has passed: clocks differ
		`0`:                   never,
		`-1`:                  never,
		`null`:                never,
		`""`:                  never,
		`"never"`:             never,
		`true`:                never,
		`{}`:                  never,
		`[]`:                  never,
		`1e400`:               never,
		`"NaN"`:               never,
		`"Inf"`:               never,
		`9223372036854775807`: never,
		`999999999999`:        never, // a Unix time 31,000 years on
	} {
		tok, err := auth.ParseToken([]byte(`{"access_token":"a","expires_in":`+in+`}`), issued)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		var got time.Duration
		if !tok.Expiry().IsZero() {
			got = tok.Expiry().Sub(issued)
		}
		if got != want || !tok.Issued().Equal(issued) {
			t.Errorf("%s: %v, want %v", in, got, want)
		}
	}
	if tok, err := auth.ParseToken([]byte(`{"access_token":"a"}`), issued); err != nil || !tok.Expiry().IsZero() {
		t.Errorf("missing: %v, %v", tok, err)
	}
}

func issuedIn(issued time.Time, unix int64) time.Duration { return time.Unix(unix, 0).Sub(issued) }

func TestRule8_Answers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body string
		want       string // access token; "" for an error
	}{
		{"plain", `{"access_token":"a","token_type":"Bearer"}`, "a"},
		{"white space and BOM", "\ufeff \n{\"access_token\":\"a\"}\n", "a"},
		{"type in lower case", `{"access_token":"a","token_type":"bearer"}`, "a"},
		{"type missing", `{"access_token":"a"}`, "a"},
		{"type null", `{"access_token":"a","token_type":null}`, "a"},
		{"error null", `{"access_token":"a","error":null}`, "a"},
		{"form", `access_token=a&token_type=bearer&expires_in=60&scope=x+y`, "a"},
		{"form with an empty type", `access_token=a&token_type=`, "a"},
		{"mac", `{"access_token":"a","token_type":"mac"}`, ""},
		{"DPoP", `{"access_token":"a","token_type":"DPoP"}`, ""},
		{"newline", `{"access_token":"a\nX-Evil: 1"}`, ""},
		{"NUL", `{"access_token":"a\u0000"}`, ""},
		{"DEL", `{"access_token":"a\u007f"}`, ""},
		{"not ASCII", `{"access_token":"ä"}`, ""},
		{"control in refresh token", `{"access_token":"a","refresh_token":"r\r"}`, ""},
		{"control in form", `access_token=a%0d%0aX: 1`, ""},
		{"number for a token", `{"access_token":1}`, ""},
		{"object for a refresh token", `{"access_token":"a","refresh_token":{}}`, ""},
		{"empty token", `{"access_token":""}`, ""},
		{"error beside a token", `{"access_token":"a","error":"invalid_grant"}`, ""},
		{"array", `[{"access_token":"a"}]`, ""},
		{"string", `"a"`, ""},
		{"null", `null`, ""},
		{"empty", ``, ""},
		{"html", `<!doctype html><p>access_token=a`, ""},
		{"cut off", `{"access_token":"a"`, ""},
		{"trailing data", `{"access_token":"a"} {"access_token":"b"}`, ""},
	} {
		tok, err := auth.ParseToken([]byte(c.body), time.Now())
		if (err == nil) != (c.want != "") || err == nil && tok.AccessToken().Reveal() != c.want {
			t.Errorf("%s: %v, %v", c.name, tok, err)
		}
		if err == nil && tok.Type() != "Bearer" {
			t.Errorf("%s: type %q", c.name, tok.Type())
		}
		if _, ok := errors.AsType[*auth.Error](err); err != nil && !ok {
			t.Errorf("%s: %T", c.name, err)
		}
	}
}

func TestRule8_JSONWhateverTheContentType(t *testing.T) {
	t.Parallel()
	for _, ct := range []string{"text/html", "text/plain", "application/x-www-form-urlencoded", "application/octet-stream", ""} {
		srv := newTokenServer(t, 200, okAnswer)
		srv.set(200, okAnswer, http.Header{"Content-Type": {ct}})
		if tok, err := (&auth.ClientCredentials{TokenURL: srv.URL, ClientID: "i"}).Token(t.Context(), nil); err != nil || tok.AccessToken() != "at" {
			t.Errorf("%q: %v", ct, err)
		}
	}
}

func TestRule8_Scopes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body string
		want string // joined by |; "-" is not told
	}{
		"string":          {`{"access_token":"a","scope":"openid wow.profile"}`, "openid|wow.profile"},
		"commas":          {`{"access_token":"a","scope":"a,b"}`, "a|b"},
		"list":            {`{"access_token":"a","scope":["a","b"]}`, "a|b"},
		"empty string":    {`{"access_token":"a","scope":""}`, ""},
		"empty list":      {`{"access_token":"a","scope":[]}`, ""},
		"null":            {`{"access_token":"a","scope":null}`, "-"},
		"missing":         {`{"access_token":"a"}`, "-"},
		"number":          {`{"access_token":"a","scope":1}`, "-"},
		"JWT scopes":      {`{"access_token":"` + jwt(`{"scopes":["view-user-profile"]}`) + `","scope":null}`, "view-user-profile"},
		"JWT scope":       {`{"access_token":"` + jwt(`{"scope":"a b"}`) + `"}`, "a|b"},
		"JWT scp":         {`{"access_token":"` + jwt(`{"scp":["a"]}`) + `"}`, "a"},
		"JWT none":        {`{"access_token":"` + jwt(`{"scopes":[]}`) + `"}`, ""},
		"JWT untold":      {`{"access_token":"` + jwt(`{"sub":"1"}`) + `"}`, "-"},
		"answer over JWT": {`{"access_token":"` + jwt(`{"scopes":["x"]}`) + `","scope":"a"}`, "a"},
		"no JWT":          {`{"access_token":"a.b.c"}`, "-"},
	} {
		tok, err := auth.ParseToken([]byte(c.body), time.Now())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := strings.Join(tok.Scopes(), "|")
		if tok.Scopes() == nil {
			got = "-"
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestExtraFieldsAreKept(t *testing.T) {
	t.Parallel()
	tok, err := auth.ParseToken([]byte(`{"access_token":"a","sub":"client","n":[1]}`), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if v, ok := tok.Extra("sub"); !ok || string(v) != `"client"` {
		t.Errorf("%s, %t", v, ok)
	}
	if _, ok := tok.Extra("access_token"); ok {
		t.Error("the access token is among the extras")
	}
}

func TestStoredTokensComeBackEqual(t *testing.T) {
	t.Parallel()
	for _, scopes := range [][]string{nil, {}, {"a"}} {
		in := mustToken(t, auth.TokenFields{
			AccessToken: "a", RefreshToken: "r", IDToken: "i", Scopes: scopes, Expiry: time.Unix(2e9, 0), Issued: time.Unix(1e9, 5),
		})
		b, err := auth.EncodeToken(in)
		if err != nil {
			t.Fatal(err)
		}
		out, err := auth.DecodeToken(b)
		if err != nil || out.AccessToken() != "a" || out.RefreshToken() != "r" || out.IDToken() != "i" ||
			!out.Expiry().Equal(in.Expiry()) || !out.Issued().Equal(in.Issued()) ||
			(out.Scopes() == nil) != (scopes == nil) || len(out.Scopes()) != len(scopes) {
			t.Errorf("%s came back as %v, %v", b, out, err)
		}
	}
	if _, err := auth.DecodeToken([]byte(`{"access_token":"top-secret`)); err == nil || strings.Contains(err.Error(), "top") {
		t.Errorf("%v", err)
	}
}

func FuzzParseToken(f *testing.F) {
	for _, s := range []string{
		okAnswer, `access_token=a&expires_in=1`, `{"access_token":"a","scope":["x"],"expires_in":"1e9"}`, `{"error":{"code":"x"}}`,
		`{"access_token":"` + jwt(`{"scopes":["a"]}`) + `"}`, "\ufeff{}", `{"access_token":"a","expires_in":1e308}`,
	} {
		f.Add([]byte(s))
	}
	issued := time.Unix(1767326645, 0)
	f.Fuzz(func(t *testing.T, body []byte) {
		tok, err := auth.ParseToken(body, issued)
		if err != nil {
			if tok != nil || len(err.Error()) > 1000 || strings.ContainsAny(err.Error(), "\n\r\x00\x1b") {
				t.Errorf("%v, %q", tok, err)
			}
			return
		}
		a := tok.AccessToken().Reveal()
		if a == "" || strings.ContainsFunc(a, func(r rune) bool { return r < 0x20 || r > 0x7e }) {
			t.Errorf("token %q accepted", a)
		}
		if e := tok.Expiry(); !e.IsZero() && (e.Before(issued) || e.After(issued.AddDate(101, 0, 0))) {
			t.Errorf("expiry %v", e)
		}
		b, err := auth.EncodeToken(tok)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := auth.DecodeToken(b); err != nil || again.AccessToken() != tok.AccessToken() {
			t.Errorf("doesn't survive a store: %v", err)
		}
	})
}
