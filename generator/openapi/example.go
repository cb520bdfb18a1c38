// This file finds examples, which the fake serves and documentation shows, as
// JSON text.

package openapi

import (
	"github.com/keywright/keywright/generator/tree"
)

// maxExample bounds an example's JSON text: the fake of a client isn't the
// place for megabytes.
const maxExample = 64 << 10

// example reads what an object shows as its example: example, examples as a
// list of values (JSON Schema) or as a mapping of Example Objects.
func (l *lowerer) example(n *tree.Node) string {
	if v := n.Get("example"); v != nil && !v.Is(tree.Null) {
		return bounded(l.exampleValue(v))
	}
	switch list := n.Get("examples"); {
	case list.Is(tree.Sequence) && len(list.Items) > 0:
		return bounded(list.Items[0])
	case list.Is(tree.Mapping):
		for _, v := range list.Pairs() {
			if text := bounded(l.exampleObject(v)); text != "" {
				return text
			}
		}
	}
	return ""
}

// exampleValue follows a reference where an example is one, which no version of
// OpenAPI allows and many documents do.
func (l *lowerer) exampleValue(v *tree.Node) *tree.Node {
	if ref := v.Get("$ref"); ref.Is(tree.String) && v.Len() == 1 {
		if t, ok := l.m.quietly(ref); ok {
			return l.exampleObject(t.node)
		}
	}
	return v
}

// exampleObject is the value of an Example Object, behind a reference or not.
func (l *lowerer) exampleObject(v *tree.Node) *tree.Node {
	if ref := v.Get("$ref"); ref.Is(tree.String) {
		t, ok := l.m.quietly(ref)
		if !ok {
			return nil
		}
		v = t.node
	}
	if value := v.Get("value"); value != nil {
		return value
	}
	if v.Get("externalValue") != nil || v.Get("summary") != nil {
		return nil
	}
	return v
}

// bounded is a value as JSON, or "" where it is too large.
func bounded(v *tree.Node) string {
	text := jsonText(v)
	if len(text) > maxExample {
		return ""
	}
	return text
}

// mediaExample finds the example of a message: its own, its schema's, or one
// put together from the examples of the schema's parts, which the fake does.
func (l *lowerer) mediaExample(m *media) string {
	if text := l.example(m.node); text != "" {
		return text
	}
	ref := m.schema()
	if ref == nil || ref.Value == nil {
		return ""
	}
	if text := l.example(l.use(ref)); text != "" {
		return text
	}
	return l.example(l.resolved(ref).node)
}
