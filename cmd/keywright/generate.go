// The verb generate: write the clients that the config names.

package main

import (
	"context"
	"flag"
	"fmt"
)

func generate(ctx context.Context, c *cli, args []string) int {
	var o options
	fs := flag.NewFlagSet("generate", flag.ContinueOnError)
	fs.BoolVar(&o.force, "force", false, "overwrite generated files that were edited by hand")
	fs.BoolVar(&o.repin, "update-refs", false, "take references to other hosts as they are now, and pin them anew")
	r, code, done := c.start(ctx, fs, &o, args)
	if done {
		return code
	}
	if err := r.result.Plan.Write(); err != nil {
		return c.fail(err)
	}
	if err := r.diagnostics(); err != nil {
		return c.fail(err)
	}
	r.packages()
	r.degraded()
	written, removed := r.changes()
	fmt.Fprintf(c.stderr, "keywright: %s, %d written, %d removed\n", count(len(r.result.Packages), "package"), written, removed)
	return exitOK
}
