// Doc comments: what a description says, begun with the Go name as Go's
// convention asks, and what the model knows beyond it.

package emit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// declDoc is the comment of a declared name: the summary as a sentence about the
// name (or fallback where there is none), the description, a link, notes, and the
// deprecation last, as tools expect it.
func declDoc(name string, doc ir.Doc, fallback string, notes ...string) string {
	var paras []string
	lead, rest := leadAndRest(doc)
	switch {
	case lead != "":
		paras = append(paras, sentence(name, lead))
	case fallback != "":
		paras = append(paras, name+" "+fallback)
	}
	paras = append(paras, rest)
	return joinParas(append(append(paras, notes...), closing(doc)...))
}

// fieldDoc is the comment of a struct field: its name stands below, so the text
// comes as it is.
func fieldDoc(doc ir.Doc, notes ...string) string {
	lead, rest := leadAndRest(doc)
	note := strings.Join(notes, " ")
	if rest == "" && lead != "" && note != "" { // one paragraph is enough
		lead, note = stop(lead)+" "+note, ""
	}
	return joinParas(append([]string{stop(lead), rest, note}, closing(doc)...))
}

// documentField adds a field's comment, parted by a blank line from the field
// above where either has a comment of several lines; one-line comments stand
// close. It returns the number of lines, which the next field asks for.
func documentField(s *jen.Group, first bool, above int, doc string) int {
	lines := commentLines(doc)
	if !first && (above > 1 || len(lines) > 1) {
		s.Line()
	}
	s.Add(commentOfLines(lines))
	return len(lines)
}

// closing gives the paragraphs that end a comment.
func closing(doc ir.Doc) []string {
	var paras []string
	if doc.URL != "" {
		see := "See " + oneLine(doc.URL)
		if !strings.Contains(see, "://") {
			see = stop(see) // or gofmt takes it for a heading
		}
		paras = append(paras, see)
	}
	if reason := oneLine(doc.Deprecated); reason != "" {
		if strings.EqualFold(reason, "deprecated") {
			reason = "the description marks it as deprecated"
		}
		paras = append(paras, "Deprecated: "+stop(reason))
	}
	return paras
}

// leadAndRest gives the first sentence's line and what follows it: the summary
// and the description, or the description's first paragraph and its rest. A
// description that begins with the summary isn't told twice.
func leadAndRest(doc ir.Doc) (lead, rest string) {
	lead, rest = oneLine(doc.Summary), strings.TrimSpace(cleanText(doc.Description))
	if lead == "" {
		first, more, _ := strings.Cut(rest, "\n\n")
		if looksLikeBlock(first) {
			return "", rest
		}
		return oneLine(first), strings.TrimSpace(more)
	}
	// What the description says again at its beginning is said once.
	if n := len(strings.TrimSuffix(lead, ".")); len(rest) >= n && strings.EqualFold(rest[:n], lead[:n]) {
		if more := strings.TrimLeft(rest[n:], "."); more == "" || len(more) < len(rest[n:]) || more[0] == '\n' {
			rest = strings.TrimSpace(more)
		}
	}
	return lead, rest
}

// looksLikeBlock reports whether a paragraph is a list, heading or code, which
// can't be a sentence about a name.
func looksLikeBlock(para string) bool {
	for _, b := range blocks(para) {
		if b.kind != blockPara {
			return true
		}
	}
	return false
}

// sentence begins text with the name: "Get returns …" where the text begins with
// a verb, "Realm is a …" where it begins with an article, else "Realm: …".
func sentence(name, text string) string {
	first, rest, _ := strings.Cut(text, " ")
	word := strings.ToLower(strings.TrimRight(first, ","))
	switch {
	case strings.HasPrefix(text, name) && !startsWithLetter(text[len(name):]):
		return stop(text)
	case word == "a" || word == "an" || word == "the":
		return stop(name + " is " + word + " " + rest)
	case rest != "" && isVerb(word):
		return stop(name + " " + thirdPerson(word) + " " + rest)
	case rest != "" && strings.HasSuffix(word, "s") && isVerb(baseForm(word)):
		return stop(name + " " + word + " " + rest)
	default:
		return name + ": " + stop(text)
	}
}

func startsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// isVerb knows the verbs that summaries of operations begin with. A word that may
// be a noun as well ("order", "report") isn't among them.
func isVerb(word string) bool {
	switch word {
	case "get", "list", "create", "update", "delete", "remove", "add", "set", "return", "retrieve", "fetch", "find",
		"search", "replace", "put", "send", "cancel", "enable", "disable", "check", "start", "stop", "upload",
		"download", "generate", "modify", "edit", "revoke", "approve", "accept", "reject", "assign", "give", "read",
		"write", "insert", "lookup", "submit", "show", "register", "validate", "verify", "confirm", "close", "open",
		"archive", "restore", "merge", "move", "copy", "export", "import", "publish", "refresh", "invite", "join",
		"leave", "count", "query", "describe", "obtain", "provide", "apply", "attach", "detach", "convert",
		"determine", "execute", "perform", "allow", "contain", "represent", "hold", "delegate", "rename":
		return true
	}
	return false
}

// thirdPerson conjugates: list → lists, search → searches, query → queries.
func thirdPerson(verb string) string {
	switch {
	case strings.HasSuffix(verb, "ch"), strings.HasSuffix(verb, "sh"), strings.HasSuffix(verb, "s"), strings.HasSuffix(verb, "x"):
		return verb + "es"
	case strings.HasSuffix(verb, "y") && len(verb) > 1 && !strings.ContainsRune("aeiou", rune(verb[len(verb)-2])):
		return verb[:len(verb)-1] + "ies"
	default:
		return verb + "s"
	}
}

// baseForm undoes thirdPerson.
func baseForm(word string) string {
	if base, ok := strings.CutSuffix(word, "ies"); ok {
		return base + "y"
	}
	if base, ok := strings.CutSuffix(word, "es"); ok && thirdPerson(base) == word {
		return base
	}
	return strings.TrimSuffix(word, "s")
}

// stop ends a sentence with a full stop unless it has an end already.
func stop(text string) string {
	text = strings.TrimRight(text, " \t\n")
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?:;") {
		return text
	}
	return text + "."
}

// joinParas joins what isn't empty with blank lines.
func joinParas(paras []string) string {
	var out []string
	for _, p := range paras {
		if strings.TrimSpace(p) != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n\n")
}

// words joins names as a sentence does: "a", "a and b", "a, b and c".
func words(names []string) string {
	switch n := len(names); n {
	case 0:
		return ""
	case 1:
		return names[0]
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}
