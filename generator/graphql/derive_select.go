// What derived operations select: the leaves of a type by its fragment, objects
// to a depth, types that are already on the way not again.

package graphql

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// mostCases is how many types of an interface or union are selected one by one;
// of more, the fields that all of them share are.
const mostCases = 24

// deepest bounds what completeness adds below a result.
const deepest = 7

// choice is what is selected of a type.
type choice struct {
	on     *ast.Definition
	leaves bool // the type's fragment
	fields []*chosen
	cases  []*choice // of an interface or union
	// renamed has the leaves that can't keep their name beside those of other
	// cases; then they are spelled out.
	renamed bool
}

// chosen is one selected field.
type chosen struct {
	field *ast.FieldDefinition
	alias string    // empty: the field's name
	of    *choice   // nil: a leaf
	args  []*argVar // what its arguments take
}

// leaves gives the fields of a type's fragment.
func (d *deriver) leaves(def *ast.Definition) []*ast.FieldDefinition {
	return slices.DeleteFunc(d.fields(def), func(f *ast.FieldDefinition) bool {
		return !d.typeOf(f).IsLeafType() || d.apart(def, f)
	})
}

// choose decides what is selected of a type. path has the types above it, and
// budget tells how deep objects below it may be; nil: there is nothing.
func (d *deriver) choose(def *ast.Definition, budget int, path []*ast.Definition) *choice {
	if def.IsAbstractType() {
		if c := d.chooseCases(def, budget, path); c != nil {
			return c
		}
	}
	c := &choice{on: def, leaves: len(d.leaves(def)) > 0}
	path = append(slices.Clip(path), def)
	for _, f := range d.fields(def) {
		if d.typeOf(f).IsLeafType() || d.apart(def, f) {
			continue
		}
		if inner := d.chooseField(def, f, budget, path); inner != nil {
			c.fields = append(c.fields, &chosen{field: f, of: inner})
		}
	}
	if !c.leaves && len(c.fields) == 0 && !def.IsAbstractType() {
		return nil
	}
	return c
}

// chooseField decides of an object field. A list costs two levels, because what
// stands below it stands there many times; a page is no level of its own.
func (d *deriver) chooseField(on *ast.Definition, f *ast.FieldDefinition, budget int, path []*ast.Definition) *choice {
	def := d.typeOf(f)
	rest := budget - 1
	if f.Type.Elem != nil {
		rest--
	}
	if shape := pageOf(on); shape != nil {
		switch {
		case shape.items[0][0] == f.Name:
			rest = max(budget-1, 0)
		case f.Name == "edges":
			return d.chooseEdges(def) // its nodes are selected beside it
		default:
			rest = 0
		}
	}
	if f.Name == "node" && len(path) > 1 && pageOf(path[len(path)-2]) != nil {
		rest = budget
	}
	key := step{on, f}.key()
	wanted := d.forced[key] && (len(path) == d.shallow[on.Name] && len(path) <= deepest) || d.rules.of(on, f.Name).Include
	switch {
	case rest < 0 && !wanted:
		return nil
	case slices.Contains(path, def):
		// What refers to its own type, as a parent does, is worth its leaves;
		// a way back, from the parts to the whole, is not.
		if (def != on && !d.circular[key]) || len(d.leaves(def)) == 0 {
			return nil
		}
		return &choice{on: def, leaves: true}
	default:
		return d.choose(def, max(rest, 0), path)
	}
}

func (d *deriver) chooseEdges(def *ast.Definition) *choice {
	if len(d.leaves(def)) == 0 {
		return nil
	}
	return &choice{on: def, leaves: true}
}

// chooseCases selects the types of an interface or union one by one; nil where
// there are too many.
func (d *deriver) chooseCases(def *ast.Definition, budget int, path []*ast.Definition) *choice {
	possible := d.schema.GetPossibleTypes(def)
	if len(possible) == 0 || len(possible) > mostCases {
		return nil
	}
	c := &choice{on: def}
	shapes := map[string]string{} // response name → type
	for _, t := range possible {
		if slices.Contains(path, t) {
			if len(d.leaves(t)) > 0 {
				c.cases = append(c.cases, d.caseOf(&choice{on: t, leaves: true}, shapes))
			}
			continue
		}
		if inner := d.choose(t, min(budget, 1), append(slices.Clip(path), def)); inner != nil {
			c.cases = append(c.cases, d.caseOf(inner, shapes))
		}
	}
	return c
}

// caseOf gives fields another name whose name stands for another type in an
// earlier case: a server would refuse the operation (GraphQL specification,
// section Field Selection Merging).
func (d *deriver) caseOf(c *choice, shapes map[string]string) *choice {
	rename := func(f *ast.FieldDefinition) string {
		shape, taken := shapes[f.Name]
		if !taken {
			shapes[f.Name] = f.Type.String()
		}
		if !taken || shape == f.Type.String() {
			return ""
		}
		return c.on.Name + "_" + f.Name
	}
	for _, f := range c.fields {
		f.alias = rename(f.field)
	}
	if !c.leaves {
		return c
	}
	var leaves []*chosen
	for _, f := range d.leaves(c.on) {
		leaf := &chosen{field: f, alias: rename(f)}
		c.renamed = c.renamed || leaf.alias != ""
		leaves = append(leaves, leaf)
	}
	if c.renamed {
		c.leaves, c.fields = false, append(leaves, c.fields...)
	}
	return c
}

// chooseOperation decides what an operation selects of its result.
func (d *deriver) chooseOperation(op *derived) *choice {
	at := len(op.route) - 1
	if op.list >= 0 {
		at = op.list
		if at > 0 && isItems(op.route[at]) {
			at-- // the page, not the list in it
		}
	}
	op.at = at
	def := d.typeOf(op.route[at].field)
	if def.IsLeafType() {
		return nil
	}
	budget := d.depth
	if at+1 < len(op.route) {
		budget = 0 // what is asked for stands behind a list
	}
	c := d.choose(def, budget, nil)
	if c == nil && (op.kind == ast.Mutation || !slices.ContainsFunc(d.fields(def), func(f *ast.FieldDefinition) bool { return d.apart(def, f) })) {
		c = &choice{on: def} // nothing but the type's name, and worth asking for
	}
	for in := c; at+1 < len(op.route) && in != nil; at++ {
		in = d.follow(in, op.route[at+1], at+2 == len(op.route))
	}
	return c
}

// follow adds a step on the way to a field behind a list.
func (d *deriver) follow(c *choice, s step, last bool) *choice {
	for _, f := range c.fields {
		if f.field == s.field {
			return f.of
		}
	}
	f := &chosen{field: s.field}
	if def := d.typeOf(s.field); !def.IsLeafType() {
		f.of = &choice{on: def, leaves: len(d.leaves(def)) > 0}
		if last {
			f.of = d.choose(def, 0, nil)
		}
	}
	c.fields = append(c.fields, f)
	return f.of
}

// complete chooses what operations select, adds what none of them would, and
// prints them. An operation with nothing to select is dropped: what it looks up
// only leads to others.
func (d *deriver) complete() {
	for range 4 * deepest {
		d.selected, d.depths = map[string]bool{}, map[string]int{}
		for _, op := range d.ops {
			op.choice = d.chooseOperation(op)
			d.note(op)
		}
		if !d.force() {
			break
		}
	}
	d.ops = slices.DeleteFunc(d.ops, func(op *derived) bool {
		return op.choice == nil && !d.typeOf(op.target().field).IsLeafType()
	})
}

// note keeps account of what an operation selects.
func (d *deriver) note(op *derived) {
	if op.choice == nil && !d.typeOf(op.target().field).IsLeafType() {
		return
	}
	for _, s := range op.route {
		// What is only passed through isn't selected: its leaves aren't.
		d.selected[s.key()] = d.selected[s.key()] || d.apart(s.on, s.field)
	}
	if op.choice != nil {
		d.noteChoice(op.choice, 1)
	}
}

func (d *deriver) noteChoice(c *choice, depth int) {
	if have, ok := d.depths[c.on.Name]; !ok || depth < have {
		d.depths[c.on.Name] = depth
	}
	if c.leaves {
		for _, f := range d.leaves(c.on) {
			d.selected[step{c.on, f}.key()] = true
		}
	}
	for _, f := range c.fields {
		d.selected[step{c.on, f.field}.key()] = true
		if f.of != nil {
			d.noteChoice(f.of, depth+1)
		}
	}
	for _, inner := range c.cases {
		d.noteChoice(inner, depth+1)
	}
}

// force has the objects selected that no operation reaches, where their type is
// nearest to a result; what only a way back would reach comes last.
func (d *deriver) force() (more bool) {
	for name, depth := range d.depths {
		if have, ok := d.shallow[name]; !ok || depth < have {
			d.shallow[name] = depth
		}
	}
	missing := d.missing()
	for _, key := range missing {
		more = more || !d.forced[key]
		d.forced[key] = true
	}
	if more {
		return true
	}
	for _, key := range missing {
		more = more || !d.circular[key]
		d.circular[key] = true
	}
	return more
}

// missing lists the fields without arguments that no operation selects although
// it selects the objects that have them.
func (d *deriver) missing() []string {
	var out []string
	for name := range d.depths {
		def := d.schema.Types[name]
		for _, f := range d.fields(def) {
			key := step{def, f}.key()
			if !d.selected[key] && !d.apart(def, f) && !d.typeOf(f).IsLeafType() {
				out = append(out, key)
			}
		}
	}
	slices.Sort(out)
	return out
}
