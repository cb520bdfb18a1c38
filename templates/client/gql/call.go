// One call: from genqlient's request to the typed result.

package gql

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/Khan/genqlient/graphql"

	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/wire"
)

// Call is one call of an operation with a result of type T. It is used once.
type Call[T any] struct {
	core   *client.Core
	req    *client.Request
	op     *Operation
	decode wire.DecodeFunc[T]
	answer answer[T]
}

// NewCall prepares a call.
func NewCall[T any](core *client.Core, op *Operation, opts []client.CallOption, decode wire.DecodeFunc[T]) *Call[T] {
	return &Call[T]{core: core, req: core.Request(&op.Operation, opts), op: op, decode: decode}
}

// answer is what was read of {"data": …, "errors": […]}.
type answer[T any] struct {
	value   T
	reached bool // nothing on the way to the result is null
	null    bool // but the result is
	errors  wire.Raw
	points  wire.Raw
	faults  []wire.Fault // scalars that aren't as described
}

// MakeRequest implements graphql.Client. It doesn't fill in resp: the call keeps
// the typed result itself.
func (c *Call[T]) MakeRequest(ctx context.Context, req *graphql.Request, _ *graphql.Response) error {
	body, err := json.Marshal(req)
	if err != nil {
		return &client.Error{Operation: c.op.Name, Method: c.op.Method, Detail: "the variables can't be written as JSON", Value: err}
	}
	if m := memberOf(ctx); m != nil && c.op.Retry == client.RetrySafe && c.req.Plain() {
		if q := takeApart(req); q != nil {
			return c.share(ctx, m, &ask{core: c.core, op: c.op, query: q, body: body})
		}
	}
	client.BodyBytes(c.req, "application/json", body)
	err = exchange(ctx, c.core, c.req, c.op, func(ctx context.Context) (wire.Raw, error) {
		got, err := client.Do(ctx, c.req, c.read)
		if err != nil {
			return nil, err
		}
		c.answer = *got
		return got.points, nil
	})
	if err != nil {
		return err
	}
	return c.problems()
}

// share has the call's batch send it along with others.
func (c *Call[T]) share(ctx context.Context, m *member, a *ask) error {
	body, err := m.send(ctx, a)
	if err != nil {
		return err
	}
	got, err := client.DecodePart(c.req, body, c.read)
	if err != nil {
		return err
	}
	c.answer = *got
	return c.problems()
}

// problems is what the answer says is wrong, nil for nothing.
func (c *Call[T]) problems() error {
	var list []error
	if e := c.op.problems(c.answer.errors); e != nil {
		list = append(list, e)
	}
	return join(append(list, c.op.scalars(c.answer.faults)...))
}

// Result gives the result of an object type. Where the server answered null, it
// gives nil and an error: err if that is set, else one that is
// client.ErrNotFound.
func (c *Call[T]) Result(err error) (*T, error) {
	if !c.answer.reached || c.answer.null {
		return nil, c.absent(err)
	}
	return &c.answer.value, err
}

// Value gives the result of any other type. An empty list and null are the
// same, so null is no error there; null on the way to it is.
func (c *Call[T]) Value(err error) (T, error) {
	if !c.answer.reached {
		return c.answer.value, c.absent(err)
	}
	return c.answer.value, err
}

// Case gives the result of an interface or union: as Result does for an object,
// null is an error.
func (c *Call[T]) Case(err error) (T, error) {
	if !c.answer.reached || c.answer.null {
		return c.answer.value, c.absent(err)
	}
	return c.answer.value, err
}

func (c *Call[T]) absent(err error) error {
	if err != nil {
		return err
	}
	path := make([]string, len(c.op.Unwrap))
	for i, name := range c.op.Unwrap {
		path[i] = strings.Trim(name, `":`)
	}
	return &NullError{Operation: c.op.Name, Path: strings.Join(path, ".")}
}

// read decodes the answer around the result.
func (c *Call[T]) read(d *wire.Decoder, i int, x *answer[T]) int {
	fields := wire.Fields{Type: "answer", Names: []string{`"data":`, `"errors":`, `"extensions":`}}
	i, f := d.Object(i, &fields)
	for f >= 0 {
		switch f {
		case 0:
			i = c.data(d, i, x)
		case 1:
			i = d.Raw(i, &x.errors)
		default:
			i = d.Skip(i)
		}
		i, f = d.Field(i, f, &fields)
	}
	x.faults = append(x.faults, d.Faults()...)
	return i
}

// data reads the root: the way to the result, and the budget beside it.
func (c *Call[T]) data(d *wire.Decoder, i int, x *answer[T]) int {
	if _, null := d.Null(i); null || !c.op.Points || len(c.op.Unwrap) == 0 {
		return c.descend(d, i, x, c.op.Unwrap)
	}
	fields := wire.Fields{Type: "data", Names: []string{c.op.Unwrap[0], `"` + PointsName + `":`}}
	i, f := d.Object(i, &fields)
	for f >= 0 {
		if f == 0 {
			i = c.descend(d, i, x, c.op.Unwrap[1:])
		} else {
			i = d.Raw(i, &x.points)
		}
		i, f = d.Field(i, f, &fields)
	}
	return i
}

// descend steps down by names to the result; a null on the way leaves it unset.
func (c *Call[T]) descend(d *wire.Decoder, i int, x *answer[T], path []string) int {
	end, null := d.Null(i)
	if len(path) == 0 {
		x.reached, x.null = true, null
		c.keepRaw(d, i)
		if c.op.Guard != nil {
			return c.guarded(d, i, x)
		}
		return c.decode(d, i, &x.value)
	}
	if null {
		return end
	}
	fields := wire.Fields{Type: "data", Names: path[:1]}
	i, f := d.Object(i, &fields)
	for f >= 0 {
		i = c.descend(d, i, x, path[1:])
		i, f = d.Field(i, f, &fields)
	}
	return i
}

// guarded reads a result that is a scalar with a shape; one that isn't there as
// described is like null, with an error that tells why.
func (c *Call[T]) guarded(d *wire.Decoder, i int, x *answer[T]) int {
	i = wire.DecodeGuarded(d, i, c.op.Guard.Member, &x.value, c.decode)
	faults := d.Faults()
	x.null = x.null || len(faults) > 0
	x.faults = append(x.faults, faults...)
	return i
}
