// Commands that the scripts have beside testscript's own.

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
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

// module makes the folder a module that requires what this one does, so that
// scripts build from the module cache, without a network: `module
// example.com/x`. `module example.com/x keywright` requires this module, too,
// as it stands here.
func module(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: module <path> [keywright]")
	}
	repo := ts.Getenv("REPO")
	content, err := os.ReadFile(filepath.Join(repo, "go.mod"))
	ts.Check(err)
	text := regexp.MustCompile(`(?m)^module .*`).ReplaceAllLiteralString(string(content), "module "+args[0])
	if slices.Contains(args, "keywright") {
		text += "\nrequire github.com/keywright/keywright v0.0.0\n\nreplace github.com/keywright/keywright => " + strconv.Quote(repo) + "\n"
	}
	ts.Check(os.WriteFile(ts.MkAbs("go.mod"), []byte(text), 0o666))
	sums, err := os.ReadFile(filepath.Join(repo, "go.sum"))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("go.sum"), sums, 0o666))
}

// replace puts one text in place of another in a file: `replace file old new`.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace <file> <old> <new>")
	}
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%s holds no %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.ReplaceAll(text, args[1], args[2])), 0o666))
}

// sameTree records all files below a folder, with their times, or wants that
// they are as recorded: `tree save before gen`, `tree same before gen`.
func sameTree(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: tree save|same <name> <folder>")
	}
	h := sha256.New()
	ts.Check(filepath.WalkDir(ts.MkAbs(args[2]), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		content, err := os.ReadFile(name)
		fmt.Fprintf(h, "%q %s %q\n", name, info.ModTime(), content)
		return err
	}))
	key, sum := "TREE_"+args[1], hex.EncodeToString(h.Sum(nil))
	switch args[0] {
	case "save":
		ts.Setenv(key, sum)
	case "same":
		if sum != ts.Getenv(key) {
			ts.Fatalf("files below %s changed", args[2])
		}
	}
}
