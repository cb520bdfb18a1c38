// Package corpus runs the generator over a folder of real OpenAPI documents, as
// the command would with a config of name, spec and out, and measures what
// comes of each.
package corpus

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/keywright/keywright/generator"
	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/tree"
)

// Row is what came of one document.
type Row struct {
	Document   string // file name
	Described  int    // operations that the document has
	Operations int    // operations that the client has
	Warnings   int
	Degraded   int           // places that are emitted in a lesser form
	Time       time.Duration // of generating, without writing
	Lines      int           // of the client's Go, less the codecs
	CodecLines int
}

// Documents lists the documents of a folder: its JSON and YAML files.
func Documents(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		if slices.Contains([]string{".json", ".yaml", ".yml"}, filepath.Ext(e.Name())) && e.Type().IsRegular() {
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	return files, nil
}

// Generate makes a client of a document in a module of its own in the folder
// dir, and writes it there. An error is the generator's, with its diagnostics.
func Generate(ctx context.Context, file, dir string) (*Row, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	row := &Row{Document: filepath.Base(file)}
	for name, text := range map[string]string{
		row.Document:     string(content),
		"go.mod":         "module example.com/corpus\n\ngo 1.26.0\n",
		"keywright.yaml": "clients: [{name: api, spec: " + strconv.Quote(row.Document) + ", out: gen/api}]\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			return nil, err
		}
	}
	start := time.Now()
	result, err := generator.Generate(ctx, generator.Options{Config: filepath.Join(dir, "keywright.yaml"), Version: generator.Devel})
	row.Time = time.Since(start)
	for _, d := range result.Diagnostics {
		if d.Severity == diag.Warning {
			row.Warnings++
		}
		if d.Degraded {
			row.Degraded++
		}
	}
	if err != nil {
		return row, err
	}
	row.Operations = result.Packages[0].Operations
	row.Described = described(row.Document, content)
	for _, ch := range result.Plan.Changes {
		name, ok := strings.CutPrefix(ch.Path, "api/")
		switch n := strings.Count(string(ch.New), "\n"); {
		case !ok || strings.Contains(name, "/") || !strings.HasSuffix(name, ".go"): // the runtime, the fake
		case strings.HasSuffix(name, "codec.go") || name == "jsonv2.go":
			row.CodecLines += n
		default:
			row.Lines += n
		}
	}
	return row, result.Plan.Write()
}

// described counts the operations of a document by its keys alone: methods of
// paths, those of path items elsewhere in the document included.
func described(name string, content []byte) int {
	var diags diag.List
	root := tree.Parse(name, content, &diags, nil)
	methods := []string{"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}
	count := 0
	for key, item := range root.Get("paths").Pairs() {
		if strings.HasPrefix(key.Value, "x-") {
			continue
		}
		if ref := item.Get("$ref"); ref != nil && strings.HasPrefix(ref.Value, "#") {
			item = root.Pointer(strings.TrimPrefix(ref.Value, "#"))
		}
		for method, op := range item.Pairs() {
			if slices.Contains(methods, method.Value) && op.Is(tree.Mapping) {
				count++
			}
		}
	}
	return count
}

// Vet runs go vet over what Generate wrote to a folder.
func Vet(ctx context.Context, dir string) error {
	cmd := exec.CommandContext(ctx, "go", "vet", "./...")
	// Without paths in what is compiled, all documents share one compilation of
	// the runtime.
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOFLAGS=-trimpath -mod=mod", "GOWORK=off", "GOPROXY=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go vet: %w\n%s", err, out)
	}
	return nil
}
