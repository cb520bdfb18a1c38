// A profile, in the form in which ogen emits decoders.

package jxstyle

import (
	"errors"
	"fmt"

	"github.com/go-faster/jx"
)

type Color struct {
	R int64
	G int64
	B int64
	A float64
}

// Decode decodes Color from json.
func (s *Color) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode Color to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "r":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				v, err := d.Int64()
				s.R = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "r", err)
			}
		case "g":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				v, err := d.Int64()
				s.G = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "g", err)
			}
		case "b":
			requiredBitSet[0] |= 1 << 2
			if err := func() error {
				v, err := d.Int64()
				s.B = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "b", err)
			}
		case "a":
			requiredBitSet[0] |= 1 << 3
			if err := func() error {
				v, err := d.Float64()
				s.A = float64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "a", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode Color: %w", err)
	}
	return missing("Color", requiredBitSet[:], []uint8{0b00001111})
}

type Display struct {
	DisplayString string
	Color         Color
}

// Decode decodes Display from json.
func (s *Display) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode Display to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "display_string":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				v, err := d.Str()
				s.DisplayString = string(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "display_string", err)
			}
		case "color":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				if err := s.Color.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "color", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode Display: %w", err)
	}
	return missing("Display", requiredBitSet[:], []uint8{0b00000011})
}

type Stat struct {
	Type         Named
	Value        int64
	IsNegated    OptBool
	IsEquipBonus OptBool
	Display      Display
}

// Decode decodes Stat from json.
func (s *Stat) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode Stat to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "type":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				if err := s.Type.Decode(d); err != nil {
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
		case "is_negated":
			if err := func() error {
				s.IsNegated.Reset()
				if err := s.IsNegated.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "is_negated", err)
			}
		case "is_equip_bonus":
			if err := func() error {
				s.IsEquipBonus.Reset()
				if err := s.IsEquipBonus.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "is_equip_bonus", err)
			}
		case "display":
			requiredBitSet[0] |= 1 << 4
			if err := func() error {
				if err := s.Display.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "display", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode Stat: %w", err)
	}
	return missing("Stat", requiredBitSet[:], []uint8{0b00010011})
}

type Level struct {
	Value         int64
	DisplayString string
}

// Decode decodes Level from json.
func (s *Level) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode Level to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "value":
			requiredBitSet[0] |= 1 << 0
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
		case "display_string":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				v, err := d.Str()
				s.DisplayString = string(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "display_string", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode Level: %w", err)
	}
	return missing("Level", requiredBitSet[:], []uint8{0b00000011})
}

type Requirements struct {
	Level OptLevel
	Skill OptLevel
}

// Decode decodes Requirements from json.
func (s *Requirements) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode Requirements to nil")
	}

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "level":
			if err := func() error {
				s.Level.Reset()
				if err := s.Level.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "level", err)
			}
		case "skill":
			if err := func() error {
				s.Skill.Reset()
				if err := s.Skill.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "skill", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode Requirements: %w", err)
	}
	return nil
}

type Enchantment struct {
	DisplayString string
	SourceItem    OptReference
	EnchantmentID int64
}

// Decode decodes Enchantment from json.
func (s *Enchantment) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode Enchantment to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "display_string":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				v, err := d.Str()
				s.DisplayString = string(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "display_string", err)
			}
		case "source_item":
			if err := func() error {
				s.SourceItem.Reset()
				if err := s.SourceItem.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "source_item", err)
			}
		case "enchantment_id":
			requiredBitSet[0] |= 1 << 2
			if err := func() error {
				v, err := d.Int64()
				s.EnchantmentID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "enchantment_id", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode Enchantment: %w", err)
	}
	return missing("Enchantment", requiredBitSet[:], []uint8{0b00000101})
}

type Spell struct {
	Spell       Reference
	Description string
}

// Decode decodes Spell from json.
func (s *Spell) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode Spell to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "spell":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				if err := s.Spell.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "spell", err)
			}
		case "description":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				v, err := d.Str()
				s.Description = string(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "description", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode Spell: %w", err)
	}
	return missing("Spell", requiredBitSet[:], []uint8{0b00000011})
}

type Transmog struct {
	Item                     Reference
	DisplayString            string
	ItemModifiedAppearanceID int64
}

// Decode decodes Transmog from json.
func (s *Transmog) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode Transmog to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "item":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				if err := s.Item.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "item", err)
			}
		case "display_string":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				v, err := d.Str()
				s.DisplayString = string(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "display_string", err)
			}
		case "item_modified_appearance_id":
			requiredBitSet[0] |= 1 << 2
			if err := func() error {
				v, err := d.Int64()
				s.ItemModifiedAppearanceID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "item_modified_appearance_id", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode Transmog: %w", err)
	}
	return missing("Transmog", requiredBitSet[:], []uint8{0b00000111})
}

type Weapon struct {
	MinValue      int64
	MaxValue      int64
	DisplayString string
	DPS           float64
}

// Decode decodes Weapon from json.
func (s *Weapon) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode Weapon to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "min_value":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				v, err := d.Int64()
				s.MinValue = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "min_value", err)
			}
		case "max_value":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				v, err := d.Int64()
				s.MaxValue = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "max_value", err)
			}
		case "display_string":
			requiredBitSet[0] |= 1 << 2
			if err := func() error {
				v, err := d.Str()
				s.DisplayString = string(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "display_string", err)
			}
		case "dps":
			requiredBitSet[0] |= 1 << 3
			if err := func() error {
				v, err := d.Float64()
				s.DPS = float64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "dps", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode Weapon: %w", err)
	}
	return missing("Weapon", requiredBitSet[:], []uint8{0b00001111})
}

type EquippedItem struct {
	Item                 Reference
	Slot                 Named
	Quantity             int64
	Context              OptInt64
	BonusList            []int64
	Quality              Named
	Name                 string
	ModifiedAppearanceID OptInt64
	Media                Reference
	ItemClass            Reference
	ItemSubclass         Reference
	InventoryType        Named
	Binding              Named
	UniqueEquipped       OptString
	Armor                OptStat
	Weapon               OptWeapon
	Stats                []Stat
	Spells               []Spell
	Requirements         OptRequirements
	Level                OptLevel
	Transmog             OptTransmog
	Durability           OptLevel
	Enchantments         []Enchantment
}

// Decode decodes EquippedItem from json.
func (s *EquippedItem) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode EquippedItem to nil")
	}
	var requiredBitSet [3]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "item":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				if err := s.Item.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "item", err)
			}
		case "slot":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				if err := s.Slot.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "slot", err)
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
		case "bonus_list":
			if err := func() error {
				s.BonusList = make([]int64, 0)
				if err := d.Arr(func(d *jx.Decoder) error {
					var elem int64
					v, err := d.Int64()
					elem = int64(v)
					if err != nil {
						return err
					}
					s.BonusList = append(s.BonusList, elem)
					return nil
				}); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "bonus_list", err)
			}
		case "quality":
			requiredBitSet[0] |= 1 << 5
			if err := func() error {
				if err := s.Quality.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "quality", err)
			}
		case "name":
			requiredBitSet[0] |= 1 << 6
			if err := func() error {
				v, err := d.Str()
				s.Name = string(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "name", err)
			}
		case "modified_appearance_id":
			if err := func() error {
				s.ModifiedAppearanceID.Reset()
				if err := s.ModifiedAppearanceID.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "modified_appearance_id", err)
			}
		case "media":
			requiredBitSet[1] |= 1 << 0
			if err := func() error {
				if err := s.Media.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "media", err)
			}
		case "item_class":
			requiredBitSet[1] |= 1 << 1
			if err := func() error {
				if err := s.ItemClass.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "item_class", err)
			}
		case "item_subclass":
			requiredBitSet[1] |= 1 << 2
			if err := func() error {
				if err := s.ItemSubclass.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "item_subclass", err)
			}
		case "inventory_type":
			requiredBitSet[1] |= 1 << 3
			if err := func() error {
				if err := s.InventoryType.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "inventory_type", err)
			}
		case "binding":
			requiredBitSet[1] |= 1 << 4
			if err := func() error {
				if err := s.Binding.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "binding", err)
			}
		case "unique_equipped":
			if err := func() error {
				s.UniqueEquipped.Reset()
				if err := s.UniqueEquipped.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "unique_equipped", err)
			}
		case "armor":
			if err := func() error {
				s.Armor.Reset()
				if err := s.Armor.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "armor", err)
			}
		case "weapon":
			if err := func() error {
				s.Weapon.Reset()
				if err := s.Weapon.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "weapon", err)
			}
		case "stats":
			if err := func() error {
				s.Stats = make([]Stat, 0)
				if err := d.Arr(func(d *jx.Decoder) error {
					var elem Stat
					if err := elem.Decode(d); err != nil {
						return err
					}
					s.Stats = append(s.Stats, elem)
					return nil
				}); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "stats", err)
			}
		case "spells":
			if err := func() error {
				s.Spells = make([]Spell, 0)
				if err := d.Arr(func(d *jx.Decoder) error {
					var elem Spell
					if err := elem.Decode(d); err != nil {
						return err
					}
					s.Spells = append(s.Spells, elem)
					return nil
				}); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "spells", err)
			}
		case "requirements":
			if err := func() error {
				s.Requirements.Reset()
				if err := s.Requirements.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "requirements", err)
			}
		case "level":
			if err := func() error {
				s.Level.Reset()
				if err := s.Level.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "level", err)
			}
		case "transmog":
			if err := func() error {
				s.Transmog.Reset()
				if err := s.Transmog.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "transmog", err)
			}
		case "durability":
			if err := func() error {
				s.Durability.Reset()
				if err := s.Durability.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "durability", err)
			}
		case "enchantments":
			if err := func() error {
				s.Enchantments = make([]Enchantment, 0)
				if err := d.Arr(func(d *jx.Decoder) error {
					var elem Enchantment
					if err := elem.Decode(d); err != nil {
						return err
					}
					s.Enchantments = append(s.Enchantments, elem)
					return nil
				}); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "enchantments", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode EquippedItem: %w", err)
	}
	return missing("EquippedItem", requiredBitSet[:], []uint8{0b01100111, 0b00011111, 0b00000000})
}

type ProfileCharacter struct {
	Key   Link
	Name  string
	ID    int64
	Realm Reference
}

// Decode decodes ProfileCharacter from json.
func (s *ProfileCharacter) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode ProfileCharacter to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "key":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				if err := s.Key.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "key", err)
			}
		case "name":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				v, err := d.Str()
				s.Name = string(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "name", err)
			}
		case "id":
			requiredBitSet[0] |= 1 << 2
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
		case "realm":
			requiredBitSet[0] |= 1 << 3
			if err := func() error {
				if err := s.Realm.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "realm", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode ProfileCharacter: %w", err)
	}
	return missing("ProfileCharacter", requiredBitSet[:], []uint8{0b00001111})
}

type Profile struct {
	Links         SelfLinks
	Character     ProfileCharacter
	EquippedItems []EquippedItem
}

// Decode decodes Profile from json.
func (s *Profile) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode Profile to nil")
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
		case "character":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				if err := s.Character.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "character", err)
			}
		case "equipped_items":
			requiredBitSet[0] |= 1 << 2
			if err := func() error {
				s.EquippedItems = make([]EquippedItem, 0)
				if err := d.Arr(func(d *jx.Decoder) error {
					var elem EquippedItem
					if err := elem.Decode(d); err != nil {
						return err
					}
					s.EquippedItems = append(s.EquippedItems, elem)
					return nil
				}); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "equipped_items", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode Profile: %w", err)
	}
	return missing("Profile", requiredBitSet[:], []uint8{0b00000111})
}
