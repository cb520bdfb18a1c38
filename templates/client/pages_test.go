// Paging in its five styles, and servers that never come to an end.

package client_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/keywright/keywright/templates/client"
)

// walk ranges over all pages and returns the items' IDs.
func walk(t *testing.T, core *client.Core, p client.Pager, prepare func(*client.Request)) ([]int64, error) {
	t.Helper()
	var ids []int64
	for x, err := range client.Pages(t.Context(), p, func() *client.Request {
		r := core.Request(&opList, nil)
		if prepare != nil {
			prepare(r)
		}
		return r
	}, decodePage, readPage) {
		if err != nil {
			return ids, err
		}
		if ids = append(ids, x.ID); len(ids) > 1000 {
			t.Fatal("no end")
		}
	}
	return ids, nil
}

// page answers with items of the IDs and further members.
func page(w http.ResponseWriter, more map[string]any, ids ...int) {
	items := []map[string]any{}
	for _, id := range ids {
		items = append(items, map[string]any{"id": id})
	}
	answer := map[string]any{"items": items}
	for k, v := range more {
		answer[k] = v
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(answer) //nolint:errcheck // a test
}

func want(t *testing.T, what string, ids []int64, err error, want string) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", what, err)
	}
	if got := fmt.Sprint(ids); got != want {
		t.Errorf("%s: items %s, want %s", what, got, want)
	}
}

func TestPagesByNumber(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	pages := map[string][]int{"1": {1, 2}, "2": {3, 4}, "3": {5}}
	told := true
	srv.Handle("listItems", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		more := map[string]any{}
		if told {
			more["pages"] = 3
		}
		page(w, more, pages[r.URL.Query().Get("_page")]...)
	}))
	ids, err := walk(t, core, client.ByPage("_page", 1), nil)
	want(t, "with a page count", ids, err, "[1 2 3 4 5]")
	if n := srv.Calls("listItems"); n != 3 {
		t.Errorf("%d requests for 3 pages", n)
	}
	told = false
	ids, err = walk(t, core, client.ByPage("_page", 1), nil)
	want(t, "until an empty page", ids, err, "[1 2 3 4 5]")
	ids, err = walk(t, core, client.ByPage("_page", 1), func(r *client.Request) {
		client.QueryOne(r, "size", 2, client.Text[int])
		client.QueryOne(r, "_page", 2, client.Text[int])
		client.QueryOne(r, "x", "ü&", client.Text[string])
	})
	want(t, "from where params say", ids, err, "[3 4 5]")
	all := srv.Requests("listItems")
	if q := all[len(all)-1].Query; q.Get("size") != "2" || q.Get("x") != "ü&" || len(q["_page"]) != 1 || q.Get("namespace") != "static-us" {
		t.Errorf("the last page was asked for by %v", q)
	}
}

func TestPagesByOffset(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Handle("listItems", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from, _ := strconv.Atoi(r.URL.Query().Get("offset"))
		var ids []int
		for id := from; id < min(from+3, 7); id++ {
			ids = append(ids, id)
		}
		page(w, map[string]any{"total": 7}, ids...)
	}))
	ids, err := walk(t, core, client.ByOffset("offset", 0), nil)
	want(t, "offset", ids, err, "[0 1 2 3 4 5 6]")
	if n := srv.Calls("listItems"); n != 3 {
		t.Errorf("%d requests for 3 pages", n)
	}
}

func TestPagesByCursor(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Handle("listItems", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("after") {
		case "":
			page(w, map[string]any{"next": "a/b+c", "more": true}, 1)
		case "a/b+c":
			page(w, map[string]any{"next": "z"}) // an empty page isn't the end
		default:
			page(w, map[string]any{"next": "same", "more": false}, 2)
		}
	}))
	ids, err := walk(t, core, client.ByCursor("after"), nil)
	want(t, "cursor", ids, err, "[1 2]")
}

func TestPagesByLinkAndURL(t *testing.T) {
	t.Parallel()
	core, srv := start(t, client.WithVariable("locale", "en_US"))
	srv.Handle("listItems", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Query().Get("p"))
		next := ""
		switch n {
		case 0: // the address that the description knows
			next = "https://us.api.shop.test/v1/items?p=1"
		case 1: // relative
			next = "?p=2"
		case 2: // absolute, on the server itself
			next = srv.URL + "/items?p=3&locale=de_DE"
		}
		if next != "" {
			w.Header().Set("Link", `</first>; rel="first", <`+next+`>; title="a, b"; rel="last next"`)
		}
		page(w, map[string]any{"next": next}, n)
	}))
	for name, p := range map[string]client.Pager{"link": client.ByLink(), "URL": client.ByNextURL()} {
		before := len(srv.Requests("listItems"))
		ids, err := walk(t, core, p, nil)
		want(t, name, ids, err, "[0 1 2 3]")
		got := srv.Requests("listItems")[before:]
		if len(got) != 4 {
			t.Fatalf("%s: %d requests", name, len(got))
		}
		for i, r := range got {
			locale := "en_US"
			if i == 3 {
				locale = "de_DE" // a link's own value stays
			}
			if r.Query.Get("namespace") != "static-us" || r.Query.Get("locale") != locale || r.Header.Get("Authorization") == "" {
				t.Errorf("%s: request %d has %v", name, i, r.Query)
			}
		}
	}
}

func TestLinksToOtherHostsAreRefused(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	for _, next := range []string{"https://evil.test/items", "//evil.test/x", "https://us.api.shop.test.evil.test/v1/x", "https://us.api.shop.test/v1evil", "http://user@127.0.0.1/", "ftp://x/", "http://%zz"} {
		srv.Handle("listItems", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { page(w, map[string]any{"next": next}, 1) }))
		ids, err := walk(t, core, client.ByNextURL(), nil)
		if len(ids) != 1 || !errors.Is(err, client.ErrRequest) || !strings.Contains(fmt.Sprint(err), "link") {
			t.Errorf("%s: %v %v", next, ids, err)
		}
	}
}

func TestAt(t *testing.T) {
	t.Parallel()
	core, srv := start(t, client.WithVariable("locale", "en_US"))
	r := core.Request(&opGet, nil).At("https://us.api.shop.test/v1/items/5?namespace=static-1.2.3-us")
	if _, err := client.Do(t.Context(), r, decodeItem); err != nil {
		t.Fatal(err)
	}
	got := srv.Requests("getItem")[0]
	if got.Path != "/items/5" || got.Query.Get("namespace") != "static-1.2.3-us" || got.Query.Get("locale") != "en_US" || len(got.Query) != 2 {
		t.Errorf("%s %v", got.Path, got.Query)
	}
	if _, err := client.Do(t.Context(), core.Request(&opGet, nil).At("https://other.test/items/5"), decodeItem); !errors.Is(err, client.ErrRequest) {
		t.Errorf("got %v", err)
	}
}

func TestServersThatRepeatThemselves(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	n := 0
	for name, c := range map[string]struct {
		pager  client.Pager
		answer func(w http.ResponseWriter)
		most   int // requests
	}{
		"the same page whatever number": {client.ByPage("p", 1), func(w http.ResponseWriter) { page(w, nil, 1, 2) }, 2},
		"the same page whatever offset": {client.ByOffset("o", 0), func(w http.ResponseWriter) { page(w, nil, 1, 2) }, 2},
		"a cursor that doesn't move":    {client.ByCursor("c"), func(w http.ResponseWriter) { page(w, map[string]any{"next": "x"}, n) }, 2},
		"a URL that doesn't move":       {client.ByNextURL(), func(w http.ResponseWriter) { page(w, map[string]any{"next": "?x"}, n) }, 2},
		"cursors in a circle":           {client.ByCursor("c"), func(w http.ResponseWriter) { page(w, map[string]any{"next": fmt.Sprint(n % 5)}, n) }, 15},
	} {
		n = 0
		srv.Handle("listItems", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { n++; c.answer(w) }))
		_, err := walk(t, core, c.pager, nil)
		if !errors.Is(err, client.ErrPaging) || n > c.most {
			t.Errorf("%s: %d requests, %v", name, n, err)
		}
	}
}

// Pages may be alike where their count is told.
func TestEqualPages(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Handle("listItems", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { page(w, map[string]any{"pages": 3}, 1) }))
	ids, err := walk(t, core, client.ByPage("p", 1), nil)
	want(t, "equal pages", ids, err, "[1 1 1]")
	n := 0
	srv.Handle("listItems", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n++
		page(w, map[string]any{"next": strings.Repeat("x", min(n, 3)%3)}, 1)
	}))
	ids, err = walk(t, core, client.ByCursor("c"), nil)
	want(t, "equal pages behind different cursors", ids, err, "[1 1 1]")
}

func TestPagesStopAtTheFirstError(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Handle("listItems", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("_page") == "2" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		page(w, nil, 1)
	}))
	ids, err := walk(t, core, client.ByPage("_page", 1), nil)
	if !errors.Is(err, client.ErrNotFound) || len(ids) != 1 {
		t.Errorf("%v %v", ids, err)
	}
}

func TestPagesAreAskedForWhenNeeded(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Handle("listItems", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { page(w, nil, srv.Calls("listItems")) }))
	var m client.ResponseMeta
	params := client.Copy(&struct{ n int }{1})
	for x, err := range client.PageValues(t.Context(), client.ByPage("_page", 1), func() *client.Request {
		return core.Request(&opList, []client.CallOption{client.Meta(&m)})
	}, decodePage, readPage) {
		if err != nil || x.ID != 1 || params.n != 1 {
			t.Fatal(x, err)
		}
		break
	}
	if n := srv.Calls("listItems"); n != 1 || m.StatusCode != 200 {
		t.Errorf("%d requests, meta %+v", n, m)
	}
	if client.Copy[int](nil) != nil {
		t.Error("a copy of nil")
	}
}

func TestStream(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	var b strings.Builder
	b.WriteString(`{"pages":1,"deep":{"items":[`)
	const n = 50_000
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"name":"item %d"}`, i, i)
	}
	b.WriteString(`]},"total":3}`)
	srv.Reply("listItems", 200, b.String())
	stream := func() (got int, err error) {
		for x, err := range client.Stream(t.Context(), core.Request(&opList, nil), []string{"deep", "items"}, decodeItem) {
			if err != nil {
				return got, err
			}
			if x.ID != int64(got) || x.Name.String() != fmt.Sprintf("item %d", got) {
				t.Fatalf("item %d is %+v", got, x)
			}
			got++
		}
		return got, nil
	}
	if got, err := stream(); got != n || err != nil {
		t.Errorf("%d items, %v", got, err)
	}
	again := client.Stream(t.Context(), core.Request(&opList, nil), []string{"deep", "items"}, decodeItem)
	for range 2 {
		for range again {
			break
		}
		all := srv.Requests("listItems")
		if q := all[len(all)-1].Query; len(q["namespace"]) != 1 || len(all) < 2 {
			t.Errorf("ranged over again it asks for %v", q)
		}
	}
	for range client.Stream(t.Context(), core.Request(&opList, nil), []string{"deep", "items"}, decodeItem) {
		break
	}
	srv.Reply("listItems", 200, `{"deep":{"items":[{"id":0,"name":"item 0"},{"id":"x"}]}}`)
	if got, err := stream(); got != 1 || !errors.Is(err, client.ErrDecode) {
		t.Errorf("%d items, %v", got, err)
	}
	srv.Reply("listItems", 200, `<html><title>Login</title>`)
	if _, err := stream(); !errors.Is(err, client.ErrDecode) || !strings.Contains(err.Error(), `"Login"`) {
		t.Errorf("%v", err)
	}
	srv.Handle("listItems", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		w.Write([]byte(`{"deep":{"items":[{"id":0,"name":"item 0"},`)) //nolint:errcheck // a test
	}))
	if got, err := stream(); got != 1 || !errors.Is(err, client.ErrUnavailable) {
		t.Errorf("broken off: %d items, %v", got, err)
	}
}

func TestLinesAndEvents(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Reply("listItems", 200, "{\"id\":1}\n\n \x1e{\"id\":2}\r\n{\"id\":3}")
	var ids []int64
	for x, err := range client.Lines(t.Context(), core.Request(&opList, nil), decodeItem) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, x.ID)
	}
	want(t, "lines", ids, nil, "[1 2 3]")
	srv.Reply("listItems", 200, "{\"id\":1}\n{\"id\":true}\n")
	for _, err := range client.Lines(t.Context(), core.Request(&opList, nil), decodeItem) {
		if err != nil && (!errors.Is(err, client.ErrDecode) || !strings.Contains(err.Error(), "line 2")) {
			t.Error(err)
		}
	}
	srv.Reply("listItems", 200, "\uFEFF: hi\nevent: add\ndata: a\ndata:b\nid: 4\r\n\rretry: 20\rdata\n\ndata: lost")
	var got []string
	for ev, err := range client.Events(t.Context(), core.Request(&opList, nil)) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%s %q %s %v", ev.Type, ev.Data, ev.ID, ev.Retry))
	}
	if w := []string{`add "a\nb" 4 0s`, `message "" 4 20ms`}; strings.Join(got, "|") != strings.Join(w, "|") {
		t.Errorf("events %q, want %q", got, w)
	}
}

// A search that found more than the server counts gives what there is, and says
// so behind it.
func TestCappedPagesSaySo(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Handle("listItems", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Query().Get("page"))
		page(w, map[string]any{"pages": 2}, n)
	}))
	read := func(x *itemPage) client.Page[item] {
		p := readPage(x)
		p.Capped = true
		return p
	}
	var ids []int64
	var last error
	for x, err := range client.Pages(t.Context(), client.ByPage("page", 1), func() *client.Request { return core.Request(&opList, nil) }, decodePage, read) {
		if last = err; err == nil {
			ids = append(ids, x.ID)
		}
	}
	if fmt.Sprint(ids) != "[1 2]" || !errors.Is(last, client.ErrCapped) || !strings.Contains(last.Error(), "narrow down") {
		t.Errorf("%v %v", ids, last)
	}
}
