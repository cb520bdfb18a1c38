// Operations as data: what the runtime needs to know of each, beside its method.

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// operationVar emits
//
//	var opRealmGet = client.Operation{
//		Name:     "Realm.Get",
//		ID:       "getRealm",
//		Method:   "GET",
//		Path:     "/data/wow/realm/{realmSlug}",
//		Security: []client.Requirement{{{Scheme: "oauth2"}}},
//		Retry:    client.RetrySafe,
//		Accept:   "application/json",
//	}
func (g *generator) operationVar(svc *ir.Service, op *ir.Operation) jen.Code {
	return jen.Var().Id(g.opVars[op]).Op("=").Add(g.client("Operation")).Add(multiline(g.operationData(svc, op)...))
}

// operationData are the fields of a client.Operation.
func (g *generator) operationData(svc *ir.Service, op *ir.Operation) []jen.Code {
	items := []jen.Code{
		pair("Name", lit(qualifiedName(svc, op))),
		pair("ID", lit(op.ID)),
		pair("Method", lit(op.Method)),
		pair("Path", lit(op.Path)),
	}
	items = appendTable(items, "Ambient", g.client("AmbientParam"), g.ambientData(op))
	items = appendRow(items, "Security", g.client("Requirement"), requirements(op))
	items = appendTable(items, "Servers", g.client("Server"), g.servers(op.Servers))
	switch op.Retry {
	case ir.RetrySafe:
		items = append(items, pair("Retry", g.client("RetrySafe")))
	case ir.RetryKeyed:
		items = append(items, pair("Retry", g.client("RetryKeyed")))
		if op.KeyHeader != "Idempotency-Key" {
			items = appendText(items, "KeyHeader", op.KeyHeader)
		}
	}
	if op.Body != nil && op.Body.Required {
		items = append(items, pair("NeedsBody", jen.True()))
	}
	if op.Result != nil {
		items = appendText(items, "Accept", op.Result.ContentType)
	}
	return appendTable(items, "Errors", g.client("ErrorBody"), g.errorData(op))
}

// qualifiedName is the method as a reader calls it: Realm.Get.
func qualifiedName(svc *ir.Service, op *ir.Operation) string {
	if svc.Name == "" {
		return op.Name
	}
	return svc.Name + "." + op.Name
}

func (g *generator) ambientData(op *ir.Operation) []jen.Code {
	var rows []jen.Code
	for _, a := range op.Ambient {
		items := []jen.Code{pair("Key", lit(a.Key)), pair("In", g.place(a.In)), pair("Template", lit(a.Template))}
		items = appendText(items, "Pattern", a.Pattern)
		if a.Required {
			items = append(items, pair("Required", jen.True()))
		}
		rows = append(rows, inline(items...))
	}
	return rows
}

func (g *generator) place(w ir.Where) jen.Code {
	switch w {
	case ir.InPath:
		return g.client("InPath")
	case ir.InHeader:
		return g.client("InHeader")
	case ir.InCookie:
		return g.client("InCookie")
	default:
		return g.client("InQuery")
	}
}

// requirements renders the alternatives: {{Scheme: "oauth2", Scopes: …}}.
func requirements(op *ir.Operation) []jen.Code {
	var rows []jen.Code
	for _, alternative := range op.Security {
		var uses []jen.Code
		for _, use := range alternative {
			uses = append(uses, inline(appendStrings([]jen.Code{pair("Scheme", lit(use.Scheme.Key))}, "Scopes", use.Scopes)...))
		}
		rows = append(rows, inline(uses...))
	}
	return rows
}

// errorData renders typed error bodies:
//
//	{Status: "404", Decode: readProblem}
func (g *generator) errorData(op *ir.Operation) []jen.Code {
	var rows []jen.Code
	for _, e := range op.Errors {
		if e.Type == nil {
			continue
		}
		rows = append(rows, inline(pair("Status", lit(e.Status)), pair("Decode", g.errorReader(e.Type))))
	}
	return rows
}
