// The verb login: have a user authorize the application, and keep the token.

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/auth/store"
	"github.com/keywright/keywright/templates/client"
)

// loginFlags are the flags that login has beside those of a provider.
type loginFlags struct {
	redirect                 string
	listen                   list
	device, paste, noBrowser bool
}

func login(ctx context.Context, c *cli, args []string) int { return newSession(c).login(ctx, args) }

func (s *session) login(ctx context.Context, args []string) int {
	var f loginFlags
	fs := flag.NewFlagSet("login", flag.ContinueOnError)
	fs.StringVar(&f.redirect, "redirect", "", "the redirect `uri` as registered; default: the environment's <CLIENT>_REDIRECT_URI, or any free port of 127.0.0.1")
	fs.Var(&f.listen, "listen", "listen on `address` where the redirect URI names another; may be given more than once")
	fs.BoolVar(&f.device, "device", false, "log in on another device, with a code to type there")
	fs.BoolVar(&f.paste, "paste", false, "listen nowhere: paste the address that the browser ends on")
	fs.BoolVar(&f.noBrowser, "no-browser", false, "print the address to open, and open nothing")
	if code, done := s.begin(ctx, fs, args); done {
		return code
	}
	if f.device && (f.paste || f.redirect != "" || len(f.listen) > 0) {
		return s.usage(errors.New("--device takes no redirect URI: leave out --redirect, --listen and --paste"))
	}
	if f.paste && len(f.listen) > 0 {
		return s.usage(errors.New("--paste listens nowhere: leave out --listen"))
	}
	if f.redirect == "" {
		f.redirect = s.getenv(s.env("_REDIRECT_URI"))
	}
	if f.paste && (f.redirect == "" || strings.Contains(f.redirect, "{port}")) {
		return s.usage(fmt.Errorf("--paste needs the redirect URI that the application is registered with, as it stands there:\ngive --redirect, such as --redirect https://localhost, or set %s", s.env("_REDIRECT_URI")))
	}
	id, secret, err := s.registration()
	if err != nil {
		return s.usage(err)
	}
	t, key, err := s.authorize(ctx, &f, id, secret)
	if err != nil {
		return s.fail(err)
	}
	return s.keep(ctx, key, t)
}

// authorize gets a user's token, and the key to keep it under.
func (s *session) authorize(ctx context.Context, f *loginFlags, id, secret string) (*auth.Token, auth.Key, error) {
	if f.device {
		return s.authorizeDevice(ctx, id, secret)
	}
	flow, err := s.codeFlow(ctx, id, secret, f.redirect)
	if err != nil {
		return nil, auth.Key{}, err
	}
	cfg := auth.LoginConfig{CodeFlow: flow, Listen: f.listen, NoListener: f.paste, Open: s.open}
	cfg.Prompt = func(p auth.LoginPrompt) { s.prompt(p, f.redirect) }
	if f.paste {
		cfg.Paste = auth.PasteFrom(s.stdin)
	}
	if f.paste || f.noBrowser {
		cfg.Open = func(context.Context, string) error { return nil }
	}
	t, err := auth.Login(ctx, cfg)
	if e, ok := errors.AsType[*auth.Error](err); ok && e.Op == "login listener" {
		err = fmt.Errorf("%w\nOn the command line: --paste listens nowhere, --listen names another address", err)
	}
	return t, flow.Key(s.flags.account), err
}

// prompt tells the user where to go. That the redirect URI has to be the one
// registered is told ahead: the browser shows a mismatch, not this program,
// and some providers call it invalid_client.
func (s *session) prompt(p auth.LoginPrompt, redirect string) {
	p.WriteTo(s.stderr) //nolint:errcheck // there is nowhere else to tell
	if redirect == "" {
		fmt.Fprintf(s.stderr, "The redirect URI is %s, with another port each time. Where the provider\nwants the one that is registered, give it with --redirect or in %s.\n",
			p.RedirectURI, s.env("_REDIRECT_URI"))
		return
	}
	fmt.Fprintf(s.stderr, "The redirect URI %s has to be registered exactly so; a page that\nspeaks of an invalid client or redirect means that it isn't.\n", p.RedirectURI)
}

func (s *session) authorizeDevice(ctx context.Context, id, secret string) (*auth.Token, auth.Key, error) {
	d, err := client.DeviceFlow(s.api, s.scheme.Key, id, secret, s.scopes, s.options()...)
	if err != nil {
		return nil, auth.Key{}, err
	}
	d.Prompt = func(_ context.Context, p auth.DevicePrompt) error {
		fmt.Fprintf(s.stderr, "To log in, open this page on any device:\n\n    %s\n\nand type the code %s\n", p.VerificationURL, p.UserCode)
		return nil
	}
	t, err := d.Token(ctx, nil)
	return t, auth.Key{Issuer: d.TokenURL, Client: id, Account: s.flags.account, Scopes: s.scopes}, err
}

// keep stores a login in place of the account's earlier ones, and tells what
// came of it.
func (s *session) keep(ctx context.Context, key auth.Key, t *auth.Token) int {
	logins, dir, err := s.store()
	if err == nil {
		err = auth.Keep(ctx, logins, key, t)
	}
	if err == nil {
		err = s.forget(ctx, logins, key)
	}
	if err != nil {
		return s.fail(fmt.Errorf("logged in, but the login can't be kept: %w", err))
	}
	fmt.Fprintf(s.stderr, "keywright: logged in to %s; kept in %s\n", s.flags.client, dir)
	if missing := t.Missing(s.scopes...); len(missing) > 0 {
		fmt.Fprintf(s.stderr, "keywright: not granted: %s\n", strings.Join(missing, " "))
	}
	if len(s.scopes) == 0 {
		s.tellScopes()
	}
	fmt.Fprintf(s.stderr, "keywright: %s\n", s.life(t))
	return exitOK
}

// forget removes logins of the same account for other scopes.
func (s *session) forget(ctx context.Context, logins *store.File, kept auth.Key) error {
	keys, err := s.kept(ctx, logins, kept.Issuer)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k.Client == kept.Client && k.String() != kept.String() {
			if err := logins.Delete(ctx, k); err != nil {
				return err
			}
		}
	}
	return nil
}

// kept lists the logins of the account with a provider.
func (s *session) kept(ctx context.Context, logins *store.File, issuer string) ([]auth.Key, error) {
	keys, err := logins.Keys(ctx)
	return slices.DeleteFunc(keys, func(k auth.Key) bool { return k.Issuer != issuer || k.Account != s.flags.account }), err
}

// tellScopes says which scopes could have been asked for.
func (s *session) tellScopes() {
	var known []string
	for _, f := range s.scheme.Flows {
		if f.Kind == client.FlowAuthorizationCode || f.Kind == client.FlowDevice {
			known = append(known, f.Scopes...)
		}
	}
	slices.Sort(known)
	if known = slices.Compact(known); len(known) > 0 {
		fmt.Fprintf(s.stderr, "keywright: no scope was asked for; there are --scope %s\n", strings.Join(known, ", "))
	}
}

// life says how long a login lasts.
func (s *session) life(t *auth.Token) string {
	switch {
	case t.RefreshToken() != "":
		return "`" + s.again("token") + "` renews it when due"
	case t.Expiry().IsZero():
		return "the provider doesn't say for how long"
	}
	return "it lasts until " + t.Expiry().Local().Format(time.RFC1123) + ", then log in again"
}
