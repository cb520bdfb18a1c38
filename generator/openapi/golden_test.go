// Each construct has a small description and what it is lowered to, in
// testdata/constructs: read these to learn what becomes of what. Each mistake
// has one with what is said about it, in testdata/errors.

package openapi_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/openapi"
)

var update = flag.Bool("update", false, "write the golden files anew")

// lowerArchive lowers the first file of an archive, which may refer to its
// others.
func lowerArchive(a *txtar.Archive) (*openapi.Output, *diag.List, *diag.Sources) {
	var diags diag.List
	var sources diag.Sources
	out := openapi.Lower(openapi.Input{
		File:    a.Files[0].Name,
		Package: "api",
		Sources: &sources,
		Read: func(name string) ([]byte, error) {
			for _, f := range a.Files {
				if f.Name == name {
					return f.Data, nil
				}
			}
			return nil, os.ErrNotExist
		},
	}, &diags)
	return out, &diags, &sources
}

// golden compares got with the archive's file "want".
func golden(t *testing.T, file string, got func(a *txtar.Archive) string) {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	last := len(a.Files) - 1
	want := ""
	if a.Files[last].Name == "want" {
		want = string(a.Files[last].Data)
		a.Files = a.Files[:last]
	}
	text := got(a)
	if *update {
		a.Files = append(a.Files, txtar.File{Name: "want", Data: []byte(text)})
		if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, text); diff != "" {
		t.Errorf("run with -update to accept (-want +got):\n%s", diff)
	}
}

func eachArchive(t *testing.T, folder string, run func(t *testing.T, file string)) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no archives in %s: %v", folder, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(path.Base(filepath.ToSlash(file)), ".txtar"), func(t *testing.T) {
			t.Parallel()
			run(t, file)
		})
	}
}

func TestConstructs(t *testing.T) {
	t.Parallel()
	eachArchive(t, "constructs", func(t *testing.T, file string) {
		golden(t, file, func(a *txtar.Archive) string {
			out, diags, _ := lowerArchive(a)
			var b strings.Builder
			for _, d := range diags.All() {
				fmt.Fprintln(&b, d)
			}
			if out.Package != nil {
				b.WriteString(ir.Dump(out.Package))
			}
			return b.String()
		})
	})
}

// TestErrors compares whole reports: message, position, frame and hint.
func TestErrors(t *testing.T) {
	t.Parallel()
	eachArchive(t, "errors", func(t *testing.T, file string) {
		golden(t, file, func(a *txtar.Archive) string {
			_, diags, sources := lowerArchive(a)
			var b bytes.Buffer
			if err := diag.WriteText(&b, diags.All(), sources); err != nil {
				t.Fatal(err)
			}
			for _, d := range diags.All() {
				if d.Pos.Line == 0 || d.Severity == diag.Error && d.Hint == "" {
					t.Errorf("no position or no hint: %v", d)
				}
			}
			return b.String()
		})
	})
}
