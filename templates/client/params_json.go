// Parameters whose value is JSON text (content-typed ones), outside the query,
// and objects in cookies.

package client

import "github.com/keywright/keywright/templates/wire"

// jsonParam writes a parameter's value as JSON text; false where there is none.
func jsonParam[T any](r *Request, key string, v *T, enc wire.EncodeFunc[T]) (string, bool) {
	if v == nil {
		return "", false
	}
	text, err := encoded(v, enc)
	if err != nil {
		r.fail("the parameter %s can't be written: %w", key, err)
		return "", false
	}
	return string(text), true
}

// PathJSON sets a value of the path's template, by name, as JSON text.
func PathJSON[T any](r *Request, key string, v *T, enc wire.EncodeFunc[T]) {
	if text, ok := jsonParam(r, key, v, enc); ok {
		r.named = append(r.named, pathValue{key, string(appendEscaped(nil, text))})
	}
}

// HeaderJSON sets a header to JSON text; nil is left out.
func HeaderJSON[T any](r *Request, key string, v *T, enc wire.EncodeFunc[T]) {
	if text, ok := jsonParam(r, key, v, enc); ok {
		r.setHeader(key, text)
	}
}

// CookieJSON sets a cookie to JSON text; nil is left out.
func CookieJSON[T any](r *Request, key string, v *T, enc wire.EncodeFunc[T]) {
	if text, ok := jsonParam(r, key, v, enc); ok {
		r.addCookie(key, text)
	}
}

// CookieObject sets cookies to an object: one joined by commas, or with
// FormExplode one for each property; nil is left out.
func CookieObject[T any](r *Request, key string, v *T, style ParamStyle, enc wire.EncodeFunc[T]) {
	if v == nil {
		return
	}
	pairs, err := properties(v, enc)
	if err != nil {
		r.fail("the cookie %s can't be written: %w", key, err)
		return
	}
	r.cookieProperties(key, pairs, style)
}

// cookieProperties sets cookies to an object.
func (r *Request) cookieProperties(key string, pairs []property, style ParamStyle) {
	if style == FormExplode {
		for _, p := range pairs {
			r.addCookie(p.name, p.value)
		}
		return
	}
	r.cookieKey(key)
	r.cookie = append(r.cookie, joinProperties(pairs, ",", ",")...)
}
