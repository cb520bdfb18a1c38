package auth

// classify.go decides what an error answer means for the caller. Providers
// differ from RFC 6749 in ways that are worth knowing; they are told here.

import (
	"net/http"
	"strings"
	"time"
)

// Grant types, which are also the operations in errors.
const (
	grantClientCredentials = "client_credentials"
	grantRefreshToken      = "refresh_token"
	grantCode              = "authorization_code"
)

// classify fills in kind, Temporary, RetryAfter and Hint from the rest of e.
func (e *Error) classify(h http.Header) {
	if e.StatusCode == http.StatusTooManyRequests || e.StatusCode >= 500 ||
		e.Code == "temporarily_unavailable" || e.Code == "server_error" {
		e.Temporary = true
		e.RetryAfter = parseRetryAfter(h.Get("Retry-After"), time.Now())
		return
	}
	e.kind = e.kindOf()
	e.Hint = e.hint()
}

func (e *Error) kindOf() error {
	switch e.Code {
	case "invalid_grant":
		if e.Op == grantClientCredentials {
			return ErrRejected // there is no user who could authorize again
		}
		return ErrReauthorize
	case "expired_token", "login_required", "interaction_required", "consent_required":
		return ErrReauthorize
	case "invalid_request":
		// The league server, which many PHP providers run, says this with
		// status 401 of a refresh token that is unknown, expired or revoked.
		if e.Op == grantRefreshToken && e.StatusCode == http.StatusUnauthorized {
			return ErrReauthorize
		}
	case "invalid_client", "unauthorized_client", "access_denied", "unsupported_grant_type":
		return ErrRejected
	case "invalid_scope", "insufficient_scope":
		return ErrScope
	case "invalid_token":
		return ErrReauthorize
	default:
		if e.StatusCode == http.StatusUnauthorized { // without a code of the RFC's, or with none
			return ErrRejected
		}
	}
	return nil
}

func (e *Error) hint() string {
	switch {
	case e.Code == "invalid_client" && e.Op == grantCode:
		// Warcraft Logs among others: the client is fine, the URI isn't.
		return "check client id and secret, and that the redirect URI equals the registered one byte by byte: some providers report a mismatch this way"
	case e.Code == "invalid_client" || e.StatusCode == http.StatusUnauthorized && e.kind == ErrRejected:
		return "check client id and secret, and whether the provider wants them as HTTP Basic or in the body"
	case e.kind == ErrReauthorize:
		return "log in again"
	case e.Code == "redirect_uri_mismatch" || e.Op == grantCode && strings.Contains(e.Description, "redirect"):
		return "the redirect URI has to equal the registered one byte by byte"
	}
	return ""
}
