// Constants for the scopes of security schemes.

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// scopeList is a scheme's scopes, each name once.
func scopeList(s *ir.Scheme) []ir.ScopeValue {
	var out []ir.ScopeValue
	seen := map[string]bool{}
	for _, flow := range s.Flows {
		for _, scope := range flow.Scopes {
			if scope.Name != "" && !seen[scope.Name] {
				seen[scope.Name] = true
				out = append(out, scope)
			}
		}
	}
	return out
}

func (g *generator) hasScopes() bool {
	for _, s := range g.pkg.Schemes {
		if len(scopeList(s)) > 0 {
			return true
		}
	}
	return false
}

// scopes emits
//
//	// Scopes of oauth2.
//	const (
//		// Read a user's characters.
//		ScopeWowProfile = "wow.profile"
//	)
func (g *generator) scopes(f *jen.File) {
	for _, s := range g.pkg.Schemes {
		list := scopeList(s)
		if len(list) == 0 {
			continue
		}
		var defs []jen.Code
		for _, scope := range list {
			if doc := fieldDoc(scope.Doc); doc != "" {
				defs = append(defs, comment(doc))
			}
			defs = append(defs, jen.Id(scope.Name).Op("=").Add(lit(scope.Value)))
		}
		f.Add(comment("Scopes of " + oneLine(s.Key) + ".")).Line().Const().Defs(defs...).Line()
	}
}
