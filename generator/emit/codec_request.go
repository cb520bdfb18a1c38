// What the description says of a value only on its way to the server: read-only
// properties stay at home, what has but one value needn't be set, and the case
// of a union says which it is.

package emit

import (
	"encoding/json"
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// encodeMember writes a field as far as it goes the way that the encoder does:
//
//	if !e.Sending() {
//		e.Name(`"id":`)
//		e.Int64(&x.ID)
//	}
func (g *generator) encodeMember(b *jen.Group, d *ir.Decl, f *ir.Field) {
	switch {
	case f.ReadOnly && d.Encoded && f.Sendable && f.Presence == ir.Required:
		if zeroOf(f.Type) == nil {
			g.encodeField(b, f)
			return
		}
		b.If(jen.Op("!").Id("e").Dot("Sending").Call().Op("||").Id("x").Dot(f.Name).Op("!=").Add(zeroOf(f.Type))).
			BlockFunc(func(b *jen.Group) { g.encodeField(b, f) })
	case f.ReadOnly && d.Encoded:
		b.If(jen.Op("!").Id("e").Dot("Sending").Call()).BlockFunc(func(b *jen.Group) { g.encodeField(b, f) })
	case f.WriteOnly && d.Decoded && f.Presence == ir.Required && zeroOf(f.Type) != nil:
		// An answer has no such property, so that its zero value means nothing.
		b.If(jen.Id("e").Dot("Sending").Call().Op("||").Id("x").Dot(f.Name).Op("!=").Add(zeroOf(f.Type))).
			BlockFunc(func(b *jen.Group) { g.encodeField(b, f) })
	default:
		g.encodeField(b, f)
	}
}

// zeroOf is the zero value of a scalar, nil for what has none that says nothing.
func zeroOf(t *ir.Type) *jen.Statement {
	switch r := resolve(t); r.Kind {
	case ir.KindString:
		return lit("")
	case ir.KindInt32, ir.KindInt64:
		return jen.Lit(0)
	case ir.KindDecl:
		if r.Decl.Kind == ir.DeclEnum {
			return zeroOf(r.Decl.Under)
		}
	}
	return nil
}

// encodeOnly writes a required field that may have but one value, where it is
// not set that one: e.StringOr(&x.Kind, "circle"). It is nil for other fields.
func (g *generator) encodeOnly(f *ir.Field) *jen.Statement {
	if f.Const == "" || f.Presence != ir.Required {
		return nil
	}
	switch f.Type.Kind {
	case ir.KindString:
		var text string
		if json.Unmarshal([]byte(f.Const), &text) == nil && text != "" {
			return jen.Id("e").Dot("StringOr").Call(fieldAddr(f.Name), lit(text))
		}
	case ir.KindInt64:
		if n, err := strconv.ParseInt(f.Const, 10, 64); err == nil && n != 0 {
			return jen.Id("e").Dot("Int64Or").Call(fieldAddr(f.Name), jen.Lit(int(n)))
		}
	}
	return nil
}

// encodeCase writes the case v of a union, with its discriminator where it has
// one and the caller set none:
//
//	if v != nil && v.Type == "" {
//		c := *v
//		c.Type = "damage"
//		v = &c
//	}
//	wire.EncodePtr(e, &v, encodeDamageEvent)
func (g *generator) encodeCase(b *jen.Group, u *ir.Union, v *ir.Variant, write jen.Code) {
	d := structOf(v.Type)
	if u.Property == "" || len(v.Values) == 0 || d == nil || !byPointer(v) {
		b.Add(write)
		return
	}
	for _, f := range d.Fields {
		if f.JSON == u.Property {
			g.fillTag(b, f, v.Values[0])
			b.Add(write)
			return
		}
	}
	b.Id("at").Op(":=").Id("e").Dot("Len").Call()
	b.Add(write)
	tag := jen.Id("e").Dot("Tag").Call(jen.Id("at"), nameLit(u.Property), lit(v.Values[0]))
	if d.Extra == nil {
		b.Add(tag)
		return
	}
	has := jen.List(jen.Id("_"), jen.Id("ok")).Op(":=").Id("v").Dot(extraName(d)).Index(lit(u.Property))
	b.If(jen.Id("v").Op("!=").Nil()).Block(jen.If(has, jen.Op("!").Id("ok")).Block(tag))
}

// isText reports whether a scalar is a string.
func isText(t *ir.Type) bool {
	r := resolve(t)
	return r.Kind == ir.KindString || r.Kind == ir.KindDecl && isText(r.Decl.Under)
}

// fillTag sets the discriminator of a copy of v where v has none.
func (g *generator) fillTag(b *jen.Group, f *ir.Field, tag string) {
	zero := zeroOf(f.Type)
	if zero == nil || g.encodeOnly(f) != nil && jsonText(f.Const) == tag {
		return // its encoder does
	}
	value := lit(tag)
	if !isText(f.Type) {
		n, err := strconv.Atoi(tag)
		if err != nil {
			return
		}
		value = jen.Lit(n)
	}
	var unset *jen.Statement
	switch g.form(f) {
	case ir.FormPlain:
		unset = jen.Id("v").Dot(f.Name).Op("==").Add(zero)
	case ir.FormOpt:
		unset = jen.Op("!").Id("v").Dot(f.Name).Dot("IsSet").Call()
		if f.Type.Kind != ir.KindString { // an untyped constant would be another type
			value = g.typ(f.Type).Call(value)
		}
		value = jen.Qual(g.path.wire, "Some").Call(value)
	default:
		return
	}
	b.If(jen.Id("v").Op("!=").Nil().Op("&&").Add(unset)).Block(
		jen.Id("c").Op(":=").Op("*").Id("v"),
		jen.Id("c").Dot(f.Name).Op("=").Add(value),
		jen.Id("v").Op("=").Op("&").Id("c"))
}
