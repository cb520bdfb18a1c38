// The cache step, against a server with validators.

package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/client"
)

// stores are the ones that come with the package.
func stores(t *testing.T) map[string]client.CacheStore {
	t.Helper()
	disk, err := client.DiskCache(filepath.Join(t.TempDir(), "cache"), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]client.CacheStore{"memory": client.MemoryCache(1 << 20), "disk": disk}
}

// get reads an item and tells where it came from: "server", "cache" or "304".
func get(t *testing.T, core *client.Core, id string, opts ...client.CallOption) (name, from string) {
	t.Helper()
	var m client.ResponseMeta
	x, err := getItem(t, core, id, append(opts, client.Meta(&m))...)
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case m.StatusCode != 200 || m.Revalidated && !m.FromCache:
		t.Errorf("meta %+v", m)
	case m.Revalidated:
		from = "304"
	case m.FromCache:
		from = "cache"
	default:
		from = "server"
	}
	if want := map[string]int{"server": 1, "304": 1}[from]; m.Attempts != want {
		t.Errorf("%d requests, from %s", m.Attempts, from)
	}
	return x.Name.String(), from
}

// An answer without lifetime is asked for every time, and costs a 304.
func TestUnchangedAnswersCostA304(t *testing.T) {
	t.Parallel()
	for _, validator := range [][]string{nil, {"ETag", `W/"7"`}, {"Last-Modified", "Sat, 7 Nov 2026 10:00:00 GMT"}} {
		for kind, store := range stores(t) {
			t.Run(fmt.Sprint(kind, validator), func(t *testing.T) {
				t.Parallel()
				core, srv := start(t, client.WithCache(store))
				srv.Cacheable("getItem", validator...)
				for i, want := range []string{"server", "304", "304"} {
					if name, from := get(t, core, "7"); name != "Ring" || from != want {
						t.Errorf("call %d: %s from %s, want %s", i, name, from, want)
					}
				}
				srv.Reply("getItem", 200, `{"id":7,"name":"Other","price":1}`)
				srv.Cacheable("getItem", "ETag", `"8"`)
				if name, from := get(t, core, "7"); name != "Other" || from != "server" {
					t.Errorf("%s from %s", name, from)
				}
				if name, from := get(t, core, "7"); name != "Other" || from != "304" {
					t.Errorf("%s from %s", name, from)
				}
				if n := srv.Calls("getItem"); n != 5 {
					t.Errorf("%d requests", n)
				}
			})
		}
	}
}

func TestFreshAnswersCostNothing(t *testing.T) {
	t.Parallel()
	core, srv := start(t, client.WithCache(client.MemoryCache(1<<20)))
	srv.Cacheable("getItem", "Cache-Control", "public, max-age=3600")
	steps := []struct {
		id   string
		opt  client.CallOption
		want string
	}{
		{"7", nil, "server"}, {"7", nil, "cache"}, {"8", nil, "server"},
		{"7", client.WithVariable("locale", "es_MX"), "server"}, // another URL
		{"7", client.WithHeader("Accept-Language", "de"), "server"},
		{"8", client.WithHeader("Cache-Control", "no-cache"), "304"},
		{"8", client.WithHeader("Cache-Control", "no-store"), "server"},
		{"8", nil, "cache"},
		{"8", client.WithHeader("If-None-Match", `"other"`), "server"}, // the caller does it
		{"8", client.WithHeader("Authorization", "Bearer mine"), ""},
	}
	for i, s := range steps {
		if s.want == "" {
			if _, err := getItem(t, core, s.id, s.opt); !errors.Is(err, client.ErrUnauthorized) {
				t.Errorf("step %d: an own header was given another's answer: %v", i, err)
			}
			continue
		}
		if _, from := get(t, core, s.id, s.opt); from != s.want {
			t.Errorf("step %d: from %s, want %s", i, from, s.want)
		}
	}
	if err := client.DoNone(t.Context(), core.Request(&opDelete, nil).Path("8")); err != nil {
		t.Fatal(err)
	}
}

// What was changed through the client isn't given from before.
func TestChangesDropWhatIsKept(t *testing.T) {
	t.Parallel()
	a := &answers{list: []func(*http.Request) (*http.Response, error){
		body(200, `{"id":1,"name":"old"}`, "Cache-Control", "max-age=60"), body(500, ""), body(204, ""),
		body(200, `{"id":1,"name":"new"}`, "Cache-Control", "max-age=60"),
	}}
	core := cachingCore(t, a, client.MemoryCache(1<<20), client.WithRetry(client.RetryPolicy{Attempts: 1}))
	remove := opDelete
	remove.Ambient = ambient // the same URL
	if name, from := get(t, core, "7"); name != "old" || from != "server" {
		t.Error(name, from)
	}
	if err := client.DoNone(t.Context(), core.Request(&remove, nil).Path("7")); err == nil {
		t.Error("no error")
	}
	if name, from := get(t, core, "7"); name != "old" || from != "cache" {
		t.Errorf("%s from %s: a failed change changes nothing", name, from)
	}
	if err := client.DoNone(t.Context(), core.Request(&remove, nil).Path("7")); err != nil {
		t.Fatal(err)
	}
	if name, from := get(t, core, "7"); name != "new" || from != "server" {
		t.Error(name, from)
	}
}

// body answers with a text and headers.
func body(status int, text string, headers ...string) func(*http.Request) (*http.Response, error) {
	return func(req *http.Request) (*http.Response, error) {
		h := http.Header{"Content-Type": {"application/json"}}
		for i := 0; i+1 < len(headers); i += 2 {
			h.Set(headers[i], headers[i+1])
		}
		return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(text)), ContentLength: -1, Request: req}, nil
	}
}

func cachingCore(t *testing.T, rt http.RoundTripper, store client.CacheStore, opts ...client.Option) *client.Core {
	t.Helper()
	src := auth.NewSource(static(t, "app"), auth.WithPrincipal("app"))
	core, err := client.New(shop(), append(opts, client.WithTransport(rt), client.WithCache(store), client.WithCredential("oauth", src))...)
	if err != nil {
		t.Fatal(err)
	}
	return core
}

// Lifetimes, in simulated time.
func TestLifetimes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		headers []string
		after   time.Duration
		want    string
	}{
		"max-age":               {[]string{"Cache-Control", "max-age=60"}, 59 * time.Second, "cache"},
		"max-age is over":       {[]string{"Cache-Control", "max-age=60"}, 60 * time.Second, "server"},
		"validated after":       {[]string{"Cache-Control", "max-age=60", "ETag", `"a"`}, 60 * time.Second, "304"},
		"was old already":       {[]string{"Cache-Control", "max-age=60", "Age", "50", "ETag", `"a"`}, 11 * time.Second, "304"},
		"no-cache":              {[]string{"Cache-Control", "no-cache, max-age=60", "ETag", `"a"`}, 0, "304"},
		"no-store":              {[]string{"Cache-Control", "no-store", "ETag", `"a"`}, 0, "server"},
		"private":               {[]string{"Cache-Control", "private, max-age=60"}, time.Second, "cache"},
		"vary on everything":    {[]string{"Cache-Control", "max-age=60", "Vary", "*"}, 0, "server"},
		"nothing said":          {nil, 0, "server"},
		"expires":               {[]string{"Expires", "Sat, 01 Jan 2000 00:01:00 GMT", "Date", "Sat, 01 Jan 2000 00:00:00 GMT"}, 59 * time.Second, "cache"},
		"expires, over":         {[]string{"Expires", "Sat, 01 Jan 2000 00:01:00 GMT", "Date", "Sat, 01 Jan 2000 00:00:00 GMT"}, 61 * time.Second, "server"},
		"expires is no date":    {[]string{"Expires", "0", "ETag", `"a"`}, 0, "304"},
		"max-age over expires":  {[]string{"Cache-Control", "max-age=0", "Expires", "Sat, 01 Jan 2050 00:00:00 GMT"}, 0, "server"},
		"max-age is no number":  {[]string{"Cache-Control", "max-age=x", "ETag", `"a"`}, 0, "304"},
		"last-modified is kept": {[]string{"Last-Modified", "Fri, 1 Dec 1999 00:00:00 GMT"}, time.Hour, "304"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := transportFunc(func(req *http.Request) (*http.Response, error) {
					if req.Header.Get("If-None-Match") == `"a"` || req.Header.Get("If-Modified-Since") == "Fri, 1 Dec 1999 00:00:00 GMT" {
						return body(304, "")(req)
					}
					return body(200, sample, c.headers...)(req)
				})
				core := cachingCore(t, srv, client.MemoryCache(1<<20))
				get(t, core, "7")
				time.Sleep(c.after)
				var m client.ResponseMeta
				if _, err := getItem(t, core, "7", client.Meta(&m)); err != nil {
					t.Fatal(err)
				}
				from := map[[2]bool]string{{true, false}: "cache", {true, true}: "304"}[[2]bool{m.FromCache, m.Revalidated}]
				if from == "" {
					from = "server"
				}
				if from != c.want {
					t.Errorf("from %s, want %s", from, c.want)
				}
				if from == "cache" && m.Age != c.after {
					t.Errorf("age %v, want %v", m.Age, c.after)
				}
			})
		})
	}
}

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// Two users never see each other's answers, whatever store they share; a new
// token of the same user changes nothing.
func TestPrincipalsAreKeptApart(t *testing.T) {
	t.Parallel()
	for kind, store := range stores(t) {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			srv := transportFunc(func(req *http.Request) (*http.Response, error) {
				who := strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")
				return body(200, `{"id":1,"name":"`+who+`"}`, "Cache-Control", "max-age=3600")(req)
			})
			core := cachingCore(t, srv, store)
			user := func(token string, opts ...auth.SourceOption) *client.Core {
				return core.WithCredential("oauth", auth.NewSource(static(t, token), opts...))
			}
			anna, ben := user("anna", auth.WithPrincipal("anna")), user("ben", auth.WithPrincipal("ben"))
			for who, c := range map[string]*client.Core{"app": core, "anna": anna, "ben": ben} {
				for _, want := range []string{"server", "cache"} {
					if name, from := get(t, c, "7"); name != who || from != want {
						t.Errorf("%s got %s from %s, want %s", who, name, from, want)
					}
				}
			}
			if name, from := get(t, user("anna-2", auth.WithPrincipal("anna")), "7"); name != "anna" || from != "cache" {
				t.Errorf("with a new token: %s from %s", name, from)
			}
			// Sources that nobody named are different users.
			if name, from := get(t, user("x"), "7"); name != "x" || from != "server" {
				t.Errorf("%s from %s", name, from)
			}
			if name, from := get(t, user("y"), "7"); name != "y" || from != "server" {
				t.Errorf("%s from %s", name, from)
			}
		})
	}
}

// Where the user's own transport may add credentials, nobody knows whom an
// answer is for, unless the operation takes none.
func TestUnknownPrincipalsAreNotCached(t *testing.T) {
	t.Parallel()
	n := 0
	srv := transportFunc(func(req *http.Request) (*http.Response, error) {
		n++
		return body(200, sample, "Cache-Control", "max-age=3600")(req)
	})
	core, err := client.New(shop(), client.WithTransport(srv), client.WithCache(client.MemoryCache(1<<20)), client.WithUserAgent("a/1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		op   *client.Operation
		path []string
		opts []client.CallOption
		want int
	}{
		{&opEither, nil, nil, 2},
		{&opPair, []string{"1", "2"}, nil, 1},
		{&opPair, []string{"3", "4"}, []client.CallOption{client.WithHeader("Cookie", "session=1")}, 2},
	} {
		n = 0
		for range 2 {
			if err := client.DoNone(t.Context(), core.Request(c.op, c.opts).Path(c.path...)); err != nil {
				t.Fatal(err)
			}
		}
		if n != c.want {
			t.Errorf("%s: %d requests for two calls, want %d", c.op.Name, n, c.want)
		}
	}
}

// Bodies that are too long, broken off, unreadable or streamed aren't kept.
func TestWhatIsNotKept(t *testing.T) {
	t.Parallel()
	long := `{"id":1,"name":"` + strings.Repeat("x", 2000) + `"}`
	store := client.MemoryCache(1500)
	for name, text := range map[string]string{"too long": long, "not JSON": "<html>", "empty": ""} {
		n := 0
		srv := transportFunc(func(req *http.Request) (*http.Response, error) {
			n++
			return body(200, text, "Cache-Control", "max-age=3600")(req)
		})
		core := cachingCore(t, srv, store)
		for range 2 {
			if _, err := getItem(t, core, "7"); (err == nil) != (text == long) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n != 2 {
			t.Errorf("%s: %d requests", name, n)
		}
	}
	n := 0
	srv := transportFunc(func(req *http.Request) (*http.Response, error) {
		n++
		return body(200, `{"items":[`+sample+`]}`, "Cache-Control", "max-age=3600")(req)
	})
	core := cachingCore(t, srv, store)
	for range 2 {
		for _, err := range client.Stream(t.Context(), core.Request(&opList, nil), []string{"items"}, decodeItem) {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if n != 2 {
		t.Errorf("streams: %d requests", n)
	}
	broken := transportFunc(func(req *http.Request) (*http.Response, error) {
		resp, err := body(200, "", "Cache-Control", "max-age=3600")(req)
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(sample), failing{}))
		return resp, err
	})
	core = cachingCore(t, broken, store)
	for range 2 {
		if _, err := getItem(t, core, "9"); err == nil {
			t.Error("a body that broke off was given")
		}
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// A store that loses, breaks or refuses things costs requests, not calls.
func TestBadStoresHurtNobody(t *testing.T) {
	t.Parallel()
	for name, store := range map[string]client.CacheStore{
		"nothing works": badStore{},
		"loses bodies":  &halfStore{CacheStore: client.MemoryCache(1 << 20)},
		"cuts bodies":   &halfStore{CacheStore: client.MemoryCache(1 << 20), cut: true},
	} {
		core, srv := start(t, client.WithCache(store))
		srv.Cacheable("getItem", "Cache-Control", "max-age=60")
		for range 2 {
			if x, from := get(t, core, "7"); x != "Ring" || from != "server" {
				t.Errorf("%s: %s from %s", name, x, from)
			}
		}
	}
}

type badStore struct{}

func (badStore) Get(context.Context, string) ([]byte, error) { return nil, errors.New("no") }
func (badStore) Put(context.Context, string, []byte) error   { return errors.New("no") }
func (badStore) Delete(context.Context, string) error        { return errors.New("no") }

type halfStore struct {
	client.CacheStore
	cut bool
}

func (s *halfStore) Get(ctx context.Context, key string) ([]byte, error) {
	v, err := s.CacheStore.Get(ctx, key)
	switch {
	case !strings.HasSuffix(key, "b") || len(key) == 64 || len(v) == 0:
		return v, err
	case s.cut:
		return v[:len(v)-1], err
	}
	return nil, err
}

func TestMemoryCacheKeepsWhatIsUsed(t *testing.T) {
	t.Parallel()
	ctx, m := t.Context(), client.MemoryCache(4*(1000+128+1))
	value := make([]byte, 1000)
	for _, k := range []string{"a", "b", "c", "d"} {
		m.Put(ctx, k, value) //nolint:errcheck // looked at below
	}
	m.Get(ctx, "a")        //nolint:errcheck // to have used it
	m.Put(ctx, "e", value) //nolint:errcheck // as above
	for k, want := range map[string]bool{"a": true, "b": false, "c": true, "d": true, "e": true} {
		if v, err := m.Get(ctx, k); err != nil || (v != nil) != want {
			t.Errorf("%s: kept %t", k, v != nil)
		}
	}
	m.Put(ctx, "a", make([]byte, 1<<20)) //nolint:errcheck // too long
	if v, _ := m.Get(ctx, "a"); v != nil {
		t.Error("an old value stays where the new one is too long")
	}
}

func TestDiskCache(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a", "cache")
	d, err := client.DiskCache(dir, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	var wg sync.WaitGroup
	for i := range 30 {
		wg.Go(func() {
			if err := d.Put(ctx, fmt.Sprintf("k%d", i), make([]byte, 1000)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	total, n := int64(0), 0
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		total, n = total+info.Size(), n+1
		if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", e.Name(), info.Mode())
		}
	}
	if total > 10_000 || n == 0 {
		t.Errorf("%d bytes in %d files", total, n)
	}
	for _, key := range []string{"", "../x", "a/b", "A", strings.Repeat("a", 200)} {
		if err := d.Put(ctx, key, nil); err == nil {
			t.Errorf("the key %q was taken", key)
		}
	}
	// Another process finds what is there.
	if err := d.Put(ctx, "mine", []byte("x")); err != nil {
		t.Fatal(err)
	}
	again, err := client.DiskCache(dir, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := again.Get(ctx, "mine"); err != nil || string(v) != "x" {
		t.Errorf("%q %v", v, err)
	}
	if err := again.Delete(ctx, "mine"); err != nil {
		t.Error(err)
	}
	if v, err := d.Get(ctx, "mine"); err != nil || v != nil {
		t.Errorf("%q %v", v, err)
	}
}

// Calls at the same time share a store.
func TestCacheIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	for kind, store := range stores(t) {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			core, srv := start(t, client.WithCache(store))
			srv.Cacheable("getItem")
			var wg sync.WaitGroup
			for g := range 8 {
				wg.Go(func() {
					for i := range 10 {
						if x, err := getItem(t, core, fmt.Sprint((g+i)%3)); err != nil || x.ID != 7 {
							t.Errorf("%v %v", x, err)
						}
					}
				})
			}
			wg.Wait()
		})
	}
}
