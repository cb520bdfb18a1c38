// The table of Battle.net's endpoints against the descriptions: nothing is
// missing, and nothing is described that the table doesn't know.

package specs_test

import (
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// endpoint is a row of testdata/battlenet-endpoints.tsv.
type endpoint struct {
	product, method, path string
	namespace             string // static, dynamic, profile; - for none
	locale                bool   // whether a locale may be asked for
	access                string // application, user, basic, none
	documented            bool   // in the documentation of the games' APIs
}

// documentedEndpoints is how many endpoints the games' documentation lists.
const documentedEndpoints = 309

func battleNetEndpoints(tb testing.TB) []endpoint {
	tb.Helper()
	var rows []endpoint
	for _, f := range table(tb, "battlenet-endpoints.tsv", 7) {
		rows = append(rows, endpoint{
			product: f[0], method: f[1], path: f[2], namespace: f[3],
			locale: f[4] == "yes", access: f[5], documented: f[6] == "yes",
		})
	}
	return rows
}

// table reads the rows of a table in testdata, its head left out.
func table(tb testing.TB, name string, columns int) [][]string {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	var rows [][]string
	for n, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		fields := strings.Split(line, "\t")
		if len(fields) != columns {
			tb.Fatalf("%s:%d: %d columns, want %d", name, n+1, len(fields), columns)
		}
		if n > 0 {
			rows = append(rows, fields)
		}
	}
	return rows
}

// described is an operation of a description.
type described struct {
	ID     string `yaml:"operationId"`
	Source string `yaml:"x-source"`
}

// describedOperations reads the operations of specs/battlenet/name.yaml by
// method and path.
func describedOperations(t *testing.T, name string) map[string]described {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("battlenet", name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]struct {
			Get, Post, Put, Patch, Delete, Head, Options *described
		} `yaml:"paths"`
	}
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatalf("%s.yaml: %v", name, err)
	}
	found := map[string]described{}
	for path, item := range doc.Paths {
		for method, op := range map[string]*described{
			"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete,
			"HEAD": item.Head, "OPTIONS": item.Options,
		} {
			if op != nil {
				found[method+" "+unnamed(path)] = *op
			}
		}
	}
	return found
}

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// unnamed leaves the names of a path's parameters out.
func unnamed(path string) string { return placeholder.ReplaceAllString(path, "{}") }

// Every endpoint has its operation and every operation its endpoint, and those
// that aren't documented say so.
func TestBattleNetEndpoints(t *testing.T) {
	t.Parallel()
	rows := battleNetEndpoints(t)
	documented := 0
	for product, rows := range byProduct(rows) {
		ops := describedOperations(t, product)
		for _, row := range rows {
			if row.documented {
				documented++
			}
			key := row.method + " " + unnamed(row.path)
			op, ok := ops[key]
			if !ok {
				t.Errorf("%s: no operation for %s %s", product, row.method, row.path)
				continue
			}
			delete(ops, key)
			if said := strings.HasPrefix(op.Source, "documented"); product != "account" && said != row.documented || op.Source == "" {
				t.Errorf("%s: x-source of %s is %q, and documented in the table: %t", product, op.ID, op.Source, row.documented)
			}
		}
		for key, op := range ops {
			t.Errorf("%s: the table has no row for %s (%s)", product, key, op.ID)
		}
	}
	if documented != documentedEndpoints {
		t.Errorf("the table has %d documented endpoints, want %d", documented, documentedEndpoints)
	}
}

func byProduct(rows []endpoint) map[string][]endpoint {
	m := map[string][]endpoint{}
	for _, row := range rows {
		m[row.product] = append(m[row.product], row)
	}
	return m
}

// The table is kept in order, so that a change of it is read with ease.
func TestBattleNetEndpointsInOrder(t *testing.T) {
	t.Parallel()
	for product, rows := range byProduct(battleNetEndpoints(t)) {
		if !slices.IsSortedFunc(rows, func(a, b endpoint) int {
			return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.method, b.method))
		}) {
			t.Errorf("%s isn't sorted by path", product)
		}
	}
}
