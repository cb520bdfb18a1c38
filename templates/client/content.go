// Content types other than those that an operation's method speaks: a call may
// bring its own body, and ask for another answer.

package client

import "io"

// otherAnswer is an answer that the caller reads.
type otherAnswer struct {
	accept string
	to     *io.ReadCloser
}

// WithBody sends body in place of the method's own, which may then be nil or
// zero: for content types that an operation takes beside the one its method
// has, such as XML. It can be sent again, in a retry or after a rejected token,
// if it is an io.Seeker. It is not closed.
func WithBody(contentType string, body io.Reader) CallOption {
	return callOption(func(c *callConfig) {
		c.body = func(r *Request) { BodyReader(r, contentType, body) }
	})
}

// WithParts is WithBody for a multipart/form-data body.
func WithParts(parts ...Part) CallOption {
	return callOption(func(c *callConfig) {
		c.body = func(r *Request) { BodyMultipart(r, parts...) }
	})
}

// WithAnswer asks for an answer of another content type than the method reads.
// A success's body is put into to, as it arrives, and the method's own result
// is zero; the caller closes it. Errors come as without it.
func WithAnswer(contentType string, to *io.ReadCloser) CallOption {
	return callOption(func(c *callConfig) { c.answer = &otherAnswer{accept: contentType, to: to} })
}

// ownContent puts the caller's body in place of the operation's.
func (r *Request) ownContent() {
	if r.call.body != nil {
		r.call.body(r)
		r.call.body = nil // r may be sent again
	}
	r.streamed = r.streamed || r.call.answer != nil
}

// taken hands a success's body to a caller who asked for it.
func (r *Request) taken(body io.ReadCloser) bool {
	a := r.call.answer
	if a == nil {
		return false
	}
	*a.to = body
	return true
}
