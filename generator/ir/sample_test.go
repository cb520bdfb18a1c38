package ir_test

import (
	"encoding/json"
	"testing"

	"github.com/keywright/keywright/generator/ir"
)

func TestSampleFitsTheType(t *testing.T) {
	t.Parallel()
	text := &ir.Type{Kind: ir.KindString}
	color := &ir.Decl{Kind: ir.DeclEnum, Under: text, Values: []ir.EnumValue{{Value: "red"}, {Value: "blue"}}}
	node := &ir.Decl{Kind: ir.DeclStruct}
	nodeType := &ir.Type{Kind: ir.KindDecl, Decl: node}
	node.Fields = []*ir.Field{
		{JSON: "id", Type: &ir.Type{Kind: ir.KindInt64}},
		{JSON: "name \"x\"", Type: text},
		{JSON: "color", Type: &ir.Type{Kind: ir.KindDecl, Decl: color}},
		{JSON: "parent", Type: nodeType, Presence: ir.Optional},
		{JSON: "owner", Type: nodeType, Presence: ir.Required},
		{JSON: "children", Type: &ir.Type{Kind: ir.KindList, Elem: nodeType}},
		{JSON: "level", Type: &ir.Type{Kind: ir.KindInt64}, Example: "7"},
		{JSON: "kind", Type: text, Const: `"node"`},
	}
	got := ir.Sample(nodeType)
	want := `{"id":1,"name \"x\"":"name \"x\"","color":"red","owner":null,"children":[],"level":7,"kind":"node"}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	union := &ir.Decl{Kind: ir.DeclUnion, Union: &ir.Union{Property: "type", Variants: []*ir.Variant{
		{Name: "Node", Type: nodeType, Values: []string{"node"}},
	}}}
	sample := ir.Sample(&ir.Type{Kind: ir.KindMap, Elem: &ir.Type{Kind: ir.KindDecl, Decl: union}})
	var tagged map[string]struct{ Type string }
	if err := json.Unmarshal([]byte(sample), &tagged); err != nil || tagged["key"].Type != "node" {
		t.Errorf("%s: %v", sample, err)
	}
}

// A chain of types that each use the next one ten times would make a sample of
// 10^12 values.
func TestSampleOfTypesThatFanOut(t *testing.T) {
	t.Parallel()
	inner := &ir.Type{Kind: ir.KindString}
	for range 12 {
		d := &ir.Decl{Kind: ir.DeclStruct}
		for i := range 10 {
			d.Fields = append(d.Fields, &ir.Field{JSON: string(rune('a' + i)), Type: inner, Presence: ir.Optional})
		}
		inner = &ir.Type{Kind: ir.KindDecl, Decl: d}
	}
	if got := ir.Sample(inner); len(got) > 10_000 || !json.Valid([]byte(got)) {
		t.Errorf("a sample of %d bytes", len(got))
	}
}
