package versus

// world_test.go is what both libraries are put into: a provider and an API
// behind one handler, reached over loopback or, where time is simulated,
// without a network.

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// simulated is the address of a world that is reached without a network.
const simulated = "https://provider.test"

// world is a token endpoint, /token, and an API, /api, that takes its last
// token only. The fields up to the blank line are set before it is used.
type world struct {
	ttl          time.Duration // of tokens
	tokenLatency time.Duration
	apiLatency   time.Duration
	tokenStatus  int           // 0: 200
	refuse       bool          // the API takes no token at all
	gate         chan struct{} // the API answers 401 only once this is closed,
	stagger      time.Duration // and each of them so much later than the one before

	mu       sync.Mutex
	requests []time.Time // when a token was asked for
	good     string      // the token that the API takes
	refused  int
	spoiled  int // bodies that arrived changed
}

func (w *world) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/token" {
		w.serveToken(rw, r)
		return
	}
	w.serveAPI(rw, r)
}

func (w *world) serveToken(rw http.ResponseWriter, r *http.Request) {
	io.Copy(io.Discard, r.Body) //nolint:errcheck // until then a server doesn't notice who leaves
	w.mu.Lock()
	w.requests = append(w.requests, time.Now())
	token := fmt.Sprint("token-", len(w.requests))
	w.mu.Unlock()
	if !pause(r.Context(), w.tokenLatency) {
		return
	}
	rw.Header().Set("Content-Type", "application/json")
	if w.tokenStatus != 0 {
		rw.WriteHeader(w.tokenStatus)
		return
	}
	w.mu.Lock()
	w.good = token
	w.mu.Unlock()
	fmt.Fprintf(rw, `{"access_token":%q,"token_type":"bearer","expires_in":%d}`, token, int(w.ttl/time.Second))
}

// serveAPI answers 401 before it has read the body, as servers do.
func (w *world) serveAPI(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	ok := !w.refuse && r.Header.Get("Authorization") == "Bearer "+w.good
	if !ok {
		w.refused++
	}
	late := time.Duration(w.refused) * w.stagger
	w.mu.Unlock()
	if !ok {
		if w.gate != nil {
			<-w.gate
			pause(r.Context(), late)
		}
		rw.WriteHeader(http.StatusUnauthorized)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil || string(body) != strings.Repeat(r.Header.Get("X-Mark"), bodySize) {
		w.mu.Lock()
		w.spoiled++
		w.mu.Unlock()
	}
	pause(r.Context(), w.apiLatency)
}

// revoke makes every token so far worthless.
func (w *world) revoke() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.good = "none"
}

// asked tells when tokens were asked for.
func (w *world) asked() []time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]time.Time(nil), w.requests...)
}

// seen tells how many calls the API refused and how many bodies arrived changed.
func (w *world) seen() (refused, spoiled int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.refused, w.spoiled
}

// pause waits for d; false if ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// inProcess is an http.RoundTripper that calls a handler. As over a network,
// who leaves early gets an error.
type inProcess struct{ handler http.Handler }

func (p inProcess) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body == nil {
		req = req.Clone(req.Context())
		req.Body = http.NoBody
	}
	defer req.Body.Close() //nolint:errcheck // a RoundTripper's duty
	rec := httptest.NewRecorder()
	p.handler.ServeHTTP(rec, req)
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	resp := rec.Result()
	resp.Request = req
	return resp, nil
}

// loopback serves h over real connections until the test ends.
func loopback(t testing.TB, h http.Handler) (base string, net http.RoundTripper) {
	srv := httptest.NewServer(h)
	tr := &http.Transport{MaxIdleConnsPerHost: 100}
	t.Cleanup(func() {
		tr.CloseIdleConnections()
		srv.Close()
	})
	return srv.URL, tr
}

// bodySize is more than net/http holds back: what was sent can't be unsent.
const bodySize = 8 << 10

// outcome is how calls under load fared.
type outcome struct {
	calls, failed int
	delayed       int           // longer than the API takes by more than a quarter of the token endpoint's latency
	longest       time.Duration // of a call
	requests      int           // for tokens, during the load
}

func (o outcome) String() string {
	return fmt.Sprintf("of %d calls %d failed, %d (%.1f %%) waited for a token, the longest took %v; token requests: %d",
		o.calls, o.failed, o.delayed, 100*float64(o.delayed)/float64(o.calls), o.longest.Round(time.Millisecond), o.requests)
}

// load posts to the API, a call every so often whether the last is back or
// not. at, where there is one, is called before the call with its number.
func (w *world) load(s *subject, calls int, every time.Duration, at func(i int)) outcome {
	o := outcome{calls: calls}
	before := len(w.asked())
	var wg sync.WaitGroup
	var mu sync.Mutex
	for i := range calls {
		time.Sleep(every)
		if at != nil {
			at(i)
		}
		wg.Go(func() {
			took, err := s.post(i)
			mu.Lock()
			defer mu.Unlock()
			o.longest = max(o.longest, took)
			if err != nil {
				o.failed++
			}
			if took > w.apiLatency+w.tokenLatency/4 {
				o.delayed++
			}
		})
	}
	wg.Wait()
	o.requests = len(w.asked()) - before
	return o
}
