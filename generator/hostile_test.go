// A description is untrusted, held from outside: whatever its words are, the
// generator refuses it with a place, or writes Go that compiles, that declares
// and imports what harmless words in the same places give, holds no directive,
// and stays in its folder. The documents are in hostile_words_test.go, what is
// wanted of the output in emitted_test.go.

package generator_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"

	"github.com/keywright/keywright/generator"
	"github.com/keywright/keywright/generator/diag"
)

// described is a project with one client, whose runtime is the templates, so
// that nothing but the client is generated.
func described(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	config := "clients: [{name: api, spec: api.json, out: gen/api}]\n"
	if files["schema.graphql"] != "" {
		config = "clients: [{name: api, schema: schema.graphql, operations: [ops.graphql], out: gen/api, servers: [{url: https://api.example.com}]}]\n"
	}
	put(t, filepath.Join(dir, "go.mod"), "module example.com/x\n\ngo 1.26.0\n")
	put(t, filepath.Join(dir, "keywright.yaml"), config+"runtime: {import: "+module+"/templates}\n")
	for name, text := range files {
		put(t, filepath.Join(dir, name), text)
	}
	return dir
}

// failer is what tests and rapid's checks have in common.
type failer interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// generated gives the client's files by path below its folder; nil where the
// generator refuses the description, which it must do with a place and a hint.
func generated(t failer, dir string) map[string]string {
	t.Helper()
	files, _ := mended(t, dir)
	return files
}

// mended is generated, with how much of the description was mended.
func mended(t failer, dir string) (map[string]string, int) {
	t.Helper()
	r, err := generator.Generate(context(t), generator.Options{Config: filepath.Join(dir, "keywright.yaml"), Version: generator.Devel})
	if err != nil {
		refused(t, r, err)
		return nil, 0
	}
	files := map[string]string{}
	for _, ch := range r.Plan.Changes {
		name, ok := strings.CutPrefix(ch.Path, "api/")
		switch {
		case ch.Path == "keywright.lock":
		case !ok || !filepath.IsLocal(filepath.FromSlash(name)):
			t.Fatalf("%s lies outside the client's folder", ch.Path)
		default:
			files[name] = string(ch.New)
		}
	}
	return files, len(r.Diagnostics)
}

// sameSurface holds what is declared to what harmless words give. Where more is
// mended than of those, a parameter may have become another, or none, which
// moves a few declarations; what the word itself would declare is caught by
// its name.
func sameSurface(t failer, want map[string]int, files map[string]string, more bool) {
	t.Helper()
	got := surface(t, files)
	if !more {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("what is declared changes:\n%s", diff)
		}
		return
	}
	const few = 8
	if declared(got) > declared(want)+few {
		t.Errorf("more is declared:\n%s", cmp.Diff(want, got))
	}
	for name, content := range files {
		if injected := regexp.MustCompile(`(?m)^\s*(func init\(|var s string)`).FindString(content); injected != "" {
			t.Errorf("%s declares what a word says: %s", name, injected)
		}
	}
}

// declared counts declarations.
func declared(surface map[string]int) int {
	n := 0
	for _, count := range surface {
		n += count
	}
	return n
}

// refused holds a refusal to what is promised of errors.
func refused(t failer, r *generator.Result, err error) {
	t.Helper()
	if !isDiagnosed(err) {
		t.Fatalf("an error of the generator, not of the description: %v", err)
	}
	if r.Plan != nil {
		t.Fatalf("a plan is left of a failed run")
	}
	for _, d := range r.Diagnostics {
		if d.Severity == diag.Error && (d.Pos.Line == 0 || d.Pos.Col == 0 || d.Hint == "") {
			t.Errorf("no place or no hint: %s", d)
		}
		if strings.Contains(d.Msg+d.Hint, "defect of keywright") {
			t.Errorf("%s", d)
		}
	}
	var text strings.Builder
	if err := diag.WriteText(&text, r.Diagnostics, r.Sources); err != nil {
		t.Fatalf("%v", err)
	}
	for _, c := range text.String() {
		if c != '\n' && c != '\t' && (c < ' ' || c == 0x7f || c == '\u2028' || c == '\u202e') {
			t.Fatalf("%U is written to the terminal", c)
		}
	}
}

// sampled reports whether a case is run: all are, but with the race detector
// every nth.
func sampled(i, n int) bool { return !raced || i%n == 0 }

// hostileCase is one document with words put into the slots of some kinds.
type hostileCase struct {
	kinds string // of slot: t(ext), v(alue), n(ame), w(ire)
	word  string
}

// document is the OpenAPI document of a case, its other slots harmless.
func (c hostileCase) document() map[string]string {
	return map[string]string{"api.json": toJSON(hostileDocument(c.fill))}
}

// fill gives the word of a slot. Slots of one number hold the word itself;
// others are told apart by their number, as names of one scope have to be.
func (c hostileCase) fill(kind byte, n int) string {
	word := "word"
	if strings.IndexByte(c.kinds, kind) >= 0 {
		word = c.word
	}
	switch {
	case kind == 't':
		return word + " " + sentinel
	case n == 0:
		return word
	default:
		return fmt.Sprint(word, n)
	}
}

func toJSON(v any) string {
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err.Error() // no document holds what JSON can't
	}
	return string(text)
}

func TestHostileOpenAPI(t *testing.T) {
	t.Parallel()
	check := newChecker(t)
	total, accepted := 0, 0
	harmless, warnings := mended(t, described(t, hostileCase{}.document()))
	want := surface(t, harmless)
	for i, word := range hostileWords() {
		for j, kinds := range []string{"t", "v", "n", "w"} {
			if !sampled(i+j, 4) {
				continue
			}
			total++
			c := hostileCase{kinds: kinds, word: word}
			t.Run(fmt.Sprintf("%s%d", kinds, i), func(t *testing.T) {
				files, now := mended(t, described(t, c.document()))
				if files == nil {
					if kinds == "t" {
						t.Errorf("a text alone makes the generator refuse the description: %q", word)
					}
					return
				}
				accepted++
				check.files(t, files)
				sameSurface(t, want, files, now > warnings)
			})
		}
	}
	if accepted < total*2/3 {
		t.Errorf("only %d of %d descriptions are accepted", accepted, total)
	}
}

// TestAnyWordsInAnySlot draws the words of each slot on its own.
func TestAnyWordsInAnySlot(t *testing.T) {
	t.Parallel()
	check := newChecker(t)
	dir := described(t, hostileCase{}.document())
	harmless, warnings := mended(t, dir)
	want := surface(t, harmless)
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.OneOf(rapid.SampledFrom(hostileWords()), rapid.String())
		// A name stands in several places, so it is told by kind and number; of
		// texts each is on its own.
		words := map[string]string{}
		for _, slot := range rapid.SliceOfN(rapid.SampledFrom(strings.Fields("n0 n1 n2 n3 n7 v0 v1 w0 w1 w2 w3 t1 t2 t3 t4 t5 t6 t7 t8 t9 t20 t30")), 1, 6).Draw(t, "slots") {
			words[slot] = word.Draw(t, slot)
			if slot[0] == 'w' { // braces make parameters of a path
				words[slot] = strings.NewReplacer("{", "(", "}", ")").Replace(words[slot])
			}
		}
		texts := 0
		document := hostileDocument(func(kind byte, n int) string {
			slot := fmt.Sprint(string(kind), n)
			if kind == 't' {
				texts++
				slot = fmt.Sprint("t", texts)
			}
			return words[slot] + hostileCase{}.fill(kind, n)
		})
		put(check.t, filepath.Join(dir, "api.json"), toJSON(document))
		files, now := mended(t, dir)
		if files == nil {
			return
		}
		check.files(t, files)
		sameSurface(t, want, files, now > warnings)
	})
}

// constructs are the descriptions of the goldens of generator/openapi, in a
// folder with a config for the first file of each.
func constructs(t *testing.T) (names []string, archives []*txtar.Archive, dir string) {
	t.Helper()
	names, err := filepath.Glob("openapi/testdata/constructs/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no descriptions: %v", err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		archives = append(archives, archive)
	}
	dir = described(t, nil)
	put(t, filepath.Join(dir, "keywright.yaml"), "clients: [{name: api, spec: api.yaml, out: gen/api}]\nruntime: {import: "+module+"/templates}\n")
	return names, archives, dir
}

// TestConstructsCompile: what is lowered is emitted, whole and well.
func TestConstructsCompile(t *testing.T) {
	t.Parallel()
	check := newChecker(t)
	names, archives, dir := constructs(t)
	for i, archive := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(names[i]), ".txtar"), func(t *testing.T) {
			for j, f := range archive.Files {
				if j == 0 {
					f.Name = "api.yaml"
				}
				if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, f.Name)), 0o777); err != nil {
					t.Fatal(err)
				}
				put(t, filepath.Join(dir, f.Name), string(f.Data))
			}
			files := generated(t, dir)
			if files == nil {
				t.Fatal("refused")
			}
			check.files(t, files)
		})
	}
}

// TestMutatedDescriptions changes good descriptions of each construct: what is
// accepted compiles, what is refused has a place.
func TestMutatedDescriptions(t *testing.T) {
	t.Parallel()
	check := newChecker(t)
	_, archives, dir := constructs(t)
	var seeds []string
	for _, archive := range archives {
		seeds = append(seeds, string(archive.Files[0].Data))
	}
	token := regexp.MustCompile(`[\w$#/.-]+`)
	accepted := 0
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.SampledFrom(seeds).Draw(rt, "seed")
		other := token.FindAllString(rapid.SampledFrom(seeds).Draw(rt, "other"), -1)
		for range rapid.IntRange(0, 3).Draw(rt, "changes") {
			places := token.FindAllStringIndex(text, -1)
			at := rapid.SampledFrom(places).Draw(rt, "place")
			text = text[:at[0]] + rapid.SampledFrom(other).Draw(rt, "word") + text[at[1]:]
		}
		put(t, filepath.Join(dir, "api.yaml"), text)
		if files := generated(rt, dir); files != nil {
			accepted++
			check.files(rt, files)
		}
	})
	if accepted < 10 {
		t.Errorf("only %d descriptions were accepted", accepted)
	}
}

func TestHostileGraphQL(t *testing.T) {
	t.Parallel()
	check := newChecker(t)
	want := surface(t, generated(t, described(t, hostileGraphQL("word"))))
	for i, word := range hostileWords() {
		if !sampled(i, 4) {
			continue
		}
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			files := generated(t, described(t, hostileGraphQL(word)))
			if files == nil {
				t.Fatalf("refused for the text %q", word)
			}
			check.files(t, files)
			if diff := cmp.Diff(want, surface(t, files)); diff != "" {
				t.Errorf("the word %q changes what is declared:\n%s", word, diff)
			}
		})
	}
}

// TestHostileNamesOfGraphQL: what a grammar allows as a name may still be a
// keyword of Go, a name of the emitted package, or differ in case alone.
func TestHostileNamesOfGraphQL(t *testing.T) {
	t.Parallel()
	check := newChecker(t)
	groups := slices.Collect(slices.Chunk(append(goNames(), "a__b", strings.Repeat("Long", 75)), 12))
	for i, group := range groups {
		if !sampled(i, 3) {
			continue
		}
		t.Run(group[0], func(t *testing.T) {
			files := generated(t, described(t, hostileGraphQLNames(group)))
			if files == nil {
				t.Fatalf("refused for the names %q", group)
			}
			check.files(t, files)
		})
	}
	for _, name := range []string{"_", "_1"} { // may be refused
		if files := generated(t, described(t, hostileGraphQLNames([]string{name}))); files != nil {
			check.files(t, files)
		}
	}
}

// TestHostileNamesOfOpenAPI gives the names of Go, of systems and of the
// emitted package to everything that has one, several of one scope at a time.
func TestHostileNamesOfOpenAPI(t *testing.T) {
	t.Parallel()
	check := newChecker(t)
	names := append(goNames(), "test", "Test", "TEST", "x_test", "windows_amd64", "linux", "CON", "con", "aux", "NUL", "COM1", ".git", "..", "go.mod", "keywright.lock", "internal", "vendor", "testdata")
	for group := range slices.Chunk(names, 12) {
		t.Run(group[0], func(t *testing.T) {
			files := generated(t, described(t, map[string]string{"api.json": toJSON(crowdedDocument(group))}))
			if files == nil {
				t.Fatalf("refused for the names %q", group)
			}
			check.files(t, files)
		})
	}
}
