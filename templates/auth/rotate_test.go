package auth_test

// rotate_test.go is rule 9 in one process: Sources that share a login whose
// refresh token rotates, stores that fail, and providers that take a token
// sent twice for a theft. auth/store has the same with real processes.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

// rotator is a token endpoint whose refresh tokens work once; one that comes
// again kills the login (RFC 9700, section 4.14.2).
type rotator struct {
	mu      sync.Mutex
	n       int
	ttl     time.Duration
	latency time.Duration
	dead    bool
	down    bool // answers 500
	sent    []string
}

func (r *rotator) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := req.ParseForm(); err != nil {
		return nil, err
	}
	r.mu.Lock()
	rt := req.PostForm.Get("refresh_token")
	r.sent = append(r.sent, rt)
	status, body := 200, ""
	switch {
	case r.down:
		status, body = 500, "{}"
	case r.dead || rt != fmt.Sprint("rt-", r.n):
		r.dead = true
		status, body = 400, `{"error":"invalid_grant"}`
	default:
		r.n++
		body = fmt.Sprintf(`{"access_token":"at-%d","refresh_token":"rt-%d","expires_in":%d}`, r.n, r.n, int(r.ttl.Seconds()))
	}
	latency := r.latency
	r.mu.Unlock()
	select {
	case <-time.After(latency):
		return answer(req, status, nil, body), nil
	case <-req.Context().Done():
		return nil, req.Context().Err()
	}
}

func (r *rotator) state() (refreshes int, dead bool, sent []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.n, r.dead, slices.Clone(r.sent)
}

func (r *rotator) grant() *auth.RefreshToken {
	return &auth.RefreshToken{TokenURL: "https://idp.example/token", ClientID: "app", HTTPClient: &http.Client{Transport: r}}
}

// login is a token of the rotator, aged by age.
func (r *rotator) login(t testing.TB, age time.Duration) *auth.Token {
	r.mu.Lock()
	defer r.mu.Unlock()
	issued := time.Now().Add(-age)
	return mustToken(t, auth.TokenFields{
		AccessToken: auth.Secret(fmt.Sprint("at-", r.n)), RefreshToken: auth.Secret(fmt.Sprint("rt-", r.n)),
		Issued: issued, Expiry: issued.Add(r.ttl),
	})
}

var loginKey = auth.Key{Issuer: "https://idp.example", Client: "app"}

// flaky is a MemoryStore whose steps fail on demand.
type flaky struct {
	auth.MemoryStore
	mu               sync.Mutex
	save, load, lock error
	saves            int
}

func (f *flaky) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func (f *flaky) Save(ctx context.Context, key auth.Key, t *auth.Token) error {
	f.mu.Lock()
	f.saves++
	err := f.save
	f.mu.Unlock()
	if err != nil {
		return fmt.Errorf("%w (%s %s)", err, t.AccessToken().Reveal(), t.RefreshToken().Reveal())
	}
	return f.MemoryStore.Save(ctx, key, t)
}

func (f *flaky) Load(ctx context.Context, key auth.Key) (*auth.Token, error) {
	f.mu.Lock()
	err := f.load
	f.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return f.MemoryStore.Load(ctx, key)
}

func (f *flaky) Lock(ctx context.Context, key auth.Key) (func() error, error) {
	f.mu.Lock()
	err := f.lock
	f.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return f.MemoryStore.Lock(ctx, key)
}

func keep(t testing.TB, s auth.Store, tok *auth.Token) {
	t.Helper()
	if err := auth.Keep(context.Background(), s, loginKey, tok); err != nil {
		t.Fatal(err)
	}
}

func kept(t testing.TB, s auth.Store) string {
	t.Helper()
	tok, err := s.Load(context.Background(), loginKey)
	if err != nil {
		t.Fatal(err)
	}
	if tok == nil {
		return ""
	}
	return tok.RefreshToken().Reveal()
}

// Rule 9: eight holders, one rotating refresh token, over several lives of it.
func TestRotationEightHolders(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, store := &rotator{ttl: time.Hour, latency: 2 * time.Second}, new(auth.MemoryStore)
		keep(t, store, r.login(t, 2*time.Hour))
		var sources []*auth.Source
		for range 8 {
			s := auth.NewLoginSource(r.grant(), nil, auth.WithStore(store, loginKey))
			defer s.Close()
			sources = append(sources, s)
		}
		for life := 1; life <= 5; life++ {
			var wg sync.WaitGroup
			for _, s := range sources {
				wg.Go(func() {
					if got := access(t, s); got != fmt.Sprint("at-", life) {
						t.Errorf("life %d: got %q", life, got)
					}
				})
			}
			wg.Wait()
			if n, dead, _ := r.state(); n != life || dead {
				t.Fatalf("life %d: %d refreshes, dead %v", life, n, dead)
			}
			time.Sleep(time.Hour) // past expiry
		}
	})
}

// Early refreshes of many holders are one, too.
func TestRotationEarlyRefreshIsShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, store := &rotator{ttl: time.Hour, latency: time.Second}, new(auth.MemoryStore)
		keep(t, store, r.login(t, 0))
		var sources []*auth.Source
		for range 8 {
			s := auth.NewLoginSource(r.grant(), nil, auth.WithStore(store, loginKey))
			defer s.Close()
			sources = append(sources, s)
			access(t, s)
		}
		time.Sleep(55 * time.Minute)
		for range 3 {
			for _, s := range sources {
				access(t, s)
			}
			time.Sleep(5 * time.Second)
		}
		if n, dead, sent := r.state(); n != 1 || dead {
			t.Errorf("%d refreshes, dead %v, sent %v", n, dead, sent)
		}
		for _, s := range sources {
			if got := access(t, s); got != "at-1" {
				t.Errorf("got %q", got)
			}
		}
	})
}

// A failed save keeps the token, says so, and the newest refresh token is
// never forgotten for the store's older one.
func TestRotationSurvivesFailedSaves(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, store := &rotator{ttl: time.Hour}, new(flaky)
		keep(t, store, r.login(t, 2*time.Hour))
		full := errors.New("disk full")
		store.set(func() { store.save = full })
		var events []auth.RefreshEvent
		s := auth.NewLoginSource(r.grant(), nil, auth.WithStore(store, loginKey),
			auth.OnRefresh(func(e auth.RefreshEvent) { events = append(events, e) }))
		defer s.Close()
		for life := 1; life <= 3; life++ {
			if got := access(t, s); got != fmt.Sprint("at-", life) {
				t.Fatalf("life %d: got %q", life, got)
			}
			e := events[len(events)-1]
			se, ok := errors.AsType[*auth.SaveError](e.Err)
			if !ok || e.Token == nil || !errors.Is(e.Err, full) || se.Key.Client != "app" {
				t.Fatalf("life %d: told %v", life, e.Err)
			}
			time.Sleep(time.Hour)
		}
		if got := kept(t, store); got != "rt-0" {
			t.Fatalf("the store holds %q", got)
		}
		store.set(func() { store.save = nil })
		if access(t, s); kept(t, store) != "rt-4" || events[len(events)-1].Err != nil {
			t.Errorf("the store holds %q, told %v", kept(t, store), events[len(events)-1].Err)
		}
		if _, dead, sent := r.state(); dead || !slices.Equal(sent, []string{"rt-0", "rt-1", "rt-2", "rt-3"}) {
			t.Errorf("sent %v, dead %v", sent, dead)
		}
	})
}

// A login that another process kept after a failed save of ours wins.
func TestRotationTakesALoginKeptMeanwhile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, store := &rotator{ttl: time.Hour}, new(flaky)
		keep(t, store, r.login(t, 2*time.Hour))
		store.set(func() { store.save = errors.New("disk full") })
		s := auth.NewLoginSource(r.grant(), nil, auth.WithStore(store, loginKey))
		defer s.Close()
		access(t, s)
		store.set(func() { store.save = nil })
		keep(t, store, mustToken(t, auth.TokenFields{AccessToken: "new-login", RefreshToken: "rt-new", Issued: time.Now(), Expiry: time.Now().Add(3 * time.Hour)}))
		time.Sleep(time.Hour)
		if got := access(t, s); got != "new-login" {
			t.Errorf("got %q", got)
		}
	})
}

// Another machine's clock is behind: what it wrote last is newer all the same.
func TestRotationDoesNotTrustClocks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, store := &rotator{ttl: 3 * time.Hour}, new(auth.MemoryStore)
		keep(t, store, r.login(t, 4*time.Hour))
		here := auth.NewLoginSource(r.grant(), nil, auth.WithStore(store, loginKey))
		defer here.Close()
		behind := func() time.Time { return time.Now().Add(-time.Hour) }
		there := auth.NewLoginSource(r.grant(), nil, auth.WithStore(store, loginKey), auth.WithClock(behind))
		defer there.Close()
		tok, err := here.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := access(t, there); got != "at-1" {
			t.Fatalf("got %q", got)
		}
		thereTok, err := there.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		there.Invalidate(thereTok)
		if got := access(t, there); got != "at-2" { // issued an hour before at-1, by that clock
			t.Fatalf("got %q", got)
		}
		here.Invalidate(tok)
		if got := access(t, here); got != "at-2" {
			t.Errorf("got %q", got)
		}
		if n, dead, sent := r.state(); n != 2 || dead {
			t.Errorf("%d refreshes, dead %v, sent %v", n, dead, sent)
		}
	})
}

// A login handed in beside a store that holds an older one is the newer one.
func TestRotationOfALoginHandedIn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, store := &rotator{ttl: time.Hour}, new(auth.MemoryStore)
		keep(t, store, mustToken(t, auth.TokenFields{AccessToken: "old", RefreshToken: "rt-old", Issued: time.Now(), Expiry: time.Now().Add(24 * time.Hour)}))
		time.Sleep(time.Minute)
		s := auth.NewLoginSource(r.grant(), r.login(t, 0), auth.WithStore(store, loginKey))
		defer s.Close()
		time.Sleep(time.Hour)
		if got := access(t, s); got != "at-1" {
			t.Errorf("got %q", got)
		}
		if got := kept(t, store); got != "rt-1" {
			t.Errorf("kept %q", got)
		}
	})
}

// A refresh token refused for good isn't sent again; a login anew is found.
func TestRotationRefusedTokenIsNotSentAgain(t *testing.T) {
	t.Parallel()
	for name, withStore := range map[string]bool{"in a store": true, "in memory": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r, store := &rotator{ttl: time.Hour, dead: true}, new(auth.MemoryStore)
				spent := r.login(t, 2*time.Hour)
				opts := []auth.SourceOption{}
				if withStore {
					keep(t, store, spent)
					opts, spent = append(opts, auth.WithStore(store, loginKey)), nil
				}
				s := auth.NewLoginSource(r.grant(), spent, opts...)
				defer s.Close()
				for range 10 {
					if _, err := s.Token(t.Context()); !errors.Is(err, auth.ErrReauthorize) {
						t.Errorf("%v", err)
					}
					time.Sleep(2 * time.Minute) // past any back-off
				}
				if _, _, sent := r.state(); len(sent) != 1 {
					t.Errorf("sent %v", sent)
				}
				if !withStore {
					return
				}
				keep(t, store, mustToken(t, auth.TokenFields{AccessToken: "again", Issued: time.Now(), Expiry: time.Now().Add(time.Hour)}))
				if got := access(t, s); got != "again" {
					t.Errorf("the login anew isn't found: %q", got)
				}
			})
		})
	}
}

// A provider in trouble costs nothing: the refresh token stays good.
func TestRotationKeepsTheTokenThroughTrouble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, store := &rotator{ttl: time.Hour, down: true}, new(auth.MemoryStore)
		keep(t, store, r.login(t, 2*time.Hour))
		s := auth.NewLoginSource(r.grant(), nil, auth.WithStore(store, loginKey))
		defer s.Close()
		if _, err := s.Token(t.Context()); !errors.Is(err, auth.ErrTemporary) {
			t.Errorf("%v", err)
		}
		r.mu.Lock()
		r.down = false
		r.mu.Unlock()
		time.Sleep(time.Minute)
		if got := access(t, s); got != "at-1" {
			t.Errorf("got %q", got)
		}
	})
}

// The answer to a refresh that was sent when the Source was closed may hold
// the only copy of the next refresh token.
func TestRotationCloseDoesNotLoseTheAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, store := &rotator{ttl: time.Hour, latency: 3 * time.Second}, new(auth.MemoryStore)
		keep(t, store, r.login(t, 2*time.Hour))
		s := auth.NewLoginSource(r.grant(), nil, auth.WithStore(store, loginKey))
		go func() {
			time.Sleep(time.Second)
			s.Close()
		}()
		start := time.Now()
		if _, err := s.Token(t.Context()); !errors.Is(err, auth.ErrClosed) || time.Since(start) != time.Second {
			t.Errorf("%v after %v: the caller isn't kept", err, time.Since(start))
		}
		time.Sleep(5 * time.Second)
		if got := kept(t, store); got != "rt-1" {
			t.Errorf("the store holds %q", got)
		}
		next := auth.NewLoginSource(r.grant(), nil, auth.WithStore(store, loginKey))
		defer next.Close()
		if got := access(t, next); got != "at-1" {
			t.Errorf("got %q", got)
		}
	})
}

func TestRotationStoreTrouble(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection refused")
	for name, set := range map[string]func(*flaky){
		"lock": func(f *flaky) { f.lock = broken },
		"load": func(f *flaky) { f.load = broken },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r, store := &rotator{ttl: time.Hour}, new(flaky)
				keep(t, store, r.login(t, 2*time.Hour))
				store.set(func() { set(store) })
				s := auth.NewLoginSource(r.grant(), nil, auth.WithStore(store, loginKey))
				defer s.Close()
				_, err := s.Token(t.Context())
				if e, ok := errors.AsType[*auth.Error](err); !ok || !errors.Is(err, broken) || e.Op != "store "+name {
					t.Errorf("%v", err)
				}
				if _, _, sent := r.state(); len(sent) > 0 {
					t.Errorf("without the %s nobody knows which refresh token is good, and yet sent %v", name, sent)
				}
				store.set(func() { store.lock, store.load = nil, nil })
				time.Sleep(time.Minute)
				if got := access(t, s); got != "at-1" {
					t.Errorf("got %q", got)
				}
			})
		})
	}
	t.Run("a lock that isn't let go", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			r, store := &rotator{ttl: time.Hour}, new(auth.MemoryStore)
			keep(t, store, r.login(t, 2*time.Hour))
			unlock, err := store.Lock(t.Context(), loginKey)
			if err != nil {
				t.Fatal(err)
			}
			s := auth.NewLoginSource(r.grant(), nil, auth.WithStore(store, loginKey), auth.WithTimeout(10*time.Second))
			defer s.Close()
			if _, err := s.Token(t.Context()); !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, auth.ErrTemporary) {
				t.Errorf("%v", err)
			}
			unlock()
			time.Sleep(time.Minute)
			if got := access(t, s); got != "at-1" {
				t.Errorf("got %q", got)
			}
		})
	})
}

// Rule 10: whatever a store says, no secret gets through.
func TestRotationErrorsHoldNoSecrets(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := new(flaky)
		store.set(func() { store.save = errors.New("refused") })
		err := auth.Keep(t.Context(), store, loginKey, mustToken(t, auth.TokenFields{AccessToken: "at-secret-1", RefreshToken: "rt-secret-1"}))
		if _, ok := errors.AsType[*auth.SaveError](err); !ok {
			t.Fatalf("%v", err)
		}
		j, _ := json.Marshal(err)
		text := fmt.Sprintf("%v %+v %#v %s %s %v", err, err, err, j, url.QueryEscape(err.Error()), errors.Unwrap(err))
		if strings.Contains(text, "secret-1") || !strings.Contains(text, "refused") {
			t.Error(text)
		}
	})
}
