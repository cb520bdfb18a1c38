// Root types: which types queries and mutations begin at, where a schema says
// it badly or not at all.

package graphql

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/keywright/keywright/generator/diag"
)

const codeRoot = "graphql-root"

// roots settles the root types in one schema definition. Without any the types
// with the usual names are the roots, which validators know.
func (n *normaliser) roots() {
	if len(n.doc.Schema) == 0 && len(n.doc.SchemaExtension) == 0 {
		if n.types["Query"] == nil {
			n.guessQuery()
		}
		return
	}
	root := &ast.SchemaDefinition{}
	for _, s := range slices.Concat(n.doc.Schema, n.doc.SchemaExtension) {
		if root.Position == nil {
			root.Position = s.Position
		}
		if root.Description == "" {
			root.Description = s.Description
		}
		root.Directives = append(root.Directives, s.Directives...)
		for _, op := range s.OperationTypes {
			n.root(root, op)
		}
	}
	n.doc.Schema, n.doc.SchemaExtension = ast.SchemaDefinitionList{root}, nil
	if operationOf(root, ast.Query) == nil && n.types["Query"] != nil {
		n.warnf(root.Position, codeRoot, "add `query: Query`", "the schema block names no query type; the type Query is taken")
		root.OperationTypes = append(root.OperationTypes, &ast.OperationTypeDefinition{Operation: ast.Query, Type: "Query", Position: root.Position})
	}
}

func operationOf(root *ast.SchemaDefinition, op ast.Operation) *ast.OperationTypeDefinition {
	for _, o := range root.OperationTypes {
		if o.Operation == op {
			return o
		}
	}
	return nil
}

// root adds one entry of a schema block.
func (n *normaliser) root(root *ast.SchemaDefinition, op *ast.OperationTypeDefinition) {
	first := operationOf(root, op.Operation)
	switch {
	case first != nil:
		n.warnf(op.Position, codeDuplicate, "keep one of them", "the %s type is already said to be %s at %s; that counts", op.Operation, first.Type, position(first.Position))
		return
	case n.types[op.Type] == nil && op.Operation != ast.Query:
		n.warnf(op.Position, codeRoot, n.nearType(op.Type), "the %s type %s isn't declared; the schema has no %ss", op.Operation, op.Type, op.Operation)
		return
	case n.types[op.Type] == nil && n.types["Query"] != nil:
		n.warnf(op.Position, codeRoot, n.nearType(op.Type), "the query type %s isn't declared; the type Query is taken", op.Type)
		op.Type = "Query"
	}
	root.OperationTypes = append(root.OperationTypes, op)
}

func (n *normaliser) nearType(name string) string {
	var names []string
	for known := range n.types {
		names = append(names, known)
	}
	slices.Sort(names)
	if near, ok := diag.Nearest(name, names); ok {
		return "did you mean " + near + "?"
	}
	return "declare the type, or correct the schema block"
}

// guessQuery takes a type that is called like a query root, where it is the
// only one.
func (n *normaliser) guessQuery() {
	var found *ast.Definition
	for _, name := range []string{"QueryRoot", "RootQuery", "RootQueryType", "QueryType", "query", "query_root", "Queries", "Root"} {
		if def := n.types[name]; def != nil && def.Kind == ast.Object {
			if found != nil {
				return
			}
			found = def
		}
	}
	if found == nil {
		return
	}
	n.warnf(found.Position, codeRoot, "add `schema { query: "+found.Name+" }`", "the schema doesn't say which type queries begin at; %s is taken", found.Name)
	root := &ast.SchemaDefinition{Position: found.Position}
	root.OperationTypes = append(root.OperationTypes, &ast.OperationTypeDefinition{Operation: ast.Query, Type: found.Name, Position: found.Position})
	for op, names := range map[ast.Operation][]string{
		ast.Mutation:     {"Mutation", "MutationRoot", "RootMutation", "RootMutationType", "MutationType", "mutation_root"},
		ast.Subscription: {"Subscription", "SubscriptionRoot", "RootSubscription", "SubscriptionType", "subscription_root"},
	} {
		for _, name := range names {
			if def := n.types[name]; def != nil && def.Kind == ast.Object && operationOf(root, op) == nil {
				root.OperationTypes = append(root.OperationTypes, &ast.OperationTypeDefinition{Operation: op, Type: name, Position: def.Position})
			}
		}
	}
	n.doc.Schema = ast.SchemaDefinitionList{root}
}
