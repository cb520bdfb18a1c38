// This file finds the place of a YAML syntax error and a cure for it. The
// library tells at most a line, and often the one where the surrounding
// mapping began, half a file above the mistake.

package tree

import (
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/keywright/keywright/generator/diag"
)

// maxLocated bounds the text whose error is located by parsing parts of it;
// beyond, the library's line has to do.
const maxLocated = 4 << 20

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
	// For a key without a colon the library's line is right, and the error
	// shows itself only at the next key.
	located := !strings.Contains(msg, "could not find expected ':'") && len(p.text) <= maxLocated
	if located {
		line = locateLine(lines, err.Error())
	}
	text := strings.TrimRight(lines[line-1], "\r\n")
	col := utf8.RuneCountInString(text) - utf8.RuneCountInString(strings.TrimLeft(text, " ")) + 1
	if located {
		col = locateColumn(strings.Join(lines[:line-1], ""), text, err.Error())
	}
	p.diags.Errorf(p.pos(line, col), "yaml-syntax", yamlHint(msg, text), "%s", yamlWords(msg))
}

// locateLine finds the line of an error: a text fails in the same way with all
// behind its mistake cut off, and differently or not at all with the mistake
// cut off too. So the line is the last of the shortest text that still fails
// in the same way.
func locateLine(lines []string, msg string) int {
	ends := make([]int, len(lines))
	total := 0
	for i, l := range lines {
		total += len(l)
		ends[i] = total
	}
	text := strings.Join(lines, "")
	i := sort.Search(len(lines)-1, func(i int) bool { return failsAlike(text[:ends[i]], msg) })
	return i + 1
}

// locateColumn does the same within a line, and goes back to where the word at
// the found place begins.
func locateColumn(before, line, msg string) int {
	runes := []rune(line)
	n := sort.Search(len(runes), func(n int) bool { return failsAlike(before+string(runes[:n]), msg) })
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

func failsAlike(text, msg string) bool {
	dec := yaml.NewDecoder(strings.NewReader(text))
	for {
		var n yaml.Node
		if err := dec.Decode(&n); err != nil {
			return err.Error() == msg
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
	}
	return ""
}
