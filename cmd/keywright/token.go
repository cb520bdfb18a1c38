// The verb token: print a token that is good to send, a user's where one has
// logged in and else the application's own.

package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/auth/store"
	"github.com/keywright/keywright/templates/client"
)

func printToken(ctx context.Context, c *cli, args []string) int {
	return newSession(c).token(ctx, args)
}

func (s *session) token(ctx context.Context, args []string) int {
	fs := flag.NewFlagSet("token", flag.ContinueOnError)
	app := fs.Bool("app", false, "the application's own token, also where a user has logged in")
	s.registerFresh(fs)
	inspect := fs.Bool("inspect", false, "print the token's issuer, scopes and expiry, not the token")
	if code, done := s.begin(ctx, fs, args); done {
		return code
	}
	h, err := s.holder(ctx, *app)
	if err != nil {
		return s.fail(err)
	}
	t, err := h.token(ctx, *inspect && !s.fresh)
	if saving, ok := errors.AsType[*auth.SaveError](err); ok && t != nil {
		fmt.Fprintf(s.stderr, "keywright token: %v\n", saving)
		err = nil
	}
	if errors.Is(err, auth.ErrReauthorize) {
		return s.fail(fmt.Errorf("%w\nRun `%s`", err, s.again("login")))
	}
	if err != nil {
		return s.fail(err)
	}
	if *inspect {
		s.inspect(h, t)
		return exitOK
	}
	fmt.Fprintln(s.stdout, t.AccessToken().Reveal())
	return exitOK
}

func (s *session) registerFresh(fs *flag.FlagSet) {
	fs.BoolVar(&s.fresh, "fresh", false, "get another token, whatever is kept")
}

// holder is whose token is printed: a stored one with the way to renew it.
type holder struct {
	*session
	user  bool
	key   auth.Key
	store *store.File
	grant auth.Grant
	kept  *auth.Token // nil: none yet
}

// holder finds the user's login, or the application where there is none.
func (s *session) holder(ctx context.Context, app bool) (*holder, error) {
	logins, _, err := s.store()
	if err != nil {
		return nil, err
	}
	h := &holder{session: s, store: logins}
	if !app {
		found, err := h.findLogin(ctx)
		if err != nil || found {
			return h, err
		}
	}
	if !s.hasFlow(client.FlowClientCredentials) {
		if app {
			return nil, fmt.Errorf("%s gives applications no tokens of their own", s.flags.client)
		}
		return nil, fmt.Errorf("nobody is logged in; run `%s`", s.again("login"))
	}
	return h, h.application(ctx)
}

// findLogin looks for a login of the account among those kept.
func (h *holder) findLogin(ctx context.Context) (bool, error) {
	if h.scheme.Kind != client.OpenIDConnect && !h.hasFlow(client.FlowAuthorizationCode) && !h.hasFlow(client.FlowDevice) {
		return false, nil
	}
	renew, issuer, err := h.renewal(ctx)
	if err != nil {
		return false, err
	}
	keys, err := h.session.kept(ctx, h.store, issuer)
	if err != nil {
		return false, err
	}
	id, at := h.clientID(), -1
	for i, k := range keys {
		switch {
		case id != "" && k.Client != id:
		case at >= 0:
			return false, fmt.Errorf("there are logins of several clients: give --id, or set %s", h.env("_CLIENT_ID"))
		default:
			at = i
		}
	}
	if at < 0 {
		return false, nil
	}
	h.user, h.key = true, keys[at]
	renew.ClientID = h.key.Client
	if lacking := missing(h.key.Scopes, h.scopes); len(lacking) > 0 {
		return false, fmt.Errorf("the login was without %s; run `%s --scope …`", strings.Join(lacking, " "), h.again("login"))
	}
	h.grant = renew
	h.kept, err = h.store.Load(ctx, h.key)
	return h.kept != nil, err
}

// renewal is how a login is renewed, and the issuer that it is kept under.
func (h *holder) renewal(ctx context.Context) (*auth.RefreshToken, string, error) {
	secret, err := h.secret()
	if err != nil {
		return nil, "", err
	}
	if h.scheme.Kind != client.OpenIDConnect && !h.hasFlow(client.FlowAuthorizationCode) {
		d, err := client.DeviceFlow(h.api, h.scheme.Key, h.clientID(), secret, h.scopes, h.options()...)
		if err != nil {
			return nil, "", err
		}
		return d.Refresh(), d.TokenURL, nil
	}
	flow, err := h.codeFlow(ctx, h.clientID(), secret, "")
	if err != nil {
		return nil, "", err
	}
	return flow.Refresh(), flow.Key("").Issuer, nil
}

// application makes the application itself the holder. Its token is kept too,
// so that scripts don't ask the provider each time.
func (h *holder) application(ctx context.Context) error {
	id, secret, err := h.registration()
	if err != nil {
		return err
	}
	if secret == "" {
		return fmt.Errorf("no client secret: set %s, or give --secret-file", h.env("_CLIENT_SECRET"))
	}
	g, err := client.ApplicationGrant(h.api, h.scheme.Key, id, secret, h.scopes, h.options()...)
	if err != nil {
		return err
	}
	h.grant, h.key = g, auth.Key{Issuer: g.TokenURL, Client: id, Account: applicationAccount(g.TokenURL, id, secret), Scopes: h.scopes}
	h.kept, err = h.store.Load(ctx, h.key)
	if corrupt, ok := errors.AsType[*store.CorruptError](err); ok {
		fmt.Fprintf(h.stderr, "keywright token: %v\n", corrupt)
		err = nil
	}
	return err
}

// applicationPrefix begins the accounts of applications.
const applicationPrefix = "application-"

// applicationAccount tells apart what was got with different secrets, so that a
// wrong one isn't answered from what a right one got. The store is as secret as
// the secret; a hash cut short tells nothing of it even so.
func applicationAccount(issuer, id, secret string) string {
	sum := sha256.Sum256([]byte(issuer + "\x00" + id + "\x00" + secret))
	return applicationPrefix + hex.EncodeToString(sum[:6])
}

// token returns the stored token, renewed when due. To look at a login it isn't
// renewed: that costs nothing, and works for one that has expired.
func (h *holder) token(ctx context.Context, look bool) (*auth.Token, error) {
	if h.kept != nil && (look || !h.fresh && !h.due()) {
		return h.kept, nil
	}
	// Persist takes a token that another process has renewed meanwhile; one that
	// is handed to it isn't.
	t, err := auth.Persist(h.grant, h.store, h.key).Token(ctx, h.kept)
	if t == nil && h.usable() && !h.fresh {
		fmt.Fprintf(h.stderr, "keywright token: not renewed, though due: %v\n", err)
		return h.kept, nil
	}
	return t, err
}

// due reports whether a token is near its end: what curl is given should last
// for a while. One that can't be renewed is used up to its end.
func (h *holder) due() bool {
	if h.kept.Expiry().IsZero() {
		return false
	}
	if h.user && h.kept.RefreshToken() == "" {
		return !h.usable()
	}
	early := 20 * time.Minute
	if life := h.kept.Expiry().Sub(h.kept.Issued()); !h.kept.Issued().IsZero() {
		early = min(early, life/5)
	}
	return h.left() < early
}

// usable reports whether the stored token may still be sent.
func (h *holder) usable() bool {
	return h.kept != nil && (h.kept.Expiry().IsZero() || h.left() > 10*time.Second)
}

func (h *holder) left() time.Duration { return h.kept.Expiry().Sub(h.now()) }

// inspect tells about a token.
func (s *session) inspect(h *holder, t *auth.Token) {
	whose, scopes, expiry := "the application's own", "not told by the provider", "not told by the provider"
	if h.user {
		whose = "a user's, logged in as " + h.key.Account
	}
	if granted := t.Scopes(); granted != nil {
		scopes = strings.Join(granted, " ")
		if scopes == "" {
			scopes = "none"
		}
	}
	if !t.Expiry().IsZero() {
		left := t.Expiry().Sub(s.now()).Round(time.Second)
		expiry = t.Expiry().UTC().Format(time.RFC3339)
		if left > 0 {
			expiry += " (in " + left.String() + ")"
		} else {
			expiry += " (over)"
		}
	}
	renewed := "no: log in again at its end"
	switch {
	case !h.user:
		renewed = "no need: another is got with the id and the secret"
	case t.RefreshToken() != "":
		renewed = "yes"
	}
	w := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	for _, line := range [][2]string{
		{"client", s.flags.client}, {"token", whose}, {"issuer", h.key.Issuer}, {"client id", h.key.Client},
		{"scopes", scopes}, {"expires", expiry}, {"renewable", renewed},
	} {
		fmt.Fprintf(w, "%s\t%s\n", line[0], line[1])
	}
	w.Flush() //nolint:errcheck // what stdout does is the caller's
}

// missing lists those of need that aren't in have.
func missing(have, need []string) []string {
	return slices.DeleteFunc(slices.Clone(need), func(n string) bool { return slices.Contains(have, n) })
}
