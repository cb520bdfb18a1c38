// Examples: one for each service, compiled in the emitted package's tests and
// run against the fake.

package emit

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// exampleSource is example_test.go, in the external test package; nil where no
// service has an operation that an example can call.
func (g *generator) exampleSource() *source {
	type example struct {
		svc *ir.Service
		op  *ir.Operation
	}
	var list []example
	for _, svc := range g.pkg.Services {
		if op := g.exampleOperation(svc); op != nil {
			list = append(list, example{svc, op})
		}
	}
	if len(list) == 0 {
		return nil
	}
	return &source{
		name: "example_test.go", pkgPath: g.path.self + "_test", pkgName: g.pkg.Name + "_test",
		build: func(f *jen.File) error {
			for _, e := range list {
				f.Add(g.example(g.newMethod(e.svc, e.op))).Line()
			}
			return nil
		},
	}
}

// exampleOperation chooses the operation that shows a service best: one whose
// answer the description has an example of, else the first that reads.
func (g *generator) exampleOperation(svc *ir.Service) *ir.Operation {
	var best *ir.Operation
	rank := 0
	for _, op := range svc.Ops {
		r := 1
		if op.Method == "GET" {
			r = 2
			if op.Result != nil && op.Result.Kind == ir.ResultJSON {
				r = 3
			}
		}
		if op.Result != nil && op.Result.Example != "" && op.Body == nil {
			r += 3
		}
		if op.Doc.Deprecated != "" {
			r = 0
		}
		if r > rank {
			best, rank = op, r
		}
	}
	return best
}

// example emits
//
//	func ExampleRealmService_Get() {
//		srv, err := wowtest.Start() // the real API needs no server, but credentials
//		if err != nil {
//			log.Fatal(err)
//		}
//		defer srv.Close()
//		c, err := wow.New(srv.Options()...)
//		if err != nil {
//			log.Fatal(err)
//		}
//		realm, err := c.Realm.Get(context.Background(), "argent-dawn")
//		if err != nil {
//			log.Fatal(err)
//		}
//		fmt.Println(realm.Name)
//		// Output: Argent Dawn
//	}
func (g *generator) example(m *method) jen.Code {
	fatal := jen.If(jen.Err().Op("!=").Nil()).Block(jen.Qual("log", "Fatal").Call(jen.Err()))
	return jen.Func().Id("Example" + m.recv + "_" + m.op.Name).Params().BlockFunc(func(b *jen.Group) {
		b.Add(comment("In place of the real API, which takes credentials: a server in process."))
		b.List(jen.Id("srv"), jen.Err()).Op(":=").Qual(g.path.fake, "Start").Call()
		b.Add(fatal.Clone())
		b.Defer().Id("srv").Dot("Close").Call()
		b.Line()
		b.List(jen.Id("c"), jen.Err()).Op(":=").Qual(g.path.self, "New").Call(jen.Id("srv").Dot("Options").Call().Op("..."))
		b.Add(fatal.Clone())
		g.exampleCall(b, m, fatal)
	})
}

// exampleCall emits the call and what is printed of its result.
func (g *generator) exampleCall(b *jen.Group, m *method, fatal *jen.Statement) {
	call := jen.Id("c")
	if g.onUser(m.op) {
		call.Dot("User").Call(jen.Id("srv").Dot("UserSource").Call(scopeArgs(m.op)...))
	}
	if m.svc.Name != "" {
		call.Dot(m.svc.Name)
	}
	call.Dot(m.op.Name).Call(g.exampleArgs(m)...)
	r := m.op.Result
	switch {
	case r == nil:
		b.If(jen.Err().Op(":=").Add(call), jen.Err().Op("!=").Nil()).Block(jen.Qual("log", "Fatal").Call(jen.Err()))
	case r.Kind == ir.ResultEvents, r.Kind == ir.ResultLines:
		b.For(jen.List(jen.Id("x"), jen.Err()).Op(":=").Range().Add(call)).Block(
			fatal.Clone(), jen.Qual("fmt", "Println").Call(jen.Id("x")))
	default:
		b.List(jen.Id("result"), jen.Err()).Op(":=").Add(call)
		b.Add(fatal.Clone())
		g.exampleOutput(b, m.op)
	}
}

// exampleOutput prints a field whose value the example tells, so that the test
// runs the call; otherwise what came, unchecked.
func (g *generator) exampleOutput(b *jen.Group, op *ir.Operation) {
	r := op.Result
	if r.Kind == ir.ResultBinary {
		b.Add(jen.Defer().Id("result").Dot("Close").Call())
		return
	}
	if n, ok := toldLength(op); ok {
		b.Qual("fmt", "Println").Call(jen.Len(jen.Id("result")))
		b.Comment("// Output: " + strconv.Itoa(n))
		return
	}
	if name, value, ok := toldField(op); ok {
		b.Qual("fmt", "Println").Call(jen.Id("result").Dot(name))
		b.Comment("// Output: " + value)
		return
	}
	b.Qual("fmt", "Println").Call(jen.Id("result"))
}

// toldLength counts the elements of a list that the description has an example of.
func toldLength(op *ir.Operation) (n int, ok bool) {
	r := op.Result
	if r.Example == "" || r.Type == nil || resolve(r.Type).Kind != ir.KindList || op.GraphQL != nil || op.Body != nil {
		return 0, false
	}
	var list []json.RawMessage
	err := json.Unmarshal([]byte(r.Example), &list)
	return len(list), err == nil && list != nil
}

// toldField finds a required text or integer in the result whose value in the
// example is plain enough for a comment that go test compares.
func toldField(op *ir.Operation) (name, value string, ok bool) {
	r := op.Result
	if r.Example == "" || r.Nullable || r.Type == nil || structOf(r.Type) == nil || op.GraphQL != nil || op.Body != nil {
		return "", "", false
	}
	var members map[string]json.RawMessage
	if json.Unmarshal([]byte(r.Example), &members) != nil {
		return "", "", false
	}
	for _, kind := range []ir.Kind{ir.KindString, ir.KindInt64, ir.KindInt32} {
		for _, f := range structOf(r.Type).Fields {
			if f.Type.Kind != kind || f.Presence != ir.Required {
				continue
			}
			var text string
			if kind == ir.KindString {
				text = jsonText(string(members[f.JSON]))
			} else if n, err := strconv.ParseInt(string(members[f.JSON]), 10, 32); err == nil {
				text = strconv.FormatInt(n, 10)
			}
			if isPlainText(text) {
				return f.Name, text, true
			}
		}
	}
	return "", "", false
}

// isPlainText allows letters, digits, blanks and a few marks: nothing that a
// comment could be misread by.
func isPlainText(s string) bool {
	if s == "" || len(s) > 60 || strings.TrimSpace(s) != s || strings.Contains(s, "  ") {
		return false
	}
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune(" -_.,'", r):
		default:
			return false
		}
	}
	return true
}

// scopeArgs are the scopes of the first alternative of an operation's security.
func scopeArgs(op *ir.Operation) []jen.Code {
	if len(op.Security) == 0 {
		return nil
	}
	var args []jen.Code
	for _, use := range op.Security[0] {
		for _, s := range use.Scopes {
			args = append(args, lit(s))
		}
	}
	return args
}

// exampleArgs are the arguments of a call: the description's examples, or values
// that fit.
func (g *generator) exampleArgs(m *method) []jen.Code {
	args := []jen.Code{jen.Qual("context", "Background").Call()}
	for _, p := range m.op.Params {
		if m.args[p] != "" {
			args = append(args, g.exampleValue(p.Type, p.Example, p.Key))
		}
	}
	if b := m.op.Body; b != nil {
		args = append(args, g.exampleBody(b))
	}
	if m.params != nil {
		args = append(args, jen.Nil())
	}
	return args
}

func (g *generator) exampleBody(b *ir.Body) jen.Code {
	switch {
	case b.Kind == ir.BodyText:
		return lit("text")
	case b.Kind == ir.BodyBinary, b.Type == nil:
		return jen.Qual("strings", "NewReader").Call(lit("content"))
	case isStruct(b.Type):
		return jen.Op("&").Add(g.typ(b.Type)).Values()
	case b.Kind == ir.BodyMultipart:
		return jen.Nil()
	case !b.Required && ir.FormOf(b.Type, ir.Optional) == ir.FormOpt:
		return jen.Qual(g.path.wire, "Some").Types(g.typ(b.Type)).Call(g.exampleValue(b.Type, "", "value"))
	case !b.Required:
		return jen.Nil()
	default:
		return g.exampleValue(b.Type, "", "value")
	}
}

// exampleValue renders a value of a type, from JSON text where that fits.
func (g *generator) exampleValue(t *ir.Type, example, name string) jen.Code {
	r := resolve(t)
	switch r.Kind {
	case ir.KindBool:
		return jen.Lit(example == "true")
	case ir.KindString:
		return lit(or(jsonText(example), name))
	case ir.KindNumeric:
		return jen.Qual(g.path.wire, "NumericText").Call(lit("1"))
	case ir.KindNumber:
		return lit("1")
	case ir.KindInt32, ir.KindInt64:
		n, err := strconv.ParseInt(example, 10, 32)
		if err != nil {
			n = 1
		}
		return jen.Lit(int(n))
	case ir.KindFloat32, ir.KindFloat64:
		x, err := strconv.ParseFloat(example, 32)
		if err != nil {
			x = 1.5
		}
		return jen.Lit(x)
	case ir.KindBytes:
		return jen.Index().Byte().Call(lit(name))
	case ir.KindTime:
		return jen.Qual("time", "Date").Call(jen.Lit(2026), jen.Lit(1), jen.Lit(2), jen.Lit(3), jen.Lit(4), jen.Lit(5), jen.Lit(0), jen.Qual("time", "UTC"))
	case ir.KindDate:
		return jen.Qual(g.path.wire, "Date").Add(inline(pair("Year", jen.Lit(2026)), pair("Month", jen.Lit(1)), pair("Day", jen.Lit(2))))
	case ir.KindList:
		if elemWrap(r) != wrapNone || isStruct(r.Elem) {
			return g.typ(t).Values()
		}
		return g.typ(t).Values(g.exampleValue(r.Elem, listExample(example), name))
	case ir.KindMap:
		return g.typ(t).Values()
	case ir.KindRaw:
		return jen.Qual(g.path.wire, "Raw").Call(lit("{}"))
	case ir.KindDecl:
		return g.exampleDecl(t, r.Decl, example, name)
	default:
		return jen.Nil()
	}
}

func (g *generator) exampleDecl(t *ir.Type, d *ir.Decl, example, name string) jen.Code {
	switch {
	case d.Kind == ir.DeclEnum && len(d.Values) > 0:
		return jen.Qual(g.path.self, d.Values[0].Name)
	case d.Kind == ir.DeclEnum:
		return g.exampleValue(d.Under, example, name)
	case d.Kind == ir.DeclStruct:
		return jen.Op("&").Add(g.typ(t)).Values()
	default:
		return jen.Nil()
	}
}

// listExample is the first element of a JSON array.
func listExample(example string) string {
	var list []json.RawMessage
	if json.Unmarshal([]byte(example), &list) != nil || len(list) == 0 {
		return ""
	}
	return string(list[0])
}
