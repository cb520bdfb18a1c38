package auth_test

// redact_test.go holds rule 10: after real flows nothing of this package
// prints a secret, whatever way it is printed.

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

// The secrets of the flows below; each is searched for in several encodings.
var planted = []string{
	"client-SECRET/1+x", "access-SECRET-2", "refresh-SECRET-3", "code-SECRET-4", "verifier-SECRET-5", "param-SECRET-6", "id-SECRET-7",
	"key-SECRET 8", "url-SECRET-9", "password-SECRET-10", "extra-SECRET-11",
}

func leaks(text string) (string, bool) {
	for _, s := range planted {
		for _, form := range []string{s, url.QueryEscape(s), url.PathEscape(s), base64.StdEncoding.EncodeToString([]byte(s)), base64.StdEncoding.EncodeToString([]byte("cid:" + url.QueryEscape(s)))} {
			if strings.Contains(text, form) {
				return s, true
			}
		}
	}
	return "", false
}

// everyWay prints v in all the ways that end in logs.
func everyWay(v any) map[string]string {
	out := map[string]string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t"} {
		out[verb] = fmt.Sprintf(verb, v)
	}
	out["nested"] = fmt.Sprintf("%v %+v %#v", []any{v}, struct{ X any }{v}, map[string]any{"x": v})
	out["unexported"] = fmt.Sprintf("%v %+v %#v", struct{ x any }{v}, struct{ x any }{v}, struct{ x any }{v})
	b, err := json.Marshal(struct{ X any }{v})
	out["json"] = fmt.Sprint(string(b), err)
	for name, h := range map[string]func(*bytes.Buffer) slog.Handler{
		"slog text": func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		"slog json": func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		var b bytes.Buffer
		slog.New(h(&b)).Info("x", "v", v, slog.Group("g", "v", []any{v}))
		out[name] = b.String()
	}
	if err, ok := v.(error); ok {
		out["error"] = err.Error()
		for e := errors.Unwrap(err); e != nil; e = errors.Unwrap(e) {
			out["unwrapped"] += fmt.Sprintf("%v %+v %#v", e, e, e)
		}
	}
	// hexadecimal is an encoding too
	for verb, s := range out {
		for _, p := range planted {
			if strings.Contains(strings.ToLower(s), fmt.Sprintf("%x", p)) {
				out[verb] += p
			}
		}
	}
	return out
}

func scan(t *testing.T, what string, v any) {
	t.Helper()
	for way, text := range everyWay(v) {
		switch v.(type) {
		case auth.Secret, auth.TokenFields:
			if way == "unexported" {
				continue // a string by design: fmt reads unexported fields past any method, as Secret's doc says
			}
		}
		if s, found := leaks(text); found {
			t.Errorf("%s under %s shows %s: %s", what, way, s, text)
		}
	}
}

func TestRule10_TypesPrintNoSecret(t *testing.T) {
	t.Parallel()
	tokens := `{"access_token":"access-SECRET-2","refresh_token":"refresh-SECRET-3","id_token":"id-SECRET-7","vendor":"extra-SECRET-11","expires_in":60}`
	srv := newTokenServer(t, 200, tokens)
	params := url.Values{"vendor_key": {"param-SECRET-6"}}
	cc := &auth.ClientCredentials{TokenURL: srv.URL + "?k=url-SECRET-9", ClientID: "cid", ClientSecret: "client-SECRET/1+x", Params: params}
	code := &auth.AuthorizationCode{TokenURL: srv.URL, ClientID: "cid", ClientSecret: "client-SECRET/1+x", Code: "code-SECRET-4", Verifier: "verifier-SECRET-5", Params: params}
	rt := &auth.RefreshToken{TokenURL: srv.URL, ClientID: "cid", ClientSecret: "client-SECRET/1+x", Initial: "refresh-SECRET-3", Params: params}
	ep := &auth.Endpoint{URL: srv.URL, ClientID: "cid", ClientSecret: "client-SECRET/1+x", Params: params}
	var events []auth.RefreshEvent
	src := auth.NewSource(cc, auth.OnRefresh(func(e auth.RefreshEvent) { events = append(events, e) }))
	tok, err := src.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if tok.AccessToken().Reveal() != planted[1] || tok.RefreshToken().Reveal() != planted[2] {
		t.Fatal("the flow didn't run as planned")
	}
	key := auth.APIKeyHeader("X-Key", "key-SECRET 8")
	tr := auth.NewTransport(src, "api.example.com")
	tr.Requirements = append(tr.Requirements, auth.Requirement{Credential: key})
	x := &auth.Exchange{Requirements: tr.Requirements, Hosts: &tr.Hosts}
	req, _ := http.NewRequest("GET", "https://api.example.com/", nil)
	x.RoundTrip(roundTripper(func(r *http.Request) (*http.Response, error) { return answer(r, 200, nil, ""), nil }), req, time.Now())
	for name, v := range map[string]any{
		"Secret": auth.Secret("client-SECRET/1+x"), "Token": tok, "Token value": *tok, "TokenFields": tok.Fields(),
		"ClientCredentials": cc, "AuthorizationCode": code, "RefreshToken": rt, "Endpoint": ep, "Static": auth.Static(tok),
		"Source": src, "RefreshEvent": events[0], "Transport": tr, "Exchange": x, "Requirement": tr.Requirements[1],
		"APIKeyHeader": key, "APIKeyQuery": auth.APIKeyQuery("k", "key-SECRET 8"), "APIKeyCookie": auth.APIKeyCookie("k", "key-SECRET 8"),
		"Basic": auth.Basic("u", "password-SECRET-10"), "Bearer": auth.Bearer("access-SECRET-2"),
		"Source option": auth.WithToken(tok), "Persist": auth.Persist(rt, nil, auth.Key{Client: "cid"}),
		"principals": src.Principal() + key.Principal() + auth.Bearer("access-SECRET-2").Principal() + auth.NewSource(auth.Static(tok)).Principal() + auth.NewSource(rt).Principal(),
	} {
		scan(t, name, v)
	}
	for name, v := range map[string]any{"ClientCredentials": *cc, "AuthorizationCode": *code, "RefreshToken": *rt, "Endpoint": *ep} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			if s, found := leaks(fmt.Sprintf(verb, v)); found {
				t.Errorf("%s by value shows %s", name, s)
			}
		}
		b, _ := json.Marshal(v)
		if s, found := leaks(string(b)); found {
			t.Errorf("%s by value in JSON shows %s", name, s)
		}
	}
}

// A server that echoes all it was sent, under names of its own.
func TestRule10_ErrorsShowNoSecretWhateverTheServerEchoes(t *testing.T) {
	t.Parallel()
	grants := func(u string, style auth.Style, enc auth.Encoding) map[string]func() error {
		params := url.Values{"vendor_key": {"param-SECRET-6"}}
		ep := &auth.Endpoint{URL: u, ClientID: "cid", ClientSecret: "client-SECRET/1+x", Style: style, Encoding: enc, Params: params}
		tok := mustToken(t, auth.TokenFields{AccessToken: "access-SECRET-2"})
		grant := func(g auth.Grant) func() error {
			return func() error { _, err := auth.NewSource(g).Token(t.Context()); return err }
		}
		return map[string]func() error{
			"client":     grant(&auth.ClientCredentials{TokenURL: u + "?k=url-SECRET-9", ClientID: "cid", ClientSecret: "client-SECRET/1+x", Style: style, Encoding: enc, Params: params}),
			"code":       grant(&auth.AuthorizationCode{TokenURL: u, ClientID: "cid", ClientSecret: "client-SECRET/1+x", Code: "code-SECRET-4", Verifier: "verifier-SECRET-5", Style: style, Encoding: enc}),
			"refresh":    grant(&auth.RefreshToken{TokenURL: u, ClientID: "cid", Initial: "refresh-SECRET-3", Encoding: enc}),
			"revoke":     func() error { return ep.Revoke(t.Context(), "refresh-SECRET-3", "") },
			"introspect": func() error { _, err := ep.Introspect(t.Context(), "access-SECRET-2", ""); return err },
			"userinfo":   func() error { _, err := ep.Userinfo(t.Context(), tok); return err },
		}
	}
	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b bytes.Buffer
		b.ReadFrom(r.Body)
		raw, _ := url.QueryUnescape(b.String())
		basic, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(r.Header.Get("Authorization"), "Basic "))
		user, _ := url.QueryUnescape(string(basic))
		all := fmt.Sprint(r.Header.Get("Authorization"), " ", user, " ", r.URL, " ", raw, " ", b.String())
		w.WriteHeader(400)
		json.NewEncoder(w).Encode(map[string]string{"error": strings.Fields(raw + " x")[0], "error_description": all, "hint": all})
	}))
	defer echo.Close()
	// a proxy's error page, and a connection that breaks while its error tells the URL
	broken := roundTripper(func(r *http.Request) (*http.Response, error) {
		b := new(bytes.Buffer)
		b.ReadFrom(r.Body)
		return nil, fmt.Errorf("proxy refused %s with %s %v", r.URL, b, r.Header)
	})
	for _, style := range []auth.Style{auth.StyleBasic, auth.StyleBody} {
		for _, enc := range []auth.Encoding{auth.EncodingForm, auth.EncodingMultipart, auth.EncodingJSON} {
			for name, call := range grants(echo.URL, style, enc) {
				err := call()
				if err == nil {
					t.Errorf("%s: no error", name)
				}
				scan(t, fmt.Sprint(name, style, enc), err)
			}
		}
	}
	g := &auth.ClientCredentials{
		TokenURL: "https://user:password-SECRET-10@id.example.com/t?k=url-SECRET-9", ClientID: "cid", ClientSecret: "client-SECRET/1+x",
		Style: auth.StyleBody, HTTPClient: &http.Client{Transport: broken},
	}
	_, err := g.Token(t.Context(), nil)
	if err == nil || !strings.Contains(err.Error(), "proxy refused") {
		t.Errorf("%v", err)
	}
	scan(t, "broken", err)
}

func TestRule10_QueryKeysStayOutOfErrors(t *testing.T) {
	t.Parallel()
	tr := auth.NewTransport(auth.APIKeyQuery("k", "key-SECRET 8"), "api.example.com")
	tr.Base = roundTripper(func(r *http.Request) (*http.Response, error) { return nil, fmt.Errorf("can't reach %s", r.URL) })
	_, err := (&http.Client{Transport: tr}).Get("https://api.example.com/x?a=b")
	if err == nil || !strings.Contains(err.Error(), "can't reach") {
		t.Fatal(err)
	}
	scan(t, "query key", err)

	tr.Base = roundTripper(func(r *http.Request) (*http.Response, error) {
		if !strings.Contains(r.URL.RawQuery, "SECRET") {
			t.Error("the key was not sent")
		}
		return answer(r, 302, http.Header{"Location": {"https://api.example.com:1/%zz"}}, ""), nil
	})
	_, err = (&http.Client{Transport: tr}).Get("https://api.example.com/x?a=b")
	if err == nil {
		t.Fatal("no error")
	}
	scan(t, "query key across a redirect", err)
}

func TestRule10_TokensStayOutOfTheErrorsOfTransports(t *testing.T) {
	t.Parallel()
	n := 0
	rt := roundTripper(func(r *http.Request) (*http.Response, error) {
		if n++; n == 1 {
			return answer(r, 401, nil, ""), nil
		}
		return nil, fmt.Errorf("broken pipe after %v", r.Header)
	})
	secrets := []auth.Secret{"access-SECRET-2", "refresh-SECRET-3"}
	src := auth.NewSource(auth.GrantFunc(func(context.Context, *auth.Token) (*auth.Token, error) {
		return auth.NewToken(auth.TokenFields{AccessToken: secrets[n]})
	}))
	for _, c := range []auth.Credential{src, auth.Basic("u", "password-SECRET-10"), auth.APIKeyCookie("c", "code-SECRET-4")} {
		_, err := do(c, rt, "GET", "")
		if err == nil && n == 1 {
			continue
		}
		if err == nil || !strings.Contains(err.Error(), "broken pipe") {
			t.Errorf("%v", err)
		}
		scan(t, "transport's error", err)
	}
}

func TestRule10_DescriptionsAreCappedAndClean(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ä", 1000)
	b, _ := json.Marshal(map[string]string{"error": "x\n\x1b[31m" + long, "error_description": "one\r\ntwo\x00\x1b[0m\u202e\u2028" + long})
	srv := newTokenServer(t, 400, string(b))
	_, err := (&auth.ClientCredentials{TokenURL: srv.URL, ClientID: "i"}).Token(t.Context(), nil)
	e, _ := errors.AsType[*auth.Error](err)
	if e == nil || len(e.Description) > 310 || len(e.Code) > 70 || strings.ContainsAny(err.Error(), "\r\n\x00\x1b\u202e\u2028") || !strings.HasPrefix(e.Description, "one") {
		t.Errorf("%q", err)
	}
	// a secret that straddles the cap leaves no part behind
	for pad := 280; pad < 305; pad++ {
		body, _ := json.Marshal(map[string]string{"error": "x", "error_description": strings.Repeat("-", pad) + "client-SECRET/1+x"})
		srv.set(400, string(body), nil)
		_, err := (&auth.ClientCredentials{TokenURL: srv.URL, ClientID: "cid", ClientSecret: "client-SECRET/1+x"}).Token(t.Context(), nil)
		if strings.Contains(err.Error(), "client-S") || strings.Contains(err.Error(), "-cli") {
			t.Fatalf("after %d: %v", pad, err)
		}
	}
}
