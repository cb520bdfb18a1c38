// Reading operations: every file is parsed, names are settled and checked for
// uniqueness across files, then all is validated against the schema.

package graphql

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"github.com/keywright/keywright/generator/diag"
)

// loadOperations gives the operations and fragments of all files in one
// document, or nil where diags got an error.
func loadOperations(schema *ast.Schema, sources []Source, diags *diag.List) *ast.QueryDocument {
	doc := &ast.QueryDocument{}
	failed := false
	for _, src := range sources {
		part, err := parser.ParseQuery(&ast.Source{Name: src.Name, Input: string(src.Content)})
		if err != nil {
			addError(diags, "graphql-syntax", err, "mend the syntax; see the GraphQL specification, section Document")
			failed = true
			continue
		}
		nameAnonymous(part, src.Name)
		doc.Operations = append(doc.Operations, part.Operations...)
		doc.Fragments = append(doc.Fragments, part.Fragments...)
	}
	if !failed && len(doc.Operations) == 0 && len(sources) > 0 {
		diags.Errorf(diag.Pos{File: sources[0].Name, Line: 1, Col: 1}, "no-operations", "write `query Name { … }`",
			"there is no operation in this file or in the others that the config names")
		failed = true
	}
	failed = duplicateNames(doc, diags) || failed
	failed = unsupported(schema, doc, diags) || failed
	for _, err := range validator.ValidateWithSources(schema, doc) {
		// Fragments may stand, or be used, in what was left out above.
		if failed && (err.Rule == "KnownFragmentNames" || err.Rule == "NoUnusedFragments") {
			continue
		}
		addSourceError(diags, err)
		failed = true
	}
	if failed || len(doc.Operations) == 0 {
		return nil
	}
	return doc
}

// nameAnonymous names the one operation of a file that has no name after the
// file, so that it can become a method.
func nameAnonymous(doc *ast.QueryDocument, file string) {
	if len(doc.Operations) != 1 || doc.Operations[0].Name != "" {
		return
	}
	base := strings.TrimSuffix(path.Base(file), path.Ext(file))
	var b strings.Builder
	upper := true
	for _, r := range base {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) || r > unicode.MaxASCII:
			upper = true
		case upper && !(b.Len() == 0 && unicode.IsDigit(r)):
			b.WriteRune(unicode.ToUpper(r))
			upper = false
		case b.Len() > 0:
			b.WriteRune(r)
		}
	}
	doc.Operations[0].Name = b.String()
}

// duplicateNames reports operations or fragments of one name, and takes the
// second of them out: both would need the same Go identifier, and a server
// couldn't tell them apart either.
func duplicateNames(doc *ast.QueryDocument, diags *diag.List) (found bool) {
	report := func(kind, name string, pos, first *ast.Position) bool {
		found = true
		diags.Errorf(position(pos), "duplicate-operation", "give one of them another name",
			"%s %s is already defined at %s", kind, name, position(first))
		return true
	}
	operations := map[string]*ast.Position{}
	doc.Operations = slices.DeleteFunc(doc.Operations, func(op *ast.OperationDefinition) bool {
		if first, ok := operations[op.Name]; ok && op.Name != "" {
			return report("operation", op.Name, op.Position, first)
		}
		operations[op.Name] = op.Position
		return false
	})
	fragments := map[string]*ast.Position{}
	doc.Fragments = slices.DeleteFunc(doc.Fragments, func(f *ast.FragmentDefinition) bool {
		if first, ok := fragments[f.Name]; ok {
			return report("fragment", f.Name, f.Position, first)
		}
		fragments[f.Name] = f.Position
		return false
	})
	return found
}

// unsupported reports what keywright can't make a method of, and takes it out.
func unsupported(schema *ast.Schema, doc *ast.QueryDocument, diags *diag.List) (found bool) {
	doc.Operations = slices.DeleteFunc(doc.Operations, func(op *ast.OperationDefinition) bool {
		switch {
		case op.Name == "":
			diags.Errorf(position(op.Position), "anonymous-operation", "write `query Name { … }`",
				"an operation without a name must be the only one of its file, and the file's name must hold a letter")
		case op.Operation == ast.Subscription:
			diags.Errorf(position(op.Position), "subscription", "remove the operation, or poll with a query",
				"subscription %s: subscriptions are not supported", op.Name)
		case op.Operation == ast.Mutation && schema.Mutation == nil:
			diags.Errorf(position(op.Position), "graphql-validate", "remove the operation, or fetch the schema anew from the server",
				"mutation %s: the schema has no mutations", op.Name)
		default:
			return false
		}
		found = true
		return true
	})
	return found
}

func addSourceError(diags *diag.List, err *gqlerror.ErrorWithSources) {
	pos := diag.Pos{}
	if len(err.Locations) > 0 {
		at := err.Locations[0]
		pos.Line, pos.Col = at.Line, at.Column
		if at.Source != nil {
			pos.File = at.Source.Name
		}
	}
	if pos.File == "" {
		pos.File, _ = err.Extensions["file"].(string)
	}
	msg, hint := splitSuggestion(err.Message)
	if hint == "" {
		hint = "the operation must be valid against the schema (rule " + err.Rule + ")"
	}
	diags.Errorf(pos, "graphql-validate", hint, "%s", msg)
}

// splitSuggestion parts gqlparser's "did you mean" from its message.
func splitSuggestion(msg string) (text, hint string) {
	text, hint, ok := strings.Cut(msg, " Did you mean ")
	if !ok {
		return strings.TrimSuffix(msg, "."), ""
	}
	return strings.TrimSuffix(text, "."), "did you mean " + hint
}
