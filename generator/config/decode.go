// This file reads the config's tree into Config and reports keys it doesn't
// know and values of the wrong kind.

package config

import (
	"cmp"
	"slices"
	"strings"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/tree"
)

// The keys of each mapping, in the order in which they are told. schema.json
// lists the same; a test holds the two together.
func rootKeys() []string    { return []string{"clients", "runtime", "strict"} }
func runtimeKeys() []string { return []string{"dir", "import", "extras"} }
func clientKeys() []string {
	return slices.Concat([]string{"name", "package", "out", "strict", "spec"}, openapiKeys(), []string{"schema", "operations"}, graphqlKeys())
}

// graphqlKeys say what an OpenAPI document says itself.
func graphqlKeys() []string {
	return []string{"servers", "security-schemes", "security", "ambient", "scalars", "json-shapes", "derive", "fields", "points", "errors", "batch"}
}

type decoder struct {
	diags *diag.List
}

// config fills c from the root of the tree.
func (d *decoder) config(root *tree.Node, c *Config) {
	if !d.mapping(root, "the config", rootKeys()) {
		return
	}
	c.Strict = d.flag(root, "strict")
	clients := root.Get("clients")
	switch {
	case clients == nil:
		d.diags.Errorf(root.Pos(), "missing-key", "list the clients to generate: `clients: [{name: …, spec: …, out: …}]`", `the key "clients" is missing`)
	case clients.Is(tree.Mapping):
		d.byName(clients)
	case d.is(clients, "clients", tree.Sequence):
		if len(clients.Items) == 0 {
			d.diags.Errorf(clients.Pos(), "missing-value", "add an entry with name, spec and out", "there is no client to generate")
		}
		for _, item := range clients.Items {
			client := d.client(item)
			client.Strict = client.Strict || c.Strict
			c.Clients = append(c.Clients, client)
		}
	}
	c.Runtime.Pos = root.Pos()
	if key := root.Key("runtime"); key != nil {
		c.Runtime.Pos = key.Pos()
		d.runtime(root.Get("runtime"), &c.Runtime)
	}
}

// byName reports clients that are written as a mapping, with what to write
// instead.
func (d *decoder) byName(n *tree.Node) {
	hint := "write a list: `clients: [{name: …, spec: …, out: …}]`"
	if keys := n.Keys(); len(keys) > 0 {
		hint = "write `- name: " + keys[0] + "` in place of `" + keys[0] + ":`, with the keys of the client below it"
		if slices.Contains(clientKeys(), keys[0]) {
			hint = "put a dash before the first key of the client: `- " + keys[0] + ": …`"
		}
	}
	d.diags.Errorf(n.Pos(), "wrong-kind", hint, "clients must be a list, not mapping")
}

func (d *decoder) client(n *tree.Node) *Client {
	c := &Client{Pos: n.Pos(), OutPos: n.Pos()}
	if !d.mapping(n, "a client", clientKeys()) {
		return c
	}
	c.Name = d.required(n, "name", "a client")
	if v := n.Get("name"); v != nil {
		c.Pos = v.Pos()
	}
	c.Package = d.text(n, "package")
	c.Out = d.required(n, "out", "a client")
	if v := n.Get("out"); v != nil {
		c.OutPos = v.Pos()
	}
	c.Strict = d.flag(n, "strict")
	c.Spec = d.input(n, "spec")
	d.openapi(n, c)
	c.Schema, c.graphql = d.schema(n), n.Key("schema") != nil
	c.JSONShapes = d.input(n, "json-shapes")
	if v := n.Get("operations"); v != nil {
		c.Operations = d.inputs(v, "operations")
		if v.Is(tree.Sequence) && len(v.Items) == 0 {
			d.diags.Errorf(v.Pos(), "missing-value", "name the files: `['operations/**/*.graphql']`", "there are no operations to make methods of")
		}
	}
	for key, field := range map[string]struct {
		node **tree.Node
		kind tree.Kind
	}{
		"servers":          {&c.Servers, tree.Sequence},
		"security-schemes": {&c.SecuritySchemes, tree.Mapping},
		"security":         {&c.Security, tree.Sequence},
		"ambient":          {&c.Ambient, tree.Mapping},
		"scalars":          {&c.Scalars, tree.Mapping},
	} {
		if v := n.Get(key); v != nil && d.is(v, key, field.kind) {
			*field.node = v
		}
	}
	d.graphqlFields(n, c)
	d.graphqlRuntime(n, c)
	d.oneSource(n)
	return c
}

// oneSource holds a client to one kind of description and the keys that go
// with it.
func (d *decoder) oneSource(n *tree.Node) {
	spec, schema := n.Key("spec"), n.Key("schema")
	switch {
	case spec == nil && schema == nil:
		d.diags.Errorf(n.Pos(), "missing-key", "`spec` names an OpenAPI document, `schema` a GraphQL schema", `a client needs "spec" or "schema"`)
	case spec != nil && schema != nil:
		d.diags.Errorf(schema.Pos(), "conflicting-keys", "make two clients of it", `a client has either "spec" or "schema", not both`)
	case schema != nil && n.Key("operations") == nil && n.Key("derive") == nil:
		d.diags.Errorf(schema.Pos(), "missing-key", "add `derive: {dir: operations/derived}` to make operations from the schema, or `operations: ['operations/**/*.graphql']` for your own",
			`a client made from a GraphQL schema needs the key "derive" or "operations"`)
	case schema != nil:
		for _, name := range openapiKeys() {
			if key := n.Key(name); key != nil {
				d.diags.Errorf(key.Pos(), "conflicting-keys", "remove it", "%q is for clients made from an OpenAPI document", name)
			}
		}
	case spec != nil:
		for _, name := range append([]string{"operations"}, graphqlKeys()...) {
			if key := n.Key(name); key != nil {
				d.diags.Errorf(key.Pos(), "conflicting-keys", "remove it; an OpenAPI document says this itself",
					"%q is for clients made from a GraphQL schema", name)
			}
		}
	}
}

func (d *decoder) runtime(n *tree.Node, r *Runtime) {
	if !d.mapping(n, "runtime", runtimeKeys()) {
		return
	}
	r.Dir, r.Import = d.text(n, "dir"), d.text(n, "import")
	if v := cmp.Or(n.Get("import"), n.Get("dir")); v != nil {
		r.Pos = v.Pos()
	}
	if key := n.Key("import"); key != nil && n.Key("dir") != nil {
		d.diags.Errorf(key.Pos(), "conflicting-keys", "keep `dir` to emit the runtime, or `import` to use an existing copy",
			`"runtime" has either "dir" or "import", not both`)
	}
	extras := n.Get("extras")
	if extras == nil || !d.is(extras, "extras", tree.Sequence) {
		return
	}
	if key := n.Key("import"); key != nil {
		d.diags.Errorf(n.Key("extras").Pos(), "conflicting-keys", "remove it; name the extras in the config that emits the runtime",
			"nothing is emitted where the runtime is imported")
	}
	for _, item := range extras.Items {
		if !d.is(item, "an entry of extras", tree.String) {
			continue
		}
		if !slices.Contains(Extras(), item.Value) {
			d.diags.Errorf(item.Pos(), "unknown-value", didYouMean(item.Value, Extras()), "unknown extra %q", item.Value)
			continue
		}
		if !slices.Contains(r.Extras, item.Value) {
			r.Extras = append(r.Extras, item.Value)
		}
	}
}

// mapping reports whether n is a mapping, and the keys in it that aren't known.
func (d *decoder) mapping(n *tree.Node, what string, known []string) bool {
	if !d.is(n, what, tree.Mapping) {
		return false
	}
	for key := range n.Pairs() {
		if !slices.Contains(known, key.Value) {
			d.diags.Errorf(key.Pos(), "unknown-key", didYouMean(key.Value, known), "unknown key %q in %s", key.Value, what)
		}
	}
	return true
}

// didYouMean is the hint for a word that isn't among the known ones.
func didYouMean(word string, known []string) string {
	if near, ok := diag.Nearest(word, known); ok {
		return `did you mean "` + near + `"?`
	}
	return "known are " + strings.Join(known, ", ")
}

// is reports whether n has a kind, with an error where it hasn't.
func (d *decoder) is(n *tree.Node, what string, kind tree.Kind) bool {
	if n.Is(kind) {
		return true
	}
	hint := ""
	switch {
	case n.Is(tree.Null):
		hint = "give it a value or remove it"
	case kind == tree.Sequence && n.Is(tree.String):
		hint = "write [" + n.Value + "]"
	case kind == tree.String && n.Is(tree.Int, tree.Float, tree.Bool):
		hint = `put it in quotes: "` + n.Value + `"`
	case what == "a client":
		hint = "write {name: …, spec: …, out: …}"
	case what == "the config":
		hint = "begin with `clients:`, and indent what stands below it"
	case kind == tree.Mapping:
		hint = "write keys and values: {key: value}"
	case kind == tree.Sequence:
		hint = "write a list: [a, b]"
	case kind == tree.String:
		hint = "write one text"
	}
	d.diags.Errorf(n.Pos(), "wrong-kind", hint, "%s must be a %s, not %s", what, kind, n.Kind)
	return false
}

// text returns the string of a key, or "" where it is missing or wrong.
func (d *decoder) text(n *tree.Node, key string) string {
	v := n.Get(key)
	if v == nil || !d.is(v, key, tree.String) {
		return ""
	}
	if v.Value == "" {
		d.diags.Errorf(v.Pos(), "missing-value", "give it a value or remove it", "%s is empty", key)
	}
	return v.Value
}

// required is text for a key that must be there.
func (d *decoder) required(n *tree.Node, key, what string) string {
	if n.Key(key) == nil {
		d.diags.Errorf(n.Pos(), "missing-key", "add `"+key+": …`", "%s needs the key %q", what, key)
		return ""
	}
	return d.text(n, key)
}

func (d *decoder) input(n *tree.Node, key string) Input {
	if text := d.text(n, key); text != "" {
		return Input{text, n.Get(key).Pos()}
	}
	return Input{}
}

// schema reads the key of that name: one path or pattern, or a list of them.
func (d *decoder) schema(n *tree.Node) []Input {
	v := n.Get("schema")
	switch {
	case v == nil:
		return nil
	case v.Is(tree.Sequence):
		if len(v.Items) == 0 {
			d.diags.Errorf(v.Pos(), "missing-value", "name the schema's files: `['schema/*.graphql']`", "the schema has no files")
		}
		return d.inputs(v, "schema")
	}
	if in := d.input(n, "schema"); in.Path != "" {
		return []Input{in}
	}
	return nil
}

// inputs reads a list of paths or patterns.
func (d *decoder) inputs(n *tree.Node, what string) []Input {
	if !d.is(n, what, tree.Sequence) {
		return nil
	}
	var out []Input
	for _, item := range n.Items {
		if d.is(item, "an entry of "+what, tree.String) && item.Value != "" {
			out = append(out, Input{item.Value, item.Pos()})
		}
	}
	return out
}
