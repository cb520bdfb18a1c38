// Services: a file for each tag, with its type, its operations and their
// methods.

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// serviceSources are the files of services, each with its parameters' types.
func (g *generator) serviceSources() []*source {
	var out []*source
	for i, svc := range g.pkg.Services {
		out = append(out, g.source(g.lists[i], func(f *jen.File) error { return g.serviceFile(f, svc) }))
	}
	return out
}

func (g *generator) serviceFile(f *jen.File, svc *ir.Service) error {
	g.serviceTypes(f, svc)
	for _, op := range svc.Ops {
		if err := g.operation(f, svc, op); err != nil {
			return err
		}
	}
	return nil
}

// serviceTypes emits
//
//	// RealmService tells about realms.
//	type RealmService struct{ core *client.Core }
//
// and, where a service has operations of users beside the application's,
//
//	type UserRealmService struct{ RealmService }
func (g *generator) serviceTypes(f *jen.File, svc *ir.Service) {
	if svc.Name == "" {
		return
	}
	doc := declDoc(svc.TypeName, svc.Doc, "groups the operations of "+svc.Name+".")
	f.Add(comment(doc)).Line().Type().Id(svc.TypeName).Struct(jen.Id("core").Op("*").Add(g.client("Core"))).Line()
	if g.user != nil && g.user.embeds[svc] {
		name := g.user.types[svc]
		f.Add(comment(name + " is " + svc.TypeName + " with what needs a user's permission.")).Line().
			Type().Id(name).Struct(jen.Id(svc.TypeName)).Line()
	}
}

// operation emits an operation's data, its parameters' type and its methods.
func (g *generator) operation(f *jen.File, svc *ir.Service, op *ir.Operation) error {
	m := g.newMethod(svc, op)
	if op.GraphQL != nil {
		return g.graphqlOperation(f, m)
	}
	f.Add(g.operationVar(svc, op)).Line()
	if m.params != nil {
		f.Add(g.paramsStruct(m)).Line()
		f.Add(g.applyMethod(m)).Line()
	}
	if hasParts(op) {
		f.Add(g.partsDecl(op)).Line()
	}
	f.Add(g.callMethod(m)).Line()
	if op.Result != nil && op.Result.Stream != nil {
		f.Add(g.streamMethod(m)).Line()
	}
	if op.Paging != nil {
		f.Add(g.pagesMethod(m)).Line()
	}
	return nil
}
