// Codecs of values: how a value of a type is read and written where it stands,
// and which function does it where one is handed over.

package emit

import (
	"bytes"
	"encoding/json"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// codecFunc is the function for a type, as a value: (*wire.Decoder).Int64,
// decodeRealm, decodeStringList.
func (g *generator) codecFunc(t *ir.Type, w wrap, dir direction) *jen.Statement {
	switch {
	case w != wrapNone, t.Kind == ir.KindList, t.Kind == ir.KindMap:
		return jen.Id(g.codecs.byKey[typeKey(t)+w.suffix()].names[dir])
	case t.Kind == ir.KindDecl:
		return jen.Id(g.codecs.names[dir][t.Decl])
	case t.Kind == ir.KindLocalized:
		return g.client([...]string{"DecodeLocalized", "EncodeLocalized"}[dir])
	default:
		return jen.Parens(jen.Op("*").Qual(g.path.wire, coderName(dir))).Dot(leafWord(t.Kind))
	}
}

func (g *generator) decodeFunc(t *ir.Type) *jen.Statement { return g.codecFunc(t, wrapNone, decoding) }

func (g *generator) encodeFunc(t *ir.Type) *jen.Statement { return g.codecFunc(t, wrapNone, encoding) }

func (g *generator) elemFunc(t *ir.Type, dir direction) *jen.Statement {
	return g.codecFunc(t.Elem, elemWrap(t), dir)
}

func coderName(dir direction) string {
	if dir == decoding {
		return "Decoder"
	}
	return "Encoder"
}

// decodeCall reads a value into addr: d.Int64(i, &x.ID),
// wire.DecodeList(d, i, &x.Tags, (*wire.Decoder).String).
func (g *generator) decodeCall(t *ir.Type, addr jen.Code) *jen.Statement {
	switch t.Kind {
	case ir.KindList:
		return jen.Qual(g.path.wire, "DecodeList").Call(jen.Id("d"), jen.Id("i"), addr, g.elemFunc(t, decoding))
	case ir.KindMap:
		return jen.Qual(g.path.wire, "DecodeMap").Call(jen.Id("d"), jen.Id("i"), addr, g.elemFunc(t, decoding))
	case ir.KindDecl, ir.KindLocalized:
		return g.decodeFunc(t).Call(jen.Id("d"), jen.Id("i"), addr)
	default:
		return jen.Id("d").Dot(leafWord(t.Kind)).Call(jen.Id("i"), addr)
	}
}

// encodeCall writes the value at addr.
func (g *generator) encodeCall(t *ir.Type, addr jen.Code) *jen.Statement {
	switch t.Kind {
	case ir.KindList:
		return jen.Qual(g.path.wire, "EncodeList").Call(jen.Id("e"), addr, g.elemFunc(t, encoding))
	case ir.KindMap:
		return jen.Qual(g.path.wire, "EncodeMap").Call(jen.Id("e"), addr, g.elemFunc(t, encoding))
	case ir.KindDecl, ir.KindLocalized:
		return g.encodeFunc(t).Call(jen.Id("e"), addr)
	default:
		return jen.Id("e").Dot(leafWord(t.Kind)).Call(addr)
	}
}

// decoder and encoder begin the functions of a type.
func (g *generator) decoder(name string, t jen.Code) *jen.Statement {
	return jen.Func().Id(name).Params(
		jen.Id("d").Op("*").Qual(g.path.wire, "Decoder"), jen.Id("i").Int(), jen.Id("x").Op("*").Add(t)).Int()
}

func (g *generator) encoder(name string, t jen.Code) *jen.Statement {
	return jen.Func().Id(name).Params(jen.Id("e").Op("*").Qual(g.path.wire, "Encoder"), jen.Id("x").Op("*").Add(t))
}

// compositeCodecs emits
//
//	func decodeStringList(d *wire.Decoder, i int, x *[]string) int {
//		return wire.DecodeList(d, i, x, (*wire.Decoder).String)
//	}
//
//	func encodeStringList(e *wire.Encoder, x *[]string) {
//		wire.EncodeList(e, x, (*wire.Encoder).String)
//	}
func (g *generator) compositeCodecs(f *jen.File, c *composite) {
	spelled := g.typ(c.typ)
	x := jen.Id("x")
	switch c.wrap {
	case wrapOpt, wrapOrEmpty:
		spelled = g.opt(c.typ)
	case wrapPtr:
		spelled = jen.Op("*").Add(g.typ(c.typ))
	}
	if name := c.names[decoding]; name != "" {
		var read *jen.Statement
		switch c.wrap {
		case wrapOrEmpty:
			read = jen.Qual(g.path.wire, "DecodeOrEmptyList").Call(jen.Id("d"), jen.Id("i"), x, g.decodeFunc(c.typ))
		case wrapOpt:
			read = jen.Qual(g.path.wire, "DecodeOpt").Call(jen.Id("d"), jen.Id("i"), x, g.decodeFunc(c.typ))
		case wrapPtr:
			read = jen.Qual(g.path.wire, "DecodePtr").Call(jen.Id("d"), jen.Id("i"), x, g.decodeFunc(c.typ))
		default:
			read = g.decodeCall(c.typ, x)
		}
		f.Add(g.decoder(name, spelled)).Block(jen.Return(read)).Line()
	}
	if name := c.names[encoding]; name != "" {
		var write *jen.Statement
		switch c.wrap {
		case wrapOpt, wrapOrEmpty:
			write = jen.Qual(g.path.wire, "EncodeNullable").Call(jen.Id("e"), x, g.encodeFunc(c.typ))
		case wrapPtr:
			write = jen.Qual(g.path.wire, "EncodePtr").Call(jen.Id("e"), x, g.encodeFunc(c.typ))
		default:
			write = g.encodeCall(c.typ, x)
		}
		f.Add(g.encoder(name, spelled)).Block(write).Line()
	}
}

// nameLit renders a property's name as it stands in JSON, colon included, in the
// escapes that wire writes.
func nameLit(name string) jen.Code { return lit(jsonString(name) + ":") }

// jsonString is text as a JSON string, without the escapes for HTML.
func jsonString(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return `""` // a string always encodes
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}
