// The one way from text of a description to a Go comment: the text is
// untrusted, so nothing else in this package prints it outside a string literal.

package emit

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/dave/jennifer/jen"
)

// commentWidth is the width of a wrapped comment line without its "// ".
const commentWidth = 75

// comment renders text as line comments: cut at every line terminator, cleaned
// of control and direction characters, wrapped, each line behind "// ", in the
// form gofmt keeps. Empty text renders nothing.
func comment(text string) *jen.Statement { return commentOfLines(commentLines(text)) }

// commentOfLines is comment for lines that commentLines gave.
func commentOfLines(lines []string) *jen.Statement {
	if len(lines) == 0 {
		return jen.Null()
	}
	return jen.Comment(strings.Join(lines, "\n"))
}

// commentLines gives the lines of comment, slashes included.
func commentLines(text string) []string {
	var out []string
	for _, b := range blocks(text) {
		if len(out) > 0 && !(b.kind == blockItem && b.tight) {
			out = append(out, "//")
		}
		out = append(out, b.lines()...)
	}
	return out
}

// oneLine makes text safe for the rest of a comment line, such as the header's
// source.
func oneLine(text string) string {
	return strings.Join(strings.Fields(cleanText(text)), " ")
}

type blockKind uint8

const (
	blockPara blockKind = iota
	blockItem
	blockCode
	blockHeading
)

// block is one paragraph, list item, code block or heading of a comment.
type block struct {
	kind   blockKind
	marker string // of an item: "-" or "1."
	tight  bool   // of an item: follows another item
	text   []string
}

var (
	itemStart    = regexp.MustCompile(`^\s{0,3}([-*+•]|[0-9]{1,3}[.)])\s+(\S.*)$`)
	headingStart = regexp.MustCompile(`^#{1,6}\s+(\S.*)$`)
)

// blocks parts cleaned text as Go's doc comments do, taking Markdown's list and
// heading marks for the same things.
func blocks(text string) []*block {
	var out []*block
	var open *block // takes continuation lines
	start := func(b *block) {
		out = append(out, b)
		open = b
	}
	for line := range strings.SplitSeq(cleanText(text), "\n") {
		line = strings.TrimRight(line, " \t")
		switch item := itemStart.FindStringSubmatch(line); {
		case line == "":
			if open != nil && open.kind == blockCode {
				open.text = append(open.text, "")
				continue
			}
			open = nil
		case isCode(line) && (open == nil || open.kind == blockCode):
			if open == nil {
				start(&block{kind: blockCode})
			}
			open.text = append(open.text, line)
		case item != nil:
			tight := len(out) > 0 && out[len(out)-1].kind == blockItem
			start(&block{kind: blockItem, marker: itemMarker(item[1]), tight: tight, text: []string{item[2]}})
		case headingStart.MatchString(line):
			start(&block{kind: blockHeading, text: []string{headingStart.FindStringSubmatch(line)[1]}})
			open = nil
		case open != nil && open.kind != blockCode:
			open.text = append(open.text, line)
		default:
			start(&block{kind: blockPara, text: []string{line}})
		}
	}
	return out
}

func isCode(line string) bool {
	return strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "    ")
}

func itemMarker(m string) string {
	if m[0] >= '0' && m[0] <= '9' {
		return m[:len(m)-1] + "."
	}
	return "-"
}

// lines renders the block as gofmt prints it in a doc comment.
func (b *block) lines() []string {
	var out []string
	switch b.kind {
	case blockCode:
		for _, l := range trimCode(b.text) {
			if l == "" {
				out = append(out, "//")
				continue
			}
			out = append(out, "//\t"+l)
		}
	case blockHeading:
		out = append(out, "// # "+strings.Join(strings.Fields(b.text[0]), " "))
	case blockItem:
		first, rest := "//   - ", "//     "
		if b.marker != "-" {
			first = "// " + strings.Repeat(" ", max(0, 3-len(b.marker))) + b.marker + " "
		}
		for i, l := range wrapText(strings.Join(b.text, " "), commentWidth-4) {
			if i == 0 {
				out = append(out, first+l)
				continue
			}
			out = append(out, rest+l)
		}
	default:
		for _, l := range wrapText(strings.Join(b.text, " "), commentWidth) {
			out = append(out, "// "+l)
		}
	}
	return out
}

// trimCode drops the indentation that all lines share and trailing empty lines.
func trimCode(lines []string) []string {
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	out := make([]string, len(lines))
	shared := -1
	for i, l := range lines {
		l = strings.ReplaceAll(l, "\t", "    ")
		out[i] = l
		if indent := len(l) - len(strings.TrimLeft(l, " ")); l != "" && (shared < 0 || indent < shared) {
			shared = indent
		}
	}
	for i, l := range out {
		out[i] = l[min(max(shared, 0), len(l)):]
	}
	return out
}

// wrapText breaks text between words so that lines hold at most width characters
// where words allow it, and so that no line begins with a word that a tool could
// take for a directive.
func wrapText(text string, width int) []string {
	var lines []string
	var line strings.Builder
	length := 0
	words := strings.Fields(text)
	if len(words) == 2 { // "GET /a/long/path" and "See https://…" stay whole
		width = len(text)
	}
	for i, word := range words {
		n := len([]rune(word))
		switch {
		case i == 0:
			word = disarm(word)
		case length+1+n > width && !isDirective(word) && !isMarker(word):
			lines = append(lines, line.String())
			line.Reset()
			length = 0
		default:
			line.WriteByte(' ')
			length++
		}
		line.WriteString(word)
		length += n
	}
	if line.Len() > 0 {
		lines = append(lines, line.String())
	}
	return lines
}

// isDirective reports whether a comment line that begins with the word may be
// read as an instruction: //go:…, //line, // +build, //export. The space behind
// the slashes disarms most of them, but not "// +build", and tools warn of the
// others.
func isDirective(word string) bool {
	w := strings.TrimLeft(word, "/")
	return strings.HasPrefix(w, "go:") || strings.HasPrefix(w, "+build") || w == "line" || w == "export" ||
		strings.HasPrefix(w, "lint:") || strings.HasPrefix(w, "nolint")
}

// isMarker reports whether a line that begins with the word reads as a heading
// or list item.
func isMarker(word string) bool {
	return strings.Trim(word, "#") == "" || word == "-" || word == "*" || word == "+"
}

// disarm rewrites a first word that could be read as a directive.
func disarm(word string) string {
	switch {
	case !isDirective(word):
		return word
	case word == "line" || word == "export":
		return strings.ToUpper(word[:1]) + word[1:]
	default:
		return `"` + strings.TrimLeft(word, "/") + `"`
	}
}

// cleanText makes line terminators of any script \n, turns other white space
// into blanks and drops what can't be seen: control characters, byte order marks
// and direction overrides, behind which code could hide from a reviewer.
func cleanText(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\u200C' || r == '\u200D': // joiners belong to words and emoji
			return r
		case r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			return '\n'
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		default:
			return r
		}
	}, s)
}
