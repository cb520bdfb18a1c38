// Stand-ins: types that have nothing, which validators refuse and servers have
// all the same. What is put into them is there for gqlparser and genqlient
// alone.

package graphql

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// placeholder is the name of a stand-in.
const placeholder = "_keywright_empty"

// fillEmpty puts stand-ins into types that have nothing, and into those that
// implement them.
func fillEmpty(types map[string]*ast.Definition) {
	empty := map[string]bool{}
	for name, def := range types {
		switch def.Kind {
		case ast.Enum:
			if len(def.EnumValues) == 0 {
				def.EnumValues = ast.EnumValueList{{Name: placeholder, Position: def.Position}}
			}
		case ast.Object, ast.Interface, ast.InputObject:
			if empty[name] = len(def.Fields) == 0; empty[name] {
				def.Fields = ast.FieldList{standIn(def)}
			}
		}
	}
	for name, def := range types {
		if !empty[name] && slices.ContainsFunc(def.Interfaces, func(of string) bool { return empty[of] }) {
			def.Fields = append(slices.Clip(def.Fields), standIn(def))
		}
	}
}

func standIn(def *ast.Definition) *ast.FieldDefinition {
	return &ast.FieldDefinition{Name: placeholder, Type: ast.NamedType("Boolean", def.Position), Position: def.Position}
}

// clearEmpty takes the stand-ins out of a schema that was validated.
func clearEmpty(schema *ast.Schema) {
	for _, def := range schema.Types {
		def.Fields = slices.DeleteFunc(def.Fields, func(f *ast.FieldDefinition) bool { return f.Name == placeholder })
		def.EnumValues = slices.DeleteFunc(def.EnumValues, func(v *ast.EnumValueDefinition) bool { return v.Name == placeholder })
	}
}

// withStandIns gives a copy of a schema that validators take.
func withStandIns(schema *ast.Schema) *ast.Schema {
	out := *schema
	out.Types = make(map[string]*ast.Definition, len(schema.Types))
	for name, def := range schema.Types {
		filled := *def
		out.Types[name] = &filled
	}
	fillEmpty(out.Types)
	return &out
}
