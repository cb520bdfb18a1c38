// This file makes values that fit a schema: what the fake answers where the
// description has no example that fits. They are always the same, keep to
// formats, enums and bounds, and end where a schema leads to itself.

package openapi

import (
	"encoding/json"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/keywright/keywright/generator/tree"
)

// direction is which way a value goes: a request has no read-only properties, a
// response no write-only ones.
type direction uint8

const (
	inRequest direction = iota
	inResponse
)

// mostSampled is the length, in bytes, from which on a sample leaves out what
// may be left out: types that fan out would make it endless.
const mostSampled = 4 << 10

// sampler makes one value.
type sampler struct {
	l    *lowerer
	way  direction
	bare bool // leave out all that may be left out
	nth  int  // which case of a union is wished for
	open []*flat
	size int // of the text made so far
}

// sample is a value of the schema as JSON text.
func (l *lowerer) sample(ref *openapi3.SchemaRef, way direction, bare bool) string {
	s := &sampler{l: l, way: way, bare: bare}
	return string(s.value(ref, "value"))
}

// value makes a value; name is what it is called, from which texts are made.
func (s *sampler) value(ref *openapi3.SchemaRef, name string) []byte {
	if ref == nil || ref.Value == nil {
		return s.sized(quoted(name))
	}
	if text := s.heir(ref); text != nil {
		return text
	}
	return s.flat(s.l.resolved(ref), s.l.boundsOf(ref), name)
}

// heir writes one of the schemas that take in a base with a discriminator; nil
// for any other schema.
func (s *sampler) heir(ref *openapi3.SchemaRef) []byte {
	base := s.l.componentOf(ref.Ref)
	if base == nil {
		return nil
	}
	f := s.l.resolved(ref)
	property := scalar(f.discriminator.Get("propertyName"))
	if property == "" || len(f.unions) > 0 || slices.Contains(s.open, f) {
		return nil
	}
	var alts []*alternative
	for _, heir := range s.l.heirs[base.key] {
		r := schemaRef(s.l, heir)
		alts = append(alts, &alternative{ref: r, flat: s.l.resolved(r), name: heir.title})
	}
	values, alts, ok := s.l.mapped(unionList{node: f.node, discriminator: f.discriminator}, property, alts)
	if !ok || len(alts) == 0 {
		return nil
	}
	i := s.pick(alts)
	s.open = append(s.open, f, alts[i].flat)
	defer func() { s.open = s.open[:len(s.open)-2] }()
	return s.object(alts[i].flat, s.l.boundsOf(alts[i].ref), property, values[i][0])
}

// flat makes a value of a schema whose allOf is merged.
func (s *sampler) flat(f *flat, b *bounds, name string) []byte {
	switch {
	case f.localized:
		return s.sized(quoted(name))
	case slices.Contains(s.open, f) && f.null:
		return s.sized([]byte("null"))
	case s.depth(f) > 1:
		return s.sized([]byte("{}")) // nothing finite fits
	}
	s.open = append(s.open, f)
	defer func() { s.open = s.open[:len(s.open)-1] }()
	switch {
	case len(f.enum) > 0:
		return s.sized(listed(f, f.enum[min(b.nth, len(f.enum)-1)]))
	case len(f.unions) > 0:
		return s.union(f, b, name)
	}
	switch f.kind() {
	case "object":
		return s.object(f, b, "", "")
	case "array":
		return s.list(f, b, name)
	case "string":
		return s.sized(quoted(b.text(f, name)))
	case "integer", "number":
		return s.sized(b.number(f))
	case "boolean":
		return s.sized([]byte("true"))
	}
	return s.sized(quoted(name))
}

// listed is a value of an enum as the schema's type has it: documents write
// numbers as texts, and texts that YAML reads as numbers.
func listed(f *flat, v *tree.Node) []byte {
	switch f.kind() {
	case "integer", "number", "boolean":
		if v.Is(tree.String) && json.Valid([]byte(v.Value)) {
			return []byte(v.Value)
		}
	case "string":
		if v.Is(tree.Int, tree.Float, tree.Bool) {
			return quoted(v.Value)
		}
	}
	return []byte(jsonText(v))
}

// depth counts how often a schema is being written.
func (s *sampler) depth(f *flat) int {
	n := 0
	for _, o := range s.open {
		if o == f {
			n++
		}
	}
	return n
}

// sized counts what a leaf takes.
func (s *sampler) sized(b []byte) []byte {
	s.size += len(b)
	return b
}

// endless reports whether a schema leads back to itself at once, so that what
// may be left out should be.
func (s *sampler) endless(ref *openapi3.SchemaRef) bool {
	for hops := 0; ref != nil && ref.Value != nil && hops < maxInline; hops++ {
		f := s.l.resolved(ref)
		if slices.Contains(s.open, f) {
			return true
		}
		ref = f.items
		if ref == nil {
			ref = f.extra
		}
	}
	return false
}

// object writes the properties; tag is the discriminator, if any, with its value.
func (s *sampler) object(f *flat, b *bounds, tag, value string) []byte {
	out := []byte{'{'}
	count := uint64(0)
	member := func(name string, text []byte) {
		if count++; count > 1 {
			out = append(out, ',')
		}
		s.size += len(name) + 4
		out = append(append(append(out, quoted(name)...), ':'), text...)
	}
	for _, p := range f.props {
		ref := s.l.merged(p)
		if p.name == tag {
			member(tag, s.tag(ref, value))
			tag = ""
			continue
		}
		if s.hidden(f, p.name, ref) || s.leave(f, p.name, ref) && !(s.way == inRequest && count < b.minProps && !s.endless(ref)) {
			continue
		}
		member(p.name, s.value(ref, p.name))
	}
	if tag != "" {
		member(tag, quoted(value))
	}
	s.extras(f, max(b.minProps, boolCount(len(f.props) == 0 && !s.bare)), count, member)
	return append(out, '}')
}

// tag is a discriminator's value in the type of its property.
func (s *sampler) tag(ref *openapi3.SchemaRef, value string) []byte {
	if ref != nil && ref.Value != nil {
		switch s.l.resolved(ref).kind() {
		case "integer", "number", "boolean":
			if json.Valid([]byte(value)) {
				return []byte(value)
			}
		}
	}
	return quoted(value)
}

// boolCount is 1 for true.
func boolCount(on bool) uint64 {
	if on {
		return 1
	}
	return 0
}

// leave reports whether a property is left out: one that may be, where it leads
// back to what is being written, or where the sample is to be short.
func (s *sampler) leave(f *flat, name string, ref *openapi3.SchemaRef) bool {
	return !f.required[name] && (s.bare || s.size > mostSampled || s.endless(ref))
}

// hidden reports a property that doesn't go this way.
func (s *sampler) hidden(f *flat, name string, ref *openapi3.SchemaRef) bool {
	if ref == nil || ref.Value == nil {
		return false
	}
	p, use := s.l.resolved(ref), s.l.use(ref)
	if s.way == inRequest {
		return (p.readOnly || isTrue(use.Get("readOnly"))) && !(f.required[name] && s.l.m.v == version31)
	}
	return p.writeOnly || isTrue(use.Get("writeOnly"))
}

// extras writes names that required lists and properties doesn't, and as many
// more as are needed.
func (s *sampler) extras(f *flat, want, have uint64, member func(string, []byte)) {
	for _, name := range sortedNames(f.required) {
		if _, ok := f.byName[name]; !ok {
			member(name, s.extra(f, name))
			have++
		}
	}
	if f.closed || s.endless(f.extra) {
		return
	}
	for i := 0; have < want && i < 16; i++ {
		name := "key"
		if i > 0 {
			name += string(rune('0' + i%10))
		}
		member(name, s.extra(f, name))
		have++
	}
}

func (s *sampler) extra(f *flat, name string) []byte {
	if f.extra == nil {
		return s.sized(quoted(name))
	}
	return s.value(f.extra, name)
}

// list writes one element, or as many as are needed.
func (s *sampler) list(f *flat, b *bounds, name string) []byte {
	n := uint64(1)
	if s.size > mostSampled || s.endless(f.items) || b.maxItems != nil && *b.maxItems == 0 {
		n = 0
	}
	out := []byte{'['}
	for i := range min(max(n, b.minItems), 64) {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, s.element(f, int(i), name)...)
	}
	return append(out, ']')
}

// element is the i-th of a list: another one for each where they must differ.
func (s *sampler) element(f *flat, i int, name string) []byte {
	ref := f.items
	if ref == nil || ref.Value == nil {
		return s.sized(quoted(name))
	}
	b := s.l.boundsOf(ref)
	b.nth = i
	return s.flat(s.l.resolved(ref), b, name)
}

// union writes the first case that can be written, with its discriminator.
func (s *sampler) union(f *flat, b *bounds, name string) []byte {
	u := f.unions[0]
	alts, _ := s.l.alternatives(f, u, maxNested)
	if u.discriminator != nil {
		if d, ok := s.l.discriminated(u, alts); ok {
			alts = d.alts
			if i := s.pick(alts); d.property != "" && alts[i].kind() == "object" && len(d.values[i]) > 0 {
				s.open = append(s.open, alts[i].flat)
				defer func() { s.open = s.open[:len(s.open)-1] }()
				return s.object(alts[i].flat, s.l.boundsOf(alts[i].ref), d.property, d.values[i][0])
			}
		}
	}
	if len(alts) == 0 {
		return s.sized(quoted(name))
	}
	a := alts[s.pick(alts)]
	ab := s.l.boundsOf(a.ref)
	ab.nth = b.nth
	return s.flat(a.flat, ab, name)
}

// pick is the first case, or the one wished for, that isn't being written.
func (s *sampler) pick(alts []*alternative) int {
	for n := range alts {
		i := (n + s.nth) % len(alts)
		a := alts[i]
		if !slices.Contains(s.open, a.flat) {
			return i
		}
	}
	return 0
}

// quoted is a string as JSON.
func quoted(text string) []byte {
	b, err := json.Marshal(text)
	if err != nil { // a string always marshals
		return []byte(`""`)
	}
	return b
}

// sortedNames lists a set in order.
func sortedNames(set map[string]bool) []string {
	list := make([]string, 0, len(set))
	for name := range set {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}
