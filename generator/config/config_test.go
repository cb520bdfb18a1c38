// Tests of reading keywright.yaml: what it settles, and every mistake with its
// place.

package config_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/keywright/keywright/generator/config"
	"github.com/keywright/keywright/generator/diag"
)

// load writes a config and the files it may name into a folder specs and loads
// it; the reports come back as lines.
func load(t *testing.T, text string) (*config.Config, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "specs")
	for _, name := range []string{"a.yaml", "b.yaml", "s.graphql", "ops/two.graphql", "ops/deep/er/one.graphql", "gen/x.yaml"} {
		write(t, filepath.Join(dir, filepath.FromSlash(name)), "")
	}
	file := filepath.Join(dir, config.FileName)
	write(t, file, text)
	var l diag.List
	var s diag.Sources
	c := config.Load(file, &l, &s)
	var b strings.Builder
	for _, d := range l.All() {
		fmt.Fprintf(&b, "%s (%s)\n", d, d.Hint)
	}
	return c, b.String()
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	c, report := load(t, `
clients:
  - name: wow
    spec: ./a.yaml
    out: ../generated/wow
  - name: war-logs
    package: warlogs
    schema: s.graphql
    operations: [ops/**/*.graphql, ops/two.graphql]
    out: ../specs/../generated/warlogs/
    servers: [{url: https://example.com}]
    security-schemes: {oauth: {type: oauth2}}
    security: [{oauth: []}]
    ambient: {region: {enum: [us]}}
    scalars: {Int64: integer}
runtime: {extras: [auth/store, auth/store]}
`)
	if report != "" {
		t.Fatal(report)
	}
	paths := func(inputs []config.Input) []string {
		var out []string
		for _, in := range inputs {
			out = append(out, in.Path)
		}
		return out
	}
	wow, logs := c.Clients[0], c.Clients[1]
	got := []any{
		c.Root(), c.Runtime.Dir, c.Runtime.Extras, c.HasGraphQL(),
		wow.Name, wow.Package, wow.Out, paths(wow.Inputs()), wow.IsGraphQL(),
		logs.Name, logs.Package, logs.Out, paths(logs.Inputs()), logs.IsGraphQL(),
		string(logs.Servers.AppendJSON(nil)), string(logs.SecuritySchemes.AppendJSON(nil)),
		string(logs.Security.AppendJSON(nil)), string(logs.Ambient.AppendJSON(nil)), string(logs.Scalars.AppendJSON(nil)),
	}
	want := []any{
		"../generated", "../generated/runtime", []string{"auth/store"}, true,
		"wow", "wow", "../generated/wow", []string{"a.yaml"}, false,
		"war-logs", "warlogs", "../generated/warlogs", []string{"s.graphql", "ops/deep/er/one.graphql", "ops/two.graphql"}, true,
		`[{"url":"https://example.com"}]`, `{"oauth":{"type":"oauth2"}}`, `[{"oauth":[]}]`, `{"region":{"enum":["us"]}}`, `{"Int64":"integer"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRuntimeImport(t *testing.T) {
	t.Parallel()
	c, report := load(t, "clients: [{name: a, spec: a.yaml, out: gen2/a}]\nruntime: {import: example.com/x/runtime}\n")
	if report != "" || c.Runtime.Dir != "" || c.Runtime.Import != "example.com/x/runtime" || c.Root() != "gen2" {
		t.Errorf("%s%+v", report, c)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, text, want string }{
		{"all at once", `clients:
  - nmae: wow
    spce: a.yaml
    out: ../x
  - name: 5
    spec: c.yaml
    out: [y]
  - name: b
    spec: b.yml
    schema: s.graphql
    out: gen2
    colour: red
runtim: {}
`, `keywright.yaml:2:5: error: a client needs "spec" or "schema" [missing-key] (` + "`spec` names an OpenAPI document, `schema` a GraphQL schema" + `)
keywright.yaml:2:5: error: a client needs the key "name" [missing-key] (add ` + "`name: …`" + `)
keywright.yaml:2:5: error: unknown key "nmae" in a client [unknown-key] (did you mean "name"?)
keywright.yaml:3:5: error: unknown key "spce" in a client [unknown-key] (did you mean "spec"?)
keywright.yaml:5:11: error: name must be a string, not integer [wrong-kind] (put it in quotes: "5")
keywright.yaml:6:11: error: can't read "c.yaml": no such file or directory [missing-file] (did you mean "a.yaml"?)
keywright.yaml:7:10: error: out must be a string, not list [wrong-kind] (write one text)
keywright.yaml:9:11: error: can't read "b.yml": no such file or directory [missing-file] (did you mean "b.yaml"?)
keywright.yaml:10:5: error: a client has either "spec" or "schema", not both [conflicting-keys] (make two clients of it)
keywright.yaml:12:5: error: unknown key "colour" in a client [unknown-key] (known are name, package, out, strict, spec, tolerant, overlays, remote-refs, names, schema, operations, servers, security-schemes, security, ambient, scalars, json-shapes, derive, fields, points, errors, batch)
keywright.yaml:13:1: error: unknown key "runtim" in the config [unknown-key] (did you mean "runtime"?)
`},
		{"no clients", "runtime: {}\n", "keywright.yaml:1:1: error: the key \"clients\" is missing [missing-key] (list the clients to generate: `clients: [{name: …, spec: …, out: …}]`)\n"},
		{"empty clients", "clients: []\n", "keywright.yaml:1:10: error: there is no client to generate [missing-value] (add an entry with name, spec and out)\n"},
		{"clients by name", "clients: {petstore: {spec: a.yaml, out: x/a}}\n",
			"keywright.yaml:1:10: error: clients must be a list, not mapping [wrong-kind] (write `- name: petstore` in place of `petstore:`, with the keys of the client below it)\n"},
		{"a client without a dash", "clients:\n  name: a\n  spec: a.yaml\n",
			"keywright.yaml:2:3: error: clients must be a list, not mapping [wrong-kind] (put a dash before the first key of the client: `- name: …`)\n"},
		{"keys of OpenAPI", `strict: yes please
clients:
  - {name: a, spec: a.yaml, out: x/a, tolerant: 1, overlays: [no.yaml], remote-refs: ['http://example.com/', 'https://example.com/a?b', x]}
  - {name: b, spec: a.yaml, out: x/b, tolerant: true, strict: true, names: {shemas: {}, operations: [a], tags: {a: 5}, '#/a': [b]}}
  - {name: c, schema: s.graphql, operations: [ops/*.graphql], out: x/c, tolerant: true}
`, `keywright.yaml:1:9: error: strict must be a boolean, not string [wrong-kind] (write true or false)
keywright.yaml:3:49: error: tolerant must be a boolean, not integer [wrong-kind] (write true or false)
keywright.yaml:3:63: error: can't read "no.yaml": no such file or directory [missing-file] (did you mean "a.yaml"?)
keywright.yaml:3:87: error: "http://example.com/" is not read by https [bad-remote] (begin it with https://)
keywright.yaml:3:110: error: "https://example.com/a?b" is no address of a folder or file [bad-remote] (write an address such as https://example.com/schemas/)
keywright.yaml:3:137: error: "x" is no address of a folder or file [bad-remote] (write an address such as https://example.com/schemas/)
keywright.yaml:4:39: error: "tolerant" makes warnings of errors, and "strict" errors of warnings [conflicting-keys] (remove one of the two)
keywright.yaml:4:77: error: unknown key "shemas" in names [unknown-key] (did you mean "schemas"?)
keywright.yaml:4:101: error: operations must be a mapping, not list [wrong-kind] (write keys and values: {key: value})
keywright.yaml:4:116: error: a name must be a string, not integer [wrong-kind] (put it in quotes: "5")
keywright.yaml:4:127: error: a name must be a string, not list [wrong-kind] (write one text)
keywright.yaml:5:73: error: "tolerant" is for clients made from an OpenAPI document [conflicting-keys] (remove it)
`},
		{"null clients", "clients:\n", "keywright.yaml:1:9: error: clients must be a list, not null [wrong-kind] (give it a value or remove it)\n"},
		{"not a mapping", "- a\n", "keywright.yaml:1:1: error: the config must be a mapping, not list [wrong-kind] (begin with `clients:`, and indent what stands below it)\n"},
		{"broken", "clients: [\n", "keywright.yaml:1:10: error: expected a value [yaml-syntax] (a value is missing, or there is a bracket too many)\n"},
		{"client not a mapping", "clients: [a]\n", "keywright.yaml:1:11: error: a client must be a mapping, not string [wrong-kind] (write {name: …, spec: …, out: …})\n"},
		{"operations of an OpenAPI client", "clients: [{name: a, spec: a.yaml, out: x/a, operations: [b], scalars: {}}]\n",
			"keywright.yaml:1:45: error: \"operations\" is for clients made from a GraphQL schema [conflicting-keys] (remove it; an OpenAPI document says this itself)\n" +
				"keywright.yaml:1:58: error: \"b\" matches no file [missing-file] (** matches any folders, * a name; paths are relative to the config's folder)\n" +
				"keywright.yaml:1:62: error: \"scalars\" is for clients made from a GraphQL schema [conflicting-keys] (remove it; an OpenAPI document says this itself)\n"},
		{"no operations", "clients: [{name: a, schema: s.graphql, out: x/a}, {name: b, schema: s.graphql, operations: [], out: x/b}]\n",
			"keywright.yaml:1:21: error: a client made from a GraphQL schema needs the key \"derive\" or \"operations\" [missing-key] (add `derive: {dir: operations/derived}` to make operations from the schema, or `operations: ['operations/**/*.graphql']` for your own)\n" +
				"keywright.yaml:1:92: error: there are no operations to make methods of [missing-value] (name the files: `['operations/**/*.graphql']`)\n"},
		{"operations as text", "clients: [{name: a, schema: s.graphql, out: x/a, operations: ops/*.graphql}]\n",
			"keywright.yaml:1:62: error: operations must be a list, not string [wrong-kind] (write [ops/*.graphql])\n"},
		{"patterns", "clients: [{name: a, schema: s.graphql, out: x/a, operations: ['ops/[', 'no/*']}]\n",
			"keywright.yaml:1:63: error: \"ops/[\" is not a valid pattern [bad-pattern] (check the brackets and braces)\n" +
				"keywright.yaml:1:72: error: \"no/*\" matches no file [missing-file] (** matches any folders, * a name; paths are relative to the config's folder)\n"},
		{"package names", "clients:\n  - {name: My-Api, spec: a.yaml, out: x/a}\n  - {name: func, spec: a.yaml, out: x/b}\n  - {name: 'a,b', package: ab, spec: a.yaml, out: x/c}\n",
			"keywright.yaml:2:12: error: \"My-Api\" can't be the name of a Go package [package-name] (set `package` to lower-case letters and digits that begin with a letter, and are no Go keyword)\n" +
				"keywright.yaml:3:12: error: \"func\" can't be the name of a Go package [package-name] (set `package` to lower-case letters and digits that begin with a letter, and are no Go keyword)\n" +
				"keywright.yaml:4:12: error: the client's name \"a,b\" holds a comma, a blank or a slash [client-name] (use letters, digits, - and _)\n"},
		{"names and folders twice", "clients:\n  - {name: a, spec: a.yaml, out: x/a}\n  - {name: a, spec: a.yaml, out: x/A/b}\n  - {name: c, spec: a.yaml, out: x/runtime}\n",
			`keywright.yaml:3:12: error: two clients are named "a"; the first stands at line 2 [duplicate-name] (rename one; two clients may share a package name: set ` + "`package`" + `)
keywright.yaml:3:34: error: the folders of client a (x/A/b) and client a (x/a) overlap [output-clash] (give each a folder of its own, none inside another)
keywright.yaml:4:34: error: the folders of client c (x/runtime) and the runtime (x/runtime) overlap [output-clash] (give each a folder of its own, none inside another)
`},
		{"outside of the root", "clients:\n  - {name: a, spec: a.yaml, out: x/a}\n  - {name: b, spec: a.yaml, out: y/b}\n",
			"keywright.yaml:3:34: error: the folder of client b (y/b) lies outside x, where keywright.lock is kept [output-outside] (move it below x, set `runtime: {dir: …}` to a folder beside or above all clients, or use a config of its own)\n"},
		{"paths", "clients:\n  - {name: a, spec: /a.yaml, out: 'x\\a'}\n  - {name: b, spec: 'https://example.com/b.yaml', out: x/b}\n  - {name: c, spec: ops, out: x/c}\n  - {name: d, spec: a.yaml, out: ../specs}\n  - {name: e, spec: gen/x.yaml, out: ../specs/gen}\n",
			`keywright.yaml:2:21: error: "/a.yaml" is not a relative path [bad-path] (write it relative to the config's folder)
keywright.yaml:2:35: error: "x\\a" is not a relative path [bad-path] (separate folders with /)
keywright.yaml:3:21: error: "https://example.com/b.yaml" is not a relative path [bad-path] (fetch the file and commit it beside the config, so that its changes are reviewed)
keywright.yaml:4:21: error: "ops" is a folder [missing-file] (name a file in it)
keywright.yaml:5:34: error: the folder "." holds the config [output-clash] (give the output a folder of its own)
keywright.yaml:6:21: error: "gen/x.yaml" lies in the output folder of client e [output-clash] (keep descriptions outside of generated folders)
`},
		{"runtime", "clients: [{name: a, spec: a.yaml, out: x/a}]\nruntime: {dir: x/r, import: './r', extras: [auth/stor, 5]}\n",
			"keywright.yaml:2:21: error: \"runtime\" has either \"dir\" or \"import\", not both [conflicting-keys] (keep `dir` to emit the runtime, or `import` to use an existing copy)\n" +
				"keywright.yaml:2:29: error: \"./r\" is not an import path [bad-import] (write it as an import statement has it, without quotes)\n" +
				"keywright.yaml:2:36: error: nothing is emitted where the runtime is imported [conflicting-keys] (remove it; name the extras in the config that emits the runtime)\n" +
				"keywright.yaml:2:45: error: unknown extra \"auth/stor\" [unknown-value] (did you mean \"auth/store\"?)\n" +
				"keywright.yaml:2:56: error: an entry of extras must be a string, not integer [wrong-kind] (put it in quotes: \"5\")\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, report := load(t, c.text)
			if got != nil && !got.Invalid {
				t.Error("a config with errors is valid")
			}
			if diff := cmp.Diff(c.want, report); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	deep := filepath.Join(dir, "a", "b")
	if err := os.MkdirAll(deep, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := config.Find(deep); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a config: %v", err)
	}
	write(t, filepath.Join(dir, config.FileName), "")
	if got, err := config.Find(deep); err != nil || got != filepath.Join(dir, config.FileName) {
		t.Errorf("Find = %q, %v", got, err)
	}
	if err := os.Mkdir(filepath.Join(deep, config.FileName), 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := config.Find(deep); err == nil || !strings.Contains(err.Error(), "is not a file") {
		t.Errorf("a folder of that name: %v", err)
	}
}

// TestSchemaInStep holds schema.json to the keys that are decoded.
func TestSchemaInStep(t *testing.T) {
	t.Parallel()
	type object struct {
		Properties map[string]struct {
			Items struct{ Enum []string }
		}
		AdditionalProperties *bool
		Defs                 map[string]json.RawMessage `json:"$defs"`
		OneOf                []struct{ Properties map[string]bool }
	}
	parse := func(text []byte) (o object) {
		if err := json.Unmarshal(text, &o); err != nil {
			t.Fatal(err)
		}
		return o
	}
	root := parse([]byte(config.Schema()))
	client, runtime := parse(root.Defs["client"]), parse(root.Defs["runtime"])
	for _, c := range []struct {
		name   string
		schema object
		keys   []string
	}{{"root", root, config.RootKeys()}, {"client", client, config.ClientKeys()}, {"runtime", runtime, config.RuntimeKeys()}} {
		var got []string
		for name := range c.schema.Properties {
			got = append(got, name)
		}
		slices.Sort(got)
		slices.Sort(c.keys)
		if diff := cmp.Diff(c.keys, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		if c.schema.AdditionalProperties == nil || *c.schema.AdditionalProperties {
			t.Errorf("%s allows unknown keys", c.name)
		}
	}
	if diff := cmp.Diff(config.Extras(), runtime.Properties["extras"].Items.Enum); diff != "" {
		t.Error(diff)
	}
	if got, want := len(client.OneOf[0].Properties), len(config.GraphQLKeys())+1; got != want {
		t.Errorf("a client with a spec excludes %d keys, want %d", got, want)
	}
}
