// The reader against encoding/json on mutated documents: what one takes the other
// takes, with the same values, but for what the package documents as different.

package wire_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math/rand/v2"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/keywright/keywright/templates/wire"
)

// documents returns how many documents to try: 5,000, or what WIRE_DIFFERENTIAL says.
func documents(t *testing.T) int {
	n, err := strconv.Atoi(cmp.Or(os.Getenv("WIRE_DIFFERENTIAL"), "5000"))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

const profileDoc = `{"name":"Ænimus","level":80,"score":12.5,"ratio":0.25,"active":true,"seen":"2024-02-29T12:00:00Z",` +
	`"born":"2004-11-23","title":"the \u00c9t\u00e9\ud83d\ude00","guild":{"href":"https://example.com/g"},"tags":["a","b\n","c"],` +
	`"matrix":[[1,2.5],[-3e2],[]],"stats":{"hp":100,"mp":-5},"free":{"a":[1,"x",null,{"y":false}]},"icon":"AQID",` +
	`"children":[{"name":"x","level":1,"children":[{"name":"y","level":2}]},{"name":"z","level":3,"title":null}],` +
	`"aliases":["n1",null],"odd é":"v","maybe":[true,null,false],"by_name":{"k":{"href":"1"},"l":null},"more":{"q":[{}]}}`

func TestDifferential(t *testing.T) {
	t.Parallel()
	n := documents(t)
	auctions := string(auctionsDoc(8, 3))
	t.Run("auctions", func(t *testing.T) {
		t.Parallel()
		differential(t, auctions, n/2, decodeAuctions)
	})
	t.Run("profile", func(t *testing.T) {
		t.Parallel()
		differential(t, profileDoc, n-n/2, decodeProfile)
	})
}

func differential[T any](t *testing.T, seed string, n int, dec wire.DecodeFunc[T]) {
	r := rand.New(rand.NewPCG(7, uint64(len(seed))))
	var indented bytes.Buffer
	if err := json.Indent(&indented, []byte(seed), "", " \t"); err != nil {
		t.Fatal(err)
	}
	seeds := []string{seed, indented.String()}
	stats := map[string]int{}
	for k := range n {
		doc := mutate(r, []byte(seeds[k%2]))
		verdict, detail := compare(doc, dec)
		if stats[verdict]++; detail != "" && stats[verdict] <= 5 {
			t.Errorf("%s: %s\n%q", verdict, detail, doc)
		}
	}
	if stats["taken, equal"] < n/10 || stats["refused by both"] < n/10 {
		t.Errorf("the mutations are one-sided: %v", stats)
	}
	t.Logf("%d documents: %v", n, stats)
}

// mutate changes a document in one place or two.
func mutate(r *rand.Rand, b []byte) []byte {
	fragments := []string{"null", "true", "false", "-0", "0", "01", "1.5", "5.0", "1e3", "-7", "9223372036854775807", "9223372036854775808",
		"123456789012345678901", "2147483648", "1e400", `"\u00e9\ud83d\ude00\ud800"`, `"\x"`, "\"\xff\xc3\xa9\"", `"a\nb\/"`, "{}", "[]",
		"[1,2,]", `{"a":[{"b":null}]}`, `"VERY_LONG"`, `"NEW"`, `,"unknown":{"x":[1,2,{"y":"z"}]}`, `,"name":"twice","level":7`,
		`"2024-02-29T12:00:00Z"`, `"2024-02-30"`, `"AQI="`, " ", "\n", ",", ":", `"`, `\`, "{", "}", "[", "]", "\x00", "\x1f", "\x7f",
		"12345678", "1234567890", "\u2028", `\u0061`, `"id":1,`, `"level":3,`, `"item":{"id":9},`, `"tags":["n"],`}
	for range 1 + r.IntN(2) {
		i := r.IntN(len(b))
		fragment := fragments[r.IntN(len(fragments))]
		switch r.IntN(6) {
		case 0:
			b[i] = byte(r.IntN(256))
		case 1:
			b = append(b[:i], b[i+1:]...)
		case 2:
			b = append(b[:i:i], fragment+string(b[i:])...)
		case 3, 4: // another value behind a colon, or another member or element behind a comma or an opening
			at := bytes.IndexAny(b[i:], ":[,{")
			if at < 0 {
				break
			}
			at += i + 1
			end := at
			for b[at-1] == ':' && end < len(b) && !strings.ContainsRune(",}]", rune(b[end])) {
				end++
			}
			b = append(b[:at:at], fragment+string(b[end:])...)
		case 5:
			if r.IntN(4) == 0 {
				b = b[:i]
			}
		}
		if len(b) == 0 {
			b = []byte(" ")
		}
	}
	return b
}

// compare reads doc both ways. A verdict with details is a difference that should
// not be.
func compare[T any](doc []byte, dec wire.DecodeFunc[T]) (verdict, detail string) {
	var got, want T
	err := wire.Unmarshal(doc, &got, dec)
	wantErr := json.Unmarshal(doc, &want)
	switch {
	case err != nil && wantErr != nil:
		return "refused by both", ""
	case err == nil && wantErr == nil && reflect.DeepEqual(got, want):
		return "taken, equal", ""
	}
	// What is documented: exact names, integral numbers, lenient times and base64, and
	// that a list read twice is not merged with its former elements.
	plain, what := normalise(doc)
	if what == "" {
		return "differs", describe(err, wantErr)
	}
	var again T
	againErr := json.Unmarshal(plain, &again)
	if (err == nil) != (againErr == nil) || err == nil && !reflect.DeepEqual(got, again) {
		var self T // duplicates merge on both sides: compare on the document without them
		if selfErr := wire.Unmarshal(plain, &self, dec); (selfErr == nil) == (againErr == nil) && (selfErr != nil || reflect.DeepEqual(self, again)) {
			return what + ", equal without it", ""
		}
		return "differs after " + what, describe(err, againErr)
	}
	return what, ""
}

func describe(err, wantErr error) string {
	text := func(err error) string {
		if err == nil {
			return "takes it"
		}
		return err.Error()
	}
	return "wire: " + text(err) + "; encoding/json: " + text(wantErr)
}
