// The budget of points: checked against the schema, and selected along by every
// query whose result is one field of the root. It is added when the model is
// done, so that results don't show it.

package graphql

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
)

// pointsName is the response name of the budget; the runtime's gql.PointsName.
const pointsName = "keywrightPoints"

// PointsRule says where the schema has the budget, as the config has it.
type PointsRule struct {
	Field, Limit, Spent, Remaining, Reset Name
}

// Name is a name of the config with its place.
type Name struct {
	Text string
	Pos  diag.Pos
}

// budget checks a rule; nil where there is none or diags got an error.
func budget(schema *ast.Schema, rule *PointsRule, diags *diag.List) *ir.Points {
	if rule == nil {
		return nil
	}
	def, steps := schema.Query, strings.Split(rule.Field.Text, ".")
	for _, step := range steps {
		f := leadsTo(schema, def, Name{step, rule.Field.Pos}, diags)
		if f == nil {
			return nil
		}
		def = schema.Types[f.Type.Name()]
	}
	if def.Kind != ast.Object {
		diags.Errorf(rule.Field.Pos, "points", "name the field whose object has the limit", "%s is no object", rule.Field.Text)
		return nil
	}
	ok := true
	for _, name := range []Name{rule.Limit, rule.Spent, rule.Remaining, rule.Reset} {
		if name.Text == "" {
			continue
		}
		f := leadsTo(schema, def, name, diags)
		if f != nil && !schema.Types[f.Type.Name()].IsLeafType() {
			diags.Errorf(name.Pos, "points", "name a field with a number", "%s.%s is no number", def.Name, name.Text)
			f = nil
		}
		ok = ok && f != nil
	}
	if !ok {
		return nil
	}
	return &ir.Points{
		Path: steps[1:], Limit: rule.Limit.Text, Spent: rule.Spent.Text, Remaining: rule.Remaining.Text, Reset: rule.Reset.Text,
	}
}

// objectOf is the type that has the budget's numbers.
func objectOf(schema *ast.Schema, rule *PointsRule) *ast.Definition {
	def := schema.Query
	for step := range strings.SplitSeq(rule.Field.Text, ".") {
		def = schema.Types[def.Fields.ForName(step).Type.Name()]
	}
	return def
}

// leadsTo finds a field that can be selected without arguments.
func leadsTo(schema *ast.Schema, def *ast.Definition, name Name, diags *diag.List) *ast.FieldDefinition {
	f := def.Fields.ForName(name.Text)
	switch {
	case f == nil:
		var known []string
		for _, other := range def.Fields {
			known = append(known, other.Name)
		}
		hint := "see the type " + def.Name + " in the schema"
		if near, ok := diag.Nearest(name.Text, known); ok {
			hint = `did you mean "` + near + `"?`
		}
		diags.Errorf(name.Pos, "points", hint, "the type %s has no field %q", def.Name, name.Text)
		return nil
	case f.Type.Elem != nil:
		diags.Errorf(name.Pos, "points", "name a single object or number", "%s.%s is a list", def.Name, f.Name)
		return nil
	}
	for _, arg := range f.Arguments {
		if arg.Type.NonNull && arg.DefaultValue == nil {
			diags.Errorf(name.Pos, "points", "name a field without arguments", "%s.%s needs the argument %s", def.Name, f.Name, arg.Name)
			return nil
		}
	}
	return f
}

// selectAlong adds the budget to the queries of calls.
func selectAlong(schema *ast.Schema, rule *PointsRule, p *ir.Points, calls []*call) {
	if p == nil {
		return
	}
	leaves := []string{p.Limit, p.Spent, p.Remaining, p.Reset}
	steps := strings.Split(rule.Field.Text, ".")
	for _, c := range calls {
		if c.op.GraphQL.Mutation || len(c.op.GraphQL.Unwrap) == 0 {
			continue
		}
		c.op.GraphQL.Points = true
		def := *c.def
		def.SelectionSet = append(def.SelectionSet[:len(def.SelectionSet):len(def.SelectionSet)], along(schema, steps, leaves))
		c.def = &def
	}
}

// along is the selection of the budget, under its own name.
func along(schema *ast.Schema, steps, leaves []string) *ast.Field {
	def := schema.Query
	var first, last *ast.Field
	for _, step := range steps {
		f := &ast.Field{Name: step, Alias: step, Definition: def.Fields.ForName(step), ObjectDefinition: def}
		if first == nil {
			first = f
		} else {
			last.SelectionSet = ast.SelectionSet{f}
		}
		last, def = f, schema.Types[f.Definition.Type.Name()]
	}
	first.Alias = pointsName
	for _, leaf := range leaves {
		if leaf != "" {
			last.SelectionSet = append(last.SelectionSet, &ast.Field{Name: leaf, Alias: leaf, Definition: def.Fields.ForName(leaf), ObjectDefinition: def})
		}
	}
	return first
}
