// Every emitted method of the Battle.net clients, called by reflection: what
// goes over the wire is compared with the table of endpoints.

package specs_test

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/keywright/keywright/generated/bnetaccount"
	"github.com/keywright/keywright/generated/bnetaccount/bnetaccounttest"
	"github.com/keywright/keywright/generated/d3"
	"github.com/keywright/keywright/generated/d3/d3test"
	"github.com/keywright/keywright/generated/hearthstone"
	"github.com/keywright/keywright/generated/hearthstone/hearthstonetest"
	"github.com/keywright/keywright/generated/runtime/auth"
	"github.com/keywright/keywright/generated/runtime/client"
	"github.com/keywright/keywright/generated/runtime/clienttest"
	"github.com/keywright/keywright/generated/sc2"
	"github.com/keywright/keywright/generated/sc2/sc2test"
	"github.com/keywright/keywright/generated/wow"
	"github.com/keywright/keywright/generated/wow/wowtest"
	"github.com/keywright/keywright/generated/wowclassic"
	"github.com/keywright/keywright/generated/wowclassic/wowclassictest"
)

// product is an emitted client of Battle.net, by the name of its description.
type product struct {
	name    string
	flavors []string // what stands in a namespace before the region
	fake    func(clienttest.TB) *clienttest.Server
	open    func(...client.Option) (any, error)
}

func opener[C any](f func(...client.Option) (*C, error)) func(...client.Option) (any, error) {
	return func(opts ...client.Option) (any, error) { return f(opts...) }
}

func battleNetProducts() []product {
	plain := []string{""}
	return []product{
		{"wow", plain, wowtest.NewServer, opener(wow.New)},
		{"wow-classic", []string{"classic", "classic1x", "classicann"}, wowclassictest.NewServer, opener(wowclassic.New)},
		{"d3", plain, d3test.NewServer, opener(d3.New)},
		{"hearthstone", plain, hearthstonetest.NewServer, opener(hearthstone.New)},
		{"sc2", plain, sc2test.NewServer, opener(sc2.New)},
		{"account", plain, bnetaccounttest.NewServer, opener(bnetaccount.New)},
	}
}

// regions are Battle.net's, with a language that each serves.
var regions = [][2]string{{"us", "en_US"}, {"eu", "en_GB"}, {"kr", "ko_KR"}, {"tw", "zh_TW"}, {"cn", "zh_CN"}}

// recorder answers requests by a handler, in process, and keeps the last one.
type recorder struct {
	handler http.Handler
	last    *http.Request
	count   int
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	r.last, r.count = req.Clone(req.Context()), r.count+1
	sent := req.Clone(req.Context())
	if sent.Body == nil {
		sent.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	r.handler.ServeHTTP(w, sent)
	resp := w.Result()
	resp.Request = req
	return resp, nil
}

// unpaced lets every request leave at once: nobody is asked.
type unpaced struct{}

func (unpaced) Wait(context.Context) error { return nil }

// method is an emitted method that calls an operation.
type method struct {
	service, name string
	fn            reflect.Value
	user          bool // on the client of a user
}

func (m method) String() string { return m.service + "." + m.name }

// methodsOf are the methods of all services of c, and those of its User where
// that has more.
func methodsOf(c any, user *auth.Source) []method {
	found := servicesOf(reflect.ValueOf(c), false)
	u := reflect.ValueOf(c).MethodByName("User").Call([]reflect.Value{reflect.ValueOf(user)})[0]
	if u.Type() != reflect.TypeOf(c) {
		found = append(found, servicesOf(u, true)...)
	}
	return found
}

func servicesOf(c reflect.Value, user bool) []method {
	var found []method
	for i := range c.Elem().NumField() {
		field := c.Elem().Type().Field(i)
		if !field.IsExported() {
			continue
		}
		service := c.Elem().Field(i)
		for j := range service.NumMethod() {
			found = append(found, method{field.Name, service.Type().Method(j).Name, service.Method(j), user})
		}
	}
	return found
}

// pages reports whether m is an iterator, which sends parameters of its own.
func (m method) pages() bool { return m.fn.Type().Out(0).Kind() == reflect.Func }

// names need care in a path: letters beyond ASCII, and all that has a meaning
// in a URL.
var names = []string{"Ænimus", "Name#1234", "a/b ?&=+%"}

// arguments makes up what m requires: the arguments, and what of them stands
// in the path. Optional parameters are left out.
func (m method) arguments() (args []reflect.Value, inPath []string) {
	t := m.fn.Type()
	args = append(args, reflect.ValueOf(context.Background()))
	for i := 1; i < t.NumIn()-1; i++ {
		v := reflect.New(t.In(i)).Elem()
		switch v.Kind() {
		case reflect.String:
			v.SetString(names[len(inPath)%len(names)])
			inPath = append(inPath, v.String())
		case reflect.Int64, reflect.Int32:
			v.SetInt(int64(1000 + i))
			inPath = append(inPath, strconv.Itoa(1000+i))
		case reflect.Pointer:
			if !strings.HasSuffix(t.In(i).Elem().Name(), "Params") {
				v.Set(reflect.New(t.In(i).Elem()))
			}
		}
		args = append(args, v)
	}
	return args, inPath
}

// call calls m and gives its result; of an iterator the first element.
func (m method) call(args []reflect.Value, opts ...client.CallOption) (any, error) {
	for _, o := range opts {
		args = append(args, reflect.ValueOf(&o).Elem())
	}
	out := m.fn.Call(args)
	if m.pages() {
		for v, err := range out[0].Seq2() {
			e, _ := err.Interface().(error)
			return v.Interface(), e
		}
		return nil, nil
	}
	err, _ := out[len(out)-1].Interface().(error)
	return out[0].Interface(), err
}

// fill puts values into a path's parameters, encoded as RFC 3986 has it.
func fill(path string, values []string) string {
	return placeholder.ReplaceAllStringFunc(path, func(string) string {
		v := values[0]
		values = values[1:]
		return encoded(v)
	})
}

// encoded writes all but the unreserved characters of RFC 3986, section 2.3,
// as bytes in hexadecimal.
func encoded(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// rowOf finds the endpoint that was called, by method and path.
func rowOf(rows []endpoint, method, path string, values []string) (endpoint, bool) {
	i := slices.IndexFunc(rows, func(e endpoint) bool {
		return e.method == method && len(placeholder.FindAllString(e.path, -1)) == len(values) && fill(e.path, slices.Clone(values)) == path
	})
	if i < 0 {
		return endpoint{}, false
	}
	return rows[i], true
}

// hostOf is where an endpoint is, by conventions of the whole of Battle.net.
func (e endpoint) hostOf(region string) string {
	login := e.product == "account" && !strings.HasPrefix(e.path, "/streaming/")
	switch {
	case login && region == "cn":
		return "oauth.battlenet.com.cn"
	case login:
		return "oauth.battle.net"
	case region == "cn":
		return "gateway.battlenet.com.cn"
	}
	return region + ".api.blizzard.com"
}

// queryOf is the query that all calls of an endpoint have.
func (e endpoint) queryOf(flavor, region, locale string) url.Values {
	q := url.Values{}
	if e.namespace != "-" {
		parts := []string{e.namespace, flavor, region}
		q.Set("namespace", strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "-"))
	}
	if e.locale {
		q.Set("locale", locale)
	}
	return q
}

// caller is a client of a product with the means to see what it sends.
type caller struct {
	product
	flavor, region, locale string
	methods                []method
	sent                   *recorder
	authorization          map[string]string // by access
}

func newCaller(t *testing.T, p product, handler http.Handler, tokens [2]string, flavor, region, locale string, opts ...client.Option) *caller {
	t.Helper()
	c := &caller{product: p, flavor: flavor, region: region, locale: locale, sent: &recorder{handler: handler}}
	c.authorization = map[string]string{
		"application": "Bearer " + tokens[0], "user": "Bearer " + tokens[1], "none": "",
		"basic": "Basic " + base64.StdEncoding.EncodeToString([]byte(clienttest.User+":"+clienttest.Password)),
	}
	opts = append(opts, client.WithTransport(c.sent), client.WithVariable("region", region), client.WithVariable("locale", locale),
		client.WithCredential("oauth2", source(t, tokens[0])), client.WithPacer(unpaced{}))
	if p.name == "account" {
		opts = append(opts, bnetaccount.WithBasicAuth(clienttest.User, clienttest.Password))
	}
	if flavor != "" {
		opts = append(opts, client.WithVariable("flavor", flavor))
	}
	made, err := p.open(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { made.(interface{ Close() error }).Close() }) //nolint:errcheck // nothing is open but what the test made
	c.methods = methodsOf(made, source(t, tokens[1]))
	return c
}

// source gives one token, and no other.
func source(t *testing.T, token string) *auth.Source {
	t.Helper()
	tok, err := auth.NewToken(auth.TokenFields{AccessToken: auth.Secret(token), Expiry: time.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	s := auth.NewSource(auth.Static(tok))
	t.Cleanup(func() { s.Close() }) //nolint:errcheck // nothing to lose
	return s
}

// wrong tells what of a request isn't as the endpoint wants it.
func (c *caller) wrong(m method, e endpoint) []string {
	var all []string
	differs := func(what, got, want string) {
		if got != want {
			all = append(all, fmt.Sprintf("%s is %q, want %q", what, got, want))
		}
	}
	req := c.sent.last
	differs("the host", req.URL.Scheme+"://"+req.URL.Host, "https://"+e.hostOf(c.region))
	query, err := url.ParseQuery(req.URL.RawQuery)
	if err != nil {
		all = append(all, err.Error())
	}
	if m.pages() {
		for _, own := range []string{"_page", "_pageSize", "page", "pageSize"} {
			query.Del(own)
		}
	}
	differs("the query", query.Encode(), e.queryOf(c.flavor, c.region, c.locale).Encode())
	access := e.access
	if m.user && access == "application" {
		access = "user" // a user's token opens what an application's does
	}
	differs("Authorization", req.Header.Get("Authorization"), c.authorization[access])
	differs("Battlenet-Namespace", req.Header.Get("Battlenet-Namespace"), "")
	if c.sent.last.Method == http.MethodPost {
		differs("Content-Type", req.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
	}
	if m.fn.Type().NumOut() > 1 {
		differs("Accept", req.Header.Get("Accept"), "application/json")
	}
	differs("the body of a GET", strconv.FormatBool(req.Method == http.MethodGet && req.ContentLength > 0), "false")
	return all
}

// Every operation, in every region, asks for what the table says, of the
// server, in the namespace and in the language that it should, with the key it
// needs; and the description's example is read from the answer.
func TestBattleNetRequests(t *testing.T) {
	t.Parallel()
	rows := byProduct(battleNetEndpoints(t))
	for _, p := range battleNetProducts() {
		fake := p.fake(t)
		var tokens [2]string
		for i := range tokens {
			var err error
			if tokens[i], err = fake.Token(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if tokens[0] == tokens[1] {
			t.Fatal("the fake gives the same token twice")
		}
		for _, flavor := range p.flavors {
			for _, region := range regions {
				t.Run(cmp.Or(flavor, p.name)+"/"+region[0], func(t *testing.T) {
					newCaller(t, p, fake, tokens, flavor, region[0], region[1]).checkAll(t, rows[p.name])
				})
			}
		}
	}
}

// checkAll calls every method, and wants every endpoint called.
func (c *caller) checkAll(t *testing.T, rows []endpoint) {
	t.Helper()
	called := map[endpoint]bool{}
	for _, m := range c.methods {
		args, values := m.arguments()
		before := c.sent.count
		if _, err := m.call(args); err != nil {
			t.Errorf("%s: %v", m, err)
			continue
		}
		if n := c.sent.count - before; n != 1 {
			t.Errorf("%s: %d requests, want 1", m, n)
			continue
		}
		e, ok := rowOf(rows, c.sent.last.Method, c.sent.last.URL.EscapedPath(), values)
		if !ok {
			t.Errorf("%s: %s %s is no endpoint of the table with the arguments %q", m, c.sent.last.Method, c.sent.last.URL.EscapedPath(), values)
			continue
		}
		called[e] = true
		for _, what := range c.wrong(m, e) {
			t.Errorf("%s (%s %s): %s", m, e.method, e.path, what)
		}
	}
	for _, e := range rows {
		if !called[e] {
			t.Errorf("no method calls %s %s", e.method, e.path)
		}
	}
}
