// Credentials: options to what authorizes requests, and the choice for a call.

package client

import (
	"cmp"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/keywright/keywright/templates/auth"
)

// credential is what authorizes by a scheme.
type credential struct {
	cred auth.Credential
	// pinned says that the token URL was given by WithTokenURL, so that it
	// doesn't depend on variables.
	pinned bool
}

// credentialOption makes a credential once New knows the server.
type credentialOption struct {
	scheme string
	make   func(c *Core, s *Scheme, sc scope, base http.RoundTripper) (auth.Credential, error)
}

// withCredential keeps an option until New knows the server and the transport.
func withCredential(scheme string, mk func(*Core, *Scheme, scope, http.RoundTripper) (auth.Credential, error)) Option {
	return clientOption(func(c *config) { c.creds = append(c.creds, credentialOption{scheme, mk}) })
}

// WithCredential authorizes by cr where an operation takes the scheme. A
// source given here is the caller's to close.
func WithCredential(scheme string, cr auth.Credential) Option {
	return withCredential(scheme, func(_ *Core, s *Scheme, sc scope, _ http.RoundTripper) (auth.Credential, error) {
		if isNil(cr) {
			return nil, fmt.Errorf("the credential for %s is nil", scheme)
		}
		return cr, sc.foreignSource(s, cr)
	})
}

// WithClientCredentials gets tokens by the client credentials grant from the
// token URL that the description gives to the scheme. The source is the
// client's: Close ends it.
func WithClientCredentials(scheme, id, secret string, scopes ...string) Option {
	return withCredential(scheme, func(c *Core, s *Scheme, sc scope, base http.RoundTripper) (auth.Credential, error) {
		if id == "" || secret == "" {
			return nil, fmt.Errorf("the client credentials for %s are incomplete: the %s is empty", scheme, emptyOf(id, "id", "secret"))
		}
		return c.clientCredentials(s, sc, base, id, secret, scopes)
	})
}

// emptyOf names the half that is missing; the other one isn't shown.
func emptyOf(id, name, secretName string) string {
	if id == "" {
		return name
	}
	return secretName
}

// WithAPIKey sends key where the scheme wants it: header, query or cookie.
func WithAPIKey(scheme, key string) Option {
	return withCredential(scheme, func(_ *Core, s *Scheme, _ scope, _ http.RoundTripper) (auth.Credential, error) {
		return apiKey(s, key)
	})
}

// apiKey never tells the key, not even where it is wrong.
func apiKey(s *Scheme, key string) (auth.Credential, error) {
	if key == "" {
		return nil, fmt.Errorf("the API key for %s is empty", s.Key)
	}
	if strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return nil, fmt.Errorf("the API key for %s holds a line break or another control character", s.Key)
	}
	switch s.Kind {
	case APIKeyHeader:
		return auth.APIKeyHeader(s.Param, auth.Secret(key)), nil
	case APIKeyQuery:
		return auth.APIKeyQuery(s.Param, auth.Secret(key)), nil
	case APIKeyCookie:
		return auth.APIKeyCookie(s.Param, auth.Secret(key)), nil
	}
	return nil, fmt.Errorf("%s doesn't take an API key", s.Key)
}

// WithBasic authorizes by user name and password (RFC 7617).
func WithBasic(scheme, user, password string) Option {
	return withCredential(scheme, func(_ *Core, s *Scheme, _ scope, _ http.RoundTripper) (auth.Credential, error) {
		return basic(s, user, password)
	})
}

func basic(s *Scheme, user, password string) (auth.Credential, error) {
	switch {
	case s.Kind != HTTPBasic:
		return nil, fmt.Errorf("%s doesn't take a user name and password", s.Key)
	case user == "" || strings.Contains(user, ":"):
		return nil, fmt.Errorf("the user name for %s is empty or holds a colon", s.Key)
	}
	return auth.Basic(user, auth.Secret(password)), nil
}

// WithBearer authorizes by a token that doesn't change, for schemes of bearer
// tokens, OAuth 2.0 and OpenID Connect.
func WithBearer(scheme, token string) Option {
	return withCredential(scheme, func(_ *Core, s *Scheme, _ scope, _ http.RoundTripper) (auth.Credential, error) {
		return bearer(s, token)
	})
}

// bearer refuses what can't be a token, such as one read from a file with its
// line's end: net/http would refuse the header later, and show it.
func bearer(s *Scheme, token string) (auth.Credential, error) {
	if s.Kind != HTTPBearer && s.Kind != OAuth2 && s.Kind != OpenIDConnect {
		return nil, fmt.Errorf("%s doesn't take a bearer token", s.Key)
	}
	if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return nil, fmt.Errorf("the token for %s is empty, or holds white space or other characters that tokens can't have", s.Key)
	}
	return auth.Bearer(auth.Secret(token)), nil
}

// WithCredentialsFromEnv takes the scheme's credential from environment
// variables: PREFIX_CLIENT_ID and PREFIX_CLIENT_SECRET for OAuth 2.0 client
// credentials, PREFIX_API_KEY, PREFIX_USERNAME and PREFIX_PASSWORD, or
// PREFIX_TOKEN for a bearer token, OpenID Connect, and OAuth 2.0 without client
// credentials. New tells those that aren't set.
func WithCredentialsFromEnv(scheme, prefix string) Option {
	return withCredential(scheme, func(c *Core, s *Scheme, sc scope, base http.RoundTripper) (auth.Credential, error) {
		switch s.Kind {
		case OAuth2:
			if s.flow(FlowClientCredentials) == nil {
				return bearerFromEnv(s, prefix)
			}
			v, err := fromEnv(s, prefix, "_CLIENT_ID", "_CLIENT_SECRET")
			if err != nil {
				return nil, err
			}
			return c.clientCredentials(s, sc, base, v[0], v[1], nil)
		case APIKeyHeader, APIKeyQuery, APIKeyCookie:
			v, err := fromEnv(s, prefix, "_API_KEY")
			if err != nil {
				return nil, err
			}
			return apiKey(s, v[0])
		case HTTPBasic:
			v, err := fromEnv(s, prefix, "_USERNAME", "_PASSWORD")
			if err != nil {
				return nil, err
			}
			return basic(s, v[0], v[1])
		case HTTPBearer, OpenIDConnect:
			return bearerFromEnv(s, prefix)
		}
		return nil, fmt.Errorf("%s can't be configured from the environment", scheme)
	})
}

// fromEnv reads all variables, so that all that are missing are told at once.
func bearerFromEnv(s *Scheme, prefix string) (auth.Credential, error) {
	v, err := fromEnv(s, prefix, "_TOKEN")
	if err != nil {
		return nil, err
	}
	return bearer(s, v[0])
}

func fromEnv(s *Scheme, prefix string, names ...string) ([]string, error) {
	var values, missing []string
	for _, n := range names {
		v := os.Getenv(prefix + n)
		if v == "" {
			missing = append(missing, prefix+n)
		}
		values = append(values, v)
	}
	if missing != nil {
		return nil, fmt.Errorf("the credential for %s isn't in the environment: set %s", s.Key, strings.Join(missing, " and "))
	}
	return values, nil
}

// WithTokenURL makes WithClientCredentials and WithCredentialsFromEnv ask
// another token endpoint than the description's, for tests and proxies. It has
// to be https, but on loopback or with WithInsecureHost.
func WithTokenURL(scheme, tokenURL string) Option {
	return clientOption(func(c *config) { put(&c.tokenURLs, scheme, tokenURL) })
}

// configure makes the credentials that options ask for. Of several for one
// scheme the last counts, as with every option, and the others are not made.
func (c *Core) configure(opts []credentialOption, sc scope, base http.RoundTripper) []error {
	var errs []error
	c.creds = make(map[string]credential, len(opts))
	for scheme := range c.tokens {
		if c.api.scheme(scheme) == nil {
			errs = append(errs, c.api.unknownScheme(scheme))
		}
	}
	for i, o := range opts {
		if slices.ContainsFunc(opts[i+1:], func(later credentialOption) bool { return later.scheme == o.scheme }) {
			continue
		}
		s := c.api.scheme(o.scheme)
		if s == nil {
			errs = append(errs, c.api.unknownScheme(o.scheme))
			continue
		}
		cr, err := o.make(c, s, sc, base)
		if err != nil {
			errs = append(errs, err)
			cr = nil
		}
		c.creds[o.scheme] = credential{cred: cr, pinned: c.tokens[o.scheme] != ""}
	}
	return errs
}

// clientCredentials makes a source of the client's own.
func (c *Core) clientCredentials(s *Scheme, sc scope, base http.RoundTripper, id, secret string, scopes []string) (auth.Credential, error) {
	tokenURL := c.tokens[s.Key]
	if tokenURL == "" {
		f := s.flow(FlowClientCredentials)
		if f == nil {
			return nil, fmt.Errorf("%s has no client credentials flow", s.Key)
		}
		var err error
		if tokenURL, err = sc.tokenURL(f); err != nil {
			return nil, err
		}
	}
	style, err := tokenStyle(s)
	if err != nil {
		return nil, err
	}
	src := auth.NewSource(&auth.ClientCredentials{
		TokenURL: tokenURL, ClientID: id, ClientSecret: auth.Secret(secret), Scopes: scopes,
		Style: style.style, Encoding: style.encoding, Params: values(s.Token.Params),
		HTTPClient: &http.Client{Transport: base}, PlainHTTP: c.insecure,
	})
	c.owned = append(c.owned, src)
	return src, nil
}

// tokenStyle turns the description's words into auth's. Unknown ones are an
// error: an authentication style is never guessed.
func tokenStyle(s *Scheme) (st struct {
	style    auth.Style
	encoding auth.Encoding
}, err error) {
	switch s.Token.Style {
	case "", "basic":
		st.style = auth.StyleBasic
	case "body":
		st.style = auth.StyleBody
	default:
		return st, fmt.Errorf("%s has an unknown token style %q", s.Key, s.Token.Style)
	}
	switch s.Token.Encoding {
	case "", "form":
		st.encoding = auth.EncodingForm
	case "multipart":
		st.encoding = auth.EncodingMultipart
	case "json":
		st.encoding = auth.EncodingJSON
	default:
		return st, fmt.Errorf("%s has an unknown token encoding %q", s.Key, s.Token.Encoding)
	}
	return st, nil
}

// tokenURL is the flow's token endpoint where the scope's variables hold.
func (s scope) tokenURL(f *Flow) (string, error) {
	u, err := s.flowURLs(f)
	return u.Token, err
}

// flow is the scheme's flow of a kind, or nil.
func (s *Scheme) flow(kind FlowKind) *Flow {
	for i := range s.Flows {
		if s.Flows[i].Kind == kind {
			return &s.Flows[i]
		}
	}
	return nil
}

// scheme is the scheme of a name, or nil.
func (a *API) scheme(key string) *Scheme {
	for i := range a.Schemes {
		if a.Schemes[i].Key == key {
			return &a.Schemes[i]
		}
	}
	return nil
}

// unknownScheme tells which schemes there are.
func (a *API) unknownScheme(key string) error {
	names := make([]string, len(a.Schemes))
	for i, s := range a.Schemes {
		names[i] = s.Key
	}
	return fmt.Errorf("there is no security scheme %q: the description has %s", key, cmp.Or(strings.Join(names, ", "), "none"))
}
