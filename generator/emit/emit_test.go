// Tests of whole packages: they compile, vet and say the same each time.

package emit_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
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

func TestFixtureCompiles(t *testing.T) {
	t.Parallel()
	dir := workspace(t)
	if keep := os.Getenv("EMIT_KEEP"); keep != "" {
		dir = keep
		if err := os.CopyFS(dir, os.DirFS(workspace(t))); err != nil {
			t.Fatal(err)
		}
	}
	install(t, dir, fixture())
	run(t, dir, nil, "go", "vet", "./wow/...")
}
