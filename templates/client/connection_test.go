// What calls do to connections: they keep them, and they let net/http undo
// compression.

package client_test

import (
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/keywright/keywright/templates/client"
)

func TestConnectionsAreKept(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("long ", 10_000)
	n := 0
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		switch n++; n % 6 {
		case 0:
			http.Error(w, long, http.StatusNotFound)
		case 1:
			io.WriteString(w, `{"id":"wrong",`+long) //nolint:errcheck // a test
		case 2:
			http.Error(w, long, http.StatusServiceUnavailable) // retried
		case 3:
			w.WriteHeader(http.StatusNoContent)
		default:
			w.(http.Flusher).Flush()  // chunked: no Content-Length to go by
			io.WriteString(w, sample) //nolint:errcheck // a test
		}
	}))
	var connections atomic.Int32
	srv.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			connections.Add(1)
		}
	}
	srv.Start()
	defer srv.Close()
	core, err := client.New(kinds(), client.WithBaseURL(srv.URL), client.WithRetry(client.RetryPolicy{MinWait: 1}))
	if err != nil {
		t.Fatal(err)
	}
	defer core.Close() //nolint:errcheck // always nil
	for range 10 {
		client.Do(t.Context(), core.Request(&safe, nil), decodeItem) //nolint:errcheck // most fail, as they should
	}
	if c := connections.Load(); c != 1 {
		t.Errorf("%d connections for %d requests one after another", c, n)
	}
}

func TestGzip(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Handle("getItem", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		io.WriteString(z, sample) //nolint:errcheck // a test
		z.Close()                 //nolint:errcheck // a test
	}))
	if x, err := getItem(t, core, "1"); err != nil || x.ID != 7 {
		t.Errorf("%+v %v", x, err)
	}
}
