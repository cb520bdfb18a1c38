// Drift: what is reported, once and with its place, and what reading does then.

package wire_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/keywright/keywright/templates/wire"
)

func drifts[T any](t *testing.T, text string, dec wire.DecodeFunc[T]) (x T, reports []string) {
	t.Helper()
	o := wire.Options{Drift: func(r wire.Drift) error {
		reports = append(reports, r.Kind.String()+" "+r.String())
		return nil
	}}
	if err := wire.UnmarshalOptions([]byte(text), &x, dec, o); err != nil {
		t.Errorf("%s: %v", text, err)
	}
	return x, reports
}

func TestDriftReports(t *testing.T) {
	t.Parallel()
	text := `{"_links":{"self":{"href":"h"}},"connected_realm":null,"auctions":[
		{"id":1,"item":{"id":2,"quality":{"type":"EPIC"}},"quantity":1,"time_left":"SHORT"},
		{"id":"x","item":[],"bid":"y","quantity":1.5},
		{"id":3000000000,"item":{"quality":1},"quantity":3000000000,"time_left":"SHORT","new\n":true},
		{"id":4,"item":{"id":2,"context":{}},"quantity":1,"time_left":"EPOCH"}]}`
	x, got := drifts(t, text, decodeAuctions)
	want := []string{
		"mistyped connected_realm: null, expected object",
		"unknown auctions[0].item.quality: unknown in Item (object)",
		"mistyped auctions[1].id: string, expected integer",
		"mistyped auctions[1].item: array, expected object",
		"mistyped auctions[1].bid: string, expected integer",
		"mistyped auctions[1].quantity: number with a fraction, expected integer",
		"missing auctions[1].time_left: missing in Auction",
		"missing auctions[2].item.id: missing in Item",
		"mistyped auctions[2].quantity: number out of range, expected 32-bit integer",
		"unknown auctions[2][\"new\\n\"]: unknown in Auction (boolean)",
		"mistyped auctions[3].item.context: object, expected integer",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if a := x.Auctions; len(a) != 4 || !a[1].Bid.IsZero() || !a[3].Item.Context.IsZero() || a[3].TimeLeft != "EPOCH" || a[2].ID != 3_000_000_000 {
		t.Errorf("got %+v", a)
	}
	if _, got := drifts(t, string(auctionsDoc(20, 2)), decodeAuctions); got != nil {
		t.Errorf("drift where there is none: %q", got)
	}
	var y Auctions
	if err := wire.UnmarshalOptions([]byte(`{"auctions":[{"item":{"x":tru}}]}`), &y, decodeAuctions, wire.Options{Drift: func(wire.Drift) error { return nil }}); err == nil {
		t.Error("broken JSON is taken for drift")
	}
}

func TestDriftIsBounded(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(`{"auctions":[{`)
	for k := range 20_000 {
		fmt.Fprintf(&b, `"n%d":%d,`, k, k)
	}
	b.WriteString(`"id":1}]}`)
	if _, got := drifts(t, b.String(), decodeAuctions); len(got) > 300 {
		t.Errorf("%d reports", len(got))
	}
}

func TestDriftInStream(t *testing.T) {
	t.Parallel()
	var got []string
	o := wire.StreamOptions{Window: 20}
	o.Drift = func(r wire.Drift) error { got = append(got, r.String()); return nil }
	text := `{"a":[{"type":1,"value":2},{"type":"x","other":[1,2,3,4,5,6,7,8,9],"value":3},{"other":1,"type":5,"value":{}}]}`
	list, err := collect(strings.NewReader(text), []string{"a"}, decodeModifier, o)
	if err != nil || !reflect.DeepEqual(list, []Modifier{{1, 2}, {0, 3}, {5, 0}}) {
		t.Errorf("%v %v", list, err)
	}
	want := []string{"a[1].type: string, expected integer", "a[1].other: unknown in Modifier (array)", "a[2].value: object, expected integer"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
}
