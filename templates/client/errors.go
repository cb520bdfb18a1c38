// The one error type of calls, and the situations that callers decide by.

package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Situations, for errors.Is. Those of credentials are in package auth.
var (
	// ErrRequest: the call can't be made as it was asked for, and nothing was sent.
	ErrRequest = errors.New("client: the call can't be made")
	// ErrCredential: no credential that the operation takes is configured, or
	// the one that is belongs elsewhere. Nothing was sent.
	ErrCredential = errors.New("client: a credential is missing")
	// ErrBadRequest: the server refused the request as wrong (400, 422).
	ErrBadRequest = errors.New("client: the server refused the request")
	// ErrUnauthorized: the server doesn't take the credential (401).
	ErrUnauthorized = errors.New("client: not authorized")
	// ErrForbidden: the credential isn't enough (403).
	ErrForbidden = errors.New("client: forbidden")
	// ErrNotFound: there is nothing there (404, 410).
	ErrNotFound = errors.New("client: not found")
	// ErrConflict: the state of the server stands against it (409, 412).
	ErrConflict = errors.New("client: conflict")
	// ErrThrottled: too many requests (429). See Error.RetryAfter.
	ErrThrottled = errors.New("client: too many requests")
	// ErrServer: the server failed (5xx).
	ErrServer = errors.New("client: the server failed")
	// ErrUnavailable: the server or the way to it is in trouble (no answer,
	// 502, 503, 504, 520 to 527, 530).
	ErrUnavailable = errors.New("client: the server is unavailable")
	// ErrDecode: the answer is not what the description says. See wire.Error
	// for where.
	ErrDecode = errors.New("client: the answer can't be read")
	// ErrPaging: the server repeats a page, so that going on wouldn't end.
	ErrPaging = errors.New("client: the server repeats a page")
	// ErrCapped: all pages were given, and the server has said that there is more
	// than it counts. An iterator ends with it, behind the last item.
	ErrCapped = errors.New("client: there is more than the server gives")
)

// maxErrorBody bounds Error.Body, in bytes.
const maxErrorBody = 64 << 10

// Error is a failed call.
type Error struct {
	Operation  string        // such as "Realm.Get"
	Method     string        // HTTP method
	URL        string        // values of the query that may be secret are left out
	StatusCode int           // 0 where there was no answer
	Code       string        // the server's code for the situation, from the body
	Detail     string        // the server's words, from the body, in one line
	Header     http.Header   // of the answer
	Body       []byte        // of an answer that isn't a success, its first 64 KB
	RetryAfter time.Duration // how long the server asked to wait; 0 where it didn't
	Attempts   int           // requests sent, replays after a 401 not counted
	Value      any           // the typed body that the description gives to the status: a pointer; nil where it has none

	api   string
	kind  error // a sentinel, beside what the status says
	cause error
}

// Error tells operation, status, and the server's words, in one line.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.api)
	b.WriteString(": ")
	b.WriteString(e.Operation)
	if e.StatusCode != 0 {
		b.WriteString(": ")
		b.WriteString(statusText(e.StatusCode))
	}
	if e.Detail != "" {
		b.WriteString(": ")
		b.WriteString(e.Detail)
	}
	if e.Code != "" && e.Code != e.Detail && e.Code != strconv.Itoa(e.StatusCode) {
		b.WriteString(" (")
		b.WriteString(e.Code)
		b.WriteString(")")
	}
	if e.cause != nil {
		b.WriteString(": ")
		b.WriteString(e.cause.Error())
	}
	if e.RetryAfter > 0 {
		b.WriteString("; retry after ")
		b.WriteString(e.RetryAfter.Round(time.Millisecond).String())
	}
	if e.Attempts > 1 {
		b.WriteString("; ")
		b.WriteString(strconv.Itoa(e.Attempts))
		b.WriteString(" attempts")
	}
	if e.URL != "" {
		b.WriteString(" [")
		b.WriteString(e.Method)
		b.WriteString(" ")
		b.WriteString(e.URL)
		b.WriteString("]")
	}
	return b.String()
}

// statusText is the code with its name, where it has one.
func statusText(code int) string {
	if t := http.StatusText(code); t != "" {
		return strconv.Itoa(code) + " " + t
	}
	return "status " + strconv.Itoa(code)
}

// Is reports whether the error is of the situation target.
func (e *Error) Is(target error) bool {
	if target == e.kind {
		return true
	}
	switch e.StatusCode {
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		return target == ErrBadRequest
	case http.StatusUnauthorized:
		return target == ErrUnauthorized
	case http.StatusForbidden:
		return target == ErrForbidden
	case http.StatusNotFound, http.StatusGone:
		return target == ErrNotFound
	case http.StatusConflict, http.StatusPreconditionFailed:
		return target == ErrConflict
	case http.StatusTooManyRequests:
		return target == ErrThrottled
	}
	return target == ErrServer && e.StatusCode >= 500 ||
		target == ErrUnavailable && unavailable(e.StatusCode)
}

// unavailable tells the statuses that speak of the server's surroundings; 520
// and up are those of a widespread proxy.
func unavailable(status int) bool {
	return status >= 502 && status <= 504 || status >= 520 && status <= 527 || status == 530
}

// Unwrap returns the cause, and Value where it is an error.
func (e *Error) Unwrap() []error {
	errs := make([]error, 0, 2)
	if e.cause != nil {
		errs = append(errs, e.cause)
	}
	if v, ok := e.Value.(error); ok {
		errs = append(errs, v)
	}
	return errs
}

// Format prints Error for every verb, so that headers and bodies don't get into
// logs by the way.
func (e *Error) Format(f fmt.State, verb rune) {
	text := e.Error()
	if verb == 'q' {
		text = strconv.Quote(text)
	}
	io.WriteString(f, text) //nolint:errcheck // a fmt.State reports nothing useful
}

// LogValue is the text of Error.
func (e *Error) LogValue() slog.Value { return slog.StringValue(e.Error()) }

// Timeout reports whether the call ran out of time, as net.Error does.
func (e *Error) Timeout() bool {
	var t interface{ Timeout() bool }
	return errors.Is(e.cause, context.DeadlineExceeded) || errors.As(e.cause, &t) && t.Timeout()
}
