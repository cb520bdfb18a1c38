// What a GraphQL server says is wrong.

package gql

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/wire"
)

// Error is the list of errors of a GraphQL answer (GraphQL specification,
// section Errors). The HTTP status was a success; data may have come beside it.
type Error struct {
	Operation string
	Problems  []Problem // at least one
}

// Problem is one entry of the errors list.
type Problem struct {
	Message    string     `json:"message"`
	Path       []any      `json:"path"` // response names (string) and list indexes (float64)
	Locations  []Location `json:"locations"`
	Extensions wire.Raw   `json:"extensions"`

	situations []error // of the API that it is of
}

// Location is a place in the operation's text, 1-based.
type Location struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// Error tells the operation and every problem, in one line.
func (e *Error) Error() string {
	parts := make([]string, len(e.Problems))
	for i := range e.Problems {
		parts[i] = e.Problems[i].String()
	}
	return e.Operation + ": " + strings.Join(parts, "; ")
}

// String gives the message and the path.
func (p *Problem) String() string {
	if len(p.Path) == 0 {
		return oneLine(p.Message)
	}
	return oneLine(p.Message) + " (at " + p.PathString() + ")"
}

// PathString gives the path as "report.fights[3].name".
func (p *Problem) PathString() string {
	var b strings.Builder
	for _, step := range p.Path {
		switch step := step.(type) {
		case float64:
			b.WriteString("[" + strconv.Itoa(int(step)) + "]")
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			fmt.Fprint(&b, step)
		}
	}
	return b.String()
}

// maxMessage bounds what an error shows of a server's message, in bytes.
const maxMessage = 1 << 10

// oneLine keeps a server's words from breaking a log apart.
func oneLine(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if len(s) > maxMessage {
		s = strings.ToValidUTF8(s[:maxMessage], "") + "…"
	}
	return s
}

// problems makes an error of a non-empty errors list, nil of an empty one.
func (op *Operation) problems(raw wire.Raw) *Error {
	if raw == nil || string(raw) == "null" {
		return nil
	}
	var list []Problem
	if err := json.Unmarshal(raw, &list); err != nil {
		// Not what the specification says, but an error all the same.
		list = []Problem{{Message: "errors that are no list: " + string(raw)}}
	}
	if len(list) == 0 {
		return nil
	}
	e := &Error{Operation: op.Name, Problems: list}
	e.settle(op.API)
	return e
}

// NullError says that the server answered null where the result would be, and
// gave no error. It is client.ErrNotFound.
type NullError struct {
	Operation string
	Path      string // from the answer's data, such as "reportData.report"
}

// Error tells the operation and where null stands.
func (e *NullError) Error() string {
	return e.Operation + ": the server answered null for " + e.Path
}

// Is reports whether target is client.ErrNotFound.
func (e *NullError) Is(target error) bool { return target == client.ErrNotFound }
