package auth

// clientcredentials.go is the grant of an application that acts for itself.

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

// ClientCredentials is the grant of RFC 6749, section 4.4. Use it by pointer.
type ClientCredentials struct {
	TokenURL     string
	ClientID     string
	ClientSecret Secret
	Scopes       []string
	Style        Style
	Encoding     Encoding
	Params       url.Values    // extra parameters, such as audience or resource
	HTTPClient   *http.Client  // nil: one with default transport; redirects are never followed
	PlainHTTP    []string      // hosts opted in to plain http, see HostPolicy
	Timeout      time.Duration // of one request; 0: 15 s
}

// Token implements Grant.
func (c *ClientCredentials) Token(ctx context.Context, _ *Token) (*Token, error) {
	form := url.Values{}
	if len(c.Scopes) > 0 {
		form.Set("scope", strings.Join(c.Scopes, " "))
	}
	return c.endpoint().FetchToken(ctx, grantClientCredentials, form)
}

func (c *ClientCredentials) endpoint() *Endpoint {
	return &Endpoint{
		URL: c.TokenURL, ClientID: c.ClientID, ClientSecret: c.ClientSecret, Style: c.Style, Encoding: c.Encoding,
		Params: c.Params, HTTPClient: c.HTTPClient, PlainHTTP: c.PlainHTTP, Timeout: c.Timeout,
	}
}

func (c *ClientCredentials) principal() string {
	return "client:" + fingerprint(safeURL(c.TokenURL), c.ClientID, strings.Join(sortedUnique(c.Scopes), " "))
}

// String describes the grant without secrets.
func (c ClientCredentials) String() string { return "auth.ClientCredentials" + c.endpoint().String() }

// Format implements fmt.Formatter: every verb prints String.
func (c ClientCredentials) Format(f fmt.State, _ rune) { io.WriteString(f, c.String()) } //nolint:errcheck // a fmt.State reports nothing useful

// MarshalText implements encoding.TextMarshaler.
func (c ClientCredentials) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// LogValue implements slog.LogValuer.
func (c ClientCredentials) LogValue() slog.Value { return slog.StringValue(c.String()) }
