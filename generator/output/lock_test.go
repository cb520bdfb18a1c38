// Tests of keywright.lock: its text, what is wrong with one, and what it says is
// up to date.

package output_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/output"
)

func TestLock(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.write(map[string]string{":runtime/r.go": "r", "a:a/a.go": "a", "war-logs:war-logs/ä {}.go": "w", "5:5/x.go": "x"})
	text, err := os.ReadFile(b.path(output.LockName))
	if err != nil {
		t.Fatal(err)
	}
	h := func(s string) string { return output.Hash([]byte(s)) }
	want := `# Written by keywright: the files it owns below this folder and what they were made from.
# Commit it and don't edit it. After a merge conflict keep either side and run ` + "`keywright generate --force`" + `.
lock: 1
config: ../specs/keywright.yaml
runtime:
  generator: v1
  config: c
  inputs:
    ../specs/a.yaml: ` + h("input") + `
  outputs:
    runtime/r.go: ` + h("r") + `
clients:
  "5":
    generator: v1
    config: c
    inputs:
      ../specs/a.yaml: ` + h("input") + `
    outputs:
      "5/x.go": ` + h("x") + `
  a:
    generator: v1
    config: c
    inputs:
      ../specs/a.yaml: ` + h("input") + `
    outputs:
      a/a.go: ` + h("a") + `
  war-logs:
    generator: v1
    config: c
    inputs:
      ../specs/a.yaml: ` + h("input") + `
    outputs:
      "war-logs/\u00e4 {}.go": ` + h("w") + `
`
	want = strings.ReplaceAll(want, `\u00e4`, "ä")
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Error(diff)
	}
	var diags diag.List
	l := output.ReadLock(b.root, &diags, nil)
	if l == nil || string(l.Encode()) != string(text) {
		t.Errorf("the lock doesn't read back: %s", report(&diags))
	}
}

func TestLockErrors(t *testing.T) {
	t.Parallel()
	const restore = " [lock-invalid] (restore keywright.lock from version control)\n"
	for text, want := range map[string]string{
		"lock: 2\n": "../generated/keywright.lock:1:1: error: the lock's version is not 1; a newer keywright may have written it" + restore,
		"[]":        "../generated/keywright.lock:1:1: error: the lock's version is not 1; a newer keywright may have written it" + restore,
		"lock: 1\nconfig: x\nclients:\n  a:\n    generator: v\n    config: c\n    outputs:\n      ../../etc/x: 0\n      /y: 0\n": "../generated/keywright.lock:8:7: error: \"../../etc/x\" is no path below the output folder: it leads upward" + restore +
			"../generated/keywright.lock:9:7: error: \"/y\" is no path below the output folder: it is absolute or holds a backslash or a colon" + restore,
		"lock: 1\nconfig: x\nclients: {a: {}}\n":      "../generated/keywright.lock:3:14: error: config is missing or no text" + restore + "../generated/keywright.lock:3:14: error: generator is missing or no text" + restore,
		"lock: 1\n<<<<<<< ours\n=======\n>>>>>>> x\n": "../generated/keywright.lock: error: the lock holds merge conflicts [lock-conflict] (keep either side of each, then run `keywright generate --force`)\n",
		"lock: [\n": "../generated/keywright.lock:1:7: error: expected a value [yaml-syntax] (a value is missing, or there is a bracket too many)\n",
	} {
		b := newBench(t)
		b.put(output.LockName, text)
		if _, got := b.plan(nil, true); got != want {
			t.Errorf("%q\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestOwned(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.put("../other/keywright.yaml", "")
	for _, c := range []struct {
		recorded string
		want     bool
	}{{"", true}, {"../specs/keywright.yaml", true}, {"../gone/keywright.yaml", true}, {"../other/keywright.yaml", false}} {
		var diags diag.List
		l := &output.Lock{Config: c.recorded}
		if got := l.Owned(b.root, "../specs/keywright.yaml", &diags); got != c.want || diags.HasErrors() == c.want {
			t.Errorf("Owned with %q = %v, %s", c.recorded, got, report(&diags))
		}
	}
}

func TestFresh(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.write(map[string]string{"a:a/a.go": "a"})
	var diags diag.List
	lock := output.ReadLock(b.root, &diags, nil)
	fresh := func(owner, generator, config string, inputs ...string) bool {
		return lock.Fresh(b.root, owner, generator, config, append(inputs, "../specs/a.yaml"))
	}
	if !fresh("a", "v1", "c") {
		t.Error("nothing changed, but it isn't fresh")
	}
	if fresh("b", "v1", "c") || fresh("a", "v2", "c") || fresh("a", "v1", "d") || fresh("a", "v1", "c", "../specs/new.yaml") {
		t.Error("another owner, generator, config or input is taken for fresh")
	}
	for name, text := range map[string]string{"../specs/a.yaml": "input", "a/a.go": "a"} {
		b.put(name, "changed")
		if fresh("a", "v1", "c") {
			t.Errorf("%s changed, but it is fresh", name)
		}
		if err := os.Remove(b.path(name)); err != nil {
			t.Fatal(err)
		}
		if fresh("a", "v1", "c") {
			t.Errorf("%s is gone, but it is fresh", name)
		}
		b.put(name, text)
	}
	if !fresh("a", "v1", "c") {
		t.Error("all is as it was, but it isn't fresh")
	}
}
