// A lexer for GraphQL documents (specification, section Lexical Tokens): as much
// as it takes to rename variables, fragments and response names in an
// operation's text without touching anything else.

package gql

import (
	"errors"
	"strings"
)

// token is a lexical token; src[at:end] is its text.
type token struct {
	kind    tokenKind
	at, end int
}

type tokenKind uint8

const (
	kindPunctuator tokenKind = iota // one of ! $ & ( ) ... : = @ [ ] { | }
	kindName
	kindNumber
	kindText // a string or a block string
)

var errLex = errors.New("the operation's text is not GraphQL")

// lex splits src. White space, commas and comments stand between tokens.
func lex(src string) ([]token, error) {
	var out []token
	for i := 0; ; {
		i = ignored(src, i)
		if i == len(src) {
			return out, nil
		}
		t := token{kind: kindPunctuator, at: i, end: i + 1}
		switch c := src[i]; {
		case strings.HasPrefix(src[i:], "..."):
			t.end = i + 3
		case strings.IndexByte("!$&():=@[]{|}", c) >= 0:
		case nameStart(c):
			t.kind, t.end = kindName, span(src, i, nameByte)
		case c == '-' || c >= '0' && c <= '9':
			t.kind, t.end = kindNumber, span(src, i+1, numberByte)
		case c == '"':
			t.kind, t.end = kindText, stringEnd(src, i)
		default:
			return nil, errLex
		}
		if t.end < 0 {
			return nil, errLex
		}
		out = append(out, t)
		i = t.end
	}
}

// ignored returns the position behind what stands between tokens.
func ignored(src string, i int) int {
	for i < len(src) {
		switch {
		case src[i] == ' ' || src[i] == '\t' || src[i] == '\n' || src[i] == '\r' || src[i] == ',':
			i++
		case strings.HasPrefix(src[i:], "\uFEFF"):
			i += len("\uFEFF")
		case src[i] == '#':
			for i < len(src) && src[i] != '\n' && src[i] != '\r' {
				i++
			}
		default:
			return i
		}
	}
	return i
}

func span(src string, i int, in func(byte) bool) int {
	for i < len(src) && in(src[i]) {
		i++
	}
	return i
}

func nameStart(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func nameByte(c byte) bool { return nameStart(c) || c >= '0' && c <= '9' }

// numberByte takes more than numbers; what is none the server refuses.
func numberByte(c byte) bool { return nameByte(c) || c == '.' || c == '+' || c == '-' }

// stringEnd returns the position behind a string or a block string, or -1.
func stringEnd(src string, i int) int {
	const quotes = `"""`
	if strings.HasPrefix(src[i:], quotes) {
		for i += len(quotes); i < len(src); i++ {
			switch {
			case strings.HasPrefix(src[i:], `\"""`):
				i += len(quotes)
			case strings.HasPrefix(src[i:], quotes):
				return i + len(quotes)
			}
		}
		return -1
	}
	for i++; i < len(src); i++ {
		switch src[i] {
		case '\\':
			i++
		case '\n', '\r':
			return -1
		case '"':
			return i + 1
		}
	}
	return -1
}
