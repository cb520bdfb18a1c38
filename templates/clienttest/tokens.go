// The token server: client credentials, authorization code with PKCE, refresh
// tokens that rotate, revocation (RFC 6749, 7636, 7009).

package clienttest

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Paths of the token server, which no API is likely to have.
const (
	tokenPath     = "/-/oauth/token"
	authorizePath = "/-/oauth/authorize"
	revokePath    = "/-/oauth/revoke"
)

// TokenURL is the token endpoint.
func (s *Server) TokenURL() string { return s.URL + tokenPath }

// AuthorizeURL is where a login begins. It redirects at once, with a code.
func (s *Server) AuthorizeURL() string { return s.URL + authorizePath }

// RevokeURL is where tokens are given back (RFC 7009).
func (s *Server) RevokeURL() string { return s.URL + revokePath }

// TokenRequests returns how many requests reached the token endpoint, failed
// ones included.
func (s *Server) TokenRequests() int {
	s.tokens.mu.Lock()
	defer s.tokens.mu.Unlock()
	n := 0
	for _, c := range s.tokens.requests {
		n += c
	}
	return n
}

// TokenRequestsFor is TokenRequests for one grant_type.
func (s *Server) TokenRequestsFor(grant string) int {
	s.tokens.mu.Lock()
	defer s.tokens.mu.Unlock()
	return s.tokens.requests[grant]
}

// RevokeTokens makes all access tokens invalid. Refresh tokens stay good.
func (s *Server) RevokeTokens() { s.tokens.drop("the token was revoked") }

// ExpireTokens makes all access tokens invalid, as if their time were over.
func (s *Server) ExpireTokens() { s.tokens.drop("the token expired") }

// RevokeRefreshTokens makes all refresh tokens invalid: the user has to log in
// again.
func (s *Server) RevokeRefreshTokens() {
	s.tokens.mu.Lock()
	defer s.tokens.mu.Unlock()
	clear(s.tokens.refresh)
}

// TokenLifetime sets how long tokens that are given from now on live. Default
// 1 h; below a second the answer has no expires_in.
func (s *Server) TokenLifetime(d time.Duration) {
	s.tokens.mu.Lock()
	defer s.tokens.mu.Unlock()
	s.tokens.lifetime = d
}

// FailTokens has the next n requests to the token endpoint answered with
// status and body.
func (s *Server) FailTokens(n, status int, body string) {
	s.tokens.mu.Lock()
	defer s.tokens.mu.Unlock()
	s.tokens.failures, s.tokens.failStatus, s.tokens.failBody = n, status, body
}

// DelayTokens has the token endpoint wait before it answers.
func (s *Server) DelayTokens(d time.Duration) {
	s.tokens.mu.Lock()
	defer s.tokens.mu.Unlock()
	s.tokens.delay = d
}

// GrantScopes has the token server grant these scopes, whatever is asked for.
// Without it all that is asked for is granted.
func (s *Server) GrantScopes(scopes ...string) {
	s.tokens.mu.Lock()
	defer s.tokens.mu.Unlock()
	s.tokens.scopes = &scopes
}

// tokenServer is the state of the token server. One lock guards all of it:
// rotation reads and writes in one step.
type tokenServer struct {
	issuer string

	mu         sync.Mutex
	requests   map[string]int
	access     map[string]accessToken
	refresh    map[string]login
	codes      map[string]login
	lifetime   time.Duration
	delay      time.Duration
	failures   int
	failStatus int
	failBody   string
	scopes     *[]string
}

// accessToken is what the API knows of a token. Tokens that became invalid are
// kept, so that the answer can tell why.
type accessToken struct {
	expires time.Time
	invalid string // why, if it is
	family  string
}

// login is what a code or a refresh token stands for.
type login struct {
	family      string // of the tokens that follow from one login
	scope       string
	redirectURI string
	challenge   string
	method      string
	used        bool
}

// newTokenServer has no tokens, and grants what it is asked for.
func newTokenServer() *tokenServer {
	return &tokenServer{
		requests: map[string]int{}, access: map[string]accessToken{}, refresh: map[string]login{},
		codes: map[string]login{}, lifetime: time.Hour,
	}
}

// serve answers requests to the token server's paths.
func (t *tokenServer) serve(w http.ResponseWriter, r *http.Request) bool {
	switch r.URL.Path {
	case tokenPath:
		t.token(w, r)
	case authorizePath:
		t.authorize(w, r)
	case revokePath:
		t.revoke(w, r)
	default:
		return false
	}
	return true
}

// reject tells why an access token isn't good; empty where it is.
func (t *tokenServer) reject(token string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	a, ok := t.access[token]
	switch {
	case !ok:
		return "the token is unknown"
	case a.invalid != "":
		return a.invalid
	case !a.expires.IsZero() && time.Now().After(a.expires):
		return "the token expired"
	}
	return ""
}

// drop makes all access tokens invalid that aren't yet.
func (t *tokenServer) drop(why string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for k, a := range t.access {
		if a.invalid == "" {
			a.invalid = why
			t.access[k] = a
		}
	}
}

// login is a user who has logged in; it returns a refresh token.
func (t *tokenServer) login(scopes []string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	refresh := "refresh-" + rand.Text()
	t.refresh[refresh] = login{family: rand.Text(), scope: strings.Join(scopes, " ")}
	return refresh
}

// token is the token endpoint.
func (t *tokenServer) token(w http.ResponseWriter, r *http.Request) {
	form, err := readForm(r)
	t.mu.Lock()
	t.requests[form.Get("grant_type")]++
	delay, failed := t.delay, t.failures > 0
	if failed {
		t.failures--
	}
	status, body := t.failStatus, t.failBody
	t.mu.Unlock()
	if !waited(r, delay) {
		return
	}
	switch {
	case failed:
		write(w, status, "application/json", body)
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		writeError(w, http.StatusMethodNotAllowed, "the token endpoint takes POST")
	case err != nil:
		oauthError(w, http.StatusBadRequest, "invalid_request", err.Error())
	case !knownClient(r, form):
		w.Header().Set("WWW-Authenticate", `Basic realm="clienttest"`)
		oauthError(w, http.StatusUnauthorized, "invalid_client", "the client is unknown, or its secret is wrong")
	default:
		t.grant(w, form)
	}
}

// grant answers by the grant type.
func (t *tokenServer) grant(w http.ResponseWriter, form url.Values) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch form.Get("grant_type") {
	case "client_credentials":
		t.issue(w, login{family: rand.Text(), scope: form.Get("scope")}, false)
	case "authorization_code":
		l, ok := t.codes[form.Get("code")]
		delete(t.codes, form.Get("code"))
		switch {
		case !ok:
			oauthError(w, http.StatusBadRequest, "invalid_grant", "the code is unknown or was used")
		case l.redirectURI != form.Get("redirect_uri"):
			oauthError(w, http.StatusBadRequest, "invalid_grant", "redirect_uri isn't the one the code was asked with")
		case !l.verified(form.Get("code_verifier")):
			oauthError(w, http.StatusBadRequest, "invalid_grant", "code_verifier doesn't fit the challenge")
		default:
			t.issue(w, l, true)
		}
	case "refresh_token":
		t.rotate(w, form)
	default:
		oauthError(w, http.StatusBadRequest, "unsupported_grant_type", "")
	}
}

// rotate takes a refresh token for new ones. One that comes a second time was
// stolen or lost: its whole family ends (RFC 9700, section 4.14.2).
func (t *tokenServer) rotate(w http.ResponseWriter, form url.Values) {
	token := form.Get("refresh_token")
	l, ok := t.refresh[token]
	if !ok || l.used {
		if ok {
			maps.DeleteFunc(t.refresh, func(_ string, o login) bool { return o.family == l.family })
			maps.DeleteFunc(t.access, func(_ string, a accessToken) bool { return a.family == l.family })
		}
		oauthError(w, http.StatusBadRequest, "invalid_grant", "the refresh token is unknown or was used")
		return
	}
	old := l
	old.used = true
	t.refresh[token] = old
	if s := form.Get("scope"); s != "" {
		l.scope = s
	}
	t.issue(w, l, true)
}

// issue answers with new tokens.
func (t *tokenServer) issue(w http.ResponseWriter, l login, user bool) {
	answer := map[string]any{"access_token": "access-" + rand.Text(), "token_type": "bearer"}
	a := accessToken{family: l.family}
	if t.lifetime >= time.Second {
		answer["expires_in"] = int(t.lifetime / time.Second)
		a.expires = time.Now().Add(t.lifetime)
	}
	if t.scopes != nil {
		l.scope = strings.Join(*t.scopes, " ")
	}
	if l.scope != "" {
		answer["scope"] = l.scope
	}
	t.access[answer["access_token"].(string)] = a
	if user {
		refresh := "refresh-" + rand.Text()
		t.refresh[refresh] = login{family: l.family, scope: l.scope}
		answer["refresh_token"] = refresh
	}
	w.Header().Set("Cache-Control", "no-store")
	b, _ := json.Marshal(answer) //nolint:errchkjson // always possible
	write(w, http.StatusOK, "application/json", string(b))
}

// verified checks PKCE. A code that was asked without a challenge needs none.
func (l *login) verified(verifier string) bool {
	switch {
	// A verifier without a challenge shows a client that mixes up its logins.
	case l.challenge == "":
		return verifier == ""
	case l.method == "plain":
		return verifier == l.challenge
	}
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:]) == l.challenge
}

// authorize is where a browser would go: the user agrees at once.
func (t *tokenServer) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || !back.IsAbs() || q.Get("client_id") != ClientID {
		// Never redirect to where an unknown client wants it.
		writeError(w, http.StatusBadRequest, "client_id or redirect_uri is wrong")
		return
	}
	answer := back.Query()
	if q.Get("response_type") == "code" {
		code := "code-" + rand.Text()
		t.mu.Lock()
		t.codes[code] = login{
			family: rand.Text(), scope: q.Get("scope"), redirectURI: q.Get("redirect_uri"),
			challenge: q.Get("code_challenge"), method: q.Get("code_challenge_method"),
		}
		t.mu.Unlock()
		answer.Set("code", code)
	} else {
		answer.Set("error", "unsupported_response_type")
	}
	if state := q.Get("state"); state != "" {
		answer.Set("state", state)
	}
	answer.Set("iss", t.issuer)
	back.RawQuery = answer.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

// revoke ends a token; for a refresh token the access tokens of the login too.
func (t *tokenServer) revoke(w http.ResponseWriter, r *http.Request) {
	form, err := readForm(r)
	if err != nil || !knownClient(r, form) {
		oauthError(w, http.StatusUnauthorized, "invalid_client", "")
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	token := form.Get("token")
	if a, ok := t.access[token]; ok {
		a.invalid = "the token was revoked"
		t.access[token] = a
	}
	if l, ok := t.refresh[token]; ok {
		maps.DeleteFunc(t.refresh, func(_ string, o login) bool { return o.family == l.family })
		for k, a := range t.access {
			if a.family == l.family {
				a.invalid = "the token was revoked"
				t.access[k] = a
			}
		}
	}
}

// knownClient takes HTTP Basic and parameters, and clients without a secret
// where PKCE stands in for it.
func knownClient(r *http.Request, form url.Values) bool {
	id, secret, basic := r.BasicAuth()
	if basic {
		id, _ = url.QueryUnescape(id)
		secret, _ = url.QueryUnescape(secret)
	} else {
		id, secret = form.Get("client_id"), form.Get("client_secret")
	}
	public := !basic && !form.Has("client_secret") && (form.Has("code_verifier") || form.Get("grant_type") == "refresh_token")
	return id == ClientID && (public || subtle.ConstantTimeCompare([]byte(secret), []byte(ClientSecret)) == 1)
}

// readForm reads the three encodings that token endpoints are known to take.
func readForm(r *http.Request) (url.Values, error) {
	const most = 1 << 20
	r.Body = http.MaxBytesReader(nil, r.Body, most)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) //nolint:errcheck // then it is none of them
	switch kind {
	case "application/json":
		var m map[string]string
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
			return nil, err
		}
		form := url.Values{}
		for _, k := range slices.Sorted(maps.Keys(m)) {
			form.Set(k, m[k])
		}
		return form, nil
	case "multipart/form-data":
		if err := r.ParseMultipartForm(most); err != nil {
			return nil, err
		}
	default:
		if err := r.ParseForm(); err != nil {
			return nil, err
		}
	}
	return r.PostForm, nil
}

// oauthError answers as RFC 6749, section 5.2, says.
func oauthError(w http.ResponseWriter, status int, code, description string) {
	m := map[string]string{"error": code}
	if description != "" {
		m["error_description"] = description
	}
	b, _ := json.Marshal(m) //nolint:errchkjson // always possible
	write(w, status, "application/json", string(b))
}
