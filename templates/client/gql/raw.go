// The text of a result, beside the types that it was read into.

package gql

import (
	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/wire"
)

type rawKey struct{}

// KeepRaw has a call keep the text of its result, as it came, in into: what the
// types don't know is in there. An iterator over pages keeps the last page's. A
// call with it isn't sent along with others of a batch.
func KeepRaw(into *wire.Raw) client.CallOption { return client.WithValue(rawKey{}, into) }

// keepRaw keeps the value at i for KeepRaw.
func (c *Call[T]) keepRaw(d *wire.Decoder, i int) {
	if into, ok := c.req.Value(rawKey{}).(*wire.Raw); ok && into != nil {
		d.Raw(i, into) // an error is told by who reads the value for good
	}
}
