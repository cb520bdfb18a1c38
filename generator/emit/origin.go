// Where a declaration that the description says nothing about comes from, in
// words: what is the answer, the body or a parameter of which operation, and
// which part of it.

package emit

import (
	"strings"

	"github.com/keywright/keywright/generator/ir"
)

// fallbackDoc is the comment of a declaration that the description says nothing
// about: where it comes from.
func fallbackDoc(d *ir.Decl, kind string) string {
	if what := origin(d.Pointer); what != "" {
		return "is " + what + "."
	}
	if d.Pointer == "" {
		return "is " + kind + " of the description."
	}
	return "is " + kind + " of the description, " + oneLine(d.Pointer) + "."
}

// origin reads a declaration's place in the description; empty for places that
// it doesn't know.
func origin(pointer string) string {
	if rest, ok := strings.CutPrefix(pointer, "#/components/schemas/"); ok {
		name, tail, _ := strings.Cut(rest, "/")
		return part("the description's schema "+unescapeToken(name), tail)
	}
	rest, ok := strings.CutPrefix(pointer, "operation ")
	if !ok {
		return ""
	}
	method, rest, _ := strings.Cut(rest, " ")
	path, rest, ok := strings.Cut(rest, " ")
	if !ok || path == "" || strings.ContainsAny(path, "\n\r") {
		return ""
	}
	where, tail, _ := strings.Cut(rest, "/")
	call := method + " " + path
	switch in, name, named := strings.Cut(where, " "); {
	case where == "body":
		return part("the body of "+call, tail)
	case named && (in == "query" || in == "path" || in == "header" || in == "cookie"):
		return part("the "+in+" parameter "+name+" of "+call, tail)
	case strings.HasPrefix(where, "2"):
		return part("the answer of "+call, tail)
	case where == "default", len(where) == 3 && where[0] >= '1' && where[0] <= '5':
		return part("the answer "+where+" of "+call, tail)
	}
	return ""
}

// part says which part of a whole a path leads to: a property by its names, an
// item of a list, a value of a map, one form of several.
func part(whole, tail string) string {
	var names []string
	element, form := "", ""
	tokens := strings.Split(tail, "/")
	for i := 0; i < len(tokens) && tail != ""; i++ {
		switch token := tokens[i]; {
		case token == "properties" && i+1 < len(tokens):
			i++
			names, element, form = append(names, unescapeToken(tokens[i])), "", ""
		case token == "oneOf" && i+1 < len(tokens):
			i++
			form = unescapeToken(tokens[i])
		case token == "item":
			element = "an item of "
		case token == "value", token == "additionalProperties":
			element = "a value of "
		case token == "schema":
		default:
			return ""
		}
	}
	if len(names) > 0 {
		whole = strings.Join(names, ".") + " in " + whole
	}
	if form != "" {
		form = ", in its form " + form
	}
	return oneLine(element + whole + form)
}

// unescapeToken reads a token of a JSON Pointer.
func unescapeToken(token string) string {
	return strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
}
