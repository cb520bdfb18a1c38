package versus

// alloc_test.go has the rows about allocations. They are counted, not timed,
// so they hold on any machine.

import (
	"context"
	"net/http"
	"runtime"
	"sync"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/client"
)

// lasting is a cached token for each library, good for a day.
func lasting(t testing.TB) (*auth.Source, oauth2.TokenSource) {
	t.Helper()
	now := time.Now()
	tok, err := auth.NewToken(auth.TokenFields{AccessToken: "a-token-of-some-length", Issued: now, Expiry: now.Add(24 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	src := auth.NewSource(auth.Static(tok), auth.WithToken(tok))
	t.Cleanup(src.Close)
	theirs := &oauth2.Token{AccessToken: "a-token-of-some-length", TokenType: "Bearer", Expiry: now.Add(24 * time.Hour)}
	return src, oauth2.ReuseTokenSource(theirs, oauth2.StaticTokenSource(theirs))
}

// Cached token on the hot path: 0 allocations, 1 to 1,000 goroutines.
func TestCachedTokenAllocatesNothing(t *testing.T) {
	src, _ := lasting(t)
	ctx, now := t.Context(), time.Now()
	for name, get := range map[string]func(){
		"clock passed in": func() { src.TokenAt(ctx, now) }, //nolint:errcheck // cached
		"own clock read":  func() { src.Token(ctx) },        //nolint:errcheck // cached
	} {
		if n := testing.AllocsPerRun(1000, get); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
		for _, goroutines := range []int{10, 100, 1000} {
			if n := allocsOfCrowd(goroutines, 1000, get); n > goroutines*1000/100 {
				t.Errorf("%s, %d goroutines: %d allocations in %d calls", name, goroutines, n, goroutines*1000)
			}
		}
	}
}

// allocsOfCrowd counts the allocations of calls by many goroutines that run
// already. What little the scheduler allocates is counted too.
func allocsOfCrowd(goroutines, calls int, f func()) int {
	start := make(chan struct{})
	var ready, done sync.WaitGroup
	for range goroutines {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-start
			for range calls {
				f()
			}
		})
	}
	ready.Wait()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	close(start)
	done.Wait()
	runtime.ReadMemStats(&after)
	return int(after.Mallocs - before.Mallocs)
}

// canned answers everything with the same, and allocates nothing itself.
type canned struct{ resp *http.Response }

func newCanned() *canned {
	return &canned{&http.Response{StatusCode: http.StatusNoContent, Header: http.Header{}, Body: http.NoBody}}
}

func (c *canned) RoundTrip(*http.Request) (*http.Response, error) { return c.resp, nil }

// steps are the ways to authorize a request that is ready to be sent.
func steps(t testing.TB) map[string]func() {
	src, theirs := lasting(t)
	base := newCanned()
	newReq := func() *http.Request {
		req, err := http.NewRequest(http.MethodGet, "https://api.example.com/x", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept", "application/json")
		req.Header.Set("User-Agent", "app/1")
		return req
	}
	ours := auth.NewTransport(src, "api.example.com")
	ours.Base = base
	other := &oauth2.Transport{Source: theirs, Base: base}
	inPlace := newReq()
	var x auth.Exchange
	call := auth.Exchange{Requirements: []auth.Requirement{{Credential: src}}, Hosts: &auth.HostPolicy{Hosts: []string{"api.example.com"}}}
	req, now := newReq(), time.Now()
	return map[string]func(){
		"keywright-exchange": func() { // as inside our client, which keeps the Exchange in the call's state
			delete(inPlace.Header, "Authorization")
			x = call
			x.RoundTrip(base, inPlace, now) //nolint:errcheck // canned
		},
		"keywright-roundtripper": func() { ours.RoundTrip(req) },  //nolint:errcheck // canned
		"xoauth2-roundtripper":   func() { other.RoundTrip(req) }, //nolint:errcheck // canned
	}
}

// Extra allocations of the auth step per request: 0 in our own client, ≤ 3 as
// a bare RoundTripper.
func TestAllocationsOfTheAuthStep(t *testing.T) {
	all := steps(t)
	if n := testing.AllocsPerRun(1000, all["keywright-exchange"]); n != 0 {
		t.Errorf("in place: %v allocations", n)
	}
	n := testing.AllocsPerRun(1000, all["keywright-roundtripper"])
	if n > 3 {
		t.Errorf("as a RoundTripper: %v allocations, at most 3 are allowed", n)
	}
	t.Logf("as a RoundTripper: keywright %v, x/oauth2 %v", n, testing.AllocsPerRun(1000, all["xoauth2-roundtripper"]))
	bare, authorized := clientAllocs(t, "Open"), clientAllocs(t, "Secured")
	if authorized > bare {
		t.Errorf("in our client: %v allocations a call with a token, %v without", authorized, bare)
	}
	t.Logf("in our client: %v allocations a call with a token, %v without", authorized, bare)
}

// clientAllocs counts those of a whole call by a client such as keywright
// emits, over a transport that allocates nothing.
func clientAllocs(t *testing.T, operation string) float64 {
	src, _ := lasting(t)
	op := client.Operation{Name: operation, ID: operation, Method: http.MethodGet, Path: "/x", Retry: client.RetrySafe}
	if operation == "Secured" {
		op.Security = []client.Requirement{{{Scheme: "oauth"}}}
	}
	core, err := client.New(&client.API{
		Name: "bench", Runtime: client.Handshake1, Servers: []client.Server{{URL: "https://api.example.com"}},
		Schemes: []client.Scheme{{Key: "oauth", Kind: client.OAuth2}},
	}, client.WithCredential("oauth", src), client.WithTransport(newCanned()))
	if err != nil {
		t.Fatal(err)
	}
	defer core.Close() //nolint:errcheck // always nil
	return testing.AllocsPerRun(1000, func() {
		if err := client.DoNone(context.Background(), core.Request(&op, nil)); err != nil {
			t.Fatal(err)
		}
	})
}
