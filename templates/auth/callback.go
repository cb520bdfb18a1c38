package auth

// callback.go reads the authorization answer that a browser carries to the
// redirect URI (RFC 6749 section 4.1.2, RFC 9207). Anyone can send such a
// request; what tells ours from a forged one is the state.

import (
	"errors"
	"net/url"
	"strings"
)

// maxAuthCode bounds an authorization code, in bytes.
const maxAuthCode = 4 << 10

// forged is the error about an answer that isn't one to a login under way. It
// ends nothing.
func forged(why string) error { return &Error{Op: opAuthorize, kind: ErrForged, Description: why} }

func isForged(err error) bool { return errors.Is(err, ErrForged) }

// answerState returns the state of an answer's query, "" where there is none
// or the query isn't one that a provider could have made.
func answerState(rawQuery string) (url.Values, Secret) {
	q, err := url.ParseQuery(rawQuery)
	if err != nil {
		return nil, ""
	}
	for _, name := range []string{"state", "code", "error", "iss"} {
		if len(q[name]) > 1 { // RFC 6749, section 3.1: parameters are not repeated
			return nil, ""
		}
	}
	return q, Secret(q.Get("state"))
}

// read takes the code out of an answer. The error is ErrForged where
// the answer isn't one to this login. Any other ends it: only the provider, or
// who sees its answers, knows the state.
func (p *pending) read(rawQuery string) (Secret, error) {
	q, state := answerState(rawQuery)
	if state == "" || !equalSecret(state.Reveal(), p.state.Reveal()) {
		return "", forged("the answer doesn't belong to this login")
	}
	return p.readOurs(q)
}

// readOurs reads an answer whose state has been found right.
func (p *pending) readOurs(q url.Values) (Secret, error) {
	if err := p.checkIssuer(q); err != nil {
		return "", err
	}
	if q.Has("error") {
		return "", p.refusal(q)
	}
	code := q.Get("code")
	if code == "" || len(code) > maxAuthCode || !visible(code) {
		return "", &Error{Op: opAuthorize, Description: "the provider's answer holds neither a code nor an error"}
	}
	return Secret(code), nil
}

// checkIssuer guards against mix-up: an answer of one provider taken for
// another's would send the code to the wrong token endpoint.
func (p *pending) checkIssuer(q url.Values) error {
	iss, want := q.Get("iss"), p.flow.Issuer
	switch {
	case !q.Has("iss") && p.flow.SendsIssuer:
		return &Error{Op: opAuthorize, kind: ErrRejected, Description: "the answer doesn't name its issuer, although this provider's answers do"}
	case q.Has("iss") && want != "" && iss != want:
		return &Error{
			Op: opAuthorize, kind: ErrRejected, Description: "the answer is of another issuer, " + p.tell(iss, 100),
			Hint: "wanted " + clean(want, 100) + ", equal byte by byte",
		}
	}
	return nil
}

// refusal is an error answer (RFC 6749, section 4.1.2.1).
func (p *pending) refusal(q url.Values) error {
	e := &Error{Op: opAuthorize, Code: p.tell(q.Get("error"), maxCode), Description: p.tell(q.Get("error_description"), maxDescription)}
	switch e.Code {
	case "access_denied":
		e.kind = ErrDenied
	case "invalid_scope":
		e.kind = ErrScope
	case "unauthorized_client", "unsupported_response_type", "invalid_client":
		e.kind = ErrRejected
	case "server_error", "temporarily_unavailable":
		e.Temporary = true
	case "login_required", "interaction_required", "consent_required", "account_selection_required":
		e.kind = ErrReauthorize
	case "invalid_request":
		if strings.Contains(strings.ToLower(e.Description), "redirect") {
			e.Hint = "the redirect URI has to equal the registered one byte by byte"
		}
	}
	return e
}

// tell makes text of a request fit for an error of ours.
func (p *pending) tell(s string, limit int) string {
	secrets := appendForms(nil, p.state.Reveal())
	secrets = appendForms(secrets, p.verifier.Reveal())
	secrets = appendForms(secrets, p.flow.ClientSecret.Reveal())
	return tell(s, secrets, limit)
}
