// Schemas told by introspection come out as they were declared, whatever the
// server's age and order.

package introspect_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"pgregory.net/rapid"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/graphql/introspect"
	"github.com/keywright/keywright/generator/graphql/introspect/introspecttest"
)

// shop is a schema as Format writes it, with everything that introspection tells.
const shop = `"""All of the shop."""
schema {
  query: Root
  subscription: Feed
}

"""Counts what a field costs."""
directive @cost(
  """In points."""
  points: Int! = 1
  scale: [Float!] = [0.5, 1e3]
) repeatable on FIELD | QUERY

scalar DateTime @specifiedBy(url: "https://example.com/date-time")

type Feed {
  orders: Int
}

"""
Which orders are meant.

  - An indented line, a \""" quote" and a back\slash.
"""
input Filter @oneOf {
  and: [Filter!]
  """Deprecated with the default's reason."""
  id: ID @deprecated
  text: String @deprecated(reason: "Use \"and\".")
}

input In {
  deep: In
  kind: Kind = B
  list: [Int]
  on: Boolean
  text: String
}

enum Kind {
  A
  """The second."""
  B @deprecated(reason: "Gone.")
}

interface Named implements Node {
  id: ID!
  name: String
}

interface Node {
  id: ID!
}

union Party = Person | Shop

type Person implements Named & Node {
  id: ID!
  name: String
}

type Root {
  deep: [[[[[[Int!]!]!]!]!]!]!
  """Finds orders."""
  orders(after: String @deprecated, first: Int = 10, in: In = {deep: {list: [1, 2], on: true}, kind: A, text: "q\"\u0007\n"}, kinds: [Kind!] = [A, B], none: Int = null): [Party]
  since(
    """In UTC."""
    at: DateTime
    zone: String = ""
  ): DateTime @deprecated(reason: "Ask for orders.")
}

type Shop implements Node {
  id: ID!
}
`

func convert(t *testing.T, content []byte) *ast.SchemaDocument {
	t.Helper()
	var diags diag.List
	doc := introspect.Convert("schema.json", content, &diags)
	if doc == nil || len(diags.All()) > 0 {
		t.Fatalf("%v", diags.All())
	}
	return doc
}

// canonical is a schema's own text.
func canonical(t *testing.T, sdl string) string {
	t.Helper()
	doc, err := parser.ParseSchema(&ast.Source{Input: sdl})
	if err != nil {
		t.Fatalf("%v\n%s", err, sdl)
	}
	return string(introspect.Format(doc, introspect.ByName))
}

func TestIntrospectionTellsAll(t *testing.T) {
	t.Parallel()
	want := canonical(t, shop)
	answer, err := introspecttest.Answer(shop, introspect.Query(introspect.AllFeatures(), 20), introspect.AllFeatures())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(introspect.Format(convert(t, answer), introspect.ByName))); diff != "" {
		t.Errorf("(-declared +told)\n%s", diff)
	}
	if diff := cmp.Diff(shop, want); diff != "" {
		t.Errorf("the format changed (-want +got)\n%s", diff)
	}
}

func TestOrderOfTheServerDoesNotMatter(t *testing.T) {
	t.Parallel()
	shuffled, err := introspecttest.Shuffled(shop)
	if err != nil {
		t.Fatal(err)
	}
	if shuffled == shop {
		t.Fatal("nothing was shuffled")
	}
	if diff := cmp.Diff(canonical(t, shop), canonical(t, shuffled)); diff != "" {
		t.Error(diff)
	}
}

func TestWrappersOfAnyDepthAreTold(t *testing.T) {
	t.Parallel()
	var diags diag.List
	answer, err := introspecttest.Answer(shop, introspect.Query(introspect.AllFeatures(), 9), introspect.AllFeatures())
	if err != nil {
		t.Fatal(err)
	}
	introspect.Convert("schema.json", answer, &diags)
	if all := diags.All(); len(all) != 1 || !strings.Contains(all[0].Msg, `the type of "deep" is cut off`) {
		t.Errorf("got %v", all)
	}
}

func TestOlderServers(t *testing.T) {
	t.Parallel()
	for _, has := range []introspect.Features{{}, {SpecifiedBy: true, Repeatable: true}, {OneOf: true}, introspect.AllFeatures()} {
		asked, tries := introspect.AllFeatures(), 0
		for ; tries < 10; tries++ {
			answer, err := introspecttest.Answer(shop, introspect.Query(asked, 20), has)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(answer), `"errors"`) {
				convert(t, answer)
				break
			}
			asked = asked.Without(string(answer))
		}
		if asked != has || tries > 1 {
			t.Errorf("a server with %+v was asked for %+v in try %d", has, asked, tries)
		}
	}
	// A server that only says no is asked for less and less.
	asked, ok, n := introspect.AllFeatures(), true, 0
	for ; ok && n < 10; n++ {
		asked, ok = asked.Less()
	}
	if n != 6 || asked != (introspect.Features{}) {
		t.Errorf("%d steps to %+v", n, asked)
	}
}

func TestWrongResults(t *testing.T) {
	t.Parallel()
	schema := func(types string) string {
		return `{"data": {"__schema": {"queryType": {"name": "Query"}, "types": [` + types + `]}}}`
	}
	for _, tc := range []struct{ name, content, want string }{
		{"a list", `[1]`, `schema.json:1:1: error: a schema in JSON must be an object, not list [introspection-result]`},
		{"no schema", `{"data": {}}`, `schema.json:1:1: error: the JSON holds no "__schema", so it isn't the result of an introspection query [introspection-result]`},
		{"an error", "{\"data\": null, \"errors\":\n [{\"message\": \"Introspection is disabled.\"}]}", `schema.json:2:3: error: the result holds an error in place of a schema: Introspection is disabled. [introspection-result]`},
		{"syntax", "{\"data\": {\n\"__schema\": {,}}}", `schema.json:2:14: error: expected a key in double quotes, found ',' [json-syntax]`},
		{"no types", `{"__schema": {"queryType": {"name": "Query"}, "types": null}}`, `schema.json:1:14: error: the schema holds no list "types" [introspection-result]`},
		{"several", schema(`{"kind": "OBJCT", "name": "A"}, {"kind": "OBJECT"}, 5, {"kind": "OBJECT", "name": "a-b"}, {"kind": "OBJECT", "name": "B", "fields": [{"name": "x"}, {"name": "y", "type": {"kind": "LIST"}}, {"name": "z", "type": {"kind": "NON_NULL", "ofType": {"kind": "NON_NULL", "ofType": {"kind": "SCALAR", "name": "Int"}}}}]}`), `
schema.json:1:75: error: the type A has the unknown kind "OBJCT" [introspection-schema]
schema.json:1:98: error: an element of the schema has no "name" [introspection-schema]
schema.json:1:118: error: an element of a schema must be an object with a "name", not integer [introspection-schema]
schema.json:1:148: error: "a-b" is no name of GraphQL [introspection-schema]
schema.json:1:199: error: "x" has no type [introspection-schema]
schema.json:1:236: error: the type of "y" is cut off: the introspection query didn't ask deep enough [introspection-cut-off]
schema.json:1:277: error: the type of "z" is NON_NULL twice [introspection-schema]`},
		{"defaults", schema(`{"kind": "INPUT_OBJECT", "name": "I", "inputFields": [{"name": "a", "type": {"kind": "SCALAR", "name": "String"}, "defaultValue": "a b"}, {"name": "b", "type": {"kind": "SCALAR", "name": "Int"}, "defaultValue": "1 @x"}]}`), `
schema.json:1:196: warning: the default of "a" isn't a value of GraphQL: "a b"; it is left out [introspection-schema]
schema.json:1:277: warning: the default of "b" isn't a value of GraphQL: "1 @x"; it is left out [introspection-schema]`},
		{"directives", `{"types": [], "directives": [{"name": "a", "locations": ["FIELD", "NOWHERE"]}, {"name": "b", "locations": []}]}`, `
schema.json:1:67: warning: the directive @a stands on "NOWHERE", which isn't known; that is left out [introspection-schema]
schema.json:1:89: warning: the directive @b may stand nowhere; it is left out [introspection-schema]`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var diags diag.List
			introspect.Convert("schema.json", []byte(tc.content), &diags)
			got := ""
			for _, d := range diags.All() {
				got += "\n" + d.String()
			}
			if diff := cmp.Diff(strings.TrimSpace(tc.want), strings.TrimSpace(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestIsResult(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]bool{
		"{}": true, "\ufeff \n{": true, "[1]": true, "": false, "type Query { a: Int }": false, `"A description." type A`: false, "# {}": false,
	} {
		if got := introspect.IsResult([]byte(content)); got != want {
			t.Errorf("%q: %t", content, got)
		}
	}
}

// TestTextsSurvive writes any description, reason and default and reads it back.
func TestTextsSurvive(t *testing.T) {
	t.Parallel()
	words := rapid.StringOf(rapid.OneOf(rapid.RuneFrom([]rune("ab \t\n\"\\#,{}é\u2028\ufeff\U0001f600\x01\x7f\r")), rapid.Rune()))
	rapid.Check(t, func(t *rapid.T) {
		text := strings.ToValidUTF8(words.Draw(t, "text"), "")
		if strings.ContainsRune(text, '\x00') || strings.ContainsRune(text, '\ufffd') {
			return
		}
		doc := &ast.SchemaDocument{Definitions: ast.DefinitionList{{
			Kind: ast.Object, Name: "Query", Description: text, Fields: ast.FieldList{{
				Name: "a", Description: text, Type: ast.NamedType("Int", nil),
				Arguments: ast.ArgumentDefinitionList{{Name: "x", Type: ast.NamedType("String", nil), DefaultValue: &ast.Value{Kind: ast.StringValue, Raw: text}}},
			}},
		}}}
		out := introspect.Format(doc, introspect.ByName)
		again, err := parser.ParseSchema(&ast.Source{Input: string(out)})
		if err != nil {
			t.Fatalf("%v\n%q", err, out)
		}
		if got := again.Definitions[0].Fields[0].Arguments[0].DefaultValue.Raw; got != text {
			t.Fatalf("default %q became %q", text, got)
		}
		if twice := introspect.Format(again, introspect.ByName); string(twice) != string(out) {
			t.Fatalf("written again:\n%q\n%q", out, twice)
		}
	})
}

func FuzzConvert(f *testing.F) {
	f.Add(`{"__schema": {"types": [{"kind": "OBJECT", "name": "A", "fields": [{"name": "a", "type": {"kind": "SCALAR", "name": "Int"}}]}]}}`)
	f.Add(`{"data": {"__schema": {"types": [null], "directives": {}}}}`)
	f.Fuzz(func(t *testing.T, content string) {
		var diags diag.List
		doc := introspect.Convert("schema.json", []byte(content), &diags)
		if doc == nil && !diags.HasErrors() {
			t.Fatal("nothing, and nothing said")
		}
		if doc == nil || diags.HasErrors() {
			return
		}
		if _, err := parser.ParseSchema(&ast.Source{Input: string(introspect.Format(doc, introspect.ByName))}); err != nil {
			t.Fatalf("what is written can't be read: %v", err)
		}
	})
}
