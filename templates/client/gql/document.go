// An operation's text taken apart, so that it can become part of another one.

package gql

import (
	"errors"
	"strings"
)

// document is the text of one query with its fragments.
type document struct {
	src       string
	tokens    []token
	variables tokenRange // of the definitions, without parentheses
	root      []field
	fragments map[string]tokenRange
	order     []string // names of fragments, as they stand
}

// tokenRange is a range of tokens.
type tokenRange struct{ from, to int }

// field is a selection of the query's root.
type field struct {
	key  string     // response name: the alias, or else the name
	body tokenRange // from the name on, without the alias
}

// errAlone says that an operation can't be part of another one. It is sent by
// itself.
var errAlone = errors.New("the operation can't be merged")

// parse takes a query apart. What it can't take apart is errAlone: other kinds
// of operations, several in a text, directives on the operation, fragments at
// the root.
func parse(src string) (*document, error) {
	tokens, err := lex(src)
	if err != nil {
		return nil, err
	}
	d := &document{src: src, tokens: tokens, fragments: map[string]tokenRange{}}
	queries := 0
	for i := 0; i < len(tokens); {
		switch {
		case d.is(i, "fragment"):
			i, err = d.fragment(i)
		case d.is(i, "query") || d.is(i, "{"):
			queries++
			i, err = d.query(i)
		default:
			err = errAlone
		}
		if err != nil {
			return nil, err
		}
	}
	if queries != 1 || len(d.root) == 0 {
		return nil, errAlone
	}
	return d, nil
}

// fields counts what the query asks for, the budget aside.
func (d *document) fields() int {
	n := 0
	for _, f := range d.root {
		if f.key != PointsName {
			n++
		}
	}
	return n
}

// is reports whether token i is s; names and punctuators alone are asked for.
func (d *document) is(i int, s string) bool { return d.text(i) == s }

// text is the text of token i; empty behind the last one, and for strings,
// which may hold anything.
func (d *document) text(i int) string {
	if i >= len(d.tokens) || d.tokens[i].kind == kindText {
		return ""
	}
	return d.src[d.tokens[i].at:d.tokens[i].end]
}

func (d *document) named(i int) bool { return i < len(d.tokens) && d.tokens[i].kind == kindName }

// query reads from "query" or "{" on.
func (d *document) query(i int) (int, error) {
	if d.is(i, "query") {
		i++
		if d.named(i) {
			i++
		}
		if d.is(i, "(") {
			end, err := d.closing(i)
			if err != nil {
				return 0, err
			}
			d.variables = tokenRange{i + 1, end - 1}
			i = end
		}
	}
	if !d.is(i, "{") {
		return 0, errAlone
	}
	end, err := d.closing(i)
	if err != nil {
		return 0, err
	}
	for i++; i < end-1; {
		if i, err = d.rootField(i); err != nil {
			return 0, err
		}
	}
	return end, nil
}

// rootField reads a selection of the root: [alias:] name [arguments]
// [directives] [selection].
func (d *document) rootField(i int) (next int, err error) {
	if !d.named(i) {
		return 0, errAlone
	}
	f := field{key: d.text(i)}
	if d.is(i+1, ":") {
		i += 2
	}
	f.body.from = i
	i++
	if i, err = d.optional(i, "("); err != nil {
		return 0, err
	}
	for d.is(i, "@") {
		if i, err = d.optional(i+2, "("); err != nil {
			return 0, err
		}
	}
	if i, err = d.optional(i, "{"); err != nil {
		return 0, err
	}
	f.body.to = i
	d.root = append(d.root, f)
	return i, nil
}

// fragment reads "fragment Name on Type …".
func (d *document) fragment(i int) (int, error) {
	from, key := i, d.text(i+1)
	for i += 2; i < len(d.tokens) && !d.is(i, "{"); {
		next, err := d.optional(i, "(") // of a directive
		if err != nil {
			return 0, err
		}
		i = max(next, i+1)
	}
	end, err := d.closing(i)
	if err != nil || !nameStart((key + "!")[0]) || d.fragments[key] != (tokenRange{}) {
		return 0, errAlone
	}
	d.fragments[key] = tokenRange{from, end}
	d.order = append(d.order, key)
	return end, nil
}

// optional skips what an opening token at i begins, if it stands there.
func (d *document) optional(i int, open string) (int, error) {
	if !d.is(i, open) {
		return i, nil
	}
	return d.closing(i)
}

// closing returns the position behind the token that closes the one at i.
func (d *document) closing(i int) (int, error) {
	depth := 0
	for ; i < len(d.tokens); i++ {
		switch d.text(i) {
		case "(", "[", "{":
			depth++
		case ")", "]", "}":
			depth--
			if depth == 0 {
				return i + 1, nil
			}
		}
		if depth == 0 {
			break
		}
	}
	return 0, errAlone
}

// plain tells which fragments mean the same in every operation: those without
// variables, also in what they spread.
func (d *document) plain() map[string]bool {
	plain := map[string]bool{}
	for _, key := range d.order {
		plain[key] = true
	}
	for changed := true; changed; {
		changed = false
		for _, key := range d.order {
			if plain[key] && !d.plainSpan(d.fragments[key], plain) {
				plain[key], changed = false, true
			}
		}
	}
	return plain
}

func (d *document) plainSpan(s tokenRange, plain map[string]bool) bool {
	for i := s.from; i < s.to; i++ {
		if d.is(i, "$") || d.spreads(i) && !plain[d.text(i)] {
			return false
		}
	}
	return true
}

// spreads reports whether token i is the name of a fragment that is spread.
func (d *document) spreads(i int) bool {
	return i > 0 && d.is(i-1, "...") && d.named(i) && !d.is(i, "on")
}

// write writes a span with variables and fragments renamed; what stands between
// the tokens stays.
func (d *document) write(b *strings.Builder, s tokenRange, rename renaming) {
	for i := s.from; i < s.to; i++ {
		t := d.tokens[i]
		if i > s.from {
			b.WriteString(d.src[d.tokens[i-1].end:t.at])
		}
		switch {
		case i > 0 && d.is(i-1, "$") && t.kind == kindName:
			b.WriteString(rename.prefix)
		case d.spreads(i) || i == s.from+1 && d.is(s.from, "fragment") && t.kind == kindName:
			b.WriteString(rename.fragments[d.text(i)])
		}
		b.WriteString(d.src[t.at:t.end])
	}
}

// renaming is what an operation's names are written with.
type renaming struct {
	prefix    string            // of variables and response names
	fragments map[string]string // prefix by name; none for those that are shared
}
