package auth

// rotate.go is what keeps a login alive where refresh tokens rotate: many
// goroutines and processes share one, and whoever sends it a second time makes
// the provider revoke them all.

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	saveTimeout = 10 * time.Second       // for all tries to save a token
	saveTries   = 3                      // a store may be busy for a moment
	savePause   = 100 * time.Millisecond // doubled after each try
	answerGrace = 5 * time.Second        // for the answer to a refresh that was sent before the caller left
)

// Persist wraps g so that its tokens live in store: lock, read again, use what
// is there if another holder refreshed meanwhile, else fetch, save, unlock.
// Among all who share store and key a refresh token that was replaced is never
// sent again.
//
// When saving fails, the token is returned together with a *SaveError; it
// stays the newest one for this Grant, and saving is tried again the next time.
func Persist(g Grant, store Store, key Key) Grant {
	return &persisted{grant: notAgain(g), store: store, key: key, gate: make(chan struct{}, 1)}
}

type persisted struct {
	grant Grant
	store Store
	key   Key

	gate    chan struct{} // guards what follows; a channel, so that waiting honours ctx
	last    *Token        // what was returned last: known to come from the store
	loaded  *Token        // what the store held when it was asked last
	unsaved *Token        // newer than the store's, which could not take it
	stale   *Token        // what the store held then
}

// Token implements Grant.
func (p *persisted) Token(ctx context.Context, prev *Token) (t *Token, err error) {
	unlock, err := p.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		if uerr := unlock(); uerr != nil && err == nil {
			err = p.saveError(fmt.Errorf("unlock: %w", uerr), t, prev)
		}
	}()
	kept, err := p.newest(ctx, prev)
	if err != nil {
		return nil, err
	}
	if kept != nil && fresh(kept, prev, clockOf(ctx)()) {
		p.last = kept
		if kept == p.unsaved {
			return kept, p.save(ctx, kept)
		}
		return kept, nil
	}
	t, err = p.fetch(ctx, kept)
	if err != nil {
		return nil, err
	}
	p.last = t
	return t, p.save(ctx, t)
}

func (p *persisted) principal() string { return "store:" + p.key.String() }

// lock takes the gate of this process and the store's lock, in this order.
func (p *persisted) lock(ctx context.Context) (unlock func() error, err error) {
	select {
	case p.gate <- struct{}{}:
	case <-ctx.Done():
		return nil, &Error{Op: opStoreLock, cause: ctx.Err(), Temporary: true}
	}
	open, err := p.store.Lock(ctx, p.key)
	if err != nil {
		<-p.gate
		return nil, &Error{Op: opStoreLock, cause: err, Temporary: true}
	}
	return func() error {
		defer func() { <-p.gate }()
		return open()
	}, nil
}

// newest returns the token to go on from: the store's, unless this process
// knows of a newer one. Who wrote last isn't decided by clocks, which differ
// between machines, but by what is known to have been written.
func (p *persisted) newest(ctx context.Context, prev *Token) (*Token, error) {
	kept, err := p.store.Load(ctx, p.key)
	if err != nil {
		return nil, &Error{Op: opStoreLoad, cause: scrub(err, secretsIn(prev))}
	}
	p.loaded = kept
	switch {
	case p.unsaved != nil && (kept == nil || sameToken(kept, p.stale)):
		return p.unsaved, nil
	case kept == nil:
		return prev, nil
	case prev != nil && !sameToken(prev, p.last) && prev.issued.After(kept.issued):
		// It came from elsewhere (WithToken). Here there is only the time to go by.
		return prev, nil
	}
	p.unsaved, p.stale = nil, nil
	return kept, nil
}

// fetch asks the grant. Once a refresh token is on its way, its answer may
// hold the only copy of the next one; so when the caller leaves (a Source is
// closed) the answer is awaited a while longer.
func (p *persisted) fetch(ctx context.Context, prev *Token) (*Token, error) {
	if prev == nil || prev.refresh.p == nil {
		return p.grant.Token(ctx, prev)
	}
	if err := ctx.Err(); err != nil {
		return nil, &Error{Op: grantRefreshToken, cause: err}
	}
	long, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, func() {
		sleep(long, answerGrace)
		cancel()
	})
	defer stop()
	return p.grant.Token(long, prev)
}

// save keeps t; a failure is told as a *SaveError and remembered. It is not
// stopped by a Close in between.
func (p *persisted) save(ctx context.Context, t *Token) error {
	sctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTimeout)
	defer cancel()
	var err error
	pause := savePause
	for try := range saveTries {
		if try > 0 && !sleep(sctx, pause) {
			break
		}
		if err = p.store.Save(sctx, p.key, t); err == nil {
			p.unsaved, p.stale = nil, nil
			return nil
		}
		pause *= 2
	}
	if p.unsaved == nil {
		p.stale = p.loaded
	}
	p.unsaved = t
	return p.saveError(err, t, p.stale)
}

// saveError hides what secrets a store's error may tell.
func (p *persisted) saveError(err error, tokens ...*Token) *SaveError {
	return &SaveError{Key: p.key, Err: scrub(err, secretsIn(tokens...))}
}

// fresh reports whether a kept token may be used instead of fetching: it isn't
// the one that was just found wanting, and it has time left.
func fresh(kept, prev *Token, now time.Time) bool {
	if prev != nil && equalSecret(kept.access.reveal(), prev.access.reveal()) {
		return false
	}
	w := newWindow(kept, now, 0)
	return w.usable(now)
}

// sameToken reports whether a and b hold the same secrets.
func sameToken(a, b *Token) bool {
	if a == nil || b == nil {
		return a == b
	}
	return equalSecret(a.access.reveal(), b.access.reveal()) && equalSecret(a.refresh.reveal(), b.refresh.reveal())
}

// secretsIn lists the secrets of tokens in the forms they may show up in.
func secretsIn(tokens ...*Token) []string {
	var list []string
	for _, t := range tokens {
		if t == nil {
			continue
		}
		for _, s := range []sealed{t.access, t.refresh, t.id} {
			list = appendForms(list, s.reveal())
		}
	}
	return list
}

// Operations of a store, in errors.
const (
	opStoreLock = "store lock"
	opStoreLoad = "store load"
)

// notAgain wraps g so that a refresh token the provider refused for good isn't
// sent again: some count attempts, and the answer can't change. The next login
// brings another token, which is sent.
func notAgain(g Grant) Grant { return &refusing{grant: g} }

type refusing struct {
	grant Grant

	mu      sync.Mutex
	refused string // fingerprint of the refresh token
	err     error
}

// Token implements Grant.
func (r *refusing) Token(ctx context.Context, prev *Token) (*Token, error) {
	if prev == nil || prev.refresh.p == nil {
		return r.grant.Token(ctx, prev)
	}
	id := fingerprint(prev.refresh.reveal())
	r.mu.Lock()
	refused, err := r.refused == id, r.err
	r.mu.Unlock()
	if refused {
		return nil, err
	}
	t, err := r.grant.Token(ctx, prev)
	if err != nil && errors.Is(err, ErrReauthorize) {
		r.mu.Lock()
		r.refused, r.err = id, err
		r.mu.Unlock()
	}
	return t, err
}

func (r *refusing) principal() string {
	if k, ok := r.grant.(identified); ok {
		return k.principal()
	}
	return ""
}

// Keep puts t into store under the store's lock: what to do with the token of
// a login that other processes share.
func Keep(ctx context.Context, store Store, key Key, t *Token) error {
	p := &persisted{store: store, key: key, gate: make(chan struct{}, 1)}
	unlock, err := p.lock(ctx)
	if err != nil {
		return err
	}
	err = p.save(ctx, t)
	if uerr := unlock(); uerr != nil && err == nil {
		err = p.saveError(fmt.Errorf("unlock: %w", uerr), t)
	}
	return err
}
