// The mock as an execution engine: every construct of the language, and what a
// test can set.

package gqltest_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/keywright/keywright/templates/clienttest/gqltest"
)

const schema = `
scalar Blob
scalar Day
enum Kind { A B C }
interface Node { id: ID! }
interface Named implements Node { id: ID! name: String }
type Book implements Node & Named { id: ID! name: String pages(from: Int = 3, words: [String!]): [Page] kind: Kind! day: Day blob: Blob }
type Page { number: Int! text: String! share: Float }
type Film implements Node & Named { id: ID! name: String length: Int! }
union Thing = Book | Film
input Filter { kinds: [Kind!], deep: Filter, n: Float = 1.5 }
type Shop { book(id: ID!, filter: Filter): Book named: Named! nodes: [Node!]! things(limit: Int): [Thing] strict: Book! open: Boolean! }
type Query { shop: Shop film: Film }
type Mutation { rename(id: ID!, name: String): Book }
type Subscription { ticks: Int }
`

func mock(t *testing.T) *gqltest.Mock {
	t.Helper()
	m, err := gqltest.New(&gqltest.Config{Schema: schema, Scalars: map[string]string{"Day": `"2026-01-02"`}, Fields: map[string]string{"Shop.open": "true"}})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func ask(m *gqltest.Mock, query string, vars map[string]any) string {
	return string(m.Execute(&gqltest.Request{Query: query, Variables: vars}))
}

func TestExecutes(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, query string
		vars        map[string]any
		want        string // the whole answer
	}{
		{"aliases and order", `{ z: film { length id } film { id } }`, nil, `{"data":{"z":{"length":495,"id":"973"},"film":{"id":"973"}}}`},
		{"arguments come back", `{ shop { book(id: "b7") { id } } }`, nil, `{"data":{"shop":{"book":{"id":"b7"}}}}`},
		{"variables", `query($id: ID!) { shop { book(id: $id) { id } } }`, map[string]any{"id": "x"}, `{"data":{"shop":{"book":{"id":"x"}}}}`},
		{"typename", `{ __typename shop { __typename } }`, nil, `{"data":{"__typename":"Query","shop":{"__typename":"Shop"}}}`},
		{
			"fragments merge", `{ film { ...F length ... on Node { i: id } } } fragment F on Film { id length ...N } fragment N on Named { name }`, nil,
			`{"data":{"film":{"id":"973","length":495,"name":"name 1006","i":"973"}}}`,
		},
		{
			"skip and include", `query($y: Boolean = true, $n: Boolean = false) { film { a: id @skip(if: $y) b: id @include(if: $n) c: id @skip(if: $n) @include(if: $y) ... @skip(if: true) { length } } }`, nil,
			`{"data":{"film":{"c":"973"}}}`,
		},
		{
			"fields selected twice", `{ shop { book(id: 1) { id } book(id: 1) { kind } } }`, nil,
			`{"data":{"shop":{"book":{"id":"1","kind":"A"}}}}`,
		},
		{
			"unions show their types", `{ shop { things { __typename ... on Film { length } ... on Named { id } } } }`, nil,
			`{"data":{"shop":{"things":[{"__typename":"Book","id":"59"},{"__typename":"Film","length":336,"id":"238"}]}}}`,
		},
		{"interfaces", `{ shop { named { __typename id } } }`, nil, `{"data":{"shop":{"named":{"__typename":"Book","id":"826"}}}}`},
		{"scalars and defaults", `{ shop { open book(id: 1) { day blob } } }`, nil, `{"data":{"shop":{"open":true,"book":{"day":"2026-01-02","blob":{"value":841}}}}}`},
		{"mutation", `mutation { rename(id: 1, name: "N") { id name } }`, nil, `{"data":{"rename":{"id":"1","name":"N"}}}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			m := mock(t)
			got := ask(m, tc.query, tc.vars)
			if got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
			if again := ask(mock(t), tc.query, tc.vars); again != got {
				t.Errorf("another mock answers %s", again)
			}
		})
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		`{ shop { nothing } }`:     "Cannot query field",
		`{ shop {`:                 "Expected Name",
		`{ shop { book { id } } }`: "required",
		`query A { film { id } } query B { film { id } }`:   "no operation",
		`query($id: ID!) { shop { book(id: $id) { id } } }`: "must be defined",
		`subscription { ticks }`:                            "subscriptions are not supported",
		`{ shop { things { ... on Page { number } } } }`:    "can never be of type",
	} {
		var got struct {
			Data   any
			Errors []struct{ Message string }
		}
		text := ask(mock(t), query, nil)
		if err := json.Unmarshal([]byte(text), &got); err != nil || got.Data != nil || len(got.Errors) == 0 || !strings.Contains(got.Errors[0].Message, want) {
			t.Errorf("%s: %s, want %q", query, text, want)
		}
	}
}

func TestOverrides(t *testing.T) {
	t.Parallel()
	const query = `query($f: Filter) { shop { book(id: "i", filter: $f) { name pages(words: ["w"]) { number text } } named { __typename } things { __typename } } }`
	for _, tc := range []struct {
		name string
		set  func(m *gqltest.Mock)
		want string // part of the answer
	}{
		{"a value", func(m *gqltest.Mock) { m.Set("Book.name", "N") }, `"name":"N"`},
		{"null", func(m *gqltest.Mock) { m.Set("Shop.book", nil) }, `"book":null`},
		{"part of an object", func(m *gqltest.Mock) { m.Set("Shop.book", map[string]any{"name": "P", "pages": []any{}}) }, `"book":{"name":"P","pages":[]}`},
		{"elements", func(m *gqltest.Mock) {
			m.Set("Book.pages", []any{map[string]any{"number": 1, "text": "a"}, nil})
		}, `"pages":[{"number":1,"text":"a"},null]`},
		{"by arguments", func(m *gqltest.Mock) {
			m.Resolve("Book.pages", func(a gqltest.Args) (any, error) {
				return []map[string]any{{"number": a["from"], "text": a["words"].([]any)[0]}}, nil
			})
		}, `"pages":[{"number":3,"text":"w"}]`},
		{"input objects with defaults", func(m *gqltest.Mock) {
			m.Resolve("Shop.book", func(a gqltest.Args) (any, error) {
				text, err := json.Marshal(a["filter"])
				return map[string]any{"name": string(text)}, err
			})
		}, `"name":"{\"deep\":{\"n\":1.5},\"kinds\":[\"B\"],\"n\":2}"`},
		{"a type", func(m *gqltest.Mock) { m.Set("Shop.named", map[string]any{"__typename": "Film"}) }, `"named":{"__typename":"Film"}`},
		{"variants", func(m *gqltest.Mock) { m.Variant(1) }, `"named":{"__typename":"Film"}`},
		{"lengths", func(m *gqltest.Mock) { m.ListLength(3) }, `"things":[{"__typename":"Book"},{"__typename":"Film"},{"__typename":"Book"}]`},
		{"an error where null is fine", func(m *gqltest.Mock) { m.FailField("Book.name", "no", "X") },
			`{"errors":[{"message":"no","path":["shop","book","name"],"extensions":{"code":"X"}}],"data":{"shop":{"book":{"name":null`},
		{"an error where null isn't", func(m *gqltest.Mock) { m.FailField("Page.text", "no") }, `"pages":[null,null]`},
		{"null where it can't be", func(m *gqltest.Mock) { m.Set("Shop.named", nil) }, `"data":{"shop":null}`},
		{"nulls by name", func(m *gqltest.Mock) { m.Null("Book.name", "Book.pages[]") }, `"book":{"name":null,"pages":[null,null]}`},
		{"nulls by depth", func(m *gqltest.Mock) { m.NullFrom(3) }, `"book":{"name":null,"pages":null},"named"`},
		{"nulls, but for what is set", func(m *gqltest.Mock) {
			m.NullFrom(2)
			m.Set("Shop.things", []any{map[string]any{"__typename": "Film"}})
		}, `{"shop":{"book":null,"named":{"__typename":"Book"},"things":[{"__typename":"Film"}]}}`},
		{"what is taken back", func(m *gqltest.Mock) { m.Set("Book.name", "N"); m.Resolve("Book.name", nil) }, `"name":"name `},
		{"reset", func(m *gqltest.Mock) { m.NullFrom(1); m.Reset() }, `"name":"name `},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			m := mock(t)
			tc.set(m)
			got := ask(m, query, map[string]any{"f": map[string]any{"kinds": []any{"B"}, "n": json.Number("2"), "deep": map[string]any{}}})
			if !strings.Contains(got, tc.want) || !json.Valid([]byte(got)) {
				t.Errorf("got %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestNullableTellsWhatCouldBeNull(t *testing.T) {
	t.Parallel()
	m := mock(t)
	ask(m, `{ shop { open things { __typename } nodes { id } } }`, nil)
	got := strings.Join(m.Nullable(), " ")
	if want := "Query.shop Shop.things Shop.things[]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if again := m.Nullable(); len(again) > 0 {
		t.Errorf("the second time: %v", again)
	}
}

func TestFieldsThatTheSchemaLacks(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"Nothing.x", "Book.nothing", "Book", "Node.id"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was taken", field)
				}
			}()
			mock(t).Set(field, 1)
		}()
	}
	if _, err := gqltest.New(&gqltest.Config{Schema: schema, Fields: map[string]string{"Book.x": "1"}}); err == nil {
		t.Error("a field of the description that the schema lacks was taken")
	}
	if _, err := gqltest.New(&gqltest.Config{Schema: "type Query { x: Nothing }"}); err == nil {
		t.Error("a schema that isn't valid was taken")
	}
}

func TestResolversMaySetFields(t *testing.T) {
	t.Parallel()
	m := mock(t)
	m.Resolve("Film.name", func(gqltest.Args) (any, error) {
		m.Set("Film.name", "second")
		return "first", nil
	})
	m.Resolve("Film.length", func(gqltest.Args) (any, error) { return nil, errors.New("broken") })
	if got := ask(m, `{ film { name } }`, nil) + ask(m, `{ film { name } }`, nil); !strings.Contains(got, "first") || !strings.Contains(got, "second") {
		t.Error(got)
	}
	if got := ask(m, `{ film { length } }`, nil); !strings.Contains(got, `"data":{"film":null}`) || !strings.Contains(got, "broken") {
		t.Error(got)
	}
}
