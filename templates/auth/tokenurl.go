package auth

// tokenurl.go tells where a Source's tokens come from, so that a client can
// refuse one of another provider before it is sent anywhere.

// TokenURL is the token endpoint that the Source's tokens come from; "" where
// its grant is one of the caller's own, or has none.
func (s *Source) TokenURL() string { return tokenURLOf(s.grant) }

func tokenURLOf(g Grant) string {
	switch g := g.(type) {
	case *ClientCredentials:
		return g.TokenURL
	case *AuthorizationCode:
		return g.TokenURL
	case *RefreshToken:
		return g.TokenURL
	case *DeviceCode:
		return g.TokenURL
	case *loginGrant:
		return g.refresh.TokenURL
	case *refusing:
		return tokenURLOf(g.grant)
	case *persisted:
		return tokenURLOf(g.grant)
	}
	return ""
}
