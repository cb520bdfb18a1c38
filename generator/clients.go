// This file takes one client through lowering and emission: an OpenAPI
// document through generator/openapi, a GraphQL schema with its operations
// through generator/graphql, and the model of either through generator/emit.

package generator

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/keywright/keywright/generator/config"
	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/emit"
	"github.com/keywright/keywright/generator/graphql"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/openapi"
	"github.com/keywright/keywright/generator/output"
)

// file is an emitted file, relative to its package's folder.
type file struct {
	name    string
	content []byte
}

// lowered is a client's model with what it was made from.
type lowered struct {
	pkg     *ir.Package
	files   []file            // GraphQL: what genqlient wrote
	derived []file            // GraphQL: operations made from the schema
	inputs  map[string]string // hash by path relative to the config's folder
}

// operations counts the methods that call the API.
func (l *lowered) operations() int {
	n := 0
	for _, s := range l.pkg.Services {
		n += len(s.Ops)
	}
	return n
}

// severe is what is told of a client that is to be without a warning.
func severe(list []diag.Diagnostic, strict bool) []diag.Diagnostic {
	for i, d := range list {
		if strict && d.Severity == diag.Warning {
			list[i].Severity = diag.Error
		}
	}
	return list
}

// lower makes the model of a client; what is wrong with its description goes
// to the run's diagnostics.
func (r *run) lower(c *config.Client) *lowered {
	// The diagnostics of this client alone are strict, or not.
	all := r.diags
	var own diag.List
	r.diags = &own
	defer func() {
		r.diags = all
		r.diags.Add(severe(own.All(), c.Strict)...)
	}()
	if c.IsGraphQL() {
		return r.lowerGraphQL(c)
	}
	return r.lowerOpenAPI(c)
}

func (r *run) lowerOpenAPI(c *config.Client) *lowered {
	l := &lowered{inputs: map[string]string{}}
	l.pkg = openapi.Lower(r.openapiInput(c, l), r.diags).Package
	return l
}

// openapiInput is a client's description with all that the config says of how
// to take it. What is read is noted in l.
func (r *run) openapiInput(c *config.Client, l *lowered) openapi.Input {
	read := r.confined(path.Dir(c.Spec.Path))
	return openapi.Input{
		File:     c.Spec.Path,
		Package:  c.Package,
		Tolerant: c.OpenAPI.Tolerant,
		Overlays: r.overlays(l, c),
		Names:    c.OpenAPI.Names,

		RemoteRefs: c.OpenAPI.RemoteRefs,
		Fetch:      func(address string) ([]byte, error) { return r.remote(l, c, address) },

		Sources: r.result.Sources,
		Read: func(name string) ([]byte, error) {
			content, err := read(name)
			if err == nil {
				l.inputs[name] = output.Hash(content)
			}
			return content, err
		},
	}
}

// overlays reads a client's overlays, which are inputs like the description.
func (r *run) overlays(l *lowered, c *config.Client) (list []openapi.Overlay) {
	for _, in := range c.OpenAPI.Overlays {
		src := r.source(l, in)
		list = append(list, openapi.Overlay{Name: in.Path, Content: src.Content})
	}
	return list
}

func (r *run) lowerGraphQL(c *config.Client) *lowered {
	l := &lowered{inputs: map[string]string{}}
	in := graphql.Input{Package: c.Package, Scalars: scalars(c, r.diags), Shapes: r.shapes(c, l)}
	deriveInput(c, &in)
	in.Points = pointsRule(c)
	for _, file := range c.Schema {
		in.Schema = append(in.Schema, r.source(l, file))
	}
	for _, op := range c.Operations {
		src := r.source(l, op)
		if name := exampleOf(op.Path); r.exists(name) {
			src.ExampleName = name
			src.Example = r.source(l, config.Input{Path: name, Pos: op.Pos}).Content
		}
		in.Operations = append(in.Operations, src)
	}
	// A list of its own, so that errors of others don't end it early.
	var own diag.List
	out := graphql.Lower(in, &own)
	r.diags.Add(own.All()...)
	if out == nil {
		access(c, &ir.Package{}, r.diags) // its errors are told all the same
		return l
	}
	l.pkg = out.Package
	access(c, l.pkg, r.diags)
	situations(c, l.pkg, r.diags)
	for _, f := range out.Files {
		l.files = append(l.files, file{f.Name, f.Content})
	}
	for _, f := range out.Derived {
		l.derived = append(l.derived, file{f.Name, f.Content})
	}
	return l
}

// schemaName is what emitted files say that they were made from.
func schemaName(c *config.Client) string {
	if len(c.Schema) == 1 {
		return c.Schema[0].Path
	}
	return "the schema of " + c.Name
}

// confined gives a reader of files named relative to the config's folder that
// refuses any outside of a folder, whatever symbolic links say: a description
// is untrusted, and its references must not pull other files into the output.
func (r *run) confined(folder string) func(name string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		root, err := os.OpenRoot(r.config.Abs(folder))
		if err != nil {
			return nil, plain(err)
		}
		defer root.Close()
		rel, err := filepath.Rel(filepath.FromSlash(folder), filepath.FromSlash(name))
		if err != nil {
			return nil, err
		}
		content, err := root.ReadFile(rel)
		return content, plain(err)
	}
}

// plain strips an error of the path, which messages give as the user wrote it.
func plain(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}

// source reads an input; one that can't be read is reported where the config
// names it.
func (r *run) source(l *lowered, in config.Input) graphql.Source {
	content, err := os.ReadFile(r.config.Abs(in.Path))
	if err != nil {
		r.diags.Errorf(in.Pos, "missing-file", "", "can't read %q: %v", in.Path, plain(err))
	}
	r.result.Sources.Add(in.Path, content)
	l.inputs[in.Path] = output.Hash(content)
	return graphql.Source{Name: in.Path, Content: content}
}

func (r *run) exists(name string) bool { return isFile(r.config, name) }

func isFile(c *config.Config, name string) bool {
	info, err := os.Stat(c.Abs(name))
	return err == nil && info.Mode().IsRegular()
}

// exampleOf is the name of the example beside a file of operations.
func exampleOf(name string) string {
	return strings.TrimSuffix(name, path.Ext(name)) + graphql.ExampleSuffix
}

// namedInputs lists the files that a client is sure to be made from, relative
// to the config's folder; references may lead to more.
func namedInputs(c *config.Config, client *config.Client) []string {
	var names []string
	for _, in := range client.Inputs() {
		names = append(names, in.Path)
	}
	for _, op := range client.Operations {
		if name := exampleOf(op.Path); isFile(c, name) {
			names = append(names, name)
		}
	}
	return names
}

// emit writes a client's model as Go.
func (r *run) emit(c *config.Client, l *lowered) ([]file, error) {
	importPath, err := r.place.importPath(c.Out)
	if err != nil {
		return nil, err
	}
	source := c.Spec.Path
	if c.IsGraphQL() {
		source = schemaName(c)
	}
	emitted, err := emit.Client(l.pkg, emit.Options{ImportPath: importPath, RuntimePath: r.place.runtimePath, Source: source})
	if err != nil {
		return nil, err
	}
	files := l.files
	for _, f := range emitted {
		files = append(files, file{f.Name, f.Content})
	}
	return files, nil
}
