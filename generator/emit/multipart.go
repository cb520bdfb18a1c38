// Multipart bodies: a function for each operation that makes parts of a struct's
// fields.

package emit

import (
	"maps"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// partForm says how a field becomes a part.
type partForm uint8

const (
	partText partForm = iota
	partFile
	partJSON
)

// partKind is text for scalars, a file for binary content and JSON for the rest.
// A list becomes a part for each element.
func partKind(t *ir.Type) partForm {
	r := resolve(t)
	if r.Kind == ir.KindList && elemWrap(r) == wrapNone {
		return partKind(r.Elem)
	}
	switch {
	case r.Kind == ir.KindFile:
		return partFile
	case textFunc(t) != "":
		return partText
	default:
		return partJSON
	}
}

// hasParts reports whether an operation's body is a struct sent part by part.
func hasParts(op *ir.Operation) bool {
	return op.Body != nil && op.Body.Kind == ir.BodyMultipart && op.Body.Type != nil && structOf(op.Body.Type) != nil
}

// partsDecl emits
//
//	// petUploadParts gives the parts of the body.
//	func petUploadParts(req *client.Request, x *PetUpload) []client.Part {
//		if x == nil {
//			return nil
//		}
//		var parts []client.Part
//		parts = append(parts, client.PartFile("file", "image/png", x.File).Needed())
//		if v, ok := x.Note.Get(); ok {
//			parts = append(parts, client.PartText("note", client.Text(v)))
//		}
//		return parts
//	}
func (g *generator) partsDecl(op *ir.Operation) jen.Code {
	name, d := g.parts[op], structOf(op.Body.Type)
	return jen.Add(comment(name+" gives the parts of the body.")).Line().
		Func().Id(name).Params(jen.Id("req").Op("*").Add(g.client("Request")), jen.Id("x").Op("*").Id(d.Name)).
		Index().Add(g.client("Part")).BlockFunc(func(b *jen.Group) {
		b.If(jen.Id("x").Op("==").Nil()).Block(jen.Return(jen.Nil()))
		b.Var().Id("parts").Index().Add(g.client("Part"))
		for _, f := range d.Fields {
			g.appendPart(b, op, f)
		}
		b.Return(jen.Id("parts"))
	})
}

// appendPart emits the statements that add a field's part or parts.
func (g *generator) appendPart(b *jen.Group, op *ir.Operation, f *ir.Field) {
	value := jen.Id("x").Dot(f.Name)
	add := func(g1 *jen.Group, t *ir.Type, v *jen.Statement, pointer bool) {
		g1.Id("parts").Op("=").Append(jen.Id("parts"), g.part(op, f, t, v, pointer))
	}
	r := resolve(f.Type)
	form := g.form(f)
	switch {
	case form == ir.FormOpt:
		b.If(jen.List(jen.Id("v"), jen.Id("ok")).Op(":=").Add(value).Dot("Get").Call(), jen.Id("ok")).BlockFunc(func(c *jen.Group) {
			add(c, f.Type, jen.Id("v"), false)
		})
	case form == ir.FormPointer:
		b.If(jen.Add(value).Op("!=").Nil()).BlockFunc(func(c *jen.Group) { add(c, f.Type, value, true) })
	case r.Kind == ir.KindList && elemWrap(r) == wrapNone:
		b.For(jen.List(jen.Id("_"), jen.Id("v")).Op(":=").Range().Add(value)).BlockFunc(func(c *jen.Group) {
			add(c, r.Elem, jen.Id("v"), false)
		})
	case form == ir.FormSlice:
		b.If(jen.Add(value).Op("!=").Nil()).BlockFunc(func(c *jen.Group) { add(c, f.Type, value, false) })
	default:
		add(b, f.Type, value, false)
	}
}

// part renders one part.
func (g *generator) part(op *ir.Operation, f *ir.Field, t *ir.Type, v *jen.Statement, pointer bool) jen.Code {
	enc := op.Body.Parts[f.JSON]
	switch partKind(t) {
	case partFile:
		contentType, _, _ := strings.Cut(enc.ContentType, ",")
		file := g.client("PartFile").Call(lit(f.JSON), lit(strings.TrimSpace(contentType)), v)
		if t == f.Type && f.Presence == ir.Required {
			return file.Dot("Needed").Call()
		}
		return file
	case partText:
		return typedPart(g.client("PartText").Call(lit(f.JSON), g.asText(t, v)), enc.ContentType, "text/plain")
	default:
		if !pointer {
			v = jen.Op("&").Add(v)
		}
		return typedPart(g.client("PartJSON").Call(jen.Id("req"), lit(f.JSON), v, g.encodeFunc(t)), enc.ContentType, "application/json")
	}
}

// typedPart gives a part the content type that its encoding names, unless that
// is the one which it has: client.PartText("note", x.Note).As("text/markdown").
func typedPart(part *jen.Statement, encoding, usual string) *jen.Statement {
	contentType, _, _ := strings.Cut(encoding, ",")
	contentType = strings.TrimSpace(contentType)
	if contentType == "" || contentType == usual || strings.Contains(contentType, "*") {
		return part
	}
	return part.Dot("As").Call(lit(contentType))
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
