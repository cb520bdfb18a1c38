// This file reads what the config says of a GraphQL client's server, for the
// verbs that ask it before there is a schema.

package generator

import (
	"errors"

	"github.com/keywright/keywright/generator/config"
	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
)

// Endpoint is a GraphQL client's server.
type Endpoint struct {
	Client   string           // its name
	Package  *ir.Package      // servers, variables and security schemes; no operations
	Security [][]ir.SchemeUse // what operations need; see [ir.Operation]
	Schema   string           // absolute path of the schema's file; empty where the config names several or a pattern
	Named    string           // the same as the config has it
}

// ErrNotGraphQL is the error of [DescribeEndpoint] for a client that is made from an
// OpenAPI document.
var ErrNotGraphQL = errors.New("the client is not made from a GraphQL schema")

// DescribeEndpoint is [Describe] for a client that is made from a GraphQL schema.
// It minds no file that is missing: the schema may be what the caller is about to
// write, and operations come after it.
func DescribeEndpoint(opts Options, name string) (*Endpoint, *Result, error) {
	result := &Result{Sources: new(diag.Sources)}
	var all, kept diag.List
	c := config.Load(opts.Config, &all, result.Sources)
	var client *config.Client
	var err error
	if c != nil {
		result.Dir = c.Dir
		client, err = oneClient(c, name)
	}
	if err != nil {
		return nil, result, err
	}
	e := &Endpoint{}
	if client != nil {
		if !client.IsGraphQL() {
			return nil, result, ErrNotGraphQL
		}
		op := &ir.Operation{}
		e.Client, e.Named = client.Name, client.SchemaTarget.Path
		e.Package = &ir.Package{Name: client.Package, GraphQL: true, Services: []*ir.Service{{Ops: []*ir.Operation{op}}}}
		access(client, e.Package, &all)
		e.Security, e.Package.Services = op.Security, nil
		if e.Named != "" {
			e.Schema = c.Abs(e.Named)
		}
	}
	for _, d := range all.All() {
		if d.Code != "missing-file" {
			kept.Add(d)
		}
	}
	if err := kept.Err(); err != nil {
		result.Diagnostics = kept.All()
		return nil, result, err
	}
	result.Packages = []Package{{Name: e.Client}}
	return e, result, nil
}

// oneClient finds a client by name, or the only one.
func oneClient(c *config.Config, name string) (*config.Client, error) {
	if name == "" && len(c.Clients) == 1 {
		return c.Clients[0], nil
	}
	var known []string
	for _, client := range c.Clients {
		if client.Name == name && name != "" {
			return client, nil
		}
		known = append(known, client.Name)
	}
	if len(known) == 0 {
		return nil, nil // the diagnostics tell
	}
	return nil, &UnknownClientError{Name: name, Known: known}
}
