// Request: a call while it is put together.

package client

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

// Request is a call while emitted code puts it together. It is not for
// concurrent use. What is wrong with it is kept until it is sent, so that
// emitted code needs no error checks of its own.
type Request struct {
	core *Core
	op   *Operation
	call callConfig
	err  error

	values []string // of the path's template, in order
	named  []pathValue
	link   string // in place of path and query: a URL from an answer
	from   *url.URL
	query  []byte
	header http.Header
	cookie []byte
	body   body

	// State of the call under way, which the steps of the chain share.
	exchange auth.Exchange
	left     bool // a credential is left to the caller's transport
	streamed bool // the answer is read as it arrives
	cache    cacheState
	reqs     [2]auth.Requirement
	now      time.Time
	attempts int
	sendErr  error // what the base transport said of the last attempt
	unsent   trace
	space    [160]byte // for query
}

// pathValue is a value of the path's template that is given by name and encoded.
type pathValue struct{ key, escaped string }

// trace is what an attempt shows of how far it came.
type trace struct {
	connected, wrote atomic.Bool
}

// Request begins a call of op.
func (c *Core) Request(op *Operation, opts []CallOption) *Request {
	r := &Request{core: c, op: op, err: c.err}
	r.query = r.space[:0]
	for _, o := range opts {
		if o != nil {
			o.applyCall(&r.call)
		}
	}
	return r
}

// Path sets the values of the path's template, in order, those aside that
// PathOne and its like set by name. Each is encoded as one value.
func (r *Request) Path(values ...string) *Request {
	r.values = values
	return r
}

// At makes r ask for a link of an earlier answer in place of the operation's
// path. The link has to lead to the API's own server, or to where the
// description says it is; ambient parameters that it doesn't have are added.
func (r *Request) At(link string) *Request {
	r.link = link
	return r
}

// scope is where the call's variables come from.
func (r *Request) scope() scope { return scope{core: r.core, call: &r.call.settings} }

// fail keeps the first thing that is wrong.
func (r *Request) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
}

// locale is the one that answers are in; empty where it isn't known.
func (r *Request) locale() string {
	key := r.core.api.Locale
	if key == "" {
		key = "locale"
	}
	v, _ := r.scope().variable(key)
	return v
}

// check looks at the call's own variables and parameters.
func (r *Request) check() error {
	if r.op.NeedsBody && !r.body.set {
		return errors.New("the body is nil, and the operation needs one")
	}
	s := &r.call.settings
	if len(s.variables) > 0 {
		if errs := r.scope().check(); len(errs) > 0 {
			return &optionsError{msg: joinErrors(errs), errs: errs}
		}
	}
	for key := range s.parameters {
		if !slices.ContainsFunc(r.op.Ambient, func(p AmbientParam) bool { return p.Key == key }) {
			return fmt.Errorf("%s has no parameter %q that client.WithParameter could set", r.op.Name, key)
		}
	}
	return nil
}

// joinErrors puts errors on one line.
func joinErrors(errs []error) string {
	lines := make([]string, len(errs))
	for i, err := range errs {
		lines[i] = err.Error()
	}
	return strings.Join(lines, "; ")
}

// sortedKeys makes what is written from a map the same every time.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// url writes server, path and query as one string.
func (r *Request) url(t *target) (string, error) {
	b := append(make([]byte, 0, 256), t.base...)
	start := len(b)
	b, err := r.appendPath(b)
	if err != nil {
		return "", err
	}
	// A description's template may bring a query of its own.
	mark := byte('?')
	if slices.Contains(b[start:], '?') {
		mark = '&'
	}
	if len(r.query) > 0 {
		b = append(append(b, mark), r.query...)
	}
	return string(b), nil
}

// appendPath fills in the path's template.
func (r *Request) appendPath(b []byte) ([]byte, error) {
	rest, values := r.op.Path, r.values
	if rest != "" && rest[0] != '/' {
		b = append(b, '/')
	}
	segment := len(b)
	for {
		before, name, after, ok := cutTemplate(rest)
		b = append(b, before...)
		if i := strings.LastIndexByte(before, '/'); i >= 0 {
			segment = len(b) - len(before) + i + 1
		}
		if !ok {
			break
		}
		v, escaped, err := r.pathValue(strings.TrimPrefix(name, "+"), &values)
		switch {
		case err != nil:
			return nil, err
		case v == "":
			return nil, fmt.Errorf("the path parameter %s is empty", name)
		case escaped:
			b = append(b, v...)
		case name[0] == '+':
			b = appendReserved(b, v)
		default:
			b = appendEscaped(b, v)
		}
		if rest = after; after == "" || after[0] == '/' || after[0] == '?' {
			// Servers and proxies take these for steps through the path.
			if s := string(b[segment:]); slices.Contains(strings.Split(s, "/"), "..") || s == "." {
				return nil, fmt.Errorf("the path parameter %s can't be %q", name, v)
			}
		}
	}
	if len(values) > 0 {
		return nil, fmt.Errorf("the path %s has %d values too many", r.op.Path, len(values))
	}
	return b, nil
}

// pathValue finds the value of a template's variable: by name, from an ambient
// parameter, or the next in order.
func (r *Request) pathValue(name string, values *[]string) (v string, escaped bool, err error) {
	for _, n := range r.named {
		if n.key == name {
			return n.escaped, true, nil
		}
	}
	for i := range r.op.Ambient {
		if p := &r.op.Ambient[i]; p.In == InPath && p.Key == name {
			v, _, err := r.ambient(p)
			return v, false, err
		}
	}
	if len(*values) == 0 {
		return "", false, fmt.Errorf("the path parameter %s has no value", name)
	}
	v, *values = (*values)[0], (*values)[1:]
	return v, false, nil
}

// ambient gives the value of an ambient parameter; false where it is left out.
func (r *Request) ambient(p *AmbientParam) (string, bool, error) {
	s := r.scope()
	if v, ok := s.parameter(p.Key); ok {
		if v == "" {
			return "", false, nil
		}
		return v, true, s.fits(p, v)
	}
	v, missing := s.fill(p.Template)
	if missing == "" {
		return v, true, nil
	}
	if p.Required || p.In == InPath {
		return "", false, s.unsetVariable(missing, "the parameter "+p.Key)
	}
	return "", false, nil
}

// ambients puts the operation's ambient parameters on the request, those aside
// that stand in the path.
func (r *Request) ambients() error {
	for i := range r.op.Ambient {
		p := &r.op.Ambient[i]
		if p.In == InPath {
			continue
		}
		v, ok, err := r.ambient(p)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		switch p.In {
		case InHeader:
			r.setHeader(p.Key, v)
		case InCookie:
			r.addCookie(p.Key, v)
		default:
			r.addQuery(p.Key, v)
		}
	}
	return nil
}

// addQuery appends a pair to the query.
func (r *Request) addQuery(key, value string) {
	r.query = appendEscaped(r.queryKey(key), value)
}

// queryKey appends a key, its = included.
func (r *Request) queryKey(key string) []byte {
	b := r.query
	if len(b) > 0 {
		b = append(b, '&')
	}
	return append(appendEscaped(b, key), '=')
}

// queryValue returns the first value of key that was set.
func (r *Request) queryValue(key string) (string, bool) {
	for pair := range strings.SplitSeq(string(r.query), "&") {
		if k, v, ok := strings.Cut(pair, "="); ok && unescape(k) == key {
			return unescape(v), true
		}
	}
	return "", false
}

// replaceQuery sets key to one value.
func (r *Request) replaceQuery(key, value string) {
	old := string(r.query)
	r.query = r.query[:0]
	for pair := range strings.SplitSeq(old, "&") {
		if k, _, _ := strings.Cut(pair, "="); pair == "" || unescape(k) == key {
			continue
		}
		if len(r.query) > 0 {
			r.query = append(r.query, '&')
		}
		r.query = append(r.query, pair...)
	}
	r.addQuery(key, value)
}

// setHeader keeps out what would break the header apart.
func (r *Request) setHeader(key, value string) {
	if strings.ContainsFunc(value, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }) {
		r.fail("the header %s can't hold control characters", key)
		return
	}
	if r.header == nil {
		r.header = http.Header{}
	}
	r.header.Set(key, value)
}

// addCookie appends a pair to the Cookie header. Values are percent-encoded,
// because a semicolon or a quote would end them.
func (r *Request) addCookie(key, value string) {
	r.cookieKey(key)
	r.cookie = appendEscaped(r.cookie, value)
}

// cookieKey begins a pair of the Cookie header.
func (r *Request) cookieKey(key string) {
	if len(r.cookie) > 0 {
		r.cookie = append(r.cookie, "; "...)
	}
	r.cookie = append(append(r.cookie, key...), '=')
}

// String names the call.
func (r *Request) String() string { return "call of " + r.op.Name }

// Format keeps parameters and credentials out of every verb's output.
func (r *Request) Format(f fmt.State, _ rune) { io.WriteString(f, r.String()) } //nolint:errcheck // a fmt.State reports nothing useful
