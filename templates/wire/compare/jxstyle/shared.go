// What several answers share, and a realm, in the form in which ogen emits decoders.

package jxstyle

import (
	"errors"
	"fmt"

	"github.com/go-faster/jx"
)

type Link struct {
	Href string
}

// Decode decodes Link from json.
func (s *Link) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode Link to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "href":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				v, err := d.Str()
				s.Href = string(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "href", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode Link: %w", err)
	}
	return missing("Link", requiredBitSet[:], []uint8{0b00000001})
}

type SelfLinks struct {
	Self Link
}

// Decode decodes SelfLinks from json.
func (s *SelfLinks) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode SelfLinks to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "self":
			requiredBitSet[0] |= 1 << 0
			if err := func() error {
				if err := s.Self.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "self", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode SelfLinks: %w", err)
	}
	return missing("SelfLinks", requiredBitSet[:], []uint8{0b00000001})
}

type Reference struct {
	Key  Link
	Name OptString
	ID   int64
}

// Decode decodes Reference from json.
func (s *Reference) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode Reference to nil")
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
			if err := func() error {
				s.Name.Reset()
				if err := s.Name.Decode(d); err != nil {
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
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode Reference: %w", err)
	}
	return missing("Reference", requiredBitSet[:], []uint8{0b00000101})
}

type Named struct {
	Type string
	Name string
}

// Decode decodes Named from json.
func (s *Named) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode Named to nil")
	}
	var requiredBitSet [1]uint8

	if err := d.ObjBytes(func(d *jx.Decoder, k []byte) error {
		switch string(k) {
		case "type":
			requiredBitSet[0] |= 1 << 0
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
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode Named: %w", err)
	}
	return missing("Named", requiredBitSet[:], []uint8{0b00000011})
}

type Realm struct {
	Links          SelfLinks
	ID             int64
	Region         Reference
	ConnectedRealm Link
	Name           string
	Category       string
	Locale         string
	Timezone       string
	Type           Named
	IsTournament   bool
	Slug           string
	Neighbours     []Reference
}

// Decode decodes Realm from json.
func (s *Realm) Decode(d *jx.Decoder) error {
	if s == nil {
		return errors.New("invalid: unable to decode Realm to nil")
	}
	var requiredBitSet [2]uint8

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
		case "id":
			requiredBitSet[0] |= 1 << 1
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
		case "region":
			requiredBitSet[0] |= 1 << 2
			if err := func() error {
				if err := s.Region.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "region", err)
			}
		case "connected_realm":
			requiredBitSet[0] |= 1 << 3
			if err := func() error {
				if err := s.ConnectedRealm.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "connected_realm", err)
			}
		case "name":
			requiredBitSet[0] |= 1 << 4
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
		case "category":
			requiredBitSet[0] |= 1 << 5
			if err := func() error {
				v, err := d.Str()
				s.Category = string(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "category", err)
			}
		case "locale":
			requiredBitSet[0] |= 1 << 6
			if err := func() error {
				v, err := d.Str()
				s.Locale = string(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "locale", err)
			}
		case "timezone":
			requiredBitSet[0] |= 1 << 7
			if err := func() error {
				v, err := d.Str()
				s.Timezone = string(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "timezone", err)
			}
		case "type":
			requiredBitSet[1] |= 1 << 0
			if err := func() error {
				if err := s.Type.Decode(d); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "type", err)
			}
		case "is_tournament":
			requiredBitSet[1] |= 1 << 1
			if err := func() error {
				v, err := d.Bool()
				s.IsTournament = bool(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "is_tournament", err)
			}
		case "slug":
			requiredBitSet[1] |= 1 << 2
			if err := func() error {
				v, err := d.Str()
				s.Slug = string(v)
				if err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "slug", err)
			}
		case "neighbours":
			if err := func() error {
				s.Neighbours = make([]Reference, 0)
				if err := d.Arr(func(d *jx.Decoder) error {
					var elem Reference
					if err := elem.Decode(d); err != nil {
						return err
					}
					s.Neighbours = append(s.Neighbours, elem)
					return nil
				}); err != nil {
					return err
				}
				return nil
			}(); err != nil {
				return fmt.Errorf("decode field %q: %w", "neighbours", err)
			}
		default:
			return d.Skip()
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decode Realm: %w", err)
	}
	return missing("Realm", requiredBitSet[:], []uint8{0b11111111, 0b00000111})
}
