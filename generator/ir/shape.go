// Shapes: what the values of a GraphQL schema's untyped scalars hold.

package ir

import "github.com/keywright/keywright/generator/diag"

// Shapes are the types of scalars that hide a shape, such as one called JSON, by
// the fields that have them.
type Shapes struct {
	Types  []*Decl // named, without a name twice
	Fields []*Shape
}

// Shape is what one field of the schema holds.
type Shape struct {
	Field string // "Report.table", the type and the field in it
	Pos   diag.Pos
	Type  *Type // nil where only Guard is known
	// Argument is the field's argument by whose value Cases narrow Type; empty
	// where there are none.
	Argument    string
	ArgumentPos diag.Pos
	Cases       []ShapeCase
	Guard       Guard
}

// ShapeCase is the type that a field has for one value of its argument.
type ShapeCase struct {
	Value string // an enum value, a string, or the JSON text of anything else
	Pos   diag.Pos
	Type  *Type
}
