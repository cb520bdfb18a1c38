package auth

// endpoints.go calls the endpoints beside the token endpoint: revocation,
// introspection and userinfo.

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Revoke revokes a token (RFC 7009). hint is "access_token", "refresh_token"
// or "". A token that is unknown already counts as revoked.
func (e *Endpoint) Revoke(ctx context.Context, token Secret, hint string) error {
	_, err := e.Call(ctx, opRevoke, tokenForm(token, hint))
	return err
}

// Introspection is what a provider says of a token.
type Introspection struct {
	Active   bool
	Scopes   []string  // nil: not told
	ClientID string    // whom it was issued to
	Username string    // "" for an application's own token
	Subject  string    // the user, in the provider's terms
	Expiry   time.Time // zero: not told
	// Raw is the whole answer. It may name the user.
	Raw map[string]json.RawMessage
}

// Introspect asks about a token (RFC 7662). It also reads answers of servers
// that came before the RFC, such as Battle.net's check_token: without an
// "active" member a token with time left is active, and an error answer
// "invalid_token" says that it isn't.
func (e *Endpoint) Introspect(ctx context.Context, token Secret, hint string) (*Introspection, error) {
	body, err := e.Call(ctx, opIntro, tokenForm(token, hint))
	if err != nil {
		if isCode(err, "invalid_token") {
			return &Introspection{}, nil
		}
		return nil, err
	}
	var m map[string]json.RawMessage
	if json.Unmarshal(body, &m) != nil || m == nil {
		return nil, &Error{Op: opIntro, Description: "the answer is not a JSON object"}
	}
	in := &Introspection{Scopes: scopesIn(m["scope"]), Expiry: unixTime(m["exp"]), Raw: m}
	in.ClientID, _ = stringIn(m, "client_id")
	in.Subject, _ = stringIn(m, "sub")
	if in.Username, _ = stringIn(m, "username"); in.Username == "" {
		in.Username, _ = stringIn(m, "user_name")
	}
	if active, told := m["active"]; told {
		in.Active = string(active) == "true"
	} else {
		in.Active = in.ClientID != "" && (in.Expiry.IsZero() || clockOf(ctx)().Before(in.Expiry))
	}
	return in, nil
}

// Userinfo asks who t's user is (OpenID Connect Core, section 5.3) and returns
// the claims.
func (e *Endpoint) Userinfo(ctx context.Context, t *Token) (map[string]json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, timeoutOr(e.Timeout))
	defer cancel()
	req, err := newRequest(ctx, opUserinfo, http.MethodGet, e.URL, nil, e.PlainHTTP)
	if err != nil {
		return nil, err
	}
	access := t.AccessToken().Reveal()
	req.Header.Set(authorization, "Bearer "+access)
	body, err := exchangeOnce(e.HTTPClient, opUserinfo, req, appendForms(nil, access))
	if err != nil {
		return nil, err
	}
	var m map[string]json.RawMessage
	if json.Unmarshal(body, &m) != nil || m == nil {
		return nil, &Error{Op: opUserinfo, Description: "the answer is not a JSON object"}
	}
	return m, nil
}

func tokenForm(token Secret, hint string) url.Values {
	form := url.Values{"token": {token.Reveal()}}
	if hint != "" {
		form.Set("token_type_hint", hint)
	}
	return form
}

func unixTime(raw json.RawMessage) time.Time {
	n, err := strconv.ParseFloat(strings.Trim(string(raw), `"`), 64)
	if err != nil || n <= 0 || n > 1e11 {
		return time.Time{}
	}
	return time.Unix(int64(n), 0)
}
