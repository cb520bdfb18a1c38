// The server: the mock behind a token server, with clienttest's means.

package gqltest

import (
	"net/http"

	"github.com/keywright/keywright/templates/clienttest"
)

// Server is a fake of one GraphQL API. It is safe for concurrent use.
type Server struct {
	*clienttest.Server
	*Mock
}

// Start starts a server. Close ends it.
func Start(api *clienttest.API, config *Config) (*Server, error) {
	m, err := New(config)
	if err != nil {
		return nil, err
	}
	for _, op := range api.Operations {
		m.example(op.ID, op.Example)
	}
	api.GraphQL = m
	s, err := clienttest.Start(api)
	if err != nil {
		return nil, err
	}
	return &Server{s, m}, nil
}

// NewServer starts a server that ends with the test. A field that is set and
// that the schema doesn't have fails the test.
func NewServer(tb clienttest.TB, api *clienttest.API, config *Config) *Server {
	tb.Helper()
	m, err := New(config)
	if err != nil {
		tb.Fatalf("%v", err)
		return nil
	}
	m.tb = tb
	for _, op := range api.Operations {
		m.example(op.ID, op.Example)
	}
	api.GraphQL = m
	return &Server{clienttest.NewServer(tb, api), m}
}

// ServeHTTP answers as clienttest.Server does: the mock stands behind it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.Server.ServeHTTP(w, r) }
