// Batches: calls that are made side by side leave in few requests.

package gql

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// defaultFields bounds the fields of a merged request: servers bound how much an
// operation may ask for.
const defaultFields = 10

// defaultHold bounds how long calls are held for others to join.
const defaultHold = 100 * time.Millisecond

// BatchOption configures a batch.
type BatchOption func(*Group)

// BatchFields bounds how many fields of the query's root a request asks for. What
// a server takes is in emitted packages, where the description tells it.
func BatchFields(n int) BatchOption { return func(g *Group) { g.fields = n } }

// BatchHold bounds how long a call is held back for those of functions that are
// still busy with other things. Default 100 ms.
func BatchHold(d time.Duration) BatchOption { return func(g *Group) { g.hold = d } }

// Batch calls f for every key, all side by side, and sends what they ask an API
// in as few requests as it goes: calls of emitted methods with the context that
// f gets are held until every f has made one or has returned, and then become one
// request, whose answer is shared out.
//
//	reports, err := gql.Batch(ctx, codes, func(ctx context.Context, code string) (*warcraftlogs.Report, error) {
//		return c.ReportData.Report(ctx, code)
//	})
//
// Results are in the order of keys. Where some fail, the error is a *BatchError,
// and the results of the others stand.
//
// Any queries can be mixed; a function that makes one call after another joins
// the others in each round. Equal calls are sent once. Mutations, calls with
// options, and calls of clients that differ in server or credentials are not
// merged with others.
func Batch[K, T any](ctx context.Context, keys []K, f func(ctx context.Context, key K) (T, error), opts ...BatchOption) ([]T, error) {
	g := NewGroup(ctx, opts...)
	results := make([]T, len(keys))
	for i, key := range keys {
		g.Go(func(ctx context.Context) (err error) {
			results[i], err = f(ctx, key)
			return err
		})
	}
	return results, g.Wait()
}

// BatchError tells which functions of a batch failed. errors.Is and errors.As
// look at all of them.
type BatchError struct {
	// Errors has an entry for every key, or every call of Go: nil where it
	// succeeded.
	Errors []error
}

// Error tells how many failed, and the different errors.
func (e *BatchError) Error() string {
	var texts []string
	failed := 0
	for _, err := range e.Errors {
		if err == nil {
			continue
		}
		failed++
		if text := err.Error(); !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	const most = 3
	if more := len(texts) - most; more > 0 {
		texts = append(texts[:most], fmt.Sprintf("and %d more", more))
	}
	return fmt.Sprintf("%d of %d failed: %s", failed, len(e.Errors), strings.Join(texts, "; "))
}

// Unwrap gives the errors.
func (e *BatchError) Unwrap() []error {
	return slices.DeleteFunc(slices.Clone(e.Errors), func(err error) bool { return err == nil })
}

// Group is a batch of functions that differ. See Batch for what happens to their
// calls. It is used once.
type Group struct {
	ctx    context.Context
	fields int
	hold   time.Duration

	mu      sync.Mutex
	waiting bool // Wait was called
	begun   []func(ctx context.Context) error
	errs    []error
	done    sync.WaitGroup
	live    int // functions that haven't returned
	held    int // of them, those that have a call in the queue
	queue   []*ask
	timer   *time.Timer
}

// NewGroup begins a batch.
func NewGroup(ctx context.Context, opts ...BatchOption) *Group {
	g := &Group{ctx: ctx, hold: defaultHold}
	for _, o := range opts {
		o(g)
	}
	return g
}

// Go adds a function. Functions run from Wait on, side by side, so that none
// leaves before the others are known. A function may add more.
func (g *Group) Go(f func(ctx context.Context) error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.begun = append(g.begun, f)
	g.errs = append(g.errs, nil)
	if g.waiting {
		g.start(len(g.begun) - 1)
	}
}

// Wait runs the functions and returns when all have. Where some failed, the
// error is a *BatchError.
func (g *Group) Wait() error {
	g.mu.Lock()
	g.waiting = true
	for i := range g.begun {
		g.start(i)
	}
	g.mu.Unlock()
	g.done.Wait()
	if slices.ContainsFunc(g.errs, func(err error) bool { return err != nil }) {
		return &BatchError{Errors: g.errs}
	}
	return nil
}

// start runs function i. The caller holds the lock.
func (g *Group) start(i int) {
	m := &member{group: g}
	f := g.begun[i]
	g.live++
	g.done.Go(func() {
		err := errors.New("the function ended its goroutine")
		defer func() {
			g.mu.Lock()
			defer g.mu.Unlock()
			g.errs[i] = err
			g.live--
			if m.queued > 0 { // left behind by a goroutine of its own
				g.held--
			}
			m.ended = true
			g.look()
		}()
		err = f(context.WithValue(g.ctx, memberKey{}, m))
	})
}

// member is a function of a batch.
type member struct {
	group  *Group
	queued int // its calls in the queue
	ended  bool
}

type memberKey struct{}

// memberOf finds the function that ctx belongs to.
func memberOf(ctx context.Context) *member {
	m, _ := ctx.Value(memberKey{}).(*member)
	return m
}

// send puts a call into the queue and returns the answer to it, as if it had
// been sent alone.
func (m *member) send(ctx context.Context, a *ask) ([]byte, error) {
	g := m.group
	a.member, a.done = m, make(chan struct{})
	g.mu.Lock()
	if m.queued++; m.queued == 1 && !m.ended {
		g.held++
	}
	g.queue = append(g.queue, a)
	g.look()
	g.mu.Unlock()
	select {
	case <-a.done:
		return a.answer, a.err
	case <-ctx.Done():
		g.abandon(a)
		return nil, fmt.Errorf("%s: %w", a.op.Name, context.Cause(ctx))
	}
}

// look sends the queue when nobody can join it any more. The caller holds the
// lock.
func (g *Group) look() {
	switch {
	case len(g.queue) == 0:
		g.stop()
	case g.held >= g.live:
		g.flush()
	case g.timer == nil:
		g.timer = time.AfterFunc(g.hold, func() {
			g.mu.Lock()
			defer g.mu.Unlock()
			g.timer = nil
			g.flush()
		})
	}
}

// stop forgets the timer.
func (g *Group) stop() {
	if g.timer != nil {
		g.timer.Stop()
		g.timer = nil
	}
}

// flush sends what is in the queue. The caller holds the lock.
func (g *Group) flush() {
	g.stop()
	queue := g.queue
	g.queue = nil
	for _, a := range queue {
		g.unqueue(a)
	}
	for _, r := range g.rounds(queue) {
		go r.run()
	}
}

// unqueue counts a call out. The caller holds the lock.
func (g *Group) unqueue(a *ask) {
	if a.member.queued--; a.member.queued == 0 && !a.member.ended {
		g.held--
	}
}

// abandon lets a caller go that doesn't want the answer any more. A request that
// nobody waits for is cancelled.
func (g *Group) abandon(a *ask) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := slices.Index(g.queue, a); i >= 0 {
		g.queue = slices.Delete(g.queue, i, i+1)
		g.unqueue(a)
		g.look()
		return
	}
	if a.round != nil {
		a.round.left(a)
	}
}

// rounds shares the queue out among requests.
func (g *Group) rounds(queue []*ask) []*round {
	var alike [][]*ask
	for _, a := range queue {
		i := slices.IndexFunc(alike, func(list []*ask) bool { return list[0].alike(a) })
		if i < 0 {
			alike = append(alike, []*ask{a})
			continue
		}
		alike[i] = append(alike[i], a)
	}
	var out []*round
	for _, list := range alike {
		most := cmp.Or(g.fields, list[0].batchFields(), defaultFields)
		var now *round
		for _, u := range unite(list) {
			if now == nil || now.fields+u.query.doc.fields() > most {
				now = newRound(g)
				out = append(out, now)
			}
			now.add(u)
		}
	}
	return out
}
