// Wrong descriptions and configs, and what is said about them: archives in
// testdata/script/broken. A case is a folder of an archive; its file "want"
// holds the exit code and what the command writes. To add one, write its other
// files, run the test with -update, and read what came out.

package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write anew what the broken cases want")

func TestBroken(t *testing.T) {
	t.Parallel()
	archives, err := filepath.Glob("testdata/script/broken/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, file := range archives {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range brokenCases(t, archive) {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+c.name, func(t *testing.T) {
				if !*update {
					t.Parallel() // -update writes the archive at the end
				}
				got := c.run(t)
				if *update {
					c.want.Data = []byte(got)
				} else if diff := cmp.Diff(string(c.want.Data), got); diff != "" {
					t.Errorf("run with -update to accept (-want +got):\n%s", diff)
				}
			})
		}
		if *update {
			if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// brokenCase is one folder of an archive.
type brokenCase struct {
	name  string
	files []txtar.File
	want  *txtar.File
}

// brokenCases takes an archive apart; a case that wants nothing yet gets an
// empty "want" behind its files.
func brokenCases(t *testing.T, archive *txtar.Archive) (cases []*brokenCase) {
	t.Helper()
	var all []txtar.File
	for _, f := range archive.Files {
		name, _, ok := strings.Cut(f.Name, "/")
		if !ok {
			t.Fatalf("%s belongs to no case", f.Name)
		}
		if last := len(cases) - 1; last < 0 || cases[last].name != name {
			if last >= 0 {
				all = append(all, txtar.File{Name: cases[last].name + "/want"})
			}
			cases = append(cases, &brokenCase{name: name})
		}
		c := cases[len(cases)-1]
		if f.Name == name+"/want" {
			c.want = &f
			continue
		}
		c.files = append(c.files, f)
		all = append(all, f)
	}
	all = append(all, txtar.File{Name: cases[len(cases)-1].name + "/want"})
	byName := map[string]*brokenCase{}
	for _, c := range cases {
		if byName[c.name] != nil {
			t.Fatalf("the case %s stands twice", c.name)
		}
		byName[c.name] = c
	}
	archive.Files = all
	for i := range all {
		if name, ok := strings.CutSuffix(all[i].Name, "/want"); ok {
			if c := byName[name]; c.want != nil {
				all[i].Data = c.want.Data
			}
			byName[name].want = &all[i]
		}
	}
	return cases
}

// run generates from the case's files in a folder of their own and gives the
// exit code and what was written to stdout and stderr. Where the run fails, the
// folder must be left as it was.
func (c *brokenCase) run(t *testing.T) string {
	dir := t.TempDir()
	c.write(t, dir)
	before := snapshot(t, dir)
	cmd := exec.CommandContext(t.Context(), "keywright", "generate")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GORACE="+atExit)
	out, err := cmd.CombinedOutput()
	code := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code = exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	if code != 0 {
		if diff := cmp.Diff(before, snapshot(t, dir)); diff != "" {
			t.Errorf("a failed run changed files:\n%s", diff)
		}
	}
	text := string(out)
	if strings.Contains(text, dir) {
		t.Errorf("an absolute path is told:\n%s", text)
	}
	helpful(t, text)
	return fmt.Sprintf("exit code %d\n%s", code, packageLine.ReplaceAllString(text, ""))
}

var (
	// packageLine tells of what was generated beside a warning.
	packageLine = regexp.MustCompile(`(?m)^(\w+ +gen/\w+ .*|keywright: \d+ packages?, .*)\n`)
	// reported is the first line of a diagnostic, with its place or without.
	reported = regexp.MustCompile(`^([^:]+):(\d+:\d+:)? (error|warning): .* \[([a-z-]+)\]$`)
)

// helpful wants of every diagnostic a place and a way to mend it.
func helpful(t *testing.T, text string) {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		m := reported.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		if m[2] == "" {
			t.Errorf("no place: %s", line)
		}
		hint := false
		for _, next := range lines[i+1:] {
			if reported.MatchString(next) {
				break
			}
			hint = hint || strings.HasPrefix(next, "  hint: ")
		}
		if !hint {
			t.Errorf("no hint: %s", line)
		}
	}
}

// write lays out the case's files, with a module and a config around them
// unless it brings its own.
func (c *brokenCase) write(t *testing.T, dir string) {
	files := map[string]string{"go.mod": "module example.com/x\n\ngo 1.26.0\n"}
	spec := "api.yaml"
	for _, f := range c.files {
		name := strings.TrimPrefix(f.Name, c.name+"/")
		files[name] = string(f.Data)
		if name == "api.json" {
			spec = name
		}
	}
	config := "clients: [{name: api, spec: " + spec + ", out: gen/api}]\n"
	if _, ok := files["schema.graphql"]; ok {
		config = "clients: [{name: api, schema: schema.graphql, operations: ['*/*.graphql'], out: gen/api, servers: [{url: https://api.example.com}]}]\n"
	}
	if _, ok := files["keywright.yaml"]; !ok {
		files["keywright.yaml"] = config
	}
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// snapshot is everything below a folder.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			all[name] = "a folder"
			return err
		}
		content, err := os.ReadFile(name)
		all[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
