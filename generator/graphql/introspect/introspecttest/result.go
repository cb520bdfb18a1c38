// Package introspecttest answers introspection queries for tests, as servers of
// different ages do.
package introspecttest

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/keywright/keywright/generator/graphql/introspect"
)

// object is a JSON object.
type object = map[string]any

// Answer answers an introspection query for a schema in its definition language.
// A server that lacks features refuses a query that names them, as the
// specification has it; types are told as deep as the query asks.
func Answer(sdl, query string, has introspect.Features) ([]byte, error) {
	if refusals := refused(query, has); len(refusals) > 0 {
		return json.Marshal(object{"errors": refusals})
	}
	doc, err := parser.ParseSchema(&ast.Source{Name: "server.graphql", Input: sdl})
	if err != nil {
		return nil, err
	}
	depth := strings.Count(query[strings.Index(query, "fragment TypeRef"):], "ofType")
	w := &writer{has: has, depth: depth, kinds: map[string]ast.DefinitionKind{}}
	return json.Marshal(object{"data": object{"__schema": w.schema(doc)}})
}

// refused gives an error for each field and argument that a server doesn't know,
// in the words that most libraries use.
func refused(query string, has introspect.Features) (errs []object) {
	refuse := func(known bool, word, message string) {
		if !known && strings.Contains(query, word) {
			errs = append(errs, object{"message": message, "locations": []object{{"line": 1, "column": 1}}})
		}
	}
	refuse(has.OneOf, "isOneOf", `Cannot query field "isOneOf" on type "__Type".`)
	refuse(has.SpecifiedBy, "specifiedByURL", `Cannot query field "specifiedByURL" on type "__Type". Did you mean "specifiedByUrl"?`)
	refuse(has.Repeatable, "isRepeatable", `Cannot query field "isRepeatable" on type "__Directive".`)
	refuse(has.InputDeprecation, "inputFields(includeDeprecated", `Unknown argument "includeDeprecated" on field "__Type.inputFields".`)
	refuse(has.SchemaDescription, "__schema {\n    description", `Cannot query field "description" on type "__Schema".`)
	return errs
}

// writer writes a schema as introspection tells it.
type writer struct {
	has   introspect.Features
	depth int
	kinds map[string]ast.DefinitionKind
}

func (w *writer) schema(doc *ast.SchemaDocument) object {
	roots := map[ast.Operation]string{ast.Query: "Query", ast.Mutation: "Mutation", ast.Subscription: "Subscription"}
	description := ""
	if len(doc.Schema) > 0 {
		clear(roots)
		description = doc.Schema[0].Description
		for _, op := range doc.Schema[0].OperationTypes {
			roots[op.Operation] = op.Type
		}
	}
	types := []object{{"kind": "OBJECT", "name": "__Schema", "fields": []object{}}}
	for _, name := range []string{"Int", "Float", "String", "Boolean", "ID"} {
		types = append(types, object{"kind": "SCALAR", "name": name})
		w.kinds[name] = ast.Scalar
	}
	for _, def := range doc.Definitions {
		w.kinds[def.Name] = def.Kind
	}
	for _, def := range doc.Definitions {
		types = append(types, w.definition(def, doc))
	}
	directives := []object{{"name": "include", "locations": []string{"FIELD"}, "args": []object{}}}
	for _, d := range doc.Directives {
		directives = append(directives, object{
			"name": d.Name, "description": null(d.Description), "locations": d.Locations, "args": w.arguments(d.Arguments), "isRepeatable": d.IsRepeatable,
		})
	}
	out := object{"types": types, "directives": directives, "description": null(description)}
	for op, key := range map[ast.Operation]string{ast.Query: "queryType", ast.Mutation: "mutationType", ast.Subscription: "subscriptionType"} {
		out[key] = nil
		if _, declared := w.kinds[roots[op]]; declared {
			out[key] = object{"name": roots[op]}
		}
	}
	return out
}

func (w *writer) definition(def *ast.Definition, doc *ast.SchemaDocument) object {
	out := object{
		"kind": def.Kind, "name": def.Name, "description": null(def.Description), "fields": nil, "inputFields": nil, "interfaces": nil,
		"enumValues": nil, "possibleTypes": nil, "specifiedByURL": nil,
	}
	switch def.Kind {
	case ast.Scalar:
		if d := def.Directives.ForName("specifiedBy"); d != nil && w.has.SpecifiedBy {
			out["specifiedByURL"] = d.Arguments[0].Value.Raw
		}
	case ast.Object, ast.Interface:
		fields := []object{}
		for _, f := range def.Fields {
			fields = append(fields, w.deprecation(f.Directives, object{
				"name": f.Name, "description": null(f.Description), "args": w.arguments(f.Arguments), "type": w.ref(f.Type, w.depth),
			}))
		}
		out["fields"], out["interfaces"] = fields, w.refs(def.Interfaces)
	case ast.Union:
		out["possibleTypes"] = w.refs(def.Types)
	case ast.Enum:
		values := []object{}
		for _, v := range def.EnumValues {
			values = append(values, w.deprecation(v.Directives, object{"name": v.Name, "description": null(v.Description)}))
		}
		out["enumValues"] = values
	case ast.InputObject:
		out["isOneOf"] = def.Directives.ForName("oneOf") != nil && w.has.OneOf
		var args ast.ArgumentDefinitionList
		for _, f := range def.Fields {
			args = append(args, &ast.ArgumentDefinition{Name: f.Name, Description: f.Description, Type: f.Type, DefaultValue: f.DefaultValue, Directives: f.Directives})
		}
		out["inputFields"] = w.arguments(args)
	}
	return out
}

func (w *writer) arguments(args ast.ArgumentDefinitionList) []object {
	out := []object{}
	for _, a := range args {
		value := object{"name": a.Name, "description": null(a.Description), "type": w.ref(a.Type, w.depth), "defaultValue": nil}
		if a.DefaultValue != nil {
			value["defaultValue"] = introspect.Literal(a.DefaultValue)
		}
		if w.has.InputDeprecation {
			w.deprecation(a.Directives, value)
		}
		out = append(out, value)
	}
	return out
}

// deprecation adds what is told of it to an element.
func (w *writer) deprecation(directives ast.DirectiveList, element object) object {
	d := directives.ForName("deprecated")
	element["isDeprecated"], element["deprecationReason"] = d != nil, nil
	if d != nil {
		element["deprecationReason"] = "No longer supported"
		if reason := d.Arguments.ForName("reason"); reason != nil {
			element["deprecationReason"] = reason.Value.Raw
		}
	}
	return element
}

func (w *writer) refs(names []string) []object {
	out := []object{}
	for _, name := range names {
		out = append(out, object{"kind": w.kinds[name], "name": name, "ofType": nil})
	}
	return out
}

// ref writes a type as deep as it was asked for.
func (w *writer) ref(t *ast.Type, depth int) object {
	var out object
	var inner *ast.Type
	switch {
	case t.NonNull:
		nullable := *t
		nullable.NonNull = false
		out, inner = object{"kind": "NON_NULL", "name": nil}, &nullable
	case t.Elem != nil:
		out, inner = object{"kind": "LIST", "name": nil}, t.Elem
	default:
		return object{"kind": w.kinds[t.NamedType], "name": t.NamedType, "ofType": nil}
	}
	if depth > 0 {
		out["ofType"] = w.ref(inner, depth-1)
	}
	return out
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// Shuffled gives the same schema with its parts in another order.
func Shuffled(sdl string) (string, error) {
	doc, err := parser.ParseSchema(&ast.Source{Name: "server.graphql", Input: sdl})
	if err != nil {
		return "", err
	}
	slices.Reverse(doc.Definitions)
	slices.Reverse(doc.Directives)
	for _, def := range doc.Definitions {
		slices.Reverse(def.Fields)
		slices.Reverse(def.EnumValues)
		slices.Reverse(def.Types)
		slices.Reverse(def.Interfaces)
		for _, f := range def.Fields {
			slices.Reverse(f.Arguments)
		}
	}
	return string(introspect.Format(doc, introspect.AsGiven)), nil
}
