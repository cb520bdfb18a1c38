package store_test

// file_test.go holds the file store to what it promises about permissions,
// crashes and damage.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/auth/store"
)

func testKey(account string) auth.Key {
	return auth.Key{Issuer: "https://idp.example", Client: "app", Account: account, Scopes: []string{"b", "a"}}
}

func token(t testing.TB, access, refresh string) *auth.Token {
	t.Helper()
	tok, err := auth.NewToken(auth.TokenFields{
		AccessToken: auth.Secret(access), RefreshToken: auth.Secret(refresh), Scopes: []string{"a"},
		Issued: time.Now(), Expiry: time.Now().Add(time.Hour),
		Extra: map[string]json.RawMessage{"user": json.RawMessage(`"u1"`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func newFile(t testing.TB, dir string) *store.File {
	t.Helper()
	f, err := store.NewFile(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// only returns the one file in dir with the ending given.
func only(t testing.TB, dir, ending string) string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "*"+ending))
	if err != nil || len(list) != 1 {
		t.Fatalf("files %v, %v", list, err)
	}
	return list[0]
}

func TestSaveAndLoad(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "logins")
	f, ctx := newFile(t, dir), t.Context()
	if tok, err := f.Load(ctx, testKey("ann")); tok != nil || err != nil {
		t.Fatalf("%v, %v before anything was saved", tok, err)
	}
	want := token(t, "at-1", "rt-1")
	if err := f.Save(ctx, testKey("ann"), want); err != nil {
		t.Fatal(err)
	}
	got, err := newFile(t, dir).Load(ctx, testKey("ann")) // another process, in effect
	if err != nil {
		t.Fatal(err)
	}
	a, b := want.Fields(), got.Fields()
	user, _ := got.Extra("user")
	if a.AccessToken != b.AccessToken || a.RefreshToken != b.RefreshToken || !slices.Equal(a.Scopes, b.Scopes) ||
		!a.Expiry.Equal(b.Expiry) || !a.Issued.Equal(b.Issued) || string(user) != `"u1"` {
		t.Errorf("saved %v, loaded %v", a, b)
	}
	for _, other := range []auth.Key{testKey("bob"), {Issuer: "https://idp.example", Client: "app", Account: "ann", Scopes: []string{"a"}}, {}} {
		if tok, err := f.Load(ctx, other); tok != nil || err != nil {
			t.Errorf("%+v has %v, %v", other, tok, err)
		}
	}
	same := testKey("ann")
	same.Scopes = []string{"a", "b"}
	if tok, err := f.Load(ctx, same); tok == nil || err != nil {
		t.Errorf("the order of scopes doesn't matter: %v, %v", tok, err)
	}
	if err := f.Save(ctx, testKey("bob"), token(t, "at-2", "")); err != nil {
		t.Fatal(err)
	}
	keys, err := f.Keys(ctx)
	if err != nil || len(keys) != 2 {
		t.Fatalf("%v, %v", keys, err)
	}
	if err := errors.Join(f.Delete(ctx, testKey("ann")), f.Delete(ctx, testKey("ann"))); err != nil {
		t.Error(err)
	}
	if keys, _ = f.Keys(ctx); len(keys) != 1 || keys[0].Account != "bob" {
		t.Errorf("left %v", keys)
	}
}

func TestPermissions(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("modes tell nothing on Windows")
	}
	dir := filepath.Join(t.TempDir(), "logins")
	f, ctx := newFile(t, dir), t.Context()
	if err := auth.Keep(ctx, f, testKey(""), token(t, "at-1", "rt-1")); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, only(t, dir, ".json"): 0o600, only(t, dir, ".lock"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, wanted %v (%v)", path, info.Mode(), want, err)
		}
	}
	path := only(t, dir, ".json")
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o601, 0o777} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		tok, err := f.Load(ctx, testKey(""))
		e, ok := errors.AsType[*store.ExposedError](err)
		if !ok || tok != nil || e.Mode != mode || !strings.Contains(e.Error(), "chmod 600 "+path) {
			t.Errorf("mode %v: %v, %v", mode, tok, err)
		}
		if _, err := f.Keys(ctx); err == nil {
			t.Errorf("mode %v: listed", mode)
		}
	}
	if err := f.Save(ctx, testKey(""), token(t, "at-2", "rt-2")); err != nil {
		t.Fatal(err)
	}
	if tok, err := f.Load(ctx, testKey("")); err != nil || tok.AccessToken() != "at-2" {
		t.Errorf("a save makes the file private again: %v, %v", tok, err)
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := store.NewFile(dir); err == nil || !strings.Contains(err.Error(), "chmod go-w") {
		t.Errorf("a directory anyone may write to: %v", err)
	}
}

func TestOnlyRegularFiles(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("links need privileges on Windows")
	}
	dir, elsewhere := t.TempDir(), filepath.Join(t.TempDir(), "x")
	os.Chmod(dir, 0o700)
	f, ctx := newFile(t, dir), t.Context()
	if err := f.Save(ctx, testKey(""), token(t, "at-1", "")); err != nil {
		t.Fatal(err)
	}
	path := only(t, dir, ".json")
	if err := errors.Join(os.Rename(path, elsewhere), os.Symlink(elsewhere, path)); err != nil {
		t.Fatal(err)
	}
	if tok, err := f.Load(ctx, testKey("")); err == nil || tok != nil {
		t.Errorf("followed a link to %v", tok)
	}
}

func TestCorruptFiles(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func(good string) string{
		"empty":      func(string) string { return "" },
		"cut":        func(good string) string { return good[:len(good)/2] },
		"zeros":      func(good string) string { return strings.Repeat("\x00", len(good)) },
		"other JSON": func(string) string { return `{"a":1}` },
		"no token":   func(string) string { return `{"version":1,"token":{}}` },
		"huge":       func(good string) string { return good + strings.Repeat(" ", 1<<20) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "logins")
			f, ctx := newFile(t, dir), t.Context()
			if err := f.Save(ctx, testKey(""), token(t, "at-secret-1", "rt-secret-1")); err != nil {
				t.Fatal(err)
			}
			path := only(t, dir, ".json")
			good, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			bad := damage(string(good))
			if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err = f.Load(ctx, testKey(""))
			e, ok := errors.AsType[*store.CorruptError](err)
			if !ok || !errors.Is(err, auth.ErrReauthorize) || strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), "secret-1") {
				t.Fatalf("%v", err)
			}
			aside, err := os.ReadFile(e.Aside)
			if err != nil || string(aside) != bad {
				t.Errorf("aside holds %q, %v", aside, err)
			}
			if info, err := os.Stat(e.Aside); err != nil {
				t.Error(err)
			} else if info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
				t.Errorf("aside has mode %v", info.Mode())
			}
			if tok, err := f.Load(ctx, testKey("")); tok != nil || err != nil {
				t.Errorf("after that there is %v, %v", tok, err)
			}
			if err := f.Save(ctx, testKey(""), token(t, "at-2", "")); err != nil {
				t.Error(err)
			}
			if tok, err := f.Load(ctx, testKey("")); err != nil || tok.AccessToken() != "at-2" {
				t.Errorf("%v, %v", tok, err)
			}
		})
	}
}

func TestNewerFormIsLeftAlone(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "logins")
	f, ctx := newFile(t, dir), t.Context()
	if err := f.Save(ctx, testKey(""), token(t, "at-1", "")); err != nil {
		t.Fatal(err)
	}
	path, text := only(t, dir, ".json"), `{"version":2,"sealed":"…"}`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Load(ctx, testKey("")); err == nil || !strings.Contains(err.Error(), "newer version") {
		t.Error(err)
	}
	if raw, err := os.ReadFile(path); err != nil || string(raw) != text {
		t.Errorf("the file is now %q, %v", raw, err)
	}
}

func TestFailedSaveKeepsTheOldOne(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "logins")
	f, ctx := newFile(t, dir), t.Context()
	if err := f.Save(ctx, testKey(""), token(t, "at-1", "")); err != nil {
		t.Fatal(err)
	}
	away := dir + "-away"
	if err := errors.Join(os.Rename(dir, away), os.WriteFile(dir, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := f.Save(ctx, testKey(""), token(t, "at-secret-2", "")); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v", err)
	}
	if err := errors.Join(os.Remove(dir), os.Rename(away, dir)); err != nil {
		t.Fatal(err)
	}
	if tok, err := f.Load(ctx, testKey("")); err != nil || tok.AccessToken() != "at-1" {
		t.Errorf("%v, %v", tok, err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.tmp")); len(left) > 0 {
		t.Errorf("left behind %v", left)
	}
}

func TestLeftoversAreCleared(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "logins")
	f, ctx := newFile(t, dir), t.Context()
	if err := f.Save(ctx, testKey(""), token(t, "at-1", "")); err != nil {
		t.Fatal(err)
	}
	base := strings.TrimSuffix(only(t, dir, ".json"), ".json")
	old, young := base+"-1.tmp", base+"-2.tmp"
	if err := errors.Join(os.WriteFile(old, []byte("secret"), 0o600), os.WriteFile(young, nil, 0o600),
		os.Chtimes(old, time.Now(), time.Now().Add(-2*time.Hour))); err != nil {
		t.Fatal(err)
	}
	if err := f.Save(ctx, testKey(""), token(t, "at-2", "")); err != nil {
		t.Fatal(err)
	}
	if left := only(t, dir, ".tmp"); left != young {
		t.Errorf("left %s; another process may be writing %s right now", left, young)
	}
}

func TestLockExcludesAndHonoursContext(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "logins")
	a, b := newFile(t, dir), newFile(t, dir) // two stores are as two processes: only the file lock is between them
	ctx := t.Context()
	unlock, err := a.Lock(ctx, testKey(""))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []*store.File{a, b} {
		short, cancel := context.WithTimeout(ctx, 30*time.Millisecond)
		if _, err := f.Lock(short, testKey("")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("locked twice: %v", err)
		}
		cancel()
	}
	if other, err := b.Lock(ctx, testKey("someone else")); err != nil {
		t.Error(err)
	} else if err := other(); err != nil {
		t.Error(err)
	}
	if err := errors.Join(unlock(), unlock()); err != nil {
		t.Errorf("unlocking twice is harmless: %v", err)
	}

	var inside, most atomic.Int64
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			unlock, err := []*store.File{a, b}[i%2].Lock(ctx, testKey(""))
			if err != nil {
				t.Error(err)
				return
			}
			most.Store(max(most.Load(), inside.Add(1)))
			time.Sleep(time.Millisecond)
			inside.Add(-1)
			if err := unlock(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most.Load() != 1 {
		t.Errorf("%d held the lock at once", most.Load())
	}
}
