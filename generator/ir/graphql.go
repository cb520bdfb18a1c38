// What an operation needs beyond the common model when it is a GraphQL one.

package ir

// InVariable marks a parameter that is a variable of a GraphQL operation.
const InVariable Where = "variable"

// GraphQL says how an operation is sent: through the function that genqlient
// emitted for it, and where its result stands in the answer's data.
type GraphQL struct {
	Func      string   // genqlient's function in the internal operations package
	Mutation  bool     // never sent twice unless it surely wasn't processed
	Unwrap    []string // response names from data down to the result; empty: the whole of data
	Path      []string // derived operations: the fields "Type.field" from the root to what it is about
	Arguments []Argument
	// Guard is that of a result which is a scalar with a shape; nil for others.
	Guard *Guard
	// Points says that the operation selects the API's budget along.
	Points bool
}

// Argument pairs a GraphQL variable with the parameter that fills it, in the
// order of genqlient's arguments.
type Argument struct {
	Param *Param
	// Pass says how the parameter's value becomes genqlient's argument.
	Pass Pass
}

// Pass is a conversion from a parameter to genqlient's argument.
type Pass uint8

// The conversions. Optional ones leave the variable out of the request where
// the parameter is unset, so that a default of the server's stays in force.
const (
	PassValue   Pass = iota // required: the value itself
	PassPointer             // wire.Opt[T] → *T
	PassText                // required enum → string
	PassTextPtr             // wire.Opt of an enum → *string
	PassTexts               // list of enums → []string
	PassAny                 // input object, custom scalar, nested list → any, nil when unset
)
