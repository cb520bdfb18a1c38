// Package emit writes the decided model of a client as Go source through
// jennifer: one file of this package for each construct, the code that a block
// emits standing above it as a comment.
//
// Emission has no opinion about a description: names, presence, access and
// paging were settled when the model was built. It is pure: the same package
// gives the same bytes.
package emit

import (
	"path"

	"github.com/keywright/keywright/generator/ir"
)

// Options say where the emitted package and its runtime are imported from.
type Options struct {
	ImportPath  string // of the emitted package
	RuntimePath string // of the runtime's folder, which holds wire, auth, client and clienttest
	Source      string // the description as the config names it, for the files' headers; default: the package's Source
}

// Client emits the package of a client with the fake beside it. Files come
// sorted by name, slash paths relative to the package's folder.
func Client(pkg *ir.Package, opts Options) ([]File, error) {
	if opts.Source == "" {
		opts.Source = pkg.Source
	}
	g, err := newGenerator(pkg, opts)
	if err != nil {
		return nil, err
	}
	sources := g.clientSources()
	sources = append(sources, g.serviceSources()...)
	sources = append(sources, g.followSources()...)
	sources = append(sources, g.graphqlSources()...)
	sources = append(sources, g.typeSources()...)
	sources = append(sources, g.codecSources()...)
	sources = append(sources, g.fakeSources()...)
	return g.renderAll(sortSources(sources))
}

// paths are the import paths of what emitted code uses.
type paths struct {
	self, fake, wire, auth, client, clienttest string
}

func newPaths(pkg *ir.Package, opts Options) paths {
	return paths{
		self:       opts.ImportPath,
		fake:       path.Join(opts.ImportPath, pkg.Name+"test"),
		wire:       path.Join(opts.RuntimePath, "wire"),
		auth:       path.Join(opts.RuntimePath, "auth"),
		client:     path.Join(opts.RuntimePath, "client"),
		clienttest: path.Join(opts.RuntimePath, "clienttest"),
	}
}
