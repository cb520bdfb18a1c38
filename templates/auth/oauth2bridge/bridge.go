// Package oauth2bridge converts between auth and golang.org/x/oauth2, for the
// libraries that speak the latter. It is apart from package auth so that only
// who imports it links golang.org/x/oauth2.
package oauth2bridge

import (
	"context"
	"errors"
	"net"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/keywright/keywright/templates/auth"
)

// TokenSource returns src as an oauth2.TokenSource. Each Token call asks src,
// so don't put it into oauth2.ReuseTokenSource, which would go on serving a
// token that src knows to be rejected. oauth2.NewClient does that by itself:
// use an oauth2.Transport. ctx bounds every call, since oauth2 hands none on.
//
// oauth2 gets no refresh token: src alone may use it.
func TokenSource(ctx context.Context, src *auth.Source) oauth2.TokenSource {
	return tokenSource{ctx, src}
}

type tokenSource struct {
	ctx context.Context
	src *auth.Source
}

// Token implements oauth2.TokenSource. Errors are auth's; where the provider
// answered with one they hold an *oauth2.RetrieveError too.
func (t tokenSource) Token() (*oauth2.Token, error) {
	tok, err := t.src.Token(t.ctx)
	if err != nil {
		return nil, retrieveError(err)
	}
	return ToOAuth2(tok), nil
}

// ToOAuth2 converts a token, without its refresh token. The scopes granted
// are in Extra("scope"), the ID token in Extra("id_token"), as oauth2 has them
// from an answer. Unlike an auth.Token it prints its secrets.
func ToOAuth2(t *auth.Token) *oauth2.Token {
	out := &oauth2.Token{AccessToken: t.AccessToken().Reveal(), TokenType: t.Type(), Expiry: t.Expiry()}
	extra := map[string]any{}
	if s := t.Scopes(); s != nil {
		extra["scope"] = strings.Join(s, " ")
	}
	if id := t.IDToken(); id != "" {
		extra["id_token"] = id.Reveal()
	}
	if len(extra) > 0 {
		out = out.WithExtra(extra)
	}
	return out
}

// retrieveError adds the error type that users of oauth2 look for.
func retrieveError(err error) error {
	e, ok := errors.AsType[*auth.Error](err)
	if !ok || e.StatusCode == 0 && e.Code == "" {
		return err
	}
	return &both{err, &oauth2.RetrieveError{ErrorCode: e.Code, ErrorDescription: e.Description}}
}

// both is an auth error that also is one of oauth2's. Its text is auth's.
type both struct {
	error
	other error
}

// Unwrap gives both.
func (b *both) Unwrap() []error { return []error{b.error, b.other} }

// Grant returns ts as an auth.Grant, for NewSource. The token before is not
// handed on: oauth2 token sources keep theirs. A source that caches
// (oauth2.ReuseTokenSource, what Config.TokenSource returns) goes on serving
// the token it has until it expires, also when the server has rejected it; so
// prefer one that doesn't, or a grant of package auth.
//
// oauth2 takes no context, so a call that outlasts the flight's goes on in the
// background until it is over.
func Grant(ts oauth2.TokenSource) auth.Grant {
	return auth.GrantFunc(func(ctx context.Context, _ *auth.Token) (*auth.Token, error) {
		type result struct {
			tok *oauth2.Token
			err error
		}
		issued := time.Now()
		done := make(chan result, 1)
		go func() {
			tok, err := ts.Token()
			done <- result{tok, err}
		}()
		select {
		case r := <-done:
			if r.err != nil {
				return nil, fromOAuth2Error(r.err)
			}
			return FromOAuth2(r.tok, issued)
		case <-ctx.Done():
			return nil, auth.NewError(op, auth.ErrTemporary, "the token source didn't answer in time", ctx.Err())
		}
	})
}

const op = "oauth2 token source"

// FromOAuth2 converts a token; issued is when it was asked for. The refresh
// token stays behind, since its oauth2 source uses it. Scopes come from
// Extra("scope"), where the answer told them.
func FromOAuth2(t *oauth2.Token, issued time.Time) (*auth.Token, error) {
	if t == nil {
		return nil, auth.NewError(op, nil, "the token source returned no token", nil)
	}
	f := auth.TokenFields{AccessToken: auth.Secret(t.AccessToken), TokenType: t.TokenType, Expiry: t.Expiry, Issued: issued}
	if s, ok := t.Extra("scope").(string); ok && s != "" {
		f.Scopes = strings.Fields(s)
	}
	if id, ok := t.Extra("id_token").(string); ok {
		f.IDToken = auth.Secret(id)
	}
	return auth.NewToken(f)
}

// fromOAuth2Error keeps what a caller decides by. The body of a RetrieveError
// isn't kept: it may echo secrets.
func fromOAuth2Error(err error) error {
	r, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		var kind error
		if _, network := errors.AsType[net.Error](err); network {
			kind = auth.ErrTemporary
		}
		return auth.NewError(op, kind, "", err)
	}
	e := &auth.Error{Op: op, Code: r.ErrorCode, Description: r.ErrorDescription}
	if r.Response != nil {
		e.StatusCode = r.Response.StatusCode
	}
	return withKind(e)
}

// withKind gives e the sentinel that package auth would give it.
func withKind(e *auth.Error) error {
	var kind error
	switch {
	case e.StatusCode == 429 || e.StatusCode >= 500:
		kind = auth.ErrTemporary
	case e.Code == "invalid_grant":
		kind = auth.ErrReauthorize
	case e.Code == "invalid_client", e.Code == "unauthorized_client", e.Code == "unsupported_grant_type", e.StatusCode == 401:
		kind = auth.ErrRejected
	case e.Code == "invalid_scope":
		kind = auth.ErrScope
	}
	out := auth.NewError(e.Op, kind, e.Description, nil)
	out.StatusCode, out.Code = e.StatusCode, e.Code
	return out
}
