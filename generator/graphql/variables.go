// What is known of a variable beyond its type: the documentation of the argument
// that it is handed to, and a name that Go can bear. genqlient makes a Go
// parameter of each variable, so one called type or context needs another name;
// a variable's name means nothing outside its document, so it may change.

package graphql

import (
	"go/token"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/keywright/keywright/generator/ir"
)

// variableDoc is what the schema says of the first argument that takes a
// variable as it is.
type variableDoc struct {
	doc      ir.Doc
	fallback string // the argument's default, which holds where the variable is unset
}

// variableDocs finds the documentation of an operation's variables, in its
// selection and in the fragments it spreads.
func (l *lowerer) variableDocs(def *ast.OperationDefinition) map[string]variableDoc {
	docs := map[string]variableDoc{}
	seen := map[string]bool{}
	var walk func(set ast.SelectionSet)
	walk = func(set ast.SelectionSet) {
		for _, sel := range set {
			switch sel := sel.(type) {
			case *ast.Field:
				argumentDocs(docs, sel)
				walk(sel.SelectionSet)
			case *ast.InlineFragment:
				walk(sel.SelectionSet)
			case *ast.FragmentSpread:
				if f := l.fragments[sel.Name]; f != nil && !seen[sel.Name] {
					seen[sel.Name] = true
					walk(f.SelectionSet)
				}
			}
		}
	}
	walk(def.SelectionSet)
	return docs
}

func argumentDocs(docs map[string]variableDoc, field *ast.Field) {
	for _, arg := range field.Arguments {
		if arg.Value == nil || arg.Value.Kind != ast.Variable {
			continue
		}
		def := field.Definition.Arguments.ForName(arg.Name)
		if _, known := docs[arg.Value.Raw]; known || def == nil {
			continue
		}
		doc := variableDoc{doc: docOf(def.Description, def.Directives)}
		if def.DefaultValue != nil && def.DefaultValue.Kind != ast.NullValue {
			doc.fallback = def.DefaultValue.String()
		}
		docs[arg.Value.Raw] = doc
	}
}

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
