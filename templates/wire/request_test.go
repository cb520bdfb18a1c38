package wire_test

import (
	"testing"

	"github.com/keywright/keywright/templates/wire"
)

func TestRequestEncoder(t *testing.T) {
	t.Parallel()
	for _, e := range []*wire.Encoder{new(wire.Encoder), wire.RequestEncoder()} {
		id, kind, n := int64(7), "", int64(0)
		e.Object()
		if !e.Sending() {
			e.Name(`"id":`)
			e.Int64(&id)
		}
		e.Name(`"kind":`)
		e.StringOr(&kind, "circle")
		e.Name(`"version":`)
		e.Int64Or(&n, 2)
		e.EndObject()
		got, err := e.Result()
		want := `{"id":7,"kind":"circle","version":2}`
		if e.Sending() {
			want = `{"kind":"circle","version":2}`
		}
		if err != nil || string(got) != want {
			t.Errorf("sending %v: %s, %v; want %s", e.Sending(), got, err, want)
		}
	}
}

func TestTag(t *testing.T) {
	t.Parallel()
	e := new(wire.Encoder)
	name := "x"
	e.Array()
	for i := range 3 {
		e.Elem()
		at := e.Len()
		switch i {
		case 0:
			e.Object()
			e.EndObject()
		case 1:
			e.Object()
			e.Name(`"name":`)
			e.String(&name)
			e.EndObject()
		default:
			e.Null()
		}
		e.Tag(at, `"kind":`, `a"b`)
		e.TagNumber(at, `"n":`, 4)
	}
	e.EndArray()
	got, err := e.Result()
	if want := `[{"n":4,"kind":"a\"b"},{"n":4,"kind":"a\"b","name":"x"},null]`; err != nil || string(got) != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
}
