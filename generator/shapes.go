// This file reads the shapes of a GraphQL client's untyped scalars: the one
// place where the OpenAPI half works for the GraphQL half.

package generator

import (
	"path"

	"github.com/keywright/keywright/generator/config"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/openapi"
	"github.com/keywright/keywright/generator/output"
)

// shapes lowers the document that json-shapes names; nil where there is none,
// or one with errors.
func (r *run) shapes(c *config.Client, l *lowered) *ir.Shapes {
	if c.JSONShapes.Path == "" {
		return nil
	}
	read := r.confined(path.Dir(c.JSONShapes.Path))
	return openapi.LowerShapes(openapi.Input{
		File:    c.JSONShapes.Path,
		Package: c.Package,
		Sources: r.result.Sources,
		Read: func(name string) ([]byte, error) {
			content, err := read(name)
			if err == nil {
				l.inputs[name] = output.Hash(content)
			}
			return content, err
		},
	}, r.diags)
}
