// Empty braces: tools print types that have nothing as `type T {}`, which the
// specification doesn't allow and gqlparser doesn't parse.

package graphql

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"

	"github.com/keywright/keywright/generator/diag"
)

// eraseEmptyBraces gives the text of a schema with blanks in place of the empty
// braces and parentheses behind a name, so that all else keeps its position.
// Braces inside of others, or behind an equals sign, are values.
func eraseEmptyBraces(src Source, diags *diag.List) string {
	text := []byte(src.Content)
	lex := lexer.New(&ast.Source{Name: src.Name, Input: string(text)})
	var last, open lexer.Token
	depth := 0
	for {
		tok, err := lex.ReadToken()
		if err != nil || tok.Kind == lexer.EOF {
			return string(text) // the parser tells of the error
		}
		switch tok.Kind {
		case lexer.Comment:
			continue
		case lexer.BraceL, lexer.ParenL, lexer.BracketL:
			if depth == 0 || tok.Kind == lexer.ParenL {
				open = lexer.Token{}
				if last.Kind == lexer.Name || last.Kind == lexer.ParenR {
					open = tok
				}
			}
			depth++
		case lexer.BraceR, lexer.ParenR, lexer.BracketR:
			depth--
			if opens := open.Kind == lexer.BraceL || open.Kind == lexer.ParenL; opens && last.Pos == open.Pos && last.Kind == open.Kind {
				pos := diag.Pos{File: src.Name, Line: open.Pos.Line, Col: open.Pos.Column}
				diags.Warnf(pos, "graphql-syntax", "leave the braces out", "there is nothing between the braces, which GraphQL doesn't allow; they are ignored")
				text[open.Pos.Start], text[tok.Pos.Start] = ' ', ' '
			}
			open = lexer.Token{}
		}
		last = tok
	}
}
