// Values that may be wrong by themselves: a scalar whose shape nobody promised. What
// stands in such a place doesn't spoil the rest of the text.

package wire

import "cmp"

// Fault is a value that isn't there as described, in a text that is good otherwise.
// Its place in the result has the zero value.
type Fault struct {
	Path    string // of the value in the text, such as data.character.rankings
	Message string // the sender's words, where it put an error in the value's place
	Raw     Raw    // the value as it came
	Err     error  // a *Error, where the value isn't of the shape described
}

// Error tells the path and what is wrong.
func (f *Fault) Error() string {
	if f.Err != nil {
		return f.Err.Error()
	}
	return cmp.Or(f.Path, "json") + ": " + f.Message
}

// Unwrap returns Err.
func (f *Fault) Unwrap() error { return f.Err }

// DecodeGuarded reads a value with dec, unless an object with a string under the name
// member stands there: the sender's error, looked for before anything else. That, and
// a value that dec can't read, becomes a fault, and reading goes on behind it. An
// empty member means that there is no such error.
func DecodeGuarded[T any](d *Decoder, i int, member string, x *T, dec DecodeFunc[T]) int {
	if member != "" && d.Kind(i) == '{' {
		if message, ok := d.textMember(i, member); ok {
			return d.fault(i, Fault{Message: message})
		}
	}
	mark := d.Mark(i)
	end := dec(d, i, x)
	problem := d.err
	if !d.Undo(mark, &end) { // it was well, or a watcher ends reading
		return end
	}
	var zero T
	*x = zero
	problem.Path = d.faultPath(int(problem.Offset))
	return d.fault(i, Fault{Err: problem})
}

// Mark is a place that reading can go back to.
type Mark struct{ at, depth, lists, lost int }

// Mark returns the place at i.
func (d *Decoder) Mark(i int) Mark { return Mark{i, d.depth, d.lists, d.lost} }

// Undo goes back where the value at m couldn't be read, which a position *i below
// zero tells: it sets *i to the value's and reports true, and is for cases of a union
// that are kept raw when they aren't what they say. What nothing can mend stays an
// error.
func (d *Decoder) Undo(m Mark, i *int) bool {
	if *i >= 0 || m.at < 0 || d.err == nil || d.err.Err != nil || d.partial || d.giveUp(m.at) {
		return false
	}
	d.err, d.depth, d.lists, d.lost = nil, m.depth, m.lists, m.lost
	*i = m.at
	return true
}

// Faults returns the faults met so far, and forgets them. Those that nobody takes make
// the whole reading fail, with the first one as the error.
func (d *Decoder) Faults() []Fault {
	taken := d.faults
	d.faults = nil
	return taken
}

// fault notes a fault of the value at i and returns the position behind it; negative
// where it isn't JSON at all.
func (d *Decoder) fault(i int, f Fault) int {
	end := d.Raw(i, &f.Raw)
	if end >= 0 {
		f.Path = d.faultPath(d.ws(i))
		d.faults = append(d.faults, f)
	}
	return end
}

// faultPath is path for the first faults only: each costs a walk over the text.
func (d *Decoder) faultPath(i int) string {
	const most = 100
	if len(d.faults) >= most {
		return "…"
	}
	return d.path(i)
}

// textMember gives the string under a name of the object at i, without reading on.
func (d *Decoder) textMember(i int, name string) (text string, ok bool) {
	err, depth, watch := d.err, d.depth, d.watch
	d.watch = nil
	i, more := d.open(i, '{', "object")
	for more {
		var key []byte
		if key, i = d.nameAt(i); i >= 0 && string(key) == name {
			if i = d.ws(i); d.Kind(i) == '"' {
				ok = d.String(i, &text) >= 0
			}
			break
		}
		i = d.Skip(i)
		i, more = d.more(i, '}')
	}
	d.err, d.depth, d.watch = err, depth, watch
	return text, ok
}
