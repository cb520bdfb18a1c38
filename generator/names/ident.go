// This file joins words to identifiers.

package names

import (
	"go/token"
	"hash/fnv"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Exported gives an exported identifier for text: "realm_id" → RealmID. Text
// without a letter or digit gives "Empty" or "X".
func Exported(text ...string) string {
	var b strings.Builder
	for _, t := range text {
		words := Words(t)
		// SEVERAL_WORDS in capitals are a constant of another language: in
		// none of them the capitals mean anything.
		shout := len(words) > 1 && strings.ToUpper(t) == t
		for _, w := range words {
			if shout {
				w = strings.ToLower(w)
			}
			b.WriteString(title(w))
		}
	}
	s := b.String()
	if s == "" {
		if strings.Join(text, "") == "" {
			return "Empty"
		}
		return cut("X"+hash(strings.Join(text, " ")), "")
	}
	first, _ := utf8.DecodeRuneInString(s)
	switch {
	case unicode.IsDigit(first):
		s = "N" + s
	case !unicode.IsUpper(first):
		// A script without case: nothing but a capital in front exports it.
		s = "X" + s
	}
	return cut(s, strings.Join(text, " "))
}

// Unexported gives an identifier for a parameter or local: "RealmID" →
// realmID. Keywords, predeclared names and what generated functions use
// themselves get the suffix "Value".
func Unexported(text string) string {
	words := Words(text)
	if len(words) == 0 {
		return "value"
	}
	var b strings.Builder
	b.WriteString(strings.ToLower(words[0]))
	for _, w := range words[1:] {
		b.WriteString(title(w))
	}
	s := b.String()
	if first, _ := utf8.DecodeRuneInString(s); unicode.IsDigit(first) {
		s = "n" + s
	}
	s = cut(s, text)
	if token.IsKeyword(s) || isPredeclared(s) || isLocal(s) {
		s += "Value"
	}
	return s
}

// Package gives a package name: lower case letters and digits.
func Package(text string) string {
	s := strings.ToLower(strings.Join(Words(text), ""))
	first, _ := utf8.DecodeRuneInString(s)
	if s == "" || unicode.IsDigit(first) {
		s = "api" + s
	}
	if token.IsKeyword(s) || isPredeclared(s) {
		s += "api"
	}
	return cut(s, text)
}

// title writes a word as Go does inside an identifier.
func title(w string) string {
	lower := strings.ToLower(w)
	if s, ok := initialism(lower); ok {
		return s
	}
	// A word in capitals is a shout (MY_CONSTANT), not a name of its own,
	// unless it is short enough to be an abbreviation inside camel case.
	r, size := utf8.DecodeRuneInString(w)
	if len(w) > 3 && strings.ToUpper(w) == w {
		return string(unicode.ToUpper(r)) + strings.ToLower(w[size:])
	}
	return string(unicode.ToUpper(r)) + w[size:]
}

// cut bounds the length of an identifier; whole is what the hash is of.
func cut(s, whole string) string {
	if len(s) <= MaxLen {
		return s
	}
	end := MaxLen - 9
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "H" + hash(whole+"\x00"+s)
}

// hash gives eight hexadecimal digits that depend on the text alone.
func hash(text string) string {
	h := fnv.New32a()
	h.Write([]byte(text))
	s := strconv.FormatUint(uint64(h.Sum32()), 16)
	return strings.Repeat("0", 8-len(s)) + s
}

// IsExported reports whether s can be an exported identifier of the kind this
// package makes: what an override must be.
func IsExported(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	if !unicode.IsUpper(first) || len(s) > MaxLen {
		return false
	}
	for _, r := range s {
		if !isNameRune(r) {
			return false
		}
	}
	return true
}

func isPredeclared(s string) bool {
	switch s {
	case "any", "bool", "byte", "comparable", "complex64", "complex128", "error", "float32", "float64", "int", "int8",
		"int16", "int32", "int64", "rune", "string", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr", "true",
		"false", "iota", "nil", "append", "cap", "clear", "close", "complex", "copy", "delete", "imag", "len", "make",
		"max", "min", "new", "panic", "print", "println", "real", "recover", "init", "main":
		return true
	}
	return false
}

// isLocal lists the names that emitted methods use for themselves and the
// packages that emitted files import: a parameter must shadow none of them.
func isLocal(s string) bool {
	switch s {
	case "ctx", "opts", "params", "req", "body", "err", "op", "s", "c", "p", "x", "b", "d", "e", "i", "v",
		"context", "iter", "io", "time", "http", "json", "strconv", "errors", "fmt", "maps", "slices", "strings",
		"wire", "auth", "client", "clienttest", "gql", "graphql", "testing", "yield", "page", "item":
		return true
	}
	return false
}

// SameNoun reports whether b is the word a or its plural, letter case not
// counted.
func SameNoun(a, b string) bool {
	return singular(strings.ToLower(a)) == singular(strings.ToLower(b))
}

// Singular gives the singular of the last word of an identifier by the regular
// rules of English: Auctions → Auction, Categories → Category. What doesn't
// look like a plural stays.
func Singular(name string) string {
	s := singular(name)
	if s == "" {
		return name
	}
	return s
}

func singular(w string) string {
	lower := strings.ToLower(w)
	switch {
	case len(w) < 4 && lower != "ids" && lower != "ips":
		return w
	case strings.HasSuffix(lower, "series"), strings.HasSuffix(lower, "species"):
		return w
	case strings.HasSuffix(lower, "ies") && len(w) > 4:
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(lower, "sses"), strings.HasSuffix(lower, "xes"), strings.HasSuffix(lower, "ches"), strings.HasSuffix(lower, "shes"):
		return w[:len(w)-2]
	case strings.HasSuffix(lower, "ss"), strings.HasSuffix(lower, "us"), strings.HasSuffix(lower, "is"), strings.HasSuffix(lower, "news"):
		return w
	case strings.HasSuffix(lower, "s"):
		return w[:len(w)-1]
	}
	return w
}

// Join puts one identifier behind another, within [MaxLen].
func Join(a, b string) string { return cut(a+b, a+"\x00"+b) }
