package auth

// discovery.go reads what a provider announces about itself.

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// Metadata is a provider's announcement (OpenID Connect Discovery 1.0, section
// 3; RFC 8414). Endpoints that it doesn't have are "".
type Metadata struct {
	Issuer                      string   `json:"issuer"`
	AuthorizationEndpoint       string   `json:"authorization_endpoint"`
	TokenEndpoint               string   `json:"token_endpoint"`
	RevocationEndpoint          string   `json:"revocation_endpoint"`
	IntrospectionEndpoint       string   `json:"introspection_endpoint"`
	UserinfoEndpoint            string   `json:"userinfo_endpoint"`
	DeviceAuthorizationEndpoint string   `json:"device_authorization_endpoint"`
	JWKSURI                     string   `json:"jwks_uri"`
	ScopesSupported             []string `json:"scopes_supported"`
	GrantTypesSupported         []string `json:"grant_types_supported"`
	CodeChallengeMethods        []string `json:"code_challenge_methods_supported"`
	TokenAuthMethods            []string `json:"token_endpoint_auth_methods_supported"`
	// SendsIssuer says that the authorization answer carries iss (RFC 9207),
	// which is then to be compared with Issuer.
	SendsIssuer bool `json:"authorization_response_iss_parameter_supported"`
}

// Discover fetches the announcement of issuer, an https URL without query. The
// issuer it names has to be the one asked, else one provider could speak for
// another; endpoints have to be https (or loopback, or on plainHTTP hosts).
// hc may be nil.
func Discover(ctx context.Context, issuer string, hc *http.Client, plainHTTP ...string) (*Metadata, error) {
	ctx, cancel := context.WithTimeout(ctx, defaultTimeout)
	defer cancel()
	raw := strings.TrimSuffix(issuer, "/") + "/.well-known/openid-configuration"
	req, err := newRequest(ctx, opDiscovery, http.MethodGet, raw, nil, plainHTTP)
	if err != nil {
		return nil, err
	}
	body, err := exchangeOnce(hc, opDiscovery, req, nil)
	if err != nil {
		return nil, err
	}
	m := new(Metadata)
	if json.Unmarshal(body, m) != nil {
		return nil, &Error{Op: opDiscovery, Description: "the announcement is not the JSON object it should be"}
	}
	if m.Issuer != issuer {
		return nil, &Error{
			Op: opDiscovery, Description: "the announcement is of another issuer, " + clean(m.Issuer, 100),
			Hint: "the issuer has to be equal byte by byte, a slash at the end included",
		}
	}
	if err := m.check(plainHTTP); err != nil {
		return nil, err
	}
	return m, nil
}

// check refuses endpoints that a secret may not be sent to.
func (m *Metadata) check(plainHTTP []string) error {
	for name, raw := range map[string]string{
		"authorization_endpoint": m.AuthorizationEndpoint, "token_endpoint": m.TokenEndpoint,
		"revocation_endpoint": m.RevocationEndpoint, "introspection_endpoint": m.IntrospectionEndpoint,
		"userinfo_endpoint": m.UserinfoEndpoint, "device_authorization_endpoint": m.DeviceAuthorizationEndpoint,
	} {
		if raw == "" {
			continue
		}
		if u, err := url.Parse(raw); err != nil || !endpointAllowed(u, plainHTTP) {
			return &Error{Op: opDiscovery, kind: ErrHost, Description: "the announced " + name + " is not an https URL"}
		}
	}
	return nil
}
