// Package diag holds what keywright has to say about its input: diagnostics
// with a position, a stable code and a way to mend them. Stages collect them
// in a [List] and go on, so that one run reports everything that is wrong; the
// command renders them as text with a code frame, as JSON or as GitHub
// annotations.
//
// The package imports the standard library alone, so that every stage can use
// it.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Pos is a place in an input file. Line and Col are 1-based; Col counts
// Unicode code points, not bytes. File is the path as the user would write it
// (relative, with forward slashes). A zero Line means the whole file, a zero
// Col the whole line.
type Pos struct {
	File string
	Line int
	Col  int
}

// IsValid reports whether the position names at least a file.
func (p Pos) IsValid() bool { return p.File != "" }

// String gives "file:line:col", less what is zero, or "" for no position.
func (p Pos) String() string {
	switch {
	case p.File == "":
		return ""
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return p.File + ":" + strconv.Itoa(p.Line)
	}
	return p.File + ":" + strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Col)
}

// Compare orders positions by file, line and column.
func (p Pos) Compare(q Pos) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Col, q.Col))
}

// Severity says whether a diagnostic stops generation.
type Severity uint8

// The severities, the gravest first. Only Error stops generation.
const (
	Error Severity = iota
	Warning
	Note
)

// String gives "error", "warning" or "note".
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	case Note:
		return "note"
	}
	return "severity(" + strconv.Itoa(int(s)) + ")"
}

// Diagnostic is one thing to tell about the input.
type Diagnostic struct {
	Severity Severity
	Code     string // kebab-case and stable, so that a CI can match it: "unresolved-ref"
	Pos      Pos
	Msg      string // one sentence without a full stop: what is wrong, what was expected
	Hint     string // how to mend it; may be empty
	// Degraded marks a warning of something that is emitted in a lesser form
	// than described: as raw JSON instead of typed, say, or not at all.
	Degraded bool
}

// String gives "file:line:col: error: message [code]", without the hint.
func (d Diagnostic) String() string {
	var b strings.Builder
	if pos := d.Pos.String(); pos != "" {
		b.WriteString(pos)
		b.WriteString(": ")
	}
	b.WriteString(d.Severity.String())
	b.WriteString(": ")
	b.WriteString(d.Msg)
	if d.Code != "" {
		b.WriteString(" [")
		b.WriteString(d.Code)
		b.WriteString("]")
	}
	return printable(b.String())
}

// compare orders diagnostics by place and then by code, so that the order of
// a report doesn't hang on the order in which stages found things.
func (d Diagnostic) compare(e Diagnostic) int {
	return cmp.Or(
		d.Pos.Compare(e.Pos),
		cmp.Compare(d.Code, e.Code),
		cmp.Compare(d.Severity, e.Severity),
		cmp.Compare(d.Msg, e.Msg),
		cmp.Compare(d.Hint, e.Hint),
	)
}

// List collects diagnostics. The zero value is empty and ready; a List may be
// used by several goroutines and must not be copied.
type List struct {
	mu    sync.Mutex
	diags []Diagnostic
}

// Add appends diagnostics.
func (l *List) Add(ds ...Diagnostic) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.diags = append(l.diags, ds...)
}

// Errorf adds an error. The hint is taken as it is; the message is formatted.
func (l *List) Errorf(pos Pos, code, hint, format string, args ...any) {
	l.Add(Diagnostic{Severity: Error, Code: code, Pos: pos, Msg: fmt.Sprintf(format, args...), Hint: hint})
}

// Warnf adds a warning. The hint is taken as it is; the message is formatted.
func (l *List) Warnf(pos Pos, code, hint, format string, args ...any) {
	l.Add(Diagnostic{Severity: Warning, Code: code, Pos: pos, Msg: fmt.Sprintf(format, args...), Hint: hint})
}

// Notef adds a note. The hint is taken as it is; the message is formatted.
func (l *List) Notef(pos Pos, code, hint, format string, args ...any) {
	l.Add(Diagnostic{Severity: Note, Code: code, Pos: pos, Msg: fmt.Sprintf(format, args...), Hint: hint})
}

// HasErrors reports whether any diagnostic is an error.
func (l *List) HasErrors() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.ContainsFunc(l.diags, isError)
}

// All returns the diagnostics sorted by file, line, column and code, each
// once. The slice is the caller's.
func (l *List) All() []Diagnostic {
	l.mu.Lock()
	all := slices.Clone(l.diags)
	l.mu.Unlock()
	slices.SortFunc(all, Diagnostic.compare)
	return slices.Compact(all)
}

// Err returns nil where no diagnostic is an error, and otherwise an [*Errors]
// with all of the list, warnings included.
func (l *List) Err() error {
	if !l.HasErrors() {
		return nil
	}
	return &Errors{Diagnostics: l.All()}
}

// Errors is the error a [List] turns into.
type Errors struct {
	Diagnostics []Diagnostic // sorted, with at least one error
}

// Error lists the diagnostics, one a line.
func (e *Errors) Error() string {
	lines := make([]string, len(e.Diagnostics))
	for i, d := range e.Diagnostics {
		lines[i] = d.String()
	}
	return strings.Join(lines, "\n")
}

func isError(d Diagnostic) bool { return d.Severity == Error }
