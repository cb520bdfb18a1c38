// This file reads what the config says of a GraphQL schema beyond files: which
// operations are derived from it, and what its fields mean.

package config

import (
	"slices"
	"strconv"
	"strings"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/tree"
)

// Derive says that operations are made from the schema alone.
type Derive struct {
	Dir       string // folder of their files, which keywright owns
	Depth     int    // levels of objects selected below a result
	Mutations bool
	Pos       diag.Pos // of Dir
}

// defaultDepth selects the objects of a result and those of these.
const defaultDepth = 2

// Field is what the config says of a field of the schema, or of all fields of
// a type where Field is "*".
type Field struct {
	Type, Field string
	Name        string
	Exclude     bool
	Include     bool
	Own         bool
	Short       bool
	User        bool
	Required    []Input // names of arguments
	Paging      *Paging
	Pos         diag.Pos
}

// Paging says how the pages of a field follow each other.
type Paging struct {
	Off    bool
	Arg    string
	Cursor string // empty: pages are counted
	Items  string
	More   string
	Pos    diag.Pos
}

func deriveKeys() []string { return []string{"dir", "depth", "mutations"} }
func fieldKeys() []string {
	return []string{"name", "exclude", "include", "own", "short", "user", "required", "cursor", "page"}
}
func cursorKeys() []string { return []string{"arg", "field", "items", "more"} }
func pageKeys() []string   { return []string{"arg", "items", "more"} }

// graphqlFields reads `derive` and `fields`.
func (d *decoder) graphqlFields(n *tree.Node, c *Client) {
	if v := n.Get("derive"); v != nil && d.mapping(v, "derive", deriveKeys()) {
		c.Derive = &Derive{Dir: d.required(v, "dir", "derive"), Depth: d.number(v, "depth", defaultDepth), Mutations: true, Pos: v.Pos()}
		if dir := v.Get("dir"); dir != nil {
			c.Derive.Pos = dir.Pos()
		}
		if v.Key("mutations") != nil {
			c.Derive.Mutations = d.flag(v, "mutations")
		}
	}
	fields := n.Get("fields")
	if fields == nil || !d.is(fields, "fields", tree.Mapping) {
		return
	}
	for key, value := range fields.Pairs() {
		typ, field, ok := strings.Cut(key.Value, ".")
		if !ok || typ == "" || field == "" {
			d.diags.Errorf(key.Pos(), "wrong-kind", "write `Type.field`, or `Type.*` for all fields of a type", "%q is no field of a schema", key.Value)
			continue
		}
		if d.mapping(value, "a field", fieldKeys()) {
			c.Fields = append(c.Fields, d.field(value, Field{Type: typ, Field: field, Pos: key.Pos()}))
		}
	}
}

func (d *decoder) field(n *tree.Node, f Field) Field {
	f.Name = d.text(n, "name")
	f.Exclude, f.Include = d.flag(n, "exclude"), d.flag(n, "include")
	f.Own, f.Short, f.User = d.flag(n, "own"), d.flag(n, "short"), d.flag(n, "user")
	if v := n.Get("required"); v != nil {
		f.Required = d.inputs(v, "required")
	}
	if v := n.Get("name"); v != nil && v.Is(tree.String) && !isExported(v.Value) {
		d.diags.Errorf(v.Pos(), "bad-name", "begin with a capital letter; letters and digits may follow", "%q can't be the name of a Go method", v.Value)
	}
	switch cursor, page := n.Get("cursor"), n.Get("page"); {
	case cursor != nil && page != nil:
		d.diags.Errorf(page.Pos(), "conflicting-keys", "keep the one that the server means", `a field has either "cursor" or "page", not both`)
	case cursor != nil:
		f.Paging = d.paging(cursor, "cursor", cursorKeys(), "arg", "field", "items")
	case page != nil:
		f.Paging = d.paging(page, "page", pageKeys(), "arg", "items")
	}
	return f
}

// paging reads a mapping, or false for a field whose answers only look like
// pages.
func (d *decoder) paging(n *tree.Node, what string, keys []string, needed ...string) *Paging {
	p := &Paging{Pos: n.Pos()}
	if n.Is(tree.Bool) && n.Value == "false" {
		p.Off = true
		return p
	}
	if !d.mapping(n, what, keys) {
		return nil
	}
	for _, key := range needed {
		d.required(n, key, what)
	}
	get := func(key string) string {
		if v := n.Get(key); v != nil && v.Is(tree.String) {
			return v.Value
		}
		return ""
	}
	p.Arg, p.Items, p.More = get("arg"), get("items"), get("more")
	if slices.Contains(keys, "field") {
		p.Cursor = get("field")
	}
	return p
}

// number returns the whole number of a key.
func (d *decoder) number(n *tree.Node, key string, fallback int) int {
	v := n.Get(key)
	if v == nil || !d.is(v, key, tree.Int) {
		return fallback
	}
	got, err := strconv.Atoi(v.Value)
	if err != nil || got < 0 || got > 10 {
		d.diags.Errorf(v.Pos(), "bad-value", "write a number from 0 to 10", "%s can't be %s", key, v.Value)
		return fallback
	}
	return got
}

func isExported(name string) bool {
	for i, r := range name {
		switch {
		case r >= 'A' && r <= 'Z':
		case i > 0 && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9'):
		default:
			return false
		}
	}
	return name != ""
}

// derived settles the folder of derived operations, and takes files in it, which
// are made from the schema, out of the client's own.
func (v *validator) derived(c *Client) {
	if c.Derive == nil {
		return
	}
	c.Derive.Dir = v.out(c.Derive.Dir, c.Derive.Pos)
	if c.Derive.Dir == "" {
		return
	}
	c.Operations = slices.DeleteFunc(c.Operations, func(in Input) bool { return v.within(in.Path, c.Derive.Dir) })
	for _, other := range v.config.Clients {
		if other != c && other.Derive != nil && other.Derive.Dir != "" && (v.within(c.Derive.Dir, other.Derive.Dir) || v.within(other.Derive.Dir, c.Derive.Dir)) {
			v.diags.Errorf(c.Derive.Pos, "output-clash", "give each client a folder of its own for derived operations",
				"the folder %s is client %s's as well", c.Derive.Dir, other.Name)
			c.Derive.Dir = ""
			return
		}
	}
}
