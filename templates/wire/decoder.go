// The decoder's state and what every reading function shares: white space, null,
// errors with position and path, the end of a document.

package wire

import (
	"strings"
)

// DecodeFunc reads the value that begins at i into x and returns the position
// behind it, or a negative one with the error kept in d.
type DecodeFunc[T any] = func(d *Decoder, i int, x *T) int

// maxDepth bounds nesting. Answers of real services stay below 30; the bound keeps
// hostile ones from exhausting the stack.
const maxDepth = 1000

// Options change how a text is read. The zero value is the tolerant default:
// unknown names are skipped, missing ones leave zero values, mistyped values fail.
type Options struct {
	// Drift, if set, is told where the text differs from the description. If it
	// returns nil, reading goes on (a mistyped value is skipped and its place left
	// as it was); an error ends reading.
	Drift func(Drift) error
	// Locale is what Decoder.Locale returns, for types that choose by it.
	Locale string
}

// Decoder reads one JSON text that lies in memory as a whole. Emitted code gets one
// from Unmarshal, UnmarshalOptions or StreamArray. It is not safe for concurrent use and must not be copied.
type Decoder struct {
	b     []byte
	err   *Error
	depth int // of open objects and arrays
	lists int // of open lists: 0 means the outermost is yet to come
	lost  int // 1 + position of the last mistyped value that was skipped
	vain  int // bytes read by Try for nothing

	arena   strings.Builder // short strings, see str
	scratch []byte          // unescaped text
	key     []byte          // the last additional name, see Fields.Open
	slabs   [16]slab        // one a list or object type, see slabOf
	tags    [32]string      // of unions, seen last, see tag

	watch  *watch  // nil unless drift is to be reported
	faults []Fault // see DecodeGuarded

	locale string // see Options

	// partial says that b is a window: the text goes on behind it. base and lead then
	// tell where the window stands; cut that its end was met.
	partial bool
	cut     bool
	base    int64
	lead    func() string
}

// Watching reports whether drift is to be reported, and so whether Missing has
// anything to do.
func (d *Decoder) Watching() bool { return d.watch != nil }

// Fail records that the text is wrong at position i and returns a negative position. The first
// failure counts.
func (d *Decoder) Fail(i int, msg string) int {
	return d.failWith(i, msg, nil)
}

//go:noinline
func (d *Decoder) failWith(i int, msg string, cause error) int {
	d.cut = d.cut || i >= len(d.b)
	if d.err == nil {
		d.err = &Error{Offset: int64(i), Msg: msg, Err: cause}
	}
	return -1
}

// unexpected fails at i, where something else should stand.
//
//go:noinline
func (d *Decoder) unexpected(i int, want string) int {
	if i < 0 {
		return -1
	}
	if i >= len(d.b) {
		return d.Fail(len(d.b), "unexpected end of JSON, expected "+want)
	}
	return d.Fail(i, "unexpected "+quoteByte(d.b[i])+", expected "+want)
}

// failure returns the error with its path. The path is found by walking the text
// again up to the offset, so that reading pays nothing for it.
func (d *Decoder) failure() error {
	if d.err == nil {
		return nil
	}
	e := d.err
	i := int(e.Offset)
	e.Path = d.path(i)
	e.Offset += d.base
	return e
}

// path returns the path of position i from the beginning of the whole text.
func (d *Decoder) path(i int) string {
	path := pathAt(d.b, i)
	if d.lead != nil {
		path = joinPath(d.lead(), path)
	}
	return path
}

// End checks that only white space follows at i and returns the error of the whole
// reading: a *Error, a *Fault that nobody took, or nil.
func (d *Decoder) End(i int) error {
	if i >= 0 {
		if i = d.ws(i); i != len(d.b) {
			d.unexpected(i, "the end of JSON")
		}
	}
	if d.err == nil && len(d.faults) > 0 {
		return &d.faults[0]
	}
	return d.failure()
}

// ws returns the position of the first byte at or behind i that isn't white space.
func (d *Decoder) ws(i int) int {
	b := d.b
	for uint(i) < uint(len(b)) {
		switch b[i] {
		case ' ', '\t', '\n', '\r':
			i++
		default:
			return i
		}
	}
	return i
}

// Null reports whether null stands at i, and then returns the position behind it.
func (d *Decoder) Null(i int) (int, bool) {
	if uint(i) < uint(len(d.b)) && d.b[i] > ' ' && d.b[i] != 'n' {
		return i, false
	}
	return d.nullSlow(i)
}

//go:noinline
func (d *Decoder) nullSlow(i int) (int, bool) {
	if i = d.ws(i); d.has(i, "null") {
		return i + len("null"), true
	}
	return i, false
}

// has reports whether lit stands at i.
func (d *Decoder) has(i int, lit string) bool {
	return i >= 0 && len(d.b)-i >= len(lit) && string(d.b[i:i+len(lit)]) == lit
}

// literal reads lit, of which the first byte stands at i.
func (d *Decoder) literal(i int, lit string) int {
	if d.has(i, lit) {
		return i + len(lit)
	}
	for k := range len(lit) {
		if i+k >= len(d.b) || d.b[i+k] != lit[k] {
			return d.unexpected(i+k, lit)
		}
	}
	return -1 // not reached: one of the bytes differs
}

// Kind tells what begins at i, behind white space: '"' a string, '0' a number,
// '{' an object, '[' an array, 't' true, 'f' false, 'n' null, 0 nothing valid.
func (d *Decoder) Kind(i int) byte {
	if i = d.ws(i); uint(i) >= uint(len(d.b)) {
		return 0
	}
	switch c := d.b[i]; c {
	case '"', '{', '[', 't', 'f', 'n':
		return c
	default:
		if c == '-' || c-'0' <= 9 {
			return '0'
		}
	}
	return 0
}

func kindName(kind byte) string {
	switch kind {
	case '"':
		return "string"
	case '{':
		return "object"
	case '[':
		return "array"
	case 't', 'f':
		return "boolean"
	case 'n':
		return "null"
	case '0':
		return "number"
	}
	return "nothing"
}

// mistyped deals with a value at i that is not of the wanted kind: an error, or,
// where drift is watched, a report.
//
//go:noinline
func (d *Decoder) mistyped(i int, want string) int {
	if i < 0 {
		return -1
	}
	i = d.ws(i)
	kind := d.Kind(i)
	switch kind {
	case 0:
		return d.unexpected(i, want)
	case 'n': // callers have looked for null: it is misspelt or cut off
		return d.literal(i, "null")
	}
	return d.misfit(i, want, kindName(kind))
}

// misfit is mistyped with the value's kind told by the caller.
func (d *Decoder) misfit(i int, want, got string) int {
	if d.watch == nil {
		return d.Fail(i, "expected "+want+", found "+got)
	}
	end := d.Skip(i)
	if end < 0 {
		return -1
	}
	d.lost = i + 1
	return d.reportMistyped(i, end, want, got)
}

// plainNull deals with null where the description has a value that can't be null:
// nothing changes, as in encoding/json, but a watcher hears of it.
func (d *Decoder) plainNull(end int, want string) int {
	if d.watch == nil {
		return end
	}
	return d.reportMistyped(end-len("null"), end, want, "null")
}

// wasLost reports whether the value at i was skipped as mistyped.
func (d *Decoder) wasLost(i int) bool { return d.lost != 0 && d.ws(i)+1 == d.lost }
