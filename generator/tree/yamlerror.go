// This file finds the place of a YAML syntax error and a cure for it. The
// library tells at most a line, and often the one where the surrounding
// mapping began, half a file above the mistake.

package tree

import (
	"io"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/keywright/keywright/generator/diag"
)

// maxColumns bounds the text before an error whose column is searched for,
// which takes a parse for each halving of the line; beyond it the column is
// that of the line's first word.
const maxColumns = 256 << 10

// yamlMessage splits the library's "yaml: line 3: message".
var yamlMessage = regexp.MustCompile(`(?s)^yaml: (?:line (\d+): )?(.*)$`)

func (p *parser) pos(line, col int) diag.Pos {
	return diag.Pos{File: *p.file, Line: line, Col: col}
}

// yamlError reports a syntax error of the library.
func (p *parser) yamlError(err error) {
	line, msg := 1, err.Error()
	if m := yamlMessage.FindStringSubmatch(msg); m != nil {
		msg = m[2]
		if n, err := strconv.Atoi(m[1]); err == nil {
			line = n
		}
	}
	lines := strings.SplitAfter(p.text, "\n")
	line = min(line, len(lines))
	// For these two the library's line is right: it is where the key or the
	// string begins, while the error shows itself only further down. (Of a
	// string that begins in the first line it tells the end instead.)
	right := strings.Contains(msg, "could not find expected ':'") ||
		strings.Contains(msg, "unexpected end of stream") && line < len(lines)-1
	if !right {
		line = locateLine(p.text, lines, msg)
	}
	text, before := strings.TrimRight(lines[line-1], "\r\n"), strings.Join(lines[:line-1], "")
	col := utf8.RuneCountInString(text) - utf8.RuneCountInString(strings.TrimLeft(text, " ")) + 1
	if len(before)+len(text) <= maxColumns && !strings.Contains(msg, "could not find expected ':'") {
		col = locateColumn(before, text, msg)
	}
	p.diags.Errorf(p.pos(line, col), "yaml-syntax", yamlHint(msg, text), "%s", yamlWords(msg))
}

// locateLine finds the line of an error: a text fails in the same way with all
// behind its mistake cut off, and differently or not at all with the mistake
// cut off too. So the line is the last of the shortest text that still fails
// in the same way. How far the library reads before it fails bounds the search
// from below, and the mistake is rarely far above.
func locateLine(text string, lines []string, msg string) int {
	ends := make([]int, len(lines))
	total := 0
	for i, l := range lines {
		total += len(l)
		ends[i] = total
	}
	read := &countingReader{text: text}
	failsAlike(read, msg)
	high := sort.SearchInts(ends, read.n)
	low := high
	for step := 1; low > 0; step *= 2 {
		low = max(0, high-step)
		if !failsAlike(strings.NewReader(text[:ends[low]]), msg) {
			low++
			break
		}
	}
	i := sort.Search(max(0, high-low), func(i int) bool { return failsAlike(strings.NewReader(text[:ends[low+i]]), msg) })
	return min(low+i, len(lines)-1) + 1
}

// countingReader hands out a byte at a time, so that n is where its reader
// stopped. The library reads no further ahead than it looks.
type countingReader struct {
	text string
	n    int
}

func (r *countingReader) Read(b []byte) (int, error) {
	if r.n == len(r.text) {
		return 0, io.EOF
	}
	if len(b) == 0 {
		return 0, nil
	}
	b[0] = r.text[r.n]
	r.n++
	return 1, nil
}

// locateColumn does the same within a line, and goes back to where the word at
// the found place begins.
func locateColumn(before, line, msg string) int {
	runes := []rune(line)
	n := sort.Search(len(runes), func(n int) bool { return failsAlike(strings.NewReader(before+string(runes[:n])), msg) })
	at := max(0, min(n, len(runes))-1)
	if at > 0 && runes[at] == ':' && !strings.Contains(msg, "mapping values") {
		at-- // the colon makes the word before it a key, which is what is out of place
	}
	isWord := func(r rune) bool { return !strings.ContainsRune(" \t:,[]{}", r) }
	for at > 0 && isWord(runes[at]) && isWord(runes[at-1]) {
		at--
	}
	for at+1 < len(runes) && runes[at] == ' ' {
		at++
	}
	return at + 1
}

// failsAlike reports whether a text fails with a certain message; the line in
// it is left out, because it may be that of the text's end.
func failsAlike(text io.Reader, msg string) bool {
	dec := yaml.NewDecoder(text)
	for {
		var n yaml.Node
		if err := dec.Decode(&n); err != nil {
			m := yamlMessage.FindStringSubmatch(err.Error())
			return m != nil && m[2] == msg
		}
	}
}

// yamlWords says in plain words what the library says in its parser's.
func yamlWords(msg string) string {
	switch {
	case strings.Contains(msg, "mapping values are not allowed"):
		return "unexpected ':'"
	case strings.Contains(msg, "could not find expected ':'"):
		return "expected ':' after the key"
	case strings.Contains(msg, "unexpected end of stream"):
		return "the quoted string isn't closed"
	case strings.Contains(msg, "unknown anchor"):
		return msg
	}
	msg = strings.TrimPrefix(msg, "did not find ")
	if rest, ok := strings.CutPrefix(msg, "expected "); ok {
		return "expected " + strings.Replace(rest, "node content", "a value", 1)
	}
	return msg
}

// yamlHint tells how to mend the commonest mistakes.
func yamlHint(msg, line string) string {
	has := func(part string) bool { return strings.Contains(msg, part) }
	switch {
	case has("tab character"), has("cannot start any token") && strings.Contains(line, "\t"):
		return "indent with spaces; YAML allows no tabs"
	case has("mapping values are not allowed"):
		return `put text that holds ": " in quotes, or check the indentation`
	case has("could not find expected ':'"):
		return "a key wants a colon and a space behind it"
	case has("expected key"):
		return "check the indentation and the quotes: keys of one mapping begin in the same column"
	case has("'-' indicator"):
		return `entries of one list begin with "- " in the same column`
	case has("',' or ']'"), has("',' or '}'"):
		return "a comma or the closing bracket is missing"
	case has("cannot start any token"), has("unknown directive"):
		return "put text that begins with @, ` or % in quotes"
	case has("unexpected end of stream"):
		return "the closing quote is missing"
	case has("unknown escape"):
		return `in double quotes a backslash begins an escape; write \\ or use single quotes`
	case has("unknown anchor"):
		return "define it with & before it is used, or quote text that begins with *"
	case has("node content"):
		return "a value is missing, or there is a bracket too many"
	case has("block sequence entries"):
		return "a list of lines that begin with - stands below its key, not beside it"
	}
	return "check the indentation, the brackets and the quotes around it"
}
