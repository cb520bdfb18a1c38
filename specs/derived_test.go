// What the derived operations of Warcraft Logs reach, counted over the files
// that are committed.

package specs_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
)

// readDerived gives the schema and the derived operations, valid against it.
func readDerived(t *testing.T) (*ast.Schema, *ast.QueryDocument) {
	t.Helper()
	read := func(name string) *ast.Source {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return &ast.Source{Name: name, Input: string(content)}
	}
	schema, err := validator.LoadSchema(validator.Prelude, read("warcraftlogs/schema.graphql"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("warcraftlogs/operations/derived/*.graphql")
	if err != nil || len(files) == 0 {
		t.Fatal("no derived operations", err)
	}
	doc := &ast.QueryDocument{}
	for _, name := range files {
		part, err := parser.ParseQuery(read(name))
		if err != nil {
			t.Fatal(err)
		}
		doc.Operations = append(doc.Operations, part.Operations...)
		doc.Fragments = append(doc.Fragments, part.Fragments...)
	}
	for _, err := range validator.ValidateWithRules(schema, doc, nil) {
		t.Error(err)
	}
	return schema, doc
}

// coverage is what of a schema operations reach: fields "Type.field" and
// arguments "Type.field(arg)".
type coverage struct{ fields, args map[string]bool }

// reachable gives what a query can reach.
func (c *coverage) reachable(schema *ast.Schema) {
	seen := map[string]bool{}
	var visit func(def *ast.Definition)
	visit = func(def *ast.Definition) {
		if seen[def.Name] {
			return
		}
		seen[def.Name] = true
		for _, f := range def.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			c.fields[def.Name+"."+f.Name] = true
			for _, arg := range f.Arguments {
				c.args[def.Name+"."+f.Name+"("+arg.Name+")"] = true
			}
			visit(schema.Types[f.Type.Name()])
		}
	}
	visit(schema.Query)
}

// selected gives what operations select, and the arguments that a variable fills.
func (c *coverage) selected(set ast.SelectionSet) {
	for _, sel := range set {
		switch sel := sel.(type) {
		case *ast.Field:
			name := sel.ObjectDefinition.Name + "." + sel.Name
			c.fields[name] = true
			for _, arg := range sel.Arguments {
				if arg.Value.Kind == ast.Variable {
					c.args[name+"("+arg.Name+")"] = true
				}
			}
			c.selected(sel.SelectionSet)
		case *ast.InlineFragment:
			c.selected(sel.SelectionSet)
		case *ast.FragmentSpread:
			c.selected(sel.Definition.SelectionSet)
		}
	}
}

// Nothing in the schema needs a query written by hand.
func TestDerivedOperationsReachTheSchema(t *testing.T) {
	t.Parallel()
	schema, doc := readDerived(t)
	want := &coverage{map[string]bool{}, map[string]bool{}}
	want.reachable(schema)
	got := &coverage{map[string]bool{}, map[string]bool{}}
	for _, op := range doc.Operations {
		got.selected(op.SelectionSet)
	}
	missing := func(want, got map[string]bool) (names []string) {
		for _, name := range slices.Sorted(maps.Keys(want)) {
			if !got[name] {
				names = append(names, name)
			}
		}
		return names
	}
	fields, args := missing(want.fields, got.fields), missing(want.args, got.args)
	t.Logf("%d operations reach %d of %d fields and %d of %d arguments", len(doc.Operations),
		len(want.fields)-len(fields), len(want.fields), len(want.args)-len(args), len(want.args))
	if len(want.fields) < 427 || len(want.args) < 277 {
		t.Errorf("the schema has %d fields and %d arguments within reach, and is said to have 427 and 277 at least", len(want.fields), len(want.args))
	}
	if len(fields)*100 > len(want.fields) {
		t.Errorf("more than one field in a hundred isn't reached: %q", fields)
	}
	if len(args) > 0 {
		t.Errorf("arguments that can't be given: %q", args)
	}
}
