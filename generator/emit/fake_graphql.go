// The fake of a GraphQL client: it executes operations against the schema, so
// it has one beside the table of operations.

package emit

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"
)

// gqltest is the import path of the runtime's mock.
func (g *generator) gqltest() string { return path.Join(g.path.clienttest, "gqltest") }

// mocked reports whether the fake can execute operations.
func (g *generator) mocked() bool {
	return g.pkg.GraphQL && g.pkg.GraphQLAPI != nil && g.pkg.GraphQLAPI.Schema != ""
}

func (g *generator) mockDoc(name string) string {
	return "Package " + name + " is a fake of the API for tests of code that uses package " + g.pkg.Name + ": a server in " +
		"process that executes every operation against the schema, hands out tokens, and fails as it is told. " +
		"What fields have is made up, the same in every run; the server's Set, Resolve and FailField give them something else."
}

// schemaFile emits
//
//	// config is what the mock knows of the API.
//	func config() *gqltest.Config {
//		return &gqltest.Config{
//			Schema: schema(),
//			Fields: map[string]string{"RateLimitData.limitPerHour": "3600"},
//		}
//	}
//
//	// schema is the API's, in the schema definition language.
//	func schema() string {
//		return strings.Join([]string{
//			"type Query {",
//			"  report(code: String!): Report",
//			…
//		}, "\n")
//	}
func (g *generator) schemaFile(f *jen.File) error {
	api := g.pkg.GraphQLAPI
	items := []jen.Code{pair("Schema", jen.Id("schema").Call())}
	items = appendTexts(items, "Scalars", api.Scalars)
	items = appendTexts(items, "Fields", api.Samples)
	config := jen.Qual(g.gqltest(), "Config")
	f.Add(comment("config is what the mock knows of the API.")).Line().
		Func().Id("config").Params().Op("*").Add(config).Block(jen.Return(jen.Op("&").Add(config.Clone()).Add(multiline(items...)))).Line()
	var lines []jen.Code
	for line := range strings.SplitSeq(strings.TrimRight(api.Schema, "\n"), "\n") {
		lines = append(lines, lit(strings.ReplaceAll(line, "\t", "  ")))
	}
	f.Add(comment("schema is the API's, in the schema definition language.")).Line().
		Func().Id("schema").Params().String().Block(
		jen.Return(jen.Qual("strings", "Join").Call(jen.Index().String().Add(multiline(lines...)), lit("\n"))))
	return nil
}

// appendTexts adds a map of texts, sorted, where it isn't empty.
func appendTexts(items []jen.Code, name string, texts map[string]string) []jen.Code {
	if len(texts) == 0 {
		return items
	}
	var rows []jen.Code
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		rows = append(rows, jen.Add(lit(key)).Op(":").Add(lit(texts[key])))
	}
	return append(items, pair(name, jen.Map(jen.String()).String().Add(multiline(rows...))))
}
