// What GraphQL costs: generating from a schema of the size that GitHub's and
// Shopify's have and from the shipped one, and decoding answers whose selections
// are spread over fragments and interfaces. These are benchmarks: how fast a
// machine is today is nothing to fail over.
//
//	go test ./generator -run '^$' -bench GraphQL -benchtime 3x

package generator_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	genqlient "github.com/Khan/genqlient/generate"

	"github.com/keywright/keywright/generator"
)

func BenchmarkGraphQLGeneration(b *testing.B) {
	b.Run("synthetic", func(b *testing.B) {
		dir := b.TempDir()
		synthetic(b, dir, 1600, 475)
		generation(b, filepath.Join(dir, "keywright.yaml"))
	})
	b.Run("warcraftlogs", func(b *testing.B) {
		generation(b, filepath.Join("..", "specs", "keywright.yaml"), "warcraftlogs")
	})
}

// generation reports the CPU time of a whole run, writing left out.
func generation(b *testing.B, config string, only ...string) {
	b.Helper()
	before := cpuTime(b)
	files := 0
	for b.Loop() {
		r, err := generator.Generate(b.Context(), generator.Options{Config: config, Only: only, Force: true, Version: generator.Devel})
		if err != nil {
			b.Fatal(err)
		}
		files = r.Packages[0].Files
	}
	b.ReportMetric((cpuTime(b)-before).Seconds()/float64(b.N), "cpu-s/op")
	b.ReportMetric(float64(files), "files")
}

func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Skipf("the system doesn't tell the CPU time: %v", err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// synthetic writes a project with a made-up schema: a third of its types enums
// and input objects, the rest objects that implement interfaces and lead to each
// other through connections; each operation selects three levels and takes an
// input.
func synthetic(b *testing.B, dir string, types, operations int) {
	b.Helper()
	var s strings.Builder
	random := rand.New(rand.NewPCG(1, 2))
	enums, inputs, interfaces := types/6, types/6, types/40
	objects := types - enums - inputs - interfaces - 1
	for i := range enums {
		fmt.Fprintf(&s, "\"Which of the kinds %d is meant.\"\nenum Kind%d { FIRST_%d SECOND_VALUE THIRD @deprecated(reason: \"Use another.\") }\n", i, i, i)
	}
	for i := range inputs {
		fmt.Fprintf(&s, "input Input%d { text: String, first: Int = 10, kinds: [Kind%d!], and: [Input%d!], next: Input%d }\n", i, i%enums, i, (i*7+1)%inputs)
	}
	for i := range interfaces {
		fmt.Fprintf(&s, "interface Trait%d { id: ID! title: String }\n", i)
	}
	for i := range objects {
		fmt.Fprintf(&s, "\"\"\"Object %d, as somebody would describe it: with a line of words.\"\"\"\ntype Object%d implements Trait%d {\n  id: ID!\n  title: String\n  kind: Kind%d\n", i, i, i%interfaces, i%enums)
		for j := range 4 {
			fmt.Fprintf(&s, "  \"What field %d holds, in milliseconds.\"\n  field%d: %s\n", j, j, []string{"Int!", "Float", "[String!]!", "Boolean"}[j])
		}
		for j := range 3 {
			fmt.Fprintf(&s, "  link%d(first: Int = 10, filter: Input%d): Object%d\n", j, random.IntN(inputs), random.IntN(objects))
		}
		fmt.Fprintf(&s, "  list(after: String): [Object%d!]!\n  trait: Trait%d\n}\n", random.IntN(objects), random.IntN(interfaces))
	}
	s.WriteString("type Query {\n")
	for i := range operations {
		fmt.Fprintf(&s, "  root%d(id: ID!, filter: Input%d, kind: Kind%d): Object%d\n", i, i%inputs, i%enums, i%objects)
	}
	s.WriteString("}\n")
	put(b, filepath.Join(dir, "schema.graphql"), s.String())
	put(b, filepath.Join(dir, "go.mod"), "module example.com/x\n\ngo 1.26.0\n")
	put(b, filepath.Join(dir, "keywright.yaml"), "clients: [{name: api, schema: schema.graphql, operations: ['ops/*.graphql'], out: gen/api, servers: [{url: https://api.example.com}]}]\n"+
		"runtime: {import: "+module+"/templates}\n")
	if err := os.Mkdir(filepath.Join(dir, "ops"), 0o777); err != nil {
		b.Fatal(err)
	}
	leaves := "id title kind field0 field1 field2 field3"
	for i := range operations {
		text := fmt.Sprintf("# Operation%d reads an object and what it leads to.\nquery Operation%d($id: ID!, $filter: Input%d, $kind: Kind%d) {\n  root%d(id: $id, filter: $filter, kind: $kind) {\n    %s\n    link0 { %s link1 { %s } }\n    link1 { %s }\n    list { %s trait { __typename id title } }\n  }\n}\n",
			i, i, i%inputs, i%enums, i, leaves, leaves, leaves, leaves, leaves)
		put(b, filepath.Join(dir, "ops", fmt.Sprintf("op%03d.graphql", i)), text)
	}
}

// decodeSchema has one object behind a plain field and the same behind an
// interface, so that one answer serves all operations.
const decodeSchema = `
type Query { page: Page things: Things }
type Page { total: Int! items: [Item!]! }
type Things { total: Int! items: [Thing!]! }
interface Thing { id: ID! name: String! }
type Item implements Thing { id: ID! name: String! size: Int! weight: Float! note: String active: Boolean! inner: Inner }
type Other implements Thing { id: ID! name: String! size: Int! weight: Float! note: String active: Boolean! inner: Inner }
type Inner { a: Int! b: String! c: Float }
`

// decodeOperations select the same fields: as they are, over six fragments, and
// over an interface.
const decodeOperations = `
query Flat { page { total items { __typename id name size weight note active inner { a b c } } } }
query Spread { page { total items { ...F1 } } }
fragment F1 on Item { __typename ...F2 }
fragment F2 on Item { id ...F3 }
fragment F3 on Item { name size ...F4 }
fragment F4 on Item { weight ...F5 }
fragment F5 on Item { note active ...F6 }
fragment F6 on Item { inner { a b c } }
query Abstract { things { total items { __typename id name
  ... on Item { size weight note active inner { a b c } }
  ... on Other { size weight note active inner { a b c } } } } }
`

// decodeProgram takes the median of interleaved rounds of each case.
const decodeProgram = `package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"example.com/x/gen/api"
	"example.com/x/plain"
)

func main() {
	runtime.GOMAXPROCS(1)
	var items []string
	for i := range 500 {
		name := []string{"Item", "Other"}[i%2]
		items = append(items, fmt.Sprintf("{\"__typename\":%q,\"id\":\"id-%d\",\"name\":\"a name of some length %d\",\"size\":%d,\"weight\":%d.5,\"note\":null,\"active\":true,\"inner\":{\"a\":%d,\"b\":\"text\",\"c\":0.25}}", name, i, i, i, i, i))
	}
	inner := []byte("{\"total\":500,\"items\":[" + strings.Join(items, ",") + "]}")
	page, things := []byte("{\"page\":"+string(inner)+"}"), []byte("{\"things\":"+string(inner)+"}")
	cases := []struct {
		name string
		run  func() error
	}{
		{"keywright-flat", func() error { var x api.Flat; return x.UnmarshalJSON(inner) }},
		{"keywright-spread", func() error { var x api.Spread; return x.UnmarshalJSON(inner) }},
		{"keywright-abstract", func() error { var x api.Abstract; return x.UnmarshalJSON(inner) }},
		{"genqlient-flat", func() error { var x plain.FlatResponse; return json.Unmarshal(page, &x) }},
		{"genqlient-spread", func() error { var x plain.SpreadResponse; return json.Unmarshal(page, &x) }},
		{"genqlient-abstract", func() error { var x plain.AbstractResponse; return json.Unmarshal(things, &x) }},
	}
	times := make([][]time.Duration, len(cases))
	for round := range 11 {
		for i, c := range cases {
			n := 5
			if i < 3 {
				n = 40
			}
			runtime.GC()
			start := time.Now()
			for range n {
				if err := c.run(); err != nil {
					panic(c.name + ": " + err.Error())
				}
			}
			if round > 0 { // the first one warms up
				times[i] = append(times[i], time.Since(start)/time.Duration(n))
			}
		}
	}
	for i, c := range cases {
		slices.Sort(times[i])
		fmt.Println(c.name, times[i][len(times[i])/2].Nanoseconds())
	}
}
`

// BenchmarkGraphQLDecoding reports what selections through fragments and
// interfaces cost, as a multiple of the same selection spelt out, for emitted
// code and for genqlient's own.
func BenchmarkGraphQLDecoding(b *testing.B) {
	dir := b.TempDir()
	repo, err := filepath.Abs("..")
	if err != nil {
		b.Fatal(err)
	}
	decodeProject(b, dir, repo)
	var medians map[string]float64
	for b.Loop() {
		cmd := exec.CommandContext(b.Context(), "go", "run", "-mod=mod", ".")
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOPROXY=off", "GOWORK=off")
		out, err := cmd.CombinedOutput()
		if err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		medians = map[string]float64{}
		for line := range strings.Lines(string(out)) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
			if medians[name], err = strconv.ParseFloat(value, 64); err != nil {
				b.Fatalf("%v\n%s", err, out)
			}
		}
	}
	for _, who := range []string{"keywright", "genqlient"} {
		b.ReportMetric(medians[who+"-spread"]/medians[who+"-flat"], who+"-fragments/flat")
		b.ReportMetric(medians[who+"-abstract"]/medians[who+"-flat"], who+"-interface/flat")
	}
	b.ReportMetric(medians["genqlient-flat"]/medians["keywright-flat"], "genqlient/keywright-flat")
}

// decodeProject writes both sides' code for the operations, and the program.
func decodeProject(b *testing.B, dir, repo string) {
	b.Helper()
	mod := strings.Replace(content(b, filepath.Join(repo, "go.mod")), "module "+module, "module example.com/x", 1)
	put(b, filepath.Join(dir, "go.mod"), mod+"\nrequire "+module+" v0.0.0\n\nreplace "+module+" => "+strconv.Quote(repo)+"\n")
	put(b, filepath.Join(dir, "go.sum"), content(b, filepath.Join(repo, "go.sum")))
	put(b, filepath.Join(dir, "keywright.yaml"), "clients: [{name: api, schema: schema.graphql, operations: [ops.graphql], out: gen/api, servers: [{url: https://api.example.com}]}]\n"+
		"runtime: {import: "+module+"/templates}\n")
	put(b, filepath.Join(dir, "schema.graphql"), decodeSchema)
	put(b, filepath.Join(dir, "ops.graphql"), decodeOperations)
	put(b, filepath.Join(dir, "main.go"), decodeProgram)
	r, err := generator.Generate(b.Context(), generator.Options{Config: filepath.Join(dir, "keywright.yaml"), Version: generator.Devel})
	if err != nil {
		b.Fatal(err)
	}
	if err := r.Plan.Write(); err != nil {
		b.Fatal(err)
	}
	own := filepath.Join(dir, "plain", "plain.go")
	files, err := genqlient.Generate(&genqlient.Config{
		Schema: genqlient.StringList{filepath.Join(dir, "schema.graphql")}, Operations: genqlient.StringList{filepath.Join(dir, "ops.graphql")},
		Generated: own, Package: "plain", ContextType: "context.Context",
	})
	if err != nil {
		b.Fatal(err)
	}
	if err := os.Mkdir(filepath.Dir(own), 0o777); err != nil {
		b.Fatal(err)
	}
	put(b, own, string(files[own]))
}
