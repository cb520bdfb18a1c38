// Execution (GraphQL specification, section 6): fields are collected, resolved
// and completed; null where it can't be goes up to what can.

package gqltest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// execution is one run of an operation.
type execution struct {
	mock     *Mock
	state    *state
	vars     map[string]any
	errs     gqlerror.List
	nullable map[string]bool // "Type.field" that could be null
}

// object is an answer's object, in the order of the selection.
type object struct {
	keys   []string
	values []any
}

// place is where a value stands.
type place struct {
	field *ast.Field
	key   string // "Type.field"
	path  ast.Path
	depth int // of fields; lists don't count
	seed  uint64
	args  Args
	own   bool // a test set the value, or what it stands in
}

// run executes the root; nil where null has come up to it.
func (e *execution) run(root *ast.Definition, set ast.SelectionSet, given any) *object {
	o, ok := e.object(root, set, given, place{seed: uint64(e.state.variant)})
	if !ok {
		return nil
	}
	return o
}

// object resolves the fields of a type; false where one that can't be is null.
func (e *execution) object(t *ast.Definition, set ast.SelectionSet, given any, at place) (*object, bool) {
	o := &object{}
	values, _ := given.(map[string]any)
	for _, f := range e.collect(t, []ast.SelectionSet{set}) {
		if f.Name == "__typename" {
			o.put(f.Alias, t.Name)
			continue
		}
		args := f.ArgumentMap(e.vars)
		p := place{
			field: f, key: t.Name + "." + f.Name, path: append(slices.Clip(at.path), ast.PathName(f.Alias)),
			depth: at.depth + 1, args: e.mock.arguments(f.Definition.Arguments, args),
		}
		p.seed = mix(at.seed, f.Name, args)
		v, set := e.resolve(p, values, at)
		p.own = v.own
		r, ok := e.complete(f.Definition.Type, v, set, p)
		if !ok {
			return nil, false
		}
		o.put(f.Alias, r)
	}
	return o, true
}

// collect gives the fields of a selection on a concrete type, those of one
// response name as one.
func (e *execution) collect(t *ast.Definition, sets []ast.SelectionSet) []*ast.Field {
	var out []*ast.Field
	var walk func(set ast.SelectionSet)
	walk = func(set ast.SelectionSet) {
		for _, sel := range set {
			switch sel := sel.(type) {
			case *ast.Field:
				if !e.included(sel.Directives) {
					continue
				}
				i := slices.IndexFunc(out, func(f *ast.Field) bool { return f.Alias == sel.Alias })
				if i < 0 {
					out = append(out, sel)
					continue
				}
				both := *out[i]
				both.SelectionSet = slices.Concat(both.SelectionSet, sel.SelectionSet)
				out[i] = &both
			case *ast.InlineFragment:
				if e.included(sel.Directives) && e.applies(t, sel.TypeCondition) {
					walk(sel.SelectionSet)
				}
			case *ast.FragmentSpread:
				if e.included(sel.Directives) && e.applies(t, sel.Definition.TypeCondition) {
					walk(sel.Definition.SelectionSet)
				}
			}
		}
	}
	for _, set := range sets {
		walk(set)
	}
	return out
}

// included looks at @skip and @include.
func (e *execution) included(list ast.DirectiveList) bool {
	for name, want := range map[string]bool{"skip": false, "include": true} {
		if d := list.ForName(name); d != nil {
			if is, ok := d.ArgumentMap(e.vars)["if"].(bool); ok && is != want {
				return false
			}
		}
	}
	return true
}

// applies reports whether a fragment on a type is about objects of type t.
func (e *execution) applies(t *ast.Definition, condition string) bool {
	return condition == "" || condition == t.Name ||
		slices.ContainsFunc(e.mock.schema.PossibleTypes[condition], func(d *ast.Definition) bool { return d.Name == t.Name })
}

// resolved is a value that someone gave, or an error.
type resolved struct {
	value any
	err   error
	own   bool // a test set it
}

// resolve finds who has a value for a field: the test, what stands around it,
// the arguments that its object was asked for by, the description. False where
// nobody has.
func (e *execution) resolve(p place, around map[string]any, parent place) (resolved, bool) {
	if f := e.state.resolve[p.key]; f != nil {
		v, err := f(p.args)
		if err == nil {
			v, err = plain(v)
		}
		return resolved{v, err, true}, true
	}
	for _, name := range []string{p.field.Alias, p.field.Name} {
		if v, ok := around[name]; ok {
			return resolved{value: v, own: parent.own}, true
		}
	}
	if v, ok := parent.args[p.field.Name]; ok && len(p.args) == 0 && e.echoes(p.field.Definition.Type, v) {
		return resolved{value: v}, true
	}
	if text, ok := e.mock.config.Fields[p.key]; ok {
		var v any
		err := decode([]byte(text), &v)
		return resolved{value: v, err: err}, true
	}
	return resolved{}, false
}

// echoes reports whether an argument can be a field's value.
func (e *execution) echoes(t *ast.Type, v any) bool {
	if t.Elem != nil {
		return false
	}
	switch v := v.(type) {
	case string:
		def := e.mock.schema.Types[t.NamedType]
		return v != "" && (t.NamedType == "String" || t.NamedType == "ID" || def.Kind == ast.Enum && def.EnumValues.ForName(v) != nil)
	case int64:
		return t.NamedType == "Int" || t.NamedType == "Float"
	case float64:
		return t.NamedType == "Float"
	case bool:
		return t.NamedType == "Boolean"
	}
	return false
}

// complete makes a field's value what its type says; false where it is null and
// can't be.
func (e *execution) complete(t *ast.Type, r resolved, set bool, p place) (any, bool) {
	if !t.NonNull {
		e.nullable[p.key] = true
	}
	switch {
	case r.err != nil:
		e.fail(p.path, r.err)
		return nil, !t.NonNull
	case set && r.own && r.value == nil, !r.own && e.nulled(t, p):
		r, set = resolved{}, true
	}
	if set && r.value == nil {
		if t.NonNull {
			e.fail(p.path, errors.New("Cannot return null for non-nullable field "+p.key+".")) //nolint:staticcheck // what servers say
		}
		return nil, !t.NonNull
	}
	v, ok := e.value(t, r.value, set, p)
	if !ok {
		return nil, !t.NonNull
	}
	return v, true
}

// nulled reports whether the test wants null here.
func (e *execution) nulled(t *ast.Type, p place) bool {
	return e.state.null[p.key] || !t.NonNull && e.state.nullFrom > 0 && p.depth >= e.state.nullFrom
}

// value is complete for what isn't null.
func (e *execution) value(t *ast.Type, v any, set bool, p place) (any, bool) {
	if t.Elem != nil {
		return e.list(t, v, set, p)
	}
	def := e.mock.schema.Types[t.NamedType]
	switch {
	case def.IsLeafType() && set:
		return v, true
	case def.IsLeafType():
		return e.leaf(def, p), true
	}
	if def.IsAbstractType() {
		var err error
		if def, err = e.concrete(def, v, p); err != nil {
			e.fail(p.path, err)
			return nil, false
		}
	}
	if _, ok := v.(map[string]any); set && !ok {
		e.fail(p.path, fmt.Errorf("gqltest: %s was set to %T, want an object", p.key, v))
		return nil, false
	}
	o, ok := e.object(def, p.field.SelectionSet, v, p)
	if !ok {
		return nil, false
	}
	return o, true
}

// list completes every element.
func (e *execution) list(t *ast.Type, v any, set bool, p place) (any, bool) {
	items, ok := v.([]any)
	switch {
	case set && !ok:
		items = []any{v} // as a server takes one value for a list of it
	case !set:
		items = make([]any, e.state.length)
	}
	out := make([]any, len(items))
	p.key += "[]"
	for i, item := range items {
		at := p
		at.path = append(slices.Clip(p.path), ast.PathIndex(i))
		at.seed = mix(p.seed, strconv.Itoa(i), nil)
		if out[i], ok = e.complete(t.Elem, resolved{value: item, own: p.own}, set, at); !ok {
			return nil, false
		}
	}
	return out, true
}

// concrete chooses the type of an interface's or a union's value.
func (e *execution) concrete(def *ast.Definition, v any, p place) (*ast.Definition, error) {
	types := e.mock.schema.PossibleTypes[def.Name]
	if given, ok := v.(map[string]any); ok {
		if name, ok := given["__typename"].(string); ok {
			i := slices.IndexFunc(types, func(d *ast.Definition) bool { return d.Name == name })
			if i < 0 {
				return nil, fmt.Errorf("gqltest: %s is no type of %s", name, def.Name)
			}
			return types[i], nil
		}
	}
	if len(types) == 0 {
		return nil, fmt.Errorf("gqltest: no type of the schema is a %s", def.Name)
	}
	// Neighbours in a list differ, so that short lists show several types.
	n := e.state.variant
	if i, ok := p.path[len(p.path)-1].(ast.PathIndex); ok {
		n += int(i)
	}
	return types[n%len(types)], nil
}

// fail adds an error with its path.
func (e *execution) fail(path ast.Path, err error) {
	out := &gqlerror.Error{Message: err.Error(), Path: path}
	if own, ok := errors.AsType[*Error](err); ok {
		out.Extensions = own.Extensions
	}
	e.errs = append(e.errs, out)
}

func (o *object) put(key string, v any) {
	o.keys, o.values = append(o.keys, key), append(o.values, v)
}

// append writes the object as JSON.
func (o *object) append(b []byte) []byte {
	b = append(b, '{')
	for i, key := range o.keys {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendQuote(b, key) // a GraphQL name needs no escape
		b = append(b, ':')
		b = appendValue(b, o.values[i])
	}
	return append(b, '}')
}

func appendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case *object:
		return v.append(b)
	case []any:
		b = append(b, '[')
		for i, item := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendValue(b, item)
		}
		return append(b, ']')
	default:
		text, err := json.Marshal(v)
		if err != nil {
			return append(b, "null"...)
		}
		return append(b, text...)
	}
}
