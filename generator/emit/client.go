// The client: its package comment, the services it holds and how it is made.

package emit

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// clientSources are client.go, options.go and description.go.
func (g *generator) clientSources() []*source {
	client := g.source("client", g.clientFile)
	client.pkgDoc = g.packageDoc()
	out := []*source{client, g.source("description", g.descriptionFile)}
	if g.hasOptions() {
		out = append(out, g.source("options", g.optionsFile))
	}
	return append(out, g.loginSources()...)
}

// packageDoc tells what the package is for in the description's words.
func (g *generator) packageDoc() string {
	name, title := "Package "+g.pkg.Name, oneLine(g.pkg.Title)
	switch {
	case title == "" && g.pkg.GraphQL:
		title = "a GraphQL API"
	case title == "":
		title = "an API"
	}
	lead := name + " is a client of " + title
	if v := oneLine(g.pkg.Version); v != "" {
		lead += ", version " + v
	}
	return joinParas(append([]string{stop(lead), stop(g.pkg.Doc.Summary), g.pkg.Doc.Description}, closing(g.pkg.Doc)...))
}

func (g *generator) clientFile(f *jen.File) error {
	g.handshake(f)
	f.Add(g.clientType("Client", g.clientDoc(), false)).Line()
	f.Add(g.constructor()).Line()
	f.Add(g.newFunc("newClient", "Client", false)).Line()
	f.Add(comment("Close ends what New began, connections included. Calls under way are not cancelled.")).Line().
		Func().Params(jen.Id("c").Op("*").Id("Client")).Id("Close").Params().Error().Block(
		jen.Return(jen.Id("c").Dot("core").Dot("Close").Call())).Line()
	if g.user != nil {
		g.userClient(f)
	}
	g.sharedUser(f)
	return nil
}

// handshake emits
//
//	// The runtime that this package was generated for. …
//	const _ = client.Handshake1
func (g *generator) handshake(f *jen.File) {
	f.Add(comment("The runtime that this package was generated for. If Handshake1 is undefined here, package and "+
		"runtime come from different versions of keywright: run \"keywright generate\" for both.")).Line().
		Const().Id("_").Op("=").Qual(g.path.client, "Handshake1").Line()
}

func (g *generator) clientDoc() string {
	title := oneLine(g.pkg.Title)
	if title == "" {
		title = "the API"
	}
	doc := "Client calls " + title + ". It is safe for concurrent use."
	if g.user != nil {
		doc += " What needs a user's permission is reached through User."
	}
	return doc
}

// clientType emits
//
//	type Client struct {
//		core *client.Core
//
//		Realm *RealmService // realms and their status
//	}
//
// A GraphQL client's UserClient has *Client in place of the core.
func (g *generator) clientType(name, doc string, user bool) jen.Code {
	return jen.Add(comment(doc)).Line().Type().Id(name).StructFunc(func(s *jen.Group) {
		if g.promotes(user) {
			s.Op("*").Id("Client")
		} else {
			s.Id("core").Op("*").Qual(g.path.client, "Core")
		}
		s.Line()
		for _, svc := range g.ownServices(user) {
			s.Id(svc.Name).Op("*").Id(g.serviceType(svc, user))
		}
	})
}

// promotes reports whether a client has another's methods and services beside its
// own: a user's of a GraphQL API has the application's, because operations of the
// user's own hand are methods of the client itself.
func (g *generator) promotes(user bool) bool { return user && g.pkg.GraphQL }

// ownServices are the services that are fields of Client or UserClient.
func (g *generator) ownServices(user bool) []*ir.Service {
	var out []*ir.Service
	for _, svc := range g.pkg.Services {
		promoted := g.promotes(user) && !slices.ContainsFunc(svc.Ops, g.onUser)
		if svc.Name != "" && g.serviceType(svc, user) != "" && !promoted {
			out = append(out, svc)
		}
	}
	return out
}

// constructor emits
//
//	func New(opts ...client.Option) (*Client, error) {
//		core, err := client.New(description(), opts...)
//		if err != nil {
//			return nil, err
//		}
//		return newClient(core), nil
//	}
func (g *generator) constructor() jen.Code {
	doc := "New makes a client. The error tells all that is wrong with the options."
	if names := g.options.credentialNames(); len(names) > 0 {
		doc = "New makes a client from this package's options, such as " + names[0] + ", and those of package client. " +
			"The error tells all that is wrong with them."
	}
	return jen.Add(comment(doc)).Line().
		Func().Id("New").Params(jen.Id("opts").Op("...").Qual(g.path.client, "Option")).
		Params(jen.Op("*").Id("Client"), jen.Error()).Block(
		jen.List(jen.Id("core"), jen.Err()).Op(":=").Qual(g.path.client, "New").Call(jen.Id("description").Call(), jen.Id("opts").Op("...")),
		jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Err())),
		jen.Return(jen.Id("newClient").Call(jen.Id("core")), jen.Nil()),
	)
}

// newFunc emits
//
//	func newClient(core *client.Core) *Client {
//		return &Client{
//			core:  core,
//			Realm: &RealmService{core: core},
//		}
//	}
func (g *generator) newFunc(name, typeName string, user bool) jen.Code {
	items := []jen.Code{pair("core", jen.Id("core"))}
	if g.promotes(user) {
		items = []jen.Code{pair("Client", jen.Id("newClient").Call(jen.Id("core")))}
	}
	for _, svc := range g.ownServices(user) {
		items = append(items, pair(svc.Name, g.newService(svc, g.serviceType(svc, user), user)))
	}
	return jen.Func().Id(name).Params(jen.Id("core").Op("*").Qual(g.path.client, "Core")).Op("*").Id(typeName).Block(
		jen.Return(jen.Op("&").Id(typeName).Add(multiline(items...))))
}

// newService makes a service: &RealmService{core: core}, or for a user's service
// that embeds the application's &UserRealmService{RealmService{core: core}}.
func (g *generator) newService(svc *ir.Service, typeName string, user bool) jen.Code {
	value := inline(pair("core", jen.Id("core")))
	if user && g.user.embeds[svc] {
		value = inline(pair(svc.TypeName, jen.Id(svc.TypeName).Add(value)))
	}
	return jen.Op("&").Id(typeName).Add(value)
}

// serviceType is the type of a service on Client or UserClient; empty where it
// has no operation there.
func (g *generator) serviceType(svc *ir.Service, user bool) string {
	if user {
		return g.user.types[svc]
	}
	for _, op := range svc.Ops {
		if !g.onUser(op) {
			return svc.TypeName
		}
	}
	return ""
}

// onUser reports whether an operation hangs on Client.User alone.
func (g *generator) onUser(op *ir.Operation) bool { return g.user != nil && op.UserOnly }

// userPlan is what Client.User needs: the type of each service there, whether it
// embeds the application's.
type userPlan struct {
	types  map[*ir.Service]string
	embeds map[*ir.Service]bool
}

// planUser decides the services of UserClient. A user's token may do what the
// application's may, so it has them all.
func (g *generator) planUser() {
	if !g.pkg.SplitAccess {
		return
	}
	u := &userPlan{types: map[*ir.Service]string{}, embeds: map[*ir.Service]bool{}}
	g.user = u
	for _, svc := range g.pkg.Services {
		own, app := 0, 0
		for _, op := range svc.Ops {
			if op.UserOnly {
				own++
				continue
			}
			app++
		}
		switch {
		case own > 0 && app > 0 && svc.Name != "":
			u.types[svc] = g.names.pick("User"+svc.TypeName, "the user's part of the service "+svc.Name)
			u.embeds[svc] = true
		case own > 0 || app > 0:
			u.types[svc] = svc.TypeName
		}
	}
}

// userClient emits UserClient, its constructor and
//
//	func (c *Client) User(src *auth.Source) *UserClient {
//		return newUserClient(c.core.WithCredential("oauth2", src))
//	}
func (g *generator) userClient(f *jen.File) {
	f.Add(g.clientType("UserClient", "UserClient makes calls with a user's permission; see Client.User.", true)).Line()
	g.userMethods(f, "UserClient", "User gives the methods that need a user's permission")
	f.Add(g.newFunc("newUserClient", "UserClient", true))
}
