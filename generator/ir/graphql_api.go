// What all operations of a GraphQL package share, beyond single operations.

package ir

// GraphQLAPI is what the runtime and the fake are told of a GraphQL API.
type GraphQLAPI struct {
	Schema      string            // in the schema definition language, without descriptions
	Scalars     map[string]string // a value of custom scalars, as JSON, by name
	Samples     map[string]string // a value of fields, as JSON, by "Type.field"
	Points      *Points           // nil where the API has none
	Situations  []*Situation
	BatchFields int // 0: the runtime's default
}

// Points says where an answer tells the budget. Operations with GraphQL.Points
// select it along.
type Points struct {
	Path                           []string // fields below the first one, which lead to those that follow
	Limit, Spent, Remaining, Reset string
}

// Situation is a case that errors tell in words.
type Situation struct {
	Name    string // Go name of its sentinel
	Doc     string
	Is      []string // families, as the config names them
	Message []string
	Path    []string
	Code    []string
}
