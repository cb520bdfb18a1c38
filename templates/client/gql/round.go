// Rounds: one merged request of a batch.

package gql

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/Khan/genqlient/graphql"

	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/wire"
)

// ask is a call that waits in a batch.
type ask struct {
	core  *client.Core
	op    *Operation
	query *query
	body  []byte // of the request that it would be alone

	member *member
	round  *round // once it is sent
	given  bool   // it has its answer, or the caller has left; guarded by the group
	done   chan struct{}
	answer []byte
	err    error
}

// takeApart reads a request, or gives nil where it can't be merged.
func takeApart(req *graphql.Request) *query {
	doc, err := parse(req.Query)
	if err != nil {
		return nil
	}
	q := &query{doc: doc}
	if req.Variables != nil {
		text, err := json.Marshal(req.Variables)
		if err != nil || json.Unmarshal(text, &q.variables) != nil {
			return nil
		}
	}
	return q
}

// alike reports whether two calls can go in one request.
func (a *ask) alike(b *ask) bool {
	return a.op.API == b.op.API && a.core.Same(b.core) && reflect.DeepEqual(a.op.Security, b.op.Security)
}

func (a *ask) batchFields() int {
	if a.op.API == nil {
		return 0
	}
	return a.op.API.BatchFields
}

// unit is a query with all calls that ask for exactly it.
type unit struct {
	*ask // the first of them
	asks []*ask
}

// unite finds equal calls.
func unite(asks []*ask) []*unit {
	var out []*unit
	known := map[string]*unit{}
	for _, a := range asks {
		key := a.query.key()
		if u := known[key]; u != nil {
			u.asks = append(u.asks, a)
			continue
		}
		u := &unit{ask: a, asks: []*ask{a}}
		known[key] = u
		out = append(out, u)
	}
	return out
}

// give hands a unit's answer to all that asked.
func (r *round) give(u *unit, body []byte, err error) {
	r.group.mu.Lock()
	defer r.group.mu.Unlock()
	for _, a := range u.asks {
		if a.given {
			continue
		}
		a.given = true
		r.wanted--
		a.answer, a.err = body, err
		if e, ok := errors.AsType[*client.Error](err); ok {
			a.err = e.For(a.op.Name)
		}
		close(a.done)
	}
}

// left notes that a caller has gone, and cancels a request that nobody waits for.
// The caller holds the group's lock.
func (r *round) left(a *ask) {
	if a.given {
		return
	}
	a.given = true
	if r.wanted--; r.wanted == 0 {
		r.cancel()
	}
}

// round is a request with the units it is for.
type round struct {
	group  *Group
	ctx    context.Context
	cancel context.CancelFunc
	units  []*unit
	fields int
	wanted int // calls that still wait; guarded by the group
}

func newRound(g *Group) *round {
	r := &round{group: g}
	r.ctx, r.cancel = context.WithCancel(g.ctx)
	return r
}

func (r *round) add(u *unit) {
	r.units = append(r.units, u)
	r.fields += u.query.doc.fields()
	r.wanted += len(u.asks)
	for _, a := range u.asks {
		a.round = r
	}
}

// run sends the round's units, and gives every one its answer.
func (r *round) run() {
	defer r.cancel()
	r.send(r.units)
}

// send sends units in one request. Where the server refuses all of it without a
// word about any of them, each half is tried alone: one may be wrong, or all of
// them too much, for a server that bounds what an operation may ask for.
func (r *round) send(units []*unit) {
	if len(units) == 1 {
		body, err := r.alone(units[0])
		r.give(units[0], body, err)
		return
	}
	queries := make([]*query, len(units))
	for i, u := range units {
		queries[i] = u.query
	}
	m := merge(queries)
	a, err := r.together(m, units)
	if err != nil {
		if halve(err) {
			r.halves(units)
			return
		}
		for _, u := range units {
			r.give(u, nil, err)
		}
		return
	}
	p := m.split(queries, a)
	final := units[0].op.final(p.common)
	var lost []*unit
	for i, u := range units {
		if p.lost[i] && !final {
			lost = append(lost, u)
			continue
		}
		r.give(u, p.bodies[i], nil)
	}
	switch {
	case len(lost) == len(units):
		r.halves(lost)
	case len(lost) > 0:
		r.send(lost)
	}
}

// halves sends each half of units.
func (r *round) halves(units []*unit) {
	r.send(units[:len(units)/2])
	r.send(units[len(units)/2:])
}

// halve reports whether an answer without success is about what was asked.
func halve(err error) bool {
	_, told := errors.AsType[*Error](err)
	return told && errors.Is(err, client.ErrBadRequest) && !aboutCaller(err)
}

// final reports whether errors without a path are about the caller and not about
// what was asked, so that asking for less would be no better.
func (op *Operation) final(errs []json.RawMessage) bool {
	text, err := json.Marshal(errs)
	if err != nil {
		return true
	}
	e := op.problems(text)
	return e != nil && aboutCaller(e)
}

func aboutCaller(err error) bool {
	return errors.Is(err, client.ErrThrottled) || errors.Is(err, client.ErrUnauthorized) || errors.Is(err, client.ErrForbidden)
}

// alone sends a unit as its call would have been sent.
func (r *round) alone(u *unit) (body []byte, err error) {
	req := u.core.Request(&u.op.Operation, nil)
	client.BodyBytes(req, "application/json", u.body)
	err = exchange(r.ctx, u.core, req, u.op, func(ctx context.Context) (wire.Raw, error) {
		err := client.DoFunc(ctx, req, func(b []byte) error {
			if text := bytes.TrimSpace(b); len(text) == 0 || text[0] != '{' {
				return errNoObject
			}
			body = bytes.Clone(b)
			return nil
		})
		return pointsIn(u.op, body), err
	})
	return body, err
}

var errNoObject = errors.New("the answer is no JSON object")

// pointsIn finds the budget in an answer.
func pointsIn(op *Operation, body []byte) wire.Raw {
	if op.points() == nil {
		return nil
	}
	return child(child(body, "data"), PointsName)
}

// together sends a merged request.
func (r *round) together(m *merged, units []*unit) (*mergedAnswer, error) {
	first := units[0]
	op := &Operation{Operation: first.op.Operation, API: first.op.API, Points: m.points != ""}
	op.Name = fmt.Sprintf("%s of %d", batchName, len(units))
	op.ID = batchName
	body, err := m.body()
	if err != nil {
		return nil, err
	}
	req := first.core.Request(&op.Operation, nil)
	client.BodyBytes(req, "application/json", body)
	var a *mergedAnswer
	err = exchange(r.ctx, first.core, req, op, func(ctx context.Context) (wire.Raw, error) {
		got, err := client.Do(ctx, req, decodeMerged)
		if err != nil {
			return nil, err
		}
		a = got
		return got.data[PointsName], nil
	})
	return a, err
}
