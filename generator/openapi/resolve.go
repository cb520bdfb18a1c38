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
	// Of a document of Swagger 2.0: what makes 3.0 of another file, and the
	// files whose pointers are to be read as those of 2.0.
	convert  func(file string, root *tree.Node) *tree.Node
	upgraded map[string]bool
}

// newResolver confines references to the folder of the document.
func newResolver(in Input, diags *diag.List) *resolver {
	return &resolver{in: in, diags: diags, dir: path.Dir(in.File), files: make(map[string]*tree.Node), upgraded: make(map[string]bool), spell: func(ref string) string { return ref }}
}

// main reads the document itself, corrected and named as the config wants it.
func (r *resolver) main() *tree.Node {
	root := r.file(r.in.File, diag.Pos{File: r.in.File})
	if root != nil {
		r.overlays(root)
		r.rename(root)
	}
	return root
}

// file returns the tree of a file, reporting at pos what can't be read.
func (r *resolver) file(name string, pos diag.Pos) *tree.Node {
	if n, ok := r.files[name]; ok {
		return n
	}
	r.files[name] = nil
	if isRemote(name) {
		return r.fetch(name, pos)
	}
	content, err := r.in.Read(name)
	if err != nil {
		hint, code := "check the path; it is relative to the file that names it", "unreadable-file"
		if !errors.Is(err, fs.ErrNotExist) {
			// There is a file, and something keeps it from being read: that it leads
			// out of the folder, for one. That is never mended.
			code = "refused-file"
		}
		r.diags.Errorf(pos, code, hint, "can't read %s: %v", name, reason(err))
		return nil
	}
	return r.parse(name, content)
}

// fetch is file for one of another host. That it can't be had is no mistake of
// the document, so nothing stands in for it.
func (r *resolver) fetch(name string, pos diag.Pos) *tree.Node {
	content, err := r.in.Fetch(name)
	if err != nil {
		hint := "try again, or save the file beside the document and refer to it there"
		if hinted, ok := errors.AsType[interface {
			error
			Hint() string
		}](err); ok {
			hint = hinted.Hint()
		}
		r.diags.Errorf(pos, "remote-file", hint, "can't take %s: %v", name, err)
		return nil
	}
	return r.parse(name, content)
}

// parse makes a tree of a file's content.
func (r *resolver) parse(name string, content []byte) *tree.Node {
	r.order = append(r.order, name)
	n := tree.Parse(name, content, r.diags, r.in.Sources)
	if n != nil && r.convert != nil {
		n = r.convert(name, n)
	}
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
		if t, ok := r.bareName(at, fragment); ok {
			return t, true
		}
		address, isAddress, ok := r.remote(filePart, at)
		if t.file = address; !isAddress {
			t.file, ok = r.locate(filePart, ref, pos)
		}
		if !ok {
			return t, false
		}
	}
	ptr, err := url.PathUnescape(fragment)
	if err != nil {
		ptr = fragment
	}
	root := r.file(t.file, pos)
	if r.upgraded[t.file] && root.Pointer(ptr) == nil {
		ptr = upgradedPointer(ptr)
	}
	t.ptr = ptr
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
		return r.missing(t, root, at)
	}
	return t, true
}

// locate turns the file part of a reference into a path that may be read.
func (r *resolver) locate(filePart, ref string, pos diag.Pos) (string, bool) {
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
	if schema := "/components/schemas/" + escapePointer(t.ptr); root.Pointer(schema) != nil {
		return r.meant(target{file: t.file, ptr: schema, node: root.Pointer(schema)}, at)
	}
	r.diags.Errorf(at.Pos(), "unresolved-ref", `a reference inside a document reads "#/components/schemas/Name"`,
		"the reference %q leads nowhere", at.Value)
	return t, false
}

// bareName takes "Pet" for "#/components/schemas/Pet", where that is there and
// reads as no file's name: some editors let people write so.
func (r *resolver) bareName(at *tree.Node, fragment string) (target, bool) {
	if fragment != "" || strings.ContainsAny(at.Value, "./#:") {
		return target{}, false
	}
	t := target{file: r.in.File, ptr: "/components/schemas/" + escapePointer(at.Value)}
	if t.node = r.files[r.in.File].Pointer(t.ptr); t.node == nil || at.Pos().File != r.in.File {
		return t, false
	}
	return r.meant(t, at)
}

// meant goes on with what a reference that leads nowhere clearly means.
func (r *resolver) meant(t target, at *tree.Node) (target, bool) {
	prefix, _, _ := strings.Cut(at.Value, "#")
	if prefix == at.Value {
		prefix = ""
	}
	right := r.spell(prefix + "#" + t.ptr)
	r.diags.Warnf(at.Pos(), "unresolved-ref", "write \""+right+"\"", "the reference %q leads nowhere; taken as %q", r.spell(at.Value), right)
	return t, true
}

// missing goes on with what a pointer that leads nowhere clearly means: the
// same name in other letter case, or in the right section. Anything else is
// reported, with what may have been meant.
func (r *resolver) missing(t target, root, at *tree.Node) (target, bool) {
	parent, last := path.Split(t.ptr)
	parent, last = strings.TrimSuffix(parent, "/"), unescapePointer(last)
	prefix, _, _ := strings.Cut(at.Value, "#")
	hint := "add the definition, or correct the reference"
	if p := root.Pointer(parent); p.Is(tree.Mapping) {
		if same, ok := sameWord(last, p.Keys()); ok {
			ptr := parent + "/" + escapePointer(same)
			return r.meant(target{file: t.file, ptr: ptr, node: p.Get(same)}, at)
		}
		hint = "nothing of that name stands under \"" + r.spell(prefix+"#"+parent+"/") + "\""
		if near, ok := diag.Nearest(last, p.Keys()); ok {
			full := "\"" + r.spell(prefix+"#"+parent+"/"+escapePointer(near)) + "\""
			hint = "the nearest that is there is " + full
			if _, ok := slip(last, []string{near}); ok {
				hint = "did you mean " + full + "?"
			}
		}
	} else if ptr, ok := r.elsewhere(root, t.ptr, last); ok {
		return r.meant(target{file: t.file, ptr: ptr, node: root.Pointer(ptr)}, at)
	}
	r.diags.Errorf(at.Pos(), "unresolved-ref", hint, "the reference %q leads nowhere", r.spell(at.Value))
	return t, false
}

// elsewhere looks for a component of a name in the section of components that
// a wrong pointer comes nearest to. That of schemas has other names in Swagger
// 2.0 and JSON Schema.
func (r *resolver) elsewhere(root *tree.Node, ptr, name string) (string, bool) {
	steps := strings.Split(strings.TrimPrefix(ptr, "/"), "/")
	if len(steps) > 3 {
		return "", false
	}
	word := unescapePointer(steps[max(0, len(steps)-2)])
	if word == "definitions" || word == "$defs" {
		word = "schemas"
	}
	section, ok := diag.Nearest(word, root.Get("components").Keys())
	if !ok || root.Get("components", section).Get(name) == nil {
		return "", false
	}
	return "/components/" + section + "/" + escapePointer(name), true
}

// escapePointer writes a name as a token of a JSON Pointer (RFC 6901, section 3).
func escapePointer(token string) string {
	if !strings.ContainsAny(token, "~/") {
		return token // a Replacer is costly to make, and names are many
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(token)
}

// unescapePointer reads a token of a JSON Pointer.
func unescapePointer(token string) string {
	if !strings.Contains(token, "~") {
		return token
	}
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
}
