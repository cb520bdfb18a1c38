// This file resolves security schemes that are written as references, so that
// the documents of one provider can share theirs.

package openapi

import "github.com/keywright/keywright/generator/tree"

// resolveSchemes puts what a security scheme's $ref leads to in its place.
// Schemes are read from the tree, where references are as written; their names
// stay the document's own.
func (r *resolver) resolveSchemes(root *tree.Node) {
	section := root.Get("components", "securitySchemes")
	for _, key := range section.Keys() {
		if scheme, ok := r.schemeOf(section.Get(key)); ok {
			section.Set(key, scheme)
		}
	}
}

// schemeOf follows references until something else stands there. What leads
// nowhere, or in a circle, is reported and left as it is.
func (r *resolver) schemeOf(n *tree.Node) (*tree.Node, bool) {
	seen := make(map[*tree.Node]bool)
	for start := n; ; {
		at := n.Get("$ref")
		if !at.Is(tree.String) {
			return n, true
		}
		if seen[n] {
			r.diags.Errorf(start.Get("$ref").Pos(), "ref-cycle", "let one of the references lead to a real definition",
				"the security scheme refers to itself through references alone")
			return nil, false
		}
		seen[n] = true
		t, ok := r.resolve(at)
		if !ok {
			return nil, false
		}
		n = t.node
	}
}
