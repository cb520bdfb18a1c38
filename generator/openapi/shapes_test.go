// Documents of shapes: what they give, and what is said of those that are wrong.

package openapi_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/openapi"
)

// lowerShapes lowers a document of shapes, and gives what is told of it.
func lowerShapes(text string) (*ir.Shapes, string) {
	var diags diag.List
	s := openapi.LowerShapes(openapi.Input{File: "shapes.yaml", Package: "shapes", Read: func(string) ([]byte, error) { return []byte(text), nil }}, &diags)
	var b strings.Builder
	for _, d := range diags.All() {
		fmt.Fprintf(&b, "%d:%d: %s [%s] (%s)\n", d.Pos.Line, d.Pos.Col, d.Msg, d.Code, d.Hint)
	}
	return s, b.String()
}

const shapesHead = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n"

func TestShapes(t *testing.T) {
	t.Parallel()
	s, said := lowerShapes(shapesHead + `x-keywright-shapes:
  Query.score: Score
  Query.map: Map
  Query.log: {schema: Log, error: Failure, argument: kind, cases: {A: Score}}
  Query.free: {error: Failure}
components:
  schemas:
    Failure: {type: object, required: [oops], properties: {oops: {type: string}, code: {type: integer}}}
    Empty: {type: array, maxItems: 0, items: {}}
    Number: {type: [number, string], x-keywright-numeric: true}
    Map: {oneOf: [{type: object, additionalProperties: {type: integer}}, {$ref: '#/components/schemas/Empty'}]}
    Log: {type: array, items: {$ref: '#/components/schemas/Entry'}}
    Entry:
      oneOf:
        - {type: object, required: [a], properties: {a: {type: string}}}
        - {type: object, required: [b], properties: {b: {$ref: '#/components/schemas/Number'}}}
    Score:
      type: object
      required: [best]
      properties:
        best: {$ref: '#/components/schemas/Number'}
        details:
          oneOf: [{$ref: '#/components/schemas/Details'}, {$ref: '#/components/schemas/Empty'}]
        either: {oneOf: [{type: string}, {$ref: '#/components/schemas/Empty'}]}
    Details: {type: object, properties: {x: {type: integer}}}
`)
	if said != "" || s == nil {
		t.Fatalf("said:\n%s", said)
	}
	field := func(name string) *ir.Shape {
		return s.Fields[slices.IndexFunc(s.Fields, func(f *ir.Shape) bool { return f.Field == name })]
	}
	score := field("Query.score").Type.Decl
	if best := score.Fields[0]; best.Type.Kind != ir.KindNumeric {
		t.Errorf("best is %v", best.Type.Kind)
	}
	if details := score.Fields[1]; !details.Type.OrEmptyList || !details.Type.IsStruct() || details.Form() != ir.FormOpt {
		t.Errorf("details are %+v", details.Type)
	}
	if either := score.Fields[2]; either.Type.OrEmptyList {
		t.Error("a list is taken for an empty object where there is no object")
	}
	if m := field("Query.map").Type; !m.OrEmptyList || m.Decl == nil || m.Decl.Under.Kind != ir.KindMap {
		t.Errorf("the map is %+v", m)
	}
	log := field("Query.log")
	if log.Guard.Member != "oops" || log.Argument != "kind" || len(log.Cases) != 1 || log.Cases[0].Type.Decl != score {
		t.Errorf("the log is %+v", log)
	}
	if free := field("Query.free"); free.Type != nil || free.Guard.Member != "oops" {
		t.Errorf("what stays raw is %+v", free)
	}
	for _, d := range s.Types {
		if d.Union != nil && !d.Union.Lenient {
			t.Errorf("the union %s fails with its cases", d.Name)
		}
	}
}

func TestShapesErrors(t *testing.T) {
	t.Parallel()
	const schemas = "components:\n  schemas:\n    Score: {type: object, required: [n], properties: {n: {type: integer}}}\n    Failure: {type: object, required: [error], properties: {error: {type: string}}}\n"
	for _, tt := range []struct{ shapes, want string }{
		{"", "1:1: the document names no fields of the GraphQL schema [no-shapes] (write `x-keywright-shapes: {Type.field: SchemaName}`)\n"},
		{"x-keywright-shape: {Query.a: Score}\n", "1:1: the document names no fields of the GraphQL schema [no-shapes] (write `x-keywright-shapes: {Type.field: SchemaName}`)\n" +
			"4:1: keywright has no extension \"x-keywright-shape\"; it is ignored [unknown-extension] (did you mean \"x-keywright-shapes\"?)\n"},
		{"x-keywright-shapes: [Score]\n", "4:21: the document names no fields of the GraphQL schema [no-shapes] (write `x-keywright-shapes: {Type.field: SchemaName}`)\n"},
		{"x-keywright-shapes: {Query.a: Scor}\n", "4:31: there is no schema \"Scor\" [unknown-schema] (did you mean \"Score\"?)\n"},
		{"x-keywright-shapes: {Query.a: [Score]}\n", "4:31: a field's shape must be a name or a mapping, found a list [wrong-kind] (write the name of a schema, or {schema: …, error: …, argument: …, cases: …})\n"},
		{"x-keywright-shapes: {Query.a: {shema: Score}}\n", "4:31: the shape of Query.a names no schema [missing-key] (add `schema: Name`)\n" +
			"4:32: a field's shape has no \"shema\" [unknown-key] (did you mean \"schema\"?)\n"},
		{"x-keywright-shapes: {Query.a: {schema: Score, error: Score}}\n", "4:54: the schema Score isn't that of an error: it must be an object with one required property, a string [bad-error-shape] (require the property that holds the message, a string, and no other)\n"},
		{"x-keywright-shapes: {Query.a: {schema: Score, cases: {A: Score}}}\n", "4:47: the cases of Query.a need the argument whose value tells them [missing-key] (add `argument: name`)\n"},
		{"x-keywright-shapes: {Query.a: {schema: Score, argument: x}}\n", "4:47: the argument of Query.a has no cases [missing-key] (add `cases: {value: SchemaName}`)\n"},
		{"x-keywright-shapes: {Query.a: {error: Failure, argument: x, cases: {A: Score}}}\n", "4:61: the cases of Query.a narrow no schema [missing-key] (add `schema: Name`, the schema where the argument isn't known beforehand)\n"},
		{"x-keywright-shapes: {Query.a: {schema: Score, argument: x, cases: {A: Skore}}}\n", "4:71: there is no schema \"Skore\" [unknown-schema] (did you mean \"Score\"?)\n"},
		{"x-keywright-shapes: {Query.a: {schema: 5, argument: [x], cases: {A: Score}}}\n", "4:40: a schema's name must be a string, found an integer [wrong-kind] (write the name of a schema under components.schemas)\n" +
			"4:53: the argument must be a string and the cases a mapping [wrong-kind] (write `argument: name` and `cases: {value: SchemaName}`)\n"},
	} {
		_, said := lowerShapes(shapesHead + tt.shapes + schemas)
		if said != tt.want {
			t.Errorf("%ssaid:\n%swant:\n%s", tt.shapes, said, tt.want)
		}
	}
	if _, said := lowerShapes(strings.Replace(shapesHead, "{}", "{/a: {}}", 1) + "x-keywright-shapes: {Query.a: Score}\n" + schemas); !strings.HasPrefix(said, "3:9: a document of shapes has no operations") {
		t.Errorf("with a path: %s", said)
	}
	if s, said := lowerShapes("[]"); s != nil || !strings.Contains(said, "not-openapi") {
		t.Errorf("a list: %s", said)
	}
}

// Outside of documents of shapes a union says what it says.
func TestShapesAlone(t *testing.T) {
	t.Parallel()
	s, _ := lowerShapes(shapesHead + "components: {schemas: {}}\n")
	if s != nil {
		t.Error("a document without fields is taken")
	}
}
