// Answers that aren't objects and may be empty.

package client

import (
	"context"

	"github.com/keywright/keywright/templates/wire"
)

// DoValueOpt is DoValue for answers that may be empty or null: those give the
// zero value.
func DoValueOpt[T any](ctx context.Context, r *Request, dec wire.DecodeFunc[T]) (T, error) {
	x, err := DoOpt(ctx, r, dec)
	if x == nil {
		x = new(T)
	}
	return *x, err
}
