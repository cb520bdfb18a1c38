// The mock: a schema, what a test has set, and the HTTP face.

package gqltest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/keywright/keywright/templates/clienttest"
)

// Config describes an API to the mock.
type Config struct {
	Schema  string            // in the schema definition language
	Scalars map[string]string // a value of custom scalars, as JSON, by name
	Fields  map[string]string // a value of fields, as JSON, by "Type.field"
}

// Args are the arguments of a field, with defaults: string, bool, int64,
// float64, nil, []any and map[string]any.
type Args map[string]any

// Error is an error of a field with more than a message.
type Error struct {
	Message    string
	Extensions map[string]any // such as {"code": "FORBIDDEN"}
}

func (e *Error) Error() string { return e.Message }

// Mock answers operations. It is safe for concurrent use.
type Mock struct {
	schema *ast.Schema
	config *Config
	tb     clienttest.TB

	mu       sync.Mutex
	state    *state // never changed, but replaced
	asked    map[string]bool
	parsed   map[string]*ast.QueryDocument // valid operations by text
	examples map[string]any                // data by operation name
}

// state is what a test has set.
type state struct {
	resolve  map[string]func(Args) (any, error)
	null     map[string]bool
	nullFrom int
	length   int
	variant  int
}

// New makes a mock of a schema.
func New(config *Config) (*Mock, error) {
	prelude := *validator.Prelude
	schema, err := validator.LoadSchema(&prelude, &ast.Source{Name: "schema.graphql", Input: config.Schema})
	if err != nil {
		return nil, fmt.Errorf("gqltest: %w", err)
	}
	for name, list := range schema.PossibleTypes {
		list = slices.DeleteFunc(slices.Clone(list), func(d *ast.Definition) bool { return d.Kind != ast.Object })
		slices.SortFunc(list, func(a, b *ast.Definition) int { return strings.Compare(a.Name, b.Name) })
		schema.PossibleTypes[name] = slices.Compact(list)
	}
	m := &Mock{
		schema: schema, config: config, asked: map[string]bool{}, parsed: map[string]*ast.QueryDocument{}, examples: map[string]any{},
		state: &state{length: 2},
	}
	for field := range config.Fields {
		if _, err := m.field(field); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// Set gives a field, "Type.field", a value: whatever encoding/json writes. An
// object needn't be complete, and of an interface or union names its type as
// "__typename". Here and elsewhere a field that the schema doesn't have fails
// the test, or panics without one.
func (m *Mock) Set(field string, value any) {
	v, err := plain(value)
	m.Resolve(field, func(Args) (any, error) { return v, err })
}

// Resolve has f give the value of a field, or its error. nil takes back what was
// set before.
func (m *Mock) Resolve(field string, f func(args Args) (any, error)) {
	m.must(field)
	m.change(func(s *state) {
		s.resolve = maps.Clone(s.resolve)
		if s.resolve == nil {
			s.resolve = map[string]func(Args) (any, error){}
		}
		s.resolve[field] = f
		if f == nil {
			delete(s.resolve, field)
		}
	})
}

// FailField has a field fail: it is null, and the answer has an error with its
// path. code, if given, is the error's extensions.code.
func (m *Mock) FailField(field, message string, code ...string) {
	err := &Error{Message: message}
	if len(code) > 0 {
		err.Extensions = map[string]any{"code": code[0]}
	}
	m.Resolve(field, func(Args) (any, error) { return nil, err })
}

// Null has fields be null, and no others that an earlier call named; those that
// can't be null make null what they stand in. "Type.field[]" names the elements
// of a list.
func (m *Mock) Null(fields ...string) {
	null := map[string]bool{}
	for _, f := range fields {
		m.must(strings.TrimSuffix(f, "[]"))
		null[f] = true
	}
	m.change(func(s *state) { s.null = null })
}

// NullFrom has every field be null that can be, from a depth on: 1 is the
// query's root. 0 ends it. What is set by Set or Resolve stands.
func (m *Mock) NullFrom(depth int) { m.change(func(s *state) { s.nullFrom = depth }) }

// ListLength sets how many elements lists have. Default 2.
func (m *Mock) ListLength(n int) { m.change(func(s *state) { s.length = n }) }

// Variant has interfaces and unions be others of their types, and values be
// others: each n gives answers of its own.
func (m *Mock) Variant(n int) { m.change(func(s *state) { s.variant = n }) }

// Reset takes back all that was set.
func (m *Mock) Reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.state, m.asked = &state{length: 2}, map[string]bool{}
}

// Nullable lists what could have been null in the answers since the last call of
// Nullable or Reset, in the form that Null takes.
func (m *Mock) Nullable() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := slices.Sorted(maps.Keys(m.asked))
	m.asked = map[string]bool{}
	return out
}

func (m *Mock) change(f func(*state)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := *m.state
	f(&s)
	m.state = &s
}

// field finds "Type.field".
func (m *Mock) field(key string) (*ast.FieldDefinition, error) {
	of, name, _ := strings.Cut(key, ".")
	def := m.schema.Types[of]
	if def == nil {
		return nil, fmt.Errorf("gqltest: the schema has no type %q (%s)", of, key)
	}
	f := def.Fields.ForName(name)
	if f == nil || def.Kind != ast.Object {
		return nil, fmt.Errorf("gqltest: no object type %s with a field %q", of, name)
	}
	return f, nil
}

func (m *Mock) must(key string) {
	_, err := m.field(key)
	switch {
	case err == nil:
	case m.tb == nil:
		panic(err.Error())
	default:
		m.tb.Helper()
		m.tb.Fatalf("%v", err)
	}
}

// example keeps the data of an answer, which fields have that nothing else is set
// for.
func (m *Mock) example(operation, answer string) {
	var x struct {
		Data any `json:"data"`
	}
	if decode([]byte(answer), &x) == nil && x.Data != nil {
		m.examples[operation] = x.Data
	}
}

// Request is a GraphQL request (GraphQL over HTTP, section 5).
type Request struct {
	Query         string         `json:"query"`
	OperationName string         `json:"operationName"`
	Variables     map[string]any `json:"variables"`
}

// ServeHTTP answers a request that is posted as JSON.
func (m *Mock) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	var req Request
	var body bytes.Buffer
	_, err := body.ReadFrom(r.Body)
	if err == nil {
		err = decode(body.Bytes(), &req)
	}
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		w.Write(answer(nil, gqlerror.List{gqlerror.Errorf("gqltest: the request can't be read: %v", err)})) //nolint:errcheck // the client went away
		return
	}
	w.Write(m.Execute(&req)) //nolint:errcheck // the client went away
}

// Execute gives the answer to a request, as JSON.
func (m *Mock) Execute(req *Request) []byte {
	doc, errs := m.parse(req.Query)
	if len(errs) > 0 {
		return answer(nil, errs)
	}
	op := doc.Operations.ForName(req.OperationName)
	if op == nil {
		return answer(nil, gqlerror.List{gqlerror.Errorf("the request has no operation %q", req.OperationName)})
	}
	vars, err := validator.VariableValues(m.schema, op, req.Variables)
	if err != nil {
		return answer(nil, gqlerror.List{gqlerror.Wrap(err)})
	}
	var root *ast.Definition
	switch op.Operation {
	case ast.Query:
		root = m.schema.Query
	case ast.Mutation:
		root = m.schema.Mutation
	default:
		return answer(nil, gqlerror.List{gqlerror.Errorf("gqltest: subscriptions are not supported")})
	}
	m.mu.Lock()
	e := &execution{mock: m, state: m.state, vars: vars, nullable: map[string]bool{}}
	given := m.examples[op.Name]
	m.mu.Unlock()
	data := e.run(root, op.SelectionSet, given)
	m.mu.Lock()
	maps.Copy(m.asked, e.nullable)
	m.mu.Unlock()
	return answer(data, e.errs)
}

// parse validates an operation, each text once.
func (m *Mock) parse(query string) (*ast.QueryDocument, gqlerror.List) {
	m.mu.Lock()
	doc := m.parsed[query]
	m.mu.Unlock()
	if doc != nil {
		return doc, nil
	}
	doc, err := parser.ParseQuery(&ast.Source{Input: query})
	if err != nil {
		return nil, gqlerror.List{gqlerror.Wrap(err)}
	}
	if errs := validator.ValidateWithRules(m.schema, doc, rules.NewDefaultRules()); len(errs) > 0 {
		return nil, errs
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.parsed[query] = doc
	return doc, nil
}

// answer is a response; nil data is left out where there are errors alone.
func answer(data *object, errs gqlerror.List) []byte {
	out := []byte{'{'}
	if len(errs) > 0 {
		text, err := json.Marshal(errs)
		if err != nil {
			text = []byte(`[{"message":"gqltest: an error can't be written as JSON"}]`)
		}
		out = append(append(append(out, `"errors":`...), text...), ',')
	}
	out = append(out, `"data":`...)
	if data == nil {
		return append(out, "null}"...)
	}
	return append(data.append(out), '}')
}

// plain makes what encoding/json reads of what it writes.
func plain(v any) (any, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var out any
	return out, decode(text, &out)
}

// decode keeps numbers as they are written.
func decode(text []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return d.Decode(v)
}
