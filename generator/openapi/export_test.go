// What the round trip needs of the inside: the document that kin-openapi
// judges by, and values for its schemas.

package openapi

import (
	"github.com/getkin/kin-openapi/openapi3"

	"github.com/keywright/keywright/generator/diag"
)

// Loaded is a lowered document with what it was lowered from.
type Loaded struct {
	*Output
	Doc *openapi3.T // mended, as kin-openapi loaded it
	l   *lowerer
}

// LowerKept is Lower that keeps the document.
func LowerKept(in Input, diags *diag.List) *Loaded {
	x := &Loaded{}
	in.keep = func(l *lowerer) { x.l, x.Doc = l, l.doc }
	x.Output = Lower(in, diags)
	return x
}

// Sample is a value to send, as JSON: with all that may be sent, or bare with
// what must be. Of unions it has the nth case.
func (x *Loaded) Sample(ref *openapi3.SchemaRef, bare bool, nth int) string {
	s := &sampler{l: x.l, way: inRequest, bare: bare, nth: nth}
	return string(s.value(ref, "value"))
}
