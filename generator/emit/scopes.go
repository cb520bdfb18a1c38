// Constants for the scopes of security schemes.

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// scopeGroup is the constants of one scheme's scopes.
type scopeGroup struct {
	scheme *ir.Scheme
	scopes []ir.ScopeValue
}

// planScopes names the constants. A scope that several flows or schemes share is
// one constant.
func (g *generator) planScopes() {
	values := map[string]string{} // by the model's name
	for _, s := range g.pkg.Schemes {
		group := scopeGroup{scheme: s}
		for _, flow := range s.Flows {
			for _, scope := range flow.Scopes {
				if value, ok := values[scope.Name]; scope.Name == "" || ok && value == scope.Value {
					continue
				}
				values[scope.Name] = scope.Value
				scope.Name = g.names.pick(scope.Name, "the scope "+scope.Value)
				group.scopes = append(group.scopes, scope)
			}
		}
		if len(group.scopes) > 0 {
			g.scopes = append(g.scopes, group)
		}
	}
}

// scopeConstants emits
//
//	// Scopes of oauth2.
//	const (
//		// Read a user's characters.
//		ScopeWowProfile = "wow.profile"
//	)
func (g *generator) scopeConstants(f *jen.File) {
	for _, group := range g.scopes {
		var defs []jen.Code
		for _, scope := range group.scopes {
			if doc := fieldDoc(scope.Doc); doc != "" {
				defs = append(defs, comment(doc))
			}
			defs = append(defs, jen.Id(scope.Name).Op("=").Add(lit(scope.Value)))
		}
		f.Add(comment("Scopes of " + oneLine(group.scheme.Key) + ".")).Line().Const().Defs(defs...).Line()
	}
}
