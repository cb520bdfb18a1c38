// This file shows the tables of keys to the test that holds schema.json to
// them.

package config

// The tables under names that a test of another package sees.
var (
	RootKeys    = rootKeys
	ClientKeys  = clientKeys
	RuntimeKeys = runtimeKeys
	GraphQLKeys = graphqlKeys
)
