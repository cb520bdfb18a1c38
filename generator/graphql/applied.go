// Directives of a schema: what a server's own ones say is nothing to a client,
// so that they are taken off, declared or not; those of the specification stay
// where they may stand.

package graphql

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

const codeDirective = "graphql-directive"

// directives takes off what doesn't count.
func (n *normaliser) directives() {
	a := &applied{normaliser: n, told: map[string]bool{}, declared: map[string]bool{}}
	n.doc.Directives = slices.DeleteFunc(n.doc.Directives, func(dir *ast.DirectiveDefinition) bool {
		if a.declared[dir.Name] {
			n.warnf(dir.Position, codeDuplicate, "remove one of them", "directive @%s is declared twice; the first one counts", dir.Name)
			return true
		}
		a.declared[dir.Name] = true
		return !inOperations(dir)
	})
	n.doc.DirectiveExtensions = nil
	for _, dir := range n.doc.Directives {
		dir.Directives = nil
		a.arguments(dir.Arguments)
	}
	for _, s := range n.doc.Schema {
		s.Directives = a.keep(s.Directives, ast.LocationSchema)
	}
	for _, def := range slices.Concat(n.doc.Definitions, n.doc.Extensions) {
		def.Directives = a.keep(def.Directives, ast.DirectiveLocation(def.Kind))
		at := ast.LocationFieldDefinition
		if def.Kind == ast.InputObject {
			at = ast.LocationInputFieldDefinition
		}
		for _, f := range def.Fields {
			a.arguments(f.Arguments)
			f.Directives = a.keep(f.Directives, at)
		}
		for _, v := range def.EnumValues {
			v.Directives = a.keep(v.Directives, ast.LocationEnumValue)
		}
	}
}

// inOperations reports whether a directive may stand in an operation.
func inOperations(dir *ast.DirectiveDefinition) bool {
	return slices.ContainsFunc(dir.Locations, func(l ast.DirectiveLocation) bool {
		switch l {
		case ast.LocationQuery, ast.LocationMutation, ast.LocationSubscription, ast.LocationField, ast.LocationFragmentDefinition,
			ast.LocationFragmentSpread, ast.LocationInlineFragment, ast.LocationVariableDefinition:
			return true
		}
		return false
	})
}

// applied goes through the directives that elements bear.
type applied struct {
	*normaliser
	declared map[string]bool
	told     map[string]bool // undeclared ones that were warned of
}

func (a *applied) arguments(args ast.ArgumentDefinitionList) {
	for _, arg := range args {
		arg.Directives = a.keep(arg.Directives, ast.LocationArgumentDefinition)
	}
}

// keep gives the directives of the specification, each once.
func (a *applied) keep(list ast.DirectiveList, at ast.DirectiveLocation) ast.DirectiveList {
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(d *ast.Directive) bool {
		places := standardPlaces(d.Name)
		switch {
		case places == nil:
			if !a.declared[d.Name] && !a.told[d.Name] {
				a.told[d.Name] = true
				a.warnf(d.Position, codeDirective, "declare it with `directive @"+d.Name+" on …`; to a client it makes no difference",
					"directive @%s isn't declared; it is ignored wherever it stands", d.Name)
			}
			return true
		case !slices.Contains(places, at):
			a.warnf(d.Position, codeDirective, "remove it", "@%s has no meaning on %s; it is ignored", d.Name, words(at))
			return true
		case seen[d.Name]:
			a.warnf(d.Position, codeDuplicate, "remove one of them", "@%s stands twice; the first one counts", d.Name)
			return true
		}
		seen[d.Name] = true
		d.Arguments = slices.DeleteFunc(d.Arguments, func(arg *ast.Argument) bool {
			return arg.Name != "reason" && arg.Name != "url"
		})
		return false
	})
}

// standardPlaces are where a directive of the specification may stand in a
// schema; nil for any other.
func standardPlaces(name string) []ast.DirectiveLocation {
	switch name {
	case "deprecated":
		return []ast.DirectiveLocation{
			ast.LocationFieldDefinition, ast.LocationArgumentDefinition, ast.LocationInputFieldDefinition, ast.LocationEnumValue,
		}
	case "specifiedBy":
		return []ast.DirectiveLocation{ast.LocationScalar}
	case "oneOf":
		return []ast.DirectiveLocation{ast.LocationInputObject}
	default:
		return nil
	}
}

// words writes a location as people call it.
func words(at ast.DirectiveLocation) string {
	return "an element of kind " + strings.ToLower(strings.ReplaceAll(string(at), "_", " "))
}
