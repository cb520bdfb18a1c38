// This file lowers oneOf and anyOf. Cases of one JSON kind that mean the same
// in Go are joined; what is left must be told apart by a discriminator, by the
// JSON kind, or by required names that only one case has. What can't be is a
// raw value, with a warning.

package openapi

import (
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/tree"
)

// maxNested bounds how deep unions inside unions are opened.
const maxNested = 8

// alternative is a case of a union before it is lowered.
type alternative struct {
	ref  *openapi3.SchemaRef
	flat *flat
	name string // words for its type's name
	// titled says that the name is the description's own, not a number.
	titled bool
}

// kind is the JSON kind of the alternative: integers are numbers; "" for any
// value, "union" for a union of its own.
func (a *alternative) kind() string {
	switch k := a.flat.kind(); {
	case a.flat.localized:
		return ""
	case len(a.flat.unions) > 0, len(a.flat.types) > 1:
		return "union"
	case k == "integer":
		return "number"
	case k == "" && len(a.flat.enum) > 0:
		return enumJSONKind(a.flat.enum[0])
	default:
		return k
	}
}

// notObject holds for alternatives that are neither objects nor unions.
func notObject(a *alternative) bool { return a.kind() != "object" && a.kind() != "union" }

// enumJSONKind is the JSON kind of a listed value.
func enumJSONKind(n *tree.Node) string {
	switch n.Kind {
	case tree.String:
		return "string"
	case tree.Int, tree.Float:
		return "number"
	case tree.Bool:
		return "boolean"
	}
	return ""
}

// union lowers a flat with unions.
func (l *lowerer) union(f *flat, at place) typed {
	if len(f.unions) > 1 {
		return l.joinedUnions(f, at)
	}
	u := f.unions[0]
	if u.discriminator != nil {
		// Cases that are unions themselves stay whole where the discriminator
		// leads to them.
		alts, _ := l.alternatives(f, u, maxNested)
		if d, ok := l.discriminated(u, alts); ok && !slices.ContainsFunc(alts, notObject) {
			return l.objects(f, d, at)
		}
	}
	alts, any := l.alternatives(f, u, 0)
	if any || len(alts) == 0 {
		if len(alts) > 0 {
			l.degraded(u.node, "union-any", "give every case a type", "one case of the union allows any value, so that the others can't be told apart from it; it is emitted as a raw value")
		}
		return typed{t: rawType()}
	}
	if len(alts) == 1 {
		return l.schema(alts[0].ref, at)
	}
	if object := l.orEmptyList(alts); object != nil {
		got := l.schema(object.ref, at)
		t := *got.t
		t.OrEmptyList = true
		return typed{&t, got.null}
	}
	byKind := map[string][]*alternative{}
	var kinds []string
	for _, a := range alts {
		k := a.kind()
		if byKind[k] == nil {
			kinds = append(kinds, k)
		}
		byKind[k] = append(byKind[k], a)
	}
	if len(kinds) == 1 {
		return l.oneKind(f, u, kinds[0], alts, at)
	}
	return l.manyKinds(f, u, kinds, byKind, at)
}

// joinedUnions lowers an allOf of several unions as an object that may have
// the properties of all their cases.
func (l *lowerer) joinedUnions(f *flat, at place) typed {
	all := *f
	all.unions, all.enum = nil, nil
	all.props, all.byName = slices.Clone(f.props), nil
	props := all.props
	all.props = nil
	for _, p := range props {
		all.addProp(p.name, p.node, p.refs...)
	}
	for _, u := range f.unions {
		for _, ref := range u.refs {
			for _, p := range l.resolved(ref).props {
				all.addProp(p.name, p.node, p.refs...)
			}
		}
	}
	if len(all.props) == 0 {
		l.degraded(f.node, "union-joined", "", "several unions apply at once; they are emitted as a raw value")
		return typed{t: rawType()}
	}
	l.degraded(f.node, "union-joined", "", "several unions apply at once; they are emitted as one object with the properties of all their cases")
	return l.object(&all, at)
}

// alternatives lists the cases of a union with nested unions opened, doubles
// removed, and the properties beside the union added to each. It reports a
// case that allows any value.
func (l *lowerer) alternatives(f *flat, u unionList, depth int) (alts []*alternative, any bool) {
	for i, ref := range u.refs {
		a := &alternative{ref: ref, flat: l.resolved(ref), name: l.caseName(ref, i)}
		a.titled = usableTitle(ref.Value.Title) != ""
		if k := a.kind(); k == "union" && depth < maxNested && len(a.flat.unions) == 1 && a.flat.unions[0].discriminator == nil && len(a.flat.props) == 0 {
			nested, nestedAny := l.alternatives(a.flat, a.flat.unions[0], depth+1)
			alts, any = append(alts, nested...), any || nestedAny
			continue
		} else if k == "" {
			any = true
		}
		alts = append(alts, a)
	}
	if len(f.props) > 0 {
		for _, a := range alts {
			l.addBase(f, a)
		}
	}
	var single []*alternative
	for _, a := range alts {
		if !slices.ContainsFunc(single, func(b *alternative) bool { return a.flat == b.flat }) {
			single = append(single, a)
		}
	}
	return single, any
}

// addBase makes a case of the properties beside the union and its own.
func (l *lowerer) addBase(f *flat, a *alternative) {
	base := &openapi3.Schema{
		Type: f.schema.Type, Properties: f.schema.Properties, Required: f.schema.Required, AllOf: f.schema.AllOf,
		Extensions: f.schema.Extensions,
	}
	if a.flat.kind() != "object" && a.flat.kind() != "" {
		return
	}
	ext := map[string]any{}
	if a.ref.Value != nil {
		ext = a.ref.Value.Extensions
	}
	merged := &openapi3.Schema{AllOf: openapi3.SchemaRefs{{Value: base}, a.ref}, Extensions: ext}
	// The case's own keywords come with a.ref; its node is borrowed for
	// positions, so that its properties must not be read from it again.
	mf := &flat{schema: merged, node: a.flat.node, required: make(map[string]bool), title: a.flat.title, description: a.flat.description}
	bf := *f
	bf.unions = nil
	l.flats[base] = &bf
	for _, part := range merged.AllOf {
		l.mergePart(mf, part)
	}
	l.flats[merged] = mf
	a.ref, a.flat = &openapi3.SchemaRef{Value: merged}, mf
}

// caseName makes words for the type of a case.
func (l *lowerer) caseName(ref *openapi3.SchemaRef, i int) string {
	if ref.Ref != "" {
		if c := l.componentOf(ref.Ref); c != nil {
			return c.title
		}
	}
	if t := usableTitle(ref.Value.Title); t != "" {
		return t
	}
	return "option " + strconv.Itoa(i+1)
}

// oneKind lowers a union whose cases are all of one JSON kind.
func (l *lowerer) oneKind(f *flat, u unionList, kind string, alts []*alternative, at place) typed {
	switch kind {
	case "object":
		return l.objectUnion(f, u, alts, at)
	case "array", "string", "number", "boolean":
		return l.flattened(l.join(f, kind, alts), at)
	}
	return l.objectUnion(f, u, alts, at)
}

// join makes one schema of cases that JSON can't tell apart but Go needn't:
// the values of enums together, lists of a union instead of a union of lists.
func (l *lowerer) join(f *flat, kind string, alts []*alternative) *flat {
	one := &flat{
		schema: f.schema, node: f.node, null: f.null, types: []string{kind}, required: map[string]bool{},
		title: f.title, description: f.description, deprecated: f.deprecated,
	}
	if kind == "array" {
		var items openapi3.SchemaRefs
		for _, a := range alts {
			if a.flat.items != nil {
				items = append(items, a.flat.items)
			}
		}
		switch {
		case len(items) == 1:
			one.items = items[0]
		case len(items) > 1:
			one.items = &openapi3.SchemaRef{Value: &openapi3.Schema{OneOf: items, Extensions: f.schema.Extensions}}
			l.flats[one.items.Value] = &flat{schema: one.items.Value, node: f.node, required: map[string]bool{}, unions: []unionList{{node: f.node, refs: items}}}
		}
		return one
	}
	formats := map[string]bool{}
	integers := true
	for _, a := range alts {
		formats[a.flat.format] = true
		integers = integers && a.flat.kind() == "integer"
		one.enum = append(one.enum, a.flat.enum...)
	}
	if kind == "number" && integers {
		one.types = []string{"integer"}
	}
	if len(formats) == 1 {
		one.format = alts[0].flat.format
	}
	if kind != "string" && slices.ContainsFunc(alts, func(a *alternative) bool { return len(a.flat.enum) == 0 }) {
		one.enum = nil
	}
	if kind == "string" && one.format != "" && len(one.enum) > 0 {
		one.format = ""
	}
	return one
}

// manyKinds lowers a union whose cases are of several JSON kinds, one case a
// kind: the cases of one kind are joined first.
func (l *lowerer) manyKinds(f *flat, u unionList, kinds []string, byKind map[string][]*alternative, at place) typed {
	if byKind["union"] != nil {
		l.degraded(u.node, "union-ambiguous", "", "the cases of the union can't be told apart, because one is itself a union with a discriminator; it is emitted as a raw value")
		return typed{t: rawType()}
	}
	d, w := l.declare(ir.DeclUnion, f, at)
	d.Union = &ir.Union{}
	for _, kind := range kinds {
		alts := byKind[kind]
		var got typed
		place := at.in(w, kindWord(kind), "oneOf/"+kind)
		switch {
		case len(alts) == 1:
			place.title = ""
			got = l.schema(alts[0].ref, place)
		case kind == "object":
			got = l.objectUnion(&flat{schema: part(f.schema), node: f.node, required: map[string]bool{}}, u, alts, place)
		default:
			bare := &flat{schema: part(f.schema), node: f.node}
			got = l.flattened(l.join(bare, kind, alts), place)
		}
		v := &ir.Variant{Name: kindWord(kind), Type: got.t, Wraps: !carriesMethods(got.t)}
		d.Union.Variants = append(d.Union.Variants, v)
	}
	return typed{t: &ir.Type{Kind: ir.KindDecl, Decl: d}}
}

// part is a schema that stands for some cases of a union: another one than the
// union, which its cases would otherwise be taken for.
func part(s *openapi3.Schema) *openapi3.Schema {
	return &openapi3.Schema{Extensions: s.Extensions}
}

// carriesMethods holds for types that can be a case of a sealed interface
// themselves.
func carriesMethods(t *ir.Type) bool {
	return t.Kind == ir.KindDecl && t.Decl.Kind == ir.DeclStruct
}

// kindWord names the case of a JSON kind as Go calls it.
func kindWord(kind string) string {
	switch kind {
	case "object":
		return "object"
	case "array":
		return "list"
	case "boolean":
		return "bool"
	}
	return kind
}

// splitTypes makes a union of a schema with several types, as OpenAPI 3.1 has
// them.
func (l *lowerer) splitTypes(f *flat) *flat {
	g := &flat{schema: f.schema, node: f.node, null: f.null, required: map[string]bool{}, title: f.title, description: f.description, deprecated: f.deprecated}
	u := unionList{node: f.node}
	for _, t := range f.types {
		one := *f
		one.types, one.null, one.unions = []string{t}, false, nil
		one.enum = slices.DeleteFunc(slices.Clone(f.enum), func(v *tree.Node) bool {
			return enumJSONKind(v) != t && (enumJSONKind(v) != "number" || t != "integer")
		})
		one.schema = &openapi3.Schema{Type: &openapi3.Types{t}, Extensions: f.schema.Extensions}
		l.flats[one.schema] = &one
		u.refs = append(u.refs, &openapi3.SchemaRef{Value: one.schema})
	}
	g.unions = []unionList{u}
	return g
}
