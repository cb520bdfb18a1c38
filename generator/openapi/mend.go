// This file walks the tree along the table and writes the document that
// kin-openapi loads: well-typed by construction, whatever the original holds.

package openapi

import (
	"regexp"
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
	strict     bool                // write bounds of values, too
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

// newMender prepares the mending of one document.
func newMender(r *resolver, v version, diags *diag.List) *mender {
	return &mender{r: r, v: v, diags: diags, byTarget: make(map[string]*component), byName: make(map[string]*component), cyclic: make(map[*tree.Node]bool)}
}

// document writes the whole document: paths first, then the components, whose
// number grows while they are written.
func (m *mender) document(root *tree.Node) []byte {
	m.register(root)
	declared := "3.1.0" // which kin-openapi reads all versions' schemas as
	if m.strict && m.v != version31 {
		declared = "3.0.3" // and validates by the rules of its own
	}
	m.out = append(m.out, `{"openapi":"`+declared+`","info":{"title":"","version":""},"paths":{`...)
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
		if !paths.Is(tree.Null) && !(paths.Is(tree.Sequence) && paths.Len() == 0) { // an empty list is what PHP makes of an empty mapping
			m.diags.Errorf(paths.Pos(), "no-paths", "write paths and their operations: {/pets: {get: …}}", "paths must be a mapping of path templates, found %s", article(paths.Kind.String()))
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

// comma parts a member or element from the one before it.
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
		if o == objParameter && key.Value == "content" && n.Get("schema").Is(tree.Mapping) {
			m.diags.Warnf(key.Pos(), "schema-and-content", "remove one of the two", "a parameter has either a schema or content; the schema is taken")
			continue
		}
		if k := keywordOf(o, key.Value); k.form != formNone && !v.Is(tree.Null) {
			m.member(o, key, v, k)
		}
	}
	if o == objSchema {
		m.required(n)
		if list := n.Get("enum"); list != nil && !list.Is(tree.Sequence, tree.Null) {
			m.wrongKind(list, "enum", "a list of values")
		}
		if m.strict {
			m.bounds(n)
		}
	}
	m.out = append(m.out, '}')
}

// notObject writes what stands where an object should.
func (m *mender) notObject(o object, n *tree.Node) {
	_, boolean := n.Bool()
	switch {
	case n.Is(tree.Null):
	case boolean && o == objSchema:
		// JSON Schema's booleans: anything, or nothing, for which Go has no
		// type either.
	case n.Is(tree.String) && o == objSchema && isTypeName(n.Value):
		m.diags.Warnf(n.Pos(), "wrong-kind", "write {type: …}", "a schema is a mapping, found a string; taken as the type of one")
		schema := tree.New(tree.Mapping, "", n)
		schema.Set("type", n)
		m.object(o, schema)
		return
	case o == objPathItem || o == objOperation:
		m.diags.Errorf(n.Pos(), "bad-operation", "write keys and values, as OpenAPI has them here", "%s is a mapping, found %s", article(o.String()), article(n.Kind.String()))
	default:
		m.diags.Errorf(n.Pos(), "wrong-kind", "write keys and values, as OpenAPI has them here", "%s is a mapping, found %s", article(o.String()), article(n.Kind.String()))
	}
	m.begin(tree.New(tree.Mapping, "", n))
	m.out = append(m.out, '}')
}

// member writes one keyword, if its value can be brought into the form.
func (m *mender) member(o object, key, v *tree.Node, k keyword) {
	switch k.form {
	case formText:
		if o == objParameter && key.Value == "in" {
			v = m.where(v)
		}
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
