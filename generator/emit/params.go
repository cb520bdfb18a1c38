// Parameters: the struct of an operation's optional ones, and how each is put on
// a request.

package emit

import (
	"encoding/json"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// paramsStruct emits
//
//	// ItemSearchParams are the optional parameters of ItemService.Search.
//	type ItemSearchParams struct {
//		// The page to start with.
//		Page wire.Opt[int64]
//	}
func (g *generator) paramsStruct(m *method) jen.Code {
	doc := m.params.Name + " are the optional parameters of " + m.recv + "." + m.op.Name + "."
	return jen.Add(comment(doc)).Line().Type().Id(m.params.Name).StructFunc(func(s *jen.Group) {
		above := 0
		for i, p := range m.params.Fields {
			above = documentField(s, i == 0, above, paramDoc(p))
			s.Id(p.Name).Add(g.optionType(p))
		}
	})
}

func paramDoc(p *ir.Param) string {
	note := ""
	if p.Default != "" {
		note = "Default: " + oneLine(p.Default) + "."
	}
	return fieldDoc(p.Doc, note)
}

// applyMethod emits
//
//	func (p *ItemSearchParams) apply(req *client.Request) {
//		if p == nil {
//			return
//		}
//		client.QueryOpt(req, "_page", p.Page, client.Text)
//	}
func (g *generator) applyMethod(m *method) jen.Code {
	return jen.Func().Params(jen.Id("p").Op("*").Id(m.params.Name)).Id("apply").
		Params(jen.Id("req").Op("*").Add(g.client("Request"))).BlockFunc(func(b *jen.Group) {
		b.If(jen.Id("p").Op("==").Nil()).Block(jen.Return())
		for _, p := range m.params.Fields {
			g.setParam(b, p, jen.Id("p").Dot(p.Name), false)
		}
	})
}

// paramAsJSON reports whether a parameter is written through its codec: as JSON
// text, or as an object whose properties the style spreads.
func paramAsJSON(p *ir.Param) bool {
	t := resolve(p.Type)
	switch {
	case p.Const != "", p.In == ir.InVariable:
		return false
	case p.JSON:
		return true
	case t.Kind == ir.KindList:
		return elemWrap(t) != wrapNone || textFunc(t.Elem) == ""
	case t.Kind == ir.KindMap:
		return elemWrap(t) != wrapNone || textFunc(t.Elem) == "" || p.In != ir.InQuery
	default:
		return textFunc(p.Type) == ""
	}
}

// setParam emits the call that puts a parameter's value on the request:
// client.QueryOpt(req, "_page", p.Page, client.Text). A required value is its
// type, or a pointer to a struct; an optional one has its form.
func (g *generator) setParam(b *jen.Group, p *ir.Param, value *jen.Statement, required bool) {
	if p.Filter != nil {
		g.setFilter(b, p, value)
		return
	}
	if paramAsJSON(p) {
		g.setEncoded(b, p, value, required)
		return
	}
	place := placeName(p.In)
	args := []jen.Code{jen.Id("req"), lit(p.Key), value}
	t := resolve(p.Type)
	switch {
	case p.Const != "":
		b.Add(g.client(place + "One").Call(g.styled(p, args, g.client("Text"))...))
	case t.Kind == ir.KindList:
		b.Add(g.client(place + "List").Call(g.listArgs(p, args, t.Elem)...))
	case t.Kind == ir.KindMap:
		b.Add(g.client("QueryMap").Call(append(args, g.style(p), g.text(t.Elem))...))
	case required || p.Required:
		name := place + "One"
		if p.Reserved && p.In == ir.InQuery {
			name = "QueryReserved"
		}
		b.Add(g.client(name).Call(g.styled(p, args, g.text(p.Type))...))
	case paramForm(p) == ir.FormOpt:
		name := place + "Opt"
		if p.Reserved && p.In == ir.InQuery {
			name = "QueryReservedOpt"
		}
		b.Add(g.client(name).Call(append(args, g.text(p.Type))...))
	default: // bytes: nil is absent
		b.If(jen.Add(value).Op("!=").Nil()).Block(g.client(place + "One").Call(append(args, g.text(p.Type))...))
	}
}

// listArgs adds style and text function; headers and cookies have one style.
func (g *generator) listArgs(p *ir.Param, args []jen.Code, elem *ir.Type) []jen.Code {
	if p.In == ir.InQuery || p.In == ir.InPath {
		args = append(args, g.style(p))
	}
	return append(args, g.text(elem))
}

// styled adds the text function, and in a path the style before it.
func (g *generator) styled(p *ir.Param, args []jen.Code, text jen.Code) []jen.Code {
	if p.In == ir.InPath {
		args = append(args, g.style(p))
	}
	return append(args, text)
}

// setEncoded emits a parameter that goes through its codec; the runtime takes a
// pointer and leaves nil out.
func (g *generator) setEncoded(b *jen.Group, p *ir.Param, value *jen.Statement, required bool) {
	form := paramForm(p)
	if required {
		form = ir.FormPlain
	}
	name := placeName(p.In) + "Object"
	isObject := isStruct(p.Type) || resolve(p.Type).Kind == ir.KindMap
	switch {
	case p.JSON:
		name = placeName(p.In) + "JSON"
	case !isObject: // a union, or a list of what isn't a scalar: its value tells
		name = placeName(p.In) + "Value"
	}
	call := func(ptr jen.Code) jen.Code {
		args := []jen.Code{jen.Id("req"), lit(p.Key), ptr}
		if !p.JSON {
			args = append(args, g.style(p))
		}
		return g.client(name).Call(append(args, g.encodeFunc(p.Type))...)
	}
	switch {
	case form == ir.FormOpt:
		b.If(jen.List(jen.Id("v"), jen.Id("ok")).Op(":=").Add(value).Dot("Get").Call(), jen.Id("ok")).Block(call(jen.Op("&").Id("v")))
	case form == ir.FormPointer, required && isStruct(p.Type):
		b.Add(call(value))
	case form == ir.FormPlain:
		b.Add(call(jen.Op("&").Add(value)))
	default:
		b.If(jen.Add(value).Op("!=").Nil()).Block(call(jen.Op("&").Add(value)))
	}
}

func placeName(w ir.Where) string {
	switch w {
	case ir.InPath:
		return "Path"
	case ir.InHeader:
		return "Header"
	case ir.InCookie:
		return "Cookie"
	default:
		return "Query"
	}
}

// style is the runtime's constant for a parameter's style.
func (g *generator) style(p *ir.Param) jen.Code {
	name := map[string]string{
		"form": "Form", "spaceDelimited": "Space", "pipeDelimited": "Pipe", "simple": "Simple",
		"label": "Label", "matrix": "Matrix", "deepObject": "DeepObject",
	}[p.Style]
	switch {
	case name == "" && (p.In == ir.InPath || p.In == ir.InHeader):
		name = "Simple"
	case name == "":
		name = "Form"
	}
	if p.Explode && name != "DeepObject" {
		name += "Explode"
	}
	return g.client(name)
}

// textFunc names the runtime's function that writes a scalar as text; empty for
// types that aren't scalars.
func textFunc(t *ir.Type) string {
	r := resolve(t)
	switch r.Kind {
	case ir.KindBool, ir.KindString, ir.KindInt32, ir.KindInt64, ir.KindFloat32, ir.KindFloat64, ir.KindNumber:
		return "Text"
	case ir.KindTime:
		return "TimeText"
	case ir.KindDate:
		return "DateText"
	case ir.KindBytes:
		return "BytesText"
	case ir.KindDecl:
		if r.Decl.Kind == ir.DeclEnum {
			return textFunc(r.Decl.Under)
		}
	}
	return ""
}

func (g *generator) text(t *ir.Type) jen.Code { return g.client(textFunc(t)) }

// asText renders a scalar as text, a string as it is.
func (g *generator) asText(t *ir.Type, value *jen.Statement) jen.Code {
	r := resolve(t)
	switch {
	case t.Kind == ir.KindString:
		return value
	case r.Kind == ir.KindString, r.Kind == ir.KindDecl && r.Decl.Under.Kind == ir.KindString:
		return jen.String().Call(value)
	default:
		return g.client(textFunc(t)).Call(value)
	}
}

// jsonText reads a JSON string.
func jsonText(s string) string {
	var text string
	if json.Unmarshal([]byte(s), &text) != nil {
		return s
	}
	return text
}
