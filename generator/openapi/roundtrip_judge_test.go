// The judge of the round trip, and what is known to be wrong with it.

package openapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/keywright/keywright/generator/ir"
)

// verdict is what became of a call.
type verdict struct {
	request, answer string // what is wrong; empty: nothing
}

// judge judges all calls of a document, and tells the sum.
func (tr *trip) judge(t *testing.T, strict bool) {
	t.Helper()
	valid, equal, listed := 0, 0, 0
	for _, c := range tr.calls {
		v := c.verdict(t)
		switch {
		case v.request == "":
			valid++
		case !strict && c.defect(v.request) != "":
			listed++
		default:
			t.Errorf("%s: request: %s", c, v.request)
			if os.Getenv("KEYWRIGHT_ROUNDTRIP_VERBOSE") != "" {
				for _, r := range c.out.Sent {
					t.Logf("%s %s %v\n%s", r.Method, r.URL, r.Header, r.Body)
				}
			}
		}
		if v.answer == "" {
			equal++
		} else {
			t.Errorf("%s: answer: %s", c, v.answer)
		}
	}
	t.Logf("%s: %d operations, %d calls, %d requests valid, %d listed, %d answers equal", tr.name, len(tr.calls)/2, len(tr.calls), valid, listed, equal)
}

// verdict judges one call.
func (c *roundCall) verdict(t *testing.T) (v verdict) {
	t.Helper()
	if c.out.Error != "" {
		v.answer = c.out.Error
	} else {
		v.answer = c.compare()
	}
	if len(c.out.Sent) != 1 {
		v.request = fmt.Sprintf("%d requests were sent", len(c.out.Sent))
		return v
	}
	if err := c.validate(t); err != nil {
		v.request = err.Error()
	}
	return v
}

// validate asks kin-openapi about the request.
func (c *roundCall) validate(t *testing.T) error {
	sent := c.out.Sent[0]
	u, err := url.Parse(sent.URL)
	if err != nil {
		return err
	}
	params, ok := pathParams(c.op.Path, u)
	if !ok {
		return fmt.Errorf("the path %s isn't %s", u.EscapedPath(), c.op.Path)
	}
	req, err := http.NewRequestWithContext(t.Context(), sent.Method, sent.URL, bytes.NewReader(sent.Body))
	if err != nil {
		return err
	}
	req.Header = sent.Header
	if len(sent.Body) == 0 {
		req.Body = http.NoBody
	}
	doc := c.trip.doc.Doc
	return openapi3filter.ValidateRequest(t.Context(), &openapi3filter.RequestValidationInput{
		Request: req, PathParams: params,
		Route:   &routers.Route{Spec: doc, Path: c.op.Path, PathItem: doc.Paths.Value(c.op.Path), Method: c.op.Method, Operation: c.kin},
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, SkipSettingDefaults: true},
	})
}

var templateParam = regexp.MustCompile(`\\\{\\?\+?([^{}]*?)\\?\*?\\\}`)

// pathParams reads the values of a template from a path.
func pathParams(template string, u *url.URL) (map[string]string, bool) {
	template, _, _ = strings.Cut(template, "#")
	template, _, _ = strings.Cut(template, "?")
	var names []string
	pattern := templateParam.ReplaceAllStringFunc(regexp.QuoteMeta(template), func(m string) string {
		names = append(names, strings.ReplaceAll(templateParam.FindStringSubmatch(m)[1], `\`, ""))
		if strings.Contains(m, "+") {
			return "(.+)"
		}
		return "([^/]+?)"
	})
	path, err := url.PathUnescape(u.EscapedPath())
	if err != nil {
		return nil, false
	}
	if !strings.HasPrefix(template, "/") {
		path = strings.TrimPrefix(path, "/")
	}
	found := regexp.MustCompile("^" + pattern + "$").FindStringSubmatch(path)
	if found == nil {
		return nil, false
	}
	params := map[string]string{}
	for i, name := range names {
		params[name] = found[i+1]
	}
	return params, true
}

// compare holds what was read and written again against what was served.
func (c *roundCall) compare() string {
	r := c.op.Result
	if r == nil {
		return ""
	}
	switch r.Kind {
	case ir.ResultText, ir.ResultBinary:
		if !bytes.Equal(c.out.Plain, c.out.Served) {
			return fmt.Sprintf("got %q, served %q", c.out.Plain, c.out.Served)
		}
		return ""
	case ir.ResultEvents:
		var events []string
		for line := range strings.Lines(string(c.out.Served)) {
			if data, ok := strings.CutPrefix(line, "data: "); ok {
				events = append(events, data)
			}
		}
		if len(events) != len(c.out.Returned) {
			return fmt.Sprintf("%d events, served %q", len(c.out.Returned), c.out.Served)
		}
		return differs(r.Type, strings.Join(events, ""), string(bytes.Join(raws(c.out.Returned), nil)))
	case ir.ResultLines:
		return differs(r.Type, string(c.out.Served), string(bytes.Join(raws(c.out.Returned), nil)))
	}
	if len(bytes.TrimSpace(c.out.Served)) == 0 {
		return "nothing was served"
	}
	return differs(r.Type, string(c.out.Served), string(c.out.Returned[0]))
}

func raws(list []json.RawMessage) [][]byte {
	out := make([][]byte, len(list))
	for i, m := range list {
		out[i] = m
	}
	return out
}

// differs tells where two streams of values differ, unknown names and the form
// of numbers and times aside.
func differs(t *ir.Type, want, got string) string {
	a, b := json.NewDecoder(strings.NewReader(want)), json.NewDecoder(strings.NewReader(got))
	a.UseNumber()
	b.UseNumber()
	for {
		var x, y any
		errA, errB := a.Decode(&x), b.Decode(&y)
		if errA == io.EOF && errB == io.EOF {
			return ""
		}
		if errA != nil || errB != nil {
			return fmt.Sprintf("served %s (%v), written %s (%v)", want, errA, got, errB)
		}
		if where := difference(t, x, y, "$"); where != "" {
			return fmt.Sprintf("%s\nserved  %s\nwritten %s", where, want, got)
		}
	}
}

// difference is the path at which two values differ.
func difference(t *ir.Type, want, got any, at string) string {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return at
		}
		return differentObject(t, w, g, at)
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return at
		}
		for i := range w {
			if d := difference(elemOf(t), w[i], g[i], fmt.Sprintf("%s[%d]", at, i)); d != "" {
				return d
			}
		}
		return ""
	case json.Number:
		g, ok := got.(json.Number)
		x, okX := new(big.Rat).SetString(w.String())
		y, okY := new(big.Rat).SetString(g.String())
		if ok && okX && okY && (x.Cmp(y) == 0 || sameFloat(x, y)) {
			return ""
		}
		return at
	case string:
		g, ok := got.(string)
		if ok && (w == g || sameTime(w, g)) {
			return ""
		}
		return at
	}
	if want != got {
		return at
	}
	return ""
}

// sameFloat holds for decimals that are the same float64 or float32.
func sameFloat(x, y *big.Rat) bool {
	a, _ := x.Float64()
	b, _ := y.Float64()
	return a == b || float32(a) == float32(b) //nolint:gosec // on purpose
}

func sameTime(a, b string) bool {
	x, errX := time.Parse(time.RFC3339, a)
	y, errY := time.Parse(time.RFC3339, b)
	return errX == nil && errY == nil && x.Equal(y)
}

// differentObject leaves names aside that the type doesn't know.
func differentObject(t *ir.Type, want, got map[string]any, at string) string {
	for name, w := range want {
		inner, known := memberOf(t, name)
		g, ok := got[name]
		if !ok && !known {
			continue
		}
		if !ok {
			return at + "." + name + " is missing"
		}
		if d := difference(inner, w, g, at+"."+name); d != "" {
			return d
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			return at + "." + name + " is new"
		}
	}
	return ""
}

// memberOf is the type of a member, and whether the type has a place for it. In
// unions any name of any case is looked for.
func memberOf(t *ir.Type, name string) (*ir.Type, bool) {
	if t == nil || t.Kind == ir.KindRaw {
		return nil, true
	}
	if t.Kind == ir.KindMap {
		return t.Elem, true
	}
	if t.Kind != ir.KindDecl {
		return nil, true
	}
	switch t.Decl.Kind {
	case ir.DeclAlias:
		return memberOf(t.Decl.Under, name)
	case ir.DeclUnion:
		for _, v := range t.Decl.Union.Variants {
			if inner, ok := memberOf(v.Type, name); ok {
				return inner, false
			}
		}
		return nil, false
	}
	for _, f := range t.Decl.Fields {
		if f.JSON == name {
			return f.Type, true
		}
	}
	return t.Decl.Extra, t.Decl.Extra != nil
}

func elemOf(t *ir.Type) *ir.Type {
	for t != nil && t.Kind == ir.KindDecl && t.Decl.Kind == ir.DeclAlias {
		t = t.Decl.Under
	}
	if t == nil || t.Kind != ir.KindList {
		return nil
	}
	return t.Elem
}

// The judge knows few media types. The content of others is any text to it.
func init() {
	for _, name := range []string{"application/xml", "text/xml", "text/html", "application/octet-stream", "image/png", "image/jpeg", "audio/mpeg", "application/pdf"} {
		openapi3filter.RegisterBodyDecoder(name, openapi3filter.FileBodyDecoder)
	}
	openapi3filter.RegisterBodyDecoder("text/json", openapi3filter.JSONBodyDecoder)
}
