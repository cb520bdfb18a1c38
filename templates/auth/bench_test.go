package auth_test

// bench_test.go measures our own side; the comparison with other libraries
// stands in a module of its own.

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

func cachedSource(b *testing.B) *auth.Source {
	s := auth.NewSource(&counting{ttl: 24 * time.Hour})
	if _, err := s.Token(context.Background()); err != nil {
		b.Fatal(err)
	}
	return s
}

func BenchmarkClockRead(b *testing.B) {
	for b.Loop() {
		_ = time.Now()
	}
}

func BenchmarkTokenAt(b *testing.B) {
	s, ctx, now := cachedSource(b), context.Background(), time.Now()
	b.ReportAllocs()
	for b.Loop() {
		s.TokenAt(ctx, now)
	}
}

func BenchmarkTokenAtParallel(b *testing.B) {
	s, ctx, now := cachedSource(b), context.Background(), time.Now()
	for _, p := range []int{1, 10, 500} {
		b.Run(fmt.Sprint(p, "x"), func(b *testing.B) {
			b.SetParallelism(p)
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					s.TokenAt(ctx, now)
				}
			})
		})
	}
}

func BenchmarkToken(b *testing.B) {
	s, ctx := cachedSource(b), context.Background()
	b.ReportAllocs()
	for b.Loop() {
		s.Token(ctx)
	}
}

func BenchmarkExchange(b *testing.B) {
	s := cachedSource(b)
	resp := answer(nil, 200, nil, "")
	base := roundTripper(func(*http.Request) (*http.Response, error) { return resp, nil })
	reqs := []auth.Requirement{{Credential: s}}
	hosts := &auth.HostPolicy{Hosts: []string{"api.example.com"}}
	req, _ := http.NewRequest("GET", "https://api.example.com/x", nil)
	now := time.Now()
	b.ReportAllocs()
	for b.Loop() {
		x := auth.Exchange{Requirements: reqs, Hosts: hosts}
		delete(req.Header, "Authorization")
		x.RoundTrip(base, req, now)
	}
}

func BenchmarkTransport(b *testing.B) {
	s := cachedSource(b)
	resp := answer(nil, 200, nil, "")
	base := roundTripper(func(*http.Request) (*http.Response, error) { return resp, nil })
	for _, n := range []int{0, 4, 7, 8, 12, 20} {
		b.Run(fmt.Sprint(n, "headers"), func(b *testing.B) {
			tr := auth.NewTransport(s, "api.example.com")
			tr.Base = base
			req, _ := http.NewRequest("GET", "https://api.example.com/x", nil)
			for i := range n {
				req.Header.Set(fmt.Sprint("X-Header-", i), "v")
			}
			b.ReportAllocs()
			for b.Loop() {
				tr.RoundTrip(req)
			}
		})
	}
}
