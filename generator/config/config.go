// Package config reads keywright.yaml: which clients are made from which
// descriptions, and where they go. It is strict: an unknown key, a missing
// file or two folders that clash are errors with a position, all of them
// reported in one run.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/tree"
)

// FileName is the config's name; it is searched for upward from the working
// directory.
const FileName = "keywright.yaml"

// Config is a config. Paths in it are slash paths, clean and relative to Dir.
type Config struct {
	Invalid bool   // errors were reported; paths that are wrong are empty
	File    string // the config's own name, as positions have it
	Dir     string // absolute path of the folder that holds it
	Content []byte
	Strict  bool // warnings of any client, and of what all share, are errors
	Clients []*Client
	Runtime Runtime
}

// Client is one package to generate, from an OpenAPI description where Spec is
// set and from a GraphQL schema otherwise.
type Client struct {
	Name    string // unique among the clients; what --only names
	Package string // Go package name
	Out     string // the package's folder
	Pos     diag.Pos
	OutPos  diag.Pos
	Strict  bool // warnings are errors

	Spec       Input   // OpenAPI: the description
	Schema     []Input // GraphQL: the schema's files, patterns matched, sorted by path, each once
	Operations []Input // GraphQL: the files the globs match, sorted by path, each once

	OpenAPI OpenAPI // how an OpenAPI document is taken

	JSONShapes Input // GraphQL: the document with the shapes of scalars that hide one; no path: none

	Derive *Derive // GraphQL: operations made from the schema; nil: none
	Fields []Field // GraphQL: what is said of single fields

	Points      *Points     // GraphQL: the budget that answers tell; nil: none
	Situations  []Situation // GraphQL: cases that errors tell in words
	BatchFields int         // GraphQL: fields of the root that a merged request may have; 0: the default

	// What an OpenAPI document says itself and a GraphQL schema has no words
	// for, as the config has it; nil where left out. The shapes are OpenAPI's
	// servers, components.securitySchemes and security, and the extension
	// x-keywright-ambient; Scalars maps custom scalars to kinds.
	Servers         *tree.Node
	SecuritySchemes *tree.Node
	Security        *tree.Node
	Ambient         *tree.Node
	Scalars         *tree.Node

	// SchemaTarget is the schema's file where the config names a single one,
	// whether it is there or not: what `keywright fetch` writes.
	SchemaTarget Input
	graphql      bool // the key `schema` is there
}

// IsGraphQL reports whether the client is made from a GraphQL schema.
func (c *Client) IsGraphQL() bool { return c.graphql }

// Inputs returns the files that the client names, the config's order.
func (c *Client) Inputs() []Input {
	if !c.IsGraphQL() {
		return slices.Concat([]Input{c.Spec}, c.OpenAPI.Overlays)
	}
	inputs := slices.Concat(c.Schema, c.Operations)
	if c.JSONShapes.Path != "" {
		inputs = append(inputs, c.JSONShapes)
	}
	return inputs
}

// Input is a file that the config names.
type Input struct {
	Path string   // relative to the config's folder
	Pos  diag.Pos // where the config names it
}

// Runtime says where the shared runtime stands: either it is emitted into Dir,
// or the clients import an existing copy from Import.
type Runtime struct {
	Dir    string // empty where Import is set
	Import string
	Extras []string // optional parts to emit, of [Extras]
	Pos    diag.Pos
}

// Extras lists the optional parts of the runtime by their folder in it; they
// import more than the standard library.
func Extras() []string { return []string{"auth/store", "auth/oauth2bridge"} }

// Root is the folder that holds keywright.lock and below which all output
// lies: the one around the runtime's folder, or around the first client's
// where the runtime is imported.
func (c *Config) Root() string {
	if c.Runtime.Dir != "" {
		return path.Dir(c.Runtime.Dir)
	}
	return path.Dir(c.Clients[0].Out)
}

// HasGraphQL reports whether any client is made from a GraphQL schema.
func (c *Config) HasGraphQL() bool {
	for _, client := range c.Clients {
		if client.IsGraphQL() {
			return true
		}
	}
	return false
}

// Abs returns the absolute path of a path relative to the config's folder.
func (c *Config) Abs(rel string) string { return filepath.Join(c.Dir, filepath.FromSlash(rel)) }

// Find searches for keywright.yaml in dir and the folders above it and returns
// its path.
func Find(dir string) (string, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := start; ; at = filepath.Dir(at) {
		file := filepath.Join(at, FileName)
		info, err := os.Stat(file)
		switch {
		case err == nil && info.Mode().IsRegular():
			return file, nil
		case err == nil:
			return "", fmt.Errorf("%s is not a file", file)
		case !errors.Is(err, fs.ErrNotExist):
			return "", err
		}
		if at == filepath.Dir(at) {
			return "", notFoundError{}
		}
	}
}

// notFoundError is fs.ErrNotExist in words that fit a search.
type notFoundError struct{}

func (notFoundError) Error() string        { return "no " + FileName + " here or in a folder above" }
func (notFoundError) Is(target error) bool { return target == fs.ErrNotExist }

// Load reads and checks the config in a file. What is wrong goes to diags and
// the text to sources. It returns nil where the config can't be read at all; one
// that is Invalid is good for checking the descriptions that it does name, so
// that all errors are told in one run. Positions name files relative to the
// config's folder.
func Load(file string, diags *diag.List, sources *diag.Sources) *Config {
	content, err := os.ReadFile(file)
	if err != nil {
		diags.Errorf(diag.Pos{File: filepath.Base(file)}, "config-unreadable", "`keywright init` writes one", "%v", reason(err))
		return nil
	}
	return Parse(file, content, diags, sources)
}

// Parse is Load for a content that isn't on disk yet; file is where it will be.
func Parse(file string, content []byte, diags *diag.List, sources *diag.Sources) *Config {
	abs, err := filepath.Abs(file)
	if err != nil {
		diags.Errorf(diag.Pos{File: filepath.ToSlash(file)}, "config-unreadable", "", "%v", err)
		return nil
	}
	c := &Config{File: filepath.Base(abs), Dir: filepath.Dir(abs), Content: content}
	// The config's errors alone decide whether it is valid.
	var own diag.List
	root := tree.Parse(c.File, c.Content, &own, sources)
	if root != nil {
		d := &decoder{diags: &own}
		d.config(root, c)
		v := &validator{config: c, diags: &own}
		v.validate()
	}
	diags.Add(own.All()...)
	c.Invalid = own.HasErrors()
	if root == nil {
		return nil
	}
	return c
}

// reason strips an error of the absolute path that a position says better.
func reason(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}
