// Following links of answers.

package client_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/keywright/keywright/templates/client"
)

func TestFollow(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	ops := []*client.Operation{&opPair, &opGet}
	follow := func(link string, opts ...client.CallOption) (*item, error) {
		return client.Follow(t.Context(), core, link, ops, decodeItem, opts)
	}
	for link, want := range map[string]string{
		// The description's server, where the fake stands in for it.
		"https://us.api.shop.test/v1/items/7?namespace=static-7.1-us": "/items/7 static-7.1-us",
		"https://us.api.shop.test/v1/items/7":                         "/items/7 static-us",
		srv.URL + "/items/a%2Fb/":                                     "/items/a%2Fb/ static-us",
		"/items/7":                                                    "/items/7 static-us",
		"/items/1-2/pair":                                             "/items/1-2/pair ",
	} {
		if _, err := follow(link); err != nil && !strings.HasSuffix(link, "/") {
			t.Errorf("%s: %v", link, err)
			continue
		}
		reqs := srv.Requests("")
		r := reqs[len(reqs)-1]
		if got := r.Path + " " + r.Query.Get("namespace"); got != want {
			t.Errorf("%s: asked for %s, want %s", link, got, want)
		}
		if r.Operation == "getItem" && r.Header.Get("Authorization") == "" {
			t.Errorf("%s: without a credential", link)
		}
	}
	before := srv.Calls("")
	for link, words := range map[string]string{
		"":                                    "no link to follow",
		"https://evil.test/v1/items/7":        "leads to another server, evil.test",
		"https://eu.api.shop.test/v1/items/7": "leads to another server, eu.api.shop.test",
		"https://us.api.shop.test/v1/buy?token=s3cret": "the link leads to /v1/buy, which isn't a item: that is at /items/{a}-{b}/pair or /items/{id}",
		"https://us.api.shop.test/v1/items":            "which isn't a item",
		"https://us.api.shop.test/v1/items/7/pair":     "which isn't a item",
		"https://us.api.shop.test/v1/items/-2/pair":    "which isn't a item",
	} {
		_, err := follow(link)
		if !errors.Is(err, client.ErrRequest) || !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", link, err)
		}
	}
	if srv.Calls("") != before {
		t.Error("a refused link was asked for")
	}
}
