// Package graphql lowers a GraphQL schema and the operations written against
// it to the model of generator/ir, and lets genqlient turn the operations into
// the Go that sends them.
//
// The steps, each in a file: load reads and normalises the schema; operations
// reads and validates the operations, all of them before anything is reported;
// selection turns what an operation selects into types of the model, fragments
// merged, so that an answer is decoded in one pass; inputs does the same for
// enums and input objects; genqlient runs the library.
//
// genqlient's output is plumbing that no user sees: it holds the text of each
// operation and a function that sends it with typed variables. Composite types
// are bound to raw JSON there, because the types people see, and the codecs that
// fill them, are those of the model.
package graphql
