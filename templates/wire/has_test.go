package wire

import "testing"

func TestHas(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		names []string
		want  bool
	}{
		{`{"radius": 1}`, []string{"radius"}, true},
		{` { "a" : {"radius":1}, "b": [2] }`, []string{"radius"}, false},
		{`{"a":1,"b":null}`, []string{"b", "a"}, true},
		{`{"a":1}`, []string{"a", "b"}, false},
		{`{"\u0061":1}`, []string{"a"}, true},
		{`{"a":1,"a":2}`, []string{"a", "b"}, false},
		{`["radius"]`, []string{"radius"}, false},
		{`null`, []string{"radius"}, false},
		{`{"b":1,"radius"`, []string{"radius"}, false},
		{``, []string{"radius"}, false},
	} {
		d := &Decoder{b: []byte(c.text)}
		if got := d.Has(0, c.names...); got != c.want || d.err != nil {
			t.Errorf("%s has %v: %v, error %v", c.text, c.names, got, d.err)
		}
	}
}
