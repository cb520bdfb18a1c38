// Servers and variables: where a call goes, and what is refused before it.

package client_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/client"
)

// urls is a base transport that notes where requests go, and gives tokens.
type urls struct{ seen []string }

func (u *urls) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/token") {
		u.seen = append(u.seen, r.URL.String())
		return answer(`{"access_token":"tok-123","token_type":"bearer","expires_in":3600}`)(r)
	}
	u.seen = append(u.seen, r.URL.String()+" "+r.Header.Get("Authorization"))
	return answer(sample)(r)
}

func answer(body string) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) {
		resp := &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}}
		resp.Body = readCloser{strings.NewReader(body)}
		return resp, nil
	}
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }

func TestServerFollowsVariables(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		opts   []client.Option
		call   []client.CallOption
		want   string // URLs, a line each
		refuse string
	}{
		{
			name: "default", opts: []client.Option{client.WithClientCredentials("oauth", "id", "s3cret")},
			want: "https://oauth.shop.test/token\nhttps://us.api.shop.test/v1/items/1?namespace=static-us Bearer tok-123",
		},
		{
			name: "client's region", opts: []client.Option{client.WithVariable("region", "cn"), client.WithClientCredentials("oauth", "id", "s3cret")},
			want: "https://oauth.shop-cn.test/token\nhttps://gateway.shop-cn.test/items/1?namespace=static-cn Bearer tok-123",
		},
		{
			name: "call's region", opts: []client.Option{client.WithClientCredentials("oauth", "id", "s3cret")},
			call: []client.CallOption{client.WithVariable("region", "eu"), client.WithVariable("locale", "de_DE")},
			want: "https://oauth.shop.test/token\nhttps://eu.api.shop.test/v1/items/1?namespace=static-eu&locale=de_DE Bearer tok-123",
		},
		{
			name: "call's region with another token host", opts: []client.Option{client.WithClientCredentials("oauth", "id", "s3cret")},
			call:   []client.CallOption{client.WithVariable("region", "cn")},
			refuse: "the token for oauth comes from https://oauth.shop.test/token, and with region cn it would have to come from https://oauth.shop-cn.test/token",
		},
		{
			name: "source of the caller's with another token host",
			opts: []client.Option{client.WithCredential("oauth", auth.NewSource(auth.Static(nil)))},
			call: []client.CallOption{client.WithVariable("region", "cn")}, refuse: "make another client for it",
		},
		{
			name: "parameter of its own", opts: []client.Option{client.WithBearer("oauth", "fixed"), client.WithParameter("namespace", "static-1.2.3_4-us")},
			want: "https://us.api.shop.test/v1/items/1?namespace=static-1.2.3_4-us Bearer fixed",
		},
		{
			name: "call's parameter", opts: []client.Option{client.WithBearer("oauth", "fixed"), client.WithParameter("namespace", "x")},
			call: []client.CallOption{client.WithParameter("namespace", "y"), client.WithHeader("Authorization", "Mine z")},
			want: "https://us.api.shop.test/v1/items/1?namespace=y Mine z",
		},
		{
			name: "unknown parameter", opts: []client.Option{client.WithBearer("oauth", "fixed")},
			call: []client.CallOption{client.WithParameter("nomespace", "y")}, refuse: `Item.Get has no parameter "nomespace"`,
		},
		{
			name: "unknown variable", opts: []client.Option{client.WithBearer("oauth", "fixed")},
			call: []client.CallOption{client.WithVariable("regiun", "eu")}, refuse: `there is no variable "regiun": the description has region, locale`,
		},
		{
			name: "unknown region", opts: []client.Option{client.WithBearer("oauth", "fixed")},
			call: []client.CallOption{client.WithVariable("region", "evil.test/")}, refuse: `region "evil.test/" isn't one that the description knows: us, eu, cn`,
		},
		{
			name: "locale that the region doesn't serve", opts: []client.Option{client.WithBearer("oauth", "fixed")},
			call:   []client.CallOption{client.WithVariable("locale", "de_DE")},
			refuse: `locale "de_DE" isn't served where region is "us"; there it is one of en_US, es_MX`,
		},
		{
			name: "region that doesn't serve the client's locale", opts: []client.Option{client.WithBearer("oauth", "fixed"), client.WithVariable("locale", "en_US")},
			call:   []client.CallOption{client.WithVariable("region", "eu")},
			refuse: `locale "en_US" isn't served where region is "eu"; there it is one of en_GB, de_DE`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			u := &urls{}
			core, err := client.New(shop(), append(c.opts, client.WithTransport(u))...)
			if err != nil {
				t.Fatal(err)
			}
			defer core.Close() //nolint:errcheck // always nil
			_, err = getItem(t, core, "1", c.call...)
			if c.refuse != "" {
				if !errors.Is(err, client.ErrRequest) || !strings.Contains(err.Error(), c.refuse) || len(u.seen) != 0 {
					t.Errorf("got %v after %v\nwant %s", err, u.seen, c.refuse)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(u.seen, "\n"); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestServerTemplates(t *testing.T) {
	t.Parallel()
	op := client.Operation{Name: "Op", Method: "GET", Path: "/x", Retry: client.RetrySafe}
	for _, c := range []struct{ server, value, want, refuse string }{
		{server: "https://{v}.api.test/v1/", value: "eu-1", want: "https://eu-1.api.test/v1/x"},
		{server: "https://{v}", value: "localhost:8443", want: "https://localhost:8443/x"},
		{server: "https://api.test/{v}", value: "v1/beta", want: "https://api.test/v1/beta/x"},
		{server: "{v}/api", value: "https", refuse: "no host"},
		{server: "https://{v}.api.test", value: "evil.test/", refuse: `v "evil.test/" can't stand in the server https://{v}.api.test`},
		{server: "https://{v}.api.test", value: "evil.test#", refuse: "can't stand"},
		{server: "https://{v}.api.test", value: "evil.test:443@", refuse: "can't stand"},
		{server: "https://{v}.api.test", value: "a:1", refuse: "can't stand"},
		{server: "https://api.test/{v}", value: "a?b=c", refuse: "can't stand"},
		{server: "https://{v}.api.test", value: "", refuse: "needs the variable v"},
		{server: "/v1", value: "a", refuse: "has no host: give one with client.WithBaseURL"},
		{server: "https://user:pw@api.test", value: "a", refuse: "has to be https://host/path"},
		{server: "gopher://api.test", value: "a", refuse: "has to be https://host/path"},
	} {
		u := &urls{}
		api := &client.API{Name: "t", Servers: []client.Server{{URL: c.server}}, Variables: []client.Variable{{Key: "v"}}}
		core, err := client.New(api, client.WithTransport(u), client.WithVariable("v", c.value))
		if c.refuse != "" {
			if err == nil || !strings.Contains(err.Error(), c.refuse) || strings.Contains(err.Error(), "pw") {
				t.Errorf("%s with %q: got %v, want %s", c.server, c.value, err, c.refuse)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s with %q: %v", c.server, c.value, err)
			continue
		}
		if err := client.DoNone(t.Context(), core.Request(&op, nil)); err != nil || u.seen[0] != c.want+" " {
			t.Errorf("%s with %q: %v %v, want %s", c.server, c.value, u.seen, err, c.want)
		}
	}
}

func TestUserServers(t *testing.T) {
	t.Parallel()
	api := &client.API{
		Name:    "t",
		Servers: []client.Server{{URL: "https://api.test/client"}, {URL: "https://api.test/user", User: true}},
		Schemes: []client.Scheme{{Key: "o", Kind: client.OAuth2}},
	}
	op := client.Operation{Name: "Op", Method: "POST", Security: []client.Requirement{{{Scheme: "o"}}}}
	u := &urls{}
	core, err := client.New(api, client.WithTransport(u), client.WithBearer("o", "app"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*client.Core{core, core.WithCredential("o", auth.Bearer("user"))} {
		if err := client.DoNone(t.Context(), c.Request(&op, nil)); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := strings.Join(u.seen, "\n"), "https://api.test/client Bearer app\nhttps://api.test/user Bearer user"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Credentials leave encrypted, unless a host was opted in by name.
func TestPlainHTTP(t *testing.T) {
	t.Parallel()
	api := shop()
	api.Servers = []client.Server{{URL: "http://wp.local:8080/api"}}
	u := &urls{}
	core, err := client.New(api, client.WithTransport(u), client.WithBearer("oauth", "t0ken"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := getItem(t, core, "1"); !errors.Is(err, client.ErrCredential) || !strings.Contains(err.Error(), `client.WithInsecureHost("wp.local")`) {
		t.Errorf("got %v", err)
	}
	if err := client.DoNone(t.Context(), core.Request(&opPair, nil).Path("1", "2")); err != nil {
		t.Errorf("without credentials: %v", err)
	}
	core, err = client.New(api, client.WithTransport(u), client.WithBearer("oauth", "t0ken"), client.WithInsecureHost("wp.local"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := getItem(t, core, "1"); err != nil {
		t.Error(err)
	}
	if got, want := u.seen[len(u.seen)-1], "http://wp.local:8080/api/items/1?namespace=static-us Bearer t0ken"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
