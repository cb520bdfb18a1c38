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
//
// It is one function, because it is compiled anew for every type; what doesn't
// depend on the type is list's and slab's.
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
	var s []T
	var chunk *[]T
	l := list{start: i}
	if d.lists++; d.lists > 1 {
		if l.slab, chunk = slabOf[T](d); chunk != nil {
			s, l.slab.busy = *chunk, true
		}
	}
	from := len(s)
	for more {
		if len(s) == cap(s) {
			grown := make([]T, len(s)-from, l.room(d, i, len(s)-from, cap(s)))
			copy(grown, s[from:])
			s, from = grown, 0
		}
		s = s[:len(s)+1]
		i = dec(d, i, &s[len(s)-1])
		i, more = d.Elem(i)
	}
	d.lists--
	if chunk != nil {
		// What lies behind the length after an error is no longer zero, and a long
		// list keeps its memory to itself.
		if *chunk = s; i < 0 || cap(s) > l.slab.limit {
			*chunk = nil
		}
		l.slab.busy = false
	}
	switch n := len(s) - from; {
	case i < 0:
	case d.lists == 0 && cap(s) > 2*n && n >= 4:
		*v = append(make([]T, 0, n), s...)
	default:
		*v = s[from:len(s):len(s)]
	}
	return i
}

// list is what reading a list needs to know beside its elements.
type list struct {
	slab  *slab // that it is cut from; nil for one with memory of its own
	start int   // position of its first element
}

// room returns the capacity for a list of n elements that needs more than its memory
// holds; i is the position of the next element.
func (l *list) room(d *Decoder, i, n, capacity int) int {
	switch {
	case l.slab != nil:
		return max(l.slab.room(capacity), 2*n)
	case d.lists == 1:
		return estimate(n, i-l.start, len(d.b)-i)
	default:
		return max(2*n, 1)
	}
}

// estimate returns a capacity for a document's outermost list, which can be long: n
// elements took used bytes, and left bytes remain. It is never beyond 16 times what
// was seen, so that a short list before a long rest costs little.
func estimate(n, used, left int) int {
	if n < 4 {
		return 4
	}
	all := n + int(float64(left)*float64(n)/float64(max(used, 1))*1.03)
	return max(min(all, 16*n), n+n/4)
}

// slab tells of a chunk that short lists and single objects of one type are cut
// from. Those cut are full slices (s[a:b:b]), so that appending to one can't reach
// the next.
type slab struct {
	chunk  any  // *[]T, used up to its length
	limit  int  // elements of a chunk at most
	chunks int  // of that size so far
	busy   bool // a list is being read into it: one of the same type inside has memory of its own
}

// room returns the capacity of the chunk behind one of the given capacity. Where an
// answer has filled many chunks, larger ones keep a small part of it alive as well.
func (s *slab) room(capacity int) int {
	const many, larger = 8, 4
	if 2*capacity < s.limit {
		return max(2*capacity, min(4, s.limit))
	}
	if s.chunks++; s.chunks == many {
		s.limit *= larger
	}
	return s.limit
}

// slabOf returns the decoder's slab of T with its chunk, or nil if it is busy or the
// decoder has too many types already. A handful of type comparisons finds it: no
// interface call, no map.
func slabOf[T any](d *Decoder) (*slab, *[]T) {
	for k := range d.slabs {
		s := &d.slabs[k]
		if chunk, ok := s.chunk.(*[]T); ok {
			if s.busy {
				return nil, nil
			}
			return s, chunk
		}
		if s.chunk == nil {
			chunk := new([]T)
			s.chunk, s.limit = chunk, chunkLimit(chunk)
			return s, chunk
		}
	}
	return nil, nil
}

// chunkLimit returns how many elements a chunk has at most, for a pointer to one.
func chunkLimit(chunk any) int {
	size := int(reflect.TypeOf(chunk).Elem().Elem().Size())
	return max(chunkSize/max(size, 1), 1)
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
	var x *T
	var chunk *[]T
	var s *slab
	if d.lists > 0 {
		s, chunk = slabOf[T](d)
	}
	if chunk == nil {
		x = new(T)
	} else {
		if len(*chunk) == cap(*chunk) {
			*chunk = make([]T, 0, s.room(cap(*chunk)))
		}
		*chunk = (*chunk)[:len(*chunk)+1]
		x = &(*chunk)[len(*chunk)-1]
	}
	if i = dec(d, i, x); i >= 0 {
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
