// Empty lists in place of empty objects, as servers in PHP write them.

package wire

// EmptyList returns an Opt that is an empty list: what some servers write in place of
// an object without members. It has no value.
func EmptyList[T any]() Opt[T] { return Opt[T]{state: isEmptyList} }

// IsEmptyList reports whether an empty list stands in place of the value.
func (o Opt[T]) IsEmptyList() bool { return o.state == isEmptyList }

// DecodeOrEmptyList is DecodeOpt for an object in whose place an empty list may stand.
func DecodeOrEmptyList[T any](d *Decoder, i int, v *Opt[T], dec DecodeFunc[T]) int {
	if d.Kind(i) == '[' {
		if end := d.ws(d.ws(i) + 1); d.has(end, "]") {
			*v = EmptyList[T]()
			return end + 1
		}
	}
	return DecodeOpt(d, i, v, dec)
}
