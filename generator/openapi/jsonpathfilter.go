// This file reads and evaluates the filters of JSONPath (RFC 9535, section
// 2.3.5): comparisons, existence, and, or, not.

package openapi

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/keywright/keywright/generator/tree"
)

// filter holds for a node or doesn't.
type filter func(n *tree.Node) bool

// operand gives a value; nil for none.
type operand func(n *tree.Node) *tree.Node

func (p *pathParser) or() (filter, error) {
	return p.joined("||", p.and, func(a, b filter) filter {
		return func(n *tree.Node) bool { return a(n) || b(n) }
	})
}

func (p *pathParser) and() (filter, error) {
	return p.joined("&&", p.unary, func(a, b filter) filter {
		return func(n *tree.Node) bool { return a(n) && b(n) }
	})
}

func (p *pathParser) joined(sign string, part func() (filter, error), join func(a, b filter) filter) (filter, error) {
	f, err := part()
	for err == nil {
		if p.blank(); !p.take(sign) {
			return f, nil
		}
		var g filter
		if g, err = part(); err == nil {
			f = join(f, g)
		}
	}
	return nil, err
}

func (p *pathParser) unary() (filter, error) {
	p.blank()
	switch {
	case strings.HasPrefix(p.rest, "!"):
		p.take("!")
		f, err := p.unary()
		return func(n *tree.Node) bool { return !f(n) }, err
	case p.take("("):
		f, err := p.or()
		if p.blank(); err == nil && !p.take(")") {
			err = fmt.Errorf("a ) is missing before %q", first(p.rest))
		}
		return f, err
	}
	return p.comparison()
}

// comparison reads two operands with a sign between them, or one that has to be
// there.
func (p *pathParser) comparison() (filter, error) {
	a, err := p.operand()
	if err != nil {
		return nil, err
	}
	p.blank()
	for _, sign := range []string{"==", "!=", "<=", ">=", "<", ">"} {
		if !p.take(sign) {
			continue
		}
		p.blank()
		b, err := p.operand()
		return func(n *tree.Node) bool { return compare(a(n), sign, b(n)) }, err
	}
	return func(n *tree.Node) bool { return a(n) != nil }, nil
}

// operand reads a path from the current node, or a literal.
func (p *pathParser) operand() (operand, error) {
	switch {
	case p.take("@"):
		path, err := p.steps()
		return func(n *tree.Node) *tree.Node {
			spots, _ := path.choose(n)
			if len(spots) == 0 {
				return nil
			}
			return spots[0].node
		}, err
	case strings.HasPrefix(p.rest, "'"), strings.HasPrefix(p.rest, `"`):
		text, err := p.quoted()
		return literal(tree.String, text), err
	}
	word := p.word()
	switch word {
	case "true", "false":
		return literal(tree.Bool, word), nil
	case "null":
		return literal(tree.Null, word), nil
	}
	if _, err := strconv.ParseFloat(word, 64); err == nil {
		return literal(tree.Float, word), nil
	}
	return nil, fmt.Errorf("%q is neither a path that begins with @ nor a literal", first(word+p.rest))
}

func literal(kind tree.Kind, value string) operand {
	n := tree.New(kind, value, nil)
	return func(*tree.Node) *tree.Node { return n }
}

// compare holds two scalars against each other; those of different kinds are
// only ever unequal.
func compare(a *tree.Node, sign string, b *tree.Node) bool {
	order, comparable := 0, a != nil && b != nil
	switch {
	case !comparable:
		comparable = a == b
	case a.Is(tree.Int, tree.Float) && b.Is(tree.Int, tree.Float):
		x, _ := a.Float()
		y, _ := b.Float()
		order = cmp.Compare(x, y)
	case a.Kind == b.Kind && !a.Is(tree.Mapping, tree.Sequence):
		order = strings.Compare(a.Value, b.Value)
	default:
		comparable = false
	}
	switch sign {
	case "==":
		return comparable && order == 0
	case "!=":
		return !comparable || order != 0
	case "<":
		return comparable && order < 0
	case "<=":
		return comparable && order <= 0
	case ">":
		return comparable && order > 0
	}
	return comparable && order >= 0
}
