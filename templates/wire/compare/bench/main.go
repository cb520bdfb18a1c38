// The command: which comparisons run, and how their figures are printed.

// Command bench measures emitted decoders beside others, interleaved in one process on
// one core, and prints how many times their CPU time the others take. Build it with
// GOEXPERIMENT=jsonv2 to see encoding/json on the engine of json/v2.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
)

func main() {
	rounds := flag.Int("rounds", 9, "how often everything is measured; medians are printed")
	only := flag.String("only", "decode,stream,call", "what is measured")
	serving := flag.String("serve", "", "be the server of call: for this command's own use")
	flag.Parse()
	if *serving != "" {
		exit(serve(*serving))
	}
	runtime.GOMAXPROCS(1)
	fmt.Printf("%s %s/%s, %d rounds, %s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, *rounds, engine())
	for _, part := range strings.Split(*only, ",") {
		table, ok := map[string]func(int) error{"decode": decodeTable, "stream": streamTable, "call": callTable}[part]
		if !ok {
			exit(fmt.Errorf("-only has no part %q", part))
		}
		if err := table(*rounds); err != nil {
			exit(err)
		}
	}
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// contender is one way of doing a job. The first of a list is keywright's.
type contender struct {
	name string
	run  func() error
}

// figures are what a contender took for one job.
type figures struct {
	cpu    float64 // nanoseconds, median
	allocs float64
	ratio  float64 // of CPU time to the first contender's, median of the rounds' ratios
}

// measure runs all contenders in turn, times times each in every round.
func measure(rounds, times int, list []contender) ([]figures, error) {
	cpu := make([][]float64, len(list))
	ratios := make([][]float64, len(list))
	out := make([]figures, len(list))
	for round := range rounds + 1 { // the first warms up
		for k, c := range list {
			runtime.GC()
			before, start := mallocs(), cpuTime()
			for range times {
				if err := c.run(); err != nil {
					return nil, fmt.Errorf("%s: %w", c.name, err)
				}
			}
			took := float64(cpuTime()-start) / float64(times)
			if round == 0 {
				continue
			}
			out[k].allocs = float64(mallocs()-before) / float64(times)
			cpu[k] = append(cpu[k], took)
			ratios[k] = append(ratios[k], took/cpu[0][round-1])
		}
	}
	for k := range list {
		out[k].cpu, out[k].ratio = median(cpu[k]), median(ratios[k])
	}
	return out, nil
}

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	if n := len(v); n%2 == 0 {
		return (v[n/2-1] + v[n/2]) / 2
	}
	return v[len(v)/2]
}

func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}

// row prints a line of a table.
func row(cells ...string) {
	fmt.Print("|")
	for k, c := range cells {
		if k == 0 {
			fmt.Printf(" %-36s |", c)
		} else {
			fmt.Printf(" %14s |", c)
		}
	}
	fmt.Println()
}

// head prints a table's first two lines.
func head(cells ...string) {
	fmt.Println()
	row(cells...)
	for k := range cells {
		cells[k] = "---"
	}
	row(cells...)
}

func times(ratio float64) string { return fmt.Sprintf("%.2fx", ratio) }
