// Derived operations as GraphQL text: a file an operation, and one with the
// fragments.

package graphql

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/keywright/keywright/generator/names"
)

// lineful is how long a list of variables or arguments may be on one line.
const lineful = 90

// argVar is a variable with the argument that takes it.
type argVar struct {
	name     string
	arg      *ast.ArgumentDefinition
	required bool // by the config
}

func (a *argVar) declare() string {
	typ := a.arg.Type.String()
	switch {
	case a.required && !a.arg.Type.NonNull:
		typ += "!"
	case a.arg.Type.NonNull && a.arg.DefaultValue != nil && !a.required:
		typ = strings.TrimSuffix(typ, "!") // the schema's default holds where it is left out
	}
	return "$" + a.name + ": " + typ
}

// printer writes one operation.
type printer struct {
	*deriver
	b    strings.Builder
	used map[string]bool
	vars []*argVar
}

// print gives an operation's text.
func (d *deriver) print(op *derived) string {
	p := &printer{deriver: d, used: map[string]bool{}}
	args := make([][]*argVar, len(op.route))
	for i, s := range op.route {
		args[i] = p.variables(s, op.short)
	}
	var way []string
	for _, s := range op.route {
		way = append(way, s.key())
	}
	fmt.Fprintf(&p.b, "# Derived from %s.\n%s %s", strings.Join(way, ", "), op.kind, op.name)
	p.declarations()
	p.b.WriteString(" {\n")
	at := op.at
	for i, s := range op.route[:at+1] {
		p.field(i+1, s.field.Name, args[i])
		if i < at || op.choice != nil {
			p.b.WriteString(" {\n")
		}
	}
	if op.choice != nil {
		p.followed(op, args)
		p.choice(op.choice, at+2)
		p.line(at+1, "}")
	}
	p.b.WriteString("\n")
	for i := at; i > 0; i-- {
		p.line(i, "}\n")
	}
	p.b.WriteString("}\n")
	return p.b.String()
}

// followed hands the fields behind a list their arguments.
func (p *printer) followed(op *derived, args [][]*argVar) {
	c := op.choice
	for i := op.at + 1; i < len(op.route) && c != nil; i++ {
		for _, f := range c.fields {
			if f.field == op.route[i].field {
				f.args = args[i]
				c = f.of
				break
			}
		}
	}
}

func (p *printer) line(depth int, text string) {
	p.b.WriteString(strings.Repeat("  ", depth) + text)
}

// declarations prints the variables, those that must be given first: they are
// the method's arguments.
func (p *printer) declarations() {
	if len(p.vars) == 0 {
		return
	}
	texts := make([]string, len(p.vars))
	for i, v := range p.vars {
		texts[i] = v.declare()
	}
	if line := strings.Join(texts, ", "); len(line) <= lineful {
		p.b.WriteString("(" + line + ")")
		return
	}
	p.b.WriteString("(\n")
	for _, text := range texts {
		p.line(1, text+"\n")
	}
	p.b.WriteString(")")
}

// variables makes a variable of every argument of a step, in the short form of
// those that are required. One whose name is taken bears the field's as well. The short form leaves out what may be left out.
func (p *printer) variables(s step, short bool) []*argVar {
	rule := p.rules.of(s.on, s.field.Name)
	var out []*argVar
	for _, arg := range s.field.Arguments {
		if short && !isRequired(arg, rule) {
			continue
		}
		name := arg.Name
		if p.used[name] {
			name = s.field.Name + names.Exported(arg.Name)
		}
		for p.used[name] {
			name += "_"
		}
		p.used[name] = true
		v := &argVar{name: name, arg: arg, required: rule.requires(arg.Name)}
		out = append(out, v)
		p.vars = append(p.vars, v)
	}
	return out
}

// field prints a field with what its arguments take, a line each where one line
// would be long.
func (p *printer) field(depth int, text string, vars []*argVar) {
	p.line(depth, text)
	if len(vars) == 0 {
		return
	}
	texts := make([]string, len(vars))
	for i, v := range vars {
		texts[i] = v.arg.Name + ": $" + v.name
	}
	if line := strings.Join(texts, ", "); len(line) <= lineful {
		p.b.WriteString("(" + line + ")")
		return
	}
	p.b.WriteString("(\n")
	for _, text := range texts {
		p.line(depth+1, text+"\n")
	}
	p.line(depth, ")")
}

func (p *printer) choice(c *choice, depth int) {
	if c.on.IsAbstractType() || !c.leaves && len(c.fields) == 0 {
		p.line(depth, "__typename\n")
	}
	if c.leaves {
		p.line(depth, "..."+p.fragmentName(c.on)+"\n")
	}
	for _, f := range c.fields {
		text := f.field.Name
		if f.alias != "" {
			text = f.alias + ": " + text
		}
		p.field(depth, text, f.args)
		p.block(f.of, depth)
	}
	for _, inner := range c.cases {
		p.line(depth, "... on "+inner.on.Name)
		p.block(inner, depth)
	}
}

func (p *printer) block(c *choice, depth int) {
	if c == nil {
		p.b.WriteString("\n")
		return
	}
	p.b.WriteString(" {\n")
	p.choice(c, depth+1)
	p.line(depth, "}\n")
}

// fragmentName names the fragment of a type's leaves.
func (d *deriver) fragmentName(def *ast.Definition) string {
	if name := def.Name + "Fields"; !d.fragmentTaken(name) {
		return name
	}
	return def.Name + "DerivedFields"
}

// fragments prints the fragments that the operations use, sorted by name.
func (d *deriver) fragments() string {
	used := map[string]*ast.Definition{}
	var visit func(c *choice)
	visit = func(c *choice) {
		if c.leaves {
			used[c.on.Name] = c.on
		}
		for _, f := range c.fields {
			if f.of != nil {
				visit(f.of)
			}
		}
		for _, inner := range c.cases {
			visit(inner)
		}
	}
	for _, op := range d.ops {
		if op.choice != nil {
			visit(op.choice)
		}
	}
	var b strings.Builder
	for _, def := range sortedTypes(used) {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "fragment %s on %s {\n", d.fragmentName(def), def.Name)
		for _, f := range d.leaves(def) {
			b.WriteString("  " + f.Name + "\n")
		}
		b.WriteString("}\n")
	}
	return b.String()
}

func sortedTypes(types map[string]*ast.Definition) []*ast.Definition {
	var out []*ast.Definition
	for _, def := range types {
		out = append(out, def)
	}
	slices.SortFunc(out, func(a, b *ast.Definition) int { return cmp.Compare(a.Name, b.Name) })
	return out
}
