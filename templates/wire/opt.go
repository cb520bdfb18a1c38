// Opt keeps absent, null and zero apart without a pointer.

package wire

import (
	"encoding/json"
	"fmt"
)

// Opt holds a value that may be absent or null. The zero Opt is absent. In a struct
// that encoding/json writes, the tag option omitzero leaves an absent Opt out.
type Opt[T any] struct {
	value T
	state presence
}

type presence uint8

const (
	isAbsent presence = iota
	isNull
	isSet
	isEmptyList // see DecodeOrEmptyList
)

// Some returns an Opt set to v.
func Some[T any](v T) Opt[T] { return Opt[T]{value: v, state: isSet} }

// Null returns an Opt that is null.
func Null[T any]() Opt[T] { return Opt[T]{state: isNull} }

// Get returns the value and true if one is set, else the zero value and false.
func (o Opt[T]) Get() (T, bool) { return o.value, o.state == isSet }

// Or returns the value if one is set, else def.
func (o Opt[T]) Or(def T) T {
	if o.state == isSet {
		return o.value
	}
	return def
}

// IsSet reports whether there is a value: neither absent nor null.
func (o Opt[T]) IsSet() bool { return o.state == isSet }

// IsNull reports whether it is null.
func (o Opt[T]) IsNull() bool { return o.state == isNull }

// IsZero reports whether it is absent; it is what the tag option omitzero asks.
func (o Opt[T]) IsZero() bool { return o.state == isAbsent }

// String formats the value as fmt does, or gives <absent> or <null>.
func (o Opt[T]) String() string {
	switch o.state {
	case isSet:
		return fmt.Sprint(o.value)
	case isNull:
		return "<null>"
	case isEmptyList:
		return "<empty list>"
	}
	return "<absent>"
}

// GoString formats the Opt as Go source would make it.
func (o Opt[T]) GoString() string {
	switch o.state {
	case isSet:
		return fmt.Sprintf("wire.Some[%T](%#v)", o.value, o.value)
	case isNull:
		return fmt.Sprintf("wire.Null[%T]()", o.value)
	case isEmptyList:
		return fmt.Sprintf("wire.EmptyList[%T]()", o.value)
	}
	return fmt.Sprintf("wire.Opt[%T]{}", o.value)
}

// MarshalJSON writes the value by encoding/json; null if there is none.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	switch o.state {
	case isSet:
		return json.Marshal(o.value)
	case isEmptyList:
		return []byte("[]"), nil
	}
	return []byte("null"), nil
}

// UnmarshalJSON reads a value by encoding/json, or null.
func (o *Opt[T]) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*o = Null[T]()
		return nil
	}
	var v T
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*o = Some(v)
	return nil
}
