// Tests of both parsers through Parse: what they read, where it stands, and
// what they say about mistakes.

package tree_test

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/tree"
)

// parse returns the tree and what was reported, one line a diagnostic with the
// hint behind it.
func parse(file, text string) (*tree.Node, string) {
	var l diag.List
	var s diag.Sources
	n := tree.Parse(file, []byte(text), &l, &s)
	var b strings.Builder
	for _, d := range l.All() {
		fmt.Fprintf(&b, "%s", d)
		if d.Hint != "" {
			fmt.Fprintf(&b, " (%s)", d.Hint)
		}
		b.WriteByte('\n')
	}
	return n, b.String()
}

func mustParse(t *testing.T, file, text string) *tree.Node {
	t.Helper()
	n, msg := parse(file, text)
	if n == nil || msg != "" {
		t.Fatalf("Parse: %s", msg)
	}
	return n
}

// dump writes a tree with the position and kind of every key and value.
func dump(n *tree.Node, indent string) string {
	var b strings.Builder
	at := func(n *tree.Node) string { return fmt.Sprintf("%d:%d", n.Pos().Line, n.Pos().Col) }
	fmt.Fprintf(&b, "%s%s %q\n", at(n), " "+n.Kind.String(), n.Value)
	for k, v := range n.Pairs() {
		fmt.Fprintf(&b, "%s  %s %q -> %s", indent, at(k), k.Value, dump(v, indent+"  "))
	}
	for _, v := range n.Items {
		fmt.Fprintf(&b, "%s  - %s", indent, dump(v, indent+"  "))
	}
	return b.String()
}

func TestPositions(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, file, text, want string }{
		{"json", "a.json", "\ufeff{\r\n  \"é\\u00e9\": [1, -0.5e3, \"\\ud83d\\ude00\\ud800x\"], \"ü\": {\"t\": true, \"n\": null},\n\t\"last\": {} }\n", `1:1 mapping ""
  2:3 "éé" -> 2:14 list ""
    - 2:15 integer "1"
    - 2:18 number "-0.5e3"
    - 2:26 string "😀` + "\ufffd" + `x"
  2:50 "ü" -> 2:55 mapping ""
    2:56 "t" -> 2:61 boolean "true"
    2:67 "n" -> 2:72 null "null"
  3:2 "last" -> 3:10 mapping ""
`},
		{"yaml", "a.yaml", "a: 1\n# note\nb:\n  - x: 'ü' # c\n    y: 2.50\n  - [~, yes, \"10\", 2020-01-01]\n200: !!str 5\nc:\n", `1:1 mapping ""
  1:1 "a" -> 1:4 integer "1"
  3:1 "b" -> 4:3 list ""
    - 4:5 mapping ""
      4:5 "x" -> 4:8 string "ü"
      5:5 "y" -> 5:8 number "2.50"
    - 6:5 list ""
      - 6:6 null "~"
      - 6:9 string "yes"
      - 6:14 string "10"
      - 6:20 string "2020-01-01"
  7:1 "200" -> 7:6 string "5"
  8:1 "c" -> 8:3 null ""
`},
		{"json in yaml", "a.yaml", "{\"a\": [1]}", "1:1 mapping \"\"\n  1:2 \"a\" -> 1:7 list \"\"\n    - 1:8 integer \"1\"\n"},
		{"flow yaml", "a.yaml", "{a: [1]}", "1:1 mapping \"\"\n  1:2 \"a\" -> 1:5 list \"\"\n    - 1:6 integer \"1\"\n"},
		{"line ends that editors don't show", "a.yaml", "a: \"x\u2028y\"\nb: 1\nc: \"x\u0085\ry\"\nd: 2\n# \u2028e: 3\n", `1:1 mapping ""
  1:1 "a" -> 1:4 string "x\u2028y"
  2:1 "b" -> 2:4 integer "1"
  3:1 "c" -> 3:4 string "x\ny"
  4:1 "d" -> 4:4 integer "2"
  5:4 "e" -> 5:7 integer "3"
`},
		{"anchors", "a.yaml", "base: &b {x: 1, y: 2}\none:\n  z: 0\n  <<: *b\n  y: 3\ntwo:\n  <<: [{q: 1, x: 9}, *b]\nthree: *b\n", `1:1 mapping ""
  1:1 "base" -> 1:7 mapping ""
    1:11 "x" -> 1:14 integer "1"
    1:17 "y" -> 1:20 integer "2"
  2:1 "one" -> 3:3 mapping ""
    3:3 "z" -> 3:6 integer "0"
    1:11 "x" -> 1:14 integer "1"
    5:3 "y" -> 5:6 integer "3"
  6:1 "two" -> 7:3 mapping ""
    7:9 "q" -> 7:12 integer "1"
    7:15 "x" -> 7:18 integer "9"
    1:17 "y" -> 1:20 integer "2"
  8:1 "three" -> 1:7 mapping ""
    1:11 "x" -> 1:14 integer "1"
    1:17 "y" -> 1:20 integer "2"
`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, dump(mustParse(t, c.file, c.text), "")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestJSONErrors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                "1:1: error: the file is empty [empty-file] (check that it is the right file and was saved)",
		" \n ":                            "1:1: error: the file is empty [empty-file] (check that it is the right file and was saved)",
		"{\n  \"a\": 1,\n}":               `2:9: error: unexpected ',' before '}' [json-syntax] (remove the comma; JSON allows none after the last entry)`,
		"[1,\n\n]":                        `1:3: error: unexpected ',' before ']' [json-syntax] (remove the comma; JSON allows none after the last entry)`,
		"{\"a\": 1\n \"b\": 2}":           `2:2: error: expected ',' or '}', found '"' [json-syntax] (a comma is missing before it)`,
		"{'a': 1}":                        `1:2: error: expected a key in double quotes, found '\'' [json-syntax] (keys stand in double quotes)`,
		"{a: 1}":                          `1:2: error: expected a key in double quotes, found 'a' [json-syntax] (keys stand in double quotes)`,
		"{\"a\": 'x'}":                    `1:7: error: expected a value, found '\'' [json-syntax] (JSON strings stand in double quotes)`,
		"{\"é\" 1}":                       `1:6: error: expected ':' after the key "é", found '1' [json-syntax]`,
		"// c\n{}":                        `1:1: error: expected a value, found '/' [json-syntax] (JSON has no comments; remove it, or name the file .yaml)`,
		"{\"a\": 1 // c\n}":               `1:9: error: expected ',' or '}', found '/' [json-syntax] (JSON has no comments; remove it, or name the file .yaml)`,
		"{\"a\": \"x\ny\"}":               `1:7: error: the string isn't closed on its line [json-syntax] (close it with a double quote; a line break inside is written \n)`,
		"{\"a\": \"x\\ny":                 `1:7: error: the string isn't closed [json-syntax] (a double quote is missing at its end)`,
		"{\"a\": \"x\ty\"}":               `1:9: error: control character U+0009 in a string [json-syntax] (write it as an escape, such as \t or \u0001)`,
		"{\"a\": \"é\\q\"}":               `1:9: error: unknown escape "\\q" [json-syntax] (a backslash itself is written \\)`,
		"{\"a\": \"\\u12g4\"}":            `1:8: error: \u wants four hexadecimal digits [json-syntax]`,
		"{\"a\": [1, 2":                   `1:12: error: unexpected end of file in the list that begins at line 1 [json-syntax] (close it, or fetch the file again if it was cut off)`,
		"{\"a\": ":                        `1:7: error: expected a value, found end of file [json-syntax] (the file seems to be cut off)`,
		"{} {}":                           `1:4: error: unexpected '{' after the end of the value [json-syntax] (a file holds one JSON value; remove what follows it)`,
		"{\"a\": 01}":                     `1:7: error: a JSON number doesn't begin with zeros [json-syntax] (write it without leading zeros, in decimal)`,
		"[-]":                             `1:3: error: expected a digit, found ']' [json-syntax]`,
		"[1.]":                            `1:4: error: expected a digit after the decimal point, found ']' [json-syntax]`,
		"[1e]":                            `1:4: error: expected a digit in the exponent, found ']' [json-syntax]`,
		"[True]":                          `1:2: error: unexpected word "True" [json-syntax] (write true)`,
		"[NaN]":                           `1:2: error: unexpected word "NaN" [json-syntax] (strings stand in double quotes)`,
		"{\"a\":1,\"b\":2,\n \"a\":3}":    `2:2: error: duplicate key "a"; it is first set at line 1 [duplicate-key] (remove or rename one of the two)`,
		"\"\xff\"":                        `1:2: error: byte 0xff is not valid UTF-8 [encoding] (save the file as UTF-8)`,
		"\xff\xfe{\x00}":                  `1:1: error: the file is encoded in UTF-16 [encoding] (save the file as UTF-8)`,
		strings.Repeat("[", 100_000):      `1:1001: error: lists and mappings nest deeper than 1000 levels [json-syntax] (flatten it, or move parts of it into definitions that are referred to)`,
		strings.Repeat("{\"a\":", 10_000): `1:5001: error: lists and mappings nest deeper than 1000 levels [json-syntax] (flatten it, or move parts of it into definitions that are referred to)`,
	} {
		if _, got := parse("a.json", text); got != "a.json:"+want+"\n" {
			t.Errorf("%.60q\n got %swant a.json:%s", text, got, want)
		}
	}
}

func TestYAMLErrors(t *testing.T) {
	t.Parallel()
	const indent = "(check the indentation and the quotes: keys of one mapping begin in the same column)"
	for text, want := range map[string]string{
		"# only a comment\n": `1:1: error: the file holds comments and nothing else [empty-file] (check that it is the right file and was saved)`,
		"x: 1\na: b: c\n":    `2:5: error: unexpected ':' [yaml-syntax] (put text that holds ": " in quotes, or check the indentation)`,
		"a: 1\n  b: 2\n":     `2:4: error: unexpected ':' [yaml-syntax] (put text that holds ": " in quotes, or check the indentation)`,
		"a: 1\n\tb: 2\n":     `2:1: error: found a tab character that violates indentation [yaml-syntax] (indent with spaces; YAML allows no tabs)`,
		"t:\n    a: 1\n    b: 2\n    c: 3\n   d: 4\n": `5:4: error: expected key [yaml-syntax] ` + indent,
		"a: 1\nb: 2\nc: \"x\" y\nd: 1\n":              `3:8: error: expected key [yaml-syntax] ` + indent,
		"a: 1\nfoo\nbar: 2\n":                         `2:1: error: expected ':' after the key [yaml-syntax] (a key wants a colon and a space behind it)`,
		"a: 1\nb: [1, 2\nc: 3\n":                      `2:8: error: expected ',' or ']' [yaml-syntax] (a comma or the closing bracket is missing)`,
		"a: 1\nb: {x: 1]\nc: 3\n":                     `2:8: error: expected ',' or '}' [yaml-syntax] (a comma or the closing bracket is missing)`,
		"a: 1\nb: 'abc\nc: 3\n":                       `2:4: error: the quoted string isn't closed [yaml-syntax] (the closing quote is missing)`,
		"a: 'abc\nb: 3\nc: 4\n":                       `1:4: error: the quoted string isn't closed [yaml-syntax] (the closing quote is missing)`,
		"a: 1\nb: @x\n":                               "2:4: error: found character that cannot start any token [yaml-syntax] (put text that begins with @, ` or % in quotes)",
		"a: 1\nb: *foo\n":                             `2:4: error: unknown anchor 'foo' referenced [yaml-syntax] (define it with & before it is used, or quote text that begins with *)`,
		"a: 1\nb: \"a\\qb\"\n":                        `2:4: error: found unknown escape character [yaml-syntax] (in double quotes a backslash begins an escape; write \\ or use single quotes)`,
		"a: 1\nb: ]\n":                                `2:4: error: expected a value [yaml-syntax] (a value is missing, or there is a bracket too many)`,
		"- a\n- b\nc: 1\n":                            `3:1: error: expected '-' indicator [yaml-syntax] (entries of one list begin with "- " in the same column)`,
		"a: 1\n---\nb: 2\n":                           `2:1: error: the file holds a second YAML document [yaml-documents] (keep one document a file)`,
		"a: 1\nb:\n  c: 1\n  c: 2\na: 3\n": `4:3: error: duplicate key "c"; it is first set at line 3 [duplicate-key] (remove or rename one of the two)
a.yaml:5:1: error: duplicate key "a"; it is first set at line 1 [duplicate-key] (remove or rename one of the two)`,
		"200: a\n\"200\": b\n":      `2:1: error: duplicate key "200"; it is first set at line 1 [duplicate-key] (remove or rename one of the two)`,
		"a: {{x}}\n":                `1:5: error: a key can't be a mapping [yaml-key] (put it in quotes; "{" begins a mapping)`,
		"? [a]\n: 1\n":              `1:3: error: a key can't be a list [yaml-key] (write the key as plain text)`,
		"a: &x [*x]\n":              `1:8: error: the alias *x refers to itself [alias-cycle] (an alias can't stand inside what it refers to)`,
		"a: &x\n  <<: *x\n":         `2:7: error: the alias *x refers to itself [alias-cycle] (an alias can't stand inside what it refers to)`,
		"a:\n  <<: 1\n":             `2:7: error: "<<" merges mappings, but this is of kind integer [yaml-merge]`,
		"a: !!int foo\n":            `1:4: error: the value "foo" is no integer, as its tag !!int says [yaml-tag]`,
		"a: !Ref foo\n":             `1:4: warning: the tag !Ref is not known; the value is taken as a string [yaml-tag] (remove the tag)`,
		"a: \"é\x01\"\n":            `1:6: error: control character U+0001 [yaml-syntax] (write it as an escape in double quotes, such as "\x00", or remove it)`,
		strings.Repeat("[", 20_000): `1:10001: error: exceeded max depth of 10000 [yaml-syntax] (check the indentation, the brackets and the quotes around it)`,
		strings.Repeat("[", 5_000) + strings.Repeat("]", 5_000): `1:1001: error: lists and mappings nest deeper than 1000 levels [yaml-syntax] (flatten it, or move parts of it into definitions that are referred to)`,
	} {
		if _, got := parse("a.yaml", text); got != "a.yaml:"+want+"\n" {
			t.Errorf("%.60q\n got %swant a.yaml:%s", text, got, want)
		}
	}
}

// TestAliasBomb holds the bound on what aliases unfold to: nine levels of nine
// would be 3.8e8 nodes.
func TestAliasBomb(t *testing.T) { // not parallel: it counts what is allocated
	var b strings.Builder
	b.WriteString("l0: &l0 [x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 9; i++ {
		fmt.Fprintf(&b, "l%d: &l%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*l%d, ", i-1), 9), ", "))
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, got := parse("bomb.yaml", b.String())
	runtime.ReadMemStats(&after)
	allocated := after.TotalAlloc - before.TotalAlloc
	if !strings.HasPrefix(got, "bomb.yaml:") || !strings.Contains(got, "aliases unfold the document by more than 200000 nodes [alias-bomb]") {
		t.Errorf("got %s", got)
	}
	if allocated > 100<<20 {
		t.Errorf("a bomb of %d bytes allocates %d MB", b.Len(), allocated>>20)
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	n := mustParse(t, "a.json", `{"a/b": {"m~n": [10, {"x y": 1}]}, "": 5, "n": 7}`)
	for pointer, want := range map[string]string{
		"":                                string(n.AppendJSON(nil)),
		"#":                               string(n.AppendJSON(nil)),
		"/a~1b/m~0n/0":                    "10",
		"#/a~1b/m~0n/1/x%20y":             "1",
		"/":                               "5",
		"/a~1b/m~0n/2":                    "",
		"/a~1b/m~0n/00":                   "",
		"/a~1b/m~0n/-":                    "",
		"/n/0":                            "",
		"a":                               "",
		"#/%zz":                           "",
		"/a~1b/m~0n/1/x y":                "1",
		"/a~1b/m~0n/18446744073709551617": "",
	} {
		got := n.Pointer(pointer)
		if want == "" && got != nil || want != "" && string(got.AppendJSON(nil)) != want {
			t.Errorf("Pointer(%q) = %s, want %s", pointer, got.AppendJSON(nil), want)
		}
	}
	if n.Get("a/b", "m~n").Len() != 2 || n.Get("n", "x") != nil || n.Get("zz", "x").Get("y") != nil {
		t.Error("Get")
	}
	if got := n.Key("n").Pos().String(); got != "a.json:1:43" {
		t.Errorf("Key(n) at %s", got)
	}
}

// TestMutation changes a mapping across the size at which it gets an index.
func TestMutation(t *testing.T) {
	t.Parallel()
	n := mustParse(t, "a.yaml", "k0: 0\n")
	for i := range 30 {
		n.Set(fmt.Sprintf("k%d", i), tree.New(tree.Int, fmt.Sprint(i), n))
	}
	c := n.Clone()
	for i := range 30 {
		if i%3 != 0 && !n.Delete(fmt.Sprintf("k%d", i)) {
			t.Errorf("k%d can't be deleted", i)
		}
	}
	if n.Delete("k1") || n.Get("k1") != nil || c.Get("k1") == nil {
		t.Error("k1 was deleted from the original alone")
	}
	for i := range 30 {
		v, ok := n.Get(fmt.Sprintf("k%d", i)).Int()
		if ok != (i%3 == 0) || ok && int(v) != i {
			t.Errorf("k%d = %d, %v", i, v, ok)
		}
	}
	if c.Len() != 30 || n.Len() != 10 || n.Get("k9").Pos() != n.Pos() {
		t.Errorf("lengths %d and %d", c.Len(), n.Len())
	}
}

func TestScalars(t *testing.T) {
	t.Parallel()
	n := mustParse(t, "a.yaml", `[0x1F, 0o17, 0777, 1_000, +5, -3, 9223372036854775807, 99999999999999999999, 1.0, .5, 1e3, .inf, -.inf, .nan, TRUE, ~, "a\"\u2028é", 2020-01-01, 0b11]`)
	want := `[31,15,777,1000,5,-3,9223372036854775807,99999999999999999999,1.0,0.5,1e3,".inf","-.inf",".nan",true,null,"a\"\u2028é","2020-01-01",3]`
	if got := string(n.AppendJSON(nil)); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	if v, ok := n.Items[8].Int(); !ok || v != 1 {
		t.Errorf("1.0 is the integer %d, %v", v, ok)
	}
	if _, ok := n.Items[7].Int(); ok {
		t.Error("99999999999999999999 doesn't fit")
	}
	if v, ok := n.Items[14].Bool(); !ok || !v {
		t.Error("TRUE is true")
	}
	if _, ok := n.Items[0].Text(); ok {
		t.Error("a number is no text")
	}
	count := 0
	for range n.All() {
		count++
	}
	if count != 20 {
		t.Errorf("All gives %d nodes", count)
	}
}

// FuzzParse holds that no input makes Parse panic or hang, that what it reads
// as JSON is what encoding/json reads, and that a tree's JSON reads back.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`{"a": [1, 2.5e3, "x\u00e9\n", true, null], "b": {}}`, "a: &x [1]\nb: *x\nc:\n  <<: {q: 1}\n",
		"a: |\n  x\n  y\nb: >-\n  z\n", "? a\n: b\n", "{a: b, c: [d}", "\"\u2028\": 1\r\n\tb", "!!int 5", "a: 'x\n# c\n",
		"- - - a\n  -\n-", "%YAML 1.2\n---\na\n...\n", "&a a: *a\n<<: &b {<<: *b}", "[1,\n 2,\n]", "{,}", "a:\n\n\n  # c\n b",
	} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, text string, isJSON bool) {
		name := "f.yaml"
		if isJSON {
			name = "f.json"
		}
		n, report := parse(name, text)
		if n == nil {
			if report == "" {
				t.Fatal("nothing read and nothing reported")
			}
			return
		}
		out := n.AppendJSON(nil)
		if !json.Valid(out) {
			t.Fatalf("AppendJSON gives %s", out)
		}
		again, report2 := parse("g.json", string(out))
		if again == nil || string(again.AppendJSON(nil)) != string(out) {
			t.Fatalf("%s doesn't read back: %s", out, report2)
		}
		if isJSON && !strings.HasPrefix(text, "\ufeff") && !json.Valid([]byte(text)) {
			t.Fatal("encoding/json refuses it")
		}
		if isJSON && report == "" {
			var want, got any
			if err := json.Unmarshal([]byte(strings.TrimPrefix(text, "\ufeff")), &want); err != nil {
				return // a number out of range
			}
			if err := json.Unmarshal(out, &got); err != nil || !cmp.Equal(want, got) {
				t.Fatalf("differs from encoding/json: %v", cmp.Diff(want, got))
			}
		}
	})
}
