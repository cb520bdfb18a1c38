// Credentials: what a client of the fake needs, and the check of what it sends.

package clienttest

import (
	"context"
	"net/http"
	"strings"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/client"
)

// The credentials that the fake takes.
const (
	ClientID     = "clienttest-client"
	ClientSecret = "clienttest-secret-0f4c"
	APIKey       = "clienttest-api-key-77e1"
	User         = "clienttest-user"
	Password     = "clienttest-password-5b2d"
	BearerToken  = "clienttest-bearer-91aa" // of HTTP bearer schemes
)

// Options points a client at the fake, with credentials for all its schemes.
// Limits of the description don't hold it up; a pacer that is to be tested is
// given by client.WithPacer behind them.
func (s *Server) Options() []client.Option {
	opts := []client.Option{client.WithBaseURL(s.URL), client.WithPacer(client.NewPacer())}
	for _, sc := range s.api.Schemes {
		if sc.Kind == client.OAuth2 { // for logins too
			opts = append(opts, client.WithTokenURL(sc.Key, s.TokenURL()), client.WithAuthorizationURL(sc.Key, s.AuthorizeURL()))
		}
		switch {
		case sc.User: // a login's token, for there is no other
			opts = append(opts, client.WithCredential(sc.Key, s.UserSource()))
		case sc.Kind == client.OAuth2:
			opts = append(opts, client.WithClientCredentials(sc.Key, ClientID, ClientSecret))
		case sc.Kind == client.APIKeyHeader, sc.Kind == client.APIKeyQuery, sc.Kind == client.APIKeyCookie:
			opts = append(opts, client.WithAPIKey(sc.Key, APIKey))
		case sc.Kind == client.HTTPBasic:
			opts = append(opts, client.WithBasic(sc.Key, User, Password))
		case sc.Kind == client.HTTPBearer, sc.Kind == client.OpenIDConnect:
			opts = append(opts, client.WithBearer(sc.Key, BearerToken))
		}
	}
	return opts
}

// UserSource returns a source of a user's tokens with scopes, as a login would
// give. Its refresh tokens rotate.
func (s *Server) UserSource(scopes ...string) *auth.Source {
	refresh := s.tokens.login(scopes)
	return auth.NewSource(&auth.RefreshToken{
		TokenURL: s.TokenURL(), ClientID: ClientID, ClientSecret: ClientSecret, Initial: auth.Secret(refresh),
	}, auth.WithPrincipal(User))
}

// Token fetches a token as a client would, for requests by hand.
func (s *Server) Token(ctx context.Context) (string, error) {
	g := &auth.ClientCredentials{TokenURL: s.TokenURL(), ClientID: ClientID, ClientSecret: ClientSecret}
	t, err := g.Token(ctx, nil)
	if err != nil {
		return "", err
	}
	return t.AccessToken().Reveal(), nil
}

// authorized checks the credential, and answers 401 where it isn't good.
func (s *Server) authorized(w http.ResponseWriter, r *http.Request) bool {
	for _, sc := range s.api.Schemes {
		if s.keyed(&sc, r) {
			return true
		}
	}
	kind, value, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "Bearer") {
		w.Header().Set("WWW-Authenticate", `Bearer realm="clienttest"`)
		writeError(w, http.StatusUnauthorized, "the request has no credential")
		return false
	}
	if value == BearerToken && s.has(client.HTTPBearer, client.OpenIDConnect) {
		return true
	}
	if why := s.tokens.reject(value); why != "" {
		w.Header().Set("WWW-Authenticate", `Bearer realm="clienttest", error="invalid_token", error_description="`+why+`"`)
		writeError(w, http.StatusUnauthorized, why)
		return false
	}
	return true
}

// has reports whether the API has a scheme of one of the kinds.
func (s *Server) has(kinds ...client.SchemeKind) bool {
	for _, sc := range s.api.Schemes {
		for _, k := range kinds {
			if sc.Kind == k {
				return true
			}
		}
	}
	return false
}

// keyed reports whether r has the key of a scheme that isn't about tokens.
func (s *Server) keyed(sc *Scheme, r *http.Request) bool {
	switch sc.Kind {
	case client.APIKeyHeader:
		return r.Header.Get(sc.Param) == APIKey
	case client.APIKeyQuery:
		return r.URL.Query().Get(sc.Param) == APIKey
	case client.APIKeyCookie:
		c, err := r.Cookie(sc.Param)
		return err == nil && c.Value == APIKey
	case client.HTTPBasic:
		user, password, ok := r.BasicAuth()
		return ok && user == User && password == Password
	}
	return false
}
