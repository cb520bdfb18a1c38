// Uses of types: how Go spells a type of the model, as a value, a field or a
// parameter.

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// typ spells a type.
func (g *generator) typ(t *ir.Type) *jen.Statement {
	switch t.Kind {
	case ir.KindBool:
		return jen.Bool()
	case ir.KindString:
		return jen.String()
	case ir.KindInt32:
		return jen.Int32()
	case ir.KindInt64:
		return jen.Int64()
	case ir.KindFloat32:
		return jen.Float32()
	case ir.KindFloat64:
		return jen.Float64()
	case ir.KindNumber:
		return jen.Qual(g.path.wire, "Number")
	case ir.KindNumeric:
		return jen.Qual(g.path.wire, "Numeric")
	case ir.KindBytes:
		return jen.Index().Byte()
	case ir.KindTime:
		return jen.Qual("time", "Time")
	case ir.KindDate:
		return jen.Qual(g.path.wire, "Date")
	case ir.KindLocalized:
		return jen.Qual(g.path.client, "Localized")
	case ir.KindFile:
		return jen.Qual("io", "Reader")
	case ir.KindList:
		return jen.Index().Add(g.elem(t))
	case ir.KindMap:
		return jen.Map(jen.String()).Add(g.elem(t))
	case ir.KindDecl:
		return jen.Qual(g.path.self, t.Decl.Name)
	default:
		return jen.Qual(g.path.wire, "Raw")
	}
}

// elem spells the elements of a list or map.
func (g *generator) elem(t *ir.Type) *jen.Statement {
	switch elemWrap(t) {
	case wrapOpt, wrapOrEmpty:
		return g.opt(t.Elem)
	case wrapPtr:
		return jen.Op("*").Add(g.typ(t.Elem))
	default:
		return g.typ(t.Elem)
	}
}

func (g *generator) opt(t *ir.Type) *jen.Statement {
	return jen.Qual(g.path.wire, "Opt").Index(g.typ(t))
}

// fieldType spells the type of a struct's field.
func (g *generator) fieldType(f *ir.Field) *jen.Statement { return g.formType(f.Type, g.form(f)) }

func (g *generator) formType(t *ir.Type, form ir.Form) *jen.Statement {
	switch form {
	case ir.FormOpt:
		return g.opt(t)
	case ir.FormPointer:
		return jen.Op("*").Add(g.typ(t))
	default:
		return g.typ(t)
	}
}

// paramForm is the form of a parameter: a required one is its type, an optional
// one as a field would be.
func paramForm(p *ir.Param) ir.Form {
	if p.Required {
		return ir.FormPlain
	}
	return ir.FormOf(p.Type, ir.Optional)
}

// resolve looks through aliases to what a type is underneath.
func resolve(t *ir.Type) *ir.Type {
	for range 100 { // bounds a loop of aliases
		if t.Kind != ir.KindDecl || t.Decl.Kind != ir.DeclAlias {
			return t
		}
		t = t.Decl.Under
	}
	return &ir.Type{Kind: ir.KindRaw}
}

// isStruct reports whether a value of the type is handed around by pointer.
func isStruct(t *ir.Type) bool {
	r := resolve(t)
	return r.Kind == ir.KindDecl && r.Decl.Kind == ir.DeclStruct
}

// isDefined reports whether an alias of the model becomes a type of its own. One
// of a type with methods, or of an interface, is a Go alias, so that the methods
// stay.
func isDefined(d *ir.Decl) bool {
	switch d.Under.Kind {
	case ir.KindBool, ir.KindString, ir.KindInt32, ir.KindInt64, ir.KindFloat32, ir.KindFloat64,
		ir.KindBytes, ir.KindList, ir.KindMap:
		return true
	default:
		return false
	}
}
