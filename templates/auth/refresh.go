package auth

// refresh.go renews a user's token with the refresh token of the one before.

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// RefreshToken is the grant of RFC 6749, section 6. Use it by pointer. It
// takes the refresh token from the token before, so one that rotates is
// followed, and keeps it where the answer brings no new one; Initial serves
// the first time. Without any it fails with ErrReauthorize.
type RefreshToken struct {
	TokenURL     string
	ClientID     string
	ClientSecret Secret // "": a public client
	Initial      Secret
	Scopes       []string // "": what was granted before
	Style        Style
	Encoding     Encoding
	Params       url.Values
	HTTPClient   *http.Client
	PlainHTTP    []string
	Timeout      time.Duration
}

// Token implements Grant.
func (r *RefreshToken) Token(ctx context.Context, prev *Token) (*Token, error) {
	rt := r.Initial
	if prev != nil {
		if p := prev.RefreshToken(); p != "" {
			rt = p
		}
	}
	if rt == "" {
		return nil, &Error{
			Op: grantRefreshToken, kind: ErrReauthorize, Description: "the provider gave no refresh token", Hint: "log in again",
		}
	}
	form := url.Values{"refresh_token": {rt.Reveal()}}
	if len(r.Scopes) > 0 {
		form.Set("scope", strings.Join(r.Scopes, " "))
	}
	t, err := r.endpoint().FetchToken(ctx, grantRefreshToken, form)
	if err != nil {
		return nil, err
	}
	return inherit(t, rt, prev), nil
}

// inherit carries over what an answer to a refresh leaves out because it
// hasn't changed: the refresh token, and the scopes (RFC 6749, section 6).
func inherit(t *Token, rt Secret, prev *Token) *Token {
	return t.with(func(t *Token) {
		if t.refresh.p == nil {
			t.refresh = seal(rt)
		}
		if t.scopes == nil && prev != nil {
			t.scopes = prev.scopes
		}
		if t.id.p == nil && prev != nil {
			t.id = prev.id
		}
	})
}

func (r *RefreshToken) endpoint() *Endpoint {
	return &Endpoint{
		URL: r.TokenURL, ClientID: r.ClientID, ClientSecret: r.ClientSecret, Style: r.Style, Encoding: r.Encoding,
		Params: r.Params, HTTPClient: r.HTTPClient, PlainHTTP: r.PlainHTTP, Timeout: r.Timeout,
	}
}

// String describes the grant without secrets.
func (r RefreshToken) String() string { return "auth.RefreshToken" + r.endpoint().String() }

// Format implements fmt.Formatter: every verb prints String.
func (r RefreshToken) Format(f fmt.State, _ rune) { io.WriteString(f, r.String()) } //nolint:errcheck // a fmt.State reports nothing useful

// MarshalText implements encoding.TextMarshaler.
func (r RefreshToken) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// LogValue implements slog.LogValuer.
func (r RefreshToken) LogValue() slog.Value { return slog.StringValue(r.String()) }
