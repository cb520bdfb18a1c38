// Hostile descriptions on a disk: what is written where, and what the go
// command says of it; and that the checks of the other tests see what they are
// there to see.

package generator_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/keywright/keywright/generator"
)

// TestHostileOutputOnDisk writes clients of which every slot holds another
// hostile word, beside the runtime, and has them vetted.
func TestHostileOutputOnDisk(t *testing.T) {
	t.Parallel()
	around := t.TempDir()
	dir := filepath.Join(around, "deep", "er")
	files := map[string]string{"go.mod": "module example.com/x\n\ngo 1.26.0\n"}
	config := "clients:\n"
	words := hostileWords()
	for i := range 3 {
		slots, next := map[string]string{}, 7*i
		document := hostileDocument(func(kind byte, n int) string {
			key := fmt.Sprint(string(kind), n)
			if _, ok := slots[key]; !ok || kind == 't' {
				next += 5
				slots[key] = hostileCase{kinds: "tnv", word: words[next%len(words)]}.fill(kind, n)
			}
			return slots[key]
		})
		files[fmt.Sprintf("specs/api%d.json", i)] = toJSON(document)
		config += fmt.Sprintf("  - {name: api%d, spec: specs/api%d.json, out: gen/api%d}\n", i, i, i)
	}
	files["keywright.yaml"] = config
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o777); err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(dir, name), text)
	}
	generate(t, dir)
	var outside []string
	err := filepath.WalkDir(around, func(name string, d fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(dir, name)
		if relErr == nil && !d.IsDir() && files[filepath.ToSlash(rel)] == "" && !strings.HasPrefix(filepath.ToSlash(rel), "gen/") {
			outside = append(outside, name)
		}
		return err
	})
	if err != nil || outside != nil {
		t.Errorf("written outside of the output folder: %q, %v", outside, err)
	}
	for _, args := range [][]string{{"vet", "./gen/api0/...", "./gen/api1/...", "./gen/api2/..."}, {"list", "-f", "{{join .IgnoredGoFiles \" \"}}{{join .EmbedFiles \" \"}}{{join .CgoFiles \" \"}}", "./gen/..."}} {
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
		out, err := cmd.CombinedOutput()
		if err != nil || args[0] == "list" && strings.Trim(strings.ReplaceAll(string(out), "jsonv2.go", ""), " \n") != "" {
			t.Errorf("go %s: %v\n%s", args[0], err, out)
		}
	}
}

// TestHostileFileNames: the names of descriptions stand in what is emitted.
func TestHostileFileNames(t *testing.T) {
	t.Parallel()
	check := newChecker(t)
	for i, name := range []string{"a\n//go:build ignore\n.json", "a\rb.json", "*/ func init() {}.json", "ls\u2028x.json", "`\".json", "../x.json", "//line.json", strings.Repeat("long", 50) + ".json"} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			dir := described(t, nil)
			file := filepath.Join(dir, "specs", filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
				t.Fatal(err)
			}
			put(t, file, toJSON(hostileDocument(hostileCase{}.fill)))
			config := map[string]any{
				"clients": l{m{"name": "api", "spec": "specs/" + name, "out": "gen/api"}},
				"runtime": m{"import": module + "/templates"},
			}
			put(t, filepath.Join(dir, "keywright.yaml"), toJSON(config))
			if files := generated(t, dir); files != nil {
				check.files(t, files)
			}
		})
	}
}

// heard records what a check reports.
type heard struct{ errors []string }

func (*heard) Helper() {}
func (h *heard) Errorf(format string, args ...any) {
	h.errors = append(h.errors, fmt.Sprintf(format, args...))
}
func (h *heard) Fatalf(format string, args ...any) { h.Errorf(format, args...) }

// TestChecksSee gives the checks what they must report.
func TestChecksSee(t *testing.T) {
	t.Parallel()
	check := newChecker(t)
	var none heard
	if check.files(&none, map[string]string{"a.go": "package api\n\n// X is harmless.\nvar X = \"" + sentinel + "\"\n"}); none.errors != nil {
		t.Errorf("a harmless file is reported: %q", none.errors)
	}
	for name, file := range map[string][2]string{
		"init":        {"a.go", "package api\n\nfunc init() {}\n"},
		"embed":       {"a.go", "package api\n\n//go:embed x\nvar X string\n"},
		"linkname":    {"a.go", "package api\n\n// X is.\n//go:linkname X y\nvar X string\n"},
		"build":       {"a.go", "//go:build ignore\n\npackage api\n"},
		"old build":   {"a.go", "// +build ignore\n\npackage api\n"},
		"line":        {"a.go", "package api\n\n//line x.go:1\nvar X int\n"},
		"block":       {"a.go", "package api\n\nvar X /* x */ int\n"},
		"import":      {"a.go", "package api\n\nimport _ \"os\"\n"},
		"unsafe":      {"a.go", "package api\n\nimport \"unsafe\"\n\nvar X unsafe.Pointer\n"},
		"prose":       {"a.go", "package api\n\nvar " + sentinel + " int\n"},
		"control":     {"a.go", "package api\n\n// \x01\nvar X int\n"},
		"right-left":  {"a.go", "package api\n\n// \u202e\nvar X int\n"},
		"type":        {"a.go", "package api\n\nvar X int = \"\"\n"},
		"format":      {"a.go", "package api\nvar   X int\n"},
		"windows":     {"a_windows.go", "package api\n"},
		"test":        {"a_test.go", "package api\n"},
		"upward":      {"../a.go", "package api\n"},
		"folder":      {"other/a.go", "package other\n"},
		"system file": {"con.go", "package api\n"},
	} {
		var h heard
		if check.files(&h, map[string]string{file[0]: file[1]}); h.errors == nil {
			t.Errorf("%s isn't reported", name)
		}
	}
	one := map[string]string{"a.go": "package api\n\ntype T struct{ A int }\n"}
	two := map[string]string{"a.go": "package api\n\ntype T struct{ A, B int }\n"}
	if cmp.Equal(surface(t, one), surface(t, two)) {
		t.Error("a field more isn't seen")
	}
	if refused(&none, &generator.Result{}, fs.ErrInvalid); none.errors == nil {
		t.Error("an error without a place isn't seen")
	}
}
