package auth_test

// request_test.go checks what is sent to token endpoints, byte for byte where
// it matters, and rule 11: what their error answers mean.

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

const okAnswer = `{"access_token":"at","token_type":"bearer","expires_in":600}`

func TestClientCredentialsRequests(t *testing.T) {
	t.Parallel()
	const id, secret = "id:with odd+chars", "p@ss:wörd&=%"
	for _, c := range []struct {
		name     string
		style    auth.Style
		encoding auth.Encoding
		ctype    string
	}{
		{"basic form", auth.StyleBasic, auth.EncodingForm, "application/x-www-form-urlencoded"},
		{"body form", auth.StyleBody, auth.EncodingForm, "application/x-www-form-urlencoded"},
		{"basic multipart", auth.StyleBasic, auth.EncodingMultipart, "multipart/form-data"},
		{"body multipart", auth.StyleBody, auth.EncodingMultipart, "multipart/form-data"},
		{"basic json", auth.StyleBasic, auth.EncodingJSON, "application/json"},
		{"body json", auth.StyleBody, auth.EncodingJSON, "application/json"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			srv := newTokenServer(t, 200, okAnswer)
			g := &auth.ClientCredentials{
				TokenURL: srv.URL, ClientID: id, ClientSecret: secret, Scopes: []string{"a", "b"},
				Style: c.style, Encoding: c.encoding, Params: url.Values{"audience": {"x y"}},
			}
			tok, err := g.Token(t.Context(), nil)
			if err != nil || tok.AccessToken() != "at" {
				t.Fatal(tok, err)
			}
			form, h := srv.last()
			if !strings.HasPrefix(h.Get("Content-Type"), c.ctype) {
				t.Errorf("content type %q", h.Get("Content-Type"))
			}
			want := url.Values{"grant_type": {"client_credentials"}, "scope": {"a b"}, "audience": {"x y"}}
			if c.style == auth.StyleBody {
				want.Set("client_id", id)
				want.Set("client_secret", secret)
			}
			if form.Encode() != want.Encode() {
				t.Errorf("sent %v, want %v", form, want)
			}
			basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("id%3Awith+odd%2Bchars:p%40ss%3Aw%C3%B6rd%26%3D%25"))
			if c.style == auth.StyleBody {
				basic = ""
			}
			if got := h.Get("Authorization"); got != basic {
				t.Errorf("Authorization %q, want %q", got, basic)
			}
		})
	}
}

func TestAuthorizationCodeRequests(t *testing.T) {
	t.Parallel()
	srv := newTokenServer(t, 200, `{"access_token":"at","token_type":"Bearer","refresh_token":"r1","scope":"openid"}`)
	v := auth.NewVerifier()
	g := &auth.AuthorizationCode{
		TokenURL: srv.URL, ClientID: "cid", Code: "c0de", Verifier: v, RedirectURI: "https://localhost/cb", Scopes: []string{"openid", "wow.profile"},
	}
	tok, err := g.Token(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	form, h := srv.last()
	want := url.Values{
		"grant_type": {"authorization_code"}, "code": {"c0de"}, "code_verifier": {v.Reveal()},
		"redirect_uri": {"https://localhost/cb"}, "client_id": {"cid"},
	}
	if form.Encode() != want.Encode() || h.Get("Authorization") != "" {
		t.Errorf("public client sent %v and %q", form, h.Get("Authorization"))
	}
	if _, ok := form["client_secret"]; ok {
		t.Error("an empty client_secret was sent")
	}
	if missing := tok.Missing("openid", "wow.profile"); len(missing) != 1 || missing[0] != "wow.profile" {
		t.Errorf("the declined scope is not seen: %v", missing)
	}

	g.ClientSecret, g.SendScope, g.Verifier = "s3cret", true, ""
	if _, err = g.Token(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	form, h = srv.last()
	if form.Get("scope") != "openid wow.profile" || form.Has("client_id") || form.Has("code_verifier") || !strings.HasPrefix(h.Get("Authorization"), "Basic ") {
		t.Errorf("confidential client sent %v", form)
	}

	if _, err = g.Token(t.Context(), tok); err != nil {
		t.Fatal(err)
	}
	if form, _ = srv.last(); form.Get("grant_type") != "refresh_token" || form.Get("refresh_token") != "r1" || form.Has("code") {
		t.Errorf("the code's second token was asked with %v", form)
	}
}

func TestPKCEChallengeOfRFC7636AppendixB(t *testing.T) {
	t.Parallel()
	if got := auth.Challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"); got != "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" {
		t.Error(got)
	}
	a, b := auth.NewVerifier(), auth.NewVerifier()
	if len(a.Reveal()) != 43 || a == b {
		t.Error("verifiers are short or repeat")
	}
}

func TestRefreshTokenIsFollowedAndKept(t *testing.T) {
	t.Parallel()
	srv := newTokenServer(t, 200, `{"access_token":"a1","refresh_token":"r2"}`)
	g := &auth.RefreshToken{TokenURL: srv.URL, ClientID: "cid", Initial: "r1"}
	prev := mustToken(t, auth.TokenFields{AccessToken: "a0", Scopes: []string{"s"}, IDToken: "idt"})
	tok, err := g.Token(t.Context(), prev)
	if err != nil {
		t.Fatal(err)
	}
	if form, _ := srv.last(); form.Get("refresh_token") != "r1" || form.Get("client_id") != "cid" || form.Has("client_secret") {
		t.Errorf("sent %v", form)
	}
	if tok.RefreshToken() != "r2" || len(tok.Scopes()) != 1 || tok.IDToken() != "idt" {
		t.Errorf("got %v with refresh token %q", tok, tok.RefreshToken().Reveal())
	}
	srv.set(200, `{"access_token":"a2"}`, nil)
	tok, err = g.Token(t.Context(), tok)
	if err != nil || tok.RefreshToken() != "r2" {
		t.Errorf("an answer without a refresh token lost it: %v", err)
	}
	if form, _ := srv.last(); form.Get("refresh_token") != "r2" {
		t.Errorf("the rotated token was not used: %v", form)
	}
	g.Initial = ""
	if _, err = g.Token(t.Context(), prev); !errors.Is(err, auth.ErrReauthorize) {
		t.Errorf("no refresh token: %v", err)
	}
}

func TestRule11_WhatErrorAnswersMean(t *testing.T) {
	t.Parallel()
	cc := func(u string) auth.Grant {
		return &auth.ClientCredentials{TokenURL: u, ClientID: "i", ClientSecret: "s"}
	}
	rt := func(u string) auth.Grant { return &auth.RefreshToken{TokenURL: u, ClientID: "i", Initial: "r"} }
	code := func(u string) auth.Grant { return &auth.AuthorizationCode{TokenURL: u, ClientID: "i", Code: "c"} }
	all := []error{auth.ErrReauthorize, auth.ErrRejected, auth.ErrScope, auth.ErrTemporary}
	for _, c := range []struct {
		name   string
		grant  func(string) auth.Grant
		status int
		body   string
		want   error
		text   string
	}{
		{"invalid_grant", rt, 400, `{"error":"invalid_grant","error_description":"gone"}`, auth.ErrReauthorize, "gone"},
		{"invalid_grant for a code", code, 400, `{"error":"invalid_grant"}`, auth.ErrReauthorize, ""},
		{"invalid_grant without a user", cc, 400, `{"error":"invalid_grant"}`, auth.ErrRejected, ""},
		{"invalid_grant under 200", rt, 200, `{"error":"invalid_grant"}`, auth.ErrReauthorize, ""},
		{"league's bad refresh token", rt, 401, `{"error":"invalid_request","error_description":"The refresh token is invalid.","hint":"Token has been revoked"}`, auth.ErrReauthorize, "Token has been revoked"},
		{"invalid_request else", cc, 400, `{"error":"invalid_request"}`, nil, ""},
		{"invalid_client", cc, 401, `{"error":"invalid_client","error_description":"Bad client credentials"}`, auth.ErrRejected, "Basic or in the body"},
		{"invalid_client for a redirect URI", code, 401, `{"error":"invalid_client","error_description":"Client authentication failed"}`, auth.ErrRejected, "redirect URI"},
		{"unauthorized_client", cc, 400, `{"error":"unauthorized_client"}`, auth.ErrRejected, ""},
		{"bare 401", cc, 401, ``, auth.ErrRejected, "Unauthorized"},
		{"401 html", cc, 401, `<html>no</html>`, auth.ErrRejected, "Unauthorized"},
		{"401 with a code of the server's own", cc, 401, `{"error":"Unauthenticated."}`, auth.ErrRejected, "Unauthenticated"},
		{"invalid_scope", cc, 400, `{"error":"invalid_scope"}`, auth.ErrScope, ""},
		{"500", cc, 500, `oops`, auth.ErrTemporary, "500"},
		{"503 with a misleading body", rt, 503, `{"error":"invalid_grant"}`, auth.ErrTemporary, ""},
		{"429", cc, 429, `{"error":"slow down","status":429}`, auth.ErrTemporary, ""},
		{"temporarily_unavailable", cc, 400, `{"error":"temporarily_unavailable"}`, auth.ErrTemporary, ""},
		{"form error", rt, 400, `error=invalid_grant&error_description=no+way`, auth.ErrReauthorize, "no way"},
		{"wrapped error", cc, 400, `{"error":{"code":"invalid_client","message":"who?"}}`, auth.ErrRejected, "who?"},
		{"no token in 200", cc, 200, `{"token_type":"bearer"}`, nil, "access_token"},
		{"html in 200", cc, 200, `<html>`, nil, "neither JSON nor a form"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			srv := newTokenServer(t, c.status, c.body)
			_, err := c.grant(srv.URL).Token(t.Context(), nil)
			e, ok := errors.AsType[*auth.Error](err)
			if !ok {
				t.Fatalf("%T %v", err, err)
			}
			for _, s := range all {
				if errors.Is(err, s) != (s == c.want) {
					t.Errorf("errors.Is(%v, %v) is %t", err, s, errors.Is(err, s))
				}
			}
			if !strings.Contains(err.Error(), c.text) || e.Op == "" {
				t.Errorf("%v doesn't tell %q", err, c.text)
			}
		})
	}
}

func TestRule11_RetryAfter(t *testing.T) {
	t.Parallel()
	for v, want := range map[string]time.Duration{
		"7": 7 * time.Second, "-1": 0, "x": 0, "": 0, "99999999999": time.Hour, "9999999": time.Hour,
		time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat): 90 * time.Second,
	} {
		srv := newTokenServer(t, 429, "")
		srv.set(429, "", http.Header{"Retry-After": {v}})
		_, err := (&auth.ClientCredentials{TokenURL: srv.URL, ClientID: "i"}).Token(t.Context(), nil)
		e, _ := errors.AsType[*auth.Error](err)
		if e == nil || !e.Temporary || (e.RetryAfter-want).Abs() > 2*time.Second {
			t.Errorf("%q: %v", v, err)
		}
	}
}

func TestRule11_NetworkTrouble(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	g := &auth.ClientCredentials{TokenURL: "http://" + l.Addr().String() + "/token?k=url-secret", ClientID: "i", ClientSecret: "the-secret"}
	_, err = g.Token(t.Context(), nil)
	op, ok := errors.AsType[*net.OpError](err)
	if !errors.Is(err, auth.ErrTemporary) || !ok || op.Op != "dial" {
		t.Errorf("refused: %v", err)
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("refused: %v", err)
	}

	srv := httptest.NewUnstartedServer(http.NotFoundHandler())
	srv.Config.ErrorLog = log.New(io.Discard, "", 0) // the handshake fails on purpose
	srv.StartTLS()
	defer srv.Close()
	_, err = (&auth.ClientCredentials{TokenURL: srv.URL, ClientID: "i"}).Token(t.Context(), nil)
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); !ok || errors.Is(err, auth.ErrTemporary) {
		t.Errorf("bad certificate: %v", err)
	}

	block := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-block }))
	defer slow.Close()
	defer close(block)
	_, err = (&auth.ClientCredentials{TokenURL: slow.URL, ClientID: "i", Timeout: 50 * time.Millisecond}).Token(t.Context(), nil)
	if !errors.Is(err, auth.ErrTemporary) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("hanging: %v", err)
	}
}

func TestRule8_AnswersAreBounded(t *testing.T) {
	t.Parallel()
	srv := newTokenServer(t, 200, `{"access_token":"x","pad":"`+strings.Repeat("a", 1<<20)+`"}`)
	_, err := (&auth.ClientCredentials{TokenURL: srv.URL, ClientID: "i"}).Token(t.Context(), nil)
	if err == nil || !strings.Contains(err.Error(), "1 MiB") {
		t.Errorf("%v", err)
	}
}

func TestRevokeIntrospectUserinfo(t *testing.T) {
	t.Parallel()
	srv := newTokenServer(t, 200, "")
	e := &auth.Endpoint{URL: srv.URL, ClientID: "i", ClientSecret: "s3cret"}
	if err := e.Revoke(t.Context(), "tok-1", "refresh_token"); err != nil {
		t.Fatal(err)
	}
	form, h := srv.last()
	if form.Encode() != "token=tok-1&token_type_hint=refresh_token" || h.Get("Authorization") == "" {
		t.Errorf("revoke sent %v", form)
	}

	future := time.Now().Add(time.Hour).Unix()
	for _, c := range []struct {
		status int
		reply  string
		active bool
		user   string
		scopes int
	}{
		{200, `{"active":true,"scope":"a b","username":"u","exp":` + itoa(future) + `}`, true, "u", 2},
		{200, `{"active":false}`, false, "", 0},
		// Battle.net's check_token
		{200, `{"exp":` + itoa(future) + `,"user_name":"42","authorities":[],"client_id":"c","scope":["wow.profile"]}`, true, "42", 1},
		{200, `{"exp":1000,"client_id":"c"}`, false, "", 0},
		{400, `{"error":"invalid_token","error_description":"Token was not recognised"}`, false, "", 0},
	} {
		srv.set(c.status, c.reply, nil)
		in, err := e.Introspect(t.Context(), "tok-1", "")
		if err != nil || in.Active != c.active || in.Username != c.user || len(in.Scopes) != c.scopes {
			t.Errorf("%s: %+v, %v", c.reply, in, err)
		}
	}
	srv.set(401, `{"error":"invalid_client"}`, nil)
	if _, err := e.Introspect(t.Context(), "tok-1", ""); !errors.Is(err, auth.ErrRejected) {
		t.Errorf("%v", err)
	}

	srv.set(200, `{"sub":"7","battletag":"Name#1234"}`, nil)
	claims, err := e.Userinfo(t.Context(), mustToken(t, auth.TokenFields{AccessToken: "tok-2"}))
	if _, h = srv.last(); err != nil || string(claims["sub"]) != `"7"` || h.Get("Authorization") != "Bearer tok-2" {
		t.Errorf("%v, %v", claims, err)
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func TestDiscover(t *testing.T) {
	t.Parallel()
	var body string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/tenant/.well-known/openid-configuration" {
			http.NotFound(w, r)
			return
		}
		w.Write([]byte(strings.ReplaceAll(body, "{{}}", "http://"+r.Host)))
	}))
	defer srv.Close()
	issuer := srv.URL + "/tenant"
	body = `{"issuer":"{{}}/tenant","token_endpoint":"{{}}/token","authorization_response_iss_parameter_supported":true}`
	m, err := auth.Discover(t.Context(), issuer, nil)
	if err != nil || m.TokenEndpoint != srv.URL+"/token" || !m.SendsIssuer {
		t.Errorf("%+v, %v", m, err)
	}
	body = `{"issuer":"https://evil.example.org","token_endpoint":"{{}}/token"}`
	if _, err = auth.Discover(t.Context(), issuer, nil); err == nil || !strings.Contains(err.Error(), "another issuer") {
		t.Errorf("%v", err)
	}
	body = `{"issuer":"{{}}/tenant","token_endpoint":"http://id.example.org/token"}`
	if _, err = auth.Discover(t.Context(), issuer, nil); !errors.Is(err, auth.ErrHost) {
		t.Errorf("%v", err)
	}
	if _, err = auth.Discover(t.Context(), srv.URL+"/nobody", nil); err == nil {
		t.Error("404 accepted")
	}
}
