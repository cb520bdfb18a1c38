package wire

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// guarded is {"id": …, "rank": …, "after": …} with a rank of a shape of its own.
type guarded struct {
	ID    int64
	Rank  *inner
	After int64
}

type inner struct{ Points []int64 }

func decodeInner(d *Decoder, i int, x *inner) int {
	fields := Fields{Type: "Inner", Names: []string{`"points":`}}
	i, f := d.Object(i, &fields)
	for f >= 0 {
		i = DecodeList(d, i, &x.Points, (*Decoder).Int64)
		i, f = d.Field(i, f, &fields)
	}
	return i
}

func decodeInnerOrNil(d *Decoder, i int, x **inner) int { return DecodePtr(d, i, x, decodeInner) }

func decodeGuarded(d *Decoder, i int, x *guarded) int {
	fields := Fields{Type: "Guarded", Names: []string{`"id":`, `"rank":`, `"after":`}}
	i, f := d.Object(i, &fields)
	for f >= 0 {
		switch f {
		case 0:
			i = d.Int64(i, &x.ID)
		case 1:
			i = DecodeGuarded(d, i, "error", &x.Rank, decodeInnerOrNil)
		case 2:
			i = d.Int64(i, &x.After)
		}
		i, f = d.Field(i, f, &fields)
	}
	return i
}

// The rest of a text is read whatever stands in a guarded place.
func TestGuardedValues(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ value, message, problem string }{
		{`{"points": [1, 2]}`, "", ""},
		{`null`, "", ""},
		{`{}`, "", ""},
		{`{"error": "hidden"}`, "hidden", ""},
		{`{"status": 1, "trace": [{"error": 1}], "error": "no\nsuch metric"}`, "no\nsuch metric", ""},
		{`{"error": 5}`, "", ""}, // an unknown name, as others
		{`{"error": null, "points": [3]}`, "", ""},
		{`{"points": [1, [{"x": "]"}], 2]}`, "", "rank.points[1]: expected integer, found array"},
		{`{"points": {"a": [[]]}}`, "", "rank.points: expected array, found object"},
		{`"gone"`, "", "rank: expected object, found string"},
		{`[]`, "", "rank: expected object, found array"},
	} {
		var x guarded
		text := `{"id": 1, "rank": ` + tt.value + `, "after": 2}`
		err := Unmarshal([]byte(text), &x, decodeGuarded)
		if x.ID != 1 || x.After != 2 {
			t.Errorf("%s: read as %+v", text, x)
		}
		fault, ok := errors.AsType[*Fault](err)
		if want := tt.message+tt.problem != ""; ok != want || (err == nil) == want {
			t.Errorf("%s: %v, want a fault: %v", text, err, want)
			continue
		}
		if !ok {
			continue
		}
		if fault.Message != tt.message || fault.Path != "rank" || string(fault.Raw) != tt.value || x.Rank != nil {
			t.Errorf("%s: %+v, rank %v", text, fault, x.Rank)
		}
		if tt.problem != "" && !strings.Contains(err.Error(), tt.problem) {
			t.Errorf("%s: %v, want %s", text, err, tt.problem)
		}
		if _, shape := errors.AsType[*Error](err); shape != (tt.problem != "") {
			t.Errorf("%s: %v is an Error: %v", text, err, shape)
		}
	}
}

// What isn't JSON is an error of the text, not of the place.
func TestGuardedBrokenText(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"id": 1, "rank": {"points": [1,}, "after": 2}`, `{"id": 1, "rank": {"points": "`, `{"id": 1, "rank": {"error": "x"`,
		`{"id": 1, "rank": {"error": "x", "y": 01}, "after": 2}`,
	} {
		var x guarded
		err := Unmarshal([]byte(text), &x, decodeGuarded)
		if _, ok := errors.AsType[*Error](err); !ok || errors.As(err, new(*Fault)) {
			t.Errorf("%s: %v, want an Error alone", text, err)
		}
	}
}

// Faults that are taken are no error; pooled decoders don't hand them on.
func TestFaultsAreTaken(t *testing.T) {
	t.Parallel()
	var faults []Fault
	var list []guarded
	read := func(d *Decoder, i int, x *[]guarded) int {
		i = DecodeList(d, i, x, decodeGuarded)
		faults = d.Faults()
		return i
	}
	text := `[{"rank": {"error": "a"}, "after": 1}, {"rank": {"points": [7]}}, {"rank": 5, "after": 3}]`
	if err := Unmarshal([]byte(text), &list, read); err != nil {
		t.Fatal(err)
	}
	if len(faults) != 2 || faults[0].Path != "[0].rank" || faults[1].Path != "[2].rank" || faults[1].Err == nil {
		t.Errorf("faults %+v", faults)
	}
	if len(list) != 3 || list[1].Rank == nil || list[1].Rank.Points[0] != 7 || list[2].After != 3 {
		t.Errorf("list %+v", list)
	}
	for range 8 {
		if err := Unmarshal([]byte(`{"rank": null}`), new(guarded), decodeGuarded); err != nil {
			t.Fatal(err)
		}
	}
}

// A watcher that wants an end gets it, and one that reads on hears of a mistyped
// value instead.
func TestGuardedDrift(t *testing.T) {
	t.Parallel()
	text := []byte(`{"id": 1, "rank": {"points": ["x"]}, "after": 2}`)
	stop := errors.New("stop")
	var x guarded
	err := UnmarshalOptions(text, &x, decodeGuarded, Options{Drift: func(Drift) error { return stop }})
	if !errors.Is(err, stop) || errors.As(err, new(*Fault)) {
		t.Errorf("%v, want the watcher's", err)
	}
	var seen []Drift
	err = UnmarshalOptions(text, &x, decodeGuarded, Options{Drift: func(d Drift) error { seen = append(seen, d); return nil }})
	if err != nil || len(seen) != 1 || seen[0].Path != "rank.points[0]" || x.After != 2 {
		t.Errorf("%v, drift %v, %+v", err, seen, x)
	}
}

func TestManyFaults(t *testing.T) {
	t.Parallel()
	text := "[" + strings.Repeat(`{"rank": {"error": "a"}},`, 20000) + `{"rank": 1}]`
	var faults []Fault
	err := Unmarshal([]byte(text), new([]guarded), func(d *Decoder, i int, x *[]guarded) int {
		i = DecodeList(d, i, x, decodeGuarded)
		faults = d.Faults()
		return i
	})
	if err != nil || len(faults) != 20001 {
		t.Errorf("%d faults, %v", len(faults), err)
	}
}

func TestNumeric(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text  string
		i     int64
		isInt bool
		f     float64
		isNum bool
	}{
		{`12`, 12, true, 12, true}, {`"12"`, 12, true, 12, true}, {`"-"`, 0, false, 0, false}, {`""`, 0, false, 0, false},
		{`"~4340"`, 4340, true, 4340, true}, {`12.0`, 12, true, 12, true}, {`"12.5"`, 0, false, 12.5, true}, {`-3.25`, 0, false, -3.25, true},
		{`9223372036854775807`, 1<<63 - 1, true, 1 << 63, true}, {`9223372036854775808`, 0, false, 1 << 63, true},
		{`"0x10"`, 0, false, 0, false}, {`"Inf"`, 0, false, 0, false}, {`"NaN"`, 0, false, 0, false}, {`"1e3"`, 1000, true, 1000, true},
		{`"Patch 7.1"`, 0, false, 0, false},
	} {
		var n Numeric
		if err := json.Unmarshal([]byte(tt.text), &n); err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		if i, ok := n.Int64(); i != tt.i || ok != tt.isInt {
			t.Errorf("%s: Int64 %d, %v", tt.text, i, ok)
		}
		if f, ok := n.Float64(); f != tt.f || ok != tt.isNum {
			t.Errorf("%s: Float64 %v, %v", tt.text, f, ok)
		}
		if b, err := json.Marshal(n); err != nil || string(b) != tt.text {
			t.Errorf("%s: written as %s, %v", tt.text, b, err)
		}
		if got := n.String(); got != strings.Trim(tt.text, `"`) || n.IsApproximate() != strings.Contains(tt.text, "~") {
			t.Errorf("%s: prints as %s", tt.text, got)
		}
	}
	for _, text := range []string{`true`, `{}`, `[1]`, `01`, `"`} {
		if err := json.Unmarshal([]byte(text), new(Numeric)); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
	if (Numeric{}) != NumericText("") || NumericText("1") == NumericNumber("1") {
		t.Error("Numerics don't compare")
	}
	bad := NumericNumber("1x")
	if b, err := Marshal(&bad, (*Encoder).Numeric); err == nil {
		t.Errorf("written as %s", b)
	}
}

func TestEmptyListForAnObject(t *testing.T) {
	t.Parallel()
	type box struct{ In Opt[inner] }
	decode := func(d *Decoder, i int, x *box) int { return DecodeOrEmptyList(d, i, &x.In, decodeInner) }
	for _, tt := range []struct {
		text, written     string
		set, empty, isNil bool
	}{
		{`[]`, `[]`, false, true, false},
		{` [ ] `, `[]`, false, true, false},
		{`{"points":[1]}`, `{"points":[1]}`, true, false, false},
		{`{}`, `{"points":null}`, true, false, false},
		{`null`, `null`, false, false, true},
	} {
		var x box
		if err := Unmarshal([]byte(tt.text), &x, decode); err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		if _, set := x.In.Get(); set != tt.set || x.In.IsEmptyList() != tt.empty || x.In.IsNull() != tt.isNil || x.In.IsZero() {
			t.Errorf("%s: read as %v", tt.text, x.In)
		}
		b, err := Marshal(&x.In, func(e *Encoder, v *Opt[inner]) {
			EncodeNullable(e, v, func(e *Encoder, v *inner) {
				e.Object()
				e.Name(`"points":`)
				EncodeList(e, &v.Points, (*Encoder).Int64)
				e.EndObject()
			})
		})
		if err != nil || string(b) != tt.written {
			t.Errorf("%s: written as %s, %v", tt.text, b, err)
		}
	}
	for _, text := range []string{`[1]`, `[`, `[[]]`, `"x"`} {
		if err := Unmarshal([]byte(text), new(box), decode); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
	if b, err := json.Marshal(EmptyList[inner]()); err != nil || string(b) != "[]" {
		t.Errorf("encoding/json writes %s, %v", b, err)
	}
	if s := EmptyList[int]().String(); s != "<empty list>" {
		t.Errorf("prints as %s", s)
	}
}

// event is a union that keeps raw what its case can't hold.
type event any

type hit struct{ Amount int64 }

func decodeHit(d *Decoder, i int, x *hit) int {
	fields := Fields{Type: "Hit", Names: []string{`"type":`, `"amount":`}}
	i, f := d.Object(i, &fields)
	for f >= 0 {
		if f == 1 {
			i = d.Int64(i, &x.Amount)
		} else {
			i = d.Skip(i)
		}
		i, f = d.Field(i, f, &fields)
	}
	return i
}

func decodeEvent(d *Decoder, i int, x *event) int {
	mark := d.Mark(i)
	switch tag, _ := d.Discriminator(i, "type"); tag {
	case "hit":
		var v *hit
		i = DecodePtr(d, i, &v, decodeHit)
		if !d.Undo(mark, &i) {
			*x = v
			return i
		}
	}
	var v Raw
	i = d.Raw(i, &v)
	*x = v
	return i
}

func TestUndo(t *testing.T) {
	t.Parallel()
	var list []event
	text := `[{"type":"hit","amount":1},{"type":"hit","amount":[{}, {"a":1.5}]},{"type":"new"},{"type":"hit","amount":"x"},{"type":"hit","amount":2}]`
	if err := Unmarshal([]byte(text), &list, func(d *Decoder, i int, x *[]event) int { return DecodeList(d, i, x, decodeEvent) }); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range list {
		switch e := e.(type) {
		case *hit:
			got = append(got, "hit")
			if e.Amount == 0 {
				t.Error("a hit without amount")
			}
		case Raw:
			got = append(got, string(e))
		}
	}
	const want = `hit|{"type":"hit","amount":[{}, {"a":1.5}]}|{"type":"new"}|{"type":"hit","amount":"x"}|hit`
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("read %s\nwant %s", s, want)
	}
	for _, text := range []string{`[{"type":"hit","amount":[1,]}]`, `[{"type":"hit","amount":1`, `[{"type":"hit","amount":"x"]`} {
		if err := Unmarshal([]byte(text), &list, func(d *Decoder, i int, x *[]event) int { return DecodeList(d, i, x, decodeEvent) }); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
	stop := errors.New("stop")
	err := UnmarshalOptions([]byte(text), &list, func(d *Decoder, i int, x *[]event) int { return DecodeList(d, i, x, decodeEvent) },
		Options{Drift: func(Drift) error { return stop }})
	if !errors.Is(err, stop) {
		t.Errorf("%v, want the watcher's", err)
	}
}
