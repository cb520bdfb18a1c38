// Tests of whole packages: they compile, vet and say the same each time.

package emit_test

import (
	"bytes"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/keywright/keywright/generator/emit"
	"github.com/keywright/keywright/generator/ir"
)

const module = "example.com/out"

func options(pkg *ir.Package) emit.Options {
	return emit.Options{ImportPath: module + "/" + pkg.Name, RuntimePath: module + "/runtime"}
}

// workspace makes a module with the runtime in it, as an output root has it.
func workspace(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), []byte("module "+module+"\n\ngo 1.26.0\n"))
	templates := filepath.Join("..", "..", "templates")
	for _, pkg := range []string{"wire", "auth", "client", "clienttest"} {
		files, err := filepath.Glob(filepath.Join(templates, pkg, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			content = bytes.ReplaceAll(content, []byte("github.com/keywright/keywright/templates/"), []byte(module+"/runtime/"))
			write(t, filepath.Join(dir, "runtime", pkg, filepath.Base(file)), content)
		}
	}
	return dir
}

func write(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// install emits a package into a workspace.
func install(t *testing.T, dir string, pkg *ir.Package) {
	t.Helper()
	files, err := emit.Client(pkg, options(pkg))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		write(t, filepath.Join(dir, pkg.Name, filepath.FromSlash(f.Name)), f.Content)
	}
}

// run runs a tool in the workspace, without network.
func run(t *testing.T, dir string, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off"), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// The fixture compiles, is clean for vet and staticcheck, its examples run, and
// it does what testdata/behaviour_test.go.txt says.
func TestFixtureCompiles(t *testing.T) {
	t.Parallel()
	dir := workspace(t)
	install(t, dir, fixture())
	behaviour, err := os.ReadFile(filepath.Join("testdata", "behaviour_test.go.txt"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "wow", "behaviour_test.go"), behaviour)
	run(t, dir, nil, "go", "vet", "./wow/...")
	run(t, dir, nil, "go", "test", "./wow/...")
	if tool := staticcheck(); tool != "" {
		run(t, dir, nil, tool, "./wow/...")
	}
	if os.Getenv("KEYWRIGHT_JSONV2") != "" { // builds the standard library anew, which takes minutes the first time
		run(t, dir, []string{"GOEXPERIMENT=jsonv2"}, "go", "vet", "./wow/")
	}
}

// staticcheck finds the tool in PATH or among installed ones; the gate pins it.
func staticcheck() string {
	if tool, err := exec.LookPath("staticcheck"); err == nil {
		return tool
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	tool := filepath.Join(home, "go", "bin", "staticcheck")
	if _, err := os.Stat(tool); err != nil {
		return ""
	}
	return tool
}

// Emitted code needs nothing but the standard library and the runtime.
func TestImportsAreTheStandardLibraryAndTheRuntime(t *testing.T) {
	t.Parallel()
	pkg := fixture()
	files, err := emit.Client(pkg, options(pkg))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), f.Name, f.Content, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imp := range tree.Imports {
			name, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			own := strings.HasPrefix(name, module+"/")
			if first, _, _ := strings.Cut(name, "/"); strings.Contains(first, ".") && !own {
				t.Errorf("%s imports %s", f.Name, name)
			}
			if strings.HasPrefix(f.Name, "wowtest/") || f.Name == "example_test.go" {
				continue
			}
			if strings.HasSuffix(name, "test") || name == "testing" {
				t.Errorf("%s links %s into applications", f.Name, name)
			}
		}
	}
}

func TestTwentyRunsGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	first, err := emit.Client(fixture(), options(fixture()))
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		again, err := emit.Client(fixture(), options(fixture()))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(first, again) {
			t.Fatal("two runs differ")
		}
	}
}

// Two claims on a name are an error that tells both, not code that doesn't
// compile.
func TestNamesClaimedTwice(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Realm", "Client", "RegionEU", "ShapeText"} {
		pkg := fixture()
		pkg.Types = append(pkg.Types, &ir.Decl{Kind: ir.DeclStruct, Name: name, Pointer: "#/components/schemas/again"})
		_, err := emit.Client(pkg, options(pkg))
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "#/components/schemas/again") {
			t.Errorf("%s: got error %v", name, err)
		}
	}
}

// What emission names by itself gives way to what the model names.
func TestOwnNamesGiveWay(t *testing.T) {
	t.Parallel()
	pkg := fixture()
	pkg.Types = append(pkg.Types,
		&ir.Decl{Kind: ir.DeclStruct, Name: "WithRegion"},
		&ir.Decl{Kind: ir.DeclStruct, Name: "UserAccountProfileService"})
	files, err := emit.Client(pkg, options(pkg))
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, f := range files {
		all += string(f.Content)
	}
	for _, want := range []string{"func WithRegion2(", "type UserAccountProfileService2 struct"} {
		if !strings.Contains(all, want) {
			t.Errorf("nothing declares %q", want)
		}
	}
}

func TestWrongModels(t *testing.T) {
	t.Parallel()
	number := func(value string) *ir.Package {
		return &ir.Package{Name: "shop", Types: []*ir.Decl{{Kind: ir.DeclEnum, Name: "Level", Under: of(ir.KindInt32), Values: values("Level1", value)}}}
	}
	for want, pkg := range map[string]*ir.Package{
		"beyond int32":   number("3000000000"),
		"value Level1":   number("x"),
		"limit's window": {Name: "shop", Limits: []ir.Limit{{Requests: 1, Per: "soon"}}},
	} {
		if _, err := emit.Client(pkg, options(pkg)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want one with %q", err, want)
		}
	}
}
