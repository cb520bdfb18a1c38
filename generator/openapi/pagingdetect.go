// This file recognises pages without being told: parameters that ask for one
// and answers that lead to the next. Where there is doubt it recognises none:
// an iterator that skips or repeats is worse than none.

package openapi

import (
	"regexp"
	"slices"
	"strings"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/names"
)

// detector looks at one operation.
type detector struct {
	r      *rawOp
	op     *ir.Operation
	answer *answer
	params []asked // what a page may be asked for by, the query's first
	paging *ir.Paging
}

// asked is a parameter, or a property of a JSON body that stands for one.
type asked struct {
	param *ir.Param // nil in a body
	body  []string
	name  string // plain
	t     *ir.Type
	doc   ir.Doc
	value string // default, as JSON text
}

// detectPaging recognises an operation's paging; nil is returned where there is
// doubt.
func (l *lowerer) detectPaging(r *rawOp) *ir.Paging {
	if r.out.Result == nil || r.out.Result.Kind != ir.ResultJSON || !slices.Contains([]string{"GET", "QUERY", "POST"}, r.method) {
		return nil
	}
	d := &detector{r: r, op: r.out, params: queryParams(r.out)}
	if r.method != "GET" {
		d.params = append(d.params, bodyParams(r.out)...)
	}
	d.answer = l.readAnswer(r.out)
	if d.answer == nil {
		return nil
	}
	d.paging = &ir.Paging{Items: d.answer.items, Elem: d.answer.elem, First: 1, Size: d.size()}
	if d.cursor() || d.key() || l.link(d) || d.unaskedURL() || l.number(d) || l.offset(d) || d.nextURL() {
		return d.paging
	}
	return nil
}

// queryParams lists the query parameters that a page may be asked for by.
func queryParams(o *ir.Operation) []asked {
	var list []asked
	for _, p := range allParams(o) {
		if p.In == ir.InQuery && p.Filter == nil && p.Const == "" && !p.JSON {
			list = append(list, asked{param: p, name: plain(p.Key), t: underlying(p.Type), doc: p.Doc, value: p.Default})
		}
	}
	return list
}

// bodyParams lists what a page may be asked for by in a JSON body, two deep.
func bodyParams(o *ir.Operation) []asked {
	if o.Body == nil || o.Body.Kind != ir.BodyJSON {
		return nil
	}
	u := underlying(o.Body.Type)
	if !u.IsStruct() {
		return nil
	}
	var list []asked
	add := func(f *ir.Field, path ...string) {
		list = append(list, asked{body: path, name: plain(f.JSON), t: underlying(f.Type), doc: f.Doc, value: f.Default})
	}
	for _, f := range u.Decl.Fields {
		inner := underlying(f.Type)
		if inner.IsStruct() && slices.Contains([]string{"page", "pagination", "paging", "options", "cursor"}, plain(f.JSON)) {
			for _, sub := range inner.Decl.Fields {
				add(sub, f.JSON, sub.JSON)
			}
			continue
		}
		add(f, f.JSON)
	}
	return list
}

// find is the parameter with the first of several plain names that is of a
// kind wanted.
func (d *detector) find(want func(*ir.Type) bool, keys ...string) *asked {
	for _, key := range keys {
		for i, a := range d.params {
			if a.name == key && want(a.t) {
				return &d.params[i]
			}
		}
	}
	return nil
}

// take sets the style and what the page is asked for by.
func (d *detector) take(style ir.PagingStyle, a *asked) bool {
	d.paging.Style, d.paging.Param, d.paging.InBody = style, a.param, a.body
	d.paging.More, d.paging.Done = d.answer.more(), nil
	if d.paging.More == nil {
		d.paging.Done = d.answer.done()
	}
	return true
}

func isText(t *ir.Type) bool { return t.Kind == ir.KindString }

// isNumber holds for what pages and items can be counted by.
func isNumber(t *ir.Type) bool {
	switch t.Kind {
	case ir.KindInt32, ir.KindInt64, ir.KindFloat32, ir.KindFloat64:
		return true
	}
	return false
}

// cursors are the names of parameters that take a cursor.
func cursors() []string {
	return []string{"cursor", "pagetoken", "nexttoken", "continuationtoken", "marker", "pagecursor", "pageafter", "after", "nextcursor", "startcursor", "bookmark",
		"nextpagetoken", "iterator", "continue", "startingafter", "afterid", "afterkey", "startafter", "paginationtoken", "pagekey", "startkey", "nextkey", "next", "page", "offset"}
}

// cursor recognises a text, or number, of the answer that is sent back.
func (d *detector) cursor() bool {
	both := d.find(func(t *ir.Type) bool { return true }, "before", "beforeid", "pagebefore", "endingbefore") != nil
	for _, key := range cursors() {
		a := d.find(func(t *ir.Type) bool { return isText(t) || isNumber(t) && strings.HasSuffix(key, "after") }, key)
		if a == nil {
			continue
		}
		path := d.answer.cursor(a.name, d.answer.more() != nil)
		if path == nil || isNumber(a.t) != isNumber(underlying(path[len(path)-1].Type)) || a.body != nil && !isText(a.t) {
			continue
		}
		if both && d.answer.nextURL() != nil && (a.name == "after" || a.name == "before") {
			continue // which way such a list is read, its own link knows
		}
		d.paging.Cursor = path
		return d.take(ir.PageCursor, a)
	}
	return false
}

// key recognises pages that are asked for by the last item seen.
func (d *detector) key() bool {
	a := d.find(isText, "startingafter", "afterid", "startafter", "after")
	elem := underlying(d.answer.elem)
	if a == nil || a.body != nil || d.answer.more() == nil || !elem.IsStruct() || d.answer.elemNull {
		return false
	}
	id := findField(elem.Decl, "id")
	if id == nil || textOf(id.Type) == 0 {
		return false
	}
	d.paging.Key = []*ir.Field{id}
	return d.take(ir.PageCursor, a)
}

// link recognises a declared Link header.
func (l *lowerer) link(d *detector) bool {
	if d.r.method != "GET" || d.r.op.Responses == nil {
		return false
	}
	for key := range d.r.node.Get("responses").Pairs() {
		ref := d.r.op.Responses.Value(key.Value)
		if !strings.HasPrefix(key.Value, "2") || ref == nil || ref.Value == nil {
			continue
		}
		for name := range l.node(ref.Value.Extensions).Get("headers").Pairs() {
			if strings.EqualFold(name.Value, "Link") {
				return d.take(ir.PageLink, &asked{})
			}
		}
	}
	return false
}

// unaskedURL recognises a URL of the next page where the cursor in it is told
// nowhere else.
func (d *detector) unaskedURL() bool {
	a := d.find(isText, "pagetoken", "cursor", "nexttoken", "continuationtoken", "after", "startingafter", "nextpagetoken", "startposition")
	return a != nil && a.name != "startposition" && d.nextURL()
}

// nextURL recognises a URL of the next page in the answer.
func (d *detector) nextURL() bool {
	if d.r.method != "GET" {
		return false
	}
	if d.paging.Cursor = d.answer.nextURL(); d.paging.Cursor != nil {
		return d.take(ir.PageNextURL, &asked{})
	}
	if d.answer.links == nil || d.paging.Size == nil {
		return false
	}
	d.paging.Links = d.answer.links
	return d.take(ir.PageNextURL, &asked{})
}

// number recognises page numbers.
func (l *lowerer) number(d *detector) bool {
	last := d.answer.last()
	counts := func(t *ir.Type) bool { return isNumber(t) || isText(t) && last != nil }
	a := d.find(counts, "page", "pagenumber", "pageno", "pagenum", "pageindex", "currentpage")
	if a == nil || !d.reads(a) {
		return false
	}
	if last == nil && d.answer.total() == nil && d.find(isText, "pagetoken") != nil {
		return false // the token leads on, and nothing tells where it comes from
	}
	p := d.paging
	p.Last, p.Total, p.Next = last, d.answer.total(), d.answer.nextPage()
	p.First = l.base(d, a, 1)
	return d.take(ir.PagePage, a)
}

// offset recognises counts of items to be skipped.
func (l *lowerer) offset(d *detector) bool {
	total := d.answer.total()
	// A number may be declared as text, but a text may be a cursor, too.
	counts := func(t *ir.Type) bool {
		return isNumber(t) || isText(t) && (total != nil || d.answer.find(func(c clue) bool { return c.name == "totalsetsize" || c.name == "offset" }) != nil)
	}
	a := d.find(counts, "offset", "skip", "startat", "startindex", "startposition", "pageoffset", "firstresult")
	if a == nil && d.paging.Size != nil && d.find(func(*ir.Type) bool { return true }, "end", "to", "until", "endtime", "enddate") == nil {
		a = d.find(isNumber, "start", "from")
	}
	if a == nil || !d.reads(a) || total == nil && (d.paging.Size == nil || notCount.MatchString(a.doc.Summary+" "+a.doc.Description)) {
		return false
	}
	p := d.paging
	p.Total, p.Next = total, d.answer.nextPage()
	p.First = l.base(d, a, 0)
	if plain(a.name) == "startindex" && d.answer.find(func(c clue) bool { return c.name == "itemsperpage" }) != nil {
		p.First = 1 // RFC 7644, section 3.4.2.4
	}
	return d.take(ir.PageOffset, a)
}

// notCount matches the words of an offset that counts no items.
var notCount = regexp.MustCompile(`(?i)greater than (the|this|that) |\bidentifiers?\b|\btimestamps?\b`)

// reads reports whether the operation only reads, which GET does, and POST
// where its name says so; a body wants a size as well.
func (d *detector) reads(a *asked) bool {
	if d.r.method != "POST" {
		return true
	}
	if a.body != nil && (!isNumber(a.t) || d.find(isNumber, sizes()...) == nil) {
		return false
	}
	for _, word := range slices.Concat(names.Words(lastLiteral(d.r.path)), names.Words(d.r.op.OperationID)) {
		if slices.Contains([]string{"search", "list", "query", "filter", "find", "lookup", "all", "get"}, strings.ToLower(word)) {
			return true
		}
	}
	return false
}

// lastLiteral is the last segment of a path that isn't a parameter.
func lastLiteral(path string) string {
	segments := literals(path)
	if len(segments) == 0 {
		return ""
	}
	return segments[len(segments)-1]
}

// sizes are the names of parameters that a page's size is asked for by.
func sizes() []string {
	return []string{"limit", "perpage", "pagesize", "size", "count", "maxresults", "pagelimit", "resultsperpage", "first", "top", "max", "rows", "take", "maxitems",
		"itemsperpage", "pagelength", "recordsperpage"}
}

// size is the parameter that a page's size is asked for by.
func (d *detector) size() *ir.Param {
	a := d.find(func(t *ir.Type) bool { return isNumber(t) || isText(t) }, sizes()...)
	if a == nil {
		return nil
	}
	return a.param
}

var (
	fromZero = regexp.MustCompile(`(?i)\b(zero|0)[- ](based|indexed)|\b(starts?|starting|begins?|beginning|counted) (at|from|with) (page |index )?(0|zero)\b|\bfirst page (is|=) (0|zero)\b|\bdefault(s| is| value is)?( to)?:? \x60?0\b`)
	fromOne  = regexp.MustCompile(`(?i)\b(one|1)[- ](based|indexed)|\b(starts?|starting|begins?|beginning|counted) (at|from|with) (page |index )?(1|one)\b|\bfirst page (is|=) (1|one)\b|\bdefault(s| is| value is)?( to)?:? \x60?1\b`)
)

// base is the number of the first page or item: by the default, the least value
// allowed, or the words.
func (l *lowerer) base(d *detector, a *asked, usual int64) int64 {
	switch strings.Trim(a.value, `"`) {
	case "0":
		return 0
	case "1":
		return 1
	}
	if a.param != nil {
		for _, ref := range l.effective(d.r) {
			if v := ref.Value; v.Name != a.param.Key || v.In != string(a.param.In) || v.Schema == nil || v.Schema.Value == nil {
				continue
			} else if least := scalar(l.resolved(v.Schema).node.Get("minimum")); least == "0" || least == "1" {
				return int64(least[0] - '0')
			}
		}
	}
	text := a.doc.Summary + " " + a.doc.Description
	zero, one := fromZero.MatchString(text), fromOne.MatchString(text)
	switch {
	case zero && !one:
		return 0
	case one && !zero:
		return 1
	case usual == 1 && d.springs():
		return 0
	}
	return usual
}

// springs recognises the answers of Spring Data, whose pages count from 0.
func (d *detector) springs() bool {
	n := len(d.answer.items)
	return n > 0 && d.answer.items[n-1].JSON == "content" && d.answer.find(func(c clue) bool { return c.name == "totalelements" || c.name == "numberofelements" }) != nil
}
