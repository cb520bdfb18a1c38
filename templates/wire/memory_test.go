// What the package promises about memory and time: few allocations, nothing reserved
// beyond what was seen, lists that don't reach into each other, linear time.

package wire_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/wire"
)

func decodeAll[T any](t testing.TB, doc []byte, dec wire.DecodeFunc[T]) T {
	var x T
	if err := wire.Unmarshal(doc, &x, dec); err != nil {
		t.Fatal(err)
	}
	return x
}

func TestAllocations(t *testing.T) {
	auctions, link := auctionsDoc(5000, 1), []byte(`{"href":"https://example.com/","x":[1,{"y":"z\n"}]}`)
	number, f := []byte(`357728917.0`), 0.0
	for _, c := range []struct {
		name string
		most float64
		f    func()
	}{
		// Most are the growth of the one long list and the chunks of the short ones.
		{"auctions", 100, func() { decodeAll(t, auctions, decodeAuctions) }},
		{"small", 1, func() { decodeAll(t, link, decodeLink) }},
		{"number", 0, func() { wire.Unmarshal(number, &f, (*wire.Decoder).Float64) }},
	} {
		if got := testing.AllocsPerRun(20, c.f); got > c.most {
			t.Errorf("%s: %v allocations, want at most %v", c.name, got, c.most)
		}
	}
	x := decodeAll(t, auctions, decodeAuctions)
	buf := make([]byte, 0, 2*len(auctions))
	if got := testing.AllocsPerRun(20, func() { buf, _ = wire.Append(buf[:0], &x, encodeAuctions) }); got > 1 {
		t.Errorf("encode: %v allocations", got)
	}
}

// TestReservation: a short list before a long rest must not be sized for the rest.
func TestReservation(t *testing.T) {
	rest := strings.Repeat(" ", 8<<20)
	for _, n := range []int{1, 5, 20} {
		doc := []byte(`{"auctions":[{}` + strings.Repeat(`,{}`, n-1) + `]` + rest + `}`)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		x := decodeAll(t, doc, decodeAuctions)
		runtime.ReadMemStats(&after)
		size := int(reflect.TypeFor[Auction]().Size())
		if got, most := int(after.TotalAlloc-before.TotalAlloc), 32*max(n, 4)*size+64<<10; got > most {
			t.Errorf("%d elements: %d bytes allocated, want at most %d", n, got, most)
		}
		if got := cap(x.Auctions); got > 2*max(n, 2) {
			t.Errorf("%d elements: capacity %d is kept", n, got)
		}
	}
}

// TestListsApart: lists and strings cut from one chunk can be appended to and kept
// without reaching into each other.
func TestListsApart(t *testing.T) {
	t.Parallel()
	doc := auctionsDoc(300, 8)
	x, want := decodeAll(t, doc, decodeAuctions), decodeAll(t, doc, decodeAuctions)
	for k := range x.Auctions {
		item := &x.Auctions[k].Item
		if len(item.BonusLists) != cap(item.BonusLists) || len(item.Modifiers) != cap(item.Modifiers) {
			t.Fatalf("auction %d: room behind a shared list", k)
		}
		_ = append(item.BonusLists, -1)
		_ = append(item.Modifiers, Modifier{-1, -1})
	}
	if !reflect.DeepEqual(x, want) {
		t.Error("appending to one list changed another")
	}
	for k := range doc {
		doc[k] = 'x'
	}
	if !reflect.DeepEqual(x, want) {
		t.Error("values refer to the text they were read from")
	}
}

// TestKeepingOne: what a program keeps of an answer keeps chunks alive, not the answer.
func TestKeepingOne(t *testing.T) {
	var keep []string
	heap := func() int {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	before := heap()
	for range 10 {
		doc := []byte(`{"tags":["` + strings.Repeat(`some text of a few words","`, 30_000) + strings.Repeat("long ", 200) + `"]}`)
		tags := decodeAll(t, doc, decodeProfile).Tags
		keep = append(keep, tags[5000], tags[len(tags)-1])
	}
	if got := (heap() - before) / len(keep); got > 32<<10 {
		t.Errorf("%d bytes are kept alive for a string", got)
	}
	runtime.KeepAlive(keep)
}

// TestSharedChunksStandErrors: an element that failed half-way leaves nothing behind in
// the chunk that the next one is cut from.
func TestSharedChunksStandErrors(t *testing.T) {
	t.Parallel()
	dec := func(d *wire.Decoder, i int, x *[]Item) int {
		return wire.DecodeList(d, i, x, func(d *wire.Decoder, i int, x *Item) int {
			if next, ok := wire.Try(d, i, x, decodeItem); ok {
				return next
			}
			return d.Skip(i)
		})
	}
	check(t, "tried", `[{"id":1,"modifiers":[{"type":1}]},{"modifiers":[{"type":7,"value":7},{"type":"x"}]},{"id":3,"modifiers":[{"value":2}]}]`, dec,
		[]Item{{ID: 1, Modifiers: []Modifier{{Type: 1}}}, {}, {ID: 3, Modifiers: []Modifier{{Value: 2}}}})
}

func TestRecursiveLists(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	var tree func(depth int)
	tree = func(depth int) {
		fmt.Fprintf(&b, `{"name":"n%d","level":%d`, depth, depth)
		if depth < 6 {
			b.WriteString(`,"tags":["x","y"],"children":[`)
			for k := range 3 {
				if k > 0 {
					b.WriteByte(',')
				}
				tree(depth + 1)
			}
			b.WriteByte(']')
		}
		b.WriteByte('}')
	}
	tree(0)
	var want Profile
	if err := json.Unmarshal([]byte(b.String()), &want); err != nil {
		t.Fatal(err)
	}
	if got := decodeAll(t, []byte(b.String()), decodeProfile); !reflect.DeepEqual(got, want) {
		t.Error("a tree reads otherwise than by encoding/json")
	}
}

// TestLinearTime reads hostile texts of two sizes in one run: eight times the size may
// take eight times as long, with room for a busy machine, but not 64 times.
func TestLinearTime(t *testing.T) {
	if testing.Short() {
		t.Skip("compares durations")
	}
	const small, factor = 1_500, 8
	watch := wire.Options{Drift: func(wire.Drift) error { return nil }}
	auctions := func(doc []byte) { wire.UnmarshalOptions(doc, new(Auctions), decodeAuctions, wire.Options{}) }
	watched := func(doc []byte) { wire.UnmarshalOptions(doc, new(Auctions), decodeAuctions, watch) }
	profile := func(doc []byte) { wire.Unmarshal(doc, new(Profile), decodeProfile) }
	raw := func(doc []byte) { wire.Unmarshal(doc, new(wire.Raw), (*wire.Decoder).Raw) }
	stream := func(doc []byte) {
		collect(strings.NewReader(string(doc)), []string{"auctions"}, decodeAuction, wire.StreamOptions{Window: 512, MaxElement: 64 << 20})
	}
	for name, c := range map[string]struct {
		f                func([]byte)
		head, body, tail string
	}{
		"unknown names":          {auctions, `{`, `"x":[],`, `"y":1}`},
		"escaped names":          {auctions, `{`, `"\u0061uctions":[],`, `"y":1}`},
		"empty auctions":         {auctions, `{"auctions":[`, `{},`, `{}]}`},
		"unordered names":        {auctions, `{"auctions":[{`, `"time_left":"","id":1,`, `"id":2}]}`},
		"error at the end":       {auctions, `{"auctions":[`, `{"id":1},`, `{"id":"x"}]}`},
		"unclosed":               {raw, ``, `[[[[],`, ``},
		"escapes":                {profile, `{"name":"`, `\ud83d\n\u0041é`, `"}`},
		"not UTF-8":              {profile, `{"name":"`, "\xff\xfe\xc3\xe2\x82", `"}`},
		"digits":                 {profile, `{"level":`, `0000000000`, `1e5}`},
		"digits of a float":      {profile, `{"score":1`, `9999999999`, `}`},
		"short lists":            {profile, `{"matrix":[`, `[1,2],[],`, `[]]}`},
		"map of one name":        {profile, `{"stats":{`, `"a":1,`, `"a":2}}`},
		"drift: unknown names":   {watched, `{"auctions":[`, `{"id":1,"zz":{}},`, `{}]}`},
		"drift: mistyped values": {watched, `{"auctions":[`, `{"id":"x","item":[]},`, `{}]}`},
		"stream, elements":       {stream, `{"auctions":[`, `{"id":1},`, `{}]}`},
		"stream, one element":    {stream, `{"auctions":[{"x":[`, `[1],`, `1]}]}`},
		"stream, skipped":        {stream, `{"x":[`, `{"y":"z"},`, `1],"auctions":[]}`},
		"stream, skipped string": {stream, `{"x":"`, `some \n text`, `","auctions":[]}`},
	} {
		took := func(n int) time.Duration {
			doc := []byte(c.head + strings.Repeat(c.body, n) + c.tail)
			least := time.Hour
			for range 2 {
				start := time.Now()
				c.f(doc)
				least = min(least, time.Since(start))
			}
			return least
		}
		linear := false
		var least, most time.Duration
		for attempt := 0; attempt < 5 && !linear; attempt++ { // a busy machine spoils some
			least, most = took(small), took(factor*small)
			linear = most <= 3*factor*least+10*time.Millisecond
		}
		if !linear {
			t.Errorf("%s: %v for n, %v for %dn", name, least, most, factor)
		}
	}
}
