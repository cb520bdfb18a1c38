// The plan of an emission: every name that files share is decided before any
// file is built, so that files can be built side by side.

package emit

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/keywright/keywright/generator/ir"
)

// generator holds the plan. It isn't changed once files are being built.
type generator struct {
	pkg         *ir.Package
	opts        Options
	path        paths
	importNames map[string]string // import path → package name

	names       scope                    // identifiers of the package
	files       fileNames                // base names of its files
	opVars      map[*ir.Operation]string // variable with an operation's data
	parts       map[*ir.Operation]string // function with a multipart body's parts
	groups      []*group                 // files of types, in order
	codecGroups []*group                 // files of codecs, in order
	codecs      codecPlan
	cut         map[*ir.Field]bool     // fields that a pointer keeps finite
	problems    map[*ir.Decl]*ir.Field // structs that errors carry, with the field of their message
	options     *optionPlan
	user        *userPlan // nil without Client.User
	scopes      []scopeGroup
	logins      []*loginFunc
	loginFile   string
	follow      *followPlan // nil without links
	lists       []string    // file base names of services, by index
}

// scope is the set of identifiers of a package with what each stands for.
type scope map[string]string

// declare takes a name that the model settled; two claims on one are an error of
// whoever built the model.
func (s scope) declare(name, what string) error {
	if other, ok := s[name]; ok {
		return fmt.Errorf("emit: the name %s is declared twice, as %s and as %s", name, other, what)
	}
	s[name] = what
	return nil
}

// pick takes the wanted name, or the next free one like it.
func (s scope) pick(want, what string) string {
	name := want
	for i := 2; ; i++ {
		if _, ok := s[name]; !ok {
			s[name] = what
			return name
		}
		name = want + strconv.Itoa(i)
	}
}

func newGenerator(pkg *ir.Package, opts Options) (*generator, error) {
	g := &generator{
		pkg: pkg, opts: opts, path: newPaths(pkg, opts),
		names: scope{}, files: fileNames{}, opVars: map[*ir.Operation]string{}, parts: map[*ir.Operation]string{},
	}
	g.importNames = map[string]string{
		g.path.self: pkg.Name, g.path.fake: pkg.Name + "test",
		g.path.wire: "wire", g.path.auth: "auth", g.path.client: "client", g.path.clienttest: "clienttest", path.Join(g.path.clienttest, "gqltest"): "gqltest",
		path.Join(g.path.client, "gql"): "gql", path.Join(g.path.self, "internal", "operations"): "operations",
	}
	if err := g.declareNames(); err != nil {
		return nil, err
	}
	g.cut = cutCycles(pkg.Types)
	g.planOptions()
	g.planScopes()
	g.planLogins()
	g.planUser()
	g.planOperations()
	g.planProblems()
	g.planGroups()
	g.planCodecs()
	g.planFollow()
	return g, nil
}

// declareNames takes the names that the model settled, and emission's own.
func (g *generator) declareNames() error {
	own := []string{"Client", "New"}
	if g.pkg.SplitAccess {
		own = append(own, "UserClient")
	}
	for _, name := range own {
		if err := g.names.declare(name, "a part of every client"); err != nil {
			return err
		}
	}
	for _, name := range []string{"description", "newClient", "newUserClient", "unmarshalFrom"} {
		g.names.pick(name, "a part of every client")
	}
	if g.sharesGraphQL() {
		g.names.pick("graphqlAPI", "a part of every client")
		for _, s := range g.pkg.GraphQLAPI.Situations {
			if err := g.names.declare(s.Name, "the error "+s.Name+" of the config"); err != nil {
				return err
			}
		}
	}
	for _, d := range g.pkg.Types {
		if err := g.declareType(d); err != nil {
			return err
		}
	}
	for _, v := range g.pkg.Vars {
		if len(v.Values) == 0 {
			continue
		}
		if err := g.names.declare(v.Name, "the variable "+v.Key); err != nil {
			return err
		}
		if err := g.declareValues(v.Values, "a value of the variable "+v.Key); err != nil {
			return err
		}
	}
	return g.declareServices()
}

func (g *generator) declareType(d *ir.Decl) error {
	if err := g.names.declare(d.Name, d.Pointer); err != nil {
		return err
	}
	if err := g.declareValues(d.Values, "a value of "+d.Name); err != nil {
		return err
	}
	if d.Union == nil {
		return nil
	}
	if err := g.names.declare(d.Union.RawName, "the raw case of "+d.Name); err != nil {
		return err
	}
	for _, v := range d.Union.Variants {
		if !v.Wraps {
			continue
		}
		if err := g.names.declare(v.Name, "a case of "+d.Name); err != nil {
			return err
		}
	}
	return nil
}

func (g *generator) declareValues(values []ir.EnumValue, what string) error {
	for _, v := range values {
		if err := g.names.declare(v.Name, what); err != nil {
			return err
		}
	}
	return nil
}

func (g *generator) declareServices() error {
	for _, s := range g.pkg.Services {
		if s.Name != "" {
			if err := g.names.declare(s.TypeName, "the service "+s.Name); err != nil {
				return err
			}
		}
		for _, op := range s.Ops {
			if op.Options == nil || len(op.Options.Fields) == 0 {
				continue
			}
			if err := g.names.declare(op.Options.Name, "the parameters of "+op.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// planOperations names the variable that describes each operation, and the
// function that makes the parts of its body.
func (g *generator) planOperations() {
	for _, s := range g.pkg.Services {
		for _, op := range s.Ops {
			g.opVars[op] = g.names.pick("op"+s.Name+op.Name, "the operation "+op.ID)
			if hasParts(op) {
				g.parts[op] = g.names.pick(lowerFirst(s.Name+op.Name)+"Parts", "the parts of "+op.ID)
			}
		}
	}
}

// cutCycles finds the required fields through which a struct would contain
// itself, which Go can't lay out: a pointer stands there. A description that
// requires an endless value is wrong, but its other values are real.
func cutCycles(decls []*ir.Decl) map[*ir.Field]bool {
	cut := map[*ir.Field]bool{}
	const open, done = 1, 2
	state := map[*ir.Decl]int{}
	var visit func(d *ir.Decl)
	visit = func(d *ir.Decl) {
		state[d] = open
		for _, f := range d.Fields {
			inner := valueOf(f)
			switch {
			case inner == nil:
			case state[inner] == open:
				cut[f] = true
			case state[inner] == 0:
				visit(inner)
			}
		}
		state[d] = done
	}
	for _, d := range decls {
		if state[d] == 0 {
			visit(d)
		}
	}
	return cut
}

// valueOf gives the struct that a field holds by value, if any.
func valueOf(f *ir.Field) *ir.Decl {
	if form := f.Form(); form != ir.FormPlain && form != ir.FormOpt {
		return nil
	}
	t := f.Type
	for range 100 { // aliases of aliases; their loops hold no struct
		if t.Kind != ir.KindDecl {
			return nil
		}
		switch t.Decl.Kind {
		case ir.DeclStruct:
			return t.Decl
		case ir.DeclAlias:
			t = t.Decl.Under
		default:
			return nil
		}
	}
	return nil
}

// form is Field.Form, less cycles. An Opt can't be cut to a pointer without
// losing null; it becomes one all the same, for the type must be finite.
func (g *generator) form(f *ir.Field) ir.Form {
	if g.cut[f] {
		return ir.FormPointer
	}
	return f.Form()
}

// sortSources orders files by name.
func sortSources(sources []*source) []*source {
	slices.SortFunc(sources, func(a, b *source) int { return strings.Compare(a.name, b.name) })
	return sources
}
