// Documents of Swagger 2.0 in several files.

package openapi_test

import (
	"strings"
	"testing"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/openapi"
)

func TestSwaggerInSeveralFiles(t *testing.T) {
	t.Parallel()
	f := &files{content: map[string]string{
		"a.json": `{"swagger": "2.0", "info": {"title": "T", "version": "1"}, "host": "api.example.com", "paths": {
  "/pets": {"$ref": "paths.json#/pets"},
  "/own": {"post": {"operationId": "own", "parameters": [{"$ref": "paths.json#/bodies/pet"}, {"$ref": "b.json#/parameters/page"}],
    "responses": {"200": {"description": "d", "schema": {"$ref": "b.json#/definitions/Owner"}}, "400": {"$ref": "b.json#/responses/bad"}}}}},
 "definitions": {"Pet": {"type": "object", "properties": {"self": {"$ref": "./a.json#/definitions/Pet"}}}}}`,
		"b.json": `{"swagger": "2.0", "info": {"title": "B", "version": "1"}, "paths": {},
 "parameters": {"page": {"name": "page", "in": "query", "type": "integer"}},
 "responses": {"bad": {"description": "d", "schema": {"$ref": "#/definitions/Bad"}}},
 "definitions": {"Bad": {"type": "object", "properties": {"message": {"type": "string"}}},
  "Owner": {"type": "object", "properties": {"pet": {"$ref": "a.json#/definitions/Pet"}}}}}`,
		"paths.json": `{"pets": {"post": {"operationId": "send", "consumes": ["application/json"], "parameters": [{"name": "pet", "in": "body", "required": true, "schema": {"$ref": "a.json#/definitions/Pet"}},
    {"name": "dry", "in": "query", "type": "boolean"}], "responses": {"204": {"description": "d"}}}},
 "bodies": {"pet": {"name": "pet", "in": "body", "schema": {"$ref": "a.json#/definitions/Pet"}}}}`,
	}}
	var diags diag.List
	out := openapi.Lower(openapi.Input{File: "a.json", Package: "api", Read: f.read}, &diags)
	if all := diags.All(); len(all) > 0 {
		t.Fatal(all)
	}
	dump := ir.Dump(out.Package)
	for _, want := range []string{
		"op Send POST /pets", "body pet json application/json Pet required", `option Dry query "dry" bool`,
		"body pet json application/json Pet\n", `option Page query "page" int64`, "result json application/json Owner", "error 400 Bad",
	} {
		if !strings.Contains(dump, want) {
			t.Errorf("no %q in:\n%s", want, dump)
		}
	}
}
