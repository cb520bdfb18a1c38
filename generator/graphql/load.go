// Loading a schema: every file is parsed, so that all syntax errors are told at
// once; references to types are checked in a pass of our own, because
// gqlparser's validation stops at the first error; then gqlparser builds the
// schema.

package graphql

import (
	"errors"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"github.com/keywright/keywright/generator/diag"
)

// Source is one file of a schema or of operations.
type Source struct {
	Name    string // path as the config writes it, for messages
	Content []byte
	// ExampleName and Example are the file beside an operation's that holds an
	// answer for the fake; empty where there is none.
	ExampleName string
	Example     []byte
}

// loadSchema gives the schema, or nil where diags got an error.
func loadSchema(sources []Source, diags *diag.List) *ast.Schema {
	doc := &ast.SchemaDocument{}
	failed := false
	for _, src := range sources {
		part, err := parser.ParseSchema(&ast.Source{Name: src.Name, Input: string(src.Content)})
		if err != nil {
			addError(diags, "graphql-syntax", err, "mend the syntax; the schema is read as GraphQL SDL")
			failed = true
			continue
		}
		doc.Merge(part)
	}
	if failed {
		return nil
	}
	normalise(doc, diags)
	if unknownTypes(doc, diags) {
		return nil
	}
	prelude, err := parser.ParseSchema(validator.Prelude)
	if err != nil {
		diags.Errorf(diag.Pos{File: sources[0].Name}, "graphql-schema", "", "gqlparser's own prelude doesn't parse: %v", err)
		return nil
	}
	merged := &ast.SchemaDocument{}
	merged.Merge(prelude)
	merged.Merge(doc)
	schema, err := validator.ValidateSchemaDocument(merged)
	if err != nil {
		addError(diags, "graphql-schema", err, "mend the schema, or fetch it anew from the server")
		return nil
	}
	if schema.Query == nil {
		diags.Errorf(diag.Pos{File: sources[0].Name, Line: 1, Col: 1}, "graphql-schema",
			"name the query type `Query`, or add `schema { query: … }`", "the schema has no query type")
		return nil
	}
	return schema
}

// normalise mends what real schemas get wrong and what has one clear meaning:
// builtin types and directives declared again, as introspection tools print
// them, and fields or enum values that stand twice.
func normalise(doc *ast.SchemaDocument, diags *diag.List) {
	doc.Definitions = slices.DeleteFunc(doc.Definitions, func(def *ast.Definition) bool {
		return isBuiltin(def.Name)
	})
	doc.Directives = slices.DeleteFunc(doc.Directives, func(dir *ast.DirectiveDefinition) bool {
		return builtinDirective(dir.Name)
	})
	for _, def := range doc.Definitions {
		seen := map[string]bool{}
		def.Fields = slices.DeleteFunc(def.Fields, func(f *ast.FieldDefinition) bool {
			if !seen[f.Name] {
				seen[f.Name] = true
				return false
			}
			diags.Warnf(position(f.Position), "graphql-duplicate", "remove one of them",
				"field %s.%s is declared twice; the first one counts", def.Name, f.Name)
			return true
		})
		values := map[string]bool{}
		def.EnumValues = slices.DeleteFunc(def.EnumValues, func(v *ast.EnumValueDefinition) bool {
			if !values[v.Name] {
				values[v.Name] = true
				return false
			}
			diags.Warnf(position(v.Position), "graphql-duplicate", "remove one of them",
				"enum value %s.%s is declared twice", def.Name, v.Name)
			return true
		})
	}
}

func isBuiltin(name string) bool {
	switch name {
	case "Int", "Float", "String", "Boolean", "ID":
		return true
	default:
		return strings.HasPrefix(name, "__")
	}
}

func builtinDirective(name string) bool {
	switch name {
	case "skip", "include", "deprecated", "specifiedBy", "defer", "oneOf":
		return true
	default:
		return false
	}
}

// unknownTypes reports every use of a type that isn't declared.
func unknownTypes(doc *ast.SchemaDocument, diags *diag.List) (found bool) {
	var names []string
	for _, def := range doc.Definitions {
		names = append(names, def.Name)
	}
	for _, ext := range doc.Extensions {
		names = append(names, ext.Name)
	}
	check := func(name string, pos *ast.Position) {
		if isBuiltin(name) || slices.Contains(names, name) {
			return
		}
		found = true
		hint := "declare the type, or fetch the schema anew from the server"
		if near, ok := diag.Nearest(name, names); ok {
			hint = "did you mean " + near + "?"
		}
		diags.Errorf(position(pos), "unknown-type", hint, "type %s isn't declared in the schema", name)
	}
	for _, def := range slices.Concat(doc.Definitions, doc.Extensions) {
		checkDefinition(def, check)
	}
	return found
}

func checkDefinition(def *ast.Definition, check func(name string, pos *ast.Position)) {
	for _, f := range def.Fields {
		check(f.Type.Name(), f.Type.Position)
		for _, arg := range f.Arguments {
			check(arg.Type.Name(), arg.Type.Position)
		}
	}
	for _, name := range def.Interfaces {
		check(name, def.Position)
	}
	for i, name := range def.Types {
		pos := def.Position
		if i < len(def.TypePositions) {
			pos = def.TypePositions[i]
		}
		check(name, pos)
	}
}

func position(pos *ast.Position) diag.Pos {
	if pos == nil || pos.Src == nil {
		return diag.Pos{}
	}
	return diag.Pos{File: pos.Src.Name, Line: pos.Line, Col: pos.Column}
}

// addError reports an error of gqlparser at its position.
func addError(diags *diag.List, code string, err error, hint string) {
	gerr, ok := errors.AsType[*gqlerror.Error](err)
	if !ok {
		diags.Errorf(diag.Pos{}, code, hint, "%v", err)
		return
	}
	pos := diag.Pos{}
	pos.File, _ = gerr.Extensions["file"].(string)
	if len(gerr.Locations) > 0 {
		pos.Line, pos.Col = gerr.Locations[0].Line, gerr.Locations[0].Column
	}
	diags.Errorf(pos, code, hint, "%s", strings.TrimSuffix(gerr.Message, "."))
}
