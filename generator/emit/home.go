// Where types are at home: with the one service that uses them, or shared.

package emit

import "github.com/keywright/keywright/generator/ir"

// homes gives the service whose operations alone reach a type, for types that
// the model puts nowhere; types of several services, or of none, are shared.
func (g *generator) homes() map[*ir.Decl]string {
	home := map[*ir.Decl]string{}
	shared := map[*ir.Decl]bool{}
	for _, svc := range g.pkg.Services {
		seen := map[*ir.Decl]bool{}
		for _, op := range svc.Ops {
			for _, t := range operationTypes(op) {
				reachTypes(t, seen)
			}
		}
		for d := range seen {
			if _, taken := home[d]; taken || svc.Name == "" {
				shared[d] = true
			}
			home[d] = svc.Name
		}
	}
	for d := range shared {
		delete(home, d)
	}
	return home
}

// operationTypes are the types that an operation's signature and answers name.
func operationTypes(op *ir.Operation) []*ir.Type {
	var list []*ir.Type
	add := func(t *ir.Type) {
		if t != nil {
			list = append(list, t)
		}
	}
	for p := range params(op) {
		add(p.Type)
	}
	if op.Body != nil {
		add(op.Body.Type)
	}
	if op.Result != nil {
		add(op.Result.Type)
		if op.Result.Stream != nil {
			add(op.Result.Stream.Elem)
		}
	}
	for _, e := range op.Errors {
		add(e.Type)
	}
	return list
}

// reachTypes collects the declarations that a type reaches.
func reachTypes(t *ir.Type, seen map[*ir.Decl]bool) {
	for t.Elem != nil {
		t = t.Elem
	}
	d := t.Decl
	if t.Kind != ir.KindDecl || seen[d] {
		return
	}
	seen[d] = true
	for _, f := range d.Fields {
		reachTypes(f.Type, seen)
	}
	if d.Extra != nil {
		reachTypes(d.Extra, seen)
	}
	if d.Under != nil {
		reachTypes(d.Under, seen)
	}
	if d.Union != nil {
		for _, v := range d.Union.Variants {
			reachTypes(v.Type, seen)
		}
	}
}
