// Goldens: for each construct a small model and the code it becomes, for a
// reader to learn the construct from. Run with -update after a change that is
// meant.

package emit_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/keywright/keywright/generator/emit"
	"github.com/keywright/keywright/generator/ir"
)

// update is a flag, which the testing package wants at package level.
var update = flag.Bool("update", false, "write the golden files anew")

// golden is a construct: a model and the files of it that show the construct.
type golden struct {
	name  string
	pkg   *ir.Package
	files []string // prefixes of names
}

func goldens() []golden {
	d := fixtureDecls()
	types := func(decls ...*ir.Decl) *ir.Package {
		for _, decl := range decls {
			decl.Root, decl.Group = decl.Kind != ir.DeclEnum, ""
		}
		return &ir.Package{Name: "shop", Source: "shop.yaml", Title: "Shop", Types: decls}
	}
	// holder makes a model use a type that has no methods of its own.
	holder := func(t *ir.Type) *ir.Decl {
		return &ir.Decl{Kind: ir.DeclStruct, Name: "Holder", Fields: []*ir.Field{field("Value", "value", t, ir.Required)}}
	}
	all := fixture()
	with := func(change func(*ir.Package)) *ir.Package {
		p := fixture()
		change(p)
		return p
	}
	typesAndCodecs := []string{"types.go", "types_codec.go", "codec.go"}
	return []golden{
		{"struct", types(d.modifier, d.item, d.auction, d.timeLeft), typesAndCodecs},
		{"struct_open", types(d.open), typesAndCodecs},
		{"struct_wide", types(d.wide), typesAndCodecs},
		{"struct_recursive", types(d.node, d.tags, d.stamp, d.event, d.shape, d.damage, d.heal, d.circle, d.square, d.level), []string{"types.go"}},
		{"enum", types(d.timeLeft, d.level, holder(list(use(d.timeLeft)))), typesAndCodecs},
		{"union_discriminator", types(d.event, d.damage, d.heal, holder(use(d.event))), typesAndCodecs},
		{"union_shape", types(d.shape, d.circle, d.square, d.level, holder(use(d.shape))), typesAndCodecs},
		{"alias", types(d.tags, d.stamp, holder(use(d.stamp))), typesAndCodecs},
		{"json_v2", types(d.open), []string{"jsonv2.go"}},
		{"client", all, []string{"client.go"}},
		{"client_simple", with(func(p *ir.Package) {
			p.SplitAccess, p.Services, p.Schemes, p.Vars = false, p.Services[:1], nil, nil
			p.Services[0].Ops = p.Services[0].Ops[:1]
			p.Services[0].Ops[0].Security = nil
		}), []string{"client.go", "realm.go", "options.go", "description.go"}},
		{"description", all, []string{"description.go"}},
		{"options", all, []string{"options.go"}},
		{"options_single", with(func(p *ir.Package) { p.Schemes, p.Vars = p.Schemes[:1], nil }), []string{"options.go"}},
		{"service", all, []string{"realm.go"}},
		{"service_user", all, []string{"account_profile.go"}},
		{"bodies_params_results", all, []string{"kitchen_windows_api.go"}},
		{"fake", with(func(p *ir.Package) { p.Services = p.Services[:1] }), []string{"wowtest/", "example_test.go"}},
	}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for _, g := range goldens() {
		t.Run(g.name, func(t *testing.T) {
			t.Parallel()
			files, err := emit.Client(g.pkg, options(g.pkg))
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			for _, f := range files {
				for _, prefix := range g.files {
					if strings.HasPrefix(f.Name, prefix) {
						got.WriteString("-- " + f.Name + " --\n")
						got.Write(f.Content)
					}
				}
			}
			name := filepath.Join("testdata", g.name+".golden")
			if *update {
				write(t, name, got.Bytes())
				return
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("%s (-want +got), run with -update if meant:\n%s", name, diff)
			}
		})
	}
}
