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
	o.force, o.offline = true, true
	r, code, done := c.start(ctx, flag.NewFlagSet("check", flag.ContinueOnError), &o, args)
	if done {
		return code
	}
	edited := 0
	for _, ch := range r.result.Plan.Changes {
		r.drift = append(r.drift, drift(r.result, ch))
		if ch.Edited {
			edited++
		}
	}
	drifted := len(r.drift)
	if drifted > 0 {
		r.drift = append(r.drift, r.result.Causes...)
	}
	if o.format == "text" {
		if err := r.result.Plan.Diff(c.stdout, r.name(r.result.Root)); err != nil {
			return c.fail(err)
		}
	}
	if err := r.diagnostics(); err != nil {
		return c.fail(err)
	}
	if drifted == 0 {
		fmt.Fprintf(c.stderr, "keywright: %s up to date\n", count(len(r.result.Packages), "package"))
		return exitOK
	}
	r.packages()
	advice := "run `keywright generate`"
	if edited > 0 {
		advice = fmt.Sprintf("%d edited by hand: undo the edits, or run `keywright generate --force`, which overwrites them", edited)
	}
	fmt.Fprintf(c.stderr, "keywright: %s not up to date; %s\n", count(drifted, "file"), advice)
	return exitDrift
}

// drift tells of one file that differs.
func drift(result *generator.Result, ch output.Change) diag.Diagnostic {
	d := diag.Diagnostic{Code: "drift-" + string(ch.Kind), Pos: diag.Pos{File: path.Join(result.Root, ch.Path)}}
	switch {
	case ch.Edited:
		d.Code, d.Msg = "drift-edited", "the generated file was edited by hand"
	case ch.Kind == output.Missing:
		d.Msg = "the generated file is missing"
	case ch.Kind == output.Orphaned:
		d.Msg = "the file is no longer generated"
	default:
		d.Msg = "the file differs from what is generated"
	}
	return d
}
