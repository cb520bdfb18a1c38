package auth

// callback_fuzz_test.go throws wild requests and texts at everything that
// takes a login's answer. It is inside the package to hold the handlers without
// sockets.

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

const fuzzState = "state-0123456789-0123456789-0123456789-012"

func fuzzPending() *pending {
	return &pending{
		flow:     &CodeFlow{AuthURL: "https://idp.example/a", TokenURL: "https://idp.example/t", ClientID: "app", Issuer: "https://idp.example"},
		redirect: "http://127.0.0.1:1/callback", state: fuzzState, verifier: "verifier-0123456789-0123456789-0123456789",
	}
}

func fuzzSeeds(f *testing.F) {
	for _, q := range []string{
		"", "code=c&state=" + fuzzState, "code=c&state=" + fuzzState + "&iss=https%3A%2F%2Fidp.example", "state=" + fuzzState,
		"error=access_denied&state=" + fuzzState, "error=%1b[2J&error_description=%E2%80%AE&state=" + fuzzState,
		"code=c&code=d&state=" + fuzzState, "code=%00&state=" + fuzzState, "code=c;state=" + fuzzState, "%zz", "code=" + strings.Repeat("a", 5000) + "&state=" + fuzzState,
		"code=c&state=" + fuzzState + "&iss=https://evil.example",
	} {
		f.Add(q)
	}
}

// goodAnswer reports whether a query is an answer to the fuzzed login at all.
func goodAnswer(query string) bool {
	q, err := url.ParseQuery(query)
	return err == nil && len(q["state"]) == 1 && q.Get("state") == fuzzState
}

func FuzzLoginCallback(f *testing.F) {
	fuzzSeeds(f)
	f.Fuzz(func(t *testing.T, query string) {
		w := &waiting{pending: fuzzPending(), path: "/callback", got: make(chan answered, 1), done: make(chan struct{})}
		ctx, cancel := context.WithCancel(t.Context())
		cancel() // the browser leaves at once, so that an answer taken isn't waited for
		req := (&http.Request{Method: http.MethodGet, URL: &url.URL{Path: "/callback", RawQuery: query}}).WithContext(ctx)
		rec := httptest.NewRecorder()
		w.ServeHTTP(rec, req)
		select {
		case a := <-w.got:
			checkTaken(t, query, a)
			return
		default:
		}
		if goodAnswer(query) && !strings.Contains(query, "&code=") && !strings.Contains(query, "error") && !strings.Contains(query, "iss") && strings.HasPrefix(query, "code=c&state=") {
			t.Errorf("%q was not taken", query)
		}
		if rec.Code != http.StatusBadRequest || rec.Header().Get("Cache-Control") != "no-store" || strings.Contains(rec.Body.String(), fuzzState) {
			t.Errorf("%q: %d %v %s", query, rec.Code, rec.Header(), rec.Body)
		}
	})
}

// checkTaken holds an answer that ends the login to what may do so.
func checkTaken(t *testing.T, query string, a answered) {
	t.Helper()
	if !goodAnswer(query) {
		t.Fatalf("%q was taken without its state", query)
	}
	if a.err == nil {
		if code := a.code.Reveal(); code == "" || len(code) > maxAuthCode || !visible(code) {
			t.Errorf("took the code %q", code)
		}
		return
	}
	text := a.err.Error()
	for _, bad := range []string{fuzzState, "verifier-0123", "\x1b", "\n", "\u202e"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q in %q", bad, text)
		}
	}
}

func FuzzLoginPaste(f *testing.F) {
	fuzzSeeds(f)
	f.Add("http://127.0.0.1:1/callback?code=c&state=" + fuzzState + "#_=_")
	f.Add("a-code")
	f.Fuzz(func(t *testing.T, text string) {
		p := fuzzPending()
		code, err := p.readPasted(text)
		switch {
		case err != nil && (code != "" || strings.Contains(err.Error(), "verifier-0123")):
			t.Errorf("%q: %q, %v", text, code, err)
		case err == nil && (code == "" || !visible(code.Reveal())):
			t.Errorf("%q: took %q", text, code)
		case err == nil && strings.ContainsAny(text, "?") && !strings.Contains(text, "state"):
			t.Errorf("%q: an address was taken without its state", text)
		}
	})
}

func FuzzWebCallback(f *testing.F) {
	f.Add("code=c&state=s", "e30.AAAA", "x")
	f.Add("code=c&state="+fuzzState, ".", "")
	f.Fuzz(func(t *testing.T, query, cookie, host string) {
		login, err := NewWebLogin(WebLoginConfig{
			CodeFlow: CodeFlow{AuthURL: "https://idp.example/a", TokenURL: "https://idp.example/t", ClientID: "app", RedirectURI: "https://app.example/cb"},
			Keys:     []Secret{"0123456789abcdef0123456789abcdef"},
			Done: func(http.ResponseWriter, *http.Request, *Token) error {
				t.Error("a login out of nothing")
				return nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		req := &http.Request{Method: http.MethodGet, Host: host, URL: &url.URL{Path: "/cb", RawQuery: query}, Header: http.Header{}}
		_, state := answerState(query)
		req.Header["Cookie"] = []string{cookieName(state) + "=" + cookie}
		rec := httptest.NewRecorder()
		login.Callback().ServeHTTP(rec, req)
		if rec.Code != http.StatusBadRequest || len(rec.Result().Cookies()) > 0 {
			t.Errorf("%q with %q: %d %v", query, cookie, rec.Code, rec.Header())
		}
	})
}

// A return path stays on the application, however a browser reads it.
func FuzzSafeReturn(f *testing.F) {
	for _, s := range []string{"/", "//x", "/\\x", "/a/../..//x", "/%2f/x", "/\t/x", "https://x", "/?a=//x", "/.//x", "/;//x", "/@x"} {
		f.Add(s)
	}
	base := &url.URL{Scheme: "https", Host: "app.example", Path: "/login"}
	f.Fuzz(func(t *testing.T, path string) {
		got := safeReturn(path)
		// Browsers drop tabs and line breaks, and read a backslash as a slash.
		as := strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(got)
		u, err := base.Parse(as)
		if err != nil || u.Host != "app.example" || u.Scheme != "https" || !strings.HasPrefix(got, "/") || strings.HasPrefix(as, "//") {
			t.Errorf("%q leads to %q", path, got)
		}
		if strings.ContainsAny(got, "\r\n\x00") {
			t.Errorf("%q splits the header", got)
		}
	})
}

// What start signs, verifyLogin reads, with the same key and label alone.
func FuzzLoginCookie(f *testing.F) {
	f.Add("/x", "e30.AAAA")
	f.Fuzz(func(t *testing.T, path, forgery string) {
		const key Secret = "0123456789abcdef0123456789abcdef"
		b := newBrowserLogin(path, time.Unix(1e9, 0))
		v := b.sign("label", key)
		if got, ok := verifyLogin(v, "label", key); len(v) <= maxCookie && (!ok || got.Nonce != b.Nonce || got.Expiry != 1e9) {
			t.Errorf("%q doesn't come back: %v %v", path, got, ok)
		}
		for _, bad := range []func() (*browserLogin, bool){
			func() (*browserLogin, bool) { return verifyLogin(v, "other", key) },
			func() (*browserLogin, bool) { return verifyLogin(v, "label", key+"x") },
			func() (*browserLogin, bool) { return verifyLogin(forgery, "label", key) },
			func() (*browserLogin, bool) { return verifyLogin(v+forgery+"A", "label", key) },
		} {
			if got, ok := bad(); ok {
				t.Errorf("took %v", got)
			}
		}
	})
}
