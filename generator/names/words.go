// Package names turns the words of a description into Go identifiers, and
// settles who gets which name where several want the same.
//
// A description is untrusted: whatever it holds, an identifier made here is
// letters and digits only, is neither empty nor a keyword, and has at most
// [MaxLen] bytes.
package names

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxLen bounds an identifier in bytes. Longer ones are cut and end in a hash
// of the whole, so that two long names that differ stay different.
const MaxLen = 80

// Words splits text at everything that is no letter or digit and at the humps
// of camel case: "HTTPServer2-name" gives HTTP, Server2, name. Digits stay
// with the letters before them. Signs that carry meaning alone ("+1", ">=")
// are spelled out where the text has no letter or digit beside them to tell it
// apart by. Names with humps of their own, such as PvP, are one word.
func Words(text string) []string {
	text = spellSigns(text)
	var words []string
	start := -1
	runes := []rune(text)
	flush := func(end int) {
		if start >= 0 && end > start {
			words = append(words, string(runes[start:end]))
		}
		start = -1
	}
	atomEnd := 0
	for i, r := range runes {
		if i < atomEnd {
			continue
		}
		if n := atomAt(runes[i:]); n > 0 && (start < 0 || humpAt(runes, i)) {
			flush(i)
			words = append(words, string(runes[i:i+n]))
			atomEnd = i + n
			continue
		}
		if !isNameRune(r) {
			flush(i)
			continue
		}
		if start >= 0 && i > start && humpAt(runes, i) {
			flush(i)
		}
		if start < 0 {
			start = i
		}
	}
	flush(len(runes))
	return words
}

// atomAt gives the length of a word with humps of its own that text begins
// with, or 0.
func atomAt(text []rune) int {
	switch text[0] {
	case 'P', 'O', 'I', 'G', 'Y', 'L', 'M', 'N', 'D':
	default:
		return 0
	}
	for _, atom := range []string{"PvP", "PvE", "OAuth2", "OAuth", "IPv4", "IPv6", "GraphQL", "GitHub", "GitLab", "OpenID", "OpenAPI", "PayPal", "YouTube", "LinkedIn", "MySQL", "NoSQL", "PostgreSQL", "DevOps"} {
		n := len(atom)
		if len(text) >= n && hasPrefix(text, atom) && (len(text) == n || !unicode.IsLower(text[n])) {
			return n
		}
	}
	return 0
}

// hasPrefix compares without making a string; prefix is ASCII.
func hasPrefix(text []rune, prefix string) bool {
	for i := range len(prefix) {
		if text[i] != rune(prefix[i]) {
			return false
		}
	}
	return true
}

func isNameRune(r rune) bool {
	// Other numerals (½, ²) and marks are no part of Go identifiers.
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// humpAt reports whether a new word begins at i in the middle of a run of
// letters and digits.
func humpAt(runes []rune, i int) bool {
	prev, r := runes[i-1], runes[i]
	switch {
	case unicode.IsUpper(r) && (unicode.IsLower(prev) || unicode.IsDigit(prev)):
		return !pluralOf(runes, i)
	case unicode.IsUpper(r) && unicode.IsUpper(prev):
		// The last capital of HTTPServer begins the next word, but the s of
		// "IDs" makes a plural.
		return i+1 < len(runes) && unicode.IsLower(runes[i+1]) && !pluralOf(runes, i+1)
	}
	return false
}

// pluralOf reports whether i holds the s of a plural initialism, as in "IDs".
func pluralOf(runes []rune, i int) bool {
	if runes[i] != 's' || i < 2 || !unicode.IsUpper(runes[i-1]) || !unicode.IsUpper(runes[i-2]) {
		return false
	}
	return i+1 == len(runes) || !unicode.IsLower(runes[i+1])
}

// spellSigns replaces signs that decide between two values, as enums and
// reaction names have them: "+1" and "-1", "<" and "<=".
func spellSigns(text string) string {
	if text == "" {
		return ""
	}
	if strings.IndexFunc(text, isNameRune) >= 0 {
		// Beside letters only a leading sign before a digit, or a minus before
		// a word where sorting orders are written so, tells values apart.
		switch text[0] {
		case '+':
			return "plus " + text[1:]
		case '-':
			return "minus " + text[1:]
		}
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if word := signWord(r); word != "" {
			b.WriteString(word)
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func signWord(r rune) string {
	switch r {
	case '+':
		return "plus"
	case '-':
		return "minus"
	case '<':
		return "less"
	case '>':
		return "greater"
	case '=':
		return "equal"
	case '!':
		return "not"
	case '*':
		return "star"
	case '/':
		return "slash"
	case '%':
		return "percent"
	case '&':
		return "and"
	case '|':
		return "or"
	case '~':
		return "tilde"
	case '^':
		return "caret"
	case '#':
		return "hash"
	case '$':
		return "dollar"
	case '@':
		return "at"
	case '?':
		return "question"
	case '.':
		return "dot"
	case ',':
		return "comma"
	case ':':
		return "colon"
	case ';':
		return "semicolon"
	case '_':
		return "underscore"
	}
	return ""
}

// initialism returns how Go writes a word that is an initialism (or the plural
// of one), and whether it is one. The list is that of Go's own linters with
// what API descriptions add to it.
func initialism(lower string) (string, bool) {
	switch lower {
	case "acl", "api", "ascii", "cpu", "css", "csv", "dns", "eof", "guid", "html", "http", "https", "id", "ip",
		"json", "jwt", "jwks", "lhs", "mfa", "oidc", "pdf", "qps", "ram", "rhs", "rpc", "sdk", "sla", "smtp", "sms",
		"sql", "ssh", "sso", "tcp", "tls", "ttl", "udp", "ui", "uid", "uuid", "uri", "url", "utc", "utf8", "vm", "vpc",
		"xml", "xmpp", "xsrf", "xss", "yaml", "iban", "bic", "vat", "sku", "otp", "totp", "cidr", "nat", "vpn", "gpu",
		"ok", "sha", "md5":
		return strings.ToUpper(lower), true
	case "openid":
		return "OpenID", true
	case "oauth":
		return "OAuth", true
	case "oauth2":
		return "OAuth2", true
	case "graphql":
		return "GraphQL", true
	case "github":
		return "GitHub", true
	case "ipv4":
		return "IPv4", true
	case "ipv6":
		return "IPv6", true
	case "acls", "apis", "guids", "ids", "ips", "urls", "uris", "uuids", "vms", "vpcs", "skus", "sdks", "jwts", "pdfs", "ttls":
		return strings.ToUpper(lower[:len(lower)-1]) + "s", true
	}
	return "", false
}
