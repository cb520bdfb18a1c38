// Answers that are read while they arrive: elements of a long list, lines of
// JSON, server-sent events.

package client

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/keywright/keywright/templates/wire"
)

// Stream sends r and yields the elements of the list that path leads to in the
// answer, one at a time, in memory that doesn't grow with the answer. It ends
// at the first error. Every range over it sends r anew.
func Stream[T any](ctx context.Context, r *Request, path []string, dec wire.DecodeFunc[T]) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		r.streamed = true
		resp, err := r.send(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		if r.taken(resp.Body) {
			return
		}
		// A caller that leaves early costs the connection: reading the rest to
		// keep it could take minutes.
		body := &countedBody{r: resp.Body}
		defer resp.Body.Close() //nolint:errcheck // what wasn't read isn't wanted
		for x, err := range wire.StreamArray(body, path, dec, wire.StreamOptions{Options: r.readOptions()}) {
			if err != nil {
				yield(nil, r.interrupted(resp, body, err))
				return
			}
			if !yield(x, nil) {
				return
			}
		}
	}
}

// countedBody keeps what reading failed with, and how the body began.
type countedBody struct {
	r    io.Reader
	err  error
	head []byte
}

// Read passes on what it notes.
func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if need := 512 - len(b.head); need > 0 && n > 0 {
		b.head = append(b.head, p[:min(n, need)]...)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}

// interrupted is the error of a stream: broken off, or wrong.
func (r *Request) interrupted(resp *http.Response, body *countedBody, err error) error {
	if body.err != nil {
		return r.unread(resp, body.err)
	}
	return r.undecoded(resp, body.head, err)
}

// maxLine bounds a line of Lines and Events, in bytes.
const maxLine = 16 << 20

// Lines sends r and yields the values of an answer that has one JSON value a
// line (application/x-ndjson and the like). Empty lines are left out.
func Lines[T any](ctx context.Context, r *Request, dec wire.DecodeFunc[T]) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		r.streamed = true
		resp, err := r.send(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		if r.taken(resp.Body) {
			return
		}
		body := &countedBody{r: resp.Body}
		defer resp.Body.Close() //nolint:errcheck // what wasn't read isn't wanted
		lines := bufio.NewScanner(body)
		lines.Buffer(nil, maxLine)
		n, options := 0, r.readOptions()
		for lines.Scan() {
			n++
			// RFC 7464's record separators are taken for white space.
			line := bytes.Trim(lines.Bytes(), " \t\r\x1e")
			if len(line) == 0 {
				continue
			}
			x := new(T)
			d := wire.OpenOptions(line, options)
			if err := d.Close(dec(d, 0, x)); err != nil {
				yield(nil, r.interrupted(resp, body, fmt.Errorf("line %d: %w", n, err)))
				return
			}
			if !yield(x, nil) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(nil, r.interrupted(resp, body, err))
		}
	}
}

// Event is a server-sent event (HTML Living Standard, section 9.2).
type Event struct {
	Type  string // "message" where the server doesn't say
	Data  string // lines are joined by \n
	ID    string // the last one sent
	Retry time.Duration
}

// Events sends r and yields the events of a text/event-stream. The connection
// isn't made again when it ends.
func Events(ctx context.Context, r *Request) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		r.streamed = true
		resp, err := r.send(ctx)
		if err != nil {
			yield(Event{}, err)
			return
		}
		if r.taken(resp.Body) {
			return
		}
		body := &countedBody{r: resp.Body}
		defer resp.Body.Close() //nolint:errcheck // what wasn't read isn't wanted
		lines := bufio.NewScanner(body)
		lines.Buffer(nil, maxLine)
		lines.Split(eventLines())
		var p eventParser
		for lines.Scan() {
			if ev, ok := p.line(lines.Text()); ok && !yield(ev, nil) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(Event{}, r.interrupted(resp, body, err))
		}
	}
}

// eventLines splits at \n, \r\n and \r, without waiting for what follows a \r.
func eventLines() bufio.SplitFunc {
	afterCR := false
	return func(data []byte, atEOF bool) (int, []byte, error) {
		skip := 0
		if afterCR && len(data) > 0 {
			afterCR = false
			if data[0] == '\n' {
				skip, data = 1, data[1:]
			}
		}
		if i := bytes.IndexAny(data, "\r\n"); i >= 0 {
			afterCR = data[i] == '\r'
			return skip + i + 1, data[:i], nil
		}
		// A last line without an end isn't one: its event is not complete.
		if atEOF {
			return skip + len(data), nil, nil
		}
		return skip, nil, nil
	}
}

// eventParser gathers an event's lines.
type eventParser struct {
	ev   Event
	data []string
	any  bool
	seen bool
}

// line takes a line and returns the event that it completes.
func (p *eventParser) line(s string) (Event, bool) {
	if !p.seen {
		p.seen = true
		s = strings.TrimPrefix(s, "\uFEFF")
	}
	if s == "" {
		ev, ok := p.ev, p.any
		ev.Data = strings.Join(p.data, "\n")
		if ev.Type == "" {
			ev.Type = "message"
		}
		p.ev.Type, p.ev.Retry, p.data, p.any = "", 0, nil, false
		return ev, ok
	}
	name, value, _ := strings.Cut(s, ":")
	value = strings.TrimPrefix(value, " ")
	switch name {
	case "event":
		p.ev.Type = value
	case "data":
		p.data, p.any = append(p.data, value), true
	case "id":
		if !strings.Contains(value, "\x00") {
			p.ev.ID = value
		}
	case "retry":
		if ms, err := strconv.ParseUint(value, 10, 31); err == nil {
			p.ev.Retry = time.Duration(ms) * time.Millisecond
		}
	}
	return Event{}, false
}
