// Percent-encoding (RFC 3986, section 2.1).

package client

import "net/url"

const upperHex = "0123456789ABCDEF"

// unreserved reports whether c never needs encoding.
func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}

// reserved reports whether c has a meaning in URLs that values with
// allowReserved may use.
func reserved(c byte) bool {
	switch c {
	case ':', '/', '?', '[', ']', '@', '!', '$', '\'', '(', ')', '*', ',', ';':
		return true
	}
	return false
}

// appendEscaped appends s with everything encoded but unreserved characters.
func appendEscaped(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; unreserved(c) {
			b = append(b, c)
		} else {
			b = append(b, '%', upperHex[c>>4], upperHex[c&15])
		}
	}
	return b
}

// appendReserved keeps reserved characters, save those that would end the value.
func appendReserved(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; unreserved(c) || reserved(c) {
			b = append(b, c)
		} else {
			b = append(b, '%', upperHex[c>>4], upperHex[c&15])
		}
	}
	return b
}

// unescape undoes appendEscaped; a text that isn't encoded is given back.
func unescape(s string) string {
	if u, err := url.QueryUnescape(s); err == nil {
		return u
	}
	return s
}
