package auth

// loginsource.go turns a login into a Source.

import "context"

// NewLoginSource returns a Source over a user's login: t is what Login, a
// DeviceCode or a web login brought, r how it is renewed (CodeFlow.Refresh,
// DeviceCode.Refresh). With WithStore t may be nil: the login is then the one
// kept there, by Keep in this process or another, and a login anew that is
// kept there is picked up once the old one is spent.
//
// Where there is a refresh token it is used, never twice. Where there is none
// (Battle.net gives none) the Source fails with ErrReauthorize once the token
// has expired, and tells it ahead: OnRefresh gets an event with ReasonEarly and
// ErrReauthorize up to 20 minutes before, while the token still works.
func NewLoginSource(r *RefreshToken, t *Token, opts ...SourceOption) *Source {
	if t != nil {
		opts = append([]SourceOption{WithToken(t)}, opts...)
	}
	return NewSource(notAgain(&loginGrant{r}), opts...)
}

type loginGrant struct{ refresh *RefreshToken }

// Token implements Grant.
func (g *loginGrant) Token(ctx context.Context, prev *Token) (*Token, error) {
	if prev == nil && g.refresh.Initial == "" {
		return nil, &Error{Op: "login", kind: ErrReauthorize, Description: "nobody is logged in", Hint: "log in first"}
	}
	return g.refresh.Token(ctx, prev)
}
