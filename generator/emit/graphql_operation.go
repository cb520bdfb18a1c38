// Operations of GraphQL clients.

package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"
)

// graphqlOperation emits an operation that genqlient sends.
func (g *generator) graphqlOperation(_ *jen.File, m *method) error {
	return fmt.Errorf("the operation %s is a GraphQL one, for which nothing is emitted", m.op.ID)
}
