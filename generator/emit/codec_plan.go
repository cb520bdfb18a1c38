// Which codecs are emitted: decoders for what answers hold, encoders for what
// requests hold, both for models; and named functions for the lists, maps and
// optional values that stand where a function is handed over.

package emit

import (
	"unicode"
	"unicode/utf8"

	"github.com/keywright/keywright/generator/ir"
)

// direction is reading or writing.
type direction uint8

const (
	decoding direction = iota
	encoding
)

// codecPlan names every codec.
type codecPlan struct {
	needs      [2]map[*ir.Decl]bool
	names      [2]map[*ir.Decl]string
	fields     map[*ir.Decl]string // variable with the names of a struct
	values     map[*ir.Decl]string // variable with the values of an enum
	composites []*composite
	byKey      map[string]*composite
	errors     []errorType
}

// wrap is how an element that may be null is spelled.
type wrap uint8

const (
	wrapNone    wrap = iota
	wrapOpt          // wire.Opt[T]
	wrapPtr          // *T
	wrapOrEmpty      // wire.Opt[T], in whose place an empty list may stand
)

// elemWrap tells it of the elements of a list or map.
func elemWrap(t *ir.Type) wrap {
	switch {
	case t.Elem.OrEmptyList:
		return wrapOrEmpty
	case t.ElemPtr:
		return wrapPtr
	case t.ElemNull:
		return wrapOpt
	default:
		return wrapNone
	}
}

// composite is a list, map or nullable value with functions of its own.
type composite struct {
	typ   *ir.Type
	wrap  wrap
	names [2]string
}

// word names it inside an identifier.
func (c *composite) word() string { return typeWord(c.typ) + c.wrap.suffix() }

func (w wrap) suffix() string {
	switch w {
	case wrapOpt:
		return "OrNull"
	case wrapPtr:
		return "OrNil"
	case wrapOrEmpty:
		return "OrEmptyList"
	default:
		return ""
	}
}

// planCodecs walks from what operations send and receive, and from models.
func (g *generator) planCodecs() {
	c := &g.codecs
	c.byKey = map[string]*composite{}
	c.fields, c.values = map[*ir.Decl]string{}, map[*ir.Decl]string{}
	for dir := range c.needs {
		c.needs[dir], c.names[dir] = map[*ir.Decl]bool{}, map[*ir.Decl]string{}
	}
	for _, d := range g.pkg.Types { // names first: those of types stay as they are whatever else is needed
		c.names[decoding][d] = g.names.pick("decode"+d.Name, "a decoder")
		c.names[encoding][d] = g.names.pick("encode"+d.Name, "an encoder")
		switch d.Kind {
		case ir.DeclStruct:
			c.fields[d] = g.names.pick(lowerFirst(d.Name)+"Fields", "the fields of "+d.Name)
		case ir.DeclEnum:
			c.values[d] = g.names.pick(lowerFirst(d.Name)+"Values", "the values of "+d.Name)
		}
	}
	for _, s := range g.pkg.Services {
		for _, op := range s.Ops {
			g.planOperationCodecs(op)
		}
	}
	for _, d := range g.pkg.Types {
		if hasMethods(d) {
			g.needDecl(d, decoding)
			g.needDecl(d, encoding)
		}
	}
}

func (g *generator) planOperationCodecs(op *ir.Operation) {
	if r := op.Result; r != nil {
		if r.Type != nil && (r.Kind == ir.ResultJSON || r.Kind == ir.ResultLines) {
			w := wrapNone
			if op.GraphQL != nil && r.Nullable {
				w = wrapOpt
			}
			g.need(r.Type, w, decoding)
		}
		if r.Stream != nil {
			g.need(r.Stream.Elem, wrapNone, decoding)
		}
	}
	for _, e := range op.Errors {
		if e.Type != nil {
			g.needError(e.Type)
		}
	}
	if op.Body != nil && op.Body.Type != nil {
		g.needBody(op.Body)
	}
	for p := range params(op) {
		if paramAsJSON(p) {
			g.need(p.Type, wrapNone, encoding)
		}
	}
}

// need makes sure that a type has a function that can be handed over.
func (g *generator) need(t *ir.Type, w wrap, dir direction) {
	switch {
	case w != wrapNone:
		c := g.composite(t, w)
		if c.names[dir] != "" {
			return
		}
		g.nameComposite(c, dir)
		g.need(t, wrapNone, dir)
	case t.Kind == ir.KindList, t.Kind == ir.KindMap:
		c := g.composite(t, wrapNone)
		if c.names[dir] != "" {
			return
		}
		g.nameComposite(c, dir)
		g.need(t.Elem, elemWrap(t), dir)
	case t.Kind == ir.KindDecl:
		g.needDecl(t.Decl, dir)
	}
}

// needInside makes sure that what a direct call of a type's codec uses is there.
func (g *generator) needInside(t *ir.Type, dir direction) {
	switch t.Kind {
	case ir.KindList, ir.KindMap:
		g.need(t.Elem, elemWrap(t), dir)
	case ir.KindDecl:
		g.needDecl(t.Decl, dir)
	}
}

func (g *generator) needDecl(d *ir.Decl, dir direction) {
	if g.codecs.needs[dir][d] {
		return
	}
	g.codecs.needs[dir][d] = true
	switch d.Kind {
	case ir.DeclStruct:
		for _, f := range d.Fields {
			if f.Guard != nil && dir == decoding {
				g.need(f.Type, g.fieldWrap(f), dir)
			}
			switch g.form(f) {
			case ir.FormOpt, ir.FormPointer:
				g.need(f.Type, wrapNone, dir)
			default:
				g.needInside(f.Type, dir)
			}
		}
		if d.Extra != nil {
			g.need(d.Extra, elemWrap(extraMap(d)), dir)
		}
	case ir.DeclUnion:
		for _, v := range d.Union.Variants {
			g.need(v.Type, wrapNone, dir)
		}
	case ir.DeclAlias:
		g.needInside(d.Under, dir)
	}
}

func (g *generator) composite(t *ir.Type, w wrap) *composite {
	key := typeKey(t) + w.suffix()
	c := g.codecs.byKey[key]
	if c == nil {
		c = &composite{typ: t, wrap: w}
		g.codecs.byKey[key] = c
		g.codecs.composites = append(g.codecs.composites, c)
	}
	return c
}

func (g *generator) nameComposite(c *composite, dir direction) {
	if dir == decoding {
		c.names[dir] = g.names.pick("decode"+c.word(), "a decoder")
	} else {
		c.names[dir] = g.names.pick("encode"+c.word(), "an encoder")
	}
}

// typeWord names a type inside an identifier: StringList, RealmMap.
func typeWord(t *ir.Type) string {
	switch t.Kind {
	case ir.KindList:
		return elemWord(t) + "List"
	case ir.KindMap:
		return elemWord(t) + "Map"
	case ir.KindDecl:
		return t.Decl.Name
	default:
		return leafWord(t.Kind)
	}
}

func elemWord(t *ir.Type) string {
	return typeWord(t.Elem) + elemWrap(t).suffix()
}

// typeKey is the same for equal types alone.
func typeKey(t *ir.Type) string {
	switch t.Kind {
	case ir.KindList:
		return "[]" + elemWrap(t).suffix() + typeKey(t.Elem)
	case ir.KindMap:
		return "{}" + elemWrap(t).suffix() + typeKey(t.Elem)
	case ir.KindDecl:
		return ":" + t.Decl.Name
	default:
		return leafWord(t.Kind)
	}
}

// leafWord is the name of a leaf's methods on wire.Decoder and wire.Encoder.
func leafWord(k ir.Kind) string {
	switch k {
	case ir.KindBool:
		return "Bool"
	case ir.KindString:
		return "String"
	case ir.KindInt32:
		return "Int32"
	case ir.KindInt64:
		return "Int64"
	case ir.KindFloat32:
		return "Float32"
	case ir.KindFloat64:
		return "Float64"
	case ir.KindNumber:
		return "Number"
	case ir.KindNumeric:
		return "Numeric"
	case ir.KindBytes:
		return "Bytes"
	case ir.KindTime:
		return "Time"
	case ir.KindDate:
		return "Date"
	case ir.KindLocalized:
		return "Localized"
	default:
		return "Raw"
	}
}

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	// An initialism at the beginning is lowered as a whole: IDCard becomes idCard.
	end := n
	for i := n; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsUpper(r) {
			break
		}
		if next, _ := utf8.DecodeRuneInString(s[i+n:]); i+n < len(s) && unicode.IsLower(next) {
			break
		}
		i += n
		end = i
	}
	if end == utf8.RuneLen(r) {
		return string(unicode.ToLower(r)) + s[end:]
	}
	lowered := []rune(s[:end])
	for i, r := range lowered {
		lowered[i] = unicode.ToLower(r)
	}
	return string(lowered) + s[end:]
}
