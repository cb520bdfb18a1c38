// This file settles what depends on the whole package: which types are read,
// which written, and which reach themselves.

package openapi

import "github.com/keywright/keywright/generator/ir"

// finish marks declarations and gives union cases the names of their types.
func (l *lowerer) finish() {
	for _, d := range l.pkg.Types {
		if d.Union == nil {
			continue
		}
		for _, v := range d.Union.Variants {
			if !v.Wraps {
				v.Name = v.Type.Decl.Name
			}
		}
	}
	l.markUse()
	markRecursive(l.pkg.Types)
	l.textFiles()
}

// markUse follows results, errors, bodies and parameters to the declarations
// that they reach. A named model that no operation reaches may be used either
// way.
func (l *lowerer) markUse() {
	decoded := func(d *ir.Decl) *bool { return &d.Decoded }
	encoded := func(d *ir.Decl) *bool { return &d.Encoded }
	for _, s := range l.pkg.Services {
		for _, o := range s.Ops {
			if o.Result != nil {
				mark(o.Result.Type, decoded)
				root(o.Result.Type)
			}
			for _, e := range o.Errors {
				mark(e.Type, decoded)
				root(e.Type)
			}
			if o.Body != nil {
				mark(o.Body.Type, encoded)
				root(o.Body.Type)
			}
			for _, p := range allParams(o) {
				mark(p.Type, encoded)
			}
		}
	}
	for _, d := range l.pkg.Types {
		if d.Root && !d.Decoded && !d.Encoded {
			t := &ir.Type{Kind: ir.KindDecl, Decl: d}
			mark(t, decoded)
			mark(t, encoded)
		}
	}
}

// allParams lists an operation's parameters, positional and optional.
func allParams(o *ir.Operation) []*ir.Param {
	if o.Options == nil {
		return o.Params
	}
	return append(o.Params[:len(o.Params):len(o.Params)], o.Options.Fields...)
}

// root marks a declaration that a message is, or holds as a list or map.
func root(t *ir.Type) {
	switch {
	case t.Kind == ir.KindDecl:
		t.Decl.Root = true
	case t.Elem != nil:
		root(t.Elem)
	}
}

// mark sets a flag on all declarations that a type reaches.
func mark(t *ir.Type, flag func(*ir.Decl) *bool) {
	for t != nil && t.Kind != ir.KindDecl {
		t = t.Elem
	}
	if t == nil || *flag(t.Decl) {
		return
	}
	*flag(t.Decl) = true
	for _, u := range uses(t.Decl) {
		mark(u, flag)
	}
}

// uses lists the types that a declaration is made of.
func uses(d *ir.Decl) []*ir.Type {
	var list []*ir.Type
	for _, f := range d.Fields {
		list = append(list, f.Type)
	}
	for _, t := range []*ir.Type{d.Extra, d.Under} {
		if t != nil {
			list = append(list, t)
		}
	}
	if d.Union != nil {
		for _, v := range d.Union.Variants {
			list = append(list, v.Type)
		}
	}
	return list
}

// markRecursive marks the declarations on cycles: the strongly connected
// components of the graph of uses, by Tarjan's algorithm.
func markRecursive(decls []*ir.Decl) {
	t := &tarjan{index: make(map[*ir.Decl]int), low: make(map[*ir.Decl]int), on: make(map[*ir.Decl]bool)}
	for _, d := range decls {
		if t.index[d] == 0 {
			t.visit(d)
		}
	}
}

type tarjan struct {
	n          int
	index, low map[*ir.Decl]int
	on         map[*ir.Decl]bool
	stack      []*ir.Decl
}

// visit follows what a declaration uses, and closes its component where nothing
// in it reaches further up.
func (t *tarjan) visit(d *ir.Decl) {
	t.n++
	t.index[d], t.low[d] = t.n, t.n
	t.stack = append(t.stack, d)
	t.on[d] = true
	for _, u := range uses(d) {
		for u != nil && u.Kind != ir.KindDecl {
			u = u.Elem
		}
		if u == nil {
			continue
		}
		switch e := u.Decl; {
		case e == d:
			d.Recursive = true
		case t.index[e] == 0:
			t.visit(e)
			t.low[d] = min(t.low[d], t.low[e])
		case t.on[e]:
			t.low[d] = min(t.low[d], t.index[e])
		}
	}
	if t.low[d] != t.index[d] {
		return
	}
	for first := true; ; first = false {
		e := t.stack[len(t.stack)-1]
		t.stack = t.stack[:len(t.stack)-1]
		t.on[e] = false
		if e != d || !first {
			e.Recursive = true
		}
		if e == d {
			return
		}
	}
}

// textFiles turns files back into text in types that JSON carries, too: a
// stream can't stand inside JSON.
func (l *lowerer) textFiles() {
	for d := range l.files {
		if !d.Decoded && !l.sentAsJSON(d) {
			continue
		}
		for _, f := range d.Fields {
			switch {
			case f.Type.Kind == ir.KindFile:
				f.Type = &ir.Type{Kind: ir.KindString}
			case f.Type.Kind == ir.KindList && f.Type.Elem.Kind == ir.KindFile:
				f.Type = &ir.Type{Kind: ir.KindList, Elem: &ir.Type{Kind: ir.KindString}}
			}
		}
	}
}

// sentAsJSON reports whether a request's JSON body is of the declaration.
func (l *lowerer) sentAsJSON(d *ir.Decl) bool {
	for _, s := range l.pkg.Services {
		for _, o := range s.Ops {
			if o.Body != nil && o.Body.Kind == ir.BodyJSON && o.Body.Type.Kind == ir.KindDecl && o.Body.Type.Decl == d {
				return true
			}
		}
	}
	return false
}
