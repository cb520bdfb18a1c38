// Objects: names predicted in the description's order, maps, additional properties.

package wire

// Fields describes the names of an object to Object, Field and Missing. It is
// static data of an emitted package and must not be changed.
type Fields struct {
	// Type is the Go name of the type, for reports.
	Type string
	// Names are the names as they stand in JSON, quoted, escaped as AppendString does and
	// followed by a colon, in the description's order.
	Names []string
	// Required lists the names, by index, that every object must have.
	Required []int
	// Open makes Object and Field return names that aren't listed, as len(Names).
	Open bool
}

// lookahead is how many of the names behind the last one are compared as raw bytes
// before the name is read and looked up: optional names that are absent cost little.
const lookahead = 6

// unlisted is what name returns when it has skipped a name that isn't in Fields.
const unlisted = -2

// Object reads the beginning of an object up to its first value. It returns that
// value's position and the index of its name, or an index of -1 where there is
// none: an empty object, null (nothing is to be changed) or an error.
func (d *Decoder) Object(i int, t *Fields) (next, field int) {
	b := d.b
	if uint(i) < uint(len(b)) && b[i] == '{' && len(t.Names) > 0 && d.depth < maxDepth {
		n := t.Names[0]
		if j := i + 1 + len(n); j <= len(b) && string(b[i+1:j]) == n {
			d.depth++
			return j, 0
		}
	}
	return d.objectSlow(i, t)
}

//go:noinline
func (d *Decoder) objectSlow(i int, t *Fields) (next, field int) {
	if end, null := d.Null(i); null {
		return d.plainNull(end, "object"), -1
	}
	i, more := d.open(i, '{', "object")
	if !more {
		return i, -1
	}
	if i, field = d.name(i, -1, t); field != unlisted {
		return i, field
	}
	return d.fieldSlow(i, -1, t)
}

// Field reads from behind the value of name f up to the next value. It returns that
// value's position and the index of its name, or an index of -1 behind the object's
// end or after an error.
func (d *Decoder) Field(i, f int, t *Fields) (next, field int) {
	b := d.b
	if uint(i) < uint(len(b)) {
		switch b[i] {
		case ',':
			if g := uint(f + 1); g < uint(len(t.Names)) {
				n := t.Names[g]
				if j := i + 1 + len(n); j <= len(b) && string(b[i+1:j]) == n {
					return j, int(g)
				}
			}
		case '}':
			d.depth--
			return i + 1, -1
		}
	}
	return d.fieldSlow(i, f, t)
}

//go:noinline
func (d *Decoder) fieldSlow(i, f int, t *Fields) (next, field int) {
	for {
		var more bool
		if i, more = d.more(i, '}'); !more {
			return i, -1
		}
		if i, field = d.name(i, f, t); field != unlisted {
			return i, field
		}
	}
}

// name reads the name at i and its colon; f is the name before. A name that isn't
// in t is skipped with its value, unless t is open.
func (d *Decoder) name(i, f int, t *Fields) (next, field int) {
	b := d.b
	for g := f + 1; g < min(f+1+lookahead, len(t.Names)); g++ {
		n := t.Names[g]
		if i+len(n) <= len(b) && string(b[i:i+len(n)]) == n {
			return i + len(n), g
		}
	}
	at := i
	key, i := d.nameAt(i)
	if i < 0 {
		return i, -1
	}
	if g := t.find(d.token(at, key)); g >= 0 {
		return i, g
	}
	if t.Open {
		d.key = append(d.key[:0], key...)
		return i, len(t.Names)
	}
	if d.watch != nil {
		if i = d.reportUnknown(at, i, t, string(key)); i < 0 {
			return i, -1
		}
	}
	if i = d.Skip(i); i < 0 {
		return i, -1
	}
	return i, unlisted
}

// token returns the name at position at as t.Names has it, less the colon: the raw
// bytes, or, where the name key is written with escapes, the name written anew.
func (d *Decoder) token(at int, key []byte) []byte {
	if end := at + len(key) + 1; end < len(d.b) && d.b[end] == '"' && string(d.b[at+1:end]) == string(key) {
		return d.b[at : end+1]
	}
	return AppendString(nil, string(key))
}

// find returns the index of a quoted name, or -1.
func (t *Fields) find(token []byte) int {
	for g, n := range t.Names {
		if len(n) == len(token)+1 && n[:len(token)] == string(token) {
			return g
		}
	}
	return -1
}

// nameAt reads a name and its colon. The name is good until the next call.
func (d *Decoder) nameAt(i int) ([]byte, int) {
	key, i := d.text(i)
	if i < 0 {
		return nil, i
	}
	if uint(i) >= uint(len(d.b)) || d.b[i] != ':' {
		if i = d.ws(i); uint(i) >= uint(len(d.b)) || d.b[i] != ':' {
			return nil, d.unexpected(i, "':'")
		}
	}
	return key, i + 1
}

// open reads the opening byte c of an object or array at i, and reports whether a
// member or an element follows. If not, i is behind the closing byte, behind null or
// behind a skipped value, or negative.
func (d *Decoder) open(i int, c byte, want string) (int, bool) {
	i = d.ws(i)
	if uint(i) >= uint(len(d.b)) || d.b[i] != c {
		if end, null := d.Null(i); null {
			return end, false
		}
		return d.mistyped(i, want), false
	}
	if d.depth >= maxDepth {
		return d.Fail(i, "nested too deeply"), false
	}
	i = d.ws(i + 1)
	if i < len(d.b) && d.b[i] == c+2 { // '{'+2 is '}', '['+2 is ']'
		return i + 1, false
	}
	d.depth++
	return i, true
}

// more reads a comma, or the byte that closes the object or array.
func (d *Decoder) more(i int, close byte) (int, bool) {
	if i < 0 {
		return i, false
	}
	i = d.ws(i)
	if i < len(d.b) {
		switch d.b[i] {
		case ',':
			return d.ws(i + 1), true
		case close:
			d.depth--
			return i + 1, false
		}
	}
	return d.unexpected(i, "',' or "+quoteByte(close)), false
}

// DecodeMap reads an object with names that the description doesn't list. An
// existing map is added to; null clears it.
func DecodeMap[V any](d *Decoder, i int, v *map[string]V, dec DecodeFunc[V]) int {
	i, more := d.open(i, '{', "object")
	if !more {
		if i >= 0 && d.b[i-1] != '}' {
			*v = nil
		} else if i >= 0 && *v == nil {
			*v = map[string]V{}
		}
		return i
	}
	d.lists++
	for more {
		var key []byte
		if key, i = d.nameAt(i); i < 0 {
			break
		}
		d.key = append(d.key[:0], key...)
		i = DecodeEntry(d, i, v, dec)
		i, more = d.more(i, '}')
	}
	d.lists--
	return i
}

// DecodeEntry reads the value of a name that Object or Field returned as not listed
// and puts it into the map.
func DecodeEntry[V any](d *Decoder, i int, v *map[string]V, dec DecodeFunc[V]) int {
	key := d.str(d.key)
	x := new(V)
	if i = dec(d, i, x); i < 0 {
		return i
	}
	if *v == nil {
		*v = map[string]V{}
	}
	(*v)[key] = *x
	return i
}
