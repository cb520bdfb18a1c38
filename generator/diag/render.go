// This file renders diagnostics: as text with a code frame for people, as JSON
// for programs, as workflow commands for GitHub's annotations.

package diag

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// frameWidth is how many characters of a source line a frame shows at most:
// documents that are one line of several megabytes are common.
const frameWidth = 100

// WriteText writes each diagnostic as "file:line:col: error: message [code]",
// followed by the line it is about with a caret under the column, and a hint.
func WriteText(w io.Writer, diags []Diagnostic, sources *Sources) error {
	var b bytes.Buffer
	for _, d := range diags {
		b.WriteString(d.String())
		b.WriteByte('\n')
		writeFrame(&b, d.Pos, sources)
		if d.Hint != "" {
			fmt.Fprintf(&b, "  hint: %s\n", printable(d.Hint))
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

// writeFrame quotes the line of pos with a caret under its column; it writes
// nothing where the line isn't known.
func writeFrame(b *bytes.Buffer, pos Pos, sources *Sources) {
	if pos.Line == 0 {
		return
	}
	line, ok := sources.Line(pos.File, pos.Line)
	if !ok {
		return
	}
	text, caret := window(line, pos.Col)
	number := strconv.Itoa(pos.Line)
	fmt.Fprintf(b, "%5s | %s\n", number, text)
	if pos.Col > 0 {
		gutter := strings.Repeat(" ", max(5, len(number)))
		fmt.Fprintf(b, "%s | %s^\n", gutter, caret)
	}
}

// window cuts the part of a line around a column and returns it, safe to
// print, with the blanks that bring a caret under the column. Tabs stay tabs
// in both, so that the caret stands right whatever a terminal makes of them.
func window(line []byte, col int) (text, caret string) {
	var t, c strings.Builder
	first := max(1, col-frameWidth/2)
	if first > 1 {
		t.WriteString("…")
		c.WriteString(" ")
	}
	i := 0
	for n := 1; len(line) > i; n++ {
		r, size := utf8.DecodeRune(line[i:])
		i += size
		if n < first {
			continue
		}
		if n >= first+frameWidth {
			t.WriteString("…")
			break
		}
		if r != '\t' && !unicode.IsPrint(r) {
			r = unicode.ReplacementChar
		}
		t.WriteRune(r)
		if n < col {
			if r != '\t' {
				r = ' '
			}
			c.WriteRune(r)
		}
	}
	return t.String(), c.String()
}

// printable escapes what a terminal would act on: messages quote descriptions,
// and a description is not to be trusted.
func printable(s string) string {
	if strings.IndexFunc(s, needsEscape) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if needsEscape(r) {
			q := strconv.QuoteRune(r)
			b.WriteString(q[1 : len(q)-1])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func needsEscape(r rune) bool { return r != utf8.RuneError && !unicode.IsPrint(r) }

// jsonDiagnostic is the form of a diagnostic in JSON; its names are stable.
type jsonDiagnostic struct {
	Severity string `json:"severity"`
	Code     string `json:"code"`
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
	Source   string `json:"source,omitempty"`
	Degraded bool   `json:"degraded,omitempty"`
}

// WriteJSON writes one JSON document, an object whose "diagnostics" is an array
// with an object a diagnostic: severity, code, file, line, column, message,
// hint, source (the line it is about, long ones cut) and degraded. What is
// unknown is left out.
func WriteJSON(w io.Writer, diags []Diagnostic, sources *Sources) error {
	out := make([]jsonDiagnostic, len(diags))
	for i, d := range diags {
		out[i] = jsonDiagnostic{
			Severity: d.Severity.String(), Code: d.Code,
			File: d.Pos.File, Line: d.Pos.Line, Column: d.Pos.Col,
			Message: d.Msg, Hint: d.Hint, Degraded: d.Degraded,
		}
		if line, ok := sources.Line(d.Pos.File, d.Pos.Line); ok {
			out[i].Source, _ = window(line, d.Pos.Col)
		}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Diagnostics []jsonDiagnostic `json:"diagnostics"`
	}{out})
}

// WriteGitHub writes a workflow command a diagnostic, which GitHub shows beside
// the line in a pull request:
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
func WriteGitHub(w io.Writer, diags []Diagnostic, _ *Sources) error {
	// Data and properties escape differently: a colon or a comma would end a
	// property.
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	var b bytes.Buffer
	for _, d := range diags {
		command := d.Severity.String()
		if d.Severity == Note {
			command = "notice"
		}
		var props []string
		add := func(name, value string) { props = append(props, name+"="+property.Replace(value)) }
		if d.Pos.File != "" {
			add("file", d.Pos.File)
		}
		if d.Pos.Line > 0 {
			add("line", strconv.Itoa(d.Pos.Line))
		}
		if d.Pos.Col > 0 {
			add("col", strconv.Itoa(d.Pos.Col))
		}
		if d.Code != "" {
			add("title", d.Code)
		}
		msg := d.Msg
		if d.Hint != "" {
			msg += "\n" + d.Hint
		}
		fmt.Fprintf(&b, "::%s %s::%s\n", command, strings.Join(props, ","), data.Replace(msg))
	}
	_, err := w.Write(b.Bytes())
	return err
}
