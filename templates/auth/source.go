package auth

// source.go is the cache in front of a Grant: the fast path, which is all that
// nearly every request sees, and the options. flight.go has the slow path.

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// Pacer holds an application to its rate limit. A Source carries one so that
// all clients that share the Source, hence the application's registration,
// share the limit too. Implement it to share a limit further, among the
// processes of a fleet say. One that also has the methods of the runtime's
// client.Limiter is told of answers.
type Pacer interface {
	// Wait blocks until one more request may leave, or returns ctx's error.
	Wait(ctx context.Context) error
}

// Source caches the tokens of a Grant. It refreshes them in the background
// before they expire, fetches once however many callers wait, and drops a
// token the server rejected. It is safe for concurrent use, must not be
// copied, and runs nothing while idle.
type Source struct {
	cur      atomic.Pointer[entry]
	notEarly atomic.Int64 // Unix ns: no background refresh before

	grant     Grant
	cfg       sourceConfig
	principal string
	shared    sharedPacers

	ctx  context.Context // ends with Close; parent of every flight
	stop context.CancelFunc

	mu     sync.Mutex // guards what follows
	flight *flight
	fail   failure
	closed bool
}

// entry is a cached token, immutable but for dead.
type entry struct {
	tok    *Token
	header []string // ready for a request's header map; shared, never written
	win    window
	born   time.Time // when it was cached
	reborn bool      // fetched because its predecessor was rejected
	dead   atomic.Bool
}

func (e *entry) usable(now time.Time) bool {
	return e != nil && !e.dead.Load() && e.win.usable(now)
}

type sourceConfig struct {
	now       func() time.Time
	random    func() float64
	timeout   time.Duration
	attempts  int
	initial   *Token
	store     Store
	key       Key
	pacer     Pacer
	principal string
	onToken   func(*Token)
	onRefresh func(RefreshEvent)
	onReplay  func(ReplayEvent)
}

// SourceOption configures NewSource.
type SourceOption func(*sourceConfig)

// WithToken starts the Source with a token already at hand, say from a login.
func WithToken(t *Token) SourceOption { return func(c *sourceConfig) { c.initial = t } }

// WithStore keeps the Source's tokens in s under key, shared with every other
// process that does the same.
func WithStore(s Store, key Key) SourceOption {
	return func(c *sourceConfig) { c.store, c.key = s, key }
}

// WithPacer makes the Source carry the application's pacer.
func WithPacer(p Pacer) SourceOption { return func(c *sourceConfig) { c.pacer = p } }

// WithPrincipal names whom the tokens stand for: any stable, non-secret string
// that differs between users. Caches of answers are kept apart by it.
func WithPrincipal(name string) SourceOption { return func(c *sourceConfig) { c.principal = name } }

// WithClock replaces time.Now. It decides about expiry and back-off; waiting
// itself is done on the real clock.
func WithClock(now func() time.Time) SourceOption { return func(c *sourceConfig) { c.now = now } }

// WithRandom replaces the randomness behind jitter: numbers in [0,1).
func WithRandom(f func() float64) SourceOption { return func(c *sourceConfig) { c.random = f } }

// WithTimeout bounds one flight to the grant, its retries included. Default
// 30 s.
func WithTimeout(d time.Duration) SourceOption {
	return func(c *sourceConfig) {
		if d > 0 {
			c.timeout = d
		}
	}
}

// OnToken is called with every token fetched, before those who wait get it.
// Hooks must return quickly, may use the Source, and may be called from several
// goroutines at once.
func OnToken(f func(*Token)) SourceOption { return func(c *sourceConfig) { c.onToken = f } }

// OnRefresh is called after every flight, failed ones included. An early
// refresh that fails with ErrReauthorize is the time to ask the user to log in
// again: the token still works.
func OnRefresh(f func(RefreshEvent)) SourceOption { return func(c *sourceConfig) { c.onRefresh = f } }

// OnReplay is called when a request was rejected with 401 and is sent again.
func OnReplay(f func(ReplayEvent)) SourceOption { return func(c *sourceConfig) { c.onReplay = f } }

// NewSource returns a Source over g. It fetches nothing until it is asked.
func NewSource(g Grant, opts ...SourceOption) *Source {
	cfg := sourceConfig{now: time.Now, random: rand.Float64, timeout: 30 * time.Second, attempts: 3}
	for _, o := range opts {
		o(&cfg)
	}
	s := &Source{grant: g, cfg: cfg}
	switch g.(type) {
	case *RefreshToken, *AuthorizationCode:
		s.grant = notAgain(g)
	}
	if cfg.store != nil {
		s.grant = Persist(g, cfg.store, cfg.key)
	}
	s.principal = principalOf(cfg.principal, s.grant)
	s.ctx, s.stop = context.WithCancel(context.Background())
	if cfg.initial != nil {
		s.cur.Store(s.newEntry(cfg.initial, cfg.now(), false))
	}
	return s
}

// principalOf prefers the name given, then what the grant knows; a grant that
// doesn't know gets a name of its own, so that two users never share one.
func principalOf(name string, g Grant) string {
	if name != "" {
		return "named:" + name
	}
	if k, ok := g.(identified); ok {
		if p := k.principal(); p != "" {
			return p
		}
	}
	return fmt.Sprintf("source:%016x%016x", rand.Uint64(), rand.Uint64())
}

func (s *Source) newEntry(t *Token, asked time.Time, reborn bool) *entry {
	return &entry{
		tok: t, header: []string{t.typ + " " + t.access.reveal()},
		win: newWindow(t, asked, s.cfg.random()), born: s.cfg.now(), reborn: reborn,
	}
}

// Token returns a token that is good to send, from the cache whenever it can.
// It waits no longer than ctx allows. The error is an *Error, or ctx's own
// wrapped in one.
func (s *Source) Token(ctx context.Context) (*Token, error) { return s.TokenAt(ctx, s.cfg.now()) }

// TokenAt is Token for callers that have read the clock already.
func (s *Source) TokenAt(ctx context.Context, now time.Time) (*Token, error) {
	if e := s.cur.Load(); e != nil && !e.dead.Load() && e.win.quiet(now) {
		return e.tok, nil // as at does, with a call less
	}
	e, err := s.at(ctx, now)
	if err != nil {
		return nil, err
	}
	return e.tok, nil
}

// at is the hot path: one atomic load and a few comparisons.
func (s *Source) at(ctx context.Context, now time.Time) (*entry, error) {
	e := s.cur.Load()
	if e != nil && !e.dead.Load() && e.win.quiet(now) {
		return e, nil
	}
	if !e.usable(now) {
		return s.wait(ctx)
	}
	if now.UnixNano() >= s.notEarly.Load() {
		s.renewEarly(e)
	}
	return e, nil
}

// Invalidate tells that the server rejected t. It returns true if t was the
// cached token and is dropped now: late rejections of older tokens change
// nothing. A token that itself replaced a rejected one less than 5 s ago is
// kept, so that a server that refuses everything isn't hammered.
func (s *Source) Invalidate(t *Token) bool {
	e := s.cur.Load()
	if e == nil || t == nil || e.tok != t && !equalSecret(e.tok.access.reveal(), t.access.reveal()) {
		return false
	}
	return s.reject(e)
}

// rebirthAge is for how long a token that replaced a rejected one is trusted.
const rebirthAge = 5 * time.Second

// reject drops e. It reports whether e is to be replaced.
func (s *Source) reject(e *entry) bool {
	if e.reborn && s.cfg.now().Sub(e.born) < rebirthAge {
		return false
	}
	return e.dead.CompareAndSwap(false, true)
}

// RequireScopes returns an ErrScope error naming what the cached token lacks
// of need; nil where it has all, or isn't there, or its scopes aren't known.
func (s *Source) RequireScopes(need ...string) error {
	if e := s.cur.Load(); e != nil {
		return MissingScopes(e.tok, need...)
	}
	return nil
}

// Set makes t the cached token, say after the user has logged in again. A
// flight under way doesn't replace it, and a failure that was remembered is
// forgotten.
func (s *Source) Set(t *Token) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed && t != nil && t.access.p != nil {
		s.adopt(s.newEntry(t, s.cfg.now(), false))
	}
}

// Principal names whom the tokens stand for: stable over token changes,
// different for different users, not secret. See WithPrincipal.
func (s *Source) Principal() string { return s.principal }

// Pacer returns what WithPacer gave, or nil.
func (s *Source) Pacer() Pacer { return s.cfg.pacer }

// Close cancels a flight under way. Later calls fail with ErrClosed.
func (s *Source) Close() {
	s.mu.Lock()
	s.closed = true
	s.cur.Store(nil)
	s.mu.Unlock()
	s.stop()
}

// String names the source without a secret.
func (s *Source) String() string { return "auth.Source{" + s.principal + "}" }

// Format implements fmt.Formatter: every verb prints String.
func (s *Source) Format(f fmt.State, _ rune) { io.WriteString(f, s.String()) } //nolint:errcheck // a fmt.State reports nothing useful

// MarshalText implements encoding.TextMarshaler.
func (s *Source) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue implements slog.LogValuer.
func (s *Source) LogValue() slog.Value { return slog.StringValue(s.String()) }

func (s *Source) credential() {}
