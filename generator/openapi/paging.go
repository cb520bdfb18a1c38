// This file finds out which operations answer in pages: as x-keywright-paging
// says, or by parameters and answers of a well-known form.

package openapi

import (
	"slices"
	"strconv"
	"strings"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/tree"
)

// paging lowers or detects an operation's paging.
func (l *lowerer) paging(r *rawOp) {
	x := r.node.Get("x-keywright-paging")
	if off, ok := x.Bool(); ok && !off {
		return
	}
	if x != nil && !x.Is(tree.Bool) {
		r.out.Paging = l.explicitPaging(r, x)
		return
	}
	if r.method == "GET" && r.out.Result != nil && r.out.Result.Kind == ir.ResultJSON {
		r.out.Paging = detectPaging(r.out)
	}
	if x != nil && r.out.Paging == nil {
		l.diags.Errorf(x.Pos(), "bad-paging", "say how: {style: page, param: page, items: results}", "no paging could be recognised in %s %s", r.method, r.path)
	}
}

// explicitPaging lowers x-keywright-paging.
func (l *lowerer) explicitPaging(r *rawOp, x *tree.Node) *ir.Paging {
	known(x, "x-keywright-paging", l.diags, "style", "param", "size", "items", "last", "cursor", "next", "more", "first", "capped")
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
		if found == nil {
			l.diags.Errorf(n.Pos(), "bad-paging", orHint(nearHint(scalar(n), paramKeys(r.out)), "name a parameter in query or header"), "%s %s has no parameter %q", r.method, r.path, scalar(n))
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
	flag := func(key string) []*ir.Field {
		fields, t := path(key, false)
		if t != nil && t.Kind != ir.KindBool {
			l.diags.Errorf(x.Get(key).Pos(), "bad-paging", "name a property of type boolean", "%s must lead to a boolean", key)
			ok = false
		}
		return fields
	}
	p.More, p.Capped = flag("more"), flag("capped")
	key := "cursor"
	if x.Get("cursor") == nil && x.Get("next") != nil {
		key = "next"
	}
	p.Cursor, _ = path(key, p.Style == ir.PageCursor || p.Style == ir.PageNextURL)
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
	return p
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

// detectPaging recognises paging of a well-known form; nil is returned where
// there is doubt.
func detectPaging(o *ir.Operation) *ir.Paging {
	items, elem, ok := findItems(o.Result.Type)
	if !ok {
		return nil
	}
	p := &ir.Paging{Items: items, Elem: elem, First: 1, Size: queryParam(o, "limit", "per_page", "perPage", "page_size", "pageSize", "_pageSize", "size", "count", "max_results", "maxResults", "first", "page_limit", "results_per_page")}
	if c := queryParam(o, "cursor", "page_token", "pageToken", "next_token", "nextToken", "continuation_token", "continuationToken", "marker", "page_cursor", "pageCursor", "after", "next_cursor", "start_cursor", "bookmark", "next_page_token"); c != nil && c.Type.Kind == ir.KindString {
		if cursor := findCursor(o.Result.Type); cursor != nil {
			p.Style, p.Param, p.Cursor = ir.PageCursor, c, cursor
			p.More = findMore(o.Result.Type)
			return p
		}
	}
	if c := queryParam(o, "page", "_page", "pageNumber", "page_number", "pageNo", "page_no"); c != nil && isInteger(c.Type) {
		p.Style, p.Param = ir.PagePage, c
		p.Last, p.More = findLast(o.Result.Type), findMore(o.Result.Type)
		if first, err := strconv.ParseInt(c.Default, 10, 64); err == nil && first == 0 {
			p.First = 0
		}
		return p
	}
	if c := queryParam(o, "offset", "skip", "startAt", "startIndex", "start_index"); c != nil && isInteger(c.Type) {
		p.Style, p.Param, p.First = ir.PageOffset, c, 0
		p.More = findMore(o.Result.Type)
		return p
	}
	return nil
}

// isInteger holds for what pages and items can be counted by.
func isInteger(t *ir.Type) bool { return t.Kind == ir.KindInt32 || t.Kind == ir.KindInt64 }

// queryParam finds an optional query parameter by the first of several names.
func queryParam(o *ir.Operation, keys ...string) *ir.Param {
	if o.Options == nil {
		return nil
	}
	for _, key := range keys {
		for _, p := range o.Options.Fields {
			if p.In == ir.InQuery && p.Key == key {
				return p
			}
		}
	}
	return nil
}

// findItems finds the list that an answer is or holds: its only list of
// objects, or the only one with a telling name.
func findItems(t *ir.Type) ([]*ir.Field, *ir.Type, bool) {
	u := underlying(t)
	if u.Kind == ir.KindList {
		return nil, u.Elem, true
	}
	if u.Kind != ir.KindDecl || u.Decl.Kind != ir.DeclStruct {
		return nil, nil, false
	}
	var lists, named []*ir.Field
	for _, f := range u.Decl.Fields {
		if underlying(f.Type).Kind != ir.KindList {
			continue
		}
		lists = append(lists, f)
		if slices.Contains([]string{"data", "results", "items", "result", "records", "entries", "values", "rows", "list", "content", "elements", "objects", "collection"}, strings.ToLower(f.JSON)) {
			named = append(named, f)
		}
	}
	if len(named) == 1 {
		lists = named
	}
	if len(lists) != 1 {
		return nil, nil, false
	}
	return lists, underlying(lists[0].Type).Elem, true
}

// findCursor finds the property with the next page's cursor.
func findCursor(t *ir.Type) []*ir.Field {
	return findPath(t, func(f *ir.Field) bool { return f.Type.Kind == ir.KindString },
		"next_cursor", "nextCursor", "next_page_token", "nextPageToken", "next_token", "nextToken", "cursor.next", "cursor.after", "cursors.after",
		"paging.cursors.after", "paging.next_cursor", "response_metadata.next_cursor", "meta.next_cursor", "meta.nextCursor", "pagination.next_cursor",
		"pagination.nextCursor", "pagination.next_page_token", "page.next_cursor", "meta.after", "meta.page.after", "continuation_token",
		"continuationToken", "next_page_cursor", "nextPageCursor", "end_cursor", "page_info.end_cursor", "pageInfo.endCursor", "bookmark", "next_marker", "nextMarker", "cursor", "iterator")
}

// findLast finds the property with the number of pages.
func findLast(t *ir.Type) []*ir.Field {
	return findPath(t, func(f *ir.Field) bool { return isInteger(f.Type) },
		"pageCount", "page_count", "total_pages", "totalPages", "last_page", "lastPage", "pages", "num_pages", "numPages",
		"meta.total_pages", "meta.totalPages", "meta.last_page", "meta.page_count", "pagination.total_pages", "pagination.totalPages", "pagination.pages",
		"pagination.last_page", "pagination.page_count", "meta.pagination.total_pages", "paging.total_pages", "page.totalPages")
}

// findMore finds the flag that says whether there is another page.
func findMore(t *ir.Type) []*ir.Field {
	return findPath(t, func(f *ir.Field) bool { return f.Type.Kind == ir.KindBool },
		"has_more", "hasMore", "has_next", "hasNext", "has_next_page", "hasNextPage", "more", "meta.has_more", "meta.hasMore", "pagination.has_more",
		"pagination.hasMore", "pagination.has_next", "page_info.has_next_page", "pageInfo.hasNextPage", "paging.has_more")
}

// findPath finds the first of several paths whose end is as wanted.
func findPath(t *ir.Type, want func(*ir.Field) bool, paths ...string) []*ir.Field {
	for _, path := range paths {
		var fields []*ir.Field
		u := underlying(t)
		for name := range strings.SplitSeq(path, ".") {
			if u.Kind != ir.KindDecl || u.Decl.Kind != ir.DeclStruct {
				fields = nil
				break
			}
			f := findField(u.Decl, name)
			if f == nil {
				fields = nil
				break
			}
			fields = append(fields, f)
			u = underlying(f.Type)
		}
		if len(fields) > 0 && want(fields[len(fields)-1]) {
			return fields
		}
	}
	return nil
}
