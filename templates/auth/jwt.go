package auth

// jwt.go looks into access tokens that are JWTs for the scopes granted, which
// some providers tell nowhere else. Nothing is verified and nothing decided on
// it but whether a call is worth making.

import (
	"encoding/base64"
	"encoding/json"
	"strings"
)

// maxJWT bounds what is decoded; real access tokens are far smaller.
const maxJWT = 64 << 10

// jwtScopes returns the scopes, scope or scp claim of a JWT; nil where token
// isn't one or doesn't tell.
func jwtScopes(token string) []string {
	claims, ok := jwtClaims(token)
	if !ok {
		return nil
	}
	for _, name := range []string{"scopes", "scope", "scp"} {
		if s := scopesIn(claims[name]); s != nil {
			return s
		}
	}
	return nil
}

func jwtClaims(token string) (map[string]json.RawMessage, bool) {
	if len(token) > maxJWT || strings.Count(token, ".") != 2 {
		return nil, false
	}
	_, rest, _ := strings.Cut(token, ".")
	payload, _, _ := strings.Cut(rest, ".")
	b, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(payload, "="))
	if err != nil {
		return nil, false
	}
	var m map[string]json.RawMessage
	return m, json.Unmarshal(b, &m) == nil
}
