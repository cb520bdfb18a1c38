// The Link header (RFC 8288).

package client

import (
	"net/http"
	"strings"
)

// nextLink finds the target of the link with the relation "next"; empty where
// there is none.
func nextLink(h http.Header) string {
	for _, line := range h.Values("Link") {
		for line != "" {
			var target, params string
			target, params, line = cutLink(line)
			if target != "" && hasRelation(params, "next") {
				return target
			}
		}
	}
	return ""
}

// cutLink takes the first link-value off a Link header: what stands between
// the angle brackets, and its parameters. A comma ends it, but not in quotes.
func cutLink(s string) (target, params, rest string) {
	open := strings.IndexByte(s, '<')
	if open < 0 {
		return "", "", ""
	}
	s = s[open+1:]
	end := strings.IndexByte(s, '>')
	if end < 0 {
		return "", "", ""
	}
	target, s = s[:end], s[end+1:]
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ',' && !quoted:
			return target, s[:i], s[i+1:]
		}
	}
	return target, s, ""
}

// hasRelation looks through parameters for rel, whose value is a list of words.
// Only the first rel counts (section 3.3).
func hasRelation(params, want string) bool {
	for params != "" {
		var name, value string
		name, value, params = cutParam(params)
		if strings.EqualFold(name, "rel") {
			for word := range strings.FieldsSeq(value) {
				if strings.EqualFold(word, want) {
					return true
				}
			}
			return false
		}
	}
	return false
}

// cutParam takes the first ;name=value off, quotes undone.
func cutParam(s string) (name, value, rest string) {
	s = strings.TrimLeft(s, "; \t")
	i := strings.IndexAny(s, "=;")
	if i < 0 {
		return strings.TrimSpace(s), "", ""
	}
	name = strings.TrimSpace(s[:i])
	if s[i] == ';' {
		return name, "", s[i+1:]
	}
	s = strings.TrimLeft(s[i+1:], " \t")
	if !strings.HasPrefix(s, `"`) {
		value, rest, _ = strings.Cut(s, ";")
		return name, strings.TrimSpace(value), rest
	}
	var b strings.Builder
	for i = 1; i < len(s) && s[i] != '"'; i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return name, b.String(), s[min(i+1, len(s)):]
}
