// This file renames files in a report, from the names that stages use to those
// that the reader of the report would.

package diag

import "slices"

// Rename returns the diagnostics with every file renamed, and sources that know
// the files by their new names.
func Rename(diags []Diagnostic, sources *Sources, name func(file string) string) ([]Diagnostic, *Sources) {
	renamed := slices.Clone(diags)
	for i := range renamed {
		if file := renamed[i].Pos.File; file != "" {
			renamed[i].Pos.File = name(file)
		}
	}
	out := new(Sources)
	if sources == nil {
		return renamed, out
	}
	sources.mu.Lock()
	defer sources.mu.Unlock()
	out.files = make(map[string]*source, len(sources.files))
	for file, src := range sources.files {
		out.files[name(file)] = &source{content: src.content}
	}
	return renamed, out
}
