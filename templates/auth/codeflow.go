package auth

// codeflow.go is the authorization code flow as a client knows it before any
// user comes along, and the two steps in which a browser isn't involved: the
// URL to send the user to, and the exchange of the code that comes back.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Situations of a login, for errors.Is, beside those in errors.go.
var (
	// ErrDenied: the user declined to authorize the client.
	ErrDenied = errors.New("auth: the user declined")
	// ErrForged: a request or a text doesn't belong to a login under way. It
	// may be an attack, or a page that was loaded twice.
	ErrForged = errors.New("auth: the answer belongs to no login under way")
)

const opAuthorize = "authorize"

// CodeFlow describes a provider and a client of it for the authorization code
// flow with PKCE (RFC 6749 section 4.1, RFC 7636). Login and NewWebLogin carry
// it out.
type CodeFlow struct {
	AuthURL  string // authorization endpoint; may hold a query of its own
	TokenURL string
	// What Revoke, Introspect and Userinfo ask; "": the provider has none.
	RevokeURL, IntrospectURL, UserinfoURL string
	// Issuer is compared with the answer's iss where there is one (RFC 9207);
	// "": not compared. With SendsIssuer an answer without iss is refused.
	Issuer      string
	SendsIssuer bool

	ClientID     string
	ClientSecret Secret // "": a public client

	Scopes   []string // asked for
	Required []string // without these the login fails with ErrScope

	// RedirectURI is the one registered, which many providers compare byte by
	// byte: nothing about it is normalized. See LoginConfig for how it may
	// differ from the address that is listened on.
	RedirectURI string
	SendScope   bool // send scope again with the code, which some providers want (Battle.net)

	Style      Style
	Encoding   Encoding
	AuthParams url.Values // extra parameters of the authorization request, such as prompt or audience
	Params     url.Values // extra parameters of token requests
	HTTPClient *http.Client
	PlainHTTP  []string // hosts opted in to plain http, see HostPolicy
	Timeout    time.Duration
}

// CodeFlow returns the flow of a provider that announces itself; the client's
// part is left to fill in.
func (m *Metadata) CodeFlow() CodeFlow {
	return CodeFlow{AuthURL: m.AuthorizationEndpoint, TokenURL: m.TokenEndpoint, Issuer: m.Issuer, SendsIssuer: m.SendsIssuer}
}

// pending is one login under way.
type pending struct {
	flow     *CodeFlow
	redirect string // with the port filled in
	state    Secret
	verifier Secret
}

// check finds what would fail before a user is bothered with it.
func (f *CodeFlow) check() error {
	wrong := func(what, hint string) error {
		return &Error{Op: opAuthorize, Description: what, Hint: hint}
	}
	if f.ClientID == "" {
		return wrong("no client id is set", "register a client with the provider")
	}
	for _, e := range [][2]string{{"AuthURL", f.AuthURL}, {"TokenURL", f.TokenURL}} {
		u, err := url.Parse(e[1])
		if err != nil || u.Host == "" {
			return wrong(e[0]+" is not a valid URL", "it starts with https:// and names a host")
		}
		if !endpointAllowed(u, f.PlainHTTP) {
			return &Error{Op: opAuthorize, kind: ErrHost, Description: e[0] + " isn't https", Hint: "use https, or opt the host in to plain http by name"}
		}
	}
	if f.SendsIssuer && f.Issuer == "" {
		return wrong("SendsIssuer is set without an Issuer to compare with", "set Issuer")
	}
	return nil
}

// authURL is where the user authorizes the client (RFC 6749, section 4.1.1).
func (p *pending) authURL() (string, error) {
	u, err := url.Parse(p.flow.AuthURL)
	if err != nil {
		return "", &Error{Op: opAuthorize, Description: "AuthURL is not a valid URL"}
	}
	q := u.Query()
	maps.Copy(q, p.flow.AuthParams)
	q.Set("response_type", "code")
	q.Set("client_id", p.flow.ClientID)
	q.Set("redirect_uri", p.redirect)
	q.Set("state", p.state.Reveal())
	q.Set("code_challenge", Challenge(p.verifier))
	q.Set("code_challenge_method", "S256")
	if len(p.flow.Scopes) > 0 {
		q.Set("scope", strings.Join(p.flow.Scopes, " "))
	}
	// A space as %20 is understood by all; as + by those alone who take the
	// query for a form. No other + is left after Encode.
	u.RawQuery = strings.ReplaceAll(q.Encode(), "+", "%20")
	return u.String(), nil
}

// exchange trades the code for a token and compares what was granted. With
// ErrScope the token is returned too.
func (p *pending) exchange(ctx context.Context, code Secret) (*Token, error) {
	f := p.flow
	grant := &AuthorizationCode{
		TokenURL: f.TokenURL, ClientID: f.ClientID, ClientSecret: f.ClientSecret, Code: code, Verifier: p.verifier,
		RedirectURI: p.redirect, Scopes: f.Scopes, SendScope: f.SendScope, Style: f.Style, Encoding: f.Encoding,
		Params: f.Params, HTTPClient: f.HTTPClient, PlainHTTP: f.PlainHTTP, Timeout: f.Timeout,
	}
	t, err := grant.Token(ctx, nil)
	if err != nil {
		return nil, err
	}
	return t, MissingScopes(t, f.Required...)
}

// Refresh returns the grant that renews the tokens of this flow.
func (f *CodeFlow) Refresh() *RefreshToken {
	return &RefreshToken{
		TokenURL: f.TokenURL, ClientID: f.ClientID, ClientSecret: f.ClientSecret, Style: f.Style, Encoding: f.Encoding,
		Params: f.Params, HTTPClient: f.HTTPClient, PlainHTTP: f.PlainHTTP, Timeout: f.Timeout,
	}
}

// Key is where a Store keeps the login of account, in the application's own
// terms: a user name, an e-mail address, "" where there is one user only.
func (f *CodeFlow) Key(account string) Key {
	issuer := f.Issuer
	if issuer == "" {
		issuer = f.TokenURL
	}
	return Key{Issuer: issuer, Client: f.ClientID, Account: account, Scopes: slices.Clone(f.Scopes)}
}

// String describes the flow without secrets; of parameters it tells the names.
func (f CodeFlow) String() string {
	return fmt.Sprintf("auth.CodeFlow{AuthURL:%q TokenURL:%q ClientID:%q ClientSecret:%v RedirectURI:%q Scopes:%q AuthParams:%v Params:%v}",
		safeURL(f.AuthURL), safeURL(f.TokenURL), f.ClientID, f.ClientSecret, safeURL(f.RedirectURI), f.Scopes,
		slices.Sorted(maps.Keys(f.AuthParams)), slices.Sorted(maps.Keys(f.Params)))
}

// Format implements fmt.Formatter: every verb prints String.
func (f CodeFlow) Format(s fmt.State, _ rune) { io.WriteString(s, f.String()) } //nolint:errcheck // a fmt.State reports nothing useful

// MarshalText implements encoding.TextMarshaler.
func (f CodeFlow) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// LogValue implements slog.LogValuer.
func (f CodeFlow) LogValue() slog.Value { return slog.StringValue(f.String()) }
