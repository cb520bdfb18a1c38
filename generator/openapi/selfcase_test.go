// Unions whose cases are told apart by their JSON kind: none may be a case of
// itself, which a decoder would follow without end.

package openapi_test

import (
	"slices"
	"testing"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/openapi"
)

func TestNoUnionIsItsOwnCase(t *testing.T) {
	t.Parallel()
	const doc = `openapi: 3.0.3
info: {title: T, version: "1"}
paths: {}
components:
  schemas:
    Feature:
      type: object
      properties:
        value:
          oneOf:
            - {title: string_value, type: string, example: Unlimited}
            - {title: boolean_value, type: boolean}
            - {title: allowance_value, type: string, example: "1000"}
        again:
          anyOf:
            - {type: array, items: {type: string}}
            - {type: array, items: {type: integer}}
            - {type: string, format: date}
            - {type: string, enum: [never]}
            - {$ref: "#/components/schemas/Feature"}
            - {type: object, required: [a], properties: {a: {type: string}}}
`
	var diags diag.List
	out := openapi.Lower(openapi.Input{File: "a.yaml", Package: "a", Read: func(string) ([]byte, error) { return []byte(doc), nil }}, &diags)
	if diags.HasErrors() {
		t.Fatal(diags.Err())
	}
	for _, d := range out.Package.Types {
		if d.Union != nil && isOwnCase(d, nil) {
			t.Errorf("%s is a case of itself\n%s", d.Name, ir.Dump(out.Package))
		}
	}
}

// isOwnCase follows cases that are unions or names of such.
func isOwnCase(d *ir.Decl, open []*ir.Decl) bool {
	if slices.Contains(open, d) {
		return true
	}
	open = append(open, d)
	switch d.Kind {
	case ir.DeclUnion:
		return slices.ContainsFunc(d.Union.Variants, func(v *ir.Variant) bool { return v.Type.Kind == ir.KindDecl && isOwnCase(v.Type.Decl, open) })
	case ir.DeclAlias:
		return d.Under.Kind == ir.KindDecl && isOwnCase(d.Under.Decl, open)
	}
	return false
}
