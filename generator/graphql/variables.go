// Renaming variables: genqlient makes a Go parameter of each, so a variable
// called type or context needs another name. A variable's name means nothing
// outside its document, so it may change.

package graphql

import (
	"go/token"

	"github.com/vektah/gqlparser/v2/ast"
)

// renameVariables gives variables that Go can't bear another name, in their
// definitions and wherever operations and fragments use them.
func renameVariables(doc *ast.QueryDocument) {
	for _, op := range doc.Operations {
		for _, v := range op.VariableDefinitions {
			v.Variable = goVariable(v.Variable)
		}
		renameInDirectives(op.Directives)
		renameInSet(op.SelectionSet)
	}
	for _, f := range doc.Fragments {
		renameInDirectives(f.Directives)
		renameInSet(f.SelectionSet)
	}
}

// goVariable is the same for every use of a name, so that fragments, which
// several operations spread, need no case of their own.
func goVariable(name string) string {
	if token.IsKeyword(name) {
		return name + "_"
	}
	switch name {
	case "graphql", "context", "json", "string", "int64", "float64", "bool", "nil", "error":
		return name + "_"
	default:
		return name
	}
}

func renameInSet(set ast.SelectionSet) {
	for _, sel := range set {
		switch sel := sel.(type) {
		case *ast.Field:
			for _, arg := range sel.Arguments {
				renameInValue(arg.Value)
			}
			renameInDirectives(sel.Directives)
			renameInSet(sel.SelectionSet)
		case *ast.InlineFragment:
			renameInDirectives(sel.Directives)
			renameInSet(sel.SelectionSet)
		case *ast.FragmentSpread:
			renameInDirectives(sel.Directives)
		}
	}
}

func renameInDirectives(directives ast.DirectiveList) {
	for _, d := range directives {
		for _, arg := range d.Arguments {
			renameInValue(arg.Value)
		}
	}
}

func renameInValue(v *ast.Value) {
	if v == nil {
		return
	}
	if v.Kind == ast.Variable {
		v.Raw = goVariable(v.Raw)
	}
	for _, child := range v.Children {
		renameInValue(child.Value)
	}
}
