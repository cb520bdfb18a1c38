// Examples: what the fake of a client answers to an operation. They come from a
// file beside the operation's, or are made up to fit the types.

package graphql

import (
	"strings"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/tree"
)

// ExampleSuffix takes the place of an operation file's ending in the name of
// its example: report.graphql has report.example.json, a whole answer as a
// server would give it ({"data": …}).
const ExampleSuffix = ".example.json"

// examples gives every operation its answer.
func (l *lowerer) examples(sources []Source, diags *diag.List) {
	byFile := map[string]*Source{}
	for i := range sources {
		byFile[sources[i].Name] = &sources[i]
	}
	first := map[string]string{}
	for _, c := range l.calls {
		src := byFile[c.op.Pos.File]
		c.op.Result.Sample = sampleAnswer(c.op)
		if c.derived != nil || src == nil {
			continue
		}
		if other, shared := first[src.Name]; shared && src.ExampleName != "" {
			diags.Errorf(c.op.Pos, "graphql-example", "put each operation in a file of its own",
				"%s can't tell whether it is for %s or %s", src.ExampleName, other, c.op.ID)
			continue
		}
		first[src.Name] = c.op.ID
		c.op.Result.Example = example(c.op, src, diags)
	}
}

// example gives the answer that a file has for an operation, empty where none
// has.
func example(op *ir.Operation, src *Source, diags *diag.List) string {
	if src.ExampleName == "" {
		return ""
	}
	root := tree.Parse(src.ExampleName, src.Example, diags, nil)
	if root == nil {
		return ""
	}
	if root.Get("data") == nil && root.Get("errors") == nil {
		diags.Errorf(root.Pos(), "graphql-example", `write it as the server would: {"data": {…}}`,
			"the example of %s has neither data nor errors", op.ID)
	}
	return string(src.Example)
}

// sampleAnswer makes an answer up around the result.
func sampleAnswer(op *ir.Operation) string {
	var b strings.Builder
	b.WriteString(`{"data":`)
	for _, name := range op.GraphQL.Unwrap {
		b.WriteString(`{"` + name + `":`)
	}
	b.WriteString(ir.Sample(op.Result.Type))
	b.WriteString(strings.Repeat("}", len(op.GraphQL.Unwrap)+1))
	return b.String()
}
