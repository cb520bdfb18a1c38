// What is wanted of emitted Go, told from its syntax tree and types.

package generator_test

import (
	"bytes"
	stdcontext "context"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/format"
	"go/importer"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/keywright/keywright/generator/diag"
)

func context(t failer) stdcontext.Context {
	if c, ok := t.(interface{ Context() stdcontext.Context }); ok {
		return c.Context()
	}
	return stdcontext.Background()
}

func isDiagnosed(err error) bool {
	_, ok := errors.AsType[*diag.Errors](err)
	return ok
}

// checker compiles emitted packages against the templates, in process.
type checker struct {
	t  testing.TB
	mu *sync.Mutex // of gc and fset, which all tests share: what is imported once is there
	gc types.Importer
	// fset is the importer's, too.
	fset *token.FileSet
}

func newChecker(t testing.TB) *checker {
	t.Helper()
	c, err := sharedChecker()
	if err != nil {
		t.Fatal(err)
	}
	c.t = t
	return &c
}

// sharedChecker lists what emitted code may import, with its export data.
var sharedChecker = sync.OnceValues(func() (checker, error) {
	cmd := exec.Command("go", "list", "-deps", "-export", "-f", "{{.ImportPath}} {{.Export}}",
		"./templates/wire", "./templates/auth", "./templates/client/...", "./templates/clienttest/...", "testing")
	cmd.Dir = ".."
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	exports := map[string]string{} // import path → file with export data
	for line := range strings.Lines(string(out)) {
		if name, file, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			exports[name] = file
		}
	}
	c := checker{mu: new(sync.Mutex), fset: token.NewFileSet()}
	c.gc = importer.ForCompiler(c.fset, "gc", func(name string) (io.ReadCloser, error) {
		file, ok := exports[name]
		if !ok {
			return nil, fmt.Errorf("emitted code imports %s", name)
		}
		return os.Open(file)
	})
	return c, err
})

// files wants that a package's files stay in their folder under names that no
// system and no build reads anything from, and hold nothing but what they
// should.
func (c *checker) files(t failer, files map[string]string) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	packages := map[string][]*ast.File{}
	for name, content := range files {
		fileName(t, name, content)
		tree, err := parser.ParseFile(c.fset, name, content, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		noDirectives(t, name, tree)
		noMore(t, name, tree)
		texts(t, name, content)
		if got, err := format.Source([]byte(content)); err != nil || string(got) != content {
			t.Errorf("gofmt would change %s: %v", name, err)
		}
		if name != "jsonv2.go" { // of another toolchain
			key := path.Dir(name) + " " + tree.Name.Name
			packages[key] = append(packages[key], tree)
		}
	}
	c.compile(t, packages)
}

// compile type-checks the packages, in the order in which they import each
// other.
func (c *checker) compile(t failer, packages map[string][]*ast.File) {
	t.Helper()
	const self = "example.com/x/gen/api"
	done := map[string]*types.Package{}
	for _, key := range []string{"internal/operations operations", ". api", "apitest apitest", ". api_test"} {
		trees, ok := packages[key]
		if !ok {
			continue
		}
		delete(packages, key)
		dir, _, _ := strings.Cut(key, " ")
		config := types.Config{
			GoVersion: "go1.26",
			Importer: importFunc(func(name string) (*types.Package, error) {
				if p := done[name]; p != nil {
					return p, nil
				}
				return c.gc.Import(name)
			}),
			Error: func(err error) { t.Errorf("it doesn't compile: %v", err) },
		}
		pkg, _ := config.Check(path.Join(self, dir), c.fset, trees, nil)
		if done[path.Join(self, dir)] == nil {
			done[path.Join(self, dir)] = pkg
		}
	}
	for key := range packages {
		t.Errorf("a package of another name or folder: %s", key)
	}
}

type importFunc func(name string) (*types.Package, error)

func (f importFunc) Import(name string) (*types.Package, error) { return f(name) }

// fileName wants a plain name that is built everywhere, and on no system means
// anything else.
func fileName(t failer, name, content string) {
	t.Helper()
	if !regexp.MustCompile(`^((apitest|internal/operations)/)?[a-z0-9_]{1,100}\.go$`).MatchString(name) {
		t.Errorf("the file name %q", name)
	}
	base := strings.TrimSuffix(path.Base(name), ".go")
	if slices.Contains(strings.Fields("con prn aux nul com1 lpt1"), base) || strings.HasSuffix(base, "_test") && base != "example_test" {
		t.Errorf("the file name %q", name)
	}
	plan9 := build.Default
	plan9.GOOS, plan9.GOARCH = "plan9", "mips"
	plan9.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }
	if match, err := plan9.MatchFile(path.Dir(name), path.Base(name)); err != nil || !match && name != "jsonv2.go" {
		t.Errorf("%s isn't built on every system: %v", name, err)
	}
}

// noDirectives wants that comments hold nothing that a tool acts on.
func noDirectives(t failer, name string, tree *ast.File) {
	t.Helper()
	act := regexp.MustCompile(`^//\s*(go:|\+build|lint:|nolint)|^//(line |export |extern )|^/\*`)
	for _, group := range tree.Comments {
		for _, comment := range group.List {
			if act.MatchString(comment.Text) && comment.Text != "//go:build goexperiment.jsonv2 || go1.27" {
				t.Errorf("%s holds the directive %q", name, comment.Text)
			}
			if i := strings.IndexFunc(comment.Text, func(r rune) bool {
				return r < ' ' && r != '\t' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' || r >= '\u202a' && r <= '\u202e' || r == '\ufeff'
			}); i >= 0 {
				t.Errorf("%s has the character %q in a comment", name, comment.Text[i:i+1])
			}
		}
	}
}

// noMore wants imports of what emitted code needs and nothing that runs by
// itself.
func noMore(t failer, name string, tree *ast.File) {
	t.Helper()
	known := strings.Fields("bytes cmp context encoding/json encoding/json/jsontext errors fmt io iter log maps math mime/multipart net/http net/url os slices strconv strings time " +
		"github.com/Khan/genqlient/graphql example.com/x/gen/api example.com/x/gen/api/apitest example.com/x/gen/api/internal/operations")
	for _, imp := range tree.Imports {
		p := strings.Trim(imp.Path.Value, `"`)
		if !slices.Contains(known, p) && !strings.HasPrefix(p, module+"/templates/") || imp.Name != nil && (imp.Name.Name == "_" || imp.Name.Name == ".") {
			t.Errorf("%s imports %s", name, imp.Path.Value)
		}
	}
	for _, decl := range tree.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && (d.Name.Name == "init" || d.Name.Name == "main" || d.Name.Name == "_") || d.Body == nil {
				t.Errorf("%s declares the function %s", name, d.Name.Name)
			}
		case *ast.GenDecl:
			if d.Tok == token.IMPORT && d != tree.Decls[0] {
				t.Errorf("%s imports in the middle", name)
			}
		}
	}
}

// texts wants the sentinel, which marks prose, in comments and strings alone.
func texts(t failer, name, content string) {
	t.Helper()
	fset := token.NewFileSet()
	var s scanner.Scanner
	s.Init(fset.AddFile(name, -1, len(content)), []byte(content), nil, scanner.ScanComments)
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return
		}
		if strings.Contains(strings.ToLower(lit), sentinel) && tok != token.COMMENT && tok != token.STRING {
			t.Errorf("%s: prose in %s", fset.Position(pos), lit)
		}
	}
}

// surface tells what files declare, with names blanked: how many of which form.
func surface(t failer, files map[string]string) map[string]int {
	t.Helper()
	counts := map[string]int{}
	fset := token.NewFileSet()
	for name, content := range files {
		if name == "example_test.go" { // shows what can be shown
			continue
		}
		tree, err := parser.ParseFile(fset, name, content, parser.SkipObjectResolution)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, decl := range tree.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				counts[fmt.Sprintf("func of %d to %d, method: %t", d.Type.Params.NumFields(), d.Type.Results.NumFields(), d.Recv != nil)]++
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					counts[form(d.Tok, spec)]++
				}
			}
		}
	}
	return counts
}

// form is a declaration without its names.
func form(tok token.Token, spec ast.Spec) string {
	var b bytes.Buffer
	b.WriteString(tok.String())
	switch s := spec.(type) {
	case *ast.ValueSpec:
		fmt.Fprintf(&b, " of %d", len(s.Names))
	case *ast.TypeSpec:
		fmt.Fprintf(&b, " %T", s.Type)
		if st, ok := s.Type.(*ast.StructType); ok {
			fmt.Fprintf(&b, " of %d fields", st.Fields.NumFields())
		}
	case *ast.ImportSpec:
		return "imports"
	}
	return b.String()
}
