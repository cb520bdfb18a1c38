// The pace step: every request that leaves waits for the rate limit.

package client

import (
	"fmt"
	"net/http"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

// paceStep waits with every request that leaves, and tells what came of it.
type paceStep struct {
	next http.RoundTripper
	core *Core
}

// RoundTrip waits, sends, and passes on how long the server asks to wait.
func (s *paceStep) RoundTrip(req *http.Request) (*http.Response, error) {
	var space [1]auth.Pacer
	pacers := s.core.pacersOf(callOf(req), space[:0])
	for i, p := range pacers {
		if err := begin(req, p); err != nil {
			end(pacers[:i], 0)
			if req.Body != nil {
				req.Body.Close() //nolint:errcheck // nothing was sent
			}
			return nil, err
		}
	}
	resp, err := s.next.RoundTrip(req)
	var pause time.Duration
	if err == nil && resp.StatusCode == http.StatusTooManyRequests {
		pause, _ = retryAfter(resp.Header, time.Now())
	}
	end(pacers, pause)
	return resp, err
}

// begin waits for a turn.
func begin(req *http.Request, p auth.Pacer) error {
	if l, ok := p.(Limiter); ok {
		return l.Begin(req.Context())
	}
	return p.Wait(req.Context())
}

// end tells those that want to know.
func end(pacers []auth.Pacer, retryAfter time.Duration) {
	for _, p := range pacers {
		if l, ok := p.(Limiter); ok {
			l.End(retryAfter)
		}
	}
}

// limit makes the pacer of the description's limits, or takes the one that
// another client has put on a source of this one.
func (c *Core) limit() {
	if len(c.api.Limits) == 0 {
		return
	}
	c.limits, c.limited = NewPacer(c.api.Limits...), fmt.Sprint(c.api.Limits)
	for _, s := range c.api.Schemes {
		if src, ok := c.creds[s.Key].cred.(*auth.Source); ok && src.Pacer() == nil {
			c.limits = src.SharePacer(c.limited, c.limits)
			return
		}
	}
}

// pacersOf lists what a call waits for: WithPacer's pacer; or those of its
// sources, which all clients of an application share; or else the client's own.
// A source without a pacer, such as a user's login, gets the client's: its
// calls count against the same application.
func (c *Core) pacersOf(r *Request, list []auth.Pacer) []auth.Pacer {
	if c.pacer != nil {
		return append(list, c.pacer)
	}
	for _, q := range r.exchange.Requirements {
		src, ok := q.Credential.(*auth.Source)
		switch {
		case !ok:
		case c.limits != nil:
			list = append(list, src.SharePacer(c.limited, c.limits))
		case src.Pacer() != nil:
			list = append(list, src.Pacer())
		}
	}
	if len(list) == 0 && c.limits != nil {
		list = append(list, c.limits)
	}
	return list
}
