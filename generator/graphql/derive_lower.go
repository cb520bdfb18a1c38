// Lowering derived operations: they join the document with the user's own, and
// become methods of services over shared models.

package graphql

import (
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/names"
)

// fragmentsFile has the fragments that derived operations share.
const fragmentsFile = "fragments.graphql"

// derive adds the derived operations to the document, and gives their files.
func (l *lowerer) derive(doc *ast.QueryDocument, in *Derive) []File {
	if in == nil {
		return nil
	}
	var taken []string
	for _, op := range doc.Operations {
		taken = append(taken, op.Name, names.Exported(op.Name))
	}
	own := maps.Clone(l.fragments)
	d := derive(l.schema, l.rules, in, taken, func(name string) bool { return own[name] != nil })
	l.leafFragment = d.fragmentName
	files := []File{{Name: fragmentsFile, Content: []byte(d.fragments())}}
	taken = []string{fragmentsFile}
	part := &ast.QueryDocument{}
	for _, op := range d.ops {
		f := File{Name: op.file(&taken), Content: []byte(d.print(op))}
		files = append(files, f)
		if def := l.parse(part, in, f); def != nil {
			l.derived[def] = op
		}
	}
	l.parse(part, in, files[0])
	for _, f := range part.Fragments {
		l.fragments[f.Name] = f
	}
	// They are valid by their making, so that it is enough to tie them to the
	// schema; genqlient validates once more.
	validator.Walk(l.schema, part, &validator.Events{})
	doc.Operations = append(doc.Operations, part.Operations...)
	doc.Fragments = append(doc.Fragments, part.Fragments...)
	return files
}

// parse adds a file of derived operations to a document and gives its operation.
func (l *lowerer) parse(doc *ast.QueryDocument, in *Derive, f File) *ast.OperationDefinition {
	part, err := parser.ParseQuery(&ast.Source{Name: in.Dir + "/" + f.Name, Input: string(f.Content)})
	if err != nil {
		addError(l.diags, "graphql-derive", err, "exclude the field that the file is named after, and report this")
		return nil
	}
	doc.Operations = append(doc.Operations, part.Operations...)
	doc.Fragments = append(doc.Fragments, part.Fragments...)
	if len(part.Operations) == 0 {
		return nil
	}
	return part.Operations[0]
}

// file names an operation's file, by a name that none has yet.
func (d *derived) file(taken *[]string) string {
	words := names.Words(d.name)
	for i, w := range words {
		words[i] = strings.ToLower(w)
	}
	base := strings.Join(words, "_")
	name := base + ".graphql"
	for slices.Contains(*taken, name) {
		base += "_2"
		name = base + ".graphql"
	}
	*taken = append(*taken, name)
	return name
}

// services makes the services of derived operations, in the schema's order, and
// gives what they want to be called.
func (l *lowerer) services() (claims []names.Claim) {
	known := map[string]*ir.Service{}
	for _, c := range l.calls {
		if c.derived == nil {
			continue
		}
		wish := c.derived.service
		svc := known[wish]
		if svc == nil {
			svc = &ir.Service{Doc: l.serviceDoc(c.derived)}
			known[wish] = svc
			l.pkg.Services = append(l.pkg.Services, svc)
			claims = append(claims, names.Claim{Key: "service " + wish, Wants: []string{wish}, Suffix: "Service", Set: func(name string) { svc.Name, svc.File = name, name }})
			l.claim("service "+wish, "", func(name string) { svc.TypeName = name }, wish+"Service", wish+"Operations")
		}
		c.op.Name, c.op.GraphQL.Func, c.base = c.derived.method, c.derived.name, c.derived.name
		c.op.UserOnly = c.derived.user
		for _, s := range c.derived.route {
			c.op.GraphQL.Path = append(c.op.GraphQL.Path, s.key())
		}
		target := c.derived.target().field
		c.op.Doc = docOf(target.Description, target.Directives)
		svc.Ops = append(svc.Ops, c.op)
	}
	return claims
}

// serviceDoc is what the schema says of a namespace: of its type, else of the
// field that leads there.
func (l *lowerer) serviceDoc(d *derived) ir.Doc {
	for _, s := range slices.Backward(d.route) {
		def := l.schema.Types[s.field.Type.Name()]
		if names.Exported(s.field.Name) != d.service {
			continue
		}
		if doc := docOf(def.Description, nil); doc.Description != "" {
			return doc
		}
		return docOf(s.field.Description, s.field.Directives)
	}
	return ir.Doc{}
}

// derivedResult lowers the result of a derived operation: the model of what it
// is about, or a leaf.
func (l *lowerer) derivedResult(c *call) {
	root := l.schema.Query
	if c.op.GraphQL.Mutation {
		root = l.schema.Mutation
	}
	on, sets := root, []ast.SelectionSet{c.def.SelectionSet}
	var at *field
	for range c.derived.route[:c.derived.at+1] {
		fields := l.collect(sets, on)
		if len(fields) == 0 {
			l.diags.Errorf(diag.Pos{}, "graphql-derive", "exclude the field and report this", "the derived operation %s selects nothing", c.derived.name)
			return
		}
		at = fields[0]
		c.op.GraphQL.Unwrap = append(c.op.GraphQL.Unwrap, at.key)
		on, sets = l.schema.Types[at.def.Type.Name()], at.sets
	}
	if len(at.sets) > 0 {
		c.op.Result = &ir.Result{Kind: ir.ResultJSON, Type: l.models.typeOf(at.def.Type, at.sets)}
		markRoot(c.op.Result.Type)
		return
	}
	leaf := l.models.structField(at, nil)
	c.op.GraphQL.Guard = leaf.Guard
	c.op.Result = &ir.Result{Kind: ir.ResultJSON, Type: leaf.Type, Nullable: !at.def.Type.NonNull && leaf.Type.IsScalar()}
	if leaf.Type.IsStruct() {
		markRoot(leaf.Type)
	}
}
