// This file keeps a report short: the description of a large API has hundreds
// of places to warn of, most of them of a few kinds.

package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/keywright/keywright/generator/diag"
)

const (
	// maxWarnings is how many warnings are told in full. Where there are more,
	// maxSameCode of each code are.
	maxWarnings = 12
	maxSameCode = 2
	maxErrors   = 50
)

// brief picks what to tell in full. The rest comes back as counts by code.
func brief(all []diag.Diagnostic) (shown []diag.Diagnostic, rest []codeCount) {
	warnings, errors := 0, 0
	for _, d := range all {
		if d.Severity == diag.Error {
			errors++
		} else {
			warnings++
		}
	}
	seen := map[string]int{}
	toldErrors := 0
	for _, d := range all {
		keep := warnings <= maxWarnings || seen[d.Code] < maxSameCode
		if d.Severity == diag.Error {
			keep = toldErrors < maxErrors
			toldErrors++
		} else {
			seen[d.Code]++
		}
		if keep {
			shown = append(shown, d)
		} else {
			rest = counted(rest, d)
		}
	}
	slices.SortStableFunc(rest, func(a, b codeCount) int { return b.count - a.count })
	return shown, rest
}

// codeCount is how often a code was told.
type codeCount struct {
	severity diag.Severity
	code     string
	count    int
}

func counted(list []codeCount, d diag.Diagnostic) []codeCount {
	i := slices.IndexFunc(list, func(c codeCount) bool { return c.code == d.Code && c.severity == d.Severity })
	if i < 0 {
		return append(list, codeCount{d.Severity, d.Code, 1})
	}
	list[i].count++
	return list
}

// writeRest tells what brief left out.
func writeRest(w io.Writer, rest []codeCount) {
	for _, c := range rest {
		fmt.Fprintf(w, "… and %d more: %s [%s]\n", c.count, c.severity, c.code)
	}
	if len(rest) > 0 {
		fmt.Fprintln(w, "  hint: -v tells all of them, --format json in a form for programs")
	}
}

// degraded sums up what is emitted in a lesser form than described.
func (r *report) degraded() {
	var list []codeCount
	total := 0
	for _, d := range r.result.Diagnostics {
		if d.Degraded {
			total++
			list = counted(list, d)
		}
	}
	if total == 0 {
		return
	}
	slices.SortStableFunc(list, func(a, b codeCount) int { return b.count - a.count })
	var parts []string
	for _, c := range list {
		parts = append(parts, fmt.Sprintf("%d %s", c.count, c.code))
	}
	verb := "is"
	if total > 1 {
		verb = "are"
	}
	fmt.Fprintf(r.stderr, "keywright: %s %s emitted in a lesser form than described: %s\n", count(total, "place"), verb, strings.Join(parts, ", "))
}
