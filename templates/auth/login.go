package auth

// login.go logs a user in from a program: it sends the browser to the
// provider and takes the code from where the browser comes back to, which is a
// server on this machine, or from what the user pastes.

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"os"
	"strings"
)

// LoginConfig says how Login reaches the user. The zero value of all but the
// flow is a program on the user's desktop.
//
// The redirect URI of the flow may be
//   - "": http://127.0.0.1:{port}/callback on any free port, which providers
//     that follow RFC 8252 accept without the port being registered;
//   - a loopback URI, http or https: that port is listened on. For https a
//     certificate is made on the spot, which the browser warns about once;
//   - a loopback URI with "{port}" for the port and Listen naming the
//     candidates, each of which is registered;
//   - any other URI: with Listen for a proxy that forwards to it, or with
//     Paste: the browser ends on a page that may not even load, and the user
//     pastes its address.
type LoginConfig struct {
	CodeFlow

	// Listen are the addresses to try in turn, "127.0.0.1:8123" or
	// "localhost:8123" (both IPv4 and IPv6); port 0 is any. They have to be
	// loopback. "https://" or "http://" before one says what is spoken there:
	// by default what a loopback redirect URI says, and plain http behind a
	// proxy. Empty: what the redirect URI names.
	Listen []string
	// NoListener leaves the code to Paste alone.
	NoListener bool
	// Certificate is for listening with https. nil: one for localhost is made.
	Certificate *tls.Certificate

	// Prompt is handed the URL before the browser is opened; always, because
	// there may be no browser. nil: it is printed to standard error.
	Prompt func(LoginPrompt)
	// Open opens the browser. nil: OpenBrowser. Its error is no failure, since
	// the user has the URL.
	Open func(ctx context.Context, url string) error
	// Paste asks the user for the address that the browser ended on, or for
	// the code. It is asked again, with the problem, when the text doesn't fit.
	// It has to return when ctx ends. nil: nothing is pasted. See PasteFrom.
	Paste func(ctx context.Context, problem error) (string, error)
}

// LoginPrompt is what the user needs to know.
type LoginPrompt struct {
	// URL is where to authorize. It is for the user's eyes; logs are kept out
	// of it because it carries the login's state.
	URL         string
	RedirectURI string // where the browser comes back to
	SelfSigned  bool   // the browser will warn about our certificate
	Paste       bool   // the address or code may be pasted
}

// Login has the user authorize the client and returns the token. It returns
// when the code has been exchanged, the user declined (ErrDenied), the
// provider refused, or ctx ends; nothing is left running then but a Paste or
// Open that doesn't honour its context.
//
// State and PKCE (S256) are always used. Requests to the redirect URI that
// don't carry the state get 400 and end nothing. The scopes granted may be
// fewer than asked for: Token.Scopes tells them, Token.Missing compares. Where
// one of Required is missing the token is returned together with an ErrScope
// error.
func Login(ctx context.Context, cfg LoginConfig) (*Token, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, contextError(ctx)
	}
	door, err := cfg.listen()
	if err != nil {
		return nil, err
	}
	p := &pending{flow: &cfg.CodeFlow, redirect: door.redirect, state: NewVerifier(), verifier: NewVerifier()}
	raw, err := p.authURL()
	if err != nil {
		door.close()
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w := &waiting{pending: p, path: door.path, got: make(chan answered, 1), done: make(chan struct{})}
	door.serve(w)
	defer door.shutdown()
	defer close(w.done) // before the server shuts down, so that the page can tell the outcome
	cfg.prompt(LoginPrompt{URL: raw, RedirectURI: door.redirect, SelfSigned: door.selfSigned, Paste: cfg.Paste != nil})
	go cfg.open(ctx, raw)
	if cfg.Paste != nil {
		go w.paste(ctx, cfg.Paste, !door.open())
	}
	t, err := w.wait(ctx)
	w.err = err
	return t, err
}

// answered is the answer of a browser or of the user: a code, or why there is
// none.
type answered struct {
	code Secret
	err  error
}

// waiting is a login that has been shown to the user.
type waiting struct {
	*pending
	path string
	got  chan answered // only the first answer is read
	done chan struct{} // closed when err is decided
	err  error
}

// wait takes the first answer and exchanges its code.
func (w *waiting) wait(ctx context.Context) (*Token, error) {
	select {
	case a := <-w.got:
		if a.err != nil {
			return nil, a.err
		}
		return w.exchange(ctx, a.code)
	case <-ctx.Done():
		return nil, contextError(ctx)
	}
}

// maxPastes bounds how often a text that doesn't fit is asked for again: the
// other end may be a script.
const maxPastes = 5

// paste asks the user. Without a server (only) its failure is the login's.
func (w *waiting) paste(ctx context.Context, ask func(context.Context, error) (string, error), only bool) {
	var problem error
	for range maxPastes {
		text, err := ask(ctx, problem)
		if err != nil {
			problem = &Error{Op: opAuthorize, Description: "nothing was pasted", cause: err}
			break
		}
		code, err := w.readPasted(text)
		if isForged(err) {
			problem = err
			continue
		}
		w.offer(answered{code, err})
		return
	}
	if only {
		w.offer(answered{err: problem})
	}
}

// offer hands an answer in. The first one counts; a browser that sends it
// again is told the same outcome.
func (w *waiting) offer(a answered) {
	select {
	case w.got <- a:
	default:
	}
}

func (c *LoginConfig) open(ctx context.Context, url string) {
	open := c.Open
	if open == nil {
		open = OpenBrowser
	}
	_ = open(ctx, url) // the user has the URL
}

func (c *LoginConfig) prompt(p LoginPrompt) {
	if c.Prompt != nil {
		c.Prompt(p)
		return
	}
	p.WriteTo(os.Stderr) //nolint:errcheck // there is nowhere else to tell
}

// WriteTo tells a user at a terminal what to do.
func (p LoginPrompt) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	b.WriteString("To log in, open this page in a browser:\n\n    " + p.URL + "\n\n")
	if p.SelfSigned {
		b.WriteString("The browser will warn about the certificate of " + safeURL(p.RedirectURI) + ": it was made by this program a moment ago.\n")
	}
	if p.Paste {
		b.WriteString("If the browser doesn't come back here by itself, paste the address it ends on, or the code it shows.\n")
	}
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}

// String tells where the user is sent, without the state.
func (p LoginPrompt) String() string {
	return fmt.Sprintf("auth.LoginPrompt{URL:%q RedirectURI:%q}", safeURL(p.URL), safeURL(p.RedirectURI))
}

// Format implements fmt.Formatter: every verb prints String.
func (p LoginPrompt) Format(f fmt.State, _ rune) { io.WriteString(f, p.String()) } //nolint:errcheck // a fmt.State reports nothing useful

// MarshalText implements encoding.TextMarshaler.
func (p LoginPrompt) MarshalText() ([]byte, error) { return []byte(p.String()), nil }
