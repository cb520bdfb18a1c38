// Logins: their goldens, and their names among those of a description.

package emit_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/keywright/keywright/generator/emit"
	"github.com/keywright/keywright/generator/ir"
)

// emitted gives one file of a package; empty where it has none of the name.
func emitted(t *testing.T, pkg *ir.Package, name string) string {
	t.Helper()
	files, err := emit.Client(pkg, options(pkg))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Name == name {
			return string(f.Content)
		}
	}
	return ""
}

func TestLoginGolden(t *testing.T) {
	t.Parallel()
	single := fixture()
	single.Schemes = single.Schemes[:1]
	several := fixture()
	several.Schemes[0].Token.SendScope = true
	several.Schemes[0].Token.Authorize = [][2]string{{"prompt", "consent"}}
	several.Schemes[0].Flows = append(several.Schemes[0].Flows, &ir.Flow{Kind: ir.FlowDevice,
		URLs: ir.FlowURLs{Device: "https://oauth.example.com/device", Token: "https://oauth.example.com/token"}})
	shared := fixture()
	shared.SplitAccess, shared.Schemes = false, shared.Schemes[:1]
	for _, op := range shared.Services[1].Ops {
		op.UserOnly = false
	}
	for name, got := range map[string]string{
		"login_single":  emitted(t, single, "login.go"),
		"login_several": emitted(t, several, "login.go"),
		"login_shared":  emitted(t, shared, "client.go"),
	} {
		file := filepath.Join("testdata", name+".golden")
		if *update {
			write(t, file, []byte(got))
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got), run with -update if meant:\n%s", file, diff)
		}
	}
	if d := emitted(t, several, "description.go"); !strings.Contains(d, `SendScope: true, Authorize: [][2]string{{"prompt", "consent"}}`) {
		t.Errorf("the description says nothing of how to log in:\n%s", d)
	}
}

// A type of the description keeps its name; the function gives way.
func TestLoginGivesWay(t *testing.T) {
	t.Parallel()
	pkg := fixture()
	pkg.Schemes = pkg.Schemes[:1]
	pkg.Types = append(pkg.Types, &ir.Decl{Kind: ir.DeclStruct, Name: "LoginFlow", Doc: text("A login under way"), Pointer: "#/components/schemas/LoginFlow"})
	if got := emitted(t, pkg, "login.go"); !strings.Contains(got, "func OAuth2LoginFlow(") || strings.Contains(got, "func LoginFlow(") {
		t.Errorf("the function took the type's name:\n%s", got)
	}
}

func TestNoLoginWithoutAFlow(t *testing.T) {
	t.Parallel()
	pkg := fixture()
	pkg.Schemes = slices.Clone(pkg.Schemes[1:4])
	pkg.SplitAccess = false
	for _, s := range pkg.Services {
		for _, op := range s.Ops {
			op.Security, op.UserOnly = nil, false
		}
	}
	if got := emitted(t, pkg, "login.go"); got != "" {
		t.Errorf("a description without users has a login:\n%s", got)
	}
	if got := emitted(t, pkg, "client.go"); strings.Contains(got, ") User(") {
		t.Errorf("a description without users has Client.User:\n%s", got)
	}
}
