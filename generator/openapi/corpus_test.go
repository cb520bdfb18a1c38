// Lowering of real documents, wherever the corpus is found.

package openapi_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/openapi"
)

// corpus finds the folder of real documents, which is no part of the
// repository.
func corpus(t *testing.T) string {
	t.Helper()
	for _, dir := range []string{os.Getenv("KEYWRIGHT_CORPUS"), filepath.Join("..", "..", "..", "shared", "corpus")} {
		if dir == "" {
			continue
		}
		if _, err := os.Stat(filepath.Join(dir, "openapi")); err == nil {
			return filepath.Join(dir, "openapi")
		}
	}
	t.Skip("no corpus: set KEYWRIGHT_CORPUS to a folder with openapi/*.json and *.yaml")
	return ""
}

func TestCorpus(t *testing.T) {
	dir := corpus(t)
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		if strings.HasSuffix(name, ".tsv") || os.Getenv("ONLY") != "" && !strings.Contains(name, os.Getenv("ONLY")) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			var diags diag.List
			start := time.Now()
			out := openapi.Lower(openapi.Input{File: name, Package: "api", Read: func(f string) ([]byte, error) {
				return os.ReadFile(filepath.Join(dir, filepath.FromSlash(f)))
			}}, &diags)
			ops, types, errs := 0, 0, 0
			if out.Package != nil {
				types = len(out.Package.Types)
				for _, s := range out.Package.Services {
					ops += len(s.Ops)
				}
			}
			for _, d := range diags.All() {
				if d.Severity == diag.Error {
					errs++
					if errs < 6 {
						fmt.Println("   ", d.String(), "|", d.Hint)
					}
				}
			}
			fmt.Printf("%-45s ops %4d types %5d errors %3d warnings %3d degraded %3d %.2fs\n", name, ops, types, errs, len(diags.All())-errs, len(out.Degraded), time.Since(start).Seconds())
		})
	}
}
