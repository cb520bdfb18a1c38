// The table in which emitted code tells the fake about an API.

package clienttest

import (
	"net/http"

	"github.com/keywright/keywright/templates/client"
)

// API describes an API.
type API struct {
	Name       string
	Operations []Operation
	Schemes    []Scheme
	// GraphQL answers the operations of GraphQL that Handle and Reply say nothing
	// about, in place of their examples, and those that Operations doesn't list.
	GraphQL http.Handler
}

// Operation is one method of the API.
type Operation struct {
	ID          string // operationId
	Name        string // Go name with its service, such as "Realm.Get"
	Method      string
	Path        string // template
	Status      int    // of the example; 0: 200, or 204 without a body
	ContentType string // empty: the answer has no body
	Example     string // the answer's body; empty: the description has none
	Secured     bool   // asks for a credential
	// GraphQL says that the operation is told apart by the name in the body's
	// operationName or query, which is its ID, whatever the path.
	GraphQL bool
}

// Scheme is a security scheme of the API.
type Scheme struct {
	Key   string
	Kind  client.SchemeKind
	Param string // header, query parameter or cookie of an API key
	// User says that only users' tokens serve the scheme, so that Options has
	// nothing for it: see Server.UserSource.
	User bool
}
