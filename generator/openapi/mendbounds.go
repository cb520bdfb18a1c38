// This file writes what bounds a schema's values: nothing that lowering needs,
// but what a judge of requests does.

package openapi

import (
	"strconv"

	"github.com/keywright/keywright/generator/tree"
)

// bounds writes a schema's bounds, enum, constant and discriminator.
func (m *mender) bounds(n *tree.Node) {
	for _, name := range []string{"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "multipleOf"} {
		m.number(name, n.Get(name))
	}
	m.bound("minimum", "exclusiveMinimum", n)
	m.bound("maximum", "exclusiveMaximum", n)
	if on, _ := n.Get("uniqueItems").Bool(); on {
		m.key("uniqueItems")
		m.out = append(m.out, "true"...)
	}
	for _, name := range []string{"enum", "const"} {
		if v := n.Get(name); v != nil && (name == "const" || v.Is(tree.Sequence)) {
			m.key(name)
			m.out = v.AppendJSON(m.out)
		}
	}
	if v := n.Get("not"); v.Is(tree.Mapping) {
		m.key("not")
		m.objectOrRef(objSchema, v)
	}
	m.discriminator(n.Get("discriminator"))
}

// number writes a number, also one that stands in quotes.
func (m *mender) number(name string, v *tree.Node) {
	if f, ok := numberOf(v); ok {
		m.key(name)
		m.out = strconv.AppendFloat(m.out, f, 'f', -1, 64)
	}
}

// bound writes a bound; OpenAPI 3.0 says by a boolean whether it is exclusive.
func (m *mender) bound(name, exclusive string, n *tree.Node) {
	m.number(name, n.Get(name))
	if on, ok := n.Get(exclusive).Bool(); !ok {
		m.number(exclusive, n.Get(exclusive))
	} else if on {
		m.key(exclusive)
		m.out = append(m.out, "true"...)
	}
}

// numberOf reads a number, also one that stands in quotes.
func numberOf(n *tree.Node) (float64, bool) {
	if !n.Is(tree.Int, tree.Float, tree.String) {
		return 0, false
	}
	f, err := strconv.ParseFloat(n.Value, 64)
	return f, err == nil
}

// discriminator writes a discriminator with the cases that its mapping leads to.
func (m *mender) discriminator(d *tree.Node) {
	property := d.Get("propertyName")
	if !property.Is(tree.String) {
		return
	}
	m.key("discriminator")
	m.out = append(m.out, `{"propertyName":`...)
	m.out = property.AppendJSON(m.out)
	m.out = append(m.out, `,"mapping":{`...)
	first := true
	for key, v := range d.Get("mapping").Pairs() {
		for _, at := range []*tree.Node{v, tree.New(tree.String, "#/components/schemas/"+escapePointer(scalar(v)), v)} {
			t, ok := m.quietly(at)
			if !ok {
				continue
			}
			if c := m.byTarget[objSchema.section()+t.key()]; c != nil {
				m.comma(&first)
				m.name(key.Value)
				m.out = tree.New(tree.String, "#/components/schemas/"+c.key, nil).AppendJSON(m.out)
				break
			}
		}
	}
	m.out = append(m.out, "}}"...)
}
