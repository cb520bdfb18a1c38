// The committed output, held to its descriptions.

package generator_test

import (
	"testing"

	"github.com/keywright/keywright/generator"
)

func TestGeneratedIsWhatTheSpecsGive(t *testing.T) {
	t.Parallel()
	result, err := generator.Generate(t.Context(), generator.Options{Config: "../specs/keywright.yaml", Force: true, Version: generator.Version()})
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range result.Plan.Changes {
		t.Errorf("generated/%s is %s; run `go generate ./...`", change.Path, change.Kind)
	}
	if len(result.Packages) < 3 {
		t.Errorf("only %d packages are generated", len(result.Packages))
	}
}
