// This file lowers request bodies.

package openapi

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/names"
)

// body lowers an operation's request body.
func (l *lowerer) body(r *rawOp) {
	ref := r.op.RequestBody
	if ref == nil || ref.Value == nil {
		return
	}
	v := ref.Value
	m := l.choose(v.Content, l.node(v.Extensions), mediaJSON, mediaMultipart, mediaURLEncoded, mediaText, mediaLines, mediaBinary, mediaEvents, mediaNone)
	if m == nil {
		return
	}
	b := &ir.Body{ContentType: m.concrete(), Required: v.Required, Doc: newDoc("", v.Description), Also: l.alsoSpoken(v.Content, l.node(v.Extensions), m)}
	r.out.Body = b
	switch m.form {
	case mediaJSON:
		b.Kind = ir.BodyJSON
		b.Type = l.bodyType(r, ref, m).t
	case mediaURLEncoded, mediaMultipart:
		b.Kind = ir.BodyForm
		if m.form == mediaMultipart {
			b.Kind = ir.BodyMultipart
		}
		b.Type = l.formType(r, ref, m)
		b.Parts = encodings(m)
	case mediaText, mediaLines, mediaEvents:
		b.Kind, b.Type = ir.BodyText, &ir.Type{Kind: ir.KindString}
	default:
		b.Kind, b.Type = ir.BodyBinary, &ir.Type{Kind: ir.KindFile}
	}
}

// bodyType lowers a body's schema; a shared component's once.
func (l *lowerer) bodyType(r *rawOp, ref *openapi3.RequestBodyRef, m *media) typed {
	if ref.Ref != "" {
		if c := l.m.byName["requestBodies/"+strings.TrimPrefix(ref.Ref, "#/components/requestBodies/")]; c != nil {
			return l.sharedType(m.typ, c, m.schema(), "Request")
		}
	}
	return l.schema(m.schema(), place{owner: r.owner, parent: r.name, words: "request", pointer: r.name.key + " body"})
}

// formType lowers a form, whose properties are its parts. What isn't described
// as an object is a map of values.
func (l *lowerer) formType(r *rawOp, ref *openapi3.RequestBodyRef, m *media) *ir.Type {
	t := l.bodyType(r, ref, m).t
	if t.Kind == ir.KindDecl && t.Decl.Kind == ir.DeclStruct {
		if m.form == mediaMultipart {
			for _, f := range t.Decl.Fields {
				l.filePart(t.Decl, f)
			}
		}
		return t
	}
	if t.Kind == ir.KindMap || t.Kind == ir.KindDecl && t.Decl.Kind == ir.DeclAlias && t.Decl.Under.Kind == ir.KindMap {
		return t
	}
	if m.schema() != nil {
		l.degraded(m.node, "form-shape", "describe the form as an object with properties", "the form isn't described as an object with properties; it takes a map of any values")
	}
	return &ir.Type{Kind: ir.KindMap, Elem: rawType()}
}

// filePart makes a part that holds a file's content one: in JSON the same
// schema is a string.
func (l *lowerer) filePart(d *ir.Decl, f *ir.Field) {
	if !l.binary[f] {
		return
	}
	if f.Type.Kind == ir.KindList {
		f.Type = &ir.Type{Kind: ir.KindList, Elem: &ir.Type{Kind: ir.KindFile}}
	} else {
		f.Type = &ir.Type{Kind: ir.KindFile}
	}
	l.files[d] = true
}

// encodings lowers the encoding objects of a form.
func encodings(m *media) map[string]ir.PartEncoding {
	if len(m.typ.Encoding) == 0 {
		return nil
	}
	parts := make(map[string]ir.PartEncoding, len(m.typ.Encoding))
	for name, e := range m.typ.Encoding {
		if e == nil {
			continue
		}
		p := ir.PartEncoding{ContentType: e.ContentType, Style: orElse(e.Style, "form"), Explode: e.Style == "" || e.Style == "form"}
		if e.Explode != nil {
			p.Explode = *e.Explode
		}
		parts[name] = p
	}
	return parts
}

// bodyName is the argument's name: the type's own where it has one.
func bodyName(b *ir.Body) string {
	switch {
	case b.Kind == ir.BodyBinary:
		return "content"
	case b.Kind == ir.BodyText:
		return "text"
	case b.Type.Kind == ir.KindDecl && strings.HasPrefix(b.Type.Decl.Pointer, "#/components/schemas/"):
		token := b.Type.Decl.Pointer[strings.LastIndexByte(b.Type.Decl.Pointer, '/')+1:]
		if words := names.Words(token); len(words) > 0 && len(words) <= 3 {
			return names.Unexported(strings.Join(words, " "))
		}
	}
	return "request"
}
