// Readers of typed error bodies: one function a type, whatever the number of
// operations that name it.

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// errorType is a type of error bodies, with the function that reads it.
type errorType struct {
	typ  *ir.Type
	name string
}

// needError makes sure that a type of error bodies has a reader.
func (g *generator) needError(t *ir.Type) {
	g.need(t, wrapNone, decoding)
	for _, e := range g.codecs.errors {
		if typeKey(e.typ) == typeKey(t) {
			return
		}
	}
	name := g.names.pick("read"+typeWord(t), "the reader of an error body")
	g.codecs.errors = append(g.codecs.errors, errorType{t, name})
}

// errorReader is the function that reads error bodies of the type.
func (g *generator) errorReader(t *ir.Type) jen.Code {
	for _, e := range g.codecs.errors {
		if typeKey(e.typ) == typeKey(t) {
			return jen.Id(e.name)
		}
	}
	return jen.Nil() // planOperationCodecs has seen every error
}

// errorCodec emits
//
//	func readProblem(body []byte) (any, error) { return client.ReadError(body, decodeProblem) }
func (g *generator) errorCodec(f *jen.File, e errorType) {
	f.Func().Id(e.name).Params(jen.Id("body").Index().Byte()).Params(jen.Any(), jen.Error()).Block(
		jen.Return(g.client("ReadError").Call(jen.Id("body"), g.decodeFunc(e.typ)))).Line()
}
