// What the runtime and the fake are told of the API as a whole.

package graphql

import (
	"bytes"
	"maps"
	"strings"

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
	l.samples(a)
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

// samples are values of the fields that the schema says too little of: those
// whose scalar hides a shape, and those that end a walk through pages.
func (l *lowerer) samples(a *ir.GraphQLAPI) {
	for name, shape := range l.shapes.fields {
		if shape.Type != nil && shape.Type.Kind != ir.KindRaw {
			a.Samples[name] = ir.Sample(shape.Type)
		}
	}
	for _, c := range l.calls {
		g := c.op.GraphQL
		if c.op.Paging == nil || len(g.Path) == 0 {
			continue
		}
		on, name, _ := strings.Cut(g.Path[len(g.Path)-1], ".")
		page := l.fieldType(l.schema.Types[on], name)
		l.pageSamples(a, page, c.op.Paging.Cursor, "null")
		l.pageSamples(a, page, c.op.Paging.More, "false")
	}
}

// pageSamples sets the field that a path leads to. The field of a cursor that
// can't be null keeps its made-up value, beside a flag that says there is no more.
func (l *lowerer) pageSamples(a *ir.GraphQLAPI, on *ast.Definition, path []*ir.Field, value string) {
	for i, f := range path {
		if on == nil || on.Fields.ForName(f.JSON) == nil {
			return
		}
		if i < len(path)-1 {
			on = l.fieldType(on, f.JSON)
			continue
		}
		if value != "null" || !on.Fields.ForName(f.JSON).Type.NonNull {
			a.Samples[on.Name+"."+f.JSON] = value
		}
	}
}

// fieldType is the type of a field, nil where there is none.
func (l *lowerer) fieldType(on *ast.Definition, name string) *ast.Definition {
	if on == nil {
		return nil
	}
	f := on.Fields.ForName(name)
	if f == nil {
		return nil
	}
	return l.schema.Types[f.Type.Name()]
}
