// Codecs of enums, and of named lists, maps and scalars.

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// mostKnown bounds the values that an enum's decoder compares one by one to spare
// a copy.
const mostKnown = 32

// enumCodec emits
//
//	var timeLeftValues = []string{"SHORT", "LONG"}
//
//	func decodeTimeLeft(d *wire.Decoder, i int, x *TimeLeft) int {
//		return d.Enum(i, (*string)(x), timeLeftValues)
//	}
//
//	func encodeTimeLeft(e *wire.Encoder, x *TimeLeft) { e.String((*string)(x)) }
func (g *generator) enumCodec(f *jen.File, d *ir.Decl) {
	if d.Under.Kind != ir.KindString || len(d.Values) == 0 || len(d.Values) > mostKnown {
		g.aliasCodec(f, d)
		return
	}
	under := jen.Parens(jen.Op("*").String()).Call(jen.Id("x"))
	if g.codecs.needs[decoding][d] {
		values := make([]string, len(d.Values))
		for i, v := range d.Values {
			values[i] = v.Value
		}
		f.Var().Id(g.codecs.values[d]).Op("=").Add(stringsLit(values)).Line()
		f.Add(g.decoder(g.codecs.names[decoding][d], jen.Id(d.Name))).Block(
			jen.Return(jen.Id("d").Dot("Enum").Call(jen.Id("i"), under, jen.Id(g.codecs.values[d])))).Line()
	}
	if g.codecs.needs[encoding][d] {
		f.Add(g.encoder(g.codecs.names[encoding][d], jen.Id(d.Name))).Block(
			jen.Id("e").Dot("String").Call(under)).Line()
	}
}

// aliasCodec emits
//
//	func decodeTags(d *wire.Decoder, i int, x *Tags) int {
//		return wire.DecodeList(d, i, (*[]string)(x), (*wire.Decoder).String)
//	}
//
//	func encodeTags(e *wire.Encoder, x *Tags) {
//		wire.EncodeList(e, (*[]string)(x), (*wire.Encoder).String)
//	}
func (g *generator) aliasCodec(f *jen.File, d *ir.Decl) {
	under := jen.Id("x")
	if d.Kind == ir.DeclEnum || isDefined(d) {
		under = jen.Parens(jen.Op("*").Add(g.typ(d.Under))).Call(jen.Id("x"))
	}
	if g.codecs.needs[decoding][d] {
		f.Add(g.decoder(g.codecs.names[decoding][d], jen.Id(d.Name))).Block(
			jen.Return(g.decodeCall(d.Under, under))).Line()
	}
	if g.codecs.needs[encoding][d] {
		f.Add(g.encoder(g.codecs.names[encoding][d], jen.Id(d.Name))).Block(g.encodeCall(d.Under, under)).Line()
	}
}
