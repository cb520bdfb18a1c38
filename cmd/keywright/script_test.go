// Commands that the scripts have beside testscript's own.

package main

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// code runs a program and wants an exit code: `code 3 keywright check`.
// stdout and stderr are there to look at afterwards.
func code(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code <number> <program> [args]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// mtime sets files back to a fixed time, `mtime set file…`, or wants that they
// still have it, `mtime same file…`; `! mtime same` wants that none has.
func mtime(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: mtime set|same file…")
	}
	past := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, name := range args[1:] {
		file := ts.MkAbs(name)
		if args[0] == "set" {
			ts.Check(os.Chtimes(file, past, past))
			continue
		}
		info, err := os.Stat(file)
		ts.Check(err)
		if same := info.ModTime().Equal(past); same == neg {
			ts.Fatalf("%s was written at %v", name, info.ModTime())
		}
	}
}
