// Element by element: a long list in memory that doesn't grow with it.

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"

	"github.com/go-faster/jx"

	"github.com/keywright/keywright/generated/runtime/auth"
	"github.com/keywright/keywright/generated/runtime/client"
	"github.com/keywright/keywright/templates/wire/compare/armory"
	"github.com/keywright/keywright/templates/wire/compare/jxstyle"
	"github.com/keywright/keywright/templates/wire/compare/payload"
	"github.com/keywright/keywright/templates/wire/compare/plain"
)

// source opens the text anew for every reading.
type source func() (io.ReadCloser, error)

// RoundTrip implements http.RoundTripper: every answer is the text.
func (s source) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := s()
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: body, Request: r}, err
}

// with opens the text for read.
func (s source) with(read func(r io.Reader, seen func()) error, seen func()) error {
	r, err := s()
	if err != nil {
		return err
	}
	return errors.Join(read(r, seen), r.Close())
}

// streams are the ways through src's auctions; each calls seen for every one.
func streams(src source, seen func()) ([]contender, error) {
	token, err := auth.NewToken(auth.TokenFields{AccessToken: "bench"})
	if err != nil {
		return nil, err
	}
	c, err := armory.New(client.WithTransport(src), armory.WithTokenSource(auth.NewSource(auth.Static(token))))
	if err != nil {
		return nil, err
	}
	return []contender{
		{"keywright", func() error { return streamKeywright(c, seen) }},
		{"json.Decoder, tokens and elements", func() error { return src.with(streamTokens, seen) }},
		{"go-faster/jx, as ogen emits elements", func() error { return src.with(streamJX, seen) }},
	}, nil
}

func streamTable(rounds int) error {
	doc := payload.Auctions()
	list, err := streams(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(doc)), nil }, func() {})
	if err != nil {
		return err
	}
	results, err := measure(rounds, 1, list)
	if err != nil {
		return err
	}
	doc = nil // the heap is looked at next
	var peaks [2][]uint64
	for k, n := range []int{payload.ManyAuctions, 3 * payload.ManyAuctions} {
		if peaks[k], err = peaksOf(n, len(list)); err != nil {
			return err
		}
	}
	head("streaming auctions", "CPU time", "allocations", "peak heap", "3 times as many")
	for k, c := range list {
		cpu := times(results[k].ratio)
		if k == 0 {
			cpu = fmt.Sprintf("%.1f ms", results[k].cpu/1e6)
		}
		row(c.name, cpu, fmt.Sprintf("%.0f", results[k].allocs), megabytes(peaks[0][k]), megabytes(peaks[1][k]))
	}
	return nil
}

// peaksOf returns the most memory that the heap takes while each contender reads n
// auctions from a file.
func peaksOf(n, contenders int) ([]uint64, error) {
	name := filepath.Join(os.TempDir(), fmt.Sprintf("keywright-bench-%d.json", os.Getpid()))
	if err := os.WriteFile(name, payload.AuctionsOf(n), 0o600); err != nil {
		return nil, err
	}
	defer os.Remove(name) //nolint:errcheck // a temporary file
	out := make([]uint64, contenders)
	for k := range out {
		var err error
		if out[k], err = peak(openFile(name), k); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func megabytes(n uint64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// peak looks at the heap often while contender k reads.
func peak(src source, k int) (uint64, error) {
	debug.FreeOSMemory()
	var m runtime.MemStats
	most, n := uint64(0), 0
	list, err := streams(src, func() {
		if n++; n%500 == 0 {
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
		}
	})
	if err != nil {
		return 0, err
	}
	return most, list[k].run()
}

func streamKeywright(c *armory.Client, seen func()) error {
	for _, err := range c.Market.AuctionsStream(context.Background()) {
		if err != nil {
			return err
		}
		seen()
	}
	return nil
}

func streamTokens(r io.Reader, seen func()) error {
	d := json.NewDecoder(r)
	for {
		t, err := d.Token()
		if err != nil {
			return err
		}
		if t == "auctions" {
			break
		}
	}
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		var x plain.Auction
		if err := d.Decode(&x); err != nil {
			return err
		}
		seen()
	}
	return nil
}

func streamJX(r io.Reader, seen func()) error {
	return jx.Decode(r, 64<<10).ObjBytes(func(d *jx.Decoder, key []byte) error {
		if string(key) != "auctions" {
			return d.Skip()
		}
		return d.Arr(func(d *jx.Decoder) error {
			var x jxstyle.Auction
			if err := x.Decode(d); err != nil {
				return err
			}
			seen()
			return nil
		})
	})
}

func openFile(name string) source { return func() (io.ReadCloser, error) { return os.Open(name) } }
