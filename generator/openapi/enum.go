// This file lowers enums and constants.

package openapi

import (
	"strconv"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/tree"
)

// enum lowers a schema with listed values: several are an open type with
// constants; a single one is its plain type, whose only value the field
// documents.
func (l *lowerer) enum(f *flat, at place) typed {
	kind := l.enumKind(f)
	under := &ir.Type{Kind: kind}
	if kind == ir.KindRaw || kind == ir.KindBool || len(f.enum) == 1 && at.comp == nil {
		return typed{t: under}
	}
	d, _ := l.declare(ir.DeclEnum, f, at)
	d.Under = under
	words := vendorNames(f.node, len(f.enum))
	texts := vendorTexts(f.node, len(f.enum))
	seen := make(map[string]bool, len(f.enum))
	for i, n := range f.enum {
		v := ir.EnumValue{Value: enumText(n, kind)}
		if seen[v.Value] {
			continue
		}
		seen[v.Value] = true
		if words != nil {
			v.Name = words[i] // the words of the name, until it is settled
		}
		if texts != nil {
			v.Doc = newDoc("", texts[i])
		}
		d.Values = append(d.Values, v)
	}
	return typed{t: &ir.Type{Kind: ir.KindDecl, Decl: d}}
}

// enumKind is the Go kind of the values: as the schema's type says, and as the
// values themselves are where it says nothing.
func (l *lowerer) enumKind(f *flat) ir.Kind {
	switch f.kind() {
	case "string":
		return ir.KindString // unquoted numbers and dates of YAML, too
	case "boolean":
		return ir.KindBool
	case "integer", "number":
		k := numberKind(f)
		for _, v := range f.enum {
			if _, err := strconv.ParseFloat(v.Value, 64); err != nil {
				l.degraded(v, "enum-kind", "write the values as numbers", "the values of the enum are not of the schema's type; any value is taken")
				return ir.KindRaw
			}
			if _, whole := v.Int(); !whole && k != ir.KindFloat32 && v.Is(tree.Float) {
				k = ir.KindFloat64
			}
		}
		if k == ir.KindNumber {
			return ir.KindInt64
		}
		return k
	}
	kinds := make(map[tree.Kind]bool)
	for _, v := range f.enum {
		kinds[v.Kind] = true
	}
	switch {
	case len(kinds) == 1 && kinds[tree.String]:
		return ir.KindString
	case len(kinds) == 1 && kinds[tree.Bool]:
		return ir.KindBool
	case len(kinds) == 1 && kinds[tree.Int]:
		return ir.KindInt64
	case len(kinds) <= 2 && kinds[tree.Float] && (len(kinds) == 1 || kinds[tree.Int]):
		return ir.KindFloat64
	}
	return ir.KindRaw
}

// enumText is a value as ir.EnumValue wants it: a string's content, or a
// number as JSON.
func enumText(n *tree.Node, kind ir.Kind) string {
	if kind == ir.KindString || n.Is(tree.String) {
		return n.Value
	}
	return jsonText(n)
}

// vendorNames reads the names of constants that other generators' extensions
// give. They are words like any other of the description.
func vendorNames(n *tree.Node, count int) []string {
	for _, key := range []string{"x-enum-varnames", "x-enumNames", "x-enum-names"} {
		if list := stringsOf(n.Get(key)); len(list) == count {
			return list
		}
	}
	return nil
}

// vendorTexts reads what other generators' extensions say about each value.
func vendorTexts(n *tree.Node, count int) []string {
	for _, key := range []string{"x-enum-descriptions", "x-enumDescriptions"} {
		if list := stringsOf(n.Get(key)); len(list) == count {
			return list
		}
	}
	return nil
}

// stringsOf lists the texts of a sequence of scalars.
func stringsOf(n *tree.Node) []string {
	var list []string
	for _, v := range elements(n) {
		list = append(list, scalar(v))
	}
	return list
}
