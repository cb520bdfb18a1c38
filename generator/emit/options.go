// Options: the types of variables, an option for each, one for each way a
// security scheme can be configured, and the names of scopes.

package emit

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// credentialWay is a way to configure a security scheme.
type credentialWay uint8

const (
	wayClientCredentials credentialWay = iota
	wayTokenSource
	wayAPIKey
	wayBasic
	wayBearer
	wayEnv
)

// base is the part of the option's name behind With.
func (w credentialWay) base() string {
	return [...]string{"ClientCredentials", "TokenSource", "APIKey", "BasicAuth", "Bearer", "CredentialsFromEnv"}[w]
}

// credentialOption is one emitted option of a scheme.
type credentialOption struct {
	scheme *ir.Scheme
	way    credentialWay
	name   string
}

// optionPlan names all options.
type optionPlan struct {
	variables   map[*ir.Variable]string
	credentials []*credentialOption
}

func (p *optionPlan) credentialNames() []string {
	names := make([]string, len(p.credentials))
	for i, c := range p.credentials {
		names[i] = c.name
	}
	return names
}

// ofScheme gives the names of a scheme's options.
func (p *optionPlan) ofScheme(s *ir.Scheme) []string {
	var names []string
	for _, c := range p.credentials {
		if c.scheme == s {
			names = append(names, c.name)
		}
	}
	return names
}

// planOptions names the options. Schemes that offer the same way are told apart
// by the scheme's name.
func (g *generator) planOptions() {
	p := &optionPlan{variables: map[*ir.Variable]string{}}
	g.options = p
	for _, v := range g.pkg.Vars {
		p.variables[v] = g.names.pick("With"+v.Name, "the option of "+v.Key)
	}
	offered := map[credentialWay]int{}
	for _, s := range g.pkg.Schemes {
		for _, w := range ways(s) {
			offered[w]++
		}
	}
	for _, s := range g.pkg.Schemes {
		for _, w := range ways(s) {
			name := "With" + w.base()
			switch {
			case offered[w] > 1 && strings.Contains(s.Name, w.base()): // WithBearerBearer says it twice
				name = "With" + s.Name
			case offered[w] > 1:
				name = "With" + s.Name + w.base()
			}
			p.credentials = append(p.credentials, &credentialOption{s, w, g.names.pick(name, "an option of "+s.Key)})
		}
	}
}

// ways lists how a scheme can be configured.
func ways(s *ir.Scheme) []credentialWay {
	switch s.Kind {
	case ir.SchemeOAuth2:
		for _, f := range s.Flows {
			if f.Kind == ir.FlowClientCredentials {
				return []credentialWay{wayClientCredentials, wayEnv, wayTokenSource}
			}
		}
		return []credentialWay{wayTokenSource, wayBearer, wayEnv}
	case ir.SchemeOpenID, ir.SchemeBearer:
		return []credentialWay{wayBearer, wayEnv, wayTokenSource}
	case ir.SchemeAPIKeyHeader, ir.SchemeAPIKeyQuery, ir.SchemeAPIKeyCookie:
		return []credentialWay{wayAPIKey, wayEnv}
	case ir.SchemeBasic:
		return []credentialWay{wayBasic, wayEnv}
	default:
		return nil
	}
}

func (g *generator) hasOptions() bool {
	return len(g.pkg.Vars) > 0 || len(g.options.credentials) > 0 || len(g.scopes) > 0
}

func (g *generator) optionsFile(f *jen.File) error {
	for _, c := range g.options.credentials {
		f.Add(g.credential(c)).Line()
	}
	g.scopeConstants(f)
	for _, v := range g.pkg.Vars {
		if err := g.variable(f, v); err != nil {
			return err
		}
	}
	return nil
}

// variable emits a variable's type and
//
//	// WithRegion sets the region for a client, or for one call.
//	func WithRegion(region Region) client.Setting { return client.WithVariable("region", string(region)) }
func (g *generator) variable(f *jen.File, v *ir.Variable) error {
	typ, value := jen.String(), jen.Id("value")
	if len(v.Values) > 0 {
		doc := declDoc(v.Name, v.Doc, "is a value of the variable "+oneLine(v.Key)+".", "Set it with "+g.options.variables[v]+".")
		decl, err := g.openType(v.Name, doc, &ir.Type{Kind: ir.KindString}, v.Values)
		if err != nil {
			return err
		}
		f.Add(decl).Line()
		typ, value = jen.Id(v.Name), jen.String().Call(jen.Id("value"))
	}
	name := g.options.variables[v]
	notes := []string{g.variableNote(v)}
	doc := ir.Doc{Deprecated: v.Doc.Deprecated}
	if len(v.Values) == 0 {
		notes = append([]string{stop(oneLine(v.Doc.Summary)), v.Doc.Description}, notes...)
	}
	text := joinParas(append(append([]string{name + " sets the variable " + oneLine(v.Key) + " for a client, or for one call."}, notes...), closing(doc)...))
	f.Add(comment(text)).Line().
		Func().Id(name).Params(jen.Id("value").Add(typ)).Qual(g.path.client, "Setting").Block(
		jen.Return(jen.Qual(g.path.client, "WithVariable").Call(lit(v.Key), value))).Line()
	return nil
}

// variableNote tells a variable's default and the values that go with others.
func (g *generator) variableNote(v *ir.Variable) string {
	var note string
	if v.Default != "" {
		note = "Without it, " + oneLine(v.Default) + " holds."
	}
	for _, a := range v.Allowed {
		note += "\n- where " + oneLine(a.When.Var) + " is " + oneLine(words(a.When.Values)) + ": " + oneLine(words(a.Values))
	}
	return note
}

// credential emits one option of a scheme, such as
//
//	func WithClientCredentials(id, secret string, scopes ...string) client.Option {
//		return client.WithClientCredentials("oauth2", id, secret, scopes...)
//	}
func (g *generator) credential(c *credentialOption) jen.Code {
	spec := credentialSpec(c.way)
	args := []jen.Code{lit(c.scheme.Key)}
	var params []jen.Code
	for i, p := range spec.params {
		param := jen.Id(p)
		switch {
		case c.way == wayTokenSource:
			param.Op("*").Qual(g.path.auth, "Source")
		case i == len(spec.params)-1:
			param.String()
		}
		params = append(params, param)
		args = append(args, jen.Id(p))
	}
	if c.way == wayClientCredentials {
		params = append(params, jen.Id("scopes").Op("...").String())
		args = append(args, jen.Id("scopes").Op("..."))
	}
	paras := []string{c.name + " " + spec.doc(c.scheme)}
	if c.way == ways(c.scheme)[0] { // the description's words once, not in each option
		paras = append(paras, stop(oneLine(c.scheme.Doc.Summary)), c.scheme.Doc.Description)
	}
	doc := joinParas(append(paras, closing(ir.Doc{Deprecated: c.scheme.Doc.Deprecated})...))
	return jen.Add(comment(doc)).Line().
		Func().Id(c.name).Params(params...).Qual(g.path.client, "Option").Block(
		jen.Return(jen.Qual(g.path.client, spec.runtime).Call(args...)))
}

// waySpec is how an option of a way is written.
type waySpec struct {
	runtime string   // option of package client behind it
	params  []string // string parameters, or the source
	does    string   // what the comment says behind the name
}

func credentialSpec(w credentialWay) waySpec {
	switch w {
	case wayClientCredentials:
		return waySpec{"WithClientCredentials", []string{"id", "secret"}, "gets tokens by the client credentials grant (RFC 6749, section 4.4)"}
	case wayTokenSource:
		return waySpec{"WithCredential", []string{"src"}, "authorizes with the tokens of src, which stays the caller's to close"}
	case wayAPIKey:
		return waySpec{"WithAPIKey", []string{"key"}, "authorizes with an API key"}
	case wayBasic:
		return waySpec{"WithBasic", []string{"user", "password"}, "authorizes with a user name and a password (RFC 7617)"}
	case wayBearer:
		return waySpec{"WithBearer", []string{"token"}, "authorizes with a bearer token that doesn't change"}
	default:
		return waySpec{"WithCredentialsFromEnv", []string{"prefix"}, "takes the credential from the environment"}
	}
}

func (w waySpec) doc(s *ir.Scheme) string {
	if w.runtime != "WithCredentialsFromEnv" {
		return w.does + ", for the scheme " + oneLine(s.Key) + "."
	}
	var names string
	switch s.Kind {
	case ir.SchemeOAuth2:
		names = "prefix_CLIENT_ID and prefix_CLIENT_SECRET"
		if ways(s)[0] != wayClientCredentials {
			names = "prefix_TOKEN"
		}
	case ir.SchemeBasic:
		names = "prefix_USERNAME and prefix_PASSWORD"
	case ir.SchemeBearer, ir.SchemeOpenID:
		names = "prefix_TOKEN"
	default:
		names = "prefix_API_KEY"
	}
	return w.does + ", for the scheme " + oneLine(s.Key) + ": " + names + "."
}
