// This file reads an answer for what tells of pages: the list of items, and
// cursors, counts, flags and links in the objects around it.

package openapi

import (
	"slices"
	"strings"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/names"
)

// answer is what a result tells of its pages.
type answer struct {
	items []*ir.Field // path to the list; nil where the result is the list
	elem  *ir.Type
	// elemNull says that an item may be null.
	elemNull bool
	clues    []clue
	links    *ir.Links
}

// clue is a scalar in the result, or in an object of it that tells of pages.
type clue struct {
	path  []*ir.Field
	name  string // plain
	under string // plain name of the object it is in; empty: the result itself, or what holds the items
	uri   bool   // it reads as a URL
}

// last is the field that the clue is.
func (c clue) last() *ir.Field { return c.path[len(c.path)-1] }

// plain is a name without what styles differ in: page[size], page_size and
// pageSize are one.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, name)
}

// readAnswer finds the list of items in an operation's result, and the clues
// around it; nil is returned where no list is the answer's matter.
func (l *lowerer) readAnswer(o *ir.Operation) *answer {
	noun := lastNoun(o.Path)
	a := &answer{}
	root := underlying(o.Result.Type)
	if root.Kind == ir.KindList {
		a.elem, a.elemNull = root.Elem, root.ElemNull
		return a
	}
	if !root.IsStruct() {
		return nil
	}
	if list := pickList(root.Decl, noun); list != nil {
		a.items = []*ir.Field{list}
	} else if a.items = nestedList(root.Decl, noun); a.items == nil {
		return nil
	}
	list := underlying(a.items[len(a.items)-1].Type)
	a.elem, a.elemNull = list.Elem, list.ElemNull
	l.gather(a, root.Decl, nil, "", 0)
	if len(a.items) == 2 {
		l.gather(a, underlying(a.items[0].Type).Decl, a.items[:1], "", 0)
	}
	return a
}

// lastNoun is the last word of a path that isn't a parameter: what a list there
// is called.
func lastNoun(path string) string {
	verbs := []string{"search", "list", "all", "query", "get", "find", "filter", "lookup", "index", "json"}
	for _, segment := range slices.Backward(literals(path)) {
		for _, word := range slices.Backward(names.Words(segment)) {
			if !slices.Contains(verbs, strings.ToLower(word)) {
				return word
			}
		}
	}
	return ""
}

// pickList finds the list that an object is about: the only one with a telling
// name, or called as the path is, or the only one of an object that says little
// else.
func pickList(d *ir.Decl, noun string) *ir.Field {
	var telling, called, others []*ir.Field
	foreign := 0
	for _, f := range d.Fields {
		name := plain(f.JSON)
		switch {
		case underlying(f.Type).Kind != ir.KindList:
			if !aboutPages(name) {
				foreign++
			}
			continue
		case slices.Contains(tellingNames(), name):
			telling = append(telling, f)
		}
		if words := names.Words(f.JSON); noun != "" && len(words) > 0 && names.SameNoun(words[len(words)-1], noun) {
			called = append(called, f)
		}
		if !slices.Contains(besideNames(), name) {
			others = append(others, f)
		}
	}
	switch {
	case len(telling) == 1:
		return telling[0]
	case len(called) == 1:
		return called[0]
	case len(others) == 1 && foreign <= 2:
		return others[0]
	}
	return nil
}

// nestedList finds the list in an object of the answer, where only one has any.
func nestedList(d *ir.Decl, noun string) []*ir.Field {
	var found []*ir.Field
	for _, f := range d.Fields {
		u := underlying(f.Type)
		if underlying(f.Type).Kind == ir.KindList && !slices.Contains(besideNames(), plain(f.JSON)) {
			return nil // several lists at the root: none is the answer's matter
		}
		if !u.IsStruct() || u.Decl == d || len(u.Decl.Fields) == 0 {
			continue
		}
		list := pickList(u.Decl, noun)
		if list == nil {
			continue
		}
		if found != nil {
			return nil
		}
		found = []*ir.Field{f, list}
	}
	return found
}

// tellingNames are those of lists that are what an answer is about.
func tellingNames() []string {
	return []string{"data", "results", "items", "result", "records", "entries", "values", "rows", "list", "content", "elements", "objects", "collection",
		"embedded", "resources", "docs", "nodes", "hits", "value"}
}

// besideNames are those of lists that stand beside what an answer is about.
func besideNames() []string {
	return []string{"errors", "warnings", "messages", "links", "included", "includes", "facets", "aggregations", "query", "queries", "filters", "sort",
		"tags", "notices", "alerts", "notifications", "actions", "seeds"}
}

// aboutPages holds for names of what is said of pages and answers in general.
func aboutPages(name string) bool {
	for _, word := range []string{"page", "total", "count", "limit", "offset", "size", "next", "prev", "first", "last", "more", "cursor", "token", "start", "number",
		"link", "href", "url", "uri", "meta", "status", "success", "error", "message", "code", "object", "kind", "version", "took", "time", "skip", "incomplete",
		"bookmark", "iterator", "done", "paging", "paginat", "etag", "sort", "header", "request", "embedded", "warning"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return name == "ok" || name == "type" || name == "from" || name == "to" || name == "end" || name == "self"
}

// gather lists the scalars of an object and of those in it that tell of
// pages, three deep.
func (l *lowerer) gather(a *answer, d *ir.Decl, path []*ir.Field, under string, depth int) {
	for _, f := range d.Fields {
		at := append(slices.Clip(path), f)
		u, name := underlying(f.Type), plain(f.JSON)
		switch {
		case u.IsStruct() && depth < 3 && slices.Contains(envelopes(), name):
			l.gather(a, u.Decl, at, name, depth+1)
		case u.Kind == ir.KindList && strings.HasSuffix(name, "links") && a.links == nil:
			a.links = linksAt(at, u.Elem)
		case u.Kind == ir.KindString || u.Kind == ir.KindBool || isNumber(u):
			a.clues = append(a.clues, clue{path: at, name: name, under: under, uri: l.uris[f] || readsAsURL(f, name, under)})
		}
	}
}

// envelopes are the names of objects in an answer that tell of its pages.
func envelopes() []string {
	return []string{"meta", "metadata", "responsemetadata", "pagination", "paging", "page", "pages", "pageinfo", "pagingmetadata", "pagemetadata", "paginationinfo",
		"links", "cursor", "cursors", "next", "nextpage", "resultinfo", "pagininfo", "pageable", "paginationmeta", "listmeta"}
}

// linksAt reads a list of links: objects with a relation and a target.
func linksAt(path []*ir.Field, elem *ir.Type) *ir.Links {
	u := underlying(elem)
	if !u.IsStruct() || len(path) == 0 || underlying(path[len(path)-1].Type).ElemNull {
		return nil
	}
	links := &ir.Links{Path: path, Rel: findField(u.Decl, "rel"), Href: findField(u.Decl, "href")}
	if links.Rel == nil || links.Href == nil || textOf(links.Rel.Type) == 0 || links.Href.Type.Kind != ir.KindString {
		return nil
	}
	return links
}

// textOf is the kind of a text, enum or not; 0 for what is none.
func textOf(t *ir.Type) ir.Kind {
	u := underlying(t)
	if u.Kind == ir.KindDecl && u.Decl.Kind == ir.DeclEnum {
		u = u.Decl.Under
	}
	if u.Kind == ir.KindString {
		return u.Kind
	}
	return 0
}

// readsAsURL judges by name, place, words and example whether a text is a URL.
func readsAsURL(f *ir.Field, name, under string) bool {
	for _, word := range []string{"url", "uri", "link", "href"} {
		if strings.HasSuffix(name, word) {
			return true
		}
	}
	if strings.HasSuffix(under, "links") {
		return true
	}
	example := strings.Trim(f.Example, `"`)
	if strings.Contains(example, "://") || strings.HasPrefix(example, "/") || strings.HasPrefix(example, "?") {
		return true
	}
	for _, word := range names.Words(f.Doc.Summary + " " + f.Doc.Description) {
		if slices.Contains([]string{"url", "uri", "link", "hyperlink", "href"}, strings.ToLower(word)) {
			return true
		}
	}
	return false
}

// find is the first clue that one of several tests holds for, the first test
// first.
func (a *answer) find(tests ...func(clue) bool) []*ir.Field {
	for _, holds := range tests {
		for _, c := range a.clues {
			if holds(c) {
				return c.path
			}
		}
	}
	return nil
}

// last is where the number of pages is told.
func (a *answer) last() []*ir.Field {
	return a.find(func(c clue) bool {
		return isNumber(underlying(c.last().Type)) && slices.Contains([]string{"pagecount", "totalpages", "lastpage", "pages", "numpages", "pagestotal", "totalpagecount", "pagetotal"}, c.name)
	})
}

// total is where the number of items in all pages is told.
func (a *answer) total() []*ir.Field {
	number := func(c clue) bool { return isNumber(underlying(c.last().Type)) }
	noun := ""
	if n := len(a.items); n > 0 {
		noun = plain(a.items[n-1].JSON)
	}
	return a.find(func(c clue) bool {
		return number(c) && slices.Contains([]string{"total", "totalcount", "totalresults", "totalitems", "totalelements", "totalsize", "totalrecords", "totalsetsize",
			"itemstotal", "totalobjects", "totalhits", "totalentries", "totalrows", "resultstotal", "recordstotal"}, c.name)
	}, func(c clue) bool { return number(c) && noun != "" && c.name == "total"+noun })
}

// more is the flag that says that there is another page.
func (a *answer) more() []*ir.Field {
	return a.find(func(c clue) bool {
		return underlying(c.last().Type).Kind == ir.KindBool && slices.Contains([]string{"hasmore", "hasnext", "hasnextpage", "more", "moreavailable", "hasmoreitems",
			"hasmoreresults", "hasmoredata", "hasmorepages", "nextpage", "morepages", "istruncated"}, c.name)
	})
}

// done is the flag that says that this is the last page.
func (a *answer) done() []*ir.Field {
	return a.find(func(c clue) bool {
		return underlying(c.last().Type).Kind == ir.KindBool && slices.Contains([]string{"done", "islast", "islastpage", "last", "lastpage"}, c.name)
	})
}

// nextURL is where the next page's URL is.
func (a *answer) nextURL() []*ir.Field {
	text := func(c clue) bool { return underlying(c.last().Type).Kind == ir.KindString }
	return a.find(func(c clue) bool {
		return text(c) && (slices.Contains([]string{"nexturl", "nextlink", "nextpageurl", "nextpageuri", "nexturi", "nextpagelink", "odatanextlink", "nexthref"}, c.name) ||
			c.uri && (c.name == "next" || c.name == "nextpage" || c.under == "next" && (c.name == "href" || c.name == "url" || c.name == "link" || c.name == "uri")))
	})
}

// nextPage is what only a page before another has: its number or URL.
func (a *answer) nextPage() []*ir.Field {
	if path := a.nextURL(); path != nil {
		return path
	}
	return a.find(func(c clue) bool {
		return underlying(c.last().Type).Kind != ir.KindBool && slices.Contains([]string{"nextpage", "nextpagenumber", "nextoffset"}, c.name)
	})
}

// cursor is where the next page's cursor is, for a parameter of a plain name.
func (a *answer) cursor(param string, more bool) []*ir.Field {
	text := func(c clue) bool {
		u := underlying(c.last().Type)
		return u.Kind == ir.KindString || isNumber(u)
	}
	return a.find(
		func(c clue) bool {
			return text(c) && !c.uri && (c.name == "next"+param || slices.Contains([]string{"nextcursor", "nextpagetoken", "nexttoken", "nextpagecursor", "nextcontinuationtoken",
				"nextmarker", "nextbookmark", "nextkey", "nextpagekey", "endcursor", "nextiterator", "nextpageid", "nextcursorid"}, c.name))
		},
		func(c clue) bool {
			switch c.under {
			case "cursor", "cursors", "pagecursor":
				return text(c) && !c.uri && (c.name == "after" || c.name == "next" || c.name == "end")
			case "next", "nextpage":
				return text(c) && !c.uri && (c.name == param || c.name == "after" || c.name == "cursor" || c.name == "token" || c.name == "offset")
			case "page", "paging", "pagination", "pageinfo", "meta":
				return text(c) && !c.uri && (c.name == "after" || c.name == "nextpage" && param == "page" || c.name == "next")
			}
			return text(c) && !c.uri && c.name == "nextpage"
		},
		// The parameter's own name: what comes back is what to send next.
		func(c clue) bool {
			return text(c) && !c.uri && c.name == param && slices.Contains([]string{"cursor", "bookmark", "iterator", "continue", "continuationtoken", "nextpagetoken", "nexttoken", "nextcursor", "marker"}, param)
		},
		func(c clue) bool { return more && text(c) && c.name == "lastid" },
	)
}
