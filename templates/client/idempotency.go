// Idempotency keys: by them a server knows a request that it has processed
// already, so that it may be sent again.

package client

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"net/http"
)

// WithIdempotencyKey gives a call of an operation that takes one its
// idempotency key; without it, each call makes one. Give a call the same key as
// an earlier one where that may or may not have been processed.
func WithIdempotencyKey(key string) CallOption {
	return callOption(func(c *callConfig) { c.key = key })
}

// setKey gives the request its key, which stays the same in every attempt.
func (r *Request) setKey(h http.Header) {
	if r.op.Retry != RetryKeyed {
		return
	}
	name := cmp.Or(r.op.KeyHeader, "Idempotency-Key")
	switch {
	case r.call.key != "":
		h.Set(name, r.call.key)
	case h.Get(name) == "":
		h.Set(name, newKey())
	}
}

// newKey is a random UUID (RFC 9562, section 5.4), which is what most servers
// ask for and all take.
func newKey() string {
	var b [16]byte
	rand.Read(b[:]) //nolint:errcheck // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
