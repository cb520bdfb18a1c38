// Situations: what an API tells in words, made decidable by errors.Is.

package gql

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// Situation is a case that an API tells by an error's message, path or code. An
// error is of it where every list that isn't empty has something that fits.
type Situation struct {
	Err     error    // the emitted package's sentinel
	Message []string // part of the message, whatever its case
	Path    []string // response names joined by dots, with which the path begins; * is any name
	Code    []string // code in the error's extensions
}

// NewSituation makes the sentinel of a situation. It is every error of families
// as well, such as client.ErrNotFound.
func NewSituation(text string, families ...error) error {
	return &situation{text, families}
}

// situation is compared by identity, as a sentinel is.
type situation struct {
	text     string
	families []error
}

func (s *situation) Error() string   { return s.text }
func (s *situation) Unwrap() []error { return s.families }

// settle finds the situations of every problem.
func (e *Error) settle(api *API) {
	if api == nil {
		return
	}
	for i := range e.Problems {
		p := &e.Problems[i]
		for j := range api.Situations {
			if s := &api.Situations[j]; s.fits(p) {
				p.situations = append(p.situations, s.Err)
			}
		}
	}
}

// Is reports whether the server told a situation, or one of its family.
func (e *Error) Is(target error) bool {
	return slices.ContainsFunc(e.Problems, func(p Problem) bool { return p.Is(target) })
}

// Is reports whether the problem is of a situation, or of its family.
func (p *Problem) Is(target error) bool {
	return slices.ContainsFunc(p.situations, func(s error) bool { return errors.Is(s, target) })
}

// Code is the code in the problem's extensions, where many servers have one;
// empty where there is none.
func (p *Problem) Code() string {
	var x struct {
		Code any `json:"code"`
	}
	if len(p.Extensions) == 0 || json.Unmarshal(p.Extensions, &x) != nil {
		return ""
	}
	switch c := x.Code.(type) {
	case string:
		return c
	case float64:
		b, _ := json.Marshal(c) //nolint:errchkjson // a number
		return string(b)
	}
	return ""
}

// fits reports whether a problem is of the situation.
func (s *Situation) fits(p *Problem) bool {
	message := strings.ToLower(p.Message)
	return oneOf(s.Message, func(part string) bool { return strings.Contains(message, strings.ToLower(part)) }) &&
		oneOf(s.Path, func(pattern string) bool { return beginsWith(p.Path, pattern) }) &&
		oneOf(s.Code, func(code string) bool { return code == p.Code() })
}

// oneOf is also true where nothing is asked.
func oneOf(list []string, fits func(string) bool) bool {
	return len(list) == 0 || slices.ContainsFunc(list, fits)
}

// beginsWith compares response names; list indexes don't count.
func beginsWith(path []any, pattern string) bool {
	var names []string
	for _, step := range path {
		if name, ok := step.(string); ok {
			names = append(names, name)
		}
	}
	for i, want := range strings.Split(pattern, ".") {
		if i >= len(names) || want != "*" && want != names[i] {
			return false
		}
	}
	return true
}
