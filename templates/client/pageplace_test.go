// Pages asked for in bodies, ends that servers tell in other ways, and links
// that they shorten.

package client_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/keywright/keywright/templates/client"
)

// search answers POST requests from the page number or cursor in their body.
func search(t *testing.T, w http.ResponseWriter, r *http.Request, answer func(body map[string]any)) {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	body := map[string]any{}
	if len(b) > 0 {
		if err := json.Unmarshal(b, &body); err != nil {
			t.Errorf("the body %q: %v", b, err)
		}
	}
	answer(body)
}

func walkSearch(t *testing.T, core *client.Core, p client.Pager, body string) ([]int64, error) {
	t.Helper()
	var ids []int64
	for x, err := range client.Pages(t.Context(), p, func() *client.Request {
		r := core.Request(&opCreate, nil)
		if body != "" {
			client.BodyBytes(r, "application/json", []byte(body))
		}
		return r
	}, decodePage, readPage) {
		if err != nil {
			return ids, err
		}
		if ids = append(ids, x.ID); len(ids) > 100 {
			t.Fatal("no end")
		}
	}
	return ids, nil
}

func TestCursorInBody(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Handle("createItem", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		search(t, w, r, func(body map[string]any) {
			if q, _ := body["query"].(string); q != "<ü>" && q != "" {
				t.Errorf("the query became %q", q)
			}
			inner, _ := body["page"].(map[string]any)
			switch cursor, _ := inner["cursor"].(string); cursor {
			case "":
				page(w, map[string]any{"next": "a\"b"}, 1)
			case "a\"b":
				page(w, map[string]any{"next": ""}, 2)
			default:
				t.Errorf("cursor %q", cursor)
			}
		})
	}))
	for _, body := range []string{"", `{"query":"<ü>"}`, `{"query":"<ü>","page":{"limit":1}}`, `{"page":null}`} {
		ids, err := walkSearch(t, core, client.ByCursor("page.cursor").InBody("page", "cursor"), body)
		want(t, body, ids, err, "[1 2]")
	}
	if ids, err := walkSearch(t, core, client.ByCursor("page.cursor").InBody("page", "cursor"), `{"page":[]}`); err == nil || !strings.Contains(err.Error(), "no object") {
		t.Errorf("a cursor in a list: %v %v", ids, err)
	}
}

func TestOffsetInBody(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Handle("createItem", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		search(t, w, r, func(body map[string]any) {
			options, _ := body["options"].(map[string]any)
			at, ok := options["offset"].(float64)
			if !ok {
				t.Errorf("offset is %v", options["offset"])
			}
			var ids []int
			for id := int(at); id < min(int(at)+2, 5); id++ {
				ids = append(ids, id)
			}
			page(w, map[string]any{"total": 5}, ids...)
		})
	}))
	by := client.ByOffset("options.offset", 0).InBody("options", "offset")
	ids, err := walkSearch(t, core, by, `{"options":{"count":2}}`)
	want(t, "offset", ids, err, "[0 1 2 3 4]")
	ids, err = walkSearch(t, core, by, `{"options":{"count":2,"offset":3}}`)
	want(t, "from where the caller says", ids, err, "[3 4]")
}

func TestPagesFromZero(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Handle("listItems", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Query().Get("page"))
		page(w, map[string]any{"pages": 3}, n)
	}))
	ids, err := walk(t, core, client.ByPage("page", 0), nil)
	want(t, "a page count, from 0", ids, err, "[0 1 2]")
}

func TestOffsetFromOne(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Handle("listItems", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		at, _ := strconv.Atoi(r.URL.Query().Get("startIndex"))
		var ids []int
		for id := at; id < min(at+2, 6); id++ {
			ids = append(ids, id)
		}
		page(w, map[string]any{"total": 5}, ids...)
	}))
	ids, err := walk(t, core, client.ByOffset("startIndex", 1), nil)
	want(t, "SCIM's startIndex", ids, err, "[1 2 3 4 5]")
	if n := srv.Calls("listItems"); n != 3 {
		t.Errorf("%d requests for 3 pages", n)
	}
}

// A total ends page numbers as well, wherever the pages end.
func TestPagesByTotal(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Handle("listItems", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Query().Get("page"))
		page(w, map[string]any{"total": 4}, [][]int{{}, {1, 2}, {3, 4}, {}}[n]...)
	}))
	ids, err := walk(t, core, client.ByPage("page", 1), nil)
	want(t, "total", ids, err, "[1 2 3 4]")
	if n := srv.Calls("listItems"); n != 2 {
		t.Errorf("%d requests for 2 pages", n)
	}
}

// A link that the page before had, and this one hasn't, is the end; a server
// that sends none at all is read to the end.
func TestNumberedPagesEndWithTheirLinks(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"header", "answer", "none"} {
		core, srv := start(t)
		srv.Handle("listItems", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			n, _ := strconv.Atoi(r.URL.Query().Get("page"))
			more := map[string]any{}
			switch {
			case n >= 3:
			case kind == "header":
				w.Header().Set("Link", fmt.Sprintf(`<https://x.test/?page=%d>; rel="next"`, n+1))
			case kind == "answer":
				more["next"] = "https://x.test/"
			}
			if n > 3 {
				page(w, more)
				return
			}
			page(w, more, n)
		}))
		ids, err := walk(t, core, client.ByPage("page", 1), nil)
		want(t, kind, ids, err, "[1 2 3]")
		calls := 3
		if kind == "none" {
			calls = 4
		}
		if n := srv.Calls("listItems"); n != calls {
			t.Errorf("%s: %d requests, want %d", kind, n, calls)
		}
	}
}

func TestNoContentIsAnEmptyPage(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Handle("listItems", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("page") == "2" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		page(w, nil, 1)
	}))
	ids, err := walk(t, core, client.ByPage("page", 1), nil)
	want(t, "204", ids, err, "[1]")
}

func TestShortenedLinks(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	for name, next := range map[string]string{"the query alone": "p=1", "with its mark": "?p=1", "a path from the server on": "/items?p=1"} {
		srv.Handle("listItems", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("p") == "1" {
				page(w, nil, 2)
				return
			}
			page(w, map[string]any{"next": next}, 1)
		}))
		ids, err := walk(t, core, client.ByNextURL(), nil)
		want(t, name, ids, err, "[1 2]")
	}
	// From the API's root on, which isn't the server's.
	below, srv := start(t)
	srv.Handle("getPair", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("p") == "1" {
			page(w, nil, 2)
			return
		}
		_, tail, _ := strings.Cut(r.URL.Path[1:], "/")
		page(w, map[string]any{"next": "/" + tail + "?p=1"}, 1)
	}))
	var ids []int64
	for x, err := range client.Pages(t.Context(), client.ByNextURL(), func() *client.Request {
		return below.Request(&opPair, nil).Path("a", "b")
	}, decodePage, readPage) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, x.ID)
	}
	want(t, "a path from the API's root on", ids, nil, "[1 2]")
}

// A token never leaves for another host, whatever style says where to go.
func TestNextPageNeverTakesATokenElsewhere(t *testing.T) {
	t.Parallel()
	called := 0
	elsewhere, other := start(t)
	_ = elsewhere
	other.Handle("listItems", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called++ }))
	for name, by := range map[string]client.Pager{"link": client.ByLink(), "URL": client.ByNextURL()} {
		core, srv := start(t)
		srv.Handle("listItems", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Link", `<`+other.URL+`/items?page=2>; rel=next`)
			page(w, map[string]any{"next": other.URL + "/items?page=2"}, 1)
		}))
		ids, err := walk(t, core, by, nil)
		if fmt.Sprint(ids) != "[1]" || err == nil || called != 0 {
			t.Errorf("%s: %v, %v, %d requests to the other server", name, ids, err, called)
		}
	}
}
