// Sending: a Request becomes an http.Request, passes the chain, and comes back
// as an answer that is a success, or an Error.

package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

// send returns a successful answer, whose body the caller closes.
func (r *Request) send(ctx context.Context) (*http.Response, error) {
	req, err := r.build(ctx)
	if err != nil {
		r.fillMeta(nil)
		return nil, r.unsendable(err)
	}
	// http.Client stands above the chain for its redirects, jar and timeout.
	resp, err := r.core.http.Do(req)
	r.fillMeta(resp)
	if err != nil {
		if resp != nil { // a redirect that wasn't followed
			drain(resp)
		}
		return nil, r.unanswered(req, err)
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return nil, r.refused(req, resp)
	}
	return resp, nil
}

// fillMeta tells the caller who asked by Meta.
func (r *Request) fillMeta(resp *http.Response) {
	if r.call.meta != nil {
		r.call.meta.fill(resp, r)
	}
}

// build checks everything that can be checked before a request leaves. It leaves
// r as it was, so that an iterator over r's answer can be ranged over again.
func (r *Request) build(ctx context.Context) (*http.Request, error) {
	if r.err != nil {
		return nil, r.err
	}
	r.exchange, r.attempts, r.left, r.cache = auth.Exchange{}, 0, false, cacheState{}
	r.ownContent()
	query, cookie := len(r.query), len(r.cookie)
	defer func() { r.query, r.cookie = r.query[:query], r.cookie[:cookie] }()
	if err := r.check(); err != nil {
		return nil, err
	}
	t, err := r.targetOf()
	if err != nil {
		return nil, err
	}
	if err := r.authorize(t); err != nil {
		return nil, err
	}
	if err := r.ambients(); err != nil {
		return nil, err
	}
	if r.err != nil { // an ambient header may be at fault
		return nil, r.err
	}
	full, err := r.address(t)
	if err != nil {
		return nil, err
	}
	r.now = time.Now()
	req, err := http.NewRequestWithContext(context.WithValue(ctx, callKey{}, r), r.op.Method, full, nil)
	if err != nil {
		return nil, bareError(err)
	}
	r.setHeaders(req)
	return req, r.body.attach(req)
}

// address is the URL of the call: the operation's, or a link's with those
// ambient parameters that it doesn't have.
func (r *Request) address(t *target) (string, error) {
	if r.link == "" {
		return r.url(t)
	}
	from := r.from
	if from == nil {
		from = t.url
	}
	u, err := t.resolve(from, r.link)
	if err != nil {
		return "", err
	}
	has := u.Query()
	for i := range r.op.Ambient {
		p := &r.op.Ambient[i]
		if v, ok := r.queryValue(p.Key); ok && p.In == InQuery && !has.Has(p.Key) {
			if u.RawQuery != "" {
				u.RawQuery += "&"
			}
			u.RawQuery += url.QueryEscape(p.Key) + "=" + url.QueryEscape(v)
		}
	}
	return u.String(), nil
}

// setHeaders puts the call's headers over the client's over the runtime's.
// Accept-Encoding isn't set: net/http then asks for gzip and undoes it.
func (r *Request) setHeaders(req *http.Request) {
	h := req.Header
	h["User-Agent"] = r.core.agent
	switch {
	case r.call.answer != nil:
		h["Accept"] = []string{r.call.answer.accept}
	case r.op.Accept != "":
		h["Accept"] = r.core.headerValue(r.op.Accept)
	}
	if r.body.set && r.body.contentType != "" {
		h["Content-Type"] = r.core.headerValue(r.body.contentType)
	}
	for _, set := range []http.Header{r.header, r.core.settings.header, r.call.settings.header} {
		for k, v := range set {
			h[k] = v
		}
	}
	if len(r.cookie) > 0 {
		h["Cookie"] = []string{string(r.cookie)}
	}
	r.setKey(h)
}

// headerValue spares the slice for the value that nearly all calls have.
func (c *Core) headerValue(v string) []string {
	if v == c.json[0] {
		return c.json
	}
	return []string{v}
}

// newError begins an Error of the call.
func (r *Request) newError(req *http.Request) *Error {
	e := &Error{Operation: r.op.Name, Method: r.op.Method, Attempts: r.attempts, api: r.core.api.Name}
	if req != nil {
		e.URL = r.core.shownURL(req.URL)
	}
	return e
}

// unsendable is the error of a call that never left.
func (r *Request) unsendable(err error) error {
	e := r.newError(nil)
	e.kind, e.cause = ErrRequest, err
	return e
}

// unanswered is the error of a call without an answer.
func (r *Request) unanswered(req *http.Request, err error) error {
	e := r.newError(req)
	e.cause = bareError(err)
	if r.sendErr != nil && req.Context().Err() == nil {
		e.kind = ErrUnavailable
	}
	if a, ok := errors.AsType[*auth.Error](err); ok {
		e.RetryAfter = a.RetryAfter
		if a.Host != "" && e.kind == nil {
			e.Method, e.URL = "", "" // it wasn't the API that was asked
		}
	}
	return e
}

// bareError takes off url.Error, whose text has the whole URL.
func bareError(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// refused is the error of an answer that isn't a success.
func (r *Request) refused(req *http.Request, resp *http.Response) error {
	e := r.newError(req)
	e.StatusCode = resp.StatusCode
	e.RetryAfter, _ = retryAfter(resp.Header, r.now)
	// A page of a proxy may be long; what a program does with it is short.
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
	drain(resp)
	if err != nil {
		e.cause = fmt.Errorf("reading the answer: %w", err)
	}
	e.Body = []byte(r.exchange.Redact(string(body)))
	e.Header = r.redactHeader(resp.Header)
	r.describe(e)
	return e
}

// redactHeader copies a header only where the server echoes a secret.
func (r *Request) redactHeader(h http.Header) http.Header {
	var out http.Header
	for k, values := range h {
		for i, v := range values {
			if clean := r.exchange.Redact(v); clean != v {
				if out == nil {
					out = h.Clone()
				}
				out[k][i] = clean
			}
		}
	}
	if out == nil {
		return h
	}
	return out
}

// broken is the error of a success whose body isn't what it should be.
func (r *Request) broken(resp *http.Response, kind, cause error) *Error {
	e := r.newError(resp.Request)
	e.StatusCode, e.Header = resp.StatusCode, resp.Header
	e.kind, e.cause = kind, cause
	return e
}

// shownURL is a URL for errors: without user, and without values of the query
// that are keys by the description or by their name.
func (c *Core) shownURL(u *url.URL) string {
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	var b strings.Builder
	b.WriteString(shown.String())
	for i, pair := range strings.Split(u.RawQuery, "&") {
		if pair == "" {
			continue
		}
		b.WriteByte("?&"[min(i, 1)])
		key, _, ok := strings.Cut(pair, "=")
		if ok && c.secretParam(unescape(key)) {
			pair = key + "=REDACTED"
		}
		b.WriteString(pair)
	}
	return b.String()
}

// secretParam errs on the safe side.
func (c *Core) secretParam(key string) bool {
	for i := range c.api.Schemes {
		if s := &c.api.Schemes[i]; s.Kind == APIKeyQuery && strings.EqualFold(s.Param, key) {
			return true
		}
	}
	key = strings.ToLower(key)
	for _, word := range []string{"token", "secret", "password", "passwd", "signature", "credential", "apikey", "api_key", "api-key", "session"} {
		// A page token is no secret, and the page matters to who reads the error.
		if strings.Contains(key, word) && !strings.Contains(key, "page") {
			return true
		}
	}
	return key == "key" || key == "code" || key == "sig" || key == "auth" || key == "jwt"
}
