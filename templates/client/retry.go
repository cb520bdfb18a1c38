// The retry step: sends again what failed and may be sent again.

package client

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"time"
)

// RetryPolicy bounds what the retry step does. Zero fields have the defaults.
//
// Sent again are: answers 429 and 503, after the time that Retry-After tells;
// 408, 425, 500 (once), 502, 504 and those of proxies (520 to 527, 530), and
// failures of the network, after a back-off that doubles and is jittered. What
// isn't safe to repeat is sent again only where it surely wasn't processed: the
// connection failed before the request was written, HTTP/2 refused it, or the
// server answered 429, or 503 with Retry-After.
type RetryPolicy struct {
	Attempts      int           // requests in all; default 4, 1 never retries
	MinWait       time.Duration // first back-off; default 250 ms
	MaxWait       time.Duration // longest back-off; default 8 s
	MaxRetryAfter time.Duration // a longer Retry-After is returned at once; default 1 min, or what the context's deadline allows
	Budget        time.Duration // all waits of a call; default 2 min, beside such a long one

	patient bool // MaxRetryAfter was left open
}

// withDefaults fills in what the user left open.
func (p RetryPolicy) withDefaults() RetryPolicy {
	p.Attempts = cmp.Or(p.Attempts, 4)
	p.MinWait = cmp.Or(p.MinWait, 250*time.Millisecond)
	p.MaxWait = cmp.Or(p.MaxWait, 8*time.Second)
	p.patient = p.MaxRetryAfter == 0
	p.MaxRetryAfter = cmp.Or(p.MaxRetryAfter, time.Minute)
	p.Budget = cmp.Or(p.Budget, 2*time.Minute)
	return p
}

// retryStep stands outside of auth, so that an attempt after a long wait gets a
// token that is good then.
type retryStep struct {
	next   http.RoundTripper
	policy RetryPolicy
}

// RoundTrip sends req until an answer stands.
func (s *retryStep) RoundTrip(req *http.Request) (*http.Response, error) {
	r := callOf(req)
	budget := s.policy.Budget
	for attempt := 1; ; attempt++ {
		// What the last attempt left must not decide about this one.
		r.attempts++
		r.sendErr = nil
		r.unsent.connected.Store(false)
		r.unsent.wrote.Store(false)
		resp, err := s.next.RoundTrip(req)
		if attempt >= s.policy.Attempts {
			return resp, err
		}
		wait, again := s.wait(req, resp, err, attempt)
		long := wait > s.policy.MaxRetryAfter && s.policy.patient
		if !again || wait > budget && !long || !inTime(req.Context(), wait) {
			return resp, err
		}
		out, berr := rewind(req)
		if berr != nil {
			return resp, err
		}
		if resp != nil {
			drain(resp)
		}
		if cerr := sleep(req.Context(), wait); cerr != nil {
			return nil, cerr
		}
		if !long {
			budget -= wait
		}
		req, r.now = out, time.Now()
	}
}

// wait tells whether to send again, and when.
func (s *retryStep) wait(req *http.Request, resp *http.Response, err error, attempt int) (time.Duration, bool) {
	r := callOf(req)
	if err != nil {
		return s.backOff(attempt), r.sendErr != nil && req.Context().Err() == nil && r.mayResend(r.sendErr)
	}
	after, told := retryAfter(resp.Header, r.now)
	safe := r.op.Retry != RetryUnsent
	again := false
	switch status := resp.StatusCode; status {
	case http.StatusTooManyRequests:
		again = true
	case http.StatusServiceUnavailable:
		again = safe || told
	case http.StatusInternalServerError:
		again = safe && attempt == 1
	case http.StatusRequestTimeout, http.StatusTooEarly:
		again = safe
	default:
		again = safe && unavailable(status)
	}
	if !told {
		return s.backOff(attempt), again
	}
	// Whoever was told the same moment would come back at the same moment.
	return after + time.Duration(rand.Float64()*float64(min(after/10, time.Second)+10*time.Millisecond)),
		again && (after <= s.policy.MaxRetryAfter || s.policy.patient && hasDeadline(req.Context()))
}

// hasDeadline reports whether the caller has said how long it can wait.
func hasDeadline(ctx context.Context) bool {
	_, ok := ctx.Deadline()
	return ok
}

// backOff doubles with every attempt and is jittered down to its half.
func (s *retryStep) backOff(attempt int) time.Duration {
	d := s.policy.MaxWait
	if shift := attempt - 1; shift < 20 {
		d = min(d, s.policy.MinWait<<shift)
	}
	return d/2 + time.Duration(rand.Float64()*float64(d/2))
}

// inTime reports whether ctx leaves time for a wait and something after it.
func inTime(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) > wait
}

// sleep waits, or returns why ctx is over.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// rewind copies req with its body at the beginning. It is a copy because
// net/http may not have let go of req: servers answer before they have read
// all of it.
func rewind(req *http.Request) (*http.Request, error) {
	out := new(http.Request)
	*out = *req
	out.Header = maps.Clone(req.Header) // the values stay the same: auth knows its own by identity
	if req.Body == nil || req.Body == http.NoBody {
		return out, nil
	}
	if req.GetBody == nil {
		return nil, errBodySpent
	}
	body, err := req.GetBody()
	if err != nil {
		return nil, err
	}
	out.Body = body
	return out, nil
}

// mayResend reports whether a failure of the network may be tried again.
func (r *Request) mayResend(err error) bool {
	if permanent(err) {
		return false
	}
	return r.op.Retry != RetryUnsent || r.surelyUnsent(err)
}

// permanent tells failures that another attempt would meet as well.
func permanent(err error) bool {
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	return errors.As(err, &dns) && dns.IsNotFound || errors.As(err, &cert) || errors.As(err, &record)
}

// surelyUnsent reports whether the server can't have processed the request.
func (r *Request) surelyUnsent(err error) bool {
	var op *net.OpError
	if errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect") {
		return true
	}
	if r.unsent.connected.Load() && !r.unsent.wrote.Load() {
		return true
	}
	return refusedStream(err)
}

// http2Error has the form that net/http's stream error can be read as.
type http2Error struct {
	StreamID uint32
	Code     uint32
	Cause    error
}

func (e http2Error) Error() string { return "HTTP/2 stream error" }

// refusedStream reports whether HTTP/2 says that the stream wasn't processed
// (RFC 9113, sections 6.8 and 8.7).
func refusedStream(err error) bool {
	const refused = 7
	var stream http2Error
	if errors.As(err, &stream) {
		return stream.Code == refused
	}
	// net/http has no type for these.
	return strings.Contains(err.Error(), "http2: Transport received Server's graceful shutdown GOAWAY")
}
