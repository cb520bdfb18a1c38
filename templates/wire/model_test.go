// A model as emitted code would have it: an auctions answer and a character profile.

package wire_test

import (
	"time"

	"github.com/keywright/keywright/templates/wire"
)

type Auctions struct {
	Links       Links     `json:"_links"`
	Realm       Link      `json:"connected_realm"`
	Auctions    []Auction `json:"auctions"`
	Commodities *Link     `json:"commodities,omitempty"`
}

type Links struct {
	Self Link `json:"self"`
}

type Link struct {
	Href string `json:"href"`
}

type TimeLeft string

type Auction struct {
	ID        int64           `json:"id"`
	Item      Item            `json:"item"`
	Bid       wire.Opt[int64] `json:"bid,omitzero"`
	Buyout    wire.Opt[int64] `json:"buyout,omitzero"`
	UnitPrice wire.Opt[int64] `json:"unit_price,omitzero"`
	Quantity  int32           `json:"quantity"`
	TimeLeft  TimeLeft        `json:"time_left"`
}

type Item struct {
	ID         int64           `json:"id"`
	Context    wire.Opt[int32] `json:"context,omitzero"`
	BonusLists []int64         `json:"bonus_lists,omitempty"`
	Modifiers  []Modifier      `json:"modifiers,omitempty"`
	PetBreedID wire.Opt[int64] `json:"pet_breed_id,omitzero"`
	PetLevel   wire.Opt[int64] `json:"pet_level,omitzero"`
}

type Modifier struct {
	Type  int64 `json:"type"`
	Value int64 `json:"value"`
}

var auctionsFields = wire.Fields{
	Type:     "Auctions",
	Names:    []string{`"_links":`, `"connected_realm":`, `"auctions":`, `"commodities":`},
	Required: []int{0, 1, 2},
}

func decodeAuctions(d *wire.Decoder, i int, x *Auctions) int {
	var seen uint64
	i, f := d.Object(i, &auctionsFields)
	for f >= 0 {
		seen |= 1 << f
		switch f {
		case 0:
			i = decodeLinks(d, i, &x.Links)
		case 1:
			i = decodeLink(d, i, &x.Realm)
		case 2:
			i = wire.DecodeList(d, i, &x.Auctions, decodeAuction)
		case 3:
			i = wire.DecodePtr(d, i, &x.Commodities, decodeLink)
		}
		i, f = d.Field(i, f, &auctionsFields)
	}
	if d.Watching() {
		d.Missing(i, &auctionsFields, seen)
	}
	return i
}

func encodeAuctions(e *wire.Encoder, x *Auctions) {
	e.Object()
	e.Name(`"_links":`)
	encodeLinks(e, &x.Links)
	e.Name(`"connected_realm":`)
	encodeLink(e, &x.Realm)
	e.Name(`"auctions":`)
	wire.EncodeList(e, &x.Auctions, encodeAuction)
	if x.Commodities != nil {
		e.Name(`"commodities":`)
		encodeLink(e, x.Commodities)
	}
	e.EndObject()
}

var linksFields = wire.Fields{Type: "Links", Names: []string{`"self":`}, Required: []int{0}}

func decodeLinks(d *wire.Decoder, i int, x *Links) int {
	var seen uint64
	i, f := d.Object(i, &linksFields)
	for f >= 0 {
		seen |= 1 << f
		i = decodeLink(d, i, &x.Self)
		i, f = d.Field(i, f, &linksFields)
	}
	if d.Watching() {
		d.Missing(i, &linksFields, seen)
	}
	return i
}

func encodeLinks(e *wire.Encoder, x *Links) {
	e.Object()
	e.Name(`"self":`)
	encodeLink(e, &x.Self)
	e.EndObject()
}

var linkFields = wire.Fields{Type: "Link", Names: []string{`"href":`}, Required: []int{0}}

func decodeLink(d *wire.Decoder, i int, x *Link) int {
	var seen uint64
	i, f := d.Object(i, &linkFields)
	for f >= 0 {
		seen |= 1 << f
		i = d.String(i, &x.Href)
		i, f = d.Field(i, f, &linkFields)
	}
	if d.Watching() {
		d.Missing(i, &linkFields, seen)
	}
	return i
}

func encodeLink(e *wire.Encoder, x *Link) {
	e.Object()
	e.Name(`"href":`)
	e.String(&x.Href)
	e.EndObject()
}

var timeLeftValues = []string{"SHORT", "MEDIUM", "LONG", "VERY_LONG"}

var auctionFields = wire.Fields{
	Type:     "Auction",
	Names:    []string{`"id":`, `"item":`, `"bid":`, `"buyout":`, `"unit_price":`, `"quantity":`, `"time_left":`},
	Required: []int{0, 1, 5, 6},
}

func decodeAuction(d *wire.Decoder, i int, x *Auction) int {
	var seen uint64
	i, f := d.Object(i, &auctionFields)
	for f >= 0 {
		seen |= 1 << f
		switch f {
		case 0:
			i = d.Int64(i, &x.ID)
		case 1:
			i = decodeItem(d, i, &x.Item)
		case 2:
			i = wire.DecodeOpt(d, i, &x.Bid, (*wire.Decoder).Int64)
		case 3:
			i = wire.DecodeOpt(d, i, &x.Buyout, (*wire.Decoder).Int64)
		case 4:
			i = wire.DecodeOpt(d, i, &x.UnitPrice, (*wire.Decoder).Int64)
		case 5:
			i = d.Int32(i, &x.Quantity)
		case 6:
			i = d.Enum(i, (*string)(&x.TimeLeft), timeLeftValues)
		}
		i, f = d.Field(i, f, &auctionFields)
	}
	if d.Watching() {
		d.Missing(i, &auctionFields, seen)
	}
	return i
}

func encodeAuction(e *wire.Encoder, x *Auction) {
	e.Object()
	e.Name(`"id":`)
	e.Int64(&x.ID)
	e.Name(`"item":`)
	encodeItem(e, &x.Item)
	wire.EncodeOpt(e, `"bid":`, &x.Bid, (*wire.Encoder).Int64)
	wire.EncodeOpt(e, `"buyout":`, &x.Buyout, (*wire.Encoder).Int64)
	wire.EncodeOpt(e, `"unit_price":`, &x.UnitPrice, (*wire.Encoder).Int64)
	e.Name(`"quantity":`)
	e.Int32(&x.Quantity)
	e.Name(`"time_left":`)
	e.String((*string)(&x.TimeLeft))
	e.EndObject()
}

var itemFields = wire.Fields{
	Type:     "Item",
	Names:    []string{`"id":`, `"context":`, `"bonus_lists":`, `"modifiers":`, `"pet_breed_id":`, `"pet_level":`},
	Required: []int{0},
}

func decodeItem(d *wire.Decoder, i int, x *Item) int {
	var seen uint64
	i, f := d.Object(i, &itemFields)
	for f >= 0 {
		seen |= 1 << f
		switch f {
		case 0:
			i = d.Int64(i, &x.ID)
		case 1:
			i = wire.DecodeOpt(d, i, &x.Context, (*wire.Decoder).Int32)
		case 2:
			i = wire.DecodeList(d, i, &x.BonusLists, (*wire.Decoder).Int64)
		case 3:
			i = wire.DecodeList(d, i, &x.Modifiers, decodeModifier)
		case 4:
			i = wire.DecodeOpt(d, i, &x.PetBreedID, (*wire.Decoder).Int64)
		case 5:
			i = wire.DecodeOpt(d, i, &x.PetLevel, (*wire.Decoder).Int64)
		}
		i, f = d.Field(i, f, &itemFields)
	}
	if d.Watching() {
		d.Missing(i, &itemFields, seen)
	}
	return i
}

func encodeItem(e *wire.Encoder, x *Item) {
	e.Object()
	e.Name(`"id":`)
	e.Int64(&x.ID)
	wire.EncodeOpt(e, `"context":`, &x.Context, (*wire.Encoder).Int32)
	if x.BonusLists != nil {
		e.Name(`"bonus_lists":`)
		wire.EncodeList(e, &x.BonusLists, (*wire.Encoder).Int64)
	}
	if x.Modifiers != nil {
		e.Name(`"modifiers":`)
		wire.EncodeList(e, &x.Modifiers, encodeModifier)
	}
	wire.EncodeOpt(e, `"pet_breed_id":`, &x.PetBreedID, (*wire.Encoder).Int64)
	wire.EncodeOpt(e, `"pet_level":`, &x.PetLevel, (*wire.Encoder).Int64)
	e.EndObject()
}

var modifierFields = wire.Fields{Type: "Modifier", Names: []string{`"type":`, `"value":`}, Required: []int{0, 1}}

func decodeModifier(d *wire.Decoder, i int, x *Modifier) int {
	var seen uint64
	i, f := d.Object(i, &modifierFields)
	for f >= 0 {
		seen |= 1 << f
		switch f {
		case 0:
			i = d.Int64(i, &x.Type)
		case 1:
			i = d.Int64(i, &x.Value)
		}
		i, f = d.Field(i, f, &modifierFields)
	}
	if d.Watching() {
		d.Missing(i, &modifierFields, seen)
	}
	return i
}

func encodeModifier(e *wire.Encoder, x *Modifier) {
	e.Object()
	e.Name(`"type":`)
	e.Int64(&x.Type)
	e.Name(`"value":`)
	e.Int64(&x.Value)
	e.EndObject()
}

// Profile has one field of every kind.
type Profile struct {
	Name     string              `json:"name"`
	Level    int32               `json:"level"`
	Score    float64             `json:"score"`
	Ratio    float32             `json:"ratio"`
	Active   bool                `json:"active"`
	Seen     time.Time           `json:"seen"`
	Born     wire.Opt[wire.Date] `json:"born,omitzero"`
	Title    wire.Opt[string]    `json:"title,omitzero"`
	Guild    *Link               `json:"guild,omitempty"`
	Tags     []string            `json:"tags,omitempty"`
	Matrix   [][]float64         `json:"matrix,omitempty"`
	Stats    map[string]int64    `json:"stats,omitempty"`
	Free     wire.Raw            `json:"free,omitempty"`
	Icon     []byte              `json:"icon,omitempty"`
	Children []Profile           `json:"children,omitempty"`
	Aliases  wire.Opt[[]string]  `json:"aliases,omitzero"`
	Odd      string              `json:"odd é,omitempty"`
	Maybe    []wire.Opt[bool]    `json:"maybe,omitempty"`
	ByName   map[string]*Link    `json:"by_name,omitempty"`
}

var profileFields = wire.Fields{
	Type: "Profile",
	Names: []string{`"name":`, `"level":`, `"score":`, `"ratio":`, `"active":`, `"seen":`, `"born":`, `"title":`,
		`"guild":`, `"tags":`, `"matrix":`, `"stats":`, `"free":`, `"icon":`, `"children":`, `"aliases":`,
		`"odd é":`, `"maybe":`, `"by_name":`},
	Required: []int{0, 1},
}

func decodeProfile(d *wire.Decoder, i int, x *Profile) int {
	var seen uint64
	i, f := d.Object(i, &profileFields)
	for f >= 0 {
		seen |= 1 << f
		switch f {
		case 0:
			i = d.String(i, &x.Name)
		case 1:
			i = d.Int32(i, &x.Level)
		case 2:
			i = d.Float64(i, &x.Score)
		case 3:
			i = d.Float32(i, &x.Ratio)
		case 4:
			i = d.Bool(i, &x.Active)
		case 5:
			i = d.Time(i, &x.Seen)
		case 6:
			i = wire.DecodeOpt(d, i, &x.Born, (*wire.Decoder).Date)
		case 7:
			i = wire.DecodeOpt(d, i, &x.Title, (*wire.Decoder).String)
		case 8:
			i = wire.DecodePtr(d, i, &x.Guild, decodeLink)
		case 9:
			i = wire.DecodeList(d, i, &x.Tags, (*wire.Decoder).String)
		case 10:
			i = wire.DecodeList(d, i, &x.Matrix, decodeFloats)
		case 11:
			i = wire.DecodeMap(d, i, &x.Stats, (*wire.Decoder).Int64)
		case 12:
			i = d.Raw(i, &x.Free)
		case 13:
			i = d.Bytes(i, &x.Icon)
		case 14:
			i = wire.DecodeList(d, i, &x.Children, decodeProfile)
		case 15:
			i = wire.DecodeOpt(d, i, &x.Aliases, decodeStrings)
		case 16:
			i = d.String(i, &x.Odd)
		case 17:
			i = wire.DecodeList(d, i, &x.Maybe, decodeOptBool)
		case 18:
			i = wire.DecodeMap(d, i, &x.ByName, decodeLinkPtr)
		}
		i, f = d.Field(i, f, &profileFields)
	}
	if d.Watching() {
		d.Missing(i, &profileFields, seen)
	}
	return i
}

func decodeFloats(d *wire.Decoder, i int, x *[]float64) int {
	return wire.DecodeList(d, i, x, (*wire.Decoder).Float64)
}

func decodeStrings(d *wire.Decoder, i int, x *[]string) int {
	return wire.DecodeList(d, i, x, (*wire.Decoder).String)
}

func decodeOptBool(d *wire.Decoder, i int, x *wire.Opt[bool]) int {
	return wire.DecodeOpt(d, i, x, (*wire.Decoder).Bool)
}

func decodeLinkPtr(d *wire.Decoder, i int, x **Link) int {
	return wire.DecodePtr(d, i, x, decodeLink)
}

func encodeProfile(e *wire.Encoder, x *Profile) {
	e.Object()
	e.Name(`"name":`)
	e.String(&x.Name)
	e.Name(`"level":`)
	e.Int32(&x.Level)
	e.Name(`"score":`)
	e.Float64(&x.Score)
	e.Name(`"ratio":`)
	e.Float32(&x.Ratio)
	e.Name(`"active":`)
	e.Bool(&x.Active)
	e.Name(`"seen":`)
	e.Time(&x.Seen)
	wire.EncodeOpt(e, `"born":`, &x.Born, (*wire.Encoder).Date)
	wire.EncodeOpt(e, `"title":`, &x.Title, (*wire.Encoder).String)
	if x.Guild != nil {
		e.Name(`"guild":`)
		encodeLink(e, x.Guild)
	}
	if len(x.Tags) > 0 {
		e.Name(`"tags":`)
		wire.EncodeList(e, &x.Tags, (*wire.Encoder).String)
	}
	if len(x.Matrix) > 0 {
		e.Name(`"matrix":`)
		wire.EncodeList(e, &x.Matrix, encodeFloats)
	}
	if len(x.Stats) > 0 {
		e.Name(`"stats":`)
		wire.EncodeMap(e, &x.Stats, (*wire.Encoder).Int64)
	}
	if len(x.Free) > 0 {
		e.Name(`"free":`)
		e.Raw(&x.Free)
	}
	if len(x.Icon) > 0 {
		e.Name(`"icon":`)
		e.Bytes(&x.Icon)
	}
	if len(x.Children) > 0 {
		e.Name(`"children":`)
		wire.EncodeList(e, &x.Children, encodeProfile)
	}
	wire.EncodeOpt(e, `"aliases":`, &x.Aliases, encodeStrings)
	if x.Odd != "" {
		e.Name(`"odd é":`)
		e.String(&x.Odd)
	}
	if len(x.Maybe) > 0 {
		e.Name(`"maybe":`)
		wire.EncodeList(e, &x.Maybe, encodeOptBool)
	}
	if len(x.ByName) > 0 {
		e.Name(`"by_name":`)
		wire.EncodeMap(e, &x.ByName, encodeLinkPtr)
	}
	e.EndObject()
}

func encodeFloats(e *wire.Encoder, x *[]float64) { wire.EncodeList(e, x, (*wire.Encoder).Float64) }

func encodeStrings(e *wire.Encoder, x *[]string) { wire.EncodeList(e, x, (*wire.Encoder).String) }

func encodeOptBool(e *wire.Encoder, x *wire.Opt[bool]) {
	wire.EncodeNullable(e, x, (*wire.Encoder).Bool)
}

func encodeLinkPtr(e *wire.Encoder, x **Link) { wire.EncodePtr(e, x, encodeLink) }
