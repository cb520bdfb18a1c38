// Sending: one request, with the budget asked before and told after it.

package gql

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/wire"
)

// exchange sends a request by do, which gives the budget as the answer has it,
// when the budget allows.
func exchange(ctx context.Context, core *client.Core, req *client.Request, op *Operation, do func(context.Context) (wire.Raw, error)) error {
	b := budgetOf(core, op.API)
	if b == nil {
		_, err := do(ctx)
		return op.refused(err)
	}
	s, _ := req.Value(pointsModeKey{}).(pointsSetting)
	for attempt := 1; ; attempt++ {
		if err := b.enter(ctx, s, op.Name); err != nil {
			return err
		}
		raw, err := do(ctx)
		b.leave(op.reading(raw))
		if err = b.throttled(op.refused(err)); err == nil {
			return nil
		}
		wait, throttled := throttledFor(err)
		if !throttled || wait == 0 {
			return err
		}
		b.pause(wait)
		if s.mode != PointsWait || attempt > 1 {
			return err
		}
	}
}

// reading is the budget in an answer, nil where there is none.
func (op *Operation) reading(raw wire.Raw) *Points {
	f := op.points()
	if f == nil || len(raw) == 0 {
		return nil
	}
	p, ok := f.read(raw, time.Now())
	if !ok {
		return nil
	}
	return &p
}

// throttled tells a 429 without Retry-After how long to wait, where the budget
// knows.
func (b *budget) throttled(err error) error {
	e, ok := errors.AsType[*client.Error](err)
	if !ok || e.StatusCode != http.StatusTooManyRequests || e.RetryAfter > 0 {
		return err
	}
	if d := b.untilReset(); d > 0 {
		own := e.For(e.Operation)
		own.RetryAfter = d
		return own
	}
	return err
}

// refused finds the errors of GraphQL in the body of an answer whose status is
// no success: some servers answer so when an operation isn't valid, or when all
// of it failed (GraphQL over HTTP, section 6.4).
func (op *Operation) refused(err error) error {
	e, ok := errors.AsType[*client.Error](err)
	if !ok || e.Value != nil || len(e.Body) == 0 {
		return err
	}
	var body struct {
		Errors []Problem `json:"errors"`
	}
	if json.Unmarshal(e.Body, &body) != nil || len(body.Errors) == 0 || body.Errors[0].Message == "" {
		return err
	}
	list := &Error{Operation: op.Name, Problems: body.Errors}
	list.settle(op.API)
	own := e.For(e.Operation)
	own.Value = list
	return own
}
