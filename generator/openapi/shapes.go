// This file lowers a document that has schemas alone: the shapes of a GraphQL
// schema's untyped scalars, and the fields that have them.

package openapi

import (
	"slices"
	"strings"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/tree"
)

// shapesKey is the extension at the document's root that names the fields.
const shapesKey = "x-keywright-shapes"

// LowerShapes lowers a document's schemas to types, and what x-keywright-shapes
// says of a GraphQL schema's fields: a mapping of fields, each with the name of
// a schema, or with
//
//	x-keywright-shapes:
//	  Query.score: Score             # the field and the schema of its values
//	  Report.table:
//	    schema: Table
//	    error: Failure               # an object with one required text, in place of data
//	    argument: kind               # by which cases narrow the schema
//	    cases: {Summary: SummaryTable}
//
// A field with an error alone stays raw. Whether the fields exist is for who
// knows the GraphQL schema. Where diags got errors, what was understood is good
// for checking that alone; nil where nothing was.
func LowerShapes(in Input, diags *diag.List) *ir.Shapes {
	r := newResolver(in, diags)
	root := r.main()
	if root == nil {
		return nil
	}
	v := readVersion(root, diags)
	if v == versionUnknown {
		return nil
	}
	for key := range root.Get("paths").Pairs() {
		diags.Errorf(key.Pos(), "shapes-paths", "remove it; a client of its own can be made from an OpenAPI document", "a document of shapes has no operations, but here is %s", key.Value)
	}
	check(root, r, diags)
	m := newMender(r, v, diags)
	doc, err := load(m.document(root))
	if err != nil {
		diags.Errorf(diag.Pos{File: in.File}, "load", "this is most likely a defect of keywright; please report it with the document",
			"kin-openapi can't load the document: %v", err)
		return nil
	}
	l := newLowerer(in, m, doc, root, diags, &Output{})
	s := &ir.Shapes{Types: l.lower().Types}
	for _, d := range s.Types {
		if d.Union != nil {
			d.Union.Lenient = true // nobody promised the shape of a case either
		}
	}
	fields := root.Get(shapesKey)
	if !fields.Is(tree.Mapping) || fields.Len() == 0 {
		pos := root.Pos()
		if fields != nil {
			pos = fields.Pos()
		}
		diags.Errorf(pos, "no-shapes", "write `"+shapesKey+": {Type.field: SchemaName}`", "the document names no fields of the GraphQL schema")
		return nil
	}
	for key, n := range fields.Pairs() {
		s.Fields = append(s.Fields, l.shape(key, n))
	}
	return s
}

// shape lowers what is said of one field.
func (l *lowerer) shape(key, n *tree.Node) *ir.Shape {
	s := &ir.Shape{Field: key.Value, Pos: key.Pos()}
	if n.Is(tree.String) {
		s.Type = l.namedSchema(n)
		return s
	}
	if !n.Is(tree.Mapping) {
		l.diags.Errorf(n.Pos(), "wrong-kind", "write the name of a schema, or {schema: …, error: …, argument: …, cases: …}",
			"a field's shape must be a name or a mapping, found %s", article(n.Kind.String()))
		return s
	}
	for k := range n.Pairs() {
		if list := []string{"schema", "error", "argument", "cases"}; !slices.Contains(list, k.Value) {
			l.diags.Errorf(k.Pos(), "unknown-key", orHint(nearHint(k.Value, list), "known are "+strings.Join(list, ", ")), "a field's shape has no %q", k.Value)
		}
	}
	if n.Get("schema") == nil && n.Get("error") == nil {
		l.diags.Errorf(n.Pos(), "missing-key", "add `schema: Name`", "the shape of %s names no schema", key.Value)
	}
	if v := n.Get("schema"); v != nil {
		s.Type = l.namedSchema(v)
	}
	if v := n.Get("error"); v != nil {
		s.Guard.Member = l.errorMember(v)
	}
	l.shapeCases(s, n)
	return s
}

// shapeCases lowers the cases of a field, which need the argument that tells
// them.
func (l *lowerer) shapeCases(s *ir.Shape, n *tree.Node) {
	argument, cases := n.Get("argument"), n.Get("cases")
	if argument == nil && cases == nil {
		return
	}
	switch {
	case argument == nil:
		l.diags.Errorf(n.Key("cases").Pos(), "missing-key", "add `argument: name`", "the cases of %s need the argument whose value tells them", s.Field)
		return
	case cases == nil:
		l.diags.Errorf(n.Key("argument").Pos(), "missing-key", "add `cases: {value: SchemaName}`", "the argument of %s has no cases", s.Field)
		return
	case n.Get("schema") == nil:
		l.diags.Errorf(n.Key("cases").Pos(), "missing-key", "add `schema: Name`, the schema where the argument isn't known beforehand", "the cases of %s narrow no schema", s.Field)
		return
	case !argument.Is(tree.String) || !cases.Is(tree.Mapping):
		l.diags.Errorf(argument.Pos(), "wrong-kind", "write `argument: name` and `cases: {value: SchemaName}`", "the argument must be a string and the cases a mapping")
		return
	}
	s.Argument, s.ArgumentPos = argument.Value, argument.Pos()
	for value, schema := range cases.Pairs() {
		s.Cases = append(s.Cases, ir.ShapeCase{Value: value.Value, Pos: value.Pos(), Type: l.namedSchema(schema)})
	}
}

// namedSchema finds a schema of the document by its name.
func (l *lowerer) namedSchema(n *tree.Node) *ir.Type {
	_, c := l.schemaCalled(n)
	if c == nil {
		return rawType()
	}
	return l.component(c).t
}

func (l *lowerer) schemaCalled(n *tree.Node) (*tree.Node, *loweredComponent) {
	schemas := l.root.Get("components", "schemas")
	if !n.Is(tree.String) {
		l.diags.Errorf(n.Pos(), "wrong-kind", "write the name of a schema under components.schemas", "a schema's name must be a string, found %s", article(n.Kind.String()))
		return nil, nil
	}
	node := schemas.Get(n.Value)
	if node == nil {
		l.diags.Errorf(n.Pos(), "unknown-schema", orHint(nearHint(n.Value, schemas.Keys()), "add it under components.schemas"), "there is no schema %q", n.Value)
		return nil, nil
	}
	for _, c := range l.comps {
		if c.own && c.title == n.Value {
			return node, c
		}
	}
	return node, nil
}

// errorMember finds the text in the schema of an error: its one required
// property.
func (l *lowerer) errorMember(n *tree.Node) string {
	_, c := l.schemaCalled(n)
	if c == nil {
		return ""
	}
	if t := c.t; t.IsStruct() {
		var required []*ir.Field
		for _, f := range t.Decl.Fields {
			if f.Presence == ir.Required {
				required = append(required, f)
			}
		}
		if len(required) == 1 && required[0].Type.Kind == ir.KindString {
			return required[0].JSON
		}
	}
	l.diags.Errorf(n.Pos(), "bad-error-shape", "require the property that holds the message, a string, and no other",
		"the schema %s isn't that of an error: it must be an object with one required property, a string", n.Value)
	return ""
}

// orEmptyList finds the object in a union of it with an empty list, which servers
// in PHP write for an object without members. Only documents of shapes have
// such: elsewhere a union says what it says.
func (l *lowerer) orEmptyList(alts []*alternative) *alternative {
	if l.root.Get(shapesKey) == nil || len(alts) != 2 {
		return nil
	}
	for i, a := range alts {
		object := alts[1-i]
		if a.kind() == "array" && scalar(a.flat.node.Get("maxItems")) == "0" && object.kind() == "object" {
			return object
		}
	}
	return nil
}

// numeric reports a schema marked as a number that may come as text. Documents of
// shapes alone have such: a parameter or form has one way to write a number.
func (l *lowerer) numeric(f *flat) bool {
	return l.flag(f.node, "x-keywright-numeric") && l.root.Get(shapesKey) != nil
}
