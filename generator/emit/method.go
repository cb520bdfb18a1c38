// Methods: three to six lines over the runtime's generic functions.

package emit

import (
	"iter"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// method is one operation with the names that its method uses inside.
type method struct {
	svc    *ir.Service
	op     *ir.Operation
	recv   string               // receiver's type
	self   string               // receiver's name
	args   map[*ir.Param]string // positional parameters
	body   string               // body argument; empty: none
	params *ir.ParamsStruct     // nil: none

	counted *ir.Param // set by an iterator over pages, and no argument
}

// newMethod chooses names for an operation's arguments that hide nothing which
// the method uses.
func (g *generator) newMethod(svc *ir.Service, op *ir.Operation) *method {
	m := &method{svc: svc, op: op, self: "s", args: map[*ir.Param]string{}}
	switch {
	case svc.Name == "" && g.onUser(op):
		m.recv, m.self = "UserClient", "c"
	case svc.Name == "":
		m.recv, m.self = "Client", "c"
	case g.onUser(op):
		m.recv = g.user.types[svc]
	default:
		m.recv = svc.TypeName
	}
	taken := scope{m.self: "", "ctx": "", "opts": "", "req": "", "params": ""}
	for _, p := range op.Params {
		if p.Const == "" {
			m.args[p] = taken.pick(argName(p.Name), "")
		}
	}
	if op.Body != nil {
		name := op.Body.Name
		if name == "" {
			name = "body"
		}
		m.body = taken.pick(argName(name), "")
	}
	if op.Options != nil && len(op.Options.Fields) > 0 {
		m.params = op.Options
	}
	return m
}

// argName keeps arguments off the packages and predeclared names that methods
// use.
func argName(name string) string {
	switch name {
	case "client", "context", "iter", "io", "time", "wire", "auth", "nil", "string", "error", "append", "len", "true", "false",
		"bool", "int", "int32", "int64", "float32", "float64", "byte", "any", "new", "make", "yield", "q", "page", "e", "d", "i", "x", "v", "ok", "err":
		return name + "Arg"
	}
	return name
}

// core is the expression of the runtime's core: s.core.
func (m *method) core() *jen.Statement { return jen.Id(m.self).Dot("core") }

// params iterates over all parameters of an operation.
func params(op *ir.Operation) iter.Seq[*ir.Param] {
	return func(yield func(*ir.Param) bool) {
		for _, p := range op.Params {
			if !yield(p) {
				return
			}
		}
		if op.Options == nil {
			return
		}
		for _, p := range op.Options.Fields {
			if !yield(p) {
				return
			}
		}
	}
}

// callMethod emits
//
//	// Get returns a realm.
//	//
//	// GET /data/wow/realm/{realmSlug}
//	func (s *RealmService) Get(ctx context.Context, realmSlug string, opts ...client.CallOption) (*Realm, error) {
//		req := s.core.Request(&opRealmGet, opts).Path(realmSlug)
//		return client.Do(ctx, req, decodeRealm)
//	}
func (g *generator) callMethod(m *method) jen.Code {
	return jen.Add(comment(g.methodDoc(m, m.op.Name))).Line().
		Add(g.signature(m, m.op.Name)).Add(g.resultType(m.op)).BlockFunc(func(b *jen.Group) {
		g.buildRequest(b, m)
		b.Return(g.send(m.op))
	})
}

// signature renders func (s *RealmService) Get(ctx …, opts …), without results.
func (g *generator) signature(m *method, name string) *jen.Statement {
	return jen.Func().Params(jen.Id(m.self).Op("*").Id(m.recv)).Id(name).Params(g.arguments(m)...)
}

// arguments are ctx, the required parameters, the body, the optional parameters
// and the call's options.
func (g *generator) arguments(m *method) []jen.Code {
	args := []jen.Code{jen.Id("ctx").Qual("context", "Context")}
	var positional []*ir.Param
	for _, p := range m.op.Params {
		if m.args[p] != "" {
			positional = append(positional, p)
		}
	}
	for i, p := range positional {
		arg := jen.Id(m.args[p])
		if i+1 == len(positional) || typeKey(p.Type) != typeKey(positional[i+1].Type) {
			arg.Add(g.argType(p.Type)) // else the next one's type is this one's too
		}
		args = append(args, arg)
	}
	if m.body != "" {
		args = append(args, jen.Id(m.body).Add(g.bodyType(m.op.Body)))
	}
	if m.params != nil {
		args = append(args, jen.Id("params").Op("*").Id(m.params.Name))
	}
	return append(args, jen.Id("opts").Op("...").Add(g.client("CallOption")))
}

// argType spells a positional parameter: structs by pointer.
func (g *generator) argType(t *ir.Type) *jen.Statement {
	if isStruct(t) {
		return jen.Op("*").Add(g.typ(t))
	}
	return g.typ(t)
}

// buildRequest emits the statements that put an operation's parameters and body
// on a request.
func (g *generator) buildRequest(b *jen.Group, m *method) {
	req := jen.Id("req").Op(":=").Add(m.core()).Dot("Request").Call(jen.Op("&").Id(g.opVars[m.op]), jen.Id("opts"))
	if values := g.pathValues(m); len(values) > 0 {
		req.Dot("Path").Call(values...)
	}
	b.Add(req)
	for _, p := range m.op.Params {
		if p.In == ir.InPath && plainInPath(p) || p == m.counted {
			continue
		}
		g.setParam(b, p, m.argument(p), true)
	}
	if m.body != "" {
		g.setBody(b, m)
	}
	if m.params != nil {
		b.Id("params").Dot("apply").Call(jen.Id("req"))
	}
}

// argument is the expression of a positional parameter, or its one value.
func (m *method) argument(p *ir.Param) *jen.Statement {
	if p.Const != "" {
		return lit(constText(p))
	}
	return jen.Id(m.args[p])
}

// constText is a sole allowed value as it goes on the wire.
func constText(p *ir.Param) string {
	if s := p.Const; len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return jsonText(s)
	}
	return p.Const
}

// pathValues are the template's values in order, as text.
func (g *generator) pathValues(m *method) []jen.Code {
	var values []jen.Code
	for _, s := range m.op.Segments {
		if s.Param == nil || !plainInPath(s.Param) || !slices.Contains(m.op.Params, s.Param) {
			continue
		}
		if s.Param.Const != "" {
			values = append(values, lit(constText(s.Param)))
			continue
		}
		values = append(values, g.asText(s.Param.Type, jen.Id(m.args[s.Param])))
	}
	return values
}

// plainInPath reports whether a path parameter is one value in the simple style,
// which Request.Path takes in order; others are set by name.
func plainInPath(p *ir.Param) bool {
	return p.In == ir.InPath && (p.Style == "" || p.Style == "simple") && (p.Const != "" || textFunc(p.Type) != "") && !p.JSON
}

// send emits the call that sends the request and reads the answer.
func (g *generator) send(op *ir.Operation) jen.Code {
	call := func(name string, more ...jen.Code) jen.Code {
		return g.client(name).Call(append([]jen.Code{jen.Id("ctx"), jen.Id("req")}, more...)...)
	}
	r := op.Result
	switch {
	case r == nil:
		return call("DoNone")
	case r.Kind == ir.ResultText:
		return call("DoText")
	case r.Kind == ir.ResultBinary:
		return call("DoBinary")
	case r.Kind == ir.ResultEvents:
		return call("Events")
	case r.Kind == ir.ResultLines:
		return call("Lines", g.decodeFunc(r.Type))
	case isStruct(r.Type) && r.Nullable:
		return call("DoOpt", g.decodeFunc(r.Type))
	case isStruct(r.Type):
		return call("Do", g.decodeFunc(r.Type))
	case r.Nullable:
		return call("DoValueOpt", g.decodeFunc(r.Type))
	default:
		return call("DoValue", g.decodeFunc(r.Type))
	}
}

// resultType renders the results of a method.
func (g *generator) resultType(op *ir.Operation) *jen.Statement {
	r := op.Result
	switch {
	case r == nil:
		return jen.Error()
	case r.Kind == ir.ResultText:
		return jen.Params(jen.String(), jen.Error())
	case r.Kind == ir.ResultBinary:
		return jen.Params(jen.Qual("io", "ReadCloser"), jen.Error())
	case r.Kind == ir.ResultEvents:
		return jen.Qual("iter", "Seq2").Index(jen.List(g.client("Event"), jen.Error()))
	case r.Kind == ir.ResultLines:
		return g.seq(r.Type)
	default:
		return jen.Params(g.argType(r.Type), jen.Error())
	}
}

// seq is iter.Seq2 of a type's values and errors.
func (g *generator) seq(t *ir.Type) *jen.Statement {
	return jen.Qual("iter", "Seq2").Index(jen.List(jen.Op("*").Add(g.typ(t)), jen.Error()))
}

// methodDoc is a method's comment: the description's words, its parameters, the
// HTTP request and the scopes it needs.
func (g *generator) methodDoc(m *method, name string) string {
	op := m.op
	var list strings.Builder
	for _, p := range op.Params {
		lead, _ := leadAndRest(p.Doc)
		if m.args[p] != "" && lead != "" {
			list.WriteString("- " + m.args[p] + ": " + stop(lead) + "\n")
		}
	}
	if op.Body != nil {
		if lead, _ := leadAndRest(op.Body.Doc); lead != "" {
			list.WriteString("- " + m.body + ": " + stop(lead) + "\n")
		}
	}
	http := ""
	if op.Method != "" && op.GraphQL == nil {
		http = httpLine(op)
	}
	note := ""
	if op.Result != nil && op.Result.Nullable && isStruct(op.Result.Type) {
		note = "The result is nil where the answer is empty or null."
	}
	return declDoc(name, op.Doc, "calls the operation "+oneLine(op.ID)+".", list.String(), note, contentNote(op), http, scopesNote(op))
}

// contentNote tells the content types that the method doesn't speak itself.
func contentNote(op *ir.Operation) string {
	note := ""
	if b := op.Body; b != nil && len(b.Also) > 0 {
		note = "The body may also be " + oneLine(strings.Join(b.Also, ", ")) + ": give it by client.WithBody."
		if slices.Contains(b.Also, "multipart/form-data") {
			note = strings.TrimSuffix(note, ".") + " or client.WithParts."
		}
	}
	if r := op.Result; r != nil && len(r.Also) > 0 {
		note += " The answer may also be " + oneLine(strings.Join(r.Also, ", ")) + ": ask for it by client.WithAnswer."
	}
	return strings.TrimSpace(note)
}

// httpLine is the HTTP request: two words, which a comment keeps on one line.
func httpLine(op *ir.Operation) string {
	return oneLine(op.Method + " " + strings.ReplaceAll(op.Path, " ", "%20"))
}

// scopesNote tells the scopes that a token needs.
func scopesNote(op *ir.Operation) string {
	var ways []string
	for _, alternative := range op.Security {
		var scopes []string
		for _, use := range alternative {
			scopes = append(scopes, use.Scopes...)
		}
		if len(scopes) == 0 {
			return ""
		}
		way := "the scope " + words(scopes)
		if len(scopes) > 1 {
			way = "the scopes " + words(scopes)
		}
		if !slices.Contains(ways, way) {
			ways = append(ways, way)
		}
	}
	if len(ways) == 0 {
		return ""
	}
	return oneLine("Needs a token with " + strings.Join(ways, ", or with ") + ".")
}
