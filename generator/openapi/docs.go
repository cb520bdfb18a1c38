// This file cleans a description's text: markdown and HTML become plain
// paragraphs, links stay readable.

package openapi

import (
	"html"
	"regexp"
	"strings"
	"unicode"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/tree"
)

// newDoc cleans a summary and a description. A description that only repeats
// the summary is dropped; without a summary the description's first paragraph
// stays in the description.
func newDoc(summary, description string) ir.Doc {
	d := ir.Doc{Summary: oneLine(cleanText(summary)), Description: cleanText(description)}
	if strings.EqualFold(strings.TrimRight(d.Description, ". "), strings.TrimRight(d.Summary, ". ")) {
		d.Description = ""
	}
	return d
}

// docURL reads externalDocs.
func docURL(n *tree.Node) string {
	url := strings.TrimSpace(scalar(n.Get("externalDocs", "url")))
	if strings.ContainsFunc(url, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return ""
	}
	return url
}

// deprecation is the reason of a deprecation, "deprecated" where there is none
// and "" for what isn't deprecated.
func deprecation(on bool, n *tree.Node) string {
	if !on {
		return ""
	}
	for _, key := range []string{"x-deprecated-reason", "x-deprecation-reason", "x-deprecated-description", "x-deprecation-message"} {
		if text := oneLine(cleanText(scalar(n.Get(key)))); text != "" {
			return text
		}
	}
	return "deprecated"
}

// oneLine joins text to a single line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

var (
	htmlComment = regexp.MustCompile(`(?s)<!--.*?-->`)
	htmlBreak   = regexp.MustCompile(`(?i)<(/p|/div|/h[1-6]|/tr|/table|/ul|/ol|p|ul|ol|table|h[1-6]|hr)(\s[^>]*)?/?>`)
	htmlLine    = regexp.MustCompile(`(?i)<br\s*/?>`)
	htmlItem    = regexp.MustCompile(`(?i)<li(\s[^>]*)?>`)
	htmlLink    = regexp.MustCompile(`(?is)<a\s[^>]*?href\s*=\s*["']?([^"'\s>]+)["']?[^>]*>(.*?)</a>`)
	htmlTag     = regexp.MustCompile(`(?i)</?(a|abbr|b|big|blockquote|body|center|code|dd|details|div|dl|dt|em|font|head|html|i|img|kbd|li|mark|pre|s|script|small|span|strike|strong|style|sub|summary|sup|tbody|td|tfoot|th|thead|tr|tt|u|video|iframe)(\s[^<>]*)?/?>`)
	mdImage     = regexp.MustCompile(`!\[([^\]]*)\]\([^)]*\)`)
	mdLink      = regexp.MustCompile(`\[([^\]\[]+)\]\(\s*<?([^)\s>]+)>?[^)]*\)`)
	mdEmphasis  = regexp.MustCompile(`(\*\*\*|\*\*|__)([^\s*_](?:[^*_\n]*[^\s*_])?)(\*\*\*|\*\*|__)`)
	mdItalic    = regexp.MustCompile(`(^|[\s(])[*_]([^\s*_](?:[^*_\n]*[^\s*_])?)[*_]([\s).,;:!?]|$)`)
	mdHeading   = regexp.MustCompile(`^#{1,6}\s+(.*?)\s*#*$`)
	mdRule      = regexp.MustCompile(`^\s*([-*_=]\s*){3,}$`)
	mdTableRule = regexp.MustCompile(`^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$`)
)

// maxText bounds a text that is cleaned: a description of megabytes helps
// nobody who reads a comment.
const maxText = 20_000

// cleanText turns markdown and HTML into paragraphs parted by blank lines.
// Lists keep one line an item, code blocks keep their lines, indented.
func cleanText(s string) string {
	if s == "" {
		return ""
	}
	if len(s) > maxText {
		s = strings.ToValidUTF8(s[:maxText], "") + " …"
	}
	if strings.ContainsAny(s, "\r\u2028\u2029\u0085\v\f") {
		s = lineEnds(s)
	}
	if strings.ContainsRune(s, '<') {
		s = cleanHTML(s)
	}
	if strings.ContainsRune(s, '&') {
		s = html.UnescapeString(s)
	}
	return cleanLines(strings.Split(s, "\n"))
}

// cleanHTML removes the tags that publishers write. What merely looks like a
// tag, such as a placeholder <id>, stays.
func cleanHTML(s string) string {
	s = htmlComment.ReplaceAllString(s, "")
	s = htmlLink.ReplaceAllStringFunc(s, func(m string) string {
		parts := htmlLink.FindStringSubmatch(m)
		return linkText(oneLine(htmlTag.ReplaceAllString(parts[2], "")), parts[1])
	})
	s = htmlItem.ReplaceAllString(s, "\n- ")
	s = htmlLine.ReplaceAllString(s, "\n")
	s = htmlBreak.ReplaceAllString(s, "\n\n")
	return htmlTag.ReplaceAllString(s, "")
}

// linkText writes a link so that its address stays: "text (URL)". Addresses
// inside the publisher's own pages mean nothing elsewhere.
func linkText(text, url string) string {
	switch {
	case !strings.HasPrefix(url, "http://") && !strings.HasPrefix(url, "https://"):
		return text
	case text == "" || text == url:
		return url
	default:
		return text + " (" + url + ")"
	}
}

// cleanLines cleans markdown line by line.
func cleanLines(lines []string) string {
	var out []string
	code := false
	for _, line := range lines {
		line = strings.Map(printable, line)
		if trimmed := strings.TrimSpace(line); strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~") {
			code = !code
			out = append(out, "")
			continue
		}
		if code {
			out = append(out, "    "+strings.TrimRight(line, " \t"))
			continue
		}
		out = append(out, cleanLine(line))
	}
	return joinBlankLines(out)
}

// printable drops what must not reach a comment: control characters and those
// that turn the direction of text around.
func printable(r rune) rune {
	switch {
	case r == '\t':
		return ' '
	case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0xfeff, r == 0x200b:
		return -1
	}
	return r
}

// cleanLine cleans one line of markdown outside code blocks.
func cleanLine(line string) string {
	if mdRule.MatchString(line) || mdTableRule.MatchString(line) && strings.Contains(line, "-") {
		return ""
	}
	text := strings.TrimSpace(line)
	if m := mdHeading.FindStringSubmatch(text); m != nil {
		text = m[1]
	}
	for strings.HasPrefix(text, ">") {
		text = strings.TrimSpace(text[1:])
	}
	if rest, ok := cutBullet(text); ok {
		return "- " + cleanInline(rest)
	}
	if strings.HasPrefix(text, "|") {
		text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '|' }), "|")
		text = oneLine(strings.ReplaceAll(strings.Trim(text, "| "), "|", " | "))
	}
	return cleanInline(text)
}

// cutBullet takes the mark off a list's item.
func cutBullet(text string) (string, bool) {
	for _, bullet := range []string{"* ", "- ", "+ ", "• "} {
		if rest, ok := strings.CutPrefix(text, bullet); ok {
			return strings.TrimSpace(rest), true
		}
	}
	return text, false
}

// cleanInline removes emphasis and code marks and writes links out. Text in
// back-quotes keeps its stars and underscores.
func cleanInline(text string) string {
	if !strings.ContainsAny(text, "*_`[!\\") {
		return text
	}
	parts := strings.Split(text, "`")
	for i := 0; i < len(parts); i += 2 {
		p := mdImage.ReplaceAllString(parts[i], "$1")
		p = mdLink.ReplaceAllStringFunc(p, func(m string) string {
			sub := mdLink.FindStringSubmatch(m)
			return linkText(sub[1], sub[2])
		})
		p = mdEmphasis.ReplaceAllString(p, "$2")
		p = mdItalic.ReplaceAllString(p, "$1$2$3")
		parts[i] = unescapeMarkdown(p)
	}
	if len(parts) > 1 && len(parts)%2 == 1 {
		// A link's text may stand in back-quotes.
		joined := strings.Join(parts, "")
		return mdLink.ReplaceAllStringFunc(joined, func(m string) string {
			sub := mdLink.FindStringSubmatch(m)
			return linkText(sub[1], sub[2])
		})
	}
	return strings.Join(parts, "`")
}

// lineEnds makes all that ends a line, or a paragraph, one sign.
func lineEnds(s string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n", "\u0085", "\n", "\v", "\n", "\f", "\n").Replace(s)
}

// unescapeMarkdown removes the backslashes that keep marks from being read as
// such.
func unescapeMarkdown(s string) string {
	if !strings.ContainsRune(s, '\\') {
		return s
	}
	return strings.NewReplacer(`\_`, "_", `\*`, "*", `\[`, "[", `\]`, "]", `\#`, "#", `\-`, "-", "\\`", "`", `\.`, ".", `\(`, "(", `\)`, ")", `\<`, "<", `\>`, ">").Replace(s)
}

// joinBlankLines joins lines with at most one blank line in a row and none at
// the ends.
func joinBlankLines(lines []string) string {
	var b strings.Builder
	blank := false
	for _, line := range lines {
		if strings.TrimSpace(line) == "" {
			blank = b.Len() > 0
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		if blank {
			b.WriteByte('\n')
		}
		blank = false
		b.WriteString(line)
	}
	return b.String()
}
