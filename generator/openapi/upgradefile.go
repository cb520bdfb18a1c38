// This file converts what a document of Swagger 2.0 refers to in other files:
// whole documents, and parts of one that stand alone.

package openapi

import (
	"slices"
	"strings"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/tree"
)

// upgradeFile converts a file that references lead to.
func (r *resolver) upgradeFile(name string, root *tree.Node) *tree.Node {
	if root.Get("swagger") != nil {
		r.upgraded[name] = true
		return upgrade(root, r)
	}
	u := newUpgrader(root, r)
	u.schemas()
	u.fragment(root)
	return root
}

// fragment converts path items and parameters wherever they stand in a file
// that is no document, which nothing but their own keys tells.
func (u *upgrader) fragment(n *tree.Node) {
	switch {
	case isPathItem(n):
		u.pathItem(n)
		return
	case isParameter(n):
		u.parameter(n)
		return
	}
	for _, item := range elements(n) {
		u.fragment(item)
	}
	for _, v := range n.Pairs() {
		u.fragment(v)
	}
}

// isPathItem holds for a mapping with a method that answers.
func isPathItem(n *tree.Node) bool {
	for key, op := range n.Pairs() {
		if keywordOf(objPathItem, key.Value).of == objOperation && op.Get("responses").Is(tree.Mapping) {
			return true
		}
	}
	return false
}

// isParameter holds for a parameter with a type of its own, as 2.0 has it.
func isParameter(n *tree.Node) bool {
	places := []string{"path", "query", "header"}
	return slices.Contains(places, scalar(n.Get("in"))) && n.Get("name").Is(tree.String) && n.Get("type").Is(tree.String)
}

// target is what a parameter's reference leads to; nil for nothing, which is
// reported where references are.
func (u *upgrader) target(ref *tree.Node) *tree.Node {
	if strings.HasPrefix(ref.Value, "#") {
		return u.root.Pointer(ref.Value)
	}
	loud := u.r.diags
	u.r.diags = &diag.List{}
	defer func() { u.r.diags = loud }()
	file, fragment, _ := strings.Cut(ref.Value, "#")
	name, isAddress, ok := u.r.remote(file, ref)
	if !isAddress {
		name, ok = u.r.locate(file, ref.Value, ref.Pos())
	}
	if !ok || name == u.r.in.File {
		return u.root.Pointer(fragment)
	}
	root := u.r.file(name, ref.Pos())
	if root == nil {
		delete(u.r.files, name) // so that it is reported aloud
	}
	return root.Pointer(fragment)
}

// upgradedPointer is where 3.0 has what stood at a pointer of 2.0.
func upgradedPointer(ptr string) string {
	for _, s := range [][2]string{{"/definitions/", "/components/schemas/"}, {"/parameters/", "/components/parameters/"}, {"/responses/", "/components/responses/"}} {
		if rest, ok := strings.CutPrefix(ptr, s[0]); ok {
			return s[1] + rest
		}
	}
	return ptr
}
