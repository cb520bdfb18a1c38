// Unions: sealed interfaces with a case that keeps what the description doesn't
// name.

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// unionDecl emits
//
//	// Event is one of *DamageEvent, *HealEvent and EventRaw.
//	type Event interface{ isEvent() }
//
//	func (*DamageEvent) isEvent() {}
//	func (*HealEvent) isEvent()   {}
//	func (EventRaw) isEvent()     {}
//
//	// EventRaw keeps an Event that the description doesn't name, as it came.
//	type EventRaw struct{ wire.Raw }
func (g *generator) unionDecl(d *ir.Decl) jen.Code {
	u := d.Union
	marker := "is" + d.Name
	cases := make([]string, 0, len(u.Variants)+1)
	for _, v := range u.Variants {
		cases = append(cases, caseName(v))
	}
	note := "It is one of " + words(append(cases, u.RawName)) + "."
	if u.Property != "" {
		note += " The property " + oneLine(u.Property) + " tells which."
	}
	c := jen.Add(comment(declDoc(d.Name, d.Doc, fallbackDoc(d, "a union"), note))).Line().
		Type().Id(d.Name).Interface(jen.Id(marker).Params()).Line()
	for _, v := range u.Variants {
		c.Line().Func().Params(g.caseType(v)).Id(marker).Params().Block()
	}
	c.Line().Func().Params(jen.Id(u.RawName)).Id(marker).Params().Block().Line()
	for _, v := range u.Variants {
		if v.Wraps {
			c.Line().Add(g.wrapper(d, v)).Line()
		}
	}
	c.Line().Add(comment(u.RawName + " keeps a value of " + d.Name + " that the description doesn't name, as it came.")).Line().
		Type().Id(u.RawName).Struct(jen.Qual(g.path.wire, "Raw"))
	return c
}

// wrapper emits the case of a type that can't carry methods, or belongs to
// another package: type EventText string, or a struct around it.
func (g *generator) wrapper(d *ir.Decl, v *ir.Variant) jen.Code {
	c := jen.Add(comment(v.Name + " is a case of " + d.Name + ".")).Line().Type().Id(v.Name)
	if wrapsPlainly(v) {
		return c.Add(g.typ(v.Type))
	}
	return c.Struct(jen.Id("Value").Add(g.typ(v.Type)))
}

// wrapsPlainly reports whether a wrapper is a defined type; otherwise it is a
// struct with the field Value, which keeps the methods of what it holds.
func wrapsPlainly(v *ir.Variant) bool {
	switch v.Type.Kind {
	case ir.KindBool, ir.KindString, ir.KindInt32, ir.KindInt64, ir.KindFloat32, ir.KindFloat64,
		ir.KindBytes, ir.KindList, ir.KindMap:
		return true
	default:
		return false
	}
}

// byPointer reports whether a case is a pointer: structs are, so that choosing a
// case copies nothing.
func byPointer(v *ir.Variant) bool { return !v.Wraps && isStruct(v.Type) }

func (g *generator) caseType(v *ir.Variant) *jen.Statement {
	if byPointer(v) {
		return jen.Op("*").Id(v.Name)
	}
	return jen.Id(v.Name)
}

func caseName(v *ir.Variant) string {
	if byPointer(v) {
		return "*" + v.Name
	}
	return v.Name
}
