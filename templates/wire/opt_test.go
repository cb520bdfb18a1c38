// Opt, Raw and Date as values of their own, with fmt and encoding/json.

package wire_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/wire"
)

func sprint(v any) string { return fmt.Sprint(v) }

func TestOpt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		o               wire.Opt[int64]
		set, null, zero bool
		text, goText    string
		json            string
	}{
		{wire.Some[int64](0), true, false, false, "0", "wire.Some[int64](0)", "0"},
		{wire.Null[int64](), false, true, false, "<null>", "wire.Null[int64]()", "null"},
		{wire.Opt[int64]{}, false, false, true, "<absent>", "wire.Opt[int64]{}", "null"},
	} {
		v, ok := c.o.Get()
		if v != 0 || ok != c.set || c.o.IsSet() != c.set || c.o.IsNull() != c.null || c.o.IsZero() != c.zero {
			t.Errorf("%#v: %v %v", c.o, v, ok)
		}
		if got := c.o.Or(7); (got == 7) == c.set {
			t.Errorf("%#v: Or gives %v", c.o, got)
		}
		if fmt.Sprint(c.o) != c.text || fmt.Sprintf("%#v", c.o) != c.goText {
			t.Errorf("%v, %#v", c.o, c.o)
		}
		if b, err := json.Marshal(c.o); err != nil || string(b) != c.json {
			t.Errorf("%s %v", b, err)
		}
	}
	type pair struct {
		A wire.Opt[string] `json:"a,omitzero"`
		B wire.Opt[string] `json:"b,omitzero"`
		C wire.Opt[string] `json:"c,omitzero"`
	}
	in := `{"a":"x","b":null}`
	var p pair
	if err := json.Unmarshal([]byte(in), &p); err != nil || p != (pair{A: wire.Some("x"), B: wire.Null[string]()}) {
		t.Errorf("%#v %v", p, err)
	}
	if b, err := json.Marshal(p); err != nil || string(b) != in {
		t.Errorf("%s %v", b, err)
	}
	if got := fmt.Sprintf("%v", p); got != "{x <null> <absent>}" {
		t.Error(got)
	}
	if err := json.Unmarshal([]byte(`{"a":1}`), &p); err == nil {
		t.Error("a number taken for a string")
	}
}

func TestRawAndDate(t *testing.T) {
	t.Parallel()
	var x struct {
		R wire.Raw
		D wire.Date
	}
	if err := json.Unmarshal([]byte(`{"R":{"k":[1]},"D":"2024-02-29"}`), &x); err != nil {
		t.Fatal(err)
	}
	var v map[string][]int
	if err := x.R.Decode(&v); err != nil || v["k"][0] != 1 {
		t.Errorf("%v %v", v, err)
	}
	if b, err := json.Marshal(x); err != nil || string(b) != `{"R":{"k":[1]},"D":"2024-02-29"}` {
		t.Errorf("%s %v", b, err)
	}
	if got := x.D.Time(time.UTC); got != time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC) || wire.DateOf(got) != x.D || x.D.IsZero() {
		t.Error(got)
	}
	if _, err := json.Marshal(wire.Date{}); err == nil {
		t.Error("the zero Date is written")
	}
	if b, err := json.Marshal(wire.Raw(nil)); err != nil || string(b) != "null" {
		t.Errorf("%s %v", b, err)
	}
}
