// Whole answers: every decoder on every payload.

package main

import (
	"encoding/json"
	"fmt"

	"github.com/bytedance/sonic"
	"github.com/go-faster/jx"
	gojson "github.com/goccy/go-json"

	"github.com/keywright/keywright/templates/wire/compare/armory"
	"github.com/keywright/keywright/templates/wire/compare/jxstyle"
	"github.com/keywright/keywright/templates/wire/compare/payload"
	"github.com/keywright/keywright/templates/wire/compare/plain"
)

// job is a payload with the ways to decode it.
type job struct {
	name  string
	times int // decodings a measurement
	doc   []byte
	list  []contender
}

// jobs are the payloads, each with its decoders in the order of names.
func jobs() []job {
	return []job{
		newJob[armory.AuctionHouse, jxstyle.AuctionHouse, plain.AuctionHouse]("auctions", 1, payload.Auctions()),
		newJob[armory.CommodityIndex, jxstyle.CommodityIndex, plain.CommodityIndex]("commodities", 1, payload.Commodities()),
		newJob[armory.EventPage, jxstyle.EventPage, plain.EventPage]("events", 6, payload.Events()),
		newJob[armory.Profile, jxstyle.Profile, plain.Profile]("profile", 400, payload.Profile()),
		newJob[armory.Realm, jxstyle.Realm, plain.Realm]("realm", 4000, payload.Realm()),
	}
}

// decoder has the method of type K, of which *T is the constraint's way to say so.
type decoder[T any] interface {
	*T
	UnmarshalJSON(b []byte) error
}

type jxDecoder[T any] interface {
	*T
	Decode(d *jx.Decoder) error
}

// newJob makes the contenders: K is keywright's type, J jx's, P that of decoders by
// reflection.
func newJob[K, J, P any, PK decoder[K], PJ jxDecoder[J]](name string, times int, doc []byte) job {
	return job{name, times, doc, []contender{
		{"keywright", func() error { return PK(new(K)).UnmarshalJSON(doc) }},
		{"encoding/json", func() error { return json.Unmarshal(doc, new(P)) }},
		{"go-faster/jx, as ogen emits it", func() error { return PJ(new(J)).Decode(jx.DecodeBytes(doc)) }},
		{"goccy/go-json", func() error { return gojson.Unmarshal(doc, new(P)) }},
		{sonicName(), func() error { return sonic.Unmarshal(doc, new(P)) }},
	}}
}

// sonicName says so where sonic doesn't know the Go version or the machine, and hands
// everything to encoding/json.
func sonicName() string {
	if sonic.APIKind == sonic.UseStdJSON {
		return "sonic: encoding/json here"
	}
	return "bytedance/sonic"
}

func decodeTable(rounds int) error {
	all := jobs()
	results := make([][]figures, len(all))
	for k, j := range all {
		var err error
		if results[k], err = measure(rounds, j.times, j.list); err != nil {
			return fmt.Errorf("%s: %w", j.name, err)
		}
	}
	cells := []string{"decoding"}
	size := []string{"bytes"}
	for _, j := range all {
		cells, size = append(cells, j.name), append(size, fmt.Sprint(len(j.doc)))
	}
	head(cells...)
	row(size...)
	for k, c := range all[0].list {
		line, allocs := []string{c.name}, []string{"  allocations"}
		for _, r := range results {
			if k == 0 {
				line = append(line, fmt.Sprintf("%.3f ms", r[k].cpu/1e6))
			} else {
				line = append(line, times(r[k].ratio))
			}
			allocs = append(allocs, fmt.Sprintf("%.0f", r[k].allocs))
		}
		row(line...)
		row(allocs...)
	}
	return nil
}
