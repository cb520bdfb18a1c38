// The streaming window: the elements of one long array, read as they arrive, in
// memory that doesn't grow with the answer.

package wire

import (
	"io"
	"iter"
	"strconv"
	"unicode/utf8"
)

// StreamOptions change how StreamArray reads. Zero values mean the defaults.
type StreamOptions struct {
	Options
	// Window is the size of the buffer in bytes, 64 KB by default.
	Window int
	// MaxElement bounds what one element, name or member for Member may take in
	// bytes, 16 MB by default. The window grows to it when needed.
	MaxElement int
	// Member, if set, gets the members beside the path. path names the object they
	// stand in. An error ends reading. Without it they are validated and skipped,
	// whatever their size.
	Member func(path []string, name string, value Raw) error
}

// StreamArray reads one JSON value from r and yields the elements of the array that
// the names in path lead to; without names the value is the array itself. An array
// that is null or not there has no elements. An error, a *Error, comes last. What is
// yielded is the caller's; r is read in blocks as large as the window.
//
// Of names that stand twice each is followed, since what was yielded can't be taken back.
func StreamArray[T any](r io.Reader, path []string, dec DecodeFunc[T], o StreamOptions) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		s := newStream(r, o)
		defer s.d.release()
		err := s.descend(nil, path, func() error { return streamElements(s, dec, yield) })
		if err == nil && !s.stopped {
			err = s.finish()
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// streamElements reads an array and hands out its elements, cut from shared chunks.
//
// Elements that the window holds are read one behind the other. One that it doesn't
// hold whole, or that is wrong, is read again with its beginning at the window's: so
// the window moves, and errors tell their path. Drift is told there alone.
func streamElements[T any](s *stream, dec DecodeFunc[T], yield func(*T, error) bool) error {
	more, err := s.open('[', "array")
	s.index = 0
	var chunk []T
	shared := slab{limit: chunkLimit(&chunk)}
	d, at := s.load(), 0
	for more && err == nil {
		if len(chunk) == cap(chunk) {
			chunk = make([]T, 0, shared.room(cap(chunk)))
		}
		chunk = chunk[:len(chunk)+1]
		x := &chunk[len(chunk)-1]
		i := -1
		if d.watch == nil {
			d.lists, d.vain = 1, 0
			i, more = d.Elem(dec(d, at, x))
		}
		if i >= 0 && i < len(d.b) && !d.cut {
			at = i
		} else {
			s.moveTo(at)
			for done := false; !done && err == nil; {
				var zero T
				*x = zero // nothing remains of an attempt that met the window's end
				d.lists = 1
				i, more = d.Elem(dec(d, 0, x))
				done, err = s.advance(i)
				d, at = s.load(), 0
			}
		}
		if err == nil && !yield(x, nil) {
			s.stopped = true
			return nil
		}
		s.index++
	}
	s.depth = d.depth
	s.moveTo(at)
	s.index = -1
	return err
}

// moveTo moves the beginning of the window to position at in it.
func (s *stream) moveTo(at int) {
	s.pos += at
	s.d.base += int64(at)
	s.d.err = nil
	s.load()
}

// stream reads through a window: buf[pos:end] is what was read and not yet used.
type stream struct {
	r        io.Reader
	d        *Decoder
	buf      []byte
	pos, end int
	max      int
	atEnd    bool  // nothing follows buf[:end]
	readErr  error // why, if it isn't io.EOF
	depth    int   // of the decoder at buf[pos]
	names    []string
	index    int // of the element, or -1
	stopped  bool
	member   func([]string, string, Raw) error
}

func newStream(r io.Reader, o StreamOptions) *stream {
	const window, element = 64 << 10, 16 << 20
	if o.Window <= 0 {
		o.Window = window
	}
	if o.MaxElement <= 0 {
		o.MaxElement = element
	}
	s := &stream{r: r, d: OpenOptions(nil, o.Options), index: -1, member: o.Member}
	s.buf = make([]byte, o.Window)
	s.max = max(o.MaxElement, o.Window)
	s.d.lead = s.where
	return s
}

// where is the path of what stands at buf[pos].
func (s *stream) where() string {
	var path string
	for _, name := range s.names {
		path = joinPath(path, nameStep(name))
	}
	if s.index >= 0 {
		path += "[" + strconv.Itoa(s.index) + "]"
	}
	return path
}

// load points the decoder at the window.
func (s *stream) load() *Decoder {
	d := s.d
	d.b = s.buf[s.pos:s.end]
	d.partial = !s.atEnd
	d.depth, d.lists, d.lost, d.vain, d.cut = s.depth, 0, 0, 0, false
	return d
}

// advance moves behind what was read from the window, if that was well and wasn't
// cut off by the window's end. Else it reads on and reports false: try again.
func (s *stream) advance(i int) (bool, error) {
	d := s.d
	if i >= 0 && (s.atEnd || !d.cut && i < len(d.b)) {
		s.pos += i
		d.base += int64(i)
		s.depth = d.depth
		return true, nil
	}
	if i < 0 && !d.cut || s.atEnd {
		return false, s.failure()
	}
	d.err = nil
	return false, s.fill()
}

// failure is the decoder's. Where the text ended because r failed, that is the error.
func (s *stream) failure() error {
	if d := s.d; d.err != nil && d.cut && s.readErr != nil {
		d.err.Msg, d.err.Err = "reading failed: "+s.readErr.Error(), s.readErr
	}
	return s.d.failure()
}

// fill moves the rest to the front and reads until the window is full, so that an
// attempt that failed is repeated with twice as much, or with a window more, and the
// time stays linear.
func (s *stream) fill() error {
	copy(s.buf, s.buf[s.pos:s.end])
	s.end -= s.pos
	s.pos = 0
	if s.end == len(s.buf) {
		if len(s.buf) >= s.max {
			s.d.err = &Error{Msg: "larger than " + strconv.Itoa(s.max) + " bytes, the limit for one piece"}
			return s.failure()
		}
		grown := make([]byte, min(2*len(s.buf), s.max))
		copy(grown, s.buf)
		s.buf = grown
	}
	n, err := io.ReadFull(s.r, s.buf[s.end:])
	s.end += n
	if err != nil {
		s.atEnd = true
		if err != io.EOF && err != io.ErrUnexpectedEOF {
			s.readErr = err
		}
	}
	return nil
}

// step reads one piece with f, again and again until the window holds it.
func (s *stream) step(f func(d *Decoder) int) error {
	for {
		if done, err := s.advance(f(s.load())); done || err != nil {
			return err
		}
	}
}

func (s *stream) open(c byte, want string) (more bool, err error) {
	err = s.step(func(d *Decoder) (i int) {
		i, more = d.open(0, c, want)
		return i
	})
	return more, err
}

func (s *stream) more(close byte) (more bool, err error) {
	err = s.step(func(d *Decoder) (i int) {
		i, more = d.more(0, close)
		return i
	})
	return more, err
}

// descend reads the value that path leads on from; at holds the names up to it.
func (s *stream) descend(at, path []string, elements func() error) error {
	s.names = at
	if len(path) == 0 {
		return elements()
	}
	more, err := s.open('{', "object")
	for more && err == nil {
		var name string
		err = s.step(func(d *Decoder) int {
			key, i := d.nameAt(0)
			name = string(key)
			return i
		})
		if err != nil {
			break
		}
		inner := append(at[:len(at):len(at)], name)
		s.names = inner
		if name == path[0] {
			err = s.descend(inner, path[1:], elements)
		} else {
			err = s.beside(at, name)
		}
		if err != nil || s.stopped {
			break
		}
		s.names = at
		more, err = s.more('}')
	}
	return err
}

// beside reads a member that isn't on the path.
func (s *stream) beside(path []string, name string) error {
	if s.member == nil {
		return s.skip()
	}
	var v Raw
	if err := s.step(func(d *Decoder) int { return d.Raw(0, &v) }); err != nil {
		return err
	}
	if err := s.member(path, name, v); err != nil {
		s.d.failWith(0, err.Error(), err)
		return s.failure()
	}
	return nil
}

// finish checks that only white space follows.
func (s *stream) finish() error {
	for {
		d := s.load()
		if i := d.ws(0); i < len(d.b) {
			return d.End(i)
		}
		if s.atEnd {
			if s.readErr != nil {
				d.unexpected(len(d.b), "the end of JSON")
			}
			return s.failure()
		}
		d.base += int64(s.end - s.pos)
		s.pos = s.end
		if err := s.fill(); err != nil {
			return err
		}
	}
}

// skip validates a value of any size: at once where the window holds it, else token
// by token.
func (s *stream) skip() error {
	d := s.load()
	if i := d.Skip(0); i >= 0 && (i < len(d.b) || s.atEnd) || i < 0 && !d.cut {
		_, err := s.advance(i)
		return err
	}
	d.err = nil
	var open []byte // what closes the objects and arrays that are open
	for {
		inside, err := s.skipToken(&open)
		for !inside && err == nil {
			if len(open) == 0 {
				return nil
			}
			closing := open[len(open)-1]
			if inside, err = s.more(closing); err == nil && !inside {
				open = open[:len(open)-1]
			} else if err == nil && closing == '}' {
				err = s.step(func(d *Decoder) int { return d.skipName(0) })
			}
		}
		if err != nil {
			return err
		}
	}
}

// skipToken skips a scalar, or the beginning of an object or array up to its first
// value, and then reports true.
func (s *stream) skipToken(open *[]byte) (inside bool, err error) {
	var kind byte
	err = s.step(func(d *Decoder) int {
		i := d.ws(0)
		if kind = d.Kind(i); kind == 0 {
			return d.unexpected(i, "value")
		}
		return i
	})
	switch {
	case err != nil:
	case kind == '"':
		err = s.skipText()
	case kind != '{' && kind != '[':
		err = s.step(func(d *Decoder) int { return d.Skip(0) })
	default:
		if inside, err = s.open(kind, "value"); err != nil || !inside {
			return inside, err
		}
		*open = append(*open, kind+2)
		if kind == '{' {
			err = s.step(func(d *Decoder) int { return d.skipName(0) })
		}
	}
	return inside, err
}

// skipText skips a string of any length.
func (s *stream) skipText() error {
	const longestEscape = len(`\ud83d\ude00`)
	var discard [utf8.UTFMax]byte
	for i := 1; ; i = 0 { // behind the quote, then anywhere in the string
		d := s.load()
		b := d.b
		for i < len(b) {
			end, plain := scanText(b, i)
			if i = end; plain {
				s.pos += end + 1
				d.base += int64(end + 1)
				return nil
			}
			if i >= len(b) {
				break
			}
			if c := b[i]; c >= utf8.RuneSelf {
				i++
			} else if c != '\\' {
				d.unexpected(i, "no control character in a string")
				return s.failure()
			} else if len(b)-i < longestEscape && !s.atEnd {
				break
			} else if _, i = d.escape(discard[:0], i); i < 0 {
				return s.failure()
			}
		}
		if s.atEnd {
			d.unexpected(len(b), "the end of a string")
			return s.failure()
		}
		s.pos += i
		d.base += int64(i)
		if err := s.fill(); err != nil {
			return err
		}
	}
}
