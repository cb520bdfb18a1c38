// Parameters as genqlient's functions take them: what is unset becomes nil, and
// genqlient leaves nil variables out of the request, so that defaults of the
// server's stay in force.

package gql

import "github.com/keywright/keywright/templates/wire"

// Ptr gives a pointer to the value, nil where there is none.
func Ptr[T any](o wire.Opt[T]) *T {
	if v, ok := o.Get(); ok {
		return &v
	}
	return nil
}

// TextPtr is Ptr for an enum.
func TextPtr[T ~string](o wire.Opt[T]) *string {
	if v, ok := o.Get(); ok {
		return new(string(v))
	}
	return nil
}

// Texts gives the values of a list of enums.
func Texts[T ~string](list []T) []string {
	if list == nil {
		return nil
	}
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// Object gives an input object, nil where there is none.
func Object[T any](p *T) any {
	if p == nil {
		return nil
	}
	return p
}

// List gives a list, nil where there is none.
func List[T any](list []T) any {
	if list == nil {
		return nil
	}
	return list
}

// NonNull gives a list that the schema doesn't let be null: nil is an empty one.
func NonNull[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// Any gives the value of a custom scalar, nil where there is none.
func Any[T any](o wire.Opt[T]) any {
	if v, ok := o.Get(); ok {
		return v
	}
	return nil
}
