// The streaming window: equal to reading the whole, whatever the chunks; bounded in
// memory; errors with the place in the whole text.

package wire_test

import (
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/keywright/keywright/templates/wire"
)

// chunks reads a text in pieces of random size, some of them empty.
type chunks struct {
	text string
	most int
	r    *rand.Rand
}

func (c *chunks) Read(b []byte) (int, error) {
	if c.text == "" {
		return 0, io.EOF
	}
	n := min(c.r.IntN(c.most+1), len(b), len(c.text))
	copy(b, c.text[:n])
	c.text = c.text[n:]
	return n, nil
}

func collect[T any](r io.Reader, path []string, dec wire.DecodeFunc[T], o wire.StreamOptions) (list []T, err error) {
	for x, e := range wire.StreamArray(r, path, dec, o) {
		if e != nil {
			return list, e
		}
		list = append(list, *x)
	}
	return list, nil
}

func TestStreamEqualsWhole(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 5))
	doc := auctionsDoc(60, 9)
	var whole Auctions
	if err := wire.Unmarshal(doc, &whole, decodeAuctions); err != nil {
		t.Fatal(err)
	}
	for range 200 {
		c := &chunks{string(doc), 1 + r.IntN(300), r}
		got, err := collect(c, []string{"auctions"}, decodeAuction, wire.StreamOptions{Window: 1 + r.IntN(400)})
		if err != nil || !reflect.DeepEqual(got, whole.Auctions) {
			t.Fatalf("%d elements, %v", len(got), err)
		}
	}
}

// TestStreamOfMutations compares with the whole on broken documents too: the same are
// refused, unless the fault lies in members that the whole gives a type to.
func TestStreamOfMutations(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(6, 6))
	taken, refused := 0, 0
	for range 2000 {
		doc := mutate(r, []byte(`{"a":{"x":[1,{"y":"\ud83d\ude00 long enough to be cut"}],"list":[`+profileDoc+`,{"name":"b"}],"z":null},"end":-12.5e3}`))
		var whole wire.Raw
		wholeErr := wire.Unmarshal(doc, &whole, (*wire.Decoder).Raw)
		got, err := collect(&chunks{string(doc), 1 + r.IntN(80), r}, []string{"a", "list"}, decodeProfile, wire.StreamOptions{Window: 1 + r.IntN(90)})
		atOnce, onceErr := collect(strings.NewReader(string(doc)), []string{"a", "list"}, decodeProfile, wire.StreamOptions{})
		if (err == nil) != (onceErr == nil) || !reflect.DeepEqual(got, atOnce) {
			t.Fatalf("in pieces: %v (%d), at once: %v (%d)\n%q", err, len(got), onceErr, len(atOnce), doc)
		}
		if err == nil && wholeErr != nil {
			t.Fatalf("taken in pieces, refused as a whole: %v\n%q", wholeErr, doc)
		}
		if a, ok := errors.AsType[*wire.Error](err); ok {
			if b, _ := errors.AsType[*wire.Error](onceErr); a.Offset != b.Offset || a.Msg != b.Msg {
				t.Fatalf("in pieces: %v, at once: %v\n%q", a, b, doc)
			}
			refused++
		} else {
			taken++
		}
	}
	if taken < 200 || refused < 200 {
		t.Errorf("one-sided: %d taken, %d refused", taken, refused)
	}
}

func TestStreamPaths(t *testing.T) {
	t.Parallel()
	read := func(text string, path ...string) string {
		t.Helper()
		got, err := collect(iotest.OneByteReader(strings.NewReader(text)), path, (*wire.Decoder).Int64, wire.StreamOptions{Window: 3})
		if err != nil {
			return err.Error()
		}
		return strings.Trim(strings.ReplaceAll(strings.Join(strings.Fields(sprint(got)), ","), " ", ","), "[]")
	}
	for _, c := range []struct{ text, path, want string }{
		{" [1, 2,3 ] ", "", "1,2,3"}, {"[]", "", ""}, {"null", "", ""}, {`{"a":{"b":[4]}}`, "a/b", "4"},
		{`{"x":1,"a":{"c":"\"]","b":[4,5],"d":[[]]},"y":{}}`, "a/b", "4,5"}, {`{"a":null}`, "a/b", ""}, {`{}`, "a", ""},
		{`{"a":[1],"a":[2]}`, "a", "1,2"}, {`{"\u0061":[7]}`, "a", "7"},
		{`{"a":[1,"x"]}`, "a", "a[1]: expected integer, found string (offset 8)"},
		{`{"a":[1,2`, "a", "a[1]: unexpected end of JSON, expected ',' or ']' (offset 9)"},
		{`{"a":[1]}x`, "a", "json: unexpected 'x', expected the end of JSON (offset 9)"},
		{`{"a":{}}`, "a", "a: expected array, found object (offset 5)"}, {`[1]`, "a", "json: expected object, found array (offset 0)"},
		{`{"b":{"c":[tru ]},"a":[]}`, "a", "b: unexpected ' ', expected true (offset 14)"}, {``, "a", "json: unexpected end of JSON, expected object (offset 0)"},
		{`{"b":"` + strings.Repeat("x", 50) + "\n" + `"}`, "a", "b: unexpected byte 0x0a, expected no control character in a string (offset 56)"},
	} {
		var path []string
		if c.path != "" {
			path = strings.Split(c.path, "/")
		}
		if got := read(c.text, path...); got != c.want {
			t.Errorf("%s %s: got %s, want %s", c.text, c.path, got, c.want)
		}
	}
}

func TestStreamMembers(t *testing.T) {
	t.Parallel()
	var seen []string
	o := wire.StreamOptions{Window: 4, Member: func(path []string, name string, v wire.Raw) error {
		seen = append(seen, strings.Join(path, "/")+":"+name+"="+v.String())
		return nil
	}}
	text := `{"x":{"q":[1]},"a":{"y":"é","list":[1],"z":null},"w":2}`
	if _, err := collect(strings.NewReader(text), []string{"a", "list"}, (*wire.Decoder).Int64, o); err != nil {
		t.Fatal(err)
	}
	if want := []string{`:x={"q":[1]}`, `a:y="é"`, `a:z=null`, `:w=2`}; !reflect.DeepEqual(seen, want) {
		t.Errorf("got %q, want %q", seen, want)
	}
	o.Member = func([]string, string, wire.Raw) error { return errStop{} }
	if _, err := collect(strings.NewReader(text), []string{"a", "list"}, (*wire.Decoder).Int64, o); !errors.Is(err, errStop{}) {
		t.Errorf("got %v", err)
	}
}

func TestStreamEnds(t *testing.T) {
	t.Parallel()
	broken := iotest.ErrReader(errStop{})
	for _, text := range []string{`{"a":[1,2`, `{"a":[1,2]}`, `{"b":"long`, ``} {
		if _, err := collect(io.MultiReader(strings.NewReader(text), broken), []string{"a"}, (*wire.Decoder).Int64, wire.StreamOptions{}); !errors.Is(err, errStop{}) {
			t.Errorf("%s: %v", text, err)
		}
	}
	_, err := collect(strings.NewReader(`["`+strings.Repeat("x", 1000)+`"]`), nil, (*wire.Decoder).String, wire.StreamOptions{Window: 16, MaxElement: 100})
	if err == nil || !strings.Contains(err.Error(), "[0]: larger than 100 bytes") {
		t.Errorf("got %v", err)
	}
	n := 0
	for range wire.StreamArray(strings.NewReader(`[1,2,3,x`), nil, (*wire.Decoder).Int64, wire.StreamOptions{}) {
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("%d elements after break", n)
	}
}

// repeat is a text of any size: head, then body so many times, then tail.
type repeat struct {
	parts []string
	times int
}

func (s *repeat) Read(b []byte) (int, error) {
	for s.parts[0] == "" {
		switch {
		case len(s.parts) == 3 && s.times > 0:
			s.times--
			s.parts[0] = s.parts[1]
		case len(s.parts) == 3:
			s.parts = s.parts[2:]
		default:
			return 0, io.EOF
		}
	}
	n := copy(b, s.parts[0])
	s.parts[0] = s.parts[0][n:]
	return n, nil
}

// TestStreamMemory reads 5 MB of elements, and skips as much in a list and in one
// string, in memory that has nothing to do with it.
func TestStreamMemory(t *testing.T) {
	elem := `{"id":1700000000,"item":{"id":5,"bonus_lists":[1,2,3],"modifiers":[{"type":1,"value":2}]},"quantity":1,"time_left":"SHORT"}`
	for name, c := range map[string]struct {
		r    *repeat
		want int
	}{
		"elements":       {&repeat{[]string{`{"auctions":[` + elem, "," + elem, `]}`}, 40_000}, 40_001},
		"skipped list":   {&repeat{[]string{`{"x":[` + elem, "," + elem, `],"auctions":[]}`}, 40_000}, 0},
		"skipped string": {&repeat{[]string{`{"x":"`, `some text \n with \ud83d\ude00 and é`, `","auctions":[` + elem + `]}`}, 80_000}, 1},
	} {
		var before, now runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		n, most := 0, uint64(0)
		for _, err := range wire.StreamArray(c.r, []string{"auctions"}, decodeAuction, wire.StreamOptions{}) {
			if err != nil {
				t.Fatal(name, err)
			}
			if n++; n%10_000 == 0 {
				runtime.GC()
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc)
			}
		}
		runtime.ReadMemStats(&now)
		if n != c.want {
			t.Errorf("%s: %d elements", name, n)
		}
		if most > before.HeapAlloc+2<<20 {
			t.Errorf("%s: %d KB live in between", name, (most-before.HeapAlloc)>>10)
		}
		if allocated := now.TotalAlloc - before.TotalAlloc; c.want < 2 && allocated > 1<<20 {
			t.Errorf("%s: %d KB allocated to skip", name, allocated>>10)
		}
	}
}
