// A small API as keywright would emit it, for the tests of this package.

package client_test

import (
	"testing"
	"time"

	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/clienttest"
	"github.com/keywright/keywright/templates/wire"
)

const _ = client.Handshake1

// item is a schema; price is an optional scalar, name a localized text.
type item struct {
	ID    int64
	Name  client.Localized
	Price wire.Opt[float64]
}

var itemFields = wire.Fields{Type: "Item", Names: []string{`"id":`, `"name":`, `"price":`}, Required: []int{0}}

func decodeItem(d *wire.Decoder, i int, x *item) int {
	var seen uint64
	i, f := d.Object(i, &itemFields)
	for f >= 0 {
		seen |= 1 << f
		switch f {
		case 0:
			i = d.Int64(i, &x.ID)
		case 1:
			i = client.DecodeLocalized(d, i, &x.Name)
		case 2:
			i = wire.DecodeOpt(d, i, &x.Price, (*wire.Decoder).Float64)
		}
		i, f = d.Field(i, f, &itemFields)
	}
	if d.Watching() {
		d.Missing(i, &itemFields, seen)
	}
	return i
}

func encodeItem(e *wire.Encoder, x *item) {
	e.Object()
	e.Name(`"id":`)
	e.Int64(&x.ID)
	if !x.Name.IsZero() {
		e.Name(`"name":`)
		client.EncodeLocalized(e, &x.Name)
	}
	wire.EncodeOpt(e, `"price":`, &x.Price, (*wire.Encoder).Float64)
	e.EndObject()
}

// itemPage is a page in any style.
type itemPage struct {
	Items []item
	Pages int64
	Total int64
	Next  string
	More  wire.Opt[bool]
}

var pageFields = wire.Fields{Type: "ItemPage", Names: []string{`"items":`, `"pages":`, `"total":`, `"next":`, `"more":`}}

func decodePage(d *wire.Decoder, i int, x *itemPage) int {
	i, f := d.Object(i, &pageFields)
	for f >= 0 {
		switch f {
		case 0:
			i = wire.DecodeList(d, i, &x.Items, decodeItem)
		case 1:
			i = d.Int64(i, &x.Pages)
		case 2:
			i = d.Int64(i, &x.Total)
		case 3:
			i = d.String(i, &x.Next)
		case 4:
			i = wire.DecodeOpt(d, i, &x.More, (*wire.Decoder).Bool)
		}
		i, f = d.Field(i, f, &pageFields)
	}
	return i
}

func readPage(x *itemPage) client.Page[item] {
	return client.Page[item]{Items: x.Items, Last: x.Pages, Total: x.Total, Next: x.Next, More: x.More}
}

// problem is a typed error body.
type problem struct {
	Title string
	Need  int64
}

func (p *problem) Error() string { return p.Title }

var problemFields = wire.Fields{Type: "Problem", Names: []string{`"title":`, `"need":`}}

func readProblem(body []byte) (any, error) { return client.ReadError(body, decodeProblem) }

func decodeProblem(d *wire.Decoder, i int, x *problem) int {
	i, f := d.Object(i, &problemFields)
	for f >= 0 {
		switch f {
		case 0:
			i = d.String(i, &x.Title)
		case 1:
			i = d.Int64(i, &x.Need)
		}
		i, f = d.Field(i, f, &problemFields)
	}
	return i
}

// shop describes the API.
func shop() *client.API {
	return &client.API{
		Name: "shop", Title: "Shop", Version: "1", Runtime: client.Handshake1, Parameters: []string{"locale", "namespace"},
		Servers: []client.Server{
			{URL: "https://{region}.api.shop.test/v1"},
			{URL: "https://gateway.shop-cn.test", When: []client.Condition{{Var: "region", Values: []string{"cn"}}}},
		},
		Variables: []client.Variable{
			{Key: "region", Option: "WithRegion", Default: "us", Values: []string{"us", "eu", "cn"}},
			{Key: "locale", Option: "WithLocale", Values: []string{"en_US", "es_MX", "en_GB", "de_DE", "zh_CN"}, Allowed: []client.Allowed{
				{When: client.Condition{Var: "region", Values: []string{"us"}}, Values: []string{"en_US", "es_MX"}},
				{When: client.Condition{Var: "region", Values: []string{"eu"}}, Values: []string{"en_GB", "de_DE"}},
			}},
		},
		Schemes: []client.Scheme{
			{
				Key: "oauth", Kind: client.OAuth2, Options: []string{"WithClientCredentials", "WithTokenSource"},
				Flows: []client.Flow{{
					Kind: client.FlowClientCredentials, URLs: client.FlowURLs{Token: "https://oauth.shop.test/token"},
					When: []client.FlowVariant{{
						When: []client.Condition{{Var: "region", Values: []string{"cn"}}},
						URLs: client.FlowURLs{Token: "https://oauth.shop-cn.test/token"},
					}},
				}},
			},
			{Key: "key", Kind: client.APIKeyQuery, Param: "api_key"},
			{Key: "head", Kind: client.APIKeyHeader, Param: "X-Key"},
		},
	}
}

var (
	oauthOnly = []client.Requirement{{{Scheme: "oauth"}}}

	ambient = []client.AmbientParam{
		{Key: "namespace", In: client.InQuery, Template: "static-{region}", Required: true},
		{Key: "locale", In: client.InQuery, Template: "{locale}"},
	}

	opGet = client.Operation{
		Name: "Item.Get", ID: "getItem", Method: "GET", Path: "/items/{id}", Ambient: ambient,
		Security: oauthOnly, Retry: client.RetrySafe, Accept: "application/json",
		Errors: []client.ErrorBody{{Status: "422", Decode: readProblem}},
	}
	opPair   = client.Operation{Name: "Item.Pair", ID: "getPair", Method: "GET", Path: "/items/{a}-{b}/pair", Retry: client.RetrySafe}
	opList   = client.Operation{Name: "Item.List", ID: "listItems", Method: "GET", Path: "/items", Security: oauthOnly, Retry: client.RetrySafe, Ambient: ambient, Accept: "application/json"}
	opCreate = client.Operation{Name: "Item.Create", ID: "createItem", Method: "POST", Path: "/items", Security: oauthOnly}
	opKeyed  = client.Operation{Name: "Item.Buy", ID: "buyItem", Method: "POST", Path: "/buy", Retry: client.RetryKeyed}
	opKey    = client.Operation{Name: "Key.Get", ID: "getKey", Method: "GET", Path: "/key", Security: []client.Requirement{{{Scheme: "key"}}}, Retry: client.RetrySafe}
	opEither = client.Operation{
		Name: "Either.Get", ID: "getEither", Method: "GET", Path: "/either", Retry: client.RetrySafe,
		Security: []client.Requirement{{}, {{Scheme: "head"}, {Scheme: "key"}}, {{Scheme: "oauth"}}},
	}
	opDelete = client.Operation{Name: "Item.Delete", ID: "deleteItem", Method: "DELETE", Path: "/items/{id}", Security: oauthOnly, Retry: client.RetrySafe}
)

const sample = `{"id":7,"name":"Ring","price":2.5}`

// fake describes the API for clienttest.
func fake() *clienttest.API {
	example := func(op *client.Operation, secured bool) clienttest.Operation {
		return clienttest.Operation{
			ID: op.ID, Name: op.Name, Method: op.Method, Path: op.Path, Status: 200, ContentType: "application/json",
			Example: sample, Secured: secured,
		}
	}
	ops := []clienttest.Operation{
		example(&opGet, true), example(&opPair, false), example(&opList, true), example(&opCreate, true),
		example(&opKeyed, false), example(&opKey, true), example(&opEither, false),
		{ID: "deleteItem", Name: "Item.Delete", Method: "DELETE", Path: "/items/{id}", Secured: true},
	}
	return &clienttest.API{Name: "shop", Operations: ops, Schemes: []clienttest.Scheme{
		{Key: "oauth", Kind: client.OAuth2}, {Key: "key", Kind: client.APIKeyQuery, Param: "api_key"},
		{Key: "head", Kind: client.APIKeyHeader, Param: "X-Key"},
	}}
}

// start gives a core that is ready to call, and the server behind it.
func start(t testing.TB, opts ...client.Option) (*client.Core, *clienttest.Server) {
	t.Helper()
	srv := clienttest.NewServer(t, fake())
	all := append(srv.Options(), client.WithRetry(client.RetryPolicy{MinWait: time.Millisecond, MaxWait: 5 * time.Millisecond}))
	core, err := client.New(shop(), append(all, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { core.Close() }) //nolint:errcheck // always nil
	return core, srv
}

func getItem(t testing.TB, core *client.Core, id string, opts ...client.CallOption) (*item, error) {
	return client.Do(t.Context(), core.Request(&opGet, opts).Path(id), decodeItem)
}
