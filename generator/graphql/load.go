// Loading a schema: every file is parsed, or converted where it is the result of
// an introspection query, so that all syntax errors are told at once; references
// to types are checked in a pass of our own, because gqlparser's validation
// stops at the first error; then gqlparser builds the schema.

package graphql

import (
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/graphql/introspect"
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
		part := parseSource(src, diags)
		if part == nil {
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
	finish(schema)
	if schema.Query == nil {
		diags.Errorf(diag.Pos{File: sources[0].Name, Line: 1, Col: 1}, "graphql-schema",
			"name the query type `Query`, or add `schema { query: … }`", "the schema has no query type")
		return nil
	}
	return schema
}

// finish takes out of a valid schema what was for the validator alone, and the
// interfaces that gqlparser counts among an interface's possible types, though
// no object has one for its type.
func finish(schema *ast.Schema) {
	clearEmpty(schema)
	for name, types := range schema.PossibleTypes {
		schema.PossibleTypes[name] = slices.DeleteFunc(types, func(def *ast.Definition) bool { return def.Kind == ast.Interface })
	}
}

// parseSource gives one file of a schema, or nil with errors.
func parseSource(src Source, diags *diag.List) *ast.SchemaDocument {
	if introspect.IsResult(src.Content) || strings.EqualFold(path.Ext(src.Name), ".json") {
		var own diag.List
		doc := introspect.Convert(src.Name, src.Content, &own)
		diags.Add(own.All()...)
		if own.HasErrors() {
			return nil
		}
		return doc
	}
	text := eraseEmptyBraces(src, diags)
	doc, err := parser.ParseSchema(&ast.Source{Name: src.Name, Input: text})
	if err != nil {
		addError(diags, "graphql-syntax", err, "mend the syntax; the schema is read as GraphQL SDL")
		return nil
	}
	return doc
}

// unknownTypes reports every use of a type that isn't declared.
func unknownTypes(doc *ast.SchemaDocument, diags *diag.List) (found bool) {
	var names []string
	known := map[string]bool{}
	for _, def := range slices.Concat(doc.Definitions, doc.Extensions) {
		names = append(names, def.Name)
		known[def.Name] = true
	}
	check := func(name string, pos *ast.Position) {
		if isBuiltin(name) || known[name] {
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
