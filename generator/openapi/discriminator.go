// This file tells the objects of a union apart.

package openapi

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/tree"
)

// distinction is how the cases of a union are told apart.
type distinction struct {
	alts     []*alternative
	property string     // whose value tells, or "" where required names do
	values   [][]string // of the property, by case
	needs    [][]string // required names that only one case has, by case
}

// objectUnion lowers a union of objects: as a union where its cases can be told
// apart, as one object with the properties of all where they can't.
func (l *lowerer) objectUnion(f *flat, u unionList, alts []*alternative, at place) typed {
	if slices.ContainsFunc(alts, func(a *alternative) bool { return a.kind() != "object" }) {
		l.degraded(u.node, "union-ambiguous", "let the discriminator name all cases, or open the unions inside the union",
			"the cases of the union can't be told apart, because some are unions themselves; it is emitted as a raw value")
		return typed{t: rawType()}
	}
	if sameNames(alts) {
		// One shape in several versions, as lists of error codes are written:
		// one object says all of it.
		return l.mergedObjects(f, u, alts, at)
	}
	if d, ok := l.distinguish(u, alts); ok {
		return l.objects(f, d, at)
	}
	l.degraded(u.node, "union-merged", "add a discriminator, or required properties that only one case has",
		"the cases of the union can't be told apart; it is emitted as one object with the properties of all of them")
	return l.mergedObjects(f, u, alts, at)
}

// sameNames holds for cases written in place that all have the same properties.
func sameNames(alts []*alternative) bool {
	for _, a := range alts {
		if a.ref.Ref != "" || len(a.flat.props) != len(alts[0].flat.props) || len(a.flat.props) == 0 {
			return false
		}
		for _, p := range a.flat.props {
			if _, ok := alts[0].flat.byName[p.name]; !ok {
				return false
			}
		}
	}
	return true
}

// distinguish finds out how the cases are told apart.
func (l *lowerer) distinguish(u unionList, alts []*alternative) (distinction, bool) {
	if d, ok := l.discriminated(u, alts); ok {
		return d, true
	}
	needs, ok := needsOf(alts)
	return distinction{alts: alts, needs: needs}, ok
}

// objects lowers a union of objects that can be told apart.
func (l *lowerer) objects(f *flat, by distinction, at place) typed {
	d, w := l.declare(ir.DeclUnion, f, at)
	d.Union = &ir.Union{Property: by.property}
	for i, a := range by.alts {
		words := by.caseWords(i)
		got := l.schema(a.ref, at.in(w, words, "oneOf/"+words))
		v := &ir.Variant{Name: words, Type: got.t, Wraps: !carriesMethods(got.t)}
		if by.property != "" {
			v.Values = by.values[i]
		} else {
			v.Needs = by.needs[i]
		}
		d.Union.Variants = append(d.Union.Variants, v)
	}
	if by.property == "" {
		// The case without names of its own is what is left: it comes last.
		slices.SortStableFunc(d.Union.Variants, func(a, b *ir.Variant) int { return boolInt(len(a.Needs) == 0) - boolInt(len(b.Needs) == 0) })
	}
	return typed{t: &ir.Type{Kind: ir.KindDecl, Decl: d}}
}

// caseWords names a case: by its component or title, by the value that tells
// it, or by the first name that only it has.
func (d distinction) caseWords(i int) string {
	a := d.alts[i]
	switch {
	case a.ref.Ref != "":
		return a.name
	case d.property != "" && len(d.values[i]) > 0:
		return d.values[i][0]
	case d.property == "" && len(d.needs[i]) > 0 && !a.titled:
		return d.needs[i][0]
	}
	return a.name
}

// mergedObjects makes one object of cases that can't be told apart: with the
// properties of all, of which those are required that every case requires.
func (l *lowerer) mergedObjects(f *flat, u unionList, alts []*alternative, at place) typed {
	if l.merging >= maxNested {
		l.degraded(u.node, "union-ambiguous", "add a discriminator, or required properties that only one case has",
			"the cases of the union can't be told apart; it is emitted as a raw value")
		return typed{t: rawType()}
	}
	l.merging++
	defer func() { l.merging-- }()
	one := &flat{
		schema: f.schema, node: f.node, null: f.null, types: []string{"object"}, required: map[string]bool{},
		title: f.title, description: f.description, deprecated: f.deprecated,
	}
	var order []*prop
	seen := map[string]bool{}
	for _, a := range alts {
		for _, p := range a.flat.props {
			if !seen[p.name] {
				seen[p.name] = true
				order = append(order, p)
			}
		}
		one.open = one.open || a.flat.open || a.flat.extra != nil
	}
	for _, p := range order {
		l.mergeProp(one, p, alts)
	}
	return l.object(one, at)
}

// mergeProp adds a property that some cases have: a union of what they say.
func (l *lowerer) mergeProp(one *flat, p *prop, alts []*alternative) {
	required := true
	var refs openapi3.SchemaRefs
	var flats []*flat
	for _, a := range alts {
		i, ok := a.flat.byName[p.name]
		required = required && ok && a.flat.required[p.name]
		if !ok {
			continue
		}
		ref := l.merged(a.flat.props[i])
		if ref == nil || ref.Value == nil || slices.Contains(flats, l.resolved(ref)) {
			continue
		}
		refs, flats = append(refs, ref), append(flats, l.resolved(ref))
	}
	one.required[p.name] = required
	if len(refs) == 1 {
		one.addProp(p.name, p.node, refs[0])
		return
	}
	s := &openapi3.Schema{AnyOf: refs, Extensions: map[string]any{}}
	sf := &flat{schema: s, node: p.node, required: map[string]bool{}, unions: []unionList{{node: p.node, any: true, refs: refs}}}
	for _, ref := range refs {
		sf.null = sf.null || l.flatten(ref.Value).null
	}
	l.flats[s] = sf
	one.addProp(p.name, p.node, &openapi3.SchemaRef{Value: s})
}

// boolInt lets a condition be sorted by.
func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// discriminated finds the property whose value tells the cases apart: the
// discriminator that the description names, or a property that is a constant in
// every case.
func (l *lowerer) discriminated(u unionList, alts []*alternative) (distinction, bool) {
	if name := scalar(u.discriminator.Get("propertyName")); name != "" {
		if values, more, ok := l.mapped(u, name, alts); ok {
			return distinction{alts: more, property: name, values: values}, true
		}
	}
	if len(alts) == 0 {
		return distinction{}, false
	}
	for _, p := range alts[0].flat.props {
		if values, ok := l.constants(p.name, alts); ok {
			return distinction{alts: alts, property: p.name, values: values}, true
		}
	}
	return distinction{}, false
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
			return schemaRef(l, l.comps[c.key])
		}
	}
	return nil
}

// schemaRef is a reference to a component.
func schemaRef(l *lowerer, c *loweredComponent) *openapi3.SchemaRef {
	return &openapi3.SchemaRef{Ref: "#/components/schemas/" + c.key, Value: l.doc.Components.Schemas[c.key].Value}
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
		if len(v) == 0 {
			return nil, false
		}
		values = append(values, v)
	}
	return values, distinct(values)
}

// constant gives the values that a property may have in a case, as they are told
// from the wire: strings without quotes, integers and booleans as they are written.
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
		switch {
		case v.Is(tree.String), v.Is(tree.Int), v.Is(tree.Bool):
			values = append(values, v.Value)
		default:
			return nil
		}
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
