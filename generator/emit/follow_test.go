// Links: what is emitted for descriptions that have them, and what isn't.

package emit_test

import (
	"strings"
	"testing"

	"github.com/keywright/keywright/generator/emit"
	"github.com/keywright/keywright/generator/ir"
)

func TestFollowIsTypedByAnswers(t *testing.T) {
	t.Parallel()
	pkg := fixture()
	pkg.Links = true
	// A second operation with the same answer, and a type that has the name.
	again := *pkg.Services[0].Ops[0]
	again.Name, again.ID = "Again", "again"
	pkg.Services[0].Ops = append(pkg.Services[0].Ops, &again)
	text := emitted(t, pkg, "follow.go")
	for _, want := range []string{
		"func Follow[T any, P linked[T]](ctx context.Context, c caller, href string, opts ...client.CallOption) (*T, error) {",
		"func (c *UserClient) caller() *client.Core {",
		"func (*Realm) operations() []*client.Operation {\n\treturn []*client.Operation{&opRealmGet, &opRealmAgain}\n}",
		"func (x *Realm) decodeLinked(d *wire.Decoder, i int) int {\n\treturn decodeRealm(d, i, x)\n}",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %s:\n%s", want, text)
		}
	}
	pkg.Types = append(pkg.Types, &ir.Decl{Kind: ir.DeclStruct, Name: "Follow", Root: true})
	if text := emitted(t, pkg, "follow.go"); !strings.Contains(text, "func FollowLink[") {
		t.Errorf("a type of the name doesn't keep it:\n%s", text)
	}
}

func TestNoLinksNoFollow(t *testing.T) {
	t.Parallel()
	files, err := emit.Client(fixture(), options(fixture()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Name == "follow.go" {
			t.Error("a description without links has a function to follow them")
		}
	}
}
