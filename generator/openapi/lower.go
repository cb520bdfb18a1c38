// This file is the lowering itself: what is lowered in which order, and the
// ways from a kin-openapi object back to its place in the document.

package openapi

import (
	"github.com/getkin/kin-openapi/openapi3"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/tree"
)

// lowerer holds what is known while a document is lowered.
type lowerer struct {
	in    Input
	m     *mender
	doc   *openapi3.T
	root  *tree.Node
	diags *diag.List
	out   *Output
	pkg   *ir.Package

	comps   map[string]*loweredComponent     // by name in the mended document
	heirs   map[string][]*loweredComponent   // of a component, by its name
	pointed map[*tree.Node]*loweredComponent // what references lead to that is no component of the document
	owners  []*owner                         // whose types are emitted together, in order
	wishes  []*wish                          // names to be settled
	flats   map[*openapi3.Schema]*flat
	active  map[*openapi3.Schema]bool // being flattened
	inline  inline
	access  *Access
	ambient *ambient
	named   map[*ir.Decl]*wish
	merging int                // depth of objects merged of cases
	shared  map[any]typed      // of parameters, bodies and responses that are components
	binary  map[*ir.Field]bool // described as binary
	uris    map[*ir.Field]bool // described as a URL
	files   map[*ir.Decl]bool  // with parts that are files
}

// owner is a component or an operation with the types declared for it.
type owner struct{ decls []*ir.Decl }

// newLowerer prepares the lowering of one document.
func newLowerer(in Input, m *mender, doc *openapi3.T, root *tree.Node, diags *diag.List, out *Output) *lowerer {
	return &lowerer{
		in: in, m: m, doc: doc, root: root, diags: diags, out: out,
		comps:   make(map[string]*loweredComponent),
		pointed: make(map[*tree.Node]*loweredComponent),
		flats:   make(map[*openapi3.Schema]*flat),
		active:  make(map[*openapi3.Schema]bool),
		inline:  newInline(),
		named:   make(map[*ir.Decl]*wish),
		shared:  make(map[any]typed),
		binary:  make(map[*ir.Field]bool),
		uris:    make(map[*ir.Field]bool),
		files:   make(map[*ir.Decl]bool),
	}
}

// lower makes the package: what all operations share, the components' types,
// the operations, and at last the names.
func (l *lowerer) lower() *ir.Package {
	l.pkg = &ir.Package{Name: l.in.Package, Source: l.in.File, Limits: LowerLimits(l.root.Get("x-keywright-limit"), l.diags)}
	l.info()
	l.access = LowerAccess(l.root, l.diags)
	l.pkg.Vars, l.pkg.Servers, l.pkg.Schemes = l.access.Vars, l.access.Servers, l.access.Schemes
	l.ambient = newAmbient(l.pkg.Vars)
	l.components()
	l.operations()
	for _, o := range l.owners {
		l.pkg.Types = append(l.pkg.Types, o.decls...)
	}
	l.settleNames()
	l.finish()
	return l.pkg
}

// info reads title, version and description.
func (l *lowerer) info() {
	info := l.root.Get("info")
	l.pkg.Title = oneLine(scalar(info.Get("title")))
	l.pkg.Version = oneLine(scalar(info.Get("version")))
	l.pkg.Doc = newDoc(scalar(info.Get("summary")), scalar(info.Get("description")))
	l.pkg.Doc.URL = docURL(l.root)
}

// components lowers the document's own schemas in order, and gives each its
// owner; those that references alone lead to follow where they are met.
func (l *lowerer) components() {
	for _, c := range l.m.components {
		if c.of == objSchema && (c.own || c.used) {
			o := &owner{}
			l.owners = append(l.owners, o)
			lc := &loweredComponent{component: c, owner: o}
			l.comps[c.key] = lc
			if !c.own {
				l.pointed[c.node] = lc
			}
		}
	}
	l.heirs = l.inheritors()
	for _, c := range l.m.components {
		if lc := l.comps[c.key]; c.of == objSchema && lc != nil {
			l.component(lc)
		}
	}
}

// node finds the tree node of a kin-openapi object by its extensions.
func (l *lowerer) node(ext map[string]any) *tree.Node {
	if i, ok := ext[nodeKey].(float64); ok && int(i) < len(l.m.nodes) {
		return l.m.nodes[int(i)]
	}
	return nil
}

// use is the node where a schema is used: the reference, where it is one.
func (l *lowerer) use(ref *openapi3.SchemaRef) *tree.Node {
	switch {
	case ref == nil:
		return nil
	case ref.Ref != "" || ref.Value == nil:
		return l.node(ref.Extensions)
	default:
		return l.node(ref.Value.Extensions)
	}
}

// degraded warns that something is emitted in a lesser form than described.
func (l *lowerer) degraded(n *tree.Node, code, hint, msg string) {
	l.diags.Add(diag.Diagnostic{Severity: diag.Warning, Code: code, Pos: n.Pos(), Msg: msg, Hint: hint, Degraded: true})
}

// jsonText is a node as compact JSON, or "" for none.
func jsonText(n *tree.Node) string {
	if n == nil {
		return ""
	}
	return string(n.AppendJSON(nil))
}

// scalar is the text of a scalar, whatever its kind, or "".
func scalar(n *tree.Node) string {
	if n.Is(tree.String, tree.Int, tree.Float, tree.Bool) {
		return n.Value
	}
	return ""
}

// elements are the elements of a sequence; nil for anything else.
func elements(n *tree.Node) []*tree.Node {
	if n.Is(tree.Sequence) {
		return n.Items
	}
	return nil
}
