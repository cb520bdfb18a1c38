// Lowering: the schema and the operations in, a package of the model out. The
// package has one service without a name, so that the user's own operations
// are methods of the client itself.

package graphql

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/names"
)

// Input is what a GraphQL client is made from.
type Input struct {
	Package    string // Go package name
	Schema     []Source
	Operations []Source
	Scalars    map[string]ir.Kind // custom scalars by name; others are raw JSON
}

// Output is the lowered package and genqlient's plumbing beside it.
type Output struct {
	Package *ir.Package
	Files   []File
}

// File is one file of genqlient's output, named relative to the package's
// folder.
type File struct {
	Name    string
	Content []byte
}

// Lower gives the model of a GraphQL client, or nil where diags got an error.
func Lower(in Input, diags *diag.List) *Output {
	schema := loadSchema(in.Schema, diags)
	if schema == nil {
		return nil
	}
	doc := loadOperations(schema, in.Operations, diags)
	if doc == nil {
		return nil
	}
	l := newLowerer(schema, doc, in, diags)
	renameVariables(doc)
	l.operations(doc.Operations)
	l.examples(in.Operations, diags)
	if diags.HasErrors() {
		return nil
	}
	files := plumbing(schema, doc, l.calls, diags)
	if files == nil {
		return nil
	}
	return &Output{Package: l.pkg, Files: files}
}

// lowerer holds what lowering shares between operations.
type lowerer struct {
	schema    *ast.Schema
	claims    []names.Claim // names of the package, settled when all are known
	scalars   map[string]ir.Kind
	unknown   map[string]bool // scalars that were warned of
	diags     *diag.List
	pkg       *ir.Package
	fragments map[string]*ast.FragmentDefinition
	shared    map[string]*ir.Decl // enums and input objects by schema name, fragments by "fragment " + name
	calls     []*call
}

// call pairs an operation of the document with its method.
type call struct {
	def *ast.OperationDefinition
	op  *ir.Operation
}

func newLowerer(schema *ast.Schema, doc *ast.QueryDocument, in Input, diags *diag.List) *lowerer {
	l := &lowerer{
		schema:    schema,
		scalars:   in.Scalars,
		unknown:   map[string]bool{},
		diags:     diags,
		pkg:       &ir.Package{Name: in.Package, GraphQL: true, Doc: ir.Doc{Description: clean(schema.Description)}},
		fragments: map[string]*ast.FragmentDefinition{},
		shared:    map[string]*ir.Decl{},
	}
	for _, f := range doc.Fragments {
		l.fragments[f.Name] = f
	}
	return l
}

// operations lowers every operation to a method of the client. Methods get
// their names first, because types are named after them.
func (l *lowerer) operations(defs ast.OperationList) {
	service := &ir.Service{TypeName: "Client", File: "operations"}
	var methods []names.Claim
	for _, def := range defs {
		op := &ir.Operation{
			ID:      def.Name,
			Doc:     ir.Doc{Description: commentText(def.Comment)},
			GraphQL: &ir.GraphQL{Mutation: def.Operation == ast.Mutation},
			Retry:   ir.RetrySafe,
			Pos:     position(def.Position),
		}
		if op.GraphQL.Mutation {
			op.Retry = ir.RetryUnsent
		}
		methods = append(methods, names.Claim{
			Key:    def.Name,
			Source: def.Name,
			Wants:  []string{names.Exported(def.Name)},
			Suffix: "Operation",
			Set:    func(name string) { op.Name, op.GraphQL.Func = name, name },
		})
		service.Ops = append(service.Ops, op)
		l.calls = append(l.calls, &call{def: def, op: op})
	}
	names.NewScope(names.OnClient).Settle(methods)
	for _, c := range l.calls {
		l.variables(c.op, c.def)
		l.result(c.op, c.def)
	}
	names.NewScope(names.InPackage).Settle(l.claims)
	l.pkg.Services = []*ir.Service{service}
}

// claim asks for a name in the package; key must not depend on the order of
// operations.
func (l *lowerer) claim(key, source string, set func(string), wants ...string) {
	l.claims = append(l.claims, names.Claim{Key: key, Source: source, Wants: wants, Suffix: "Object", Set: set})
}

// result finds the value that the operation is about: while a selection is a
// single object field, what the field holds is the result, so that callers get
// the report and not the namespaces around it.
func (l *lowerer) result(op *ir.Operation, def *ast.OperationDefinition) {
	root := l.schema.Query
	if op.GraphQL.Mutation {
		root = l.schema.Mutation
	}
	parent, sets := root, []ast.SelectionSet{def.SelectionSet}
	typ := ast.NonNullNamedType(root.Name, def.Position)
	for {
		fields := l.collect(sets, parent)
		if len(fields) != 1 || fields[0].conditional || len(fields[0].sets) == 0 {
			break
		}
		next := l.schema.Types[fields[0].def.Type.Name()]
		op.GraphQL.Unwrap = append(op.GraphQL.Unwrap, fields[0].key)
		parent, sets, typ = next, fields[0].sets, fields[0].def.Type
		if typ.Elem != nil || parent.IsAbstractType() {
			break
		}
	}
	s := &selection{lowerer: l, op: op.Name, known: map[string]*ir.Decl{}}
	op.Result = &ir.Result{Kind: ir.ResultJSON, Type: s.typeOf(typ, sets, []string{op.Name}, true)}
	markRoot(op.Result.Type)
}

// markRoot marks the declaration that an answer is decoded into.
func markRoot(t *ir.Type) {
	for t.Elem != nil {
		t = t.Elem
	}
	if t.Decl != nil {
		t.Decl.Root = true
	}
}

// commentText joins the comment lines right above an operation into paragraphs.
func commentText(group *ast.CommentGroup) string {
	if group == nil {
		return ""
	}
	var lines []string
	for _, c := range group.List {
		text := strings.TrimPrefix(c.Text(), " ")
		if strings.HasPrefix(strings.TrimSpace(text), "@genqlient") {
			continue
		}
		lines = append(lines, strings.TrimRight(text, " \t\r"))
	}
	return clean(strings.Join(lines, "\n"))
}

// clean trims a description; its wrapping and safety are emission's matter.
func clean(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

// docOf gives the documentation of a schema element with its deprecation.
func docOf(description string, directives ast.DirectiveList) ir.Doc {
	doc := ir.Doc{Description: clean(description)}
	if dep := directives.ForName("deprecated"); dep != nil {
		doc.Deprecated = "deprecated"
		if reason := dep.Arguments.ForName("reason"); reason != nil && reason.Value != nil && reason.Value.Raw != "" {
			doc.Deprecated = clean(reason.Value.Raw)
		}
	}
	return doc
}
