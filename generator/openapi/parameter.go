// This file lowers parameters: which are positional, which optional, which
// ambient variables fill, and how the path's template takes them.

package openapi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/names"
	"github.com/keywright/keywright/generator/tree"
)

// parameters lowers an operation's parameters and those of its path.
func (l *lowerer) parameters(r *rawOp) {
	var path, required, optional []*ir.Param
	for _, ref := range l.effective(r) {
		p := l.parameter(ref, r)
		switch {
		case p == nil:
		case p.In == ir.InPath:
			path = append(path, p)
		case p.Required:
			required = append(required, p)
		default:
			optional = append(optional, p)
		}
	}
	r.out.Params = l.template(r, path)
	r.out.Params = append(r.out.Params, required...)
	if len(optional) > 0 {
		r.out.Options = &ir.ParamsStruct{Fields: optional}
		l.wish(&wish{key: r.name.key + " params", parent: r.name, words: "Params", suffix: "Options", set: func(name string) { r.out.Options.Name = name }})
		nameOptions(r.out.Options)
	}
}

// effective lists the parameters that hold: an operation's own replace those of
// its path with the same name and place (OpenAPI, Operation Object).
func (l *lowerer) effective(r *rawOp) []*openapi3.ParameterRef {
	var list []*openapi3.ParameterRef
	index := map[string]int{}
	for i, ref := range slices.Concat(r.item.Parameters, r.op.Parameters) {
		if ref == nil || ref.Value == nil {
			continue
		}
		key := ref.Value.In + " " + ref.Value.Name
		at, ok := index[key]
		if !ok {
			index[key] = len(list)
			list = append(list, ref)
			continue
		}
		if (i < len(r.item.Parameters)) == (list[at] != nil && slices.Contains(r.item.Parameters, list[at])) {
			l.diags.Warnf(l.node(ref.Value.Extensions).Pos(), "duplicate-parameter", "remove one of the two",
				"the %s parameter %q of %s %s is given twice; the last one is taken", ref.Value.In, ref.Value.Name, r.method, r.path)
		}
		list[at] = ref
	}
	return list
}

// parameter lowers one parameter; nil is returned for what is no Go parameter.
func (l *lowerer) parameter(ref *openapi3.ParameterRef, r *rawOp) *ir.Param {
	v := ref.Value
	n := l.node(v.Extensions)
	p := &ir.Param{Key: v.Name, In: ir.Where(v.In), Required: v.Required, Reserved: v.AllowReserved, Pos: n.Pos()}
	if !l.checkParameter(v, n) {
		return nil
	}
	if x := n.Get("x-keywright-ambient"); x != nil {
		r.out.Ambient = append(r.out.Ambient, l.ambientForm(x, v.Name, p.In, v.Required))
		return nil
	}
	if v.In == openapi3.ParameterInHeader && slices.Contains([]string{"accept", "content-type", "authorization"}, strings.ToLower(v.Name)) {
		return nil // OpenAPI, Parameter Object: such a definition shall be ignored
	}
	p.Required = p.Required || p.In == ir.InPath
	if method, err := v.SerializationMethod(); err == nil {
		p.Style, p.Explode = method.Style, method.Explode
	}
	l.checkStyle(p, n)
	l.ownKey(p, n)
	schema := l.parameterSchema(p, v)
	got := l.parameterType(ref, schema, r)
	p.Type = textType(got.t)
	p.Doc = newDoc("", v.Description)
	p.Doc.Deprecated = deprecation(v.Deprecated, n)
	l.filter(p, n)
	l.parameterNotes(p, n, schema)
	p.Name = l.goName(n)
	return p
}

// checkParameter reports what can't be a parameter.
func (l *lowerer) checkParameter(v *openapi3.Parameter, n *tree.Node) bool {
	switch v.In {
	case openapi3.ParameterInPath, openapi3.ParameterInQuery, openapi3.ParameterInHeader, openapi3.ParameterInCookie:
	case "":
		if n.Get("$ref") == nil && n.Len() > 0 { // what leads nowhere or is no object is reported already
			l.diags.Errorf(n.Pos(), "bad-parameter", `add "in: query", "in: path", "in: header" or "in: cookie"`, "the parameter %q doesn't say where it stands", v.Name)
		}
		return false
	default:
		hint := nearHint(v.In, []string{"path", "query", "header", "cookie"})
		if v.In == "body" || v.In == "formData" {
			hint = "since OpenAPI 3.0 a body is described by requestBody"
		}
		l.diags.Errorf(n.Get("in").Pos(), "bad-parameter", orHint(hint, "a parameter stands in path, query, header or cookie"), "unknown place %q of the parameter %q", v.In, v.Name)
		return false
	}
	if v.Name == "" {
		l.diags.Errorf(n.Pos(), "bad-parameter", `add "name:"`, "the parameter has no name")
		return false
	}
	return true
}

// checkStyle mends styles that don't exist at a parameter's place.
func (l *lowerer) checkStyle(p *ir.Param, n *tree.Node) {
	allowed := map[ir.Where][]string{
		ir.InPath:   {"simple", "label", "matrix"},
		ir.InQuery:  {"form", "spaceDelimited", "pipeDelimited", "deepObject"},
		ir.InHeader: {"simple"},
		ir.InCookie: {"form", "cookie"},
	}[p.In]
	if slices.Contains(allowed, p.Style) {
		return
	}
	l.diags.Warnf(orNode(n.Get("style"), n).Pos(), "bad-style", "styles of a "+string(p.In)+" parameter are "+strings.Join(allowed, ", "),
		"the style %q doesn't exist for a %s parameter; %s is taken", p.Style, p.In, allowed[0])
	p.Style = allowed[0]
	p.Explode = p.In == ir.InQuery
}

// parameterSchema is the schema of the value: its own, or that of the media
// type whose text it is.
func (l *lowerer) parameterSchema(p *ir.Param, v *openapi3.Parameter) *openapi3.SchemaRef {
	if v.Schema != nil || len(v.Content) == 0 {
		return v.Schema
	}
	for key := range l.node(v.Extensions).Get("content").Pairs() {
		media := v.Content[key.Value]
		if media == nil {
			continue
		}
		p.JSON = isJSON(key.Value)
		if !p.JSON {
			return nil
		}
		return media.Schema
	}
	return nil
}

// parameterType lowers the schema; that of a component once for all operations,
// named after the component.
func (l *lowerer) parameterType(ref *openapi3.ParameterRef, schema *openapi3.SchemaRef, r *rawOp) typed {
	if ref.Ref == "" {
		return l.schema(schema, place{owner: r.owner, parent: r.name, words: ref.Value.Name, pointer: r.name.key + " " + ref.Value.In + " " + ref.Value.Name})
	}
	c := l.m.byName["parameters/"+strings.TrimPrefix(ref.Ref, "#/components/parameters/")]
	if c == nil {
		return typed{t: rawType()}
	}
	return l.sharedType(ref.Value, c, schema, "Param")
}

// sharedType lowers the schema of a component that isn't a schema, once.
func (l *lowerer) sharedType(identity any, c *component, schema *openapi3.SchemaRef, suffix string) typed {
	if got, ok := l.shared[identity]; ok {
		return got
	}
	o := &owner{}
	l.owners = append(l.owners, o)
	w := &wish{key: c.pointer, name: names.Exported(c.title)}
	got := l.schema(schema, place{owner: o, parent: w, title: c.title, words: suffix, pointer: c.pointer + "/schema"})
	l.shared[identity] = got
	return got
}

// textType is the type of a value that is written as text: without a type it
// is a string.
func textType(t *ir.Type) *ir.Type {
	switch t.Kind {
	case ir.KindRaw, ir.KindLocalized:
		return &ir.Type{Kind: ir.KindString}
	case ir.KindList:
		return &ir.Type{Kind: ir.KindList, Elem: textType(t.Elem)}
	}
	return t
}

// parameterNotes adds default, example and the only value a parameter may have.
func (l *lowerer) parameterNotes(p *ir.Param, n *tree.Node, schema *openapi3.SchemaRef) {
	p.Example = l.example(n)
	if schema == nil || schema.Value == nil {
		return
	}
	f := l.resolved(schema)
	p.Default = jsonText(f.node.Get("default"))
	p.Example = orElse(p.Example, l.example(f.node))
	if p.Doc.Summary == "" && p.Doc.Description == "" {
		p.Doc.Description = newDoc("", f.description).Description
	}
	if p.Required && p.In != ir.InPath && len(f.enum) == 1 && len(f.unions) == 0 && f.kind() != "array" {
		p.Const = enumText(f.enum[0], ir.KindString)
	}
}

// template cuts a path into segments and puts its parameters in their order.
// A parameter that only the template has is a string.
func (l *lowerer) template(r *rawOp, declared []*ir.Param) []*ir.Param {
	var ordered []*ir.Param
	rest := r.path
	for rest != "" {
		open := strings.IndexByte(rest, '{')
		end := strings.IndexByte(rest, '}')
		if open < 0 || end < open {
			break
		}
		if open > 0 {
			r.out.Segments = append(r.out.Segments, ir.Segment{Literal: rest[:open]})
		}
		name := strings.TrimSuffix(strings.TrimPrefix(rest[open+1:end], "+"), "*")
		p := l.pathParam(r, name, declared)
		if strings.HasPrefix(rest[open+1:], "+") {
			p.Reserved = true
		}
		r.out.Segments = append(r.out.Segments, ir.Segment{Param: p})
		if !slices.Contains(ordered, p) {
			ordered = append(ordered, p)
			if !slices.Contains(declared, p) {
				declared = append(declared, p)
			}
		}
		rest = rest[end+1:]
	}
	if rest != "" {
		r.out.Segments = append(r.out.Segments, ir.Segment{Literal: rest})
	}
	for _, p := range declared {
		if slices.Contains(ordered, p) {
			continue
		}
		hint := "write {" + p.Key + "} where it belongs, or remove the parameter"
		l.diags.Warnf(p.Pos, "unused-path-parameter", hint, "the path %s has no place for the path parameter %q; it is left out", r.path, p.Key)
	}
	return ordered
}

// pathParam finds the parameter of a template's name, or makes one.
func (l *lowerer) pathParam(r *rawOp, name string, declared []*ir.Param) *ir.Param {
	for _, p := range declared {
		if p.Key == name {
			return p
		}
	}
	hint := fmt.Sprintf("add {name: %s, in: path, required: true, schema: {type: string}} to the parameters", name)
	var keys []string
	for _, p := range declared {
		keys = append(keys, p.Key)
	}
	hint = orHint(nearHint(name, keys), hint)
	l.diags.Warnf(r.pathKey.Pos(), "undeclared-path-parameter", hint, "%s %s doesn't declare the path parameter %q; a string is taken", r.method, r.path, name)
	return &ir.Param{Key: name, In: ir.InPath, Required: true, Style: "simple", Type: &ir.Type{Kind: ir.KindString}, Pos: r.pathKey.Pos()}
}

// nameArguments names what is positional, the body among it.
func (l *lowerer) nameArguments(o *ir.Operation, r *rawOp) {
	scope := names.NewScope(nil)
	var claims []names.Claim
	for _, p := range o.Params {
		if p.Const != "" && p.In != ir.InPath {
			p.Name = names.Unexported(p.Key)
			continue
		}
		c := names.Claim{Key: rank(p.In) + " " + p.Key, Source: p.Key, Set: func(name string) { p.Name = name }}
		if p.Name != "" {
			c.Wants, c.Fixed = append(c.Wants, names.Unexported(p.Name)), true
		}
		c.Wants = append(c.Wants, names.Unexported(p.Key), names.Unexported(p.Key+" "+string(p.In)))
		claims = append(claims, c)
	}
	if o.Body != nil {
		claims = append(claims, names.Claim{Key: "body", Wants: []string{bodyName(o.Body), "payload", "requestBody"}, Set: func(name string) { o.Body.Name = name }})
	}
	scope.Settle(claims)
}

// rank orders parameters of one name: who is in the path or query keeps it.
func rank(in ir.Where) string {
	switch in {
	case ir.InPath:
		return "0"
	case ir.InQuery:
		return "1"
	case ir.InHeader:
		return "2"
	}
	return "3"
}

// nameOptions names the fields of a params struct.
func nameOptions(s *ir.ParamsStruct) {
	scope := names.NewScope(nil)
	claims := make([]names.Claim, 0, len(s.Fields))
	for _, p := range s.Fields {
		c := names.Claim{Key: rank(p.In) + " " + p.Key, Source: p.Key, Set: func(name string) { p.Name = name }}
		if p.Name != "" {
			c.Wants, c.Fixed = append(c.Wants, p.Name), true
		}
		c.Wants = append(c.Wants, names.Exported(p.Key), names.Exported(p.Key, string(p.In)))
		claims = append(claims, c)
	}
	scope.Settle(claims)
}
