// This file tells the objects of a union apart.

package openapi

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/tree"
)

// objects lowers a union of objects.
func (l *lowerer) objects(f *flat, u unionList, alts []*alternative, at place) typed {
	property, values, alts := l.discriminate(u, alts)
	var needs [][]string
	if property == "" {
		var ok bool
		if needs, ok = needsOf(alts); !ok {
			l.degraded(u.node, "union-ambiguous", "add a discriminator, or required properties that only one case has",
				"the cases of the union can't be told apart; it is emitted as a raw value")
			return typed{t: rawType()}
		}
	}
	d, w := l.declare(ir.DeclUnion, f, at)
	d.Union = &ir.Union{Property: property}
	for i, a := range alts {
		words := a.name
		if property != "" && len(values[i]) > 0 && a.ref.Ref == "" {
			words = values[i][0]
		}
		got := l.schema(a.ref, at.in(w, words, "oneOf/"+a.name))
		v := &ir.Variant{Name: words, Type: got.t, Wraps: !carriesMethods(got.t)}
		if property != "" {
			v.Values = values[i]
		} else {
			v.Needs = needs[i]
		}
		d.Union.Variants = append(d.Union.Variants, v)
	}
	if property == "" {
		// The case without names of its own is what is left: it comes last.
		slices.SortStableFunc(d.Union.Variants, func(a, b *ir.Variant) int { return boolInt(len(a.Needs) == 0) - boolInt(len(b.Needs) == 0) })
	}
	return typed{t: &ir.Type{Kind: ir.KindDecl, Decl: d}}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// discriminate finds the property whose value tells the cases apart, and the
// values of each: the discriminator the description names, or a property that
// is a constant in every case.
func (l *lowerer) discriminate(u unionList, alts []*alternative) (property string, values [][]string, all []*alternative) {
	if name := scalar(u.discriminator.Get("propertyName")); name != "" {
		if values, more, ok := l.mapped(u, name, alts); ok {
			return name, values, more
		}
	}
	if len(alts) == 0 {
		return "", nil, alts
	}
	for _, p := range alts[0].flat.props {
		if values, ok := l.constants(p.name, alts); ok {
			return p.name, values, alts
		}
	}
	return "", nil, alts
}

// mapped assigns the discriminator's values: by the mapping first, then by the
// case's own constant, then by its name. Cases that only the mapping names are
// added.
func (l *lowerer) mapped(u unionList, property string, alts []*alternative) ([][]string, []*alternative, bool) {
	alts = slices.Clone(alts)
	values := make([][]string, len(alts))
	for key, v := range u.discriminator.Get("mapping").Pairs() {
		i := l.mappedCase(v, alts)
		if i < 0 {
			ref := l.mappingRef(v)
			if ref == nil {
				l.diags.Warnf(v.Pos(), "dangling-mapping", "name a schema of the document", "the discriminator maps %q to %q, which is no schema; the value is left out", key.Value, scalar(v))
				continue
			}
			i = len(alts)
			alts = append(alts, &alternative{ref: ref, flat: l.resolved(ref), name: l.caseName(ref, i)})
			values = append(values, nil)
		}
		values[i] = append(values[i], key.Value)
	}
	for i, a := range alts {
		if len(values[i]) > 0 {
			continue
		}
		if v := l.constant(property, a); len(v) > 0 {
			values[i] = v
		} else if a.ref.Ref != "" {
			values[i] = []string{a.name}
		} else {
			return nil, nil, false
		}
	}
	return values, alts, distinct(values)
}

// mappingRef is the schema that a mapping's entry names, by reference or by
// name alone.
func (l *lowerer) mappingRef(v *tree.Node) *openapi3.SchemaRef {
	text := scalar(v)
	for _, at := range []*tree.Node{v, tree.New(tree.String, "#/components/schemas/"+escapePointer(text), v)} {
		t, ok := l.m.quietly(at)
		if !ok {
			continue
		}
		if c := l.m.byTarget[objSchema.section()+t.key()]; c != nil && l.comps[c.key] != nil {
			return &openapi3.SchemaRef{Ref: "#/components/schemas/" + c.key, Value: l.doc.Components.Schemas[c.key].Value}
		}
	}
	return nil
}

// mappedCase finds the case that a mapping's entry names.
func (l *lowerer) mappedCase(v *tree.Node, alts []*alternative) int {
	ref := l.mappingRef(v)
	return slices.IndexFunc(alts, func(a *alternative) bool {
		return ref != nil && (a.ref.Ref == ref.Ref || a.flat == l.resolved(ref)) || ref == nil && a.name == scalar(v)
	})
}

// constants gives the values that a property has in each case, if they are
// constants that differ.
func (l *lowerer) constants(property string, alts []*alternative) ([][]string, bool) {
	var values [][]string
	for _, a := range alts {
		v := l.constant(property, a)
		if len(v) == 0 || !a.flat.required[property] {
			return nil, false
		}
		values = append(values, v)
	}
	return values, distinct(values)
}

// constant gives the string values that a property may have in a case.
func (l *lowerer) constant(property string, a *alternative) []string {
	i, ok := a.flat.byName[property]
	if !ok {
		return nil
	}
	ref := l.merged(a.flat.props[i])
	if ref == nil || ref.Value == nil {
		return nil
	}
	var values []string
	for _, v := range l.resolved(ref).enum {
		if !v.Is(tree.String) {
			return nil
		}
		values = append(values, v.Value)
	}
	return values
}

// distinct reports whether no value means two cases.
func distinct(values [][]string) bool {
	seen := map[string]bool{}
	for _, list := range values {
		for _, v := range list {
			if seen[v] {
				return false
			}
			seen[v] = true
		}
	}
	return true
}

// needsOf finds, for each case, the required names that no other case has.
// One case may have none: it is what is left.
func needsOf(alts []*alternative) ([][]string, bool) {
	needs := make([][]string, len(alts))
	without := 0
	for i, a := range alts {
		for _, p := range a.flat.props {
			if a.flat.required[p.name] && !slices.ContainsFunc(alts, func(b *alternative) bool {
				_, has := b.flat.byName[p.name]
				return b != a && has
			}) {
				needs[i] = append(needs[i], p.name)
			}
		}
		if len(needs[i]) == 0 {
			without++
		}
	}
	return needs, without <= 1
}
