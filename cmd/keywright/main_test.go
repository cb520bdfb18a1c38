// End-to-end cases of the command, one txtar script each in testdata/script. A
// script begins in a folder of its own that holds the files at its end; those
// that generate bring a go.mod and a description, and nothing else is needed to
// add one.

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// atExit keeps the race detector from waiting a second at every exit.
const atExit = "atexit_sleep_ms=0"

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"keywright": main})
}

func TestScripts(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	caches := strings.Fields(string(out))
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		// keywright's exit codes tell kinds of failures apart: `code 3 keywright check`.
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code": code, "mtime": mtime, "module": module, "replace": replace, "tree": sameTree,
		},
		// What scripts build takes the caches of the test itself, and no network.
		Setup: func(env *testscript.Env) error {
			env.Setenv("GOCACHE", caches[0])
			env.Setenv("GOMODCACHE", caches[1])
			env.Setenv("GOPROXY", "off")
			env.Setenv("GOWORK", "off")
			env.Setenv("GOFLAGS", "-mod=mod")
			env.Setenv("GORACE", atExit)
			repo, err := filepath.Abs(filepath.Join("..", ".."))
			env.Setenv("REPO", repo)
			return err
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
	})
}
