// Fuzz targets: no text makes the reader panic or disagree with encoding/json; what the
// writer wrote reads back equal.

package wire_test

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/keywright/keywright/templates/wire"
)

func FuzzDecode(f *testing.F) {
	f.Add([]byte(profileDoc), uint8(7))
	f.Add(auctionsDoc(3, 1), uint8(100))
	f.Add([]byte(`{"children":[{"name":"\ud800","matrix":[[1e1,null]]}],"level":5.0,"free":{"a":nul`), uint8(1))
	f.Fuzz(func(t *testing.T, doc []byte, window uint8) {
		if verdict, detail := compare(doc, decodeProfile); detail != "" {
			t.Errorf("%s: %s", verdict, detail)
		}
		if verdict, detail := compare(doc, decodeAuctions); detail != "" {
			t.Errorf("%s: %s", verdict, detail)
		}
		var r wire.Raw
		err := wire.Unmarshal(doc, &r, (*wire.Decoder).Raw)
		if (err == nil) != json.Valid(doc) && (err == nil || !strings.Contains(err.Error(), "too deeply")) {
			t.Errorf("Raw: %v, valid is %v", err, json.Valid(doc))
		}
		o := wire.Options{Drift: func(wire.Drift) error { return nil }}
		if wire.UnmarshalOptions(doc, new(Profile), decodeProfile, o) == nil && err != nil {
			t.Errorf("with drift watched, invalid JSON is taken: %v", err)
		}
		text := `{"x":` + string(doc) + `,"list":[` + string(doc) + `]}`
		one, oneErr := collect(strings.NewReader(text), []string{"list"}, decodeProfile, wire.StreamOptions{})
		many, manyErr := collect(strings.NewReader(text), []string{"list"}, decodeProfile, wire.StreamOptions{Window: int(window) + 1})
		if (oneErr == nil) != (manyErr == nil) || !reflect.DeepEqual(one, many) {
			t.Errorf("window %d: %v, whole: %v", window, manyErr, oneErr)
		}
	})
}

func FuzzRoundTrip(f *testing.F) {
	f.Add("name", int32(1), 1.5, float32(-2), true, "t", []byte{1}, int64(5), "k")
	f.Fuzz(func(t *testing.T, name string, level int32, score float64, ratio float32, active bool, tag string, icon []byte, n int64, key string) {
		// Invalid UTF-8 is replaced in writing, and would read back as what replaced it.
		name, tag, key = strings.ToValidUTF8(name, "?"), strings.ToValidUTF8(tag, "?"), strings.ToValidUTF8(key, "?")
		x := Profile{Name: name, Level: level, Score: score, Ratio: ratio, Active: active, Tags: []string{tag, name},
			Icon: icon, Stats: map[string]int64{key: n}, Title: wire.Some(tag), Aliases: wire.Null[[]string](),
			Children: []Profile{{Odd: tag, ByName: map[string]*Link{key: {Href: name}, "": nil}}}}
		b, err := wire.Marshal(&x, encodeProfile)
		if math.IsNaN(score) || math.IsInf(score, 0) || math.IsNaN(float64(ratio)) || math.IsInf(float64(ratio), 0) {
			if err == nil {
				t.Errorf("%s is written", b)
			}
			return
		}
		if err != nil || !json.Valid(b) {
			t.Fatalf("%v: %s", err, b)
		}
		var y Profile
		if err := wire.Unmarshal(b, &y, decodeProfile); err != nil {
			t.Fatalf("%v: %s", err, b)
		}
		again, err := wire.Marshal(&y, encodeProfile)
		if err != nil || string(again) != string(b) {
			t.Errorf("%v\n%s\n%s", err, b, again)
		}
	})
}
