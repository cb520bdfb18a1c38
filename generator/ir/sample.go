// Values made up for a type, for the fake of a description that gives no
// example: always the same for the same type.

package ir

import (
	"encoding/json"
	"slices"
	"strconv"
)

// Sample gives a JSON value that fits the type, with every field present.
// Examples and constants of the description are used where it has them;
// recursion ends where a field may be left out. A sample that has become long
// leaves out what may be, for types that fan out would make it endless.
func Sample(t *Type) string { return string(appendSample(nil, t, "value", nil)) }

// mostSample is the length, in bytes, from which on a sample leaves out what may
// be left out.
const mostSample = 4 << 10

// appendSample appends a value. name is what the value is called, from which
// strings are made; open are the declarations being written.
func appendSample(b []byte, t *Type, name string, open []*Decl) []byte {
	switch t.Kind {
	case KindBool:
		return append(b, "true"...)
	case KindInt32, KindInt64, KindNumber, KindNumeric:
		return append(b, "1"...)
	case KindFloat32, KindFloat64:
		return append(b, "1.5"...)
	case KindBytes:
		return append(b, `"a2V5d3JpZ2h0"`...)
	case KindTime:
		return append(b, `"2026-01-02T03:04:05Z"`...)
	case KindDate:
		return append(b, `"2026-01-02"`...)
	case KindRaw:
		return append(b, `{}`...)
	case KindList:
		if declOpen(t.Elem, open) || len(b) > mostSample {
			return append(b, `[]`...)
		}
		return append(appendSample(append(b, '['), t.Elem, name, open), ']')
	case KindMap:
		if declOpen(t.Elem, open) || len(b) > mostSample {
			return append(b, `{}`...)
		}
		return append(appendSample(append(b, `{"key":`...), t.Elem, name, open), '}')
	case KindDecl:
		return appendDeclSample(b, t.Decl, name, open)
	default:
		return strconv.AppendQuoteToASCII(b, name)
	}
}

// declOpen reports whether the innermost type is being written already.
func declOpen(t *Type, open []*Decl) bool {
	for t.Elem != nil {
		t = t.Elem
	}
	return t.Kind == KindDecl && slices.Contains(open, t.Decl)
}

func appendDeclSample(b []byte, d *Decl, name string, open []*Decl) []byte {
	switch d.Kind {
	case DeclEnum:
		if len(d.Values) == 0 {
			return appendSample(b, d.Under, name, open)
		}
		if d.Under.Kind == KindString {
			return appendText(b, d.Values[0].Value)
		}
		return append(b, d.Values[0].Value...)
	case DeclAlias:
		return appendSample(b, d.Under, name, append(open, d))
	case DeclUnion:
		return appendUnionSample(b, d.Union, name, append(open, d))
	default:
		return appendStructSample(b, d, append(open, d), "", "")
	}
}

// appendUnionSample writes the first case, with its discriminator value.
func appendUnionSample(b []byte, u *Union, name string, open []*Decl) []byte {
	if len(u.Variants) == 0 {
		return append(b, "{}"...)
	}
	v := u.Variants[0]
	if v.Type.IsStruct() && u.Property != "" && len(v.Values) > 0 && !slices.Contains(open, v.Type.Decl) {
		return appendStructSample(b, v.Type.Decl, append(open, v.Type.Decl), u.Property, v.Values[0])
	}
	return appendSample(b, v.Type, name, open)
}

// appendStructSample writes an object; tag is the discriminator, if any.
func appendStructSample(b []byte, d *Decl, open []*Decl, tag, tagValue string) []byte {
	b = append(b, '{')
	first := true
	member := func(name string) {
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(appendText(b, name), ':')
	}
	for _, f := range d.Fields {
		if f.Presence != Required && (declOpen(f.Type, open) || len(b) > mostSample && f.JSON != tag) {
			continue
		}
		member(f.JSON)
		switch {
		case f.JSON == tag && tag != "":
			b, tag = appendText(b, tagValue), ""
		case f.Example != "" && json.Valid([]byte(f.Example)):
			b = append(b, f.Example...)
		case f.Const != "" && json.Valid([]byte(f.Const)):
			b = append(b, f.Const...)
		case declOpen(f.Type, open) && f.Type.Elem == nil:
			b = append(b, "null"...)
		default:
			b = appendSample(b, f.Type, f.JSON, open)
		}
	}
	if tag != "" {
		member(tag)
		b = appendText(b, tagValue)
	}
	return append(b, '}')
}

func appendText(b []byte, s string) []byte {
	text, err := json.Marshal(s)
	if err != nil { // a string always marshals
		return append(b, `""`...)
	}
	return append(b, text...)
}
