// This file finds where output goes: the root with its lock, and the import
// paths that the module around it gives.

package generator

import (
	"path/filepath"

	"github.com/keywright/keywright/generator/config"
	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/output"
	"github.com/keywright/keywright/generator/runtime"
)

// place is where a config's output stands.
type place struct {
	config      *config.Config
	root        output.Root
	lock        *output.Lock // as it is on disk
	module      *runtime.Module
	configPath  string // relative to the root, as the lock has it
	runtimePath string // import path of the runtime
}

// locate returns nil where diags got an error.
func locate(c *config.Config, diags *diag.List, sources *diag.Sources) *place {
	p := &place{config: c, root: output.Root{Dir: c.Abs(c.Root()), Name: c.Root()}}
	pos := c.Runtime.Pos
	if c.Runtime.Dir == "" {
		pos = c.Clients[0].OutPos
	}
	var err error
	if p.module, err = runtime.FindModule(p.root.Dir); err != nil {
		diags.Errorf(pos, "no-module", "the output needs an import path: run `go mod init` in the root of your project",
			"the output folder %s belongs to no Go module: %v", p.root.Name, err)
		return nil
	}
	if p.module.TooOld() {
		file := relative(c.Dir, filepath.Join(p.module.Dir, "go.mod"))
		diags.Warnf(diag.Pos{File: file, Line: p.module.GoLine}, "go-version", "run `go get go@"+runtime.GoVersion+"`",
			"emitted code needs Go %s, but the module %s is of Go %q", runtime.GoVersion, p.module.Path, p.module.Go)
	}
	p.runtimePath = c.Runtime.Import
	if p.runtimePath == "" {
		if p.runtimePath, err = p.importPath(c.Runtime.Dir); err != nil {
			diags.Errorf(pos, "no-module", "", "%v", err)
			return nil
		}
	}
	p.configPath = p.below(c.File)
	if p.lock = output.ReadLock(p.root, diags, sources); p.lock == nil || !p.lock.Owned(p.root, p.configPath, diags) {
		return nil
	}
	return p
}

// importPath gives the import path of a folder named relative to the config.
func (p *place) importPath(dir string) (string, error) {
	return p.module.ImportPath(p.config.Abs(dir))
}

// below turns a path relative to the config's folder into one relative to the
// root.
func (p *place) below(name string) string {
	if output.IsAddress(name) {
		return name
	}
	return relative(p.root.Dir, p.config.Abs(name))
}

// display turns a path relative to the root into one relative to the config's
// folder.
func (p *place) display(name string) string {
	if output.IsAddress(name) {
		return name
	}
	return relative(p.config.Dir, filepath.Join(p.root.Dir, filepath.FromSlash(name)))
}

// relative gives a path relative to a folder in slash form. Both are absolute
// and on one volume, so that there always is one.
func relative(dir, name string) string {
	rel, err := filepath.Rel(dir, name)
	if err != nil {
		return filepath.ToSlash(name)
	}
	return filepath.ToSlash(rel)
}
