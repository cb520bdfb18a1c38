// The command, run again and again: the same bytes whatever the machine, and
// nothing written where nothing changed.

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// two is a project with a client of each kind.
const two = `
-- go.mod --
module example.com/x

go 1.26.0
-- specs/keywright.yaml --
clients:
  - {name: pets, spec: pets.yaml, out: ../gen/pets}
  - {name: logs, schema: schema.graphql, operations: ['ops/*.graphql'], out: ../gen/logs, servers: [{url: https://api.example.com}]}
runtime: {dir: ../gen/runtime, extras: [auth/store]}
-- specs/schema.graphql --
type Query { report(code: String!): Report hits: [Hit] }
type Report { title: String fights: [Fight] kind: Kind }
type Fight { id: Int! name: String }
union Hit = Report | Fight
enum Kind { RAID DUNGEON }
-- specs/ops/report.graphql --
query Report($code: String!) { report(code: $code) { title kind fights { id name } } }
-- specs/ops/hits.graphql --
query Hits { hits { ... on Report { title } ... on Fight { name } } }
-- specs/types.yaml --
Pet: {type: object, required: [id], properties: {id: {type: integer}, name: {type: string}, owner: {$ref: '#/Owner'}}}
Owner: {type: object, properties: {name: {type: string}, pets: {type: array, items: {$ref: '#/Pet'}}}}
-- specs/pets.yaml --
openapi: 3.1.0
info: {title: Pets, version: "1"}
servers: [{url: 'https://{region}.example.com'}]
x-keywright-ambient: {region: {enum: [us, eu], default: us}}
security: [{oauth: [read]}, {key: []}]
paths:
  /pets:
    get: {operationId: listPets, tags: [pets], parameters: [{name: page, in: query, schema: {type: int}}], responses: {'200': {description: D, content: {application/json: {schema: {type: array, items: {$ref: 'types.yaml#/Pet'}}}}}}}
    post: {operationId: addPet, tags: [pets], requestBody: {content: {application/json: {schema: {oneOf: [{$ref: 'types.yaml#/Pet'}, {$ref: 'types.yaml#/Owner'}]}}}}, responses: {'204': {description: D}}}
  /owners/{id}:
    get: {operationId: getOwner, tags: [owners], parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'200': {description: D, content: {application/json: {schema: {$ref: 'types.yaml#/Owner'}}}}, '404': {description: None, content: {application/json: {schema: {type: object, properties: {error: {type: string}}}}}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: https://example.com/token, scopes: {read: Reading, write: Writing}}}}
`

func TestRunsGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	// A program as it is shipped: the test's own may have the race detector in
	// it, with which 20 runs take long.
	program := filepath.Join(t.TempDir(), "keywright.exe")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var first map[string]string
	for i := range 20 {
		dir := filepath.Join(t.TempDir(), strings.Repeat("d", 1+i))
		for _, f := range txtar.Parse([]byte(two)).Files {
			file := filepath.Join(dir, filepath.FromSlash(f.Name))
			if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, f.Data, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		// The machine's size, place, time zone and language are others each time.
		env := append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", 1+i%2), []string{"TZ=UTC", "TZ=Asia/Tokyo"}[i%2], []string{"LANG=C", "LANG=tr_TR.UTF-8"}[i/2%2], fmt.Sprint("HOME=/home/", i))
		from, args := dir, []string{"generate", "-C", "specs"}
		switch i % 3 {
		case 1:
			from, args = filepath.Join(dir, "specs", "ops"), []string{"generate"}
		case 2:
			from, args = os.TempDir(), []string{"generate", "--config", filepath.Join(dir, "specs", "keywright.yaml")}
		}
		keywright(t, program, from, env, args...)
		got := map[string]string{}
		for name, text := range snapshot(t, filepath.Join(dir, "gen")) {
			got[strings.TrimPrefix(name, dir)] = text
		}
		if i == 0 {
			first = got
			secondRun(t, program, dir)
		}
		if diff := cmp.Diff(first, got); diff != "" {
			t.Fatalf("run %d differs:\n%s", i, diff)
		}
		for name, text := range got {
			if strings.Contains(text, dir) {
				t.Errorf("%s holds the machine's path", name)
			}
		}
	}
}

// secondRun wants that another run writes nothing, not even the same again.
func secondRun(t *testing.T, program, dir string) {
	t.Helper()
	times := func() (all []string) {
		for name := range snapshot(t, dir) {
			info, err := os.Stat(name)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, name+" "+info.ModTime().String())
		}
		slices.Sort(all)
		return all
	}
	before := times()
	said := keywright(t, program, dir, os.Environ(), "generate", "-C", "specs")
	if !strings.Contains(said, "0 written, 0 removed") {
		t.Errorf("the second run says:\n%s", said)
	}
	if diff := cmp.Diff(before, times()); diff != "" {
		t.Errorf("the second run writes:\n%s", diff)
	}
}

// keywright runs the command in a folder and gives what it said.
func keywright(t *testing.T, program, dir string, env []string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir, cmd.Env = dir, env
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("keywright %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}
