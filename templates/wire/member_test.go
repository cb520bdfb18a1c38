package wire_test

import (
	"slices"
	"testing"

	"github.com/keywright/keywright/templates/wire"
)

func TestMemberTellsNamesInOrder(t *testing.T) {
	t.Parallel()
	open := &wire.Fields{Type: "Any", Open: true}
	var names []string
	read := func(d *wire.Decoder, i int, x *int64) int {
		i, f := d.Object(i, open)
		for f >= 0 {
			names = append(names, d.Member())
			i = d.Int64(i, x)
			i, f = d.Field(i, f, open)
		}
		return i
	}
	var last int64
	if err := wire.Unmarshal([]byte(`{"b":1,"a":2,"":3,"\u00e6":4}`), &last, read); err != nil {
		t.Fatal(err)
	}
	if want := []string{"b", "a", "", "æ"}; !slices.Equal(names, want) || last != 4 {
		t.Errorf("names %q, want %q; last value %d", names, want, last)
	}
}
