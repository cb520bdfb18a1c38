// Scalars whose shape the schema doesn't tell: what goes wrong with one of them
// is told beside the rest of the data.

package gql

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/wire"
)

// Guard says that an operation's result is such a scalar itself.
type Guard struct {
	// Member names, in an object that stands in the value's place, the server's
	// words about what went wrong; empty where there is no such object.
	Member string
}

// ScalarError says that one scalar of an answer isn't there: the server put an
// error in its place, or a value of another shape than described. The field is
// zero, and the rest of the data is good.
type ScalarError struct {
	Operation string
	Path      string   // from the answer's data, such as "character.zoneRankings" or "fights[3].map"
	Message   string   // the server's words; empty where Err is set
	Raw       wire.Raw // the value as it came
	Err       error    // a *wire.Error that tells where the shape differs

	situations []error
}

// Error tells operation, path and reason in one line.
func (e *ScalarError) Error() string {
	if e.Err != nil {
		return e.Operation + ": " + oneLine(e.Err.Error())
	}
	return e.Operation + ": " + oneLine(e.Message) + " (in place of " + e.Path + ")"
}

// Unwrap returns Err.
func (e *ScalarError) Unwrap() error { return e.Err }

// Is reports whether target is client.ErrDecode, where the shape differs, or a
// situation of the API that the server's words tell.
func (e *ScalarError) Is(target error) bool {
	if e.Err != nil {
		return target == client.ErrDecode
	}
	return slices.ContainsFunc(e.situations, func(s error) bool { return errors.Is(s, target) })
}

// scalars makes errors of faults.
func (op *Operation) scalars(faults []wire.Fault) []error {
	var list []error
	for i := range faults {
		f := &faults[i]
		e := &ScalarError{Operation: op.Name, Path: strings.TrimPrefix(f.Path, "data."), Message: f.Message, Raw: f.Raw, Err: f.Err}
		if op.API != nil && f.Err == nil {
			p := Problem{Message: f.Message, Path: steps(e.Path)}
			for j := range op.API.Situations {
				if s := &op.API.Situations[j]; s.fits(&p) {
					e.situations = append(e.situations, s.Err)
				}
			}
		}
		list = append(list, e)
	}
	return list
}

// steps parts a path as PathString writes it.
func steps(path string) []any {
	var list []any
	for _, step := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		if n, err := strconv.Atoi(step); err == nil {
			list = append(list, float64(n))
		} else {
			list = append(list, step)
		}
	}
	return list
}

// joined is several errors of one answer, told in one line.
type joined []error

func (j joined) Error() string {
	texts := make([]string, len(j))
	for i, e := range j {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "; ")
}

func (j joined) Unwrap() []error { return j }

// join gives nil for no error, and one alone as it is.
func join(list []error) error {
	switch len(list) {
	case 0:
		return nil
	case 1:
		return list[0]
	default:
		return joined(list)
	}
}
