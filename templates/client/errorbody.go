// What bodies of failed answers say: typed by the description, guessed from
// common forms of JSON, or a page of a proxy in front of the API.

package client

import (
	"bytes"
	"encoding/json"
	"html"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"unicode"

	"github.com/keywright/keywright/templates/wire"
)

// maxDetail bounds Error.Detail, in bytes.
const maxDetail = 500

// ReadError reads the body of a failed answer with dec, for an ErrorBody's Decode.
// The value is a *T.
func ReadError[T any](body []byte, dec wire.DecodeFunc[T]) (any, error) {
	x := new(T)
	d := wire.Open(body)
	if err := d.Close(dec(d, 0, x)); err != nil {
		return nil, err
	}
	return x, nil
}

// describe fills in what the body says.
func (r *Request) describe(e *Error) {
	body := bytes.TrimSpace(e.Body)
	switch {
	case len(body) == 0:
		e.Detail = challenge(e.Header)
	case isHTML(e.Header, body):
		e.Detail = htmlDetail(body)
	// The content type is not asked: error bodies often have a wrong one.
	case body[0] == '{' || body[0] == '[':
		var v any
		if json.Unmarshal(body, &v) != nil {
			e.Detail = oneLine(string(body))
			return
		}
		e.Code, e.Detail = saysJSON(v)
		r.typed(e)
	default:
		e.Detail = oneLine(string(body))
	}
}

// typed reads the body as the description says for the status: the status
// itself first, then its class, then any.
func (r *Request) typed(e *Error) {
	status := strconv.Itoa(e.StatusCode)
	for _, want := range []string{status, status[:1] + "XX", "default"} {
		for i := range r.op.Errors {
			b := &r.op.Errors[i]
			if !strings.EqualFold(b.Status, want) || b.Decode == nil {
				continue
			}
			v, err := b.Decode(e.Body)
			if err != nil {
				continue // the description is wrong about it; the raw body stays
			}
			e.Value = v
			if b.Detail != nil {
				if d := b.Detail(v); d != "" {
					e.Detail = oneLine(d)
				}
			}
			return
		}
	}
}

// isHTML looks at the body, because proxies get the content type wrong too.
func isHTML(h http.Header, body []byte) bool {
	if t, _, err := mime.ParseMediaType(h.Get("Content-Type")); err == nil && (t == "text/html" || t == "application/xhtml+xml") {
		return true
	}
	head := lowerASCII(body[:min(len(body), 64)])
	return bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html"))
}

// lowerASCII keeps every byte's place.
func lowerASCII(b []byte) []byte {
	out := bytes.Clone(b)
	for i, c := range out {
		if c >= 'A' && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return out
}

// htmlDetail gives a page's title.
func htmlDetail(body []byte) string {
	const page = "an HTML page, not an answer of the API: something in front of it (a proxy, a firewall, a login page) answered"
	lower := lowerASCII(body)
	_, rest, ok := bytes.Cut(lower, []byte("<title"))
	if !ok {
		return page
	}
	start := len(lower) - len(rest)
	open := bytes.IndexByte(rest, '>')
	end := bytes.Index(rest, []byte("</title"))
	if open < 0 || end < open || start+end > len(body) {
		return page
	}
	title := oneLine(html.UnescapeString(string(body[start+open+1 : start+end])))
	if title == "" {
		return page
	}
	return page + ": " + strconv.Quote(title)
}

// challenge gives the words of an answer without a body (RFC 6750, section 3).
func challenge(h http.Header) string {
	_, rest, ok := strings.Cut(h.Get("Www-Authenticate"), `error_description="`)
	if !ok {
		return ""
	}
	text, _, _ := strings.Cut(rest, `"`)
	return oneLine(text)
}

// saysJSON finds a code and a message in the forms that APIs use: RFC 9457's,
// OAuth's, GraphQL's, nested error objects and lists of errors.
func saysJSON(v any) (code, detail string) {
	switch v := v.(type) {
	case []any:
		if len(v) > 0 {
			return saysJSON(v[0])
		}
	case map[string]any:
		return saysObject(v)
	case string:
		return "", oneLine(v)
	}
	return "", ""
}

// saysObject looks for the names that APIs are known to use, most telling first,
// then into nested objects.
func saysObject(m map[string]any) (code, detail string) {
	for _, name := range []string{"detail", "message", "error_description", "errorMessage", "error_message", "description", "msg", "title", "reason"} {
		if s, ok := m[name].(string); ok && strings.TrimSpace(s) != "" {
			detail = oneLine(s)
			break
		}
	}
	// A type says more than a code that repeats the status.
	for _, name := range []string{"type", "code", "error", "error_code", "errorCode", "status"} {
		switch s := m[name].(type) {
		case string:
			if s != "" && s != "about:blank" {
				code = oneLine(s)
			}
		case float64:
			code = strconv.FormatFloat(s, 'f', -1, 64)
		}
		if code != "" {
			break
		}
	}
	for _, name := range []string{"error", "errors", "fault"} {
		if detail != "" && code != "" {
			break
		}
		c, d := saysJSON(m[name])
		if detail == "" {
			detail = d
		}
		if code == "" {
			code = c
		}
	}
	return code, detail
}

// oneLine makes text of a server fit for an error: short, without line breaks
// and control characters.
func oneLine(s string) string {
	s = strings.ToValidUTF8(s[:min(len(s), 4*maxDetail)], "\uFFFD")
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	}), " ")
	if len(s) > maxDetail {
		s = strings.ToValidUTF8(s[:maxDetail], "") + "…"
	}
	return s
}
