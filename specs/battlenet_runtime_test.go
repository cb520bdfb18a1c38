// What Battle.net's descriptions ask of the runtime, through the emitted client:
// polling, links, searches, namespaces and limits.

package specs_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/keywright/keywright/generated/runtime/auth"
	"github.com/keywright/keywright/generated/runtime/client"
	"github.com/keywright/keywright/generated/wow"
	"github.com/keywright/keywright/generated/wow/wowtest"
	"github.com/keywright/keywright/generated/wowclassic"
	"github.com/keywright/keywright/generated/wowclassic/wowclassictest"
)

// Auctions that haven't changed cost a 304.
func TestAuctionsArePolled(t *testing.T) {
	t.Parallel()
	c, srv := wowtest.NewClient(t, client.WithCache(client.MemoryCache(64<<20)))
	srv.Cacheable("AuctionHouse.Auctions", "Last-Modified", "Sat, 7 Nov 2026 10:00:00 GMT")
	for i := range 3 {
		var m client.ResponseMeta
		house, err := c.AuctionHouse.Auctions(t.Context(), 3702, client.Meta(&m))
		if err != nil || len(house.Auctions) == 0 {
			t.Fatal(err)
		}
		if m.FromCache != (i > 0) || m.Revalidated != (i > 0) {
			t.Errorf("poll %d: %+v", i, m)
		}
	}
}

// Links keep the namespace that they name, and are followed by the same client.
func TestLinksAreFollowed(t *testing.T) {
	t.Parallel()
	c, srv := wowtest.NewClient(t, wow.WithRegion(wow.RegionEU), wow.WithLocale(wow.LocaleEnGB))
	link := "https://eu.api.blizzard.com/data/wow/item/207788?namespace=static-11.2.7_64397-eu"
	item, err := wow.Follow[wow.Item](t.Context(), c, link)
	if err != nil || item.ID == 0 {
		t.Fatal(err)
	}
	q := srv.Requests("Item.Get")[0].Query
	if q.Get("namespace") != "static-11.2.7_64397-eu" || q.Get("locale") != "en_GB" {
		t.Errorf("asked with %v", q)
	}
	for link, words := range map[string]string{
		"https://us.api.blizzard.com/data/wow/item/207788":   "leads to another server",
		"https://eu.api.blizzard.com/data/wow/realm/536":     "isn't a Item: that is at /data/wow/item/{itemId}",
		"https://evil.example/data/wow/item/207788?x=secret": "leads to another server",
	} {
		if _, err := wow.Follow[wow.Item](t.Context(), c, link); !errors.Is(err, client.ErrRequest) || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", link, err)
		}
	}
	login := c.User(srv.UserSource(string(wow.ScopeWowProfile)))
	if _, err := wow.Follow[wow.Item](t.Context(), login, link); err != nil {
		t.Error(err)
	}
}

// Searches write the server's filters, walk all pages, and tell that there is
// more than the server counts.
func TestSearches(t *testing.T) {
	t.Parallel()
	c, srv := wowtest.NewClient(t)
	srv.Reply("Item.Search", 200, `{"page":1,"pageSize":1,"maxPageSize":1000,"pageCount":1,"resultCountCapped":true,"results":[]}`)
	params := &wow.ItemSearchParams{
		ID:          client.Between[int64](207000, 208000).And(client.Not[int64](207788)),
		QualityType: client.AnyOf(wow.ItemQualityTypeEpic, wow.ItemQualityTypeLegendary),
		Fields:      map[string]client.Filter[string]{"media.id": client.AtLeast("5")},
		OrderBy:     []string{"level:desc", "id"},
	}
	var last error
	for _, err := range c.Item.SearchAll(t.Context(), params) {
		last = err
	}
	if !errors.Is(last, client.ErrCapped) {
		t.Errorf("ends with %v", last)
	}
	q := srv.Requests("Item.Search")[0].Query
	for key, want := range map[string]string{
		"id": "[207000,208000]", "id!": "207788", "quality.type": "EPIC||LEGENDARY", "media.id": "[5,]", "orderby": "level:desc,id",
	} {
		if q.Get(key) != want {
			t.Errorf("%s=%s, want %s", key, q.Get(key), want)
		}
	}
}

// A namespace of another game, kind or region isn't sent.
func TestForeignNamespacesAreRefused(t *testing.T) {
	t.Parallel()
	retail, _ := wowtest.NewClient(t, wow.WithRegion(wow.RegionEU))
	classic, _ := wowclassictest.NewClient(t, wowclassic.WithRegion(wowclassic.RegionEU))
	for namespace, ok := range map[string][2]bool{ // retail, classic
		"static-eu":                      {true, false},
		"static-11.2.7_64397-eu":         {true, false},
		"static-us":                      {false, false},
		"dynamic-eu":                     {false, false},
		"static-classic-eu":              {false, true},
		"static-5.5.1_63086-classic-eu":  {false, true},
		"static-classic1x-eu":            {false, false}, // another flavor's, which WithFlavor sets
		"static-5.5.1_63086-classicx-eu": {false, false},
	} {
		_, errRetail := retail.Item.Get(t.Context(), 1, client.WithParameter("namespace", namespace))
		_, errClassic := classic.Item.Get(t.Context(), 1, client.WithParameter("namespace", namespace))
		for i, err := range []error{errRetail, errClassic} {
			if (err == nil) != ok[i] || err != nil && !strings.Contains(err.Error(), "it is usually static-") {
				t.Errorf("%s, client %d: %v", namespace, i, err)
			}
		}
	}
}

// Clients of two games with one source stay within the application's limit
// together.
func TestGamesShareTheLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var times []time.Time
		server := roundTripper(func(req *http.Request) (*http.Response, error) {
			mu.Lock()
			defer mu.Unlock()
			times = append(times, time.Now())
			return &http.Response{StatusCode: 404, Header: http.Header{}, Body: http.NoBody, Request: req}, nil
		})
		tok, err := auth.NewToken(auth.TokenFields{AccessToken: "t"})
		if err != nil {
			t.Fatal(err)
		}
		src := auth.NewSource(auth.Static(tok))
		a, err := wow.New(wow.WithTokenSource(src), client.WithTransport(server))
		b, err2 := wowclassic.New(wowclassic.WithTokenSource(src), client.WithTransport(server))
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for i := range 300 {
			wg.Go(func() {
				var err error
				if i%2 == 0 {
					_, err = a.Item.Get(t.Context(), int64(i))
				} else {
					_, err = b.Item.Get(t.Context(), int64(i))
				}
				if !errors.Is(err, client.ErrNotFound) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for i := 100; i < len(times); i++ {
			if d := times[i].Sub(times[i-100]); d <= time.Second {
				t.Fatalf("101 requests within %v", d)
			}
		}
		if d := times[len(times)-1].Sub(times[0]); len(times) != 300 || d > 3*time.Second {
			t.Error(fmt.Sprint(len(times), " requests in ", d))
		}
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
