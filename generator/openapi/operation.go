// This file lowers operations: each with its parameters, body, results,
// security and what is derived from them.

package openapi

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/names"
	"github.com/keywright/keywright/generator/tree"
)

// rawOp is an operation before it is lowered.
type rawOp struct {
	path    string
	method  string // upper case
	pathKey *tree.Node
	key     *tree.Node // of the method
	item    *openapi3.PathItem
	op      *openapi3.Operation
	node    *tree.Node

	out     *ir.Operation
	service *service
	name    *wish // what its types are named after
	owner   *owner
}

// operations lowers all operations in document order.
func (l *lowerer) operations() {
	ops := l.collect()
	l.checkIDs(ops)
	services := l.group(ops)
	l.nameMethods(services)
	for _, op := range ops {
		op.owner = &owner{}
		l.owners = append(l.owners, op.owner)
		l.operation(op)
	}
	l.splitAccess(ops)
	l.uncovered(ops)
	for _, s := range services {
		l.pkg.Services = append(l.pkg.Services, s.out)
		s.out.Ops = s.lowered()
		l.nameDerived(s)
	}
}

// collect lists the operations of all paths.
func (l *lowerer) collect() []*rawOp {
	var ops []*rawOp
	for key := range l.root.Get("paths").Pairs() {
		item := l.doc.Paths.Value(pathOf(key.Value))
		if item == nil || strings.HasPrefix(key.Value, "x-") {
			continue
		}
		for method, n := range l.node(item.Extensions).Pairs() {
			op := item.GetOperation(strings.ToUpper(method.Value))
			if method.Value != strings.ToLower(method.Value) || op == nil || !n.Is(tree.Mapping) {
				continue
			}
			ops = append(ops, &rawOp{path: pathOf(key.Value), method: strings.ToUpper(method.Value), pathKey: key, key: method, item: item, op: op, node: n, out: &ir.Operation{}})
		}
	}
	return ops
}

// checkIDs reports operationIds that are given twice: references to them, the
// fake's and the configuration's, would be ambiguous.
func (l *lowerer) checkIDs(ops []*rawOp) {
	first := map[string]*rawOp{}
	for _, op := range ops {
		id := op.op.OperationID
		if id == "" {
			continue
		}
		if f := first[id]; f != nil {
			l.diags.Errorf(op.node.Get("operationId").Pos(), "duplicate-operation-id", "give one of them another operationId",
				"the operationId %q is taken by %s %s at line %d", id, f.method, f.path, f.key.Pos().Line)
			op.op.OperationID = ""
			continue
		}
		first[id] = op
	}
}

// operation lowers one operation.
func (l *lowerer) operation(r *rawOp) {
	o := r.out
	o.ID, o.Method, o.Path, o.Pos = r.op.OperationID, r.method, r.path, r.key.Pos()
	if o.ID == "" {
		o.ID = strings.ToLower(r.method) + names.Exported(r.path)
	}
	o.Doc = newDoc(orElse(r.op.Summary, r.item.Summary), orElse(r.op.Description, r.item.Description))
	o.Doc.Deprecated, o.Doc.URL = deprecation(r.op.Deprecated, r.node), docURL(r.node)
	l.parameters(r)
	l.body(r)
	l.emptyBody(r)
	l.nameArguments(o, r)
	l.responses(r)
	l.security(r)
	l.servers(r)
	l.retryClass(r)
	l.paging(r)
	l.stream(r)
}

// emptyBody drops the optional body of a call that only reads or deletes, where
// the description says of it that it has no properties: some frameworks write
// one for every operation.
func (l *lowerer) emptyBody(r *rawOp) {
	b := r.out.Body
	if b == nil || b.Required || r.op.RequestBody == nil || r.op.RequestBody.Value == nil || !slices.Contains([]string{"GET", "HEAD", "DELETE"}, r.method) {
		return
	}
	for _, media := range r.op.RequestBody.Value.Content {
		if media.Schema == nil || media.Schema.Value == nil || media.Schema.Ref != "" {
			return
		}
		n := l.node(media.Schema.Value.Extensions)
		if props := n.Get("properties"); props == nil || props.Len() > 0 || n.Get("additionalProperties").Is(tree.Mapping) || n.Get("allOf") != nil {
			return
		}
	}
	r.out.Body = nil
}

// servers lowers servers that the operation or its path has instead of the
// document's.
func (l *lowerer) servers(r *rawOp) {
	n := r.node.Get("servers")
	if n == nil {
		n = l.node(r.item.Extensions).Get("servers")
	}
	if n == nil {
		return
	}
	r.out.Servers, l.pkg.Vars = LowerServers(n, l.pkg.Vars, l.diags)
}

// security lowers what the operation asks for, or the document does.
func (l *lowerer) security(r *rawOp) {
	n := r.node.Get("security")
	if n == nil {
		n = l.root.Get("security")
	}
	alternatives := LowerRequirements(n, l.pkg.Schemes, l.diags)
	if alternatives == nil {
		return
	}
	var served [][]ir.SchemeUse
	var missing string
	for _, uses := range alternatives {
		uses = slices.DeleteFunc(uses, func(u ir.SchemeUse) bool { return l.isMutualTLS(u.Scheme) })
		i := slices.IndexFunc(uses, func(u ir.SchemeUse) bool { return u.Scheme.Kind == ir.SchemeUnsupported })
		if i >= 0 {
			missing = uses[i].Scheme.Key
			continue
		}
		served = append(served, uses)
	}
	if len(served) == 0 {
		l.diags.Errorf(orNode(n, r.key).Pos(), "unsupported-security", "add an alternative with an API key, a bearer token, basic authentication or OAuth 2.0",
			"the security scheme %q of %s %s is of a type that keywright can't serve", missing, r.method, r.path)
	}
	r.out.Security = served
}

// isMutualTLS holds for the scheme that the connection serves, not the request.
func (l *lowerer) isMutualTLS(s *ir.Scheme) bool {
	return scalar(l.root.Get("components", "securitySchemes", s.Key, "type")) == "mutualTLS"
}

// uncovered warns of operations that name no security scheme where others do,
// once: many descriptions have public operations, and few say so.
func (l *lowerer) uncovered(ops []*rawOp) {
	if len(l.pkg.Schemes) == 0 || l.root.Get("security") != nil {
		return
	}
	var first *rawOp
	count := 0
	for _, op := range ops {
		if op.node.Get("security") == nil {
			if first == nil {
				first = op
			}
			count++
		}
	}
	if first == nil {
		return
	}
	l.diags.Warnf(first.key.Pos(), "uncovered-operation",
		`add "security:" to the operations or to the document; "security: []" says that an operation needs none`,
		"no security scheme covers %d of the %d operations, %s %s first; they are called without credentials", count, len(ops), first.method, first.path)
}

// splitAccess decides whether the client has a user's half, and which
// operations belong to it: those with scopes that only users' flows offer.
func (l *lowerer) splitAccess(ops []*rawOp) {
	app, user := false, false
	for _, s := range l.pkg.Schemes {
		for _, f := range s.Flows {
			app, user = app || !f.Kind.IsUser(), user || f.Kind.IsUser()
		}
	}
	if !app || !user {
		return
	}
	for _, r := range ops {
		o := r.out
		o.UserOnly = len(o.Security) > 0 && !slices.ContainsFunc(o.Security, func(uses []ir.SchemeUse) bool {
			return !slices.ContainsFunc(uses, userOnly)
		})
		l.pkg.SplitAccess = l.pkg.SplitAccess || o.UserOnly
	}
}

// userOnly reports whether an application's own token can't meet the use.
func userOnly(u ir.SchemeUse) bool {
	if u.Scheme.Kind != ir.SchemeOAuth2 || len(u.Scheme.Flows) == 0 {
		return false
	}
	app := map[string]bool{}
	offered := map[string]bool{}
	hasApp := false
	for _, f := range u.Scheme.Flows {
		hasApp = hasApp || !f.Kind.IsUser()
		for _, s := range f.Scopes {
			offered[s.Value] = true
			if !f.Kind.IsUser() {
				app[s.Value] = true
			}
		}
	}
	return !hasApp || slices.ContainsFunc(u.Scopes, func(s string) bool { return offered[s] && !app[s] })
}
