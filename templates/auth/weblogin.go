package auth

// weblogin.go is the login of a web application's user: two handlers, and
// nothing kept on the server in between.

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// WebLoginConfig says how a web application logs its users in.
type WebLoginConfig struct {
	// CodeFlow is the provider and the client. Its RedirectURI is the public
	// address of the Callback handler, as registered.
	CodeFlow
	// Keys sign the cookie that a login under way is kept in: at least 32
	// random bytes each, the same on every server of the application. The
	// first signs, all are accepted, so that a key can be changed.
	Keys []Secret
	// Done takes the token of the user whose browser sent r; the session is in
	// r, where the application keeps it. It may set headers and cookies but
	// writes no body: the browser is then sent to the return path. Its error
	// goes to Fail. Give the session a new id here, as after every login.
	Done func(w http.ResponseWriter, r *http.Request, t *Token) error
	// Fail answers a login that failed. err is ErrDenied, ErrForged (also when
	// the user took too long or went back to an old page), ErrScope, … It may
	// be logged but is not for the user's eyes. nil: a plain page says what to
	// do.
	Fail func(w http.ResponseWriter, r *http.Request, err error)
	// ReturnParam is the query parameter of Start that names the path to
	// return to. "": "return".
	ReturnParam string
	// Life is how long a user may take at the provider. 0: 10 minutes.
	Life time.Duration
	// Now replaces time.Now.
	Now func() time.Time
}

// WebLogin logs the users of a web application in. It is safe for concurrent
// use and needs no storage: what a login has to remember is in a cookie of the
// user's browser, signed and without a secret in it. The cookie is Secure,
// HttpOnly, SameSite=Lax and bound to the host, so the application has to be
// on https, or on http://localhost in a browser that takes that for secure.
type WebLogin struct{ cfg *WebLoginConfig }

// NewWebLogin checks cfg.
func NewWebLogin(cfg WebLoginConfig) (*WebLogin, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	wrong := func(what, hint string) (*WebLogin, error) {
		return nil, &Error{Op: opAuthorize, Description: what, Hint: hint}
	}
	u, err := url.Parse(cfg.RedirectURI)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return wrong("RedirectURI is not an absolute URL", "it is the public address of the Callback handler, as registered")
	}
	if !endpointAllowed(u, cfg.PlainHTTP) {
		return nil, &Error{Op: opAuthorize, kind: ErrHost, Description: "RedirectURI isn't https", Hint: "use https, or opt the host in to plain http by name"}
	}
	if len(cfg.Keys) == 0 {
		return wrong("no key is set", "32 random bytes, kept with the application's other secrets")
	}
	for _, k := range cfg.Keys {
		if len(k) < minKey {
			return wrong("a key is shorter than 32 bytes", "32 random bytes, kept with the application's other secrets")
		}
	}
	if cfg.Done == nil {
		return wrong("Done is not set", "it is where the application gets the token")
	}
	if cfg.ReturnParam == "" {
		cfg.ReturnParam = "return"
	}
	if cfg.Life <= 0 {
		cfg.Life = 10 * time.Minute
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &WebLogin{&cfg}, nil
}

// Start returns the handler that sends the user to the provider. Link to it
// with the path to return to: /login?return=/reports/7. Paths that would lead
// off the application count as "/".
func (l *WebLogin) Start() http.Handler { return http.HandlerFunc(l.start) }

// Callback returns the handler for the redirect URI.
func (l *WebLogin) Callback() http.Handler { return http.HandlerFunc(l.callback) }

func (l *WebLogin) start(w http.ResponseWriter, r *http.Request) {
	guard(w.Header())
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		w.Header().Set("Allow", "GET, POST")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	b := newBrowserLogin(safeReturn(r.URL.Query().Get(l.cfg.ReturnParam)), l.cfg.Now().Add(l.cfg.Life))
	p := l.pending(b, l.cfg.Keys[0])
	raw, err := p.authURL()
	if err != nil {
		l.fail(w, r, err)
		return
	}
	dropOldLogins(w, r)
	http.SetCookie(w, loginCookie(p.state, b.sign(l.label(), l.cfg.Keys[0]), l.cfg.Life))
	redirect(w, raw)
}

func (l *WebLogin) callback(w http.ResponseWriter, r *http.Request) {
	guard(w.Header())
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", http.MethodGet)
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	q, state := answerState(r.URL.RawQuery)
	b, p := l.find(r, state)
	if p == nil {
		l.fail(w, r, forged("this browser has no such login under way"))
		return
	}
	http.SetCookie(w, loginCookie(state, "", -1)) // one answer a login
	code, err := p.readOurs(q)
	if err != nil {
		l.fail(w, r, err)
		return
	}
	t, err := p.exchange(r.Context(), code)
	if err == nil {
		err = l.cfg.Done(w, r, t)
	}
	if err != nil {
		l.fail(w, r, err)
		return
	}
	redirect(w, b.Return)
}

// find returns the login that state belongs to, if this browser began it.
func (l *WebLogin) find(r *http.Request, state Secret) (*browserLogin, *pending) {
	if state == "" {
		return nil, nil
	}
	for _, c := range r.CookiesNamed(cookieName(state)) {
		for _, key := range l.cfg.Keys {
			b, ok := verifyLogin(c.Value, l.label(), key)
			if !ok || !l.cfg.Now().Before(time.Unix(b.Expiry, 0)) {
				continue
			}
			if p := l.pending(b, key); equalSecret(p.state.Reveal(), state.Reveal()) {
				return b, p
			}
		}
	}
	return nil, nil
}

func (l *WebLogin) pending(b *browserLogin, key Secret) *pending {
	return &pending{
		flow: &l.cfg.CodeFlow, redirect: l.cfg.RedirectURI,
		state: b.derive("state", l.label(), key), verifier: b.derive("verifier", l.label(), key),
	}
}

// label keeps the logins of two providers or clients apart that share a key.
func (l *WebLogin) label() string {
	return fingerprint(l.cfg.AuthURL, l.cfg.Issuer, l.cfg.ClientID, l.cfg.RedirectURI)
}

func (l *WebLogin) fail(w http.ResponseWriter, r *http.Request, err error) {
	if l.cfg.Fail != nil {
		l.cfg.Fail(w, r, err)
		return
	}
	if isForged(err) {
		page(w, http.StatusBadRequest, "This login is over", "It took too long, or the page was loaded again. Start the login anew.")
		return
	}
	page(w, statusOf(err), "The login failed", reason(err))
}

// redirect is http.Redirect without a body, and without its rewriting of
// paths.
func redirect(w http.ResponseWriter, to string) {
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
}

// maxReturn bounds a return path, which travels in a cookie.
const maxReturn = 1024

// safeReturn returns path if it leads to a page of this application, whatever
// a browser makes of it, else "/". Browsers take "//host", "/\host" and either
// with tabs or line breaks in it for another host.
func safeReturn(path string) string {
	if len(path) > maxReturn || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {
		return "/"
	}
	for i := range len(path) {
		if c := path[i]; c <= ' ' || c >= 0x7f || c == '\\' {
			return "/"
		}
	}
	u, err := url.Parse(path)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil {
		return "/"
	}
	return path
}

// String describes the login without secrets.
func (l *WebLogin) String() string { return "auth.WebLogin{" + l.cfg.CodeFlow.String() + "}" }

// Format implements fmt.Formatter: every verb prints String.
func (l *WebLogin) Format(f fmt.State, _ rune) { io.WriteString(f, l.String()) } //nolint:errcheck // a fmt.State reports nothing useful

// MarshalText implements encoding.TextMarshaler.
func (l *WebLogin) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// LogValue implements slog.LogValuer.
func (l *WebLogin) LogValue() slog.Value { return slog.StringValue(l.String()) }
