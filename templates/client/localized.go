// Localized: text that is a string, an object of strings by locale, or null,
// depending on the locale that was asked for.

package client

import (
	"iter"
	"strings"

	"github.com/keywright/keywright/templates/wire"
)

// Localized is a text in one locale or in several. The zero Localized is
// absent. Its String is the text in the locale of the client that read it.
type Localized struct {
	text  string
	table *[]localeText // in the order of the answer; nil for a single text
	state localizedState
}

// localeText is a member of the object form. Its text may be null, which is
// kept, so that what is written again equals what was read.
type localeText struct {
	locale string
	text   wire.Opt[string]
}

// localizedState is which of the forms the answer had.
type localizedState uint8

const (
	localizedAbsent localizedState = iota
	localizedNull
	localizedText
	localizedTable
)

// LocalizedText is a Localized of a single text.
func LocalizedText(s string) Localized { return Localized{text: s, state: localizedText} }

// String is the text. Of several it is the one in the locale of the client; if
// that has none, the one in another locale of the same language, or else the
// first of the answer. It is empty where there is no text.
func (l Localized) String() string { return l.text }

// In is the text in a locale such as "en_GB". A single text is taken to be in
// every locale, since the answer doesn't say in which it is.
func (l Localized) In(locale string) (string, bool) {
	switch l.state {
	case localizedText:
		return l.text, true
	case localizedTable:
		for _, t := range *l.table {
			if strings.EqualFold(t.locale, locale) {
				return t.text.Get()
			}
		}
	}
	return "", false
}

// All yields locale and text, in the order of the answer. A single text has
// the locale "".
func (l Localized) All() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		switch l.state {
		case localizedText:
			yield("", l.text)
		case localizedTable:
			for _, t := range *l.table {
				if s, ok := t.text.Get(); ok && !yield(t.locale, s) {
					return
				}
			}
		}
	}
}

// IsNull reports whether the answer had null.
func (l Localized) IsNull() bool { return l.state == localizedNull }

// IsZero reports whether it is absent.
func (l Localized) IsZero() bool { return l.state == localizedAbsent }

// choose settles what String gives.
func (l *Localized) choose(locale string) {
	lang := language(locale)
	best := 0
	for _, t := range *l.table {
		s, ok := t.text.Get()
		rank := 1
		switch {
		case !ok:
			continue
		case strings.EqualFold(t.locale, locale):
			rank = 3
		case lang != "" && strings.EqualFold(language(t.locale), lang):
			rank = 2
		}
		if rank > best {
			best, l.text = rank, s
		}
	}
}

// language is what stands before the region: en of en_GB.
func language(locale string) string {
	if i := strings.IndexAny(locale, "_-"); i >= 0 {
		return locale[:i]
	}
	return locale
}

// DecodeLocalized reads a Localized.
func DecodeLocalized(d *wire.Decoder, i int, x *Localized) int {
	*x = Localized{}
	switch d.Kind(i) {
	case '{':
		return decodeLocales(d, i, x)
	case 'n':
		end, _ := d.Null(i)
		x.state = localizedNull
		return end
	}
	x.state = localizedText
	return d.String(i, &x.text)
}

// decodeLocales reads an object of texts.
func decodeLocales(d *wire.Decoder, i int, x *Localized) int {
	open := wire.Fields{Type: "Localized", Open: true}
	table := make([]localeText, 0, 12)
	i, f := d.Object(i, &open)
	for f >= 0 {
		t := localeText{locale: d.Member()}
		i = wire.DecodeOpt(d, i, &t.text, (*wire.Decoder).String)
		table = append(table, t)
		i, f = d.Field(i, f, &open)
	}
	x.table, x.state = &table, localizedTable
	x.choose(d.Locale())
	return i
}

// EncodeLocalized writes what was read; an absent one as null.
func EncodeLocalized(e *wire.Encoder, x *Localized) {
	switch x.state {
	case localizedText:
		e.String(&x.text)
	case localizedTable:
		e.Object()
		for i := range *x.table {
			t := &(*x.table)[i]
			e.Name(string(wire.AppendString(nil, t.locale)) + ":")
			if s, ok := t.text.Get(); ok {
				e.String(&s)
			} else {
				e.Null()
			}
		}
		e.EndObject()
	default:
		e.Null()
	}
}

// UnmarshalJSON reads a Localized; its String is the first text of several.
func (l *Localized) UnmarshalJSON(b []byte) error { return wire.Unmarshal(b, l, DecodeLocalized) }

// MarshalJSON writes what was read.
func (l Localized) MarshalJSON() ([]byte, error) { return wire.Marshal(&l, EncodeLocalized) }
