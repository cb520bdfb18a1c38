// genqlient's own suite: the plumbing step gives what genqlient gives, byte for
// byte, where nothing of ours is bound. That the same operations compile through
// the client's face is held in package generator.

package graphql_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/Khan/genqlient/generate"
	"github.com/google/go-cmp/cmp"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/graphql"
)

// suite is the folder of genqlient's suite in the module cache.
func suite(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/Khan/genqlient").Output()
	dir := filepath.Join(strings.TrimSpace(string(out)), "generate", "testdata")
	if err != nil || len(out) < 2 {
		t.Skipf("the module cache doesn't hold genqlient's source: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "queries", "schema.graphql")); err != nil {
		t.Skipf("this version of genqlient comes without its suite: %v", err)
	}
	return dir
}

func TestPlumbingIsGenqlientsOwnOutput(t *testing.T) {
	t.Parallel()
	dir := suite(t)
	queries, err := filepath.Glob(filepath.Join(dir, "queries", "*.graphql"))
	if err != nil || len(queries) < 50 {
		t.Fatalf("%d files, %v", len(queries), err)
	}
	schemaFile := filepath.Join(dir, "queries", "schema.graphql")
	schema := read(t, schemaFile)
	compared := 0
	for _, file := range queries {
		if file == schemaFile {
			continue
		}
		name := filepath.Base(file)
		compared++
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := suiteConfig()
			config.Schema, config.Operations, config.Generated = generate.StringList{schemaFile}, generate.StringList{file}, name+".go"
			own, err := generate.Generate(&config)
			if err != nil {
				t.Fatal(err)
			}
			var diags diag.List
			ours, err := graphql.Plain(
				graphql.Source{Name: "schema.graphql", Content: schema}, graphql.Source{Name: name, Content: read(t, file)}, suiteConfig(), &diags)
			if err != nil || len(diags.All()) > 0 {
				t.Fatal(err, diags.All())
			}
			if diff := cmp.Diff(string(own[name+".go"]), string(ours)); diff != "" {
				t.Errorf("(-genqlient +keywright)\n%s", diff)
			}
			// The suite's own record of it, to be sure that the settings are the suite's.
			snapshot := read(t, filepath.Join(dir, "snapshots", "TestGenerate-"+name+"-"+name+".go"))
			if strings.TrimSpace(string(snapshot)) != strings.TrimSpace(string(ours)) {
				t.Error("it isn't what the suite records")
			}
		})
	}
	if compared < 50 {
		t.Errorf("only %d were compared", compared)
	}
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// suiteConfig is what the suite itself sets.
func suiteConfig() generate.Config {
	const util = "github.com/Khan/genqlient/internal/testutil."
	return generate.Config{
		Package:     "test",
		ContextType: "-",
		Bindings: map[string]*generate.TypeBinding{
			"ID":           {Type: util + "ID"},
			"DateTime":     {Type: "time.Time"},
			"Date":         {Type: "time.Time", Marshaler: util + "MarshalDate", Unmarshaler: util + "UnmarshalDate"},
			"Junk":         {Type: "interface{}"},
			"ComplexJunk":  {Type: "[]map[string]*[]*map[string]interface{}"},
			"Pokemon":      {Type: util + "Pokemon", ExpectExactFields: "{ species level }"},
			"PokemonInput": {Type: util + "Pokemon"},
		},
	}
}
