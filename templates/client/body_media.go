// JSON bodies under other names: application/merge-patch+json and the like.

package client

import "github.com/keywright/keywright/templates/wire"

// BodyJSONAs is BodyJSON with another content type than application/json.
func BodyJSONAs[T any](r *Request, contentType string, v *T, enc wire.EncodeFunc[T]) {
	if v == nil {
		return
	}
	BodyJSON(r, v, enc)
	r.body.contentType = contentType
}
