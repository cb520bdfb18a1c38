package auth

// token.go is the immutable answer of a token endpoint, and the explicit way
// to write one down for a store.

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"
)

// Token is one answer of a token endpoint (RFC 6749, section 5.1). It never
// changes and may be shared. Printed in any way it shows no secret.
//
// Build one with NewToken or ParseToken; the zero Token is empty.
type Token struct {
	access  sealed
	refresh sealed
	id      sealed
	typ     string
	scopes  []string // nil: not told
	expiry  time.Time
	issued  time.Time
	extra   *map[string]json.RawMessage // behind a pointer for the reason given at sealed
}

// TokenFields are the parts of a Token, for building one.
type TokenFields struct {
	AccessToken  Secret
	TokenType    string // "" is "Bearer"
	RefreshToken Secret
	IDToken      Secret    // OpenID Connect
	Scopes       []string  // granted; nil: not told, empty: none
	Expiry       time.Time // zero: unknown, or never
	Issued       time.Time // before the request; zero: when the Source asked for it
	Extra        map[string]json.RawMessage
}

// NewToken checks and freezes f. It refuses an empty access token, one with
// characters that RFC 6749 appendix A doesn't allow (control characters could
// forge headers), and types other than Bearer.
func NewToken(f TokenFields) (*Token, error) {
	if f.AccessToken == "" {
		return nil, &Error{Op: opAnswer, Description: "the answer holds no access_token"}
	}
	for name, v := range map[string]Secret{"access_token": f.AccessToken, "refresh_token": f.RefreshToken, "id_token": f.IDToken} {
		if !visible(v.Reveal()) {
			return nil, &Error{Op: opAnswer, Description: name + " holds characters that RFC 6749 doesn't allow"}
		}
	}
	if f.TokenType != "" && !strings.EqualFold(f.TokenType, "bearer") {
		return nil, &Error{Op: opAnswer, Description: "token_type is " + clean(f.TokenType, 20) + ", wanted Bearer"}
	}
	t := &Token{
		access: seal(f.AccessToken), refresh: seal(f.RefreshToken), id: seal(f.IDToken),
		typ: "Bearer", expiry: f.Expiry, issued: f.Issued,
	}
	if f.Scopes != nil {
		t.scopes = append(make([]string, 0, len(f.Scopes)), f.Scopes...)
	}
	if len(f.Extra) > 0 {
		m := maps.Clone(f.Extra)
		t.extra = &m
	}
	return t, nil
}

// visible reports whether s holds only VSCHAR (%x20-7E).
func visible(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// AccessToken is what authorizes requests.
func (t *Token) AccessToken() Secret { return t.access.secret() }

// RefreshToken renews the access token; "" where the server gave none.
func (t *Token) RefreshToken() Secret { return t.refresh.secret() }

// IDToken is the OpenID Connect ID token, unverified; "" where there is none.
func (t *Token) IDToken() Secret { return t.id.secret() }

// Type is the scheme in the Authorization header: always "Bearer".
func (t *Token) Type() string { return t.typ }

// Scopes returns what was granted. nil means that the server didn't tell; an
// empty list that nothing was granted.
func (t *Token) Scopes() []string {
	if t.scopes == nil {
		return nil
	}
	return append(make([]string, 0, len(t.scopes)), t.scopes...)
}

// Expiry is when the server lets the token die; zero: unknown, or never.
func (t *Token) Expiry() time.Time { return t.expiry }

// Issued is the moment before the request that brought the token, zero where
// its maker didn't tell. A token's life counts from here, so that a slow answer
// never makes it look younger.
func (t *Token) Issued() time.Time { return t.issued }

// Extra returns a field of the answer that this type doesn't name, as JSON.
func (t *Token) Extra(name string) (json.RawMessage, bool) {
	if t.extra == nil {
		return nil, false
	}
	v, ok := (*t.extra)[name]
	return slices.Clone(v), ok
}

// Missing returns those of need that were not granted. It returns nil where
// the granted scopes aren't known: the server decides then.
func (t *Token) Missing(need ...string) []string {
	if t.scopes == nil {
		return nil
	}
	var missing []string
	for _, n := range need {
		if !slices.Contains(t.scopes, n) {
			missing = append(missing, n)
		}
	}
	return missing
}

// Fields returns the token's parts, to build a changed one from.
func (t *Token) Fields() TokenFields {
	f := TokenFields{
		AccessToken: t.AccessToken(), TokenType: t.typ, RefreshToken: t.RefreshToken(), IDToken: t.IDToken(),
		Scopes: t.Scopes(), Expiry: t.expiry, Issued: t.issued,
	}
	if t.extra != nil {
		f.Extra = maps.Clone(*t.extra)
	}
	return f
}

// with returns a copy of t that change has been applied to.
func (t *Token) with(change func(*Token)) *Token {
	c := *t
	change(&c)
	return &c
}

// summary says what may be said of a token.
func (t *Token) summary() tokenSummary {
	s := tokenSummary{Type: t.typ, Scopes: t.scopes, Refreshable: t.refresh.p != nil}
	if !t.expiry.IsZero() {
		s.Expiry = t.expiry.Round(0).UTC().Format(time.RFC3339)
	}
	return s
}

type tokenSummary struct {
	Type        string   `json:"type"`
	Scopes      []string `json:"scopes,omitempty"`
	Expiry      string   `json:"expiry,omitempty"`
	Refreshable bool     `json:"refreshable"`
}

// String describes the token without a secret.
func (t *Token) String() string {
	if t == nil {
		return "auth.Token(nil)"
	}
	s := t.summary()
	if s.Expiry == "" {
		s.Expiry = "unknown"
	}
	return fmt.Sprintf("auth.Token{%s %s, scopes %v, expiry %s, refreshable %t}", s.Type, redacted, s.Scopes, s.Expiry, s.Refreshable)
}

// Format implements fmt.Formatter: every verb prints String.
func (t *Token) Format(f fmt.State, _ rune) { io.WriteString(f, t.String()) } //nolint:errcheck // a fmt.State reports nothing useful

// MarshalJSON describes the token without a secret. A store uses EncodeToken.
func (t *Token) MarshalJSON() ([]byte, error) { return json.Marshal(t.summary()) }

// LogValue implements slog.LogValuer.
func (t *Token) LogValue() slog.Value { return slog.StringValue(t.String()) }

// Format prints the fields with their secrets hidden; Extra shows names only.
func (f TokenFields) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "auth.TokenFields{AccessToken:%v TokenType:%q RefreshToken:%v IDToken:%v Scopes:%v Expiry:%v Issued:%v Extra:%v}",
		f.AccessToken, f.TokenType, f.RefreshToken, f.IDToken, f.Scopes, f.Expiry, f.Issued, slices.Sorted(maps.Keys(f.Extra)))
}

// LogValue implements slog.LogValuer.
func (f TokenFields) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(f)) }

// MarshalJSON hides Extra's values, which may be secrets of the server's own.
func (f TokenFields) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		TokenType string    `json:"token_type"`
		Scopes    []string  `json:"scopes,omitempty"`
		Expiry    time.Time `json:"expiry,omitzero"`
		Issued    time.Time `json:"issued,omitzero"`
		Extra     []string  `json:"extra,omitempty"`
	}{f.TokenType, f.Scopes, f.Expiry, f.Issued, slices.Sorted(maps.Keys(f.Extra))})
}

// storedToken is the form a store keeps, secrets included.
type storedToken struct {
	AccessToken  string                     `json:"access_token"`
	RefreshToken string                     `json:"refresh_token,omitempty"`
	IDToken      string                     `json:"id_token,omitempty"`
	Scopes       *[]string                  `json:"scopes,omitempty"` // pointer: not told and none are different
	Expiry       time.Time                  `json:"expiry,omitzero"`
	Issued       time.Time                  `json:"issued,omitzero"`
	Extra        map[string]json.RawMessage `json:"extra,omitempty"`
}

// EncodeToken writes t as JSON WITH ITS SECRETS, for a Store to keep.
func EncodeToken(t *Token) ([]byte, error) {
	s := storedToken{
		AccessToken: t.access.reveal(), RefreshToken: t.refresh.reveal(), IDToken: t.id.reveal(),
		Expiry: t.expiry.Round(0), Issued: t.issued.Round(0),
	}
	if t.scopes != nil {
		s.Scopes = &t.scopes
	}
	if t.extra != nil {
		s.Extra = *t.extra
	}
	return json.Marshal(s)
}

// DecodeToken reads what EncodeToken wrote.
func DecodeToken(b []byte) (*Token, error) {
	var s storedToken
	if err := json.Unmarshal(b, &s); err != nil {
		// encoding/json quotes the input in some of its errors.
		return nil, &Error{Op: opAnswer, Description: "a stored token is not valid JSON"}
	}
	f := TokenFields{
		AccessToken: Secret(s.AccessToken), RefreshToken: Secret(s.RefreshToken), IDToken: Secret(s.IDToken),
		Expiry: s.Expiry, Issued: s.Issued, Extra: s.Extra,
	}
	if s.Scopes != nil {
		f.Scopes = *s.Scopes
		if f.Scopes == nil {
			f.Scopes = []string{}
		}
	}
	return NewToken(f)
}
