// This file is the way through the package: read, mend, load with
// kin-openapi, lower.

package openapi

import (
	"errors"
	"fmt"
	"net/url"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/tree"
)

// Input is a description to be lowered.
type Input struct {
	// File is the document's path as the user wrote it, with forward slashes.
	File string
	// Read returns the content of File, and of the files that its references
	// name, given in the same form. It is never asked for a path outside the
	// folder of File; whether a link on disk leads out of it is Read's to know.
	Read func(file string) ([]byte, error)
	// RemoteRefs are the addresses below which references to other hosts may
	// be read, with Fetch, which gets the address without a fragment.
	RemoteRefs []string
	Fetch      func(address string) ([]byte, error)
	// Package is the name of the Go package.
	Package string
	// Overlays are applied to the document in this order, before anything else.
	Overlays []Overlay
	// Names are Go names by what they are for: mappings under "operations" (by
	// operationId, or method and path), "schemas" and "tags", and JSON pointers
	// ("#/components/schemas/Realm/properties/id"). Nil for none.
	Names *tree.Node
	// Tolerant mends slips, too: references that surely were meant to lead
	// elsewhere, such as "#/components/schemas/Pett".
	Tolerant bool
	// Sources, where not nil, gets the content of what is read, so that
	// diagnostics can quote it.
	Sources *diag.Sources

	keep func(*lowerer) // a test's, which judges by the mended document
}

// Output is what lowering gives besides diagnostics.
type Output struct {
	// Package is the model; nil where the document can't be read at all. With
	// errors among the diagnostics it is incomplete and must not be emitted.
	Package *ir.Package
	// Files lists the files read in the order of reading, File first: what the
	// lock holds the hashes of.
	Files []string
	// Degraded lists what is emitted in a lesser form than the description
	// asks for, such as a union whose cases can't be told apart: those of the
	// warnings that are marked so.
	Degraded []diag.Diagnostic
	// Webhooks counts the webhooks, which a client has no use for.
	Webhooks int
}

// Lower turns the document into the model of a client. It reports everything
// that is wrong to diags, and stops for nothing but a document that can't be
// read.
func Lower(in Input, diags *diag.List) *Output {
	var own diag.List
	r := newResolver(in, &own)
	out := &Output{}
	root := r.main()
	if root != nil {
		out.Package = lowerDocument(in, r, root, &own, out)
	}
	out.Files = slices.Clone(r.order)
	for _, d := range own.All() {
		d = lenient(d, in.Tolerant)
		if d.Degraded {
			out.Degraded = append(out.Degraded, d)
		}
		diags.Add(d)
	}
	return out
}

// lowerDocument takes a parsed document the rest of the way. What it changes is
// the tree, so that whatever is mended is mended for both readers.
func lowerDocument(in Input, r *resolver, root *tree.Node, diags *diag.List, out *Output) *ir.Package {
	v := readVersion(root, diags)
	if v == versionUnknown {
		return nil
	}
	if v == version20 {
		root = r.upgrade(root)
	}
	r.resolveSchemes(root)
	check(root, r, diags)
	m := newMender(r, v, diags)
	m.strict = in.keep != nil
	doc, err := load(m.document(root))
	if err != nil {
		diags.Errorf(diag.Pos{File: in.File}, "load",
			"this is most likely a defect of keywright; please report it with the document",
			"kin-openapi can't load the document: %v", err)
		return nil
	}
	out.Webhooks = root.Get("webhooks").Len()
	l := newLowerer(in, m, doc, root, diags, out)
	if in.keep != nil {
		in.keep(l)
	}
	return l.lower()
}

// load hands the mended document to kin-openapi.
func load(data []byte) (doc *openapi3.T, err error) {
	// The document is untrusted and the loader not ours: a panic in it is
	// reported like any failure to load.
	defer func() {
		if p := recover(); p != nil {
			doc, err = nil, fmt.Errorf("it panicked: %v", p)
		}
	}()
	loader := openapi3.NewLoader()
	// The mended document is self-contained; nothing may be read.
	loader.ReadFromURIFunc = func(_ *openapi3.Loader, u *url.URL) ([]byte, error) {
		return nil, errors.New("reference outside the document: " + u.Redacted())
	}
	return loader.LoadFromData(data)
}
