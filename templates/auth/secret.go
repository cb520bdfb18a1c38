package auth

// secret.go keeps secrets out of logs: Secret is what callers see, sealed is
// how this package holds one where fmt's reflection could reach it.

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
)

// redacted is what stands in place of a secret wherever one is printed.
const redacted = "[redacted]"

// Secret is a string that prints as "[redacted]" under every fmt verb, in
// JSON, text encodings and slog. Reveal gives the value. The empty Secret
// prints as nothing, so that "not configured" can be told from "hidden".
//
// fmt can't call methods on unexported struct fields, so keep a Secret in an
// exported field or behind a pointer.
type Secret string

// Reveal returns the secret itself. Every call is a place to review.
func (s Secret) Reveal() string { return string(s) }

// String returns "[redacted]", or "" for the empty Secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// Format implements fmt.Formatter, so that no verb reaches the value.
func (s Secret) Format(f fmt.State, verb rune) {
	switch {
	case verb == 'v' && f.Flag('#'):
		fmt.Fprintf(f, "auth.Secret(%q)", s.String())
	case verb == 'q':
		fmt.Fprintf(f, "%q", s.String())
	default:
		io.WriteString(f, s.String()) //nolint:errcheck // a fmt.State reports nothing useful
	}
}

// MarshalText implements encoding.TextMarshaler, which JSON, XML and most
// configuration formats use.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue implements slog.LogValuer.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// sealed holds a secret in a struct's unexported field. It is a pointer
// because fmt prints a nested pointer as an address, also where it may not
// call our methods.
type sealed struct{ p *string }

func seal(s Secret) sealed {
	if s == "" {
		return sealed{}
	}
	v := string(s)
	return sealed{&v}
}

func (s sealed) reveal() string {
	if s.p == nil {
		return ""
	}
	return *s.p
}

func (s sealed) secret() Secret { return Secret(s.reveal()) }

// fingerprint derives a short, non-reversible name from parts. It identifies
// a principal without naming a secret.
func fingerprint(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}
