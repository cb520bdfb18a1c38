// Package providertest holds fakes of the providers that the descriptions are
// of, for tests: OAuth servers and a few of the calls that their tokens open.
// Each behaves as its provider does where providers differ: how a client
// presents itself, what answers leave out, and what errors look like.
package providertest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// The registration that the fakes know.
const (
	ClientID     = "8d6b2f44-client"
	ClientSecret = "s3cr3t+with/odd:characters"
)

// Request is a request that reached a fake.
type Request struct {
	Method, Host, Path string
	Header             http.Header
	Form               url.Values // of the body, or of the query where there is no body
}

// Provider is what the fakes share: a server that stands for several hosts, and
// the tokens it gave out.
type Provider struct {
	hosts  []string
	server *httptest.Server

	mu       sync.Mutex
	requests []Request
	codes    map[string]grant
	tokens   map[string]*issued
	refresh  map[string]grant
	redirect string   // the registered URI
	granted  []string // what the user grants; nil: all that is asked
	denies   bool
	life     time.Duration
	public   bool // the registration is one of a client without a secret
}

// grant is what a code or a refresh token stands for.
type grant struct {
	redirect, challenge string
	scopes              []string
}

// issued is an access token as the API sees it.
type issued struct {
	user    bool
	scopes  []string
	realm   string // where it is known
	expires time.Time
	dead    bool
}

// start makes a fake that stands for hosts.
func start(tb testing.TB, life time.Duration, serve http.HandlerFunc, hosts ...string) *Provider {
	p := &Provider{
		hosts: hosts, codes: map[string]grant{}, tokens: map[string]*issued{}, refresh: map[string]grant{},
		redirect: "https://localhost", life: life,
	}
	p.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
		if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
			r.ParseForm() //nolint:errcheck // an empty form is refused below
		}
		p.record(r)
		serve(w, r)
	}))
	tb.Cleanup(p.server.Close)
	return p
}

func (p *Provider) record(r *http.Request) {
	form := r.PostForm
	if len(form) == 0 {
		form = r.URL.Query()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests = append(p.requests, Request{r.Method, r.Host, r.URL.Path, r.Header.Clone(), form})
}

// Requests returns those whose path ends with suffix, in order.
func (p *Provider) Requests(suffix string) []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(p.requests), func(r Request) bool { return !strings.HasSuffix(r.Path, suffix) })
}

// Register sets the redirect URI that the client is registered with.
func (p *Provider) Register(redirectURI string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.redirect = redirectURI
}

// Grant sets what users grant, whatever they are asked for.
func (p *Provider) Grant(scopes ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.granted = append([]string{}, scopes...)
}

// Deny has users decline.
func (p *Provider) Deny() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.denies = true
}

// Life sets how long tokens that are given from now on live.
func (p *Provider) Life(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.life = d
}

// Kill makes all access tokens invalid before their time.
func (p *Provider) Kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, t := range p.tokens {
		t.dead = true
	}
}

// Transport leads requests for the provider's hosts to the fake. Others fail,
// so that no test reaches out.
func (p *Provider) Transport() http.RoundTripper { return (*transport)(p) }

type transport Provider

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Scheme != "https" || !slices.Contains(t.hosts, req.URL.Host) {
		return nil, fmt.Errorf("providertest: the provider isn't at %s://%s", req.URL.Scheme, req.URL.Host)
	}
	to, err := url.Parse(t.server.URL)
	if err != nil {
		return nil, err
	}
	out := req.Clone(req.Context())
	out.Host, out.URL.Scheme, out.URL.Host = req.URL.Host, "http", to.Host
	return t.server.Client().Transport.RoundTrip(out)
}

// Visit opens the authorization page as a user would who is logged in with the
// provider, and returns where the browser is sent.
func (p *Provider) Visit(ctx context.Context, authURL string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, authURL, nil)
	if err != nil {
		return "", err
	}
	rt := p.Transport()
	if strings.HasPrefix(authURL, p.server.URL) || req.URL.Scheme == "http" {
		rt = p.server.Client().Transport
	}
	resp, err := rt.RoundTrip(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusFound {
		body, _ := io.ReadAll(resp.Body) //nolint:errcheck // for the message alone
		return "", fmt.Errorf("providertest: the authorization page answers %d: %s", resp.StatusCode, body)
	}
	return resp.Header.Get("Location"), nil
}

// Browser opens the authorization page and follows the redirect back to the
// program, whose own certificate it takes. It is a LoginConfig.Open.
func (p *Provider) Browser(ctx context.Context, authURL string) error {
	back, err := p.Visit(ctx, authURL)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, back, nil)
	if err != nil {
		return err
	}
	t := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} //nolint:gosec // as users do with a warning
	defer t.CloseIdleConnections()
	resp, err := t.RoundTrip(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// authorize is the authorization page of a user who agrees, or declines.
// mismatch answers a client or redirect URI that isn't registered.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request, mismatch func()) {
	q := r.URL.Query()
	p.mu.Lock()
	defer p.mu.Unlock()
	if q.Get("client_id") != ClientID || q.Get("redirect_uri") != p.redirect {
		mismatch()
		return
	}
	back, err := url.Parse(p.redirect)
	if err != nil {
		http.Error(w, "bad redirect", http.StatusBadRequest)
		return
	}
	answer := back.Query()
	answer.Set("state", q.Get("state"))
	if p.denies {
		answer.Set("error", "access_denied")
		answer.Set("error_description", "The resource owner denied the request.")
	} else {
		code := "code-" + rand.Text()
		p.codes[code] = grant{q.Get("redirect_uri"), q.Get("code_challenge"), p.grants(strings.Fields(q.Get("scope")))}
		answer.Set("code", code)
	}
	back.RawQuery = answer.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

// grants is what the user grants of what is asked.
func (p *Provider) grants(asked []string) []string {
	if p.granted == nil {
		return asked
	}
	return slices.DeleteFunc(slices.Clone(asked), func(s string) bool { return !slices.Contains(p.granted, s) })
}

// redeem takes a code once, with the verifier that it belongs to. wrong tells in
// a provider's words what else was handed in.
func (p *Provider) redeem(form url.Values) (g grant, wrong string) {
	g, ok := p.codes[form.Get("code")]
	delete(p.codes, form.Get("code"))
	switch {
	case !ok:
		return g, "Authorization code is invalid or expired"
	case g.challenge != challenge(form.Get("code_verifier")):
		return g, "Failed to verify code_verifier"
	}
	return g, ""
}

func challenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// issue gives out a token.
func (p *Provider) issue(access, realm string, user bool, scopes []string) {
	p.tokens[access] = &issued{user: user, scopes: scopes, realm: realm, expires: time.Now().Add(p.life)}
}

// valid returns the token that a request carries, or nil.
func (p *Provider) valid(r *http.Request, realm string) *issued {
	p.mu.Lock()
	defer p.mu.Unlock()
	access, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	t := p.tokens[access]
	if !ok || t == nil || t.dead || t.realm != realm || time.Now().After(t.expires) {
		return nil
	}
	return t
}

// basic reports whether a request presents the client by HTTP Basic, both parts
// form-encoded (RFC 6749, section 2.3.1).
func basic(r *http.Request) bool {
	id, secret, _ := r.BasicAuth()
	id, err1 := url.QueryUnescape(id)
	secret, err2 := url.QueryUnescape(secret)
	return err1 == nil && err2 == nil && id == ClientID && secret == ClientSecret
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v) //nolint:errcheck // the client sees it
}

// jwt is an unsigned token with claims, which nobody verifies here.
func jwt(claims map[string]any) string {
	part := func(v any) string {
		b, _ := json.Marshal(v) //nolint:errchkjson // strings, numbers and lists
		return base64.RawURLEncoding.EncodeToString(b)
	}
	return part(map[string]string{"typ": "JWT", "alg": "RS256"}) + "." + part(claims) + "." + rand.Text()
}
