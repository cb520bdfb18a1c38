// Answers that were recorded from Battle.net, read through the emitted
// methods: all of them are readable, writing them again gives the same, and
// what they have beyond the description or lack of it is in two tables.

package specs_test

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/keywright/keywright/generated/runtime/client"
	"github.com/keywright/keywright/generated/runtime/wire"
)

// answer is a row of the corpus' index.
type answer struct {
	product, path string // the path without the names of its parameters
	name, file    string
	old           bool // of 2019 or 2020
}

// What the corpus has: one of its answers is of an API that was switched off
// in 2020, which nothing describes.
const (
	recordedAnswers = 236
	retiredAnswers  = 1
)

// allAnswers reads the corpus' index, the retired answer left out. Without the
// corpus the test is skipped.
func allAnswers(t *testing.T) []answer {
	t.Helper()
	dir := filepath.Join(cmp.Or(os.Getenv("KEYWRIGHT_CORPUS"), "../../shared/corpus"), "battlenet-samples")
	f, err := os.Open(filepath.Join(dir, "index.tsv"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("no recorded answers here; KEYWRIGHT_CORPUS names the folder that has battlenet-samples")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // read only
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes = '\t', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	products := map[string]string{"wow": "wow", "classic": "wow-classic", "d3": "d3", "hs": "hearthstone", "sc2": "sc2"}
	var found []answer
	for _, row := range rows[1:] { // game, endpoint, request path, query, repository, path in it, commit, bytes, file
		if p, ok := products[row[0]]; ok {
			found = append(found, answer{
				product: p, path: strings.TrimSuffix(row[1], "/"), name: filepath.Base(row[8]),
				file: filepath.Join(dir, filepath.FromSlash(row[8])), old: strings.HasPrefix(row[4], "wingyu/"),
			})
		}
	}
	if len(rows)-1 != recordedAnswers || len(found) != recordedAnswers-retiredAnswers {
		t.Errorf("%d recorded answers, of which %d are of a product; want %d and all but %d", len(rows)-1, len(found), recordedAnswers, retiredAnswers)
	}
	return found
}

// static answers every request with the same.
type static struct {
	status int
	body   []byte
}

func (s *static) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(s.status)
	w.Write(s.body) //nolint:errcheck // a recorder takes all
}

// load makes a the answer. Failures were recorded without their status, which
// they tell themselves.
func (s *static) load(t *testing.T, a answer) {
	t.Helper()
	data, err := os.ReadFile(a.file)
	if err != nil {
		t.Fatal(err)
	}
	var failure struct {
		Code   int
		Detail string
	}
	s.status, s.body = http.StatusOK, bytes.TrimPrefix(data, []byte("\ufeff"))
	if json.Unmarshal(s.body, &failure) == nil && failure.Code >= http.StatusBadRequest && failure.Detail != "" {
		s.status = failure.Code
	}
}

// Every recorded answer is read, and written again as it was, up to what the
// tables explain: fields of answers of 2019 and 2020 that went (unknown), and
// fields that came later (absent).
func TestBattleNetRecorded(t *testing.T) {
	t.Parallel()
	all := allAnswers(t)
	endpoints := byProduct(battleNetEndpoints(t))
	seen := differences{unknown: map[string]bool{}, absent: map[string]bool{}}
	for _, p := range battleNetProducts() {
		s := &static{}
		var drift []client.Drift
		c := newCaller(t, p, s, [2]string{"application", "user"}, p.flavors[0], "eu", "en_GB",
			client.WithDrift(func(d client.Drift) { drift = append(drift, d) }))
		ways := c.methodsByPath(s, endpoints[p.name])
		for _, a := range all {
			if a.product != p.name {
				continue
			}
			m, ok := ways[a.path]
			if !ok {
				t.Errorf("%s: no method reads %s", a.name, a.path)
				continue
			}
			drift = drift[:0]
			s.load(t, a)
			args, _ := m.arguments()
			got, err := m.call(args)
			if e, ok := errors.AsType[*client.Error](err); ok && s.status != http.StatusOK && e.StatusCode == s.status && e.Detail != "" {
				continue // a failure was recorded, and is told as one
			}
			if err != nil {
				t.Errorf("%s: %v", a.name, err)
				continue
			}
			seen.add(t, a, m, changes(t, s.body, got), drift)
		}
	}
	explained(t, "battlenet-unknown.tsv", seen.unknown)
	explained(t, "battlenet-absent.tsv", seen.absent)
}

// differences are those between answers and descriptions, by product,
// operation and field, as the tables have them.
type differences struct{ unknown, absent map[string]bool }

// add takes the differences of one answer, which changed as changed says when
// it was written again. What the drift hook tells of unknown fields has to be
// just what is lost.
func (seen differences) add(t *testing.T, a answer, m method, changed []string, drift []client.Drift) {
	t.Helper()
	var lost, told, came []string
	for _, d := range changed {
		switch d[0] {
		case '-':
			lost = append(lost, d[1:])
		case '+':
			came = append(came, d[1:])
		default:
			t.Errorf("%s: %s: written otherwise than read: %s", a.name, m, d)
		}
	}
	for _, d := range drift {
		switch d.Kind {
		case wire.UnknownField:
			told = append(told, withoutPositions(d.Path))
		case wire.MistypedField:
			t.Errorf("%s: %v", a.name, d)
		case wire.MissingField: // told once a type, while came has all
		}
	}
	slices.Sort(told)
	if told = slices.Compact(told); !slices.Equal(told, lost) {
		t.Errorf("%s: %s: the drift hook tells of %q, lost are %q", a.name, m, told, lost)
	}
	if len(lost)+len(came) > 0 && !a.old {
		t.Errorf("%s: %s: an answer of today has %q and lacks %q", a.name, m, lost, came)
	}
	for into, fields := range map[*map[string]bool][]string{&seen.unknown: lost, &seen.absent: came} {
		for _, field := range fields {
			(*into)[a.product+" "+m.String()+" "+field] = true
		}
	}
}

// explained wants found to be just what a table of testdata has.
func explained(t *testing.T, name string, found map[string]bool) {
	t.Helper()
	for _, row := range table(t, name, 4) {
		key := strings.Join(row[:3], " ")
		if !found[key] {
			t.Errorf("%s: no answer shows %s", name, key)
		}
		if row[3] == "" {
			t.Errorf("%s: %s isn't explained", name, key)
		}
		delete(found, key)
	}
	for key := range found {
		t.Errorf("%s: nothing explains %s", name, key)
	}
}

var position = regexp.MustCompile(`\[[0-9]+\]`)

func withoutPositions(path string) string { return position.ReplaceAllString(path, "[]") }

// methodsByPath finds the method that reads each endpoint whole, by calling
// all of them. Where the client of an application has one, it is that one's.
func (c *caller) methodsByPath(s *static, rows []endpoint) map[string]method {
	s.status, s.body = http.StatusOK, []byte("{}")
	ways := map[string]method{}
	for _, m := range c.methods {
		if m.pages() {
			continue
		}
		args, values := m.arguments()
		m.call(args) //nolint:errcheck // what is asked for counts, not what comes
		if e, ok := rowOf(rows, c.sent.last.Method, c.sent.last.URL.EscapedPath(), values); ok {
			path := strings.TrimSuffix(unnamed(e.path), "/")
			if _, known := ways[path]; !known {
				ways[path] = m
			}
		}
	}
	return ways
}

// changes tells how what was read from body is written again, numbers compared
// by value and the order of names left out: +path for what only the new text
// has, -path for what only body has, ~path for another value.
func changes(t *testing.T, body []byte, read any) []string {
	t.Helper()
	var found []string
	var x, y any
	again, err := json.Marshal(read)
	if err := errors.Join(err, parse(body, &x), parse(again, &y)); err != nil {
		t.Fatal(err)
	}
	compareJSON(x, y, "", &found)
	slices.Sort(found)
	return slices.Compact(found)
}

func parse(data []byte, v *any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return d.Decode(v)
}

func compareJSON(a, b any, path string, found *[]string) {
	switch a := a.(type) {
	case map[string]any:
		if b, ok := b.(map[string]any); ok {
			compareObjects(a, b, path, found)
			return
		}
	case []any:
		if b, ok := b.([]any); ok && len(a) == len(b) {
			for i := range a {
				compareJSON(a[i], b[i], path+"[]", found)
			}
			return
		}
	case json.Number:
		if b, ok := b.(json.Number); ok && sameNumber(a, b) {
			return
		}
	}
	if !reflect.DeepEqual(a, b) {
		*found = append(*found, "~"+strings.TrimPrefix(path, ".")+fmt.Sprintf(" %.50v -> %.50v", a, b))
	}
}

func compareObjects(a, b map[string]any, path string, found *[]string) {
	for name, v := range a {
		if w, ok := b[name]; ok {
			compareJSON(v, w, path+"."+name, found)
		} else {
			*found = append(*found, "-"+strings.TrimPrefix(path+"."+name, "."))
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			*found = append(*found, "+"+strings.TrimPrefix(path+"."+name, "."))
		}
	}
}

func sameNumber(a, b json.Number) bool {
	x, okX := new(big.Rat).SetString(a.String())
	y, okY := new(big.Rat).SetString(b.String())
	return okX && okY && x.Cmp(y) == 0
}
