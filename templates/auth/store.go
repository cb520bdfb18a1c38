package auth

// store.go is the seam for keeping tokens beyond the process: a small
// interface, and the steps around a refresh that make rotation safe.

import (
	"context"
	"errors"
	"strings"
	"time"
)

// Key says whose token a Store keeps. All parts count, so that no two logins
// mix.
type Key struct {
	Issuer  string   // the provider: issuer or token URL
	Client  string   // client id
	Account string   // the user, in the application's own terms; "" for the application itself
	Scopes  []string // asked for
}

// String is a stable, non-secret form of the key, fit for a file name.
func (k Key) String() string {
	return fingerprint(k.Issuer, k.Client, k.Account, strings.Join(sortedUnique(k.Scopes), " "))
}

// Store keeps tokens, one per Key. Implementations must be safe for concurrent
// use. EncodeToken and DecodeToken turn a token into bytes and back.
type Store interface {
	// Load returns the token kept for key, or nil when there is none.
	Load(ctx context.Context, key Key) (*Token, error)
	// Save replaces the token kept for key.
	Save(ctx context.Context, key Key, t *Token) error
	// Lock excludes every other holder of key's lock, other processes
	// included, until unlock is called or ctx ends while waiting.
	Lock(ctx context.Context, key Key) (unlock func() error, err error)
}

// SaveError tells that a token was fetched but could not be kept. The token is
// used all the same; a restart would need a new login if it had rotated.
// Source hooks receive it.
type SaveError struct {
	Key Key
	Err error
}

// Error tells what could not be kept.
func (e *SaveError) Error() string { return "auth: the token could not be saved: " + e.Err.Error() }

// Unwrap gives the store's error.
func (e *SaveError) Unwrap() error { return e.Err }

// Persist wraps g so that its tokens live in store: lock, read again, use what
// is there if another holder refreshed meanwhile, else fetch, save, unlock. A
// refresh token is thus never sent by two processes. When saving fails the
// token is returned together with a *SaveError.
func Persist(g Grant, store Store, key Key) Grant { return &persisted{g, store, key} }

type persisted struct {
	grant Grant
	store Store
	key   Key
}

func (p *persisted) Token(ctx context.Context, prev *Token) (t *Token, err error) {
	unlock, err := p.store.Lock(ctx, p.key)
	if err != nil {
		return nil, &Error{Op: "store lock", cause: err, Temporary: true}
	}
	defer func() {
		if uerr := unlock(); uerr != nil && err == nil {
			err = &SaveError{p.key, uerr}
		}
	}()
	kept, err := p.store.Load(ctx, p.key)
	if err != nil {
		return nil, &Error{Op: "store load", cause: err}
	}
	if kept != nil {
		if fresh(kept, prev, clockOf(ctx)()) {
			return kept, nil
		}
		prev = kept
	}
	if t, err = p.grant.Token(ctx, prev); err != nil {
		return nil, err
	}
	// A token that rotated is lost if it isn't saved, so a Close in between
	// must not stop this.
	sctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if serr := p.store.Save(sctx, p.key, t); serr != nil {
		return t, &SaveError{p.key, serr}
	}
	return t, nil
}

func (p *persisted) principal() string { return "store:" + p.key.String() }

// fresh reports whether a kept token may be used instead of fetching: it isn't
// the one that was just found wanting, and it has time left.
func fresh(kept, prev *Token, now time.Time) bool {
	if prev != nil && kept.access.reveal() == prev.access.reveal() {
		return false
	}
	if prev != nil && kept.issued.Before(prev.issued) {
		return false
	}
	w := newWindow(kept, now, 0)
	return w.usable(now)
}

// asSaveError splits a *SaveError that came with a token off err.
func asSaveError(t *Token, err error) (*SaveError, bool) {
	if t == nil {
		return nil, false
	}
	return errors.AsType[*SaveError](err)
}
