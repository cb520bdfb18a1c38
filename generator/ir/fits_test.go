package ir_test

import (
	"testing"

	"github.com/keywright/keywright/generator/ir"
)

func TestFits(t *testing.T) {
	t.Parallel()
	of := func(k ir.Kind) *ir.Type { return &ir.Type{Kind: k} }
	node := &ir.Decl{Kind: ir.DeclStruct}
	nodeType := &ir.Type{Kind: ir.KindDecl, Decl: node}
	node.Fields = []*ir.Field{
		{JSON: "id", Type: of(ir.KindInt32)},
		{JSON: "at", Type: of(ir.KindTime), Presence: ir.Nullable},
		{JSON: "next", Type: nodeType, Presence: ir.Optional},
	}
	shape := &ir.Type{Kind: ir.KindDecl, Decl: &ir.Decl{Kind: ir.DeclUnion, Union: &ir.Union{
		Property: "kind", Variants: []*ir.Variant{{Type: nodeType, Values: []string{"node"}}},
	}}}
	nullable := &ir.Type{Kind: ir.KindList, Elem: of(ir.KindString), ElemNull: true}
	for _, c := range []struct {
		name, text string
		typ        *ir.Type
		want       bool
	}{
		{"whole", `{"id":1,"at":"2026-01-02T03:04:05Z","more":[]}`, nodeType, true},
		{"null where it may stand", `{"id":1,"at":null,"next":{"id":2,"at":null}}`, nodeType, true},
		{"missing", `{"id":1}`, nodeType, false},
		{"null where it may not stand", `{"id":null,"at":null}`, nodeType, false},
		{"wrong inside", `{"id":1,"at":null,"next":{"id":"2","at":null}}`, nodeType, false},
		{"too large a number", `{"id":3000000000,"at":null}`, nodeType, false},
		{"no time", `{"id":1,"at":"yesterday"}`, nodeType, false},
		{"the case of its tag", `{"kind":"node","id":1,"at":null}`, shape, true},
		{"a tag that no case has", `{"kind":"leaf","id":1,"at":null}`, shape, false},
		{"null elements", `["a",null]`, nullable, true},
		{"two values", `1 2`, of(ir.KindInt64), false},
		{"not JSON", `{`, of(ir.KindRaw), false},
	} {
		if got := ir.Fits(c.typ, c.text); got != c.want {
			t.Errorf("%s: %s fits: %v", c.name, c.text, got)
		}
	}
}
