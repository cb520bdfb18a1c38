// This file finds what a $ref leads to: in the document, or in another file
// of its folder.

package openapi

import (
	"errors"
	"io/fs"
	"net/url"
	"path"
	"strings"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/tree"
)

// resolver reads files and follows references between them. A reference that
// leads nowhere is reported once at each place.
type resolver struct {
	in    Input
	diags *diag.List
	dir   string                // folder of the document, which references mustn't leave
	files map[string]*tree.Node // nil for what can't be read
	order []string
	spell func(ref string) string // how the document's author writes a reference
}

// newResolver confines references to the folder of the document.
func newResolver(in Input, diags *diag.List) *resolver {
	return &resolver{in: in, diags: diags, dir: path.Dir(in.File), files: make(map[string]*tree.Node), spell: func(ref string) string { return ref }}
}

// main reads the document itself.
func (r *resolver) main() *tree.Node { return r.file(r.in.File, diag.Pos{File: r.in.File}) }

// replaceMain puts a converted tree in the document's place.
func (r *resolver) replaceMain(root *tree.Node) { r.files[r.in.File] = root }

// file returns the tree of a file, reporting at pos what can't be read.
func (r *resolver) file(name string, pos diag.Pos) *tree.Node {
	if n, ok := r.files[name]; ok {
		return n
	}
	r.files[name] = nil
	content, err := r.in.Read(name)
	if err != nil {
		hint := "check the path; it is relative to the file that names it"
		if base := path.Base(name); r.files[r.in.File].Get("components", "schemas", base) != nil {
			hint = "did you mean \"" + r.spell("#/components/schemas/"+escapePointer(base)) + "\"?"
		}
		r.diags.Errorf(pos, "unreadable-file", hint, "can't read %s: %v", name, reason(err))
		return nil
	}
	r.order = append(r.order, name)
	n := tree.Parse(name, content, r.diags, r.in.Sources)
	r.files[name] = n
	return n
}

// reason is why a file can't be read, without the path on this machine that the
// error of an open file carries.
func reason(err error) error {
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return pathErr.Err
	}
	return err
}

// target is where a reference leads.
type target struct {
	node *tree.Node
	file string
	ptr  string // "/components/schemas/Realm", decoded from the URI form; empty for a whole file
}

// key identifies the target.
func (t target) key() string { return t.file + "#" + t.ptr }

// resolve follows the $ref whose value is at; reported says that there is
// none and that this has been reported.
func (r *resolver) resolve(at *tree.Node) (t target, ok bool) {
	ref, pos := at.Value, at.Pos()
	filePart, fragment, _ := strings.Cut(ref, "#")
	t.file = pos.File
	if filePart != "" {
		if t.file, ok = r.locate(filePart, ref, pos); !ok {
			return t, false
		}
	}
	ptr, err := url.PathUnescape(fragment)
	if err != nil {
		ptr = fragment
	}
	t.ptr = ptr
	root := r.file(t.file, pos)
	if root == nil {
		if filePart == "" {
			r.diags.Errorf(pos, "unresolved-ref", "correct the file first; it is reported above", "the reference %q leads nowhere", ref)
		}
		return t, false
	}
	if ptr != "" && !strings.HasPrefix(ptr, "/") {
		return r.anchor(t, root, at)
	}
	if t.node = root.Pointer(ptr); t.node == nil {
		r.missing(t, root, at)
		return t, false
	}
	return t, true
}

// locate turns the file part of a reference into a path that may be read.
func (r *resolver) locate(filePart, ref string, pos diag.Pos) (string, bool) {
	if u, err := url.Parse(filePart); err == nil && (u.Scheme != "" || u.Host != "") {
		r.diags.Errorf(pos, "remote-ref", "save the file beside the document and refer to it there",
			"the reference %q leads to another place than the document's folder, which isn't allowed", ref)
		return "", false
	}
	if unescaped, err := url.PathUnescape(filePart); err == nil {
		filePart = unescaped
	}
	name := path.Join(path.Dir(pos.File), filePart)
	inside := r.dir == "." && !strings.HasPrefix(name, "../") && name != ".." || strings.HasPrefix(name, strings.TrimSuffix(r.dir, "/")+"/")
	if path.IsAbs(filePart) || strings.Contains(filePart, "\\") || strings.ContainsRune(filePart, 0) || !inside {
		r.diags.Errorf(pos, "ref-outside", "move the file into the document's folder",
			"the reference %q leaves the document's folder, which isn't allowed", ref)
		return "", false
	}
	return name, true
}

// anchor finds the schema with the $anchor (or the $dynamicAnchor) that a
// fragment without a slash names.
func (r *resolver) anchor(t target, root, at *tree.Node) (target, bool) {
	for n := range root.All() {
		if n.Get("$anchor").Is(tree.String) && n.Get("$anchor").Value == t.ptr {
			t.node = n
			return t, true
		}
	}
	r.diags.Errorf(at.Pos(), "unresolved-ref", `a reference inside a document reads "#/components/schemas/Name"`,
		"the reference %q leads nowhere", at.Value)
	return t, false
}

// missing reports a pointer that leads nowhere, with what may have been meant.
func (r *resolver) missing(t target, root, at *tree.Node) {
	parent, last := path.Split(t.ptr)
	parent = strings.TrimSuffix(parent, "/")
	prefix, _, _ := strings.Cut(at.Value, "#")
	hint := ""
	if p := root.Pointer(parent); p.Is(tree.Mapping) {
		if near, ok := diag.Nearest(unescapePointer(last), p.Keys()); ok {
			hint = "did you mean \"" + r.spell(prefix+"#"+parent+"/"+escapePointer(near)) + "\"?"
		} else {
			hint = "nothing of that name stands under \"" + r.spell(prefix+"#"+parent+"/") + "\""
		}
	} else if near, ok := r.elsewhere(root, unescapePointer(last)); ok {
		hint = "did you mean \"" + r.spell(prefix+"#"+near) + "\"?"
	}
	if hint == "" {
		hint = "add the definition, or correct the reference"
	}
	r.diags.Errorf(at.Pos(), "unresolved-ref", hint, "the reference %q leads nowhere", r.spell(at.Value))
}

// elsewhere looks for a component of a name in the sections of components.
func (r *resolver) elsewhere(root *tree.Node, name string) (string, bool) {
	for section, members := range root.Get("components").Pairs() {
		if members.Get(name) != nil {
			return "/components/" + section.Value + "/" + escapePointer(name), true
		}
	}
	return "", false
}

// escapePointer writes a name as a token of a JSON Pointer (RFC 6901, section 3).
func escapePointer(token string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(token)
}

// unescapePointer reads a token of a JSON Pointer.
func unescapePointer(token string) string {
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
}
