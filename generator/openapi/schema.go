// This file lowers a schema to a type: it decides what a schema is and hands
// it to the file of that construct.

package openapi

import (
	"cmp"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/keywright/keywright/generator/ir"
)

// typed is a lowered schema: its type, and whether its value may be null.
type typed struct {
	t    *ir.Type
	null bool
}

// place is where a schema stands: what a type declared for it is named after
// and emitted with.
type place struct {
	owner   *owner
	parent  *wish  // nil where the schema is a component itself
	words   string // behind the parent's name
	title   string // preferred to that, where it is free
	pointer string // stable key
	comp    *loweredComponent
}

// in is the place of something inside p's own declaration w.
func (p place) in(w *wish, words, pointer string) place {
	return place{owner: p.owner, parent: w, words: words, pointer: p.pointer + "/" + pointer}
}

// loweredComponent is a component schema and what it has become.
type loweredComponent struct {
	*component
	owner *owner
	done  bool
	begun bool
	typed
	// alias is the schema that this one is nothing but another name for, known
	// before that schema is lowered.
	alias   *openapi3.SchemaRef
	chasing bool
}

// rawType is the type of any value.
func rawType() *ir.Type { return &ir.Type{Kind: ir.KindRaw} }

// component lowers a component, once.
func (l *lowerer) component(c *loweredComponent) typed {
	switch {
	case c.done:
		return c.typed
	case c.t != nil: // recursion: its declaration exists already
		return c.typed
	case c.begun:
		return l.again(c)
	}
	c.begun = true
	ref := l.doc.Components.Schemas[c.key]
	got := l.schema(ref, place{owner: c.owner, words: c.title, pointer: c.pointer, comp: c})
	c.typed = typed{got.t, got.null || c.null}
	c.done = true
	return c.typed
}

// again is met where a component leads to itself before it is known what it
// is: through another name for something that is known, or for nothing.
func (l *lowerer) again(c *loweredComponent) typed {
	if c.alias == nil || c.chasing {
		l.diags.Errorf(c.node.Pos(), "ref-cycle", "give the schema a shape of its own, such as an object with properties",
			"%s is defined by nothing but itself", c.pointer)
		return typed{t: rawType()}
	}
	c.chasing = true
	defer func() { c.chasing = false }()
	got := l.schema(c.alias, place{owner: c.owner, words: c.title, pointer: c.pointer})
	return typed{got.t, got.null || c.null}
}

// componentOf finds the component that a reference of the mended document
// leads to.
func (l *lowerer) componentOf(ref string) *loweredComponent {
	const prefix = "#/components/schemas/"
	if len(ref) <= len(prefix) {
		return nil
	}
	return l.comps[ref[len(prefix):]]
}

// schema lowers a schema wherever one stands.
func (l *lowerer) schema(ref *openapi3.SchemaRef, at place) typed {
	if ref == nil {
		return typed{t: rawType()}
	}
	if ref.Ref != "" {
		c := l.componentOf(ref.Ref)
		if c == nil {
			return typed{t: rawType()}
		}
		if at.comp != nil {
			at.comp.alias = ref
		}
		got := l.component(c)
		if null, _ := l.use(ref).Get("nullable").Bool(); null {
			got.null = true
		}
		return got
	}
	if ref.Value == nil {
		return typed{t: rawType()}
	}
	if c := l.pointed[l.use(ref)]; c != nil && at.comp != c {
		// A reference leads into the middle of a schema: to here.
		return l.component(c)
	}
	return l.flattened(l.flatten(ref.Value), at)
}

// flattened lowers a schema whose allOf is merged.
func (l *lowerer) flattened(f *flat, at place) typed {
	if at.comp != nil && f.null {
		at.comp.null = true
	}
	if f.alias != nil {
		if at.comp != nil {
			at.comp.alias = f.alias
		}
		got := l.schema(f.alias, at)
		return typed{got.t, got.null || f.null}
	}
	if known, ok := l.enter(f, at); ok {
		return known
	}
	defer l.leave(f, at)
	got, ok := l.inherited(f, at)
	if !ok {
		got = l.construct(f, at)
	}
	return typed{got.t, got.null || f.null}
}

// construct picks the file that knows the construct.
func (l *lowerer) construct(f *flat, at place) typed {
	switch {
	case f.localized:
		return typed{t: &ir.Type{Kind: ir.KindLocalized}}
	case l.numeric(f):
		return typed{t: &ir.Type{Kind: ir.KindNumeric}}
	case len(f.unions) > 0:
		return l.union(f, at)
	case len(f.enum) > 0:
		return l.enum(f, at)
	case len(f.types) > 1:
		return l.union(l.splitTypes(f), at)
	}
	switch f.kind() {
	case "string":
		return typed{t: &ir.Type{Kind: stringKind(f)}}
	case "integer", "number":
		return typed{t: &ir.Type{Kind: numberKind(f)}}
	case "boolean":
		return typed{t: &ir.Type{Kind: ir.KindBool}}
	case "array":
		return l.list(f, at)
	case "object":
		return l.object(f, at)
	}
	return typed{t: rawType()}
}

// stringKind gives the kind of a string by its format. Formats without a Go
// type of their own, uuid and decimal among them, stay text.
func stringKind(f *flat) ir.Kind {
	switch f.format {
	case "date-time":
		return ir.KindTime
	case "date":
		return ir.KindDate
	case "byte", "base64":
		return ir.KindBytes
	}
	if f.encoding == "base64" && f.format == "" {
		return ir.KindBytes
	}
	return ir.KindString
}

// numberKind gives the kind of a number. Without a format an integer is an
// int64 and a number a float64, as nearly every server's are.
func numberKind(f *flat) ir.Kind {
	switch f.format {
	case "int32", "int16", "int8", "uint8", "uint16":
		return ir.KindInt32
	case "int64", "long", "uint32", "timestamp", "unix-time", "unixtime":
		return ir.KindInt64
	case "uint64", "decimal", "decimal128", "bigint", "big-integer":
		return ir.KindNumber
	case "float":
		if f.kind() == "number" {
			return ir.KindFloat32
		}
	case "double":
		if f.kind() == "number" {
			return ir.KindFloat64
		}
	}
	if f.kind() == "integer" {
		return ir.KindInt64
	}
	return ir.KindFloat64
}

// list lowers an array. A component is declared, so that a list may hold
// itself and its decoder exists once.
func (l *lowerer) list(f *flat, at place) typed {
	under := &ir.Type{Kind: ir.KindList, Elem: rawType()}
	t, w := l.nameIfComponent(under, f, at)
	l.element(under, f.items, at.element(w, "item"))
	return typed{t: t}
}

// element lowers what a list or map holds.
func (l *lowerer) element(under *ir.Type, ref *openapi3.SchemaRef, at place) {
	if ref == nil {
		return
	}
	got := l.schema(ref, at)
	under.Elem, under.ElemNull = got.t, got.null && !nullInside(got.t)
}

// nullInside holds for types that keep a null themselves.
func nullInside(t *ir.Type) bool { return t.Kind == ir.KindRaw || t.Kind == ir.KindLocalized }

// nameIfComponent declares a name for a component's list or map; others are
// written out where they are used, and have no wish.
func (l *lowerer) nameIfComponent(under *ir.Type, f *flat, at place) (*ir.Type, *wish) {
	if at.comp == nil {
		return under, nil
	}
	d, w := l.declare(ir.DeclAlias, f, at)
	d.Under = under
	return &ir.Type{Kind: ir.KindDecl, Decl: d}, w
}

// declare makes a declaration and registers its name.
func (l *lowerer) declare(kind ir.DeclKind, f *flat, at place) (*ir.Decl, *wish) {
	d := &ir.Decl{Kind: kind, Pointer: at.pointer, Doc: f.doc(), Pos: f.node.Pos()}
	at.owner.decls = append(at.owner.decls, d)
	w := &wish{key: at.pointer, parent: at.parent, words: at.words, fixed: l.goName(f.node), set: func(name string) { d.Name = name }}
	if at.parent != nil && at.comp == nil {
		w.title = cmp.Or(usableTitle(f.title), at.title)
	}
	w.suffix = suffixOf(kind)
	l.named[d] = l.wish(w)
	if at.comp != nil {
		at.comp.t = &ir.Type{Kind: ir.KindDecl, Decl: d}
		d.Root = true
	} else {
		l.inline.open[f.schema] = d
	}
	return d, w
}

// suffixOf is what a name gets before a number, where another has taken it.
func suffixOf(kind ir.DeclKind) string {
	switch kind {
	case ir.DeclEnum:
		return "Value"
	case ir.DeclStruct:
		return "Object"
	case ir.DeclUnion:
		return "Union"
	default:
		return "Type"
	}
}
