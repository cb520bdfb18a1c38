// Validators on demand.

package clienttest_test

import (
	"testing"

	"github.com/keywright/keywright/templates/clienttest"
)

func TestCacheable(t *testing.T) {
	t.Parallel()
	srv := clienttest.NewServer(t, api())
	if resp, _ := ask(t, srv, "GET", "/realm/index", ""); resp.Header.Get("ETag") != "" {
		t.Error("an ETag that nobody asked for")
	}
	srv.Cacheable("Realm.List", "Cache-Control", "max-age=60")
	resp, body := ask(t, srv, "GET", "/realm/index", "")
	tag := resp.Header.Get("ETag")
	if tag == "" || body != "[]" || resp.Header.Get("Cache-Control") != "max-age=60" || resp.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%v %s", resp.Header, body)
	}
	const date = "Sat, 7 Nov 2026 10:00:00 GMT"
	for _, c := range []struct {
		headers []string
		status  int
	}{
		{[]string{"If-None-Match", tag}, 304},
		{[]string{"If-None-Match", `"x", W/` + tag}, 304},
		{[]string{"If-None-Match", `"x"`}, 200},
		{[]string{"If-None-Match", `"x"`, "If-Modified-Since", date}, 200},
		{nil, 200},
	} {
		if resp, body := ask(t, srv, "GET", "/realm/index", "", c.headers...); resp.StatusCode != c.status || (body == "") != (c.status == 304) {
			t.Errorf("%v: %d %q", c.headers, resp.StatusCode, body)
		}
	}
	srv.Cacheable("Realm.List", "Last-Modified", date)
	if resp, _ := ask(t, srv, "GET", "/realm/index", "", "If-Modified-Since", date); resp.StatusCode != 304 || resp.Header.Get("ETag") != "" {
		t.Errorf("%d %v", resp.StatusCode, resp.Header)
	}
	srv.Reply("Realm.List", 500, "no")
	if resp, _ := ask(t, srv, "GET", "/realm/index", "", "If-Modified-Since", date); resp.StatusCode != 500 || resp.Header.Get("Last-Modified") != "" {
		t.Errorf("a failure: %d %v", resp.StatusCode, resp.Header)
	}
	if n := len(srv.Operations()); n != len(api().Operations) {
		t.Errorf("%d operations", n)
	}
}
