// Drift: what an answer has otherwise than its description says.

package wire

import (
	"bytes"
	"fmt"
)

// DriftKind says how an answer differs from its description.
type DriftKind uint8

// The kinds of Drift.
const (
	UnknownField  DriftKind = iota + 1 // the answer has a name the description doesn't
	MissingField                       // a required name isn't there
	MistypedField                      // a value is not of the kind described
)

// String names the kind in one word.
func (k DriftKind) String() string {
	switch k {
	case UnknownField:
		return "unknown"
	case MissingField:
		return "missing"
	case MistypedField:
		return "mistyped"
	}
	return "none"
}

// Drift is one difference between an answer and its description. Each is reported
// once a reading, where it is seen first.
type Drift struct {
	Kind DriftKind
	Path string // of the field, such as auctions[3].item.id
	Type string // Go name of the object's type; empty where Kind is MistypedField
	Want string // MistypedField: the kind described, such as integer
	Got  string // kind of value found, such as string; empty where Kind is MissingField
}

// String describes the difference in a line.
func (d Drift) String() string {
	switch d.Kind {
	case MissingField:
		return fmt.Sprintf("%s: missing in %s", d.Path, d.Type)
	case UnknownField:
		return fmt.Sprintf("%s: unknown in %s (%s)", d.Path, d.Type, d.Got)
	}
	return fmt.Sprintf("%s: %s, expected %s", d.Path, d.Got, d.Want)
}

// maxReports bounds what one reading reports: objects with names of their own (a map
// described as an object) would report each.
const maxReports = 256

// watch is what a decoder needs to report drift once.
type watch struct {
	hook   func(Drift) error
	seen   map[driftKey]struct{}
	walked int // bytes walked to find paths
}

type driftKey struct {
	kind DriftKind
	t    *Fields
	name string // of the field, or what is wanted of it
	more string
}

// fresh reports whether key is seen for the first time.
func (w *watch) fresh(key driftKey) bool {
	if _, ok := w.seen[key]; ok || len(w.seen) >= maxReports {
		return false
	}
	if w.seen == nil {
		w.seen = map[driftKey]struct{}{}
	}
	w.seen[key] = struct{}{}
	return true
}

// tell reports r and returns end, or fails at position at.
func (d *Decoder) tell(at, end int, r Drift) int {
	if err := d.watch.hook(r); err != nil {
		return d.failWith(at, err.Error(), err)
	}
	return end
}

// pathTo is path within bounds: paths cost a walk over the text, so that a text with
// very many differences gets them for the first ones only.
func (d *Decoder) pathTo(i int) string {
	const times, least = 8, 1 << 20
	if d.watch.walked += i; d.watch.walked > times*len(d.b)+least {
		return "…"
	}
	return d.path(i)
}

// reportUnknown reports the name at position at, of which the value begins at end.
func (d *Decoder) reportUnknown(at, end int, t *Fields, name string) int {
	if !d.watch.fresh(driftKey{kind: UnknownField, t: t, name: name}) {
		return end
	}
	kind := d.Kind(end)
	if kind == 0 {
		return d.unexpected(d.ws(end), "value")
	}
	return d.tell(at, end, Drift{Kind: UnknownField, Path: d.pathTo(end), Type: t.Type, Got: kindName(kind)})
}

// reportMistyped reports the value at i.
func (d *Decoder) reportMistyped(i, end int, want, got string) int {
	if !d.watch.fresh(driftKey{kind: MistypedField, name: d.nameBefore(i), more: want + "/" + got}) {
		return end
	}
	return d.tell(i, end, Drift{Kind: MistypedField, Path: d.pathTo(i), Want: want, Got: got})
}

// nameBefore returns the raw name whose value begins at i, without looking further:
// empty for an element of an array.
func (d *Decoder) nameBefore(i int) string {
	head := bytes.TrimRight(d.b[max(i-128, 0):i], " \t\r\n")
	head, colon := bytes.CutSuffix(head, []byte(":"))
	head, quote := bytes.CutSuffix(bytes.TrimRight(head, " \t\r\n"), []byte(`"`))
	if !colon || !quote {
		return ""
	}
	return string(head[bytes.LastIndexByte(head, '"')+1:])
}

// Missing reports the required names that an object which ends before i didn't have.
// seen has a bit for every name, 64 to a word. Emitted code calls it where Watching
// is true; it returns i, or a negative position if the watcher wants an end.
func (d *Decoder) Missing(i int, t *Fields, seen ...uint64) int {
	if i < 1 || d.watch == nil || d.b[i-1] != '}' { // an error, null or another kind of value
		return i
	}
	for _, f := range t.Required {
		if seen[f>>6]&(1<<(f&63)) != 0 {
			continue
		}
		name := t.Names[f]
		name = unquoteName([]byte(name[1 : len(name)-2]))
		if !d.watch.fresh(driftKey{kind: MissingField, t: t, name: name}) {
			continue
		}
		path := joinPath(d.pathTo(i), nameStep(name)) // i is behind the object: its own path
		if i = d.tell(i-1, i, Drift{Kind: MissingField, Path: path, Type: t.Type}); i < 0 {
			return i
		}
	}
	return i
}
