// This file knows media types: which of a message's several is spoken, and
// how.

package openapi

import (
	"mime"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/keywright/keywright/generator/tree"
)

// mediaForm is how content of a media type is read and written.
type mediaForm uint8

const (
	mediaNone mediaForm = iota
	mediaJSON
	mediaEvents
	mediaLines
	mediaMultipart
	mediaURLEncoded
	mediaText
	mediaBinary
)

// media is one media type of a body or response.
type media struct {
	form mediaForm
	name string // as the description writes it
	typ  *openapi3.MediaType
	node *tree.Node
}

// schema is the media type's schema, or nil.
func (m *media) schema() *openapi3.SchemaRef {
	if m == nil || m.typ == nil {
		return nil
	}
	if m.typ.Schema == nil {
		return m.typ.ItemSchema
	}
	return m.typ.Schema
}

// baseType is a media type without parameters, in small letters. Types that no
// RFC would accept are cut at the semicolon instead of refused.
func baseType(name string) string {
	base, _, err := mime.ParseMediaType(name)
	if err != nil {
		base, _, _ = strings.Cut(name, ";")
		base = strings.ToLower(strings.TrimSpace(base))
	}
	return base
}

// isJSON holds for application/json, types that end in +json, and the spellings
// of servers that mean the same.
func isJSON(name string) bool {
	base := baseType(name)
	return base == "application/json" || base == "text/json" || base == "text/x-json" || strings.HasSuffix(base, "+json") ||
		base == "application/hal+json" || base == "json"
}

// formOf tells how a media type is read; a wildcard is JSON where the schema
// describes something that only JSON can be.
func (l *lowerer) formOf(name string, schema *openapi3.SchemaRef) mediaForm {
	base := baseType(name)
	switch {
	case base == "application/x-ndjson", base == "application/ndjson", base == "application/jsonl", base == "application/x-jsonlines",
		base == "application/json-lines", base == "application/jsonlines", base == "application/stream+json", base == "application/x-json-stream":
		return mediaLines
	case isJSON(name):
		return mediaJSON
	case base == "text/event-stream":
		return mediaEvents
	case base == "multipart/form-data", base == "multipart/mixed", base == "multipart/related":
		return mediaMultipart
	case base == "application/x-www-form-urlencoded":
		return mediaURLEncoded
	case base == "*/*", base == "application/*", base == "*":
		if l.isStructured(schema) {
			return mediaJSON
		}
		return mediaBinary
	case base == "application/xml", strings.HasSuffix(base, "+xml"), base == "text/xml":
		return mediaText
	case strings.HasPrefix(base, "text/"), base == "application/x-yaml", base == "application/yaml", base == "application/jwt", base == "application/javascript":
		return mediaText
	}
	return mediaBinary
}

// isStructured holds for schemas of objects and lists.
func (l *lowerer) isStructured(ref *openapi3.SchemaRef) bool {
	if ref == nil || ref.Value == nil {
		return false
	}
	f := l.resolved(ref)
	return f.kind() == "object" || f.kind() == "array" || len(f.unions) > 0
}

// choose picks the media type to speak, by form first and then by document
// order.
func (l *lowerer) choose(content openapi3.Content, n *tree.Node, order ...mediaForm) *media {
	var best *media
	for key, v := range n.Get("content").Pairs() {
		typ := content[key.Value]
		if typ == nil {
			continue
		}
		m := &media{name: key.Value, typ: typ, node: v}
		m.form = l.formOf(key.Value, m.schema())
		if best == nil || slices.Index(order, m.form) < slices.Index(order, best.form) {
			best = m
		}
	}
	return best
}

// alsoSpoken lists the media types of a message beside the chosen one: what
// isn't but another name for the same JSON.
func (l *lowerer) alsoSpoken(content openapi3.Content, n *tree.Node, chosen *media) []string {
	var also []string
	for key, v := range n.Get("content").Pairs() {
		typ := content[key.Value]
		if typ == nil || typ == chosen.typ || strings.Contains(key.Value, "*") {
			continue
		}
		m := &media{name: key.Value, typ: typ, node: v}
		m.form = l.formOf(key.Value, m.schema())
		if m.form != mediaJSON || chosen.form != mediaJSON || l.differs(m, chosen) {
			also = append(also, oneLine(key.Value))
		}
	}
	return also
}

// concrete is the media type to send: a wildcard stands for its commonest
// member.
func (m *media) concrete() string {
	if !strings.Contains(m.name, "*") {
		return m.name
	}
	switch m.form {
	case mediaJSON:
		return "application/json"
	case mediaText:
		return "text/plain"
	}
	return "application/octet-stream"
}
