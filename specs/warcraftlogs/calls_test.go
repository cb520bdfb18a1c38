// Every emitted method of the Warcraft Logs client, called by reflection against
// the mock: it answers what it was asked, and what the method gives is compared
// with the answer, with each value that can be null being so in turn.

package warcraftlogs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/keywright/keywright/generated/runtime/client"
	"github.com/keywright/keywright/generated/runtime/client/gql"
	"github.com/keywright/keywright/generated/warcraftlogs"
	"github.com/keywright/keywright/generated/warcraftlogs/warcraftlogstest"
)

// tape keeps the last answer that passed.
type tape struct {
	base http.RoundTripper
	last []byte
	sent int
}

func (t *tape) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.base.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	t.sent++
	t.last, err = io.ReadAll(resp.Body)
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(t.last))
	return resp, err
}

// handled answers by a handler, in process.
type handled struct{ http.Handler }

func (h handled) RoundTrip(req *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	resp := w.Result()
	resp.Request = req
	return resp, nil
}

// method is an emitted method that calls an operation.
type method struct {
	service, name string
	fn            reflect.Value
}

func (m method) String() string { return m.service + "." + m.name }

// pages reports whether m is an iterator.
func (m method) pages() bool { return m.fn.Type().Out(0).Kind() == reflect.Func }

// call calls m and gives its result; of an iterator one of the first items.
func (m method) call(args []reflect.Value) (last any, err error) {
	out := m.fn.Call(args)
	if !m.pages() {
		err, _ := out[1].Interface().(error)
		return out[0].Interface(), err
	}
	const enough = 5
	n := 0
	for v, e := range out[0].Seq2() {
		last = v.Interface()
		if err, _ = e.Interface().(error); err != nil || n == enough {
			break
		}
		n++
	}
	return last, err
}

// graphQLMethods are the methods of c and its services that call an operation.
func graphQLMethods(c *warcraftlogs.UserClient) []method {
	found := methodsOf("Client", reflect.ValueOf(c))
	for _, v := range []reflect.Value{reflect.ValueOf(c).Elem(), reflect.ValueOf(c.Client).Elem()} {
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && !f.Anonymous {
				found = append(found, methodsOf(f.Name, v.Field(i))...)
			}
		}
	}
	return found
}

func methodsOf(service string, v reflect.Value) []method {
	var found []method
	for i := range v.NumMethod() {
		m := method{service, v.Type().Method(i).Name, v.Method(i)}
		if t := m.fn.Type(); t.NumIn() > 0 && t.In(0) == reflect.TypeFor[context.Context]() {
			found = append(found, m)
		}
	}
	return found
}

// given makes arguments for m; where all is set, optional ones too.
func given(m method, all bool) []reflect.Value {
	t := m.fn.Type()
	args := []reflect.Value{reflect.ValueOf(context.Background())}
	for i := 1; i < t.NumIn()-1; i++ {
		v := reflect.New(t.In(i)).Elem()
		if t.In(i).Kind() != reflect.Pointer || all {
			some(v)
		}
		args = append(args, v)
	}
	return args
}

// some sets v to a value that a server takes. Of an enum that is the first
// constant, which the type's zero value can't tell: see enums.
func some(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
		if text, ok := enums()[v.Type().Name()]; ok {
			v.SetString(text)
		}
	case reflect.Int64, reflect.Int32:
		v.SetInt(3)
	case reflect.Float64:
		v.SetFloat(4)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		some(v.Index(0))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		some(v.Elem())
	case reflect.Struct:
		if get := v.MethodByName("Get"); get.IsValid() { // wire.Opt
			of := reflect.New(get.Type().Out(0)).Elem()
			some(of)
			text, err := json.Marshal(of.Interface())
			if err == nil {
				err = json.Unmarshal(text, v.Addr().Interface())
			}
			if err != nil {
				panic(err)
			}
			return
		}
		for i := range v.NumField() {
			some(v.Field(i))
		}
	}
}

// asked is a call with the answer that it got.
type asked struct {
	tape *tape
	m    method
	args []reflect.Value
}

// run calls the method and wants its result to be what the answer has.
func (a *asked) run() error {
	got, err := a.m.call(a.args)
	if err != nil {
		return err
	}
	if a.m.pages() {
		return nil // items of a page, which the method for one page has shown
	}
	return a.same(got)
}

// same compares a result with the answer: null and what is absent are the same.
func (a *asked) same(got any) error {
	text, err := json.Marshal(got)
	if err != nil {
		return err
	}
	var result any
	var answer struct{ Data any }
	if err := errors.Join(json.Unmarshal(text, &result), json.Unmarshal(a.tape.last, &answer)); err != nil {
		return err
	}
	result = bare(result)
	root, _ := answer.Data.(map[string]any)
	delete(root, gql.PointsName)
	for at := any(root); ; {
		if alike(bare(at), result) {
			return nil
		}
		object, ok := at.(map[string]any)
		if !ok || len(object) != 1 {
			return fmt.Errorf("the result is\n%s\nthe answer was\n%s", text, a.tape.last)
		}
		for _, at = range object {
		}
	}
}

// alike compares what bare gives. An element of a list of numbers or texts that
// is null reads as the zero value.
func alike(answer, result any) bool {
	switch a := answer.(type) {
	case map[string]any:
		r, ok := result.(map[string]any)
		if !ok || len(a) != len(r) {
			return false
		}
		for key := range a {
			if _, ok := r[key]; !ok || !alike(a[key], r[key]) {
				return false
			}
		}
		return true
	case []any:
		r, ok := result.([]any)
		return ok && slices.EqualFunc(a, r, func(x, y any) bool {
			return alike(x, y) || x == nil && (y == 0.0 || y == "" || y == false)
		})
	}
	return reflect.DeepEqual(answer, result)
}

// bare takes out members that are null.
func bare(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, item := range v {
			if item = bare(item); item != nil {
				out[k] = item
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = bare(v[i])
		}
		return out
	}
	return v
}

func TestWarcraftLogsCallsAgainstTheMock(t *testing.T) {
	t.Parallel()
	probe, _ := warcraftlogstest.NewClient(t)
	methods := graphQLMethods(probe.User(nil))
	if len(methods) < 5 {
		t.Fatalf("%d methods", len(methods))
	}
	for i, m := range methods {
		t.Run(m.String(), func(t *testing.T) {
			t.Parallel()
			srv := warcraftlogstest.NewServer(t)
			tape := &tape{base: handled{srv}}
			c, err := warcraftlogs.New(append(srv.Options(), client.WithTransport(tape))...)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			m := graphQLMethods(c.User(srv.UserSource("view-user-profile", "view-private-reports")))[i]
			each(t, srv, tape, m)
		})
	}
}

// mock is what the tests of a client need of its fake.
type mock interface {
	Null(fields ...string)
	NullFrom(depth int)
	Nullable() []string
	ListLength(n int)
	Variant(n int)
	Reset()
}

// each calls a method in every way that the mock has.
func each(t *testing.T, srv mock, tape *tape, m method) {
	t.Helper()
	a := &asked{tape: tape, m: m}
	for _, all := range []bool{false, true} {
		a.args = given(m, all)
		if err := a.run(); err != nil {
			t.Fatalf("with optional arguments %v: %v", all, err)
		}
	}
	for n := range 4 {
		srv.Variant(n)
		srv.ListLength(n)
		if err := a.run(); err != nil {
			t.Errorf("variant %d: %v", n, err)
		}
	}
	if m.pages() {
		return // null is the business of the method for one page
	}
	srv.Reset()
	srv.ListLength(1)
	if err := a.run(); err != nil {
		t.Fatal(err)
	}
	nullable := srv.Nullable()
	for _, field := range nullable {
		srv.Null(field)
		if err := a.run(); err != nil && !errors.Is(err, client.ErrNotFound) {
			t.Errorf("with %s being null: %v", field, err)
		}
	}
	srv.Null()
	for depth := range 12 {
		srv.NullFrom(depth + 1)
		if err := a.run(); err != nil && !errors.Is(err, client.ErrNotFound) {
			t.Errorf("with null from depth %d on: %v", depth+1, err)
		}
	}
}

// All methods in one batch give what they give alone.
func TestWarcraftLogsCallsInOneBatch(t *testing.T) {
	t.Parallel()
	srv := warcraftlogstest.NewServer(t)
	tape := &tape{base: handled{srv}}
	c, err := warcraftlogs.New(append(srv.Options(), client.WithTransport(tape))...)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	methods := slices.DeleteFunc(graphQLMethods(c.User(srv.UserSource("view-user-profile"))), method.pages)
	alone := make([]string, len(methods))
	for i, m := range methods {
		got, err := m.call(given(m, true))
		if err != nil {
			t.Fatalf("%s: %v", m, err)
		}
		alone[i] = fmt.Sprint(asJSON(t, got))
	}
	tape.sent = 0
	together, err := gql.Batch(t.Context(), methods, func(ctx context.Context, m method) (string, error) {
		args := given(m, true)
		args[0] = reflect.ValueOf(ctx)
		got, err := m.call(args)
		return asJSON(t, got), err
	}, gql.BatchFields(1000), gql.BatchHold(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	for i := range alone {
		// What example files say is of operations that are sent alone.
		if alone[i] != together[i] && methods[i].service != "Client" {
			t.Errorf("%s: alone\n%s\ntogether\n%s", methods[i], alone[i], together[i])
		}
	}
	if tape.sent != 1 {
		t.Errorf("%d requests", tape.sent)
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Error(err)
	}
	return strings.TrimSpace(string(text))
}

// enums gives a value of each enum of the schema.
var enums = sync.OnceValue(func() map[string]string {
	text, err := os.ReadFile("schema.graphql")
	if err != nil {
		panic(err)
	}
	out := map[string]string{}
	plain := regexp.MustCompile(`(?s)""".*?"""|#[^\n]*|"[^"\n]*"`).ReplaceAllString(string(text), "")
	for _, m := range regexp.MustCompile(`enum (\w+) \{\s*(\w+)`).FindAllStringSubmatch(plain, -1) {
		out[m[1]] = m[2]
	}
	return out
})
