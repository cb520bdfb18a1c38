// Typed bodies of failed answers: they are errors, so that errors.AsType finds
// them in the error of a call.

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// planProblems collects the structs that errors carry, each with the field that
// reads as a message, or nil.
func (g *generator) planProblems() {
	g.problems = map[*ir.Decl]*ir.Field{}
	for _, s := range g.pkg.Services {
		for _, op := range s.Ops {
			for _, e := range op.Errors {
				if e.Type == nil {
					continue
				}
				if d := structOf(e.Type); d != nil && canBeError(d) && g.problems[d] == nil {
					g.problems[d] = messageField(d, e.Detail)
				}
			}
		}
	}
}

// canBeError reports whether a struct can have the method Error: not with a field
// of that name.
func canBeError(d *ir.Decl) bool {
	for _, f := range d.Fields {
		if f.Name == "Error" {
			return false
		}
	}
	return d.Extra == nil || extraName(d) != "Error"
}

func messageField(d *ir.Decl, json string) *ir.Field {
	for _, f := range d.Fields {
		if f.JSON == json && json != "" && resolve(f.Type).Kind == ir.KindString {
			return f
		}
	}
	return nil
}

// errorMethod emits
//
//	// Error gives the message: errors.AsType finds a Problem in the error of a call.
//	func (x *Problem) Error() string { return x.Detail.Or("Problem") }
func (g *generator) errorMethod(d *ir.Decl, detail *ir.Field) jen.Code {
	message := lit(d.Name)
	if detail != nil {
		value := jen.Id("x").Dot(detail.Name)
		switch g.form(detail) {
		case ir.FormOpt:
			value.Dot("Or").Call(lit(d.Name))
			fallthrough
		case ir.FormPlain:
			message = value
			if detail.Type.Kind != ir.KindString {
				message = jen.String().Call(value)
			}
		}
	}
	return jen.Add(comment("Error gives the message: errors.AsType finds a *" + d.Name + " in the error of a call.")).Line().
		Func().Params(jen.Id("x").Op("*").Id(d.Name)).Id("Error").Params().String().Block(jen.Return(message))
}
