// This file lowers servers with their variables, and the limit on requests.

package openapi

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/names"
	"github.com/keywright/keywright/generator/tree"
)

// Access is what a description says of where an API is and who may call it,
// the same for REST and GraphQL.
type Access struct {
	Vars    []*ir.Variable
	Servers []ir.Server
	Schemes []*ir.Scheme
}

// LowerAccess lowers a document's ambient variables, servers and security
// schemes.
func LowerAccess(root *tree.Node, diags *diag.List) *Access {
	a := &Access{Vars: LowerAmbient(root.Get("x-keywright-ambient"), diags)}
	a.Servers, a.Vars = LowerServers(root.Get("servers"), a.Vars, diags)
	a.Schemes = LowerSecurity(root.Get("components", "securitySchemes"), a.Vars, diags)
	return a
}

// LowerServers lowers a list of servers. It returns the variables with those
// added that only servers have, and marks those that decide the host.
func LowerServers(n *tree.Node, vars []*ir.Variable, diags *diag.List) ([]ir.Server, []*ir.Variable) {
	if n == nil {
		return nil, vars
	}
	items := n.Items
	switch {
	case n.Is(tree.Null):
	case n.Is(tree.Mapping) && n.Get("url") != nil:
		diags.Warnf(n.Pos(), "wrong-kind", "write a list: [{url: …}]", "servers must be a list, found a mapping; taken as its only entry")
		items = []*tree.Node{n}
	case !n.Is(tree.Sequence):
		diags.Errorf(n.Pos(), "wrong-kind", "write a list of objects with a url", "servers must be a list, found %s", article(n.Kind.String()))
		return nil, vars
	}
	var servers []ir.Server
	for _, item := range items {
		s, ok := lowerServer(item, diags)
		if !ok {
			continue
		}
		vars = serverVariables(item, s.URL, vars, diags)
		s.When = conditions(item.Get("x-keywright-when"), vars, diags)
		servers = append(servers, s)
	}
	return servers, vars
}

// lowerServer lowers one server. A relative address is kept: it is a path on the
// host that the user gives.
func lowerServer(n *tree.Node, diags *diag.List) (ir.Server, bool) {
	u := n.Get("url")
	if !u.Is(tree.String) {
		diags.Errorf(n.Pos(), "bad-server", `add "url:" with an address such as https://api.example.com`, "the server has no url")
		return ir.Server{}, false
	}
	text := strings.TrimRight(strings.TrimSpace(u.Value), "/")
	// The variables' values are not known yet; any word stands for them.
	probe := placeholder.ReplaceAllString(text, "x")
	parsed, err := url.Parse(probe)
	switch {
	case err != nil:
		diags.Errorf(u.Pos(), "bad-server", "write an address such as https://api.example.com/v1", "%q is no URL", u.Value)
		return ir.Server{}, false
	case parsed.Scheme == "" && parsed.Host != "":
		text = "https:" + text
	case parsed.Scheme == "" && !strings.HasPrefix(text, "/") && text != "" && strings.Contains(strings.SplitN(probe, "/", 2)[0], "."):
		diags.Warnf(u.Pos(), "bad-server", "begin it with https://", "the server %q has no scheme; https is taken", u.Value)
		text = "https://" + text
	case parsed.Scheme != "" && parsed.Scheme != "https" && parsed.Scheme != "http" && parsed.Scheme != "x":
		diags.Warnf(u.Pos(), "bad-server", "remove it, or name an address that begins with https://", "the server %q is not reached by HTTP; it is left out", u.Value)
		return ir.Server{}, false
	}
	doc := newDoc("", scalar(n.Get("description")))
	return ir.Server{URL: text, Description: oneLine(doc.Description), User: isTrue(n.Get("x-keywright-user"))}, true
}

// serverVariables adds the variables of a server's URL. One with an ambient
// variable's name is that variable.
func serverVariables(server *tree.Node, address string, vars []*ir.Variable, diags *diag.List) []*ir.Variable {
	for _, m := range placeholder.FindAllStringSubmatch(address, -1) {
		n := server.Get("variables", m[1])
		i := slices.IndexFunc(vars, func(v *ir.Variable) bool { return v.Key == m[1] })
		switch {
		case i >= 0:
			vars[i].InServer = true
			continue
		case n == nil:
			diags.Errorf(server.Get("url").Pos(), "undeclared-variable",
				orHint(orHint(nearHint(m[1], append(server.Get("variables").Keys(), variableKeys(vars)...)), "add it to the variables of the server"), "declare it under variables of the server, or write %7B and %7D for braces that are part of the address"),
				"the server's URL names %q, which is none of its variables", m[1])
			n = server.Get("url") // what stands for it is the caller's to say
		}
		v := &ir.Variable{Key: m[1], Name: names.Exported(m[1]), Pos: n.Pos(), InServer: true, Doc: newDoc("", scalar(n.Get("description"))), Default: scalar(n.Get("default"))}
		for _, text := range stringsOf(n.Get("enum")) {
			if !hasValue(v, text) {
				v.Values = append(v.Values, ir.EnumValue{Name: names.Join(v.Name, names.Exported(text)), Value: text})
			}
		}
		if v.Default == "" && len(v.Values) > 0 {
			v.Default = v.Values[0].Value
		}
		vars = append(vars, v)
	}
	return vars
}

// LowerLimits lowers x-keywright-limit: one or several {requests, per}.
func LowerLimits(n *tree.Node, diags *diag.List) []ir.Limit {
	if n == nil {
		return nil
	}
	items := elements(n)
	if n.Is(tree.Mapping) {
		items = []*tree.Node{n}
	}
	var limits []ir.Limit
	for _, item := range items {
		known(item, "x-keywright-limit", diags, "requests", "per")
		requests, ok := item.Get("requests").Int()
		per, err := time.ParseDuration(scalar(item.Get("per")))
		if !ok || requests <= 0 || requests > 1<<31 || err != nil || per <= 0 {
			diags.Errorf(item.Pos(), "bad-extension", "write {requests: 100, per: 1s}", "a limit wants a number of requests and a duration")
			continue
		}
		limits = append(limits, ir.Limit{Requests: int(requests), Per: per.String()})
	}
	if len(items) == 0 {
		diags.Errorf(n.Pos(), "bad-extension", "write [{requests: 100, per: 1s}]", "x-keywright-limit must be a list of limits")
	}
	return limits
}
