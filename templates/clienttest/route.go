// Routing: method and path template to operation.

package clienttest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// route is an operation with its path as a pattern.
type route struct {
	op      *Operation
	pattern *regexp.Regexp // on the percent-encoded path
	query   url.Values     // that the template asks for
	rank    string         // sorts literal segments before those with parameters
}

// compile makes routes, the most specific first: index before {id}.
func compile(ops []Operation) ([]route, error) {
	var routes []route
	for i := range ops {
		op := &ops[i]
		if op.GraphQL {
			continue
		}
		// Some descriptions tell operations of one path apart by a fragment, which
		// no server sees: see accepts.
		template, _, _ := strings.Cut(op.Path, "#")
		path, rawQuery, _ := strings.Cut(template, "?")
		query, err := url.ParseQuery(rawQuery)
		if err != nil {
			return nil, fmt.Errorf("the path of %s: %w", op.Name, err)
		}
		pattern, err := regexp.Compile("^" + patternOf(path) + "$")
		if err != nil {
			return nil, fmt.Errorf("the path of %s: %w", op.Name, err)
		}
		routes = append(routes, route{op, pattern, query, rankOf(path)})
	}
	slices.SortStableFunc(routes, func(a, b route) int {
		return cmp.Or(cmp.Compare(len(b.query), len(a.query)), strings.Compare(a.rank, b.rank))
	})
	return routes, nil
}

// patternOf turns a template into a regular expression. A parameter is one
// segment's text, or more where it is written {+name}.
func patternOf(path string) string {
	var b strings.Builder
	for path != "" {
		open := strings.IndexByte(path, '{')
		end := strings.IndexByte(path, '}')
		if open < 0 || end < open {
			break
		}
		b.WriteString(literal(path[:open]))
		if strings.HasPrefix(path[open:], "{+") {
			b.WriteString("(.+)")
		} else {
			b.WriteString("([^/]+)")
		}
		path = path[end+1:]
	}
	b.WriteString(literal(path))
	return b.String()
}

// literal matches text of a template as it is sent.
func literal(text string) string {
	return regexp.QuoteMeta((&url.URL{Path: text}).EscapedPath())
}

// rankOf has a letter a segment: literal, mixed, parameter.
func rankOf(path string) string {
	var b strings.Builder
	for segment := range strings.SplitSeq(path, "/") {
		switch {
		case !strings.Contains(segment, "{"):
			b.WriteByte('a')
		case strings.HasPrefix(segment, "{") && strings.IndexByte(segment, '}') == len(segment)-1:
			b.WriteByte('c')
		default:
			b.WriteByte('b')
		}
	}
	return b.String()
}

// route finds the operation of a request, or the methods its path has.
func (s *Server) route(r *http.Request, body []byte) (op *Operation, allow []string) {
	if r.Method == http.MethodPost {
		if op := s.graphQL(body); op != nil {
			return op, nil
		}
		if s.api.GraphQL != nil && len(s.routes) == 0 {
			return s.unlisted(), nil
		}
	}
	path := r.URL.EscapedPath()
	for i := range s.routes {
		t := &s.routes[i]
		switch {
		case !t.matches(path, r.URL.Query()):
		case t.op.Method != r.Method:
			allow = append(allow, t.op.Method)
		case t.op.accepts(r):
			return t.op, nil
		case op == nil:
			op = t.op
		}
	}
	return op, allow
}

// accepts reports whether a request asks for what the operation answers with,
// by which operations of one method and path are told apart.
func (op *Operation) accepts(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return accept == "" || accept == "*/*" || accept == op.ContentType
}

// matches compares the percent-encoded path, so that an encoded slash stays in
// its segment.
func (t *route) matches(path string, query url.Values) bool {
	for k, v := range t.query {
		if query.Get(k) != v[0] {
			return false
		}
	}
	return t.pattern.MatchString(path)
}

// graphQL finds an operation by the name that the body gives.
func (s *Server) graphQL(body []byte) *Operation {
	var q struct {
		OperationName string `json:"operationName"`
	}
	if json.Unmarshal(body, &q) != nil || q.OperationName == "" {
		return nil
	}
	i := slices.IndexFunc(s.api.Operations, func(op Operation) bool { return op.GraphQL && op.ID == q.OperationName })
	if i < 0 {
		return nil
	}
	return &s.api.Operations[i]
}

// unlisted stands for an operation of GraphQL that the API doesn't list: merged
// ones, and those that a test sends by hand.
func (s *Server) unlisted() *Operation {
	secured := slices.ContainsFunc(s.api.Operations, func(op Operation) bool { return op.Secured })
	return &Operation{Method: http.MethodPost, GraphQL: true, Secured: secured}
}

// unknown answers a request that no operation takes, and tells near ones.
func (s *Server) unknown(w http.ResponseWriter, r *http.Request, allow []string) {
	asked := r.Method + " " + r.URL.EscapedPath()
	if allow != nil {
		w.Header().Set("Allow", strings.Join(allow, ", "))
		writeError(w, http.StatusMethodNotAllowed, fmt.Sprintf("no operation has %s; the path has %s", asked, strings.Join(allow, ", ")))
		return
	}
	detail := "no operation has " + asked
	if near := s.near(r.Method, r.URL.Path); near != nil {
		detail += "; near are " + strings.Join(near, ", ")
	}
	writeError(w, http.StatusNotFound, detail)
}

// near lists the three operations whose paths have most in common with path.
func (s *Server) near(method, path string) []string {
	type candidate struct {
		name  string
		score int
	}
	var list []candidate
	for i := range s.routes {
		op := s.routes[i].op
		c := candidate{op.Method + " " + op.Path, distance(path, op.Path)}
		if op.Method != method {
			c.score += 5
		}
		list = append(list, c)
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return cmp.Compare(a.score, b.score) })
	var names []string
	for _, c := range list[:min(len(list), 3)] {
		names = append(names, c.name)
	}
	return names
}

// distance counts the segments that differ, by how much they do. A parameter
// is like anything.
func distance(path, template string) int {
	a, b := strings.Split(path, "/"), strings.Split(template, "/")
	d := 10 * max(len(a)-len(b), len(b)-len(a))
	for i := range min(len(a), len(b)) {
		switch {
		case a[i] == b[i]:
		case strings.Contains(b[i], "{"):
			d++
		default:
			d += edits(a[i], b[i])
		}
	}
	return d
}

// edits is the Levenshtein distance.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}

// Operations lists the operations that the server has, with their examples.
func (s *Server) Operations() []Operation { return slices.Clone(s.api.Operations) }
