// Paging: one function for all styles, told apart by a Pager.

package client

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"reflect"
	"strconv"

	"github.com/keywright/keywright/templates/wire"
)

// Page is what a page's answer says.
type Page[T any] struct {
	Items  []T
	Last   int64          // number of the last page; 0 where it isn't told
	Total  int64          // items in all pages; 0 where it isn't told
	Next   string         // the next page's cursor or URL, or what else only a page before another has; empty: there is none
	More   wire.Opt[bool] // whether there are more pages, where it is told
	Capped bool           // the server counts no further: there is more than all pages hold
}

// Pager is the way from a page to the next. Its parameter stands in the query,
// or in a JSON body; a value that the caller's params give it is where the pages
// begin.
type Pager struct {
	style pagerStyle
	param string
	body  []string // names that lead to the parameter in a JSON body; nil: param is it
	first int64
}

// pagerStyle is the way from a page to the next.
type pagerStyle uint8

const (
	byPage pagerStyle = iota + 1
	byOffset
	byCursor
	byLink
	byNextURL
)

// ByPage counts pages in param, from first.
func ByPage(param string, first int64) Pager {
	return Pager{style: byPage, param: param, first: first}
}

// ByOffset counts items in param, from first.
func ByOffset(param string, first int64) Pager {
	return Pager{style: byOffset, param: param, first: first}
}

// ByCursor sends Page.Next in param.
func ByCursor(param string) Pager { return Pager{style: byCursor, param: param} }

// ByLink follows the Link header with rel="next" (RFC 8288).
func ByLink() Pager { return Pager{style: byLink} }

// ByNextURL follows Page.Next as a URL.
func ByNextURL() Pager { return Pager{style: byNextURL} }

// InBody says that the parameter stands in the request's JSON body, where names
// lead to it.
func (p Pager) InBody(names ...string) Pager {
	p.body = names
	return p
}

// Pages yields the items of all pages. begin makes a page's request, which
// Pages puts the page's number, cursor or URL on; read says what an answer
// holds. It ends behind the last page, at the first error, with ErrPaging
// where the server repeats itself, and with ErrCapped behind the last item
// where there are more than the server gives. A page is asked for when its
// items are.
func Pages[R, T any](ctx context.Context, p Pager, begin func() *Request, dec wire.DecodeFunc[R], read func(*R) Page[T]) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		w := pageWalk{position: position{Pager: p}}
		var before []T
		for w.more() {
			a, err := w.fetch(ctx, begin())
			if err != nil {
				yield(nil, err)
				return
			}
			if w.ended(a) {
				return
			}
			x := new(R)
			d := a.open()
			if err := a.close(ctx, d.Close(dec(d, 0, x))); err != nil {
				yield(nil, err)
				return
			}
			page := read(x)
			same := len(before) > 0 && w.endless(page.Last, page.Total) && reflect.DeepEqual(before, page.Items)
			w.came(pageFacts{len(page.Items), page.Last, page.Total, page.Next, page.More}, page.Capped, same)
			if before = page.Items; same {
				break
			}
			for i := range page.Items {
				if !yield(&page.Items[i], nil) {
					return
				}
			}
		}
		if w.err != nil {
			yield(nil, w.err)
		}
	}
}

// PageValues is Pages for items that aren't structs.
func PageValues[R, T any](ctx context.Context, p Pager, begin func() *Request, dec wire.DecodeFunc[R], read func(*R) Page[T]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for x, err := range Pages(ctx, p, begin, dec, read) {
			if err != nil {
				var zero T
				yield(zero, err)
				return
			}
			if !yield(*x, nil) {
				return
			}
		}
	}
}

// Copy copies a call's params, so that an iterator isn't changed by what its
// caller does with them later. Copy of nil is nil.
func Copy[P any](p *P) *P {
	if p == nil {
		return nil
	}
	c := *p
	return &c
}

// pageWalk is the way of an iterator from page to page, as far as it doesn't depend
// on what the pages hold: Pages is compiled anew for every type, and this is not.
type pageWalk struct {
	position
	r      *Request // of the page read last
	done   bool     // behind the last page, or nowhere to go on
	capped bool     // a page said so
	err    error    // that comes behind the items of the page read last
}

// more reports whether there is a page to ask for.
func (w *pageWalk) more() bool { return !w.done }

// fetch sends the request of the next page, and keeps what is told beside its answer.
func (w *pageWalk) fetch(ctx context.Context, r *Request) (answer, error) {
	w.r = r
	w.ask(r)
	if r.call.meta == nil {
		r.call.meta = new(ResponseMeta)
	}
	return r.receive(ctx)
}

// ended reports whether there is no page where one was asked for, as servers
// that answer 204 for an empty list say it.
func (w *pageWalk) ended(a answer) bool {
	if a.resp.StatusCode != http.StatusNoContent {
		return false
	}
	w.r.core.bodies.put(a.body)
	return true
}

// came moves on from a page. same says that it has the items of the page before.
func (w *pageWalk) came(f pageFacts, capped, same bool) {
	meta := w.r.call.meta
	w.capped = w.capped || capped
	switch {
	case same:
		w.err = w.r.repeated(meta, "two pages on end have the same items")
	case !w.advance(f, meta):
		if w.capped {
			w.err = w.r.endOf(meta, ErrCapped, "the server has more than it gives: narrow down what is asked for")
		}
	case w.returns():
		w.err = w.r.repeated(meta, "a cursor came a second time")
	default:
		return
	}
	w.done = true
}

// pageFacts is a Page without its items.
type pageFacts struct {
	items       int
	last, total int64
	next        string
	more        wire.Opt[bool]
}

// position is where in the pages an iterator stands.
type position struct {
	Pager
	begun  bool
	number int64  // page or offset, once begun
	seen   int64  // items
	linked bool   // a page told of the next one
	cursor string // or URL, once begun
	from   *url.URL

	// Brent's way to find a cycle of cursors in little memory: compare with one
	// that is kept for twice as long every time.
	kept        string
	steps, keep int
}

// ask puts the position on r. The first request of a cursor, link or URL is the
// caller's own.
func (p *position) ask(r *Request) {
	switch p.style {
	case byPage, byOffset:
		if !p.begun {
			p.number = p.first
			if v, ok := r.asked(&p.Pager); ok {
				n, err := strconv.ParseInt(v, 10, 64)
				if err != nil {
					return // the caller's value, whatever the server makes of it
				}
				p.number = n
			}
		}
		// The first page is asked for by number as well: servers differ in what
		// they give without one.
		r.askFor(&p.Pager, strconv.FormatInt(p.number, 10))
	case byCursor:
		if p.begun {
			r.askFor(&p.Pager, p.cursor)
		}
	default:
		if p.begun {
			r.link, r.from = p.cursor, p.from
		}
	}
	p.begun = true
}

// advance moves on; false behind the last page.
func (p *position) advance(f pageFacts, m *ResponseMeta) bool {
	if more, told := f.more.Get(); told && !more {
		return false
	}
	switch p.style {
	case byPage, byOffset:
		return p.count(f, m)
	case byLink:
		f.next = nextLink(m.Header)
	}
	if p.style != byCursor {
		p.from = m.url
		f.next = wholeLink(m.url, f.next)
	}
	p.cursor = f.next
	return f.next != ""
}

// count moves a page's number or an offset on. A page with fewer items than
// asked for isn't taken for the last one: servers cap page sizes, and filter
// after they have counted.
func (p *position) count(f pageFacts, m *ResponseMeta) bool {
	p.seen += int64(f.items)
	linked := f.next != "" || nextLink(m.Header) != ""
	if p.linked = p.linked || linked; p.linked && !linked || f.items == 0 {
		return false
	}
	if p.style == byOffset {
		p.number += int64(f.items)
		return f.total == 0 || p.number-p.first < f.total
	}
	p.number++
	return (f.last == 0 || p.number-p.first < f.last) && (f.total == 0 || p.seen < f.total)
}

// endless reports whether only an empty page, or a word of the server's, would
// end the pages: then one that comes twice on end means that the server doesn't
// know the parameter.
func (p *position) endless(last, total int64) bool {
	return p.style == byPage && last == 0 || p.style == byOffset && total == 0
}

// returns reports whether the position was there before: the server would never
// come to an end.
func (p *position) returns() bool {
	if p.style == byPage || p.style == byOffset {
		return false
	}
	if p.keep > 0 && p.kept == p.cursor {
		return true
	}
	if p.steps == p.keep {
		p.kept, p.steps, p.keep = p.cursor, 0, max(2*p.keep, 1)
	}
	p.steps++
	return false
}

// repeated is the error of a server that repeats itself.
func (r *Request) repeated(m *ResponseMeta, what string) error { return r.endOf(m, ErrPaging, what) }

// endOf is the error that pages end with after an answer.
func (r *Request) endOf(m *ResponseMeta, kind error, what string) error {
	e := r.newError(nil)
	e.StatusCode, e.Header, e.URL = m.StatusCode, m.Header, r.core.shownURL(m.url)
	e.kind, e.cause = kind, errors.New(what)
	return e
}
