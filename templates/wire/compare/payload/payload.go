// Payloads of the shapes and sizes that answers of games have. Each is the same bytes
// for ever: all chance comes from a seed.

// Package payload makes the JSON texts that decoders are compared on.
package payload

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

const host = "https://armory.example.com"

// Sizes of the payloads, as numbers of elements.
const (
	ManyAuctions = 99_000  // 18 MB
	commodities  = 218_000 // 21 MB
	events       = 14_400  // 2.7 MB
	items        = 14      // 31 KB
)

// text builds a payload.
type text struct {
	strings.Builder
	r *rand.Rand
}

func begin(seed uint64) *text { return &text{r: rand.New(rand.NewPCG(seed, 7))} }

func (t *text) f(format string, args ...any) { fmt.Fprintf(t, format, args...) }

// chance is true p times out of 100.
func (t *text) chance(p int) bool { return t.r.IntN(100) < p }

// list writes n elements with commas in between.
func (t *text) list(n int, elem func()) {
	t.WriteByte('[')
	for k := range n {
		if k > 0 {
			t.WriteByte(',')
		}
		elem()
	}
	t.WriteByte(']')
}

func (t *text) bytes() []byte { return []byte(t.String()) }

func (t *text) links(path string) { t.f(`{"_links":{"self":{"href":"%s%s"}}`, host, path) }

func timeLeft(r *rand.Rand) string {
	return []string{"SHORT", "MEDIUM", "LONG", "VERY_LONG"}[r.IntN(4)]
}

// Auctions is a realm's house of auctions: items with lists of small numbers.
func Auctions() []byte { return AuctionsOf(ManyAuctions) }

// AuctionsOf is Auctions with n of them.
func AuctionsOf(n int) []byte {
	t := begin(1)
	t.links("/data/wow/connected-realm/1084/auctions?namespace=dynamic-eu")
	t.f(`,"connected_realm":{"href":"%s/data/wow/connected-realm/1084?namespace=dynamic-eu"},"auctions":`, host)
	id := 1_700_000_000
	t.list(n, func() {
		id += 1 + t.r.IntN(9)
		t.f(`{"id":%d,"item":`, id)
		t.auctionItem()
		if t.chance(25) {
			t.f(`,"bid":%d00`, t.r.IntN(1_000_000))
		}
		t.f(`,"buyout":%d00,"quantity":%d,"time_left":%q}`, t.r.IntN(50_000_000), 1+t.r.IntN(3), timeLeft(t.r))
	})
	t.f(`,"commodities":{"href":"%s/data/wow/auctions/commodities?namespace=dynamic-eu"}}`, host)
	return t.bytes()
}

func (t *text) auctionItem() {
	t.f(`{"id":%d`, 1000+t.r.IntN(230_000))
	switch {
	case t.chance(75):
		t.f(`,"context":%d,"bonus_lists":`, t.r.IntN(60))
		t.list(1+t.r.IntN(5), func() { t.f("%d", 1000+t.r.IntN(9000)) })
		t.WriteString(`,"modifiers":`)
		t.list(1+t.r.IntN(3), func() { t.f(`{"type":%d,"value":%d}`, t.r.IntN(40), t.r.IntN(3000)) })
	case t.chance(30):
		t.f(`,"pet_breed_id":%d,"pet_level":%d,"pet_quality_id":%d,"pet_species_id":%d`,
			t.r.IntN(10), t.r.IntN(26), t.r.IntN(4), t.r.IntN(4000))
	}
	t.WriteByte('}')
}

// Commodities are short objects of one form, very many of them.
func Commodities() []byte {
	t := begin(2)
	t.links("/data/wow/auctions/commodities?namespace=dynamic-eu")
	t.WriteString(`,"auctions":`)
	id := 1_700_000_000
	t.list(commodities, func() {
		id += 1 + t.r.IntN(9)
		t.f(`{"id":%d,"item":{"id":%d},"quantity":%d,"unit_price":%d00,"time_left":%q}`,
			id, 1000+t.r.IntN(230_000), 1+t.r.IntN(1000), t.r.IntN(500_000), timeLeft(t.r))
	})
	t.WriteByte('}')
	return t.bytes()
}

// Events are of six kinds, told apart by a member that isn't the first.
func Events() []byte {
	t := begin(3)
	t.WriteString(`{"data":`)
	at := 1000
	t.list(events, func() {
		at += t.r.IntN(40)
		t.event(at)
	})
	t.f(`,"nextPageTimestamp":%d}`, at)
	return t.bytes()
}

func (t *text) event(at int) {
	head := func(kind string) {
		t.f(`{"timestamp":%d,"type":%q,"sourceID":%d`, at, kind, 1+t.r.IntN(300))
	}
	ability := func() { t.f(`,"abilityGameID":%d,"fight":%d`, 100+t.r.IntN(450_000), 1+t.r.IntN(30)) }
	switch n := t.r.IntN(100); {
	case n < 40:
		head("damage")
		if t.chance(40) {
			t.f(`,"sourceInstance":%d`, 1+t.r.IntN(9))
		}
		t.f(`,"targetID":%d`, 1+t.r.IntN(300))
		ability()
		t.f(`,"buffs":"%d.%d.%d.","hitType":%d,"amount":%d,"mitigated":%d,"unmitigatedAmount":%d`,
			t.r.IntN(450_000), t.r.IntN(450_000), t.r.IntN(450_000), t.r.IntN(16), t.r.IntN(900_000), t.r.IntN(90_000), t.r.IntN(1_000_000))
		if t.chance(20) {
			t.f(`,"absorbed":%d`, t.r.IntN(90_000))
		}
		if t.chance(30) {
			t.WriteString(`,"tick":true`)
		}
		t.WriteByte('}')
	case n < 60:
		head("heal")
		t.f(`,"targetID":%d`, 1+t.r.IntN(30))
		ability()
		t.f(`,"hitType":%d,"amount":%d`, t.r.IntN(3), t.r.IntN(400_000))
		if t.chance(50) {
			t.f(`,"overheal":%d`, t.r.IntN(100_000))
		}
		t.WriteByte('}')
	case n < 75:
		head([]string{"applybuff", "removebuff"}[t.r.IntN(2)])
		t.f(`,"targetID":%d`, 1+t.r.IntN(30))
		ability()
		t.WriteByte('}')
	case n < 92:
		t.cast(head, ability)
	case n < 99:
		head("energize")
		t.f(`,"targetID":%d`, 1+t.r.IntN(30))
		ability()
		t.f(`,"resourceChange":%d,"resourceChangeType":%d,"waste":%.2f}`, t.r.IntN(100), t.r.IntN(10), 10*t.r.Float64())
	default:
		head("death")
		t.f(`,"targetID":%d`, 1+t.r.IntN(30))
		ability()
		t.f(`,"killerID":%d,"killingAbilityGameID":%d}`, 1+t.r.IntN(300), t.r.IntN(450_000))
	}
}

func (t *text) cast(head func(string), ability func()) {
	head("cast")
	t.f(`,"targetID":%d`, 1+t.r.IntN(30))
	ability()
	if t.chance(10) {
		t.WriteString(`,"melee":true`)
	}
	t.WriteString(`,"classResources":`)
	t.list(1+t.r.IntN(2), func() {
		t.f(`{"amount":%d,"max":%d,"type":%d}`, t.r.IntN(250_000), 250_000, t.r.IntN(10))
	})
	t.f(`,"hitPoints":%d,"maxHitPoints":%d,"x":%d,"y":%d,"facing":%.3f,"itemLevel":%.2f}`,
		t.r.IntN(9_000_000), 9_000_000, t.r.IntN(90_000)-45_000, t.r.IntN(90_000)-45_000, 6*t.r.Float64(), 600+60*t.r.Float64())
}
