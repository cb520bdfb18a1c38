// Writing a schema in its definition language. gqlparser's formatter is for
// documents as they are; this one sorts, so that the text is the same whatever
// order a server answers in, and its strings are GraphQL's and not Go's.

package introspect

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Order says in which order a schema's parts are written. Types and directives
// always go by name.
type Order uint8

const (
	// ByName sorts fields, arguments, enum values, members and interfaces too:
	// equal schemas give equal text.
	ByName Order = iota
	// AsGiven keeps them as the server gives them, which may be in an order that
	// means something.
	AsGiven
)

// Format writes a document. What the specification defines itself is left out;
// extensions are written behind the types.
func Format(doc *ast.SchemaDocument, order Order) []byte {
	p := &printer{order: order}
	p.schema(doc)
	for _, d := range p.sortedDirectives(doc.Directives) {
		if !IsBuiltinDirective(d.Name) {
			p.directive(d)
		}
	}
	for _, list := range []ast.DefinitionList{doc.Definitions, doc.Extensions} {
		defs := slices.Clone(list)
		slices.SortStableFunc(defs, func(a, b *ast.Definition) int { return strings.Compare(a.Name, b.Name) })
		for _, def := range defs {
			if !IsBuiltinType(def.Name) {
				p.separate()
				p.definition(def, len(doc.Extensions) > 0 && slices.Contains(doc.Extensions, def))
			}
		}
	}
	return p.b.Bytes()
}

// printer collects the text.
type printer struct {
	b     bytes.Buffer
	order Order
}

func (p *printer) sortedDirectives(list ast.DirectiveDefinitionList) ast.DirectiveDefinitionList {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b *ast.DirectiveDefinition) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// sorted gives a list in the printer's order.
func sorted[T any](p *printer, list []T, name func(T) string) []T {
	if p.order == AsGiven {
		return list
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(name(a), name(b)) })
	return list
}

// separate puts a blank line between two parts.
func (p *printer) separate() {
	if p.b.Len() > 0 {
		p.b.WriteByte('\n')
	}
}

// schema writes the root types, unless they have their usual names and nothing
// else that is so called is there to be mistaken for one.
func (p *printer) schema(doc *ast.SchemaDocument) {
	roots := map[ast.Operation]string{}
	description := ""
	for _, s := range doc.Schema {
		description = cmp.Or(description, s.Description)
		for _, op := range s.OperationTypes {
			roots[op.Operation] = op.Type
		}
	}
	usual := true
	for op, name := range usualRoots() {
		declared := slices.ContainsFunc(doc.Definitions, func(d *ast.Definition) bool { return d.Name == name })
		usual = usual && (roots[op] == name || roots[op] == "" && !declared)
	}
	if len(doc.Schema) == 0 || usual && description == "" {
		return
	}
	p.description(description, "")
	p.b.WriteString("schema {\n")
	for _, op := range []ast.Operation{ast.Query, ast.Mutation, ast.Subscription} {
		if roots[op] != "" {
			p.b.WriteString("  " + string(op) + ": " + roots[op] + "\n")
		}
	}
	p.b.WriteString("}\n")
}

func usualRoots() map[ast.Operation]string {
	return map[ast.Operation]string{ast.Query: "Query", ast.Mutation: "Mutation", ast.Subscription: "Subscription"}
}

func (p *printer) directive(d *ast.DirectiveDefinition) {
	p.separate()
	p.description(d.Description, "")
	p.b.WriteString("directive @" + d.Name)
	p.arguments(d.Arguments, "")
	if d.IsRepeatable {
		p.b.WriteString(" repeatable")
	}
	var places []string
	for _, l := range d.Locations {
		places = append(places, string(l))
	}
	p.b.WriteString(" on " + strings.Join(sorted(p, places, func(s string) string { return s }), " | ") + "\n")
}

func (p *printer) definition(def *ast.Definition, extension bool) {
	p.description(def.Description, "")
	if extension {
		p.b.WriteString("extend ")
	}
	p.b.WriteString(keyword(def.Kind) + " " + def.Name)
	if len(def.Interfaces) > 0 {
		p.b.WriteString(" implements " + strings.Join(sorted(p, def.Interfaces, func(s string) string { return s }), " & "))
	}
	p.applied(def.Directives)
	switch {
	case len(def.Types) > 0:
		p.b.WriteString(" = " + strings.Join(sorted(p, def.Types, func(s string) string { return s }), " | "))
	case len(def.EnumValues) > 0:
		p.b.WriteString(" {\n")
		for _, v := range sorted(p, def.EnumValues, func(v *ast.EnumValueDefinition) string { return v.Name }) {
			p.description(v.Description, "  ")
			p.b.WriteString("  " + v.Name)
			p.applied(v.Directives)
			p.b.WriteByte('\n')
		}
		p.b.WriteByte('}')
	case len(def.Fields) > 0:
		p.b.WriteString(" {\n")
		for _, f := range sorted(p, def.Fields, func(f *ast.FieldDefinition) string { return f.Name }) {
			p.field(f)
		}
		p.b.WriteByte('}')
	}
	p.b.WriteByte('\n')
}

func keyword(kind ast.DefinitionKind) string {
	switch kind {
	case ast.Scalar:
		return "scalar"
	case ast.Interface:
		return "interface"
	case ast.Union:
		return "union"
	case ast.Enum:
		return "enum"
	case ast.InputObject:
		return "input"
	default:
		return "type"
	}
}

func (p *printer) field(f *ast.FieldDefinition) {
	p.description(f.Description, "  ")
	p.b.WriteString("  " + f.Name)
	p.arguments(f.Arguments, "  ")
	p.b.WriteString(": " + f.Type.String())
	p.defaultValue(f.DefaultValue)
	p.applied(f.Directives)
	p.b.WriteByte('\n')
}

// arguments writes them in one line, unless one has a description.
func (p *printer) arguments(args ast.ArgumentDefinitionList, indent string) {
	if len(args) == 0 {
		return
	}
	lines := slices.ContainsFunc(args, func(a *ast.ArgumentDefinition) bool { return tidy(a.Description) != "" })
	p.b.WriteByte('(')
	for i, a := range sorted(p, args, func(a *ast.ArgumentDefinition) string { return a.Name }) {
		switch {
		case lines:
			p.b.WriteByte('\n')
			p.description(a.Description, indent+"  ")
			p.b.WriteString(indent + "  ")
		case i > 0:
			p.b.WriteString(", ")
		}
		p.b.WriteString(a.Name + ": " + a.Type.String())
		p.defaultValue(a.DefaultValue)
		p.applied(a.Directives)
	}
	if lines {
		p.b.WriteString("\n" + indent)
	}
	p.b.WriteByte(')')
}

func (p *printer) defaultValue(v *ast.Value) {
	if v != nil {
		p.b.WriteString(" = ")
		p.value(v)
	}
}

func (p *printer) applied(directives ast.DirectiveList) {
	for _, d := range directives {
		p.b.WriteString(" @" + d.Name)
		for i, a := range d.Arguments {
			p.b.WriteString([]string{"(", ", "}[min(i, 1)] + a.Name + ": ")
			p.value(a.Value)
		}
		if len(d.Arguments) > 0 {
			p.b.WriteByte(')')
		}
	}
}
