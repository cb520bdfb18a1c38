// Tests of collecting, rendering and guessing.

package diag_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/keywright/keywright/generator/diag"
)

func TestListSortsAndDeduplicates(t *testing.T) {
	t.Parallel()
	var l diag.List
	if l.Err() != nil || l.HasErrors() {
		t.Fatal("an empty list has errors")
	}
	l.Warnf(diag.Pos{File: "b.yaml", Line: 1, Col: 1}, "odd", "", "odd %s", "thing")
	if l.Err() != nil {
		t.Fatal("a warning is not an error")
	}
	l.Errorf(diag.Pos{File: "a.yaml", Line: 10, Col: 2}, "bad", "mend it", "bad")
	l.Errorf(diag.Pos{File: "a.yaml", Line: 9, Col: 3}, "bad", "", "100%% bad")
	l.Errorf(diag.Pos{File: "a.yaml", Line: 10, Col: 2}, "bad", "mend it", "bad")
	l.Notef(diag.Pos{File: "a.yaml"}, "fyi", "", "note")

	want := `a.yaml: note: note [fyi]
a.yaml:9:3: error: 100% bad [bad]
a.yaml:10:2: error: bad [bad]
b.yaml:1:1: warning: odd thing [odd]`
	if diff := cmp.Diff(want, l.Err().Error()); diff != "" {
		t.Error(diff)
	}
	list, ok := errors.AsType[*diag.Errors](l.Err())
	if !ok || len(list.Diagnostics) != 4 {
		t.Errorf("Err doesn't carry the diagnostics: %#v", list)
	}
}

func TestWriteText(t *testing.T) {
	t.Parallel()
	var s diag.Sources
	s.Add("k.yaml", []byte("clients:\r\n\t- näme: x\r\n"))
	s.Add("long.json", []byte(strings.Repeat("é", 5000)+"X"+strings.Repeat("b", 5000)))
	s.Add("evil.yaml", []byte("a\x1b[31mb: 1"))
	diags := []diag.Diagnostic{
		{Code: "unknown-key", Pos: diag.Pos{File: "k.yaml", Line: 2, Col: 8}, Msg: "unknown key", Hint: `did you mean "name"?`},
		{Pos: diag.Pos{File: "k.yaml", Line: 1}, Msg: "whole line"},
		{Pos: diag.Pos{File: "k.yaml", Line: 99, Col: 1}, Msg: "no such line"},
		{Pos: diag.Pos{File: "long.json", Line: 1, Col: 5001}, Msg: "far right"},
		{Pos: diag.Pos{File: "evil.yaml", Line: 1, Col: 7}, Msg: "esc \x1b[31m and\nnewline"},
		{Severity: diag.Warning, Msg: "nowhere"},
	}
	want := `k.yaml:2:8: error: unknown key [unknown-key]
    2 | 	- näme: x
      | 	      ^
  hint: did you mean "name"?
k.yaml:1: error: whole line
    1 | clients:
k.yaml:99:1: error: no such line
long.json:1:5001: error: far right
    1 | …` + strings.Repeat("é", 50) + "X" + strings.Repeat("b", 49) + `…
      | ` + strings.Repeat(" ", 51) + `^
evil.yaml:1:7: error: esc \x1b[31m and\nnewline
    1 | a�[31mb: 1
      |       ^
warning: nowhere
`
	var b strings.Builder
	if err := diag.WriteText(&b, diags, &s); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestWriteJSON(t *testing.T) {
	t.Parallel()
	var s diag.Sources
	s.Add("k.yaml", []byte("a: <b>\n"))
	var b strings.Builder
	err := diag.WriteJSON(&b, []diag.Diagnostic{
		{Code: "x", Pos: diag.Pos{File: "k.yaml", Line: 1, Col: 4}, Msg: "m", Hint: "h"},
		{Severity: diag.Warning, Code: "y", Msg: "n"},
	}, &s)
	if err != nil {
		t.Fatal(err)
	}
	var got any
	if err := json.Unmarshal([]byte(b.String()), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"diagnostics": []any{
		map[string]any{"severity": "error", "code": "x", "file": "k.yaml", "line": 1.0, "column": 4.0, "message": "m", "hint": "h", "source": "a: <b>"},
		map[string]any{"severity": "warning", "code": "y", "message": "n"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	b.Reset()
	if err := diag.WriteJSON(&b, nil, nil); err != nil || !strings.Contains(b.String(), `"diagnostics": []`) {
		t.Errorf("no diagnostics: %q, %v", b.String(), err)
	}
}

func TestWriteGitHub(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	err := diag.WriteGitHub(&b, []diag.Diagnostic{
		{Code: "x", Pos: diag.Pos{File: "a,b:c.yaml", Line: 1, Col: 4}, Msg: "100%: bad", Hint: "line\nbreak"},
		{Severity: diag.Note, Code: "y", Msg: "n\n::error::injected"},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := "::error file=a%2Cb%3Ac.yaml,line=1,col=4,title=x::100%25: bad%0Aline%0Abreak\n" +
		"::notice title=y::n%0A::error::injected\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	keys := []string{"name", "package", "spec", "schema", "operations", "out"}
	for word, want := range map[string]string{
		"spce": "spec", "Spec": "spec", "nmae": "name", "packge": "package", "operation": "operations",
		"output": "", "xyz": "", "": "", "ot": "out", strings.Repeat("spec", 100): "",
	} {
		got, ok := diag.Nearest(word, keys)
		if got != want || ok != (want != "") {
			t.Errorf("Nearest(%q) = %q, %v; want %q", word, got, ok, want)
		}
	}
}

func TestRename(t *testing.T) {
	t.Parallel()
	var s diag.Sources
	s.Add("k.yaml", []byte("a: 1\n"))
	before := []diag.Diagnostic{{Pos: diag.Pos{File: "k.yaml", Line: 1, Col: 1}, Msg: "m"}, {Msg: "nowhere"}}
	diags, sources := diag.Rename(before, &s, func(file string) string { return "specs/" + file })
	var b strings.Builder
	if err := diag.WriteText(&b, diags, sources); err != nil {
		t.Fatal(err)
	}
	if want := "specs/k.yaml:1:1: error: m\n    1 | a: 1\n      | ^\nerror: nowhere\n"; b.String() != want {
		t.Errorf("got %s", b.String())
	}
	if before[0].Pos.File != "k.yaml" {
		t.Error("the diagnostics given were changed")
	}
}
