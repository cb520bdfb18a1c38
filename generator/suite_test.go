// genqlient's own suite through the client's face: every operation of it is
// lowered, emitted, and compiles; a subscription is refused where it stands.

package generator_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/keywright/keywright/generator"
)

// genqlientQueries is the folder of the suite's operations in the module cache.
func genqlientQueries(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/Khan/genqlient").Output()
	dir := filepath.Join(strings.TrimSpace(string(out)), "generate", "testdata", "queries")
	if err != nil || len(out) < 2 {
		t.Skipf("the module cache doesn't hold genqlient's source: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "schema.graphql")); err != nil {
		t.Skipf("this version of genqlient comes without its suite: %v", err)
	}
	return dir
}

func TestGenqlientSuiteCompilesThroughTheFace(t *testing.T) {
	t.Parallel()
	dir := genqlientQueries(t)
	schema := content(t, filepath.Join(dir, "schema.graphql"))
	names, err := filepath.Glob(filepath.Join(dir, "*.graphql"))
	if err != nil || len(names) < 50 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	check := newChecker(t)
	for _, name := range names {
		if filepath.Base(name) == "schema.graphql" {
			continue
		}
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			project := described(t, map[string]string{"schema.graphql": schema, "ops.graphql": content(t, name)})
			config := content(t, filepath.Join(project, "keywright.yaml"))
			put(t, filepath.Join(project, "keywright.yaml"), strings.Replace(config, "out: gen/api,", "out: gen/api, scalars: {DateTime: date-time, Date: date, Junk: any, ComplexJunk: any},", 1))
			if filepath.Base(name) == "SimpleSubscription.graphql" {
				subscriptionIsRefused(t, project)
				return
			}
			files := generated(t, project)
			if files == nil {
				t.Fatal("refused")
			}
			check.files(t, files)
		})
	}
}

func subscriptionIsRefused(t *testing.T, project string) {
	t.Helper()
	r, err := generator.Generate(t.Context(), generator.Options{Config: filepath.Join(project, "keywright.yaml"), Version: generator.Devel})
	if err == nil || len(r.Diagnostics) != 1 {
		t.Fatalf("got %v, %v", r.Diagnostics, err)
	}
	d := r.Diagnostics[0]
	if d.Code != "subscription" || d.Pos.String() != "ops.graphql:1:1" || !strings.Contains(d.Msg, "not supported") {
		t.Errorf("got %v", d)
	}
}

func content(t testing.TB, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
