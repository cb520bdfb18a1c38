package auth_test

// idp_test.go is an authorization server for login tests: it compares redirect
// URIs byte by byte, checks PKCE, takes each code once, and answers a
// redirect URI that differs the way Warcraft Logs does.

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/keywright/keywright/templates/auth"
)

type idp struct {
	*httptest.Server
	redirect string // registered; "": any loopback http URI on any port
	secret   string // of the client; "": a public one
	issuer   string // sent as iss; "": not sent
	deny     string // error of the authorization endpoint
	granted  string // scope in the token answer; "": not told
	broken   bool   // token endpoint answers 500

	mu    sync.Mutex
	codes map[string]url.Values // the authorization requests
	n     int
	auths []url.Values
	forms []url.Values
}

func newIDP(t testing.TB) *idp {
	p := &idp{codes: map[string]url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

// authorize is a user who agrees at once.
func (p *idp) authorize(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	q := r.URL.Query()
	p.auths = append(p.auths, q)
	if q.Get("client_id") != "app" || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43 {
		http.Error(w, "bad authorization request", http.StatusBadRequest)
		return
	}
	to, err := url.Parse(q.Get("redirect_uri"))
	if err != nil {
		http.Error(w, "bad redirect URI", http.StatusBadRequest)
		return
	}
	out := to.Query()
	out.Set("state", q.Get("state"))
	if p.issuer != "" {
		out.Set("iss", p.issuer)
	}
	if p.deny != "" {
		out.Set("error", p.deny)
		out.Set("error_description", "no: "+q.Get("state"))
	} else {
		p.n++
		code := fmt.Sprintf("code-secret-%d", p.n)
		p.codes[code] = q
		out.Set("code", code)
	}
	to.RawQuery = out.Encode()
	http.Redirect(w, r, to.String(), http.StatusFound)
}

func (p *idp) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r.ParseForm()
	form := maps.Clone(r.PostForm)
	id, secret, basic := r.BasicAuth()
	if basic {
		form.Set("client_id", id)
	}
	p.forms = append(p.forms, form)
	fail := func(status int, code string) {
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(map[string]string{"error": code, "error_description": "of " + r.PostForm.Encode()})
	}
	q, ok := p.codes[form.Get("code")]
	delete(p.codes, form.Get("code"))
	switch {
	case p.broken:
		fail(500, "server_error")
	case form.Get("client_id") != "app" || secret != p.secret || p.secret == "" && (basic || form.Has("client_secret")):
		fail(401, "invalid_client")
	case p.redirect != "" && form.Get("redirect_uri") != p.redirect:
		fail(401, "invalid_client") // as Warcraft Logs does
	case !ok || form.Get("redirect_uri") != q.Get("redirect_uri"):
		fail(400, "invalid_grant")
	case auth.Challenge(auth.Secret(form.Get("code_verifier"))) != q.Get("code_challenge"):
		fail(400, "invalid_grant")
	default:
		answer := map[string]any{"access_token": "at-secret-1", "refresh_token": "rt-secret-1", "token_type": "Bearer", "expires_in": 86400}
		if p.granted != "" {
			answer["scope"] = p.granted
		}
		json.NewEncoder(w).Encode(answer)
	}
}

func (p *idp) flow() auth.CodeFlow {
	return auth.CodeFlow{
		AuthURL: p.URL + "/authorize", TokenURL: p.URL + "/token", ClientID: "app", ClientSecret: auth.Secret(p.secret),
		Scopes: []string{"profile", "reports"}, Issuer: p.issuer, RedirectURI: p.redirect,
	}
}

// lastAuth is the last authorization request, lastForm the last token request.
func (p *idp) lastAuth() url.Values {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.auths[len(p.auths)-1]
}

func (p *idp) lastForm() url.Values {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.forms[len(p.forms)-1]
}

// visited is what a browser ends on.
type visited struct {
	status int
	header http.Header
	body   string
	url    string
}

// browser follows redirects and believes every certificate, as a user clicking
// the warning away.
func browser() *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}
}

func visit(c *http.Client, method, to string) (visited, error) {
	req, err := http.NewRequest(method, to, nil)
	if err != nil {
		return visited{}, err
	}
	resp, err := c.Do(req)
	if err != nil {
		return visited{}, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return visited{resp.StatusCode, resp.Header, string(b), resp.Request.URL.String()}, err
}

// checkPage holds a page to what the user's safety asks.
func checkPage(t *testing.T, v visited) {
	t.Helper()
	if v.header.Get("Cache-Control") != "no-store" || v.header.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("header %v", v.header)
	}
	for _, s := range []string{"http://", "https://", "src=", "href=", "<script", "@import", "url(", "secret"} {
		if strings.Contains(v.body, s) {
			t.Errorf("the page holds %q: %s", s, v.body)
		}
	}
}
