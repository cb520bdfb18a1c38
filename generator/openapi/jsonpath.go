// This file selects nodes of a tree by JSONPath (RFC 9535): names, indexes,
// wildcards, descendants and filters, which is what overlays are written with.

package openapi

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/keywright/keywright/generator/tree"
)

// spot is a node with the mapping or list that holds it; none for the root.
type spot struct {
	node   *tree.Node
	parent *tree.Node
	key    string // in a mapping
}

// pathStep narrows a list of nodes down: to some of their members, or of all
// that stand below them.
type pathStep struct {
	descend   bool
	selectors []selector
}

// selector picks members of a node: all, one by name or index, or those that a
// filter holds for.
type selector struct {
	all    bool
	name   string
	index  int
	named  bool
	filter filter
}

// jsonPath is a parsed path.
type jsonPath []pathStep

// parseJSONPath reads a path that begins with $.
func parseJSONPath(text string) (jsonPath, error) {
	p := &pathParser{rest: strings.TrimSpace(text)}
	if !p.take("$") {
		return nil, errors.New("it doesn't begin with $")
	}
	path, err := p.steps()
	if err == nil && p.rest != "" {
		err = fmt.Errorf("what begins with %q isn't understood", first(p.rest))
	}
	return path, err
}

// first is the beginning of a text, for messages.
func first(text string) string {
	if runes := []rune(text); len(runes) > 12 {
		return string(runes[:12]) + "…"
	}
	return text
}

// choose returns the nodes that the path leads to, in document order. The second
// result is the number of steps that led somewhere.
func (p jsonPath) choose(root *tree.Node) (spots []spot, matched int) {
	spots = []spot{{node: root}}
	for i, step := range p {
		next := step.choose(spots)
		if len(next) == 0 {
			return nil, i
		}
		spots = next
	}
	return spots, len(p)
}

func (s pathStep) choose(from []spot) (to []spot) {
	seen := map[*tree.Node]bool{}
	for _, at := range from {
		nodes := []*tree.Node{at.node}
		if s.descend {
			nodes = nil
			for n := range at.node.All() {
				nodes = append(nodes, n)
			}
		}
		for _, n := range nodes {
			for _, sel := range s.selectors {
				for _, hit := range sel.choose(n) {
					if !seen[hit.node] {
						seen[hit.node] = true
						to = append(to, hit)
					}
				}
			}
		}
	}
	return to
}

func (s selector) choose(n *tree.Node) (to []spot) {
	if s.named {
		if v := n.Get(s.name); v != nil {
			to = append(to, spot{v, n, s.name})
		}
		return to
	}
	if !s.all && s.filter == nil {
		i := s.index
		if i < 0 {
			i += len(n.Items)
		}
		if n.Is(tree.Sequence) && i >= 0 && i < len(n.Items) {
			to = append(to, spot{node: n.Items[i], parent: n})
		}
		return to
	}
	for _, item := range elements(n) {
		if s.all || s.filter(item) {
			to = append(to, spot{node: item, parent: n})
		}
	}
	for key, v := range n.Pairs() {
		if s.all || s.filter(v) {
			to = append(to, spot{v, n, key.Value})
		}
	}
	return to
}

// pathParser reads a path from left to right.
type pathParser struct{ rest string }

func (p *pathParser) take(token string) bool {
	rest, ok := strings.CutPrefix(p.rest, token)
	if ok {
		p.rest = rest
	}
	return ok
}

func (p *pathParser) blank() { p.rest = strings.TrimLeft(p.rest, " \t\r\n") }

// steps reads as many steps as there are.
func (p *pathParser) steps() (path jsonPath, err error) {
	for {
		step := pathStep{descend: p.take("..")}
		switch {
		case step.descend && strings.HasPrefix(p.rest, "["), strings.HasPrefix(p.rest, "["):
			step.selectors, err = p.bracket()
		case step.descend || p.take("."):
			var sel selector
			sel, err = p.shorthand()
			step.selectors = []selector{sel}
		default:
			return path, nil
		}
		if err != nil {
			return nil, err
		}
		path = append(path, step)
	}
}

// shorthand reads a name or * behind a dot.
func (p *pathParser) shorthand() (selector, error) {
	if p.take("*") {
		return selector{all: true}, nil
	}
	end := strings.IndexFunc(p.rest, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-' || r >= 0x80)
	})
	if end < 0 {
		end = len(p.rest)
	}
	if end == 0 {
		return selector{}, fmt.Errorf("a name is missing before %q", first(p.rest))
	}
	name := p.rest[:end]
	p.rest = p.rest[end:]
	return selector{named: true, name: name}, nil
}

// bracket reads selectors in brackets, parted by commas.
func (p *pathParser) bracket() (list []selector, err error) {
	p.take("[")
	for {
		p.blank()
		sel, err := p.selector()
		if err != nil {
			return nil, err
		}
		list = append(list, sel)
		p.blank()
		if p.take("]") {
			return list, nil
		}
		if !p.take(",") {
			return nil, fmt.Errorf("a ] is missing before %q", first(p.rest))
		}
	}
}

func (p *pathParser) selector() (selector, error) {
	switch {
	case p.take("*"):
		return selector{all: true}, nil
	case p.take("?"):
		f, err := p.or()
		return selector{filter: f}, err
	case strings.HasPrefix(p.rest, "'"), strings.HasPrefix(p.rest, `"`):
		name, err := p.quoted()
		return selector{named: true, name: name}, err
	}
	word := p.word()
	if i, err := strconv.Atoi(word); err == nil {
		return selector{index: i}, nil
	}
	return selector{}, fmt.Errorf("%q is no name in quotes, no index, no * and no filter", first(word+p.rest))
}

// word reads up to a blank or a sign that ends a literal.
func (p *pathParser) word() string {
	end := strings.IndexAny(p.rest, " \t\r\n,])(&|=!<>")
	if end < 0 {
		end = len(p.rest)
	}
	word := p.rest[:end]
	p.rest = p.rest[end:]
	return word
}

// quoted reads a string in quotes of either kind.
func (p *pathParser) quoted() (string, error) {
	quote := p.rest[0]
	var b strings.Builder
	for i := 1; i < len(p.rest); i++ {
		switch c := p.rest[i]; c {
		case quote:
			p.rest = p.rest[i+1:]
			return b.String(), nil
		case '\\':
			if i++; i < len(p.rest) {
				b.WriteByte(p.rest[i])
			}
		default:
			b.WriteByte(c)
		}
	}
	return "", fmt.Errorf("the quote of %s isn't closed", first(p.rest))
}
