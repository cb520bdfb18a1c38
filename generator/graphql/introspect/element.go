// What elements of a schema have in common: names, types, deprecations and
// default values.

package introspect

import (
	"cmp"
	"iter"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/keywright/keywright/generator/tree"
)

// IsBuiltinType reports whether the specification itself defines a type.
func IsBuiltinType(name string) bool {
	switch name {
	case "Int", "Float", "String", "Boolean", "ID":
		return true
	default:
		return strings.HasPrefix(name, "__")
	}
}

// IsBuiltinDirective reports whether the specification itself, or a draft of it
// that gqlparser knows, defines a directive.
func IsBuiltinDirective(name string) bool {
	switch name {
	case "skip", "include", "deprecated", "specifiedBy", "defer", "oneOf":
		return true
	default:
		return false
	}
}

// locations are the places where directives may stand (section Directives).
func locations() []string {
	return strings.Fields(`QUERY MUTATION SUBSCRIPTION FIELD FRAGMENT_DEFINITION FRAGMENT_SPREAD INLINE_FRAGMENT
		VARIABLE_DEFINITION SCHEMA SCALAR OBJECT FIELD_DEFINITION ARGUMENT_DEFINITION INTERFACE UNION ENUM ENUM_VALUE
		INPUT_OBJECT INPUT_FIELD_DEFINITION`)
}

// at is the position of a node for gqlparser.
func (c *converter) at(n *tree.Node) *ast.Position {
	pos := n.Pos()
	return &ast.Position{Line: pos.Line, Column: pos.Col, Src: c.source}
}

func (c *converter) errorf(n *tree.Node, code, hint, format string, args ...any) {
	c.diags.Errorf(n.Pos(), code, hint, format, args...)
}

// text gives the text of a key, or "" where it is null or missing.
func text(n *tree.Node, key string) string {
	s, _ := n.Get(key).Text()
	return s
}

// name gives the name of an element; one that has none, or a name that isn't
// GraphQL's, is reported.
func (c *converter) name(n *tree.Node) (string, bool) {
	name, ok := n.Get("name").Text()
	switch {
	case !n.Is(tree.Mapping):
		c.errorf(n, codeSchema, fetchHint, `an element of a schema must be an object with a "name", not %s`, n.Kind)
		return "", false
	case !ok:
		c.errorf(n, codeSchema, fetchHint, `an element of the schema has no "name"`)
		return "", false
	case !isName(name):
		c.errorf(n.Get("name"), codeSchema, "names are letters, digits and _, and don't begin with a digit", "%q is no name of GraphQL", name)
		return "", false
	}
	return name, true
}

// isName reports whether a word is a Name of GraphQL (section Names).
func isName(s string) bool {
	for i, r := range []byte(s) {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}

func (c *converter) names(n *tree.Node, key string) (out []string) {
	for item := range c.items(n, key) {
		if name, ok := c.name(item); ok {
			out = append(out, name)
		}
	}
	return out
}

// items ranges over a list; null is an empty one.
func (c *converter) items(n *tree.Node, key string) iter.Seq[*tree.Node] {
	return func(yield func(*tree.Node) bool) {
		list := n.Get(key)
		if list == nil || list.Is(tree.Null) {
			return
		}
		if !list.Is(tree.Sequence) {
			c.errorf(list, codeSchema, fetchHint, "%q must be a list, not %s", key, list.Kind)
			return
		}
		for _, item := range list.Items {
			if !yield(item) {
				return
			}
		}
	}
}

// typeRef gives the type of a field or argument, or nil with an error.
func (c *converter) typeRef(n *tree.Node, of string) *ast.Type {
	ref := n.Get("type")
	if !ref.Is(tree.Mapping) {
		if n.Is(tree.Mapping) {
			c.errorf(cmp.Or(ref, n), codeSchema, fetchHint, "%q has no type", of)
		}
		return nil
	}
	return c.wrapped(ref, of)
}

func (c *converter) wrapped(ref *tree.Node, of string) *ast.Type {
	kind, inner := text(ref, "kind"), ref.Get("ofType")
	switch kind {
	case "LIST", "NON_NULL":
		if !inner.Is(tree.Mapping) {
			c.errorf(ref, CodeCutOff, "ask for more levels of ofType: `keywright fetch` asks for as many as there are",
				"the type of %q is cut off: the introspection query didn't ask deep enough", of)
			return nil
		}
		t := c.wrapped(inner, of)
		switch {
		case t == nil:
			return nil
		case kind == "LIST":
			return ast.ListType(t, c.at(ref))
		case t.NonNull:
			c.errorf(ref, codeSchema, fetchHint, "the type of %q is NON_NULL twice", of)
			return nil
		}
		t.NonNull = true
		return t
	}
	name, ok := c.name(ref)
	if !ok {
		return nil
	}
	return ast.NamedType(name, c.at(ref.Get("name")))
}

// deprecated gives the directive of an element that is deprecated. A reason
// alone says so too, where isDeprecated wasn't asked for.
func (c *converter) deprecated(n *tree.Node) ast.DirectiveList {
	is, told := n.Get("isDeprecated").Bool()
	reason, hasReason := n.Get("deprecationReason").Text()
	switch {
	case told && !is, !told && !hasReason:
		return nil
	case reason == "" || reason == defaultReason:
		return ast.DirectiveList{{Name: "deprecated", Position: c.at(n)}}
	}
	return ast.DirectiveList{c.applied(n, "deprecated", "reason", reason)}
}

// defaultReason is what the specification has @deprecated say by itself.
const defaultReason = "No longer supported"

func (c *converter) applied(n *tree.Node, directive, argument, value string) *ast.Directive {
	return &ast.Directive{
		Name: directive,
		Arguments: ast.ArgumentList{{
			Name: argument, Value: &ast.Value{Raw: value, Kind: ast.StringValue, Position: c.at(n)}, Position: c.at(n),
		}},
		Position: c.at(n),
	}
}

// defaultValue parses a default, which is text in GraphQL's own notation. It is
// parsed where such text may stand, in the SDL of an argument.
func (c *converter) defaultValue(n *tree.Node, of string) *ast.Value {
	literal, ok := n.Get("defaultValue").Text()
	if !ok {
		return nil
	}
	doc, err := parser.ParseSchema(&ast.Source{Input: "input I { f: T = " + literal + "\n}"})
	if err == nil && len(doc.Definitions) == 1 && len(doc.Definitions[0].Fields) == 1 && len(doc.Definitions[0].Fields[0].Directives) == 0 {
		if v := doc.Definitions[0].Fields[0].DefaultValue; v != nil {
			c.place(v, c.at(n.Get("defaultValue")))
			return v
		}
	}
	// Some servers write a string without its quotes, or Go's or PHP's notation.
	c.diags.Warnf(n.Get("defaultValue").Pos(), codeSchema, "the server has to write defaults in GraphQL's notation, strings in quotes",
		"the default of %q isn't a value of GraphQL: %q; it is left out", of, shortened(literal))
	return nil
}

// place gives a value, and all within, the position of the text it stands in.
func (c *converter) place(v *ast.Value, pos *ast.Position) {
	v.Position = pos
	for _, child := range v.Children {
		child.Position = pos
		if child.Value != nil {
			c.place(child.Value, pos)
		}
	}
}

// shortened keeps long text out of messages.
func shortened(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
