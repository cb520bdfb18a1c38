// Error and the JSON path of a position.

package wire

import (
	"fmt"
	"strconv"
	"strings"
)

// Error tells where and why a JSON text could not be read, or a value not be
// written. Its text quotes single characters and numbers of the input at most, so
// that no secret gets into a log.
type Error struct {
	Offset int64  // bytes from the beginning of the text
	Path   string // such as auctions[3].item.id; empty for the whole text
	Msg    string
	Err    error // the cause, where there is one: a drift hook's or a reader's error
}

// Error gives path, message and offset.
func (e *Error) Error() string {
	at := e.Path
	if at == "" {
		at = "json"
	}
	return fmt.Sprintf("%s: %s (offset %d)", at, e.Msg, e.Offset)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// quoteByte names one byte of the input.
func quoteByte(c byte) string {
	if c < 0x20 || c >= 0x7f {
		return fmt.Sprintf("byte 0x%02x", c)
	}
	return strconv.QuoteRune(rune(c))
}

// frame is one open object or array on the way to a position.
type frame struct {
	name  string // the name read last
	index int    // of the element; -1 in an object
}

// pathAt finds the path of the value, or of the member, at position off. b need be
// valid up to there only.
func pathAt(b []byte, off int) string {
	var open []frame
	off = min(off, len(b))
	isKey := false
	for i := 0; i < off; i++ {
		switch b[i] {
		case '{':
			open = append(open, frame{index: -1})
			isKey = true
		case '[':
			open = append(open, frame{})
		case '}', ']':
			open = open[:max(len(open)-1, 0)]
		case ',':
			if n := len(open); n > 0 {
				isKey = open[n-1].index < 0
				open[n-1].name = ""
				if !isKey {
					open[n-1].index++
				}
			}
		case '"':
			end := stringEnd(b, i+1)
			if n := len(open); isKey && n > 0 && end < len(b) {
				open[n-1].name = unquoteName(b[i+1 : end])
			}
			isKey = false
			i = end
		}
	}
	var path string
	for _, f := range open {
		path = joinPath(path, f.String())
	}
	return path
}

// stringEnd returns the position of the quote that ends the string whose content
// begins at i, or len(b).
func stringEnd(b []byte, i int) int {
	for ; i < len(b); i++ {
		switch b[i] {
		case '"':
			return i
		case '\\':
			i++
		}
	}
	return len(b)
}

func unquoteName(raw []byte) string {
	d := Decoder{b: append(append([]byte{'"'}, raw...), '"')}
	s, i := d.text(0)
	if i < 0 {
		return string(raw)
	}
	return string(s)
}

// String writes the frame as a step of a path: a name, a quoted name or an index.
func (f frame) String() string {
	if f.index >= 0 {
		return "[" + strconv.Itoa(f.index) + "]"
	}
	return nameStep(f.name)
}

// nameStep quotes names that don't read well in a path, and shortens long ones.
func nameStep(name string) string {
	const most = 64
	plain := len(name) <= most
	for k := range len(name) {
		c := name[k]
		plain = plain && (c == '_' || c == '-' || c == '$' || c-'0' <= 9 || (c|0x20)-'a' <= 'z'-'a')
	}
	if plain {
		return name
	}
	if len(name) > most {
		name = strings.ToValidUTF8(name[:most], "") + "…"
	}
	return "[" + strconv.Quote(name) + "]"
}

// joinPath puts a step or a path behind another.
func joinPath(path, step string) string {
	if path == "" || step == "" || step[0] == '[' {
		return path + step
	}
	return path + "." + step
}
