// This file makes the words that types without a name of their own are named
// by.

package openapi

import (
	"strings"

	"github.com/keywright/keywright/generator/names"
	"github.com/keywright/keywright/generator/tree"
)

// element is the place of what a list or map at p holds; w is the wish of the
// list where it is declared itself. The element of "auctions" is an auction;
// without a plural it is called an item or a value.
func (p place) element(w *wish, fallback string) place {
	one := names.Singular(p.words)
	q := place{owner: p.owner, parent: p.parent, pointer: p.pointer + "/" + fallback}
	switch {
	case w != nil:
		q.parent, q.words = w, fallback
		if one != p.words {
			q.title = one
		}
	case one != p.words, strings.HasSuffix(strings.ToLower(p.words), fallback):
		q.words = one
	default:
		q.words = p.words + " " + fallback
	}
	return q
}

// usableTitle is a schema's title where it reads as a name: short, and more
// than a filler word.
func usableTitle(title string) string {
	words := names.Words(title)
	if len(words) == 0 || len(words) > 5 || len(title) > 40 {
		return ""
	}
	if len(words) == 1 {
		switch strings.ToLower(words[0]) {
		case "response", "request", "object", "data", "result", "results", "item", "items", "body", "schema", "type", "value", "error":
			return ""
		}
	}
	return title
}

// goName reads x-keywright-name, the name that the description's author wants
// in Go.
func (l *lowerer) goName(n *tree.Node) string {
	x := n.Get("x-keywright-name")
	if x == nil {
		return ""
	}
	if !x.Is(tree.String) || !names.IsExported(x.Value) {
		l.diags.Errorf(x.Pos(), "bad-name", "write a capital letter followed by letters and digits, such as \"RealmStatus\"",
			"x-keywright-name must be an exported Go identifier of letters and digits, found %s", jsonText(x))
		return ""
	}
	return x.Value
}
