// A generator without a version trusts its own work, and nobody else's.

package generator_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/keywright/keywright/generator"
)

func TestStamps(t *testing.T) {
	t.Parallel()
	dir, cache := project(t), filepath.Join(t.TempDir(), "cache")
	file := filepath.Join(dir, "keywright.yaml")
	// run generates and writes, and counts the clients that were up to date.
	run := func(stamped bool) (fresh int) {
		t.Helper()
		opts := generator.Options{Config: file, Version: generator.Devel}
		if stamped {
			if opts.Stamps = generator.OpenStamps(cache, file); opts.Stamps == nil {
				t.Fatal("the test binary can't be identified")
			}
		}
		r, err := generator.Generate(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Plan.Write(); err != nil {
			t.Fatal(err)
		}
		if err := opts.Stamps.Save(); err != nil {
			t.Fatal(err)
		}
		for _, p := range r.Packages {
			if p.Fresh {
				fresh++
			}
		}
		return fresh
	}
	if n := run(true); n != 0 {
		t.Errorf("%d clients up to date before the first run", n)
	}
	all := run(true)
	if all == 0 {
		t.Error("nothing is up to date after the first run")
	}
	if n := run(false); n != 0 {
		t.Errorf("%d clients up to date without a stamp", n)
	}
	files, err := filepath.Glob(filepath.Join(cache, "*"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	stamps, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	// Another build's stamps are of no use.
	if err := os.WriteFile(files[0], append([]byte("x"), stamps[1:]...), 0o600); err != nil {
		t.Fatal(err)
	}
	if n := run(true); n >= all {
		t.Errorf("%d clients up to date by another build's word", n)
	}
	if n := run(true); n != all {
		t.Errorf("%d clients up to date, want %d", n, all)
	}
	// An output that was changed, an input that was, and a renamed module are seen.
	outputs, err := filepath.Glob(filepath.Join(dir, "gen", "*", "client.go"))
	if err != nil || len(outputs) == 0 {
		t.Fatal(outputs, err)
	}
	if err := os.Remove(outputs[0]); err != nil {
		t.Fatal(err)
	}
	if n := run(true); n != all-1 {
		t.Errorf("%d clients up to date where a file of one is gone, want %d", n, all-1)
	}
	if _, err := os.Stat(outputs[0]); err != nil {
		t.Error(err)
	}
	put(t, filepath.Join(dir, "one.yaml"), petstore+"# Changed.\n")
	if n := run(true); n != all-1 {
		t.Errorf("%d clients up to date where a description changed, want %d", n, all-1)
	}
	put(t, filepath.Join(dir, "go.mod"), "module example.com/renamed\n\ngo 1.26.0\n")
	if n := run(true); n != 0 {
		t.Errorf("%d clients up to date where the module has another name", n)
	}
}
