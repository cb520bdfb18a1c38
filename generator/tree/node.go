// Package tree reads JSON and YAML into one tree in which every key and every
// value knows where it stands. It keeps what a decoder into Go values would
// lose and a report or a faithful lowering needs: document order, positions,
// duplicate keys, and scalars as they were written.
package tree

import (
	"iter"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/keywright/keywright/generator/diag"
)

// Kind says what a node is.
type Kind uint8

// The kinds of nodes. Int and Float tell how a number is written, not what it
// is worth: 1.0 is a Float.
const (
	Null Kind = iota
	Bool
	Int
	Float
	String
	Sequence
	Mapping
)

// String gives the kind's name for messages, in words that fit JSON and YAML.
func (k Kind) String() string {
	switch k {
	case Null:
		return "null"
	case Bool:
		return "boolean"
	case Int:
		return "integer"
	case Float:
		return "number"
	case String:
		return "string"
	case Sequence:
		return "list"
	case Mapping:
		return "mapping"
	}
	return "kind(" + strconv.Itoa(int(k)) + ")"
}

// Node is a value or a key of a document. Every method may be called on a nil
// *Node, which is what a lookup that finds nothing returns: it has no kind of
// its own (nil is asked for by comparing), no position and no content.
//
// A tree may be changed through Kind, Value, Items, Set and Delete. Aliases
// and merge keys of YAML are expanded into copies, so a change touches one
// place.
type Node struct {
	Kind  Kind
	Value string  // scalars: a string's content, otherwise the literal as written
	Items []*Node // sequences: the elements

	pairs []Pair
	index map[string]int // into pairs; only where there are many
	file  *string
	line  int32
	col   int32
}

// Pair is an entry of a mapping. Key is a scalar whose Value is the key's
// text, whatever its kind: 200 and "200" are the same key.
type Pair struct {
	Key   *Node
	Value *Node
}

// indexFrom is the number of pairs from which a mapping is looked up by a map;
// below, comparing the few keys is quicker and smaller.
const indexFrom = 12

// New returns a node that isn't written in any file, at the position of
// another, for passes that mend or complete a tree.
func New(kind Kind, value string, at *Node) *Node {
	n := &Node{Kind: kind, Value: value}
	if at != nil {
		n.file, n.line, n.col = at.file, at.line, at.col
	}
	return n
}

// Pos is where the node begins: a key at its first character, a value at its
// own, a mapping of YAML at its first key.
func (n *Node) Pos() diag.Pos {
	if n == nil || n.file == nil {
		return diag.Pos{}
	}
	return diag.Pos{File: *n.file, Line: int(n.line), Col: int(n.col)}
}

// Is reports whether the node is there and of one of the kinds.
func (n *Node) Is(kinds ...Kind) bool { return n != nil && slices.Contains(kinds, n.Kind) }

// Len is the number of pairs of a mapping or elements of a sequence.
func (n *Node) Len() int {
	switch {
	case n == nil:
		return 0
	case n.Kind == Mapping:
		return len(n.pairs)
	case n.Kind == Sequence:
		return len(n.Items)
	}
	return 0
}

// Pairs ranges over the keys and values of a mapping in document order.
func (n *Node) Pairs() iter.Seq2[*Node, *Node] {
	return func(yield func(key, value *Node) bool) {
		if !n.Is(Mapping) {
			return
		}
		for _, p := range n.pairs {
			if !yield(p.Key, p.Value) {
				return
			}
		}
	}
}

// Keys returns the keys of a mapping in document order.
func (n *Node) Keys() []string {
	var keys []string
	for key := range n.Pairs() {
		keys = append(keys, key.Value)
	}
	return keys
}

// find returns the index of a key, or -1.
func (n *Node) find(name string) int {
	if !n.Is(Mapping) {
		return -1
	}
	if n.index != nil {
		if i, ok := n.index[name]; ok {
			return i
		}
		return -1
	}
	return slices.IndexFunc(n.pairs, func(p Pair) bool { return p.Key.Value == name })
}

// Key returns the key itself, for its position, or nil.
func (n *Node) Key(name string) *Node {
	if i := n.find(name); i >= 0 {
		return n.pairs[i].Key
	}
	return nil
}

// Get descends through mappings by key and returns nil where one is missing.
// Without a path it returns n.
func (n *Node) Get(path ...string) *Node {
	for _, name := range path {
		i := n.find(name)
		if i < 0 {
			return nil
		}
		n = n.pairs[i].Value
	}
	return n
}

// Pointer resolves a JSON Pointer (RFC 6901), either plain ("/paths/~1a") or
// as a URI fragment ("#/paths/~1a", percent-encoded), and returns nil where it
// leads nowhere or isn't one.
func (n *Node) Pointer(pointer string) *Node {
	if fragment, ok := strings.CutPrefix(pointer, "#"); ok {
		var err error
		if pointer, err = url.PathUnescape(fragment); err != nil {
			return nil
		}
	}
	if pointer == "" {
		return n
	}
	rest, ok := strings.CutPrefix(pointer, "/")
	if !ok {
		return nil
	}
	unescape := strings.NewReplacer("~1", "/", "~0", "~")
	for token := range strings.SplitSeq(rest, "/") {
		n = n.step(unescape.Replace(token))
		if n == nil {
			return nil
		}
	}
	return n
}

// step follows one reference token of a JSON Pointer.
func (n *Node) step(token string) *Node {
	if !n.Is(Sequence) {
		return n.Get(token)
	}
	i, err := strconv.Atoi(token)
	if err != nil || i < 0 || i >= len(n.Items) || strconv.Itoa(i) != token {
		return nil
	}
	return n.Items[i]
}

// Set gives a key a value, in place where the mapping has the key and at the
// end where it hasn't. A new key stands at the value's position.
func (n *Node) Set(name string, value *Node) {
	if i := n.find(name); i >= 0 {
		n.pairs[i].Value = value
		return
	}
	n.add(Pair{New(String, name, value), value})
}

// Delete removes a key and reports whether it was there.
func (n *Node) Delete(name string) bool {
	i := n.find(name)
	if i < 0 {
		return false
	}
	n.pairs = slices.Delete(n.pairs, i, i+1)
	n.index = nil
	n.reindex()
	return true
}

// add appends a pair whose key the mapping doesn't have yet.
func (n *Node) add(p Pair) {
	n.pairs = append(n.pairs, p)
	if n.index != nil {
		n.index[p.Key.Value] = len(n.pairs) - 1
		return
	}
	n.reindex()
}

// reindex builds the index where there are enough pairs for one.
func (n *Node) reindex() {
	if len(n.pairs) < indexFrom {
		return
	}
	n.index = make(map[string]int, 2*len(n.pairs))
	for i, p := range n.pairs {
		n.index[p.Key.Value] = i
	}
}

// Clone copies the node and all below it; positions stay.
func (n *Node) Clone() *Node {
	if n == nil {
		return nil
	}
	c := *n
	c.Items = slices.Clone(n.Items)
	for i, item := range c.Items {
		c.Items[i] = item.Clone()
	}
	c.pairs = slices.Clone(n.pairs)
	for i, p := range c.pairs {
		c.pairs[i] = Pair{p.Key.Clone(), p.Value.Clone()}
	}
	c.index = nil
	c.reindex()
	return &c
}

// All ranges over the node and all values below it, depth first and in
// document order; keys are not among them.
func (n *Node) All() iter.Seq[*Node] {
	return func(yield func(*Node) bool) { n.walk(yield) }
}

func (n *Node) walk(yield func(*Node) bool) bool {
	if n == nil {
		return true
	}
	if !yield(n) {
		return false
	}
	for _, item := range n.Items {
		if !item.walk(yield) {
			return false
		}
	}
	for _, p := range n.pairs {
		if !p.Value.walk(yield) {
			return false
		}
	}
	return true
}
