// What is known to be wrong with the judge of the round trip, openapi3filter, so
// that valid requests don't please it.

package openapi_test

import (
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// defect is a complaint of the judge's that is its own fault.
type defect struct {
	pattern *regexp.Regexp
	where   func(c *roundCall, name string) bool // nil: anywhere; name is the pattern's first group
	reason  string
}

// defects lists them.
func defects() []defect {
	return []defect{
		{regexp.MustCompile(`error parsing regexp`), nil,
			"patterns are of ECMA 262 (JSON Schema Validation, section 6.3.3); the judge compiles them with RE2, which has no look-around"},
		{regexp.MustCompile(`^parameter "(?i:content-type|accept|authorization)" in header has an error`), nil,
			"header parameters of these names shall be ignored (OpenAPI, Parameter Object)"},
		{regexp.MustCompile(`^parameter "([^"]+)" in path has an error: value is required but missing`), placeless,
			"the path has no place for the parameter"},
		{regexp.MustCompile(`^parameter "([^"]+)" in query has an error: value is required but missing`), anyNames,
			"the names of an exploded object of any names stand in the query in place of its own, which the judge looks for"},
		{regexp.MustCompile(`(?s)^parameter "([^"]+)" in query has an error: .*(is missing|missing propert)`), optionalExploded,
			"the judge finds an exploded object that may be left out in every query, empty"},
		{regexp.MustCompile(`^parameter "([^"]+)" in \w+ has an error: empty value is not allowed`), composed,
			"the judge reads a parameter with allOf as its last part does, as nothing where that has no type"},
		{regexp.MustCompile(`Error at "/([^"]+)": doesn't match schema due to: Value is not nullable`), composedPart,
			"the judge reads a part with allOf as nothing"},
		{regexp.MustCompile(`failed to decode request body: unsupported schema of request body`), isForm,
			"the judge reads forms with a plain list of properties alone"},
		{regexp.MustCompile(`^request body has an error: value is required but missing`), isForm,
			"a form of which nothing has to be set may be of no bytes"},
		{regexp.MustCompile(`invalid serialization method: style="deepObject"`), nil,
			"the judge reads no lists in the style deepObject"},
		{regexp.MustCompile(`value is not one of the allowed values \["\d`), nil,
			"the schema is of numbers and its enum of texts: nothing is valid"},
		{regexp.MustCompile(`matches more than one oneOf schemas|decoding oneOf failed: \d+ schemas matched`), nil,
			"the cases overlap, so that the least value of one is one of another"},
	}
}

// defect is the reason why a complaint is the judge's own fault; empty where it
// isn't.
func (c *roundCall) defect(text string) string {
	for _, d := range defects() {
		m := d.pattern.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		if d.where == nil || d.where(c, m[len(m)-1]) {
			return d.reason
		}
	}
	return ""
}

// declared finds a parameter of the call by its name.
func (c *roundCall) declared(name string) *openapi3.Parameter {
	item := c.trip.doc.Doc.Paths.Value(c.op.Path)
	for _, p := range slices.Concat(c.kin.Parameters, item.Parameters) {
		if p.Value.Name == name {
			return p.Value
		}
	}
	return nil
}

func placeless(c *roundCall, name string) bool { return !strings.Contains(c.op.Path, "{"+name+"}") }

func anyNames(c *roundCall, name string) bool {
	p := c.declared(name)
	return p != nil && p.Schema != nil && p.Schema.Value.Type.Is("object") && len(p.Schema.Value.Properties) == 0
}

func optionalExploded(c *roundCall, name string) bool {
	p := c.declared(name)
	return p != nil && !p.Required && (p.Style == "" || p.Style == "form") && (p.Explode == nil || *p.Explode) && c.bare
}

func composed(c *roundCall, name string) bool {
	p := c.declared(name)
	return p != nil && p.Schema != nil && len(p.Schema.Value.AllOf) > 0
}

func composedPart(c *roundCall, name string) bool {
	m := c.media()
	return m != nil && m.Schema.Value.Properties[name] != nil && len(m.Schema.Value.Properties[name].Value.AllOf) > 0 &&
		strings.HasPrefix(c.op.Body.ContentType, "multipart/")
}

func isForm(c *roundCall, _ string) bool {
	return c.op.Body != nil && strings.HasPrefix(c.op.Body.ContentType, "application/x-www-form-urlencoded")
}
