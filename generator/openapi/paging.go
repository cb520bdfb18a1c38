// This file lowers what a description says of pages and streams itself:
// x-keywright-paging and x-keywright-stream.

package openapi

import (
	"slices"
	"strings"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/tree"
)

// paging lowers or detects an operation's paging.
func (l *lowerer) paging(r *rawOp) {
	x, all := r.node.Get("x-keywright-paging"), l.root.Get("x-keywright-paging")
	if off, ok := x.Bool(); ok && !off {
		return
	}
	if x != nil && !x.Is(tree.Bool) {
		r.out.Paging = l.explicitPaging(r, x)
		return
	}
	if off, ok := all.Bool(); ok && !off && x == nil {
		return // none in the whole document but where an operation asks for it
	}
	r.out.Paging = l.detectPaging(r)
	if x != nil && r.out.Paging == nil {
		l.diags.Errorf(x.Pos(), "bad-paging", "say how: {style: page, param: page, items: results}", "no paging could be recognised in %s %s", r.method, r.path)
	}
}

// explicitPaging lowers x-keywright-paging.
func (l *lowerer) explicitPaging(r *rawOp, x *tree.Node) *ir.Paging {
	known(x, "x-keywright-paging", l.diags, "style", "param", "size", "items", "last", "cursor", "key", "next", "more", "done", "total", "first", "capped")
	p := &ir.Paging{Style: ir.PagingStyle(scalar(x.Get("style"))), First: 1}
	styles := []string{string(ir.PagePage), string(ir.PageOffset), string(ir.PageCursor), string(ir.PageLink), string(ir.PageNextURL)}
	if !slices.Contains(styles, string(p.Style)) {
		l.diags.Errorf(orNode(x.Get("style"), x).Pos(), "bad-paging", orHint(nearHint(string(p.Style), styles), "the styles are "+strings.Join(styles, ", ")), "unknown paging style %q", string(p.Style))
		return nil
	}
	if r.out.Result == nil || r.out.Result.Kind != ir.ResultJSON {
		l.diags.Errorf(x.Pos(), "bad-paging", "remove x-keywright-paging", "%s %s answers no JSON, so there are no pages in it", r.method, r.path)
		return nil
	}
	ok := true
	param := func(key string, required bool) *ir.Param {
		n := x.Get(key)
		if n == nil {
			if required {
				l.diags.Errorf(x.Pos(), "bad-paging", "add \""+key+":\" with the parameter's name", "paging of style %s wants %s", p.Style, key)
				ok = false
			}
			return nil
		}
		found := findParam(r.out, scalar(n))
		if found == nil && key == "param" {
			p.InBody = l.bodyPath(r.out, scalar(n))
		}
		if found == nil && (p.InBody == nil || key != "param") {
			l.diags.Errorf(n.Pos(), "bad-paging", orHint(nearHint(scalar(n), paramKeys(r.out)), "name a parameter in query or header, or a property of a JSON body"), "%s %s has no parameter %q", r.method, r.path, scalar(n))
			ok = false
		}
		return found
	}
	path := func(key string, required bool) ([]*ir.Field, *ir.Type) {
		n := x.Get(key)
		if n == nil {
			if required {
				l.diags.Errorf(x.Pos(), "bad-paging", "add \""+key+":\" with the property's name", "paging of style %s wants %s", p.Style, key)
				ok = false
			}
			return nil, nil
		}
		fields, t := l.fieldPath(r.out.Result.Type, n)
		ok = ok && fields != nil
		return fields, t
	}
	needsParam := p.Style == ir.PagePage || p.Style == ir.PageOffset || p.Style == ir.PageCursor
	p.Param, p.Size = param("param", needsParam), param("size", false)
	listed := underlying(r.out.Result.Type).Kind == ir.KindList
	var items *ir.Type
	if p.Items, items = path("items", !listed); items == nil && listed {
		items = r.out.Result.Type
	}
	p.Last, _ = path("last", false)
	p.Total, _ = path("total", false)
	flag := func(key string) []*ir.Field {
		fields, t := path(key, false)
		if t != nil && t.Kind != ir.KindBool {
			l.diags.Errorf(x.Get(key).Pos(), "bad-paging", "name a property of type boolean", "%s must lead to a boolean", key)
			ok = false
		}
		return fields
	}
	p.More, p.Done, p.Capped = flag("more"), flag("done"), flag("capped")
	key := "cursor"
	if x.Get("cursor") == nil && x.Get("next") != nil {
		key = "next"
	}
	leads := p.Style == ir.PageCursor || p.Style == ir.PageNextURL
	where, _ := path(key, leads && x.Get("key") == nil)
	if leads {
		p.Cursor = where
	} else {
		p.Next = where
	}
	if n := x.Get("first"); n != nil {
		p.First, _ = n.Int()
	}
	if !ok || items == nil {
		return nil
	}
	if underlying(items).Kind != ir.KindList {
		l.diags.Errorf(orNode(x.Get("items"), x).Pos(), "bad-paging", "name the property that holds the list", "items must lead to a list")
		return nil
	}
	p.Elem = underlying(items).Elem
	if n := x.Get("key"); n != nil {
		if p.Key, _ = l.fieldPath(p.Elem, n); p.Key == nil {
			return nil
		}
	}
	return p
}

// bodyPath finds a property of a JSON body by its names, parted by dots; nil is
// returned for what isn't there.
func (l *lowerer) bodyPath(o *ir.Operation, path string) []string {
	if o.Body == nil || o.Body.Kind != ir.BodyJSON {
		return nil
	}
	names := strings.Split(path, ".")
	t := o.Body.Type
	for _, name := range names {
		u := underlying(t)
		if !u.IsStruct() {
			return nil
		}
		f := findField(u.Decl, name)
		if f == nil {
			return nil
		}
		t = f.Type
	}
	return names
}

// paramKeys lists the parameters by their names on the wire.
func paramKeys(o *ir.Operation) []string {
	var keys []string
	for _, p := range allParams(o) {
		keys = append(keys, p.Key)
	}
	return keys
}

// findParam finds the parameter that pages are asked for by.
func findParam(o *ir.Operation, key string) *ir.Param {
	for _, p := range allParams(o) {
		if p.Key == key && (p.In == ir.InQuery || p.In == ir.InHeader) {
			return p
		}
	}
	return nil
}

// underlying is a type behind the names of lists and maps.
func underlying(t *ir.Type) *ir.Type {
	for t.Kind == ir.KindDecl && t.Decl.Kind == ir.DeclAlias {
		t = t.Decl.Under
	}
	return t
}

// fieldPath follows a path of JSON names, parted by dots, from a type, and
// reports where it ends too early.
func (l *lowerer) fieldPath(t *ir.Type, n *tree.Node) ([]*ir.Field, *ir.Type) {
	var path []*ir.Field
	for name := range strings.SplitSeq(scalar(n), ".") {
		u := underlying(t)
		if u.Kind != ir.KindDecl || u.Decl.Kind != ir.DeclStruct {
			l.diags.Errorf(n.Pos(), "bad-path", "name properties from the answer's root, parted by dots", "the path %q leads into something that has no properties at %q", scalar(n), name)
			return nil, nil
		}
		f := findField(u.Decl, name)
		if f == nil {
			l.diags.Errorf(n.Pos(), "bad-path", orHint(nearHint(name, fieldKeys(u.Decl)), "name properties from the answer's root, parted by dots"), "the path %q leads nowhere: there is no property %q", scalar(n), name)
			return nil, nil
		}
		path = append(path, f)
		t = f.Type
	}
	return path, t
}

// findField finds a property by its JSON name.
func findField(d *ir.Decl, name string) *ir.Field {
	i := slices.IndexFunc(d.Fields, func(f *ir.Field) bool { return f.JSON == name })
	if i < 0 {
		return nil
	}
	return d.Fields[i]
}

// fieldKeys lists the JSON names of a struct, for hints.
func fieldKeys(d *ir.Decl) []string {
	keys := make([]string, len(d.Fields))
	for i, f := range d.Fields {
		keys[i] = f.JSON
	}
	return keys
}

// stream lowers x-keywright-stream: the path to a list that is worth reading
// element by element.
func (l *lowerer) stream(r *rawOp) {
	x := r.node.Get("x-keywright-stream")
	if x == nil {
		return
	}
	if r.out.Result == nil || r.out.Result.Kind != ir.ResultJSON || !x.Is(tree.String) {
		l.diags.Errorf(x.Pos(), "bad-stream", "write the path of the list, such as auctions", "x-keywright-stream wants the path to a list in a JSON answer")
		return
	}
	fields, t := l.fieldPath(r.out.Result.Type, x)
	if fields == nil {
		return
	}
	if underlying(t).Kind != ir.KindList {
		l.diags.Errorf(x.Pos(), "bad-stream", "name the property that holds the list", "%q is no list", x.Value)
		return
	}
	r.out.Result.Stream = &ir.Stream{Path: strings.Split(x.Value, "."), Elem: underlying(t).Elem}
}
