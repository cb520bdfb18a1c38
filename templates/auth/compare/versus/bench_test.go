package versus

// bench_test.go times the hot path side by side:
//
//	go test ./versus -run '^$' -bench . -count 6 | benchstat -col /lib -

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"
)

// spread runs b.N rounds on a number of goroutines.
func spread(b *testing.B, goroutines int, loop func(n int)) {
	b.ReportAllocs()
	if goroutines == 1 {
		loop(b.N)
		return
	}
	var wg sync.WaitGroup
	for range goroutines {
		wg.Go(func() { loop(b.N/goroutines + 1) })
	}
	wg.Wait()
}

// BenchmarkCachedToken gets a cached token. "clock" is a clock read alone, which
// all but "keywright-at" do inside.
func BenchmarkCachedToken(b *testing.B) {
	src, theirs := lasting(b)
	ctx, now := context.Background(), time.Now()
	for _, goroutines := range []int{1, 10, 100, 1000} {
		b.Run(fmt.Sprint("goroutines=", goroutines), func(b *testing.B) {
			b.Run("lib=xoauth2", func(b *testing.B) {
				spread(b, goroutines, func(n int) {
					for range n {
						theirs.Token() //nolint:errcheck // cached
					}
				})
			})
			b.Run("lib=keywright", func(b *testing.B) {
				spread(b, goroutines, func(n int) {
					for range n {
						src.Token(ctx) //nolint:errcheck // cached
					}
				})
			})
			b.Run("lib=keywright-at", func(b *testing.B) {
				spread(b, goroutines, func(n int) {
					for range n {
						src.TokenAt(ctx, now) //nolint:errcheck // cached
					}
				})
			})
			b.Run("lib=clock", func(b *testing.B) {
				spread(b, goroutines, func(n int) {
					for range n {
						_ = time.Now()
					}
				})
			})
		})
	}
}

// BenchmarkAuthStep authorizes a request that is ready to be sent.
func BenchmarkAuthStep(b *testing.B) {
	all := steps(b)
	for _, name := range []string{"xoauth2-roundtripper", "keywright-roundtripper", "keywright-exchange"} {
		step := all[name]
		b.Run("lib="+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				step()
			}
		})
	}
}
