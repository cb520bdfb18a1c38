// The name of a member that isn't listed, for types that keep members in an
// order or form of their own.

package wire

// Member returns the name that Object or Field returned as not listed, see
// Fields.Open. It is to be asked before the value is read.
func (d *Decoder) Member() string { return d.str(d.key) }

// Locale returns Options.Locale: the locale that the text was asked for in.
func (d *Decoder) Locale() string { return d.locale }
