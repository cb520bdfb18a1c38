// This file scans JSON (RFC 8259). encoding/json would lose positions and
// duplicate keys and take many times as long; what is said about mistakes
// follows what people write by hand: comments, trailing commas, single quotes.

package tree

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonScanner walks the text once. Columns count code points, so that the
// distance from the last known column is counted instead of from the line's
// start: a document of one long line stays linear.
type jsonScanner struct {
	*parser
	i      int // offset of the next byte
	depth  int
	failed bool

	line    int
	lastOff int // an offset on the current line whose column is known
	lastCol int
}

// json parses the text as one JSON value; nil means a reported syntax error.
func (p *parser) json() *Node {
	s := &jsonScanner{parser: p, line: 1, lastCol: 1}
	s.space()
	n := s.value()
	if s.failed {
		return nil
	}
	s.space()
	if s.i < len(s.text) {
		s.fail(s.i, "a file holds one JSON value; remove what follows it", "unexpected %s after the end of the value", s.found())
		return nil
	}
	return n
}

// fail reports a syntax error at an offset of the current line; the first one
// ends the scan.
func (s *jsonScanner) fail(at int, hint, format string, args ...any) *Node {
	if !s.failed {
		s.failed = true
		s.errorf(s.line, s.column(at), "json-syntax", hint, format, args...)
	}
	return nil
}

// column returns the column of an offset on the current line and remembers it.
func (s *jsonScanner) column(at int) int {
	if at < s.lastOff { // only a report looks back
		return s.lastCol - utf8.RuneCountInString(s.text[at:s.lastOff])
	}
	s.lastCol += utf8.RuneCountInString(s.text[s.lastOff:at])
	s.lastOff = at
	return s.lastCol
}

// space skips white space and counts lines, which can't begin elsewhere.
func (s *jsonScanner) space() {
	for s.i < len(s.text) {
		switch s.text[s.i] {
		case '\n':
			s.line++
			s.lastOff, s.lastCol = s.i+1, 1
		case ' ', '\t', '\r':
		default:
			return
		}
		s.i++
	}
}

// found names the next character for a message.
func (s *jsonScanner) found() string {
	if s.i >= len(s.text) {
		return "end of file"
	}
	r, _ := utf8.DecodeRuneInString(s.text[s.i:])
	return strconv.QuoteRune(r)
}

// next returns the next byte, or 0 at the end.
func (s *jsonScanner) next() byte {
	if s.i < len(s.text) {
		return s.text[s.i]
	}
	return 0
}

func (s *jsonScanner) value() *Node {
	start := s.i
	switch c := s.next(); {
	case c == '{':
		return s.nested(Mapping, s.members)
	case c == '[':
		return s.nested(Sequence, s.elements)
	case c == '"':
		n := s.node(String, "", s.line, s.column(start))
		n.Value = s.string()
		return n
	case c == '-' || c >= '0' && c <= '9':
		return s.number()
	case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
		return s.word()
	}
	return s.fail(s.i, s.valueHint(), "expected a value, found %s", s.found())
}

// valueHint guesses why there is no value.
func (s *jsonScanner) valueHint() string {
	switch s.next() {
	case '\'':
		return "JSON strings stand in double quotes"
	case '/', '#':
		return "JSON has no comments; remove it, or name the file .yaml"
	case '}', ']', ',':
		return "a value is missing, or there is a comma too many"
	case '+', '.':
		return "a JSON number begins with a digit or a minus sign"
	case 0:
		return "the file seems to be cut off"
	}
	return ""
}

// word scans true, false and null.
func (s *jsonScanner) word() *Node {
	start := s.i
	for s.i < len(s.text) && (s.text[s.i] >= 'a' && s.text[s.i] <= 'z' || s.text[s.i] >= 'A' && s.text[s.i] <= 'Z') {
		s.i++
	}
	word := s.text[start:s.i]
	switch word {
	case "true", "false":
		return s.node(Bool, word, s.line, s.column(start))
	case "null":
		return s.node(Null, word, s.line, s.column(start))
	}
	hint := "strings stand in double quotes"
	if lower := strings.ToLower(word); lower == "true" || lower == "false" || lower == "null" {
		hint = "write " + lower
	}
	if len(word) > 40 {
		word = word[:40]
	}
	return s.fail(start, hint, "unexpected word %q", word)
}

// nested scans a list or a mapping, whose content inner reads.
func (s *jsonScanner) nested(kind Kind, inner func(*Node)) *Node {
	n := s.node(kind, "", s.line, s.column(s.i))
	if s.depth++; s.depth > maxDepth {
		return s.fail(s.i, deepHint, "lists and mappings nest deeper than %d levels", maxDepth)
	}
	s.i++
	s.space()
	inner(n)
	s.depth--
	return n
}

func (s *jsonScanner) elements(n *Node) {
	if s.next() == ']' {
		s.i++
		return
	}
	for !s.failed {
		n.Items = append(n.Items, s.value())
		if s.failed || s.end(n, ']') {
			return
		}
	}
}

func (s *jsonScanner) members(n *Node) {
	if s.next() == '}' {
		s.i++
		return
	}
	for !s.failed {
		key := s.key()
		if s.failed {
			return
		}
		value := s.value()
		if s.failed {
			return
		}
		s.insert(n, Pair{key, value})
		if s.end(n, '}') {
			return
		}
	}
}

// key scans a member's name up to its value.
func (s *jsonScanner) key() *Node {
	if s.next() != '"' {
		hint := "keys stand in double quotes"
		switch s.next() {
		case '}', ',':
			hint = "remove the comma before it"
		case '/', '#':
			hint = s.valueHint()
		case 0:
			hint = "the file seems to be cut off"
		}
		return s.fail(s.i, hint, "expected a key in double quotes, found %s", s.found())
	}
	key := s.node(String, "", s.line, s.column(s.i))
	key.Value = s.string()
	if s.failed {
		return nil
	}
	s.space()
	if s.next() != ':' {
		return s.fail(s.i, "", "expected ':' after the key %q, found %s", key.Value, s.found())
	}
	s.i++
	s.space()
	return key
}

// end takes a comma, which goes on, or the closing bracket, which ends.
func (s *jsonScanner) end(n *Node, closing byte) bool {
	s.space()
	switch c := s.next(); {
	case c == closing && s.i < len(s.text):
		s.i++
		return true
	case c == ',':
		comma := s.i
		s.i++
		line, off, col := s.line, s.lastOff, s.lastCol
		s.space()
		if s.next() == closing {
			// The comma is the mistake, and it may stand on an earlier line.
			s.line, s.lastOff, s.lastCol = line, off, col
			s.fail(comma, "remove the comma; JSON allows none after the last entry", "unexpected ',' before %q", closing)
			return true
		}
		return false
	case s.i >= len(s.text):
		s.fail(s.i, "close it, or fetch the file again if it was cut off",
			"unexpected end of file in the %s that begins at line %d", n.Kind, n.line)
	default:
		hint := "a comma is missing before it"
		if c == '/' || c == '#' {
			hint = s.valueHint()
		}
		s.fail(s.i, hint, "expected ',' or %q, found %s", closing, s.found())
	}
	return true
}

// number scans a number as RFC 8259 writes it and keeps its literal.
func (s *jsonScanner) number() *Node {
	start := s.i
	kind := Int
	if s.next() == '-' {
		s.i++
	}
	if s.next() == '0' {
		s.i++
		if c := s.next(); c >= '0' && c <= '9' || c == 'x' {
			return s.fail(start, "write it without leading zeros, in decimal", "a JSON number doesn't begin with zeros")
		}
	} else if !s.digits() {
		return s.fail(s.i, "", "expected a digit, found %s", s.found())
	}
	if s.next() == '.' {
		kind = Float
		s.i++
		if !s.digits() {
			return s.fail(s.i, "", "expected a digit after the decimal point, found %s", s.found())
		}
	}
	if c := s.next(); c == 'e' || c == 'E' {
		kind = Float
		s.i++
		if c := s.next(); c == '+' || c == '-' {
			s.i++
		}
		if !s.digits() {
			return s.fail(s.i, "", "expected a digit in the exponent, found %s", s.found())
		}
	}
	return s.node(kind, s.text[start:s.i], s.line, s.column(start))
}

func (s *jsonScanner) digits() bool {
	start := s.i
	for s.i < len(s.text) && s.text[s.i] >= '0' && s.text[s.i] <= '9' {
		s.i++
	}
	return s.i > start
}

// string scans a string and returns its content, which is a part of the text
// where it has no escapes.
func (s *jsonScanner) string() string {
	open := s.i
	s.i++
	for from := s.i; s.i < len(s.text); s.i++ {
		switch c := s.text[s.i]; {
		case c == '"':
			s.i++
			return s.text[from : s.i-1]
		case c == '\\':
			return s.escaped(open, from)
		case c < 0x20:
			s.badControl(open)
			return ""
		}
	}
	s.unclosed(open)
	return ""
}

// escaped goes on with a string at its first escape.
func (s *jsonScanner) escaped(open, from int) string {
	b := append(make([]byte, 0, 2*(s.i-from)+32), s.text[from:s.i]...)
	for s.i < len(s.text) {
		switch c := s.text[s.i]; {
		case c == '"':
			s.i++
			return string(b)
		case c == '\\':
			var ok bool
			if b, ok = s.escape(b); !ok {
				return ""
			}
		case c < 0x20:
			s.badControl(open)
			return ""
		default:
			b = append(b, c)
			s.i++
		}
	}
	s.unclosed(open)
	return ""
}

func (s *jsonScanner) unclosed(open int) {
	s.fail(open, "a double quote is missing at its end", "the string isn't closed")
}

// badControl reports a raw control character: a line end means that the
// closing quote is missing.
func (s *jsonScanner) badControl(open int) {
	if c := s.text[s.i]; c == '\n' || c == '\r' {
		s.fail(open, `close it with a double quote; a line break inside is written \n`, "the string isn't closed on its line")
		return
	}
	s.fail(s.i, `write it as an escape, such as \t or \u0001`, "control character U+%04X in a string", s.text[s.i])
}

// escape appends what the escape at s.i stands for.
func (s *jsonScanner) escape(b []byte) ([]byte, bool) {
	if s.i+1 >= len(s.text) {
		s.fail(s.i, "the file seems to be cut off", "unexpected end of file in an escape")
		return b, false
	}
	switch c := s.text[s.i+1]; c {
	case '"', '\\', '/':
		b = append(b, c)
	case 'b':
		b = append(b, '\b')
	case 'f':
		b = append(b, '\f')
	case 'n':
		b = append(b, '\n')
	case 'r':
		b = append(b, '\r')
	case 't':
		b = append(b, '\t')
	case 'u':
		return s.unicode(b)
	default:
		s.fail(s.i, `a backslash itself is written \\`, "unknown escape %q", s.text[s.i:s.i+2])
		return b, false
	}
	s.i += 2
	return b, true
}

// unicode appends the character of \uXXXX or of a surrogate pair of two; a
// lone surrogate becomes U+FFFD, as in encoding/json.
func (s *jsonScanner) unicode(b []byte) ([]byte, bool) {
	r, ok := hex4(s.text[s.i+2:])
	if !ok {
		s.fail(s.i, "", `\u wants four hexadecimal digits`)
		return b, false
	}
	s.i += 6
	if utf16.IsSurrogate(r) {
		pair := rune(utf8.RuneError)
		if strings.HasPrefix(s.text[s.i:], `\u`) {
			if low, ok := hex4(s.text[s.i+2:]); ok {
				pair = utf16.DecodeRune(r, low)
			}
		}
		if pair != utf8.RuneError {
			s.i += 6
		}
		r = pair
	}
	return utf8.AppendRune(b, r), true
}

func hex4(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	v, err := strconv.ParseUint(s[:4], 16, 16)
	return rune(v), err == nil
}
