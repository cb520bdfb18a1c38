// Paging: operations whose answers are pages get an iterator. The shapes that
// schemas agree on are found, others are told by the config; both hold for the
// user's own operations as well, where they select what it takes.

package graphql

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/names"
)

// paging finds the pages of all calls, and names the iterators: methods have
// their names by then.
func (l *lowerer) paging() {
	for _, s := range l.pkg.Services {
		var taken []string
		for _, op := range s.Ops {
			taken = append(taken, op.Name)
		}
		var claims []names.Claim
		for _, c := range l.calls {
			if !slices.Contains(s.Ops, c.op) || c.op.Result == nil {
				continue
			}
			if c.op.Paging = l.pagingOf(c); c.op.Paging != nil {
				claims = append(claims, names.Claim{
					Key: c.op.ID, Wants: []string{c.op.Name + "All"}, Suffix: "Pages", Set: func(name string) { c.op.Paging.AllName = name },
				})
			}
		}
		reserved := names.OnClient
		if s.Name != "" {
			reserved = nil
		} else {
			for _, other := range l.pkg.Services {
				taken = append(taken, other.Name)
			}
		}
		names.NewScope(reserved, taken...).Settle(claims)
	}
}

// pageField is a field of an operation whose answer may be a page.
type pageField struct {
	*field
	keys []string // response names from the data to it
}

// pagingOf gives the way through the pages of a call; nil where it has none, or
// several.
func (l *lowerer) pagingOf(c *call) *ir.Paging {
	root := l.schema.Query
	if c.op.GraphQL.Mutation {
		return nil
	}
	var found []*ir.Paging
	var walk func(on *ast.Definition, sets []ast.SelectionSet, keys []string)
	walk = func(on *ast.Definition, sets []ast.SelectionSet, keys []string) {
		for _, f := range l.collect(sets, on) {
			next := append(slices.Clip(keys), f.key)
			if p := l.pagingAt(c, on, &pageField{f, next}); p != nil {
				found = append(found, p)
				continue
			}
			if def := l.schema.Types[f.def.Type.Name()]; f.def.Type.Elem == nil && def.Kind == ast.Object {
				walk(def, f.sets, next)
			}
		}
	}
	walk(root, []ast.SelectionSet{c.def.SelectionSet}, nil)
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// pagingAt gives the way through a field's pages, by the config's rule or the
// shape of its type.
func (l *lowerer) pagingAt(c *call, on *ast.Definition, f *pageField) *ir.Paging {
	rule := l.rules.of(on, f.def.Name).Paging
	def := l.schema.Types[f.def.Type.Name()]
	switch {
	case rule != nil && rule.Off, f.def.Type.Elem != nil:
		return nil
	case rule != nil:
		p := l.configured(c, f, rule)
		if p == nil && c.derived != nil {
			l.diags.Warnf(rule.Pos, "paging", "look at the names; what a JSON scalar holds has to be described (json-shapes)",
				"%s.%s gets no iterator: its answer has no list %q, or no %q that fits the argument %s", on.Name, f.def.Name, rule.Items, rule.Cursor, rule.Arg)
		}
		return p
	}
	shape := pageOf(def)
	if shape == nil {
		return nil
	}
	for _, arg := range shape.args {
		p := &ir.Paging{Style: ir.PagePage, First: 1, Param: variableOf(c, f.field, arg)}
		if shape.cursor != nil {
			p.Style = ir.PageCursor
		}
		for _, items := range shape.items {
			if p.Items = c.reach(f.keys, items); p.Items != nil {
				break
			}
		}
		p.Cursor, p.More, p.Last = c.reach(f.keys, shape.cursor), c.reach(f.keys, shape.more), c.reach(f.keys, shape.last)
		if p = fitting(p); p != nil && (p.Cursor != nil || p.More != nil || p.Last != nil) {
			return p
		}
	}
	return nil
}

// configured gives the way that the config tells.
func (l *lowerer) configured(c *call, f *pageField, rule *PagingRule) *ir.Paging {
	way := func(text string) []*ir.Field {
		if text == "" {
			return nil
		}
		return c.reach(f.keys, strings.Split(text, "."))
	}
	p := &ir.Paging{Style: ir.PagePage, First: 1, Param: variableOf(c, f.field, rule.Arg), Items: way(rule.Items), More: way(rule.More)}
	if rule.Cursor != "" {
		p.Style, p.Cursor = ir.PageCursor, way(rule.Cursor)
	}
	return fitting(p)
}

// fitting gives a way of which all is there and of the right type; else nil.
func fitting(p *ir.Paging) *ir.Paging {
	if p.Param == nil || len(p.Items) == 0 {
		return nil
	}
	list := p.Items[len(p.Items)-1].Type
	if list.Kind != ir.KindList {
		return nil
	}
	p.Elem = list.Elem
	switch p.Style {
	case ir.PageCursor:
		if len(p.Cursor) == 0 || !sameCursor(p.Cursor[len(p.Cursor)-1].Type, p.Param.Type) {
			return nil
		}
	default:
		if !isNumber(p.Param.Type) {
			return nil
		}
	}
	return p
}

// sameCursor reports whether a value of the answer can be sent as the argument.
func sameCursor(value, arg *ir.Type) bool {
	return value.Kind == arg.Kind && arg.Kind == ir.KindString || isNumber(value) && isNumber(arg)
}

func isNumber(t *ir.Type) bool {
	return t.Kind == ir.KindInt64 || t.Kind == ir.KindFloat64 || t.Kind == ir.KindInt32
}

// variableOf gives the parameter that fills a field's argument.
func variableOf(c *call, f *field, arg string) *ir.Param {
	if f.sel == nil {
		return nil
	}
	given := f.sel.Arguments.ForName(arg)
	if given == nil || given.Value == nil || given.Value.Kind != ast.Variable {
		return nil
	}
	for _, a := range c.op.GraphQL.Arguments {
		if a.Param.Key == given.Value.Raw {
			return a.Param
		}
	}
	return nil
}

// reach follows response names from the answer's data through the result, and
// names of the page from there; nil where that leads nowhere, or into a list.
func (c *call) reach(keys, way []string) []*ir.Field {
	if len(way) == 0 || len(keys) < len(c.op.GraphQL.Unwrap) {
		return nil
	}
	t := c.op.Result.Type
	var out []*ir.Field
	for _, name := range slices.Concat(keys[len(c.op.GraphQL.Unwrap):], way) {
		if !t.IsStruct() {
			return nil
		}
		i := slices.IndexFunc(t.Decl.Fields, func(f *ir.Field) bool { return f.JSON == name })
		if i < 0 {
			return nil
		}
		out = append(out, t.Decl.Fields[i])
		t = t.Decl.Fields[i].Type
	}
	return out
}
