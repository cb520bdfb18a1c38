// This file lowers x-keywright-filter: a query parameter that takes more than a
// value to be equal to.

package openapi

import (
	"strings"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/tree"
)

// filter lowers x-keywright-filter: {or: "||", not: "!=", range: true, type:
// integer}. The type of the values is the schema's, unless the schema is that
// of the text on the wire and type says what stands in it. An object whose
// properties are parameters (style form, exploded) has filters by field.
func (l *lowerer) filter(p *ir.Param, n *tree.Node) {
	x := n.Get("x-keywright-filter")
	if x == nil {
		return
	}
	known(x, "x-keywright-filter", l.diags, "or", "not", "range", "type")
	if p.In != ir.InQuery || p.Required || p.JSON {
		l.diags.Errorf(x.Pos(), "bad-filter", "remove x-keywright-filter", "only an optional query parameter can be a filter; %q isn't one", p.Key)
		return
	}
	f := &ir.Filter{Or: scalar(x.Get("or")), Not: scalar(x.Get("not"))}
	f.Range, _ = x.Get("range").Bool()
	if f.Not != "" && (!strings.HasSuffix(f.Not, "=") || strings.ContainsAny(f.Not, "&#+% \t\n")) {
		l.diags.Errorf(x.Get("not").Pos(), "bad-filter", `write what stands in place of the =, such as "!="`, "%q can't stand between a parameter and its value", f.Not)
		return
	}
	value := &p.Type
	if p.Type.Kind == ir.KindMap && p.Style == "form" && p.Explode {
		value = &p.Type.Elem
		*value = textType(*value)
	}
	if word := x.Get("type"); word != nil {
		if *value = filterType(scalar(word)); *value == nil {
			words := []string{"string", "integer", "number", "boolean"}
			l.diags.Errorf(word.Pos(), "bad-filter", orHint(nearHint(scalar(word), words), "types are "+strings.Join(words, ", ")), "unknown type %q of a filter's values", scalar(word))
			*value = &ir.Type{Kind: ir.KindString}
		}
	}
	switch under := underlying(*value); {
	case under.Kind == ir.KindList || under.Kind == ir.KindMap || under.Kind == ir.KindRaw,
		under.Kind == ir.KindDecl && under.Decl.Kind != ir.DeclEnum:
		l.diags.Errorf(x.Pos(), "bad-filter", `give the parameter a scalar schema, or the filter a "type:"`, "the values of the filter %q are no scalars", p.Key)
		return
	}
	p.Filter = f
}

// filterType is the type of values by OpenAPI's word for it.
func filterType(word string) *ir.Type {
	kind, ok := map[string]ir.Kind{"string": ir.KindString, "integer": ir.KindInt64, "number": ir.KindFloat64, "boolean": ir.KindBool}[word]
	if !ok {
		return nil
	}
	return &ir.Type{Kind: kind}
}
