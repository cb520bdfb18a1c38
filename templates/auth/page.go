package auth

// page.go is what the browser shows after a login: self-contained pages that
// load nothing, run nothing and are kept nowhere.

import (
	"errors"
	"html"
	"io"
	"net/http"
)

// page writes one page. title and text may hold anything.
func page(w http.ResponseWriter, status int, title, text string) {
	h := w.Header()
	guard(h)
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	io.WriteString(w, `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>`+html.EscapeString(title)+`</title>
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:20vh auto 0;padding:0 1rem;color:#222;background:#fff}
@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}}</style></head>
<body><h1>`+html.EscapeString(title)+`</h1><p>`+html.EscapeString(text)+`</p></body></html>
`) //nolint:errcheck // the browser may have left
}

// guard keeps an answer out of caches and its URL, which holds a code, out of
// Referer headers.
func guard(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
}

// outcome writes the page for a login's end.
func outcome(w http.ResponseWriter, err error) {
	switch {
	case err == nil:
		page(w, http.StatusOK, "You are logged in", "You can close this window and return to the program.")
	case isForged(err):
		page(w, http.StatusBadRequest, "This is not the login under way", "The request doesn't belong to a login that is waiting. Start again from the program.")
	default:
		page(w, statusOf(err), "The login failed", reason(err))
	}
}

// statusOf is the HTTP status that says whose fault a failed login is.
func statusOf(err error) int {
	switch {
	case errors.Is(err, ErrDenied), errors.Is(err, ErrScope):
		return http.StatusForbidden
	case isForged(err), errors.Is(err, ErrReauthorize):
		return http.StatusBadRequest
	case ours(err):
		return http.StatusBadGateway
	}
	return http.StatusInternalServerError
}

// reason says in a sentence for the user what a developer finds in err. The
// error itself isn't shown: its words are for the program's owner.
func reason(err error) string {
	switch {
	case errors.Is(err, ErrDenied):
		return "The access was declined. Nothing was stored."
	case errors.Is(err, ErrScope):
		return "Some of the access that is needed was not granted. Start again and grant it."
	case errors.Is(err, ErrTemporary):
		return "The provider is in trouble right now. Try again in a moment."
	case ours(err):
		return "The provider did not accept the login."
	}
	return "The application could not complete the login."
}

// ours reports whether err is of this package, not of an application's hook.
func ours(err error) bool {
	_, ok := errors.AsType[*Error](err)
	return ok
}
