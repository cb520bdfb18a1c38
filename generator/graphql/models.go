// Models: the one Go type that each type of the schema has for derived
// operations. Its fields are those that any of them selects. The leaves are
// there in every answer; objects are where an operation selects them.

package graphql

import (
	"cmp"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/names"
)

// models lowers what derived operations select.
type models struct {
	*selection
	byType map[string]*model
	order  []*model
}

// model is the declaration of a schema type with what is known of it so far.
type model struct {
	def    *ast.Definition
	decl   *ir.Decl
	fields map[string]*ir.Field // by the name in the schema
	cases  map[string]bool
}

func newModels(l *lowerer) *models {
	return &models{selection: &selection{lowerer: l, known: map[string]*ir.Decl{}}, byType: map[string]*model{}}
}

// typeOf gives the type of what an operation selects under a field.
func (m *models) typeOf(t *ast.Type, sets []ast.SelectionSet) *ir.Type {
	if t.Elem != nil {
		elem := m.typeOf(t.Elem, sets)
		return &ir.Type{Kind: ir.KindList, Elem: elem, ElemPtr: !t.Elem.NonNull && elem.IsStruct()}
	}
	return &ir.Type{Kind: ir.KindDecl, Decl: m.add(m.schema.Types[t.Name()], sets).decl}
}

// add puts what is selected of a type into its model.
func (m *models) add(def *ast.Definition, sets []ast.SelectionSet) *model {
	x := m.byType[def.Name]
	if x == nil {
		x = m.declare(def, sets)
	}
	if x.decl.Kind == ir.DeclUnion {
		m.addCases(x, sets)
		return x
	}
	for _, f := range m.collect(sets, def) {
		m.addField(x, f)
	}
	return x
}

func (m *models) declare(def *ast.Definition, sets []ast.SelectionSet) *model {
	x := &model{def: def, fields: map[string]*ir.Field{}, cases: map[string]bool{}}
	x.decl = &ir.Decl{
		Kind:    ir.DeclStruct,
		Pointer: "type " + def.Name,
		Doc:     docOf(def.Description, nil),
		Pos:     position(def.Position),
		Decoded: true,
	}
	goName := names.Exported(def.Name)
	m.claim("derived "+def.Name, def.Name, func(name string) { x.decl.Name = name }, goName, goName+"Object")
	if def.IsAbstractType() && m.narrows(sets) {
		x.decl.Kind, x.decl.Union = ir.DeclUnion, &ir.Union{Property: "__typename"}
		m.claim("derived raw "+def.Name, "", func(name string) { x.decl.Union.RawName = name }, goName+"Raw", goName+"RawCase")
	}
	m.byType[def.Name] = x
	m.order = append(m.order, x)
	m.pkg.Types = append(m.pkg.Types, x.decl)
	return x
}

// addCases adds the types that a selection on an interface or union tells
// apart; what else the schema knows is kept raw, as new types are.
func (m *models) addCases(x *model, sets []ast.SelectionSet) {
	for _, t := range m.schema.GetPossibleTypes(x.def) {
		fields := m.collect(sets, t)
		if len(fields) < 2 { // the type's name alone
			continue
		}
		inner := m.add(t, sets)
		if x.cases[t.Name] {
			continue
		}
		x.cases[t.Name] = true
		variant := &ir.Variant{Type: &ir.Type{Kind: ir.KindDecl, Decl: inner.decl}, Values: []string{t.Name}}
		m.lowerer.variants = append(m.lowerer.variants, variant)
		x.decl.Union.Variants = append(x.decl.Union.Variants, variant)
	}
}

// addField adds a field, or what is selected below one that is there.
func (m *models) addField(x *model, f *field) {
	have := x.fields[f.def.Name]
	if len(f.sets) > 0 {
		t := m.typeOf(f.def.Type, f.sets)
		if have == nil {
			have = &ir.Field{JSON: f.def.Name, Type: t, Presence: ir.Optional, Doc: docOf(f.def.Description, f.def.Directives), Pos: position(f.def.Position)}
		}
	} else if have == nil {
		have = m.structField(f, nil)
		have.JSON, have.Pos = f.def.Name, position(f.def.Position)
		if !m.always(x.def, f) {
			have.Presence = sometimes(have.Presence)
		}
	}
	if f.key != f.def.Name && !slices.Contains(have.Aliases, f.key) {
		have.Aliases = append(have.Aliases, f.key)
	}
	x.fields[f.def.Name] = have
}

// always reports whether a leaf is in every answer that has the type: then it is
// in the type's fragment.
func (m *models) always(def *ast.Definition, f *field) bool {
	fragment := m.fragments[m.leafFragment(def)]
	if fragment == nil {
		return false
	}
	return slices.ContainsFunc(fragment.SelectionSet, func(sel ast.Selection) bool {
		leaf, ok := sel.(*ast.Field)
		return ok && leaf.Name == f.def.Name
	})
}

// sometimes is the presence of a value that not every operation selects.
func sometimes(p ir.Presence) ir.Presence {
	switch p {
	case ir.Required:
		return ir.Optional
	case ir.Nullable:
		return ir.OptionalNullable
	default:
		return p
	}
}

// settle orders and names the fields, once all are known.
func (m *models) settle() {
	for _, x := range m.order {
		if x.decl.Kind != ir.DeclStruct {
			continue
		}
		for _, f := range x.fields {
			x.decl.Fields = append(x.decl.Fields, f)
		}
		place := map[string]int{}
		for i, f := range x.def.Fields {
			place[f.Name] = i + 1 // __typename, which types don't list, comes first
		}
		slices.SortFunc(x.decl.Fields, func(a, b *ir.Field) int { return cmp.Compare(place[a.JSON], place[b.JSON]) })
		settleFields(x.decl.Fields)
		x.decl.Root = true
	}
	for _, x := range m.order {
		x.decl.Recursive = x.decl.Kind == ir.DeclStruct && reachesDecl(x.decl, x.decl, map[*ir.Decl]bool{})
	}
}

// reachesDecl reports whether a declaration's fields lead to target.
func reachesDecl(from, target *ir.Decl, seen map[*ir.Decl]bool) bool {
	var next []*ir.Decl
	for _, f := range from.Fields {
		t := f.Type
		for t.Elem != nil {
			t = t.Elem
		}
		if t.Decl != nil {
			next = append(next, t.Decl)
		}
	}
	if from.Union != nil {
		for _, v := range from.Union.Variants {
			if v.Type.Decl != nil {
				next = append(next, v.Type.Decl)
			}
		}
	}
	for _, d := range next {
		if d == target {
			return true
		}
		if !seen[d] {
			seen[d] = true
			if reachesDecl(d, target, seen) {
				return true
			}
		}
	}
	return false
}
