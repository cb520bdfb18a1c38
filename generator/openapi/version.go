// This file tells the dialects of OpenAPI apart.

package openapi

import (
	"strings"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/tree"
)

type version uint8

const (
	versionUnknown version = iota
	version20
	version30
	version31
)

// readVersion finds the document's dialect or reports why there is none.
func readVersion(root *tree.Node, diags *diag.List) version {
	const hint = `begin the document with a line such as "openapi: 3.1.0"`
	if !root.Is(tree.Mapping) {
		diags.Errorf(root.Pos(), "not-openapi", hint, "an OpenAPI document is a mapping, found %s", article(root.Kind.String()))
		return versionUnknown
	}
	n := root.Get("openapi")
	if n == nil {
		n = root.Get("swagger")
	}
	if n == nil {
		noVersion(root, hint, diags)
		return versionUnknown
	}
	switch text := n.Value; {
	case root.Get("openapi") == nil && (text == "2.0" || text == "2"):
		return version20
	case strings.HasPrefix(text, "3.0"):
		return version30
	case strings.HasPrefix(text, "3.1"), strings.HasPrefix(text, "3.2"):
		return version31
	default:
		diags.Errorf(n.Pos(), "unsupported-version", "keywright reads Swagger 2.0, OpenAPI 3.0, 3.1 and 3.2",
			"unsupported version %q of OpenAPI", text)
		return versionUnknown
	}
}

// noVersion reports a document without a version by what it may be instead.
func noVersion(root *tree.Node, hint string, diags *diag.List) {
	for key := range root.Pairs() {
		switch strings.ToLower(key.Value) {
		case "asyncapi":
			diags.Errorf(key.Pos(), "not-openapi", "keywright reads Swagger 2.0, OpenAPI 3.0, 3.1 and 3.2", "the document is one of AsyncAPI, not of OpenAPI")
			return
		case "swaggerversion":
			diags.Errorf(key.Pos(), "unsupported-version", "keywright reads Swagger 2.0, OpenAPI 3.0, 3.1 and 3.2", "unsupported version %q of Swagger", scalar(root.Get(key.Value)))
			return
		}
	}
	pos := root.Pos()
	for _, want := range []string{"openapi", "swagger"} {
		if near, ok := diag.Nearest(want, root.Keys()); ok {
			pos, hint = root.Key(near).Pos(), "did you mean \""+want+"\"?"
			break
		}
	}
	diags.Errorf(pos, "not-openapi", hint, "the document says no version of OpenAPI")
}
