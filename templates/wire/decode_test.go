// The reader case by case: kinds of values, odd but valid texts, wrong texts with
// their messages.

package wire_test

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/wire"
)

func check[T any](t *testing.T, name, text string, dec wire.DecodeFunc[T], want T) {
	t.Helper()
	var got T
	if err := wire.Unmarshal([]byte(text), &got, dec); err != nil {
		t.Errorf("%s %s: %v", name, text, err)
	} else if !reflect.DeepEqual(got, want) {
		t.Errorf("%s %s: got %#v, want %#v", name, text, got, want)
	}
}

func refuse[T any](t *testing.T, text string, dec wire.DecodeFunc[T], want string) {
	t.Helper()
	var got T
	err := wire.Unmarshal([]byte(text), &got, dec)
	if err == nil {
		t.Errorf("%s: taken as %#v", text, got)
	} else if !strings.Contains(err.Error(), want) {
		t.Errorf("%s: error %q, want %q in it", text, err, want)
	}
}

func TestIntegers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"0": 0, "-0": 0, "7": 7, " 7 ": 7, "-12": -12, "9223372036854775807": math.MaxInt64,
		"-9223372036854775808": math.MinInt64, "357728917.0": 357728917, "1e3": 1000, "1.5e1": 15,
		"120e-1": 12, "0e999999999999": 0, "0.000": 0, "-1E+2": -100, "9223372036854775807.000": math.MaxInt64,
		"999999999999999999": 999999999999999999, "1000000000000000000": 1000000000000000000, "null": 0,
		"0.00000000000000000000000000000000001e35": 1,
	} {
		check(t, "Int64", text, (*wire.Decoder).Int64, want)
	}
	for text, want := range map[string]string{
		"01": "unexpected '1'", "1.5": "number with a fraction 1.5", "9223372036854775808": "out of range",
		"-9223372036854775809": "out of range", "1e19": "out of range", "1e999999999999": "out of range",
		"1e-999999999999": "fraction", "-": "unexpected end", "+1": "unexpected '+'", "1.": "unexpected end", ".5": "unexpected '.'",
		"1e": "unexpected end", "0x10": "unexpected 'x'", "--1": "unexpected '-'", `"5"`: "expected integer, found string",
		"true": "found boolean", "[1]": "found array", "{}": "found object", "": "unexpected end", "NaN": "unexpected 'N'",
		"1 2": "unexpected '2', expected the end of JSON", "nul": "", "-01": "unexpected '1'",
	} {
		refuse(t, text, (*wire.Decoder).Int64, want)
	}
	for text, want := range map[string]int32{"2147483647": math.MaxInt32, "-2147483648": math.MinInt32, "5.0": 5} {
		check(t, "Int32", text, (*wire.Decoder).Int32, want)
	}
	refuse(t, "2147483648", (*wire.Decoder).Int32, "out of range 2147483648")
}

func TestFloats(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{
		"0": 0, "1.5": 1.5, "-2.25": -2.25, "0.1": 0.1, "123456789012345.6": 123456789012345.6,
		"1e308": 1e308, "4.9e-324": 5e-324, "0.3": 0.3, "99999999999999999999": 1e20, "1e-400": 0,
	} {
		check(t, "Float64", text, (*wire.Decoder).Float64, want)
	}
	var f float64
	if err := wire.Unmarshal([]byte("-0"), &f, (*wire.Decoder).Float64); err != nil || !math.Signbit(f) {
		t.Errorf("-0: %v %v", f, err)
	}
	refuse(t, "1e400", (*wire.Decoder).Float64, "out of range")
	refuse(t, "1e39", (*wire.Decoder).Float32, "out of range")
	check(t, "Float32", "0.1", (*wire.Decoder).Float32, float32(0.1))
	refuse(t, `"NaN"`, (*wire.Decoder).Float64, "expected number, found string")
}

func TestStrings(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Ænimus, ", 200)
	for text, want := range map[string]string{
		`""`: "", `"a"`: "a", `"12345678"`: "12345678", `"\"\\\/\b\f\n\r\t"`: "\"\\/\b\f\n\r\t", `"\u00e9\u20AC"`: "é€",
		`"\ud83d\ude00"`: "😀", `"\ud800"`: "\ufffd", `"\ud800x"`: "\ufffdx", `"\ud800\u0041"`: "\ufffdA",
		`"\ude00\ud83d"`: "\ufffd\ufffd", "\"\xff\xc3\xa9\"": "\ufffdé", "\"\xe2\x82\"": "\ufffd\ufffd", "\"\x7f\"": "\x7f",
		`"` + long + `"`: long, "\n\t \"x\" \r": "x", `"abcdefghijé"`: "abcdefghijé", "null": "",
	} {
		check(t, "String", text, (*wire.Decoder).String, want)
	}
	for text, want := range map[string]string{
		`"`: "unexpected end", `"a`: "unexpected end", "\"a\nb\"": "byte 0x0a", `"\x"`: "unexpected 'x', expected an escape",
		`"\u12"`: "hexadecimal", `"\u12`: "unexpected end", `"\`: "unexpected end", `"\ud800\u12"`: "hexadecimal",
		"12": "expected string, found number", `'a'`: `unexpected '\''`, `"a" "b"`: "the end of JSON", "\ufeff\"a\"": "byte 0xef",
	} {
		refuse(t, text, (*wire.Decoder).String, want)
	}
}

func TestScalars(t *testing.T) {
	t.Parallel()
	check(t, "Bool", " true", (*wire.Decoder).Bool, true)
	check(t, "Bool", "false ", (*wire.Decoder).Bool, false)
	refuse(t, "tru", (*wire.Decoder).Bool, "unexpected end")
	refuse(t, "trux", (*wire.Decoder).Bool, "unexpected 'x', expected true")
	refuse(t, "True", (*wire.Decoder).Bool, "unexpected 'T'")
	refuse(t, "1", (*wire.Decoder).Bool, "expected boolean, found number")

	at := time.Date(2024, 2, 29, 23, 59, 58, 500_000_000, time.UTC)
	for _, text := range []string{`"2024-02-29T23:59:58.5Z"`, `"2024-02-29 23:59:58.5Z"`, `"2024-02-29t23:59:58.5z"`,
		`"2024-02-29T23:59:58.5"`, `"2024-03-01T00:59:58.5+0100"`, `"2024-03-01T00:59:58.5+01:00"`} {
		var got time.Time
		if err := wire.Unmarshal([]byte(text), &got, (*wire.Decoder).Time); err != nil || !got.Equal(at) {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	refuse(t, `"2024-02-30T00:00:00Z"`, (*wire.Decoder).Time, "expected date-time")
	refuse(t, `1700000000`, (*wire.Decoder).Time, "expected date-time, found number")
	check(t, "Date", `"2024-02-29"`, (*wire.Decoder).Date, wire.Date{Year: 2024, Month: 2, Day: 29})
	for _, text := range []string{`"2023-02-29"`, `"2024-13-01"`, `"2024-1-01"`, `"2024-01-0x"`, `"x024-01-01"`, `"2024-00-10"`, `"2024-01-00"`, `""`} {
		refuse(t, text, (*wire.Decoder).Date, "expected date")
	}
	for _, text := range []string{`"+/8="`, `"-_8="`, `"+/8"`, `"-_8"`} {
		check(t, "Bytes", text, (*wire.Decoder).Bytes, []byte{0xfb, 0xff})
	}
	refuse(t, `"?"`, (*wire.Decoder).Bytes, "expected base64")
	check(t, "Raw", ` {"a": [1, null]} `, (*wire.Decoder).Raw, wire.Raw(`{"a": [1, null]}`))
	check(t, "Raw", "null", (*wire.Decoder).Raw, wire.Raw("null"))
	refuse(t, `{"a":[1,]}`, (*wire.Decoder).Raw, "a[1]: unexpected ']', expected value")
}

func TestObjectsInAnyShape(t *testing.T) {
	t.Parallel()
	want := Modifier{Type: 9, Value: 70}
	for _, text := range []string{
		`{"type":9,"value":70}`, `{"value":70,"type":9}`, " {\n \"type\" : 9 ,\t\"value\" : 70 } ",
		`{"type":1,"type":9,"value":70}`, `{"x":[{"y":null}],"type":9,"":{},"value":70,"z":"\u00e9"}`,
		`{"t\u0079pe":9,"\u0076alue":70}`, `{"value":70,"other":1,"type":9,"other":2}`,
		"{\"type\":9,\"value\":70,\"\xff\xff\xff\":0}",
	} {
		check(t, "Modifier", text, decodeModifier, want)
	}
	check(t, "Modifier", "{}", decodeModifier, Modifier{})
	check(t, "Modifier", "null", decodeModifier, Modifier{})
	check(t, "Modifier", `{"Type":9}`, decodeModifier, Modifier{}) // names are exact
	for text, want := range map[string]string{
		`{"type":9,}`: "unexpected '}', expected string", `{,"type":9}`: "unexpected ','", `{"type" 9}`: "expected ':'",
		`{"type":9`: "unexpected end", `{"type":9]`: "unexpected ']'", `{"type"`: "unexpected end", `{type:9}`: "unexpected 't'",
		`{"type":9}}`: "the end of JSON", `[]`: "expected object, found array", `{"x":tru,"type":9}`: "unexpected ','",
		`{"x":01}`: "x: unexpected '1'", `{"type":"9"}`: "type: expected integer, found string (offset 8)",
		`{"type":{}}`: "type: expected integer, found object",
	} {
		refuse(t, text, decodeModifier, want)
	}
	refuse(t, `{"auctions":[{"id":1},{"id":2,"item":{"modifiers":[{"type":true}]}}]}`, decodeAuctions,
		"auctions[1].item.modifiers[0].type: expected integer, found boolean")
}

func TestOptional(t *testing.T) {
	t.Parallel()
	check(t, "Opt", `{"name":"a","born":null,"title":"","aliases":[],"maybe":[true,null],"by_name":{"x":null,"y":{"href":"h"}}}`, decodeProfile, Profile{
		Name: "a", Born: wire.Null[wire.Date](), Title: wire.Some(""), Aliases: wire.Some([]string{}),
		Maybe:  []wire.Opt[bool]{wire.Some(true), wire.Null[bool]()},
		ByName: map[string]*Link{"x": nil, "y": {Href: "h"}},
	})
	check(t, "lists", `{"tags":[],"matrix":[[1],[],null],"stats":{},"children":null,"free":null,"icon":null}`, decodeProfile, Profile{
		Tags: []string{}, Matrix: [][]float64{{1}, {}, nil}, Stats: map[string]int64{}, Free: wire.Raw("null"),
	})
	check(t, "odd name", `{"odd é":"x"}`, decodeProfile, Profile{Odd: "x"})
	check(t, "odd name, escaped otherwise", `{"odd \u00e9":"x"}`, decodeProfile, Profile{Odd: "x"})
}

func TestNamesThatNeedEscapes(t *testing.T) {
	t.Parallel()
	fields := &wire.Fields{Type: "Odd", Names: []string{`"a\"b\\":`, `"\n":`}}
	dec := func(d *wire.Decoder, i int, x *[2]int64) int {
		i, f := d.Object(i, fields)
		for f >= 0 {
			i = d.Int64(i, &x[f])
			i, f = d.Field(i, f, fields)
		}
		return i
	}
	check(t, "as listed", `{"a\"b\\":1,"\n":2}`, dec, [2]int64{1, 2})
	check(t, "escaped otherwise", `{"\u000A":2,"\u0061\"b\u005c":1}`, dec, [2]int64{1, 2})
	check(t, "others", `{"a\"b":1,"n":2,"\\n":3}`, dec, [2]int64{})
}

func TestDepthLimit(t *testing.T) {
	t.Parallel()
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	var r wire.Raw
	if err := wire.Unmarshal([]byte(deep(1000)), &r, (*wire.Decoder).Raw); err != nil {
		t.Error(err)
	}
	refuse(t, deep(1001), (*wire.Decoder).Raw, "nested too deeply")
	refuse(t, strings.Repeat(`{"children":[`, 600)+strings.Repeat(`]}`, 600), decodeProfile, "nested too deeply")
	flat := "[" + strings.Repeat("[],", 5000) + "[]]"
	if err := wire.Unmarshal([]byte(flat), &r, (*wire.Decoder).Raw); err != nil {
		t.Error(err)
	}
}

type errStop struct{}

func (errStop) Error() string { return "stop" }

func TestErrorIsTyped(t *testing.T) {
	t.Parallel()
	var x Auctions
	err := wire.Unmarshal([]byte(`{"auctions":[{"item":{"id":"secret-value"}}]}`), &x, decodeAuctions)
	e, ok := errors.AsType[*wire.Error](err)
	if !ok || e.Offset != 27 || e.Path != "auctions[0].item.id" {
		t.Errorf("got %#v", err)
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("the error quotes the input: %v", err)
	}
	err = wire.UnmarshalOptions([]byte(`{"x":1}`), &x, decodeAuctions, wire.Options{Drift: func(wire.Drift) error { return errStop{} }})
	if !errors.Is(err, errStop{}) {
		t.Errorf("the hook's error is lost: %v", err)
	}
}

// fieldsOf70 are more names than a word has bits.
func fieldsOf70() *wire.Fields {
	t := &wire.Fields{Type: "Wide", Open: true}
	for k := range 70 {
		t.Names = append(t.Names, `"f`+string(rune('A'+k/10))+string(rune('0'+k%10))+`":`)
		t.Required = append(t.Required, k)
	}
	return t
}

func TestWideAndOpenObjects(t *testing.T) {
	t.Parallel()
	type wide struct {
		values [70]int64
		extra  map[string]int64
	}
	fields := fieldsOf70()
	dec := func(d *wire.Decoder, i int, x *wide) int {
		var seen [2]uint64
		i, f := d.Object(i, fields)
		for f >= 0 {
			seen[f>>6] |= 1 << (f & 63)
			if f == 70 {
				i = wire.DecodeEntry(d, i, &x.extra, (*wire.Decoder).Int64)
			} else {
				i = d.Int64(i, &x.values[f])
			}
			i, f = d.Field(i, f, fields)
		}
		if d.Watching() {
			d.Missing(i, fields, seen[:]...)
		}
		return i
	}
	var x wide
	var missing []string
	o := wire.Options{Drift: func(r wire.Drift) error { missing = append(missing, r.String()); return nil }}
	if err := wire.UnmarshalOptions([]byte(`{"extra":5,"fG9":9,"é\n":6,"fA0":1}`), &x, dec, o); err != nil {
		t.Fatal(err)
	}
	if x.values[69] != 9 || x.values[0] != 1 || !reflect.DeepEqual(x.extra, map[string]int64{"extra": 5, "é\n": 6}) {
		t.Errorf("got %v", x)
	}
	if len(missing) != 68 || missing[0] != "fA1: missing in Wide" {
		t.Errorf("missing: %q", missing)
	}
}

func TestUnions(t *testing.T) {
	t.Parallel()
	dec := func(d *wire.Decoder, i int, x *any) int {
		switch d.Kind(i) {
		case '{':
			tag, ok := d.Discriminator(i, "kind")
			if !ok {
				var link Link
				if next, ok := wire.Try(d, i, &link, decodeLink); ok {
					*x = link
					return next
				}
				var r wire.Raw
				i = d.Raw(i, &r)
				*x = r
				return i
			}
			*x = tag
			return d.Skip(i)
		case '0':
			var n int64
			i = d.Int64(i, &n)
			*x = n
			return i
		}
		return d.Skip(i)
	}
	for text, want := range map[string]any{
		`{"a":[1],"kind":"damage"}`: "damage", ` 5`: int64(5), `{"href":"h"}`: Link{Href: "h"},
		`{"href":1}`: wire.Raw(`{"href":1}`), `true`: nil,
		`{"a":1,"kind":7}`: "7", `{"kind": -20}`: "-20", `{"kind":3.0}`: "3", `{"kind" : true}`: "true", `{"kind":false}`: "false",
		`{"kind":1.5}`: Link{}, `{"kind":null}`: Link{}, `{"kind":[1]}`: Link{}, // no tags
	} {
		check(t, "union", text, dec, want)
	}
}

// node is what an untagged recursive union gives: each level is one of two types that
// only differ behind the child.
type node struct {
	child *node
	a, b  int64
}

func decodeNode(d *wire.Decoder, i int, x *node) int {
	for _, fields := range []*wire.Fields{
		{Type: "A", Names: []string{`"child":`, `"a":`}}, {Type: "B", Names: []string{`"child":`, `"b":`}},
	} {
		next, ok := wire.Try(d, i, x, func(d *wire.Decoder, i int, x *node) int {
			i, f := d.Object(i, fields)
			for f >= 0 {
				switch {
				case f == 0:
					i = wire.DecodePtr(d, i, &x.child, decodeNode)
				case fields.Type == "A":
					i = d.Int64(i, &x.a)
				default:
					i = d.Int64(i, &x.b)
				}
				i, f = d.Field(i, f, fields)
			}
			return i
		})
		if ok {
			return next
		}
	}
	return d.Fail(i, "none of the variants")
}

func TestVariantsInsideVariants(t *testing.T) {
	t.Parallel()
	check(t, "variants", `{"child":{"a":1,"b":"x"},"b":2,"a":"y"}`, decodeNode, node{child: &node{a: 1}, b: 2})
	nested := strings.Repeat(`{"child":`, 300) + `null` + strings.Repeat(`,"a":"x","b":"y"}`, 300)
	refuse(t, nested, decodeNode, "too many variants")
	refuse(t, `{"child":tru}`, decodeNode, "none of the variants")
	_, reports := drifts(t, `{"a":1,"other":2}`, decodeNode)
	if len(reports) != 1 || reports[0] != "unknown other: unknown in A (number)" {
		t.Errorf("got %q", reports)
	}
}
