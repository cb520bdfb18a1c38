// Codecs of unions: look first (the discriminator, the JSON kind, names that
// only one case has), then read, and keep what nothing fits.

package emit

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// unionCodec emits decodeEvent and encodeEvent.
func (g *generator) unionCodec(f *jen.File, d *ir.Decl) {
	if g.codecs.needs[decoding][d] {
		f.Add(g.unionDecoder(d)).Line()
	}
	if g.codecs.needs[encoding][d] {
		f.Add(g.unionEncoder(d)).Line()
	}
}

// unionDecoder emits
//
//	func decodeEvent(d *wire.Decoder, i int, x *Event) int {
//		if end, null := d.Null(i); null {
//			*x = nil
//			return end
//		}
//		switch tag, _ := d.Discriminator(i, "type"); tag {
//		case "damage":
//			var v *DamageEvent
//			i = wire.DecodePtr(d, i, &v, decodeDamageEvent)
//			*x = v
//			return i
//		}
//		var v EventRaw
//		i = d.Raw(i, &v.Raw)
//		*x = v
//		return i
//	}
func (g *generator) unionDecoder(d *ir.Decl) jen.Code {
	return g.decoder(g.codecs.names[decoding][d], jen.Id(d.Name)).BlockFunc(func(b *jen.Group) {
		b.If(jen.List(jen.Id("end"), jen.Id("null")).Op(":=").Id("d").Dot("Null").Call(jen.Id("i")), jen.Id("null")).Block(
			jen.Op("*").Id("x").Op("=").Nil(), jen.Return(jen.Id("end")))
		if d.Union.Lenient {
			b.Id("mark").Op(":=").Id("d").Dot("Mark").Call(jen.Id("i"))
		}
		if d.Union.Property != "" {
			g.byDiscriminator(b, d.Union)
		} else {
			g.byShape(b, d.Union)
		}
		b.Var().Id("v").Id(d.Union.RawName)
		b.Id("i").Op("=").Id("d").Dot("Raw").Call(jen.Id("i"), jen.Op("&").Id("v").Dot("Raw"))
		b.Op("*").Id("x").Op("=").Id("v")
		b.Return(jen.Id("i"))
	})
}

// byDiscriminator chooses the case by the discriminator's value.
func (g *generator) byDiscriminator(b *jen.Group, u *ir.Union) {
	b.Switch(jen.List(jen.Id("tag"), jen.Id("_")).Op(":=").Id("d").Dot("Discriminator").Call(jen.Id("i"), lit(u.Property)),
		jen.Id("tag")).BlockFunc(func(s *jen.Group) {
		seen := map[string]bool{}
		for _, v := range u.Variants {
			var tags []jen.Code
			for _, tag := range v.Values {
				if !seen[tag] {
					seen[tag] = true
					tags = append(tags, lit(tag))
				}
			}
			if len(tags) > 0 {
				s.Case(tags...).BlockFunc(func(c *jen.Group) { g.readCase(c, u, v) })
			}
		}
	})
}

// readCase reads a value as one case and returns.
// A lenient union keeps what the case can't hold raw:
//
//	if !d.Undo(mark, &i) {
//		*x = v
//		return i
//	}
func (g *generator) readCase(c *jen.Group, u *ir.Union, v *ir.Variant) {
	c.Var().Id("v").Add(g.caseType(v))
	c.Id("i").Op("=").Add(g.caseCall(v))
	done := []jen.Code{jen.Op("*").Id("x").Op("=").Id("v"), jen.Return(jen.Id("i"))}
	if u.Lenient {
		done = []jen.Code{jen.If(jen.Op("!").Id("d").Dot("Undo").Call(jen.Id("mark"), jen.Op("&").Id("i"))).Block(done...)}
	}
	for _, statement := range done {
		c.Add(statement)
	}
}

// caseCall reads into the variable v of a case's type.
func (g *generator) caseCall(v *ir.Variant) *jen.Statement {
	if byPointer(v) {
		return jen.Qual(g.path.wire, "DecodePtr").Call(jen.Id("d"), jen.Id("i"), jen.Op("&").Id("v"), g.decodeFunc(v.Type))
	}
	return g.decodeCall(v.Type, g.caseAddr(v, "v"))
}

// caseAddr is where the value inside a case's variable is.
func (g *generator) caseAddr(v *ir.Variant, name string) *jen.Statement {
	switch {
	case v.Wraps && wrapsPlainly(v):
		return jen.Parens(jen.Op("*").Add(g.typ(v.Type))).Call(jen.Op("&").Id(name))
	case v.Wraps:
		return jen.Op("&").Id(name).Dot("Value")
	default:
		return jen.Op("&").Id(name)
	}
}

// byShape chooses the case by the value's JSON kind and, among cases of one
// kind, by the names that only one has, or by the first that can be read.
//
//	switch d.Kind(i) {
//	case '"':
//		…
//	case '{':
//		if d.Has(i, "radius") {
//			…
//		}
//	}
func (g *generator) byShape(b *jen.Group, u *ir.Union) {
	b.Switch(jen.Id("d").Dot("Kind").Call(jen.Id("i"))).BlockFunc(func(s *jen.Group) {
		for _, kind := range []string{`"`, "0", "tf", "[", "{"} {
			var cases []*ir.Variant
			for _, v := range u.Variants {
				if jsonKinds(v.Type, kind) {
					cases = append(cases, v)
				}
			}
			if len(cases) == 0 {
				continue
			}
			var labels []jen.Code
			for _, c := range kind {
				labels = append(labels, jen.LitRune(c))
			}
			s.Case(labels...).BlockFunc(func(c *jen.Group) { g.tryCases(c, u, cases) })
		}
	})
}

// jsonKinds reports whether a type is written as a value of the kind. A raw or
// union type may be any.
func jsonKinds(t *ir.Type, kind string) bool {
	r := resolve(t)
	switch r.Kind {
	case ir.KindBool:
		return kind == "tf"
	case ir.KindInt32, ir.KindInt64, ir.KindFloat32, ir.KindFloat64, ir.KindNumber:
		return kind == "0"
	case ir.KindNumeric:
		return kind == "0" || kind == `"`
	case ir.KindString, ir.KindBytes, ir.KindTime, ir.KindDate:
		return kind == `"`
	case ir.KindList:
		return kind == "["
	case ir.KindMap:
		return kind == "{"
	case ir.KindDecl:
		switch r.Decl.Kind {
		case ir.DeclStruct:
			return kind == "{"
		case ir.DeclEnum:
			return jsonKinds(r.Decl.Under, kind)
		}
	}
	return true
}

// tryCases tells cases of one JSON kind apart: first those with names of their
// own, then those that may fail to be read, the last one unconditionally where
// it can't.
func (g *generator) tryCases(c *jen.Group, u *ir.Union, cases []*ir.Variant) {
	var rest []*ir.Variant
	for _, v := range cases {
		if len(v.Needs) == 0 {
			rest = append(rest, v)
			continue
		}
		args := []jen.Code{jen.Id("i")}
		for _, name := range v.Needs {
			args = append(args, lit(name))
		}
		c.If(jen.Id("d").Dot("Has").Call(args...)).BlockFunc(func(b *jen.Group) { g.readCase(b, u, v) })
	}
	slices.SortStableFunc(rest, func(a, b *ir.Variant) int { return anyLast(a.Type) - anyLast(b.Type) })
	for _, v := range rest {
		if takesAny(v.Type) { // what follows can't be reached
			g.readCase(c, u, v)
			return
		}
		if u.Lenient {
			c.BlockFunc(func(b *jen.Group) { g.readCase(b, u, v) })
			continue
		}
		g.tryCase(c, v)
	}
}

// anyLast orders cases that can't fail behind those that can.
func anyLast(t *ir.Type) int {
	if takesAny(t) {
		return 1
	}
	return 0
}

// takesAny reports whether every value of the type's JSON kind can be read as
// it, so that there is nothing to try.
func takesAny(t *ir.Type) bool {
	r := resolve(t)
	switch r.Kind {
	case ir.KindString, ir.KindBool, ir.KindFloat64, ir.KindNumber, ir.KindNumeric, ir.KindRaw:
		return true
	case ir.KindDecl:
		return r.Decl.Kind == ir.DeclStruct || r.Decl.Kind == ir.DeclUnion ||
			r.Decl.Kind == ir.DeclEnum && r.Decl.Under.Kind == ir.KindString
	default:
		return false
	}
}

// tryCase emits
//
//	{
//		var v EventNumber
//		if end, ok := wire.Try(d, i, (*int64)(&v), (*wire.Decoder).Int64); ok {
//			*x = v
//			return end
//		}
//	}
func (g *generator) tryCase(c *jen.Group, v *ir.Variant) {
	c.BlockFunc(func(b *jen.Group) {
		value := jen.Id("v")
		if byPointer(v) {
			b.Var().Id("v").Add(g.typ(v.Type))
			value = jen.Op("&").Id("v")
		} else {
			b.Var().Id("v").Add(g.caseType(v))
		}
		b.If(jen.List(jen.Id("end"), jen.Id("ok")).Op(":=").Qual(g.path.wire, "Try").Call(
			jen.Id("d"), jen.Id("i"), g.caseAddr(v, "v"), g.decodeFunc(v.Type)), jen.Id("ok")).Block(
			jen.Op("*").Id("x").Op("=").Add(value),
			jen.Return(jen.Id("end")),
		)
	})
}

// unionEncoder emits
//
//	func encodeEvent(e *wire.Encoder, x *Event) {
//		switch v := (*x).(type) {
//		case *DamageEvent:
//			wire.EncodePtr(e, &v, encodeDamageEvent)
//		case EventRaw:
//			e.Raw(&v.Raw)
//		default:
//			e.Null()
//		}
//	}
func (g *generator) unionEncoder(d *ir.Decl) jen.Code {
	return g.encoder(g.codecs.names[encoding][d], jen.Id(d.Name)).Block(
		jen.Switch(jen.Id("v").Op(":=").Parens(jen.Op("*").Id("x")).Assert(jen.Type())).BlockFunc(func(s *jen.Group) {
			for _, v := range d.Union.Variants {
				write := g.encodeCall(v.Type, g.caseAddr(v, "v"))
				if byPointer(v) {
					write = jen.Qual(g.path.wire, "EncodePtr").Call(jen.Id("e"), jen.Op("&").Id("v"), g.encodeFunc(v.Type))
				}
				s.Case(g.caseType(v)).BlockFunc(func(b *jen.Group) { g.encodeCase(b, d.Union, v, write) })
			}
			s.Case(jen.Id(d.Union.RawName)).Block(jen.Id("e").Dot("Raw").Call(jen.Op("&").Id("v").Dot("Raw")))
			s.Default().Block(jen.Id("e").Dot("Null").Call())
		}))
}
