// This file checks what lowering alone wouldn't notice: keys with a slip of the
// pen, whose content would silently do nothing, and references in parts of a
// document that a client has no use for.

package openapi

import (
	"slices"
	"strings"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/tree"
)

// checker walks a document as it is written.
type checker struct {
	r     *resolver
	diags *diag.List
}

// check reports dangling references anywhere in the document, and unknown keys
// of path items and operations.
func check(root *tree.Node, r *resolver, diags *diag.List) {
	c := &checker{r: r, diags: diags}
	c.references(root, false)
	for key, item := range root.Get("paths").Pairs() {
		if !strings.HasPrefix(key.Value, "x-") {
			c.braces(key)
			c.pathItem(item)
		}
	}
}

// references resolves every $ref below a node. In a mapping of names, such as
// properties, "$ref" is a name like any other.
func (c *checker) references(n *tree.Node, names bool) {
	for _, item := range elements(n) {
		c.references(item, false)
	}
	for key, v := range n.Pairs() {
		if !names {
			c.extension(key)
		}
		switch {
		case names:
			c.references(v, false)
		case key.Value == "$ref":
			c.reference(v)
		case isData(key.Value, v):
			// Values of the API, in which nothing refers to anything.
		default:
			c.references(v, v.Is(tree.Mapping) && holdsNames(key.Value))
		}
	}
}

// extensions are those of keywright.
func extensions() []string {
	var list []string
	for _, name := range []string{
		"ambient", "auth", "device", "device-url", "filter", "idempotency", "introspection-url", "limit", "link", "localized", "name", "numeric", "paging", "revocation-url", "server",
		"shapes", "stream", "user", "userinfo-url", "when",
	} {
		list = append(list, "x-keywright-"+name)
	}
	return list
}

// extension reports an extension that is keywright's by its name and by nothing
// else: it would be ignored without a word.
func (c *checker) extension(key *tree.Node) {
	if !strings.HasPrefix(key.Value, "x-keywright-") || slices.Contains(extensions(), key.Value) {
		return
	}
	hint := orHint(nearHint(key.Value, extensions()), "README lists the extensions")
	c.diags.Warnf(key.Pos(), "unknown-extension", hint, "keywright has no extension %q; it is ignored", key.Value)
}

// reference reports one $ref that leads nowhere or isn't even a string.
func (c *checker) reference(v *tree.Node) {
	if v.Is(tree.String) {
		c.r.resolve(v)
		return
	}
	c.diags.Errorf(v.Pos(), "wrong-kind", `write a reference such as "#/components/schemas/Name"`, "$ref must be a string, found %s", article(v.Kind.String()))
}

// isData holds for keywords whose content isn't OpenAPI.
func isData(key string, v *tree.Node) bool {
	switch key {
	case "example", "default", "enum", "const", "value":
		return true
	case "examples":
		return !v.Is(tree.Mapping)
	}
	return strings.HasPrefix(key, "x-")
}

// holdsNames holds for keywords whose keys are names that the author chose.
func holdsNames(key string) bool {
	switch key {
	case "properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "schemas", "parameters", "responses", "requestBodies",
		"headers", "examples", "links", "callbacks", "pathItems", "securitySchemes", "securityDefinitions", "paths", "webhooks", "content", "encoding",
		"variables", "scopes", "mapping":
		return true
	}
	return false
}

// braces reports a path template that isn't closed.
func (c *checker) braces(key *tree.Node) {
	open := false
	for _, r := range key.Value {
		if r == '{' && open || r == '}' && !open {
			open = true
			break
		}
		if r == '{' || r == '}' {
			open = r == '{'
		}
	}
	if open {
		c.diags.Warnf(key.Pos(), "path-brace", "write parameters as {name}", "the braces of the path %q don't pair; what isn't a parameter is taken as it is", key.Value)
	}
}

// pathItemKeys are the keys of a Path Item Object, the methods first.
func pathItemKeys() []string {
	return []string{"get", "put", "post", "delete", "options", "head", "patch", "trace", "query", "additionalOperations", "$ref", "summary", "description", "servers", "parameters"}
}

// operationKeys are the keys of an Operation Object, those of Swagger 2.0
// included.
func operationKeys() []string {
	return []string{"responses", "operationId", "parameters", "requestBody", "tags", "summary", "description", "externalDocs", "callbacks", "deprecated",
		"security", "servers", "consumes", "produces", "schemes"}
}

// pathItem reports keys that may have been meant as an operation, and the same
// of the operations' own keys.
func (c *checker) pathItem(item *tree.Node) {
	for key, v := range item.Pairs() {
		switch {
		case slices.Contains(pathItemKeys()[:9], key.Value):
			for k := range v.Pairs() {
				if near, ok := diag.Nearest(k.Value, operationKeys()); ok && !slices.Contains(operationKeys(), k.Value) && !strings.HasPrefix(k.Value, "x-") {
					c.diags.Warnf(k.Pos(), "unknown-key", "did you mean \""+near+"\"?", "an operation has no %q; it is ignored", k.Value)
				}
			}
		case !slices.Contains(pathItemKeys(), key.Value) && !strings.HasPrefix(key.Value, "x-"):
			hint := orHint(nearHint(key.Value, pathItemKeys()), "the methods are "+strings.Join(pathItemKeys()[:9], ", "))
			c.diags.Warnf(key.Pos(), "unknown-key", hint, "a path item has no %q; it is ignored", key.Value)
		}
	}
}
