// Strings and values in GraphQL's notation (section String Value).

package introspect

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// description writes one before an element: as a block where it can be one,
// which people read, and else in quotes.
func (p *printer) description(s, indent string) {
	s = tidy(s)
	switch {
	case s == "":
		return
	case !blockable(s):
		p.b.WriteString(indent + quote(s) + "\n")
	case !strings.Contains(s, "\n") && !strings.HasSuffix(s, `"`) && !strings.HasSuffix(s, `\`):
		p.b.WriteString(indent + `"""` + escapeBlock(s) + `"""` + "\n")
	default:
		p.b.WriteString(indent + `"""` + "\n")
		for line := range strings.SplitSeq(escapeBlock(s), "\n") {
			if line != "" {
				p.b.WriteString(indent + line)
			}
			p.b.WriteByte('\n')
		}
		p.b.WriteString(indent + `"""` + "\n")
	}
}

// tidy takes off what a change of would be no change of the schema: the kind of
// line ends, blanks at the ends of lines, blank lines around the text.
func tidy(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	if !strings.ContainsAny(s, "\n\t ") {
		return s
	}
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// blockable reports whether a block string can say a tidy text: its indentation
// is taken off by whoever reads it, and it knows no escapes.
func blockable(s string) bool {
	control := func(r rune) bool {
		return r < ' ' && r != '\n' && r != '\t' || r == '\x7f' || r == '\ufeff' || r == '\u2028' || r == '\u2029'
	}
	if strings.ContainsFunc(s, control) {
		return false
	}
	for line := range strings.SplitSeq(s, "\n") {
		if line != "" && line[0] != ' ' && line[0] != '\t' {
			return true
		}
	}
	return false
}

func escapeBlock(s string) string { return strings.ReplaceAll(s, `"""`, `\"""`) }

// quote writes a string in quotes.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == '\x7f' || r == '\ufeff' || r == '\u2028' || r == '\u2029':
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// Literal gives a value in GraphQL's notation.
func Literal(v *ast.Value) string {
	var p printer
	p.value(v)
	return p.b.String()
}

// value writes a literal.
func (p *printer) value(v *ast.Value) {
	switch v.Kind {
	case ast.StringValue, ast.BlockValue:
		p.b.WriteString(quote(v.Raw))
	case ast.ListValue:
		p.b.WriteByte('[')
		for i, child := range v.Children {
			if i > 0 {
				p.b.WriteString(", ")
			}
			p.value(child.Value)
		}
		p.b.WriteByte(']')
	case ast.ObjectValue:
		p.b.WriteByte('{')
		for i, child := range v.Children {
			if i > 0 {
				p.b.WriteString(", ")
			}
			p.b.WriteString(child.Name + ": ")
			p.value(child.Value)
		}
		p.b.WriteByte('}')
	default:
		p.b.WriteString(v.Raw)
	}
}
