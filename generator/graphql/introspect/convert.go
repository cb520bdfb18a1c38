// Reading a result: the schema object is found in what servers and tools wrap
// around it, then each type and directive is converted. Every element takes the
// position of its name.

package introspect

import (
	"bytes"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/tree"
)

// The codes of what is reported.
const (
	codeResult = "introspection-result" // it isn't the result of an introspection query
	codeSchema = "introspection-schema" // a part of it isn't what the specification says
)

// CodeCutOff is the code of an error about a type that is wrapped deeper than the
// query asked.
const CodeCutOff = "introspection-cut-off"

const fetchHint = "write it anew with `keywright fetch`, or with the introspection query of a common tool"

// IsResult reports whether a schema's file holds the result of an introspection
// query: it begins like JSON, which no definition does.
func IsResult(content []byte) bool {
	content = bytes.TrimLeft(bytes.TrimPrefix(content, []byte("\xef\xbb\xbf")), " \t\r\n,")
	return len(content) > 0 && (content[0] == '{' || content[0] == '[')
}

// Convert reads a result: {"data": {"__schema": …}}, {"__schema": …} or what
// stands inside. What is wrong with it goes to diags, all of it, with positions
// in file; the result is nil where that leaves no schema.
func Convert(file string, content []byte, diags *diag.List) *ast.SchemaDocument {
	root := tree.ParseJSON(file, content, diags, nil)
	if root == nil {
		return nil
	}
	c := &converter{diags: diags, source: &ast.Source{Name: file}}
	schema := c.schemaOf(root)
	if schema == nil {
		return nil
	}
	return c.document(schema)
}

// converter holds what converting shares.
type converter struct {
	diags  *diag.List
	source *ast.Source
}

// schemaOf finds the schema object in a result.
func (c *converter) schemaOf(root *tree.Node) *tree.Node {
	switch {
	case !root.Is(tree.Mapping):
		c.errorf(root, codeResult, `the result of an introspection query is {"data": {"__schema": …}}`,
			"a schema in JSON must be an object, not %s", root.Kind)
		return nil
	case root.Get("data", "__schema").Is(tree.Mapping):
		return root.Get("data", "__schema")
	case root.Get("__schema").Is(tree.Mapping):
		return root.Get("__schema")
	case root.Get("types").Is(tree.Sequence):
		return root
	}
	if first := firstError(root); first != nil {
		message, _ := first.Get("message").Text()
		c.errorf(first, codeResult, "introspection may be disabled, or need credentials; `keywright fetch` tells",
			"the result holds an error in place of a schema: %s", message)
		return nil
	}
	c.errorf(root, codeResult, fetchHint, `the JSON holds no "__schema", so it isn't the result of an introspection query`)
	return nil
}

func firstError(root *tree.Node) *tree.Node {
	if errs := root.Get("errors"); errs.Is(tree.Sequence) && len(errs.Items) > 0 {
		return errs.Items[0]
	}
	return nil
}

func (c *converter) document(schema *tree.Node) *ast.SchemaDocument {
	doc := &ast.SchemaDocument{Position: c.at(schema)}
	root := &ast.SchemaDefinition{Description: text(schema, "description"), Position: c.at(schema)}
	for _, r := range []struct {
		key string
		op  ast.Operation
	}{{"queryType", ast.Query}, {"mutationType", ast.Mutation}, {"subscriptionType", ast.Subscription}} {
		if n := schema.Get(r.key); n.Is(tree.Mapping) {
			if name, ok := c.name(n); ok {
				root.OperationTypes = append(root.OperationTypes,
					&ast.OperationTypeDefinition{Operation: r.op, Type: name, Position: c.at(n.Get("name"))})
			}
		}
	}
	types := schema.Get("types")
	if !types.Is(tree.Sequence) {
		c.errorf(schema, codeResult, fetchHint, `the schema holds no list "types"`)
		return nil
	}
	for _, n := range types.Items {
		if def := c.definition(n); def != nil {
			doc.Definitions = append(doc.Definitions, def)
		}
	}
	for n := range c.items(schema, "directives") {
		if dir := c.directive(n); dir != nil {
			doc.Directives = append(doc.Directives, dir)
		}
	}
	if len(root.OperationTypes) > 0 {
		doc.Schema = ast.SchemaDefinitionList{root}
	}
	return doc
}

// definition converts a type, or gives nil for one that the specification
// defines itself.
func (c *converter) definition(n *tree.Node) *ast.Definition {
	name, ok := c.name(n)
	if !ok || IsBuiltinType(name) {
		return nil
	}
	def := &ast.Definition{
		Name:        name,
		Description: text(n, "description"),
		Kind:        ast.DefinitionKind(text(n, "kind")),
		Position:    c.at(n.Get("name")),
	}
	switch def.Kind {
	case ast.Scalar:
		def.Directives = c.specifiedBy(n)
	case ast.Object, ast.Interface:
		def.Interfaces = c.names(n, "interfaces")
		def.Fields = c.fields(n)
	case ast.Union:
		for t := range c.items(n, "possibleTypes") {
			if member, ok := c.name(t); ok {
				def.Types = append(def.Types, member)
				def.TypePositions = append(def.TypePositions, c.at(t.Get("name")))
			}
		}
	case ast.Enum:
		def.EnumValues = c.enumValues(n)
	case ast.InputObject:
		c.input(def, n)
	default:
		return c.unknownKind(n, name)
	}
	return def
}

func (c *converter) unknownKind(n *tree.Node, name string) *ast.Definition {
	known := []string{"SCALAR", "OBJECT", "INTERFACE", "UNION", "ENUM", "INPUT_OBJECT"}
	kind, at := text(n, "kind"), n.Get("kind")
	if at == nil {
		at = n
	}
	hint := "known are " + strings.Join(known, ", ")
	if near, ok := diag.Nearest(kind, known); ok {
		hint = "did you mean " + near + "?"
	}
	c.errorf(at, codeSchema, hint, "the type %s has the unknown kind %q", name, kind)
	return nil
}

func (c *converter) specifiedBy(n *tree.Node) ast.DirectiveList {
	url := text(n, "specifiedByURL")
	if url == "" {
		url = text(n, "specifiedByUrl") // the name before the specification of 2021
	}
	if url == "" {
		return nil
	}
	return ast.DirectiveList{c.applied(n, "specifiedBy", "url", url)}
}

func (c *converter) fields(n *tree.Node) (fields ast.FieldList) {
	for f := range c.items(n, "fields") {
		name, ok := c.name(f)
		typ := c.typeRef(f, name)
		if !ok || typ == nil {
			continue
		}
		fields = append(fields, &ast.FieldDefinition{
			Name:        name,
			Description: text(f, "description"),
			Arguments:   c.arguments(f),
			Type:        typ,
			Directives:  c.deprecated(f),
			Position:    c.at(f.Get("name")),
		})
	}
	return fields
}

func (c *converter) arguments(n *tree.Node) (args ast.ArgumentDefinitionList) {
	for a := range c.items(n, "args") {
		name, ok := c.name(a)
		typ := c.typeRef(a, name)
		if !ok || typ == nil {
			continue
		}
		args = append(args, &ast.ArgumentDefinition{
			Name:         name,
			Description:  text(a, "description"),
			DefaultValue: c.defaultValue(a, name),
			Type:         typ,
			Directives:   c.deprecated(a),
			Position:     c.at(a.Get("name")),
		})
	}
	return args
}

func (c *converter) enumValues(n *tree.Node) (values ast.EnumValueList) {
	for v := range c.items(n, "enumValues") {
		if name, ok := c.name(v); ok {
			values = append(values, &ast.EnumValueDefinition{
				Name: name, Description: text(v, "description"), Directives: c.deprecated(v), Position: c.at(v.Get("name")),
			})
		}
	}
	return values
}

// input converts an input object; isOneOf is told by servers of the
// specification of 2025.
func (c *converter) input(def *ast.Definition, n *tree.Node) {
	if one, _ := n.Get("isOneOf").Bool(); one {
		def.Directives = append(def.Directives, &ast.Directive{Name: "oneOf", Position: c.at(n.Get("isOneOf"))})
	}
	for f := range c.items(n, "inputFields") {
		name, ok := c.name(f)
		typ := c.typeRef(f, name)
		if !ok || typ == nil {
			continue
		}
		def.Fields = append(def.Fields, &ast.FieldDefinition{
			Name:         name,
			Description:  text(f, "description"),
			DefaultValue: c.defaultValue(f, name),
			Type:         typ,
			Directives:   c.deprecated(f),
			Position:     c.at(f.Get("name")),
		})
	}
}

// directive converts the definition of a directive, or gives nil for one that
// the specification defines itself.
func (c *converter) directive(n *tree.Node) *ast.DirectiveDefinition {
	name, ok := c.name(n)
	if !ok || IsBuiltinDirective(name) {
		return nil
	}
	repeatable, _ := n.Get("isRepeatable").Bool()
	dir := &ast.DirectiveDefinition{
		Name:         name,
		Description:  text(n, "description"),
		Arguments:    c.arguments(n),
		IsRepeatable: repeatable,
		Position:     c.at(n.Get("name")),
	}
	for l := range c.items(n, "locations") {
		if word, ok := l.Text(); ok && slices.Contains(locations(), word) {
			dir.Locations = append(dir.Locations, ast.DirectiveLocation(word))
		} else {
			c.diags.Warnf(l.Pos(), codeSchema, "known are those of the GraphQL specification, section Directives",
				"the directive @%s stands on %q, which isn't known; that is left out", name, l.Value)
		}
	}
	if len(dir.Locations) == 0 {
		c.diags.Warnf(n.Get("name").Pos(), codeSchema, "", "the directive @%s may stand nowhere; it is left out", name)
		return nil
	}
	return dir
}
