// Links: what an answer refers to, read with the same client.

package client

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/keywright/keywright/templates/wire"
)

// Follow reads the T that a link of an answer leads to, as one of ops, the
// operations that answer with a T, would. A link to another server than the
// API's, or to something else than a T, is refused before a request; see
// Request.At for what becomes of ambient parameters. Emitted packages have a
// Follow that knows ops and dec by T.
func Follow[T any](ctx context.Context, c *Core, link string, ops []*Operation, dec wire.DecodeFunc[T], opts []CallOption) (*T, error) {
	var places []string
	for _, op := range ops {
		r := c.Request(op, opts).At(link)
		if link == "" {
			r.fail("there is no link to follow")
		}
		if r.err != nil || r.leadsTo(link) {
			return Do(ctx, r, dec)
		}
		places = append(places, op.Path)
	}
	r := c.Request(ops[0], opts)
	r.fail("the link leads to %s, which isn't a %s: that is at %s", shownPath(link), typeName[T](), strings.Join(places, " or "))
	return nil, r.unsendable(r.err)
}

// leadsTo reports whether link is the operation's; where that can't be told for
// another reason the call will tell it.
func (r *Request) leadsTo(link string) bool {
	t, err := r.targetOf()
	if err != nil {
		return true
	}
	u, err := t.resolve(t.url, link)
	if err != nil {
		return true
	}
	path, ok := strings.CutPrefix(u.EscapedPath(), strings.TrimRight(t.url.EscapedPath(), "/"))
	template, _, _ := strings.Cut(r.op.Path, "?")
	return ok && matchesPath(strings.Trim(template, "/"), strings.Trim(path, "/"))
}

// matchesPath compares segment by segment, so that an encoded slash stays in its
// own; a segment may hold several parameters.
func matchesPath(template, path string) bool {
	for {
		t, moreT, okT := strings.Cut(template, "/")
		p, moreP, okP := strings.Cut(path, "/")
		if okT != okP || !matchesSegment(t, p) {
			return false
		}
		if !okT {
			return true
		}
		template, path = moreT, moreP
	}
}

// matchesSegment lets a parameter stand for any text of one character or more.
func matchesSegment(template, text string) bool {
	before, _, after, ok := cutTemplate(template)
	rest, found := strings.CutPrefix(text, before)
	switch {
	case !ok:
		return text == template
	case !found || rest == "":
		return false
	case after == "":
		return true
	}
	for i := 1; i < len(rest); i++ {
		if matchesSegment(after, rest[i:]) {
			return true
		}
	}
	return false
}

// shownPath is a link without what may be secret in it.
func shownPath(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return "somewhere that can't be read"
	}
	return u.EscapedPath()
}

// typeName is T's name without its package.
func typeName[T any]() string {
	name := fmt.Sprintf("%T", *new(T))
	return name[strings.LastIndexByte(name, '.')+1:]
}
