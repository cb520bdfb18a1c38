// The codecs' files, and the methods through which encoding/json finds them.

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// codecSources are the codecs of each service's types, those of composites and of
// error bodies, and the methods of json/v2.
func (g *generator) codecSources() []*source {
	var out []*source
	for _, grp := range g.codecGroups {
		if !g.hasCodecs(grp) {
			continue
		}
		out = append(out, g.source(grp.file, func(f *jen.File) error {
			for _, d := range grp.decls {
				g.codec(f, d)
			}
			return nil
		}))
	}
	if len(g.codecs.composites)+len(g.codecs.errors) > 0 {
		out = append(out, g.source("codec", func(f *jen.File) error {
			for _, c := range g.codecs.composites {
				g.compositeCodecs(f, c)
			}
			for _, e := range g.codecs.errors {
				g.errorCodec(f, e)
			}
			return nil
		}))
	}
	if v2 := g.jsonV2(); v2 != nil {
		out = append(out, v2)
	}
	return out
}

func (g *generator) hasCodecs(grp *group) bool {
	for _, d := range grp.decls {
		if g.codecs.needs[decoding][d] || g.codecs.needs[encoding][d] {
			return true
		}
	}
	return false
}

// codec emits the codec of one type.
func (g *generator) codec(f *jen.File, d *ir.Decl) {
	switch d.Kind {
	case ir.DeclStruct:
		g.structCodec(f, d)
	case ir.DeclEnum:
		g.enumCodec(f, d)
	case ir.DeclUnion:
		g.unionCodec(f, d)
	default:
		g.aliasCodec(f, d)
	}
	if hasMethods(d) {
		g.jsonMethods(f, d)
	}
	if d.Kind == ir.DeclUnion && d.Root && g.codecs.needs[encoding][d] {
		g.wrapperMethods(f, d)
	}
}

// hasMethods reports whether encoding/json finds the codec of a type: a model or
// root that can carry methods and isn't a scalar, which encoding/json reads as
// it is.
func hasMethods(d *ir.Decl) bool {
	if !d.Root {
		return false
	}
	return d.Kind == ir.DeclStruct ||
		d.Kind == ir.DeclAlias && (d.Under.Kind == ir.KindList || d.Under.Kind == ir.KindMap)
}

// jsonMethods emits
//
//	// UnmarshalJSON reads the JSON form of Auction.
//	func (x *Auction) UnmarshalJSON(b []byte) error {
//		d := wire.Open(b)
//		return d.Close(decodeAuction(d, 0, x))
//	}
//
//	// MarshalJSON writes the JSON form of Auction.
//	func (x Auction) MarshalJSON() ([]byte, error) {
//		e := new(wire.Encoder)
//		encodeAuction(e, &x)
//		return e.Result()
//	}
//
// without wire's generic functions, of which the compiler makes several copies for
// every type: they would be a quarter of a package's functions.
func (g *generator) jsonMethods(f *jen.File, d *ir.Decl) {
	f.Add(comment("UnmarshalJSON reads the JSON form of "+d.Name+".")).Line().
		Func().Params(jen.Id("x").Op("*").Id(d.Name)).Id("UnmarshalJSON").Params(jen.Id("b").Index().Byte()).Error().Block(
		jen.Id("d").Op(":=").Qual(g.path.wire, "Open").Call(jen.Id("b")),
		jen.Return(jen.Id("d").Dot("Close").Call(
			jen.Id(g.codecs.names[decoding][d]).Call(jen.Id("d"), jen.Lit(0), jen.Id("x"))))).Line()
	f.Add(comment("MarshalJSON writes the JSON form of "+d.Name+".")).Line().
		Func().Params(jen.Id("x").Id(d.Name)).Id("MarshalJSON").Params().Params(jen.Index().Byte(), jen.Error()).Block(
		jen.Id("e").Op(":=").New(jen.Qual(g.path.wire, "Encoder")),
		jen.Id(g.codecs.names[encoding][d]).Call(jen.Id("e"), jen.Op("&").Id("x")),
		jen.Return(jen.Id("e").Dot("Result").Call())).Line()
}

// wrapperMethods emits, for the cases of a union that are structs around a value,
//
//	// MarshalJSON writes the JSON form of EventList.
//	func (x EventList) MarshalJSON() ([]byte, error) {
//		e, v := new(wire.Encoder), Event(x)
//		encodeEvent(e, &v)
//		return e.Result()
//	}
//
// so that encoding/json, which is given a case, writes no struct.
func (g *generator) wrapperMethods(f *jen.File, d *ir.Decl) {
	for _, v := range d.Union.Variants {
		if !v.Wraps || wrapsPlainly(v) {
			continue
		}
		f.Add(comment("MarshalJSON writes the JSON form of "+v.Name+".")).Line().
			Func().Params(jen.Id("x").Id(v.Name)).Id("MarshalJSON").Params().Params(jen.Index().Byte(), jen.Error()).Block(
			jen.List(jen.Id("e"), jen.Id("v")).Op(":=").List(jen.New(jen.Qual(g.path.wire, "Encoder")), jen.Id(d.Name).Call(jen.Id("x"))),
			jen.Id(g.codecs.names[encoding][d]).Call(jen.Id("e"), jen.Op("&").Id("v")),
			jen.Return(jen.Id("e").Dot("Result").Call())).Line()
	}
}

// jsonV2 emits, for Go's json/v2,
//
//	// UnmarshalJSONFrom reads the JSON form of Auction.
//	func (x *Auction) UnmarshalJSONFrom(d *jsontext.Decoder) error { return unmarshalFrom(d, x) }
//
// with one function that takes a value's text and has UnmarshalJSON read it whole.
func (g *generator) jsonV2() *source {
	var decls []*ir.Decl
	for _, d := range g.pkg.Types {
		if hasMethods(d) {
			decls = append(decls, d)
		}
	}
	if len(decls) == 0 {
		return nil
	}
	const jsontext = "encoding/json/jsontext"
	const helper = "unmarshalFrom" // declared in names from the beginning
	src := g.source("jsonv2", func(f *jen.File) error {
		f.ImportName(jsontext, "jsontext")
		for _, d := range decls {
			f.Add(comment("UnmarshalJSONFrom reads the JSON form of " + d.Name + " for encoding/json/v2.")).Line().
				Func().Params(jen.Id("x").Op("*").Id(d.Name)).Id("UnmarshalJSONFrom").
				Params(jen.Id("d").Op("*").Qual(jsontext, "Decoder")).Error().Block(
				jen.Return(jen.Id(helper).Call(jen.Id("d"), jen.Id("x")))).Line()
		}
		f.Func().Id(helper).Params(
			jen.Id("d").Op("*").Qual(jsontext, "Decoder"),
			jen.Id("x").Qual("encoding/json", "Unmarshaler")).Error().Block(
			jen.List(jen.Id("text"), jen.Err()).Op(":=").Id("d").Dot("ReadValue").Call(),
			jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Err())),
			jen.Return(jen.Id("x").Dot("UnmarshalJSON").Call(jen.Id("text"))),
		)
		return nil
	})
	src.constraint = "goexperiment.jsonv2 || go1.27"
	return src
}
