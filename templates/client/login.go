// Logins: what the description says of a provider, made into the grants that a
// user takes part in.

package client

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/keywright/keywright/templates/auth"
)

// LoginFlow gives the authorization code flow of a scheme, with the URLs of the
// server that opts choose. secret is empty for a public client. It takes the
// options of New, so that both can be handed the same; those that don't bear on
// a provider are ignored, credentials among them.
func LoginFlow(api *API, scheme, id, secret, redirectURI string, scopes []string, opts ...Option) (auth.CodeFlow, error) {
	p, err := newProvider(api, scheme, opts)
	if err != nil {
		return auth.CodeFlow{}, err
	}
	p.scope.core.user = true
	urls, err := p.urls(FlowAuthorizationCode)
	if err != nil {
		return auth.CodeFlow{}, err
	}
	return p.codeFlow(urls, id, secret, redirectURI, scopes), nil
}

// DiscoverLogin is LoginFlow for an OpenID Connect scheme: the URLs come from
// the provider's announcement, which is fetched. The scope openid is asked for
// in any case.
func DiscoverLogin(ctx context.Context, api *API, scheme, id, secret, redirectURI string, scopes []string, opts ...Option) (auth.CodeFlow, error) {
	p, err := newProvider(api, scheme, opts)
	if err != nil {
		return auth.CodeFlow{}, err
	}
	m, err := p.discover(ctx)
	if err != nil {
		return auth.CodeFlow{}, p.wrong(err)
	}
	urls := FlowURLs{
		Authorization: m.AuthorizationEndpoint, Token: m.TokenEndpoint, Revocation: m.RevocationEndpoint,
		Introspection: m.IntrospectionEndpoint, UserInfo: m.UserinfoEndpoint,
	}
	if !slices.Contains(scopes, "openid") {
		scopes = append([]string{"openid"}, scopes...)
	}
	f := p.codeFlow(p.override(urls), id, secret, redirectURI, scopes)
	f.Issuer, f.SendsIssuer = m.Issuer, m.SendsIssuer
	return f, nil
}

// DeviceFlow gives the device authorization flow of a scheme. Its Prompt is
// still to be set. See LoginFlow for the parameters.
func DeviceFlow(api *API, scheme, id, secret string, scopes []string, opts ...Option) (*auth.DeviceCode, error) {
	p, err := newProvider(api, scheme, opts)
	if err != nil {
		return nil, err
	}
	p.scope.core.user = true
	urls, err := p.urls(FlowDevice)
	if err != nil {
		return nil, err
	}
	return &auth.DeviceCode{
		DeviceURL: urls.Device, TokenURL: urls.Token, ClientID: id, ClientSecret: auth.Secret(secret), Scopes: scopes,
		Style: p.style, Encoding: p.encoding, Params: values(p.scheme.Token.Params),
		HTTPClient: p.http, PlainHTTP: p.scope.core.insecure,
	}, nil
}

// ApplicationGrant gives the client credentials grant of a scheme, for uses
// beside a client: WithClientCredentials makes one of its own. See LoginFlow
// for the parameters.
func ApplicationGrant(api *API, scheme, id, secret string, scopes []string, opts ...Option) (*auth.ClientCredentials, error) {
	p, err := newProvider(api, scheme, opts)
	if err != nil {
		return nil, err
	}
	urls, err := p.urls(FlowClientCredentials)
	if err != nil {
		return nil, err
	}
	return &auth.ClientCredentials{
		TokenURL: urls.Token, ClientID: id, ClientSecret: auth.Secret(secret), Scopes: scopes,
		Style: p.style, Encoding: p.encoding, Params: values(p.scheme.Token.Params),
		HTTPClient: p.http, PlainHTTP: p.scope.core.insecure,
	}, nil
}

// WithAuthorizationURL makes LoginFlow send users to another address than the
// description's, for tests and proxies. See WithTokenURL.
func WithAuthorizationURL(scheme, authorizationURL string) Option {
	return clientOption(func(c *config) { put(&c.authURLs, scheme, authorizationURL) })
}

// provider is a security scheme's authorization server under certain options.
type provider struct {
	scheme   *Scheme
	scope    scope
	style    auth.Style
	encoding auth.Encoding
	http     *http.Client // nil: the runtime's own
	authURL  string       // WithAuthorizationURL
}

// newProvider reads what opts say of a provider. No client comes of it, so
// there is nothing to close.
func newProvider(api *API, scheme string, opts []Option) (*provider, error) {
	var cfg config
	for _, o := range opts {
		if o != nil {
			o.applyClient(&cfg)
		}
	}
	c := &Core{api: api, settings: cfg.settings, baseURL: cfg.baseURL, insecure: cfg.insecure, tokens: cfg.tokenURLs}
	p := &provider{scheme: api.scheme(scheme), scope: scope{core: c}, authURL: cfg.authURLs[scheme]}
	if errs := append(cfg.errs, p.scope.check()...); len(errs) > 0 {
		return nil, c.optionError(errs)
	}
	if p.scheme == nil {
		return nil, p.wrong(api.unknownScheme(scheme))
	}
	st, err := tokenStyle(p.scheme)
	if err != nil {
		return nil, p.wrong(err)
	}
	p.style, p.encoding = st.style, st.encoding
	if cfg.transport != nil || cfg.httpClient != nil {
		p.http = &http.Client{Transport: c.base(&cfg)}
	}
	return p, nil
}

// wrong gives an error the form that New's have.
func (p *provider) wrong(err error) error { return p.scope.core.optionError([]error{err}) }

// urls are the endpoints of a flow; one that the flow can't do without and
// lacks is an error.
func (p *provider) urls(kind FlowKind) (FlowURLs, error) {
	f := p.scheme.flow(kind)
	if f == nil {
		return FlowURLs{}, p.wrong(fmt.Errorf("%s has no %s flow", p.scheme.Key, kind))
	}
	u, err := p.scope.flowURLs(f)
	if err != nil {
		return FlowURLs{}, p.wrong(err)
	}
	u = p.override(u)
	missing := ""
	switch {
	case u.Token == "":
		missing = "token"
	case kind == FlowAuthorizationCode && u.Authorization == "":
		missing = "authorization"
	case kind == FlowDevice && u.Device == "":
		missing = "device authorization"
	}
	if missing != "" {
		return FlowURLs{}, p.wrong(fmt.Errorf("the description gives no %s URL for %s", missing, p.scheme.Key))
	}
	return u, nil
}

// override puts the options' URLs in place of the description's.
func (p *provider) override(u FlowURLs) FlowURLs {
	u.Token = cmp.Or(p.scope.core.tokens[p.scheme.Key], u.Token)
	u.Authorization = cmp.Or(p.authURL, u.Authorization)
	return u
}

func (p *provider) codeFlow(u FlowURLs, id, secret, redirectURI string, scopes []string) auth.CodeFlow {
	return auth.CodeFlow{
		AuthURL: u.Authorization, TokenURL: u.Token, RevokeURL: u.Revocation, IntrospectURL: u.Introspection, UserinfoURL: u.UserInfo,
		ClientID: id, ClientSecret: auth.Secret(secret), Scopes: scopes, RedirectURI: redirectURI,
		SendScope: p.scheme.Token.SendScope, Style: p.style, Encoding: p.encoding,
		AuthParams: values(p.scheme.Token.Authorize), Params: values(p.scheme.Token.Params),
		HTTPClient: p.http, PlainHTTP: p.scope.core.insecure,
	}
}

// wellKnown is where OpenID Connect Discovery 1.0, section 4, puts the
// announcement. OpenAPI's openIdConnectUrl includes it, though some
// descriptions give the issuer.
const wellKnown = "/.well-known/openid-configuration"

// discover fetches the announcement. An issuer may end with a slash, which its
// announcement's address doesn't tell.
func (p *provider) discover(ctx context.Context) (*auth.Metadata, error) {
	if p.scheme.Issuer == "" {
		return nil, fmt.Errorf("the description gives no openIdConnectUrl for %s", p.scheme.Key)
	}
	address, err := p.scope.endpointURL(p.scheme.Issuer)
	if err != nil {
		return nil, err
	}
	issuer := strings.TrimSuffix(address, wellKnown)
	m, err := auth.Discover(ctx, issuer, p.http, p.scope.core.insecure...)
	if err == nil || errors.Is(err, auth.ErrTemporary) || ctx.Err() != nil || strings.HasSuffix(issuer, "/") {
		return m, err
	}
	if slashed, again := auth.Discover(ctx, issuer+"/", p.http, p.scope.core.insecure...); again == nil {
		return slashed, nil
	}
	return nil, err
}

// flowURLs are a flow's endpoints where the scope's variables hold.
func (s scope) flowURLs(f *Flow) (FlowURLs, error) {
	u := f.URLs
	for i := range f.When {
		if v := &f.When[i]; s.holds(v.When) {
			u = v.URLs.or(u)
			break
		}
	}
	for _, raw := range []*string{&u.Authorization, &u.Token, &u.Refresh, &u.Device, &u.Revocation, &u.Introspection, &u.UserInfo} {
		if *raw == "" {
			continue
		}
		full, err := s.endpointURL(*raw)
		if err != nil {
			return FlowURLs{}, err
		}
		*raw = full
	}
	return u, nil
}

// or fills in what u leaves out.
func (u FlowURLs) or(v FlowURLs) FlowURLs {
	return FlowURLs{
		Authorization: cmp.Or(u.Authorization, v.Authorization), Token: cmp.Or(u.Token, v.Token),
		Refresh: cmp.Or(u.Refresh, v.Refresh), Device: cmp.Or(u.Device, v.Device),
		Revocation: cmp.Or(u.Revocation, v.Revocation), Introspection: cmp.Or(u.Introspection, v.Introspection),
		UserInfo: cmp.Or(u.UserInfo, v.UserInfo),
	}
}

// endpointURL fills in the variables of a provider's URL. A relative one stands
// on the API's server, WithBaseURL's where that is set.
func (s scope) endpointURL(raw string) (string, error) {
	full, err := s.serverURL(raw)
	if err != nil {
		return "", err
	}
	if strings.HasSuffix(raw, "/") { // which frameworks tell apart
		full += "/"
	}
	if strings.Contains(full, "://") {
		return full, nil
	}
	base, err := s.serverURL(s.core.baseURL)
	if s.core.baseURL == "" {
		base, err = s.core.described(s.core.api.Servers, s)
	}
	if err != nil {
		return "", err
	}
	u, err := url.Parse(base)
	if err == nil {
		u, err = u.Parse(full)
	}
	if err != nil {
		return "", fmt.Errorf("the token URL can't be read: %w", errors.Unwrap(err))
	}
	return u.String(), nil
}

func values(pairs [][2]string) url.Values {
	v := url.Values{}
	for _, p := range pairs {
		v.Add(p[0], p[1])
	}
	return v
}
