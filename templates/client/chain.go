// The chain: the steps that a request passes, as RoundTrippers. The state of a
// call travels in the request's context.

package client

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"time"
)

// callKey is the key of a call in its requests' contexts: a type of its own, so
// that nobody else can take it.
type callKey struct{}

// callOf returns the call that req belongs to. The chain is reached through
// send alone, which puts it there.
func callOf(req *http.Request) *Request {
	r, _ := req.Context().Value(callKey{}).(*Request)
	return r
}

// chain puts the steps on base, outermost last.
func (c *Core) chain(base http.RoundTripper, cfg *config) http.RoundTripper {
	var rt http.RoundTripper = &baseStep{base}
	rt = &paceStep{next: rt, core: c}
	rt = &authStep{rt}
	rt = &retryStep{next: rt, policy: cfg.retry.withDefaults()}
	if cfg.cache != nil {
		c.cache = newCacheStep(rt, c, cfg.cache)
		rt = c.cache
	}
	if c.logger != nil {
		rt = &logStep{next: rt, logger: c.logger, api: c.api.Name}
	}
	return rt
}

// logStep tells of a request and its answer, at debug level.
type logStep struct {
	next   http.RoundTripper
	logger *slog.Logger
	api    string
}

// RoundTrip logs after the retries.
func (s *logStep) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	if !s.logger.Enabled(ctx, slog.LevelDebug) {
		return s.next.RoundTrip(req)
	}
	r, start := callOf(req), time.Now()
	resp, err := s.next.RoundTrip(req)
	attrs := []slog.Attr{
		slog.String("api", s.api), slog.String("operation", r.op.Name), slog.String("method", req.Method),
		slog.String("host", req.URL.Host), slog.String("path", req.URL.Path),
		slog.Int("attempts", r.attempts), slog.Duration("duration", time.Since(start)),
	}
	if r.cache.hit {
		attrs = append(attrs, slog.Bool("cached", true))
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", err.Error()))
	} else {
		attrs = append(attrs, slog.Int("status", resp.StatusCode))
	}
	s.logger.LogAttrs(ctx, slog.LevelDebug, "request", attrs...)
	return resp, err
}

// authStep puts the call's credentials on, and replays after a rejected token.
type authStep struct{ next http.RoundTripper }

// RoundTrip leaves the rules to auth.
func (s *authStep) RoundTrip(req *http.Request) (*http.Response, error) {
	r := callOf(req)
	return r.exchange.RoundTrip(s.next, req, r.now)
}

// baseStep notes what the network did.
type baseStep struct{ base http.RoundTripper }

// RoundTrip sends. How far a request came matters only where it can't be
// repeated otherwise.
func (s *baseStep) RoundTrip(req *http.Request) (*http.Response, error) {
	r := callOf(req)
	if r.op.Retry == RetryUnsent {
		req = req.WithContext(r.traced(req.Context()))
	}
	resp, err := s.base.RoundTrip(req)
	if err != nil {
		r.sendErr = err
		return nil, err
	}
	return resp, nil
}

// traced watches how far a request comes. It is for requests that can't be
// repeated: the hooks cost allocations that others needn't pay.
func (r *Request) traced(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn:      func(httptrace.GotConnInfo) { r.unsent.connected.Store(true) },
		WroteHeaders: func() { r.unsent.wrote.Store(true) },
	})
}
