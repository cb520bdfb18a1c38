// Strings: finding their end eight bytes at a time, escapes, and the shared chunks
// that short ones are copied to.

package wire

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	chunkSize = 8 << 10 // bytes of a shared chunk at most: what keeping one value can keep alive
	shortText = 512     // bytes up to which a string goes to a shared chunk
)

// String reads a string.
func (d *Decoder) String(i int, v *string) int {
	b := d.b
	if uint(i) < uint(len(b)) && b[i] == '"' {
		end, plain := scanText(b, i+1)
		if plain {
			*v = d.str(b[i+1 : end])
			return end + 1
		}
	}
	return d.stringSlow(i, v)
}

//go:noinline
func (d *Decoder) stringSlow(i int, v *string) int {
	if i = d.ws(i); uint(i) >= uint(len(d.b)) || d.b[i] != '"' {
		if end, null := d.Null(i); null {
			return d.plainNull(end, "string")
		}
		return d.mistyped(i, "string")
	}
	s, i := d.text(i)
	if i >= 0 {
		*v = d.str(s)
	}
	return i
}

// Enum reads a string. One of the known values is not copied but taken as it is.
func (d *Decoder) Enum(i int, v *string, known []string) int {
	b := d.b
	if uint(i) < uint(len(b)) && b[i] == '"' {
		if end, plain := scanText(b, i+1); plain {
			s := b[i+1 : end]
			for _, k := range known {
				if k == string(s) {
					*v = k
					return end + 1
				}
			}
			*v = d.str(s)
			return end + 1
		}
	}
	return d.stringSlow(i, v)
}

// str copies s. Short strings share chunks, which saves most allocations, and a
// program that keeps one keeps a chunk alive rather than the whole text. A
// strings.Builder that never grows is such a chunk: what it holds is not moved or
// changed, so parts of its String stay good while it is written on.
func (d *Decoder) str(s []byte) string {
	if len(s) == 0 {
		return ""
	}
	n := d.arena.Len()
	if len(s) > d.arena.Cap()-n {
		if len(s) > shortText {
			return string(s)
		}
		size := min(max(2*d.arena.Cap(), 1<<10), chunkSize)
		d.arena.Reset()
		d.arena.Grow(size)
		n = 0
	}
	d.arena.Write(s)
	return d.arena.String()[n:]
}

const (
	lows  = 0x0101010101010101
	highs = 0x8080808080808080
)

// scanText looks for the quote that ends the string whose content begins at i.
// It is plain if nothing in it needs a second look: no escape, no control
// character, ASCII alone. Otherwise the position is of no use.
func scanText(b []byte, i int) (int, bool) {
	for i+8 <= len(b) {
		x := binary.LittleEndian.Uint64(b[i:])
		quote := x ^ 0x22*lows
		slash := x ^ 0x5c*lows
		// The high bit of each byte that is a quote, a backslash, below 0x20 or above
		// 0x7f. Borrows reach higher bytes alone, so the lowest hit is exact.
		m := ((quote - lows) | (slash - lows) | (x - 0x20*lows) | x) & highs
		if m != 0 {
			i += bits.TrailingZeros64(m) >> 3
			if b[i] == '"' {
				return i, true
			}
			return i, false
		}
		i += 8
	}
	for ; i < len(b); i++ {
		if c := b[i]; c == '"' {
			return i, true
		} else if c == '\\' || c < 0x20 || c >= utf8.RuneSelf {
			return i, false
		}
	}
	return i, false
}

// text returns the content of the string at i, unescaped, and the position behind
// it. The content is good until the next call.
func (d *Decoder) text(i int) ([]byte, int) {
	b := d.b
	if uint(i) >= uint(len(b)) || b[i] != '"' {
		return nil, d.unexpected(i, "string")
	}
	i++
	end, plain := scanText(b, i)
	if plain {
		return b[i:end], end + 1
	}
	return d.textSlow(i, end)
}

// textSlow unescapes the string whose content begins at start and is plain up to i.
// Lone surrogates and invalid UTF-8 become U+FFFD, as in encoding/json.
func (d *Decoder) textSlow(start, i int) ([]byte, int) {
	b := d.b
	out := append(d.scratch[:0], b[start:i]...)
	for i < len(b) {
		c := b[i]
		switch {
		case c == '"':
			d.scratch = out
			return out, i + 1
		case c == '\\':
			if out, i = d.escape(out, i); i < 0 {
				return nil, i
			}
		case c < 0x20:
			return nil, d.unexpected(i, "no control character in a string")
		case c < utf8.RuneSelf:
			end, _ := scanText(b, i)
			out = append(out, b[i:end]...)
			i = end
		default:
			r, n := utf8.DecodeRune(b[i:])
			out = utf8.AppendRune(out, r)
			i += n
		}
	}
	return nil, d.unexpected(len(b), "the end of a string")
}

// escape appends what the escape at i stands for.
func (d *Decoder) escape(out []byte, i int) ([]byte, int) {
	b := d.b
	if i+1 >= len(b) {
		return nil, d.unexpected(len(b), "an escape")
	}
	const from, to = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	if k := strings.IndexByte(from, b[i+1]); k >= 0 {
		return append(out, to[k]), i + 2
	}
	if b[i+1] != 'u' {
		return nil, d.unexpected(i+1, "an escape")
	}
	r, i := d.hex4(i + 2)
	if i < 0 {
		return nil, i
	}
	if utf16.IsSurrogate(r) {
		if d.has(i, `\u`) {
			r2, j := d.hex4(i + 2)
			if j < 0 {
				return nil, j
			}
			if pair := utf16.DecodeRune(r, r2); pair != utf8.RuneError {
				return utf8.AppendRune(out, pair), j
			}
		}
		r = utf8.RuneError
	}
	return utf8.AppendRune(out, r), i
}

// hex4 reads the four hexadecimal digits of an escape.
func (d *Decoder) hex4(i int) (rune, int) {
	var r rune
	for end := i + 4; i < end; i++ {
		if i >= len(d.b) {
			return 0, d.unexpected(i, "a hexadecimal digit")
		}
		c := d.b[i]
		switch {
		case c-'0' <= 9:
			c -= '0'
		case (c|0x20)-'a' <= 5:
			c = (c | 0x20) - 'a' + 10
		default:
			return 0, d.unexpected(i, "a hexadecimal digit")
		}
		r = r<<4 | rune(c)
	}
	return r, i
}

// skipText is text without the content.
func (d *Decoder) skipText(i int) int {
	var discard [utf8.UTFMax]byte
	b := d.b
	for i++; i < len(b); {
		end, plain := scanText(b, i)
		if plain {
			return end + 1
		}
		i = end
		if i >= len(b) {
			break
		}
		switch c := b[i]; {
		case c == '\\':
			if _, i = d.escape(discard[:0], i); i < 0 {
				return i
			}
		case c < 0x20:
			return d.unexpected(i, "no control character in a string")
		default:
			i++
		}
	}
	return d.unexpected(len(b), "the end of a string")
}
