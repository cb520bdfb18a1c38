package auth_test

// e2e_test.go runs whole flows over real connections: what synctest can't see.

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

// realm is a provider and an API in one server; tokens are revoked at will.
type realm struct {
	*httptest.Server
	tokens atomic.Int64
	good   atomic.Int64 // the number of the token that is accepted
	bad    atomic.Int64 // bodies that arrived changed
	calls  atomic.Int64
}

func newRealm() *realm {
	r := &realm{}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, _ *http.Request) {
		n := r.tokens.Add(1)
		r.good.Store(n)
		time.Sleep(20 * time.Millisecond)
		fmt.Fprintf(w, `{"access_token":"tok%d","token_type":"bearer","expires_in":86399}`, n)
	})
	mux.HandleFunc("POST /api", func(w http.ResponseWriter, req *http.Request) {
		r.calls.Add(1)
		if req.Header.Get("Authorization") != fmt.Sprintf("Bearer tok%d", r.good.Load()) {
			w.WriteHeader(401) // without having read the body
			return
		}
		b, _ := io.ReadAll(req.Body)
		if string(b) != strings.Repeat(req.Header.Get("X-Mark"), 8<<10) {
			r.bad.Add(1)
		}
	})
	r.Server = httptest.NewServer(mux)
	return r
}

func TestRule6_RevokedUnderLoadOverRealConnections(t *testing.T) {
	before := runtime.NumGoroutine()
	r := newRealm()
	src := auth.NewSource(&auth.ClientCredentials{TokenURL: r.URL + "/token", ClientID: "id", ClientSecret: "s3cret"})
	base := &http.Transport{MaxIdleConnsPerHost: 50}
	tr := auth.NewTransport(src, strings.TrimPrefix(r.URL, "http://"))
	tr.Base = base
	hc := &http.Client{Transport: tr}
	if _, err := src.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for g := range 20 {
		wg.Go(func() {
			mark := string(rune('a' + g))
			for i := range 20 {
				if g == 0 && i == 10 {
					r.good.Store(-1)
				}
				req, _ := http.NewRequestWithContext(context.Background(), "POST", r.URL+"/api", strings.NewReader(strings.Repeat(mark, 8<<10)))
				req.Header.Set("X-Mark", mark)
				resp, err := hc.Do(req)
				if err != nil || resp.StatusCode != 200 {
					t.Errorf("call %d of %d: %v, %v", i, g, resp, err)
					continue
				}
				io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
			}
		})
	}
	wg.Wait()
	if n := r.tokens.Load(); n != 2 || r.bad.Load() != 0 || r.calls.Load() < 401 {
		t.Errorf("%d token requests in all, %d bodies changed, %d calls", n, r.bad.Load(), r.calls.Load())
	}
	src.Close()
	hc.CloseIdleConnections()
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	r.Close()
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			buf := make([]byte, 64<<10)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
		}
	}
}

func TestATokenEndpointThatFails(t *testing.T) {
	t.Parallel()
	var n atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n.Add(1)
		time.Sleep(20 * time.Millisecond)
		w.WriteHeader(500)
	}))
	defer srv.Close()
	src := auth.NewSource(&auth.ClientCredentials{TokenURL: srv.URL, ClientID: "i"})
	defer src.Close()
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if _, err := src.Token(t.Context()); err == nil {
				t.Error("no error")
			}
		})
	}
	wg.Wait()
	if n.Load() != 1 {
		t.Errorf("%d requests for 50 callers, want 1", n.Load())
	}
}
