package gql_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/client/gql"
	"github.com/keywright/keywright/templates/wire"
)

// batch is a page as a server gives it.
type batch struct {
	items []int
	next  wire.Opt[float64]
	more  wire.Opt[bool]
	last  int64
}

func readBatch(b *batch) gql.Page[int, float64] {
	return gql.Page[int, float64]{Items: b.items, Next: b.next, More: b.more, Last: b.last}
}

// collect reads an iterator to its end.
func collect(p gql.Pager[float64], server func(at float64) (*batch, error)) (items []int, asked []float64, err error) {
	for item, e := range gql.PageValues(p, func(at wire.Opt[float64]) (*batch, error) {
		asked = append(asked, at.Or(-1))
		if len(asked) > 20 {
			return nil, errors.New("it goes on and on")
		}
		return server(at.Or(0))
	}, readBatch) {
		if e != nil {
			return items, asked, e
		}
		items = append(items, item)
	}
	return items, asked, nil
}

func TestPagesFollowCursors(t *testing.T) {
	t.Parallel()
	// Whole timestamps: pages are as long as they are.
	server := func(at float64) (*batch, error) {
		switch at {
		case 0:
			return &batch{items: []int{1, 2, 3}, next: wire.Some(10.5)}, nil
		case 10.5:
			return &batch{next: wire.Some(11.0)}, nil // an empty page isn't the end
		default:
			return &batch{items: []int{4}, next: wire.Null[float64]()}, nil
		}
	}
	items, asked, err := collect(gql.ByCursor("Events", wire.Opt[float64]{}), server)
	if err != nil || !slices.Equal(items, []int{1, 2, 3, 4}) || !slices.Equal(asked, []float64{-1, 10.5, 11}) {
		t.Errorf("%v by %v, %v", items, asked, err)
	}
	items, asked, err = collect(gql.ByCursor("Events", wire.Some(10.5)), server)
	if err != nil || !slices.Equal(items, []int{4}) || !slices.Equal(asked, []float64{10.5, 11}) {
		t.Errorf("from the middle: %v by %v, %v", items, asked, err)
	}
}

// A server that repeats itself must not be asked for ever.
func TestPagesEndWhereCursorsDontMove(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		from wire.Opt[float64]
		next func(at float64) float64
	}{
		"same at once":    {wire.Some(5.0), func(float64) float64 { return 5 }},
		"same later":      {wire.Opt[float64]{}, func(float64) float64 { return 5 }},
		"back":            {wire.Some(5.0), func(at float64) float64 { return map[float64]float64{5: 9, 9: 7}[at] }},
		"round and round": {wire.Opt[float64]{}, func(at float64) float64 { return map[float64]float64{0: 1, 1: 2, 2: 1}[at] }},
	} {
		_, asked, err := collect(gql.ByCursor("Events", tc.from), func(at float64) (*batch, error) {
			return &batch{items: []int{1}, next: wire.Some(tc.next(at))}, nil
		})
		if !errors.Is(err, client.ErrPaging) || len(asked) > 4 {
			t.Errorf("%s: %v after %v", name, err, asked)
		}
	}
}

func TestPagesFollowTextCursors(t *testing.T) {
	t.Parallel()
	type texts struct {
		next string
		more bool
	}
	run := func(next map[string]texts) (n int, err error) {
		for _, e := range gql.PageValues(gql.ByCursor("List", wire.Opt[string]{}), func(at wire.Opt[string]) (*texts, error) {
			page := next[at.Or("")]
			return &page, nil
		}, func(p *texts) gql.Page[int, string] {
			return gql.Page[int, string]{Items: []int{1}, Next: wire.Some(p.next), More: wire.Some(p.more)}
		}) {
			if e != nil {
				return n, e
			}
			n++
		}
		return n, nil
	}
	// The order of texts means nothing.
	if n, err := run(map[string]texts{"": {"z", true}, "z": {"a", true}, "a": {"m", false}}); n != 3 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := run(map[string]texts{"": {"", true}}); n != 1 || !errors.Is(err, client.ErrPaging) {
		t.Errorf("more pages without a cursor: %d, %v", n, err)
	}
	loop := map[string]texts{"": {"0", true}}
	for i := range 7 {
		loop[fmt.Sprint(i)] = texts{fmt.Sprint((i + 1) % 7), true}
	}
	if n, err := run(loop); n > 30 || !errors.Is(err, client.ErrPaging) {
		t.Errorf("a cycle: %d, %v", n, err)
	}
}

func TestPagesAreCounted(t *testing.T) {
	t.Parallel()
	flagged := func(at float64) (*batch, error) {
		return &batch{items: []int{int(at)}, more: wire.Some(at < 3)}, nil
	}
	if items, _, err := collect(gql.ByPage("List", wire.Opt[float64]{}), flagged); err != nil || !slices.Equal(items, []int{1, 2, 3}) {
		t.Errorf("%v, %v", items, err)
	}
	if items, _, err := collect(gql.ByPage("List", wire.Some(2.0)), flagged); err != nil || !slices.Equal(items, []int{2, 3}) {
		t.Errorf("from the second: %v, %v", items, err)
	}
	last := func(at float64) (*batch, error) { return &batch{items: []int{int(at)}, last: 2}, nil }
	if items, _, err := collect(gql.ByPage("List", wire.Opt[float64]{}), last); err != nil || !slices.Equal(items, []int{1, 2}) {
		t.Errorf("by the last page's number: %v, %v", items, err)
	}
	empty := func(at float64) (*batch, error) { return &batch{items: make([]int, max(0, 3-int(at)))}, nil }
	if items, _, err := collect(gql.ByPage("List", wire.Opt[float64]{}), empty); err != nil || len(items) != 3 {
		t.Errorf("by an empty page: %v, %v", items, err)
	}
}

func TestPagesGiveWhatCameBesideAnError(t *testing.T) {
	t.Parallel()
	boom := errors.New("boom")
	items, _, err := collect(gql.ByCursor("Events", wire.Opt[float64]{}), func(at float64) (*batch, error) {
		if at == 0 {
			return &batch{items: []int{1}, next: wire.Some(1.0)}, nil
		}
		return &batch{items: []int{2}, next: wire.Some(2.0)}, boom
	})
	if !errors.Is(err, boom) || !slices.Equal(items, []int{1, 2}) {
		t.Errorf("%v, %v", items, err)
	}
	if _, asked, err := collect(gql.ByCursor("Events", wire.Opt[float64]{}), func(float64) (*batch, error) { return nil, boom }); !errors.Is(err, boom) || len(asked) != 1 {
		t.Errorf("%v after %v", err, asked)
	}
}

func TestPagesYieldPointers(t *testing.T) {
	t.Parallel()
	page := []report{{Code: "a"}, {Code: "b"}}
	for got, err := range gql.Pages(gql.ByPage("List", wire.Opt[int64]{}), func(wire.Opt[int64]) (*[]report, error) { return &page, nil },
		func(p *[]report) gql.Page[report, int64] {
			return gql.Page[report, int64]{Items: *p, More: wire.Some(false)}
		}) {
		if err != nil {
			t.Fatal(err)
		}
		got.Code += "!"
	}
	if page[0].Code != "a!" || page[1].Code != "b!" {
		t.Error("items are copies")
	}
	n := 0
	for got, err := range gql.PagePointers(gql.ByPage("List", wire.Opt[int64]{}), func(wire.Opt[int64]) (*[]report, error) { return &page, nil },
		func(p *[]report) gql.Page[*report, int64] {
			return gql.Page[*report, int64]{Items: []*report{&(*p)[0], nil, &(*p)[1]}, More: wire.Some(true)}
		}) {
		if err != nil || got == nil {
			t.Fatal("null is given as an item", err)
		}
		if n++; n == 3 {
			break // no third page is asked for than needed, and breaking off is clean
		}
	}
	if n != 3 {
		t.Errorf("%d items", n)
	}
}
