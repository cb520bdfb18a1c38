// The descriptions are good for everyone's tools: an independent validator,
// which isn't written in Go, takes them.

package specs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// validatorDir holds the validator: see .ci/run for how it is installed.
const validatorDir = "../.ci/peers/validators"

func TestIndependentValidator(t *testing.T) {
	t.Parallel()
	if out, ok := validate(t, descriptions(t)...); !ok {
		t.Error(out)
	}
}

// A validator that takes everything would prove nothing.
func TestIndependentValidatorRefuses(t *testing.T) {
	t.Parallel()
	wrong := filepath.Join(t.TempDir(), "wrong.yaml")
	text := "openapi: 3.0.3\ninfo: {title: Wrong, version: '1'}\npaths: {/things/{id}: {get: {responses: {'200': {}}}}}\n"
	if err := os.WriteFile(wrong, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, ok := validate(t, wrong); ok || !strings.Contains(out, wrong) {
		t.Errorf("a document without a description of its answer is taken: %s", out)
	}
}

// descriptions are the documents of Battle.net's products, in which what they
// share is checked where it is used.
func descriptions(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("battlenet/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files = slices.DeleteFunc(files, func(f string) bool { return filepath.Base(f) == "common.yaml" })
	if len(files) != len(battleNetProducts()) {
		t.Fatalf("%d descriptions, want one for each of %d products: %v", len(files), len(battleNetProducts()), files)
	}
	return files
}

// validate runs the validator and gives what it prints. Without it the test is
// skipped, or with KEYWRIGHT_PEERS fails.
func validate(t *testing.T, files ...string) (string, bool) {
	t.Helper()
	missing := t.Skip
	if os.Getenv("KEYWRIGHT_PEERS") != "" {
		missing = t.Fatal
	}
	node, err := exec.LookPath("node")
	if err != nil {
		missing("there is no node; install Node.js 20.19 or later")
	}
	if _, err := os.Stat(filepath.Join(validatorDir, "node_modules")); err != nil {
		missing("the validator isn't installed; run npm ci --prefix .ci/peers/validators --ignore-scripts")
	}
	out, err := exec.Command(node, append([]string{filepath.Join(validatorDir, "validate.mjs")}, files...)...).CombinedOutput()
	return string(out), err == nil
}
