// Package wire reads and writes JSON for emitted types. Emitted code calls it
// field by field, without reflection; people meet it through Opt, Raw, Date and
// Error.
//
// # Reading
//
// Every type T has a function of the form DecodeFunc[T]: it takes the decoder, the
// position in the text where the value begins (white space before it is allowed)
// and the place for the value, and returns the position behind the value. A
// negative position is an error, which stays in the decoder; functions given a
// negative position hand it on, so emitted code needs no error checks of its own.
//
//	var auctionFields = wire.Fields{
//		Type:     "Auction",
//		Names:    []string{`"id":`, `"item":`, `"bid":`, `"time_left":`, `"tags":`, `"seller":`},
//		Required: []int{0, 1, 3},
//	}
//
//	func decodeAuction(d *wire.Decoder, i int, x *Auction) int {
//		var seen uint64
//		i, f := d.Object(i, &auctionFields)
//		for f >= 0 {
//			seen |= 1 << f
//			switch f {
//			case 0:
//				i = d.Int64(i, &x.ID)
//			case 1:
//				i = decodeAuctionItem(d, i, &x.Item)
//			case 2: // optional or nullable scalar: wire.Opt[int64]
//				i = wire.DecodeOpt(d, i, &x.Bid, (*wire.Decoder).Int64)
//			case 3: // open enum, a named string type
//				i = d.Enum(i, (*string)(&x.TimeLeft), timeLeftValues)
//			case 4: // []string
//				i = wire.DecodeList(d, i, &x.Tags, (*wire.Decoder).String)
//			case 5: // optional object: *Character
//				i = wire.DecodePtr(d, i, &x.Seller, decodeCharacter)
//			}
//			i, f = d.Field(i, f, &auctionFields)
//		}
//		if d.Watching() {
//			d.Missing(i, &auctionFields, seen)
//		}
//		return i
//	}
//
//	func (x *Auction) UnmarshalJSON(b []byte) error { return wire.Unmarshal(b, x, decodeAuction) }
//
// Names holds each name as it stands in JSON, quoted, escaped as AppendString does
// and followed by a colon, in the order in which the description lists them: the
// name behind the last one read is tried first, as raw bytes. Any other order works
// too. Required holds indexes into Names. A type without required names needs
// neither seen nor Missing. A type with more than 64 names writes
//
//	var seen [2]uint64 // len(Names)/64 + 1 words
//	…
//	seen[f>>6] |= 1 << (f & 63)
//	…
//	d.Missing(i, &fields, seen[:]...)
//
// A type with additional properties sets Open in its Fields; a name that is not
// listed then arrives as f == len(Names):
//
//	case 6:
//		i = wire.DecodeEntry(d, i, &x.AdditionalProperties, (*wire.Decoder).Float64)
//
// Lists of lists, maps of lists and the like need a named function for the inner
// type, which is what DecodeList and its siblings take:
//
//	func decodeStringList(d *wire.Decoder, i int, x *[]string) int {
//		return wire.DecodeList(d, i, x, (*wire.Decoder).String)
//	}
//
// A union looks before it decodes (Decoder.Kind, Decoder.Discriminator, Try) and
// keeps what it doesn't know as Raw:
//
//	func decodeEvent(d *wire.Decoder, i int, x *Event) int {
//		switch tag, _ := d.Discriminator(i, "type"); tag {
//		case "damage":
//			v := new(EventDamage)
//			*x = v
//			return decodeEventDamage(d, i, v)
//		…
//
// null leaves a plain value as it is, sets an Opt to null and clears a pointer,
// slice, map or Raw. Unknown names are validated and skipped. Of a name that stands
// twice the last value wins; objects are merged, as encoding/json does. Integers
// written with a fraction or an exponent are taken where they are integral.
//
// # Writing
//
// Every type T has a function of the form EncodeFunc[T]. Values are appended to a
// buffer in the encoder; an error (a number that JSON can't hold, a Raw that isn't
// JSON) stays in the encoder and is returned at the end.
//
//	func encodeAuction(e *wire.Encoder, x *Auction) {
//		e.Object()
//		e.Name(`"id":`)
//		e.Int64(&x.ID)
//		e.Name(`"item":`)
//		encodeAuctionItem(e, &x.Item)
//		wire.EncodeOpt(e, `"bid":`, &x.Bid, (*wire.Encoder).Int64) // absent: nothing
//		e.Name(`"time_left":`)
//		e.String((*string)(&x.TimeLeft))
//		if x.Tags != nil {
//			e.Name(`"tags":`)
//			wire.EncodeList(e, &x.Tags, (*wire.Encoder).String)
//		}
//		if x.Seller != nil {
//			e.Name(`"seller":`)
//			encodeCharacter(e, x.Seller)
//		}
//		wire.EncodeEntries(e, &x.AdditionalProperties, (*wire.Encoder).Float64)
//		e.EndObject()
//	}
//
//	func (x Auction) MarshalJSON() ([]byte, error) { return wire.Marshal(&x, encodeAuction) }
//
// # Memory
//
// The outermost list of a document is sized ahead from what was seen of it; lists
// and optional objects inside lists share chunks of at most 8 KB, or 32 KB where an
// answer has filled 8 of one type; strings of up to 512 bytes are copied to chunks of
// at most 8 KB. So what a program keeps of an answer keeps a few such chunks alive, and
// never the answer's text.
//
// # Streaming
//
// StreamArray yields the elements of one array, wherever it stands in an answer, with
// the same DecodeFunc and in a window of 64 KB; what stands beside it is validated.
//
// # Drift
//
// An API changes without telling. With Options.Drift a decoder reports what its
// description doesn't know, misses or types otherwise; see Drift.
package wire
