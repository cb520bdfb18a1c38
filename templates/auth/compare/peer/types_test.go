package peer

// types_test.go holds the scan to its word: no exported type of auth and
// client may be left out of it by oversight.

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// innocent are the exported struct types that never hold a secret, and why
// they aren't in the gallery.
func innocent() map[string]string {
	return map[string]string{
		"client.Drift":        "where an answer strays from its description",
		"client.Event":        "a part of an answer",
		"client.Filter":       "what a caller searches for",
		"client.FilterSyntax": "how a description writes filters",
		"client.FormStyle":    "how a description writes a form",
		"client.Localized":    "a part of an answer",
		"client.Page":         "generic; holds an answer's items",
		"client.Pager":        "how a description pages",
		"client.Part":         "a body's content",
		"client.RetryPolicy":  "numbers",
	}
}

// everyType compares the gallery with the packages' source.
func (s *server) everyType(t *testing.T) {
	shown := s.types()
	for _, pkg := range []string{"auth", "client"} {
		for _, name := range structs(t, filepath.Join("../../..", pkg)) {
			name = pkg + "." + name
			_, exempt := innocent()[name]
			if !shown[name] && !exempt {
				t.Errorf("%s is not among what is scanned for secrets: show it in a flow, or tell in innocent why it holds none", name)
			}
			if shown[name] && exempt {
				t.Errorf("%s is shown and exempt", name)
			}
		}
	}
}

// structs lists the exported struct types of the package in dir. Others are
// strings and numbers without a secret (but auth.Secret), functions, and
// interfaces, which are what they hold.
func structs(t *testing.T, dir string) (names []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files in %s, %v", len(files), dir, err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range g.Specs {
				if ts, ok := spec.(*ast.TypeSpec); ok && ts.Name.IsExported() {
					if _, ok := ts.Type.(*ast.StructType); ok {
						names = append(names, ts.Name.Name)
					}
				}
			}
		}
	}
	return names
}
