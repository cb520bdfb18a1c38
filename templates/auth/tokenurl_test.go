package auth_test

// tokenurl_test.go asks sources where their tokens come from.

import (
	"context"
	"testing"

	"github.com/keywright/keywright/templates/auth"
)

func TestSourceTokenURL(t *testing.T) {
	t.Parallel()
	const u = "https://id.example.com/token"
	var kept auth.MemoryStore
	key := auth.Key{Issuer: u, Client: "id"}
	flow := auth.CodeFlow{TokenURL: u, ClientID: "id"}
	custom := auth.GrantFunc(func(context.Context, *auth.Token) (*auth.Token, error) { return nil, nil })
	for name, c := range map[string]struct {
		src  *auth.Source
		want string
	}{
		"client credentials":          {auth.NewSource(&auth.ClientCredentials{TokenURL: u}), u},
		"code":                        {auth.NewSource(&auth.AuthorizationCode{TokenURL: u}), u},
		"refresh token":               {auth.NewSource(&auth.RefreshToken{TokenURL: u}), u},
		"device":                      {auth.NewSource(&auth.DeviceCode{TokenURL: u}), u},
		"a login":                     {auth.NewLoginSource(flow.Refresh(), nil), u},
		"a stored login":              {auth.NewLoginSource(flow.Refresh(), nil, auth.WithStore(&kept, key)), u},
		"a grant of one's own":        {auth.NewSource(custom), ""},
		"a stored grant of one's own": {auth.NewSource(custom, auth.WithStore(&kept, key)), ""},
	} {
		if got := c.src.TokenURL(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
