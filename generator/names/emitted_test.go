package names_test

import (
	"testing"

	"github.com/keywright/keywright/generator/names"
)

func TestEmittedNamesAreReserved(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"Client": true, "WithRegion": true, "New": true, "Region": false, "NewClient": false} {
		if got := names.InPackage(name); got != want {
			t.Errorf("InPackage(%q) = %v, want %v", name, got, want)
		}
	}
	scope := names.NewScope(names.InPackage)
	var got string
	scope.Settle([]names.Claim{{Key: "a", Source: "client", Wants: []string{"Client"}, Suffix: "Object", Set: func(n string) { got = n }}})
	if got != "ClientObject" {
		t.Errorf("a schema named client became %q", got)
	}
}
