// This file writes the values of keywords, mended where their kind is wrong and
// their meaning clear.

package openapi

import (
	"slices"
	"strconv"
	"strings"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/tree"
)

// article puts a or an before a word.
func article(word string) string {
	if strings.ContainsRune("aeiou", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}

// wrongKind warns of a keyword that is left out because of its value's kind.
func (m *mender) wrongKind(v *tree.Node, what, want string) {
	m.diags.Warnf(v.Pos(), "wrong-kind", "write "+want, "%s must be %s, found %s; it is ignored", what, want, article(v.Kind.String()))
}

// text writes a string. YAML makes numbers and booleans of unquoted words, which
// are taken as they are written.
func (m *mender) text(key, v *tree.Node) {
	if v.Is(tree.Mapping, tree.Sequence) {
		m.wrongKind(v, key.Value, "a string")
		return
	}
	m.key(key.Value)
	m.out = tree.New(tree.String, v.Value, nil).AppendJSON(m.out)
}

// where mends a misspelt place of a parameter.
func (m *mender) where(v *tree.Node) *tree.Node {
	places := []string{"path", "query", "header", "cookie"}
	if !v.Is(tree.String) || slices.Contains(places, v.Value) {
		return v
	}
	near, ok := diag.Nearest(v.Value, places)
	if !ok {
		return v
	}
	m.diags.Warnf(v.Pos(), "bad-parameter", "write \""+near+"\"", "unknown place %q of a parameter; taken as %q", v.Value, near)
	return tree.New(tree.String, near, v)
}

// flag writes a boolean, in quotes or not.
func (m *mender) flag(key, v *tree.Node) {
	on, ok := v.Bool()
	if text := strings.ToLower(v.Value); !ok && v.Is(tree.String) && (text == "true" || text == "false") {
		on, ok = text == "true", true
		m.diags.Warnf(v.Pos(), "wrong-kind", "remove the quotes", "%s must be a boolean, found the string %q", key.Value, v.Value)
	}
	if !ok {
		// The old "required: [names]" of a parameter's schema lands here, too.
		m.wrongKind(v, key.Value, "true or false")
		return
	}
	m.key(key.Value)
	m.out = strconv.AppendBool(m.out, on)
}

// texts writes a list of strings; a single string is a list of one.
func (m *mender) texts(key, v *tree.Node) {
	items := v.Items
	if v.Is(tree.String) {
		m.diags.Warnf(v.Pos(), "wrong-kind", "write a list: ["+v.Value+"]", "%s must be a list, found a string", key.Value)
		items = []*tree.Node{v}
	} else if !v.Is(tree.Sequence) {
		m.wrongKind(v, key.Value, "a list of strings")
		return
	}
	m.key(key.Value)
	m.out = append(m.out, '[')
	first := true
	for _, item := range items {
		if item.Is(tree.Mapping, tree.Sequence, tree.Null) {
			m.wrongKind(item, "an entry of "+key.Value, "a string")
			continue
		}
		m.comma(&first)
		m.out = tree.New(tree.String, item.Value, nil).AppendJSON(m.out)
	}
	m.out = append(m.out, ']')
}

// list writes a list of objects; a single schema is a list of one.
func (m *mender) list(key, v *tree.Node, of object) {
	items := v.Items
	if v.Is(tree.Mapping) && of == objSchema {
		m.diags.Warnf(v.Pos(), "wrong-kind", "write a list of schemas", "%s must be a list, found a mapping; taken as its only entry", key.Value)
		items = []*tree.Node{v}
	} else if !v.Is(tree.Sequence) {
		m.wrongKind(v, key.Value, "a list")
		return
	}
	m.key(key.Value)
	m.out = append(m.out, '[')
	first := true
	for _, item := range items {
		if item.Is(tree.Null) {
			continue
		}
		m.comma(&first)
		m.objectOrRef(of, item)
	}
	m.out = append(m.out, ']')
}

// mapping writes a mapping of names to objects.
func (m *mender) mapping(o object, key, v *tree.Node, of object) {
	if !v.Is(tree.Mapping) {
		if v.Len() > 0 || !v.Is(tree.Sequence) { // an empty list is what PHP makes of an empty mapping
			m.wrongKind(v, key.Value, "a mapping")
		}
		return
	}
	m.key(key.Value)
	m.out = append(m.out, '{')
	first := true
	for name, item := range v.Pairs() {
		if o == objOperation && strings.HasPrefix(name.Value, "x-") {
			continue
		}
		if o == objSchema && name.Value == "$ref" && item.Is(tree.String) {
			m.diags.Warnf(name.Pos(), "misplaced-ref", "write the reference beside type, or inside a property",
				"%s is a mapping of names and can't be a reference; it is ignored", key.Value)
			continue
		}
		m.comma(&first)
		m.name(name.Value)
		m.objectOrRef(of, item)
	}
	m.out = append(m.out, '}')
}

// items writes the schema of a list's elements.
func (m *mender) items(key, v *tree.Node) {
	if !v.Is(tree.Sequence) {
		m.key(key.Value)
		m.objectOrRef(objSchema, v)
		return
	}
	m.diags.Warnf(v.Pos(), "wrong-kind", "write the one schema of all elements", "items must be a schema, found a list")
	if len(v.Items) == 1 {
		m.key(key.Value)
		m.objectOrRef(objSchema, v.Items[0])
	}
}

// required writes a schema's list of required names: its own, and those of
// properties that say so themselves, as drafts before JSON Schema 4 had it.
func (m *mender) required(n *tree.Node) {
	var names []string
	switch req := n.Get("required"); {
	case req.Is(tree.Sequence):
		for _, item := range req.Items {
			if !item.Is(tree.Mapping, tree.Sequence, tree.Null) {
				names = append(names, item.Value)
			}
		}
	case req.Is(tree.String):
		m.diags.Warnf(req.Pos(), "wrong-kind", "write a list: ["+req.Value+"]", "required must be a list of names, found a string")
		names = append(names, req.Value)
	}
	for name, property := range n.Get("properties").Pairs() {
		req := property.Get("required")
		if !req.Is(tree.Bool, tree.String) {
			continue
		}
		m.diags.Warnf(req.Pos(), "wrong-kind", "list the name under required of the object",
			"required is a list of names at the object, not a flag of the property %q", name.Value)
		if on, ok := req.Bool(); ok && on && !slices.Contains(names, name.Value) {
			names = append(names, name.Value)
		}
	}
	if len(names) == 0 {
		return
	}
	m.key("required")
	m.out = append(m.out, '[')
	first := true
	for _, name := range names {
		m.comma(&first)
		m.out = tree.New(tree.String, name, nil).AppendJSON(m.out)
	}
	m.out = append(m.out, ']')
}
