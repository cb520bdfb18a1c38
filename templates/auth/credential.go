package auth

// credential.go is what an operation can be authorized with: a Source, or one
// of the static schemes that OpenAPI knows beside OAuth.

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
)

// Credential authorizes requests. It is one of *Source and what APIKeyHeader,
// APIKeyQuery, APIKeyCookie, Basic and Bearer return.
type Credential interface {
	// Principal names whom the credential stands for: stable, not secret.
	Principal() string
	credential() // sealed
}

// Requirement is a credential chosen for an operation, with the scopes that
// the operation needs of it (OpenAPI's security requirement).
type Requirement struct {
	Credential Credential
	Scopes     []string
}

type place uint8

const (
	inHeader place = iota
	inQuery
	inCookie
)

// key is a static credential. The value is ready to be put in place.
type key struct {
	where     place
	name      string // canonical for headers
	value     []string
	secret    sealed // as the user gave it, for scrubbing
	principal string
}

// APIKeyHeader sends key in the header name.
func APIKeyHeader(name string, k Secret) Credential { return newKey(inHeader, canonical(name), k, "") }

// APIKeyQuery sends key as the query parameter name. It is kept out of errors.
func APIKeyQuery(name string, k Secret) Credential { return newKey(inQuery, name, k, "") }

// APIKeyCookie sends key as the cookie name.
func APIKeyCookie(name string, k Secret) Credential { return newKey(inCookie, name, k, "") }

// Basic sends user and password as RFC 7617 says.
func Basic(user string, password Secret) Credential {
	pair := base64.StdEncoding.EncodeToString([]byte(user + ":" + password.Reveal()))
	c := newKey(inHeader, "Authorization", password, "Basic "+pair)
	c.principal = "basic:" + fingerprint(user)
	return c
}

// Bearer sends a fixed token as RFC 6750 says. Unlike a Source over Static it
// is never dropped.
func Bearer(token Secret) Credential {
	return newKey(inHeader, "Authorization", token, "Bearer "+token.Reveal())
}

func newKey(where place, name string, k Secret, value string) *key {
	if value == "" {
		value = k.Reveal()
	}
	return &key{
		where: where, name: name, value: []string{value}, secret: seal(k),
		principal: "key:" + fingerprint(name, k.Reveal()),
	}
}

// Principal names the key without giving it away.
func (k *key) Principal() string { return k.principal }

// String names the credential without its secret.
func (k *key) String() string { return "auth.Credential{" + k.name + ": " + redacted + "}" }

// Format implements fmt.Formatter: every verb prints String.
func (k *key) Format(f fmt.State, _ rune) { io.WriteString(f, k.String()) } //nolint:errcheck // a fmt.State reports nothing useful

// MarshalText implements encoding.TextMarshaler.
func (k *key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// LogValue implements slog.LogValuer.
func (k *key) LogValue() slog.Value { return slog.StringValue(k.String()) }

func (k *key) credential() {}

// equalSecret compares in constant time.
func equalSecret(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
