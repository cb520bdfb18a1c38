package auth_test

// principal_test.go: the identity that caches of answers are kept apart by.

import (
	"testing"

	"github.com/keywright/keywright/templates/auth"
)

func TestPrincipals(t *testing.T) {
	t.Parallel()
	app := func(id, url string) *auth.Source {
		return auth.NewSource(&auth.ClientCredentials{TokenURL: url, ClientID: id, ClientSecret: "s3cret"})
	}
	user := func() *auth.Source { return auth.NewSource(&auth.RefreshToken{ClientID: "a", Initial: "r"}) }
	key := auth.Key{Issuer: "i", Client: "c", Account: "jaina"}
	other := key
	other.Account = "thrall"
	kept := func(k auth.Key) *auth.Source {
		return auth.NewSource(auth.Static(mustToken(t, auth.TokenFields{AccessToken: "x"})), auth.WithStore(nil, k), auth.WithPrincipal(k.Account))
	}
	const u = "https://id.example.com/token"
	for name, c := range map[string]struct {
		a, b auth.Credential
		same bool
	}{
		"an application, in two processes": {app("a", u), app("a", u), true},
		"two applications":                 {app("a", u), app("b", u), false},
		"one id at two providers":          {app("a", u), app("a", u+"2"), false},
		"two logins nobody named":          {user(), user(), false},
		"one account":                      {kept(key), kept(key), true},
		"two accounts":                     {kept(key), kept(other), false},
		"basic, password changed":          {auth.Basic("u", "one"), auth.Basic("u", "two"), true},
		"basic, two users":                 {auth.Basic("u", "one"), auth.Basic("v", "one"), false},
	} {
		if got := c.a.Principal() == c.b.Principal(); got != c.same {
			t.Errorf("%s: same %t", name, got)
		}
		if c.a.Principal() == "" {
			t.Errorf("%s: empty", name)
		}
	}
	if key.String() == other.String() {
		t.Error("two accounts share a store key")
	}
	s := auth.NewSource(&counting{})
	before := s.Principal()
	tok, _ := s.Token(t.Context())
	s.Invalidate(tok)
	access(t, s)
	if s.Principal() != before {
		t.Error("the principal changed with the token")
	}
}
