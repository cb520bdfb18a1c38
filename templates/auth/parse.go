package auth

// parse.go reads the answers of token endpoints, as servers really write them.

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// ParseToken reads a token endpoint's answer (RFC 6749, section 5.1). issued
// is the clock read before the request.
//
// What it accepts beyond the RFC: JSON under any content type, a form in its
// place; expires_in as number, float or string, as seconds from now or as
// Unix time (servers do both), while 0, negative and unreadable values mean
// unknown; a missing token_type as Bearer, since servers that leave it out
// issue nothing else; scope as a list. It refuses another token_type, an
// answer that names an error, and characters that could forge a header.
//
// Where the answer doesn't tell the granted scopes but the token is a JWT that
// does, they are taken from there: unverified, good to spare a call that would
// fail, not to decide about access.
func ParseToken(body []byte, issued time.Time) (*Token, error) {
	t, failed := parseToken(body, issued, nil)
	if failed != nil {
		failed.classify(nil)
		return nil, failed
	}
	return t, nil
}

// parseToken keeps secrets out of its error.
func parseToken(body []byte, issued time.Time, secrets []string) (*Token, *Error) {
	m, ok := fieldsOf(body)
	if !ok {
		return nil, &Error{Op: opAnswer, Description: "the answer is neither JSON nor a form"}
	}
	if e := errorIn(m, secrets); e != nil {
		return nil, e
	}
	f := TokenFields{Issued: issued}
	var bad string
	take := func(name string) string {
		s, ok := stringIn(m, name)
		if !ok {
			bad = name
		}
		delete(m, name)
		return s
	}
	f.AccessToken, f.TokenType = Secret(take("access_token")), take("token_type")
	f.RefreshToken, f.IDToken = Secret(take("refresh_token")), Secret(take("id_token"))
	if bad != "" {
		return nil, &Error{Op: opAnswer, Description: bad + " is not a string"}
	}
	f.Expiry = expiry(m["expires_in"], issued)
	f.Scopes = scopesIn(m["scope"])
	if f.Scopes == nil {
		f.Scopes = jwtScopes(f.AccessToken.Reveal())
	}
	delete(m, "expires_in")
	delete(m, "scope")
	f.Extra = m
	t, err := NewToken(f)
	if err != nil {
		e, _ := errors.AsType[*Error](err) // NewToken has no other
		return nil, e
	}
	return t, nil
}

// fieldsOf reads an object, or a form as an object of strings.
func fieldsOf(body []byte) (map[string]json.RawMessage, bool) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	if len(body) == 0 {
		return nil, false
	}
	var m map[string]json.RawMessage
	if body[0] == '{' {
		return m, json.Unmarshal(body, &m) == nil
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || !form.Has("access_token") && !form.Has("error") {
		return nil, false
	}
	m = make(map[string]json.RawMessage, len(form))
	for k, v := range form {
		m[k], _ = json.Marshal(v[0]) // a string always marshals
	}
	return m, true
}

// stringIn reads a member that is a string, null or absent; else false.
func stringIn(m map[string]json.RawMessage, name string) (string, bool) {
	raw, ok := m[name]
	if !ok {
		return "", true
	}
	var s *string
	if json.Unmarshal(raw, &s) != nil {
		return "", false
	}
	if s == nil {
		return "", true
	}
	return *s, true
}

// errorIn returns the error an answer names, whatever its status was.
func errorIn(m map[string]json.RawMessage, secrets []string) *Error {
	raw, ok := m["error"]
	if !ok || string(raw) == "null" || string(raw) == "false" || string(raw) == `""` {
		return nil
	}
	e := &Error{Op: opAnswer}
	code, isString := stringIn(m, "error")
	if isString {
		e.Code = tell(code, secrets, maxCode)
	} else if inner, ok := fieldsOf(raw); ok { // some wrap it: {"error": {"code": …, "message": …}}
		m = inner
		code, _ = stringIn(m, "code")
		e.Code = tell(code, secrets, maxCode)
	}
	e.Description = describe(m, secrets)
	return e
}

// parseError reads the body of an error answer. It never fails: what can't be
// read tells nothing.
func parseError(body []byte, secrets []string) *Error {
	m, ok := fieldsOf(body)
	if !ok {
		return &Error{}
	}
	if e := errorIn(m, secrets); e != nil {
		return e
	}
	return &Error{Description: describe(m, secrets)}
}

// describe joins what servers say of an error: error_description (RFC 6749),
// or message and detail, and the hint that the league server adds.
func describe(m map[string]json.RawMessage, secrets []string) string {
	var parts []string
	for _, name := range []string{"error_description", "message", "detail", "hint"} {
		s, _ := stringIn(m, name)
		if s = tell(s, secrets, maxDescription); s != "" && (len(parts) == 0 || name == "hint") {
			parts = append(parts, s)
		}
	}
	return shorten(strings.Join(parts, " "), maxDescription)
}

// maxCode bounds an error code, in bytes.
const maxCode = 64

// tell makes a server's words fit to be told. Secrets go before the text is
// cut: of one that straddles the cut a part would stay.
func tell(s string, secrets []string, limit int) string {
	s = clean(removeAll(s, secrets), len(s)+len(redacted)*len(s))
	return shorten(removeAll(s, secrets), limit)
}

const (
	unixSeconds = 1e9                        // from here on expires_in is a Unix time, not 31 years
	unixMillis  = 1e12                       // and from here on it is one in milliseconds
	endlessTTL  = 100 * 365 * 24 * time.Hour // and what lasts longer lasts for ever
)

// expiry reads expires_in in all the forms servers use. Zero: unknown.
func expiry(raw json.RawMessage, issued time.Time) time.Time {
	text := strings.Trim(strings.TrimSpace(string(raw)), `"`)
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || math.IsNaN(n) || n <= 0 {
		return time.Time{}
	}
	var ttl float64 // seconds
	switch {
	case n >= unixMillis:
		ttl = n/1e3 - float64(issued.UnixMilli())/1e3
	case n >= unixSeconds:
		ttl = n - float64(issued.UnixMilli())/1e3
	default:
		ttl = n
	}
	// A Unix time that has passed tells of clocks that differ, not of a token
	// that came dead.
	if ttl <= 0 || ttl >= endlessTTL.Seconds() {
		return time.Time{}
	}
	return issued.Add(time.Duration(ttl * float64(time.Second)))
}

// scopesIn reads a scope member: a string of words or a list. nil: not told.
func scopesIn(raw json.RawMessage) []string {
	if len(raw) == 0 {
		return nil
	}
	var s *string
	if json.Unmarshal(raw, &s) == nil {
		if s == nil {
			return nil
		}
		return append([]string{}, strings.FieldsFunc(*s, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' })...)
	}
	var list []string
	if json.Unmarshal(raw, &list) != nil || list == nil {
		return nil
	}
	return list
}
