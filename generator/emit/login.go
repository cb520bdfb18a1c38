// Logins: for each flow that a user takes part in a function that fills in what
// the description says of the provider, and Client.User where application and
// user call the same methods.

package emit

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// loginKind is the function of package client behind an emitted one.
type loginKind string

const (
	loginCode     loginKind = "LoginFlow"
	loginDiscover loginKind = "DiscoverLogin"
	loginDevice   loginKind = "DeviceFlow"
)

// base is the emitted function's name where nothing clashes.
func (k loginKind) base() string {
	if k == loginDevice {
		return "DeviceFlow"
	}
	return "LoginFlow"
}

// loginFunc is one emitted function.
type loginFunc struct {
	scheme *ir.Scheme
	kind   loginKind
	name   string
}

// planLogins names the functions. Where several schemes offer the same, or a
// type of the description has the name, the scheme's name comes first.
func (g *generator) planLogins() {
	offered := map[string]int{}
	for _, s := range g.pkg.Schemes {
		for _, k := range loginKinds(s) {
			offered[k.base()]++
		}
	}
	for _, s := range g.pkg.Schemes {
		for _, k := range loginKinds(s) {
			name := k.base()
			if _, taken := g.names[name]; taken || offered[name] > 1 {
				name = s.Name + name
			}
			g.logins = append(g.logins, &loginFunc{s, k, g.names.pick(name, "the login of "+s.Key)})
		}
	}
	if len(g.logins) > 0 {
		g.loginFile = g.files.take("login")
	}
}

func loginKinds(s *ir.Scheme) []loginKind {
	if s.Kind == ir.SchemeOpenID {
		return []loginKind{loginDiscover}
	}
	var kinds []loginKind
	for _, f := range s.Flows {
		switch f.Kind {
		case ir.FlowAuthorizationCode:
			kinds = append(kinds, loginCode)
		case ir.FlowDevice:
			kinds = append(kinds, loginDevice)
		}
	}
	return kinds
}

// loginSources is login.go, where the description has a login.
func (g *generator) loginSources() []*source {
	if len(g.logins) == 0 {
		return nil
	}
	return []*source{g.source(g.loginFile, func(f *jen.File) error {
		for _, l := range g.logins {
			f.Add(g.login(l)).Line()
		}
		return nil
	})}
}

// login emits
//
//	func LoginFlow(clientID, clientSecret, redirectURI string, scopes []string, opts ...client.Option) (auth.CodeFlow, error) {
//		return client.LoginFlow(description(), "oauth2", clientID, clientSecret, redirectURI, scopes, opts...)
//	}
func (g *generator) login(l *loginFunc) jen.Code {
	names := []string{"clientID", "clientSecret", "redirectURI"}
	result := jen.Qual(g.path.auth, "CodeFlow")
	if l.kind == loginDevice {
		names, result = names[:2], jen.Op("*").Qual(g.path.auth, "DeviceCode")
	}
	var params, args []jen.Code
	if l.kind == loginDiscover {
		params, args = append(params, jen.Id("ctx").Qual("context", "Context")), append(args, jen.Id("ctx"))
	}
	args = append(args, jen.Id("description").Call(), lit(l.scheme.Key))
	for i, name := range names {
		param := jen.Id(name)
		if i == len(names)-1 {
			param.String()
		}
		params, args = append(params, param), append(args, jen.Id(name))
	}
	params = append(params, jen.Id("scopes").Index().String(), jen.Id("opts").Op("...").Qual(g.path.client, "Option"))
	args = append(args, jen.Id("scopes"), jen.Id("opts").Op("..."))
	return jen.Add(comment(g.loginDoc(l))).Line().
		Func().Id(l.name).Params(params...).Params(result, jen.Error()).Block(
		jen.Return(jen.Qual(g.path.client, string(l.kind)).Call(args...)))
}

// loginDoc tells what to do with the result, and which scopes there are.
func (g *generator) loginDoc(l *loginFunc) string {
	key := oneLine(l.scheme.Key)
	var lead, rest string
	switch l.kind {
	case loginDevice:
		lead = l.name + " is how a user logs in on another device (RFC 8628), for the scheme " + key + ": set its Prompt, then call Token."
	case loginDiscover:
		lead = l.name + " is how a user logs in with OpenID Connect, for the scheme " + key + ". It asks the provider for its URLs."
	default:
		lead = l.name + " is how a user logs in (RFC 6749, section 4.1, with PKCE), for the scheme " + key + "."
	}
	rest = "An empty clientSecret is that of a public client. "
	if l.kind != loginDevice {
		lead += " A program hands it to auth.Login, a web application to auth.NewWebLogin."
		rest = "redirectURI is the one registered, byte by byte. " + rest
	}
	rest += "It takes the options of New; those count that say which server is meant and how it is reached."
	paras := []string{lead, rest}
	if scopes := g.scopesOf(l); len(scopes) > 0 {
		paras = append(paras, "The description has the scopes "+words(scopes)+".")
	}
	return joinParas(append(paras, closing(ir.Doc{Deprecated: l.scheme.Doc.Deprecated})...))
}

// scopesOf gives the constants of the scopes that a login's flow offers.
func (g *generator) scopesOf(l *loginFunc) []string {
	offered := map[string]bool{}
	for _, f := range l.scheme.Flows {
		if f.Kind == ir.FlowAuthorizationCode && l.kind == loginCode || f.Kind == ir.FlowDevice && l.kind == loginDevice {
			for _, s := range f.Scopes {
				offered[s.Value] = true
			}
		}
	}
	var names []string
	for _, group := range g.scopes {
		for _, s := range group.scopes {
			if offered[s.Value] {
				names, offered[s.Value] = append(names, s.Name), false
			}
		}
	}
	return names
}

// userLogins groups the schemes whose tokens a user gives by the provider that
// gives them: one login serves those that share a token endpoint, and its token
// is not for others to see.
func (g *generator) userLogins() [][]*ir.Scheme {
	var groups [][]*ir.Scheme
	at := map[string]int{}
	for _, s := range g.pkg.Schemes {
		for _, f := range s.Flows {
			if !f.Kind.IsUser() {
				continue
			}
			i, known := at[f.URLs.Token]
			if !known || f.URLs.Token == "" { // implicit flows have none
				i = len(groups)
				at[f.URLs.Token] = i
				groups = append(groups, nil)
			}
			groups[i] = append(groups[i], s)
			break
		}
	}
	return groups
}

// userMethods emits for each login
//
//	func (c *Client) User(src *auth.Source) *UserClient {
//		return newUserClient(c.core.WithCredential("oauth2", src))
//	}
//
// The first is User; others are named after their scheme.
func (g *generator) userMethods(f *jen.File, typeName, lead string) {
	for i, schemes := range g.userLogins() {
		name, doc := "User", lead
		if i > 0 {
			name = g.methodName(schemes[0].Name + "User")
			doc = name + " is User for those who have logged in to " + oneLine(schemes[0].Key)
		}
		core := jen.Id("c").Dot("core")
		for _, s := range schemes {
			core = core.Dot("WithCredential").Call(lit(s.Key), jen.Id("src"))
		}
		f.Add(comment(doc + ": src holds the token of one who has logged in. Connections and settings are shared with c.")).Line().
			Func().Params(jen.Id("c").Op("*").Id("Client")).Id(name).
			Params(jen.Id("src").Op("*").Qual(g.path.auth, "Source")).Op("*").Id(typeName).Block(
			jen.Return(jen.Id("new" + typeName).Call(core))).Line()
	}
}

// methodName gives way to a service of that name, which is a field of Client.
func (g *generator) methodName(name string) string {
	for slices.ContainsFunc(g.pkg.Services, func(s *ir.Service) bool { return s.Name == name }) {
		name += "Login"
	}
	return name
}

// sharedUser emits Client.User where no method is a user's alone but a scheme
// offers both accesses. It gives another Client, and the runtime prefers the
// servers for users.
func (g *generator) sharedUser(f *jen.File) {
	if g.user == nil && slices.ContainsFunc(g.pkg.Schemes, offersBoth) {
		g.userMethods(f, "Client", "User gives a client whose calls are made with a user's permission")
	}
}

// offersBoth reports whether a scheme gives tokens to applications and to users.
func offersBoth(s *ir.Scheme) bool {
	app, user := false, false
	for _, f := range s.Flows {
		app, user = app || !f.Kind.IsUser(), user || f.Kind.IsUser()
	}
	return app && user
}

// loginStyle renders what a login needs beyond other token requests.
func loginStyle(t ir.TokenStyle) []jen.Code {
	var items []jen.Code
	if t.SendScope {
		items = append(items, pair("SendScope", jen.True()))
	}
	if len(t.Authorize) > 0 {
		var params []jen.Code
		for _, p := range t.Authorize {
			params = append(params, bareStrings(p[:]))
		}
		items = append(items, pair("Authorize", jen.Index().Index(jen.Lit(2)).String().Add(inline(params...))))
	}
	return items
}
