// The reader beside encoding/json on one synthetic auctions answer: the figures to
// look at are the ratios of one run.

package wire_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/wire"
)

// auctionsDoc makes an auctions answer with n auctions, the same for a seed.
func auctionsDoc(n int, seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	var b strings.Builder
	b.WriteString(`{"_links":{"self":{"href":"https://eu.api.example.com/data/wow/connected-realm/1084/auctions?namespace=dynamic-eu"}},"connected_realm":{"href":"https://eu.api.example.com/data/wow/connected-realm/1084?namespace=dynamic-eu"},"auctions":[`)
	for k := range n {
		if k > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"item":{"id":%d`, 1_700_000_000+k, r.IntN(230_000))
		if r.IntN(10) < 7 {
			fmt.Fprintf(&b, `,"context":%d,"bonus_lists":[%d`, r.IntN(60), 1000+r.IntN(9000))
			for range r.IntN(5) {
				fmt.Fprintf(&b, `,%d`, 1000+r.IntN(9000))
			}
			fmt.Fprintf(&b, `],"modifiers":[{"type":9,"value":%d}`, r.IntN(80))
			for range r.IntN(3) {
				fmt.Fprintf(&b, `,{"type":%d,"value":%d}`, r.IntN(40), r.IntN(3000))
			}
			b.WriteByte(']')
		}
		if r.IntN(20) == 0 {
			fmt.Fprintf(&b, `,"pet_breed_id":%d,"pet_level":%d`, r.IntN(10), r.IntN(26))
		}
		b.WriteByte('}')
		if r.IntN(4) == 0 {
			fmt.Fprintf(&b, `,"bid":%d00`, r.IntN(1_000_000))
		}
		fmt.Fprintf(&b, `,"buyout":%d00,"quantity":%d,"time_left":%q}`, r.IntN(50_000_000), 1+r.IntN(3), timeLeftValues[r.IntN(4)])
	}
	b.WriteString(`],"commodities":{"href":"https://eu.api.example.com/data/wow/auctions/commodities?namespace=dynamic-eu"}}`)
	return []byte(b.String())
}

// Types without methods of their own, so that encoding/json reads them by itself.
type (
	plainAuctions struct {
		Links struct {
			Self Link `json:"self"`
		} `json:"_links"`
		Realm       Link           `json:"connected_realm"`
		Auctions    []plainAuction `json:"auctions"`
		Commodities *Link          `json:"commodities"`
	}
	plainAuction struct {
		ID        int64     `json:"id"`
		Item      plainItem `json:"item"`
		Bid       int64     `json:"bid"`
		Buyout    int64     `json:"buyout"`
		UnitPrice int64     `json:"unit_price"`
		Quantity  int32     `json:"quantity"`
		TimeLeft  TimeLeft  `json:"time_left"`
	}
	plainItem struct {
		ID         int64      `json:"id"`
		Context    int32      `json:"context"`
		BonusLists []int64    `json:"bonus_lists"`
		Modifiers  []Modifier `json:"modifiers"`
		PetBreedID int64      `json:"pet_breed_id"`
		PetLevel   int64      `json:"pet_level"`
	}
)

func BenchmarkAuctions(b *testing.B) {
	doc := auctionsDoc(20_000, 1)
	b.Run("wire", func(b *testing.B) {
		b.SetBytes(int64(len(doc)))
		b.ReportAllocs()
		for b.Loop() {
			var x Auctions
			if err := wire.Unmarshal(doc, &x, decodeAuctions); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.SetBytes(int64(len(doc)))
		b.ReportAllocs()
		for b.Loop() {
			var x plainAuctions
			if err := json.Unmarshal(doc, &x); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkEncodeAuctions(b *testing.B) {
	doc := auctionsDoc(20_000, 1)
	var x Auctions
	if err := wire.Unmarshal(doc, &x, decodeAuctions); err != nil {
		b.Fatal(err)
	}
	var plain plainAuctions
	if err := json.Unmarshal(doc, &plain); err != nil {
		b.Fatal(err)
	}
	b.Run("wire", func(b *testing.B) {
		b.SetBytes(int64(len(doc)))
		buf := make([]byte, 0, 2*len(doc))
		for b.Loop() {
			if _, err := wire.Append(buf[:0], &x, encodeAuctions); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.SetBytes(int64(len(doc)))
		for b.Loop() {
			if _, err := json.Marshal(&plain); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// plainProfile is Profile in the terms of encoding/json alone.
type plainProfile struct {
	Name     string           `json:"name"`
	Level    int32            `json:"level"`
	Score    float64          `json:"score"`
	Ratio    float32          `json:"ratio"`
	Active   bool             `json:"active"`
	Seen     time.Time        `json:"seen"`
	Born     string           `json:"born"`
	Title    *string          `json:"title"`
	Guild    *Link            `json:"guild"`
	Tags     []string         `json:"tags"`
	Matrix   [][]float64      `json:"matrix"`
	Stats    map[string]int64 `json:"stats"`
	Free     json.RawMessage  `json:"free"`
	Icon     []byte           `json:"icon"`
	Children []plainProfile   `json:"children"`
	Aliases  []*string        `json:"aliases"`
	Odd      string           `json:"odd é"`
	Maybe    []*bool          `json:"maybe"`
	ByName   map[string]*Link `json:"by_name"`
}

func BenchmarkProfile(b *testing.B) {
	children := strings.Repeat(`{"name":"Argent Dawn","level":80,"score":1234.5,"active":true,"title":"the Explorer","guild":{"href":"https://eu.api.example.com/data/wow/guild/1"},"tags":["first","second"],"odd é":"x"},`, 100)
	doc := []byte(`{"name":"n","level":1,"children":[` + children + profileDoc + `]}`)
	b.Run("wire", func(b *testing.B) {
		b.SetBytes(int64(len(doc)))
		b.ReportAllocs()
		for b.Loop() {
			var x Profile
			if err := wire.Unmarshal(doc, &x, decodeProfile); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.SetBytes(int64(len(doc)))
		b.ReportAllocs()
		for b.Loop() {
			var x plainProfile
			if err := json.Unmarshal(doc, &x); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkStreamAuctions(b *testing.B) {
	doc := auctionsDoc(20_000, 1)
	b.Run("wire", func(b *testing.B) {
		b.SetBytes(int64(len(doc)))
		b.ReportAllocs()
		for b.Loop() {
			for _, err := range wire.StreamArray(bytes.NewReader(doc), []string{"auctions"}, decodeAuction, wire.StreamOptions{}) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.SetBytes(int64(len(doc)))
		b.ReportAllocs()
		for b.Loop() {
			dec := json.NewDecoder(bytes.NewReader(doc))
			for token := json.Token(nil); token != "auctions"; {
				token, _ = dec.Token()
			}
			dec.Token()
			for dec.More() {
				var x plainAuction
				if err := dec.Decode(&x); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
