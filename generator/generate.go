// Package generator turns API descriptions into Go clients. This page is the
// whole way, top to bottom; each step is a package of its own below.
package generator

import (
	"context"
	"fmt"
	"slices"

	"github.com/keywright/keywright/generator/config"
	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/output"
)

// Options say what to generate.
type Options struct {
	Config  string   // path of keywright.yaml
	Only    []string // names of clients; all where empty
	Force   bool     // take generated files that were edited by hand for keywright's, and generate what is up to date too
	Offline bool     // read no references of other hosts but the copies that are pinned
	Repin   bool     // take what other hosts have now in place of what is pinned
	Version string   // what the lock records of the generator; see [Version]
	Stamps  *Stamps  // what this build of the generator made before; may be nil
}

// Result is what a run gives, also where it fails.
type Result struct {
	Diagnostics []diag.Diagnostic // sorted; errors make Generate fail
	Sources     *diag.Sources     // the text that diagnostics are about
	Dir         string            // absolute folder of the config, which names in diagnostics are relative to
	Root        string            // folder of the lock and all output, relative to Dir
	Packages    []Package         // the runtime last
	Plan        *output.Plan      // what to write, nil where the run failed; nothing is written yet
	Causes      []diag.Diagnostic // notes of what changed since the files on disk were generated
}

// Package sums up one emitted package, or the runtime.
type Package struct {
	Name       string // the client's; "runtime" for the runtime
	Dir        string // relative to the config's folder
	Files      int    // generated; 0 where Fresh
	Changed    int    // to be written
	Orphaned   int    // to be removed
	Operations int    // of the client; 0 where Fresh
	Fresh      bool   // nothing it is made from changed, so it wasn't generated
}

// Generate reads the config and the descriptions, and compares the clients made
// from them with the disk. It writes nothing: the result's plan does. The
// error is a [*diag.Errors] where the input is at fault, an [*UnknownClientError]
// for a name in Only that the config doesn't have.
func Generate(ctx context.Context, opts Options) (*Result, error) {
	r := &run{ctx: ctx, opts: opts, diags: new(diag.List), result: &Result{Sources: new(diag.Sources)}}
	err := r.steps(ctx)
	if r.config != nil && r.config.Strict {
		strict := new(diag.List)
		strict.Add(severe(r.diags.All(), true)...)
		r.diags = strict
	}
	r.result.Diagnostics = r.diags.All()
	if err == nil {
		err = r.diags.Err()
	}
	if err != nil {
		r.result.Plan = nil
	}
	return r.result, err
}

// run is the state of one run.
type run struct {
	ctx    context.Context // of the run, for what waits for another host
	opts   Options
	diags  *diag.List
	result *Result
	config *config.Config
	place  *place
}

// steps is the pipeline: load, lower, emit, assemble, compare. Each step
// reports all it finds; errors end the run before the next one.
func (r *run) steps(ctx context.Context) error {
	r.config = config.Load(r.opts.Config, r.diags, r.result.Sources)
	if r.config == nil {
		return nil
	}
	r.result.Dir = r.config.Dir
	clients, err := r.selected()
	if err != nil {
		return err
	}
	if r.config.Invalid {
		return r.check(ctx, clients)
	}
	r.result.Root = r.config.Root()
	if r.place = locate(r.config, r.diags, r.result.Sources); r.place == nil {
		return nil
	}
	a := newAssembly(r)
	stale := slices.DeleteFunc(clients, a.fresh)

	lowered := make([]*lowered, len(stale))
	for i, c := range stale {
		if err := ctx.Err(); err != nil {
			return err
		}
		lowered[i] = r.lower(c)
	}
	if r.diags.HasErrors() {
		return nil
	}
	for i, c := range stale {
		if err := ctx.Err(); err != nil {
			return err
		}
		files, err := r.emit(c, lowered[i])
		if err != nil {
			return fmt.Errorf("client %s: %w", c.Name, err)
		}
		if err := a.client(c, files, lowered[i].inputs); err != nil {
			return fmt.Errorf("client %s: %w", c.Name, err)
		}
		a.packages[len(a.packages)-1].Operations = lowered[i].operations()
		if err := a.derive(c, lowered[i].derived); err != nil {
			return fmt.Errorf("client %s: %w", c.Name, err)
		}
	}
	if err := a.runtime(); err != nil {
		return err
	}
	return a.compare()
}

// check reads the descriptions that an invalid config does name, so that what
// is wrong with them is told in the same run.
func (r *run) check(ctx context.Context, clients []*config.Client) error {
	for _, c := range clients {
		if err := ctx.Err(); err != nil {
			return err
		}
		if c.Spec.Path != "" || len(c.Schema) > 0 {
			r.lower(c)
		}
	}
	return nil
}

// selected returns the clients to generate, in the config's order.
func (r *run) selected() ([]*config.Client, error) {
	if len(r.opts.Only) == 0 {
		return slices.Clone(r.config.Clients), nil
	}
	var known []string
	for _, c := range r.config.Clients {
		known = append(known, c.Name)
	}
	for _, name := range r.opts.Only {
		if !slices.Contains(known, name) {
			return nil, &UnknownClientError{Name: name, Known: known}
		}
	}
	return slices.DeleteFunc(slices.Clone(r.config.Clients), func(c *config.Client) bool {
		return !slices.Contains(r.opts.Only, c.Name)
	}), nil
}

// UnknownClientError reports a name in Options.Only that no client has.
type UnknownClientError struct {
	Name  string
	Known []string
}

func (e *UnknownClientError) Error() string {
	msg := fmt.Sprintf("the config has no client %q", e.Name)
	if near, ok := diag.Nearest(e.Name, e.Known); ok {
		return msg + fmt.Sprintf("; did you mean %q?", near)
	}
	return msg + fmt.Sprintf("; it has %q", e.Known)
}
