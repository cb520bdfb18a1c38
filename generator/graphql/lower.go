// Lowering: the schema and the operations in, a package of the model out. The
// user's own operations are methods of the client itself, those derived from
// the schema of services.

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
	Shapes     *ir.Shapes         // types of scalars that hide one; may be nil
	Derive     *Derive            // nil: no operations are derived from the schema
	Fields     []FieldRule        // what the config says of single fields
	Points     *PointsRule        // the budget of points; nil: there is none
}

// Output is the lowered package and genqlient's plumbing beside it.
type Output struct {
	Package *ir.Package
	Files   []File
	Derived []File // derived operations as GraphQL, named relative to their folder
}

// File is one file of output: of genqlient's, named relative to the package's
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
	rules := newRules(schema, in.Fields, diags)
	doc := &ast.QueryDocument{}
	if len(in.Operations) > 0 || in.Derive == nil {
		doc = loadOperations(schema, in.Operations, diags)
	}
	if doc == nil || diags.HasErrors() {
		return nil
	}
	l := newLowerer(schema, doc, in, diags)
	l.shapes = newShapes(schema, in.Shapes, diags)
	l.rules = rules
	derived := l.derive(doc, in.Derive)
	renameVariables(doc)
	l.operations(doc.Operations)
	l.examples(in.Operations, diags)
	l.pkg.GraphQLAPI = l.api(in.Points, diags)
	if diags.HasErrors() {
		return nil
	}
	selectAlong(schema, in.Points, l.pkg.GraphQLAPI.Points, l.calls)
	files := plumbing(schema, doc, l.calls, diags)
	if files == nil {
		return nil
	}
	return &Output{Package: l.pkg, Files: files, Derived: derived}
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
	shapes    *shapes
	shared    map[string]*ir.Decl // enums and input objects by schema name, fragments by "fragment " + name
	calls     []*call
	rules     rules
	derived   map[*ast.OperationDefinition]*derived
	models    *models // of derived operations
	variants  []*ir.Variant
	// leafFragment names the fragment of a type's leaves in derived operations.
	leafFragment func(def *ast.Definition) string
}

// call pairs an operation of the document with its method.
type call struct {
	def     *ast.OperationDefinition
	op      *ir.Operation
	derived *derived // nil for the user's own
	base    string   // what the call's types are named after
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
		derived:   map[*ast.OperationDefinition]*derived{},
	}
	for _, f := range doc.Fragments {
		l.fragments[f.Name] = f
	}
	l.models = newModels(l)
	return l
}

// operations lowers every operation to a method. Methods get their names first,
// because types are named after them.
func (l *lowerer) operations(defs ast.OperationList) {
	own := &ir.Service{TypeName: "Client", File: "operations"}
	var onClient []names.Claim
	for _, def := range defs {
		c := &call{def: def, derived: l.derived[def], op: &ir.Operation{
			ID:      def.Name,
			Doc:     ir.Doc{Description: commentText(def.Comment)},
			GraphQL: &ir.GraphQL{Mutation: def.Operation == ast.Mutation},
			Retry:   ir.RetrySafe,
			Pos:     position(def.Position),
		}}
		if c.op.GraphQL.Mutation {
			c.op.Retry = ir.RetryUnsent
		}
		l.calls = append(l.calls, c)
		if c.derived != nil {
			continue
		}
		own.Ops = append(own.Ops, c.op)
		onClient = append(onClient, names.Claim{
			Key:    def.Name,
			Source: def.Name,
			Wants:  []string{names.Exported(def.Name)},
			Suffix: "Operation",
			Set:    func(name string) { c.op.Name, c.op.GraphQL.Func, c.base = name, name, name },
		})
	}
	if len(own.Ops) > 0 {
		l.pkg.Services = append(l.pkg.Services, own)
	}
	names.NewScope(names.OnClient).Settle(append(onClient, l.services()...))
	for _, c := range l.calls {
		l.variables(c.op, c.def, c.base)
		if c.derived != nil {
			l.derivedResult(c)
			continue
		}
		l.result(c.op, c.def)
	}
	l.models.settle()
	l.joinShapes()
	names.NewScope(names.InPackage).Settle(l.claims)
	for _, v := range l.variants {
		v.Name = v.Type.Decl.Name
	}
	l.paging()
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
