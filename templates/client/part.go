// Answers that come in parts: several calls in one request.

package client

import "github.com/keywright/keywright/templates/wire"

// DecodePart reads body, the part of an answer to another request that is r's.
// r itself isn't sent. An error is an Error of r.
func DecodePart[T any](r *Request, body []byte, dec wire.DecodeFunc[T]) (*T, error) {
	x := new(T)
	if err := wire.UnmarshalOptions(body, x, dec, r.readOptions()); err != nil {
		e := r.newError(nil)
		e.kind, e.cause = ErrDecode, err
		return nil, e
	}
	return x, nil
}

// For is the error as one of another operation: that of a request that served
// several.
func (e *Error) For(operation string) *Error {
	own := *e
	own.Operation = operation
	return &own
}
