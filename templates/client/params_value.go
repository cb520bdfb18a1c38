// Parameters whose value may be of several kinds, such as a number or a range:
// each is written in the style of the kind that it is.

package client

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/keywright/keywright/templates/wire"
)

// paramValue is a parameter's value by its kind: an object's properties, a
// list's elements, or a text.
type paramValue struct {
	object, list bool
	pairs        []property
	texts        []string
	text         string
}

// kindOf reads a value's JSON form; false for none.
func (r *Request) kindOf(key, text string, style ParamStyle) (v paramValue, ok bool) {
	dec := json.NewDecoder(bytes.NewReader([]byte(text)))
	dec.UseNumber()
	t, err := dec.Token()
	switch {
	case err != nil:
		r.fail("the parameter %s can't be written: %w", key, err)
		return v, false
	case t == json.Delim('{'):
		v.object = true
		v.pairs, err = appendMembers(nil, dec, "", deepLists(style))
	case t == json.Delim('['):
		v.list = true
		if v.texts, ok = scalars(text); !ok {
			return paramValue{text: text}, true
		}
	case t == nil:
		return v, false
	default:
		v.text = fmt.Sprint(t)
	}
	if err != nil {
		r.fail("the parameter %s can't be written: %w", key, err)
	}
	return v, err == nil && (!v.object || len(v.pairs) > 0) && (!v.list || len(v.texts) > 0)
}

// scalars are the texts of a list of scalars; false for any other.
func scalars(text string) ([]string, bool) {
	var list []any
	dec := json.NewDecoder(bytes.NewReader([]byte(text)))
	dec.UseNumber()
	if dec.Decode(&list) != nil {
		return nil, false
	}
	var texts []string
	for _, e := range list {
		switch e.(type) {
		case string, json.Number, bool:
			texts = append(texts, fmt.Sprint(e))
		default:
			return nil, false
		}
	}
	return texts, true
}

// QueryValue puts a value of any kind on the query; nil and null are left out.
func QueryValue[T any](r *Request, key string, v *T, style ParamStyle, enc wire.EncodeFunc[T]) {
	if text, ok := jsonParam(r, key, v, enc); ok {
		r.queryValueOf(key, text, style)
	}
}

func (r *Request) queryValueOf(key, text string, style ParamStyle) {
	switch v, ok := r.kindOf(key, text, style); {
	case !ok:
	case v.object:
		r.queryProperties(key, v.pairs, style)
	case v.list:
		QueryList(r, key, v.texts, style, Text[string])
	default:
		r.addQuery(key, v.text)
	}
}

// PathValue sets a value of any kind in the path's template by name.
func PathValue[T any](r *Request, key string, v *T, style ParamStyle, enc wire.EncodeFunc[T]) {
	if text, ok := jsonParam(r, key, v, enc); ok {
		r.pathValueOf(key, text, style)
	}
}

func (r *Request) pathValueOf(key, text string, style ParamStyle) {
	switch v, ok := r.kindOf(key, text, style); {
	case !ok:
		r.fail("the path parameter %s is empty", key)
	case v.object:
		r.pathProperties(key, v.pairs, style)
	case v.list:
		PathList(r, key, v.texts, style, Text[string])
	default:
		PathOne(r, key, v.text, style, Text[string])
	}
}

// HeaderValue sets a header to a value of any kind; nil and null are left out.
func HeaderValue[T any](r *Request, key string, v *T, style ParamStyle, enc wire.EncodeFunc[T]) {
	if text, ok := jsonParam(r, key, v, enc); ok {
		r.headerValueOf(key, text, style)
	}
}

func (r *Request) headerValueOf(key, text string, style ParamStyle) {
	switch v, ok := r.kindOf(key, text, style); {
	case !ok:
	case v.object:
		r.headerProperties(key, v.pairs, style)
	case v.list:
		HeaderList(r, key, v.texts, Text[string])
	default:
		r.setHeader(key, v.text)
	}
}

// CookieValue sets a cookie to a value of any kind; nil and null are left out.
func CookieValue[T any](r *Request, key string, v *T, style ParamStyle, enc wire.EncodeFunc[T]) {
	if text, ok := jsonParam(r, key, v, enc); ok {
		r.cookieValueOf(key, text, style)
	}
}

func (r *Request) cookieValueOf(key, text string, style ParamStyle) {
	switch v, ok := r.kindOf(key, text, style); {
	case !ok:
	case v.object:
		r.cookieProperties(key, v.pairs, style)
	case v.list:
		CookieList(r, key, v.texts, Text[string])
	default:
		r.addCookie(key, v.text)
	}
}

// indexed is the name of a list's element where its place matters: a[0].
func indexed(name string, i int) string { return name + "[" + strconv.Itoa(i) + "]" }
