// Which file a type goes to: those of one service beside it, shared ones in
// types.go, both in files that an editor opens at once.

package emit

import (
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// mostLines is about how long a file of types or codecs becomes.
const mostLines = 1500

// group is one file of types, or of their codecs.
type group struct {
	file  string // base name
	decls []*ir.Decl
	lines int
}

// grouping fills files of one kind, opening the next part where one is full.
type grouping struct {
	files  fileNames
	groups []*group
	open   map[string]*group
	parts  map[string]int
}

// put puts a declaration of n lines into the file base, or its next part.
func (p *grouping) put(base string, d *ir.Decl, n int) {
	if p.open == nil {
		p.open, p.parts = map[string]*group{}, map[string]int{}
	}
	grp := p.open[base]
	if grp == nil || grp.lines+n > mostLines && grp.lines > 0 {
		name := base
		if p.parts[base]++; p.parts[base] > 1 {
			name += "_" + strconv.Itoa(p.parts[base])
		}
		grp = &group{file: p.files.take(name)}
		p.open[base] = grp
		p.groups = append(p.groups, grp)
	}
	grp.decls = append(grp.decls, d)
	grp.lines += n
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
	homes := g.homes()
	typeFiles, codecFiles := grouping{files: g.files}, grouping{files: g.files}
	for _, d := range g.pkg.Types {
		types, codec := "types", "types_codec"
		if home := or(d.Group, homes[d]); home != "" {
			base := services[home]
			if base == "" {
				base = fileBase(home)
			}
			types, codec = base+"_types", base+"_codec"
		}
		typeFiles.put(types, d, declLines(d))
		codecFiles.put(codec, d, codecLines(d))
	}
	g.groups, g.codecGroups = typeFiles.groups, codecFiles.groups
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

// codecLines is about how many lines the codec of a declaration takes.
func codecLines(d *ir.Decl) int {
	switch d.Kind {
	case ir.DeclStruct:
		return 45 + 6*len(d.Fields)
	case ir.DeclUnion:
		return 25 + 8*len(d.Union.Variants)
	default:
		return 12 + len(d.Values)/8
	}
}

// docLines estimates the lines of a comment.
func docLines(doc ir.Doc) int {
	text := len(doc.Summary) + len(doc.Description) + len(doc.Deprecated)
	if text == 0 {
		return 0
	}
	return 1 + text/60 + 2*strings.Count(doc.Description, "\n\n")
}
