package versus

// bench_test.go times the hot path side by side. Timings of two libraries that
// run one after the other compare the machine's moods too; so every round of a
// benchmark times all of them in turn. Reported are each one's fastest round,
// which others on the machine disturbed least, and the median over the rounds
// of its ratio to x/oauth2.
//
//	go test ./versus -run '^$' -bench . -count 6 | benchstat -

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

// contestant is one way to do the same thing n times.
type contestant struct {
	name string
	loop func(n int)
}

// race runs rounds, in which each contestant makes its calls on a number of
// goroutines, and reports each one's nanoseconds, and its ratio to the first,
// which is x/oauth2.
func race(b *testing.B, goroutines, calls int, all []contestant) {
	times := make([][]float64, len(all))
	ratios := make([][]float64, len(all))
	for b.Loop() {
		var first float64
		for i, c := range all {
			start := time.Now()
			spread(goroutines, calls, c.loop)
			ns := float64(time.Since(start)) / float64(calls)
			if i == 0 {
				first = ns
			}
			times[i], ratios[i] = append(times[i], ns), append(ratios[i], ns/first)
		}
	}
	b.ReportMetric(0, "ns/op") // of a round: nobody asks
	for i, c := range all {
		b.ReportMetric(slices.Min(times[i]), c.name+"-ns")
		if i > 0 {
			b.ReportMetric(median(ratios[i]), c.name+"/xoauth2")
		}
	}
}

func spread(goroutines, calls int, loop func(n int)) {
	if goroutines == 1 {
		loop(calls)
		return
	}
	var wg sync.WaitGroup
	for range goroutines {
		wg.Go(func() { loop(calls / goroutines) })
	}
	wg.Wait()
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}

// BenchmarkCachedToken gets a cached token. Token and x/oauth2 read the clock
// inside, TokenAt is handed it; "clock" is a clock read alone.
func BenchmarkCachedToken(b *testing.B) {
	src, theirs := lasting(b)
	ctx, now := context.Background(), time.Now()
	all := []contestant{
		{"xoauth2", func(n int) {
			for range n {
				theirs.Token() //nolint:errcheck // cached
			}
		}},
		{"Token", func(n int) {
			for range n {
				src.Token(ctx) //nolint:errcheck // cached
			}
		}},
		{"TokenAt", func(n int) {
			for range n {
				src.TokenAt(ctx, now) //nolint:errcheck // cached
			}
		}},
		{"clock", func(n int) {
			for range n {
				_ = time.Now()
			}
		}},
	}
	for _, goroutines := range []int{1, 10, 100, 1000} {
		b.Run(fmt.Sprint("goroutines=", goroutines), func(b *testing.B) { race(b, goroutines, 100_000, all) })
	}
}

// BenchmarkAuthStep authorizes a request that is ready to be sent: x/oauth2's
// Transport, ours, and the step as our own client takes it.
func BenchmarkAuthStep(b *testing.B) {
	all := steps(b)
	var list []contestant
	for _, c := range [][2]string{{"xoauth2", "xoauth2-roundtripper"}, {"Transport", "keywright-roundtripper"}, {"Exchange", "keywright-exchange"}} {
		step := all[c[1]]
		list = append(list, contestant{c[0], func(n int) {
			for range n {
				step()
			}
		}})
	}
	race(b, 1, 5000, list)
}
