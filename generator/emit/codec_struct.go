// Codecs of structs: names predicted in the description's order, required names
// kept account of.

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// structCodec emits, as far as they are needed,
//
//	var auctionFields = wire.Fields{
//		Type:     "Auction",
//		Names:    []string{`"id":`, `"bid":`},
//		Required: []int{0},
//	}
//
// with decodeAuction and encodeAuction.
func (g *generator) structCodec(f *jen.File, d *ir.Decl) {
	if g.codecs.needs[decoding][d] {
		f.Add(g.fieldsVar(d)).Line()
		f.Add(g.structDecoder(d)).Line()
	}
	if g.codecs.needs[encoding][d] {
		f.Add(g.structEncoder(d)).Line()
	}
}

func (g *generator) fieldsVar(d *ir.Decl) jen.Code {
	var names []jen.Code
	chars := 0
	for _, name := range wireNames(d) {
		names = append(names, nameLit(name))
		chars += len(name) + 7
	}
	list := inline(names...)
	if chars > 90 {
		list = multiline(names...)
	}
	items := []jen.Code{pair("Type", lit(d.Name)), pair("Names", jen.Index().String().Add(list))}
	if req := requiredFields(d); len(req) > 0 {
		items = append(items, pair("Required", jen.Index().Int().Add(inline(req...))))
	}
	if d.Extra != nil {
		items = append(items, pair("Open", jen.True()))
	}
	return jen.Var().Id(g.codecs.fields[d]).Op("=").Qual(g.path.wire, "Fields").Add(multiline(items...))
}

// wireNames are the names that a struct is read by: those of its fields, in their
// order, then other names of fields.
func wireNames(d *ir.Decl) []string {
	var names []string
	for _, f := range d.Fields {
		names = append(names, f.JSON)
	}
	for _, f := range d.Fields {
		names = append(names, f.Aliases...)
	}
	return names
}

// requiredFields are the indexes of names that every object must have.
func requiredFields(d *ir.Decl) []jen.Code {
	var req []jen.Code
	for i, f := range d.Fields {
		if (f.Presence == ir.Required || f.Presence == ir.Nullable) && !f.WriteOnly && len(f.Aliases) == 0 {
			req = append(req, jen.Lit(i))
		}
	}
	return req
}

// structDecoder emits
//
//	func decodeAuction(d *wire.Decoder, i int, x *Auction) int {
//		var seen uint64
//		i, f := d.Object(i, &auctionFields)
//		for f >= 0 {
//			seen |= 1 << f
//			switch f {
//			case 0:
//				i = d.Int64(i, &x.ID)
//			case 1:
//				i = wire.DecodeOpt(d, i, &x.Bid, (*wire.Decoder).Int64)
//			}
//			i, f = d.Field(i, f, &auctionFields)
//		}
//		if d.Watching() {
//			d.Missing(i, &auctionFields, seen)
//		}
//		return i
//	}
//
// A type with more than 64 names keeps account in an array of words.
func (g *generator) structDecoder(d *ir.Decl) jen.Code {
	fields := func() *jen.Statement { return jen.Op("&").Id(g.codecs.fields[d]) }
	counted := len(requiredFields(d)) > 0
	names := len(wireNames(d))
	wide := names > 64
	return g.decoder(g.codecs.names[decoding][d], jen.Id(d.Name)).BlockFunc(func(b *jen.Group) {
		switch {
		case counted && wide:
			b.Var().Id("seen").Index(jen.Lit(names/64 + 1)).Uint64()
		case counted:
			b.Var().Id("seen").Uint64()
		}
		b.List(jen.Id("i"), jen.Id("f")).Op(":=").Id("d").Dot("Object").Call(jen.Id("i"), fields())
		b.For(jen.Id("f").Op(">=").Lit(0)).BlockFunc(func(loop *jen.Group) {
			switch {
			case counted && wide:
				loop.Id("seen").Index(jen.Id("f").Op(">>").Lit(6)).Op("|=").Lit(1).Op("<<").Parens(jen.Id("f").Op("&").Lit(63))
			case counted:
				loop.Id("seen").Op("|=").Lit(1).Op("<<").Id("f")
			}
			if cases := g.fieldCases(d); len(cases) > 0 {
				loop.Switch(jen.Id("f")).Block(cases...)
			}
			loop.List(jen.Id("i"), jen.Id("f")).Op("=").Id("d").Dot("Field").Call(jen.Id("i"), jen.Id("f"), fields())
		})
		if counted {
			seen := jen.Id("seen")
			if wide {
				seen = jen.Id("seen").Index(jen.Op(":")).Op("...")
			}
			b.If(jen.Id("d").Dot("Watching").Call()).Block(
				jen.Id("d").Dot("Missing").Call(jen.Id("i"), fields(), seen))
		}
		b.Return(jen.Id("i"))
	})
}

func (g *generator) fieldCases(d *ir.Decl) []jen.Code {
	var cases []jen.Code
	other := len(d.Fields)
	for i, f := range d.Fields {
		indexes := []jen.Code{jen.Lit(i)}
		for range f.Aliases {
			indexes = append(indexes, jen.Lit(other))
			other++
		}
		cases = append(cases, jen.Case(indexes...).Block(jen.Id("i").Op("=").Add(g.decodeField(f))))
	}
	if d.Extra != nil {
		cases = append(cases, jen.Case(jen.Lit(other)).Block(
			jen.Id("i").Op("=").Qual(g.path.wire, "DecodeEntry").Call(jen.Id("d"), jen.Id("i"),
				fieldAddr(extraName(d)), g.elemFunc(extraMap(d), decoding))))
	}
	return cases
}

// fieldAddr is &x.Name.
func fieldAddr(name string) *jen.Statement { return jen.Op("&").Id("x").Dot(name) }

// holdsFiles reports whether a value is a file, or files in a list or a map,
// which JSON can't hold.
func holdsFiles(t *ir.Type) bool {
	r := resolve(t)
	for r.Kind == ir.KindList || r.Kind == ir.KindMap {
		r = resolve(r.Elem)
	}
	return r.Kind == ir.KindFile
}

func (g *generator) decodeField(f *ir.Field) *jen.Statement {
	if holdsFiles(f.Type) {
		return jen.Id("d").Dot("Skip").Call(jen.Id("i"))
	}
	if f.Guard != nil {
		return g.decodeGuarded(f)
	}
	switch form := g.form(f); {
	case form == ir.FormOpt && f.Type.OrEmptyList:
		return jen.Qual(g.path.wire, "DecodeOrEmptyList").Call(jen.Id("d"), jen.Id("i"), fieldAddr(f.Name), g.decodeFunc(f.Type))
	case form == ir.FormOpt:
		return jen.Qual(g.path.wire, "DecodeOpt").Call(jen.Id("d"), jen.Id("i"), fieldAddr(f.Name), g.decodeFunc(f.Type))
	case form == ir.FormPointer:
		return jen.Qual(g.path.wire, "DecodePtr").Call(jen.Id("d"), jen.Id("i"), fieldAddr(f.Name), g.decodeFunc(f.Type))
	default:
		return g.decodeCall(f.Type, fieldAddr(f.Name))
	}
}

// structEncoder emits
//
//	func encodeAuction(e *wire.Encoder, x *Auction) {
//		e.Object()
//		e.Name(`"id":`)
//		e.Int64(&x.ID)
//		wire.EncodeOpt(e, `"bid":`, &x.Bid, (*wire.Encoder).Int64)
//		e.EndObject()
//	}
func (g *generator) structEncoder(d *ir.Decl) jen.Code {
	return g.encoder(g.codecs.names[encoding][d], jen.Id(d.Name)).BlockFunc(func(b *jen.Group) {
		b.Id("e").Dot("Object").Call()
		for _, f := range d.Fields {
			if !holdsFiles(f.Type) {
				g.encodeMember(b, d, f)
			}
		}
		if d.Extra != nil {
			b.Qual(g.path.wire, "EncodeEntries").Call(jen.Id("e"), fieldAddr(extraName(d)), g.elemFunc(extraMap(d), encoding))
		}
		b.Id("e").Dot("EndObject").Call()
	})
}

// encodeField writes a field with its name: always where it is required, else
// unless it is absent.
func (g *generator) encodeField(b *jen.Group, f *ir.Field) {
	name := func() *jen.Statement { return jen.Id("e").Dot("Name").Call(nameLit(f.JSON)) }
	addr := fieldAddr(f.Name)
	nullable := f.Presence == ir.Nullable
	switch form := g.form(f); {
	case form == ir.FormOpt && nullable:
		b.Add(name())
		b.Qual(g.path.wire, "EncodeNullable").Call(jen.Id("e"), addr, g.encodeFunc(f.Type))
	case form == ir.FormOpt:
		b.Qual(g.path.wire, "EncodeOpt").Call(jen.Id("e"), nameLit(f.JSON), addr, g.encodeFunc(f.Type))
	case form == ir.FormPointer && nullable:
		b.Add(name())
		b.Qual(g.path.wire, "EncodePtr").Call(jen.Id("e"), addr, g.encodeFunc(f.Type))
	case form == ir.FormPointer:
		b.If(jen.Id("x").Dot(f.Name).Op("!=").Nil()).Block(
			name(), g.encodeCall(f.Type, jen.Id("x").Dot(f.Name)))
	case g.encodeOnly(f) != nil:
		b.Add(name())
		b.Add(g.encodeOnly(f))
	case f.Presence == ir.Required, nullable:
		b.Add(name())
		b.Add(g.encodeCall(f.Type, addr))
	case f.Type.Kind == ir.KindLocalized:
		b.If(jen.Op("!").Id("x").Dot(f.Name).Dot("IsZero").Call()).Block(name(), g.encodeCall(f.Type, addr))
	default:
		b.If(jen.Id("x").Dot(f.Name).Op("!=").Nil()).Block(name(), g.encodeCall(f.Type, addr))
	}
}
