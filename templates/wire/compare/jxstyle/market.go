// Auctions and commodities, in the form in which ogen emits decoders.

package jxstyle

import (
	"errors"
	"fmt"

	"github.com/go-faster/jx"
)

type AuctionHouse struct {
	Links          SelfLinks
	ConnectedRealm Link
	Auctions       []Auction
	Commodities    OptLink
}

// Decode decodes AuctionHouse from json.
func (s *AuctionHouse) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode AuctionHouse to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "_links":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				if err := s.Links.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "_links", err)
			}
		case "connected_realm":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				if err := s.ConnectedRealm.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "connected_realm", err)
			}
		case "auctions":
			requiredBitSet[0] |= 1 << 2
			if err := func() error {
				s.Auctions = make([]Auction, 0)
				if err := d.Arr(func(d *jx.Decoder) error {
					var elem Auction
					if err := elem.Decode(d); err != nil {
						return err
					}
					s.Auctions = append(s.Auctions, elem)
					return nil
				}); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "auctions", err)
			}
		case "commodities":
			if err := func() error {
				s.Commodities.Reset()
				if err := s.Commodities.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "commodities", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode AuctionHouse: %w", err)
	}
	return missing("AuctionHouse", requiredBitSet[:], []uint8{0b00000111})
}

type Auction struct {
	ID       int64
	Item     AuctionItem
	Bid      OptInt64
	Buyout   OptInt64
	Quantity int64
	TimeLeft TimeLeft
}

// Decode decodes Auction from json.
func (s *Auction) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode Auction to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "id":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				v, err := d.Int64()
				s.ID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "id", err)
			}
		case "item":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				if err := s.Item.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "item", err)
			}
		case "bid":
			if err := func() error {
				s.Bid.Reset()
				if err := s.Bid.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "bid", err)
			}
		case "buyout":
			if err := func() error {
				s.Buyout.Reset()
				if err := s.Buyout.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "buyout", err)
			}
		case "quantity":
			requiredBitSet[0] |= 1 << 4
			if err := func() error {
				v, err := d.Int64()
				s.Quantity = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "quantity", err)
			}
		case "time_left":
			requiredBitSet[0] |= 1 << 5
			if err := func() error {
				if err := s.TimeLeft.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "time_left", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode Auction: %w", err)
	}
	return missing("Auction", requiredBitSet[:], []uint8{0b00110011})
}

type AuctionItem struct {
	ID           int64
	Context      OptInt64
	BonusLists   []int64
	Modifiers    []Modifier
	PetBreedID   OptInt64
	PetLevel     OptInt64
	PetQualityID OptInt64
	PetSpeciesID OptInt64
}

// Decode decodes AuctionItem from json.
func (s *AuctionItem) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode AuctionItem to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "id":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				v, err := d.Int64()
				s.ID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "id", err)
			}
		case "context":
			if err := func() error {
				s.Context.Reset()
				if err := s.Context.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "context", err)
			}
		case "bonus_lists":
			if err := func() error {
				s.BonusLists = make([]int64, 0)
				if err := d.Arr(func(d *jx.Decoder) error {
					var elem int64
					v, err := d.Int64()
					elem = int64(v)
					if err != nil {
						return err
					}
					s.BonusLists = append(s.BonusLists, elem)
					return nil
				}); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "bonus_lists", err)
			}
		case "modifiers":
			if err := func() error {
				s.Modifiers = make([]Modifier, 0)
				if err := d.Arr(func(d *jx.Decoder) error {
					var elem Modifier
					if err := elem.Decode(d); err != nil {
						return err
					}
					s.Modifiers = append(s.Modifiers, elem)
					return nil
				}); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "modifiers", err)
			}
		case "pet_breed_id":
			if err := func() error {
				s.PetBreedID.Reset()
				if err := s.PetBreedID.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "pet_breed_id", err)
			}
		case "pet_level":
			if err := func() error {
				s.PetLevel.Reset()
				if err := s.PetLevel.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "pet_level", err)
			}
		case "pet_quality_id":
			if err := func() error {
				s.PetQualityID.Reset()
				if err := s.PetQualityID.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "pet_quality_id", err)
			}
		case "pet_species_id":
			if err := func() error {
				s.PetSpeciesID.Reset()
				if err := s.PetSpeciesID.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "pet_species_id", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode AuctionItem: %w", err)
	}
	return missing("AuctionItem", requiredBitSet[:], []uint8{0b00000001})
}

type Modifier struct {
	Type  int64
	Value int64
}

// Decode decodes Modifier from json.
func (s *Modifier) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode Modifier to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "type":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				v, err := d.Int64()
				s.Type = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "type", err)
			}
		case "value":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				v, err := d.Int64()
				s.Value = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "value", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode Modifier: %w", err)
	}
	return missing("Modifier", requiredBitSet[:], []uint8{0b00000011})
}

type CommodityIndex struct {
	Links    SelfLinks
	Auctions []Commodity
}

// Decode decodes CommodityIndex from json.
func (s *CommodityIndex) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode CommodityIndex to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "_links":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				if err := s.Links.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "_links", err)
			}
		case "auctions":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				s.Auctions = make([]Commodity, 0)
				if err := d.Arr(func(d *jx.Decoder) error {
					var elem Commodity
					if err := elem.Decode(d); err != nil {
						return err
					}
					s.Auctions = append(s.Auctions, elem)
					return nil
				}); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "auctions", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode CommodityIndex: %w", err)
	}
	return missing("CommodityIndex", requiredBitSet[:], []uint8{0b00000011})
}

type Commodity struct {
	ID        int64
	Item      CommodityItem
	Quantity  int64
	UnitPrice int64
	TimeLeft  TimeLeft
}

// Decode decodes Commodity from json.
func (s *Commodity) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode Commodity to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "id":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				v, err := d.Int64()
				s.ID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "id", err)
			}
		case "item":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				if err := s.Item.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "item", err)
			}
		case "quantity":
			requiredBitSet[0] |= 1 << 2
			if err := func() error {
				v, err := d.Int64()
				s.Quantity = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "quantity", err)
			}
		case "unit_price":
			requiredBitSet[0] |= 1 << 3
			if err := func() error {
				v, err := d.Int64()
				s.UnitPrice = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "unit_price", err)
			}
		case "time_left":
			requiredBitSet[0] |= 1 << 4
			if err := func() error {
				if err := s.TimeLeft.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "time_left", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode Commodity: %w", err)
	}
	return missing("Commodity", requiredBitSet[:], []uint8{0b00011111})
}

type CommodityItem struct {
	ID int64
}

// Decode decodes CommodityItem from json.
func (s *CommodityItem) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode CommodityItem to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "id":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				v, err := d.Int64()
				s.ID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "id", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode CommodityItem: %w", err)
	}
	return missing("CommodityItem", requiredBitSet[:], []uint8{0b00000001})
}
