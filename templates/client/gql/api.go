// The tables in which emitted code tells this package about an API and its
// operations.

package gql

import (
	"github.com/keywright/keywright/templates/client"
)

// API is what all operations of a package share. It is not written to.
type API struct {
	Situations []Situation
	Points     *PointsField // nil where the API has no budget of points, or tells none
	// BatchFields bounds how many fields a request of Batch asks for. 0: 10.
	BatchFields int
}

// Operation describes one GraphQL operation. It is not written to.
type Operation struct {
	client.Operation
	// API is what the operation shares with others; nil where it shares nothing.
	API *API
	// Unwrap are the response names that lead from the answer's data to the
	// result, as they stand in JSON, quoted and followed by a colon. Empty: the
	// result is the whole of data.
	Unwrap []string
	// Guard is set where the result is a scalar whose shape the schema doesn't
	// tell.
	Guard *Guard
	// Points says that the operation selects the API's budget along, under
	// PointsName.
	Points bool
}

// points is the field of the operation's budget, nil where it selects none.
func (op *Operation) points() *PointsField {
	if op.API == nil || !op.Points {
		return nil
	}
	return op.API.Points
}
