// This file puts emitted files and the runtime together into one set with the
// lock that goes with it, and compares that with the disk.

package generator

import (
	"cmp"
	"path"
	"slices"

	"github.com/keywright/keywright/generator/config"
	"github.com/keywright/keywright/generator/output"
	"github.com/keywright/keywright/generator/runtime"
	"github.com/keywright/keywright/templates"
)

// assembly collects what a run writes.
type assembly struct {
	*run
	set        output.FileSet
	next       *output.Lock
	folders    []output.Folder
	packages   []Package
	configHash string
	derived    []*derivedRoot
}

func newAssembly(r *run) *assembly {
	// The runtime's import path is the module's as well, which the config doesn't tell.
	a := &assembly{run: r, configHash: output.Hash(append(slices.Clip(r.config.Content), r.place.runtimePath...))}
	// What isn't generated now stays as the lock has it; clients that the
	// config no longer has are let go, but not by a run that was asked for
	// others.
	a.next = r.place.lock.Clone(func(owner string) bool {
		return owner != output.Runtime && (len(r.opts.Only) > 0 || slices.ContainsFunc(r.config.Clients, func(c *config.Client) bool { return c.Name == owner }))
	})
	a.next.Config = r.place.configPath
	return a
}

// fresh reports whether a client is up to date and needn't be generated. A
// generator without a version is trusted to be the one that wrote the lock only
// where a stamp says so.
func (a *assembly) fresh(c *config.Client) bool {
	if a.opts.Force || a.opts.Version == Devel && !a.opts.Stamps.has(a.place.lock.Text(c.Name)) {
		return false
	}
	if a.place.lock.Remote(c.Name) && !a.opts.Offline {
		return false // what another host has now is to be held against what is pinned
	}
	var inputs []string
	for _, in := range namedInputs(a.config, c) {
		inputs = append(inputs, a.place.below(in))
	}
	if !a.place.lock.Fresh(a.place.root, c.Name, a.opts.Version, a.configHash, inputs) || !a.freshDerived(c) {
		return false
	}
	a.packages = append(a.packages, Package{Name: c.Name, Dir: c.Out, Fresh: true})
	return true
}

// client adds a client's files; inputs are the hashes of what it was made
// from, by path relative to the config's folder.
func (a *assembly) client(c *config.Client, files []file, inputs map[string]string) error {
	dir := a.place.below(c.Out)
	for _, f := range files {
		if err := a.set.Add(c.Name, path.Join(dir, f.name), f.content); err != nil {
			return err
		}
	}
	below := map[string]string{}
	for name, hash := range inputs {
		below[a.place.below(name)] = hash // an address stays one
	}
	section := output.Section{Generator: a.opts.Version, Config: a.configHash, Inputs: below}
	if c.Derive != nil {
		section.Derived = a.place.below(c.Derive.Dir)
	}
	a.next.Set(c.Name, section, &a.set)
	if a.opts.Version == Devel {
		a.opts.Stamps.put(a.next.Text(c.Name))
	}
	a.folders = append(a.folders, output.Folder{Owner: c.Name, Dir: dir, Pos: c.OutPos})
	a.packages = append(a.packages, Package{Name: c.Name, Dir: c.Out, Files: len(files)})
	return nil
}

// runtime adds the shared runtime, unless an existing copy is imported. All
// clients stand on it, so a run for some of them emits it whole too.
func (a *assembly) runtime() error {
	if a.config.Runtime.Dir == "" {
		return nil
	}
	parts := slices.Clone(a.config.Runtime.Extras)
	if a.config.HasGraphQL() {
		parts = append(parts, runtime.GQL, runtime.GQLTest)
	}
	files, err := runtime.Files(templates.Source(), a.place.runtimePath, parts)
	if err != nil {
		return err
	}
	dir := a.place.below(a.config.Runtime.Dir)
	for _, f := range files {
		if err := a.set.Add(output.Runtime, path.Join(dir, f.Path), f.Content); err != nil {
			return err
		}
	}
	a.next.Set(output.Runtime, output.Section{Generator: a.opts.Version, Config: a.configHash}, &a.set)
	a.folders = append(a.folders, output.Folder{Owner: output.Runtime, Dir: dir, Pos: a.config.Runtime.Pos})
	a.packages = append(a.packages, Package{Name: "runtime", Dir: a.config.Runtime.Dir, Files: len(files)})
	return nil
}

// compare makes the plan and sums it up by package.
func (a *assembly) compare() error {
	plan, err := output.NewPlan(a.place.root, &a.set, a.place.lock, a.next, a.folders, a.opts.Force, a.diags)
	if err != nil {
		return err
	}
	if err := a.join(plan); err != nil {
		return err
	}
	a.result.Plan = plan
	// The config's order, the runtime last, whatever was up to date.
	order := func(p Package) int {
		i := slices.IndexFunc(a.config.Clients, func(c *config.Client) bool { return c.Out == p.Dir })
		return cmp.Or(i+1, len(a.config.Clients)+1)
	}
	slices.SortFunc(a.packages, func(p, q Package) int { return cmp.Compare(order(p), order(q)) })
	for i := range a.packages {
		p := &a.packages[i]
		dir := a.place.below(p.Dir) + "/"
		for _, ch := range plan.Changes {
			switch {
			case len(ch.Path) <= len(dir) || ch.Path[:len(dir)] != dir:
			case ch.Kind == output.Orphaned:
				p.Orphaned++
			default:
				p.Changed++
			}
		}
	}
	a.result.Packages = a.packages
	a.result.Causes = a.causes()
	return nil
}
