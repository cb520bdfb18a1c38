package auth

// redact.go takes secrets out of text by their value: a server may echo one
// anywhere, under any name and encoding.

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
)

// minSecret is the shortest value worth hiding: removing shorter ones would
// leave holes in ordinary words and tell more than it hides.
const minSecret = 4

// appendForms adds the forms in which secret may show up in text.
func appendForms(list []string, secret string) []string {
	if len(secret) < minSecret {
		return list
	}
	for _, f := range []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret),
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)),
	} {
		if !slices.Contains(list, f) {
			list = append(list, f)
		}
	}
	return list
}

// removeAll replaces every occurrence of secrets in s, longest first, so that
// one that holds another leaves no rest.
func removeAll(s string, secrets []string) string {
	sorted := slices.SortedFunc(slices.Values(secrets), func(a, b string) int { return len(b) - len(a) })
	for _, v := range sorted {
		if v != "" {
			s = strings.ReplaceAll(s, v, redacted)
		}
	}
	return s
}

func sortedUnique(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }
