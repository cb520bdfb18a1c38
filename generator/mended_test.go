// What is mended compiles: every description of the error catalogue that is
// taken in spite of its mistakes gives a client that does.

package generator_test

import (
	"path"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"
)

func TestMendedDescriptionsCompile(t *testing.T) {
	t.Parallel()
	archives, err := filepath.Glob("openapi/testdata/errors/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	taken := 0
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files := map[string]string{"keywright.yaml": "clients: [{name: api, spec: " + archive.Files[0].Name + ", out: gen/api, tolerant: true}]\n" +
			"runtime: {import: " + module + "/templates}\n"}
		for _, f := range archive.Files {
			if f.Name != "want" && path.Dir(f.Name) == "." {
				files[f.Name] = string(f.Data)
			}
		}
		if path.Dir(archive.Files[0].Name) != "." {
			continue // about folders
		}
		t.Run(path.Base(filepath.ToSlash(name)), func(t *testing.T) {
			if emitted := generated(t, described(t, files)); emitted != nil {
				newChecker(t).files(t, emitted)
				taken++
			}
		})
	}
	if taken < 5 {
		t.Errorf("only %d of %d are taken", taken, len(archives))
	}
}
