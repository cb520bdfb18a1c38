package auth

// grant.go is the interface that every way to a token has in common, and the
// grants that need no token endpoint.

import "context"

// Grant fetches one token. Implement it for a way this package doesn't know;
// a Source caches any Grant.
//
// prev is the token before, nil for the first; a grant with rotating refresh
// tokens takes its next one from there. A Grant is called by one goroutine at
// a time per Source. It honours ctx, which isn't a caller's: it ends when the
// flight's time is over or the Source is closed. Errors are best an *Error, so
// that the Source knows what may be tried again.
type Grant interface {
	Token(ctx context.Context, prev *Token) (*Token, error)
}

// GrantFunc makes a function a Grant.
type GrantFunc func(ctx context.Context, prev *Token) (*Token, error)

// Token calls f.
func (f GrantFunc) Token(ctx context.Context, prev *Token) (*Token, error) { return f(ctx, prev) }

// identified is a grant that knows whom its tokens stand for, see
// Source.Principal. "" means that it doesn't know.
type identified interface{ principal() string }

// Static is the grant that always gives t: a token that came from elsewhere.
// Once t has expired it fails with ErrReauthorize.
func Static(t *Token) Grant { return &static{t} }

type static struct{ t *Token }

func (s *static) Token(ctx context.Context, _ *Token) (*Token, error) {
	if s.t == nil || s.t.access.p == nil {
		return nil, &Error{Op: "static", Description: "no token was given", kind: ErrReauthorize}
	}
	if !s.t.expiry.IsZero() && !clockOf(ctx)().Before(s.t.expiry) {
		return nil, &Error{Op: "static", Description: "the token has expired and can't be renewed", kind: ErrReauthorize}
	}
	return s.t, nil
}

func (s *static) principal() string {
	if s.t == nil {
		return ""
	}
	return fingerprint("static", s.t.access.reveal())
}
