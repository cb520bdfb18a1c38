// Pages: iterators over methods that give one page.

package gql

import (
	"cmp"
	"fmt"
	"iter"

	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/wire"
)

// Page is what an answer says of the page that it is; C is the type of what the
// next page is asked for with.
type Page[T any, C cmp.Ordered] struct {
	Items []T
	Next  wire.Opt[C]    // the next page's cursor; unset, null or empty: there is none
	More  wire.Opt[bool] // whether there are more pages, where it is told
	Last  int64          // number of the last page; 0 where it isn't told
}

// Pager is the way from a page to the next.
type Pager[C cmp.Ordered] struct {
	operation string
	from      wire.Opt[C]
	// next gives the following page's number, where pages are counted.
	next func(C) C
}

// ByCursor sends Page.Next for the next page, beginning with from; unset, the
// server begins at the beginning.
func ByCursor[C cmp.Ordered](operation string, from wire.Opt[C]) Pager[C] {
	return Pager[C]{operation: operation, from: from}
}

// ByPage counts pages, beginning with from; unset, with 1.
func ByPage[C int32 | int64 | float64](operation string, from wire.Opt[C]) Pager[C] {
	return Pager[C]{operation: operation, from: wire.Some(from.Or(1)), next: func(at C) C { return at + 1 }}
}

// Pages yields the items of all pages. fetch gets the page that a cursor or
// number asks for, and read says what it holds. It ends behind the last page, at
// the first error, and with client.ErrPaging where the server repeats itself. A
// page is asked for when its items are; one that came with an error is given
// before it.
func Pages[R, T any, C cmp.Ordered](p Pager[C], fetch func(wire.Opt[C]) (*R, error), read func(*R) Page[T, C]) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		each(p, fetch, read, yield, func(items []T) bool {
			for i := range items {
				if !yield(&items[i], nil) {
					return false
				}
			}
			return true
		})
	}
}

// PagePointers is Pages for lists in which null may stand for an item; it is
// passed over.
func PagePointers[R, T any, C cmp.Ordered](p Pager[C], fetch func(wire.Opt[C]) (*R, error), read func(*R) Page[*T, C]) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		each(p, fetch, read, yield, func(items []*T) bool {
			for _, item := range items {
				if item != nil && !yield(item, nil) {
					return false
				}
			}
			return true
		})
	}
}

// PageValues is Pages for items that aren't structs.
func PageValues[R, T any, C cmp.Ordered](p Pager[C], fetch func(wire.Opt[C]) (*R, error), read func(*R) Page[T, C]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		each(p, fetch, read, yield, func(items []T) bool {
			for _, item := range items {
				if !yield(item, nil) {
					return false
				}
			}
			return true
		})
	}
}

// each gives the items of page after page to give, and an error to yield.
func each[R, T, Y any, C cmp.Ordered](p Pager[C], fetch func(wire.Opt[C]) (*R, error), read func(*R) Page[T, C], yield func(Y, error) bool, give func([]T) bool) {
	at := track[C]{at: p.from}
	for {
		var page Page[T, C]
		got, err := fetch(at.at)
		if got != nil {
			page = read(got)
			if !give(page.Items) {
				return
			}
		}
		more := false
		if err == nil {
			more, err = advance(&at, p, &page)
		}
		if err != nil {
			var none Y
			yield(none, err)
			return
		}
		if !more {
			return
		}
	}
}

// advance moves on to the next page; false behind the last one.
func advance[T any, C cmp.Ordered](at *track[C], p Pager[C], page *Page[T, C]) (bool, error) {
	if more, told := page.More.Get(); told && !more {
		return false, nil
	}
	var none C
	next, there := page.Next.Get()
	if p.next != nil {
		now, _ := at.at.Get()
		next = p.next(now)
		at.at = wire.Some(next)
		return len(page.Items) > 0 && (page.Last == 0 || float64(page.Last) >= toFloat(next)), nil
	}
	if text, ok := any(next).(string); !there || ok && text == "" {
		if page.More.Or(false) {
			return false, fmt.Errorf("%s: the server has more pages, but tells no cursor: %w", p.operation, client.ErrPaging)
		}
		return false, nil
	}
	if !at.move(next) {
		if next == none {
			return false, nil // some servers write 0 where there is none
		}
		return false, fmt.Errorf("%s: the cursor %v doesn't lead on: %w", p.operation, next, client.ErrPaging)
	}
	return true, nil
}

// toFloat gives a page's number as one that the last page's compares with.
func toFloat(n any) float64 {
	switch n := n.(type) {
	case int32:
		return float64(n)
	case int64:
		return float64(n)
	case float64:
		return n
	default:
		return 0
	}
}

// track is where in the pages an iterator stands, and where it was.
type track[C cmp.Ordered] struct {
	at        wire.Opt[C]
	direction int // of numbers: they go one way

	// Brent's way to find a cycle in little memory: compare with one that is kept
	// for twice as long every time.
	kept        C
	steps, keep int
}

// move goes to the next cursor; false where that leads back. A number that turns
// round would give what was given before.
func (t *track[C]) move(next C) bool {
	if now, ok := t.at.Get(); ok {
		way := cmp.Compare(next, now)
		_, isText := any(next).(string)
		if way == 0 || !isText && t.direction != 0 && way != t.direction {
			return false
		}
		t.direction = way
	}
	if t.keep > 0 && t.kept == next {
		return false
	}
	if t.steps == t.keep {
		t.kept, t.steps, t.keep = next, 0, max(2*t.keep, 1)
	}
	t.steps++
	t.at = wire.Some(next)
	return true
}
