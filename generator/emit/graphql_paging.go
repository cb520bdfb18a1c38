// Pages of GraphQL operations: an iterator over the method for one page.

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// graphqlPages emits
//
//	// EventsAll iterates over the items of all pages of Events.
//	func (s *ReportDataService) EventsAll(ctx context.Context, code string, params *ReportDataEventsParams, opts ...client.CallOption) iter.Seq2[Event, error] {
//		var from ReportDataEventsParams
//		if params != nil {
//			from = *params
//		}
//		return gql.PageValues(gql.ByCursor("ReportData.Events", from.StartTime), func(at wire.Opt[float64]) (*ReportEventPaginator, error) {
//			next := from
//			next.StartTime = at
//			return s.Events(ctx, code, &next, opts...)
//		}, func(p *ReportEventPaginator) (page gql.Page[Event, float64]) {
//			page.Items = p.Data
//			if v, ok := p.NextPageTimestamp.Get(); ok {
//				page.Next = wire.Some(v)
//			}
//			return page
//		})
//	}
func (g *generator) graphqlPages(m *method) jen.Code {
	p := m.op.Paging
	list := listAt(p, m.op.Result.Type)
	elem, run, seq := g.elem(list), "PageValues", g.elem(list)
	switch {
	case elemWrap(list) == wrapPtr:
		run = "PagePointers"
	case elemWrap(list) == wrapNone && isStruct(list.Elem):
		run, seq = "Pages", jen.Op("*").Add(elem)
	}
	doc := joinParas(append([]string{
		p.AllName + " iterates over the items of all pages of " + m.op.Name + ", asking for a page when its items are " +
			"wanted. It ends at the first error.",
		scopesNote(m.op),
	}, closing(ir.Doc{Deprecated: m.op.Doc.Deprecated})...))
	style := "ByPage"
	if p.Style == ir.PageCursor {
		style = "ByCursor"
	}
	return jen.Add(comment(doc)).Line().Add(g.signature(m, p.AllName)).
		Qual("iter", "Seq2").Index(jen.List(seq, jen.Error())).BlockFunc(func(b *jen.Group) {
		from := jen.Qual(g.path.wire, "Some").Call(jen.Id(m.args[p.Param]))
		if !p.Param.Required {
			b.Var().Id("from").Id(m.params.Name)
			b.If(jen.Id("params").Op("!=").Nil()).Block(jen.Id("from").Op("=").Op("*").Id("params"))
			from = jen.Id("from").Dot(p.Param.Name)
		} else if m.params != nil {
			b.Id("params").Op("=").Add(g.client("Copy")).Call(jen.Id("params"))
		}
		b.Return(g.gql(run).Call(g.gql(style).Call(lit(qualifiedName(m.svc, m.op)), from), g.fetchPage(m), g.readGraphQLPage(p, m.op.Result.Type, elem)))
	})
}

// fetchPage renders the function that gets the page asked for.
func (g *generator) fetchPage(m *method) jen.Code {
	p := m.op.Paging
	at := jen.Qual(g.path.wire, "Opt").Index(g.typ(p.Param.Type))
	return jen.Func().Params(jen.Id("at").Add(at)).Params(jen.Op("*").Add(g.typ(m.op.Result.Type)), jen.Error()).BlockFunc(func(b *jen.Group) {
		args := []jen.Code{jen.Id("ctx")}
		if !p.Param.Required {
			b.Id("next").Op(":=").Id("from")
			b.Id("next").Dot(p.Param.Name).Op("=").Id("at")
		}
		for _, param := range m.op.Params {
			switch {
			case param == p.Param:
				args = append(args, jen.Id("at").Dot("Or").Call(jen.Id(m.args[param])))
			case m.args[param] != "":
				args = append(args, jen.Id(m.args[param]))
			}
		}
		switch {
		case !p.Param.Required:
			args = append(args, jen.Op("&").Id("next"))
		case m.params != nil:
			args = append(args, jen.Id("params"))
		}
		args = append(args, jen.Id("opts").Op("..."))
		b.Return(jen.Id(m.self).Dot(m.op.Name).Call(args...))
	})
}

// readGraphQLPage renders the function that says what a page's answer holds.
func (g *generator) readGraphQLPage(p *ir.Paging, result *ir.Type, elem *jen.Statement) jen.Code {
	return jen.Func().Params(jen.Id("p").Op("*").Add(g.typ(result))).
		Params(jen.Id("page").Add(g.gql("Page")).Index(jen.List(elem, g.typ(p.Param.Type)))).BlockFunc(func(b *jen.Group) {
		page := func(name string) *jen.Statement { return jen.Id("page").Dot(name) }
		some := func(v jen.Code) *jen.Statement { return jen.Qual(g.path.wire, "Some").Call(v) }
		g.reach(b, jen.Id("p"), p.Items, func(c *jen.Group, _ *ir.Field, v *jen.Statement) {
			c.Add(page("Items")).Op("=").Add(v)
		})
		g.reach(b, jen.Id("p"), p.Cursor, func(c *jen.Group, f *ir.Field, v *jen.Statement) {
			if f.Type.Kind != p.Param.Type.Kind {
				v = g.typ(p.Param.Type).Call(v)
			}
			c.Add(page("Next")).Op("=").Add(some(v))
		})
		g.reach(b, jen.Id("p"), p.More, func(c *jen.Group, _ *ir.Field, v *jen.Statement) {
			c.Add(page("More")).Op("=").Add(some(v))
		})
		g.reach(b, jen.Id("p"), p.Last, func(c *jen.Group, f *ir.Field, v *jen.Statement) {
			c.Add(page("Last")).Op("=").Add(asInt64(f.Type, v))
		})
		b.Return(jen.Id("page"))
	})
}
