// Values that nobody set: made of the field's name, its arguments and its place.

package gqltest

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// mix makes the seed of what stands below.
func mix(seed uint64, step string, args map[string]any) uint64 {
	h := fnv.New64a()
	h.Write([]byte(strconv.FormatUint(seed, 36) + "/" + step)) //nolint:errcheck // never fails
	if len(args) > 0 {
		text, err := json.Marshal(args) // sorted by name
		if err == nil {
			h.Write(text) //nolint:errcheck // never fails
		}
	}
	return h.Sum64()
}

// leaf makes a scalar or an enum's value.
func (e *execution) leaf(def *ast.Definition, p place) any {
	n := int64(p.seed>>8) & 0x3ff // 0 to 1023
	if def.Kind == ast.Enum {
		return def.EnumValues[int(n)%len(def.EnumValues)].Name
	}
	switch def.Name {
	case "Int":
		return n + 1
	case "Float":
		return float64(n+1) + 0.5
	case "Boolean":
		return n%2 == 0
	case "ID":
		return strconv.FormatInt(n+1, 10)
	case "String":
		return fmt.Sprintf("%s %d", p.field.Name, n+1)
	}
	if text, ok := e.mock.config.Scalars[def.Name]; ok {
		return json.RawMessage(text)
	}
	return map[string]any{"value": n + 1}
}

// arguments makes arguments what Args promises: gqlparser has several types for
// numbers, and leaves out the defaults of input objects in variables.
func (m *Mock) arguments(defs ast.ArgumentDefinitionList, args map[string]any) Args {
	out := Args{}
	for _, def := range defs {
		if v, ok := args[def.Name]; ok {
			out[def.Name] = m.input(def.Type, v)
		}
	}
	return out
}

// input makes v what a server makes of it as a value of type t.
func (m *Mock) input(t *ast.Type, v any) any {
	list, isList := v.([]any)
	switch {
	case v == nil:
		return nil
	case t.Elem != nil && !isList:
		return []any{m.input(t.Elem, v)}
	case t.Elem != nil:
		out := make([]any, len(list))
		for i := range list {
			out[i] = m.input(t.Elem, list[i])
		}
		return out
	}
	def := m.schema.Types[t.NamedType]
	fields, isObject := v.(map[string]any)
	switch {
	case def.Kind == ast.InputObject && isObject:
		return m.inputObject(def, fields)
	case t.NamedType == "ID" || t.NamedType == "String":
		return fmt.Sprint(v)
	}
	return ordinary(v)
}

func (m *Mock) inputObject(def *ast.Definition, fields map[string]any) map[string]any {
	out := map[string]any{}
	for _, f := range def.Fields {
		v, ok := fields[f.Name]
		if !ok && f.DefaultValue != nil {
			var err error
			v, err = f.DefaultValue.Value(nil)
			ok = err == nil
		}
		if ok {
			out[f.Name] = m.input(f.Type, v)
		}
	}
	return out
}

// ordinary makes numbers int64 or float64, in custom scalars at any depth.
func ordinary(v any) any {
	switch v := v.(type) {
	case json.Number:
		if i, err := v.Int64(); err == nil {
			return i
		}
		f, _ := v.Float64() //nolint:errcheck // it was read from JSON
		return f
	case int:
		return int64(v)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = ordinary(v[i])
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for key, item := range v {
			out[key] = ordinary(item)
		}
		return out
	default:
		return v
	}
}
