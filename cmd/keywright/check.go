// The verb check: generate without writing, and tell what differs.

package main

import (
	"context"
	"flag"
	"fmt"
	"path"

	"github.com/keywright/keywright/generator"
	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/output"
)

func check(ctx context.Context, c *cli, args []string) int {
	var o options
	// Everything is generated anew, and files that were edited by hand are told
	// as changed like others.
	o.force = true
	r, code, done := c.start(ctx, flag.NewFlagSet("check", flag.ContinueOnError), &o, args)
	if done {
		return code
	}
	for _, ch := range r.result.Plan.Changes {
		r.drift = append(r.drift, drift(r.result, ch))
	}
	if o.format == "text" {
		if err := r.result.Plan.Diff(c.stdout, r.name(r.result.Root)); err != nil {
			return c.fail(err)
		}
	}
	if err := r.diagnostics(); err != nil {
		return c.fail(err)
	}
	if len(r.drift) == 0 {
		fmt.Fprintf(c.stderr, "keywright: %s up to date\n", count(len(r.result.Packages), "package"))
		return exitOK
	}
	r.packages()
	fmt.Fprintf(c.stderr, "keywright: %s not up to date; run `keywright generate`\n", count(len(r.drift), "file"))
	return exitDrift
}

// drift tells of one file that differs.
func drift(result *generator.Result, ch output.Change) diag.Diagnostic {
	d := diag.Diagnostic{Code: "drift-" + string(ch.Kind), Pos: diag.Pos{File: path.Join(result.Root, ch.Path)}}
	switch ch.Kind {
	case output.Missing:
		d.Msg = "the generated file is missing"
	case output.Orphaned:
		d.Msg = "the file is no longer generated"
	default:
		d.Msg = "the file differs from what is generated"
	}
	return d
}
