// Pages: an iterator over the items of all pages beside the method for one.

package emit

import (
	"maps"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// pagesMethod emits
//
//	// SearchAll iterates over the items of all pages of Search.
//	func (s *ItemService) SearchAll(ctx context.Context, params *ItemSearchParams, opts ...client.CallOption) iter.Seq2[*Item, error] {
//		params = client.Copy(params)
//		begin := func() *client.Request {
//			req := s.core.Request(&opItemSearch, opts)
//			params.apply(req)
//			return req
//		}
//		return client.Pages(ctx, client.ByPage("_page", 1), begin, decodeItemPage, func(p *ItemPage) (page client.Page[Item]) {
//			page.Items = p.Results
//			page.Last = p.PageCount
//			return page
//		})
//	}
func (g *generator) pagesMethod(m *method) jen.Code {
	p, result := m.op.Paging, m.op.Result.Type
	m = m.without(p.Param)
	doc := joinParas(append([]string{
		p.AllName + " iterates over the items of all pages of " + m.op.Name + ", asking for a page when its items are " +
			"wanted. It ends at the first error." + cappedNote(p),
		httpLine(m.op), scopesNote(m.op),
	}, closing(ir.Doc{Deprecated: m.op.Doc.Deprecated})...))
	run, elem, seq := "PageValues", g.elem(listAt(p, result)), g.elem(listAt(p, result))
	if list := listAt(p, result); elemWrap(list) == wrapNone && isStruct(list.Elem) {
		run, seq = "Pages", jen.Op("*").Add(elem)
	}
	return jen.Add(comment(doc)).Line().Add(g.signature(m, p.AllName)).
		Qual("iter", "Seq2").Index(jen.List(seq, jen.Error())).BlockFunc(func(b *jen.Group) {
		if m.params != nil {
			b.Id("params").Op("=").Add(g.client("Copy")).Call(jen.Id("params"))
		}
		if m.body != "" && isStruct(m.op.Body.Type) {
			b.Id(m.body).Op("=").Add(g.client("Copy")).Call(jen.Id(m.body))
		}
		b.Id("begin").Op(":=").Func().Params().Op("*").Add(g.client("Request")).BlockFunc(func(c *jen.Group) {
			g.buildRequest(c, m)
			c.Return(jen.Id("req"))
		})
		b.Return(g.client(run).Call(jen.Id("ctx"), g.pager(p), jen.Id("begin"), g.decodeFunc(result), g.readPage(p, result, elem)))
	})
}

// without is the method for an iterator, which counts the pages itself: a
// required page or offset is no argument of it.
func (m *method) without(p *ir.Param) *method {
	if p == nil || !p.Required || m.op.Paging.Style == ir.PageCursor {
		return m
	}
	c := *m
	c.args = maps.Clone(m.args)
	delete(c.args, p)
	c.counted = p
	return &c
}

// cappedNote tells how an iterator ends where the server counts no further.
func cappedNote(p *ir.Paging) string {
	if len(p.Capped) == 0 {
		return ""
	}
	return " Where the server has more than it counts, it ends with client.ErrCapped behind the last item."
}

// pager renders how the next page is asked for.
func (g *generator) pager(p *ir.Paging) jen.Code {
	key := strings.Join(p.InBody, ".")
	if p.Param != nil {
		key = p.Param.Key
	}
	var by *jen.Statement
	switch p.Style {
	case ir.PagePage:
		by = g.client("ByPage").Call(lit(key), jen.Lit(int(p.First)))
	case ir.PageOffset:
		by = g.client("ByOffset").Call(lit(key), jen.Lit(int(p.First)))
	case ir.PageCursor:
		by = g.client("ByCursor").Call(lit(key))
	case ir.PageLink:
		return g.client("ByLink").Call()
	default:
		return g.client("ByNextURL").Call()
	}
	if p.Param == nil {
		by.Dot("InBody").CallFunc(func(names *jen.Group) {
			for _, name := range p.InBody {
				names.Add(lit(name))
			}
		})
	}
	return by
}

// listAt is the type of the list of items: the last of the path, or the result.
func listAt(p *ir.Paging, result *ir.Type) *ir.Type {
	t := result
	if n := len(p.Items); n > 0 {
		t = p.Items[n-1].Type
	}
	return resolve(t)
}

// readPage renders the function that says what a page's answer holds.
func (g *generator) readPage(p *ir.Paging, result *ir.Type, elem *jen.Statement) jen.Code {
	return jen.Func().Params(jen.Id("p").Op("*").Add(g.typ(result))).
		Params(jen.Id("page").Add(g.client("Page")).Index(elem)).BlockFunc(func(b *jen.Group) {
		page := func(name string) *jen.Statement { return jen.Id("page").Dot(name) }
		if len(p.Items) == 0 {
			b.Add(page("Items")).Op("=").Op("*").Id("p")
		}
		g.reach(b, jen.Id("p"), p.Items, func(c *jen.Group, f *ir.Field, v *jen.Statement) {
			c.Add(page("Items")).Op("=").Add(v)
		})
		g.pageFacts(b, p, page)
		b.Return(jen.Id("page"))
	})
}

// pageFacts emits what an answer tells beside its items.
func (g *generator) pageFacts(b *jen.Group, p *ir.Paging, page func(string) *jen.Statement) {
	set := func(name string, path []*ir.Field, value func(*ir.Field, *jen.Statement) jen.Code) {
		g.reach(b, jen.Id("p"), path, func(c *jen.Group, f *ir.Field, v *jen.Statement) {
			c.Add(page(name)).Op("=").Add(value(f, v))
		})
	}
	count := func(f *ir.Field, v *jen.Statement) jen.Code { return asInt64(f.Type, v) }
	text := func(f *ir.Field, v *jen.Statement) jen.Code { return g.asText(f.Type, v) }
	if p.Style == ir.PagePage {
		set("Last", p.Last, count)
	}
	if p.Style == ir.PagePage || p.Style == ir.PageOffset {
		set("Total", p.Total, count)
		set("Next", p.Next, text)
	} else {
		set("Next", p.Cursor, text)
		g.lastKey(b, p)
		g.nextLink(b, p, page)
	}
	set("More", p.More, func(_ *ir.Field, v *jen.Statement) jen.Code { return jen.Qual(g.path.wire, "Some").Call(v) })
	set("More", p.Done, func(_ *ir.Field, v *jen.Statement) jen.Code {
		return jen.Qual(g.path.wire, "Some").Call(jen.Op("!").Add(v))
	})
	set("Capped", p.Capped, func(_ *ir.Field, v *jen.Statement) jen.Code { return v })
}

// lastKey emits
//
//	if n := len(page.Items); n > 0 {
//		page.Next = page.Items[n-1].ID
//	}
func (g *generator) lastKey(b *jen.Group, p *ir.Paging) {
	if len(p.Key) == 0 {
		return
	}
	items := jen.Id("page").Dot("Items")
	b.If(jen.Id("n").Op(":=").Len(items), jen.Id("n").Op(">").Lit(0)).BlockFunc(func(c *jen.Group) {
		last := items.Clone().Index(jen.Id("n").Op("-").Lit(1))
		g.reach(c, last, p.Key, func(c *jen.Group, f *ir.Field, v *jen.Statement) {
			c.Id("page").Dot("Next").Op("=").Add(g.asText(f.Type, v))
		})
	})
}

// nextLink emits
//
//	for _, l := range p.Links {
//		if l.Rel == "next" {
//			page.Next = l.Href
//		}
//	}
func (g *generator) nextLink(b *jen.Group, p *ir.Paging, page func(string) *jen.Statement) {
	if p.Links == nil {
		return
	}
	plain := func(f *ir.Field) *jen.Statement {
		v := jen.Id("l").Dot(f.Name)
		if g.form(f) == ir.FormOpt {
			v.Dot("Or").Call(jen.Lit(""))
		}
		return v
	}
	g.reach(b, jen.Id("p"), p.Links.Path, func(c *jen.Group, _ *ir.Field, v *jen.Statement) {
		c.For(jen.List(jen.Id("_"), jen.Id("l")).Op(":=").Range().Add(v)).Block(
			jen.If(plain(p.Links.Rel).Op("==").Lit("next")).Block(page("Next").Op("=").Add(plain(p.Links.Href))),
		)
	})
}

// reach emits the way along a path of fields, under conditions where a step may
// be absent, and what is done with the value at its end.
func (g *generator) reach(b *jen.Group, from *jen.Statement, path []*ir.Field, use func(*jen.Group, *ir.Field, *jen.Statement)) {
	if len(path) == 0 {
		return
	}
	f := path[0]
	value := jen.Add(from).Dot(f.Name)
	next := func(c *jen.Group, v *jen.Statement) {
		if len(path) == 1 {
			use(c, f, v)
			return
		}
		g.reach(c, v, path[1:], use)
	}
	switch g.form(f) {
	case ir.FormOpt:
		b.If(jen.List(jen.Id("v"), jen.Id("ok")).Op(":=").Add(value).Dot("Get").Call(), jen.Id("ok")).BlockFunc(func(c *jen.Group) {
			next(c, jen.Id("v"))
		})
	case ir.FormPointer:
		b.If(jen.Add(value).Op("!=").Nil()).BlockFunc(func(c *jen.Group) {
			if len(path) == 1 {
				value = jen.Op("*").Add(value)
			}
			next(c, value)
		})
	default:
		next(b, value)
	}
}

// asInt64 converts a number.
func asInt64(t *ir.Type, v *jen.Statement) jen.Code {
	if t.Kind == ir.KindInt64 {
		return v
	}
	return jen.Int64().Call(v)
}
