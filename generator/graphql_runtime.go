// This file hands a GraphQL client's model what the config says of the API at
// work: its budget of points, the situations that errors tell, its batches.

package generator

import (
	"github.com/keywright/keywright/generator/config"
	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/graphql"
	"github.com/keywright/keywright/generator/ir"
)

// pointsRule is the config's budget for lowering, which checks it against the
// schema.
func pointsRule(c *config.Client) *graphql.PointsRule {
	p := c.Points
	if p == nil || p.Field.Value == "" || p.Limit.Value == "" || p.Reset.Value == "" || p.Spent.Value+p.Remaining.Value == "" {
		return nil // said when the config was read
	}
	name := func(t config.Text) graphql.Name { return graphql.Name{Text: t.Value, Pos: t.Pos} }
	return &graphql.PointsRule{
		Field: name(p.Field), Limit: name(p.Limit), Spent: name(p.Spent), Remaining: name(p.Remaining), Reset: name(p.Reset),
	}
}

// situations fills in what the schema has no part in.
func situations(c *config.Client, pkg *ir.Package, diags *diag.List) {
	api := pkg.GraphQLAPI
	api.BatchFields = c.BatchFields
	types := map[string]bool{}
	for _, d := range pkg.Types {
		types[d.Name] = true
	}
	for _, s := range c.Situations {
		if types[s.Name.Value] {
			diags.Errorf(s.Name.Pos, "name-taken", "choose another name for the error", "the package has a type %s already", s.Name.Value)
		}
		api.Situations = append(api.Situations, &ir.Situation{
			Name: s.Name.Value, Doc: s.Doc, Is: s.Is, Message: s.Message, Path: s.Path, Code: s.Code,
		})
	}
}
