// A 2 KB call against the same call by hand, over loopback, in one run:
//
//	go test ./templates/client -bench Call -run '^$' -count 6
//
// The server is a socket that writes ready bytes, so that what is counted is
// the client's. TestAllocationsOfACall holds the count.

package client_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/client"
)

// wall answers every request on a connection with the same bytes.
func wall(tb testing.TB, body string) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { l.Close() }) //nolint:errcheck // a test
	answer := fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close() //nolint:errcheck // a test
				r := bufio.NewReader(c)
				for {
					line, err := r.ReadSlice('\n')
					if err != nil {
						return
					}
					if len(line) > 2 {
						continue
					}
					if _, err := c.Write(answer); err != nil {
						return
					}
				}
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

// twoKB is a page of items, 2 KB long.
func twoKB() string {
	var b strings.Builder
	b.WriteString(`{"items":[`)
	for i := 0; b.Len() < 1950; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"name":"Ring of the %d winds","price":%d.5}`, 19019+i, i, i)
	}
	b.WriteString(`],"pages":3}`)
	return b.String()
}

func benchCore(tb testing.TB, base string) *client.Core {
	tb.Helper()
	tok, err := auth.NewToken(auth.TokenFields{AccessToken: "a-token-of-some-length-0123456789"})
	if err != nil {
		tb.Fatal(err)
	}
	core, err := client.New(shop(), client.WithBaseURL(base), client.WithCredential("oauth", auth.NewSource(auth.Static(tok), auth.WithToken(tok))),
		client.WithVariable("locale", "en_US"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { core.Close() }) //nolint:errcheck // always nil
	return core
}

func oneCall(ctx context.Context, core *client.Core) error {
	r := core.Request(&opList, nil)
	client.QueryOne(r, "_page", 2, client.Text[int])
	x, err := client.Do(ctx, r, decodePage)
	if err == nil && len(x.Items) < 30 {
		err = fmt.Errorf("%d items", len(x.Items))
	}
	return err
}

func BenchmarkCall(b *testing.B) {
	base := wall(b, twoKB())
	b.Run("keywright", func(b *testing.B) {
		core := benchCore(b, base)
		b.ReportAllocs()
		for b.Loop() {
			if err := oneCall(b.Context(), core); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("hand-written", func(b *testing.B) {
		hc := &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}
		defer hc.CloseIdleConnections()
		b.ReportAllocs()
		for b.Loop() {
			if err := byHand(b.Context(), hc, base); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// handPage is what people write by hand.
type handPage struct {
	Items []struct {
		ID    int64    `json:"id"`
		Name  string   `json:"name"`
		Price *float64 `json:"price"`
	} `json:"items"`
	Pages int64 `json:"pages"`
}

func byHand(ctx context.Context, hc *http.Client, base string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/items", nil)
	if err != nil {
		return err
	}
	q := req.URL.Query()
	q.Set("_page", fmt.Sprint(2))
	q.Set("namespace", "static-us")
	q.Set("locale", "en_US")
	req.URL.RawQuery = q.Encode()
	req.Header.Set("Authorization", "Bearer a-token-of-some-length-0123456789")
	req.Header.Set("User-Agent", "app/1")
	req.Header.Set("Accept", "application/json")
	resp, err := hc.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close() //nolint:errcheck // read to its end
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	var x handPage
	if err := json.Unmarshal(b, &x); err != nil {
		return err
	}
	if len(x.Items) < 30 {
		return fmt.Errorf("%d items", len(x.Items))
	}
	return nil
}

// TestAllocationsOfACall holds a 2 KB call to 60 allocations, net/http's own
// included.
func TestAllocationsOfACall(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	core := benchCore(t, wall(t, twoKB()))
	n := testing.AllocsPerRun(200, func() {
		if err := oneCall(t.Context(), core); err != nil {
			t.Fatal(err)
		}
	})
	if n > 60 {
		t.Errorf("%v allocations a call, at most 60 are allowed", n)
	}
	t.Logf("%v allocations a call", n)
}
