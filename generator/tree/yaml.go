// This file turns what go.yaml.in/yaml/v3 parses into nodes: it expands
// aliases and merge keys within bounds, gives scalars their kind, and refuses
// what has no place in a description, such as keys that are lists.

package tree

import (
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// yaml parses the text as one YAML document; nil means reported errors.
func (p *parser) yaml() *Node {
	dec := yaml.NewDecoder(strings.NewReader(p.text))
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			p.errorf(1, 1, "empty-file", emptyHint, "the file holds comments and nothing else")
		} else {
			p.yamlError(err)
		}
		return nil
	}
	c := &yamlConverter{parser: p, lines: exoticLines(p.text), open: make(map[*yaml.Node]bool)}
	var second yaml.Node
	if err := dec.Decode(&second); err == nil {
		line, col := c.place(&second)
		p.errorf(line, col, "yaml-documents", "keep one document a file", "the file holds a second YAML document")
		return nil
	} else if !errors.Is(err, io.EOF) {
		p.yamlError(err)
		return nil
	}
	if len(doc.Content) == 0 {
		p.errorf(1, 1, "empty-file", emptyHint, "the file is empty")
		return nil
	}
	n := c.convert(doc.Content[0])
	if c.failed {
		return nil
	}
	return n
}

// yamlConverter walks the library's nodes.
type yamlConverter struct {
	*parser
	lines   []linePlace
	depth   int
	aliases int                 // how many aliases are being expanded
	aliased int                 // nodes added by aliases so far
	open    map[*yaml.Node]bool // targets of the aliases being expanded
	failed  bool
}

// fail reports an error that leaves no usable tree, once.
func (c *yamlConverter) fail(at *yaml.Node, code, hint, format string, args ...any) *Node {
	if !c.failed {
		c.failed = true
		c.report(at, code, hint, format, args...)
	}
	return nil
}

// report adds an error after which the conversion can go on.
func (c *yamlConverter) report(at *yaml.Node, code, hint, format string, args ...any) {
	line, col := c.place(at)
	c.errorf(line, col, code, hint, format, args...)
}

// place gives a node's position in lines that end at line feeds.
func (c *yamlConverter) place(n *yaml.Node) (line, col int) {
	if i := n.Line - 1; i >= 0 && i < len(c.lines) {
		return c.lines[i].line, c.lines[i].cols + n.Column
	}
	return max(1, n.Line), max(1, n.Column)
}

func (c *yamlConverter) convert(n *yaml.Node) *Node {
	if c.failed {
		return nil
	}
	if c.aliases > 0 {
		if c.aliased++; c.aliased > maxAliased {
			return c.fail(n, "alias-bomb", "write the repeated parts out, or refer to them with $ref",
				"aliases unfold the document by more than %d nodes", maxAliased)
		}
	}
	if c.depth++; c.depth > maxDepth {
		return c.fail(n, "yaml-syntax", deepHint, "lists and mappings nest deeper than %d levels", maxDepth)
	}
	defer func() { c.depth-- }()
	line, col := c.place(n)
	switch n.Kind {
	case yaml.AliasNode:
		return c.alias(n)
	case yaml.SequenceNode:
		out := c.node(Sequence, "", line, col)
		for _, item := range n.Content {
			out.Items = append(out.Items, c.convert(item))
		}
		return out
	case yaml.MappingNode:
		out := c.node(Mapping, "", line, col)
		c.mapping(out, n)
		return out
	}
	return c.node(c.scalarKind(n), n.Value, line, col)
}

// alias copies the node that an alias refers to.
func (c *yamlConverter) alias(n *yaml.Node) *Node {
	if c.open[n.Alias] {
		return c.fail(n, "alias-cycle", "an alias can't stand inside what it refers to", "the alias *%s refers to itself", n.Value)
	}
	c.open[n.Alias] = true
	c.aliases++
	out := c.convert(n.Alias)
	c.aliases--
	delete(c.open, n.Alias)
	return out
}

// mapping fills out with the pairs of n. Keys of the mapping itself win over
// merged ones wherever they stand, so merges are put in afterwards, in place.
func (c *yamlConverter) mapping(out *Node, n *yaml.Node) {
	merges := false
	for i := 0; i+1 < len(n.Content) && !c.failed; i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if isMerge(key) {
			merges = true
			continue
		}
		k, v := c.key(key), c.convert(value)
		if k != nil && v != nil {
			c.insert(out, Pair{k, v})
		}
	}
	if !merges || c.failed {
		return
	}
	own := out.pairs
	out.pairs, out.index = nil, nil
	explicit := &Node{Kind: Mapping, pairs: own}
	explicit.reindex()
	for i := 0; i+1 < len(n.Content) && !c.failed; i += 2 {
		if isMerge(n.Content[i]) {
			c.merge(out, explicit, n.Content[i+1])
			continue
		}
		name := keyText(n.Content[i])
		if j := explicit.find(name); j >= 0 && out.find(name) < 0 {
			out.add(own[j])
		}
	}
}

func keyText(key *yaml.Node) string {
	if key.Kind == yaml.AliasNode {
		key = key.Alias
	}
	return key.Value
}

func isMerge(key *yaml.Node) bool {
	return key.Kind == yaml.ScalarNode && key.ShortTag() == "!!merge"
}

// merge adds what "<<" names to out: a mapping or a list of mappings, of which
// the earlier ones win.
func (c *yamlConverter) merge(out, explicit *Node, value *yaml.Node) {
	v := c.convert(value)
	sources := []*Node{v}
	if v.Is(Sequence) {
		sources = v.Items
	}
	for _, source := range sources {
		if c.failed {
			return
		}
		if !source.Is(Mapping) {
			c.report(value, "yaml-merge", "", `"<<" merges mappings, but this is of kind %s`, source.Kind)
			return
		}
		for _, pair := range source.pairs {
			if explicit.find(pair.Key.Value) < 0 && out.find(pair.Key.Value) < 0 {
				out.add(pair)
			}
		}
	}
}

// key converts a key, which must be a scalar. Its text is what counts: the
// unquoted 200 of a response and "200" are the same.
func (c *yamlConverter) key(n *yaml.Node) *Node {
	k := c.convert(n)
	if k.Is(Mapping, Sequence) {
		hint := "write the key as plain text"
		if k.Kind == Mapping && n.Style&yaml.FlowStyle != 0 {
			hint = `put it in quotes; "{" begins a mapping`
		}
		c.report(n, "yaml-key", hint, "a key can't be a %s", k.Kind)
		return nil
	}
	return k
}

// scalarKind maps YAML's tags to kinds. Dates are strings here, as they are in
// JSON.
func (c *yamlConverter) scalarKind(n *yaml.Node) Kind {
	kind, known := map[string]Kind{
		"!!null": Null, "!!bool": Bool, "!!int": Int, "!!float": Float, "!!str": String,
		"!!timestamp": String, "!!binary": String, "!!merge": String, "": String, "!": String,
	}[n.ShortTag()]
	if !known {
		line, col := c.place(n)
		c.diags.Warnf(c.pos(line, col), "yaml-tag", "remove the tag", "the tag %s is not known; the value is taken as a string", n.Tag)
		return String
	}
	if n.Style&yaml.TaggedStyle == 0 || kind == String {
		return kind
	}
	// An explicit tag is the author's word; hold the value to it.
	plain := yaml.Node{Kind: yaml.ScalarNode, Value: n.Value}
	if got := plain.ShortTag(); got != n.ShortTag() && !(kind == Float && got == "!!int") {
		c.report(n, "yaml-tag", "", "the value %q is no %s, as its tag %s says", n.Value, kind, n.Tag)
		return String
	}
	return kind
}

// linePlace says where a line of YAML begins: in which line that a line feed
// ended, and after how many of its characters.
type linePlace struct{ line, cols int }

// exoticLines maps YAML's lines to lines of the file where they differ: for
// the library a lone carriage return, NEL, LS and PS end lines too, and an
// editor shows none of them so. It is nil where there is none of those.
func exoticLines(text string) []linePlace {
	if !strings.ContainsAny(text, "\u0085\u2028\u2029") && strings.Count(text, "\r") == strings.Count(text, "\r\n") {
		return nil
	}
	places := []linePlace{{line: 1}}
	line, cols := 1, 0
	for i, r := range text {
		cols++
		switch r {
		case '\n':
			line, cols = line+1, 0
		case '\r':
			if strings.HasPrefix(text[i+1:], "\n") {
				continue
			}
		case 0x85, 0x2028, 0x2029:
		default:
			continue
		}
		places = append(places, linePlace{line, cols})
	}
	return places
}
