package auth

// paste.go takes a login's answer from what a user pastes: the address that
// the browser ended on, its query, or the code by itself.

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
)

// readPasted reads what the user pasted. An address brings the state along and
// is checked like a callback. A code by itself is bound to this login by PKCE
// alone; where the provider announces to name its issuer, that isn't enough.
func (p *pending) readPasted(text string) (Secret, error) {
	text = strings.Trim(strings.TrimSpace(text), `"'<>`)
	if query, ok := pastedQuery(text); ok {
		return p.read(query)
	}
	switch {
	case text == "" || len(text) > maxAuthCode || !visible(text) || strings.Contains(text, " "):
		return "", forged("what was pasted is neither an address nor a code")
	case p.flow.SendsIssuer:
		return "", forged("the whole address is needed, not the code alone")
	}
	return Secret(text), nil
}

// pastedQuery returns the query of an address, or of a part of one.
func pastedQuery(text string) (string, bool) {
	text, _, _ = strings.Cut(text, "#")
	if _, query, ok := strings.Cut(text, "?"); ok {
		return query, true
	}
	for _, name := range []string{"code=", "state=", "error="} {
		if strings.HasPrefix(text, name) {
			return text, true
		}
	}
	return "", strings.Contains(text, "://") // an address without a query: no answer, but no code either
}

// PasteFrom returns a LoginConfig.Paste that reads lines from r and tells on
// standard error what was wrong with one. Reading a terminal can't be broken
// off: where the login ends otherwise, the reader waits for one more line,
// which the next login that uses the same function gets.
func PasteFrom(r io.Reader) func(ctx context.Context, problem error) (string, error) {
	type line struct {
		text string
		err  error
	}
	br, lines, reading := bufio.NewReader(io.LimitReader(r, 1<<20)), make(chan line, 1), make(chan struct{}, 1)
	return func(ctx context.Context, problem error) (string, error) {
		if problem != nil {
			fmt.Fprintf(os.Stderr, "%v; paste the address the browser ended on:\n", problem)
		}
		select {
		case reading <- struct{}{}:
			go func() {
				text, err := br.ReadString('\n')
				if text != "" {
					err = nil // the last line may lack its end
				}
				lines <- line{text, err}
				<-reading
			}()
		default: // a reader of an earlier login is still at it
		}
		select {
		case l := <-lines:
			return l.text, l.err
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}
