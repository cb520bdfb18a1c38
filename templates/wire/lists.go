// Lists, pointers and optional values, and where their memory comes from.

package wire

import "reflect"

// Array reads the beginning of an array and reports whether an element follows. If
// not, the position is behind an empty array or null, or negative.
func (d *Decoder) Array(i int) (next int, more bool) { return d.open(i, '[', "array") }

// Elem reads from behind an element to the next one, and reports whether there is
// one.
func (d *Decoder) Elem(i int) (next int, more bool) {
	if uint(i) < uint(len(d.b)) && d.b[i] == ',' {
		return i + 1, true
	}
	return d.elemSlow(i)
}

//go:noinline
func (d *Decoder) elemSlow(i int) (int, bool) { return d.more(i, ']') }

// DecodeList reads an array. null clears the list.
func DecodeList[T any](d *Decoder, i int, v *[]T, dec DecodeFunc[T]) int {
	i, more := d.Array(i)
	if !more {
		if i >= 0 && d.b[i-1] == ']' {
			*v = []T{}
		} else if i >= 0 {
			*v = nil
		}
		return i
	}
	d.lists++
	switch s := slabOf[T](d); {
	case d.lists == 1:
		i = decodeOutermost(d, i, v, dec)
	case s != nil && !s.busy:
		i = decodeShared(d, i, v, dec, s)
	default:
		i = decodeAppend(d, i, v, dec)
	}
	d.lists--
	return i
}

// decodeOutermost reads a document's outermost list, which can be long: its size is
// estimated from what its first elements took, again and again, never beyond 16
// times what was seen, so that a short list before a long rest costs little.
func decodeOutermost[T any](d *Decoder, i int, v *[]T, dec DecodeFunc[T]) int {
	var s []T
	start := i
	for more := true; more; {
		if len(s) == cap(s) {
			grown := make([]T, len(s), estimate(len(s), i-start, len(d.b)-i))
			copy(grown, s)
			s = grown
		}
		s = s[:len(s)+1]
		i = dec(d, i, &s[len(s)-1])
		i, more = d.Elem(i)
	}
	if i < 0 {
		return i
	}
	if cap(s) > 2*len(s) && len(s) >= 4 {
		s = append(make([]T, 0, len(s)), s...)
	}
	*v = s
	return i
}

// estimate returns a capacity for a list of which n elements took used bytes and
// left bytes remain.
func estimate(n, used, left int) int {
	if n < 4 {
		return 4
	}
	all := n + int(float64(left)*float64(n)/float64(max(used, 1))*1.03)
	return max(min(all, 16*n), n+n/4)
}

// slab is a chunk that short lists and single objects of one type are cut from.
// Those cut are full slices (s[a:b:b]), so that appending to one can't reach the
// next.
type slab[T any] struct {
	buf   []T // used up to its length
	limit int // elements of a chunk at most
	busy  bool
}

// slabOf returns the decoder's slab of T, or nil if it has too many types already.
// A handful of type comparisons finds it: no interface call, no map.
func slabOf[T any](d *Decoder) *slab[T] {
	for k := range d.slabs {
		if s, ok := d.slabs[k].(*slab[T]); ok {
			return s
		}
		if d.slabs[k] == nil {
			s := newSlab[T]()
			d.slabs[k] = s
			return s
		}
	}
	return nil
}

func newSlab[T any]() *slab[T] {
	size := max(int(reflect.TypeFor[T]().Size()), 1)
	return &slab[T]{limit: max(chunkSize/size, 1)}
}

// decodeShared reads a list into the rest of a chunk, or moves to a new one. The
// slab is busy meanwhile: a list of the same type inside allocates for itself.
func decodeShared[T any](d *Decoder, i int, v *[]T, dec DecodeFunc[T], sl *slab[T]) int {
	sl.busy = true
	s := sl.buf
	start := len(s)
	for more := true; more; {
		if len(s) == cap(s) {
			n := len(s) - start
			grown := make([]T, n, max(min(max(2*cap(s), 4), sl.limit), 2*n))
			copy(grown, s[start:])
			s, start = grown, 0
		}
		s = s[:len(s)+1]
		i = dec(d, i, &s[len(s)-1])
		i, more = d.Elem(i)
	}
	sl.busy = false
	if i < 0 {
		sl.buf = nil // what lies behind its length is no longer zero
		return i
	}
	*v = s[start:len(s):len(s)]
	if sl.buf = s; cap(s) > sl.limit { // a long list keeps its memory to itself
		sl.buf = nil
	}
	return i
}

func decodeAppend[T any](d *Decoder, i int, v *[]T, dec DecodeFunc[T]) int {
	var s []T
	for more := true; more; {
		var zero T
		s = append(s, zero)
		i = dec(d, i, &s[len(s)-1])
		i, more = d.Elem(i)
	}
	if i >= 0 {
		*v = s
	}
	return i
}

// DecodePtr reads an optional object. null clears the pointer; an object it points
// to already is read into.
func DecodePtr[T any](d *Decoder, i int, v **T, dec DecodeFunc[T]) int {
	if end, null := d.Null(i); null {
		*v = nil
		return end
	}
	if *v != nil {
		return dec(d, i, *v)
	}
	var sl *slab[T]
	if d.lists > 0 {
		sl = slabOf[T](d)
	}
	var x *T
	if sl == nil || sl.busy {
		x = new(T)
		i = dec(d, i, x)
	} else {
		if len(sl.buf) == cap(sl.buf) {
			sl.buf = make([]T, 0, min(max(2*cap(sl.buf), 4), sl.limit))
		}
		sl.buf = sl.buf[:len(sl.buf)+1]
		x = &sl.buf[len(sl.buf)-1]
		sl.busy = true
		i = dec(d, i, x)
		sl.busy = false
	}
	if i >= 0 {
		*v = x
	}
	return i
}

// DecodeOpt reads a value that may be null.
func DecodeOpt[T any](d *Decoder, i int, v *Opt[T], dec DecodeFunc[T]) int {
	if end, null := d.Null(i); null {
		*v = Null[T]()
		return end
	}
	end := dec(d, i, &v.value)
	if v.state = isSet; d.lost != 0 && d.wasLost(i) {
		*v = Opt[T]{}
	}
	return end
}
