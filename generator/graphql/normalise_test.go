// Untidy schemas: what is wrong with each is told with its place, once, and an
// operation on the rest is lowered and taken by genqlient.

package graphql_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/graphql"
)

// warnings gives what is told about a schema, one a line.
func warnings(t *testing.T, schema string, op string) string {
	t.Helper()
	out, diags := lower(t, schema, op)
	text := "\n"
	for _, d := range diags.All() {
		if d.Hint == "" {
			t.Errorf("no hint: %s", d)
		}
		text += d.String() + "\n"
	}
	if out == nil {
		t.Errorf("nothing was lowered: %s", text)
	} else {
		checkPlumbing(t, out)
	}
	return text
}

func TestUntidySchemasAreMended(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, schema, op, want string }{
		{"builtins", "scalar Int\nscalar String\ndirective @skip(if: Boolean!) on FIELD\ntype __Type { x: Int }\ntype Query { a: Int }", `query A { a }`, `
schema.graphql:1:8: warning: the builtin type Int is declared again; that is ignored [graphql-builtin]
schema.graphql:2:8: warning: the builtin type String is declared again; that is ignored [graphql-builtin]
schema.graphql:3:12: warning: the builtin directive @skip is declared again; that is ignored [graphql-builtin]
schema.graphql:4:6: warning: the builtin type __Type is declared again; that is ignored [graphql-builtin]
`},
		{"elements that stand twice", "type Query { a: Int a(x: Int): Int e(x: E, x: E): E }\nenum E { X X true }\nunion U = A | A\ntype A implements N & N { id: ID! }\ninterface N { id: ID! }\ninput I { a: Int a: Int }", `query A { a e(x: X) }`, `
schema.graphql:1:21: warning: field Query.a is declared twice; the first one counts [graphql-duplicate]
schema.graphql:1:44: warning: argument x of Query.e is declared twice; the first one counts [graphql-duplicate]
schema.graphql:2:12: warning: enum value E.X is declared twice; the first one counts [graphql-duplicate]
schema.graphql:2:14: warning: enum value E.true can't be told from a literal; it is left out [graphql-reserved]
schema.graphql:3:15: warning: member A of U is declared twice; the first one counts [graphql-duplicate]
schema.graphql:4:6: warning: type A implements N twice [graphql-duplicate]
schema.graphql:6:18: warning: field I.a is declared twice; the first one counts [graphql-duplicate]
`},
		{"types that stand twice", "scalar T\nscalar T\ntype Query { a: T }\ntype Query { a: T b: Int }\nextend type Missing { x: Int }", `query A { a b }`, `
schema.graphql:1:8: warning: the scalar T is emitted as raw JSON [unknown-scalar]
schema.graphql:2:8: warning: type T is already declared at schema.graphql:1:8; the two are read as one [graphql-duplicate]
schema.graphql:4:6: warning: type Query is already declared at schema.graphql:3:6; the two are read as one [graphql-duplicate]
schema.graphql:4:14: warning: field Query.a is declared twice; the first one counts [graphql-duplicate]
schema.graphql:5:13: warning: type Missing is extended but not declared; the extension is taken for the type [graphql-extend]
`},
		{"reserved names", "type Query { a: Int __b: Int }", `query A { a }`, `
schema.graphql:1:21: warning: field Query.__b has a name that is reserved for introspection; it is left out [graphql-reserved]
`},
		{"interfaces of interfaces", "type Query { a: A }\ninterface A { id: ID! }\ninterface B implements A { id: ID! n: Int }\ninterface C implements B & C { id: ID! n: Int }\ntype X implements C { id: ID! n: Int }", `query Q { a { id ... on B { n } ... on X { id } } }`, `
schema.graphql:4:11: warning: interface C implements itself; that is ignored [graphql-interface]
schema.graphql:4:11: warning: type C implements B, and so A, but doesn't say so [graphql-interface]
schema.graphql:5:6: warning: type X implements C, and so A, but doesn't say so [graphql-interface]
schema.graphql:5:6: warning: type X implements C, and so B, but doesn't say so [graphql-interface]
`},
		{"interfaces that aren't kept", `type Query { n: N }
interface N { id: ID! list: [Int!]! kind: Int at(zone: String, dst: Boolean): Int by: Int missing: String }
type X implements N { id: ID list: [Int] kind: String at(zone: String): Int by(key: ID!): Int }`, `query Q { n { id list at(zone: "Z") missing ... on X { kind by(key: 1) } } }`, `
schema.graphql:3:6: warning: type X has no field missing, which the interface N asks for; it is taken over [graphql-interface]
schema.graphql:3:23: warning: X.id is ID, but the interface N has ID!; there it is read as ID [graphql-interface]
schema.graphql:3:30: warning: X.list is [Int], but the interface N has [Int!]!; there it is read as [Int] [graphql-interface]
schema.graphql:3:42: warning: X.kind is String, but the interface N has Int; there the field is left out [graphql-interface]
schema.graphql:3:55: warning: X.at lacks the argument dst, which the interface N has; there it is left out [graphql-interface]
schema.graphql:3:80: warning: the argument key of X.by doesn't fit the interface N; there the field is left out [graphql-interface]
`},
		{"empty types", "type Query { n: Node e: Nothing k(in: Blank, kind: Kind): Kind u: U a: Int }\ninterface Node\ntype Nothing {}\nenum Kind\ninput Blank\nunion U\ntype Thing implements Node { id: ID }", `query Q($in: Blank) { n { __typename ... on Thing { id } } e { __typename } k(in: $in) u { __typename } a }`, `
schema.graphql:2:11: warning: type Node has no fields [graphql-empty]
schema.graphql:3:6: warning: type Nothing has no fields [graphql-empty]
schema.graphql:3:14: warning: there is nothing between the braces, which GraphQL doesn't allow; they are ignored [graphql-syntax]
schema.graphql:4:6: warning: type Kind has no values [graphql-empty]
schema.graphql:5:7: warning: type Blank has no fields [graphql-empty]
schema.graphql:6:7: warning: type U has no members [graphql-empty]
`},
		{"roots", "schema { mutation: M query: Qury subscription: S }\ntype Query { a: Int }\ntype M { b: Int }", `query A { a }`, `
schema.graphql:1:22: warning: the query type Qury isn't declared; the type Query is taken [graphql-root]
schema.graphql:1:34: warning: the subscription type S isn't declared; the schema has no subscriptions [graphql-root]
`},
		{"no query in the schema block", "schema { mutation: M }\ntype Query { a: Int }\ntype M { b: Int }", `query A { a }`, `
schema.graphql:1:8: warning: the schema block names no query type; the type Query is taken [graphql-root]
`},
		{"no schema block", "type QueryRoot { a: Int }\ntype MutationRoot { b: Int }", `mutation B { b }`, `
schema.graphql:1:6: warning: the schema doesn't say which type queries begin at; QueryRoot is taken [graphql-root]
`},
		{"two schema blocks", "schema { query: Query }\nextend schema @link(url: \"x\") { mutation: M }\nschema { query: Query }\ntype Query { a: Int }\ntype M { b: Int }", `mutation B { b }`, `
schema.graphql:2:16: warning: directive @link isn't declared; it is ignored wherever it stands [graphql-directive]
schema.graphql:3:10: warning: the query type is already said to be Query at schema.graphql:1:10; that counts [graphql-duplicate]
`},
		{"directives", `directive @own(x: [Thing!]) on FIELD_DEFINITION
directive @here on FIELD
directive @here on FIELD
type Query @key(fields: "id") { a(x: Int @auth): Int @own @auth(role: ADMIN) b: Int @deprecated(reason: "no", by: 5) @deprecated }
type T @deprecated { id: ID }`, `query A { a b @here }`, `
schema.graphql:3:12: warning: directive @here is declared twice; the first one counts [graphql-duplicate]
schema.graphql:4:13: warning: directive @key isn't declared; it is ignored wherever it stands [graphql-directive]
schema.graphql:4:43: warning: directive @auth isn't declared; it is ignored wherever it stands [graphql-directive]
schema.graphql:4:119: warning: @deprecated stands twice; the first one counts [graphql-duplicate]
schema.graphql:5:9: warning: @deprecated has no meaning on an element of kind object; it is ignored [graphql-directive]
`},
		{"no descriptions, values in braces", `type Query { a(in: I = {}, list: [I!] = [{}, {n: 1}]): Int } input I { n: Int, i: I = {} }`, `query A { a }`, "\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, warnings(t, tc.schema, tc.op)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSchemaOfSeveralFiles merges files of both kinds; every position names the
// file that it is in.
func TestSchemaOfSeveralFiles(t *testing.T) {
	t.Parallel()
	in := graphql.Input{
		Package: "test",
		Schema: []graphql.Source{
			{Name: "a.graphql", Content: []byte("type Query { a: Int }")},
			{Name: "b.graphql", Content: []byte("\ufeffextend type Query { user: User }\nextend type User @key(fields: \"id\") { name: String }")},
			{Name: "c.json", Content: []byte(`{"__schema": {"types": [{"kind": "OBJECT", "name": "User", "fields": [{"name": "id", "args": [], "type": {"kind": "SCALAR", "name": "ID"}}]}]}}`)},
		},
		Operations: []graphql.Source{{Name: "op.graphql", Content: []byte("query Me { a user { id name } }")}},
	}
	var diags diag.List
	out := graphql.Lower(in, &diags)
	if out == nil {
		t.Fatal(diags.Err())
	}
	if got, want := fieldsText(declOf(t, out, "MeUser")), "ID string/2, Name string/2"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if all := diags.All(); len(all) != 1 || all[0].Pos.String() != "b.graphql:2:19" {
		t.Errorf("got %v", all)
	}
}

func TestAllFilesOfASchemaAreToldOf(t *testing.T) {
	t.Parallel()
	in := graphql.Input{
		Package: "test",
		Schema: []graphql.Source{
			{Name: "a.graphql", Content: []byte("type Query { a: }")},
			{Name: "b.json", Content: []byte(`{"__schema": {"types": [{"kind": "OBJEKT", "name": "User"}]}}`)},
		},
		Operations: []graphql.Source{{Name: "op.graphql", Content: []byte("query A { a }")}},
	}
	var diags diag.List
	if graphql.Lower(in, &diags) != nil {
		t.Fatal("no error")
	}
	all := diags.All()
	if len(all) != 2 || all[0].Pos.String() != "a.graphql:1:17" || all[1].Pos.String() != "b.json:1:34" {
		t.Errorf("got %v", all)
	}
}
