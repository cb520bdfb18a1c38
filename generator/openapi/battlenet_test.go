// The descriptions of specs/, as others' tools read them: kin-openapi's own
// validation, examples against their schemas included. The generator itself
// doesn't ask for it (see doc.go).

package openapi_test

import (
	"path/filepath"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

func TestDescriptionsAreValid(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.FromSlash("../../specs/battlenet/*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no descriptions: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			loader := openapi3.NewLoader()
			loader.IsExternalRefsAllowed = true
			doc, err := loader.LoadFromFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := doc.Validate(t.Context(), openapi3.EnableExamplesValidation()); err != nil {
				t.Error(err)
			}
		})
	}
}
