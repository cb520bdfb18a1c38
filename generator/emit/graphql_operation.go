// GraphQL operations: methods that send through genqlient's function and decode
// with the package's own codecs.

package emit

import (
	"path"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// gql refers to the runtime's package for GraphQL calls.
func (g *generator) gql(name string) *jen.Statement {
	return jen.Qual(path.Join(g.opts.RuntimePath, "client", "gql"), name)
}

// graphqlOperation emits an operation's data, its parameters' type and its
// method.
func (g *generator) graphqlOperation(f *jen.File, m *method) error {
	f.Add(g.graphqlVar(m)).Line()
	if m.params != nil {
		f.Add(g.paramsStruct(m)).Line()
	}
	f.Add(g.graphqlMethod(m)).Line()
	if m.op.Paging != nil {
		f.Add(g.graphqlPages(m)).Line()
	}
	return nil
}

// graphqlVar emits
//
//	var opReport = gql.Operation{
//		Operation: client.Operation{
//			Name:   "Report",
//			ID:     "Report",
//			Method: "POST",
//			Retry:  client.RetrySafe,
//			Accept: "application/json",
//		},
//		Unwrap: []string{`"reportData":`, `"report":`},
//	}
func (g *generator) graphqlVar(m *method) jen.Code {
	op := m.op
	items := []jen.Code{
		pair("Name", lit(qualifiedName(m.svc, op))),
		pair("ID", lit(op.ID)),
		pair("Method", lit("POST")),
	}
	items = appendRow(items, "Security", g.client("Requirement"), requirements(op))
	if op.Retry == ir.RetrySafe {
		items = append(items, pair("Retry", g.client("RetrySafe")))
	}
	items = append(items, pair("Accept", lit("application/json")))
	fields := []jen.Code{pair("Operation", g.client("Operation").Add(multiline(items...)))}
	if len(op.GraphQL.Unwrap) > 0 {
		tokens := make([]string, len(op.GraphQL.Unwrap))
		for i, name := range op.GraphQL.Unwrap {
			tokens[i] = `"` + name + `":` // a GraphQL name needs no escape
		}
		fields = append(fields, pair("Unwrap", stringsLit(tokens)))
	}
	if g.sharesGraphQL() {
		fields = append(fields, pair("API", jen.Op("&").Id("graphqlAPI")))
	}
	if op.GraphQL.Points {
		fields = append(fields, pair("Points", jen.True()))
	}
	if guard := op.GraphQL.Guard; guard != nil {
		var member []jen.Code
		if guard.Member != "" {
			member = []jen.Code{pair("Member", lit(guard.Member))}
		}
		fields = append(fields, pair("Guard", jen.Op("&").Add(g.gql("Guard")).Add(inline(member...))))
	}
	return jen.Var().Id(g.opVars[op]).Op("=").Add(g.gql("Operation")).Add(multiline(fields...))
}

// graphqlMethod emits
//
//	// Report returns a report.
//	func (c *Client) Report(ctx context.Context, code string, params *ReportParams, opts ...client.CallOption) (*Report, error) {
//		if params == nil {
//			params = &ReportParams{}
//		}
//		call := gql.NewCall(c.core, &opReport, opts, decodeReport)
//		_, err := operations.Report(ctx, call, code, gql.Ptr(params.Translate))
//		return call.Result(err)
//	}
func (g *generator) graphqlMethod(m *method) jen.Code {
	op := m.op
	args := []jen.Code{jen.Id("ctx"), jen.Id("call")}
	for _, a := range op.GraphQL.Arguments {
		args = append(args, g.graphqlArgument(m, a))
	}
	result, decode, returns := "Value", g.decodeFunc(op.Result.Type), g.resultType(op)
	switch {
	case isStruct(op.Result.Type):
		result = "Result"
	case isUnion(op.Result.Type):
		result = "Case"
	case op.Result.Nullable:
		decode = g.codecFunc(op.Result.Type, wrapOpt, decoding)
		returns = jen.Params(g.opt(op.Result.Type), jen.Error())
	}
	send := jen.Qual(path.Join(g.path.self, "internal", "operations"), op.GraphQL.Func).Add(callWith(args))
	return jen.Add(comment(g.methodDoc(m, op.Name))).Line().
		Add(g.signature(m, op.Name)).Add(returns).BlockFunc(func(b *jen.Group) {
		if m.params != nil {
			b.If(jen.Id("params").Op("==").Nil()).Block(jen.Id("params").Op("=").Op("&").Id(m.params.Name).Values())
		}
		b.Id("call").Op(":=").Add(g.gql("NewCall")).Call(m.core(), jen.Op("&").Id(g.opVars[op]), jen.Id("opts"), decode)
		b.List(jen.Id("_"), jen.Err()).Op(":=").Add(send)
		b.Return(jen.Id("call").Dot(result).Call(jen.Err()))
	})
}

// callWith renders an argument list, a line each where there are many.
func callWith(args []jen.Code) jen.Code {
	const lineful = 6
	return jen.Custom(jen.Options{Open: "(", Close: ")", Separator: ",", Multi: len(args) > lineful}, args...)
}

// graphqlArgument renders a parameter as genqlient's function takes it.
func (g *generator) graphqlArgument(m *method, a ir.Argument) jen.Code {
	value := jen.Id("params").Dot(a.Param.Name)
	if a.Param.Required {
		value = jen.Id(m.args[a.Param])
		if resolve(a.Param.Type).Kind == ir.KindList {
			value = g.gql("NonNull").Call(value)
		}
	}
	switch a.Pass {
	case ir.PassPointer:
		return g.gql("Ptr").Call(value)
	case ir.PassText:
		return jen.String().Call(value)
	case ir.PassTextPtr:
		return g.gql("TextPtr").Call(value)
	case ir.PassTexts:
		return g.gql("Texts").Call(value)
	case ir.PassAny:
		return g.anyArgument(a.Param, value)
	default:
		return value
	}
}

// anyArgument renders an input object, a nested list or a custom scalar; an
// unset one must be nil, not a nil pointer in an interface.
func (g *generator) anyArgument(p *ir.Param, value *jen.Statement) jen.Code {
	switch {
	case p.Required:
		return value
	case paramForm(p) == ir.FormOpt:
		return g.gql("Any").Call(value)
	case paramForm(p) == ir.FormPointer:
		return g.gql("Object").Call(value)
	default:
		return g.gql("List").Call(value)
	}
}

// isUnion reports whether a type is a declared union.
func isUnion(t *ir.Type) bool {
	r := resolve(t)
	return r.Kind == ir.KindDecl && r.Decl.Kind == ir.DeclUnion
}
