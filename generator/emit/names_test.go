// Tests of file names, comments and sentences by themselves.

package emit

import (
	"strings"
	"testing"

	"github.com/keywright/keywright/generator/ir"
)

func TestFileBase(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"realm": "realm", "ConnectedRealm": "connected_realm", "connected-realm": "connected_realm",
		"test": "test", "unit_test": "unit_test_api", "windows": "windows", "x_windows": "x_windows_api", "linux_amd64": "linux_amd64_api", "my.js": "my_js_api",
		"CON": "con_api", "aux": "aux_api", "com1": "com1_api", "lpt9": "lpt9_api", "console": "console",
		"../../etc/passwd": "etc_passwd", "_hidden": "hidden", ".hidden": "hidden", "": "api", "日本語": "api", "a/b\\c:d": "a_b_c_d",
		"OAuth2Tokens": "oauth2_tokens", "a\x00b\n": "a_b", strings.Repeat("x", 300): strings.Repeat("x", maxFileBase),
	} {
		if got := fileBase(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestFileNamesDifferWhateverTheirCase(t *testing.T) {
	t.Parallel()
	names := fileNames{}
	seen := map[string]bool{}
	for _, want := range []string{"Realm", "realm", "REALM", "realm_2", "x_linux", "X_Linux", "x_linux_api"} {
		got := names.take(want)
		if seen[strings.ToLower(got)] || readByBuild(got) {
			t.Errorf("%s becomes %s", want, got)
		}
		seen[strings.ToLower(got)] = true
	}
}

func TestComment(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 20)
	for text, want := range map[string]string{
		"":                             "",
		" \n ":                         "",
		"One.":                         "// One.",
		"One\nline.":                   "// One line.",
		"One.\n\nTwo.":                 "// One.\n//\n// Two.",
		"One.\u2028\u2028Two.":         "// One.\n//\n// Two.",
		"a\r\nb\rc\u0085d":             "// a b c d",
		"a\x00b\u202Ec\uFEFF":          "// abc",
		"go:embed x":                   `// "go:embed" x`,
		"//go:embed x":                 `// "go:embed" x`,
		"+build ignore":                `// "+build" ignore`,
		"line 5":                       "// Line 5",
		"# Title\n\ntext":              "// # Title\n//\n// text",
		"Lists:\n- one\n  more\n* two": "// Lists:\n//\n//   - one more\n//   - two",
		"1. one\n2) two":               "//  1. one\n//  2. two",
		"Code:\n\n    a()\n      b()":  "// Code:\n//\n//\ta()\n//\t  b()",
		long + "go:embed x":            "// " + strings.TrimSpace(strings.Repeat("word ", 15)) + "\n// " + strings.Repeat("word ", 5) + "go:embed x",
		"https://example.com/" + strings.Repeat("a", 100): "// https://example.com/" + strings.Repeat("a", 100),
	} {
		if got := strings.Join(commentLines(text), "\n"); got != want {
			t.Errorf("%q:\n%s\nwant\n%s", text, got, want)
		}
	}
}

// A directive stays where it is in a line however long the line becomes, since a
// line must not begin with it.
func TestWrapKeepsDirectivesInside(t *testing.T) {
	t.Parallel()
	for n := range 40 {
		text := strings.Repeat("a ", n) + strings.Repeat("go:embed +build line export ", 10)
		for i, l := range wrapText(text, 20) {
			if i > 0 && isDirective(strings.Fields(l)[0]) {
				t.Fatalf("line %d begins with a directive: %q", i, l)
			}
		}
	}
}

func TestSentence(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{
		{"Get", "Returns a realm", "Get returns a realm."},
		{"List", "List all pets", "List all pets."},
		{"Index", "List all realms", "Index lists all realms."},
		{"Find", "Search for pets", "Find searches for pets."},
		{"Ask", "Query the index", "Ask queries the index."},
		{"Realm", "A realm", "Realm is a realm."},
		{"Realm", "An entry", "Realm is an entry."},
		{"Realm", "Realm of the game", "Realm of the game."},
		{"Realm", "Realms of the game", "Realm: Realms of the game."},
		{"Realm", "Protected character?", "Realm: Protected character?"},
		{"Get", "Get", "Get."},
	} {
		if got := sentence(c[0], c[1]); got != c[2] {
			t.Errorf("%s, %q: got %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

func TestDeclDocTellsTheSummaryOnce(t *testing.T) {
	t.Parallel()
	got := declDoc("Get", ir.Doc{Summary: "Gets it", Description: "Gets it.", Deprecated: "deprecated", URL: "https://x"}, "")
	want := "Get gets it.\n\nSee https://x\n\nDeprecated: the description marks it as deprecated."
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestADescriptionThatRepeatsItsSummary(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{
		{"Gets a limit", "Gets a limit. It may be low.", "It may be low."},
		{"Gets a limit.", "gets a limit\n\nIt may be low.", "It may be low."},
		{"Gets a limit", "Gets a limited view.", "Gets a limited view."},
		{"Gets a limit", "Gets a limit for an organization.", "Gets a limit for an organization."},
		{"Gets a limit", "Gets a limit", ""},
	} {
		if _, rest := leadAndRest(ir.Doc{Summary: c[0], Description: c[1]}); rest != c[2] {
			t.Errorf("%q, %q: got %q, want %q", c[0], c[1], rest, c[2])
		}
	}
}

func TestLowerFirst(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"Realm": "realm", "IDCard": "idCard", "ID": "id", "HTTPServer": "httpServer", "X": "x", "XRay": "xRay", "Äpfel": "äpfel"} {
		if got := lowerFirst(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}
