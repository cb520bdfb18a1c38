// This file turns the model of a description into the tables that emitted code
// would hand to the runtime, so that the command asks providers as clients do.

package main

import (
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/templates/client"
)

// describedAPI is the part of a description that is about servers and tokens.
func describedAPI(pkg *ir.Package) *client.API {
	api := &client.API{Name: pkg.Name, Title: pkg.Title, Runtime: client.Handshake1}
	for _, s := range pkg.Servers {
		api.Servers = append(api.Servers, client.Server{URL: s.URL, When: describedConditions(s.When), User: s.User})
	}
	for _, v := range pkg.Vars {
		variable := client.Variable{Key: v.Key, Default: v.Default}
		for _, value := range v.Values {
			variable.Values = append(variable.Values, value.Value)
		}
		for _, a := range v.Allowed {
			variable.Allowed = append(variable.Allowed, client.Allowed{When: client.Condition(a.When), Values: a.Values})
		}
		api.Variables = append(api.Variables, variable)
	}
	for _, s := range pkg.Schemes {
		api.Schemes = append(api.Schemes, describedScheme(s))
	}
	return api
}

func describedScheme(s *ir.Scheme) client.Scheme {
	scheme := client.Scheme{Key: s.Key, Kind: describedKind(s.Kind), Param: s.Param, Issuer: s.IssuerURL, Token: client.TokenStyle(s.Token)}
	for _, f := range s.Flows {
		flow := client.Flow{Kind: client.FlowKind(f.Kind), URLs: client.FlowURLs(f.URLs)}
		for _, v := range f.When {
			flow.When = append(flow.When, client.FlowVariant{When: describedConditions(v.When), URLs: client.FlowURLs(v.URLs)})
		}
		for _, sc := range f.Scopes {
			flow.Scopes = append(flow.Scopes, sc.Value)
		}
		scheme.Flows = append(scheme.Flows, flow)
	}
	return scheme
}

func describedKind(k ir.SchemeKind) client.SchemeKind {
	switch k {
	case ir.SchemeOAuth2:
		return client.OAuth2
	case ir.SchemeOpenID:
		return client.OpenIDConnect
	case ir.SchemeAPIKeyHeader:
		return client.APIKeyHeader
	case ir.SchemeAPIKeyQuery:
		return client.APIKeyQuery
	case ir.SchemeAPIKeyCookie:
		return client.APIKeyCookie
	case ir.SchemeBasic:
		return client.HTTPBasic
	case ir.SchemeBearer:
		return client.HTTPBearer
	default:
		return client.Unsupported
	}
}

func describedRequirements(list [][]ir.SchemeUse) []client.Requirement {
	var out []client.Requirement
	for _, together := range list {
		var r client.Requirement
		for _, use := range together {
			r = append(r, client.Use{Scheme: use.Scheme.Key, Scopes: use.Scopes})
		}
		out = append(out, r)
	}
	return out
}

func describedConditions(list []ir.Condition) []client.Condition {
	var out []client.Condition
	for _, c := range list {
		out = append(out, client.Condition(c))
	}
	return out
}
