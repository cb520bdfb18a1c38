package auth_test

// loginsource_test.go follows a login to its end, and tests the small parts
// around one: pasting lines, opening browsers, the memory store.

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

// A login without a refresh token (Battle.net: 24 h) tells its end 20 minutes
// ahead while the token works, and fails with ErrReauthorize after it.
func TestLoginSourceTellsItsEndAhead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		tok := mustToken(t, auth.TokenFields{AccessToken: "at-1", Issued: now, Expiry: now.Add(24 * time.Hour)})
		var told []time.Duration
		src := auth.NewLoginSource(&auth.RefreshToken{TokenURL: "https://idp.example/token", ClientID: "app"}, tok, noJitter(),
			auth.OnRefresh(func(e auth.RefreshEvent) {
				if e.Reason == auth.ReasonEarly && errors.Is(e.Err, auth.ErrReauthorize) {
					told = append(told, time.Until(tok.Expiry()))
				}
			}))
		defer src.Close()
		for time.Until(tok.Expiry()) > 11*time.Second {
			if got := access(t, src); got != "at-1" {
				t.Fatalf("%v before its end: %q", time.Until(tok.Expiry()), got)
			}
			time.Sleep(10 * time.Second)
			synctest.Wait()
		}
		if len(told) == 0 || told[0] < 19*time.Minute || told[0] > 20*time.Minute {
			t.Errorf("told %v before the end", told)
		}
		time.Sleep(11 * time.Second)
		if _, err := src.Token(t.Context()); !errors.Is(err, auth.ErrReauthorize) || !strings.Contains(err.Error(), "log in again") {
			t.Errorf("%v", err)
		}
	})
}

func TestLoginSourceWithoutLogin(t *testing.T) {
	t.Parallel()
	r := &auth.RefreshToken{TokenURL: "https://idp.example/token", ClientID: "app"}
	for name, src := range map[string]*auth.Source{
		"nothing":     auth.NewLoginSource(r, nil),
		"empty store": auth.NewLoginSource(r, nil, auth.WithStore(new(auth.MemoryStore), loginKey)),
	} {
		if _, err := src.Token(t.Context()); !errors.Is(err, auth.ErrReauthorize) || !strings.Contains(err.Error(), "nobody is logged in") {
			t.Errorf("%s: %v", name, err)
		}
		src.Close()
	}
}

// Two logins never mix: every part of a key counts, and the parts' borders do.
func TestKeysNeverMix(t *testing.T) {
	t.Parallel()
	base := auth.Key{Issuer: "i", Client: "c", Account: "a", Scopes: []string{"x", "y"}}
	same := base
	same.Scopes = []string{"y", "x", "y"}
	if base.String() != same.String() {
		t.Error("scopes are a set")
	}
	for name, k := range map[string]auth.Key{
		"issuer": {Issuer: "j", Client: "c", Account: "a", Scopes: base.Scopes}, "client": {Issuer: "i", Client: "d", Account: "a", Scopes: base.Scopes},
		"account": {Issuer: "i", Client: "c", Scopes: base.Scopes}, "scopes": {Issuer: "i", Client: "c", Account: "a", Scopes: base.Scopes[:1]},
		"borders": {Issuer: "ic", Account: "a", Scopes: base.Scopes}, "none": {},
	} {
		if k.String() == base.String() {
			t.Errorf("%s doesn't count", name)
		}
	}
	f := auth.CodeFlow{TokenURL: "https://idp.example/token", ClientID: "c", Scopes: []string{"x"}}
	g := f
	g.Issuer = "https://idp.example"
	if f.Key("a").Issuer == "" || f.Key("a").String() == g.Key("a").String() || f.Key("a").String() == f.Key("b").String() {
		t.Error("a flow's keys mix")
	}
}

func TestMemoryStoreLock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := new(auth.MemoryStore)
		unlock, err := s.Lock(t.Context(), loginKey)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := s.Lock(ctx, loginKey); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
		if other, err := s.Lock(t.Context(), auth.Key{Account: "b"}); err != nil || other() != nil {
			t.Errorf("%v", err)
		}
		if err := errors.Join(unlock(), unlock()); err != nil {
			t.Error(err)
		}
		first, err := s.Lock(t.Context(), loginKey)
		if err != nil {
			t.Fatal(err)
		}
		unlock() // of the holder before: it has no say any more
		if _, err := s.Lock(ctx, loginKey); err == nil {
			t.Error("unlocked what another holds")
		}
		first()
	})
}

func TestPasteFrom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		paste := auth.PasteFrom(r)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := paste(ctx, nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
		// The line that was waited for goes to the next login.
		go io.WriteString(w, "one\ntwo\nthree")
		for _, want := range []string{"one\n", "two\n"} {
			if got, err := paste(t.Context(), nil); err != nil || got != want {
				t.Errorf("%q, %v", got, err)
			}
		}
		go func() {
			time.Sleep(time.Second)
			w.Close()
		}()
		if got, err := paste(t.Context(), nil); err != nil || got != "three" {
			t.Errorf("%q, %v", got, err)
		}
		if _, err := paste(t.Context(), nil); !errors.Is(err, io.EOF) {
			t.Errorf("%v", err)
		}
	})
}

func TestOpenBrowserRefuses(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"javascript:alert(1)", "file:///etc/passwd", "-h", "", "https\x00://x"} {
		if err := auth.OpenBrowser(t.Context(), raw); err == nil {
			t.Errorf("opened %q", raw)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := auth.OpenBrowser(ctx, "https://idp.example"); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestPromptSaysWhatMatters(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	p := auth.LoginPrompt{URL: "https://idp.example/a?state=s", RedirectURI: "https://localhost:8443/cb", SelfSigned: true, Paste: true}
	if _, err := p.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{p.URL, "certificate", "https://localhost:8443/cb", "paste"} {
		if !strings.Contains(b.String(), w) {
			t.Errorf("%q lacks %q", b.String(), w)
		}
	}
}

// Many waiters of one Source, and a login that comes while they wait.
func TestLoginSourceManyWaiters(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, store := &rotator{ttl: time.Hour, latency: 2 * time.Second}, new(auth.MemoryStore)
		keep(t, store, r.login(t, 2*time.Hour))
		src := auth.NewLoginSource(r.grant(), nil, auth.WithStore(store, loginKey))
		defer src.Close()
		var good atomic.Int64
		for range 200 {
			go func() {
				if tok, err := src.Token(t.Context()); err == nil && tok.AccessToken() == "at-1" {
					good.Add(1)
				}
			}()
		}
		time.Sleep(3 * time.Second)
		if n, _, _ := r.state(); n != 1 || good.Load() != 200 {
			t.Errorf("%d refreshes, %d of 200 served", n, good.Load())
		}
	})
}
