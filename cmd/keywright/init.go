// The verb init: write a commented keywright.yaml and a gen.go that runs
// keywright under go generate.

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/keywright/keywright/generator/config"
	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/names"
)

// initFlags are the flags of init.
type initFlags struct {
	dir, openapi, graphql, operations, endpoint, name, out string
}

func initialize(_ context.Context, c *cli, args []string) int {
	var f initFlags
	set := flag.NewFlagSet("init", flag.ContinueOnError)
	set.StringVar(&f.dir, "C", ".", "work in the folder `dir`, which the other paths are relative to")
	set.StringVar(&f.openapi, "openapi", "", "make the client from the OpenAPI document `file`")
	set.StringVar(&f.graphql, "graphql", "", "make the client from the GraphQL schema `file`")
	set.StringVar(&f.operations, "operations", "operations/**/*.graphql", "GraphQL: the `pattern` of files with operations")
	set.StringVar(&f.endpoint, "endpoint", "", "GraphQL: the `url` of the server, which keywright fetch gets the schema from")
	set.StringVar(&f.name, "name", "", "the client's `name`; default: after the description's file")
	set.StringVar(&f.out, "out", "", "the package's `folder`; default: the name")
	if code, done := c.parse(set, args); done {
		return code
	}
	if (f.openapi == "") == (f.graphql == "") {
		return c.usage(errors.New("name a description with either --openapi or --graphql"))
	}
	if f.endpoint != "" && f.graphql == "" {
		return c.usage(errors.New("--endpoint is for --graphql: an OpenAPI document names its servers itself"))
	}
	guessed, err := f.guessName()
	if err != nil {
		return c.fail(err)
	}
	if f.out == "" {
		f.out = f.name
	}
	files, err := f.files()
	if err != nil {
		return c.fail(err)
	}
	if code := f.validate(c, files[0]); code != exitOK {
		return code
	}
	if err := createAll(files); err != nil {
		return c.fail(err)
	}
	for _, file := range files {
		fmt.Fprintf(c.stderr, "wrote %s\n", file.name)
	}
	if guessed {
		fmt.Fprintf(c.stderr, "The client is called %s; --name gives it another name.\n", f.name)
	}
	f.next(c.stderr)
	return exitOK
}

// guessName settles the client's name: after the file, unless that is called
// after its kind, as schemas are; then after the endpoint's host, or the folder.
// It reports whether the name says so little of the API that the user is told.
func (f *initFlags) guessName() (guessed bool, err error) {
	if f.name != "" {
		return false, nil
	}
	base := path.Base(filepath.ToSlash(f.openapi + f.graphql))
	f.name = names.Package(strings.TrimSuffix(base, path.Ext(base)))
	generic := []string{"schema", "introspection", "graphql", "api", "openapi", "swagger", "spec"}
	if !slices.Contains(generic, f.name) {
		return false, nil
	}
	if u, err := url.Parse(f.endpoint); err == nil && u.Hostname() != "" && net.ParseIP(u.Hostname()) == nil {
		if labels := strings.Split(u.Hostname(), "."); len(labels) > 1 {
			f.name = names.Package(labels[len(labels)-2]) // github of api.github.com
			return true, nil
		}
	}
	abs, err := filepath.Abs(filepath.Join(f.dir, filepath.Dir(filepath.FromSlash(f.openapi+f.graphql))))
	if err != nil {
		return false, err
	}
	if name := names.Package(filepath.Base(abs)); !slices.Contains(generic, name) {
		f.name = name
	}
	return true, nil
}

// placeholder is the server that a GraphQL client's config begins with where no
// endpoint is given.
const placeholder = "https://api.example.com/graphql"

func (f *initFlags) server() string {
	if f.endpoint == "" {
		return placeholder
	}
	return quoted(f.endpoint)
}

// next tells what is left to do.
func (f *initFlags) next(w io.Writer) {
	var steps []string
	if f.graphql != "" && f.endpoint == "" {
		fmt.Fprintf(w, "The server in the config, %s, is a placeholder: put the API's endpoint there.\n", placeholder)
	}
	if !hasTool(f.dir) {
		steps = append(steps, "`go get -tool "+toolPath+"`")
	}
	if _, err := os.Stat(filepath.Join(f.dir, f.graphql)); f.endpoint != "" && err != nil {
		steps = append(steps, "`keywright fetch`")
	}
	fmt.Fprintf(w, "Next: %s.\n", strings.Join(append(steps, "`go generate`"), ", then "))
}

const toolPath = "github.com/keywright/keywright/cmd/keywright"

// hasTool reports whether the module around a folder has keywright for a tool.
func hasTool(dir string) bool {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return false
	}
	for {
		file := filepath.Join(abs, "go.mod")
		if content, err := os.ReadFile(file); err == nil {
			mod, err := modfile.Parse(file, content, nil)
			return err == nil && slices.ContainsFunc(mod.Tool, func(t *modfile.Tool) bool { return t.Path == toolPath })
		}
		if abs == filepath.Dir(abs) {
			return false
		}
		abs = filepath.Dir(abs)
	}
}

// initFile is a file to be created.
type initFile struct {
	name string
	text string
}

// files gives the config and gen.go.
func (f *initFlags) files() ([]initFile, error) {
	text := f.openapiConfig()
	if f.graphql != "" {
		text = f.graphqlConfig()
	}
	pkg, err := packageName(f.dir)
	if err != nil {
		return nil, err
	}
	return []initFile{
		{filepath.Join(f.dir, config.FileName), text},
		{filepath.Join(f.dir, "gen.go"), "package " + pkg + "\n\n//go:generate go tool keywright generate\n"},
	}, nil
}

const configHead = `# The Go clients that keywright makes from API descriptions. Paths are relative
# to this file. ` + "`keywright generate`" + ` writes the clients, ` + "`keywright check`" + ` tells
# whether they are up to date; both find this file from the folders below it.

clients:
`

const configTail = `
# The packages that all clients stand on are written into one folder, and
# keywright.lock beside it; commit both.
# runtime:
#   dir: runtime              # default: runtime beside the first client's folder
#   import: example.com/x/rt  # instead of dir: use a copy that stands elsewhere
#   extras: [auth/store]      # parts that import more than the standard library:
#                             # auth/store, auth/oauth2bridge
`

func (f *initFlags) openapiConfig() string {
	return configHead +
		line("  - name: ", f.name, "the package's name too, unless `package` says otherwise") +
		line("    spec: ", slash(f.openapi), "an OpenAPI document, YAML or JSON") +
		line("    out: ", slash(f.out), "the package's folder, which keywright owns") +
		configTail
}

func (f *initFlags) graphqlConfig() string {
	return configHead +
		line("  - name: ", f.name, "the package's name too, unless `package` says otherwise") +
		line("    schema: ", slash(f.graphql), "a GraphQL schema in its definition language") +
		line("    operations: [", quoted(slash(f.operations))+"]", "the queries to make methods of; ** matches any folders") +
		line("    out: ", slash(f.out), "the package's folder, which keywright owns") +
		`    # What an OpenAPI document says itself, in the same words.
    servers:
      - url: ` + f.server() + `
    # security-schemes:
    #   oauth:
    #     type: oauth2
    #     flows:
    #       clientCredentials: {tokenUrl: https://api.example.com/oauth/token, scopes: {}}
    # security:
    #   - oauth: []
    # scalars: {DateTime: string}   # what custom scalars are on the wire
` + configTail
}

// line writes a line of the config with a comment behind it.
func line(key, value, comment string) string {
	if !strings.HasSuffix(key, "[") {
		value = quoted(value)
	}
	return fmt.Sprintf("%-34s # %s\n", key+value, comment)
}

// quoted puts text in quotes where YAML would take it for something else.
func quoted(s string) string {
	plain := s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_' || r == '/' || r == '.' || r == '-' || r >= '0' && r <= '9')
	}) && (s[0] >= 'a' && s[0] <= 'z' || strings.HasPrefix(s, "../"))
	if plain && s != "true" && s != "false" && s != "null" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

func slash(s string) string { return filepath.ToSlash(s) }

// validate reads the config before it is written, so that what init writes is
// right.
func (f *initFlags) validate(c *cli, file initFile) int {
	var diags diag.List
	var sources diag.Sources
	config.Parse(file.name, []byte(file.text), &diags, &sources)
	if !slices.ContainsFunc(diags.All(), func(d diag.Diagnostic) bool {
		// With an endpoint the schema is still to be fetched, and operations follow it.
		return d.Severity == diag.Error && (f.endpoint == "" || d.Code != "missing-file")
	}) {
		return exitOK
	}
	if err := diag.WriteText(c.stderr, diags.All(), &sources); err != nil {
		return c.fail(err)
	}
	fmt.Fprintln(c.stderr, "keywright: nothing was written; the config above is what init would write")
	return exitInput
}

// packageName is the name of the Go package in a folder, or one after the
// folder's name where there is none.
func packageName(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	files, err := filepath.Glob(filepath.Join(abs, "*.go"))
	if err != nil {
		return "", err
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		if parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly); err == nil {
			return parsed.Name.Name, nil
		}
	}
	return names.Package(filepath.Base(abs)), nil
}

// createAll creates files that must not exist, all or none.
func createAll(files []initFile) error {
	for _, file := range files {
		if _, err := os.Lstat(file.name); err == nil {
			return fmt.Errorf("%s is there already; init overwrites nothing", file.name)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for i, file := range files {
		if err := create(file); err != nil {
			for _, done := range files[:i] {
				err = errors.Join(err, os.Remove(done.name))
			}
			return err
		}
	}
	return nil
}

func create(file initFile) (err error) {
	out, err := os.OpenFile(file.name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = out.WriteString(file.text)
	return err
}
