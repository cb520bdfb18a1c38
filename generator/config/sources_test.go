// Tests of the files that a schema is made from.

package config_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSchemaSources(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, schema, want, target, report string }{
		{"one path", "./s.graphql", "s.graphql ", "s.graphql", ""},
		{"a pattern", "'ops/**/*.graphql'", "ops/deep/er/one.graphql ops/two.graphql ", "", ""},
		{"a list, sorted, each once", "[s.graphql, 'ops/*.graphql', ops/two.graphql]", "ops/two.graphql s.graphql ", "", ""},
		{"a list of one", "[s.graphql]", "s.graphql ", "s.graphql", ""},
		{"not there yet", "schema.graphql", "", "schema.graphql", `keywright.yaml:1:29: error: can't read "schema.graphql": no such file or directory [missing-file] (paths are relative to the config's folder)` + "\n"},
		{"no match", "'no/*.graphql'", "", "", `keywright.yaml:1:29: error: "no/*.graphql" matches no file [missing-file] (** matches any folders, * a name; paths are relative to the config's folder)` + "\n"},
		{"a folder", "ops", "", "ops", `keywright.yaml:1:29: error: "ops" is a folder [missing-file] (name a file in it)` + "\n"},
		{"empty list", "[]", "", "", "keywright.yaml:1:29: error: the schema has no files [missing-value] (name the schema's files: `['schema/*.graphql']`)\n"},
		{"a number", "5", "", "", "keywright.yaml:1:29: error: schema must be a string, not integer [wrong-kind] (put it in quotes: \"5\")\n"},
		{"an endpoint", "https://example.com/graphql", "", "", `keywright.yaml:1:29: error: "https://example.com/graphql" is not a relative path [bad-path] (write ` + "`schema: schema.graphql` and the endpoint under `servers`; `keywright fetch`" + ` then writes the file, to be reviewed and committed)` + "\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, report := load(t, "clients: [{name: a, schema: "+tc.schema+", operations: [ops/two.graphql], out: x/a}]\n")
			if diff := cmp.Diff(tc.report, report); diff != "" {
				t.Error(diff)
			}
			got := ""
			for _, in := range c.Clients[0].Schema {
				got += in.Path + " "
			}
			if got != tc.want || c.Clients[0].SchemaTarget.Path != tc.target || !c.Clients[0].IsGraphQL() {
				t.Errorf("files %q, target %+v, GraphQL %t", got, c.Clients[0].SchemaTarget, c.Clients[0].IsGraphQL())
			}
		})
	}
}
