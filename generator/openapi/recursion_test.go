package openapi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/openapi"
)

// TestUnfoldingIsBounded lowers a document in which every schema inherits from
// the one before twice, in line: 2⁴⁰ types, were it not refused.
func TestUnfoldingIsBounded(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    S0: {type: object, properties: {x: {type: string}}}\n")
	for i := range 40 {
		part := fmt.Sprintf("{allOf: [{$ref: '#/components/schemas/S%d'}, {type: object, properties: {n%d: {type: string}}}]}", i, i)
		fmt.Fprintf(&b, "    S%d: {type: object, properties: {left%d: %s, right%d: %s}}\n", i+1, i, part, i, part)
	}
	var diags diag.List
	f := &files{content: map[string]string{"bomb.yaml": b.String()}}
	openapi.Lower(openapi.Input{File: "bomb.yaml", Package: "bomb", Read: f.read}, &diags)
	if report := diags.Err(); report == nil || !strings.Contains(report.Error(), "too-many-types") {
		t.Errorf("the report is %v", report)
	}
}
