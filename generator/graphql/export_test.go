// What tests from outside need of the inside.

package graphql

import (
	"github.com/Khan/genqlient/generate"

	"github.com/keywright/keywright/generator/diag"
)

// Plain runs the plumbing step on a file of operations as it is: no types of ours
// are bound, and no variable gets a directive.
func Plain(schema, operations Source, config generate.Config, diags *diag.List) ([]byte, error) {
	loaded := loadSchema([]Source{schema}, diags)
	if loaded == nil {
		return nil, diags.Err()
	}
	return run(job{schema: loaded, described: true, texts: map[string]string{"plain" + operationSuffix: string(operations.Content)}, config: config})
}
