// The arrows of the design, held: who may import whom, and what stands at the
// top of the repository.

package generator_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/keywright/keywright"

// listed is what `go list` tells of a package.
type listed struct {
	ImportPath string
	Imports    []string
	Deps       []string
	Standard   bool
}

func list(t *testing.T, args ...string) []listed {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports,Deps,Standard"}, args...)...)
	cmd.Dir = ".."
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.Bytes())
	}
	var all []listed
	dec := json.NewDecoder(bytes.NewReader(out))
	for {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// local gives the path inside the module, or "" for another module's package.
func local(path string) string {
	rest, ok := strings.CutPrefix(path, module+"/")
	if !ok {
		return ""
	}
	return rest
}

func isStandard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

func under(path string, roots ...string) bool {
	return slices.ContainsFunc(roots, func(root string) bool {
		return path == root || strings.HasPrefix(path, root+"/")
	})
}

// owners lists the packages that alone may import a library.
func owners() map[string][]string {
	return map[string][]string{
		"github.com/getkin/kin-openapi":            {"generator/openapi", "generator/compat"},
		"github.com/dave/jennifer":                 {"generator/emit"},
		"github.com/Khan/genqlient/generate":       {"generator/graphql"},
		"github.com/vektah/gqlparser":              {"generator/graphql", "templates/clienttest/gqltest", "generated/runtime/clienttest/gqltest"},
		"github.com/gofrs/flock":                   {"templates/auth/store", "generated/runtime/auth/store"},
		"golang.org/x/oauth2":                      {"templates/auth/oauth2bridge", "generated/runtime/auth/oauth2bridge"},
		"github.com/Khan/genqlient/graphql":        {"templates/client/gql", "generated/runtime/client/gql", "generated/warcraftlogs/internal/operations"},
		"github.com/keywright/keywright/generated": {"generated", "examples"},
	}
}

func TestLibrariesHaveOneOwner(t *testing.T) {
	t.Parallel()
	for _, p := range list(t, "./...") {
		for _, imp := range p.Imports {
			for lib, who := range owners() {
				if under(imp, lib) && !under(local(p.ImportPath), who...) {
					t.Errorf("%s imports %s, which is for %s alone", p.ImportPath, imp, strings.Join(who, " and "))
				}
			}
		}
	}
}

func TestArrowsPointDown(t *testing.T) {
	t.Parallel()
	// What each layer may import of this module, beside itself.
	layers := []struct {
		layer   string
		imports []string
	}{
		{"generator/diag", nil},
		{"generator/names", nil},
		{"generator/ir", []string{"generator/diag"}},
		{"generator/tree", []string{"generator/diag"}},
		{"generator/config", []string{"generator/diag", "generator/tree"}},
		{"generator/openapi", []string{"generator/diag", "generator/tree", "generator/ir", "generator/names"}},
		{"generator/graphql", []string{"generator/diag", "generator/tree", "generator/ir", "generator/names"}},
		{"generator/emit", []string{"generator/diag", "generator/ir", "generator/names"}},
		{"generator/runtime", []string{"generator/diag", "templates"}},
		{"generator/output", []string{"generator/diag", "generator/tree"}},
		{"templates", []string{"templates"}},
		{"generated", []string{"generated"}},
		{"examples", []string{"generated"}},
	}
	standardAlone := []string{"generator/diag", "generator/names", "generator/ir"}
	for _, p := range list(t, "./...") {
		path := local(p.ImportPath)
		for _, l := range layers {
			if !under(path, l.layer) {
				continue
			}
			for _, imp := range p.Imports {
				if in := local(imp); in != "" && !under(in, l.layer) && !under(in, l.imports...) {
					t.Errorf("%s imports %s: the arrow points the wrong way", path, in)
				}
				if under(path, standardAlone...) && local(imp) == "" && !isStandard(imp) {
					t.Errorf("%s imports %s, but stands on the standard library alone", path, imp)
				}
			}
		}
	}
}

func TestRuntimeStandsOnTheStandardLibraryAlone(t *testing.T) {
	t.Parallel()
	for _, root := range []string{"templates", "generated/runtime"} {
		for _, p := range list(t, "./"+root+"/wire", "./"+root+"/auth", "./"+root+"/client", "./"+root+"/clienttest") {
			for _, dep := range p.Deps {
				if !isStandard(dep) && !under(local(dep), root) {
					t.Errorf("%s depends on %s", p.ImportPath, dep)
				}
			}
		}
	}
}

func TestGeneratedCodeNeedsNoGenerator(t *testing.T) {
	t.Parallel()
	graphql := []string{"github.com/Khan/genqlient/graphql", "github.com/vektah/gqlparser/v2", "github.com/google/uuid"}
	for _, p := range list(t, "./generated/...") {
		usesGraphQL := under(local(p.ImportPath), "generated/warcraftlogs", "generated/runtime/client/gql")
		// The mock validates operations, and gqlparser's validator knows what is alike.
		mock := under(local(p.ImportPath), "generated/runtime/clienttest/gqltest", "generated/warcraftlogs/warcraftlogstest")
		apart := under(local(p.ImportPath), "generated/runtime/auth/store", "generated/runtime/auth/oauth2bridge")
		for _, dep := range p.Deps {
			switch {
			case isStandard(dep), under(local(dep), "generated"), apart, usesGraphQL && under(dep, graphql...):
			case mock && under(dep, append(graphql, "github.com/agnivade/levenshtein")...):
			default:
				t.Errorf("%s depends on %s", p.ImportPath, dep)
			}
		}
	}
}

func TestTopLevelIsFixed(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	allowed := strings.Fields("go.mod go.sum cmd generator templates specs generated examples README.md LICENSE")
	for _, e := range entries {
		if name := e.Name(); !strings.HasPrefix(name, ".") && !slices.Contains(allowed, name) {
			t.Errorf("%s stands at the top level", name)
		}
	}
}
