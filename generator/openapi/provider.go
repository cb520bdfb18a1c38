// This file reads from a document what it says of servers, variables and
// security schemes, for programs that only want a token: without kin-openapi
// and without types, in a fraction of the time.

package openapi

import (
	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
)

// LowerProvider is the part of Lower that is about servers and credentials. The
// package has no operations and no types. It is nil where the document can't be
// read.
func LowerProvider(in Input, diags *diag.List) *ir.Package {
	var own diag.List
	pkg := lowerProvider(in, &own)
	for _, d := range own.All() {
		diags.Add(lenient(d, in.Tolerant))
	}
	return pkg
}

func lowerProvider(in Input, diags *diag.List) *ir.Package {
	r := newResolver(in, diags)
	root := r.main()
	if root == nil {
		return nil
	}
	switch readVersion(root, diags) {
	case versionUnknown:
		return nil
	case version20:
		root = r.upgrade(root)
	}
	r.resolveSchemes(root)
	a := LowerAccess(root, diags)
	return &ir.Package{
		Name: in.Package, Source: in.File, Title: oneLine(scalar(root.Get("info", "title"))),
		Vars: a.Vars, Servers: a.Servers, Schemes: a.Schemes,
	}
}
