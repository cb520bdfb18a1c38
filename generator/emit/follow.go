// Links: a function that reads what a link of an answer leads to, typed by what
// the caller expects there.

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// followPlan is the function with the types that operations read.
type followPlan struct {
	name, file string
	types      []*ir.Decl
	ops        map[*ir.Decl][]*ir.Operation
}

// planFollow collects what links can lead to, where the description has links.
func (g *generator) planFollow() {
	if !g.pkg.Links {
		return
	}
	p := &followPlan{ops: map[*ir.Decl][]*ir.Operation{}}
	for _, svc := range g.pkg.Services {
		for _, op := range svc.Ops {
			if !linkable(op) {
				continue
			}
			d := resolve(op.Result.Type).Decl
			if p.ops[d] == nil {
				p.types = append(p.types, d)
			}
			p.ops[d] = append(p.ops[d], op)
		}
	}
	if len(p.types) == 0 {
		return
	}
	name := "Follow"
	if _, taken := g.names[name]; taken {
		name = "FollowLink"
	}
	p.name, p.file = g.names.pick(name, "the function that follows links"), g.files.take("follow")
	g.follow = p
}

// linkable reports whether a link can stand for an operation.
func linkable(op *ir.Operation) bool {
	r := op.Result
	return op.Method == "GET" && op.GraphQL == nil && r != nil && r.Kind == ir.ResultJSON && r.Type != nil && !r.Nullable && isStruct(r.Type)
}

// followSources are follow.go.
func (g *generator) followSources() []*source {
	if g.follow == nil {
		return nil
	}
	return []*source{g.source(g.follow.file, g.followFile)}
}

// followFile emits
//
//	func Follow[T any, P linked[T]](ctx context.Context, c caller, href string, opts ...client.CallOption) (*T, error) {
//		dec := func(d *wire.Decoder, i int, x *T) int { return P(x).decodeLinked(d, i) }
//		return client.Follow(ctx, c.caller(), href, P(nil).operations(), dec, opts)
//	}
func (g *generator) followFile(f *jen.File) error {
	name, sample := g.follow.name, g.follow.types[0].Name
	whom := "c is a *Client."
	if g.user != nil {
		whom = "c is a *Client or a *UserClient."
	}
	doc := name + " reads the document that a link of an answer leads to, by the type expected there:\n\n" +
		"\tx, err := " + g.pkg.Name + "." + name + "[" + g.pkg.Name + "." + sample + "](ctx, c, link)\n\n" +
		whom + " What the link says is kept, and ambient parameters that it doesn't have are added. " +
		"A link to another server, or to a document of another type, is an error, and nothing is sent."
	f.Add(comment(doc)).Line().
		Func().Id(name).Types(jen.Id("T").Any(), jen.Id("P").Id("linked").Types(jen.Id("T"))).
		Params(jen.Id("ctx").Qual("context", "Context"), jen.Id("c").Id("caller"), jen.Id("href").String(), jen.Id("opts").Op("...").Add(g.client("CallOption"))).
		Params(jen.Op("*").Id("T"), jen.Error()).Block(
		jen.Id("dec").Op(":=").Func().Params(g.decoderParams(jen.Op("*").Id("T"))...).Int().Block(
			jen.Return(jen.Id("P").Call(jen.Id("x")).Dot("decodeLinked").Call(jen.Id("d"), jen.Id("i")))),
		jen.Return(g.client("Follow").Call(jen.Id("ctx"), jen.Id("c").Dot("caller").Call(), jen.Id("href"),
			jen.Id("P").Call(jen.Nil()).Dot("operations").Call(), jen.Id("dec"), jen.Id("opts"))),
	).Line()
	g.followKinds(f)
	for _, d := range g.follow.types {
		g.followType(f, d)
	}
	return nil
}

// decoderParams are those of a decoding function.
func (g *generator) decoderParams(x jen.Code) []jen.Code {
	params := []jen.Code{jen.Id("d").Op("*").Qual(g.path.wire, "Decoder"), jen.Id("i").Int()}
	if x != nil {
		params = append(params, jen.Id("x").Add(x))
	}
	return params
}

// followKinds emits the interfaces of what follows and of what is read.
func (g *generator) followKinds(f *jen.File) {
	f.Add(comment("caller is what makes calls.")).Line().
		Type().Id("caller").Interface(jen.Id("caller").Params().Op("*").Add(g.client("Core"))).Line()
	for _, name := range []string{"Client", "UserClient"} {
		if name == "UserClient" && g.user == nil {
			continue
		}
		f.Func().Params(jen.Id("c").Op("*").Id(name)).Id("caller").Params().Op("*").Add(g.client("Core")).Block(
			jen.Return(jen.Id("c").Dot("core"))).Line()
	}
	f.Add(comment("linked is a type that links lead to, with the operations that read it.")).Line().
		Type().Id("linked").Types(jen.Id("T").Any()).Interface(
		jen.Op("*").Id("T"),
		jen.Id("operations").Params().Index().Op("*").Add(g.client("Operation")),
		jen.Id("decodeLinked").Params(g.decoderParams(nil)...).Int(),
	).Line()
}

// followType emits
//
//	func (*Realm) operations() []*client.Operation { return []*client.Operation{&opRealmGet} }
//
//	func (x *Realm) decodeLinked(d *wire.Decoder, i int) int { return decodeRealm(d, i, x) }
func (g *generator) followType(f *jen.File, d *ir.Decl) {
	var ops []jen.Code
	for _, op := range g.follow.ops[d] {
		ops = append(ops, jen.Op("&").Id(g.opVars[op]))
	}
	list := jen.Index().Op("*").Add(g.client("Operation"))
	f.Func().Params(jen.Op("*").Id(d.Name)).Id("operations").Params().Add(list.Clone()).Block(jen.Return(list.Clone().Add(inline(ops...)))).Line()
	f.Func().Params(jen.Id("x").Op("*").Id(d.Name)).Id("decodeLinked").Params(g.decoderParams(nil)...).Int().Block(
		jen.Return(g.decodeFunc(&ir.Type{Kind: ir.KindDecl, Decl: d}).Call(jen.Id("d"), jen.Id("i"), jen.Id("x")))).Line()
}
