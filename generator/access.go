// This file gives the model of a GraphQL client what a schema has no words for
// and the config says instead: servers, variables, security, custom scalars.

package generator

import (
	"maps"
	"slices"
	"strings"

	"github.com/keywright/keywright/generator/config"
	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/openapi"
)

// access fills in a GraphQL client's package from its entry in the config,
// which uses OpenAPI's words and is lowered by the same code. What that mends in
// a third party's document is an error in the user's own config.
func access(c *config.Client, pkg *ir.Package, diags *diag.List) {
	var own diag.List
	lowerAccess(c, pkg, &own)
	for _, d := range own.All() {
		if slices.Contains([]string{"unknown-scheme", "unknown-scheme-type", "wrong-kind", "bad-scheme", "stray-quote"}, d.Code) {
			d.Severity = diag.Error
			d.Msg, _, _ = strings.Cut(d.Msg, "; taken as ")
		}
		diags.Add(d)
	}
}

func lowerAccess(c *config.Client, pkg *ir.Package, diags *diag.List) {
	pkg.Vars = openapi.LowerAmbient(c.Ambient, diags)
	pkg.Servers, pkg.Vars = openapi.LowerServers(c.Servers, pkg.Vars, diags)
	pkg.Schemes = openapi.LowerSecurity(c.SecuritySchemes, pkg.Vars, diags)
	splitAccess(c, pkg, diags)
	if c.Security == nil {
		return
	}
	security := openapi.LowerRequirements(c.Security, pkg.Schemes, diags)
	for _, s := range pkg.Services {
		for _, op := range s.Ops {
			op.Security = security
		}
	}
}

// splitAccess has what only a user's token opens hang on Client.User, which needs
// a scheme that users log in by.
func splitAccess(c *config.Client, pkg *ir.Package, diags *diag.List) {
	login := slices.ContainsFunc(pkg.Schemes, func(s *ir.Scheme) bool {
		return s.Kind == ir.SchemeOpenID || slices.ContainsFunc(s.Flows, func(f *ir.Flow) bool { return f.Kind.IsUser() })
	})
	for _, s := range pkg.Services {
		for _, op := range s.Ops {
			op.UserOnly = op.UserOnly && login
			pkg.SplitAccess = pkg.SplitAccess || op.UserOnly
		}
	}
	for _, f := range c.Fields {
		if f.User && !login {
			diags.Warnf(f.Pos, "no-login", "add a flow for users to `security-schemes`, such as authorizationCode",
				"%s.%s is for users, but no security scheme has a flow that they log in by; it hangs on the client like others", f.Type, f.Field)
		}
	}
}

// scalarKinds maps the words that `scalars` takes, JSON Schema's types and
// OpenAPI's formats, to kinds of the model.
func scalarKinds() map[string]ir.Kind {
	return map[string]ir.Kind{
		"string": ir.KindString, "boolean": ir.KindBool,
		"int32": ir.KindInt32, "int64": ir.KindInt64, "integer": ir.KindInt64,
		"float": ir.KindFloat32, "double": ir.KindFloat64, "number": ir.KindFloat64, "decimal": ir.KindNumber,
		"date-time": ir.KindTime, "date": ir.KindDate, "byte": ir.KindBytes, "any": ir.KindRaw,
	}
}

// scalars reads the config's map from custom scalars to what they are on the
// wire.
func scalars(c *config.Client, diags *diag.List) map[string]ir.Kind {
	kinds, out := scalarKinds(), map[string]ir.Kind{}
	known := slices.Sorted(maps.Keys(kinds))
	for name, value := range c.Scalars.Pairs() {
		word, _ := value.Text()
		kind, ok := kinds[word]
		if !ok {
			hint := "known are " + strings.Join(known, ", ")
			if near, found := diag.Nearest(word, known); found {
				hint = `did you mean "` + near + `"?`
			}
			diags.Errorf(value.Pos(), "unknown-value", hint, "%q is no kind of scalar", value.Value)
			out[name.Value] = ir.KindRaw // said once; it isn't a scalar that was forgotten
			continue
		}
		out[name.Value] = kind
	}
	return out
}
