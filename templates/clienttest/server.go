// The server: routing, answers on demand, and the record of what came.

package clienttest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// TB is what a Server needs of a testing.TB.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// Server is a fake of one API. It is safe for concurrent use.
type Server struct {
	URL string // http://127.0.0.1:port

	api    *API
	tb     TB
	http   *httptest.Server
	routes []route
	tokens *tokenServer

	mu        sync.Mutex
	handlers  map[string]http.Handler // by operation ID
	faults    map[string][]fault
	delays    map[string]time.Duration
	cacheable map[string]http.Header // by operation ID
	seen      []Request
	calls     map[string]int
}

// fault is an answer that is given instead of the real one.
type fault struct {
	status int
	header http.Header
	left   int
}

// Request is a request that reached the API; those to the token server are
// counted apart.
type Request struct {
	Operation string // ID; empty where no operation has the path
	Method    string
	Host      string
	Path      string // as it was sent, percent-encoded
	Query     url.Values
	Header    http.Header
	Body      []byte
}

// mostSeen bounds the record; the oldest requests go first.
const mostSeen = 10_000

// anyOperation is the key of faults and delays for all operations.
const anyOperation = ""

// Start starts a server. Close ends it.
func Start(api *API) (*Server, error) {
	s := &Server{
		api: api, handlers: map[string]http.Handler{}, faults: map[string][]fault{},
		delays: map[string]time.Duration{}, calls: map[string]int{},
	}
	var err error
	if s.routes, err = compile(api.Operations); err != nil {
		return nil, fmt.Errorf("clienttest: %w", err)
	}
	s.tokens = newTokenServer()
	s.http = httptest.NewServer(s)
	s.URL = s.http.URL
	s.tokens.issuer = s.URL
	return s, nil
}

// NewServer starts a server that ends with the test.
func NewServer(tb TB, api *API) *Server {
	tb.Helper()
	s, err := Start(api)
	if err != nil {
		tb.Fatalf("%v", err)
		return nil
	}
	s.tb = tb
	tb.Cleanup(s.Close)
	return s
}

// Close ends the server, and with it requests under way.
func (s *Server) Close() {
	s.http.CloseClientConnections()
	s.http.Close()
}

// Handle has h answer an operation, which is named by ID or Go name. The
// credential is checked before; nil restores the example. Here and elsewhere a
// name that the API doesn't have fails the test, or panics without one.
func (s *Server) Handle(operation string, h http.Handler) {
	id := s.must(operation)
	s.mu.Lock()
	defer s.mu.Unlock()
	if h == nil {
		delete(s.handlers, id)
		return
	}
	s.handlers[id] = h
}

// Reply has an operation answer with a status and a body, of JSON where it
// looks like it.
func (s *Server) Reply(operation string, status int, body string) {
	s.Handle(operation, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		contentType := "text/plain; charset=utf-8"
		switch {
		case json.Valid([]byte(body)):
			contentType = "application/json"
		case strings.HasPrefix(strings.TrimSpace(body), "<"):
			contentType = "text/html; charset=utf-8"
		}
		write(w, status, contentType, body)
	}))
}

// Fail has an operation, or all of them where operation is "", answer the next
// n requests with status, before the credential is looked at. headers are pairs
// of name and value, such as "Retry-After", "2".
func (s *Server) Fail(operation string, n, status int, headers ...string) {
	id := anyOperation
	if operation != anyOperation {
		id = s.must(operation)
	}
	h := http.Header{}
	for i := 0; i+1 < len(headers); i += 2 {
		h.Add(headers[i], headers[i+1])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[id] = append(s.faults[id], fault{status: status, header: h, left: n})
}

// Delay has an operation, or all of them where operation is "", wait before
// they answer.
func (s *Server) Delay(operation string, d time.Duration) {
	id := anyOperation
	if operation != anyOperation {
		id = s.must(operation)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delays[id] = d
}

// Requests returns what reached an operation, or the whole API where operation
// is "", oldest first: the last 10,000.
func (s *Server) Requests(operation string) []Request {
	id := anyOperation
	if operation != anyOperation {
		id = s.must(operation)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if id == anyOperation {
		return slices.Clone(s.seen)
	}
	var out []Request
	for _, r := range s.seen {
		if r.Operation == id {
			out = append(out, r)
		}
	}
	return out
}

// Calls returns how many requests reached an operation, or the whole API where
// operation is "".
func (s *Server) Calls(operation string) int {
	id := anyOperation
	if operation != anyOperation {
		id = s.must(operation)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[id]
}

// must finds an operation's ID. A wrong name is a mistake in a test, which
// shouldn't pass because of it.
func (s *Server) must(operation string) string {
	for i := range s.api.Operations {
		if op := &s.api.Operations[i]; op.ID == operation || op.Name == operation {
			return op.ID
		}
	}
	msg := fmt.Sprintf("clienttest: %s has no operation %q", s.api.Name, operation)
	if s.tb == nil {
		panic(msg)
	}
	s.tb.Helper()
	s.tb.Fatalf("%s", msg)
	return operation
}

// ServeHTTP answers a request of a client.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.tokens.serve(w, r) {
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client went away
	}
	// A handler of the test reads the body again.
	r.Body = io.NopCloser(bytes.NewReader(body))
	op, allow := s.route(r, body)
	s.record(op, r, body)
	id := anyOperation
	if op != nil {
		id = op.ID
	}
	f, delay, h := s.plan(id)
	if !waited(r, delay) {
		return
	}
	switch {
	case f != nil:
		if f.status == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", `Bearer realm="clienttest", error="invalid_token"`)
		}
		for k, v := range f.header {
			w.Header()[k] = v
		}
		writeError(w, f.status, "a fault that the test asked for")
	case op == nil:
		s.unknown(w, r, allow)
	case op.Secured && !s.authorized(w, r):
	case h != nil:
		s.conditional(id, w, r, func(w http.ResponseWriter) { h.ServeHTTP(w, r) })
	case op.GraphQL && s.api.GraphQL != nil:
		s.api.GraphQL.ServeHTTP(w, r)
	default:
		s.conditional(id, w, r, op.answer)
	}
}

// plan takes what the test asked for.
func (s *Server) plan(id string) (*fault, time.Duration, http.Handler) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delay, ok := s.delays[id]
	if !ok {
		delay = s.delays[anyOperation]
	}
	for _, key := range []string{id, anyOperation} {
		for i := range s.faults[key] {
			if f := &s.faults[key][i]; f.left > 0 {
				f.left--
				return f, delay, nil
			}
		}
	}
	return nil, delay, s.handlers[id]
}

// record keeps a request for Requests, and counts it. The oldest tenth goes
// when the record is full, so that a long benchmark doesn't fill the memory.
func (s *Server) record(op *Operation, r *http.Request, body []byte) {
	q := Request{
		Method: r.Method, Host: r.Host, Path: r.URL.EscapedPath(), Query: r.URL.Query(),
		Header: r.Header.Clone(), Body: body,
	}
	if op != nil {
		q.Operation = op.ID
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.seen) == mostSeen {
		s.seen = append(s.seen[:0], s.seen[mostSeen/10:]...)
	}
	s.seen = append(s.seen, q)
	s.calls[anyOperation]++
	if op != nil && op.ID != anyOperation { // not one that the API doesn't list
		s.calls[op.ID]++
	}
}

// answer gives the description's example.
func (op *Operation) answer(w http.ResponseWriter) {
	switch {
	case op.ContentType == "" && op.Example == "":
		status := op.Status
		if status == 0 {
			status = http.StatusNoContent
		}
		w.WriteHeader(status)
	case op.Example == "":
		writeError(w, http.StatusNotImplemented, fmt.Sprintf(
			"the description has no example for %s (%s): give it one, or answer with Server.Reply or Server.Handle", op.Name, op.ID))
	default:
		status := op.Status
		if status == 0 {
			status = http.StatusOK
		}
		write(w, status, op.ContentType, op.Example)
	}
}

// write answers with a body.
func write(w http.ResponseWriter, status int, contentType, body string) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	io.WriteString(w, body) //nolint:errcheck // the client went away
}

// writeError answers in the form of RFC 9457.
func writeError(w http.ResponseWriter, status int, detail string) {
	b, _ := json.Marshal(map[string]any{"status": status, "title": http.StatusText(status), "detail": "clienttest: " + detail}) //nolint:errchkjson // always possible
	write(w, status, "application/problem+json", string(b))
}

// waited lets a delay pass; it reports false where the caller left meanwhile.
func waited(r *http.Request, delay time.Duration) bool {
	if delay <= 0 {
		return true
	}
	select {
	case <-time.After(delay):
		return true
	case <-r.Context().Done():
		return false
	}
}
