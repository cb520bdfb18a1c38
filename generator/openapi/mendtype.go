// This file mends a schema's type: the names that people write for JSON
// Schema's seven.

package openapi

import (
	"strings"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/tree"
)

// types writes the type keyword; a type whose meaning is clear is mended, any
// other is an error.
func (m *mender) types(key, v *tree.Node) {
	items := v.Items
	if !v.Is(tree.Sequence) {
		items = []*tree.Node{v}
	}
	var types []string
	format := ""
	for _, item := range items {
		if item.Is(tree.Null) {
			types = append(types, "null") // written without quotes
			continue
		}
		typ, f, ok := m.typeName(item)
		if !ok {
			continue
		}
		format = f
		types = append(types, typ)
	}
	if format != "" {
		m.key("x-keywright-format")
		m.out = append(m.out, `"`+format+`"`...)
	}
	if len(types) == 0 {
		return
	}
	m.key(key.Value)
	m.out = append(m.out, '[')
	first := true
	for _, t := range types {
		m.comma(&first)
		m.out = append(append(append(m.out, '"'), t...), '"')
	}
	m.out = append(m.out, ']')
}

// typeName gives the JSON Schema type that a name means, with the format that
// it carries; an empty type with ok false is none at all.
func (m *mender) typeName(n *tree.Node) (typ, format string, ok bool) {
	if !n.Is(tree.String) {
		m.wrongKind(n, "type", "a type's name")
		return "", "", false
	}
	switch n.Value {
	case "string", "integer", "number", "boolean", "array", "object", "null":
		return n.Value, "", true
	case "file": // Swagger 2.0
		return "string", "binary", true
	}
	typ, format = mendedType(strings.ToLower(n.Value))
	switch typ {
	case "":
		near, ok := diag.Nearest(n.Value, typeNames())
		if ok {
			m.diags.Warnf(n.Pos(), "unknown-type", "write \""+near+"\"", "unknown type %q; taken as %q", n.Value, near)
			return near, "", true
		}
		m.diags.Errorf(n.Pos(), "unknown-type", "JSON Schema's types are string, integer, number, boolean, array, object and null", "unknown type %q", n.Value)
		return "", "", false
	case "any":
		m.diags.Warnf(n.Pos(), "unknown-type", "leave the type out to allow any value", "unknown type %q; taken as any value", n.Value)
		return "", "", false
	}
	m.diags.Warnf(n.Pos(), "unknown-type", "write \""+typ+"\"", "unknown type %q; taken as %q", n.Value, typ)
	return typ, format, true
}

// isTypeName holds for what a schema's type is called, in JSON Schema or
// elsewhere.
func isTypeName(word string) bool {
	typ, _ := mendedType(strings.ToLower(word))
	return typ != ""
}

// typeNames are JSON Schema's types.
func typeNames() []string {
	return []string{"string", "integer", "number", "boolean", "array", "object", "null"}
}

// mendedType knows the type names of programming languages and databases
// whose meaning nobody doubts.
func mendedType(lower string) (typ, format string) {
	switch lower {
	case "string", "integer", "number", "boolean", "array", "object", "null":
		return lower, "" // in other letter case
	case "int", "long", "short", "bigint", "smallint", "tinyint", "uint", "uint32", "uint64", "unsigned":
		return "integer", ""
	case "int32", "int64":
		return "integer", lower
	case "float", "double":
		return "number", lower
	case "decimal", "numeric":
		return "number", ""
	case "bool":
		return "boolean", ""
	case "str", "text", "enum", "char", "character", "varchar", "url", "guid", "time", "duration", "phone":
		return "string", ""
	case "uuid", "uri", "date", "date-time", "email", "password", "byte", "binary":
		return "string", lower
	case "datetime", "timestamp":
		return "string", ""
	case "list":
		return "array", ""
	case "map", "dict", "hash", "struct":
		return "object", ""
	case "any", "mixed", "json", "*":
		return "any", ""
	}
	return "", ""
}
