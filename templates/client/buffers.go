// Buffers that answers are read into, kept between calls.

package client

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
)

const (
	smallBuffer = 8 << 10
	largeBuffer = 1 << 20  // from here on a buffer is large
	mostBuffer  = 64 << 20 // larger ones are left to the garbage collector
	drainLimit  = 64 << 10 // of an answer that isn't read, to keep its connection
)

// buffers keeps small and large ones apart, so that small answers don't keep
// large buffers alive.
type buffers struct{ small, large sync.Pool }

// get returns an empty buffer. Pools hold pointers, because a slice put into an
// interface would allocate every time.
func (p *buffers) get() *[]byte {
	if b, ok := p.small.Get().(*[]byte); ok {
		return b
	}
	b := make([]byte, 0, smallBuffer)
	return &b
}

// put takes b back. Nothing may refer to it any more.
func (p *buffers) put(b *[]byte) {
	*b = (*b)[:0]
	switch {
	case cap(*b) < largeBuffer:
		p.small.Put(b)
	case cap(*b) <= mostBuffer:
		p.large.Put(b)
	}
}

// grow makes room behind what b holds: twice as much, or for all of an answer that
// tells its length and of which a part has come already. A length that is told and
// doesn't come true costs 16 times what came.
func (p *buffers) grow(b *[]byte, length int64) {
	const part, slack = 16, 512 // the last Read needs room to tell the end
	want := 2 * cap(*b)
	if length > int64(want) && length/part <= int64(len(*b)) {
		want = int(length) + slack
	}
	if cap(*b) < largeBuffer && 2*cap(*b) >= largeBuffer {
		if l, ok := p.large.Get().(*[]byte); ok {
			*l = append((*l)[:0], *b...)
			*b, *l = *l, *b
			p.put(l)
			return
		}
	}
	n := make([]byte, len(*b), want)
	copy(n, *b)
	*b = n
}

var errTooLarge = errors.New("it is larger than client.WithMaxBody allows")

// read reads r to its end. length, where it isn't negative, is what the answer says
// of its own: a hint, since many don't tell it, or tell it compressed.
func (p *buffers) read(r io.Reader, length, limit int64) (*[]byte, error) {
	b := p.get()
	for {
		if len(*b) == cap(*b) {
			p.grow(b, min(length, limit))
		}
		n, err := r.Read((*b)[len(*b):cap(*b)])
		*b = (*b)[:len(*b)+n]
		if int64(len(*b)) > limit {
			err = fmt.Errorf("%w (%d bytes)", errTooLarge, limit)
		}
		switch {
		case errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
			return b, nil
		case err != nil:
			p.put(b)
			return nil, err
		}
	}
}

// drain reads a bounded rest of an answer and closes it, so that its connection
// can be used again.
func drain(resp *http.Response) {
	io.CopyN(io.Discard, resp.Body, drainLimit) //nolint:errcheck // the rest isn't wanted
	resp.Body.Close()                           //nolint:errcheck // as above
}
