// This file settles the files of a GraphQL schema: a single path must be there,
// a pattern must match something, and together they are one schema.

package config

import (
	"slices"
	"strings"

	"github.com/keywright/keywright/generator/diag"
)

// schema gives the files that paths and patterns stand for, and the one file
// that is named where there is no more than that.
func (v *validator) schema(named []Input) (files []Input, target Input) {
	for _, in := range named {
		if strings.ContainsAny(in.Path, "*?[{") {
			files = append(files, v.globs([]Input{in})...)
			continue
		}
		if strings.Contains(in.Path, "://") {
			v.diags.Errorf(in.Pos, "bad-path", "write `schema: schema.graphql` and the endpoint under `servers`; `keywright fetch` then writes the file, to be reviewed and committed",
				"%q is not a relative path", in.Path)
			continue
		}
		if len(named) == 1 {
			target = Input{v.clean(in.Path), in.Pos}
		}
		if p := v.file(in); p != "" {
			files = append(files, Input{p, in.Pos})
		}
	}
	slices.SortStableFunc(files, func(a, b Input) int { return strings.Compare(a.Path, b.Path) })
	return slices.CompactFunc(files, func(a, b Input) bool { return a.Path == b.Path }), target
}

// clean is path without a word about what is wrong, which file tells.
func (v *validator) clean(p string) string {
	quiet := validator{config: v.config, diags: new(diag.List)}
	return quiet.path(p, diag.Pos{})
}
