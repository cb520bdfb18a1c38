// Words that would break out of a comment, a string, a tag, a name or a folder
// if they could, and descriptions that have a slot for them wherever the
// formats have one.

package generator_test

import "strings"

// sentinel marks texts, which may stand in comments and strings alone.
const sentinel = "zqxjk"

func hostileWords() []string {
	return []string{
		"*/ func init() { panic(1) } /*", "line\nfunc init() {}", "cr\rfunc init() {}", "ls\u2028func init() {}", "nel\u0085func init() {}", "//go:embed x",
		"\n//go:embed x\nvar s string\n", "//go:build ignore", "\n\n//go:build ignore\n\n", "// +build ignore", "\n//go:generate rm -rf /", "//line evil.go:1", "/*line evil.go:1*/",
		"//export f", "#cgo LDFLAGS: -x", "import \"C\"", "`back`quote`", "\"quote\"", "'", "\\", "\\\"", "${x}", "{x}", "%s%d%!", "../../x", "/etc/passwd", `..\..\x`, "C:\\x", "x\x00y", "x\x01\x7f\x1b[31my",
		"func", "init", "main", "_", "emoji 😀👩‍👧", "\u202Ertl\u202C\u200F", "\uFEFFbom", strings.Repeat("long", 75), strings.Repeat("x ", 300), "a,omitempty", "-", "日本語", "1st", "Ünïcödé",
		"test", "windows_amd64", "CON", "", " ", "\t", "\n\n\n", "?a=b&c=d#e", "a/b~c~1d~0e", "</script>", "Deprecated: no", "Output: x", "lint:ignore U1000 x", "nolint",
	}
}

// goNames are names that mean something to Go or to the emitted package.
func goNames() []string {
	return strings.Fields(`break case chan const continue default defer else fallthrough for func go goto if import interface map
package range return select struct switch type var any bool byte error string int nil true false iota append cap clear close copy len
make max min new panic print recover init main Client New Option Params Server Service API api wire client auth context http json fmt
kind Kind KIND kind_ String Error MarshalJSON UnmarshalJSON UnmarshalJSONFrom Known Close User core ctx opts params err c x d i b op`)
}

type m = map[string]any
type l = []any

// hostileDocument is an OpenAPI document. fill gives the words: its kinds are
// t for prose, v for values, n for what becomes names, w for what goes over
// the wire as it is; numbers tell those of one scope apart.
func hostileDocument(fill func(kind byte, n int) string) any {
	t := func() string { return fill('t', 0) }
	v := func(n int) string { return fill('v', n) }
	n := func(i int) string { return fill('n', i) }
	w := func(i int) string { return fill('w', i) }
	text := m{"type": "string", "description": t()}
	enum := m{"type": "string", "description": t(), "enum": l{v(0), v(1)}, "default": v(0), "example": v(1), "x-enum-descriptions": l{t(), t()}}
	object := m{
		"type": "object", "title": t(), "description": t(), "required": l{n(0)}, "externalDocs": m{"url": "https://example.com", "description": t()},
		"properties": m{n(0): text, n(1): enum, n(2): m{"type": "string", "format": v(0), "pattern": v(0), "const": v(0)}, "self": ref("schemas", n(0))},
		"example":    m{n(0): v(0)},
	}
	union := m{
		"description": t(), "oneOf": l{ref("schemas", n(1)), ref("schemas", n(2))},
		"discriminator": m{"propertyName": n(7), "mapping": m{v(0): "#/components/schemas/" + pointer(n(1)), v(1): "#/components/schemas/" + pointer(n(2))}},
	}
	variant := func(i int) m {
		return m{"type": "object", "required": l{n(7)}, "properties": m{n(7): m{"type": "string"}, "own": m{"type": "string", "default": v(i)}}}
	}
	answer := func(schema any, example any) m {
		return m{"200": m{"description": t(), "headers": m{w(3): m{"description": t(), "schema": text}},
			"content": m{"application/json": m{"schema": schema, "example": example}}}, "default": m{"description": t()}}
	}
	get := m{
		"operationId": n(0), "tags": l{n(0)}, "summary": t(), "description": t(), "deprecated": true, "externalDocs": m{"url": "https://example.com", "description": t()},
		"parameters": l{
			m{"name": n(0), "in": "path", "required": true, "description": t(), "schema": m{"type": "string"}, "example": v(0)},
			m{"name": n(1), "in": "query", "required": true, "description": t(), "schema": m{"type": "string"}},
			m{"name": n(2), "in": "query", "description": t(), "schema": enum},
			m{"name": w(0), "in": "header", "description": t(), "schema": m{"type": "string", "default": v(0)}},
			m{"name": w(1), "in": "cookie", "description": t(), "schema": m{"type": "integer"}},
		},
		"responses": answer(ref("schemas", n(0)), m{n(0): v(0), n(1): v(1)}),
		"security":  l{m{n(0): l{v(0)}, n(1): l{}}},
	}
	post := m{
		"operationId": n(1), "tags": l{n(0)}, "summary": t(),
		"requestBody": m{"description": t(), "required": true, "content": m{"application/json": m{"schema": ref("schemas", n(3)), "example": v(0)}}},
		"responses":   answer(m{"type": "array", "items": ref("schemas", n(3))}, l{v(0)}),
	}
	return m{
		"openapi": "3.0.3",
		"info":    m{"title": t(), "version": t(), "description": t(), "contact": m{"name": t()}, "license": m{"name": t()}},
		"servers": l{
			m{"url": "https://api.example.com/" + w(0), "description": t()},
			m{"url": "https://{region}.example.com", "description": t(), "variables": m{"region": m{"default": "us", "description": t()}}},
		},
		"x-keywright-ambient": m{"region": m{"description": t(), "enum": l{"us", v(0)}, "default": "us"}},
		"tags":                l{m{"name": n(0), "description": t()}, m{"name": n(1), "description": t()}},
		"paths": m{
			"/a/" + w(0) + "/{" + n(0) + "}": m{"get": get, "summary": t(), "description": t()},
			"/b/" + w(1):                     m{"post": post},
		},
		"components": m{
			"schemas": m{n(0): object, n(1): variant(1), n(2): variant(2), n(3): union},
			"securitySchemes": m{
				n(0): m{"type": "oauth2", "description": t(), "flows": m{"clientCredentials": m{"tokenUrl": "https://api.example.com/" + w(2), "scopes": m{v(0): t(), v(1): t()}}}},
				n(1): m{"type": "apiKey", "in": "header", "name": w(2), "description": t()},
			},
		},
	}
}

func ref(section, name string) m {
	return m{"$ref": "#/components/" + section + "/" + pointer(name)}
}

// pointer escapes a name for a reference.
func pointer(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1", "%", "%25").Replace(name)
}

// crowdedDocument gives each name to a schema, a property, a tag, an operation,
// a parameter, an enum value, a scheme and an ambient variable.
func crowdedDocument(names []string) any {
	schemas, properties, paths, schemes, ambient := m{}, m{}, m{}, m{}, m{}
	var params, values l
	for _, name := range names {
		properties[name] = m{"type": "string"}
		schemas[name] = m{"type": "object", "properties": m{name: ref("schemas", "Crowd")}}
		values = append(values, name)
		params = append(params, m{"name": name, "in": "query", "required": true, "schema": m{"type": "string"}})
		schemes[name] = m{"type": "apiKey", "in": "header", "name": "X-Key"}
		paths["/"+name+"/{"+name+"}"] = m{"get": m{
			"operationId": name, "tags": l{name}, "security": l{m{name: l{}}},
			"parameters": l{m{"name": name, "in": "path", "required": true, "schema": m{"type": "string"}}, m{"name": name, "in": "query", "schema": ref("schemas", "Value")}},
			"responses":  m{"200": m{"description": "It.", "content": m{"application/json": m{"schema": ref("schemas", name)}}}},
		}}
		if strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == "" && !strings.HasPrefix(name, "_") {
			ambient[name] = m{"enum": l{"a", name}}
		}
	}
	paths["/all"] = m{"get": m{"parameters": params, "responses": m{"204": m{"description": "Done."}}}}
	schemas["Crowd"] = m{"type": "object", "properties": properties}
	schemas["Value"] = m{"type": "string", "enum": values}
	return m{
		"openapi": "3.0.3", "info": m{"title": "Crowd", "version": "1"}, "servers": l{m{"url": "https://api.example.com"}}, "x-keywright-ambient": ambient,
		"paths": paths, "components": m{"schemas": schemas, "securitySchemes": schemes},
	}
}

// hostileGraphQL is a schema with operations whose descriptions, comments,
// reasons and strings hold a word.
func hostileGraphQL(word string) map[string]string {
	quoted := toJSON(word + " " + sentinel) // JSON's strings are GraphQL's
	block := `"""` + "\n" + strings.ReplaceAll(clean(word), `"""`, `\"""`) + " " + sentinel + "\n" + `"""`
	comment := "# " + strings.NewReplacer("\n", "\n# ", "\r", "\n# ").Replace(clean(word)) + " " + sentinel
	schema := strings.NewReplacer("QUOTED", quoted, "BLOCK", block, "COMMENT", comment).Replace(`
QUOTED
schema { query: Query }
BLOCK
type Query {
  COMMENT
  QUOTED
  pet(BLOCK id: ID!, QUOTED text: String = QUOTED, kind: Kind): Pet
}
BLOCK
type Pet { QUOTED name: String! @deprecated(reason: QUOTED) BLOCK kind: Kind when: Time }
BLOCK
enum Kind { BLOCK CAT QUOTED DOG @deprecated(reason: QUOTED) }
QUOTED
scalar Time
QUOTED
input Filter { BLOCK text: String = QUOTED }
`)
	ops := comment + "\nquery Pet($id: ID!, $text: String = " + quoted + ") {\n  " + comment + "\n  pet(id: $id, text: $text) { name kind when }\n}\n" +
		comment + "\nquery Fixed {\n  pet(id: \"1\", text: " + quoted + ") { ...Parts }\n}\n" + comment + "\nfragment Parts on Pet { name }\n"
	return map[string]string{"schema.graphql": schema, "ops.graphql": ops}
}

// clean takes out what GraphQL's source text can't hold.
func clean(word string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' {
			return -1
		}
		return r
	}, strings.ReplaceAll(word, `\`, "/"))
}

// hostileGraphQLNames gives each name to types, fields, arguments, variables,
// enum values, aliases, fragments and operations.
func hostileGraphQLNames(names []string) map[string]string {
	var fields, schema, ops strings.Builder
	for _, name := range names {
		r := strings.NewReplacer("NAME", name)
		fields.WriteString(r.Replace("  NAME(NAME: ID!, filter: NAME_input): NAME_type\n  NAME_hit: NAME_union\n"))
		text := `
type NAME_type { NAME: String! NAME_list: [NAME_type!] kind: NAME_enum }
type NAME_other { NAME: Int }
union NAME_union = NAME_type | NAME_other
enum NAME_enum { NAME NAME_2 }
input NAME_input { NAME: String, kind: NAME_enum! }
`
		if name == "true" || name == "false" || name == "null" { // no names of enum values
			text = strings.Replace(text, "{ NAME NAME_2 }", "{ NAME_1 NAME_2 }", 1)
		}
		schema.WriteString(r.Replace(text))
		ops.WriteString(r.Replace(`
query NAME($NAME: ID!, $filter: NAME_input) { NAME(NAME: $NAME, filter: $filter) { NAME kind NAME_list { NAME } } }
query NAME_alias($NAME: ID!) { type: NAME(NAME: $NAME) { func: NAME NAME } other: NAME_hit { __typename ... on NAME_type { NAME } ... on NAME_other { number: NAME } } }
query NAME_fragment($NAME: ID!) { NAME(NAME: $NAME) { ...NAME_part } }
fragment NAME_part on NAME_type { NAME kind }
`))
	}
	return map[string]string{"schema.graphql": "type Query {\n" + fields.String() + "}\n" + schema.String(), "ops.graphql": ops.String()}
}
