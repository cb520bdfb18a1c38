// Package introspect turns the result of an introspection query (GraphQL
// specification, section Introspection) into the AST that a schema's definition
// language is parsed to, and such an AST into text that is the same for equal
// schemas.
//
// [Convert] reads a result with the positions of its JSON, so that what is wrong
// with a schema is told where it stands. [Query] is what a server is asked, from
// the newest fields down to those that every server knows. [Format] writes the
// definition language, sorted.
package introspect
