// Tests of what happens to the disk: what is written, what is left alone, and
// what is refused.

package output_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/output"
)

// bench is an output root with an input and a config beside it.
type bench struct {
	t    *testing.T
	root output.Root
}

func newBench(t *testing.T) *bench {
	t.Helper()
	dir := t.TempDir()
	b := &bench{t, output.Root{Dir: filepath.Join(dir, "generated"), Name: "../generated"}}
	b.put("../specs/keywright.yaml", "config")
	b.put("../specs/a.yaml", "input")
	return b
}

func (b *bench) path(name string) string { return filepath.Join(b.root.Dir, filepath.FromSlash(name)) }

func (b *bench) put(name, text string) {
	b.t.Helper()
	if err := os.MkdirAll(filepath.Dir(b.path(name)), 0o777); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(b.path(name), []byte(text), 0o666); err != nil {
		b.t.Fatal(err)
	}
}

// disk returns every file and folder below the root but the lock, folders with
// a slash at the end.
func (b *bench) disk() map[string]string {
	b.t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(b.root.Dir, func(name string, e fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(b.root.Dir, name)
		rel = filepath.ToSlash(rel)
		switch {
		case err != nil:
			return err
		case rel == "." || rel == output.LockName:
		case e.IsDir():
			all[rel+"/"] = ""
		case e.Type()&fs.ModeSymlink != 0:
			all[rel] = "symlink"
		default:
			content, err := os.ReadFile(name)
			all[rel] = string(content)
			return err
		}
		return nil
	})
	if err != nil && !os.IsNotExist(err) {
		b.t.Fatal(err)
	}
	return all
}

// plan compares files, "owner:path" → content, with the disk. Clients in keep
// are left as the lock has them, as with --only.
func (b *bench) plan(files map[string]string, force bool, keep ...string) (*output.Plan, string) {
	b.t.Helper()
	var diags diag.List
	old := output.ReadLock(b.root, &diags, nil)
	if old == nil {
		return nil, report(&diags)
	}
	next := old.Clone(func(owner string) bool { return strings.Contains(strings.Join(keep, ","), owner) && owner != "" })
	next.Config = "../specs/keywright.yaml"
	var set output.FileSet
	owners := map[string]bool{}
	for key, content := range files {
		owner, name, _ := strings.Cut(key, ":")
		owners[owner] = true
		if err := set.Add(owner, name, []byte(content)); err != nil {
			b.t.Fatal(err)
		}
	}
	var folders []output.Folder
	for owner := range owners {
		next.Set(owner, output.Section{Generator: "v1", Config: "c", Inputs: map[string]string{"../specs/a.yaml": output.Hash([]byte("input"))}}, &set)
		folders = append(folders, output.Folder{Owner: owner, Dir: dirOf(owner), Pos: diag.Pos{File: "keywright.yaml", Line: 1, Col: 2}})
	}
	p, err := output.NewPlan(b.root, &set, old, next, folders, force, &diags)
	if err != nil {
		b.t.Fatal(err)
	}
	return p, report(&diags)
}

func dirOf(owner string) string {
	if owner == output.Runtime {
		return "runtime"
	}
	return owner
}

func report(l *diag.List) string {
	var b strings.Builder
	for _, d := range l.All() {
		fmt.Fprintf(&b, "%s (%s)\n", d, d.Hint)
	}
	return b.String()
}

// write plans and writes and fails on any report.
func (b *bench) write(files map[string]string, keep ...string) {
	b.t.Helper()
	p, msg := b.plan(files, false, keep...)
	if msg != "" {
		b.t.Fatal(msg)
	}
	if err := p.Write(); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) wantDisk(want map[string]string) {
	b.t.Helper()
	if diff := cmp.Diff(want, b.disk()); diff != "" {
		b.t.Error(diff)
	}
}

// changes returns the plan's changes as lines.
func changes(p *output.Plan) string {
	var lines []string
	for _, ch := range p.Changes {
		lines = append(lines, string(ch.Kind)+" "+ch.Path)
	}
	return strings.Join(lines, "\n")
}

func TestWriteOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	files := map[string]string{":runtime/wire/w.go": "wire", "a:a/a.go": "one", "a:a/sub/b.go": "two", "c:c/c.go": "c"}
	p, _ := b.plan(files, false)
	if got, want := changes(p), "missing a/a.go\nmissing a/sub/b.go\nmissing c/c.go\nmissing runtime/wire/w.go\nmissing keywright.lock"; got != want {
		t.Errorf("got %s", got)
	}
	b.write(files)
	want := map[string]string{"a/": "", "a/a.go": "one", "a/sub/": "", "a/sub/b.go": "two", "c/": "", "c/c.go": "c", "runtime/": "", "runtime/wire/": "", "runtime/wire/w.go": "wire"}
	b.wantDisk(want)

	past := time.Now().Add(-time.Hour).Truncate(time.Second)
	for name := range b.disk() {
		if err := os.Chtimes(b.path(name), past, past); err != nil {
			t.Fatal(err)
		}
	}
	b.put("a/own.go", "mine") // beside generated files a user's own may stand
	b.write(files)
	p, _ = b.plan(files, false)
	if len(p.Changes) != 0 {
		t.Errorf("the second run would change %s", changes(p))
	}
	files["a:a/a.go"] = "ONE"
	delete(files, "a:a/sub/b.go")
	delete(files, "c:c/c.go")
	b.write(files)
	delete(want, "a/sub/")
	delete(want, "a/sub/b.go")
	delete(want, "c/")
	delete(want, "c/c.go")
	want["a/a.go"], want["a/own.go"] = "ONE", "mine"
	b.wantDisk(want)
	for name, changed := range map[string]bool{"a/a.go": true, "runtime/wire/w.go": false} {
		info, err := os.Stat(b.path(name))
		if err != nil || info.ModTime().Equal(past) == changed {
			t.Errorf("%s: changed at %v, %v", name, info.ModTime(), err)
		}
	}
}

func TestOnlyLeavesOthers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.write(map[string]string{":runtime/r.go": "r", "a:a/a.go": "a", "a:a/old.go": "old", "c:c/c.go": "c"})
	b.write(map[string]string{":runtime/r.go": "r", "a:a/a.go": "a"}, "c")
	b.wantDisk(map[string]string{"a/": "", "a/a.go": "a", "c/": "", "c/c.go": "c", "runtime/": "", "runtime/r.go": "r"})
	p, _ := b.plan(map[string]string{":runtime/r.go": "r", "a:a/a.go": "a", "c:c/c.go": "c"}, false)
	if len(p.Changes) != 0 {
		t.Errorf("the lock forgot what it kept: %s", changes(p))
	}
}

func TestEditedByHand(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.write(map[string]string{"a:a/a.go": "one", "a:a/b.go": "two"})
	b.put("a/a.go", "edited")
	b.put("a/b.go", "edited too")
	next := map[string]string{"a:a/a.go": "ONE"}
	p, msg := b.plan(next, false)
	want := "../generated/a/a.go: error: the generated file was edited by hand [edited-file] (move the edit elsewhere or undo it; --force overwrites the file)\n" +
		"../generated/a/b.go: error: the generated file was edited by hand [edited-file] (move the edit elsewhere or undo it; --force removes the file)\n"
	if diff := cmp.Diff(want, msg); diff != "" {
		t.Error(diff)
	}
	if got := changes(p); got != "changed a/a.go\norphaned a/b.go\nchanged keywright.lock" {
		t.Errorf("got %s", got)
	}
	p, msg = b.plan(next, true)
	if msg != "" {
		t.Fatal(msg)
	}
	if err := p.Write(); err != nil {
		t.Fatal(err)
	}
	b.wantDisk(map[string]string{"a/": "", "a/a.go": "ONE"})
}

// TestLineEnds: git may check files out with other line ends, which is no edit.
func TestLineEnds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.write(map[string]string{"a:a/a.go": "one\ntwo\n"})
	b.put("a/a.go", "one\r\ntwo\r\n")
	if p, msg := b.plan(map[string]string{"a:a/a.go": "one\ntwo\n"}, false); msg != "" || len(p.Changes) != 0 {
		t.Errorf("%s%s", msg, changes(p))
	}
	if _, msg := b.plan(map[string]string{"a:a/a.go": "three\n"}, false); msg != "" {
		t.Error(msg)
	}
}

func TestForeign(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		disk map[string]string
		want string
	}{
		{"a folder with files", map[string]string{"a/notes.txt": "mine", "c/c.go": "c"},
			"keywright.yaml:1:2: error: the folder ../generated/a holds files that aren't keywright's, such as notes.txt [foreign-folder] (choose another folder, empty this one, or restore keywright.lock if it was lost)\n"},
		{"a file of a generated name", map[string]string{"a/sub/a.go": "mine"},
			"keywright.yaml:1:2: error: the folder ../generated/a holds files that aren't keywright's, such as sub/a.go [foreign-folder] (choose another folder, empty this one, or restore keywright.lock if it was lost)\n"},
		{"what would be written anyway", map[string]string{"a/a.go": "a"}, ""},
		{"a file where the folder goes", map[string]string{"a": "mine"},
			"../generated/a: error: generated files are to stand here, but this is a file [not-a-file] (move it away)\n"},
		{"a folder where the file goes", map[string]string{"a/a.go/x": "mine"},
			"keywright.yaml:1:2: error: the folder ../generated/a holds files that aren't keywright's, such as a.go/x [foreign-folder] (choose another folder, empty this one, or restore keywright.lock if it was lost)\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			for name, text := range c.disk {
				b.put(name, text)
			}
			for _, force := range []bool{false, true} {
				_, msg := b.plan(map[string]string{"a:a/a.go": "a"}, force)
				if diff := cmp.Diff(c.want, msg); diff != "" {
					t.Errorf("force %v: %s", force, diff)
				}
			}
		})
	}
	t.Run("a file in an owned folder", func(t *testing.T) {
		t.Parallel()
		b := newBench(t)
		b.write(map[string]string{"a:a/a.go": "a"})
		b.put("a/b.go", "mine")
		_, msg := b.plan(map[string]string{"a:a/a.go": "a", "a:a/b.go": "b"}, true)
		if want := "../generated/a/b.go: error: the file isn't keywright's and stands where a generated one goes [foreign-file] (move or rename it; keywright writes a file of this name)\n"; msg != want {
			t.Errorf("got %s", msg)
		}
	})
}

// TestSymlinks holds that no link leads a write or a removal elsewhere.
func TestSymlinks(t *testing.T) {
	t.Parallel()
	outside := t.TempDir()
	for _, c := range []struct{ link, target, want string }{
		{"a", outside, "../generated/a: error: generated files are to stand here, but this is a symbolic link, which is never followed [not-a-file] (move it away)\n"},
		{"a", "other", "../generated/a: error: generated files are to stand here, but this is a symbolic link, which is never followed [not-a-file] (move it away)\n"},
		{"a/a.go", filepath.Join(outside, "x"), "../generated/a/a.go: error: generated files are to stand here, but this is a symbolic link, which is never followed [not-a-file] (move it away)\n"},
	} {
		b := newBench(t)
		b.put("a/a.go", "a")
		b.write(map[string]string{"a:a/a.go": "a"})
		b.put("other/a.go", "a")
		if err := os.RemoveAll(b.path(c.link)); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(c.target, b.path(c.link)); err != nil {
			t.Fatal(err)
		}
		for _, files := range []map[string]string{{"a:a/a.go": "new"}, {}} {
			if _, msg := b.plan(files, true); msg != c.want {
				t.Errorf("%s -> %s: got %s", c.link, c.target, msg)
			}
		}
	}
}

// TestAllOrNothing makes the last of several moves fail.
func TestAllOrNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.write(map[string]string{"a:a/a.go": "one", "a:a/gone.go": "gone", "z:z/z.go": "z"})
	before := b.disk()
	lock, err := os.ReadFile(b.path(output.LockName))
	if err != nil {
		t.Fatal(err)
	}
	p, msg := b.plan(map[string]string{"a:a/a.go": "ONE", "a:a/new/deep/n.go": "n", "z:z/z.go": "z", "z:z/zz.go": "zz"}, false)
	if msg != "" {
		t.Fatal(msg)
	}
	b.put("z/zz.go/in-the-way", "") // after the comparison
	before["z/zz.go/"], before["z/zz.go/in-the-way"] = "", ""
	err = p.Write()
	if err == nil || !strings.Contains(err.Error(), "write z/zz.go:") || !strings.Contains(err.Error(), "nothing was changed") {
		t.Errorf("got %v", err)
	}
	b.wantDisk(before)
	if now, err := os.ReadFile(b.path(output.LockName)); err != nil || string(now) != string(lock) {
		t.Error("the lock changed")
	}
}

func TestFileSetRefuses(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"", ".", "..", "../x", "a/../../x", "/etc/passwd", `a\b`, "C:/x", "a//b", "a/", "./a", "a\nb", "a/\x00", ".git/hooks/x",
		"a/.github/workflows/x.yml", strings.Repeat("x", 256),
	} {
		var s output.FileSet
		if err := s.Add("a", name, nil); err == nil {
			t.Errorf("Add(%q) was taken", name)
		}
	}
	var s output.FileSet
	if err := s.Add("a", "a/B.go", nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Add("b", "A/b.go", nil); err == nil || !strings.Contains(err.Error(), "a/B.go and A/b.go") {
		t.Errorf("a clash of letter case: %v", err)
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	p := &output.Plan{Changes: []output.Change{
		{Path: "a/a.go", Kind: output.Changed, Old: []byte("one\ntwo\n"), New: []byte("one\nthree\n")},
		{Path: "a/new.go", Kind: output.Missing, New: []byte("new\n")},
		{Path: "a/old.go", Kind: output.Orphaned, Old: []byte("old\n")},
	}}
	var got strings.Builder
	if err := p.Diff(&got, "../generated"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"--- a/../generated/a/a.go\n+++ b/../generated/a/a.go\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n",
		"--- /dev/null\n+++ b/../generated/a/new.go\n@@ -0,0 +1,1 @@\n+new\n",
		"--- a/../generated/a/old.go\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-old\n",
	} {
		if !strings.Contains(got.String(), want) {
			t.Errorf("lacks\n%s\nin\n%s", want, got.String())
		}
	}
}

// TestDeterministic writes the same files in many orders of maps.
func TestDeterministic(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for i := range 30 {
		files[fmt.Sprintf("a:a/f%d.go", i)] = "x"
	}
	var first string
	for range 5 {
		b := newBench(t)
		b.write(maps.Clone(files))
		text, err := os.ReadFile(b.path(output.LockName))
		if err != nil {
			t.Fatal(err)
		}
		if first != "" && first != string(text) {
			t.Fatal("the lock differs between runs")
		}
		first = string(text)
	}
}
