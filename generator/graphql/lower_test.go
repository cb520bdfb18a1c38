package graphql_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/graphql"
	"github.com/keywright/keywright/generator/ir"
)

const testSchema = `
type Query {
  viewer: User!
  node(id: ID!): Node
  search(text: String!, filter: Filter, kinds: [Kind!], type: String): [Hit]
  now: DateTime
}
type Mutation { rename(id: ID!, name: String): User }
"Somebody with an account."
type User implements Node { id: ID! "Never empty." name: String! friends: [User] kind: Kind! score: Float best: User @deprecated(reason: "use friends") }
type Group implements Node { id: ID! title: String members: [User!]! }
interface Node { id: ID! }
union Hit = User | Group
enum Kind { HUMAN BOT human }
input Filter { text: String, and: [Filter!], limit: Int! = 10, kind: Kind! }
scalar DateTime
`

func lower(t *testing.T, schema string, operations ...string) (*graphql.Output, *diag.List) {
	t.Helper()
	in := graphql.Input{
		Package: "test",
		Schema:  []graphql.Source{{Name: "schema.graphql", Content: []byte(schema)}},
		Scalars: map[string]ir.Kind{"DateTime": ir.KindTime},
	}
	for i, op := range operations {
		in.Operations = append(in.Operations, graphql.Source{Name: fmt.Sprintf("op%d.graphql", i), Content: []byte(op)})
	}
	var diags diag.List
	return graphql.Lower(in, &diags), &diags
}

func mustLower(t *testing.T, operations ...string) *graphql.Output {
	t.Helper()
	out, diags := lower(t, testSchema, operations...)
	if out == nil {
		t.Fatal(diags.Err())
	}
	return out
}

// describe prints an operation the way the emitted Go will read.
func describe(op *ir.Operation) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s(", op.Name)
	for _, p := range op.Params {
		fmt.Fprintf(&b, "%s %s, ", p.Name, typeText(p.Type))
	}
	if op.Options != nil {
		fmt.Fprintf(&b, "*%s{", op.Options.Name)
		for _, p := range op.Options.Fields {
			fmt.Fprintf(&b, "%s %s; ", p.Name, typeText(p.Type))
		}
		b.WriteString("}")
	}
	fmt.Fprintf(&b, ") %s at %s", typeText(op.Result.Type), strings.Join(op.GraphQL.Unwrap, "."))
	return b.String()
}

func typeText(t *ir.Type) string {
	switch t.Kind {
	case ir.KindList:
		if t.ElemPtr {
			return "[]*" + typeText(t.Elem)
		}
		return "[]" + typeText(t.Elem)
	case ir.KindDecl:
		return t.Decl.Name
	default:
		return [...]string{ir.KindBool: "bool", ir.KindString: "string", ir.KindInt64: "int64", ir.KindFloat64: "float64", ir.KindTime: "time", ir.KindRaw: "raw"}[t.Kind]
	}
}

func fieldsText(d *ir.Decl) string {
	var parts []string
	for _, f := range d.Fields {
		parts = append(parts, fmt.Sprintf("%s %s/%d", f.Name, typeText(f.Type), f.Presence))
	}
	return strings.Join(parts, ", ")
}

func declOf(t *testing.T, out *graphql.Output, name string) *ir.Decl {
	t.Helper()
	for _, d := range out.Package.Types {
		if d.Name == name {
			return d
		}
	}
	t.Fatalf("no type %s", name)
	return nil
}

func TestOperationShapes(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, op, want string }{
		{"object", `query Me { viewer { id name } }`, `Me() Me at viewer`},
		{"namespaces", `query Best { viewer { best { best { id name } } } }`, `Best() Best at viewer.best.best`},
		{"list stops", `query Friends { viewer { friends { id name } } }`, `Friends() []*Friends at viewer.friends`},
		{"several roots", `query Two { viewer { id } now }`, `Two() Two at `},
		{"single leaf", `query Now { now }`, `Now() Now at `},
		{"aliases", `query Alias { me: viewer { key: id label: name } }`, `Alias() Alias at me`},
		{"positional and optional", `query Find($text: String!, $filter: Filter, $kinds: [Kind!], $type: String) { search(text: $text, filter: $filter, kinds: $kinds, type: $type) { __typename } }`,
			`Find(text string, *FindParams{Filter Filter; Kinds []Kind; Type string; }) []*Find at search`},
		{"variable with a default", `query D($id: ID! = "1") { node(id: $id) { id } }`, `D(*DParams{ID string; }) D at node`},
		{"mutation", `mutation Rename($id: ID!, $name: String) { rename(id: $id, name: $name) { id name } }`,
			`Rename(id string, *RenameParams{Name string; }) Rename at rename`},
		{"lower-case name", `query get_me { viewer { id name } }`, `GetMe() GetMe at viewer`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			out := mustLower(t, tc.op)
			if got := describe(out.Package.Services[0].Ops[0]); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
			checkPlumbing(t, out)
		})
	}
}

// checkPlumbing parses genqlient's output and looks for every function that the
// facade will call.
func checkPlumbing(t *testing.T, out *graphql.Output) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), out.Files[0].Name, out.Files[0].Content, 0)
	if err != nil {
		t.Fatal(err)
	}
	var funcs []string
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
			funcs = append(funcs, fn.Name.Name)
		}
	}
	for _, op := range out.Package.Services[0].Ops {
		if !slices.Contains(funcs, op.GraphQL.Func) {
			t.Errorf("genqlient emitted no %s, but %q", op.GraphQL.Func, funcs)
		}
	}
}

func TestSelectionsBecomeTypes(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, op, decl, want string }{
		{"presence", `query Me { viewer { id score friends { id name } best { id name } } }`, "Me",
			"ID string/0, Score float64/2, Friends []*MeUser/1, Best MeUser/2"},
		{"conditional", `query Me($x: Boolean!) { viewer { id name @skip(if: $x) } }`, "Me", "ID string/0, Name string/1"},
		{"fragments are merged", `query Me { viewer { id ...A ... on Node { id } ...B } } fragment A on User { name best { id } } fragment B on User { best { name } }`, "Me",
			"ID string/0, Name string/0, Best MeUser/2"},
		{"merged selection", `query Me { viewer { id ...A ...B } } fragment A on User { best { id } } fragment B on User { best { name } }`, "MeUser",
			"ID string/0, Name string/0"},
		{"interface with common fields", `query N { node(id: "1") { id } }`, "N", "ID string/0"},
		{"typename is always there", `query N { node(id: "1") { __typename id } }`, "N", "Typename string/0, ID string/0"},
		{"sole fragment", `query Me { viewer { ...Card } } fragment Card on User { id name }`, "Card", "ID string/0, Name string/0"},
		{"different selections", `query Me { viewer { id best { id } friends { name } } }`, "MeFriends", "Name string/0"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			out := mustLower(t, tc.op)
			if got := fieldsText(declOf(t, out, tc.decl)); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
			checkPlumbing(t, out)
		})
	}
}

func TestUnionsHaveACaseForEachSelection(t *testing.T) {
	t.Parallel()
	out := mustLower(t, `query S { search(text: "a") { ... on User { id name } ... on Group { title } } }`)
	u := declOf(t, out, "S")
	if u.Kind != ir.DeclUnion || u.Union.Property != "__typename" || u.Union.RawName != "SRaw" {
		t.Fatalf("got %+v", u)
	}
	var cases []string
	for _, v := range u.Union.Variants {
		cases = append(cases, v.Name+"="+strings.Join(v.Values, "|")+": "+fieldsText(v.Type.Decl))
	}
	want := []string{"SUser=User: Typename string/0, ID string/0, Name string/0", "SGroup=Group: Typename string/0, Title string/2"}
	if !slices.Equal(cases, want) {
		t.Errorf("got  %q\nwant %q", cases, want)
	}
}

func TestUnsetVariablesAreLeftOut(t *testing.T) {
	t.Parallel()
	out := mustLower(t, `query F($text: String!, $type: String, $kinds: [Kind!], $filter: Filter) { search(text: $text, type: $type, kinds: $kinds, filter: $filter) { __typename } }`)
	src := string(out.Files[0].Content)
	for _, want := range []string{
		"Text   string      `json:\"text\"`",
		"Type_  *string     `json:\"type_,omitempty\"`",
		"Kinds  []string    `json:\"kinds,omitempty\"`",
		"Filter interface{} `json:\"filter,omitempty\"`",
	} {
		if !strings.Contains(src, want) {
			t.Errorf("no line %q in\n%s", want, src)
		}
	}
}

func TestEnumConstantsAndDocs(t *testing.T) {
	t.Parallel()
	out := mustLower(t, `query Me { viewer { kind name best { id } } }`)
	kind := declOf(t, out, "Kind")
	got := []string{}
	for _, v := range kind.Values {
		got = append(got, v.Name+"="+v.Value)
	}
	if len(got) != 3 || got[0] == got[2] || !strings.HasSuffix(got[2], "=human") {
		t.Errorf("HUMAN and human need names of their own: %q", got)
	}
	me := declOf(t, out, "Me")
	if me.Doc.Description != "Somebody with an account." || me.Fields[1].Doc.Description != "Never empty." {
		t.Errorf("docs are lost: %+v", me)
	}
	if me.Fields[2].Doc.Deprecated != "use friends" {
		t.Errorf("the deprecation is lost: %+v", me.Fields[2].Doc)
	}
}

func TestVariablesAreDocumentedByTheirArguments(t *testing.T) {
	t.Parallel()
	out, diags := lower(t, `
"An API."
schema { query: Query }
type Query { search(
  "Words to look for."
  text: String!
  "How many at most."
  limit: Int = 100
): [String!] }`, `query A($text: String!, $limit: Int) { search(text: $text, limit: $limit) }`)
	if out == nil {
		t.Fatal(diags.Err())
	}
	op := out.Package.Services[0].Ops[0]
	if op.Params[0].Doc.Description != "Words to look for." {
		t.Errorf("got %+v", op.Params[0])
	}
	if p := op.Options.Fields[0]; p.Doc.Description != "How many at most." || p.Default != "100" {
		t.Errorf("got %+v", p)
	}
	if out.Package.Doc.Description != "An API." {
		t.Errorf("got %+v", out.Package.Doc)
	}
}

func TestErrorsHavePositionsAndHints(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, schema string
		ops          []string
		want         []string
	}{
		{"unknown field", testSchema, []string{"query A {\n  viewer { nam }\n}"}, []string{"op0.graphql:2:12: error: Cannot query field \"nam\" on type \"User\" [graphql-validate]"}},
		{"all at once", testSchema, []string{"query A { viewer { nam } }", "query B {\n  nodes { id } }", "query C {"},
			[]string{"op0.graphql:1:20: error: Cannot query field \"nam\" on type \"User\" [graphql-validate]", "op1.graphql:2:3: error: Cannot query field \"nodes\" on type \"Query\" [graphql-validate]",
				"op2.graphql:1:10: error: Expected Name, found <EOF> [graphql-syntax]"}},
		{"fragments in a broken file", testSchema, []string{"query A { viewer { ...F nam } }", "fragment F on User { id"},
			[]string{"op0.graphql:1:25: error: Cannot query field \"nam\" on type \"User\" [graphql-validate]", "op1.graphql:1:24: error: Expected Name, found <EOF> [graphql-syntax]"}},
		{"no operation", testSchema, []string{"# none yet"}, []string{"op0.graphql:1:1: error: there is no operation in this file or in the others that the config names [no-operations]"}},
		{"several invalid", testSchema, []string{"query A { viewer { nam } }", "query B {\n  nodes { id } }"},
			[]string{"op0.graphql:1:20: error: Cannot query field \"nam\" on type \"User\" [graphql-validate]", "op1.graphql:2:3: error: Cannot query field \"nodes\" on type \"Query\" [graphql-validate]"}},
		{"wrong variable type", testSchema, []string{"query A($id: Int!) { node(id: $id) { id } }"}, []string{"op0.graphql:1:31: error: Variable \"$id\" of type \"Int!\" used in position expecting type \"ID!\" [graphql-validate]"}},
		{"duplicate operation", testSchema, []string{"query A { now }", "query A { now }"}, []string{"op1.graphql:1:1: error: operation A is already defined at op0.graphql:1:1 [duplicate-operation]"}},
		{"anonymous among others", testSchema, []string{"query A { now }\n{ now }"}, []string{"op0.graphql:2:1: error: an operation without a name must be the only one of its file, and the file's name must hold a letter [anonymous-operation]"}},
		{"subscription", testSchema + "type Subscription { tick: Int }", []string{"subscription S { tick }"}, []string{"op0.graphql:1:1: error: subscription S: subscriptions are not supported [subscription]"}},
		{"unknown types", "type Query {\n  a: Usr\n  b(x: Nope): Int\n}\ntype User { id: ID }", []string{"query A { a }"},
			[]string{"schema.graphql:2:6: error: type Usr isn't declared in the schema [unknown-type]", "schema.graphql:3:8: error: type Nope isn't declared in the schema [unknown-type]"}},
		{"schema syntax", "type Query {\n  a Int\n}", []string{"query A { a }"}, []string{"schema.graphql:2:5: error: Expected :, found Name [graphql-syntax]"}},
		{"no query type", "type A { a: Int }", []string{"query A { a }"}, []string{"schema.graphql:1:1: error: the schema has no query type [graphql-schema]"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			out, diags := lower(t, tc.schema, tc.ops...)
			if out != nil {
				t.Fatal("no error")
			}
			var got []string
			for _, d := range diags.All() {
				got = append(got, d.String())
				if d.Hint == "" {
					t.Errorf("no hint: %s", d)
				}
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
}

func TestAnonymousOperationIsNamedAfterItsFile(t *testing.T) {
	t.Parallel()
	var diags diag.List
	out := graphql.Lower(graphql.Input{
		Package:    "test",
		Schema:     []graphql.Source{{Name: "s.graphql", Content: []byte(testSchema)}},
		Operations: []graphql.Source{{Name: "ops/current-user.graphql", Content: []byte("{ viewer { id name } }")}},
	}, &diags)
	if out == nil {
		t.Fatal(diags.Err())
	}
	if got := out.Package.Services[0].Ops[0].Name; got != "CurrentUser" {
		t.Errorf("got %s", got)
	}
}

func TestOutputDoesNotDependOnOrderOrFolder(t *testing.T) {
	t.Parallel()
	a, b := `query A { viewer { id best { id name } } }`, `query B($kind: [Kind!]) { search(text: "x", kinds: $kind) { ... on User { id } } }`
	first := mustLower(t, a, b)
	for range 20 {
		again := mustLower(t, a, b)
		if string(first.Files[0].Content) != string(again.Files[0].Content) {
			t.Fatal("the same input gave other bytes")
		}
	}
	if swapped := mustLower(t, b, a); string(first.Files[0].Content) != string(swapped.Files[0].Content) {
		t.Error("the order of files shows in genqlient's output")
	}
	if strings.Contains(string(first.Files[0].Content), os.TempDir()) {
		t.Error("the machine's temporary folder shows in the output")
	}
}

func TestTheCommittedOperationsLower(t *testing.T) {
	t.Parallel()
	in := graphql.Input{Package: "warcraftlogs"}
	read := func(pattern string) (out []graphql.Source) {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v, %v", pattern, files, err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, graphql.Source{Name: filepath.ToSlash(file), Content: content})
		}
		return out
	}
	in.Schema = read("../../specs/warcraftlogs/schema.graphql")
	in.Operations = read("../../specs/warcraftlogs/operations/*.graphql")
	var diags diag.List
	out := graphql.Lower(in, &diags)
	if out == nil {
		t.Fatal(diags.Err())
	}
	checkPlumbing(t, out)
}

func TestExamplesComeFromTheFileBeside(t *testing.T) {
	t.Parallel()
	made := mustLower(t, `query Me { viewer { best { id name kind } } }`).Package.Services[0].Ops[0]
	if want := `{"data":{"viewer":{"best":{"id":"id","name":"name","kind":"HUMAN"}}}}`; made.Result.Sample != want {
		t.Errorf("got  %s\nwant %s", made.Result.Sample, want)
	}
	for _, tc := range []struct{ example, want, err string }{
		{`{"data":{"viewer":null}}`, `{"data":{"viewer":null}}`, ""},
		{`{"viewer":null}`, "", "op.example.json:1:1: error: the example of Me has neither data nor errors [graphql-example]"},
	} {
		var diags diag.List
		out := graphql.Lower(graphql.Input{
			Schema: []graphql.Source{{Name: "s.graphql", Content: []byte(testSchema)}},
			Operations: []graphql.Source{{
				Name: "op.graphql", Content: []byte(`query Me { viewer { id name } }`),
				ExampleName: "op.example.json", Example: []byte(tc.example),
			}},
		}, &diags)
		if tc.err == "" {
			if out == nil || out.Package.Services[0].Ops[0].Result.Example != tc.want {
				t.Errorf("%s: %v", tc.example, diags.All())
			}
		} else if all := diags.All(); out != nil || len(all) != 1 || all[0].String() != tc.err {
			t.Errorf("%s: got %v", tc.example, all)
		}
	}
}

// TestStringsOfOperationsKeepTheirText: genqlient's raw strings hold what an
// operation's own strings do.
func TestStringsOfOperationsKeepTheirText(t *testing.T) {
	t.Parallel()
	out := mustLower(t, "query A($text: String! = \"a`b\ufeff\") { search(text: $text) { __typename } }\nquery B { search(text: \"``\ue000\") { __typename } }")
	for _, want := range []string{`"a\u0060b\uFEFF"`, "\"\\u0060\\u0060\ue000\""} {
		if !strings.Contains(string(out.Files[0].Content), want) {
			t.Errorf("no %s in\n%s", want, out.Files[0].Content)
		}
	}
	checkPlumbing(t, out)
}

func TestScalarsWithoutAKindAreTold(t *testing.T) {
	t.Parallel()
	const schema = "type Query { at: Stamp also: Stamp }\nscalar Stamp"
	out, diags := lower(t, schema, "query A { at also }")
	all := diags.All()
	if out == nil || len(all) != 1 || all[0].String() != "schema.graphql:2:8: warning: the scalar Stamp is emitted as raw JSON [unknown-scalar]" {
		t.Errorf("got %v", all)
	}
}
