// Request bodies: JSON and forms through codecs, multipart part by part, text
// and binary as they are.

package emit

import (
	"mime"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// bodyType spells the body argument. What may be left out can be nil or an Opt.
func (g *generator) bodyType(b *ir.Body) *jen.Statement {
	switch {
	case b.Kind == ir.BodyText:
		return jen.String()
	case b.Kind == ir.BodyBinary || b.Type == nil:
		return jen.Qual("io", "Reader")
	case isStruct(b.Type):
		return jen.Op("*").Add(g.typ(b.Type))
	case b.Kind == ir.BodyMultipart:
		return jen.Index().Add(g.client("Part"))
	case b.Required:
		return g.typ(b.Type)
	default:
		return g.formType(b.Type, ir.FormOf(b.Type, ir.Optional))
	}
}

// needBody plans the codecs that a body's type needs.
func (g *generator) needBody(b *ir.Body) {
	switch b.Kind {
	case ir.BodyJSON, ir.BodyForm:
		g.need(b.Type, wrapNone, encoding)
	case ir.BodyMultipart:
		if d := structOf(b.Type); d != nil {
			for _, f := range d.Fields {
				if partKind(f.Type) != partJSON {
					continue
				}
				if r := resolve(f.Type); r.Kind == ir.KindList && elemWrap(r) == wrapNone {
					g.need(r.Elem, wrapNone, encoding)
					continue
				}
				g.need(f.Type, wrapNone, encoding)
			}
		}
	}
}

// structOf gives the declaration of a struct type.
func structOf(t *ir.Type) *ir.Decl {
	if !isStruct(t) {
		return nil
	}
	return resolve(t).Decl
}

// setBody emits the statement that makes the argument the body.
func (g *generator) setBody(b *jen.Group, m *method) {
	body := m.op.Body
	arg := jen.Id(m.body)
	switch body.Kind {
	case ir.BodyText:
		b.Add(g.client("BodyText").Call(jen.Id("req"), lit(body.ContentType), arg))
	case ir.BodyJSON:
		g.setEncodedBody(b, m, func(ptr jen.Code) jen.Code {
			if isPlainJSON(body.ContentType) {
				return g.client("BodyJSON").Call(jen.Id("req"), ptr, g.encodeFunc(body.Type))
			}
			return g.client("BodyJSONAs").Call(jen.Id("req"), lit(body.ContentType), ptr, g.encodeFunc(body.Type))
		})
	case ir.BodyForm:
		g.setEncodedBody(b, m, func(ptr jen.Code) jen.Code {
			args := []jen.Code{jen.Id("req"), ptr, g.encodeFunc(body.Type)}
			return g.client("BodyForm").Call(append(args, g.formStyles(body)...)...)
		})
	case ir.BodyMultipart:
		if !hasParts(m.op) {
			b.Add(g.client("BodyMultipart").Call(jen.Id("req"), arg.Op("...")))
			return
		}
		b.Add(g.client("BodyMultipart").Call(jen.Id("req"), jen.Id(g.parts[m.op]).Call(jen.Id("req"), arg).Op("...")))
	default:
		b.Add(g.client("BodyReader").Call(jen.Id("req"), lit(body.ContentType), arg))
	}
}

// setEncodedBody emits call with a pointer to the body, under a condition where
// it may be left out.
func (g *generator) setEncodedBody(b *jen.Group, m *method, call func(ptr jen.Code) jen.Code) {
	body, arg := m.op.Body, jen.Id(m.body)
	form := ir.FormOf(body.Type, ir.Optional)
	switch {
	case isStruct(body.Type), !body.Required && form == ir.FormPointer:
		b.Add(call(arg))
	case body.Required:
		b.Add(call(jen.Op("&").Add(arg)))
	case form == ir.FormOpt:
		b.If(jen.List(jen.Id("v"), jen.Id("ok")).Op(":=").Add(arg).Dot("Get").Call(), jen.Id("ok")).Block(call(jen.Op("&").Id("v")))
	case form == ir.FormPlain:
		b.Add(call(jen.Op("&").Add(arg)))
	default:
		b.If(jen.Add(arg).Op("!=").Nil()).Block(call(jen.Op("&").Add(arg)))
	}
}

// isPlainJSON reports whether a content type is application/json, whatever its
// parameters.
func isPlainJSON(contentType string) bool {
	t, _, err := mime.ParseMediaType(contentType)
	return contentType == "" || err == nil && t == "application/json"
}

// formStyles renders the lists of a form that are joined.
func (g *generator) formStyles(b *ir.Body) []jen.Code {
	var styles []jen.Code
	for _, name := range sortedKeys(b.Parts) {
		enc := b.Parts[name]
		style := map[string]string{"form": "Form", "spaceDelimited": "Space", "pipeDelimited": "Pipe", "deepObject": "DeepObject"}[enc.Style]
		if style == "DeepObject" || style != "" && !enc.Explode {
			styles = append(styles, g.client("FormStyle").Add(inline(pair("Name", lit(name)), pair("Style", g.client(style)))))
		}
	}
	return styles
}
