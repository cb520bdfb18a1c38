// References to other hosts: only where the config allows them, pinned, and
// never changed unseen.

package generator_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/keywright/keywright/generator"
)

func TestRemoteReferences(t *testing.T) {
	t.Parallel()
	var types, requests atomic.Value
	types.Store("Pet: {type: object, properties: {name: {type: string}, owner: {$ref: 'more.yaml#/Owner'}}}\n")
	requests.Store("")
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Store(requests.Load().(string) + " " + r.URL.Path)
		switch r.URL.Path {
		case "/schemas/types.yaml":
			fmt.Fprint(w, types.Load())
		case "/schemas/more.yaml":
			fmt.Fprint(w, "Owner: {type: object, properties: {secret: {$ref: '/private/x.yaml'}}}\n")
		case "/schemas/moved.yaml":
			http.Redirect(w, r, "/private/x.yaml", http.StatusFound)
		default:
			fmt.Fprint(w, "type: string\n")
		}
	}))
	defer srv.Close()

	dir := t.TempDir()
	put(t, filepath.Join(dir, "go.mod"), "module example.com/x\n\ngo 1.26.0\n")
	spec := func(ref string) {
		put(t, filepath.Join(dir, "api.yaml"), "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '"+ref+"'}}}}}}}\n")
	}
	allow := func(prefix string) {
		put(t, filepath.Join(dir, "keywright.yaml"), "clients: [{name: api, spec: api.yaml, out: gen/api, remote-refs: ['"+prefix+"']}]\nruntime: {import: "+module+"/templates}\n")
	}
	run := func(opts generator.Options, want string) *generator.Result {
		t.Helper()
		opts.Config, opts.Version = filepath.Join(dir, "keywright.yaml"), generator.Devel
		r, err := generator.Generate(t.Context(), opts)
		got := ""
		for _, d := range r.Diagnostics {
			got += d.String() + " (" + d.Hint + ")\n"
		}
		if want == "" && err != nil || want != "" && !strings.Contains(got, want) {
			t.Fatalf("want %q, got %s", want, got)
		}
		if err == nil {
			if err := r.Plan.Write(); err != nil {
				t.Fatal(err)
			}
		}
		return r
	}

	// Not allowed: nothing is asked for.
	spec(srv.URL + "/schemas/types.yaml#/Pet")
	allow("https://example.com/")
	run(generator.Options{}, "allow it with `remote-refs: [")
	if got := requests.Load(); got != "" {
		t.Errorf("asked for%s", got)
	}

	// Allowed for a folder, references from there included; not beyond it.
	allow(srv.URL + "/schemas/")
	run(generator.Options{}, "/private/x.yaml\" leads to another place")
	if got := requests.Load(); got != " /schemas/types.yaml /schemas/more.yaml" {
		t.Errorf("asked for%s", got)
	}
	spec(srv.URL + "/schemas/moved.yaml")
	run(generator.Options{}, "redirects to "+srv.URL+"/private/x.yaml, which isn't allowed")

	// Pinned: checks need no network, and a change is refused until accepted.
	types.Store("Pet: {type: object, properties: {name: {type: string}}}\n")
	spec(srv.URL + "/schemas/types.yaml#/Pet")
	run(generator.Options{Offline: true}, "no copy of it that fits keywright.lock")
	run(generator.Options{}, "")
	requests.Store("")
	if r := run(generator.Options{Offline: true, Force: true}, ""); len(r.Plan.Changes) > 0 || requests.Load() != "" {
		t.Errorf("offline: %d changes, asked for%s", len(r.Plan.Changes), requests.Load())
	}
	types.Store("Pet: {type: object, properties: {title: {type: string}}}\n")
	run(generator.Options{}, "its content changed since it was pinned")
	run(generator.Options{Offline: true}, "")
	run(generator.Options{Repin: true}, "")
	code, err := os.ReadFile(filepath.Join(dir, "gen/api/types.go"))
	if matches, _ := filepath.Glob(filepath.Join(dir, "gen/api/*.go")); err != nil && len(matches) == 0 {
		t.Fatal(err)
	}
	all := string(code)
	for _, name := range []string{"a.go", "a_types.go"} {
		text, _ := os.ReadFile(filepath.Join(dir, "gen/api", name))
		all += string(text)
	}
	if !strings.Contains(all, "Title ") {
		t.Errorf("what was accepted isn't there:\n%s", all)
	}

	// The host is gone: what is pinned does.
	srv.Close()
	if r := run(generator.Options{}, ""); len(r.Plan.Changes) > 0 {
		t.Errorf("without the host: %d changes", len(r.Plan.Changes))
	}
	// A copy that was tampered with isn't taken.
	copies, _ := filepath.Glob(filepath.Join(dir, "gen/api/refs/*-types.yaml"))
	if len(copies) != 1 {
		t.Fatalf("copies: %q", copies)
	}
	put(t, copies[0], "Pet: {type: object}\n")
	run(generator.Options{Offline: true}, "no copy of it that fits keywright.lock")
}
