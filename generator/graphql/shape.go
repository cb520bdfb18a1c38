// Shapes: types for scalars that hide one, such as a scalar called JSON. They
// come from a document of their own, by the field of the schema; here they are
// held against the schema, and join the package where operations select them.

package graphql

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
)

// shapes are the known shapes with those that are in use.
type shapes struct {
	types  []*ir.Decl
	fields map[string]*ir.Shape
	used   map[*ir.Decl]bool
}

// newShapes holds the shapes against the schema; what doesn't fit is reported.
func newShapes(schema *ast.Schema, in *ir.Shapes, diags *diag.List) *shapes {
	s := &shapes{fields: map[string]*ir.Shape{}, used: map[*ir.Decl]bool{}}
	if in == nil {
		return s
	}
	s.types = in.Types
	for _, shape := range in.Fields {
		if field := shapedField(schema, shape, diags); field != nil {
			checkCases(schema, shape, field, diags)
			s.fields[shape.Field] = shape
		}
	}
	return s
}

// shapedField finds the field that a shape is for, or reports that there is none.
func shapedField(schema *ast.Schema, shape *ir.Shape, diags *diag.List) *ast.FieldDefinition {
	const code = "unknown-field"
	typeName, fieldName, ok := strings.Cut(shape.Field, ".")
	if !ok || typeName == "" || fieldName == "" {
		diags.Errorf(shape.Pos, code, "write Type.field, such as Query.name", "%q names no field of the schema", shape.Field)
		return nil
	}
	def := schema.Types[typeName]
	if def == nil || def.Kind != ast.Object && def.Kind != ast.Interface {
		var objects []string
		for name, def := range schema.Types {
			if (def.Kind == ast.Object || def.Kind == ast.Interface) && !def.BuiltIn {
				objects = append(objects, name)
			}
		}
		slices.Sort(objects)
		diags.Errorf(shape.Pos, code, suggest(typeName, objects, "name a type that has fields"), "the schema has no object type %s", typeName)
		return nil
	}
	field := def.Fields.ForName(fieldName)
	if field == nil {
		var fields []string
		for _, f := range def.Fields {
			fields = append(fields, f.Name)
		}
		diags.Errorf(shape.Pos, code, suggest(fieldName, fields, "name a field of "+typeName), "the schema's type %s has no field %s", typeName, fieldName)
		return nil
	}
	leaf := schema.Types[field.Type.Name()]
	if leaf == nil || leaf.Kind != ast.Scalar || isBuiltin(leaf.Name) {
		diags.Errorf(shape.Pos, "shape-of-typed-field", "leave the field out; a shape is for a scalar that hides one, such as JSON",
			"the schema gives %s the type %s, which needs no shape", shape.Field, field.Type)
		return nil
	}
	return field
}

func suggest(word string, candidates []string, otherwise string) string {
	if near, ok := diag.Nearest(word, candidates); ok {
		return "did you mean " + near + "?"
	}
	return otherwise
}

// checkCases holds the cases of a shape against the argument that tells them.
func checkCases(schema *ast.Schema, shape *ir.Shape, field *ast.FieldDefinition, diags *diag.List) {
	if shape.Argument == "" {
		return
	}
	arg := field.Arguments.ForName(shape.Argument)
	if arg == nil {
		var names []string
		for _, a := range field.Arguments {
			names = append(names, a.Name)
		}
		diags.Errorf(shape.ArgumentPos, "unknown-argument", suggest(shape.Argument, names, "name an argument of the field"),
			"the field %s has no argument %s", shape.Field, shape.Argument)
		return
	}
	def := schema.Types[arg.Type.Name()]
	if def == nil || def.Kind != ast.Enum {
		return
	}
	var values []string
	for _, v := range def.EnumValues {
		values = append(values, v.Name)
	}
	for _, c := range shape.Cases {
		if !slices.Contains(values, c.Value) {
			diags.Errorf(c.Pos, "unknown-value", suggest(c.Value, values, "name a value of the enum"), "the enum %s has no value %s", def.Name, c.Value)
		}
	}
}

// of gives the shape of a selected field, nil where none is known, and the case
// that its arguments choose, nil where they leave it open.
func (s *shapes) of(f *field) (*ir.Shape, *ir.ShapeCase) {
	shape := s.fields[f.on.Name+"."+f.def.Name]
	if shape == nil && f.sel.ObjectDefinition != nil {
		// Selected on an interface, the shape may be that of the interface's field.
		shape = s.fields[f.sel.ObjectDefinition.Name+"."+f.def.Name]
	}
	if shape == nil || shape.Argument == "" {
		return shape, nil
	}
	value := argumentValue(f, shape.Argument)
	for i := range shape.Cases {
		if value != nil && shape.Cases[i].Value == value.Raw {
			return shape, &shape.Cases[i]
		}
	}
	return shape, nil
}

// argumentValue is what the operation writes down for an argument, or else the
// schema's default; nil where nothing is known before the call.
func argumentValue(f *field, name string) *ast.Value {
	value := (*ast.Value)(nil)
	if arg := f.sel.Arguments.ForName(name); arg != nil {
		value = arg.Value
	} else if def := f.def.Arguments.ForName(name); def != nil {
		value = def.DefaultValue
	}
	if value == nil || value.Kind == ast.Variable || value.Kind == ast.NullValue {
		return nil
	}
	return value
}

// label tells fields of one name apart whose arguments choose other cases.
func (s *shapes) label(f *field) string {
	if _, c := s.of(f); c != nil {
		return "=" + c.Value
	}
	return ""
}

// shaped gives a field the type of its shape, and reports whether it has one.
func (s *shapes) shaped(out *ir.Field, f *field) bool {
	shape, c := s.of(f)
	if shape == nil {
		return false
	}
	guard := shape.Guard
	out.Guard = &guard
	leaf := shape.Type
	if c != nil {
		leaf = c.Type
	}
	leaf = bare(leaf)
	s.use(leaf)
	out.Type = within(f.def.Type, leaf)
	if out.Presence == ir.Nullable && ir.FormOf(out.Type, ir.Optional) == ir.FormSlice && out.Type.Kind != ir.KindRaw {
		// As for lists of the schema: null and the nil slice are one.
		out.Presence = ir.Optional
	}
	return true
}

// bare is the type of a field's values: a list or map without the name that the
// document has for it, and raw where none is known.
func bare(t *ir.Type) *ir.Type {
	if t == nil {
		return &ir.Type{Kind: ir.KindRaw}
	}
	if t.Kind != ir.KindDecl || t.Decl.Kind != ir.DeclAlias {
		return t
	}
	under := *t.Decl.Under
	under.OrEmptyList = t.OrEmptyList
	return &under
}

// within puts the type of a scalar into the lists that a field has around it.
func within(t *ast.Type, leaf *ir.Type) *ir.Type {
	if t.Elem == nil {
		return leaf
	}
	elem := within(t.Elem, leaf)
	return &ir.Type{Kind: ir.KindList, Elem: elem, ElemPtr: !t.Elem.NonNull && elem.IsStruct()}
}

// use marks a type's declarations, and all that they are made of.
func (s *shapes) use(t *ir.Type) {
	for t != nil && t.Kind != ir.KindDecl {
		t = t.Elem
	}
	if t == nil || s.used[t.Decl] {
		return
	}
	s.used[t.Decl] = true
	for _, f := range t.Decl.Fields {
		s.use(f.Type)
	}
	s.use(t.Decl.Extra)
	s.use(t.Decl.Under)
	if t.Decl.Union != nil {
		for _, v := range t.Decl.Union.Variants {
			s.use(v.Type)
		}
	}
}

// joinShapes adds the declarations of shapes in use to the package. Their names
// give way to the schema's own, and go before those that operations make.
func (l *lowerer) joinShapes() {
	for _, d := range l.shapes.types {
		if !l.shapes.used[d] {
			continue
		}
		l.pkg.Types = append(l.pkg.Types, d)
		key := "a shape " + d.Pointer
		l.claim(key, "", func(name string) { d.Name = name }, d.Name)
		for i := range d.Values {
			l.claim(key+"="+d.Values[i].Value, "", func(name string) { d.Values[i].Name = name }, d.Values[i].Name)
		}
		if d.Union == nil {
			continue
		}
		l.claim(key+"/raw", "", func(name string) { d.Union.RawName = name }, d.Union.RawName)
		for _, v := range d.Union.Variants {
			if v.Wraps {
				l.claim(key+"/case "+v.Name, "", func(name string) { v.Name = name }, v.Name)
			} else {
				l.variants = append(l.variants, v)
			}
		}
	}
}
