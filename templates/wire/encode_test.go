// The writer: equal to encoding/json, and what it wrote reads back equal.

package wire_test

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/wire"
	"pgregory.net/rapid"
)

// standard writes v by encoding/json without its escapes for HTML.
func standard(t interface{ Fatal(...any) }, v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func TestEncodeScalarsAsStandard(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f, f32 := rapid.Float64().Draw(t, "f"), rapid.Float32().Draw(t, "f32")
		n := rapid.Int64().Draw(t, "n")
		s := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "s")
		equal(t, &f, (*wire.Encoder).Float64)
		equal(t, &f32, (*wire.Encoder).Float32)
		equal(t, &n, (*wire.Encoder).Int64)
		equal(t, &s, (*wire.Encoder).String)
	})
	for _, f := range []float64{0, math.Copysign(0, -1), 1e-6, 9.99e-7, 1e20, 1e21, 1e-9, 1e100, math.MaxFloat64, 5e-324, 0.1, 100} {
		equal(t, &f, (*wire.Encoder).Float64)
		f32 := float32(f)
		if !math.IsInf(float64(f32), 0) {
			equal(t, &f32, (*wire.Encoder).Float32)
		}
	}
	for _, s := range []string{"", "<a&b>", "\u2028\u2029\x00\x1f\x7f\"\\/\b\f\n\r\t", "\xff\xe2\x82", "é😀\ufffd"} {
		equal(t, &s, (*wire.Encoder).String)
	}
	at := time.Date(2024, 2, 29, 1, 2, 3, 40_000_000, time.FixedZone("", 3600))
	equal(t, &at, (*wire.Encoder).Time)
	b := []byte{0, 1, 0xff}
	equal(t, &b, (*wire.Encoder).Bytes)
}

func equal[T any](t interface {
	Fatal(...any)
	Errorf(string, ...any)
}, v *T, enc wire.EncodeFunc[T]) {
	got, err := wire.Marshal(v, enc)
	if want := standard(t, *v); err != nil || string(got) != want {
		t.Errorf("%#v: got %s (%v), want %s", *v, got, err, want)
	}
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	doc := auctionsDoc(50, 4)
	var x Auctions
	if err := wire.Unmarshal(doc, &x, decodeAuctions); err != nil {
		t.Fatal(err)
	}
	again, err := wire.Marshal(&x, encodeAuctions)
	if err != nil || !bytes.Equal(again, doc) {
		t.Errorf("auctions re-encode otherwise: %v", err)
	}
	var p, q Profile
	if err := wire.Unmarshal([]byte(profileDoc), &p, decodeProfile); err != nil {
		t.Fatal(err)
	}
	text, err := wire.Marshal(&p, encodeProfile)
	if err != nil || string(text) != standard(t, &p) {
		t.Errorf("got %s, %v\nwant %s", text, err, standard(t, &p))
	}
	if err := wire.Unmarshal(text, &q, decodeProfile); err != nil || !reflect.DeepEqual(p, q) {
		t.Errorf("reads back otherwise: %v\n%s", err, text)
	}
}

func TestEncodeErrors(t *testing.T) {
	t.Parallel()
	for want, x := range map[string]Profile{
		"children[1].score: JSON has no number for NaN": {Children: []Profile{{}, {Score: math.NaN()}}},
		"ratio: JSON has no number for -Inf":            {Ratio: float32(math.Inf(-1))},
		"free: Raw is not valid JSON":                   {Free: wire.Raw(`{"a":}`)},
		"seen: RFC 3339 has no year 10000":              {Seen: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
		"born: 2023-02-30 is no date":                   {Born: wire.Some(wire.Date{Year: 2023, Month: 2, Day: 30})},
		`by_name["a b"].href`:                           {ByName: map[string]*Link{"a b": {}}},
	} {
		b, err := wire.Append([]byte("kept"), &x, encodeProfile)
		if want == `by_name["a b"].href` {
			if err != nil {
				t.Errorf("got %v", err)
			}
			continue
		}
		if err == nil || !strings.HasPrefix(err.Error(), want) || string(b) != "kept" {
			t.Errorf("got %q %v, want %s", b, err, want)
		}
	}
	x := Profile{Free: wire.Raw(" { \"a\" : [ 1 ] }\n")}
	if b, err := wire.Marshal(&x, encodeProfile); err != nil || !strings.Contains(string(b), `"free":{"a":[1]}`) {
		t.Errorf("Raw is not compacted: %s %v", b, err)
	}
}
