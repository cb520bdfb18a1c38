// This file merges allOf: a schema and everything it is composed of become one
// flat description, from which a type is made.

package openapi

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/tree"
)

// flat is a schema with its allOf merged.
type flat struct {
	schema *openapi3.Schema // the outermost, for identity
	node   *tree.Node
	alias  *openapi3.SchemaRef // the schema is another name for this one, perhaps with null

	types     []string // without "null"; empty: not said
	format    string
	encoding  string // contentEncoding
	null      bool
	localized bool

	props    []*prop
	byName   map[string]int // index into props
	required map[string]bool
	closed   bool                // additionalProperties: false
	open     bool                // additionalProperties: true, or an empty schema
	extra    *openapi3.SchemaRef // additionalProperties: a schema
	items    *openapi3.SchemaRef
	tuple    bool

	enum []*tree.Node // without null; const counts as an enum of one

	unions        []unionList
	discriminator *tree.Node // the schema's own; heirs don't inherit it

	title, description string
	deprecated         bool
	readOnly           bool
	writeOnly          bool
}

// prop is a property, which several parts of an allOf may describe.
type prop struct {
	name string
	refs []*openapi3.SchemaRef
	node *tree.Node // of the last one
}

// unionList is a oneOf or anyOf.
type unionList struct {
	node          *tree.Node // of the schema that has it
	any           bool       // anyOf
	refs          []*openapi3.SchemaRef
	discriminator *tree.Node
}

// doc is the schema's text.
func (f *flat) doc() ir.Doc {
	d := newDoc(f.title, f.description)
	if !strings.Contains(d.Summary, " ") {
		// A title that is but the name again is no summary.
		d.Summary = ""
	}
	d.Deprecated = deprecation(f.deprecated, f.node)
	d.URL = docURL(f.node)
	return d
}

// flatten merges a schema's allOf, once.
func (l *lowerer) flatten(s *openapi3.Schema) *flat {
	if f := l.flats[s]; f != nil {
		return f
	}
	f := &flat{schema: s, node: l.node(s.Extensions), required: make(map[string]bool)}
	if l.active[s] {
		l.diags.Errorf(f.node.Pos(), "ref-cycle", "remove the schema from its own allOf", "the schema is composed of itself")
		return f
	}
	l.active[s] = true
	defer delete(l.active, s)
	l.ownKeywords(f, s)
	if f.alias = l.aliasOf(f, s); f.alias == nil {
		for _, part := range s.AllOf {
			l.mergePart(f, part)
		}
		l.ownShape(f, s)
	}
	l.flats[s] = f
	return f
}

// ownKeywords reads what allOf doesn't touch.
func (l *lowerer) ownKeywords(f *flat, s *openapi3.Schema) {
	n := f.node
	f.title, f.description = s.Title, s.Description
	f.deprecated, f.readOnly, f.writeOnly = s.Deprecated, s.ReadOnly, s.WriteOnly
	f.null = s.Nullable || s.Type.Includes("null")
	f.discriminator = n.Get("discriminator")
	f.localized = l.flag(n, "x-keywright-localized")
	for _, list := range []openapi3.SchemaRefs{s.OneOf, s.AnyOf} {
		for _, ref := range list {
			f.null = f.null || l.isNull(ref)
		}
	}
	if isNullOnly(n.Get("enum")) || n.Get("const").Is(tree.Null) {
		f.null = true
	}
	for _, v := range elements(n.Get("enum")) {
		f.null = f.null || v.Is(tree.Null)
	}
}

// flag reads a boolean extension.
func (l *lowerer) flag(n *tree.Node, name string) bool {
	x := n.Get(name)
	if x == nil {
		return false
	}
	on, ok := x.Bool()
	if !ok {
		l.diags.Errorf(x.Pos(), "bad-extension", "write true or false", "%s must be a boolean, found %s", name, article(x.Kind.String()))
	}
	return on
}

// isNullOnly reports an enum that allows null alone.
func isNullOnly(n *tree.Node) bool {
	return n.Is(tree.Sequence) && len(n.Items) == 1 && n.Items[0].Is(tree.Null)
}

// isNull reports a schema that allows null alone: a case that makes a union
// nullable.
func (l *lowerer) isNull(ref *openapi3.SchemaRef) bool {
	if ref == nil || ref.Value == nil {
		return false
	}
	s := ref.Value
	n := l.node(s.Extensions)
	return s.Type.Is("null") || isNullOnly(n.Get("enum")) || n.Get("const").Is(tree.Null) ||
		s.Nullable && s.Type == nil && n.Len() == 1
}

// aliasOf finds the one schema that this one only wraps: the habit of writing
// allOf around a reference to add a description, and oneOf to add null.
func (l *lowerer) aliasOf(f *flat, s *openapi3.Schema) *openapi3.SchemaRef {
	if len(s.Properties) > 0 || s.AdditionalProperties.Schema != nil || s.Items != nil || len(s.Required) > 0 || f.localized ||
		f.node.Get("enum") != nil || f.node.Get("const") != nil {
		return nil
	}
	var rest []*openapi3.SchemaRef
	for _, list := range []openapi3.SchemaRefs{s.AllOf, s.OneOf, s.AnyOf} {
		for _, ref := range list {
			if !l.isNull(ref) && !l.isAnnotation(ref) {
				rest = append(rest, ref)
			}
		}
	}
	if len(rest) != 1 {
		return nil
	}
	return rest[0]
}

// isAnnotation reports a part of an allOf that adds words but no shape.
func (l *lowerer) isAnnotation(ref *openapi3.SchemaRef) bool {
	if ref == nil || ref.Ref != "" || ref.Value == nil {
		return false
	}
	n := l.node(ref.Value.Extensions)
	for key := range n.Pairs() {
		switch key.Value {
		case "description", "title", "example", "examples", "default", "deprecated", "readOnly", "writeOnly", "externalDocs", "xml",
			"maxLength", "minLength", "pattern", "maxItems", "minItems", "minimum", "maximum":
		default:
			if !strings.HasPrefix(key.Value, "x-") {
				return false
			}
		}
	}
	return n.Len() > 0
}

// mergePart adds one part of an allOf.
func (l *lowerer) mergePart(f *flat, ref *openapi3.SchemaRef) {
	if ref == nil || ref.Value == nil {
		return
	}
	part := l.flatten(ref.Value)
	for hops := 0; part.alias != nil && part.alias.Value != nil && hops < maxInline; hops++ {
		part = l.flatten(part.alias.Value)
	}
	f.mergeTypes(part.types)
	if f.format == "" {
		f.format, f.encoding = part.format, part.encoding
	}
	for _, p := range part.props {
		f.addProp(p.name, p.node, p.refs...)
	}
	for name := range part.required {
		f.required[name] = true
	}
	f.closed = f.closed || part.closed
	f.open = f.open || part.open
	if part.extra != nil {
		f.extra = part.extra
	}
	if part.items != nil {
		f.items = part.items
	}
	f.tuple = f.tuple || part.tuple
	f.localized = f.localized || part.localized
	f.addEnum(part.enum)
	f.unions = append(f.unions, inheritedUnions(f.schema, part)...)
	if f.description == "" && len(f.schema.AllOf) == 1 {
		f.description = part.description
	}
}

// ownShape adds the schema's own keywords behind those of its allOf.
func (l *lowerer) ownShape(f *flat, s *openapi3.Schema) {
	f.mergeTypes(typesOf(s))
	f.format = orElse(s.Format, f.format)
	if mended, ok := s.Extensions["x-keywright-format"].(string); ok && s.Format == "" {
		f.format = mended
	}
	f.encoding = orElse(s.ContentEncoding, f.encoding)
	for key := range f.node.Get("properties").Pairs() {
		if ref := s.Properties[key.Value]; ref != nil {
			f.addProp(key.Value, key, ref)
		}
	}
	for _, name := range s.Required {
		f.required[name] = true
	}
	l.ownExtra(f, s)
	if s.Items != nil {
		f.items = s.Items
	}
	f.tuple = f.tuple || len(s.PrefixItems) > 0
	if c := f.node.Get("const"); c != nil && !c.Is(tree.Null) {
		f.addEnum([]*tree.Node{c})
	} else if list := f.node.Get("enum"); list.Is(tree.Sequence) {
		f.addEnum(slices.DeleteFunc(slices.Clone(list.Items), func(v *tree.Node) bool { return v.Is(tree.Null) }))
	}
	l.ownUnions(f, s)
}

// ownExtra reads what may stand beside the properties.
func (l *lowerer) ownExtra(f *flat, s *openapi3.Schema) {
	switch extra := s.AdditionalProperties; {
	case extra.Has != nil && *extra.Has:
		f.open = true
	case extra.Has != nil:
		f.closed = true
	case extra.Schema != nil && extra.Schema.Ref == "" && l.use(extra.Schema).Len() == 0:
		f.open = true
	case extra.Schema != nil:
		f.extra = extra.Schema
	}
	if len(s.PatternProperties) == 0 || f.extra != nil {
		return
	}
	if f.open = len(s.PatternProperties) > 1; f.open {
		return
	}
	for _, ref := range s.PatternProperties {
		f.extra = ref
	}
}

// ownUnions reads oneOf and anyOf, less cases that only allow null and less
// lists that only say which names go together.
func (l *lowerer) ownUnions(f *flat, s *openapi3.Schema) {
	for i, list := range []openapi3.SchemaRefs{s.OneOf, s.AnyOf} {
		u := unionList{node: f.node, any: i == 1, discriminator: f.node.Get("discriminator")}
		for _, ref := range list {
			if ref != nil && ref.Value != nil && !l.isNull(ref) {
				u.refs = append(u.refs, ref)
			}
		}
		if len(u.refs) > 0 && !slices.ContainsFunc(u.refs, func(ref *openapi3.SchemaRef) bool { return !l.isConstraint(ref) }) {
			continue
		}
		if len(u.refs) > 0 {
			f.unions = append(f.unions, u)
		}
	}
}

// isConstraint reports a case that has no shape of its own, such as
// {required: [a]}: a rule about the properties beside the union.
func (l *lowerer) isConstraint(ref *openapi3.SchemaRef) bool {
	if ref.Ref != "" {
		return false
	}
	n := l.node(ref.Value.Extensions)
	for key, v := range n.Pairs() {
		switch key.Value {
		case "required", "not", "description", "title", "minProperties", "maxProperties", "if", "then", "else":
		case "type":
			if v.Value != "object" || n.Get("required") == nil && n.Get("not") == nil {
				return false
			}
		default:
			return false
		}
	}
	return n.Len() > 0
}

// mergeTypes narrows the types to those that both allow; where there are none,
// the later word counts.
func (f *flat) mergeTypes(types []string) {
	if len(types) == 0 {
		return
	}
	var both []string
	for _, t := range f.types {
		if slices.Contains(types, t) || t == "integer" && slices.Contains(types, "number") {
			both = append(both, t)
		}
	}
	if len(both) == 0 {
		both = types
	}
	f.types = both
}

// addProp adds a property, or another description of one that is there.
func (f *flat) addProp(name string, node *tree.Node, refs ...*openapi3.SchemaRef) {
	i, ok := f.byName[name]
	if !ok {
		if f.byName == nil {
			f.byName = make(map[string]int)
		}
		f.byName[name] = len(f.props)
		f.props = append(f.props, &prop{name: name, refs: slices.Clone(refs), node: node})
		return
	}
	p := f.props[i]
	// Parts are shared with the schemas they come from: never change them.
	merged := &prop{name: name, refs: slices.Clone(p.refs), node: node}
	for _, ref := range refs {
		if !slices.ContainsFunc(p.refs, func(r *openapi3.SchemaRef) bool {
			return r == ref || r != nil && r.Ref != "" && ref != nil && r.Ref == ref.Ref
		}) {
			merged.refs = append(merged.refs, ref)
		}
	}
	f.props[i] = merged
}

// addEnum narrows the values to those that both lists have.
func (f *flat) addEnum(values []*tree.Node) {
	if len(values) == 0 {
		return
	}
	if len(f.enum) > 0 {
		has := make(map[string]bool, len(f.enum))
		for _, v := range f.enum {
			has[v.Value] = true
		}
		if both := slices.DeleteFunc(slices.Clone(values), func(v *tree.Node) bool { return !has[v.Value] }); len(both) > 0 {
			values = both
		}
	}
	f.enum = values
}

// typesOf lists a schema's types without null.
func typesOf(s *openapi3.Schema) []string {
	var types []string
	for _, t := range s.Type.Slice() {
		if t != "null" && !slices.Contains(types, t) {
			types = append(types, t)
		}
	}
	if slices.Contains(types, "number") {
		types = slices.DeleteFunc(types, func(t string) bool { return t == "integer" })
	}
	return types
}

// kind is the flat's only JSON Schema type, said or clear from its keywords;
// "" where it may be anything.
func (f *flat) kind() string {
	switch {
	case len(f.types) > 0:
		return f.types[0]
	case len(f.props) > 0 || f.extra != nil || f.closed:
		return "object"
	case f.items != nil || f.tuple:
		return "array"
	case f.format == "date-time" || f.format == "date" || f.format == "uuid" || f.format == "uri" || f.format == "email":
		return "string"
	case f.format == "int32" || f.format == "int64":
		return "integer"
	case f.format == "float" || f.format == "double":
		return "number"
	case f.node.Get("pattern") != nil || f.node.Get("maxLength") != nil || f.node.Get("minLength") != nil:
		return "string"
	}
	return ""
}
