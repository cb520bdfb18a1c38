// Answers that were recorded from Warcraft Logs, read through the emitted
// methods: what json-shapes.yaml describes is typed, nothing of it left raw,
// and written again as it was. What the answers have beyond the descriptions
// is in a table.

package specs_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/keywright/keywright/generated/runtime/client"
	"github.com/keywright/keywright/generated/runtime/wire"
	"github.com/keywright/keywright/generated/warcraftlogs"
)

// recordedField says which part of a recorded file is the value of which field, and how
// the field is read.
type recordedField struct {
	file string
	from string // path in the file to the value; empty: the whole
	wrap string // object with the one member wrap around the value; empty: none
	to   string // path in an answer's data
	call func(ctx context.Context, c *warcraftlogs.Client) (any, error)
}

// recordedFields are all files of the corpus.
func recordedFields() []recordedField {
	events := func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
		return c.ReportData.Events(ctx, "code", nil)
	}
	table := func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
		return c.ReportData.Table(ctx, "code", nil)
	}
	report := func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
		return c.ReportData.Report(ctx, "code")
	}
	fights := func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
		return c.ReportData.Fights(ctx, "code", nil)
	}
	masterData := func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
		return c.ReportData.MasterData(ctx, "code", nil)
	}
	rankings := func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
		return c.ReportData.Rankings(ctx, "code", nil)
	}
	leaderboard := func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
		return c.WorldData.EncounterCharacterRankings(ctx, 1, nil)
	}
	return []recordedField{
		{"report-events-retail-2021.json", "", "", "reportData.report.events", events},
		{"report-events-casts-2022.json", "reportData.report.events", "", "reportData.report.events", events},
		{"report-table-summary-retail-2021.json", "reportData.report.table", "", "reportData.report.table", table},
		{"report-table-buffs-classic-2025.json", "", "data", "reportData.report.table", table},
		{"report-rankings-dps-1.json", "", "", "reportData.report.rankings", rankings},
		{"encounter-characterrankings-2021.json", "worldData.encounter.characterRankings", "", "worldData.encounter.characterRankings", leaderboard},
		{"encounter-characterrankings-classic-2025.json", "data.worldData.encounter.characterRankings", "", "worldData.encounter.characterRankings", leaderboard},
		{"report-fights-mplus-2021.json", "reportData.report", "", "reportData.report", report},
		{"report-fights-mplus-2021.json", "reportData.report.fights", "", "reportData.report.fights", fights},
		{"report-masterdata-2022.json", "data.reportData.report", "", "reportData.report", report},
		{"report-masterdata-2022.json", "data.reportData.report.fights", "", "reportData.report.fights", fights},
		{"report-masterdata-2022.json", "data.reportData.report.masterData", "", "reportData.report.masterData", masterData},
	}
}

// value takes the field's value out of its file.
func (f recordedField) value(t *testing.T, dir string) json.RawMessage {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, f.file))
	if err != nil {
		t.Fatal(err)
	}
	value := json.RawMessage(data)
	for _, name := range strings.FieldsFunc(f.from, func(r rune) bool { return r == '.' }) {
		var inner map[string]json.RawMessage
		if err := json.Unmarshal(value, &inner); err != nil || inner[name] == nil {
			t.Fatalf("%s: no %s in it: %v", f.file, name, err)
		}
		value = inner[name]
	}
	if f.wrap != "" {
		value = inObject(f.wrap, value)
	}
	return value
}

// inObject puts a value into objects, one for each name of the path.
func inObject(path string, value json.RawMessage) json.RawMessage {
	for _, name := range slices.Backward(strings.Split(path, ".")) {
		value = slices.Concat([]byte(`{"`+name+`":`), value, []byte("}"))
	}
	return value
}

// readWCL reads a field's value as it stands in an answer.
func readWCL(t *testing.T, to string, value json.RawMessage, call func(ctx context.Context, c *warcraftlogs.Client) (any, error), opts ...client.Option) (any, error) {
	t.Helper()
	answer := &static{status: 200, body: inObject("data."+to, value)}
	c, err := warcraftlogs.New(append(opts, client.WithTransport(&recorder{handler: answer}), client.WithCredential("oauth2", source(t, "token")))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() }) //nolint:errcheck // nothing is open
	return call(t.Context(), c)
}

func TestWarcraftLogsRecorded(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(cmp.Or(os.Getenv("KEYWRIGHT_CORPUS"), "../../shared/corpus"), "wcl-samples")
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		t.Skip("no recorded answers here; KEYWRIGHT_CORPUS names the folder that has wcl-samples")
	}
	allSamples(t, dir)
	unknown := map[string]bool{}
	for _, f := range recordedFields() {
		value := f.value(t, dir)
		got, err := readWCL(t, f.to, value, f.call)
		if err != nil {
			t.Errorf("%s: %v", f.file, err)
			continue
		}
		for _, path := range rawPaths(got) {
			t.Errorf("%s: %s is left raw", f.file, path)
		}
		told := driftOf(t, f, value)
		for _, d := range changes(t, value, got) {
			switch {
			case d[0] == '-' && told[d[1:]]:
				unknown[f.to+" "+d[1:]] = true
				delete(told, d[1:])
			case d[0] == '+': // fields that the answer lacks
			case d[0] == '-' && isNullIn(t, value, d[1:]): // a list of the schema that is null
			default:
				t.Errorf("%s: written otherwise than read: %s", f.file, d)
			}
		}
		for path := range told {
			t.Errorf("%s: the drift hook tells of %s, which isn't lost", f.file, path)
		}
	}
	explainedFields(t, "warcraftlogs-unknown.tsv", unknown)
}

// allSamples wants every file of the corpus to be read.
func allSamples(t *testing.T, dir string) {
	t.Helper()
	index, err := os.ReadFile(filepath.Join(dir, "index.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(index))
	r.Comma, r.LazyQuotes = '\t', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		if !slices.ContainsFunc(recordedFields(), func(f recordedField) bool { return f.file == row[0] }) {
			t.Errorf("%s (%s) is not read", row[0], row[1])
		}
	}
}

// driftOf gives the paths, from the field's value, that the drift hook tells as
// unknown; a mistyped value is an error.
func driftOf(t *testing.T, f recordedField, value json.RawMessage) map[string]bool {
	t.Helper()
	paths := map[string]bool{}
	_, err := readWCL(t, f.to, value, f.call, client.WithDrift(func(d client.Drift) {
		switch d.Kind {
		case wire.UnknownField:
			paths[strings.TrimPrefix(withoutPositions(strings.TrimPrefix(d.Path, "data."+f.to)), ".")] = true
		case wire.MistypedField:
			t.Errorf("%s: %v", f.file, d)
		}
	}))
	if err != nil {
		t.Errorf("%s: %v", f.file, err)
	}
	return paths
}

// isNullIn reports whether a value at a path of names, less positions, is null.
func isNullIn(t *testing.T, value json.RawMessage, path string) bool {
	t.Helper()
	var v any
	if err := json.Unmarshal(value, &v); err != nil {
		t.Fatal(err)
	}
	at := []any{v}
	for _, step := range strings.Split(strings.ReplaceAll(path, "[]", ".[]"), ".") {
		var next []any
		for _, v := range at {
			switch v := v.(type) {
			case []any:
				next = append(next, v...)
			case map[string]any:
				if inner, ok := v[step]; ok {
					next = append(next, inner)
				}
			}
		}
		if step != "" {
			at = next
		}
	}
	return slices.Contains(at, nil)
}

// explainedFields wants found to be just what a table of testdata has: field, path
// in its value, why.
func explainedFields(t *testing.T, name string, found map[string]bool) {
	t.Helper()
	for _, row := range table(t, name, 3) {
		key := row[0] + " " + row[1]
		if !found[key] {
			t.Errorf("%s: no answer shows %s", name, key)
		}
		if row[2] == "" {
			t.Errorf("%s: %s isn't explained", name, key)
		}
		delete(found, key)
	}
	for key := range found {
		t.Errorf("%s: nothing explains %s", name, key)
	}
}

// rawPaths walks a value and gives the paths of what was kept raw, positions
// left out.
func rawPaths(v any) []string {
	var paths []string
	walkRaw(reflect.ValueOf(v), "", &paths)
	slices.Sort(paths)
	return slices.Compact(paths)
}

func walkRaw(v reflect.Value, path string, paths *[]string) {
	if v.Type() == reflect.TypeFor[wire.Raw]() {
		if v.Len() > 0 && v.Interface().(wire.Raw).String() != "null" {
			*paths = append(*paths, strings.TrimPrefix(path, "."))
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			walkRaw(v.Elem(), path, paths)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			walkRaw(v.Index(i), path+"[]", paths)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			walkRaw(v.MapIndex(key), path+"."+strconv.Quote(key.String()), paths)
		}
	case reflect.Struct:
		walkFields(v, path, paths)
	}
}

func walkFields(v reflect.Value, path string, paths *[]string) {
	if get := v.MethodByName("Get"); get.IsValid() && get.Type().NumIn() == 0 && get.Type().NumOut() == 2 { // a wire.Opt
		if out := get.Call(nil); out[1].Bool() {
			walkRaw(out[0], path, paths)
		}
		return
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous {
			name = "(" + v.Type().Name() + ")"
		}
		walkRaw(v.Field(i), path+"."+name, paths)
	}
}
