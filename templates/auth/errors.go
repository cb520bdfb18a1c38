package auth

// errors.go is the one error type of this package and the situations that
// callers decide by.

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Situations, for errors.Is. They say what a caller can do about a failure.
var (
	// ErrReauthorize: the grant is spent (refresh token expired, revoked or
	// used, user token at its end). The user has to log in again.
	ErrReauthorize = errors.New("auth: the user has to authorize again")
	// ErrRejected: the provider doesn't accept this client (unknown id, wrong
	// secret, grant not allowed). The configuration has to change.
	ErrRejected = errors.New("auth: the provider rejected the client")
	// ErrScope: a scope that is needed was not granted.
	ErrScope = errors.New("auth: a needed scope is not granted")
	// ErrTemporary: the provider or the way to it is in trouble. Later may do.
	ErrTemporary = errors.New("auth: the provider is unavailable for now")
	// ErrHost: a secret was about to go where it may not: plain http, or a
	// host that isn't listed.
	ErrHost = errors.New("auth: a secret may not be sent there")
	// ErrClosed: the Source was closed.
	ErrClosed = errors.New("auth: the source is closed")
)

// Operations that aren't a grant's name.
const (
	opAnswer    = "token answer"
	opScope     = "scope check"
	opWait      = "wait for token"
	opReplay    = "replay"
	opRevoke    = "revoke"
	opIntro     = "introspect"
	opUserinfo  = "userinfo"
	opDiscovery = "discovery"
)

// maxDescription bounds text of a server in our errors, in bytes.
const maxDescription = 300

// Error is a failure of an OAuth endpoint or of the way to it. Its text never
// holds a secret of the request, whatever the server echoes.
type Error struct {
	Op          string        // grant type ("client_credentials", "refresh_token") or operation ("revoke")
	Host        string        // of the endpoint that was asked; "" where none was
	StatusCode  int           // HTTP status; 0 when there was no answer
	Code        string        // RFC 6749 section 5.2 error code, such as "invalid_grant"
	Description string        // the server's words, capped, control characters and secrets removed
	Hint        string        // our words: what is likely wrong and how to mend it
	Scopes      []string      // with ErrScope: the missing scopes, where known
	RetryAfter  time.Duration // how long the server asked to wait; 0 where it didn't
	Temporary   bool          // trying again later may help

	kind  error // the sentinel it is, beside ErrTemporary
	cause error // scrubbed
}

// NewError builds an Error of one of the sentinels above, for grants of your
// own. kind may be nil, cause too.
func NewError(op string, kind error, description string, cause error) *Error {
	return &Error{
		Op: op, Description: clean(description, maxDescription), kind: kind, cause: cause,
		Temporary: errors.Is(kind, ErrTemporary),
	}
}

// Error tells operation, status, code, description and hint on one line.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("auth: ")
	b.WriteString(e.Op)
	if e.Host != "" {
		b.WriteString(" at " + e.Host)
	}
	if e.StatusCode != 0 {
		b.WriteString(": status " + strconv.Itoa(e.StatusCode))
	}
	for _, s := range []string{e.Code, e.Description} {
		if s != "" {
			b.WriteString(": " + s)
		}
	}
	if len(e.Scopes) > 0 {
		b.WriteString(": " + strings.Join(e.Scopes, " "))
	}
	if e.cause != nil {
		b.WriteString(": " + e.cause.Error())
	}
	if e.Hint != "" {
		b.WriteString(" (" + e.Hint + ")")
	}
	return b.String()
}

// Is matches the package's sentinels.
func (e *Error) Is(target error) bool {
	return target == ErrTemporary && e.Temporary || e.kind != nil && target == e.kind
}

// isCode reports whether err is an error answer with the code given.
func isCode(err error, code string) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Code == code
}

// Unwrap gives the cause, such as a *net.OpError or a context's error.
func (e *Error) Unwrap() error { return e.cause }

// Format prints Error() under every verb: %#v would otherwise walk into the
// cause.
func (e *Error) Format(f fmt.State, verb rune) {
	if verb == 'q' {
		fmt.Fprintf(f, "%q", e.Error())
		return
	}
	io.WriteString(f, e.Error()) //nolint:errcheck // a fmt.State reports nothing useful
}

// LogValue implements slog.LogValuer.
func (e *Error) LogValue() slog.Value { return slog.StringValue(e.Error()) }

// scrubbed replaces a cause whose text held a secret. The original can be
// asked with errors.Is but not reached.
type scrubbed struct {
	msg   string
	inner *error // behind a pointer for the reason given at sealed
}

func (s *scrubbed) Error() string              { return s.msg }
func (s *scrubbed) Is(target error) bool       { return errors.Is(*s.inner, target) }
func (s *scrubbed) Format(f fmt.State, _ rune) { io.WriteString(f, s.msg) } //nolint:errcheck // as above

// Timeout lets a timeout still be told from other network errors.
func (s *scrubbed) Timeout() bool {
	t, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](*s.inner)
	return ok && t.Timeout()
}

// scrub returns err as it is where no secret shows in it, else a stand-in.
func scrub(err error, secrets []string) error {
	if err == nil {
		return nil
	}
	if msg := removeAll(err.Error(), secrets); msg != err.Error() {
		return &scrubbed{msg, &err}
	}
	return err
}

// clean makes a server's text fit for a log: valid UTF-8, no control or format
// characters, at most limit bytes.
func clean(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return shorten(strings.TrimSpace(s), limit)
}

func shorten(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit] + "…"
}

// MissingScopes returns the ErrScope error that names what t lacks of need, or
// nil where t has it all or its scopes aren't known.
func MissingScopes(t *Token, need ...string) error {
	missing := t.Missing(need...)
	if len(missing) == 0 {
		return nil
	}
	return &Error{
		Op: opScope, Description: "the token lacks", Scopes: missing, kind: ErrScope,
		Hint: "ask for the scope when authorizing; the user may also have declined it",
	}
}
