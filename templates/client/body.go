// Request bodies. What lies in memory can be sent again; readers can if they
// can seek.

package client

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	"github.com/keywright/keywright/templates/wire"
)

// body is what a request carries.
type body struct {
	contentType string
	bytes       []byte
	stream      *stream
	set         bool
}

// BodyJSON makes v the body. A nil v is no body.
func BodyJSON[T any](r *Request, v *T, enc wire.EncodeFunc[T]) {
	if v == nil {
		return
	}
	b, err := encoded(v, enc)
	if err != nil {
		r.fail("the body can't be written: %w", err)
		return
	}
	BodyBytes(r, "application/json", b)
}

// encoded is v as JSON, less what isn't for the server.
func encoded[T any](v *T, enc wire.EncodeFunc[T]) ([]byte, error) {
	e := wire.RequestEncoder()
	enc(e, v)
	return e.Result()
}

// BodyBytes makes b the body. It must not be changed until the call is over.
func BodyBytes(r *Request, contentType string, b []byte) {
	r.body = body{contentType: contentType, bytes: b, set: true}
}

// BodyText makes s the body.
func BodyText(r *Request, contentType, s string) { BodyBytes(r, contentType, []byte(s)) }

// BodyReader makes what src gives the body; nil is no body. It can be sent
// again, in a retry or after a rejected token, if src is an io.Seeker. src is
// not closed.
func BodyReader(r *Request, contentType string, src io.Reader) {
	if src == nil {
		return
	}
	r.body = body{contentType: contentType, stream: newStream(piece{src: src}), set: true}
}

// BodyForm makes v's JSON form an application/x-www-form-urlencoded body; nil
// is no body. Lists repeat their name; the properties of objects in it are
// named a[b]. Lists that styles name are joined as their style says.
func BodyForm[T any](r *Request, v *T, enc wire.EncodeFunc[T], styles ...FormStyle) {
	if v == nil {
		return
	}
	var deep []string
	for _, s := range styles {
		if s.Style == DeepObject {
			deep = append(deep, s.Name)
		}
	}
	pairs, err := properties(v, enc, deep...)
	if err != nil {
		r.fail("the body can't be written: %w", err)
		return
	}
	for _, s := range styles {
		pairs = joinNamed(pairs, s)
	}
	BodyBytes(r, "application/x-www-form-urlencoded", joinProperties(pairs, "=", "&"))
}

// FormStyle says how a list in a form is written.
type FormStyle struct {
	Name  string
	Style ParamStyle // Form, Space, Pipe or DeepObject
}

// joinNamed joins the values of one name into the first.
func joinNamed(pairs []property, s FormStyle) []property {
	sep, ok := map[ParamStyle]string{Form: ",", Space: " ", Pipe: "|"}[s.Style]
	if !ok {
		return pairs
	}
	out, first := pairs[:0:0], -1
	for _, p := range pairs {
		switch {
		case p.name != s.Name:
			out = append(out, p)
		case first < 0:
			first = len(out)
			out = append(out, p)
		default:
			out[first].value += sep + p.value
		}
	}
	return out
}

// attach puts the body on req.
func (b *body) attach(req *http.Request) error {
	switch {
	case !b.set:
		return nil
	case b.stream != nil:
		rc, err := b.stream.open()
		if err != nil {
			return err
		}
		req.Body, req.ContentLength = rc, b.stream.size()
		if b.stream.rewindable {
			req.GetBody = b.stream.open
		}
	default:
		data := b.bytes
		open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
		req.Body, _ = open()
		req.ContentLength, req.GetBody = int64(len(data)), open
		if len(data) == 0 {
			req.Body = http.NoBody
		}
	}
	return nil
}

var errBodySpent = errors.New("the body was read already and can't be read again")
