// The generic functions that emitted methods end in: send, read, decode.

package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/keywright/keywright/templates/wire"
)

// Do sends r and decodes the answer into a new T. An answer without a body is
// an error: see DoOpt.
func Do[T any](ctx context.Context, r *Request, dec wire.DecodeFunc[T]) (*T, error) {
	a, err := r.receive(ctx)
	if err != nil {
		return nil, err
	}
	x := new(T)
	d := a.open()
	if err := a.close(ctx, d.Close(dec(d, 0, x))); err != nil {
		return nil, err
	}
	return x, nil
}

// DoValue is Do for answers that aren't objects: lists, maps, scalars.
func DoValue[T any](ctx context.Context, r *Request, dec wire.DecodeFunc[T]) (T, error) {
	x, err := Do(ctx, r, dec)
	if err != nil {
		x = new(T)
	}
	return *x, err
}

// DoOpt is Do for answers that may be empty or null: those give nil.
func DoOpt[T any](ctx context.Context, r *Request, dec wire.DecodeFunc[T]) (*T, error) {
	a, err := r.receive(ctx)
	if err != nil {
		return nil, err
	}
	if a.isEmpty() {
		return nil, a.close(ctx, nil)
	}
	x := new(T)
	d := a.open()
	if err := a.close(ctx, d.Close(dec(d, 0, x))); err != nil {
		return nil, err
	}
	return x, nil
}

// answer is a success with its body. The functions that decode it are compiled
// anew for every type and stay short, because all else is here.
type answer struct {
	r    *Request
	resp *http.Response
	body *[]byte // to be given back
	// taken says that the caller reads the body: what is decoded here is null.
	taken bool
}

// receive sends r and reads a success's body.
func (r *Request) receive(ctx context.Context) (answer, error) {
	resp, err := r.send(ctx)
	if err != nil {
		return answer{}, err
	}
	if r.taken(resp.Body) {
		null := []byte("null")
		return answer{r: r, resp: resp, body: &null, taken: true}, nil
	}
	body, err := r.core.bodies.read(resp.Body, resp.ContentLength, r.core.maxBody)
	resp.Body.Close() //nolint:errcheck // read to its end, or broken
	if err != nil {
		return answer{}, r.unread(resp, err)
	}
	return answer{r: r, resp: resp, body: body}, nil
}

// open begins to decode the body.
func (a answer) open() *wire.Decoder { return wire.OpenOptions(*a.body, a.r.readOptions()) }

// isEmpty reports whether there is no value: no body, or null.
func (a answer) isEmpty() bool {
	text := bytes.TrimSpace(*a.body)
	return len(text) == 0 || string(text) == "null"
}

// close gives the body back. err is what decoding it came to; it returns that as
// the error of a call.
func (a answer) close(ctx context.Context, err error) error {
	if err != nil {
		a.r.forget(ctx)
		err = a.r.undecoded(a.resp, *a.body, err)
	}
	a.r.core.bodies.put(a.body)
	return err
}

// DoFunc sends r and has decode read the answer's body, which it must not keep.
// What decode returns comes back as an Error that is ErrDecode.
func DoFunc(ctx context.Context, r *Request, decode func(body []byte) error) error {
	return doBody(ctx, r, decode)
}

// doBody hands a success's body to decode.
func doBody(ctx context.Context, r *Request, decode func(body []byte) error) error {
	a, err := r.receive(ctx)
	if err != nil || a.taken {
		return err
	}
	return a.close(ctx, decode(*a.body))
}

// unread is the error of a body that broke off.
func (r *Request) unread(resp *http.Response, err error) error {
	kind := ErrUnavailable
	if errors.Is(err, errTooLarge) {
		kind = ErrDecode
	} else if resp.Request.Context().Err() != nil {
		kind = nil
	}
	return r.broken(resp, kind, fmt.Errorf("reading the answer: %w", err))
}

// undecoded is the error of a body that can't be decoded. A page of a proxy
// and an empty body are told as such: where in them the JSON is wrong helps
// nobody.
func (r *Request) undecoded(resp *http.Response, body []byte, err error) error {
	text := bytes.TrimSpace(body)
	switch {
	case len(text) == 0:
		err = errEmpty
	case isHTML(resp.Header, text):
		e := r.broken(resp, ErrDecode, nil)
		e.Detail, e.Body = htmlDetail(text), bytes.Clone(body[:min(len(body), maxErrorBody)])
		return e
	}
	return r.broken(resp, ErrDecode, err)
}

var errEmpty = errors.New("the answer is empty where the description has a value")

// DoNone sends r and expects nothing of the answer but success.
func DoNone(ctx context.Context, r *Request) error {
	resp, err := r.send(ctx)
	if err != nil || r.taken(resp.Body) {
		return err
	}
	drain(resp)
	return nil
}

// DoText sends r and returns the answer as text. Invalid UTF-8 is replaced.
func DoText(ctx context.Context, r *Request) (string, error) {
	var s string
	err := doBody(ctx, r, func(body []byte) error {
		s = strings.ToValidUTF8(string(body), "\uFFFD")
		return nil
	})
	return s, err
}

// DoBinary sends r and returns the answer's body as it arrives. The caller
// closes it.
func DoBinary(ctx context.Context, r *Request) (io.ReadCloser, error) {
	r.streamed = true
	resp, err := r.send(ctx)
	if err != nil || r.taken(resp.Body) {
		return nil, err
	}
	return resp.Body, nil
}
