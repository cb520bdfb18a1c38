// Normalising: real schemas get things wrong that have one clear meaning.
// Each is mended with a warning where it stands, and what is left is as strict
// as gqlparser and genqlient want it. Here: builtins declared again, types and
// elements that stand twice, extensions, reserved names; what an interface asks
// of a type is in conform.go, root types in roots.go, directives in applied.go.

package graphql

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/graphql/introspect"
)

// The codes of what is mended.
const (
	codeBuiltin   = "graphql-builtin"
	codeDuplicate = "graphql-duplicate"
	codeEmpty     = "graphql-empty"
	codeReserved  = "graphql-reserved"
	codeExtend    = "graphql-extend"
)

// normaliser mends one schema.
type normaliser struct {
	doc   *ast.SchemaDocument
	diags *diag.List
	types map[string]*ast.Definition
}

// normalise mends a document in place.
func normalise(doc *ast.SchemaDocument, diags *diag.List) {
	n := &normaliser{doc: doc, diags: diags, types: map[string]*ast.Definition{}}
	n.builtins()
	n.definitions()
	n.extensions()
	n.roots()
	n.directives()
	for _, def := range doc.Definitions {
		n.elements(def)
		n.oneOf(def)
	}
	n.interfaces()
	n.empty()
}

func (n *normaliser) warnf(pos *ast.Position, code, hint, format string, args ...any) {
	n.diags.Warnf(position(pos), code, hint, format, args...)
}

func isBuiltin(name string) bool { return introspect.IsBuiltinType(name) }

// builtins takes out what the specification declares itself, as tools print it.
func (n *normaliser) builtins() {
	drop := func(def *ast.Definition) bool {
		if isBuiltin(def.Name) {
			n.warnf(def.Position, codeBuiltin, "remove it; the GraphQL specification declares it", "the builtin type %s is declared again; that is ignored", def.Name)
			return true
		}
		return false
	}
	n.doc.Definitions = slices.DeleteFunc(n.doc.Definitions, drop)
	n.doc.Extensions = slices.DeleteFunc(n.doc.Extensions, drop)
	n.doc.Directives = slices.DeleteFunc(n.doc.Directives, func(dir *ast.DirectiveDefinition) bool {
		if introspect.IsBuiltinDirective(dir.Name) {
			n.warnf(dir.Position, codeBuiltin, "remove it; the GraphQL specification declares it", "the builtin directive @%s is declared again; that is ignored", dir.Name)
			return true
		}
		return false
	})
}

// definitions makes one of types that are declared more than once, as files
// that were written apart do with shared ones. Of two kinds the first counts,
// and the validator tells of the other.
func (n *normaliser) definitions() {
	n.doc.Definitions = slices.DeleteFunc(n.doc.Definitions, func(def *ast.Definition) bool {
		first := n.types[def.Name]
		if first == nil {
			n.types[def.Name] = def
			return false
		}
		if first.Kind != def.Kind {
			return false
		}
		n.warnf(def.Position, codeDuplicate, "keep one of them, or write `extend` before the second",
			"type %s is already declared at %s; the two are read as one", def.Name, position(first.Position))
		join(first, def)
		return true
	})
}

// extensions folds them into what they extend.
func (n *normaliser) extensions() {
	n.doc.Extensions = slices.DeleteFunc(n.doc.Extensions, func(ext *ast.Definition) bool {
		def := n.types[ext.Name]
		switch {
		case def == nil:
			n.declareExtended(ext)
			return true
		case def.Kind != ext.Kind:
			return false // the validator tells
		}
		join(def, ext)
		return true
	})
}

// declareExtended takes an extension of nothing for the type itself, which is
// how subgraphs of a federation write it.
func (n *normaliser) declareExtended(ext *ast.Definition) {
	hint := "write it without `extend`, or add the file that declares it"
	var names []string
	for name := range n.types {
		names = append(names, name)
	}
	slices.Sort(names)
	if near, ok := diag.Nearest(ext.Name, names); ok {
		hint = "did you mean " + near + "?"
	}
	if !slices.Contains([]string{"Query", "Mutation", "Subscription"}, ext.Name) {
		n.warnf(ext.Position, codeExtend, hint, "type %s is extended but not declared; the extension is taken for the type", ext.Name)
	}
	n.types[ext.Name] = ext
	n.doc.Definitions = append(n.doc.Definitions, ext)
}

// join adds what a second declaration says to the first.
func join(first, second *ast.Definition) {
	if first.Description == "" {
		first.Description = second.Description
	}
	first.Directives = append(first.Directives, second.Directives...)
	for _, name := range second.Interfaces {
		if !slices.Contains(first.Interfaces, name) {
			first.Interfaces = append(first.Interfaces, name)
		}
	}
	first.Fields = append(first.Fields, second.Fields...)
	first.EnumValues = append(first.EnumValues, second.EnumValues...)
	for i, name := range second.Types {
		if slices.Contains(first.Types, name) {
			continue
		}
		if len(first.TypePositions) == len(first.Types) && i < len(second.TypePositions) {
			first.TypePositions = append(first.TypePositions, second.TypePositions[i])
		}
		first.Types = append(first.Types, name)
	}
}

// elements mends the fields, arguments, values and members of one type.
func (n *normaliser) elements(def *ast.Definition) {
	fields := map[string]bool{}
	def.Fields = slices.DeleteFunc(def.Fields, func(f *ast.FieldDefinition) bool {
		n.arguments(def.Name+"."+f.Name, f)
		return n.drop("field "+def.Name+"."+f.Name, f.Name, f.Position, fields)
	})
	values := map[string]bool{}
	def.EnumValues = slices.DeleteFunc(def.EnumValues, func(v *ast.EnumValueDefinition) bool {
		if v.Name == "true" || v.Name == "false" || v.Name == "null" {
			n.warnf(v.Position, codeReserved, "the server has to rename it", "enum value %s.%s can't be told from a literal; it is left out", def.Name, v.Name)
			return true
		}
		return n.drop("enum value "+def.Name+"."+v.Name, v.Name, v.Position, values)
	})
	members := map[string]bool{}
	kept, positions := def.Types[:0], def.TypePositions[:0]
	for i, name := range def.Types {
		pos := def.Position
		if i < len(def.TypePositions) {
			pos = def.TypePositions[i]
		}
		if n.drop("member "+name+" of "+def.Name, name, pos, members) {
			continue
		}
		kept, positions = append(kept, name), append(positions, pos)
	}
	def.Types, def.TypePositions = kept, positions
}

// oneOf has an input object say in its description what its directive says.
func (n *normaliser) oneOf(def *ast.Definition) {
	if def.Directives.ForName("oneOf") != nil {
		def.Description = strings.TrimSpace(def.Description + "\n\nExactly one of its fields has to be set, to a value that isn't null.")
	}
}

func (n *normaliser) arguments(field string, f *ast.FieldDefinition) {
	seen := map[string]bool{}
	f.Arguments = slices.DeleteFunc(f.Arguments, func(a *ast.ArgumentDefinition) bool {
		return n.drop("argument "+a.Name+" of "+field, a.Name, a.Position, seen)
	})
}

// drop reports whether an element must go: its name is reserved, or was seen.
func (n *normaliser) drop(what, name string, pos *ast.Position, seen map[string]bool) bool {
	switch {
	case strings.HasPrefix(name, "__"):
		n.warnf(pos, codeReserved, "the server has to rename it", "%s has a name that is reserved for introspection; it is left out", what)
		return true
	case seen[name]:
		n.warnf(pos, codeDuplicate, "remove one of them", "%s is declared twice; the first one counts", what)
		return true
	}
	seen[name] = true
	return false
}

// empty tells of types without fields, values or members, and gives them
// stand-ins.
func (n *normaliser) empty() {
	for _, def := range n.doc.Definitions {
		missing := ""
		switch def.Kind {
		case ast.Object, ast.Interface, ast.InputObject:
			if len(def.Fields) == 0 {
				missing = "fields"
			}
		case ast.Enum:
			if len(def.EnumValues) == 0 {
				missing = "values"
			}
		case ast.Union:
			if len(def.Types) == 0 {
				missing, def.Kind = "members", ast.Object // one that is always null
			}
		}
		if missing != "" {
			n.warnf(def.Position, codeEmpty, "nothing can be selected of it but __typename; fetch the schema anew, or ask its author", "type %s has no %s", def.Name, missing)
		}
	}
	fillEmpty(n.types)
}
