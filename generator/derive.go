// This file takes operations that are derived from a GraphQL schema to the
// folder that the config names, beside the user's own. It lies outside of the
// output's root, so that it is a root of its own, with its own lock; the plan
// for it is part of the run's.

package generator

import (
	"maps"
	"path"
	"slices"

	"github.com/keywright/keywright/generator/config"
	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/graphql"
	"github.com/keywright/keywright/generator/output"
)

// deriveInput hands lowering what the config says of deriving and of fields.
func deriveInput(c *config.Client, in *graphql.Input) {
	if c.Derive != nil {
		in.Derive = &graphql.Derive{Depth: c.Derive.Depth, Mutations: c.Derive.Mutations, Dir: c.Derive.Dir}
	}
	for _, f := range c.Fields {
		rule := graphql.FieldRule{
			Type: f.Type, Field: f.Field, Name: f.Name, Exclude: f.Exclude, Include: f.Include, Own: f.Own, Short: f.Short, User: f.User, Pos: f.Pos,
		}
		for _, arg := range f.Required {
			rule.Required = append(rule.Required, graphql.RequiredArg{Name: arg.Path, Pos: arg.Pos})
		}
		if p := f.Paging; p != nil {
			rule.Paging = &graphql.PagingRule{Off: p.Off, Arg: p.Arg, Cursor: p.Cursor, Items: p.Items, More: p.More, Pos: p.Pos}
		}
		in.Fields = append(in.Fields, rule)
	}
}

// derivedRoot is the folder of a client's derived operations as a root.
type derivedRoot struct {
	root output.Root
	lock *output.Lock // as it is on disk
	next *output.Lock
	set  output.FileSet
	pos  diag.Pos
}

// openDerived reads the lock of a folder of derived operations; nil where the
// run's diagnostics got an error.
func (a *assembly) openDerived(dir string, pos diag.Pos) *derivedRoot {
	d := &derivedRoot{root: output.Root{Dir: a.config.Abs(dir), Name: dir}, pos: pos}
	if d.lock = output.ReadLock(d.root, a.diags, a.result.Sources); d.lock == nil {
		return nil
	}
	owner := relative(d.root.Dir, a.config.Abs(a.config.File))
	if !d.lock.Owned(d.root, owner, a.diags) {
		return nil
	}
	d.next = &output.Lock{Config: owner, Sections: map[string]*output.Section{}}
	return d
}

// derive adds a client's derived operations. What it is made from stands in the
// lock of the output; here the hashes of the files are what is needed.
func (a *assembly) derive(c *config.Client, files []file) error {
	if c.Derive == nil {
		return nil
	}
	d := a.openDerived(c.Derive.Dir, c.Derive.Pos)
	if d == nil {
		return nil
	}
	for _, f := range files {
		if err := d.set.Add(c.Name, f.name, f.content); err != nil {
			return err
		}
	}
	d.next.Set(c.Name, output.Section{Generator: a.opts.Version, Config: a.configHash}, &d.set)
	a.derived = append(a.derived, d)
	return nil
}

// abandoned gives the folders that an earlier run derived operations into and
// this one doesn't: their files are removed.
func (a *assembly) abandoned() []*derivedRoot {
	var out []*derivedRoot
	for _, owner := range slices.Sorted(maps.Keys(a.place.lock.Sections)) {
		s := a.place.lock.Sections[owner]
		now := a.next.Sections[owner]
		if s.Derived == "" || now != nil && now.Derived == s.Derived {
			continue
		}
		dir := relative(a.config.Dir, path.Join(a.place.root.Dir, s.Derived))
		used := false
		for _, c := range a.config.Clients {
			used = used || c.Derive != nil && c.Derive.Dir == dir
		}
		if d := a.openDerived(dir, diag.Pos{File: a.config.File}); !used && d != nil {
			out = append(out, d)
		}
	}
	return out
}

// join adds the plans of derived operations to the run's.
func (a *assembly) join(plan *output.Plan) error {
	for _, d := range append(a.derived, a.abandoned()...) {
		var folders []output.Folder
		for owner := range d.next.Sections {
			folders = append(folders, output.Folder{Owner: owner, Dir: ".", Pos: d.pos})
		}
		part, err := output.NewPlan(d.root, &d.set, d.lock, d.next, folders, a.opts.Force, a.diags)
		if err != nil {
			return err
		}
		plan.Join(part, relative(a.place.root.Dir, d.root.Dir))
	}
	return nil
}

// freshDerived reports whether a client's derived operations are as the run
// that wrote the lock left them.
func (a *assembly) freshDerived(c *config.Client) bool {
	if c.Derive == nil {
		return a.place.lock.Sections[c.Name].Derived == ""
	}
	var quiet diag.List
	root := output.Root{Dir: a.config.Abs(c.Derive.Dir), Name: c.Derive.Dir}
	lock := output.ReadLock(root, &quiet, a.result.Sources)
	return lock != nil && a.place.lock.Sections[c.Name].Derived == a.place.below(c.Derive.Dir) &&
		lock.Fresh(root, c.Name, a.opts.Version, a.configHash, nil)
}
