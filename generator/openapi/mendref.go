// This file writes references: each leads to a component of the mended document,
// whatever it led to before.

package openapi

import (
	"slices"
	"strings"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/tree"
)

// objectOrRef writes an object where a reference may stand instead.
func (m *mender) objectOrRef(o object, n *tree.Node) {
	ref := n.Get("$ref")
	if !ref.Is(tree.String) || o == objMediaType || o == objEncoding || o == objOperation {
		m.object(o, n)
		return
	}
	if o == objSchema && m.v == version31 && hasStructure(n) {
		m.refWithSiblings(n)
		return
	}
	if o.section() == "" {
		m.inlined(o, n)
		return
	}
	c := m.component(o, ref)
	m.begin(n)
	if c != nil {
		m.out = append(m.out, `,"$ref":"#/components/`...)
		m.out = append(append(m.out, o.section()...), '/')
		m.out = append(append(m.out, c.key...), '"')
	} else if o == objResponse || o == objRequestBody {
		// There is content, of which nothing is known.
		m.out = append(m.out, `,"content":{"application/json":{"schema":{}}}`...)
	}
	m.out = append(m.out, '}')
}

// component returns what a reference leads to, or nil where that is nothing,
// which has then been reported.
func (m *mender) component(o object, ref *tree.Node) *component {
	t, ok := m.r.resolve(ref)
	if !ok {
		return nil
	}
	if c := m.byTarget[o.section()+t.key()]; c != nil {
		if m.aliasCycle(c) {
			return nil
		}
		c = m.final(c)
		c.used = true
		return c
	}
	title := titleOf(t)
	pointer := "#" + t.ptr
	if t.file != m.r.in.File {
		pointer = t.file + pointer
	}
	c := &component{of: o, title: title, pointer: pointer, node: t.node, used: true}
	m.add(c, t)
	return c
}

// titleOf makes words for the name of something that isn't a component of the
// document: the last telling part of the pointer, or the file's name.
func titleOf(t target) string {
	var words []string
	for token := range strings.SplitSeq(strings.TrimPrefix(t.ptr, "/"), "/") {
		switch token = unescapePointer(token); token {
		case "components", "schemas", "definitions", "$defs", "properties", "paths", "content", "schema", "responses", "parameters", "requestBodies", "application/json", "":
		case "items":
			words = append(words, "item")
		default:
			words = append(words, token)
		}
	}
	if len(words) == 0 {
		base := t.file[strings.LastIndexByte(t.file, '/')+1:]
		base, _, _ = strings.Cut(base, ".")
		return base
	}
	return strings.Join(words, " ")
}

// aliasCycle reports a component that is nothing but a reference to itself,
// however long the way. What a walk has passed isn't walked again.
func (m *mender) aliasCycle(c *component) bool {
	var walked []*tree.Node
	on := make(map[*tree.Node]bool)
	n, cyclic := c.node, false
	for {
		at := n.Get("$ref")
		if known, ok := m.cyclic[n]; ok || !at.Is(tree.String) {
			cyclic = known
			break
		}
		if on[n] {
			cyclic = true
			break
		}
		on[n] = true
		walked = append(walked, n)
		// Quietly: whatever is wrong with this reference is reported where it
		// is written itself.
		t, ok := m.quietly(at)
		if !ok {
			break
		}
		n = t.node
	}
	for _, w := range walked {
		m.cyclic[w] = cyclic
	}
	if cyclic {
		m.diags.Errorf(c.node.Get("$ref").Pos(), "ref-cycle", "let one of the references lead to a real definition",
			"%s refers to itself through references alone", c.pointer)
	}
	return cyclic
}

// final is the component that another is only a name for: kin-openapi needs
// time that grows with the square of a chain of names.
func (m *mender) final(c *component) *component {
	var passed []*component
	for c.final == nil {
		t, ok := target{}, false
		if ref := c.node.Get("$ref"); ref.Is(tree.String) && c.node.Len() == 1 {
			t, ok = m.quietly(ref)
		}
		next := m.byTarget[c.of.section()+t.key()]
		if !ok || next == nil {
			c.final = c
			break
		}
		passed = append(passed, c)
		c = next
	}
	for _, p := range passed {
		p.final = c.final
	}
	return c.final
}

// quietly follows a reference whose mistakes are reported elsewhere.
func (m *mender) quietly(at *tree.Node) (target, bool) {
	loud := m.r.diags
	m.r.diags = &diag.List{}
	defer func() { m.r.diags = loud }()
	return m.r.resolve(at)
}

// inlined writes what a reference leads to in its place.
func (m *mender) inlined(o object, n *tree.Node) {
	t, ok := m.r.resolve(n.Get("$ref"))
	if ok && m.inline >= maxInline {
		m.diags.Errorf(n.Get("$ref").Pos(), "ref-cycle", "let one of the references lead to a real definition",
			"the %s refers to itself through references alone", o)
		ok = false
	}
	if !ok {
		m.begin(n)
		m.out = append(m.out, '}')
		return
	}
	m.inline++
	m.objectOrRef(o, t.node)
	m.inline--
}

// hasStructure reports keywords beside a $ref that change the shape, which
// OpenAPI 3.1 allows; annotations don't.
func hasStructure(n *tree.Node) bool {
	return slices.ContainsFunc([]string{"properties", "required", "allOf", "oneOf", "anyOf", "additionalProperties", "enum", "const", "items"},
		func(name string) bool { return n.Get(name) != nil })
}

// refWithSiblings writes a $ref with other keywords as what it means: both
// hold.
func (m *mender) refWithSiblings(n *tree.Node) {
	ref := tree.New(tree.Mapping, "", n)
	ref.Set("$ref", n.Get("$ref"))
	rest := tree.New(tree.Mapping, "", n)
	all := tree.New(tree.Mapping, "", n)
	list := tree.New(tree.Sequence, "", n)
	list.Items = []*tree.Node{ref, rest}
	all.Set("allOf", list)
	for key, v := range n.Pairs() {
		switch {
		case key.Value == "$ref":
		case slices.Contains([]string{"title", "description", "nullable", "deprecated", "readOnly", "writeOnly", "default", "example", "examples"}, key.Value),
			strings.HasPrefix(key.Value, "x-"):
			all.Set(key.Value, v)
		default:
			rest.Set(key.Value, v)
		}
	}
	m.object(objSchema, all)
}
