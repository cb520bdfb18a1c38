// Shapes meet the schema: names give way to its own, derived operations have
// them as well, and what no operation selects isn't emitted.

package graphql_test

import (
	"slices"
	"testing"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/graphql"
	"github.com/keywright/keywright/generator/ir"
)

func TestShapesJoinThePackage(t *testing.T) {
	t.Parallel()
	const schema = `
scalar JSON
type Query { station(id: ID!): Station  other: Other }
type Station { id: ID!  readings(kind: Kind): JSON  list: [[JSON!]]!  reading: Reading }
enum Kind { Wind Rain }
type Reading { value: Float }
type Other { unused: JSON }
`
	str := &ir.Type{Kind: ir.KindString}
	decl := func(name string) *ir.Decl {
		return &ir.Decl{Kind: ir.DeclStruct, Name: name, Pointer: "#/" + name, Root: true, Fields: []*ir.Field{{Name: "A", JSON: "a", Type: str}}}
	}
	reading, wind, unused := decl("Reading"), decl("WindReading"), decl("Unused")
	list := &ir.Decl{Kind: ir.DeclAlias, Name: "Readings", Pointer: "#/Readings", Under: &ir.Type{Kind: ir.KindList, Elem: &ir.Type{Kind: ir.KindDecl, Decl: reading}}}
	use := func(d *ir.Decl) *ir.Type { return &ir.Type{Kind: ir.KindDecl, Decl: d} }
	shapes := &ir.Shapes{
		Types: []*ir.Decl{reading, wind, unused, list},
		Fields: []*ir.Shape{
			{Field: "Station.readings", Type: use(list), Argument: "kind", Cases: []ir.ShapeCase{{Value: "Wind", Type: use(wind)}}, Guard: ir.Guard{Member: "error"}},
			{Field: "Station.list", Type: use(wind)},
			{Field: "Other.unused", Type: use(unused)},
		},
	}
	var diags diag.List
	out := graphql.Lower(graphql.Input{
		Package: "p", Shapes: shapes,
		Schema:     []graphql.Source{{Name: "s.graphql", Content: []byte(schema)}},
		Operations: []graphql.Source{{Name: "o.graphql", Content: []byte("query Own { station(id: 1) { wind: readings(kind: Wind) any: readings list } }")}},
		Derive:     &graphql.Derive{Dir: "derived", Depth: 1},
		Fields:     []graphql.FieldRule{{Type: "Query", Field: "other", Exclude: true}},
	}, &diags)
	if out == nil {
		t.Fatalf("%v", diags.All())
	}
	var names []string
	for _, d := range out.Package.Types {
		names = append(names, d.Name)
	}
	if slices.Sort(names); len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("names stand twice: %q", names)
	}
	if reading.Name == "Reading" || !slices.Contains(names, reading.Name) || slices.Contains(names, "Unused") || slices.Contains(names, "Readings") {
		t.Errorf("the shape Reading is called %s among %q", reading.Name, names)
	}
	var own *ir.Decl
	for _, d := range out.Package.Types {
		if d.Name == "Own" {
			own = d
		}
	}
	wantField := func(i int, typ *ir.Decl, presence ir.Presence) {
		f := own.Fields[i]
		leaf := f.Type
		for leaf.Elem != nil {
			leaf = leaf.Elem
		}
		if f.Guard == nil || leaf.Decl != typ || f.Presence != presence {
			t.Errorf("%s is %+v of %v, guard %v", f.Name, f.Type, leaf.Decl, f.Guard)
		}
	}
	wantField(0, wind, ir.Nullable)
	wantField(1, reading, ir.Optional)
	wantField(2, wind, ir.Required)
	if l := own.Fields[2].Type; l.Kind != ir.KindList || l.Elem.Kind != ir.KindList || l.Elem.ElemPtr {
		t.Errorf("the list of lists is %+v", l)
	}
	for _, s := range out.Package.Services {
		for _, op := range s.Ops {
			if op.Name == "StationReadings" || op.Name == "Readings" {
				if op.GraphQL.Guard == nil || op.GraphQL.Guard.Member != "error" || op.Result.Type.Kind != ir.KindList {
					t.Errorf("%s gives %+v, guard %v", op.Name, op.Result.Type, op.GraphQL.Guard)
				}
				return
			}
		}
	}
	t.Error("no derived operation reads Station.readings")
}
