package auth

// store.go is the seam for keeping tokens beyond the process: a small
// interface that a file, a database or a keyring can stand behind.

import (
	"context"
	"errors"
	"strings"
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

// asSaveError splits a *SaveError that came with a token off err.
func asSaveError(t *Token, err error) (*SaveError, bool) {
	if t == nil {
		return nil, false
	}
	return errors.AsType[*SaveError](err)
}
