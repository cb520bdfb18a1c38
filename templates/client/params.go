// Parameters: values of a call to path, query, header and cookie, in the styles
// of OpenAPI (Parameter Object, "Style Values").

package client

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/keywright/keywright/templates/wire"
)

// ParamStyle says how a list or an object is written.
type ParamStyle uint8

// The styles. Explode writes every element or property with its name; the
// others join them.
const (
	Form          ParamStyle = iota // a=1,2
	FormExplode                     // a=1&a=2
	Space                           // a=1%202
	SpaceExplode                    // a=1&a=2
	Pipe                            // a=1|2, encoded
	PipeExplode                     // a=1&a=2
	DeepObject                      // a[x]=1&a[y]=2
	Simple                          // 1,2
	SimpleExplode                   // 1,2; objects x=1,y=2
	Label                           // .1,2
	LabelExplode                    // .1.2
	Matrix                          // ;a=1,2
	MatrixExplode                   // ;a=1;a=2
)

// QueryOne puts a value on the query.
func QueryOne[T any](r *Request, key string, v T, text func(T) string) { r.addQuery(key, text(v)) }

// QueryOpt puts a value on the query if there is one.
func QueryOpt[T any](r *Request, key string, v wire.Opt[T], text func(T) string) {
	if x, ok := v.Get(); ok {
		r.addQuery(key, text(x))
	}
}

// QueryReserved is QueryOne with reserved characters left as they are
// (allowReserved).
func QueryReserved[T any](r *Request, key string, v T, text func(T) string) {
	r.query = appendReserved(r.queryKey(key), text(v))
}

// QueryReservedOpt is QueryReserved for a value that may not be there.
func QueryReservedOpt[T any](r *Request, key string, v wire.Opt[T], text func(T) string) {
	if x, ok := v.Get(); ok {
		QueryReserved(r, key, x, text)
	}
}

// QueryList puts a list on the query. An empty one is left out.
func QueryList[T any](r *Request, key string, list []T, style ParamStyle, text func(T) string) {
	if len(list) == 0 {
		return
	}
	sep := ""
	switch style {
	case Form:
		sep = ","
	case Space:
		sep = "%20"
	case Pipe:
		sep = "%7C"
	case DeepObject:
		for i, v := range list {
			r.addQuery(indexed(key, i), text(v))
		}
		return
	default:
		for _, v := range list {
			r.addQuery(key, text(v))
		}
		return
	}
	r.query = r.queryKey(key)
	r.query = appendJoined(r.query, list, sep, text)
}

// appendJoined appends encoded values with sep between them.
func appendJoined[T any](b []byte, list []T, sep string, text func(T) string) []byte {
	for i, v := range list {
		if i > 0 {
			b = append(b, sep...)
		}
		b = appendEscaped(b, text(v))
	}
	return b
}

// QueryMap puts a map on the query, in the order of its keys. An empty one is
// left out.
func QueryMap[T any](r *Request, key string, m map[string]T, style ParamStyle, text func(T) string) {
	pairs := make([]property, 0, len(m))
	for _, k := range sortedKeys(m) {
		pairs = append(pairs, property{k, text(m[k])})
	}
	r.queryProperties(key, pairs, style)
}

// QueryObject puts an object on the query by its JSON form; nil is left out.
// Objects and lists in it are written as DeepObject writes them.
func QueryObject[T any](r *Request, key string, v *T, style ParamStyle, enc wire.EncodeFunc[T]) {
	if v == nil {
		return
	}
	pairs, err := properties(v, enc, deepLists(style)...)
	if err != nil {
		r.fail("the parameter %s can't be written: %w", key, err)
		return
	}
	r.queryProperties(key, pairs, style)
}

// QueryJSON puts a value on the query as JSON text; nil is left out.
func QueryJSON[T any](r *Request, key string, v *T, enc wire.EncodeFunc[T]) {
	if v == nil {
		return
	}
	text, err := encoded(v, enc)
	if err != nil {
		r.fail("the parameter %s can't be written: %w", key, err)
		return
	}
	r.addQuery(key, string(text))
}

// queryProperties writes an object.
func (r *Request) queryProperties(key string, pairs []property, style ParamStyle) {
	if len(pairs) == 0 {
		return
	}
	switch style {
	case DeepObject:
		for _, p := range pairs {
			r.addQuery(key+bracketed(p.name), p.value)
		}
	case Form, Space, Pipe:
		sep := map[ParamStyle]string{Form: ",", Space: "%20", Pipe: "%7C"}[style]
		r.query = append(r.queryKey(key), joinProperties(pairs, sep, sep)...)
	default:
		for _, p := range pairs {
			r.addQuery(p.name, p.value)
		}
	}
}

// bracketed turns a, or a[b], into [a] or [a][b].
func bracketed(name string) string {
	for i := range len(name) {
		if name[i] == '[' {
			return "[" + name[:i] + "]" + name[i:]
		}
	}
	return "[" + name + "]"
}

// joinProperties writes names and values, encoded, with eq and sep between.
func joinProperties(pairs []property, eq, sep string) []byte {
	var b []byte
	for i, p := range pairs {
		if i > 0 {
			b = append(b, sep...)
		}
		b = append(appendEscaped(b, p.name), eq...)
		b = appendEscaped(b, p.value)
	}
	return b
}

// PathOne sets a value of the path's template by name.
func PathOne[T any](r *Request, key string, v T, style ParamStyle, text func(T) string) {
	PathList(r, key, []T{v}, style, text)
}

// PathList sets a list in the path's template by name.
func PathList[T any](r *Request, key string, list []T, style ParamStyle, text func(T) string) {
	if len(list) == 0 {
		r.fail("the path parameter %s is empty", key)
		return
	}
	lead, sep := pathMarks(key, style)
	r.named = append(r.named, pathValue{key, string(appendJoined([]byte(lead), list, sep, text))})
}

// pathMarks gives what stands before a list and between its values.
func pathMarks(key string, style ParamStyle) (lead, sep string) {
	name := string(appendEscaped(nil, key))
	switch style {
	case Label:
		return ".", ","
	case LabelExplode:
		return ".", "."
	case Matrix:
		return ";" + name + "=", ","
	case MatrixExplode:
		return ";" + name + "=", ";" + name + "="
	}
	return "", ","
}

// PathObject sets an object in the path's template by name.
func PathObject[T any](r *Request, key string, v *T, style ParamStyle, enc wire.EncodeFunc[T]) {
	pairs, err := properties(v, enc)
	if err != nil || len(pairs) == 0 {
		r.fail("the path parameter %s is empty or can't be written: %w", key, err)
		return
	}
	r.pathProperties(key, pairs, style)
}

// pathProperties sets an object.
func (r *Request) pathProperties(key string, pairs []property, style ParamStyle) {
	lead, _ := pathMarks(key, style)
	eq, sep := ",", ","
	switch style {
	case SimpleExplode:
		eq = "="
	case LabelExplode:
		eq, sep = "=", "."
	case MatrixExplode:
		lead, eq, sep = ";", "=", ";"
	}
	r.named = append(r.named, pathValue{key, lead + string(joinProperties(pairs, eq, sep))})
}

// HeaderOne sets a header.
func HeaderOne[T any](r *Request, key string, v T, text func(T) string) { r.setHeader(key, text(v)) }

// HeaderOpt sets a header if there is a value.
func HeaderOpt[T any](r *Request, key string, v wire.Opt[T], text func(T) string) {
	if x, ok := v.Get(); ok {
		r.setHeader(key, text(x))
	}
}

// HeaderList sets a header to a list (style simple). An empty one is left out.
func HeaderList[T any](r *Request, key string, list []T, text func(T) string) {
	if len(list) == 0 {
		return
	}
	s := text(list[0])
	for _, v := range list[1:] {
		s += "," + text(v)
	}
	r.setHeader(key, s)
}

// HeaderObject sets a header to an object; nil is left out.
func HeaderObject[T any](r *Request, key string, v *T, style ParamStyle, enc wire.EncodeFunc[T]) {
	if v == nil {
		return
	}
	pairs, err := properties(v, enc)
	if err != nil {
		r.fail("the header %s can't be written: %w", key, err)
		return
	}
	r.headerProperties(key, pairs, style)
}

// headerProperties sets a header to an object.
func (r *Request) headerProperties(key string, pairs []property, style ParamStyle) {
	eq := ","
	if style == SimpleExplode {
		eq = "="
	}
	s := ""
	for i, p := range pairs {
		if i > 0 {
			s += ","
		}
		s += p.name + eq + p.value
	}
	r.setHeader(key, s)
}

// CookieOne sets a cookie.
func CookieOne[T any](r *Request, key string, v T, text func(T) string) { r.addCookie(key, text(v)) }

// CookieOpt sets a cookie if there is a value.
func CookieOpt[T any](r *Request, key string, v wire.Opt[T], text func(T) string) {
	if x, ok := v.Get(); ok {
		r.addCookie(key, text(x))
	}
}

// CookieList sets a cookie to a list, joined by commas. An empty one is left out.
func CookieList[T any](r *Request, key string, list []T, text func(T) string) {
	if len(list) == 0 {
		return
	}
	r.cookieKey(key)
	r.cookie = appendJoined(r.cookie, list, ",", text)
}

// property is a leaf of an object: its name, such as a[b], and its text.
type property struct{ name, value string }

// everyList, among names of lists that are to have indexes, stands for all.
const everyList = "\x00"

// deepLists are the names of an object's lists that have indexes in a style.
func deepLists(style ParamStyle) []string {
	if style == DeepObject {
		return []string{everyList}
	}
	return nil
}

// properties lists the leaves of v's JSON form, in its order. Lists that deep
// names have an index at each element.
func properties[T any](v *T, enc wire.EncodeFunc[T], deep ...string) ([]property, error) {
	text, err := encoded(v, enc)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, fmt.Errorf("it isn't an object: %w", err)
	}
	return appendMembers(nil, dec, "", deep)
}

// appendMembers reads an object whose { was read. Lists inside of objects have
// an index at each element, and so have lists of objects; other lists repeat
// their name.
func appendMembers(list []property, dec *json.Decoder, prefix string, deep []string) ([]property, error) {
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return nil, err
		}
		name, _ := t.(string)
		if prefix != "" {
			name = prefix + "[" + name + "]"
		}
		if t, err = dec.Token(); err != nil {
			return nil, err
		}
		if list, err = appendValue(list, dec, t, name, prefix != "" || slices.Contains(deep, name) || slices.Contains(deep, everyList)); err != nil {
			return nil, err
		}
	}
	_, err := dec.Token()
	return list, err
}

// appendValue reads a value that begins with the token t. A null is left out.
func appendValue(list []property, dec *json.Decoder, t json.Token, name string, inside bool) ([]property, error) {
	switch t {
	case json.Delim('{'):
		return appendMembers(list, dec, name, nil)
	case json.Delim('['):
		for i := 0; dec.More(); i++ {
			t, err := dec.Token()
			if err != nil {
				return nil, err
			}
			elem := name
			if _, nested := t.(json.Delim); nested || inside {
				elem = indexed(name, i)
			}
			if list, err = appendValue(list, dec, t, elem, true); err != nil {
				return nil, err
			}
		}
		_, err := dec.Token()
		return list, err
	case nil:
		return list, nil
	}
	return append(list, property{name, fmt.Sprint(t)}), nil
}
