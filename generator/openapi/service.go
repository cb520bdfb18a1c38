// This file groups operations into services and finds the methods' names.

package openapi

import (
	"regexp"
	"slices"
	"strings"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/names"
)

// service is a group of operations on its way to ir.Service.
type service struct {
	key   string   // exported form of its words: what merges spellings of a tag
	words []string // lower case
	fixed string
	ops   []*rawOp
	out   *ir.Service
	scope *names.Scope
}

// lowered lists the service's operations in their final form.
func (s *service) lowered() []*ir.Operation {
	ops := make([]*ir.Operation, len(s.ops))
	for i, op := range s.ops {
		ops[i] = op.out
	}
	return ops
}

// group puts operations into services: by their first tag; by their path where
// they have none, or where all have the same.
func (l *lowerer) group(ops []*rawOp) []*service {
	tags := map[string]bool{}
	for _, op := range ops {
		tags[tagOf(op)] = true
	}
	byPath := pathGroups(ops)
	usePaths := len(tags) == 1 && (tags[""] || distinctGroups(byPath) > 1 && len(ops) > 5)
	byKey := map[string]*service{}
	var services []*service
	for i, op := range ops {
		label := tagOf(op)
		if usePaths || label == "" {
			label = byPath[i]
		}
		s := l.newService(label)
		if have := byKey[s.key]; have != nil {
			s = have
		} else {
			byKey[s.key] = s
			services = append(services, s)
		}
		s.ops = append(s.ops, op)
		op.service = s
	}
	l.orderServices(services)
	l.nameServices(services)
	return services
}

// tagOf is the tag that an operation is grouped by: its first.
func tagOf(op *rawOp) string {
	if len(op.op.Tags) == 0 {
		return ""
	}
	return op.op.Tags[0]
}

// newService makes the service of a tag or path word.
func (l *lowerer) newService(label string) *service {
	words := names.Words(label)
	if n := len(words); n > 1 && slices.Contains([]string{"api", "apis", "endpoints", "controller", "service"}, strings.ToLower(words[n-1])) {
		words = words[:n-1]
	}
	s := &service{key: names.Exported(strings.Join(words, " ")), out: &ir.Service{}}
	for _, w := range words {
		s.words = append(s.words, strings.ToLower(w))
	}
	for _, tag := range elements(l.root.Get("tags")) {
		if scalar(tag.Get("name")) != label {
			continue
		}
		s.fixed = l.goName(tag)
		s.out.Doc = newDoc(scalar(tag.Get("summary")), scalar(tag.Get("description")))
		s.out.Doc.URL = docURL(tag)
	}
	return s
}

// orderServices puts services in the order of the document's list of tags,
// with those that it lacks behind, in the order of their operations.
func (l *lowerer) orderServices(services []*service) {
	rank := map[string]int{}
	for i, tag := range elements(l.root.Get("tags")) {
		key := l.newService(scalar(tag.Get("name"))).key
		if _, ok := rank[key]; !ok {
			rank[key] = i
		}
	}
	at := func(s *service) int {
		if i, ok := rank[s.key]; ok {
			return i
		}
		return len(rank) + 1_000_000
	}
	slices.SortStableFunc(services, func(a, b *service) int { return at(a) - at(b) })
}

// nameServices gives services their names on the client, and registers those
// of their types.
func (l *lowerer) nameServices(services []*service) {
	fields := names.NewScope(names.OnClient)
	claims := make([]names.Claim, len(services))
	for i, s := range services {
		c := names.Claim{Key: s.key, Source: s.key, Set: func(name string) { s.out.Name = name }}
		if s.fixed != "" {
			c.Wants, c.Fixed = append(c.Wants, s.fixed), true
		}
		c.Wants = append(c.Wants, s.key, s.key+"s", s.key+"API")
		claims[i] = c
	}
	fields.Settle(claims)
	for _, s := range services {
		s.out.File = fileName(s.out.Name)
		l.wish(&wish{key: "service " + s.out.Name, words: s.out.Name + "Service", set: func(name string) { s.out.TypeName = name }})
	}
}

// fileName is a service's name in snake case, kept off the suffixes that mean
// something to the go command.
func fileName(name string) string {
	words := names.Words(name)
	for i, w := range words {
		words[i] = strings.ToLower(w)
	}
	return strings.Join(words, "_")
}

// nameMethods gives operations their method names, each in its service's
// scope. Types are named after service and method together.
func (l *lowerer) nameMethods(services []*service) {
	for _, s := range services {
		s.scope = names.NewScope(nil)
		claims := make([]names.Claim, len(s.ops))
		for i, op := range s.ops {
			c := names.Claim{Key: op.path + " " + op.method, Source: op.op.OperationID, Set: func(name string) { op.out.Name = name }}
			fixed := l.goName(op.node)
			if fixed != "" {
				c.Wants, c.Fixed = append(c.Wants, fixed), true
			}
			c.Wants = append(c.Wants, methodNames(op, s)...)
			claims[i] = c
		}
		s.scope.Settle(claims)
		for _, op := range s.ops {
			op.name = &wish{key: "operation " + op.method + " " + op.path, name: typeStem(s, op.out.Name)}
		}
	}
}

// typeStem is what an operation's types are named after.
func typeStem(s *service, method string) string { return names.Join(s.out.Name, method) }

// nameDerived names the methods that stand beside an operation's own: the
// iterator over pages and over a list's elements.
func (l *lowerer) nameDerived(s *service) {
	var claims []names.Claim
	for _, op := range s.ops {
		if p := op.out.Paging; p != nil {
			claims = append(claims, names.Claim{Key: op.out.Name + " all", Wants: []string{names.Join(op.out.Name, "All")}, Suffix: "Pages", Set: func(name string) { p.AllName = name }})
		}
		if op.out.Result != nil && op.out.Result.Stream != nil {
			st := op.out.Result.Stream
			claims = append(claims, names.Claim{Key: op.out.Name + " stream", Wants: []string{names.Join(op.out.Name, "Stream")}, Set: func(name string) { st.Method = name }})
		}
	}
	s.scope.Settle(claims)
}

var versionSegment = regexp.MustCompile(`^(v\d+([._-]?\w+)?|\d+(\.\d+)*|api|apis|rest)$`)

// literals are the telling segments of a path: neither parameters nor versions.
func literals(path string) []string {
	var list []string
	for segment := range strings.SplitSeq(path, "/") {
		if segment != "" && !strings.Contains(segment, "{") && !versionSegment.MatchString(strings.ToLower(segment)) {
			list = append(list, segment)
		}
	}
	return list
}

// pathGroups gives each operation a group by the first telling segment of its
// path behind what all paths share.
func pathGroups(ops []*rawOp) []string {
	split := make([][]string, len(ops))
	for i, op := range ops {
		split[i] = literals(op.path)
	}
	shared := sharedPrefix(split)
	groups := make([]string, len(ops))
	for i, segments := range split {
		switch {
		case len(segments) > shared:
			groups[i] = segments[shared]
		case len(segments) > 0:
			groups[i] = segments[len(segments)-1]
		default:
			groups[i] = "root"
		}
		// A file-like ending is no part of a name: users.json.
		groups[i], _, _ = strings.Cut(groups[i], ".json")
	}
	return groups
}

// sharedPrefix counts the segments that all paths begin with, the last one of
// the shortest left out.
func sharedPrefix(split [][]string) int {
	if len(split) < 2 {
		return 0
	}
	n := 0
	for {
		for _, s := range split {
			if len(s) <= n+1 || s[n] != split[0][n] {
				return n
			}
		}
		n++
	}
}

// distinctGroups counts the services that paths would give.
func distinctGroups(groups []string) int {
	seen := map[string]bool{}
	for _, g := range groups {
		seen[g] = true
	}
	return len(seen)
}

// methodNames lists the names an operation may have, the best first.
func methodNames(op *rawOp, s *service) []string {
	var wants []string
	if id := op.op.OperationID; id != "" {
		words := idWords(op)
		short, plural, found := without(words, s.words)
		if found && !(len(short) > 0 && isPreposition(short[len(short)-1])) {
			wants = append(wants, polish(short, plural, op))
		}
		wants = append(wants, names.Exported(strings.Join(words, " ")), names.Exported(id))
	}
	verb := shapeVerb(op)
	rest, _, _ := without(pathWords(op), s.words)
	wants = append(wants, names.Exported(verb, strings.Join(rest, " ")), names.Exported(verb, strings.Join(pathWords(op), " ")))
	return wants
}

// idWords are the words of an operationId, without the path and method that
// some frameworks append.
func idWords(op *rawOp) []string {
	words := names.Words(op.op.OperationID)
	n := len(words)
	tail := append(names.Words(op.path), op.method)
	if n > len(tail) && slices.EqualFunc(words[n-len(tail):], tail, strings.EqualFold) {
		words = words[:n-len(tail)]
	}
	return words
}

// without removes a service's words from a method's: getRealm in Realm is get.
// It reports whether they were there, and as a plural.
func without(words, service []string) (rest []string, plural, found bool) {
	n := len(service)
	if n == 0 {
		return words, false, false
	}
	for i := 0; i+n <= len(words); i++ {
		if slices.EqualFunc(words[i:i+n], service, names.SameNoun) {
			last := strings.ToLower(words[i+n-1])
			return slices.Concat(words[:i], words[i+n:]), strings.HasSuffix(last, "s") && !strings.HasSuffix(last, "ss"), true
		}
	}
	return words, false, false
}

// polish makes a name of what is left of an operationId.
func polish(words []string, plural bool, op *rawOp) string {
	if len(words) == 0 {
		return names.Exported(shapeVerb(op))
	}
	first := strings.ToLower(words[0])
	if isPreposition(first) {
		words = append([]string{shapeVerb(op)}, words...)
	}
	if len(words) == 1 && first == "get" && plural && !strings.HasSuffix(op.path, "}") {
		return "List"
	}
	return names.Exported(strings.Join(words, " "))
}

// isPreposition holds for words that a method's name can neither begin nor end
// with.
func isPreposition(word string) bool {
	return slices.Contains([]string{"by", "for", "of", "from", "with", "in", "to", "on", "at", "using"}, strings.ToLower(word))
}

// pathWords are the telling words of a path.
func pathWords(op *rawOp) []string {
	var words []string
	for _, segment := range literals(op.path) {
		if l := strings.ToLower(segment); l != "index" && l != "search" {
			words = append(words, names.Words(segment)...)
		}
	}
	return words
}

// shapeVerb is the verb that method and path suggest.
func shapeVerb(op *rawOp) string {
	last := op.path[strings.LastIndexByte(strings.TrimRight(op.path, "/"), '/')+1:]
	last = strings.ToLower(strings.Trim(last, "/"))
	switch op.method {
	case "GET", "QUERY":
		switch {
		case last == "index", last == "search":
			return last
		case strings.Contains(last, "{"):
			return "get"
		case names.Singular(last) != last:
			return "list"
		}
		return "get"
	case "POST":
		return "create"
	case "PATCH":
		return "update"
	case "PUT":
		return "replace"
	}
	return strings.ToLower(op.method)
}
