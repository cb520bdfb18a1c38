// Events, in the form in which ogen emits decoders.

package jxstyle

import (
	"errors"
	"fmt"

	"github.com/go-faster/jx"
)

type EventPage struct {
	Data              []Event
	NextPageTimestamp OptNilFloat64
}

// Decode decodes EventPage from json.
func (s *EventPage) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode EventPage to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "data":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				s.Data = make([]Event, 0)
				if err := d.Arr(func(d *jx.Decoder) error {
					var elem Event
					if err := elem.Decode(d); err != nil {
						return err
					}
					s.Data = append(s.Data, elem)
					return nil
				}); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "data", err)
			}
		case "nextPageTimestamp":
			if err := func() error {
				s.NextPageTimestamp.Reset()
				if err := s.NextPageTimestamp.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "nextPageTimestamp", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode EventPage: %w", err)
	}
	return missing("EventPage", requiredBitSet[:], []uint8{0b00000001})
}

// Event is a sum type: Type says which of the others is set.
type Event struct {
	Type          string
	DamageEvent   DamageEvent
	HealEvent     HealEvent
	AuraEvent     AuraEvent
	CastEvent     CastEvent
	EnergizeEvent EnergizeEvent
	DeathEvent    DeathEvent
}

// Decode decodes Event from json.
func (s *Event) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode Event to nil")
	}
	found := false
	if err := d.Capture(func(d *jx.Decoder) error {
		return d.ObjBytes(func(d *jx.Decoder, key []byte) error {
			if found {
				return d.Skip()
			}
			switch string(key) {
			case "type":
				typ, err := d.Str()
				if err != nil {
					return err
				}
				switch typ {
				case "damage", "heal", "applybuff", "removebuff", "cast", "energize", "death":
					s.Type = typ
					found = true
				default:
					return fmt.Errorf("unknown type %s", typ)
				}
				return nil
			}
			return d.Skip()
		})
	}); err != nil {
		return fmt.Errorf("capture: %w", err)
	}
	if !found {
		return errors.New("unable to detect sum type variant")
	}
	switch s.Type {
	case "damage":
		return s.DamageEvent.Decode(d)
	case "heal":
		return s.HealEvent.Decode(d)
	case "applybuff", "removebuff":
		return s.AuraEvent.Decode(d)
	case "cast":
		return s.CastEvent.Decode(d)
	case "energize":
		return s.EnergizeEvent.Decode(d)
	case "death":
		return s.DeathEvent.Decode(d)
	}
	return fmt.Errorf("inferred invalid type: %s", s.Type)
}

type DamageEvent struct {
	Timestamp         int64
	Type              string
	SourceID          int64
	SourceInstance    OptInt64
	TargetID          int64
	TargetInstance    OptInt64
	AbilityGameID     int64
	Fight             int64
	Buffs             OptString
	HitType           int64
	Amount            int64
	Mitigated         OptInt64
	UnmitigatedAmount OptInt64
	Absorbed          OptInt64
	Overkill          OptInt64
	Tick              OptBool
}

// Decode decodes DamageEvent from json.
func (s *DamageEvent) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode DamageEvent to nil")
	}
	var requiredBitSet [2]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "timestamp":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				v, err := d.Int64()
				s.Timestamp = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "timestamp", err)
			}
		case "type":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				v, err := d.Str()
				s.Type = string(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "type", err)
			}
		case "sourceID":
			requiredBitSet[0] |= 1 << 2
			if err := func() error {
				v, err := d.Int64()
				s.SourceID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "sourceID", err)
			}
		case "sourceInstance":
			if err := func() error {
				s.SourceInstance.Reset()
				if err := s.SourceInstance.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "sourceInstance", err)
			}
		case "targetID":
			requiredBitSet[0] |= 1 << 4
			if err := func() error {
				v, err := d.Int64()
				s.TargetID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "targetID", err)
			}
		case "targetInstance":
			if err := func() error {
				s.TargetInstance.Reset()
				if err := s.TargetInstance.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "targetInstance", err)
			}
		case "abilityGameID":
			requiredBitSet[0] |= 1 << 6
			if err := func() error {
				v, err := d.Int64()
				s.AbilityGameID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "abilityGameID", err)
			}
		case "fight":
			requiredBitSet[0] |= 1 << 7
			if err := func() error {
				v, err := d.Int64()
				s.Fight = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "fight", err)
			}
		case "buffs":
			if err := func() error {
				s.Buffs.Reset()
				if err := s.Buffs.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "buffs", err)
			}
		case "hitType":
			requiredBitSet[1] |= 1 << 1
			if err := func() error {
				v, err := d.Int64()
				s.HitType = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "hitType", err)
			}
		case "amount":
			requiredBitSet[1] |= 1 << 2
			if err := func() error {
				v, err := d.Int64()
				s.Amount = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "amount", err)
			}
		case "mitigated":
			if err := func() error {
				s.Mitigated.Reset()
				if err := s.Mitigated.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "mitigated", err)
			}
		case "unmitigatedAmount":
			if err := func() error {
				s.UnmitigatedAmount.Reset()
				if err := s.UnmitigatedAmount.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "unmitigatedAmount", err)
			}
		case "absorbed":
			if err := func() error {
				s.Absorbed.Reset()
				if err := s.Absorbed.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "absorbed", err)
			}
		case "overkill":
			if err := func() error {
				s.Overkill.Reset()
				if err := s.Overkill.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "overkill", err)
			}
		case "tick":
			if err := func() error {
				s.Tick.Reset()
				if err := s.Tick.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "tick", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode DamageEvent: %w", err)
	}
	return missing("DamageEvent", requiredBitSet[:], []uint8{0b11010111, 0b00000110})
}

type HealEvent struct {
	Timestamp     int64
	Type          string
	SourceID      int64
	TargetID      int64
	AbilityGameID int64
	Fight         int64
	HitType       int64
	Amount        int64
	Overheal      OptInt64
	Tick          OptBool
}

// Decode decodes HealEvent from json.
func (s *HealEvent) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode HealEvent to nil")
	}
	var requiredBitSet [2]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "timestamp":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				v, err := d.Int64()
				s.Timestamp = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "timestamp", err)
			}
		case "type":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				v, err := d.Str()
				s.Type = string(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "type", err)
			}
		case "sourceID":
			requiredBitSet[0] |= 1 << 2
			if err := func() error {
				v, err := d.Int64()
				s.SourceID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "sourceID", err)
			}
		case "targetID":
			requiredBitSet[0] |= 1 << 3
			if err := func() error {
				v, err := d.Int64()
				s.TargetID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "targetID", err)
			}
		case "abilityGameID":
			requiredBitSet[0] |= 1 << 4
			if err := func() error {
				v, err := d.Int64()
				s.AbilityGameID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "abilityGameID", err)
			}
		case "fight":
			requiredBitSet[0] |= 1 << 5
			if err := func() error {
				v, err := d.Int64()
				s.Fight = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "fight", err)
			}
		case "hitType":
			requiredBitSet[0] |= 1 << 6
			if err := func() error {
				v, err := d.Int64()
				s.HitType = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "hitType", err)
			}
		case "amount":
			requiredBitSet[0] |= 1 << 7
			if err := func() error {
				v, err := d.Int64()
				s.Amount = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "amount", err)
			}
		case "overheal":
			if err := func() error {
				s.Overheal.Reset()
				if err := s.Overheal.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "overheal", err)
			}
		case "tick":
			if err := func() error {
				s.Tick.Reset()
				if err := s.Tick.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "tick", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode HealEvent: %w", err)
	}
	return missing("HealEvent", requiredBitSet[:], []uint8{0b11111111, 0b00000000})
}

type AuraEvent struct {
	Timestamp      int64
	Type           string
	SourceID       int64
	TargetID       int64
	TargetInstance OptInt64
	AbilityGameID  int64
	Fight          int64
	Stack          OptInt64
}

// Decode decodes AuraEvent from json.
func (s *AuraEvent) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode AuraEvent to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "timestamp":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				v, err := d.Int64()
				s.Timestamp = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "timestamp", err)
			}
		case "type":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				v, err := d.Str()
				s.Type = string(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "type", err)
			}
		case "sourceID":
			requiredBitSet[0] |= 1 << 2
			if err := func() error {
				v, err := d.Int64()
				s.SourceID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "sourceID", err)
			}
		case "targetID":
			requiredBitSet[0] |= 1 << 3
			if err := func() error {
				v, err := d.Int64()
				s.TargetID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "targetID", err)
			}
		case "targetInstance":
			if err := func() error {
				s.TargetInstance.Reset()
				if err := s.TargetInstance.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "targetInstance", err)
			}
		case "abilityGameID":
			requiredBitSet[0] |= 1 << 5
			if err := func() error {
				v, err := d.Int64()
				s.AbilityGameID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "abilityGameID", err)
			}
		case "fight":
			requiredBitSet[0] |= 1 << 6
			if err := func() error {
				v, err := d.Int64()
				s.Fight = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "fight", err)
			}
		case "stack":
			if err := func() error {
				s.Stack.Reset()
				if err := s.Stack.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "stack", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode AuraEvent: %w", err)
	}
	return missing("AuraEvent", requiredBitSet[:], []uint8{0b01101111})
}

type ClassResource struct {
	Amount int64
	Max    int64
	Type   int64
	Cost   OptInt64
}

// Decode decodes ClassResource from json.
func (s *ClassResource) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode ClassResource to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "amount":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				v, err := d.Int64()
				s.Amount = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "amount", err)
			}
		case "max":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				v, err := d.Int64()
				s.Max = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "max", err)
			}
		case "type":
			requiredBitSet[0] |= 1 << 2
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
		case "cost":
			if err := func() error {
				s.Cost.Reset()
				if err := s.Cost.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "cost", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode ClassResource: %w", err)
	}
	return missing("ClassResource", requiredBitSet[:], []uint8{0b00000111})
}

type CastEvent struct {
	Timestamp      int64
	Type           string
	SourceID       int64
	TargetID       int64
	AbilityGameID  int64
	Fight          int64
	Melee          OptBool
	ClassResources []ClassResource
	HitPoints      OptInt64
	MaxHitPoints   OptInt64
	X              OptInt64
	Y              OptInt64
	Facing         OptFloat64
	ItemLevel      OptFloat64
}

// Decode decodes CastEvent from json.
func (s *CastEvent) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode CastEvent to nil")
	}
	var requiredBitSet [2]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "timestamp":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				v, err := d.Int64()
				s.Timestamp = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "timestamp", err)
			}
		case "type":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				v, err := d.Str()
				s.Type = string(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "type", err)
			}
		case "sourceID":
			requiredBitSet[0] |= 1 << 2
			if err := func() error {
				v, err := d.Int64()
				s.SourceID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "sourceID", err)
			}
		case "targetID":
			requiredBitSet[0] |= 1 << 3
			if err := func() error {
				v, err := d.Int64()
				s.TargetID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "targetID", err)
			}
		case "abilityGameID":
			requiredBitSet[0] |= 1 << 4
			if err := func() error {
				v, err := d.Int64()
				s.AbilityGameID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "abilityGameID", err)
			}
		case "fight":
			requiredBitSet[0] |= 1 << 5
			if err := func() error {
				v, err := d.Int64()
				s.Fight = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "fight", err)
			}
		case "melee":
			if err := func() error {
				s.Melee.Reset()
				if err := s.Melee.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "melee", err)
			}
		case "classResources":
			if err := func() error {
				s.ClassResources = make([]ClassResource, 0)
				if err := d.Arr(func(d *jx.Decoder) error {
					var elem ClassResource
					if err := elem.Decode(d); err != nil {
						return err
					}
					s.ClassResources = append(s.ClassResources, elem)
					return nil
				}); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "classResources", err)
			}
		case "hitPoints":
			if err := func() error {
				s.HitPoints.Reset()
				if err := s.HitPoints.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "hitPoints", err)
			}
		case "maxHitPoints":
			if err := func() error {
				s.MaxHitPoints.Reset()
				if err := s.MaxHitPoints.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "maxHitPoints", err)
			}
		case "x":
			if err := func() error {
				s.X.Reset()
				if err := s.X.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "x", err)
			}
		case "y":
			if err := func() error {
				s.Y.Reset()
				if err := s.Y.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "y", err)
			}
		case "facing":
			if err := func() error {
				s.Facing.Reset()
				if err := s.Facing.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "facing", err)
			}
		case "itemLevel":
			if err := func() error {
				s.ItemLevel.Reset()
				if err := s.ItemLevel.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "itemLevel", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode CastEvent: %w", err)
	}
	return missing("CastEvent", requiredBitSet[:], []uint8{0b00111111, 0b00000000})
}

type EnergizeEvent struct {
	Timestamp          int64
	Type               string
	SourceID           int64
	TargetID           int64
	AbilityGameID      int64
	Fight              int64
	ResourceChange     int64
	ResourceChangeType int64
	Waste              OptFloat64
}

// Decode decodes EnergizeEvent from json.
func (s *EnergizeEvent) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode EnergizeEvent to nil")
	}
	var requiredBitSet [2]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "timestamp":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				v, err := d.Int64()
				s.Timestamp = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "timestamp", err)
			}
		case "type":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				v, err := d.Str()
				s.Type = string(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "type", err)
			}
		case "sourceID":
			requiredBitSet[0] |= 1 << 2
			if err := func() error {
				v, err := d.Int64()
				s.SourceID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "sourceID", err)
			}
		case "targetID":
			requiredBitSet[0] |= 1 << 3
			if err := func() error {
				v, err := d.Int64()
				s.TargetID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "targetID", err)
			}
		case "abilityGameID":
			requiredBitSet[0] |= 1 << 4
			if err := func() error {
				v, err := d.Int64()
				s.AbilityGameID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "abilityGameID", err)
			}
		case "fight":
			requiredBitSet[0] |= 1 << 5
			if err := func() error {
				v, err := d.Int64()
				s.Fight = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "fight", err)
			}
		case "resourceChange":
			requiredBitSet[0] |= 1 << 6
			if err := func() error {
				v, err := d.Int64()
				s.ResourceChange = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "resourceChange", err)
			}
		case "resourceChangeType":
			requiredBitSet[0] |= 1 << 7
			if err := func() error {
				v, err := d.Int64()
				s.ResourceChangeType = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "resourceChangeType", err)
			}
		case "waste":
			if err := func() error {
				s.Waste.Reset()
				if err := s.Waste.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "waste", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode EnergizeEvent: %w", err)
	}
	return missing("EnergizeEvent", requiredBitSet[:], []uint8{0b11111111, 0b00000000})
}

type DeathEvent struct {
	Timestamp            int64
	Type                 string
	SourceID             OptInt64
	TargetID             int64
	AbilityGameID        OptInt64
	Fight                int64
	KillerID             OptInt64
	KillingAbilityGameID OptInt64
}

// Decode decodes DeathEvent from json.
func (s *DeathEvent) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode DeathEvent to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "timestamp":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				v, err := d.Int64()
				s.Timestamp = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "timestamp", err)
			}
		case "type":
			requiredBitSet[0] |= 1 << 1
			if err := func() error {
				v, err := d.Str()
				s.Type = string(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "type", err)
			}
		case "sourceID":
			if err := func() error {
				s.SourceID.Reset()
				if err := s.SourceID.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "sourceID", err)
			}
		case "targetID":
			requiredBitSet[0] |= 1 << 3
			if err := func() error {
				v, err := d.Int64()
				s.TargetID = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "targetID", err)
			}
		case "abilityGameID":
			if err := func() error {
				s.AbilityGameID.Reset()
				if err := s.AbilityGameID.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "abilityGameID", err)
			}
		case "fight":
			requiredBitSet[0] |= 1 << 5
			if err := func() error {
				v, err := d.Int64()
				s.Fight = int64(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "fight", err)
			}
		case "killerID":
			if err := func() error {
				s.KillerID.Reset()
				if err := s.KillerID.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "killerID", err)
			}
		case "killingAbilityGameID":
			if err := func() error {
				s.KillingAbilityGameID.Reset()
				if err := s.KillingAbilityGameID.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "killingAbilityGameID", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode DeathEvent: %w", err)
	}
	return missing("DeathEvent", requiredBitSet[:], []uint8{0b00101011})
}
