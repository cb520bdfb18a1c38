// This file decides what a file is and refuses what neither parser could give
// a good position for: bytes that aren't UTF-8, control characters, bombs.

package tree

import (
	"bytes"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/keywright/keywright/generator/diag"
)

const (
	// maxDepth bounds how deep lists and mappings nest. Real descriptions
	// stay below 100; the bound keeps recursion over a tree harmless.
	maxDepth = 1000
	// maxAliased bounds how many nodes aliases and merge keys of YAML add to
	// a document. A few lines can otherwise unfold into gigabytes.
	maxAliased = 200_000
	// maxDuplicates bounds the reports of duplicate keys of one file.
	maxDuplicates = 100

	emptyHint = "check that it is the right file and was saved"
	deepHint  = "flatten it, or move parts of it into definitions that are referred to"
)

// Parse reads a JSON or YAML document. What is wrong with it goes to diags,
// with positions in file; the content goes to sources, so that reports can
// quote it. It returns nil where the document can't be read, and where the
// file is empty. Duplicate keys are errors, but the tree is returned with the
// last of them, so that the stages behind can report more.
//
// A file named *.json is JSON; others are YAML, of which JSON is a subset that
// is tried first where the file begins like JSON, because it reads ten times
// as fast.
func Parse(file string, content []byte, diags *diag.List, sources *diag.Sources) *Node {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	sources.Add(file, content)
	p := &parser{file: &file, text: string(content), diags: diags}
	isJSON := strings.EqualFold(path.Ext(file), ".json")
	if !p.checkText(isJSON) {
		return nil
	}
	if strings.TrimSpace(p.text) == "" {
		p.errorf(1, 1, "empty-file", emptyHint, "the file is empty")
		return nil
	}
	if isJSON {
		return p.json()
	}
	if first := strings.TrimLeft(p.text, " \t\r\n"); first[0] == '{' || first[0] == '[' {
		var trial diag.List
		j := &parser{file: &file, text: p.text, diags: &trial}
		if n := j.json(); n != nil {
			diags.Add(trial.All()...)
			return n
		}
	}
	return p.yaml()
}

// parser is what both parsers share.
type parser struct {
	file       *string
	text       string
	diags      *diag.List
	slab       []Node
	duplicates int
}

func (p *parser) errorf(line, col int, code, hint, format string, args ...any) {
	p.diags.Errorf(diag.Pos{File: *p.file, Line: line, Col: col}, code, hint, format, args...)
}

// node allocates a node; nodes come from slabs because documents have hundreds
// of thousands and live as a whole.
func (p *parser) node(kind Kind, value string, line, col int) *Node {
	if len(p.slab) == 0 {
		p.slab = make([]Node, 128)
	}
	n := &p.slab[0]
	p.slab = p.slab[1:]
	n.Kind, n.Value, n.file, n.line, n.col = kind, value, p.file, int32(line), int32(col)
	return n
}

// insert adds a pair to a mapping and reports a key that it already has. As
// with every parser of JSON, the last value is the one that counts; of two
// mappings nothing is lost but what both have.
func (p *parser) insert(m *Node, pair Pair) {
	i := m.find(pair.Key.Value)
	if i < 0 {
		m.add(pair)
		return
	}
	first := m.pairs[i]
	if p.duplicates++; p.duplicates <= maxDuplicates {
		p.errorf(int(pair.Key.line), int(pair.Key.col), "duplicate-key",
			"remove or rename one of the two", "duplicate key %q; it is first set at line %d", pair.Key.Value, first.Key.line)
	}
	if !first.Value.Is(Mapping) || !pair.Value.Is(Mapping) {
		m.pairs[i] = pair
		return
	}
	for key, value := range pair.Value.Pairs() {
		if j := first.Value.find(key.Value); j >= 0 {
			first.Value.pairs[j] = Pair{key, value}
		} else {
			first.Value.add(Pair{key, value})
		}
	}
}

// checkText refuses what can't be text in either format.
func (p *parser) checkText(isJSON bool) bool {
	if strings.HasPrefix(p.text, "\xff\xfe") || strings.HasPrefix(p.text, "\xfe\xff") {
		p.errorf(1, 1, "encoding", "save the file as UTF-8", "the file is encoded in UTF-16")
		return false
	}
	line, start := 1, 0
	for i := 0; i < len(p.text); {
		c := p.text[i]
		if c >= 0x20 && c < 0x7f {
			i++
			continue
		}
		if c == '\n' {
			i++
			line, start = line+1, i
			continue
		}
		r, size := utf8.DecodeRuneInString(p.text[i:])
		col := func() int { return utf8.RuneCountInString(p.text[start:i]) + 1 }
		if r == utf8.RuneError && size == 1 {
			p.errorf(line, col(), "encoding", "save the file as UTF-8", "byte 0x%02x is not valid UTF-8", c)
			return false
		}
		// JSON's own scanner knows better what to say about control
		// characters: they are wrong inside strings only.
		if !isJSON && !allowedInYAML(r) {
			p.errorf(line, col(), "yaml-syntax", `write it as an escape in double quotes, such as "\x00", or remove it`,
				"control character U+%04X", r)
			return false
		}
		i += size
	}
	return true
}

// allowedInYAML is YAML 1.2's c-printable, for what isn't printable ASCII.
func allowedInYAML(r rune) bool {
	switch {
	case r == '\t' || r == '\n' || r == '\r' || r == 0x85:
		return true
	case r < 0x20, r >= 0x7f && r < 0xa0, r == 0xfffe, r == 0xffff:
		return false
	}
	return true
}
