package auth

// code.go exchanges an authorization code, with PKCE (RFC 7636), for a token.

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// AuthorizationCode is the grant of RFC 6749, section 4.1.3. Use it by
// pointer. The first token comes from the code; later ones from the refresh
// token, or ErrReauthorize where the provider gave none.
type AuthorizationCode struct {
	TokenURL     string
	ClientID     string
	ClientSecret Secret // "": a public client, whose request holds no client_secret at all
	Code         Secret
	Verifier     Secret   // PKCE, see NewVerifier
	RedirectURI  string   // byte for byte the one the code was asked with
	Scopes       []string // asked for
	SendScope    bool     // send scope again, which some providers want (Battle.net)
	Style        Style
	Encoding     Encoding
	Params       url.Values
	HTTPClient   *http.Client
	PlainHTTP    []string
	Timeout      time.Duration
}

// Token implements Grant.
func (a *AuthorizationCode) Token(ctx context.Context, prev *Token) (*Token, error) {
	if prev != nil {
		return a.Refresh().Token(ctx, prev)
	}
	form := url.Values{"code": {a.Code.Reveal()}}
	if a.RedirectURI != "" {
		form.Set("redirect_uri", a.RedirectURI)
	}
	if a.Verifier != "" {
		form.Set("code_verifier", a.Verifier.Reveal())
	}
	if a.SendScope && len(a.Scopes) > 0 {
		form.Set("scope", strings.Join(a.Scopes, " "))
	}
	return a.endpoint().FetchToken(ctx, grantCode, form)
}

// Refresh returns the grant that renews the tokens of this one.
func (a *AuthorizationCode) Refresh() *RefreshToken {
	return &RefreshToken{
		TokenURL: a.TokenURL, ClientID: a.ClientID, ClientSecret: a.ClientSecret, Style: a.Style, Encoding: a.Encoding,
		Params: a.Params, HTTPClient: a.HTTPClient, PlainHTTP: a.PlainHTTP, Timeout: a.Timeout,
	}
}

func (a *AuthorizationCode) endpoint() *Endpoint { return a.Refresh().endpoint() }

// NewVerifier returns a fresh PKCE code verifier: 256 random bits, 43
// characters.
func NewVerifier() Secret {
	var b [32]byte
	rand.Read(b[:]) //nolint:errcheck // crypto/rand never fails
	return Secret(base64.RawURLEncoding.EncodeToString(b[:]))
}

// Challenge returns the S256 code challenge of a verifier (RFC 7636, section
// 4.2).
func Challenge(verifier Secret) string {
	sum := sha256.Sum256([]byte(verifier.Reveal()))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// String describes the grant without secrets.
func (a AuthorizationCode) String() string { return "auth.AuthorizationCode" + a.endpoint().String() }

// Format implements fmt.Formatter: every verb prints String.
func (a AuthorizationCode) Format(f fmt.State, _ rune) { io.WriteString(f, a.String()) } //nolint:errcheck // a fmt.State reports nothing useful

// MarshalText implements encoding.TextMarshaler.
func (a AuthorizationCode) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// LogValue implements slog.LogValuer.
func (a AuthorizationCode) LogValue() slog.Value { return slog.StringValue(a.String()) }
