// This file tells a run's outcome: diagnostics in the format asked for, one
// line a package and a summary.

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/keywright/keywright/generator"
	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/output"
)

// report writes what a run found. Text is for people and goes to stderr; the
// other formats are what was asked for and go to stdout.
type report struct {
	*cli
	result *generator.Result
	format string
	all    bool              // every diagnostic in full
	drift  []diag.Diagnostic // check: what differs, told with the diagnostics
}

// diagnostics writes all diagnostics, with files named as seen from where the
// user stands.
func (r *report) diagnostics() error {
	all := append(append([]diag.Diagnostic{}, r.result.Diagnostics...), r.drift...)
	all, sources := diag.Rename(all, r.result.Sources, r.name)
	switch r.format {
	case "json":
		return diag.WriteJSON(r.stdout, all, sources)
	case "github":
		return diag.WriteGitHub(r.stdout, all, sources)
	}
	if r.all {
		return diag.WriteText(r.stderr, all, sources)
	}
	shown, rest := brief(all)
	if err := diag.WriteText(r.stderr, shown, sources); err != nil {
		return err
	}
	writeRest(r.stderr, rest)
	return nil
}

// name gives a file named relative to the config's folder as the user would
// name it: relative to the working directory, or for GitHub's annotations to
// the checked-out repository.
func (r *report) name(file string) string {
	base, err := os.Getwd()
	if err != nil {
		return file
	}
	if workspace := os.Getenv("GITHUB_WORKSPACE"); r.format == "github" && workspace != "" {
		base = workspace
	}
	if strings.Contains(file, "://") {
		return file
	}
	rel, err := filepath.Rel(base, filepath.Join(r.result.Dir, filepath.FromSlash(file)))
	if err != nil {
		return file
	}
	return filepath.ToSlash(rel)
}

// errors sums up a failed run.
func (r *report) errors() {
	n := 0
	for _, d := range r.result.Diagnostics {
		if d.Severity == diag.Error {
			n++
		}
	}
	fmt.Fprintf(r.stderr, "keywright: %s; nothing was written\n", count(n, "error"))
}

// packages writes a line for each package.
func (r *report) packages() {
	width := 0
	for _, p := range r.result.Packages {
		width = max(width, len(p.Name))
	}
	for _, p := range r.result.Packages {
		fmt.Fprintf(r.stderr, "%-*s  %s  %s\n", width, p.Name, r.name(p.Dir), r.state(p))
	}
}

func (r *report) state(p generator.Package) string {
	if p.Fresh {
		return "up to date"
	}
	parts := []string{count(p.Files, "file")}
	if p.Changed > 0 {
		parts = append(parts, fmt.Sprintf("%d changed", p.Changed))
	}
	if p.Orphaned > 0 {
		parts = append(parts, fmt.Sprintf("%d orphaned", p.Orphaned))
	}
	if p.Changed+p.Orphaned == 0 {
		parts = append(parts, "unchanged")
	}
	return strings.Join(parts, ", ")
}

// changes counts the files to write and to remove, the lock not counted.
func (r *report) changes() (written, removed int) {
	for _, ch := range r.result.Plan.Changes {
		switch {
		case ch.Path == output.LockName:
		case ch.Kind == output.Orphaned:
			removed++
		default:
			written++
		}
	}
	return written, removed
}

// count writes a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
