// Which file a type goes to: those of one service beside it, shared ones in
// types.go, both in files that an editor opens at once.

package emit

import (
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// mostLines is about how long a file of types becomes.
const mostLines = 1500

// group is one file of types with the file of their codecs.
type group struct {
	file  string // base name of the types' file
	codec string // base name of the codecs' file
	decls []*ir.Decl
	lines int
}

// planGroups names the files of services and types.
func (g *generator) planGroups() {
	for _, own := range []string{"client", "options", "description", "codec", "jsonv2", "graphql"} {
		g.files[own] = true
	}
	// A service called "types" gives way to the shared types.
	g.files["types"] = true
	services := map[string]string{} // Go name of a tag → base name
	for _, s := range g.pkg.Services {
		want := s.File
		if want == "" {
			want = s.Name
		}
		base := g.files.take(want)
		g.lists = append(g.lists, base)
		services[s.Name] = base
	}
	delete(g.files, "types")
	open := map[string]*group{}
	parts := map[string]int{}
	homes := g.homes()
	for _, d := range g.pkg.Types {
		types, codec := "types", "types_codec"
		if home := or(d.Group, homes[d]); home != "" {
			base := services[home]
			if base == "" {
				base = fileBase(home)
			}
			types, codec = base+"_types", base+"_codec"
		}
		grp, n := open[types], declLines(d)
		if grp == nil || grp.lines+n > mostLines && grp.lines > 0 {
			suffix := ""
			if parts[types]++; parts[types] > 1 {
				suffix = "_" + strconv.Itoa(parts[types])
			}
			grp = &group{file: g.files.take(types + suffix), codec: g.files.take(codec + suffix)}
			open[types] = grp
			g.groups = append(g.groups, grp)
		}
		grp.decls = append(grp.decls, d)
		grp.lines += n
	}
}

// typeSources are the files of types.
func (g *generator) typeSources() []*source {
	var out []*source
	for _, grp := range g.groups {
		out = append(out, g.source(grp.file, func(f *jen.File) error {
			for _, d := range grp.decls {
				c, err := g.decl(d)
				if err != nil {
					return err
				}
				f.Add(c).Line()
			}
			return nil
		}))
	}
	return out
}

// decl emits the declaration of a type.
func (g *generator) decl(d *ir.Decl) (jen.Code, error) {
	switch d.Kind {
	case ir.DeclEnum:
		return g.enumDecl(d)
	case ir.DeclUnion:
		return g.unionDecl(d), nil
	case ir.DeclAlias:
		return g.aliasDecl(d), nil
	default:
		return g.structDecl(d), nil
	}
}

// source is a file of the emitted package.
func (g *generator) source(base string, build func(f *jen.File) error) *source {
	return &source{name: base + ".go", pkgPath: g.path.self, pkgName: g.pkg.Name, build: build}
}

// declLines is about how many lines a declaration takes: comments are counted by
// their length, because wrapping them twice would cost more than it is worth.
func declLines(d *ir.Decl) int {
	n := 4 + docLines(d.Doc)
	for _, f := range d.Fields {
		n += 1 + docLines(f.Doc)
	}
	if len(d.Values) > 0 {
		n += 12 + len(d.Values)*11/10
	}
	if d.Union != nil {
		n += 8 + 2*len(d.Union.Variants)
	}
	return n
}

// docLines estimates the lines of a comment.
func docLines(doc ir.Doc) int {
	text := len(doc.Summary) + len(doc.Description) + len(doc.Deprecated)
	if text == 0 {
		return 0
	}
	return 1 + text/60 + 2*strings.Count(doc.Description, "\n\n")
}
