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
	x := new(T)
	if err := decode(ctx, r, x, dec); err != nil {
		return nil, err
	}
	return x, nil
}

// DoValue is Do for answers that aren't objects: lists, maps, scalars.
func DoValue[T any](ctx context.Context, r *Request, dec wire.DecodeFunc[T]) (T, error) {
	var x T
	if err := decode(ctx, r, &x, dec); err != nil {
		var zero T
		return zero, err
	}
	return x, nil
}

// DoOpt is Do for answers that may be empty or null: those give nil.
func DoOpt[T any](ctx context.Context, r *Request, dec wire.DecodeFunc[T]) (*T, error) {
	var x *T
	err := doBody(ctx, r, func(body []byte) error {
		if text := bytes.TrimSpace(body); len(text) == 0 || string(text) == "null" {
			return nil
		}
		x = new(T)
		return wire.UnmarshalOptions(body, x, dec, r.readOptions())
	})
	if err != nil {
		return nil, err
	}
	return x, nil
}

// decode sends r and decodes the answer into x.
func decode[T any](ctx context.Context, r *Request, x *T, dec wire.DecodeFunc[T]) error {
	return doBody(ctx, r, func(body []byte) error {
		return wire.UnmarshalOptions(body, x, dec, r.readOptions())
	})
}

// DoFunc sends r and has decode read the answer's body, which it must not keep.
// What decode returns comes back as an Error that is ErrDecode.
func DoFunc(ctx context.Context, r *Request, decode func(body []byte) error) error {
	return doBody(ctx, r, decode)
}

// doBody hands a success's body to decode.
func doBody(ctx context.Context, r *Request, decode func(body []byte) error) error {
	resp, err := r.send(ctx)
	if err != nil {
		return err
	}
	body, err := r.core.bodies.read(resp.Body, r.core.maxBody)
	resp.Body.Close() //nolint:errcheck // read to its end, or broken
	if err != nil {
		return r.unread(resp, err)
	}
	err = decode(*body)
	if err != nil {
		r.forget(ctx)
		err = r.undecoded(resp, *body, err)
	}
	r.core.bodies.put(body)
	return err
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
	if err != nil {
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
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}
