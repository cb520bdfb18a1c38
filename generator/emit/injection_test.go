// A description is untrusted: whatever its words are, the emitted code declares
// the same things, imports the same packages and holds no directive.

package emit_test

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/keywright/keywright/generator/emit"
	"github.com/keywright/keywright/generator/ir"
)

// hostile are words that would break out of a comment, a string, a tag or a
// folder if they could.
func hostile() []string {
	return []string{
		"*/ func init() { panic(1) } /*", "line\nfunc init() {}", "cr\rfunc init() {}", "ls\u2028func init() {}", "ps\u2029func init() {}",
		"nel\u0085func init() {}", "vt\vfunc init() {}", "//go:embed *", "go:embed secret", "\n//go:generate rm -rf /", "//line evil.go:1", "line evil.go:1",
		"// +build ignore", "+build ignore", "\n+build ignore\n", "//export f", "export f", "`back`quote`", "\"quote\"", "'", "\\", "${x}", "%s%d%!", "../../etc/passwd",
		"type", "func", "emoji 😀👩‍👧", "\u202Ertl\u202C", "\uFEFFbom", "\x00nul", "\xff\xfeinvalid", strings.Repeat("long", 75), strings.Repeat("x ", 300),
		"# heading", "- item\n- item", "1. one\n2) two", "    code()", "\tcode()", "```\nfence\n```", "Deprecated: no", "[link]: http://x", "lint:ignore U1000 x", "", " ", "\n\n\n",
		"https://example.com/?a=b&c=d", "a,omitempty", "-", "日本語", "Output: x",
	}
}

// taint puts words into every text of a model, found by reflection so that no
// field is forgotten; identifiers, which lowering makes, stay.
func taint(pkg *ir.Package, word func() string) {
	names := map[string]bool{
		"Package.Name": true, "Service.Name": true, "Service.TypeName": true, "Operation.Name": true, "Param.Name": true, "ParamsStruct.Name": true,
		"Stream.Method": true, "Paging.AllName": true, "Variable.Name": true, "Scheme.Name": true, "ScopeValue.Name": true, "Decl.Name": true,
		"Field.Name": true, "EnumValue.Name": true, "Union.RawName": true, "Variant.Name": true, "Body.Name": true,
		// Not words of a description but of the model.
		"Limit.Per": true, "Operation.Method": true, "Param.Style": true, "PartEncoding.Style": true, "Decl.Group": true,
	}
	seen := map[uintptr]bool{}
	var walk func(v reflect.Value, inNumbers bool)
	walk = func(v reflect.Value, inNumbers bool) {
		switch v.Kind() {
		case reflect.Pointer:
			if v.IsNil() || seen[v.Pointer()] {
				return
			}
			seen[v.Pointer()] = true
			if d, ok := v.Interface().(*ir.Decl); ok && d.Under != nil && d.Under.Kind != ir.KindString {
				inNumbers = true
			}
			walk(v.Elem(), inNumbers)
		case reflect.Struct:
			for i := range v.NumField() {
				f := v.Type().Field(i)
				if p, ok := v.Addr().Interface().(*ir.Param); ok && f.Name == "Const" {
					if p.Const != "" { // whether there is one is no matter of words
						p.Const = "x" + word()
					}
					continue
				}
				if f.Type.Kind() == reflect.String && (names[v.Type().Name()+"."+f.Name] || v.Type().Name() == "EnumValue" && f.Name == "Value" && inNumbers) {
					continue
				}
				walk(v.Field(i), inNumbers)
			}
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				walk(v.Index(i), inNumbers)
			}
		case reflect.Map: // of parts: values are structs
			return
		case reflect.String:
			if v.CanSet() && v.Type() == reflect.TypeFor[string]() {
				v.SetString(word())
			}
		}
	}
	walk(reflect.ValueOf(pkg), false)
}

// shape is what code declares and imports, without the words in it.
func shape(t interface{ Fatalf(string, ...any) }, files []emit.File) []string {
	var out []string
	for _, f := range files {
		fset := token.NewFileSet()
		tree, err := parser.ParseFile(fset, f.Name, f.Content, parser.ParseComments)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		checkComments(t, f, tree)
		if f.Name == "example_test.go" { // a hostile example is no JSON, so other operations are shown
			continue
		}
		for _, imp := range tree.Imports {
			out = append(out, "import "+imp.Path.Value)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				out = append(out, "func "+n.Name.Name)
			case *ast.GenDecl:
				for _, s := range n.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						out = append(out, "type "+s.Name.Name)
					case *ast.ValueSpec:
						for _, id := range s.Names {
							out = append(out, n.Tok.String()+" "+id.Name)
						}
					}
				}
			case *ast.Field:
				for _, id := range n.Names {
					out = append(out, "field "+id.Name)
				}
			}
			return true
		})
	}
	slices.Sort(out)
	return slices.Compact(out)
}

var directive = regexp.MustCompile(`^//\s*(go:|\+build|lint:|nolint)|^//(line |export |extern )|^/\*`)

func checkComments(t interface{ Fatalf(string, ...any) }, f emit.File, tree *ast.File) {
	for _, group := range tree.Comments {
		for _, c := range group.List {
			if directive.MatchString(c.Text) && c.Text != "//go:build goexperiment.jsonv2 || go1.27" {
				t.Fatalf("%s: a directive in a comment: %q", f.Name, c.Text)
			}
			for _, r := range c.Text {
				if r < ' ' && r != '\t' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u2028' || r == '\u202e' || r == '\ufeff' {
					t.Fatalf("%s: %U in a comment: %q", f.Name, r, c.Text)
				}
			}
		}
	}
	if again, err := format.Source(f.Content); err != nil || string(again) != string(f.Content) {
		t.Fatalf("%s: gofmt would change it: %v", f.Name, err)
	}
	if path.Clean(f.Name) != f.Name || strings.HasPrefix(f.Name, "..") || path.IsAbs(f.Name) {
		t.Fatalf("the file %q leaves its folder", f.Name)
	}
}

func emitFixture(t interface{ Fatalf(string, ...any) }, word func() string) []emit.File {
	return emitTainted(t, fixture(), word)
}

func emitTainted(t interface{ Fatalf(string, ...any) }, pkg *ir.Package, word func() string) []emit.File {
	taint(pkg, word)
	files, err := emit.Client(pkg, options(pkg))
	if err != nil {
		t.Fatalf("%v", err)
	}
	return files
}

func TestHostileWordsChangeNoCode(t *testing.T) {
	t.Parallel()
	want := shape(t, emitFixture(t, func() string { return "word" }))
	for i, word := range hostile() {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			same(t, want, shape(t, emitFixture(t, func() string { return word })), word)
		})
	}
}

// Random words, on the part of the fixture that has each construct once.
func TestAnyWordsChangeNoCode(t *testing.T) {
	t.Parallel()
	small := func() *ir.Package {
		pkg := fixture()
		pkg.Services = pkg.Services[:2]
		pkg.Types = slices.DeleteFunc(pkg.Types, func(d *ir.Decl) bool { return d.Name == "Wide" })
		return pkg
	}
	want := shape(t, emitTainted(t, small(), func() string { return "word" }))
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.SampledFrom(hostile())), 1, 8).Draw(t, "words")
		i := 0
		got := shape(t, emitTainted(t, small(), func() string { i++; return words[i%len(words)] }))
		same(t, want, got, words)
	})
}

// same compares shapes.
func same(t interface{ Fatalf(string, ...any) }, want, got []string, words any) {
	if !slices.Equal(want, got) {
		t.Fatalf("the words %q change the code:\n%s", words, lineDiff(want, got))
	}
}

func lineDiff(want, got []string) string {
	var b strings.Builder
	for _, s := range want {
		if !slices.Contains(got, s) {
			b.WriteString("- " + s + "\n")
		}
	}
	for _, s := range got {
		if !slices.Contains(want, s) {
			b.WriteString("+ " + s + "\n")
		}
	}
	return b.String()
}
