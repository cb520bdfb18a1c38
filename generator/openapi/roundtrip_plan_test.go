// What the round trip calls: each operation with what it needs, and with all
// that may be sent, the values made for their schemas.

package openapi_test

import (
	"encoding/json"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/keywright/keywright/generator/ir"
)

// plan lists the calls of all operations.
func (tr *trip) plan() {
	for _, svc := range tr.doc.Package.Services {
		for _, op := range svc.Ops {
			item := tr.doc.Doc.Paths.Value(op.Path)
			kin := item.GetOperation(op.Method)
			for _, bare := range []bool{true, false} {
				c := &roundCall{trip: tr, op: op, kin: kin, bare: bare}
				c.plan = callPlan{Client: tr.pkg, Service: svc.Name, Method: op.Name, Operation: op.ID}
				c.arguments(item)
				tr.calls = append(tr.calls, c)
			}
		}
	}
}

// arguments makes up what is sent.
func (c *roundCall) arguments(item *openapi3.PathItem) {
	for _, p := range c.op.Params {
		if p.Const == "" {
			c.plan.Args = append(c.plan.Args, c.parameter(item, p))
		}
	}
	if c.op.Body != nil {
		c.plan.Args = append(c.plan.Args, c.body())
	}
	if c.op.Options == nil {
		return
	}
	c.plan.Options = map[string]json.RawMessage{}
	for _, p := range c.op.Options.Fields {
		if !c.bare {
			c.plan.Options[p.Name] = c.parameter(item, p)
		}
	}
}

// parameter makes a value for a parameter.
func (c *roundCall) parameter(item *openapi3.PathItem, p *ir.Param) json.RawMessage {
	v := c.kin.Parameters.GetByInAndName(string(p.In), p.Key)
	if v == nil {
		v = item.Parameters.GetByInAndName(string(p.In), p.Key)
	}
	if v == nil {
		return json.RawMessage(`"value"`)
	}
	schema := v.Schema
	for _, media := range v.Content {
		schema = media.Schema
	}
	return c.value(schema, false, p.Example)
}

// value is a sample, or the example where the sample isn't valid and the example is.
func (c *roundCall) value(schema *openapi3.SchemaRef, bare bool, example string) json.RawMessage {
	if schema == nil || schema.Value == nil {
		return json.RawMessage(`"value"`)
	}
	// Another case of a union, or less of everything, where the first value is
	// one of several cases: openapi3filter wants it to be of one alone.
	for _, less := range []bool{bare, true} {
		for nth := range 6 {
			if text := c.trip.doc.Sample(schema, less, nth); validJSON(schema, text) {
				return json.RawMessage(text)
			}
		}
	}
	if example != "" && validJSON(schema, example) {
		return json.RawMessage(example)
	}
	return json.RawMessage(c.trip.doc.Sample(schema, bare, 0))
}

func validJSON(schema *openapi3.SchemaRef, text string) bool {
	var v any
	return json.Unmarshal([]byte(text), &v) == nil && schema.Value.VisitJSON(v, openapi3.VisitAsRequest()) == nil
}

// body makes a body; null leaves it out.
func (c *roundCall) body() json.RawMessage {
	b := c.op.Body
	if c.bare && !b.Required {
		return json.RawMessage("null")
	}
	media := c.media()
	switch {
	case b.Kind == ir.BodyText && strings.Contains(b.ContentType, "xml"):
		return json.RawMessage(`"<value/>"`)
	case b.Kind == ir.BodyText, b.Kind == ir.BodyBinary:
		if media != nil && media.Schema != nil && media.Schema.Value.Type.Is("string") {
			return c.value(media.Schema, c.bare, "")
		}
		return json.RawMessage(`"content"`)
	case media == nil:
		return json.RawMessage(`{}`)
	case b.Type.Kind == ir.KindMap && media.Schema == nil:
		return json.RawMessage(`{"key":"value"}`)
	}
	text := c.value(media.Schema, c.bare, "")
	if b.Kind == ir.BodyMultipart && string(text) == "{}" { // a part at least has to be sent
		text = c.value(media.Schema, false, "")
	}
	return text
}

// media is the description's media type of the body that is sent.
func (c *roundCall) media() *openapi3.MediaType {
	for name, m := range c.kin.RequestBody.Value.Content {
		if name == c.op.Body.ContentType {
			return m
		}
	}
	for name, m := range c.kin.RequestBody.Value.Content {
		if strings.Contains(name, "*") {
			return m
		}
	}
	return nil
}
