// What an operation selects, as types of the model: fragments are merged into
// the fields around them, so that an object is one struct and decoded in one
// pass; equal selections of one schema type share a struct.

package graphql

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/names"
)

// field is one response name with all that is selected under it.
type field struct {
	key         string
	on          *ast.Definition // the type that it is selected of
	def         *ast.FieldDefinition
	sel         *ast.Field // the first selection, whose arguments are those of all
	sets        []ast.SelectionSet
	conditional bool // @skip or @include may leave it out
	pos         *ast.Position
}

// collect merges selection sets on one type into fields, in the order of their
// first appearance. Fragments count where the type is, or may be read as, the
// type they are on.
func (l *lowerer) collect(sets []ast.SelectionSet, on *ast.Definition) []*field {
	c := &collector{lowerer: l, on: on, byKey: map[string]*field{}}
	for _, set := range sets {
		c.add(set, false)
	}
	return c.fields
}

type collector struct {
	*lowerer
	on     *ast.Definition
	fields []*field
	byKey  map[string]*field
}

func (c *collector) add(set ast.SelectionSet, conditional bool) {
	for _, sel := range set {
		switch sel := sel.(type) {
		case *ast.Field:
			c.field(sel, conditional || isConditional(sel.Directives))
		case *ast.InlineFragment:
			if sel.TypeCondition == "" || c.applies(sel.TypeCondition) {
				c.add(sel.SelectionSet, conditional || isConditional(sel.Directives))
			}
		case *ast.FragmentSpread:
			if def := c.fragments[sel.Name]; def != nil && c.applies(def.TypeCondition) {
				c.add(def.SelectionSet, conditional || isConditional(sel.Directives))
			}
		}
	}
}

func (c *collector) field(sel *ast.Field, conditional bool) {
	f := c.byKey[sel.Alias]
	if f == nil {
		f = &field{key: sel.Alias, on: c.on, def: sel.Definition, sel: sel, conditional: conditional, pos: sel.Position}
		c.byKey[sel.Alias] = f
		c.fields = append(c.fields, f)
	}
	f.conditional = f.conditional && conditional
	if len(sel.SelectionSet) > 0 {
		f.sets = append(f.sets, sel.SelectionSet)
	}
}

// applies reports whether every value of the collector's type is one of the
// fragment's type.
func (c *collector) applies(condition string) bool {
	if condition == c.on.Name {
		return true
	}
	return slices.ContainsFunc(c.schema.GetImplements(c.on), func(def *ast.Definition) bool {
		return def.Name == condition
	})
}

func isConditional(directives ast.DirectiveList) bool {
	return directives.ForName("skip") != nil || directives.ForName("include") != nil
}

// selection lowers the types of one operation.
type selection struct {
	*lowerer
	op    string
	known map[string]*ir.Decl // by signature
}

// typeOf gives the type of a field, path being the Go words that lead to it.
// A null in place of an object is a nil pointer; a null in place of a scalar
// inside a list reads as the zero value.
func (s *selection) typeOf(t *ast.Type, sets []ast.SelectionSet, path []string, root bool) *ir.Type {
	if t.Elem != nil {
		elem := s.typeOf(t.Elem, sets, path, root)
		return &ir.Type{Kind: ir.KindList, Elem: elem, ElemPtr: !t.Elem.NonNull && elem.IsStruct()}
	}
	def := s.schema.Types[t.Name()]
	switch def.Kind {
	case ast.Scalar:
		return &ir.Type{Kind: s.scalar(def)}
	case ast.Enum:
		return &ir.Type{Kind: ir.KindDecl, Decl: s.enum(def)}
	default:
		return &ir.Type{Kind: ir.KindDecl, Decl: s.composite(def, sets, path, root)}
	}
}

// scalar gives the kind of a scalar: the builtin ones as GraphQL defines them
// (Int in 64 bits, since servers send larger ones than they may), custom ones
// as the config says, others as raw JSON.
func (l *lowerer) scalar(def *ast.Definition) ir.Kind {
	name := def.Name
	if kind, ok := l.scalars[name]; ok {
		return kind
	}
	switch name {
	case "Int":
		return ir.KindInt64
	case "Float":
		return ir.KindFloat64
	case "String", "ID":
		return ir.KindString
	case "Boolean":
		return ir.KindBool
	default:
		if !l.unknown[name] {
			l.unknown[name] = true
			l.diags.Warnf(position(def.Position), "unknown-scalar", "say what it is on the wire: `scalars: {"+name+": date-time}`, or any for raw JSON",
				"the scalar %s is emitted as raw JSON", name)
		}
		return ir.KindRaw
	}
}

// composite gives the declaration for a selection on an object, interface or
// union.
func (s *selection) composite(def *ast.Definition, sets []ast.SelectionSet, path []string, root bool) *ir.Decl {
	if name := s.soleFragment(def, sets); name != "" {
		return s.fragment(name, def)
	}
	key := s.signature(def, sets)
	if decl := s.known[key]; decl != nil {
		return decl
	}
	short := []string{s.op, names.Exported(def.Name)}
	if root {
		short = []string{s.op}
	}
	decl := &ir.Decl{
		Pointer: "type " + def.Name,
		Doc:     docOf(def.Description, nil),
		Pos:     position(def.Position),
		Decoded: true,
	}
	// The depth comes first in the key, so that of two selections of one type the
	// outer one gets the short name.
	s.claim(fmt.Sprintf("operation %s %03d %s", s.op, len(path), key), "", func(name string) { decl.Name = name },
		strings.Join(short, ""), strings.Join(path, ""), strings.Join(short, "")+"Result")
	s.known[key] = decl
	s.pkg.Types = append(s.pkg.Types, decl)
	s.fill(decl, def, sets, path)
	return decl
}

// fill gives the declaration its fields, or its cases where the selection
// depends on the concrete type.
func (s *selection) fill(decl *ir.Decl, def *ast.Definition, sets []ast.SelectionSet, path []string) {
	if def.IsAbstractType() && s.narrows(sets) {
		s.union(decl, def, sets, path)
		return
	}
	decl.Kind = ir.DeclStruct
	for _, f := range s.collect(sets, def) {
		decl.Fields = append(decl.Fields, s.structField(f, path))
	}
	settleFields(decl.Fields)
}

func (s *selection) structField(f *field, path []string) *ir.Field {
	out := &ir.Field{
		JSON:     f.key,
		Presence: presence(f),
		Doc:      docOf(f.def.Description, f.def.Directives),
		Pos:      position(f.pos),
	}
	if !s.shapes.shaped(out, f) {
		out.Type = s.typeOf(f.def.Type, f.sets, append(slices.Clip(path), fieldName(f.key)), false)
	}
	return out
}

func fieldName(key string) string {
	if key == "__typename" {
		return "Typename"
	}
	return names.Exported(key)
}

// settleFields names the fields of one struct.
func settleFields(fields []*ir.Field) {
	var claims []names.Claim
	for _, f := range fields {
		claims = append(claims, names.Claim{
			Key:    f.JSON,
			Source: f.JSON,
			Wants:  []string{fieldName(f.JSON)},
			Suffix: "Field",
			Set:    func(name string) { f.Name = name },
		})
	}
	names.NewScope(nil, "UnmarshalJSON", "MarshalJSON", "UnmarshalJSONFrom", "MarshalJSONTo").Settle(claims)
}

// presence tells what may be missing: a conditional field is absent, a
// nullable one null. Lists have one empty form, the nil slice.
func presence(f *field) ir.Presence {
	switch {
	case (f.def.Type.NonNull || f.def.Name == "__typename") && !f.conditional:
		return ir.Required
	case f.def.Type.Elem != nil, f.def.Type.NonNull:
		return ir.Optional
	default:
		return ir.Nullable
	}
}

// soleFragment names the fragment that makes up the whole selection; its type
// is then shared by all operations that spread it.
func (s *selection) soleFragment(def *ast.Definition, sets []ast.SelectionSet) string {
	if len(sets) != 1 || len(sets[0]) != 1 {
		return ""
	}
	spread, ok := sets[0][0].(*ast.FragmentSpread)
	if !ok || isConditional(spread.Directives) {
		return ""
	}
	fragment := s.fragments[spread.Name]
	if fragment == nil || fragment.TypeCondition != def.Name {
		return ""
	}
	return spread.Name
}

func (s *selection) fragment(name string, def *ast.Definition) *ir.Decl {
	key := "fragment " + name
	if decl := s.shared[key]; decl != nil {
		return decl
	}
	fragment := s.fragments[name]
	decl := &ir.Decl{
		Pointer: key,
		Doc:     docOf(def.Description, nil),
		Pos:     position(fragment.Position),
		Decoded: true,
		Root:    true,
	}
	if text := commentText(fragment.Comment); text != "" {
		decl.Doc.Description = text
	}
	goName := names.Exported(name)
	s.claim(key, name, func(name string) { decl.Name = name }, goName, goName+"Fragment")
	s.shared[key] = decl
	s.pkg.Types = append(s.pkg.Types, decl)
	inner := &selection{lowerer: s.lowerer, op: goName, known: map[string]*ir.Decl{}}
	inner.fill(decl, def, []ast.SelectionSet{fragment.SelectionSet}, []string{goName})
	return decl
}

// signature is equal for selections that give equal structs.
func (s *selection) signature(def *ast.Definition, sets []ast.SelectionSet) string {
	var b strings.Builder
	s.sign(&b, def, sets)
	return b.String()
}

func (s *selection) sign(b *strings.Builder, def *ast.Definition, sets []ast.SelectionSet) {
	types := []*ast.Definition{def}
	if def.IsAbstractType() && s.narrows(sets) {
		types = s.schema.GetPossibleTypes(def)
	}
	for _, t := range types {
		b.WriteString(t.Name)
		b.WriteByte('{')
		for _, f := range s.collect(sets, t) {
			b.WriteString(f.key)
			if f.conditional {
				b.WriteByte('?')
			}
			b.WriteByte(':')
			b.WriteString(f.def.Name + s.shapes.label(f))
			if inner := s.schema.Types[f.def.Type.Name()]; len(f.sets) > 0 && inner != nil {
				s.sign(b, inner, f.sets)
			}
			b.WriteByte(' ')
		}
		b.WriteByte('}')
	}
}
