// The comparison compares like with like, and its types are what keywright makes of
// the description.

package main

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/go-faster/jx"

	"github.com/keywright/keywright/generator"
	"github.com/keywright/keywright/templates/wire/compare/armory"
	"github.com/keywright/keywright/templates/wire/compare/jxstyle"
	"github.com/keywright/keywright/templates/wire/compare/payload"
	"github.com/keywright/keywright/templates/wire/compare/plain"

	gojson "github.com/goccy/go-json"
)

// TestMain lets the test's own program be the server, as the command is.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "-serve" {
		exit(serve(os.Args[2]))
	}
	os.Exit(m.Run())
}

func TestArmoryIsWhatTheDescriptionGives(t *testing.T) {
	result, err := generator.Generate(t.Context(), generator.Options{Config: "../keywright.yaml", Force: true, Version: generator.Version()})
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range result.Plan.Changes {
		if change.Path == "keywright.lock" {
			continue // it tells the generator, too, which is another one after every change
		}
		t.Errorf("%s is %s; run keywright generate in the folder above", change.Path, change.Kind)
	}
}

// TestSizes holds the payloads to what the tables call them.
func TestSizes(t *testing.T) {
	for name, c := range map[string]struct {
		doc  []byte
		want int
	}{
		"auctions": {payload.Auctions(), 18_000_000}, "commodities": {payload.Commodities(), 21_000_000},
		"events": {payload.Events(), 2_700_000}, "profile": {payload.Profile(), 31_000}, "realm": {payload.Realm(), 2_200},
	} {
		if got := len(c.doc); got < c.want*97/100 || got > c.want*103/100 {
			t.Errorf("%s has %d bytes, want about %d", name, got, c.want)
		}
	}
}

// TestEachReadsAll runs every contender once; their own checks tell what they miss.
func TestEachReadsAll(t *testing.T) {
	for _, j := range jobs() {
		if _, err := measure(1, 1, j.list); err != nil {
			t.Errorf("%s: %v", j.name, err)
		}
	}
	doc := payload.Events()
	var k armory.EventPage
	var o jxstyle.EventPage
	var p plain.EventPage
	if err := k.UnmarshalJSON(doc); err != nil {
		t.Fatal(err)
	}
	if err := o.Decode(jx.DecodeBytes(doc)); err != nil {
		t.Fatal(err)
	}
	if err := gojson.Unmarshal(doc, &p); err != nil {
		t.Fatal(err)
	}
	if len(k.Data) != len(p.Data) || len(o.Data) != len(p.Data) {
		t.Fatalf("%d, %d and %d events", len(k.Data), len(o.Data), len(p.Data))
	}
	for i, want := range p.Data {
		damage, ok := k.Data[i].(*armory.DamageEvent)
		if ok != (want.Type == "damage") || o.Data[i].Type != want.Type {
			t.Fatalf("event %d is a %T, a %s and a %s", i, k.Data[i], o.Data[i].Type, want.Type)
		}
		if ok && (damage.Amount != *want.Amount || o.Data[i].DamageEvent.Amount != *want.Amount) {
			t.Fatalf("event %d: amounts differ", i)
		}
	}
}

// TestSameAuctions compares what keywright read with what reflection did, by writing
// both.
func TestSameAuctions(t *testing.T) {
	doc := payload.AuctionsOf(2000)
	var k armory.AuctionHouse
	var p plain.AuctionHouse
	if err := k.UnmarshalJSON(doc); err != nil {
		t.Fatal(err)
	}
	if err := gojson.Unmarshal(doc, &p); err != nil {
		t.Fatal(err)
	}
	mine, err := k.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := gojson.Marshal(&p)
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if gojson.Unmarshal(mine, &a) != nil || gojson.Unmarshal(theirs, &b) != nil || !reflect.DeepEqual(a, b) {
		t.Error("they differ")
	}
}

func TestStreamsSeeAll(t *testing.T) {
	name := filepath.Join(t.TempDir(), "auctions.json")
	if err := os.WriteFile(name, payload.AuctionsOf(3000), 0o600); err != nil {
		t.Fatal(err)
	}
	for k := range 3 {
		n := 0
		list, err := streams(openFile(name), func() { n++ })
		if err == nil {
			err = list[k].run()
		}
		if err != nil || n != 3000 {
			t.Errorf("%s: %d auctions, %v", list[k].name, n, err)
		}
	}
}

func TestCalls(t *testing.T) {
	url, stop, err := startServer("gzip")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	k, o, err := clients(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range append(bigCalls(t.Context(), k, o), smallCalls(t.Context(), k, o)...) {
		if err := c.run(); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
