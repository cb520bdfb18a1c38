// Filters: the fields of a search's parameters and how they are put on it.

package emit_test

import (
	"strings"
	"testing"

	"github.com/keywright/keywright/generator/ir"
)

func TestFilterParameters(t *testing.T) {
	t.Parallel()
	pkg := fixture()
	search := pkg.Services[0].Ops[1]
	full, plain := &ir.Filter{Or: "||", Not: "!=", Range: true}, &ir.Filter{Or: ","}
	search.Options.Fields = append(search.Options.Fields,
		&ir.Param{Name: "Level", Key: "level", In: ir.InQuery, Type: of(ir.KindInt64), Filter: full},
		&ir.Param{Name: "Fields", Key: "fields", In: ir.InQuery, Type: &ir.Type{Kind: ir.KindMap, Elem: of(ir.KindString)}, Style: "form", Explode: true, Filter: full},
		&ir.Param{Name: "Word", Key: "word", In: ir.InQuery, Type: of(ir.KindString), Filter: plain},
	)
	search.Paging.Capped = search.Paging.More
	for file, wants := range map[string][]string{
		"realm.go": {
			"Level client.Filter[int64]", "Fields map[string]client.Filter[string]", "Word client.Filter[string]",
			`client.QueryFilter(req, "level", p.Level, filterSyntax, client.Text)`,
			"client.QueryFilters(req, p.Fields, filterSyntax, client.Text)",
			`client.QueryFilter(req, "word", p.Word, filterSyntax2, client.Text)`,
			"page.Capped = ", "it ends with client.ErrCapped",
		},
		"description.go": {
			`var filterSyntax = client.FilterSyntax{Or: "||", Not: "!=", Range: true}`,
			`var filterSyntax2 = client.FilterSyntax{Or: ","}`,
		},
	} {
		source := emitted(t, pkg, file)
		text := strings.Join(strings.Fields(source), " ")
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %s:\n%s", file, want, source)
			}
		}
	}
}
