// The round trip: every operation is called through the emitted client against
// its fake; what the fake saw is judged by kin-openapi's validator, and what it
// served is compared with what the client read and writes again.

package openapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/emit"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/openapi"
	"github.com/keywright/keywright/generator/runtime"
	"github.com/keywright/keywright/templates"
)

// trip is one document on its way.
type trip struct {
	name  string // of the document
	pkg   string // of the emitted package
	doc   *openapi.Loaded
	calls []*roundCall
}

// roundCall is one call of an operation: bare, or with all that may be sent.
type roundCall struct {
	trip *trip
	op   *ir.Operation
	kin  *openapi3.Operation
	bare bool
	plan callPlan
	out  callOutcome
}

// callPlan is what the driver is told, and callOutcome what it tells.
type callPlan struct {
	Client, Service, Method, Operation string
	Args                               []json.RawMessage
	Options                            map[string]json.RawMessage
}

type callOutcome struct {
	Index    int
	Error    string
	Sent     []sentRequest
	Served   []byte
	Type     string
	Returned []json.RawMessage
	Plain    []byte
}

type sentRequest struct {
	Method, URL string
	Header      map[string][]string
	Body        []byte
}

func (c *roundCall) String() string {
	how := "full"
	if c.bare {
		how = "bare"
	}
	return c.trip.name + " " + c.op.Method + " " + c.op.Path + " " + how
}

// TestRoundTripConstructs takes the documents of testdata/roundtrip, which have
// every construct between them, on the round trip.
func TestRoundTripConstructs(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "roundtrip", "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatal("no documents", err)
	}
	newJourney(t, files).run(t, true)
}

// sampled are the documents of the corpus that are taken on the round trip
// where nothing asks for more: small ones of many publishers.
func sampled() []string {
	return []string{"museum", "train-travel", "petstore", "openfigi", "xero-files"}
}

// TestRoundTripCorpus takes real documents on the round trip: a sample, or with
// KEYWRIGHT_ROUNDTRIP=all each of them, or those of a list of names.
func TestRoundTripCorpus(t *testing.T) {
	want := os.Getenv("KEYWRIGHT_ROUNDTRIP")
	if testing.Short() || raced && want == "" {
		t.Skip("compiles several clients; the documents of the constructs go under the race detector")
	}
	names := sampled()
	if want != "" && want != "all" {
		names = strings.Split(want, ",")
	}
	var files []string
	for _, file := range corpus(t) {
		name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
		switch {
		case want != "" && (want == "all" || slices.Contains(names, name)):
			t.Run(name, func(t *testing.T) { newJourney(t, []string{file}).run(t, false) })
		case want == "" && slices.Contains(names, name):
			files = append(files, file)
		}
	}
	if len(files) > 0 {
		newJourney(t, files).run(t, false)
	}
}

// journey is a module with the clients of some documents.
type journey struct {
	dir   string
	trips []*trip
}

// newJourney lowers and emits the documents.
func newJourney(t *testing.T, files []string) *journey {
	t.Helper()
	j := &journey{dir: t.TempDir()}
	for i, file := range files {
		j.trips = append(j.trips, j.add(t, file, "api"+strconv.Itoa(i)))
	}
	parts, err := runtime.Files(templates.Source(), "example.com/roundtrip/runtime", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range parts {
		j.write(t, "runtime/"+f.Path, f.Content)
	}
	driver, err := os.ReadFile(filepath.Join("testdata", "roundtrip", "driver.go.txt"))
	if err != nil {
		t.Fatal(err)
	}
	j.write(t, "go.mod", []byte("module example.com/roundtrip\n\ngo 1.26\n"))
	j.write(t, "driver/main.go", driver)
	j.write(t, "driver/apis.go", j.registry())
	return j
}

func (j *journey) write(t *testing.T, name string, content []byte) {
	t.Helper()
	file := filepath.Join(j.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// add emits a document's client and plans its calls.
func (j *journey) add(t *testing.T, file, pkg string) *trip {
	t.Helper()
	var diags diag.List
	x := openapi.LowerKept(openapi.Input{
		File: filepath.Base(file), Package: pkg, Tolerant: true,
		Read: func(name string) ([]byte, error) {
			return os.ReadFile(filepath.Join(filepath.Dir(file), filepath.FromSlash(name)))
		},
	}, &diags)
	if diags.HasErrors() || x.Package == nil {
		t.Fatal(diags.Err())
	}
	emitted, err := emit.Client(x.Package, emit.Options{ImportPath: "example.com/roundtrip/" + pkg, RuntimePath: "example.com/roundtrip/runtime"})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range emitted {
		if !strings.HasSuffix(f.Name, "_test.go") {
			j.write(t, pkg+"/"+f.Name, f.Content)
		}
	}
	tr := &trip{name: strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)), pkg: pkg, doc: x}
	tr.plan()
	return tr
}

// registry is the driver's table of packages: how each is opened, the cases of
// its unions, and the fields of its structs.
func (j *journey) registry() []byte {
	var b bytes.Buffer
	fmt.Fprint(&b, "package main\n\nimport (\n\t\"reflect\"\n\n\t\"example.com/roundtrip/runtime/client\"\n")
	for _, tr := range j.trips {
		fmt.Fprintf(&b, "\t%q\n\t%q\n", "example.com/roundtrip/"+tr.pkg, "example.com/roundtrip/"+tr.pkg+"/"+tr.pkg+"test")
	}
	fmt.Fprint(&b, ")\n\nfunc apis() map[string]*api {\n\treturn map[string]*api{\n")
	for _, tr := range j.trips {
		fmt.Fprintf(&b, "%q: {start: %stest.Start, open: func(o ...client.Option) (any, error) { return %s.New(o...) }, unions: map[reflect.Type]union{\n",
			tr.pkg, tr.pkg, tr.pkg)
		tr.unions(&b)
		fmt.Fprint(&b, "}, fields: map[string]map[string]string{\n")
		tr.fields(&b)
		fmt.Fprint(&b, "}},\n")
	}
	fmt.Fprint(&b, "\t}\n}\n")
	return b.Bytes()
}

func (tr *trip) unions(b *bytes.Buffer) {
	for _, d := range tr.doc.Package.Types {
		if d.Kind != ir.DeclUnion {
			continue
		}
		fmt.Fprintf(b, "reflect.TypeFor[%s.%s](): {property: %q, raw: reflect.TypeFor[%s.%s](), cases: []unionCase{\n", tr.pkg, d.Name, d.Union.Property, tr.pkg, d.Union.RawName)
		for _, v := range d.Union.Variants {
			pointer := ""
			if !v.Wraps && v.Type.IsStruct() {
				pointer = "*"
			}
			fmt.Fprintf(b, "{reflect.TypeFor[%s%s.%s](), %#v, %#v},\n", pointer, tr.pkg, v.Name, v.Values, v.Needs)
		}
		fmt.Fprint(b, "}},\n")
	}
}

func (tr *trip) fields(b *bytes.Buffer) {
	for _, d := range tr.doc.Package.Types {
		if d.Kind != ir.DeclStruct {
			continue
		}
		fmt.Fprintf(b, "%q: {", d.Name)
		for _, f := range d.Fields {
			fmt.Fprintf(b, "%q: %q, ", f.JSON, f.Name)
		}
		if d.Extra != nil {
			name := "AdditionalProperties"
			if slices.ContainsFunc(d.Fields, func(f *ir.Field) bool { return f.Name == name }) {
				name = "OtherProperties"
			}
			fmt.Fprintf(b, "\"\\x00extra\": %q", name)
		}
		fmt.Fprint(b, "},\n")
	}
}

// run builds the driver, has it make all calls, and judges them.
func (j *journey) run(t *testing.T, strict bool) {
	t.Helper()
	bin := filepath.Join(j.dir, "driver.exe")
	build := exec.Command("go", "build", "-trimpath", "-o", bin, "./driver")
	build.Dir = j.dir
	build.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var calls []*roundCall
	for _, tr := range j.trips {
		calls = append(calls, tr.calls...)
	}
	j.call(t, bin, calls)
	for _, tr := range j.trips {
		tr.judge(t, strict)
	}
}

// call runs the driver.
func (j *journey) call(t *testing.T, bin string, calls []*roundCall) {
	t.Helper()
	var in, stderr bytes.Buffer
	enc := json.NewEncoder(&in)
	for _, c := range calls {
		if err := enc.Encode(c.plan); err != nil {
			t.Fatalf("%s: %v", c, err)
		}
	}
	cmd := exec.CommandContext(t.Context(), bin)
	cmd.Stdin, cmd.Stderr = &in, &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.Bytes())
	}
	dec := json.NewDecoder(bytes.NewReader(out))
	for _, c := range calls {
		if err := dec.Decode(&c.out); err != nil {
			t.Fatalf("%s: %v", c, err)
		}
	}
}
