// This file applies overlays (OpenAPI Overlay Specification 1.0): corrections of
// a document that nobody wants to edit. What they add keeps its place in the
// overlay, where a diagnostic then points to.

package openapi

import (
	"path"
	"slices"
	"strings"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/tree"
)

// Overlay is a file of corrections.
type Overlay struct {
	Name    string // as the user wrote it
	Content []byte
}

// overlays applies all overlays to a document as its author wrote it.
func (r *resolver) overlays(root *tree.Node) {
	for _, o := range r.in.Overlays {
		n := tree.Parse(o.Name, o.Content, r.diags, r.in.Sources)
		if n == nil {
			continue
		}
		r.overlayKeys(n, "an overlay", "overlay", "info", "extends", "actions")
		actions := n.Get("actions")
		if !actions.Is(tree.Sequence) || n.Get("overlay") == nil {
			r.diags.Errorf(n.Pos(), "bad-overlay", "write {overlay: 1.0.0, info: {title: …, version: …}, actions: [{target: $.info, update: {…}}]}",
				"an overlay says its version and lists actions")
			continue
		}
		for _, action := range actions.Items {
			r.action(root, action)
		}
	}
}

// overlayKeys reports keys that overlays don't have; extensions are anybody's.
func (r *resolver) overlayKeys(n *tree.Node, what string, keys ...string) {
	for _, key := range n.Keys() {
		if strings.HasPrefix(key, "x-") {
			keys = append(keys, key)
		}
	}
	known(n, what, r.diags, keys...)
}

// action applies one action.
func (r *resolver) action(root, action *tree.Node) {
	r.overlayKeys(action, "an action", "target", "description", "update", "remove")
	target, update := action.Get("target"), action.Get("update")
	if !target.Is(tree.String) || update == nil && action.Get("remove") == nil {
		r.diags.Errorf(action.Pos(), "bad-overlay", `write {target: "$.paths['/pets']", update: {…}} or {target: …, remove: true}`,
			"an action has a target, and either update or remove")
		return
	}
	spots := r.targets(root, target)
	if isTrue(action.Get("remove")) {
		for _, at := range spots {
			r.remove(at, target)
		}
		return
	}
	for _, at := range spots {
		if update != nil {
			apply(at, update)
		}
	}
}

// targets finds what a target leads to, a JSONPath or a JSON Pointer, and
// reports one that leads nowhere.
func (r *resolver) targets(root, target *tree.Node) []spot {
	text := strings.TrimPrefix(target.Value, "#")
	if strings.HasPrefix(text, "/") {
		parent, last := path.Split(text)
		at := spot{node: root.Pointer(text), parent: root.Pointer(strings.TrimSuffix(parent, "/")), key: unescapePointer(last)}
		if at.node != nil {
			return []spot{at}
		}
		r.diags.Errorf(target.Pos(), "overlay-target", orHint(nearHint(at.key, at.parent.Keys()), "compare it with the document"), "the target %q is not in the document", target.Value)
		return nil
	}
	p, err := parseJSONPath(text)
	if err != nil {
		r.diags.Errorf(target.Pos(), "bad-overlay", "write a JSONPath such as $.paths['/pets'].get or $..parameters[?@.name == 'page'], or a JSON Pointer such as /paths/~1pets", "the target %q isn't understood: %v", target.Value, err)
		return nil
	}
	spots, matched := p.choose(root)
	if len(spots) == 0 {
		r.diags.Errorf(target.Pos(), "overlay-target", orHint(p.near(root, matched), "compare it with the document"), "the target %q is not in the document", target.Value)
	}
	return spots
}

// near hints at what the first step that leads nowhere may have meant.
func (p jsonPath) near(root *tree.Node, matched int) string {
	before, _ := p[:matched].choose(root)
	for _, at := range before {
		for _, sel := range p[matched].selectors {
			if near, ok := diag.Nearest(sel.name, at.node.Keys()); ok {
				return `did you mean "` + near + `"?`
			}
		}
	}
	return ""
}

// remove takes a node out of what holds it.
func (r *resolver) remove(at spot, target *tree.Node) {
	switch {
	case at.parent == nil:
		r.diags.Errorf(target.Pos(), "bad-overlay", "name a part of it", "the whole document can't be removed")
	case at.parent.Is(tree.Mapping):
		at.parent.Delete(at.key)
	default:
		at.parent.Items = slices.DeleteFunc(at.parent.Items, func(n *tree.Node) bool { return n == at.node })
	}
}

// apply brings an update to one target: mappings are merged, a list gets one
// more entry, anything else is replaced.
func apply(at spot, update *tree.Node) {
	switch {
	case at.node.Is(tree.Sequence):
		at.node.Items = append(at.node.Items, update.Clone())
	case at.node.Is(tree.Mapping) && update.Is(tree.Mapping):
		merge(at.node, update)
	case at.parent.Is(tree.Mapping):
		at.parent.Set(at.key, update.Clone())
	case at.parent.Is(tree.Sequence):
		at.parent.Items[slices.Index(at.parent.Items, at.node)] = update.Clone()
	}
}

// merge brings the members of a mapping into another: mappings deeper down are
// merged, lists are joined.
func merge(into, from *tree.Node) {
	for key, v := range from.Pairs() {
		old := into.Get(key.Value)
		switch {
		case old.Is(tree.Mapping) && v.Is(tree.Mapping):
			merge(old, v)
		case old.Is(tree.Sequence) && v.Is(tree.Sequence):
			old.Items = append(old.Items, v.Clone().Items...)
		default:
			into.Set(key.Value, v.Clone())
		}
	}
}
