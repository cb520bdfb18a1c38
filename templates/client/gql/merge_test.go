// Merging, held against gqlparser: whatever operations are merged, the result is
// a valid operation whose answer, taken apart, is what each would have had alone.

package gql

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/Khan/genqlient/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"pgregory.net/rapid"

	"github.com/keywright/keywright/templates/clienttest/gqltest"
	"github.com/keywright/keywright/templates/wire"
)

const zoo = `
interface Animal { id: ID! name(lang: String = "en"): String friends(n: Int = 2): [Animal] }
type Cat implements Animal { id: ID! name(lang: String = "en"): String friends(n: Int = 2): [Animal] lives: Int! }
type Dog implements Animal { id: ID! name(lang: String = "en"): String friends(n: Int = 2): [Animal] tricks(kinds: [String!], by: By): [String!] }
input By { who: String = "x" and: By }
union Pet = Cat | Dog
type Query { animal(id: ID!): Animal pets(first: Int = 3, note: String): [Pet!] query: Cat fragment: Dog on: Cat count: Int! }
`

func zooMock(t interface{ Fatal(...any) }) *gqltest.Mock {
	m, err := gqltest.New(&gqltest.Config{Schema: zoo})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// operation is a drawn operation with its variables.
type operation struct {
	text string
	vars map[string]any
}

// drawer writes operations at random.
type drawer struct {
	t         *rapid.T
	vars      map[string]string // type by name
	values    map[string]any
	fragments map[string]string
	depth     int
}

func drawOperation(t *rapid.T) operation {
	d := &drawer{t: t, vars: map[string]string{}, values: map[string]any{}, fragments: map[string]string{}}
	var root []string
	kinds := rapid.Permutation([]int{0, 1, 2, 3, 4, 5}).Draw(t, "kinds") // one of a kind: two may not be valid together
	for i, kind := range kinds[:rapid.IntRange(1, 3).Draw(t, "roots")] {
		root = append(root, d.root(i, kind))
	}
	var head []string
	for _, name := range slices.Sorted(maps.Keys(d.vars)) {
		head = append(head, "$"+name+": "+d.vars[name])
	}
	text := "query"
	if len(head) > 0 {
		text += d.gap() + "Op(" + strings.Join(head, ", ") + ")"
	}
	text += d.gap() + "{" + strings.Join(root, d.gap()) + "}"
	for _, name := range slices.Sorted(maps.Keys(d.fragments)) {
		text += d.gap() + "fragment " + name + " on Animal {" + d.fragments[name] + "}"
	}
	return operation{text, d.values}
}

// gap is what may stand between tokens.
func (d *drawer) gap() string {
	return rapid.SampledFrom([]string{" ", "\n", "\t", " # a \"note\" { $x ...F\n", ",\r\n"}).Draw(d.t, "gap")
}

// variable gives a variable of a type, sometimes one that stands already.
func (d *drawer) variable(typ string, value any) string {
	name := rapid.SampledFrom([]string{"a", "b", "on", "query"}).Draw(d.t, "variable") + map[byte]string{'I': "I", 'S': "S", '[': "L", 'B': "B"}[typ[0]]
	if typ[len(typ)-1] == '!' {
		name += "N"
	}
	d.vars[name], d.values[name] = typ, value
	return "$" + name
}

func (d *drawer) text() string {
	return rapid.SampledFrom([]string{`"plain"`, `"with \" quote, $v and ...F"`, `"""block " $v { """`, `""`, `"\u00e9"`}).Draw(d.t, "text")
}

func (d *drawer) root(i, kind int) string {
	switch kind {
	case 0:
		return fmt.Sprintf("r%d: animal(id: %s) %s", i, d.variable("ID!", fmt.Sprint(rapid.IntRange(0, 9).Draw(d.t, "id"))), d.animal())
	case 1:
		return fmt.Sprintf("r%d: pets(first: %s, note: %s) { ... on Animal %s __typename }", i, d.variable("Int", 2), d.text(), d.animal())
	case 2:
		return fmt.Sprintf("query%s{ lives ... on Animal %s }", d.gap(), d.animal())
	case 3:
		return fmt.Sprintf("fragment @include(if: true) { tricks(kinds: %s, by: {who: %s, and: {who: %s}}) ...%s }", d.variable("[String!]", []any{"k"}), d.text(), d.variable("String", "w"), d.fragment())
	case 4:
		return fmt.Sprintf("on { id ... @skip(if: %s) { lives } }", d.variable("Boolean!", true))
	default:
		return "count __typename"
	}
}

func (d *drawer) animal() string {
	if d.depth++; d.depth > 3 {
		return "{ id }"
	}
	return rapid.SampledFrom([]func() string{
		func() string { return "{ id name(lang: " + d.variable("String", "de") + ") }" },
		func() string { return "{ ..." + d.fragment() + " }" },
		func() string { return "{ id ... on Dog { tricks(kinds: [" + d.text() + "]) } ... on Cat { lives } }" },
		func() string { return "{ friends(n: " + d.variable("Int", 1) + ") " + d.animal() + " }" },
	}).Draw(d.t, "animal")()
}

// fragment names a fragment, which says one thing in some operations and another
// in others, with variables or without.
func (d *drawer) fragment() string {
	name := rapid.SampledFrom([]string{"F", "G", "on_"}).Draw(d.t, "fragment")
	if d.fragments[name] == "" {
		d.fragments[name] = " id "
		d.fragments[name] = " id " + rapid.SampledFrom([]func() string{
			func() string { return "" },
			func() string { return "name" },
			func() string { return "name(lang: " + d.variable("String", "fr") + ")" },
			func() string { return "friends { __typename }" },
			func() string { return "...H" },
		}).Draw(d.t, "body")()
		if strings.Contains(d.fragments[name], "...H") && d.fragments["H"] == "" {
			d.fragments["H"] = " id "
			if rapid.Bool().Draw(d.t, "H has a variable") {
				d.fragments["H"] = " name(lang: " + d.variable("String", "fr") + ") "
			}
		}
	}
	return name
}

func TestMergedOperationsGiveWhatEachGivesAlone(t *testing.T) {
	t.Parallel()
	mock := zooMock(t)
	rapid.Check(t, func(t *rapid.T) {
		var queries []*query
		var ops []operation
		for range rapid.IntRange(1, 5).Draw(t, "operations") {
			op := drawOperation(t)
			alone := mock.Execute(&gqltest.Request{Query: op.text, Variables: op.vars})
			q := takeApart(&graphql.Request{Query: op.text, Variables: op.vars})
			if q == nil {
				t.Fatalf("not taken apart: %s", op.text)
			}
			if strings.Contains(string(alone), `"errors"`) {
				if !strings.Contains(string(alone), "conflict") {
					t.Fatalf("the operation isn't valid: %s\n%s", op.text, alone)
				}
				continue // fields of one name with other arguments, deep inside
			}
			queries, ops = append(queries, q), append(ops, op)
		}
		if len(queries) == 0 {
			t.Skip("no operation is valid")
		}
		m := merge(queries)
		var vars map[string]any
		body, err := m.body()
		if err == nil {
			var req struct{ Variables map[string]any }
			err = json.Unmarshal(body, &req)
			vars = req.Variables
		}
		if err != nil {
			t.Fatal(err)
		}
		var a mergedAnswer
		answer := mock.Execute(&gqltest.Request{Query: m.text.String(), OperationName: batchName, Variables: vars})
		if err := wire.Unmarshal(answer, &a, decodeMerged); err != nil {
			t.Fatal(err)
		}
		p := m.split(queries, &a)
		for i, op := range ops {
			name := ""
			if strings.Contains(op.text, "Op(") {
				name = "Op"
			}
			alone := mock.Execute(&gqltest.Request{Query: op.text, OperationName: name, Variables: op.vars})
			if !equalJSON(p.bodies[i], alone) {
				t.Fatalf("alone %s\n%s\nmerged %s\n%s\nthe request was\n%s", op.text, alone, p.bodies[i], answer, m.text.String())
			}
		}
	})
}

func equalJSON(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

func TestWhatIsNotMerged(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "{", "}", "mutation { a }", "subscription { a }", "query { ...F } fragment F on Query { count }", "query { ... { count } }",
		"query @live { count }", "query A { count } query B { count }", "fragment F on Query { count }", "query { }", `query { a(b: "x) }`,
		"query { a ] }", "query A($x: Int { a }", "query { a } fragment on Query { count }", "query { a } type X { a: Int }", "query { a: }", "query { a § }",
		"query { a } fragment F on A { b } fragment F on A { c }", `query { a(b: """x) }`, "query { a @ }", "query { a(b: 1 }",
	} {
		if d, err := parse(text); err == nil && d != nil && valid(text) {
			t.Errorf("%s is taken apart into %+v", text, d.root)
		}
	}
	if q := takeApart(&graphql.Request{Query: "{ a }", Variables: []int{1}}); q != nil {
		t.Error("variables that are no object are merged")
	}
}

// valid reports whether a text is a document at all: of others it doesn't matter
// what becomes.
func valid(text string) bool {
	_, err := parser.ParseQuery(&ast.Source{Input: text})
	return err == nil
}

// FuzzMerge has texts that aren't operations at all, too: what is merged of valid
// ones is valid.
func FuzzMerge(f *testing.F) {
	for _, seed := range []string{
		`query Q($a: Int = 3, $b: [B!]! = [{c: "$a"}]) { x: y(z: $a) @include(if: $b) { ...F } w } fragment F on T { u(v: $b) ...G } fragment G on T { s }`,
		"{ a }", `query { a(b: """ \""" $x """, c: "\"$x", d: 1.5e-3, e: ENUM, f: null, g: {h: [$x]}) }`, "{ query { fragment } on: fragment { on } }", "\uFEFF{ a # $x\r\n b }",
	} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		var queries []*query
		for _, text := range []string{a, b} {
			q := takeApart(&graphql.Request{Query: text, Variables: map[string]any{"a": 1}})
			if q == nil || !valid(text) {
				return
			}
			queries = append(queries, q)
		}
		m := merge(queries)
		doc, err := parser.ParseQuery(&ast.Source{Input: m.text.String()})
		if err != nil {
			t.Fatalf("%v in\n%s\nof %q and %q", err, m.text.String(), a, b)
		}
		if len(doc.Operations) != 1 || doc.Operations[0].Operation != ast.Query {
			t.Fatalf("%d operations in\n%s", len(doc.Operations), m.text.String())
		}
		for i, sel := range doc.Operations[0].SelectionSet {
			if f, ok := sel.(*ast.Field); !ok || !strings.HasPrefix(f.Alias, "b0_") && !strings.HasPrefix(f.Alias, "b1_") && f.Alias != PointsName {
				t.Fatalf("selection %d isn't of a query: %v in\n%s", i, sel, m.text.String())
			}
		}
	})
}
