// The verb logout: give a login's tokens back to the provider, and forget them.

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/auth/store"
	"github.com/keywright/keywright/templates/client"
)

func logout(ctx context.Context, c *cli, args []string) int { return newSession(c).logout(ctx, args) }

func (s *session) logout(ctx context.Context, args []string) int {
	fs := flag.NewFlagSet("logout", flag.ContinueOnError)
	app := fs.Bool("app", false, "forget the application's own tokens instead of a user's login")
	if code, done := s.begin(ctx, fs, args); done {
		return code
	}
	logins, _, err := s.store()
	if err != nil {
		return s.fail(err)
	}
	h := &holder{session: s, store: logins}
	revoke, issuer, err := h.revocation(ctx, *app)
	if err != nil {
		return s.fail(err)
	}
	keys, err := h.forgettable(ctx, issuer, *app)
	if err != nil {
		return s.fail(err)
	}
	if len(keys) == 0 {
		fmt.Fprintf(s.stderr, "keywright: nothing is kept for %s\n", s.flags.client)
		return exitOK
	}
	var failed error
	for _, key := range keys {
		failed = errors.Join(failed, h.forget(ctx, key, revoke))
	}
	if failed != nil {
		return s.fail(fmt.Errorf("forgotten here, but the provider wasn't told: %w", failed))
	}
	return exitOK
}

// revocation gives the endpoints of the scheme, and the issuer that its tokens
// are kept under. RevokeURL is empty where the provider has none.
func (h *holder) revocation(ctx context.Context, app bool) (auth.CodeFlow, string, error) {
	secret, err := h.secret()
	if err != nil {
		return auth.CodeFlow{}, "", err
	}
	id := h.clientID()
	switch {
	case app:
		g, err := client.ApplicationGrant(h.api, h.scheme.Key, id, secret, h.scopes, h.options()...)
		if err != nil {
			return auth.CodeFlow{}, "", err
		}
		return auth.CodeFlow{
			RevokeURL: h.revokeURL(client.FlowClientCredentials), TokenURL: g.TokenURL, ClientID: id, ClientSecret: g.ClientSecret,
			Style: g.Style, Encoding: g.Encoding, Params: g.Params, HTTPClient: g.HTTPClient, PlainHTTP: g.PlainHTTP,
		}, g.TokenURL, nil
	case h.scheme.Kind != client.OpenIDConnect && !h.hasFlow(client.FlowAuthorizationCode):
		r, issuer, err := h.renewal(ctx)
		if err != nil {
			return auth.CodeFlow{}, "", err
		}
		return auth.CodeFlow{
			RevokeURL: h.revokeURL(client.FlowDevice), TokenURL: r.TokenURL, ClientID: id, ClientSecret: r.ClientSecret,
			Style: r.Style, Encoding: r.Encoding, Params: r.Params, HTTPClient: r.HTTPClient, PlainHTTP: r.PlainHTTP,
		}, issuer, nil
	}
	flow, err := h.codeFlow(ctx, id, secret, "")
	return flow, flow.Key("").Issuer, err
}

// revokeURL is a flow's revocation endpoint, where the description has it in
// full.
func (h *holder) revokeURL(kind client.FlowKind) string {
	for _, f := range h.scheme.Flows {
		if f.Kind == kind && strings.Contains(f.URLs.Revocation, "://") && !strings.Contains(f.URLs.Revocation, "{") {
			return f.URLs.Revocation
		}
	}
	return ""
}

// forgettable lists what is kept of the account, or of the application.
func (h *holder) forgettable(ctx context.Context, issuer string, app bool) (keys []auth.Key, err error) {
	all, err := h.store.Keys(ctx)
	id := h.clientID()
	for _, k := range all {
		own := k.Account == h.flags.account
		if app {
			own = k.Account == "" || strings.HasPrefix(k.Account, applicationPrefix)
		}
		if own && k.Issuer == issuer && (id == "" || k.Client == id) {
			keys = append(keys, k)
		}
	}
	return keys, err
}

// forget removes one entry of the store, whatever comes of telling the
// provider: who logs out wants it gone from here.
func (h *holder) forget(ctx context.Context, key auth.Key, revoke auth.CodeFlow) error {
	t, err := h.store.Load(ctx, key)
	if corrupt, ok := errors.AsType[*store.CorruptError](err); ok {
		fmt.Fprintf(h.stderr, "keywright logout: %v\n", corrupt)
		err = nil
	}
	if err != nil {
		return err
	}
	if err := h.store.Delete(ctx, key); err != nil {
		return err
	}
	revoke.ClientID = key.Client
	switch {
	case t == nil || revoke.RevokeURL == "" && !t.Expiry().IsZero() && !h.now().Before(t.Expiry()) && t.RefreshToken() == "":
		fmt.Fprintf(h.stderr, "keywright: logged out of %s\n", h.flags.client)
		return nil
	case revoke.RevokeURL == "":
		fmt.Fprintf(h.stderr, "keywright: logged out of %s; the provider names no way to revoke a token, so it stays good until its end\n", h.flags.client)
		return nil
	}
	if err := revoke.Revoke(ctx, t); err != nil {
		return err
	}
	fmt.Fprintf(h.stderr, "keywright: logged out of %s; the provider has revoked the tokens\n", h.flags.client)
	return nil
}
