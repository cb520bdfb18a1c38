// The fake beside a client: a server in process that answers the description's
// operations with its examples. It is a package of its own, so that its data
// never links into an application.

package emit

import (
	"encoding/json"
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// fakeSources are the fake's package and the examples that run against it.
func (g *generator) fakeSources() []*source {
	name := g.pkg.Name + "test"
	fake := &source{name: name + "/" + fileBase(name) + ".go", pkgPath: g.path.fake, pkgName: name, build: g.fakeFile}
	fake.pkgDoc = "Package " + name + " is a fake of the API for tests of code that uses package " + g.pkg.Name + ": a server in " +
		"process that answers every operation with the description's example, hands out tokens, and fails as it is told."
	out := []*source{fake}
	if g.mocked() {
		fake.pkgDoc = g.mockDoc(name)
		out = append(out, &source{name: name + "/schema.go", pkgPath: g.path.fake, pkgName: name, build: g.schemaFile})
	}
	if src := g.exampleSource(); src != nil {
		out = append(out, src)
	}
	return out
}

// fakeFile emits NewClient, NewServer, Start and the table of operations.
func (g *generator) fakeFile(f *jen.File) error {
	server, start := func() *jen.Statement { return jen.Op("*").Qual(g.path.clienttest, "Server") }, g.path.clienttest
	with := []jen.Code{jen.Id("description").Call()}
	if g.mocked() {
		start = g.gqltest()
		server = func() *jen.Statement { return jen.Op("*").Qual(start, "Server") }
		with = append(with, jen.Id("config").Call())
	}
	f.Add(comment("NewClient gives a client that is ready to call, and the server it calls. The server ends with the test.")).Line().
		Func().Id("NewClient").Params(jen.Id("tb").Qual(g.path.clienttest, "TB"), jen.Id("opts").Op("...").Add(g.client("Option"))).
		Params(jen.Op("*").Qual(g.path.self, "Client"), server()).Block(
		jen.Id("tb").Dot("Helper").Call(),
		jen.Id("srv").Op(":=").Id("NewServer").Call(jen.Id("tb")),
		jen.List(jen.Id("c"), jen.Err()).Op(":=").Qual(g.path.self, "New").Call(jen.Append(jen.Id("srv").Dot("Options").Call(), jen.Id("opts").Op("...")).Op("...")),
		jen.If(jen.Err().Op("!=").Nil()).Block(jen.Id("tb").Dot("Fatalf").Call(lit("%v"), jen.Err())),
		jen.Return(jen.Id("c"), jen.Id("srv")),
	).Line()
	f.Add(comment("NewServer starts a server that ends with the test.")).Line().
		Func().Id("NewServer").Params(jen.Id("tb").Qual(g.path.clienttest, "TB")).Add(server()).Block(
		jen.Id("tb").Dot("Helper").Call(),
		jen.Return(jen.Qual(start, "NewServer").Call(append([]jen.Code{jen.Id("tb")}, with...)...))).Line()
	f.Add(comment("Start starts a server for programs that are not tests; Close ends it. Its Options point a client at it.")).Line().
		Func().Id("Start").Params().Params(server(), jen.Error()).Block(
		jen.Return(jen.Qual(start, "Start").Call(with...))).Line()
	f.Add(g.fakeDescription())
	return nil
}

// fakeDescription emits
//
//	// description lists the operations with the answers of the fake.
//	func description() *clienttest.API {
//		return &clienttest.API{
//			Name: "wow",
//			Operations: []clienttest.Operation{
//				{ID: "getRealm", Name: "Realm.Get", Method: "GET", Path: "/data/wow/realm/{realmSlug}", …},
//			},
//		}
//	}
func (g *generator) fakeDescription() jen.Code {
	var schemes, ops []jen.Code
	for _, s := range g.pkg.Schemes {
		items := []jen.Code{pair("Key", lit(s.Key)), pair("Kind", g.client(schemeKind(s.Kind)))}
		items = appendText(items, "Param", s.Param)
		if onlyUsers(s) {
			items = append(items, pair("User", jen.True()))
		}
		schemes = append(schemes, inline(items...))
	}
	for _, svc := range g.pkg.Services {
		for _, op := range svc.Ops {
			ops = append(ops, multiline(g.fakeOperation(svc, op)...))
		}
	}
	items := []jen.Code{pair("Name", lit(g.pkg.Name))}
	items = appendTable(items, "Schemes", jen.Qual(g.path.clienttest, "Scheme"), schemes)
	items = appendTable(items, "Operations", jen.Qual(g.path.clienttest, "Operation"), ops)
	api := jen.Qual(g.path.clienttest, "API")
	return jen.Add(comment("description lists the operations with the answers of the fake.")).Line().
		Func().Id("description").Params().Op("*").Add(api).Block(jen.Return(jen.Op("&").Add(api.Clone()).Add(multiline(items...))))
}

// onlyUsers reports whether a scheme's tokens speak for users alone.
func onlyUsers(s *ir.Scheme) bool {
	if s.Kind != ir.SchemeOAuth2 {
		return false
	}
	for _, f := range s.Flows {
		if !f.Kind.IsUser() {
			return false
		}
	}
	return true
}

// fakeOperation are the fields of an operation with its answer.
func (g *generator) fakeOperation(svc *ir.Service, op *ir.Operation) []jen.Code {
	items := []jen.Code{pair("ID", lit(op.ID)), pair("Name", lit(qualifiedName(svc, op))), pair("Method", lit(fakeMethod(op)))}
	items = appendText(items, "Path", op.Path)
	if r := op.Result; r != nil {
		if n := fakeStatus(r); n != 0 {
			items = append(items, pair("Status", jen.Lit(n)))
		}
		contentType, body := fakeAnswer(op)
		if op.GraphQL != nil && g.mocked() {
			body = r.Example // the mock makes up the rest
		}
		items = appendText(items, "ContentType", contentType)
		items = appendText(items, "Example", body)
	}
	if secured(op) {
		items = append(items, pair("Secured", jen.True()))
	}
	if op.GraphQL != nil {
		items = append(items, pair("GraphQL", jen.True()))
	}
	return items
}

func fakeMethod(op *ir.Operation) string {
	if op.Method == "" {
		return "POST" // GraphQL
	}
	return op.Method
}

// fakeStatus is the first success status; 0 leaves it to the fake.
func fakeStatus(r *ir.Result) int {
	for _, s := range r.Status {
		if n, err := strconv.Atoi(s); err == nil && n >= 200 && n < 300 {
			return n
		}
	}
	return 0
}

// fakeAnswer is the body of the answer: the description's example, or one made
// for the type.
func fakeAnswer(op *ir.Operation) (contentType, body string) {
	r := op.Result
	switch r.Kind {
	case ir.ResultText:
		return or(r.ContentType, "text/plain"), or(jsonText(r.Example), "text")
	case ir.ResultBinary:
		return or(r.ContentType, "application/octet-stream"), or(r.Example, "binary")
	case ir.ResultEvents:
		return or(r.ContentType, "text/event-stream"), "data: " + compact(sampleOf(r)) + "\n\n"
	case ir.ResultLines:
		return or(r.ContentType, "application/x-ndjson"), compact(sampleOf(r)) + "\n"
	default:
		return or(r.ContentType, "application/json"), sampleOf(r)
	}
}

// sampleOf is the description's example, else what was made for the schema or
// is made for the type.
func sampleOf(r *ir.Result) string {
	if text := or(r.Example, r.Sample); text != "" || r.Type == nil {
		return text
	}
	return ir.Sample(r.Type)
}

// compact takes the line breaks out of JSON.
func compact(text string) string {
	var v any
	if json.Unmarshal([]byte(text), &v) != nil {
		return "null"
	}
	b, err := json.Marshal(v)
	if err != nil {
		return "null"
	}
	return string(b)
}

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

// secured reports whether an operation can't be called without a credential.
func secured(op *ir.Operation) bool {
	for _, alternative := range op.Security {
		if len(alternative) == 0 {
			return false
		}
	}
	return len(op.Security) > 0
}
