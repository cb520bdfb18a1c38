// Codecs of guarded fields: values that may be wrong by themselves, which are
// then told beside the rest of the answer.

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// fieldWrap tells which function reads a field with the form that it has.
func (g *generator) fieldWrap(f *ir.Field) wrap {
	switch form := g.form(f); {
	case form == ir.FormOpt && f.Type.OrEmptyList:
		return wrapOrEmpty
	case form == ir.FormOpt:
		return wrapOpt
	case form == ir.FormPointer:
		return wrapPtr
	default:
		return wrapNone
	}
}

// decodeGuarded emits
//
//	wire.DecodeGuarded(d, i, "error", &x.Rankings, decodeRankingsOrNil)
func (g *generator) decodeGuarded(f *ir.Field) *jen.Statement {
	return jen.Qual(g.path.wire, "DecodeGuarded").Call(jen.Id("d"), jen.Id("i"), lit(f.Guard.Member), fieldAddr(f.Name),
		g.codecFunc(f.Type, g.fieldWrap(f), decoding))
}
