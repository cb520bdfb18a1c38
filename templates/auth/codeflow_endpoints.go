package auth

// codeflow_endpoints.go asks the provider of a login about its tokens, and
// gives them back.

import (
	"context"
	"encoding/json"
	"errors"
)

// Userinfo asks who logged in (OpenID Connect Core, section 5.3) and returns
// the claims.
func (f *CodeFlow) Userinfo(ctx context.Context, t *Token) (map[string]json.RawMessage, error) {
	e, err := f.endpoint(opUserinfo, f.UserinfoURL)
	if err != nil {
		return nil, err
	}
	return e.Userinfo(ctx, t)
}

// Introspect asks whether t is still good, and what for (RFC 7662).
func (f *CodeFlow) Introspect(ctx context.Context, t *Token) (*Introspection, error) {
	e, err := f.endpoint(opIntro, f.IntrospectURL)
	if err != nil {
		return nil, err
	}
	return e.Introspect(ctx, t.AccessToken(), "access_token")
}

// Revoke gives t back (RFC 7009): first the refresh token, so that no new
// token can come of it, then the access token.
func (f *CodeFlow) Revoke(ctx context.Context, t *Token) error {
	e, err := f.endpoint(opRevoke, f.RevokeURL)
	if err != nil {
		return err
	}
	var first error
	if rt := t.RefreshToken(); rt != "" {
		first = e.Revoke(ctx, rt, "refresh_token")
	}
	return errors.Join(first, e.Revoke(ctx, t.AccessToken(), "access_token"))
}

// endpoint presents the client at raw.
func (f *CodeFlow) endpoint(op, raw string) (*Endpoint, error) {
	if raw == "" {
		return nil, &Error{Op: op, Description: "the provider has no such endpoint, or the flow doesn't name it"}
	}
	e := f.Refresh().endpoint()
	e.URL = raw
	return e, nil
}
