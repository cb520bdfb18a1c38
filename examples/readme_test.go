// Package examples_test holds the README to the truth: its Go code compiles
// against the clients in generated/, and the tour's output is the tour's.
package examples_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// around says what a block of README stands in, in the README's order. A "…"
// in a block stands for code that isn't shown.
var around = []struct{ before, after string }{
	{"func first(ctx context.Context, id, secret string) error {", "_ = realm\nreturn err\n}"},
	{"func more(ctx context.Context, c *wow.Client, login *auth.Source) {", "_, _ = house, me\n}"},
	{"func show(*wow.Item) {}\n\nfunc searches(ctx context.Context, c *wow.Client) error {", "return nil\n}"},
	{"func cached(ctx context.Context, dir, id, secret string) error {", "_ = house\nreturn err\n}"},
	{"", ""},
	{"func graphql(ctx context.Context, c *warcraftlogs.Client) {", "_, _ = report, err\n}"},
	{"func derived(ctx context.Context, c *warcraftlogs.Client, code string) {", "_, _, _ = report, fights, err\n}"},
	{"func batches(ctx context.Context, c *warcraftlogs.Client, code string, codes []string, id, secret string) {", "_, _, _, _, _ = report, reports, budget, ok, err\n}"},
	{"", ""},
	{"func events(ctx context.Context, c *warcraftlogs.Client, code string) error {", "return nil\n}"},
	{"func application() {", "_, _ = c, err\n}"},
	{"func player(ctx context.Context, c *wow.Client, id, secret string) error {", "_ = me\nreturn err\n}"},
	{"func keep(ctx context.Context, flow auth.CodeFlow, token *auth.Token) error {", "_ = login\nreturn nil\n}"},
	{"func site(flow auth.CodeFlow, key auth.Secret, remember func(*http.Request, *auth.Token) error) error {", "return nil\n}"},
	{"func logs(ctx context.Context, logins auth.Store, id, secret, code string) error {", "_, _ = report, me\nreturn err\n}"},
}

const header = `package readme

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"testing"

	"github.com/keywright/keywright/generated/runtime/auth"
	"github.com/keywright/keywright/generated/runtime/auth/store"
	"github.com/keywright/keywright/generated/runtime/client"
	"github.com/keywright/keywright/generated/runtime/client/gql"
	"github.com/keywright/keywright/generated/runtime/clienttest/gqltest"
	"github.com/keywright/keywright/generated/runtime/wire"
	"github.com/keywright/keywright/generated/warcraftlogs"
	"github.com/keywright/keywright/generated/warcraftlogs/warcraftlogstest"
	"github.com/keywright/keywright/generated/wow"
	"github.com/keywright/keywright/generated/wow/wowtest"
)

var (
	_ context.Context
	_ = errors.Is
	_ = fmt.Sprint
	_ http.Handler
	_ = os.Stdin
	_ *testing.T
	_ *auth.Source
	_ *store.File
	_ client.Option
	_ *warcraftlogs.Client
	_ *wow.Client
	_ = wowtest.NewServer
	_ gql.Points
	_ gqltest.Args
	_ wire.Opt[bool]
	_ = warcraftlogstest.NewServer
)
`

func TestReadmeCompiles(t *testing.T) {
	t.Parallel()
	blocks := fenced(t, "go")
	if len(blocks) != len(around) {
		t.Fatalf("README has %d Go blocks; around says what %d stand in", len(blocks), len(around))
	}
	var src strings.Builder
	src.WriteString(header)
	for i, block := range blocks {
		hidden := regexp.MustCompile(`\{ … \}`).ReplaceAllString(block, "{}")
		hidden = regexp.MustCompile(`(?m)^\s*…$`).ReplaceAllString(hidden, "_ = c")
		fmt.Fprintf(&src, "\n%s\n%s\n%s\n", around[i].before, declared(hidden), around[i].after)
	}
	// An overlay compiles the file inside this module without writing into it.
	file := filepath.Join(t.TempDir(), "readme.go")
	if err := os.WriteFile(file, []byte(src.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(here, "readme", "readme.go"): file}})
	if err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(list, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-overlay", list, "./readme").CombinedOutput(); err != nil {
		t.Errorf("README doesn't compile: %v\n%s\n%s", err, out, src.String())
	}
}

// declared lets a block declare err more than once and not use loop variables,
// as prose does.
func declared(block string) string {
	return regexp.MustCompile(`for (\w+), err := range (.*) \{\}`).ReplaceAllString(block, "for $1, err := range $2 { _, _ = $1, err }")
}

func TestReadmeShowsTheTour(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("quickstart/main_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(src), "const want = `")
	want, _, ok := strings.Cut(rest, "`")
	if !ok {
		t.Fatal("the tour's test has no expected output")
	}
	for _, block := range fenced(t, "text") {
		if block == want {
			return
		}
	}
	t.Errorf("README doesn't show what the tour prints:\n%s", want)
}

// fenced gives the code blocks of README in a language.
func fenced(t *testing.T, language string) []string {
	t.Helper()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var blocks []string
	for _, m := range regexp.MustCompile("(?ms)^```(\\w*)\n(.*?)^```$").FindAllStringSubmatch(string(readme), -1) {
		if m[1] == language {
			blocks = append(blocks, m[2])
		}
	}
	return blocks
}
