// This file lowers objects: structs with their fields, maps, and structs that
// keep additional properties.

package openapi

import (
	"github.com/getkin/kin-openapi/openapi3"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/names"
	"github.com/keywright/keywright/generator/tree"
)

// object lowers an object: with properties a struct, without them a map of
// what additionalProperties says, or of any value.
func (l *lowerer) object(f *flat, at place) typed {
	if len(f.props) > 0 || f.closed && at.comp != nil {
		return typed{t: l.structure(f, at)}
	}
	under := &ir.Type{Kind: ir.KindMap, Elem: rawType()}
	t, w := l.nameIfComponent(under, f, at)
	l.element(under, f.extra, at.element(w, "value"))
	return typed{t: t}
}

// structure lowers an object with properties.
func (l *lowerer) structure(f *flat, at place) *ir.Type {
	d, w := l.declare(ir.DeclStruct, f, at)
	for _, p := range f.props {
		d.Fields = append(d.Fields, l.field(f, p, at.in(w, p.name, "properties/"+escapePointer(p.name))))
	}
	switch {
	case f.extra != nil:
		got := l.schema(f.extra, at.in(w, "value", "additionalProperties"))
		d.Extra, d.ExtraNull = got.t, got.null && !nullInside(got.t)
	case f.open:
		d.Extra = rawType()
	}
	if d.Extra == nil {
		l.undescribed(d, f)
	}
	l.nameFields(d, f)
	return &ir.Type{Kind: ir.KindDecl, Decl: d}
}

// undescribed adds names that are required and that no property describes: any
// value, which may be left out, for most are slips of the pen.
func (l *lowerer) undescribed(d *ir.Decl, f *flat) {
	for _, name := range sortedNames(f.required) {
		if _, ok := f.byName[name]; !ok && !f.closed {
			d.Fields = append(d.Fields, &ir.Field{JSON: name, Type: rawType(), Presence: ir.Optional, Pos: f.node.Pos()})
		}
	}
}

// field lowers one property.
func (l *lowerer) field(f *flat, p *prop, at place) *ir.Field {
	ref := l.merged(p)
	got := l.schema(ref, at)
	use := l.use(ref)
	field := &ir.Field{JSON: p.name, Type: got.t, Presence: presence(f.required[p.name], got.null), Pos: p.node.Pos()}
	l.annotate(field, ref, use)
	// OpenAPI 3.0 alone says that required doesn't hold for requests here.
	field.Sendable = field.ReadOnly && f.required[p.name] && l.m.v == version31
	return field
}

// merged is the property's schema; where several parts of an allOf describe
// it, what all of them say.
func (l *lowerer) merged(p *prop) *openapi3.SchemaRef {
	if len(p.refs) == 1 {
		return p.refs[0]
	}
	if conflict := l.conflict(p.refs); conflict {
		l.diags.Warnf(p.node.Pos(), "property-conflict", "let the parts of the allOf agree on the property's type",
			"the parts of an allOf give the property %q different types; the last one is taken", p.name)
		return p.refs[len(p.refs)-1]
	}
	ext := map[string]any{}
	if last := p.refs[len(p.refs)-1]; last != nil && last.Value != nil {
		ext = last.Value.Extensions
		if last.Ref != "" {
			ext = last.Extensions
		}
	}
	return l.mergedRef(p.refs, ext)
}

// conflict reports parts whose types have nothing in common.
func (l *lowerer) conflict(refs []*openapi3.SchemaRef) bool {
	kinds := map[string]bool{}
	for _, ref := range refs {
		if ref == nil || ref.Value == nil {
			continue
		}
		f := l.resolved(ref)
		if k := f.kind(); k != "" && len(f.unions) == 0 {
			kinds[k] = true
		}
	}
	if kinds["integer"] {
		delete(kinds, "number")
	}
	return len(kinds) > 1
}

// resolved is a schema's flat behind all its other names.
func (l *lowerer) resolved(ref *openapi3.SchemaRef) *flat {
	f := l.flatten(ref.Value)
	for hops := 0; f.alias != nil && f.alias.Value != nil && hops < maxInline; hops++ {
		f = l.flatten(f.alias.Value)
	}
	return f
}

// presence settles the two questions that a property answers apart.
func presence(required, null bool) ir.Presence {
	switch {
	case required && null:
		return ir.Nullable
	case required:
		return ir.Required
	case null:
		return ir.OptionalNullable
	default:
		return ir.Optional
	}
}

// annotate adds what a property says beside its type: at the place of its use
// first, then at the schema it refers to.
func (l *lowerer) annotate(field *ir.Field, ref *openapi3.SchemaRef, use *tree.Node) {
	field.Doc = ir.Doc{Deprecated: deprecation(isTrue(use.Get("deprecated")), use), URL: docURL(use)}
	title, text := scalar(use.Get("title")), scalar(use.Get("description"))
	l.pkg.Links = l.pkg.Links || isTrue(use.Get("x-keywright-link"))
	field.ReadOnly, field.WriteOnly = isTrue(use.Get("readOnly")), isTrue(use.Get("writeOnly"))
	field.Default, field.Example = jsonText(use.Get("default")), l.example(use)
	if ref != nil && ref.Value != nil {
		f := l.resolved(ref)
		if field.Type.Kind != ir.KindDecl {
			// A declared type tells its own story.
			title, text = orElse(title, f.title), orElse(text, f.description)
		}
		field.ReadOnly, field.WriteOnly = field.ReadOnly || f.readOnly, field.WriteOnly || f.writeOnly
		field.Default = orElse(field.Default, jsonText(f.node.Get("default")))
		field.Example = orElse(field.Example, l.example(f.node))
		l.markBinary(field, f)
		if f.format == "uri" || f.format == "url" || f.format == "uri-reference" || f.format == "uri-template" || f.format == "iri" {
			l.uris[field] = true
		}
		if len(f.enum) == 1 && len(f.unions) == 0 {
			field.Const = jsonText(f.enum[0])
		}
	}
	if text == "" {
		text = title
	}
	doc := newDoc("", text)
	field.Doc.Summary, field.Doc.Description = doc.Summary, doc.Description
}

// markBinary remembers a property that holds a file's content, or a list of
// such, for forms.
func (l *lowerer) markBinary(field *ir.Field, f *flat) {
	if f.kind() == "array" && f.items != nil && f.items.Value != nil {
		f = l.resolved(f.items)
	}
	l.binary[field] = f.kind() == "string" && (f.format == "binary" || f.schema.ContentMediaType == "application/octet-stream" && f.encoding == "")
}

// isTrue reports a boolean that is there and set.
func isTrue(n *tree.Node) bool {
	on, _ := n.Bool()
	return on
}

// orElse is a, or b where a is empty.
func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// nameFields gives the fields Go names. The methods of emitted structs stand
// in the same scope.
func (l *lowerer) nameFields(d *ir.Decl, f *flat) {
	scope := names.NewScope(nil, "MarshalJSON", "UnmarshalJSON", "MarshalJSONTo", "UnmarshalJSONFrom")
	claims := make([]names.Claim, 0, len(d.Fields)+1)
	for i, field := range d.Fields {
		c := names.Claim{Key: field.JSON, Source: field.JSON, Suffix: "Value", Set: func(name string) { field.Name = name }}
		if i >= len(f.props) {
			c.Wants = append(c.Wants, names.Exported(field.JSON))
			claims = append(claims, c)
			continue
		}
		if fixed := l.goName(l.use(f.props[i].refs[len(f.props[i].refs)-1])); fixed != "" {
			c.Wants, c.Fixed = append(c.Wants, fixed), true
		}
		c.Wants = append(c.Wants, names.Exported(field.JSON))
		claims = append(claims, c)
	}
	scope.Settle(claims)
}
