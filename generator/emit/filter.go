// Filters: optional query parameters whose values are conditions.

package emit

import (
	"slices"
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// optionType spells the type of an optional parameter's field: of a filter
// client.Filter[int64], or map[string]client.Filter[string] where the caller
// names the fields.
func (g *generator) optionType(p *ir.Param) *jen.Statement {
	if p.Filter == nil {
		return g.formType(p.Type, paramForm(p))
	}
	if elem := filterFields(p); elem != nil {
		return jen.Map(jen.String()).Add(g.client("Filter").Index(g.typ(elem)))
	}
	return g.client("Filter").Index(g.typ(p.Type))
}

// filterFields is the type of the values where the caller names the fields.
func filterFields(p *ir.Param) *ir.Type {
	if t := resolve(p.Type); t.Kind == ir.KindMap {
		return t.Elem
	}
	return nil
}

// setFilter emits client.QueryFilter(req, "level", p.Level, filterSyntax, client.Text).
func (g *generator) setFilter(b *jen.Group, p *ir.Param, value *jen.Statement) {
	syntax := jen.Id(filterSyntaxName(slices.Index(g.filterSyntaxes(), *p.Filter)))
	if elem := filterFields(p); elem != nil {
		b.Add(g.client("QueryFilters").Call(jen.Id("req"), value, syntax, g.text(elem)))
		return
	}
	b.Add(g.client("QueryFilter").Call(jen.Id("req"), lit(p.Key), value, syntax, g.text(p.Type)))
}

// filterSyntaxes lists the ways of writing filters that the API has.
func (g *generator) filterSyntaxes() []ir.Filter {
	var list []ir.Filter
	for _, svc := range g.pkg.Services {
		for _, op := range svc.Ops {
			for p := range params(op) {
				if p.Filter != nil && !slices.Contains(list, *p.Filter) {
					list = append(list, *p.Filter)
				}
			}
		}
	}
	return list
}

// filterSyntaxName is unexported and has no like among a description's names,
// which begin with a capital.
func filterSyntaxName(i int) string {
	if i == 0 {
		return "filterSyntax"
	}
	return "filterSyntax" + strconv.Itoa(i+1)
}

// filterVars emits
//
//	// How the API writes filters.
//	var filterSyntax = client.FilterSyntax{Or: "||", Not: "!=", Range: true}
func (g *generator) filterVars(f *jen.File) {
	for i, s := range g.filterSyntaxes() {
		var items []jen.Code
		items = appendText(items, "Or", s.Or)
		items = appendText(items, "Not", s.Not)
		if s.Range {
			items = append(items, pair("Range", jen.True()))
		}
		f.Add(comment("How the API writes filters.")).Line().
			Var().Id(filterSyntaxName(i)).Op("=").Add(g.client("FilterSyntax")).Add(inline(items...))
	}
}
