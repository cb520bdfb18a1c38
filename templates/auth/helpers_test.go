package auth_test

// helpers_test.go: a grant that counts, an API that checks tokens without a
// network (for synctest), and a token endpoint on loopback.

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

// counting is a grant whose tokens are t1, t2, …
type counting struct {
	n     atomic.Int64
	ttl   time.Duration                      // 0: no expiry
	delay time.Duration                      // of each answer
	fail  func(n int64) error                // before an answer is made
	prev  func(n int64, prev *auth.Token)    // observes
	tweak func(n int64, f *auth.TokenFields) // changes the answer
	hang  func(ctx context.Context, n int64) // blocks as it likes
}

func (g *counting) Token(ctx context.Context, prev *auth.Token) (*auth.Token, error) {
	n := g.n.Add(1)
	if g.prev != nil {
		g.prev(n, prev)
	}
	f := auth.TokenFields{AccessToken: auth.Secret(fmt.Sprint("t", n)), Issued: time.Now()}
	if g.ttl > 0 {
		f.Expiry = f.Issued.Add(g.ttl)
	}
	if g.hang != nil {
		g.hang(ctx, n)
	}
	select {
	case <-time.After(g.delay):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if g.fail != nil {
		if err := g.fail(n); err != nil {
			return nil, err
		}
	}
	if g.tweak != nil {
		g.tweak(n, &f)
	}
	return auth.NewToken(f)
}

func noJitter() auth.SourceOption { return auth.WithRandom(func() float64 { return 0 }) }

func mustToken(t testing.TB, f auth.TokenFields) *auth.Token {
	t.Helper()
	tok, err := auth.NewToken(f)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

// access fetches and reveals, "" on error.
func access(t testing.TB, s *auth.Source) string {
	t.Helper()
	tok, err := s.Token(context.Background())
	if err != nil {
		t.Error(err)
		return ""
	}
	return tok.AccessToken().Reveal()
}

// roundTripper makes a function an http.RoundTripper.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func answer(req *http.Request, status int, header http.Header, body string) *http.Response {
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: req}
}

// api accepts one bearer token at a time and remembers what it saw.
type api struct {
	mu      sync.Mutex
	good    string
	hits    int
	refused int
	bodies  []string
	delay   time.Duration
}

func (a *api) accept(token string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.good = token
}

func (a *api) RoundTrip(req *http.Request) (*http.Response, error) {
	var body string
	if req.Body != nil {
		b, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		req.Body.Close()
		body = string(b)
	}
	time.Sleep(a.delay)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.hits++
	if req.Header.Get("Authorization") != "Bearer "+a.good {
		a.refused++
		return answer(req, 401, nil, `{"error":"Unauthenticated."}`), nil
	}
	a.bodies = append(a.bodies, body)
	return answer(req, 200, nil, "ok"), nil
}

// tokenServer is a token endpoint on loopback that answers by script.
type tokenServer struct {
	*httptest.Server
	mu     sync.Mutex
	forms  []url.Values
	raw    []string
	header []http.Header
	status int
	reply  string
	hdr    http.Header
}

func newTokenServer(t testing.TB, status int, reply string) *tokenServer {
	s := &tokenServer{status: status, reply: reply}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *tokenServer) serve(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(strings.NewReader(string(b)))
	form := url.Values{}
	switch ct := r.Header.Get("Content-Type"); {
	case strings.HasPrefix(ct, "application/json"):
		var m map[string]string
		json.Unmarshal(b, &m)
		for k, v := range m {
			form.Set(k, v)
		}
	case strings.HasPrefix(ct, "multipart/"):
		r.ParseMultipartForm(1 << 20)
		form = r.PostForm
	default:
		form, _ = url.ParseQuery(string(b))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forms, s.raw, s.header = append(s.forms, form), append(s.raw, string(b)), append(s.header, r.Header)
	for k, v := range s.hdr {
		w.Header()[k] = v
	}
	w.WriteHeader(s.status)
	io.WriteString(w, strings.ReplaceAll(s.reply, "{{body}}", strings.ReplaceAll(string(b), `"`, "'")))
}

func (s *tokenServer) last() (url.Values, http.Header) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.forms) == 0 {
		return nil, nil
	}
	return s.forms[len(s.forms)-1], s.header[len(s.header)-1]
}

func (s *tokenServer) set(status int, reply string, hdr http.Header) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status, s.reply, s.hdr = status, reply, hdr
}
