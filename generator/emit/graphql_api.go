// What the operations of a GraphQL package share: the situations that errors
// tell, with their sentinels, and the budget of points.

package emit

import (
	"strings"
	"unicode"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// graphqlSources are graphql.go, where the operations share anything.
func (g *generator) graphqlSources() []*source {
	if !g.sharesGraphQL() {
		return nil
	}
	return []*source{g.source("graphql", g.graphqlFile)}
}

// sharesGraphQL reports whether operations refer to graphqlAPI.
func (g *generator) sharesGraphQL() bool {
	a := g.pkg.GraphQLAPI
	return a != nil && (a.Points != nil || len(a.Situations) > 0 || a.BatchFields > 0)
}

// graphqlFile emits
//
//	// Situations that the server's errors tell, for errors.Is.
//	var (
//		// ErrReportArchived: the report is in the archive. It is client.ErrForbidden as well.
//		ErrReportArchived = gql.NewSituation("warcraftlogs: report archived", client.ErrForbidden)
//	)
//
//	// Points tells the budget as the last answer had it …
//	func (c *Client) Points() (gql.Points, bool) {
//		return gql.PointsOf(c.core, &graphqlAPI)
//	}
//
//	// graphqlAPI is what all operations share.
//	var graphqlAPI = gql.API{…}
func (g *generator) graphqlFile(f *jen.File) error {
	a := g.pkg.GraphQLAPI
	if len(a.Situations) > 0 {
		f.Add(comment("Situations that the server's errors tell, for errors.Is.")).Line().Var().DefsFunc(func(b *jen.Group) {
			for _, s := range a.Situations {
				b.Add(comment(situationDoc(s))).Line().Id(s.Name).Op("=").Add(g.gql("NewSituation")).
					Call(append([]jen.Code{lit(g.pkg.Name + ": " + spaced(s.Name))}, g.families(s)...)...)
			}
		}).Line()
	}
	if a.Points != nil {
		g.pointsMethods(f)
	}
	items := []jen.Code{}
	var rows []jen.Code
	for _, s := range a.Situations {
		row := []jen.Code{pair("Err", jen.Id(s.Name))}
		for _, list := range []struct {
			name   string
			values []string
		}{{"Message", s.Message}, {"Path", s.Path}, {"Code", s.Code}} {
			if len(list.values) > 0 {
				row = append(row, pair(list.name, stringsLit(list.values)))
			}
		}
		rows = append(rows, inline(row...))
	}
	items = appendTable(items, "Situations", g.gql("Situation"), rows)
	if a.Points != nil {
		items = append(items, pair("Points", jen.Op("&").Add(g.gql("PointsField")).Add(inline(pointsItems(a.Points)...))))
	}
	if a.BatchFields > 0 {
		items = append(items, pair("BatchFields", jen.Lit(a.BatchFields)))
	}
	f.Add(comment("graphqlAPI is what all operations share.")).Line().
		Var().Id("graphqlAPI").Op("=").Add(g.gql("API")).Add(multiline(items...))
	return nil
}

func pointsItems(p *ir.Points) []jen.Code {
	var items []jen.Code
	if len(p.Path) > 0 {
		items = append(items, pair("Path", stringsLit(p.Path)))
	}
	items = appendText(items, "Limit", p.Limit)
	items = appendText(items, "Spent", p.Spent)
	items = appendText(items, "Remaining", p.Remaining)
	return appendText(items, "Reset", p.Reset)
}

// pointsMethods emits Points on every client, under another name where a service
// or an operation has that one.
func (g *generator) pointsMethods(f *jen.File) {
	name := "Points"
	for _, svc := range g.pkg.Services {
		taken := svc.Name == name
		for _, op := range svc.Ops {
			taken = taken || svc.Name == "" && op.Name == name
		}
		if taken {
			name = "PointsBudget"
			break
		}
	}
	types := []string{"Client"}
	if g.user != nil {
		types = append(types, "UserClient")
	}
	for _, t := range types {
		f.Add(comment(name+" tells the budget of points as the last answer to any client of the application had it; false before "+
			"the first. What calls do when it is spent, gql.WithPoints sets.")).Line().
			Func().Params(jen.Id("c").Op("*").Id(t)).Id(name).Params().Params(g.gql("Points"), jen.Bool()).Block(
			jen.Return(g.gql("PointsOf").Call(jen.Id("c").Dot("core"), jen.Op("&").Id("graphqlAPI")))).Line()
	}
}

// situationDoc tells what a sentinel is about and what it is as well.
func situationDoc(s *ir.Situation) string {
	doc := s.Name
	if text := oneLine(s.Doc); text != "" {
		doc += ": " + stop(text)
	} else {
		doc += ": " + stop(spaced(s.Name))
	}
	var families []string
	for _, f := range s.Is {
		pkg, name := family(f)
		families = append(families, pkg+"."+name)
	}
	if len(families) > 0 {
		doc += " It is " + strings.Join(families, " and ") + " as well."
	}
	return doc
}

func (g *generator) families(s *ir.Situation) []jen.Code {
	var out []jen.Code
	for _, f := range s.Is {
		pkg, name := family(f)
		if pkg == "auth" {
			out = append(out, jen.Qual(g.path.auth, name))
			continue
		}
		out = append(out, g.client(name))
	}
	return out
}

// family is the runtime's sentinel for a word of the config.
func family(word string) (pkg, name string) {
	switch word {
	case "scope":
		return "auth", "ErrScope"
	case "not-found":
		return "client", "ErrNotFound"
	case "bad-request":
		return "client", "ErrBadRequest"
	default:
		return "client", "Err" + strings.ToUpper(word[:1]) + word[1:]
	}
}

// spaced makes "report archived" of ErrReportArchived.
func spaced(name string) string {
	var b strings.Builder
	for i, r := range strings.TrimPrefix(name, "Err") {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
