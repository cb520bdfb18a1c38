// Overlays and names from the config: what they change, and what is said where
// they lead nowhere.

package openapi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/openapi"
	"github.com/keywright/keywright/generator/tree"
)

const overlaid = `openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      parameters:
        - {name: page, in: query, schema: {type: string}}
        - {name: old, in: query, schema: {type: string}}
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/pet'}}}}}
    delete: {operationId: dropPets, tags: [pets], responses: {'204': {description: d}}}
components:
  schemas:
    pet: {type: object, properties: {nm: {type: string}, age: {type: string}}}
`

// amended lowers the document with an overlay and names.
func amended(t *testing.T, overlay, names string) (dump, report string) {
	t.Helper()
	var diags diag.List
	in := openapi.Input{File: "api.yaml", Package: "api", Read: (&files{content: map[string]string{"api.yaml": overlaid}}).read}
	if overlay != "" {
		in.Overlays = []openapi.Overlay{{Name: "fix.yaml", Content: []byte(overlay)}}
	}
	if names != "" {
		in.Names = tree.Parse("keywright.yaml", []byte(names), &diags, nil)
	}
	out := openapi.Lower(in, &diags)
	for _, d := range diags.All() {
		report += fmt.Sprintf("%s (%s)\n", d, d.Hint)
	}
	return ir.Dump(out.Package), report
}

func TestOverlay(t *testing.T) {
	t.Parallel()
	dump, report := amended(t, `overlay: 1.0.0
info: {title: Fixes, version: "1"}
x-note: mine
actions:
  - {target: "$.paths['/pets'].get.parameters[?@.name == 'page'].schema", update: {type: integer}}
  - {target: "$.paths.*.get.parameters[?(@.name=='old' && @.in=='query')]", remove: true}
  - {target: "$.paths['/pets'].get.parameters", update: {name: size, in: query, schema: {type: integer}}}
  - {target: /components/schemas/pet/properties/age, update: {type: integer, format: int32}}
  - {target: "$..[?@.operationId == 'dropPets']", remove: true}
  - {target: $, update: {servers: [{url: 'https://api.example.com'}], components: {schemas: {pet: {required: [nm]}}}}}
`, "")
	if report != "" {
		t.Error(report)
	}
	for _, want := range []string{"server https://api.example.com", `"page" int64`, `"size" int64`, `"age" int32`, `Nm "nm" string required`} {
		if !strings.Contains(dump, want) {
			t.Errorf("no %s in:\n%s", want, dump)
		}
	}
	for _, not := range []string{`"old"`, "DELETE"} {
		if strings.Contains(dump, not) {
			t.Errorf("still %s in:\n%s", not, dump)
		}
	}
}

func TestOverlayErrors(t *testing.T) {
	t.Parallel()
	_, got := amended(t, `overlay: 1.0.0
actions:
  - {target: "$.paths['/pet'].get", update: {}}
  - {target: "$.paths[", update: {}}
  - {target: /components/schemas/pets, remove: true}
  - {target: $.info}
  - {target: $, remove: true}
  - {target: $.info, updates: {}, remove: false}
  - {target: "$.components.schemas.pet.properties", update: {sex: {type: Foo}}}
`, "")
	want := `fix.yaml:3:14: error: the target "$.paths['/pet'].get" is not in the document [overlay-target] (did you mean "/pets"?)
fix.yaml:4:14: error: the target "$.paths[" isn't understood: "" is no name in quotes, no index, no * and no filter [bad-overlay] (write a JSONPath such as $.paths['/pets'].get or $..parameters[?@.name == 'page'], or a JSON Pointer such as /paths/~1pets)
fix.yaml:5:14: error: the target "/components/schemas/pets" is not in the document [overlay-target] (did you mean "pet"?)
fix.yaml:6:5: error: an action has a target, and either update or remove [bad-overlay] (write {target: "$.paths['/pets']", update: {…}} or {target: …, remove: true})
fix.yaml:7:14: error: the whole document can't be removed [bad-overlay] (name a part of it)
fix.yaml:8:22: error: unknown key "updates" in an action [unknown-key] (did you mean "update"?)
fix.yaml:9:74: warning: unknown type "Foo"; any value is taken [unknown-type] (JSON Schema's types are string, integer, number, boolean, array, object and null)
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, got := amended(t, "actions: {}\n", ""); !strings.Contains(got, "fix.yaml:1:1: error: an overlay says its version and lists actions [bad-overlay]") {
		t.Error(got)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	dump, report := amended(t, "", `operations: {listPets: Everything, "DELETE /pets": Clear}
schemas: {pet: Animal}
tags: {pets: Zoo}
"#/components/schemas/pet/properties/nm": Name
"#/paths/~1pets/get/parameters/0": PageNumber
`)
	if report != "" {
		t.Error(report)
	}
	for _, want := range []string{"service Zoo ", "op Everything GET", "op Clear DELETE", "struct Animal ", `Name "nm"`, `PageNumber query "page"`} {
		if !strings.Contains(dump, want) {
			t.Errorf("no %s in:\n%s", want, dump)
		}
	}
	_, got := amended(t, "", `operations: {listPet: Everything}
schemas: {Pet: Animal}
tags: {pets: "my zoo", cats: Cats}
"#/components/schemas/pet/properties/name": Name
`)
	want := `keywright.yaml:1:14: error: the document has no operation "listPet" [unknown-name] (did you mean "listPets"?)
keywright.yaml:2:11: error: the document has no schema "Pet" [unknown-name] (did you mean "pet"?)
keywright.yaml:3:14: error: "my zoo" is no exported Go identifier of letters and digits [bad-name] (write a capital letter followed by letters and digits, such as "RealmStatus")
keywright.yaml:3:24: error: the document has no tag "cats" [unknown-name] (compare it with the document)
keywright.yaml:4:1: error: the document has nothing at "#/components/schemas/pet/properties/name" that could have a name [unknown-name] (write a JSON Pointer into the document, with ~1 for / in a key)
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
