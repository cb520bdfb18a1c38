// Running genqlient as a library. It reads files only, so the normalised schema
// and the operations are written to a temporary folder, one operation a file,
// with a directive before each variable that settles its Go type; composite
// types are bound to raw JSON, because the model's own codecs read the answer.

package graphql

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/Khan/genqlient/generate"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
)

// OperationsDir is the folder of genqlient's output below a client's package.
const OperationsDir = "internal/operations"

// plumbing gives genqlient's output for the calls, or nil where diags got an
// error.
func plumbing(schema *ast.Schema, doc *ast.QueryDocument, calls []*call, diags *diag.List) []File {
	content, err := run(job{
		schema: schema,
		texts:  texts(doc, calls),
		config: generate.Config{Package: "operations", ContextType: "context.Context", Bindings: bindings(schema)},
	})
	if err != nil {
		// The rest of a message is the code that it couldn't format.
		msg, _, _ := strings.Cut(err.Error(), "\n")
		diags.Errorf(calls[0].op.Pos, "genqlient", "rename or rewrite what the message names; fields can be given an alias", "genqlient: %s", msg)
		return nil
	}
	content = bytes.Replace(content, []byte("\npackage operations\n"), []byte(packageDoc+"package operations\n"), 1)
	return []File{{Name: OperationsDir + "/operations.go", Content: content}}
}

// job is one run of genqlient.
type job struct {
	schema    *ast.Schema
	described bool              // genqlient is to see the schema's descriptions
	texts     map[string]string // operations by file
	config    generate.Config   // without files
}

// run hands a job to genqlient in a folder of its own.
func run(j job) ([]byte, error) {
	dir, err := os.MkdirTemp("", "keywright-graphql-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	restore, err := stage(dir, j)
	if err != nil {
		return nil, withoutPath(err, dir)
	}
	j.config.Schema = generate.StringList{filepath.Join(dir, schemaFile)}
	j.config.Operations = generate.StringList{filepath.Join(dir, "*"+operationSuffix)}
	j.config.Generated = filepath.Join(dir, "operations.go")
	files, err := generate.Generate(&j.config)
	if err != nil {
		return nil, withoutPath(err, dir)
	}
	return []byte(restore(string(files[j.config.Generated]))), nil
}

// The names of files in that folder.
const (
	schemaFile      = "schema.graphql"
	operationSuffix = ".op.graphql"
)

const packageDoc = `
// Package operations holds the text of every operation and sends it; the
// methods of the client above call it.
`

// withoutPath keeps the machine's temporary folder out of messages.
func withoutPath(err error, dir string) error {
	return errors.New(strings.ReplaceAll(err.Error(), dir+string(filepath.Separator), ""))
}

// texts gives the operations as genqlient is to read them, by file.
func texts(doc *ast.QueryDocument, calls []*call) map[string]string {
	texts := map[string]string{}
	for i, c := range calls {
		texts[fmt.Sprintf("%04d%s", i, operationSuffix)] = operationText(c)
	}
	if len(doc.Fragments) > 0 {
		var buf bytes.Buffer
		formatter.NewFormatter(&buf).FormatQueryDocument(&ast.QueryDocument{Fragments: doc.Fragments})
		texts["fragments"+operationSuffix] = buf.String()
	}
	return texts
}

// stage writes what genqlient reads. restore is for what genqlient makes of it.
func stage(dir string, j job) (restore func(source string) string, err error) {
	options := []formatter.FormatterOption{formatter.WithoutDescription()}
	if j.described {
		options = nil
	}
	var buf bytes.Buffer
	formatter.NewFormatter(&buf, options...).FormatSchema(withStandIns(j.schema))
	if err := os.WriteFile(filepath.Join(dir, schemaFile), buf.Bytes(), 0o600); err != nil {
		return nil, err
	}
	hide, restore := standIns(j.texts)
	for name, text := range j.texts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(hide.Replace(text)), 0o600); err != nil {
			return nil, err
		}
	}
	return restore, nil
}

// operationText prints an operation under its Go name, each variable behind
// the directive that gives it its Go type.
func operationText(c *call) string {
	rest := *c.def
	rest.Name, rest.VariableDefinitions, rest.Comment = "", nil, nil
	var body bytes.Buffer
	formatter.NewFormatter(&body).FormatQueryDocument(&ast.QueryDocument{Operations: ast.OperationList{&rest}})
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", c.def.Operation, c.op.GraphQL.Func)
	if len(c.def.VariableDefinitions) > 0 {
		b.WriteString("(\n")
		for i, v := range c.def.VariableDefinitions {
			arg := c.op.GraphQL.Arguments[i]
			b.WriteString(variableDirective(arg))
			fmt.Fprintf(&b, "  $%s: %s", v.Variable, variableType(arg, v.Type))
			if v.DefaultValue != nil {
				fmt.Fprintf(&b, " = %s", v.DefaultValue)
			}
			b.WriteByte('\n')
		}
		b.WriteByte(')')
	}
	text := strings.TrimSpace(body.String())
	b.WriteString(" " + strings.TrimSpace(strings.TrimPrefix(text, string(c.def.Operation))))
	b.WriteByte('\n')
	return b.String()
}

func variableDirective(arg ir.Argument) string {
	if arg.Param.Required {
		return fmt.Sprintf("  # @genqlient(bind: %q)\n", goType(arg))
	}
	return fmt.Sprintf("  # @genqlient(bind: %q, omitempty: true)\n", goType(arg))
}

// variableType gives the declared type; one that is not null and has a default
// is written as nullable, which means the same to a server (what is left out
// has the default), because genqlient leaves only nullable variables out.
func variableType(arg ir.Argument, t *ast.Type) string {
	if !arg.Param.Required {
		return strings.TrimSuffix(t.String(), "!")
	}
	return t.String()
}

// goType is the Go type of genqlient's argument.
func goType(arg ir.Argument) string {
	switch arg.Pass {
	case ir.PassText:
		return "string"
	case ir.PassTextPtr:
		return "*string"
	case ir.PassTexts:
		return "[]string"
	case ir.PassValue:
		if arg.Param.Type.Kind == ir.KindList {
			return "[]" + plainType(arg.Param.Type.Elem)
		}
		return plainType(arg.Param.Type)
	case ir.PassPointer:
		return "*" + plainType(arg.Param.Type)
	default:
		return "interface{}"
	}
}

func plainType(t *ir.Type) string {
	switch t.Kind {
	case ir.KindInt64:
		return "int64"
	case ir.KindFloat64:
		return "float64"
	case ir.KindBool:
		return "bool"
	default:
		return "string"
	}
}

// bindings maps every composite type and custom scalar to raw JSON, so that
// genqlient emits no types for answers, and enums to strings.
func bindings(schema *ast.Schema) map[string]*generate.TypeBinding {
	out := map[string]*generate.TypeBinding{}
	for name, def := range schema.Types {
		switch def.Kind {
		case ast.Enum:
			out[name] = &generate.TypeBinding{Type: "string"}
		case ast.Scalar:
			if !isBuiltin(name) {
				out[name] = &generate.TypeBinding{Type: "encoding/json.RawMessage"}
			}
		case ast.InputObject:
		default:
			out[name] = &generate.TypeBinding{Type: "encoding/json.RawMessage"}
		}
	}
	return out
}
