// This file turns a tree of Swagger 2.0 into one of OpenAPI 3.0, in place, so
// that every node keeps its position and order.

package openapi

import (
	"slices"
	"strings"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/tree"
)

// upgrader holds what the conversion of one document needs.
type upgrader struct {
	root     *tree.Node
	r        *resolver
	diags    *diag.List
	consumes []string
	produces []string
}

// upgrade converts the document and returns its root. Files that it refers to
// are converted when they are read.
func (r *resolver) upgrade(root *tree.Node) *tree.Node {
	r.spell = swaggerSpelling
	r.convert = r.upgradeFile
	root = upgrade(root, r)
	r.files[r.in.File] = root
	r.upgraded[r.in.File] = true
	return root
}

// upgrade converts one whole document.
func upgrade(root *tree.Node, r *resolver) *tree.Node {
	u := newUpgrader(root, r)
	u.schemas()
	components := mapping(root)
	if definitions := root.Get("definitions"); definitions != nil {
		components.Set("schemas", definitions)
	}
	u.sharedParameters(components)
	u.sharedResponses(components)
	u.securitySchemes(components)
	for _, item := range root.Get("paths").Pairs() {
		u.pathItem(item)
	}
	u.servers()
	u.references()
	root.Set("openapi", text("3.0.3", root.Get("swagger")))
	root.Set("components", components)
	for _, key := range []string{"swagger", "definitions", "parameters", "responses", "securityDefinitions"} {
		root.Delete(key)
	}
	return root
}

func newUpgrader(root *tree.Node, r *resolver) *upgrader {
	return &upgrader{root: root, r: r, diags: r.diags, consumes: stringsOf(root.Get("consumes")), produces: stringsOf(root.Get("produces"))}
}

// mapping is an empty mapping at the place of another node.
func mapping(at *tree.Node) *tree.Node { return tree.New(tree.Mapping, "", at) }

// text is a string at the place of another node.
func text(s string, at *tree.Node) *tree.Node { return tree.New(tree.String, s, at) }

// boolean is a boolean at the place of another node.
func boolean(s string, at *tree.Node) *tree.Node { return tree.New(tree.Bool, s, at) }

// schemas rewrites what 3.0 spells differently inside schemas, wherever they
// stand.
func (u *upgrader) schemas() {
	for n := range u.root.All() {
		if !n.Is(tree.Mapping) {
			continue
		}
		if d := n.Get("discriminator"); d.Is(tree.String) {
			object := mapping(d)
			object.Set("propertyName", d)
			n.Set("discriminator", object)
		}
		if x := n.Get("x-nullable"); x.Is(tree.Bool) && n.Get("nullable") == nil {
			n.Set("nullable", x)
		}
	}
}

// references rewrites where references lead to.
func (u *upgrader) references() {
	bodies := u.root.Get("parameters")
	for n := range u.root.All() {
		ref := n.Get("$ref")
		if !ref.Is(tree.String) {
			continue
		}
		section, rest, ok := strings.Cut(strings.TrimPrefix(ref.Value, "#/"), "/")
		if !ok || !strings.HasPrefix(ref.Value, "#/") {
			continue
		}
		switch section {
		case "definitions":
			ref.Value = "#/components/schemas/" + rest
		case "parameters":
			if bodies.Get(unescapePointer(rest)).Get("in") != nil || bodies.Get(unescapePointer(rest)) == nil {
				ref.Value = "#/components/parameters/" + rest
			}
		case "responses":
			ref.Value = "#/components/responses/" + rest
		}
	}
}

// servers makes servers of schemes, host and basePath.
func (u *upgrader) servers() {
	host, base := scalar(u.root.Get("host")), strings.TrimRight(scalar(u.root.Get("basePath")), "/")
	if base != "" && !strings.HasPrefix(base, "/") {
		base = "/" + base
	}
	at := orNode(u.root.Get("host"), orNode(u.root.Get("basePath"), u.root))
	list := tree.New(tree.Sequence, "", at)
	add := func(address string) {
		server := mapping(at)
		server.Set("url", text(address, at))
		list.Items = append(list.Items, server)
	}
	schemes := stringsOf(u.root.Get("schemes"))
	switch {
	case host == "" && base == "":
		return
	case host == "":
		add(base)
	case len(schemes) == 0 || slices.Contains(schemes, "https"):
		// A client has no use for the same host without encryption.
		add("https://" + host + base)
	default:
		add(schemes[0] + "://" + host + base)
	}
	u.root.Set("servers", list)
}

// securitySchemes converts securityDefinitions.
func (u *upgrader) securitySchemes(components *tree.Node) {
	definitions := u.root.Get("securityDefinitions")
	if definitions == nil {
		return
	}
	for _, n := range definitions.Pairs() {
		switch scalar(n.Get("type")) {
		case "basic":
			n.Set("type", text("http", n.Get("type")))
			n.Set("scheme", text("basic", n.Get("type")))
		case "oauth2":
			u.flow(n)
		}
	}
	components.Set("securitySchemes", definitions)
}

// flow moves the one flow that 2.0 knows into flows.
func (u *upgrader) flow(n *tree.Node) {
	flow := mapping(n)
	for _, key := range []string{"authorizationUrl", "tokenUrl", "scopes"} {
		if v := n.Get(key); v != nil {
			flow.Set(key, v)
		}
	}
	name := scalar(n.Get("flow"))
	switch name {
	case "application":
		name = "clientCredentials"
	case "accessCode":
		name = "authorizationCode"
	}
	flows := mapping(n)
	if name != "" {
		flows.Set(name, flow)
	}
	n.Set("flows", flows)
}

// sharedParameters converts the document's parameters. Bodies and form fields
// are written where they are used.
func (u *upgrader) sharedParameters(components *tree.Node) {
	shared := mapping(u.root)
	for key, n := range u.root.Get("parameters").Pairs() {
		if in := scalar(n.Get("in")); in != "body" && in != "formData" {
			u.parameter(n)
			shared.Set(key.Value, n)
		}
	}
	if shared.Len() > 0 {
		components.Set("parameters", shared)
	}
}

// sharedResponses converts the document's responses.
func (u *upgrader) sharedResponses(components *tree.Node) {
	if shared := u.root.Get("responses"); shared != nil {
		for _, n := range shared.Pairs() {
			u.response(n, u.produces)
		}
		components.Set("responses", shared)
	}
}

// pathItem converts the operations of a path.
func (u *upgrader) pathItem(item *tree.Node) {
	common, forms := u.split(item.Get("parameters"))
	if item.Get("parameters") != nil {
		item.Set("parameters", common)
	}
	for method, op := range item.Pairs() {
		if op.Is(tree.Mapping) && slices.Contains([]string{"get", "put", "post", "delete", "options", "head", "patch"}, method.Value) {
			u.operation(op, forms)
		}
	}
}

// operation converts one operation; forms are the body parameters that its path
// has for all.
func (u *upgrader) operation(op *tree.Node, forms []*tree.Node) {
	consumes, produces := u.consumes, u.produces
	if n := op.Get("consumes"); n != nil {
		consumes = stringsOf(n)
	}
	if n := op.Get("produces"); n != nil {
		produces = stringsOf(n)
	}
	if n := op.Get("parameters"); n != nil {
		params, own := u.split(n)
		op.Set("parameters", params)
		if len(own) > 0 {
			forms = own
		}
	}
	if len(forms) > 0 {
		op.Set("requestBody", u.requestBody(forms, consumes))
	}
	for key, resp := range op.Get("responses").Pairs() {
		if !strings.HasPrefix(key.Value, "x-") {
			u.response(resp, produces)
		}
	}
}

// split parts a list of parameters into those that 3.0 has, converted, and
// those that make up a body.
func (u *upgrader) split(list *tree.Node) (params *tree.Node, forms []*tree.Node) {
	params = tree.New(tree.Sequence, "", list)
	for _, n := range elements(list) {
		target := n
		if ref := n.Get("$ref"); ref.Is(tree.String) {
			if t := u.target(ref); t != nil {
				target = t
			}
		}
		switch scalar(target.Get("in")) {
		case "body", "formData":
			forms = append(forms, target)
		default:
			if target == n {
				u.parameter(n)
			}
			params.Items = append(params.Items, n)
		}
	}
	return params, forms
}

// parameter moves a parameter's type into a schema.
func (u *upgrader) parameter(n *tree.Node) {
	if n.Get("schema") != nil || n.Get("$ref") != nil {
		return
	}
	n.Set("schema", u.valueSchema(n))
	for _, key := range valueKeys() {
		n.Delete(key)
	}
	switch format := scalar(n.Get("collectionFormat")); format {
	case "multi":
		n.Set("style", text("form", n))
		n.Set("explode", boolean("true", n))
	case "ssv", "tsv", "pipes":
		style := "spaceDelimited"
		if format == "pipes" {
			style = "pipeDelimited"
		}
		n.Set("style", text(style, n))
		n.Set("explode", boolean("false", n))
	default: // csv is 2.0's default
		if scalar(n.Get("in")) == "query" && scalar(n.Get("schema", "type")) == "array" {
			n.Set("explode", boolean("false", n))
		}
	}
}

// valueKeys are the keywords that 2.0 writes into a parameter and 3.0 into its
// schema.
func valueKeys() []string {
	return []string{"type", "format", "items", "default", "enum", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength",
		"minLength", "pattern", "maxItems", "minItems", "uniqueItems", "multipleOf", "nullable", "x-nullable"}
}

// valueSchema makes a schema of a parameter's own keywords.
func (u *upgrader) valueSchema(n *tree.Node) *tree.Node {
	schema := mapping(n)
	for key, v := range n.Pairs() {
		if slices.Contains(valueKeys(), key.Value) {
			schema.Set(key.Value, v)
		}
	}
	return schema
}

// requestBody makes a body of a body parameter, or of form fields.
func (u *upgrader) requestBody(forms []*tree.Node, consumes []string) *tree.Node {
	first := forms[0]
	body, content := mapping(first), mapping(first)
	if scalar(first.Get("in")) == "body" {
		for _, key := range []string{"description", "required"} {
			if v := first.Get(key); v != nil {
				body.Set(key, v)
			}
		}
		u.content(content, first.Get("schema"), orList(consumes, "application/json"), first)
		body.Set("content", content)
		return body
	}
	schema, properties, required := mapping(first), mapping(first), tree.New(tree.Sequence, "", first)
	kind := "application/x-www-form-urlencoded"
	for _, n := range forms {
		if n.Get("name") == nil {
			u.diags.Errorf(n.Pos(), "bad-parameter", `add "name:"`, "the parameter has no name")
			continue
		}
		property := u.valueSchema(n)
		if v := n.Get("description"); v != nil {
			property.Set("description", v)
		}
		if scalar(n.Get("type")) == "file" {
			kind = "multipart/form-data"
		}
		if isTrue(n.Get("required")) {
			required.Items = append(required.Items, n.Get("name"))
		}
		properties.Set(scalar(n.Get("name")), property)
	}
	if slices.Contains(consumes, "multipart/form-data") && !slices.Contains(consumes, kind) {
		kind = "multipart/form-data"
	}
	schema.Set("type", text("object", first))
	schema.Set("properties", properties)
	if len(required.Items) > 0 {
		schema.Set("required", required)
		body.Set("required", boolean("true", first))
	}
	u.content(content, schema, []string{kind}, first)
	body.Set("content", content)
	return body
}

// content adds a media type object for each type.
func (u *upgrader) content(content, schema *tree.Node, types []string, at *tree.Node) {
	for _, t := range types {
		media := mapping(at)
		if schema != nil {
			media.Set("schema", schema)
		}
		content.Set(t, media)
	}
}

// orList is the list, or a list of the fallback where it is empty.
func orList(list []string, fallback string) []string {
	if len(list) == 0 {
		return []string{fallback}
	}
	return list
}

// response moves a response's schema and examples into content.
func (u *upgrader) response(n *tree.Node, produces []string) {
	schema := n.Get("schema")
	if schema == nil || n.Get("$ref") != nil {
		return
	}
	types := orList(produces, "application/json")
	if scalar(schema.Get("type")) == "file" {
		types = slices.DeleteFunc(slices.Clone(types), isJSON)
		types = orList(types, "application/octet-stream")
	}
	content := mapping(schema)
	u.content(content, schema, types, schema)
	for t, example := range n.Get("examples").Pairs() {
		if media := content.Get(t.Value); media != nil {
			media.Set("example", example)
		} else if len(types) == 1 && isJSON(t.Value) && isJSON(types[0]) {
			content.Get(types[0]).Set("example", example)
		}
	}
	n.Delete("schema")
	n.Delete("examples")
	n.Set("content", content)
}

// swaggerSpelling writes a reference of the converted document as its author
// did.
func swaggerSpelling(ref string) string {
	return strings.NewReplacer("#/components/schemas/", "#/definitions/", "#/components/parameters/", "#/parameters/",
		"#/components/responses/", "#/responses/").Replace(ref)
}
