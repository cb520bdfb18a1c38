package peer

// keeping_test.go has what is said of a login that can't be read back, and what
// users of golang.org/x/oauth2 get of a failure.

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/oauth2"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/auth/oauth2bridge"
	"github.com/keywright/keywright/templates/auth/store"
)

// brokenStore keeps a login, then spoils its file in two ways.
func brokenStore(t *testing.T, s *server) {
	flow, tok := s.login(t, "player-broken", "wow.profile")
	key := flow.Key("player-broken")
	dir := filepath.Join(t.TempDir(), "logins")
	f, err := store.NewFile(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := auth.Keep(t.Context(), f, key, tok); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	load := func() error {
		src := auth.NewLoginSource(flow.Refresh(), nil, auth.WithStore(f, key))
		defer src.Close()
		_, err := src.Token(t.Context())
		s.show("broken store", src, err)
		return err
	}
	if err := os.Chmod(files[0], 0o644); err != nil {
		t.Fatal(err)
	}
	err = load()
	exposed, ok := errors.AsType[*store.ExposedError](err)
	if !ok {
		t.Errorf("a file that all may read: %v", err)
	}
	if err := os.Chmod(files[0], 0o600); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(files[0], raw[:len(raw)-5], 0o600); err != nil {
		t.Fatal(err)
	}
	err = load()
	corrupt, ok := errors.AsType[*store.CorruptError](err)
	if !ok || !errors.Is(err, auth.ErrReauthorize) {
		t.Errorf("a file cut short: %v", err)
	}
	s.show("broken store", f, exposed, corrupt)
}

// bridged fails on both sides of the bridge to x/oauth2.
func bridged(t *testing.T, s *server) {
	good := auth.NewSource(s.machine("cc", "s3cret-of-cc", auth.StyleBasic))
	defer good.Close()
	ts := oauth2bridge.TokenSource(t.Context(), good)
	tok, err := ts.Token()
	if err != nil || !tok.Valid() {
		t.Fatal(err)
	}
	again := auth.NewSource(oauth2bridge.Grant(ts))
	defer again.Close()
	if c, status := s.call(t, s.transport(again), ""); status != 200 || c.Client != "cc" {
		t.Errorf("status %d, %+v", status, c)
	}
	bad := auth.NewSource(s.machine("cc", "not-the-s3cret", auth.StyleBasic))
	defer bad.Close()
	ts = oauth2bridge.TokenSource(t.Context(), bad)
	_, err = ts.Token()
	if e, ok := errors.AsType[*oauth2.RetrieveError](err); !ok || e.ErrorCode != "invalid_client" || !errors.Is(err, auth.ErrRejected) {
		t.Errorf("%v", err)
	}
	_, back := oauth2bridge.Grant(ts).Token(t.Context(), nil)
	if !errors.Is(back, auth.ErrRejected) {
		t.Errorf("there and back: %v", back)
	}
	s.show("bridge", ts, err, back, again)
}
