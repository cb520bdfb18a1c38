// This file takes Go names from the config: they stand in for x-keywright-name in
// a document that nobody wants to edit.

package openapi

import (
	"slices"
	"strings"

	"github.com/keywright/keywright/generator/names"
	"github.com/keywright/keywright/generator/tree"
)

// rename writes the config's names into the document, whose own they override. A
// key that leads nowhere is an error at its place in the config.
func (r *resolver) rename(root *tree.Node) {
	for key, v := range r.in.Names.Pairs() {
		switch key.Value {
		case "operations":
			r.renameAll(v, "operation", operationNodes(root))
		case "schemas":
			r.renameAll(v, "schema", schemaNodes(root))
		case "tags":
			r.renameAll(v, "tag", tagNodes(root, v))
		default:
			n := root.Pointer(key.Value)
			if !n.Is(tree.Mapping) {
				r.diags.Errorf(key.Pos(), "unknown-name", "write a JSON Pointer into the document, with ~1 for / in a key", "the document has nothing at %q that could have a name", key.Value)
				continue
			}
			r.setName(n, v)
		}
	}
}

// renameAll names nodes of one kind by what they are called in the document.
func (r *resolver) renameAll(wanted *tree.Node, what string, nodes *tree.Node) {
	for key, v := range wanted.Pairs() {
		n := nodes.Get(key.Value)
		if n == nil {
			r.diags.Errorf(key.Pos(), "unknown-name", orHint(nearHint(key.Value, nodes.Keys()), "compare it with the document"), "the document has no %s %q", what, key.Value)
			continue
		}
		r.setName(n, v)
	}
}

func (r *resolver) setName(n, name *tree.Node) {
	if !names.IsExported(name.Value) {
		r.diags.Errorf(name.Pos(), "bad-name", "write a capital letter followed by letters and digits, such as \"RealmStatus\"", "%q is no exported Go identifier of letters and digits", name.Value)
		return
	}
	n.Set("x-keywright-name", name)
}

// operationNodes are the operations by operationId, and by method and path.
func operationNodes(root *tree.Node) *tree.Node {
	nodes := mapping(root)
	for path, item := range root.Get("paths").Pairs() {
		for method, op := range item.Pairs() {
			if keywordOf(objPathItem, method.Value).of != objOperation || !op.Is(tree.Mapping) {
				continue
			}
			nodes.Set(strings.ToUpper(method.Value)+" "+path.Value, op)
			if id := scalar(op.Get("operationId")); id != "" && nodes.Get(id) == nil {
				nodes.Set(id, op)
			}
		}
	}
	return nodes
}

// schemaNodes are the document's schemas, of either dialect.
func schemaNodes(root *tree.Node) *tree.Node {
	if n := root.Get("components", "schemas"); n != nil {
		return n
	}
	return root.Get("definitions")
}

// tagNodes are the tags that the document declares, and those that it doesn't
// declare but operations have and a name is wanted for.
func tagNodes(root, wanted *tree.Node) *tree.Node {
	nodes := mapping(root)
	for _, n := range elements(root.Get("tags")) {
		if name := scalar(n.Get("name")); name != "" {
			nodes.Set(name, n)
		}
	}
	var used []string
	for _, op := range operationNodes(root).Pairs() {
		used = append(used, stringsOf(op.Get("tags"))...)
	}
	for _, name := range wanted.Keys() {
		if nodes.Get(name) != nil || !slices.Contains(used, name) {
			continue
		}
		tag := mapping(root)
		tag.Set("name", tree.New(tree.String, name, root))
		list := root.Get("tags")
		if !list.Is(tree.Sequence) {
			list = tree.New(tree.Sequence, "", root)
			root.Set("tags", list)
		}
		list.Items = append(list.Items, tag)
		nodes.Set(name, tag)
	}
	return nodes
}
