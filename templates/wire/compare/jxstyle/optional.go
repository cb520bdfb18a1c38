// Optional values and the check of required names, in the form in which ogen emits
// them.

// Package jxstyle decodes the payloads with go-faster/jx, in code of the form that ogen
// emits for armory.yaml.
package jxstyle

import (
	"fmt"

	"github.com/go-faster/jx"
)

// TimeLeft is an enum.
type TimeLeft string

// The values of TimeLeft.
const (
	TimeLeftSHORT    TimeLeft = "SHORT"
	TimeLeftMEDIUM   TimeLeft = "MEDIUM"
	TimeLeftLONG     TimeLeft = "LONG"
	TimeLeftVERYLONG TimeLeft = "VERY_LONG"
)

// Decode decodes TimeLeft from json.
func (s *TimeLeft) Decode(d *jx.Decoder) error {
	v, err := d.StrBytes()
	if err != nil {
		return err
	}
	// Try to use constant string.
	switch TimeLeft(v) {
	case TimeLeftSHORT:
		*s = TimeLeftSHORT
	case TimeLeftMEDIUM:
		*s = TimeLeftMEDIUM
	case TimeLeftLONG:
		*s = TimeLeftLONG
	case TimeLeftVERYLONG:
		*s = TimeLeftVERYLONG
	default:
		*s = TimeLeft(v)
	}
	return nil
}

// missing reports the required names that weren't seen.
func missing(typ string, seen, masks []uint8) error {
	for i, mask := range masks {
		if result := (seen[i] & mask) ^ mask; result != 0 {
			return fmt.Errorf("decode %s: required names are missing: %08b", typ, result)
		}
	}
	return nil
}

// OptInt64 is an optional int64.
type OptInt64 struct {
	Value int64
	Set   bool
}

// Reset unsets it.
func (o *OptInt64) Reset() { *o = OptInt64{} }

// Decode decodes int64 from json.
func (o *OptInt64) Decode(d *jx.Decoder) error {
	o.Set = true
	v, err := d.Int64()
	if err != nil {
		return err
	}
	o.Value = v
	return nil
}

// OptFloat64 is an optional float64.
type OptFloat64 struct {
	Value float64
	Set   bool
}

// Reset unsets it.
func (o *OptFloat64) Reset() { *o = OptFloat64{} }

// Decode decodes float64 from json.
func (o *OptFloat64) Decode(d *jx.Decoder) error {
	o.Set = true
	v, err := d.Float64()
	if err != nil {
		return err
	}
	o.Value = v
	return nil
}

// OptString is an optional string.
type OptString struct {
	Value string
	Set   bool
}

// Reset unsets it.
func (o *OptString) Reset() { *o = OptString{} }

// Decode decodes string from json.
func (o *OptString) Decode(d *jx.Decoder) error {
	o.Set = true
	v, err := d.Str()
	if err != nil {
		return err
	}
	o.Value = v
	return nil
}

// OptBool is an optional bool.
type OptBool struct {
	Value bool
	Set   bool
}

// Reset unsets it.
func (o *OptBool) Reset() { *o = OptBool{} }

// Decode decodes bool from json.
func (o *OptBool) Decode(d *jx.Decoder) error {
	o.Set = true
	v, err := d.Bool()
	if err != nil {
		return err
	}
	o.Value = v
	return nil
}

// OptNilFloat64 is an optional float64 that may be null.
type OptNilFloat64 struct {
	Value float64
	Set   bool
	Null  bool
}

// Reset unsets it.
func (o *OptNilFloat64) Reset() { *o = OptNilFloat64{} }

// Decode decodes float64 from json.
func (o *OptNilFloat64) Decode(d *jx.Decoder) error {
	if d.Next() == jx.Null {
		if err := d.Null(); err != nil {
			return err
		}
		*o = OptNilFloat64{Set: true, Null: true}
		return nil
	}
	o.Set, o.Null = true, false
	v, err := d.Float64()
	if err != nil {
		return err
	}
	o.Value = v
	return nil
}

// OptLevel is an optional Level.
type OptLevel struct {
	Value Level
	Set   bool
}

// Reset unsets it.
func (o *OptLevel) Reset() { *o = OptLevel{} }

// Decode decodes Level from json.
func (o *OptLevel) Decode(d *jx.Decoder) error {
	o.Set = true
	return o.Value.Decode(d)
}

// OptLink is an optional Link.
type OptLink struct {
	Value Link
	Set   bool
}

// Reset unsets it.
func (o *OptLink) Reset() { *o = OptLink{} }

// Decode decodes Link from json.
func (o *OptLink) Decode(d *jx.Decoder) error {
	o.Set = true
	return o.Value.Decode(d)
}

// OptReference is an optional Reference.
type OptReference struct {
	Value Reference
	Set   bool
}

// Reset unsets it.
func (o *OptReference) Reset() { *o = OptReference{} }

// Decode decodes Reference from json.
func (o *OptReference) Decode(d *jx.Decoder) error {
	o.Set = true
	return o.Value.Decode(d)
}

// OptRequirements is an optional Requirements.
type OptRequirements struct {
	Value Requirements
	Set   bool
}

// Reset unsets it.
func (o *OptRequirements) Reset() { *o = OptRequirements{} }

// Decode decodes Requirements from json.
func (o *OptRequirements) Decode(d *jx.Decoder) error {
	o.Set = true
	return o.Value.Decode(d)
}

// OptStat is an optional Stat.
type OptStat struct {
	Value Stat
	Set   bool
}

// Reset unsets it.
func (o *OptStat) Reset() { *o = OptStat{} }

// Decode decodes Stat from json.
func (o *OptStat) Decode(d *jx.Decoder) error {
	o.Set = true
	return o.Value.Decode(d)
}

// OptTransmog is an optional Transmog.
type OptTransmog struct {
	Value Transmog
	Set   bool
}

// Reset unsets it.
func (o *OptTransmog) Reset() { *o = OptTransmog{} }

// Decode decodes Transmog from json.
func (o *OptTransmog) Decode(d *jx.Decoder) error {
	o.Set = true
	return o.Value.Decode(d)
}

// OptWeapon is an optional Weapon.
type OptWeapon struct {
	Value Weapon
	Set   bool
}

// Reset unsets it.
func (o *OptWeapon) Reset() { *o = OptWeapon{} }

// Decode decodes Weapon from json.
func (o *OptWeapon) Decode(d *jx.Decoder) error {
	o.Set = true
	return o.Value.Decode(d)
}
