// This file reads one client's description without generating anything: for the
// verbs of the command that call a provider.

package generator

import (
	"context"

	"github.com/keywright/keywright/generator/config"
	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/openapi"
)

// Describe returns what is known of one client's servers, variables and security
// schemes: its package has no operations. Without a name it is that of the only one. Only Config counts of
// the options. Errors are those of Generate. The result names the client in
// Packages, and holds diagnostics where there are any errors: warnings are for
// whoever generates.
func Describe(ctx context.Context, opts Options, name string) (*ir.Package, *Result, error) {
	r := &run{ctx: ctx, opts: opts, diags: new(diag.List), result: &Result{Sources: new(diag.Sources)}}
	pkg, err := r.describe(ctx, name)
	if err == nil {
		err = r.diags.Err()
	}
	if err != nil {
		r.result.Diagnostics = r.diags.All()
		return nil, r.result, err
	}
	return pkg, r.result, nil
}

func (r *run) describe(ctx context.Context, name string) (*ir.Package, error) {
	r.config = config.Load(r.opts.Config, r.diags, r.result.Sources)
	if r.config == nil {
		return nil, nil
	}
	r.result.Dir = r.config.Dir
	if name != "" {
		r.opts.Only = []string{name}
	} else if len(r.config.Clients) > 1 {
		unnamed := &UnknownClientError{}
		for _, c := range r.config.Clients {
			unnamed.Known = append(unnamed.Known, c.Name)
		}
		return nil, unnamed
	}
	clients, err := r.selected()
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c := clients[0]
	r.result.Packages = []Package{{Name: c.Name, Dir: c.Out}}
	if !c.IsGraphQL() {
		return openapi.LowerProvider(r.openapiInput(c, &lowered{inputs: map[string]string{}}), r.diags), nil
	}
	pkg := &ir.Package{Name: c.Package, GraphQL: true}
	access(c, pkg, r.diags)
	return pkg, nil
}
