// This file walks the tree along the table and writes the document that
// kin-openapi loads: well-typed by construction, whatever the original holds.

package openapi

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/tree"
)

// nodeKey is the extension that carries the number of an object's tree node.
const nodeKey = "x-keywright-node"

// maxInline bounds how deep references that are written in place may follow
// each other, so that one that leads to itself ends.
const maxInline = 20

// mender writes the mended document.
type mender struct {
	r     *resolver
	v     version
	diags *diag.List
	out   []byte
	nodes []*tree.Node // by number

	components []*component          // in the order of discovery; those of the document first
	byTarget   map[string]*component // by section and target key
	byName     map[string]*component // by section and name in the mended document
	inline     int
	cyclic     map[*tree.Node]bool // references that lead to themselves, or don't
}

// component is something that references lead to. Components of the document
// keep their names; what else a reference leads to becomes one.
type component struct {
	of      object
	key     string // name in the mended document
	title   string // what its Go name is made of
	pointer string // where it stands, for the reader and as the key of overrides
	node    *tree.Node
	own     bool // listed under components of the document itself
	used    bool
	final   *component // what this one is only another name for; itself in most cases
}

func newMender(r *resolver, v version, diags *diag.List) *mender {
	return &mender{r: r, v: v, diags: diags, byTarget: make(map[string]*component), byName: make(map[string]*component), cyclic: make(map[*tree.Node]bool)}
}

// document writes the whole document: paths first, then the components, whose
// number grows while they are written.
func (m *mender) document(root *tree.Node) []byte {
	m.register(root)
	m.out = append(m.out, `{"openapi":"3.1.0","info":{"title":"","version":""},"paths":{`...)
	m.paths(root)
	m.out = append(m.out, `},"components":{`...)
	sections := map[object][]byte{}
	for i := 0; i < len(m.components); i++ {
		c := m.components[i]
		if !c.own && !c.used {
			continue
		}
		outer := m.out
		m.out = sections[c.of]
		if len(m.out) > 0 {
			m.out = append(m.out, ',')
		}
		m.name(c.key)
		m.object(c.of, c.node)
		sections[c.of], m.out = m.out, outer
	}
	first := true
	for _, o := range []object{objParameter, objRequestBody, objResponse, objSchema} {
		if len(sections[o]) == 0 {
			continue
		}
		m.comma(&first)
		m.name(o.section())
		m.out = append(m.out, '{')
		m.out = append(append(m.out, sections[o]...), '}')
	}
	m.out = append(m.out, `}}`...)
	return m.out
}

// register lists the document's own components. Schemas are all written,
// because each is a type of the package; others only where they are used.
func (m *mender) register(root *tree.Node) {
	for _, o := range []object{objParameter, objRequestBody, objResponse, objSchema} {
		section := root.Get("components", o.section())
		if section == nil {
			continue
		}
		if !section.Is(tree.Mapping, tree.Null) {
			m.wrongKind(section, "components."+o.section(), "a mapping of names")
		}
		for key, n := range section.Pairs() {
			ptr := "/components/" + o.section() + "/" + escapePointer(key.Value)
			m.add(&component{of: o, title: key.Value, pointer: "#" + ptr, node: n, own: o == objSchema},
				target{file: m.r.in.File, ptr: ptr})
		}
	}
}

var plainKey = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,200}$`)

// add gives a component its name in the mended document.
func (m *mender) add(c *component, t target) {
	name := c.title
	if !plainKey.MatchString(name) {
		name = "component"
	}
	for n := 2; m.byName[c.of.section()+"/"+name] != nil; n++ {
		name = strings.TrimRight(name, "0123456789") + "_" + strconv.Itoa(n+len(m.components))
	}
	c.key = name
	m.components = append(m.components, c)
	m.byName[c.of.section()+"/"+name] = c
	m.byTarget[c.of.section()+t.key()] = c
}

// paths writes the path items.
func (m *mender) paths(root *tree.Node) {
	paths := root.Get("paths")
	if paths == nil {
		if near, _ := diag.Nearest("paths", root.Keys()); near != "" || root.Get("webhooks") == nil && root.Get("components") == nil {
			pos, hint := root.Pos(), `add "paths:" with the operations of the API`
			if near, ok := diag.Nearest("paths", root.Keys()); ok {
				pos, hint = root.Key(near).Pos(), "did you mean \"paths\"?"
			}
			m.diags.Errorf(pos, "no-paths", hint, "the document has no paths")
		}
		return
	}
	if !paths.Is(tree.Mapping) {
		if !paths.Is(tree.Null) {
			m.diags.Errorf(paths.Pos(), "wrong-kind", "write paths and their operations: {/pets: {get: …}}", "paths must be a mapping of path templates, found %s", article(paths.Kind.String()))
		}
		return
	}
	first := true
	for key, item := range paths.Pairs() {
		if strings.HasPrefix(key.Value, "x-") {
			continue
		}
		if !strings.HasPrefix(key.Value, "/") {
			m.diags.Warnf(key.Pos(), "path-slash", "begin the path with a slash", "the path %q doesn't begin with a slash; taken as if it did", key.Value)
		}
		m.comma(&first)
		m.name(pathOf(key.Value))
		m.objectOrRef(objPathItem, item)
	}
}

// pathOf is the path as kin-openapi wants it.
func pathOf(key string) string {
	if strings.HasPrefix(key, "/") {
		return key
	}
	return "/" + key
}

func (m *mender) comma(first *bool) {
	if !*first {
		m.out = append(m.out, ',')
	}
	*first = false
}

// name writes a member's name with its colon.
func (m *mender) name(s string) {
	m.out = append(tree.New(tree.String, s, nil).AppendJSON(m.out), ':')
}

// begin opens an object with its node's number, after which a comma follows
// before each further member.
func (m *mender) begin(n *tree.Node) {
	m.out = append(m.out, `{"`+nodeKey+`":`...)
	m.out = strconv.AppendInt(m.out, int64(len(m.nodes)), 10)
	m.nodes = append(m.nodes, n)
}

// objectOrRef writes an object where a reference may stand instead.
func (m *mender) objectOrRef(o object, n *tree.Node) {
	ref := n.Get("$ref")
	if !ref.Is(tree.String) || o == objMediaType || o == objEncoding || o == objOperation {
		m.object(o, n)
		return
	}
	if o == objSchema && m.v == version31 && hasStructure(n) {
		m.refWithSiblings(n)
		return
	}
	if o.section() == "" {
		m.inlined(o, n)
		return
	}
	c := m.component(o, ref)
	m.begin(n)
	if c != nil {
		m.out = append(m.out, `,"$ref":"#/components/`...)
		m.out = append(append(m.out, o.section()...), '/')
		m.out = append(append(m.out, c.key...), '"')
	}
	m.out = append(m.out, '}')
}

// component returns what a reference leads to, or nil where that is nothing,
// which has then been reported.
func (m *mender) component(o object, ref *tree.Node) *component {
	t, ok := m.r.resolve(ref)
	if !ok {
		return nil
	}
	if c := m.byTarget[o.section()+t.key()]; c != nil {
		if m.aliasCycle(c) {
			return nil
		}
		c = m.final(c)
		c.used = true
		return c
	}
	title := titleOf(t)
	pointer := "#" + t.ptr
	if t.file != m.r.in.File {
		pointer = t.file + pointer
	}
	c := &component{of: o, title: title, pointer: pointer, node: t.node, used: true}
	m.add(c, t)
	return c
}

// titleOf makes words for the name of something that isn't a component of the
// document: the last telling part of the pointer, or the file's name.
func titleOf(t target) string {
	var words []string
	for token := range strings.SplitSeq(strings.TrimPrefix(t.ptr, "/"), "/") {
		switch token = unescapePointer(token); token {
		case "components", "schemas", "definitions", "$defs", "properties", "paths", "content", "schema", "responses", "parameters", "requestBodies", "application/json", "":
		case "items":
			words = append(words, "item")
		default:
			words = append(words, token)
		}
	}
	if len(words) == 0 {
		base := t.file[strings.LastIndexByte(t.file, '/')+1:]
		base, _, _ = strings.Cut(base, ".")
		return base
	}
	return strings.Join(words, " ")
}

// aliasCycle reports a component that is nothing but a reference to itself,
// however long the way. What a walk has passed isn't walked again.
func (m *mender) aliasCycle(c *component) bool {
	var walked []*tree.Node
	on := make(map[*tree.Node]bool)
	n, cyclic := c.node, false
	for {
		at := n.Get("$ref")
		if known, ok := m.cyclic[n]; ok || !at.Is(tree.String) {
			cyclic = known
			break
		}
		if on[n] {
			cyclic = true
			break
		}
		on[n] = true
		walked = append(walked, n)
		// Quietly: whatever is wrong with this reference is reported where it
		// is written itself.
		t, ok := m.quietly(at)
		if !ok {
			break
		}
		n = t.node
	}
	for _, w := range walked {
		m.cyclic[w] = cyclic
	}
	if cyclic {
		m.diags.Errorf(c.node.Get("$ref").Pos(), "ref-cycle", "let one of the references lead to a real definition",
			"%s refers to itself through references alone", c.pointer)
	}
	return cyclic
}

// final is the component that another is only a name for: kin-openapi needs
// time that grows with the square of a chain of names.
func (m *mender) final(c *component) *component {
	var passed []*component
	for c.final == nil {
		t, ok := target{}, false
		if ref := c.node.Get("$ref"); ref.Is(tree.String) && c.node.Len() == 1 {
			t, ok = m.quietly(ref)
		}
		next := m.byTarget[c.of.section()+t.key()]
		if !ok || next == nil {
			c.final = c
			break
		}
		passed = append(passed, c)
		c = next
	}
	for _, p := range passed {
		p.final = c.final
	}
	return c.final
}

func (m *mender) quietly(at *tree.Node) (target, bool) {
	loud := m.r.diags
	m.r.diags = &diag.List{}
	defer func() { m.r.diags = loud }()
	return m.r.resolve(at)
}

// inlined writes what a reference leads to in its place.
func (m *mender) inlined(o object, n *tree.Node) {
	t, ok := m.r.resolve(n.Get("$ref"))
	if ok && m.inline >= maxInline {
		m.diags.Errorf(n.Get("$ref").Pos(), "ref-cycle", "let one of the references lead to a real definition",
			"the %s refers to itself through references alone", o)
		ok = false
	}
	if !ok {
		m.begin(n)
		m.out = append(m.out, '}')
		return
	}
	m.inline++
	m.objectOrRef(o, t.node)
	m.inline--
}

// hasStructure reports keywords beside a $ref that change the shape, which
// OpenAPI 3.1 allows; annotations don't.
func hasStructure(n *tree.Node) bool {
	return slices.ContainsFunc([]string{"properties", "required", "allOf", "oneOf", "anyOf", "additionalProperties", "enum", "const", "items"},
		func(name string) bool { return n.Get(name) != nil })
}

// refWithSiblings writes a $ref with other keywords as what it means: both
// hold.
func (m *mender) refWithSiblings(n *tree.Node) {
	ref := tree.New(tree.Mapping, "", n)
	ref.Set("$ref", n.Get("$ref"))
	rest := tree.New(tree.Mapping, "", n)
	all := tree.New(tree.Mapping, "", n)
	list := tree.New(tree.Sequence, "", n)
	list.Items = []*tree.Node{ref, rest}
	all.Set("allOf", list)
	for key, v := range n.Pairs() {
		switch {
		case key.Value == "$ref":
		case slices.Contains([]string{"title", "description", "nullable", "deprecated", "readOnly", "writeOnly", "default", "example", "examples"}, key.Value),
			strings.HasPrefix(key.Value, "x-"):
			all.Set(key.Value, v)
		default:
			rest.Set(key.Value, v)
		}
	}
	m.object(objSchema, all)
}

// object writes an object along the table.
func (m *mender) object(o object, n *tree.Node) {
	if n.Get("$ref").Is(tree.String) && o.section() != "" {
		// A component that is itself a reference.
		m.objectOrRef(o, n)
		return
	}
	if !n.Is(tree.Mapping) {
		m.notObject(o, n)
		return
	}
	m.begin(n)
	for key, v := range n.Pairs() {
		if k := keywordOf(o, key.Value); k.form != formNone && !v.Is(tree.Null) {
			m.member(o, key, v, k)
		}
	}
	if o == objSchema {
		m.required(n)
		if list := n.Get("enum"); list != nil && !list.Is(tree.Sequence, tree.Null) {
			m.wrongKind(list, "enum", "a list of values")
		}
	}
	m.out = append(m.out, '}')
}

// notObject writes what stands where an object should.
func (m *mender) notObject(o object, n *tree.Node) {
	if v, ok := n.Bool(); ok && o == objSchema {
		// JSON Schema's booleans: anything, or nothing, for which Go has no
		// type either.
		_ = v
		m.begin(n)
		m.out = append(m.out, '}')
		return
	}
	if !n.Is(tree.Null) {
		m.diags.Errorf(n.Pos(), "wrong-kind", "write keys and values, as OpenAPI has them here", "%s is a mapping, found %s", article(o.String()), article(n.Kind.String()))
	}
	m.begin(tree.New(tree.Mapping, "", n))
	m.out = append(m.out, '}')
}

// member writes one keyword, if its value can be brought into the form.
func (m *mender) member(o object, key, v *tree.Node, k keyword) {
	switch k.form {
	case formText:
		m.text(key, v)
	case formFlag:
		m.flag(key, v)
	case formTexts:
		m.texts(key, v)
	case formTypes:
		m.types(key, v)
	case formOne:
		m.key(key.Value)
		m.objectOrRef(k.of, v)
	case formList:
		m.list(key, v, k.of)
	case formMap:
		m.mapping(o, key, v, k.of)
	case formItems:
		m.items(key, v)
	case formBool:
		if on, ok := v.Bool(); ok {
			m.key(key.Value)
			m.out = strconv.AppendBool(m.out, on)
			return
		}
		m.key(key.Value)
		m.objectOrRef(k.of, v)
	}
}

// key writes a member's name behind another member.
func (m *mender) key(name string) {
	m.out = append(m.out, ',')
	m.name(name)
}

// article puts a or an before a word.
func article(word string) string {
	if strings.ContainsRune("aeiou", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}

// wrongKind warns of a keyword that is left out because of its value's kind.
func (m *mender) wrongKind(v *tree.Node, what, want string) {
	m.diags.Warnf(v.Pos(), "wrong-kind", "write "+want, "%s must be %s, found %s; it is ignored", what, want, article(v.Kind.String()))
}

func (m *mender) text(key, v *tree.Node) {
	if v.Is(tree.Mapping, tree.Sequence) {
		m.wrongKind(v, key.Value, "a string")
		return
	}
	m.key(key.Value)
	m.out = tree.New(tree.String, v.Value, nil).AppendJSON(m.out)
}

func (m *mender) flag(key, v *tree.Node) {
	on, ok := v.Bool()
	if text := strings.ToLower(v.Value); !ok && v.Is(tree.String) && (text == "true" || text == "false") {
		on, ok = text == "true", true
		m.diags.Warnf(v.Pos(), "wrong-kind", "remove the quotes", "%s must be a boolean, found the string %q", key.Value, v.Value)
	}
	if !ok {
		// The old "required: [names]" of a parameter's schema lands here, too.
		m.wrongKind(v, key.Value, "true or false")
		return
	}
	m.key(key.Value)
	m.out = strconv.AppendBool(m.out, on)
}

func (m *mender) texts(key, v *tree.Node) {
	items := v.Items
	if v.Is(tree.String) {
		m.diags.Warnf(v.Pos(), "wrong-kind", "write a list: ["+v.Value+"]", "%s must be a list, found a string", key.Value)
		items = []*tree.Node{v}
	} else if !v.Is(tree.Sequence) {
		m.wrongKind(v, key.Value, "a list of strings")
		return
	}
	m.key(key.Value)
	m.out = append(m.out, '[')
	first := true
	for _, item := range items {
		if item.Is(tree.Mapping, tree.Sequence, tree.Null) {
			m.wrongKind(item, "an entry of "+key.Value, "a string")
			continue
		}
		m.comma(&first)
		m.out = tree.New(tree.String, item.Value, nil).AppendJSON(m.out)
	}
	m.out = append(m.out, ']')
}

func (m *mender) list(key, v *tree.Node, of object) {
	items := v.Items
	if v.Is(tree.Mapping) && of == objSchema {
		m.diags.Warnf(v.Pos(), "wrong-kind", "write a list of schemas", "%s must be a list, found a mapping; taken as its only entry", key.Value)
		items = []*tree.Node{v}
	} else if !v.Is(tree.Sequence) {
		m.wrongKind(v, key.Value, "a list")
		return
	}
	m.key(key.Value)
	m.out = append(m.out, '[')
	first := true
	for _, item := range items {
		if item.Is(tree.Null) {
			continue
		}
		m.comma(&first)
		m.objectOrRef(of, item)
	}
	m.out = append(m.out, ']')
}

func (m *mender) mapping(o object, key, v *tree.Node, of object) {
	if !v.Is(tree.Mapping) {
		if v.Len() > 0 || !v.Is(tree.Sequence) { // an empty list is what PHP makes of an empty mapping
			m.wrongKind(v, key.Value, "a mapping")
		}
		return
	}
	m.key(key.Value)
	m.out = append(m.out, '{')
	first := true
	for name, item := range v.Pairs() {
		if o == objOperation && strings.HasPrefix(name.Value, "x-") {
			continue
		}
		if o == objSchema && name.Value == "$ref" && item.Is(tree.String) {
			m.diags.Warnf(name.Pos(), "misplaced-ref", "write the reference beside type, or inside a property",
				"%s is a mapping of names and can't be a reference; it is ignored", key.Value)
			continue
		}
		m.comma(&first)
		m.name(name.Value)
		m.objectOrRef(of, item)
	}
	m.out = append(m.out, '}')
}

func (m *mender) items(key, v *tree.Node) {
	if !v.Is(tree.Sequence) {
		m.key(key.Value)
		m.objectOrRef(objSchema, v)
		return
	}
	m.diags.Warnf(v.Pos(), "wrong-kind", "write the one schema of all elements", "items must be a schema, found a list")
	if len(v.Items) == 1 {
		m.key(key.Value)
		m.objectOrRef(objSchema, v.Items[0])
	}
}

// required writes a schema's list of required names: its own, and those of
// properties that say so themselves, as drafts before JSON Schema 4 had it.
func (m *mender) required(n *tree.Node) {
	var names []string
	switch req := n.Get("required"); {
	case req.Is(tree.Sequence):
		for _, item := range req.Items {
			if !item.Is(tree.Mapping, tree.Sequence, tree.Null) {
				names = append(names, item.Value)
			}
		}
	case req.Is(tree.String):
		m.diags.Warnf(req.Pos(), "wrong-kind", "write a list: ["+req.Value+"]", "required must be a list of names, found a string")
		names = append(names, req.Value)
	}
	for name, property := range n.Get("properties").Pairs() {
		req := property.Get("required")
		if !req.Is(tree.Bool, tree.String) {
			continue
		}
		m.diags.Warnf(req.Pos(), "wrong-kind", "list the name under required of the object",
			"required is a list of names at the object, not a flag of the property %q", name.Value)
		if on, ok := req.Bool(); ok && on && !slices.Contains(names, name.Value) {
			names = append(names, name.Value)
		}
	}
	if len(names) == 0 {
		return
	}
	m.key("required")
	m.out = append(m.out, '[')
	first := true
	for _, name := range names {
		m.comma(&first)
		m.out = tree.New(tree.String, name, nil).AppendJSON(m.out)
	}
	m.out = append(m.out, ']')
}
