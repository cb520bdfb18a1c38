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
		diags.Errorf(root.Pos(), "not-openapi", hint, "the document says no version of OpenAPI")
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
