// Lowering of real documents, wherever a corpus of them is found.

package openapi_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/names"
	"github.com/keywright/keywright/generator/openapi"
)

// corpus finds the documents, which are no part of the repository: in the
// folder that KEYWRIGHT_CORPUS names, or beside the repository.
func corpus(t testing.TB) []string {
	t.Helper()
	for _, dir := range []string{os.Getenv("KEYWRIGHT_CORPUS"), filepath.Join("..", "..", "..", "shared", "corpus")} {
		if dir == "" {
			continue
		}
		files, err := filepath.Glob(filepath.Join(dir, "openapi", "*"))
		if err != nil {
			t.Fatal(err)
		}
		var docs []string
		for _, f := range files {
			if ext := filepath.Ext(f); ext == ".json" || ext == ".yaml" {
				docs = append(docs, f)
			}
		}
		if len(docs) > 0 {
			return docs
		}
	}
	t.Skip("no corpus: set KEYWRIGHT_CORPUS to a folder with openapi/*.json and openapi/*.yaml")
	return nil
}

// lowerFile lowers a document on disk.
func lowerFile(file string) (*openapi.Output, *diag.List) {
	var diags diag.List
	return openapi.Lower(openapi.Input{
		File: filepath.Base(file), Package: "api", Tolerant: true,
		Read: func(name string) ([]byte, error) {
			return os.ReadFile(filepath.Join(filepath.Dir(file), filepath.FromSlash(name)))
		},
	}, &diags), &diags
}

// largeDocument is the size above which a document is lowered only where the
// corpus was asked for, and not under the race detector: the largest take longer than all others together.
const largeDocument = 256 << 10

// TestCorpus lowers every document tolerantly: each gives a package, no error,
// and unique names. With -v it prints the table.
func TestCorpus(t *testing.T) {
	for _, file := range corpus(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			if info, err := os.Stat(file); err != nil || info.Size() > largeDocument && (raced || os.Getenv("KEYWRIGHT_CORPUS") == "") {
				t.Skip("a large document: set KEYWRIGHT_CORPUS to lower it, too, and leave -race out")
			}
			start := time.Now()
			out, diags := lowerFile(file)
			took := time.Since(start)
			if out.Package == nil || diags.HasErrors() {
				t.Fatal(diags.Err())
			}
			checkPackage(t, out.Package)
			ops, warnings := 0, len(diags.All())
			for _, s := range out.Package.Services {
				ops += len(s.Ops)
			}
			t.Logf("%5d operations, %5d types, %4d warnings, %4d degraded, %5.2f s", ops, len(out.Package.Types), warnings, len(out.Degraded), took.Seconds())
		})
	}
}

// reporter is what testing.T and rapid.T have in common.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
}

// checkPackage checks what emission relies on: names that are there, unique
// and identifiers; types that are whole.
func checkPackage(t reporter, p *ir.Package) {
	t.Helper()
	taken := map[string]string{"Client": "emission", "New": "emission", "UserClient": "emission"}
	take := func(name, what string) {
		t.Helper()
		if !names.IsExported(name) {
			t.Errorf("%q of %s is no exported identifier", name, what)
		}
		if other := taken[name]; other != "" {
			t.Errorf("%s is both %s and %s", name, other, what)
		}
		taken[name] = what
	}
	for _, d := range p.Types {
		if d.Union != nil && isOwnCase(d, nil) {
			t.Errorf("the union %s is a case of itself", d.Name)
		}
		take(d.Name, d.Pointer)
		checkDecl(t, d, take)
	}
	fields := map[string]bool{}
	ids := map[string]bool{}
	for _, s := range p.Services {
		take(s.TypeName, "service "+s.Name)
		if fields[s.Name] {
			t.Errorf("two services %s", s.Name)
		}
		fields[s.Name] = true
		methods := map[string]bool{}
		for _, o := range s.Ops {
			if ids[o.ID] {
				t.Errorf("two operations %s", o.ID)
			}
			ids[o.ID] = true
			checkOperation(t, s, o, methods, take)
		}
	}
}

func checkDecl(t reporter, d *ir.Decl, take func(name, what string)) {
	t.Helper()
	fields := map[string]bool{}
	for _, f := range d.Fields {
		if fields[f.Name] || !names.IsExported(f.Name) {
			t.Errorf("field %s.%q is no identifier or there twice", d.Name, f.Name)
		}
		fields[f.Name] = true
		checkType(t, f.Type, d.Name+"."+f.Name)
	}
	for _, v := range d.Values {
		take(v.Name, d.Pointer+"="+v.Value)
	}
	if d.Under != nil {
		checkType(t, d.Under, d.Name)
	}
	if d.Union == nil {
		return
	}
	take(d.Union.RawName, d.Pointer)
	for _, v := range d.Union.Variants {
		if v.Wraps {
			take(v.Name, d.Pointer)
		}
		checkType(t, v.Type, d.Name)
	}
}

func checkType(t reporter, typ *ir.Type, where string) {
	t.Helper()
	switch {
	case typ == nil || typ.Kind == 0:
		t.Errorf("%s has no type", where)
	case typ.Kind == ir.KindDecl && (typ.Decl == nil || typ.Decl.Name == ""):
		t.Errorf("%s refers to nothing", where)
	case typ.Kind == ir.KindList || typ.Kind == ir.KindMap:
		checkType(t, typ.Elem, where)
	}
}

func checkOperation(t reporter, s *ir.Service, o *ir.Operation, methods map[string]bool, take func(name, what string)) {
	t.Helper()
	where := s.Name + "." + o.Name
	for _, name := range []string{o.Name, pagesName(o)} {
		if name == "" {
			continue
		}
		if methods[name] || !names.IsExported(name) {
			t.Errorf("method %s.%s is no identifier or there twice", s.Name, name)
		}
		methods[name] = true
	}
	var path strings.Builder
	for _, seg := range o.Segments {
		if seg.Param == nil {
			path.WriteString(seg.Literal)
		} else {
			path.WriteString("{" + seg.Param.Key + "}")
		}
	}
	if strings.Count(path.String(), "/") != strings.Count(o.Path, "/") {
		t.Errorf("%s: the segments %s are not the path %s", where, path.String(), o.Path)
	}
	args := map[string]bool{}
	for _, p := range o.Params {
		checkType(t, p.Type, where)
		if p.Name == "" || args[p.Name] {
			t.Errorf("%s: argument %q of %s is nameless or there twice", where, p.Name, p.Key)
		}
		args[p.Name] = true
	}
	if o.Options != nil {
		take(o.Options.Name, where)
	}
	if o.Body != nil {
		checkType(t, o.Body.Type, where)
		if o.Body.Name == "" || args[o.Body.Name] {
			t.Errorf("%s: the body %q is nameless or clashes", where, o.Body.Name)
		}
	}
	if o.Result != nil {
		checkType(t, o.Result.Type, where)
	}
}

func pagesName(o *ir.Operation) string {
	if o.Paging == nil {
		return ""
	}
	return o.Paging.AllName
}
