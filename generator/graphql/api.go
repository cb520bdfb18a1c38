// What the runtime and the fake are told of the API as a whole.

package graphql

import (
	"bytes"
	"maps"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
)

// api is the package's GraphQLAPI, but for what only the config knows.
func (l *lowerer) api(rule *PointsRule, diags *diag.List) *ir.GraphQLAPI {
	a := &ir.GraphQLAPI{
		Schema: definitions(l.schema), Scalars: map[string]string{}, Samples: map[string]string{},
		Points: budget(l.schema, rule, diags),
	}
	for name, kind := range l.scalars {
		if kind != ir.KindRaw {
			a.Scalars[name] = ir.Sample(&ir.Type{Kind: kind})
		}
	}
	if p := a.Points; p != nil {
		maps.Copy(a.Samples, budgetSamples(l.schema, rule, p))
	}
	return a
}

// definitions prints a schema for a server that executes it.
func definitions(schema *ast.Schema) string {
	var buf bytes.Buffer
	formatter.NewFormatter(&buf, formatter.WithoutDescription(), formatter.WithIndent("  ")).FormatSchema(schema)
	return buf.String()
}

// budgetSamples is a budget that is far from spent, so that a client that paces
// itself isn't held up by made-up numbers.
func budgetSamples(schema *ast.Schema, rule *PointsRule, p *ir.Points) map[string]string {
	def := objectOf(schema, rule)
	out := map[string]string{def.Name + "." + p.Limit: "3600"}
	if p.Spent != "" {
		out[def.Name+"."+p.Spent] = "12"
	} else {
		out[def.Name+"."+p.Remaining] = "3588"
	}
	switch def.Fields.ForName(p.Reset).Type.Name() {
	case "Int", "Float":
		out[def.Name+"."+p.Reset] = "1800"
	default:
		out[def.Name+"."+p.Reset] = `"2100-01-01T00:00:00Z"`
	}
	return out
}
