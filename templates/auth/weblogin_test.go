package auth_test

// weblogin_test.go logs in through a web application's two handlers, with a
// browser that keeps cookies, and tries what an attacker would.

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

const webKey auth.Secret = "0123456789abcdef0123456789abcdef-secret-key"

// webApp is an application on https with a session cookie and a page at every
// other path.
type webApp struct {
	*httptest.Server
	t     *testing.T
	idp   *idp
	login *auth.WebLogin
	net   http.RoundTripper // of all browsers, which keeps connections
	now   time.Time
	err   error // of Done
	done  []string
}

func newWebApp(t *testing.T, change func(*auth.WebLoginConfig)) *webApp {
	a := &webApp{t: t, idp: newIDP(t), now: time.Now()}
	mux := http.NewServeMux()
	a.Server = httptest.NewTLSServer(mux)
	t.Cleanup(a.Close)
	cfg := auth.WebLoginConfig{
		CodeFlow: a.idp.flow(), Keys: []auth.Secret{webKey},
		Now: func() time.Time { return a.now },
		Done: func(w http.ResponseWriter, r *http.Request, tok *auth.Token) error {
			who := "nobody"
			if c, err := r.Cookie("session"); err == nil {
				who = c.Value
			}
			a.done = append(a.done, who+" "+tok.AccessToken().Reveal())
			if a.err == nil {
				http.SetCookie(w, &http.Cookie{Name: "session", Value: "logged-in", Path: "/", Secure: true})
			}
			return a.err
		},
	}
	cfg.RedirectURI = a.URL + "/cb"
	if change != nil {
		change(&cfg)
	}
	login, err := auth.NewWebLogin(cfg)
	if err != nil {
		t.Fatal(err)
	}
	a.login = login
	shared := browser().Transport.(*http.Transport)
	shared.DisableKeepAlives = false
	t.Cleanup(shared.CloseIdleConnections)
	a.net = shared
	mux.Handle("/login", login.Start())
	mux.Handle("/cb", login.Callback())
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		session, _ := r.Cookie("session")
		fmt.Fprint(w, "page ", r.URL.Path, " ", session)
	})
	return a
}

// newBrowser is a browser with cookies of its own.
func (a *webApp) newBrowser() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		a.t.Fatal(err)
	}
	c := browser()
	c.Jar, c.Transport = jar, a.net
	return c
}

// hold starts a login and stops before the callback, whose URL it returns.
func (a *webApp) hold(c *http.Client, start string) (string, visited) {
	a.t.Helper()
	stopped := *c
	var begun visited
	stopped.CheckRedirect = func(req *http.Request, via []*http.Request) error {
		if len(via) == 1 {
			begun = visited{status: req.Response.StatusCode, header: req.Response.Header}
		}
		if req.URL.Path == "/cb" {
			return http.ErrUseLastResponse
		}
		return nil
	}
	v, err := visit(&stopped, http.MethodGet, a.URL+start)
	if err != nil {
		a.t.Fatal(err)
	}
	return v.header.Get("Location"), begun
}

func (a *webApp) get(c *http.Client, to string) visited {
	a.t.Helper()
	v, err := visit(c, http.MethodGet, to)
	if err != nil {
		a.t.Fatal(err)
	}
	return v
}

func TestWebLogin(t *testing.T) {
	t.Parallel()
	a := newWebApp(t, nil)
	c := a.newBrowser()
	u, _ := url.Parse(a.URL)
	c.Jar.SetCookies(u, []*http.Cookie{{Name: "session", Value: "s-7", Secure: true}})
	v := a.get(c, a.URL+"/login?return="+url.QueryEscape("/reports/7?x=1&y=2#z"))
	if v.status != 200 || v.url != a.URL+"/reports/7?x=1&y=2#z" || !strings.Contains(v.body, "session=logged-in") {
		t.Errorf("ended on %s with %d %s", v.url, v.status, v.body)
	}
	if len(a.done) != 1 || a.done[0] != "s-7 at-secret-1" {
		t.Errorf("the application got %v", a.done)
	}
	if q := a.idp.lastAuth(); q.Get("code_challenge_method") != "S256" || len(q.Get("state")) < 43 || q.Get("redirect_uri") != a.URL+"/cb" {
		t.Errorf("authorization request %v", q)
	}
	for _, k := range c.Jar.Cookies(u) {
		if k.Name != "session" {
			t.Errorf("cookie %s is left", k.Name)
		}
	}
}

func TestWebLoginCookie(t *testing.T) {
	t.Parallel()
	a := newWebApp(t, nil)
	callback, begun := a.hold(a.newBrowser(), "/login?return=/x")
	resp := http.Response{Header: begun.header}
	if len(resp.Cookies()) != 1 {
		t.Fatalf("%v", begun.header)
	}
	k := resp.Cookies()[0]
	if !k.Secure || !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.Domain != "" || k.MaxAge != 600 || !strings.HasPrefix(k.Name, "__Host-") {
		t.Errorf("cookie %+v", k)
	}
	if begun.status != 303 || begun.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", begun.status, begun.header)
	}
	a.get(a.newBrowser(), callback)
	q, _ := url.Parse(callback)
	if state := q.Query().Get("state"); strings.Contains(k.Value, state) || strings.Contains(k.Name, state) {
		t.Error("the cookie tells the state")
	}
}

func TestWebLoginForgedAnswers(t *testing.T) {
	t.Parallel()
	var fails []error
	a := newWebApp(t, func(c *auth.WebLoginConfig) {
		c.Fail = func(w http.ResponseWriter, _ *http.Request, err error) {
			fails = append(fails, err)
			w.WriteHeader(400)
		}
	})
	victim := a.newBrowser()
	callback, _ := a.hold(victim, "/login")
	attacker := a.newBrowser()
	theirs, _ := a.hold(attacker, "/login")
	for name, to := range map[string]string{
		"attacker's answer in the victim's browser": theirs,
		"no state": a.URL + "/cb?code=x",
		"guessed":  a.URL + "/cb?code=x&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"twice":    callback + "&" + strings.SplitN(callback, "?", 2)[1],
		"nothing":  a.URL + "/cb",
		"no query": a.URL + "/cb?%zz",
		"error":    a.URL + "/cb?error=access_denied",
	} {
		fails = nil
		if v := a.get(victim, to); v.status != 400 || len(fails) != 1 || !errors.Is(fails[0], auth.ErrForged) {
			t.Errorf("%s: %d, %v", name, v.status, fails)
		}
	}
	if v := a.get(a.newBrowser(), callback); v.status != 400 {
		t.Errorf("another browser took the answer: %d", v.status)
	}
	if len(a.done) > 0 {
		t.Errorf("logged in: %v", a.done)
	}
	if v := a.get(victim, callback); v.status != 200 || len(a.done) != 1 {
		t.Errorf("forged answers ended the login: %d", v.status)
	}
	if v := a.get(victim, callback); v.status != 400 || len(a.done) != 1 {
		t.Errorf("an answer was taken twice: %d", v.status)
	}
}

// Cookies of another key, another application's login, or with anything
// changed don't count.
func TestWebLoginTamperedCookies(t *testing.T) {
	t.Parallel()
	a := newWebApp(t, nil)
	u, _ := url.Parse(a.URL)
	for name, change := range map[string]func(string) string{
		"body":      func(v string) string { return "e30" + v[3:] },
		"signature": func(v string) string { return v[:len(v)-4] + "AAAA" },
		"unsigned":  func(v string) string { v, _, _ = strings.Cut(v, "."); return v },
		"empty sum": func(v string) string { v, _, _ = strings.Cut(v, "."); return v + "." },
		"empty":     func(string) string { return "" },
		"huge":      func(v string) string { return v + strings.Repeat("A", 5000) },
	} {
		c := a.newBrowser()
		callback, begun := a.hold(c, "/login?return=/x")
		k := (&http.Response{Header: begun.header}).Cookies()[0]
		k.Value = change(k.Value)
		c.Jar.SetCookies(u, []*http.Cookie{k})
		if v := a.get(c, callback); v.status != 400 {
			t.Errorf("%s: %d", name, v.status)
		}
	}
	mine, other := a.newBrowser(), a.newBrowser()
	_, begun := a.hold(mine, "/login")
	theirs, theirBegun := a.hold(other, "/login")
	renamed := (&http.Response{Header: theirBegun.header}).Cookies()[0]
	renamed.Value = (&http.Response{Header: begun.header}).Cookies()[0].Value
	mine.Jar.SetCookies(u, []*http.Cookie{renamed})
	if v := a.get(mine, theirs); v.status != 400 || !strings.Contains(v.body, "This login is over") {
		t.Errorf("a good cookie under another login's name: %d", v.status)
	}
	for name, change := range map[string]func(*auth.WebLoginConfig){
		"another key":      func(c *auth.WebLoginConfig) { c.Keys = []auth.Secret{webKey + "2"} },
		"another provider": func(c *auth.WebLoginConfig) { c.AuthURL = "https://other.example/authorize" },
		"another client":   func(c *auth.WebLoginConfig) { c.ClientID = "app2" },
	} {
		c := a.newBrowser()
		callback, begun := a.hold(c, "/login")
		other := newWebApp(t, func(cfg *auth.WebLoginConfig) {
			cfg.CodeFlow = a.idp.flow()
			cfg.RedirectURI = a.URL + "/cb"
			change(cfg)
		})
		req := httptest.NewRequest(http.MethodGet, callback, nil)
		req.AddCookie((&http.Response{Header: begun.header}).Cookies()[0])
		rec := httptest.NewRecorder()
		other.login.Callback().ServeHTTP(rec, req)
		if rec.Code != 400 || len(other.done) > 0 {
			t.Errorf("%s: %d", name, rec.Code)
		}
	}
	if len(a.done) > 0 {
		t.Errorf("logged in: %v", a.done)
	}
}

func TestWebLoginExpiresAndKeysRotate(t *testing.T) {
	t.Parallel()
	a := newWebApp(t, func(c *auth.WebLoginConfig) { c.Keys = []auth.Secret{"a new key that is 32 bytes long, or so", webKey} })
	old := newWebApp(t, func(c *auth.WebLoginConfig) {
		c.CodeFlow = a.idp.flow()
		c.RedirectURI = a.URL + "/cb"
	})
	rec := httptest.NewRecorder()
	old.login.Start().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/login?return=/x", nil))
	v, err := visit(&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, http.MethodGet, rec.Result().Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	call := func() *httptest.ResponseRecorder {
		req := httptest.NewRequest(http.MethodGet, v.header.Get("Location"), nil)
		req.AddCookie(rec.Result().Cookies()[0])
		out := httptest.NewRecorder()
		a.login.Callback().ServeHTTP(out, req)
		return out
	}
	a.now = a.now.Add(10*time.Minute + time.Second)
	if out := call(); out.Code != 400 || len(a.done) > 0 {
		t.Errorf("after the login's life: %d", out.Code)
	}
	a.now = a.now.Add(-time.Minute)
	if out := call(); out.Code != 303 || out.Header().Get("Location") != "/x" || len(a.done) != 1 {
		t.Errorf("a login begun with the key before: %d %v", out.Code, out.Header())
	}
}

func TestWebLoginReturnPaths(t *testing.T) {
	t.Parallel()
	a := newWebApp(t, nil)
	for path, want := range map[string]string{
		"/":                             "/",
		"/a/b?c=d#e":                    "/a/b?c=d#e",
		"/%2F/evil.example":             "/%2F/evil.example",
		"/a?next=https://x.example":     "/a?next=https://x.example",
		"":                              "/",
		"a":                             "/",
		"https://evil.example/":         "/",
		"//evil.example":                "/",
		"///evil.example":               "/",
		`/\evil.example`:                "/",
		`\\evil.example`:                "/",
		"/\t/evil.example":              "/",
		"/\n/evil.example":              "/",
		"/x\r\nSet-Cookie: a=b":         "/",
		"/a b":                          "/",
		"/ä":                            "/",
		"javascript:alert(1)":           "/",
		" /a":                           "/",
		"/%zz":                          "/",
		"/" + strings.Repeat("a", 2000): "/",
	} {
		c := a.newBrowser()
		callback, _ := a.hold(c, "/login?return="+url.QueryEscape(path))
		c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		if got := a.get(c, callback).header.Get("Location"); got != want {
			t.Errorf("return to %q ended on %q, wanted %q", path, got, want)
		}
	}
}

func TestWebLoginFailures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		set    func(*webApp)
		status int
		words  string
	}{
		"declined":          {func(a *webApp) { a.idp.deny = "access_denied" }, 403, "declined"},
		"provider down":     {func(a *webApp) { a.idp.broken = true }, 502, "in trouble"},
		"wrong secret":      {func(a *webApp) { a.idp.secret = "client-secret-2" }, 502, "accept the login"},
		"application fails": {func(a *webApp) { a.err = errors.New("database secret-7") }, 500, "could not complete"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newWebApp(t, nil)
			c.set(a)
			v := a.get(a.newBrowser(), a.URL+"/login")
			if v.status != c.status || !strings.Contains(v.body, c.words) {
				t.Errorf("%d %s", v.status, v.body)
			}
			checkPage(t, v)
		})
	}
}

func TestWebLoginTabsAndAbandonedLogins(t *testing.T) {
	t.Parallel()
	a := newWebApp(t, nil)
	c := a.newBrowser()
	first, _ := a.hold(c, "/login?return=/one")
	second, _ := a.hold(c, "/login?return=/two")
	if v := a.get(c, first); v.url != a.URL+"/one" {
		t.Errorf("the first tab ended on %s", v.url)
	}
	if v := a.get(c, second); v.url != a.URL+"/two" {
		t.Errorf("the second tab ended on %s", v.url)
	}
	for range 30 {
		a.hold(c, "/login")
	}
	u, _ := url.Parse(a.URL)
	if n := len(c.Jar.Cookies(u)); n > 10 {
		t.Errorf("%d cookies", n)
	}
}

func TestWebLoginMethods(t *testing.T) {
	t.Parallel()
	a := newWebApp(t, nil)
	for path, methods := range map[string][]string{"/login": {"HEAD", "PUT"}, "/cb": {"HEAD", "POST"}} {
		for _, m := range methods {
			if v, err := visit(a.newBrowser(), m, a.URL+path); err != nil || v.status != 405 {
				t.Errorf("%s %s: %d, %v", m, path, v.status, err)
			}
		}
	}
	stop := a.newBrowser()
	stop.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if v, err := visit(stop, http.MethodPost, a.URL+"/login"); err != nil || v.status != 303 {
		t.Errorf("a form's button: %d, %v", v.status, err)
	}
}

func TestWebLoginConfigMistakes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		set  func(*auth.WebLoginConfig)
		want string
	}{
		"no key":            {func(c *auth.WebLoginConfig) { c.Keys = nil }, "no key"},
		"short key":         {func(c *auth.WebLoginConfig) { c.Keys = []auth.Secret{webKey, "short-secret"} }, "32 bytes"},
		"no Done":           {func(c *auth.WebLoginConfig) { c.Done = nil }, "Done"},
		"no redirect":       {func(c *auth.WebLoginConfig) { c.RedirectURI = "" }, "RedirectURI"},
		"relative redirect": {func(c *auth.WebLoginConfig) { c.RedirectURI = "/cb" }, "RedirectURI"},
		"plain redirect":    {func(c *auth.WebLoginConfig) { c.RedirectURI = "http://app.example/cb" }, "https"},
		"no client":         {func(c *auth.WebLoginConfig) { c.ClientID = "" }, "client id"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := auth.WebLoginConfig{
				CodeFlow: auth.CodeFlow{AuthURL: "https://idp.example/a", TokenURL: "https://idp.example/t", ClientID: "app", RedirectURI: "https://app.example/cb"},
				Keys:     []auth.Secret{webKey}, Done: func(http.ResponseWriter, *http.Request, *auth.Token) error { return nil },
			}
			c.set(&cfg)
			if _, err := auth.NewWebLogin(cfg); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "short-secret") {
				t.Errorf("%v", err)
			}
		})
	}
}
