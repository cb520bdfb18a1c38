// The description's data: servers, variables, security schemes and limits, as
// tables of the runtime.

package emit

import (
	"fmt"
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// descriptionFile emits
//
//	// description tells the runtime …
//	func description() *client.API {
//		return &client.API{
//			Name:    "wow",
//			Servers: []client.Server{{URL: "https://{region}.api.example.com"}},
//		}
//	}
func (g *generator) descriptionFile(f *jen.File) error {
	limits, err := g.limits()
	if err != nil {
		return err
	}
	items := []jen.Code{
		pair("Name", lit(g.pkg.Name)),
		pair("Title", lit(g.pkg.Title)),
		pair("Version", lit(g.pkg.Version)),
		pair("Runtime", jen.Qual(g.path.client, "Handshake1")),
	}
	items = appendTable(items, "Servers", g.client("Server"), g.servers(g.pkg.Servers))
	var vars, schemes []jen.Code
	for _, v := range g.pkg.Vars {
		vars = append(vars, g.variableData(v))
	}
	for _, s := range g.pkg.Schemes {
		schemes = append(schemes, g.schemeData(s))
	}
	items = appendTable(items, "Variables", g.client("Variable"), vars)
	items = appendTable(items, "Schemes", g.client("Scheme"), schemes)
	items = appendTable(items, "Limits", g.client("Limit"), limits)
	f.Add(comment("description tells the runtime what the API's description says of servers, variables, credentials and limits.")).Line().
		Func().Id("description").Params().Op("*").Add(g.client("API")).Block(
		jen.Return(jen.Op("&").Add(g.client("API")).Add(multiline(items...))))
	g.filterVars(f)
	return nil
}

// client qualifies a name of the runtime's package client.
func (g *generator) client(name string) *jen.Statement { return jen.Qual(g.path.client, name) }

// appendTable adds a slice field unless it is empty: elements a line each.
func appendTable(items []jen.Code, name string, elem jen.Code, rows []jen.Code) []jen.Code {
	if len(rows) == 0 {
		return items
	}
	return append(items, pair(name, jen.Index().Add(elem).Add(multiline(rows...))))
}

// appendRow is appendTable on one line.
func appendRow(items []jen.Code, name string, elem jen.Code, values []jen.Code) []jen.Code {
	if len(values) == 0 {
		return items
	}
	return append(items, pair(name, jen.Index().Add(elem).Add(inline(values...))))
}

// appendText adds a string field unless it is empty.
func appendText(items []jen.Code, name, value string) []jen.Code {
	if value == "" {
		return items
	}
	return append(items, pair(name, lit(value)))
}

func appendStrings(items []jen.Code, name string, values []string) []jen.Code {
	if len(values) == 0 {
		return items
	}
	return append(items, pair(name, stringsLit(values)))
}

// servers renders base URLs, for an API or an operation.
func (g *generator) servers(list []ir.Server) []jen.Code {
	var rows []jen.Code
	for _, s := range list {
		items := []jen.Code{pair("URL", lit(s.URL))}
		items = appendRow(items, "When", g.client("Condition"), conditions(s.When))
		if s.User {
			items = append(items, pair("User", jen.True()))
		}
		rows = append(rows, inline(items...))
	}
	return rows
}

func conditions(list []ir.Condition) []jen.Code {
	var rows []jen.Code
	for _, c := range list {
		rows = append(rows, condition(c))
	}
	return rows
}

func condition(c ir.Condition) *jen.Statement {
	return inline(pair("Var", lit(c.Var)), pair("Values", stringsLit(c.Values)))
}

func (g *generator) variableData(v *ir.Variable) jen.Code {
	items := []jen.Code{pair("Key", lit(v.Key)), pair("Option", lit(g.options.variables[v]))}
	items = appendText(items, "Default", v.Default)
	values := make([]string, len(v.Values))
	for i, value := range v.Values {
		values[i] = value.Value
	}
	items = appendStrings(items, "Values", values)
	var allowed []jen.Code
	for _, a := range v.Allowed {
		allowed = append(allowed, inline(
			pair("When", g.client("Condition").Add(condition(a.When))), pair("Values", stringsLit(a.Values))))
	}
	return multiline(appendTable(items, "Allowed", g.client("Allowed"), allowed)...)
}

func (g *generator) schemeData(s *ir.Scheme) jen.Code {
	items := []jen.Code{pair("Key", lit(s.Key)), pair("Kind", g.client(schemeKind(s.Kind)))}
	items = appendText(items, "Param", s.Param)
	items = appendStrings(items, "Options", g.options.ofScheme(s))
	var flows []jen.Code
	for _, flow := range s.Flows {
		flows = append(flows, g.flowData(flow))
	}
	items = appendTable(items, "Flows", g.client("Flow"), flows)
	items = appendText(items, "Issuer", s.IssuerURL)
	if t := s.Token; t.Style != "" || t.Encoding != "" || len(t.Params) > 0 {
		var style []jen.Code
		style = appendText(style, "Style", t.Style)
		style = appendText(style, "Encoding", t.Encoding)
		if len(t.Params) > 0 {
			var params []jen.Code
			for _, p := range t.Params {
				params = append(params, bareStrings(p[:]))
			}
			style = append(style, pair("Params", jen.Index().Index(jen.Lit(2)).String().Add(inline(params...))))
		}
		style = append(style, loginStyle(t)...)
		items = append(items, pair("Token", g.client("TokenStyle").Add(inline(style...))))
	}
	return multiline(items...)
}

// schemeKind is the runtime's constant for a kind.
func schemeKind(k ir.SchemeKind) string {
	switch k {
	case ir.SchemeOAuth2:
		return "OAuth2"
	case ir.SchemeOpenID:
		return "OpenIDConnect"
	case ir.SchemeAPIKeyHeader:
		return "APIKeyHeader"
	case ir.SchemeAPIKeyQuery:
		return "APIKeyQuery"
	case ir.SchemeAPIKeyCookie:
		return "APIKeyCookie"
	case ir.SchemeBasic:
		return "HTTPBasic"
	case ir.SchemeBearer:
		return "HTTPBearer"
	default:
		return "Unsupported"
	}
}

func (g *generator) flowData(f *ir.Flow) jen.Code {
	items := []jen.Code{pair("Kind", g.flowKind(f.Kind)), pair("URLs", g.flowURLs(f.URLs))}
	var variants []jen.Code
	for _, v := range f.When {
		variants = append(variants, inline(
			pair("When", jen.Index().Add(g.client("Condition")).Add(inline(conditions(v.When)...))),
			pair("URLs", g.flowURLs(v.URLs))))
	}
	items = appendTable(items, "When", g.client("FlowVariant"), variants)
	var scopes []string
	for _, s := range f.Scopes {
		scopes = append(scopes, s.Value)
	}
	return multiline(appendStrings(items, "Scopes", scopes)...)
}

func (g *generator) flowKind(k ir.FlowKind) jen.Code {
	switch k {
	case ir.FlowClientCredentials:
		return g.client("FlowClientCredentials")
	case ir.FlowAuthorizationCode:
		return g.client("FlowAuthorizationCode")
	case ir.FlowImplicit:
		return g.client("FlowImplicit")
	case ir.FlowPassword:
		return g.client("FlowPassword")
	case ir.FlowDevice:
		return g.client("FlowDevice")
	default:
		return lit(string(k))
	}
}

func (g *generator) flowURLs(u ir.FlowURLs) jen.Code {
	var items []jen.Code
	items = appendText(items, "Authorization", u.Authorization)
	items = appendText(items, "Token", u.Token)
	items = appendText(items, "Refresh", u.Refresh)
	items = appendText(items, "Device", u.Device)
	items = appendText(items, "Revocation", u.Revocation)
	items = appendText(items, "Introspection", u.Introspection)
	items = appendText(items, "UserInfo", u.UserInfo)
	if len(items) > 2 {
		return g.client("FlowURLs").Add(multiline(items...))
	}
	return g.client("FlowURLs").Add(inline(items...))
}

// limits renders {Requests: 100, Per: time.Second}.
func (g *generator) limits() ([]jen.Code, error) {
	var rows []jen.Code
	for _, l := range g.pkg.Limits {
		per, err := time.ParseDuration(l.Per)
		if err != nil {
			return nil, fmt.Errorf("a limit's window: %w", err)
		}
		rows = append(rows, inline(pair("Requests", jen.Lit(l.Requests)), pair("Per", duration(per))))
	}
	return rows, nil
}

// duration spells a duration in its largest whole unit: 30 * time.Second.
func duration(d time.Duration) jen.Code {
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{time.Hour, "Hour"}, {time.Minute, "Minute"}, {time.Second, "Second"}, {time.Millisecond, "Millisecond"}} {
		if d >= unit.size && d%unit.size == 0 {
			if d == unit.size {
				return jen.Qual("time", unit.name)
			}
			return jen.Lit(int(d/unit.size)).Op("*").Qual("time", unit.name)
		}
	}
	return jen.Lit(int(d)).Op("*").Qual("time", "Nanosecond")
}
