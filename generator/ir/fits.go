// Whether a value fits a type: an example that doesn't would be an answer that
// the client can't read, or reads as something else.

package ir

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Fits reports whether JSON text is a value of the type, so that it is read
// whole and written again as it was: each value of its kind, nothing missing
// that is always there, null only where it may stand. Unknown names are fine.
func Fits(t *Type, text string) bool {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil || dec.More() {
		return false
	}
	return fits(t, v, 0)
}

// deepest bounds the recursion into types that are written inside themselves.
const deepest = 200

func fits(t *Type, v any, depth int) bool {
	if depth > deepest {
		return false
	}
	switch t.Kind {
	case KindBool:
		_, ok := v.(bool)
		return ok
	case KindInt32, KindInt64, KindFloat32, KindFloat64, KindNumber:
		n, ok := v.(json.Number)
		return ok && fitsNumber(t.Kind, n)
	case KindString, KindBytes, KindTime, KindDate, KindFile:
		s, ok := v.(string)
		return ok && fitsText(t.Kind, s)
	case KindList:
		list, ok := v.([]any)
		return ok && !slices.ContainsFunc(list, func(e any) bool { return !fitsElem(t, e, depth) })
	case KindMap:
		m, ok := v.(map[string]any)
		for _, e := range m {
			ok = ok && fitsElem(t, e, depth)
		}
		return ok
	case KindLocalized:
		switch v.(type) {
		case nil, string, map[string]any:
			return true
		}
		return false
	case KindDecl:
		return fitsDecl(t.Decl, v, depth+1)
	}
	return t.Kind == KindRaw
}

func fitsElem(t *Type, e any, depth int) bool {
	if e == nil && (t.ElemNull || t.ElemPtr) {
		return true
	}
	return fits(t.Elem, e, depth+1)
}

// fitsNumber holds for numbers that keep their value.
func fitsNumber(k Kind, n json.Number) bool {
	switch k {
	case KindInt32, KindInt64:
		i, err := n.Int64()
		return err == nil && (k == KindInt64 || int64(int32(i)) == i) //nolint:gosec // that is the question
	case KindFloat32, KindFloat64:
		_, err := n.Float64()
		return err == nil
	}
	return true
}

// fitsText holds for texts of the format that the kind reads.
func fitsText(k Kind, s string) bool {
	var err error
	switch k {
	case KindBytes:
		_, err = base64.StdEncoding.DecodeString(s)
	case KindTime:
		_, err = time.Parse(time.RFC3339, s)
	case KindDate:
		_, err = time.Parse(time.DateOnly, s)
	}
	return err == nil
}

func fitsDecl(d *Decl, v any, depth int) bool {
	switch d.Kind {
	case DeclEnum, DeclAlias:
		return fits(d.Under, v, depth)
	case DeclUnion:
		return fitsUnion(d.Union, v, depth)
	}
	m, ok := v.(map[string]any)
	return ok && fitsStruct(d, m, depth)
}

func fitsStruct(d *Decl, m map[string]any, depth int) bool {
	known := make(map[string]bool, len(d.Fields))
	for _, f := range d.Fields {
		known[f.JSON] = true
		e, ok := m[f.JSON]
		switch {
		case !ok:
			if f.Presence == Required || f.Presence == Nullable {
				return false
			}
		case e == nil && (f.Presence == Nullable || f.Presence == OptionalNullable):
		case !fits(f.Type, e, depth):
			return false
		}
	}
	for name, e := range m {
		if d.Extra != nil && !known[name] && !(e == nil && d.ExtraNull) && !fits(d.Extra, e, depth) {
			return false
		}
	}
	return true
}

// fitsUnion holds for a value of the case that it says it is, or of any where
// the union has no discriminator.
func fitsUnion(u *Union, v any, depth int) bool {
	m, _ := v.(map[string]any)
	tag := ""
	switch t := m[u.Property].(type) {
	case string, json.Number, bool:
		tag = fmt.Sprint(t)
	}
	for _, c := range u.Variants {
		if u.Property != "" && !slices.Contains(c.Values, tag) {
			continue
		}
		if fits(c.Type, v, depth) {
			return true
		}
	}
	return false
}
