// Selections on interfaces and unions that depend on the concrete type: one
// case for each type that the selection treats apart, one for those it doesn't,
// and the raw case for types that the schema doesn't know yet.

package graphql

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/names"
)

// narrows reports whether a selection holds a fragment on another type.
func (l *lowerer) narrows(sets []ast.SelectionSet) bool {
	for _, set := range sets {
		for _, sel := range set {
			switch sel := sel.(type) {
			case *ast.InlineFragment:
				if sel.TypeCondition != "" || l.narrows([]ast.SelectionSet{sel.SelectionSet}) {
					return true
				}
			case *ast.FragmentSpread:
				return true
			}
		}
	}
	return false
}

func (s *selection) union(decl *ir.Decl, def *ast.Definition, sets []ast.SelectionSet, path []string) {
	decl.Kind = ir.DeclUnion
	decl.Union = &ir.Union{Property: "__typename"}
	bySignature := map[string]*ir.Variant{}
	for _, t := range s.schema.GetPossibleTypes(def) {
		fields := s.collect(sets, t)
		key := s.fieldKeys(fields)
		variant := bySignature[key]
		if variant == nil {
			variant = s.variant(strings.Join(path, ""), t, fields, path)
			bySignature[key] = variant
			decl.Union.Variants = append(decl.Union.Variants, variant)
		}
		variant.Values = append(variant.Values, t.Name)
	}
	base := strings.Join(path, "")
	s.claim("raw "+s.op+" "+base, "", func(name string) { decl.Union.RawName = name }, base+"Raw", base+"RawCase")
}

// fieldKeys tells selections of concrete types apart. Equal ones share a case.
func (s *selection) fieldKeys(fields []*field) string {
	var b strings.Builder
	for _, f := range fields {
		b.WriteString(f.key + ":" + f.def.Name + s.shapes.label(f) + ":" + f.def.Type.String())
		if inner := s.schema.Types[f.def.Type.Name()]; len(f.sets) > 0 && inner != nil {
			s.sign(&b, inner, f.sets)
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// variant declares the struct of one concrete type. Its __typename is kept even
// where the operation doesn't select it, because genqlient asks for it and the
// decoder needs it.
func (s *selection) variant(union string, t *ast.Definition, fields []*field, path []string) *ir.Variant {
	decl := &ir.Decl{
		Kind:    ir.DeclStruct,
		Pointer: "type " + t.Name,
		Doc:     docOf(t.Description, nil),
		Pos:     position(t.Position),
		Decoded: true,
	}
	s.pkg.Types = append(s.pkg.Types, decl)
	hasTypename := false
	for _, f := range fields {
		hasTypename = hasTypename || f.key == "__typename"
	}
	if !hasTypename {
		decl.Fields = append(decl.Fields, &ir.Field{
			JSON: "__typename",
			Type: &ir.Type{Kind: ir.KindString},
			Doc:  ir.Doc{Description: "The name of the object's type in the schema."},
		})
	}
	for _, f := range fields {
		decl.Fields = append(decl.Fields, s.structField(f, path))
	}
	settleFields(decl.Fields)
	variant := &ir.Variant{Type: &ir.Type{Kind: ir.KindDecl, Decl: decl}}
	s.claim("case "+s.op+" "+union+" "+t.Name, "", func(name string) { decl.Name, variant.Name = name, name },
		union+names.Exported(t.Name), union+names.Exported(t.Name)+"Case")
	return variant
}
