// Whatever a document holds, lowering ends, doesn't panic, and gives either
// errors or a package that emission can rely on.

package openapi_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/openapi"
)

func lowerText(text string) (*openapi.Output, *diag.List) {
	var diags diag.List
	return openapi.Lower(openapi.Input{File: "api.yaml", Package: "api", Tolerant: true, Read: func(name string) ([]byte, error) {
		if name == "api.yaml" {
			return []byte(text), nil
		}
		return nil, os.ErrNotExist
	}}, &diags), &diags
}

// seeds are the documents of the goldens.
func seeds(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "*", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(a.Files[0].Data))
	}
	return texts
}

func FuzzLower(f *testing.F) {
	for _, text := range seeds(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if out, diags := lowerText(text); out.Package != nil && !diags.HasErrors() {
			checkPackage(t, out.Package)
			ir.Dump(out.Package)
		}
	})
}

// TestMutations moves parts of good documents to where they don't belong: what
// random bytes seldom do.
func TestMutations(t *testing.T) {
	t.Parallel()
	var lines []string
	texts := seeds(t)
	for _, text := range texts {
		lines = append(lines, strings.Split(text, "\n")...)
	}
	rapid.Check(t, func(t *rapid.T) {
		doc := strings.Split(rapid.SampledFrom(texts).Draw(t, "document"), "\n")
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			i := rapid.IntRange(0, len(doc)-1).Draw(t, "line")
			switch rapid.IntRange(0, 3).Draw(t, "change") {
			case 0:
				doc = append(doc[:i:i], doc[i+1:]...)
			case 1:
				doc[i] = rapid.SampledFrom(lines).Draw(t, "other")
			case 2:
				words := []string{"$ref", "allOf", "oneOf", "null", "[]", "{}", "'#/components/schemas/A'", "true", "x", "items", "properties"}
				old := rapid.SampledFrom([]string{"type", "object", "properties", "schema", "string", "get", "name", "in", "items", "array"}).Draw(t, "old")
				doc[i] = strings.Replace(doc[i], old, rapid.SampledFrom(words).Draw(t, "new"), 1)
			default:
				doc = append(doc[:i:i], append([]string{rapid.SampledFrom(lines).Draw(t, "inserted")}, doc[i:]...)...)
			}
			if len(doc) == 0 {
				doc = []string{""}
			}
		}
		if out, diags := lowerText(strings.Join(doc, "\n")); out.Package != nil && !diags.HasErrors() {
			checkPackage(t, out.Package)
		}
	})
}

// TestHostile lowers documents made to be slow. A step that grows with the
// square of its input, or worse, doesn't end before the test's deadline.
func TestHostile(t *testing.T) {
	t.Parallel()
	const head = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n"
	chain := func(n int, format string) string {
		var b strings.Builder
		b.WriteString(head)
		for i := range n {
			b.WriteString(strings.NewReplacer("#0", strconv.Itoa(i), "#1", strconv.Itoa((i+1)%n), "#7", strconv.Itoa((i+7)%n)).Replace(format))
		}
		return b.String()
	}
	var enum strings.Builder
	enum.WriteString(head + "    E:\n      type: string\n      enum:\n")
	for i := range 100_000 {
		fmt.Fprintf(&enum, "        - value %d\n", i)
	}
	for name, text := range map[string]string{
		"references":  chain(2000, "    S#0: {$ref: '#/components/schemas/S#1'}\n    T#0: {allOf: [{$ref: '#/components/schemas/S#7'}]}\n"),
		"allOf":       chain(300, "    S#0: {allOf: [{$ref: '#/components/schemas/S#1'}, {$ref: '#/components/schemas/S#7'}], properties: {p#0: {type: string}}}\n"),
		"oneOf":       chain(300, "    S#0: {oneOf: [{$ref: '#/components/schemas/S#1'}, {$ref: '#/components/schemas/S#7'}, {type: string}]}\n"),
		"merged":      chain(60, "    S#0: {oneOf: [{type: object, properties: {a: {$ref: '#/components/schemas/S#1'}, b: {$ref: '#/components/schemas/S#7'}}}, {type: object, properties: {a: {type: string}, c: {$ref: '#/components/schemas/S#7'}}}]}\n"),
		"deep":        head + "    D: " + strings.Repeat("{properties: {a: ", 400) + "{}" + strings.Repeat("}}", 400) + "\n",
		"deep unions": head + "    D: " + strings.Repeat("{oneOf: [{type: string}, ", 300) + "{}" + strings.Repeat("]}", 300) + "\n",
		"alias chain": strings.TrimSuffix(chain(2000, "    S#0: {$ref: '#/components/schemas/S#1'}\n"), "{$ref: '#/components/schemas/S0'}\n") + "{type: object}\n",
		"enum":        enum.String(),
		"same names":  chain(3000, "    s-#0: {type: object}\n    s_#0: {properties: {a: {enum: [a, A, _a]}}}\n"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, _ := lowerText(text)
			if out.Package != nil {
				checkPackage(t, out.Package)
			}
		})
	}
}

// TestDeterminism lowers documents again and again to the same model.
func TestDeterminism(t *testing.T) {
	t.Parallel()
	for _, text := range seeds(t) {
		first := ""
		for range 8 {
			out, diags := lowerText(text)
			got := fmt.Sprint(diags.All())
			if out.Package != nil {
				got += ir.Dump(out.Package)
			}
			if first == "" {
				first = got
			}
			if got != first {
				t.Fatalf("two runs differ on:\n%s", text)
			}
		}
	}
}
