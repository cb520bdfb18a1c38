// Named lists, maps and scalars.

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// aliasDecl emits
//
//	// Tags are the labels of a realm.
//	type Tags []string
//
// or, where the type below has methods worth keeping,
//
//	type Stamp = time.Time
func (g *generator) aliasDecl(d *ir.Decl) jen.Code {
	c := jen.Add(comment(declDoc(d.Name, d.Doc, fallbackDoc(d, "a value")))).Line().Type().Id(d.Name)
	if !isDefined(d) {
		c.Op("=")
	}
	return c.Add(g.typ(d.Under))
}
