// This file decides what becomes of mistakes: which are mended with a warning,
// and which end the run. What is mended has a way around that leaves the rest of
// the client right. A slip of the pen has none: its author meant something
// else than any value, and is best told.

package openapi

import (
	"slices"
	"strings"
	"unicode"

	"github.com/keywright/keywright/generator/diag"
)

// lenient gives a mistake the severity it ends with. tolerant mends slips, too.
func lenient(d diag.Diagnostic, tolerant bool) diag.Diagnostic {
	instead, lesser := wayAround(d)
	if d.Severity != diag.Error || instead == "" {
		return d
	}
	if isSlip(d) && !tolerant {
		d.Hint += " If not, `tolerant: true` in the client's config takes any value instead"
		return d
	}
	d.Severity, d.Degraded = diag.Warning, lesser
	d.Msg += "; " + instead
	return d
}

// isSlip holds for references that surely were meant to lead elsewhere.
func isSlip(d diag.Diagnostic) bool {
	return (d.Code == "unresolved-ref" || d.Code == "unreadable-file") && strings.HasPrefix(d.Hint, "did you mean")
}

// wayAround tells what lowering does instead of what a mistake is about, and
// whether that is less than the description meant; nothing where there is no
// way around. The functions that report them do as is said here.
func wayAround(d diag.Diagnostic) (instead string, lesser bool) {
	switch d.Code {
	case "unresolved-ref", "unreadable-file":
		return insteadOf(d.Msg), true
	case "ref-cycle":
		if strings.Contains(d.Msg, "composed of itself") {
			return "that part of it is ignored", false
		}
		return "any value is taken", true
	case "unknown-type":
		return "any value is taken", true
	case "wrong-kind":
		return "it is ignored", true
	case "duplicate-operation-id":
		return "the second is named after its path", false
	case "duplicate-key":
		if losesOperations(d.Msg) {
			return "", false
		}
		return "what is set last counts", true
	case "missing-responses":
		return "its answer is ignored", true
	case "bad-parameter":
		return "it is left out", true
	case "bad-server":
		return "it is left out", true
	case "undeclared-variable":
		return "it is taken for a variable without a default", false
	case "unknown-scheme":
		return "it is left out", true
	case "bad-scheme":
		if !strings.HasPrefix(d.Msg, "an API key") && !strings.HasPrefix(d.Msg, "the API key") {
			return "it is left out", true
		}
		return "what needs it is called without", true
	case "unknown-scheme-type":
		return "what needs it is called without", true
	case "unsupported-security":
		return "it is called without credentials", true
	}
	return "", false
}

// losesOperations holds for a duplicate key behind which an operation would be
// lost.
func losesOperations(msg string) bool {
	_, key, _ := strings.Cut(msg, `"`)
	key, _, _ = strings.Cut(key, `"`)
	return keywordOf(objPathItem, key).of == objOperation
}

// insteadOf tells what stands in place of something that a reference doesn't
// lead to; the reference says what that would have been.
func insteadOf(msg string) string {
	for _, section := range []string{"/schemas/", "/definitions/", "/responses/", "/requestBodies/"} {
		if strings.Contains(msg, section) {
			return "any value is taken"
		}
	}
	for _, section := range []string{"/parameters/", "/headers/", "/examples/", "/links/", "/callbacks/"} {
		if strings.Contains(msg, section) {
			return "it is left out"
		}
	}
	if strings.Contains(msg, "#/pathItems/") || strings.Contains(msg, "#/components/pathItems/") || strings.Contains(msg, "#/paths/") {
		return "the operations that it stands for are left out"
	}
	return "any value is taken, and what isn't a value is left out"
}

// slip finds the candidate that a word surely was meant to be: one or two
// strokes apart, and not by a digit, because versions differ by these.
func slip(word string, candidates []string) (string, bool) {
	near, ok := diag.Nearest(word, candidates)
	if !ok {
		return "", false
	}
	a, b := strings.ToLower(word), strings.ToLower(near)
	strokes := 1
	if len(word) > 9 {
		strokes = 2
	}
	// What both begin and end with is taken off; what is left has to be short.
	for a != "" && b != "" && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for a != "" && b != "" && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	swapped := len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
	return near, (swapped || max(len(a), len(b)) <= strokes) && !strings.ContainsFunc(a+b, unicode.IsDigit)
}

// sameWord finds the one candidate that differs from a word in letter case
// alone.
func sameWord(word string, candidates []string) (string, bool) {
	first := slices.IndexFunc(candidates, func(c string) bool { return strings.EqualFold(c, word) })
	if first < 0 || slices.ContainsFunc(candidates[first+1:], func(c string) bool { return strings.EqualFold(c, word) }) {
		return "", false
	}
	return candidates[first], true
}
