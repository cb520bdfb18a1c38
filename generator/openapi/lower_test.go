package openapi_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/openapi"
)

// files reads from memory and remembers what was asked for.
type files struct {
	content map[string]string
	asked   []string
}

func (f *files) read(name string) ([]byte, error) {
	f.asked = append(f.asked, name)
	if text, ok := f.content[name]; ok {
		return []byte(text), nil
	}
	return nil, &os.PathError{Op: "open", Path: "/home/somebody/" + name, Err: os.ErrNotExist}
}

const twoFiles = `openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /a:
    get:
      operationId: readA
      tags: [A]
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: 'more/b.yaml#/B'}}}}}
components:
  schemas:
    Thing: {type: object, properties: {b: {$ref: 'more/b.yaml#/B'}, c: {$ref: 'c.yaml'}, d: {$ref: '../d.yaml'}}}
`

func TestFilesAreListedAndConfined(t *testing.T) {
	t.Parallel()
	var diags diag.List
	f := &files{content: map[string]string{"spec/api.yaml": twoFiles, "spec/more/b.yaml": "B: {type: object, properties: {x: {type: string}}}\n", "d.yaml": "{}"}}
	out := openapi.Lower(openapi.Input{File: "spec/api.yaml", Package: "api", Read: f.read}, &diags)
	if want := []string{"spec/api.yaml", "spec/more/b.yaml"}; !slices.Equal(out.Files, want) {
		t.Errorf("Files = %q, want %q", out.Files, want)
	}
	if slices.Contains(f.asked, "d.yaml") {
		t.Error("a file outside the folder was read")
	}
	report := diags.Err().Error()
	for _, want := range []string{"unreadable-file", "ref-outside"} {
		if !strings.Contains(report, want) {
			t.Errorf("no %s in:\n%s", want, report)
		}
	}
	if strings.Contains(report, "somebody") {
		t.Errorf("the report names a place on this machine:\n%s", report)
	}
}

// A reference that surely was meant to lead elsewhere is an error, unless told
// otherwise; a place that may not be read is one always.
func TestTolerant(t *testing.T) {
	t.Parallel()
	for _, tolerant := range []bool{false, true} {
		var diags diag.List
		f := &files{content: map[string]string{"spec/api.yaml": twoFiles, "spec/more/b.yaml": "Bx: {type: object}\n", "spec/c.yaml": "type: Foo\n"}}
		out := openapi.Lower(openapi.Input{File: "spec/api.yaml", Package: "api", Read: f.read, Tolerant: tolerant}, &diags)
		codes := map[string]diag.Severity{}
		for _, d := range diags.All() {
			codes[d.Code] = d.Severity
		}
		want := map[string]diag.Severity{"unresolved-ref": diag.Error, "unknown-type": diag.Warning, "ref-outside": diag.Error}
		degraded := 1
		if tolerant {
			want["unresolved-ref"] = diag.Warning
			degraded = 3 // two references lead to it
		}
		if !maps.Equal(codes, want) {
			t.Errorf("tolerant %v: %v", tolerant, diags.All())
		}
		if len(out.Degraded) != degraded {
			t.Errorf("tolerant %v, degraded: %v", tolerant, out.Degraded)
		}
	}
}

// A description is untrusted: nothing in it may become more than a name or a
// text.
func TestHostileWords(t *testing.T) {
	t.Parallel()
	evil := []string{"*/ import \"os\"", "x\\n//go:generate rm", "`\\\" + os.Exit(1)", "../../etc", "func", strings.Repeat("long", 75), "😀", "\\u2028package main"}
	var b strings.Builder
	b.WriteString("openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n")
	for _, w := range evil {
		b.WriteString("  \"/" + w + "/{" + w + "}\":\n    get:\n      operationId: \"" + w + "\"\n      tags: [\"" + w + "\"]\n      parameters: [{name: \"" + w +
			"\", in: query, schema: {type: string, enum: [\"" + w + "\", b]}}]\n      responses: {'200': {description: d, content: {application/json: {schema: {type: object, properties: {\"" +
			w + "\": {type: string}}}}}}}\n")
	}
	out, diags := lowerText(strings.NewReplacer("`\\\"", "`\\\\\\\"", "*/ import \"os\"", "*/ import \\\"os\\\"").Replace(b.String()))
	if out.Package == nil || diags.HasErrors() {
		t.Fatalf("%v in:\n%s", diags.Err(), b.String())
	}
	checkPackage(t, out.Package)
	for _, s := range out.Package.Services {
		if strings.Trim(s.File, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" || len(s.File) > 120 {
			t.Errorf("the file name %q", s.File)
		}
	}
}
