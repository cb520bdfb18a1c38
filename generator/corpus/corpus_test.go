package corpus_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/keywright/keywright/generator/corpus"
)

// largeDocument is the size above which a document is generated only where the
// corpus was asked for, and not under the race detector: the largest take
// longer than all others together.
const largeDocument = 256 << 10

// vetted is the sample of the corpus that is vetted in every run: each of
// another dialect, with unions, forms, files, streams or mended mistakes.
// KEYWRIGHT_CORPUS_VET=all vets all documents, which takes half an hour on two cores.
func vetted(name string) bool {
	sample := []string{"museum.yaml", "import-schedule.yaml", "httpbin.yaml", "train-travel.yaml"}
	return os.Getenv("KEYWRIGHT_CORPUS_VET") == "all" || os.Getenv("KEYWRIGHT_CORPUS") != "" && !raced && slices.Contains(sample, name)
}

// documents finds the corpus, which is no part of the repository: in the folder
// that KEYWRIGHT_CORPUS names, or beside the repository.
func documents(t *testing.T) []string {
	t.Helper()
	for _, dir := range []string{os.Getenv("KEYWRIGHT_CORPUS"), filepath.Join("..", "..", "..", "shared", "corpus")} {
		if dir == "" {
			continue
		}
		for _, folder := range []string{filepath.Join(dir, "openapi"), dir} {
			if files, err := corpus.Documents(folder); err == nil && len(files) > 0 {
				return files
			}
		}
	}
	t.Skip("no corpus: set KEYWRIGHT_CORPUS to a folder of OpenAPI documents")
	return nil
}

// TestCorpus generates every document as the command does with a plain config:
// none is refused, and every operation is there.
func TestCorpus(t *testing.T) {
	for _, file := range documents(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			if info, err := os.Stat(file); err != nil || info.Size() > largeDocument && (raced || os.Getenv("KEYWRIGHT_CORPUS") == "") {
				t.Skip("a large document: set KEYWRIGHT_CORPUS to generate it, too, and leave -race out")
			}
			dir := t.TempDir()
			row, err := corpus.Generate(t.Context(), file, dir)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%+v", *row)
			if row.Operations != row.Described || row.Operations == 0 {
				t.Errorf("%d operations of %d", row.Operations, row.Described)
			}
			if vetted(row.Document) {
				if err := corpus.Vet(t.Context(), dir); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// TestMini runs without a corpus: what is counted is counted right.
func TestMini(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "mini.yaml")
	text := `openapi: 3.1.0
info: {title: Mini, version: "1"}
paths:
  /a:
    parameters: []
    get: {responses: {'204': {description: d}}}
    post: {responses: {'204': {description: d}}}
  /b: {$ref: '#/components/pathItems/b'}
  x-c: {get: {}}
components:
  pathItems: {b: {delete: {responses: {'204': {description: d}}}}}
`
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	row, err := corpus.Generate(t.Context(), file, t.TempDir())
	if err != nil || row.Operations != 3 || row.Described != 3 || row.Lines < 50 || row.Time <= 0 {
		t.Errorf("%+v, %v", row, err)
	}
}
