// Tests of the pipeline as a whole, beside the command's scripts: what is up
// to date isn't generated again, and runs don't differ.

package generator_test

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/keywright/keywright/generator"
	"github.com/keywright/keywright/generator/config"
	"github.com/keywright/keywright/generator/runtime"
	"github.com/keywright/keywright/templates"
)

const petstore = `openapi: 3.0.3
info: {title: Pets, version: "1"}
servers: [{url: https://api.example.com}]
security: [{token: []}]
paths:
  /pets/{id}:
    get:
      operationId: getPet
      tags: [pets]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: It.
          content: {application/json: {schema: {$ref: 'schemas.yaml#/Pet'}}}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
`

// project writes a module with two clients and returns its folder.
func project(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":         "module example.com/x\n\ngo 1.26.0\n",
		"keywright.yaml": "clients:\n  - {name: one, spec: one.yaml, out: gen/one}\n  - {name: two, spec: two.yaml, out: gen/two}\n",
		"one.yaml":       petstore,
		"two.yaml":       strings.Replace(petstore, "title: Pets", "title: Two", 1),
		"schemas.yaml":   "Pet:\n  type: object\n  required: [name]\n  properties: {name: {type: string}, kind: {type: string, enum: [cat, dog]}}\n",
	} {
		put(t, filepath.Join(dir, name), text)
	}
	return dir
}

func put(t testing.TB, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// generate runs the generator as a released version and writes.
func generate(t *testing.T, dir string, only ...string) *generator.Result {
	t.Helper()
	r, err := generator.Generate(t.Context(), generator.Options{Config: filepath.Join(dir, "keywright.yaml"), Only: only, Version: "v1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Plan.Write(); err != nil {
		t.Fatal(err)
	}
	return r
}

// fresh lists the packages that weren't generated again.
func fresh(r *generator.Result) (names []string) {
	for _, p := range r.Packages {
		if p.Fresh {
			names = append(names, p.Name)
		}
	}
	return names
}

func TestUpToDateIsLeftOut(t *testing.T) {
	t.Parallel()
	dir := project(t)
	if got := fresh(generate(t, dir)); got != nil {
		t.Errorf("up to date before the first run: %v", got)
	}
	r := generate(t, dir)
	if diff := cmp.Diff([]string{"one", "two"}, fresh(r)); diff != "" || len(r.Plan.Changes) != 0 {
		t.Errorf("after a run: %s%d changes", diff, len(r.Plan.Changes))
	}
	var names []string
	for _, p := range r.Packages {
		names = append(names, p.Name)
	}
	if diff := cmp.Diff([]string{"one", "two", "runtime"}, names); diff != "" {
		t.Error(diff)
	}

	put(t, filepath.Join(dir, "one.yaml"), petstore+"# note\n")
	r = generate(t, dir)
	if diff := cmp.Diff([]string{"two"}, fresh(r)); diff != "" {
		t.Errorf("after a change of one's description: %s", diff)
	}
	if len(r.Plan.Changes) != 1 { // the lock, which has the new hash
		t.Errorf("a comment makes %d changes", len(r.Plan.Changes))
	}
	put(t, filepath.Join(dir, "schemas.yaml"), "Pet:\n  type: object\n  properties: {age: {type: integer}}\n")
	if got := fresh(generate(t, dir, "two")); got != nil {
		t.Errorf("after a change of what both refer to: %v", got)
	}
	if diff := cmp.Diff([]string{"two"}, fresh(generate(t, dir))); diff != "" {
		t.Errorf("--only two brought one up to date, too: %s", diff)
	}
	put(t, filepath.Join(dir, "keywright.yaml"), "# changed\n"+read(t, dir, "keywright.yaml"))
	if got := fresh(generate(t, dir)); got != nil {
		t.Errorf("after a change of the config: %v", got)
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestDevelIsNeverTakenForUpToDate(t *testing.T) {
	t.Parallel()
	dir := project(t)
	opts := generator.Options{Config: filepath.Join(dir, "keywright.yaml"), Version: generator.Devel}
	for range 2 {
		r, err := generator.Generate(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		if got := fresh(r); got != nil {
			t.Errorf("%v", got)
		}
		if err := r.Plan.Write(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRunsDontDiffer generates the same from two folders and many times.
func TestRunsDontDiffer(t *testing.T) {
	t.Parallel()
	var first map[string]string
	for i := range 20 {
		r, err := generator.Generate(t.Context(), generator.Options{Config: filepath.Join(project(t), "keywright.yaml"), Version: generator.Devel})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, ch := range r.Plan.Changes {
			got[ch.Path] = string(ch.New)
		}
		if i == 0 {
			first = got
		}
		if !maps.Equal(first, got) {
			t.Fatalf("run %d differs", i)
		}
	}
}

func TestUnknownClient(t *testing.T) {
	t.Parallel()
	_, err := generator.Generate(t.Context(), generator.Options{Config: filepath.Join(project(t), "keywright.yaml"), Only: []string{"tow"}})
	unknown, ok := errors.AsType[*generator.UnknownClientError](err)
	if !ok || unknown.Name != "tow" || !slices.Equal(unknown.Known, []string{"one", "two"}) || !strings.Contains(err.Error(), `did you mean "two"?`) {
		t.Errorf("got %v", err)
	}
}

// TestReferencesStayInside: a description must not pull files from outside its
// folder into what is generated.
func TestReferencesStayInside(t *testing.T) {
	t.Parallel()
	dir := project(t)
	outside := filepath.Join(t.TempDir(), "secret.yaml")
	put(t, outside, "Pet: {type: object}\n")
	if err := os.Remove(filepath.Join(dir, "schemas.yaml")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "schemas.yaml")); err != nil {
		t.Skipf("the system has no symbolic links: %v", err)
	}
	r, err := generator.Generate(t.Context(), generator.Options{Config: filepath.Join(dir, "keywright.yaml"), Version: generator.Devel})
	if err == nil || r.Plan != nil || !strings.Contains(err.Error(), "schemas.yaml") {
		t.Errorf("got %v", err)
	}
}

// TestExtrasAreThere: what the config lets one ask for is what the templates
// have.
func TestExtrasAreThere(t *testing.T) {
	t.Parallel()
	for _, extra := range config.Extras() {
		files, err := runtime.Files(templates.Source(), "example.com/x/runtime", []string{extra})
		if err != nil || !slices.ContainsFunc(files, func(f runtime.File) bool { return strings.HasPrefix(f.Path, extra+"/") }) {
			t.Errorf("%s isn't emitted: %v", extra, err)
		}
	}
}
