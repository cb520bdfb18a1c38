// Operations derived from the schema alone, so that nothing in it needs a query
// written by hand.
//
// Objects that only group others are namespaces and become services. Every
// field below them is an operation, and so is every field with arguments of
// what these look up: Query.reportData.report(code) and, from there,
// Report.events(…). All arguments are variables. An operation selects the
// leaves of its result, by one fragment a type, and objects to a depth; what no
// operation would reach in this way is added where its type is selected.
//
// They are written as GraphQL, one operation a file, and go the same way as the
// user's own from there on.

package graphql

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/keywright/keywright/generator/names"
)

// hoistLevels is how many levels of argument-taking fields below a look-up
// become operations wherever they are met; deeper ones do once.
const hoistLevels = 2

// derived is one operation made from the schema.
type derived struct {
	kind    ast.Operation
	name    string // of the operation
	service string // Go name
	method  string // wished for
	route   []step
	list    int // the step that gives a list on the way; -1: none
	at      int // the step that gives the operation's result
	user    bool
	short   bool    // optional arguments are left out
	choice  *choice // of the result; nil for a leaf
}

// step is a field on the way from a root to a result.
type step struct {
	on    *ast.Definition
	field *ast.FieldDefinition
}

func (s step) key() string { return s.on.Name + "." + s.field.Name }

// target is the step that the operation is about.
func (d *derived) target() step { return d.route[len(d.route)-1] }

// deriver makes operations.
type deriver struct {
	schema   *ast.Schema
	rules    rules
	depth    int
	ops      []*derived
	reached  map[string]int  // fields that are an operation, with the level they were met at
	selected map[string]bool // fields that an operation selects
	depths   map[string]int  // types that operations select, with how far below a result they are met
	// What completeness adds: fields that are selected whatever the depth where
	// their type is nearest to a result, and those that may lead back.
	forced, circular map[string]bool
	shallow          map[string]int
	fragmentTaken    func(name string) bool
}

// derive makes the operations of a schema, in its order. Names that are taken are
// the user's own.
func derive(schema *ast.Schema, r rules, in *Derive, taken []string, fragmentTaken func(string) bool) *deriver {
	d := &deriver{
		schema: schema, rules: r, depth: in.Depth, fragmentTaken: fragmentTaken, reached: map[string]int{},
		forced: map[string]bool{}, circular: map[string]bool{}, shallow: map[string]int{},
	}
	roots := []*ast.Definition{schema.Query}
	if in.Mutations && schema.Mutation != nil {
		roots = append(roots, schema.Mutation)
	}
	for _, root := range roots {
		d.lookups(root)
	}
	d.hoist()
	d.stranded()
	d.complete()
	d.settleNames(taken)
	return d
}

// usable reports whether a field is to be reached at all.
func (d *deriver) usable(on *ast.Definition, f *ast.FieldDefinition) bool {
	rule := d.rules.of(on, f.Name)
	if strings.HasPrefix(f.Name, "__") || rule.Exclude {
		return false
	}
	return rule.Include || f.Directives.ForName("deprecated") == nil
}

// fields gives the usable fields of a type.
func (d *deriver) fields(def *ast.Definition) []*ast.FieldDefinition {
	var out []*ast.FieldDefinition
	for _, f := range def.Fields {
		if d.usable(def, f) {
			out = append(out, f)
		}
	}
	return out
}

// apart reports whether a field is fetched by an operation of its own, not with
// the object that has it.
func (d *deriver) apart(on *ast.Definition, f *ast.FieldDefinition) bool {
	rule := d.rules.of(on, f.Name)
	return rule.Own || len(f.Arguments) > 0 && !(rule.Include && !needsArgument(f))
}

func needsArgument(f *ast.FieldDefinition) bool {
	return slices.ContainsFunc(f.Arguments, func(a *ast.ArgumentDefinition) bool { return isRequired(a, &FieldRule{}) })
}

func (d *deriver) typeOf(f *ast.FieldDefinition) *ast.Definition {
	return d.schema.Types[f.Type.Name()]
}

// isNamespace reports whether a field only groups others: a single object, got
// without arguments, that has nothing to say itself.
func (d *deriver) isNamespace(f *ast.FieldDefinition, seen []step) bool {
	def := d.typeOf(f)
	if len(f.Arguments) > 0 || f.Type.Elem != nil || def.Kind != ast.Object || isConnection(def) {
		return false
	}
	if slices.ContainsFunc(seen, func(s step) bool { return s.on == def }) {
		return false
	}
	fields := d.fields(def)
	for _, inner := range fields {
		if len(inner.Arguments) == 0 && d.typeOf(inner).IsLeafType() && !d.rules.of(def, inner.Name).Own {
			return false
		}
	}
	return len(fields) > 0
}

// lookups adds the operations that namespaces hold, and those of the root.
func (d *deriver) lookups(root *ast.Definition) {
	kind, service := ast.Query, "Query"
	if root == d.schema.Mutation {
		kind, service = ast.Mutation, "Mutation"
	}
	var walk func(on *ast.Definition, route []step)
	walk = func(on *ast.Definition, route []step) {
		for _, f := range d.fields(on) {
			next := append(slices.Clip(route), step{on, f})
			if d.isNamespace(f, next) {
				walk(d.typeOf(f), next)
				continue
			}
			d.add(kind, service, next, 0, -1)
		}
	}
	walk(root, nil)
}

// add makes an operation of the last field of a route.
func (d *deriver) add(kind ast.Operation, root string, route []step, level, list int) {
	op := &derived{kind: kind, route: route, list: list, service: root}
	var group []string
	for i, s := range route {
		op.user = op.user || d.rules.of(s.on, s.field.Name).User
		if i < len(route)-1 && i == len(group) && d.isNamespace(s.field, route[:i+1]) {
			group = append(group, s.field.Name)
		}
	}
	if len(group) > 0 {
		op.service = names.Exported(group...)
		if kind == ast.Mutation {
			op.service += "Mutation"
		}
	}
	op.method = d.methodName(op, route[len(group):])
	key := op.target().key()
	if _, known := d.reached[key]; !known {
		d.reached[key] = level
	}
	if d.rules.of(op.target().on, op.target().field.Name).Short && slices.ContainsFunc(route, d.hasOptional) {
		short := *op
		short.short = true
		d.ops = append(d.ops, &short)
		op.method += "With"
	}
	d.ops = append(d.ops, op)
}

// hasOptional reports whether a step has arguments that may be left out.
func (d *deriver) hasOptional(s step) bool {
	rule := d.rules.of(s.on, s.field.Name)
	return slices.ContainsFunc(s.field.Arguments, func(a *ast.ArgumentDefinition) bool { return !isRequired(a, rule) })
}

// isRequired reports whether an argument must be given, by the schema or the
// config.
func isRequired(a *ast.ArgumentDefinition, rule *FieldRule) bool {
	return a.Type.NonNull && a.DefaultValue == nil || rule.requires(a.Name)
}

// methodName joins the fields below the namespaces. The one that a service is
// about isn't said again: ReportData.report(…).events is ReportData.Events.
func (d *deriver) methodName(op *derived, below []step) string {
	last := op.target()
	if name := d.rules.of(last.on, last.field.Name).Name; name != "" {
		return name
	}
	var words []string
	for i, s := range below {
		if i == 0 && len(below) > 1 && strings.HasPrefix(op.service, names.Exported(s.field.Name)) {
			continue
		}
		if i > 0 && i < len(below)-1 && isItems(s) {
			continue
		}
		words = append(words, s.field.Name)
	}
	return names.Exported(words...)
}

// hoist adds the fields with arguments of what operations look up, level by
// level, so that each is met on its shortest way.
func (d *deriver) hoist() {
	from := d.ops
	for level := 1; level <= hoistLevels && len(from) > 0; level++ {
		before := len(d.ops)
		for _, op := range from {
			if !op.short {
				d.hoistFrom(op, level)
			}
		}
		from = d.ops[before:]
	}
}

func (d *deriver) hoistFrom(op *derived, level int) {
	target := op.target()
	def := d.typeOf(target.field)
	if op.kind == ast.Mutation || target.field.Type.Elem != nil || def.IsAbstractType() {
		return
	}
	for _, f := range d.fields(def) {
		next := step{def, f}
		known, met := d.reached[next.key()]
		// On the first level every way counts: members of a guild are asked for
		// by any look-up that gives one guild. Below, one way is enough.
		if !d.apart(def, f) || met && (known < level || level > 1) || onRoute(op.route, d.typeOf(f)) {
			continue
		}
		d.add(op.kind, "Query", append(slices.Clip(op.route), next), level, -1)
	}
}

func onRoute(route []step, def *ast.Definition) bool {
	return !def.IsLeafType() && slices.ContainsFunc(route, func(s step) bool { return s.on == def })
}

// stranded adds the fields with arguments that no look-up leads to, by the
// shortest way there is, through lists as a last resort: then the operation
// gives the list, each element with the field.
func (d *deriver) stranded() {
	for _, lists := range []bool{false, true} {
		ways := d.ways(lists)
		for _, def := range d.reachable() {
			for _, f := range d.fields(def) {
				s := step{def, f}
				if _, met := d.reached[s.key()]; met || !d.apart(def, f) || def == d.schema.Query || ways[def.Name] == nil {
					continue
				}
				route := append(slices.Clip(ways[def.Name]), s)
				d.add(ast.Query, "Query", route, hoistLevels+1, firstList(route))
			}
		}
	}
}

// firstList is the first step on the way that gives a list; -1 where none does
// but the last, which is the operation's own.
func firstList(route []step) int {
	for i, s := range route[:len(route)-1] {
		if s.field.Type.Elem != nil {
			return i
		}
	}
	return -1
}

// ways gives the shortest way to every object type.
func (d *deriver) ways(lists bool) map[string][]step {
	ways := map[string][]step{d.schema.Query.Name: {}}
	queue := []*ast.Definition{d.schema.Query}
	for len(queue) > 0 {
		def := queue[0]
		queue = queue[1:]
		for _, f := range d.fields(def) {
			next := d.typeOf(f)
			if next.Kind != ast.Object || ways[next.Name] != nil || f.Type.Elem != nil && !lists || next == d.schema.Query {
				continue
			}
			ways[next.Name] = append(slices.Clip(ways[def.Name]), step{def, f})
			queue = append(queue, next)
		}
	}
	return ways
}

// reachable gives the object types that a query can reach, sorted by name.
func (d *deriver) reachable() []*ast.Definition {
	seen := map[string]bool{}
	var out []*ast.Definition
	var visit func(def *ast.Definition)
	visit = func(def *ast.Definition) {
		if seen[def.Name] || def.IsLeafType() {
			return
		}
		seen[def.Name] = true
		if def.Kind == ast.Object {
			out = append(out, def)
		}
		if def.IsAbstractType() {
			for _, possible := range d.schema.GetPossibleTypes(def) {
				visit(possible)
			}
		}
		for _, f := range d.fields(def) {
			visit(d.typeOf(f))
		}
	}
	visit(d.schema.Query)
	slices.SortFunc(out, func(a, b *ast.Definition) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// settleNames names the operations, each after its service and method, and the
// methods of a service apart.
func (d *deriver) settleNames(taken []string) {
	var services []string
	byService := map[string][]names.Claim{}
	for _, op := range d.ops {
		var way []string
		for _, s := range op.route {
			way = append(way, s.field.Name)
		}
		if byService[op.service] == nil {
			services = append(services, op.service)
		}
		byService[op.service] = append(byService[op.service], names.Claim{
			Key:   strings.Join(way, ".") + " " + strconv.FormatBool(op.short),
			Wants: []string{op.method, names.Exported(way[max(0, len(way)-2):]...), names.Exported(way...)},
			Fixed: d.rules.of(op.target().on, op.target().field.Name).Name != "",
			Set:   func(name string) { op.method, op.name = name, op.service+name },
		})
	}
	for _, service := range services {
		names.NewScope(nil).Settle(byService[service])
	}
	// Names run together may be the same: A.BC and AB.C.
	var claims []names.Claim
	for _, op := range d.ops {
		claims = append(claims, names.Claim{Key: op.service + "." + op.method, Wants: []string{op.name}, Suffix: "Derived", Set: func(name string) { op.name = name }})
	}
	names.NewScope(nil, taken...).Settle(claims)
}
