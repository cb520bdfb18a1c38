package auth

// exchange.go is the auth step of a request: put the credentials on, send, and
// when a token is rejected replace it and send once more.

import (
	"context"
	"io"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"time"
)

// Exchange authorizes one call. A client keeps it in its per-call state and
// uses it for every attempt of the call, retries and redirects included; it is
// not for concurrent use. The zero Exchange sends requests as they are.
type Exchange struct {
	Requirements []Requirement // all are met, not one of them
	Hosts        *HostPolicy

	// put is the header value this Exchange set last: what else stands in the
	// header on a later attempt is the caller's.
	put *string
}

// ReplayEvent tells of a request that was rejected with 401 and sent again.
type ReplayEvent struct {
	Method string
	Host   string
	Path   string
	Status int   // of the second answer; 0 where there was none
	Err    error // of the second sending
}

// drainLimit is how much of a rejected answer is read to keep its connection.
const drainLimit = 64 << 10

// attempt is what one sending needs to know afterwards. There is one source at
// most: a request has room for one Authorization header.
type attempt struct {
	src *Source
	ent *entry
}

// RoundTrip authorizes req, which it owns until the answer's body is closed
// and whose header it writes to, and sends it with next. now is the clock read
// that the caller made for this attempt. A header that the caller set is never
// overwritten, and off the listed hosts nothing is added.
//
// On 401 the very token that was sent is invalidated, and req is sent once
// more if its body can be had again. An error of the refresh is returned in
// place of the 401. req.Body is always closed, as http.RoundTripper demands.
func (x *Exchange) RoundTrip(next http.RoundTripper, req *http.Request, now time.Time) (*http.Response, error) {
	if len(x.Requirements) == 0 || x.Hosts == nil || !x.Hosts.Allows(req.URL) {
		x.withdraw(req)
		return next.RoundTrip(req)
	}
	var a attempt
	out, err := x.authorize(&a, req, now)
	if err != nil {
		closeBody(req)
		return nil, err
	}
	resp, err := next.RoundTrip(out)
	if err != nil {
		return resp, scrub(err, x.secrets())
	}
	resp.Request = req // out's URL may hold a key
	if resp.StatusCode != http.StatusUnauthorized || a.src == nil || insufficientScope(resp.Header) {
		return resp, nil
	}
	return x.replay(next, req, resp, &a)
}

// withdraw takes back what an earlier attempt of the same call put on req.
func (x *Exchange) withdraw(req *http.Request) {
	if h := req.Header[authorization]; x.put != nil && len(h) == 1 && &h[0] == x.put {
		delete(req.Header, authorization)
	}
	x.put = nil
}

const authorization = "Authorization"

// authorize puts every requirement on req, or on a copy where a key goes into
// the URL: http.Client would tell the URL in its errors.
func (x *Exchange) authorize(a *attempt, req *http.Request, now time.Time) (*http.Request, error) {
	if req.Header == nil {
		req.Header = make(http.Header, 2)
	}
	out := req
	for i := range x.Requirements {
		r := &x.Requirements[i]
		switch c := r.Credential.(type) {
		case *Source:
			if err := x.bear(a, c, r.Scopes, req, now); err != nil {
				return nil, err
			}
		case *key:
			if c.where == inQuery {
				out = c.putQuery(out, out == req)
				continue
			}
			c.put(req)
		}
	}
	return out, nil
}

// bear puts src's token on req unless the caller brought a header of its own,
// or another source came first.
func (x *Exchange) bear(a *attempt, src *Source, scopes []string, req *http.Request, now time.Time) error {
	if h, ok := req.Header[authorization]; ok && (a.src != nil || x.put == nil || len(h) != 1 || &h[0] != x.put) {
		return nil
	}
	e, err := src.at(req.Context(), now)
	if err != nil {
		return err
	}
	if len(scopes) > 0 {
		if err := MissingScopes(e.tok, scopes...); err != nil {
			return err
		}
	}
	req.Header[authorization] = e.header
	x.put = &e.header[0]
	a.src, a.ent = src, e
	return nil
}

// put adds a header or cookie key, unless the caller set it.
func (k *key) put(req *http.Request) {
	if k.where == inHeader {
		if _, ok := req.Header[k.name]; !ok {
			req.Header[k.name] = k.value
		}
		return
	}
	if _, err := req.Cookie(k.name); err == nil {
		return
	}
	req.AddCookie(&http.Cookie{Name: k.name, Value: k.value[0]})
}

// putQuery returns a request whose query holds the key, unless the caller's
// does. fresh says that req is still the caller's and has to be copied.
func (k *key) putQuery(req *http.Request, fresh bool) *http.Request {
	if hasParam(req.URL.RawQuery, k.name) {
		return req
	}
	if fresh {
		r, u := *req, *req.URL
		r.URL = &u
		req = &r
	}
	if req.URL.RawQuery != "" {
		req.URL.RawQuery += "&"
	}
	req.URL.RawQuery += url.QueryEscape(k.name) + "=" + url.QueryEscape(k.value[0])
	return req
}

func hasParam(query, name string) bool {
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		k, _, _ := strings.Cut(pair, "=")
		if k == name {
			return true
		}
		if u, err := url.QueryUnescape(k); err == nil && u == name {
			return true
		}
	}
	return false
}

// replay replaces the rejected token and sends req once more. It returns resp
// where there is no better token or the body is spent.
func (x *Exchange) replay(next http.RoundTripper, req *http.Request, resp *http.Response, a *attempt) (*http.Response, error) {
	if req.Body != nil && req.Body != http.NoBody && req.GetBody == nil {
		a.src.reject(a.ent)
		return resp, nil
	}
	e, err := a.src.replace(req.Context(), a.ent)
	if err != nil {
		discard(resp)
		return nil, err
	}
	if e == nil {
		return resp, nil
	}
	out, err := x.again(req)
	if err != nil {
		return resp, nil // the body is spent after all: the 401 is the answer
	}
	discard(resp)
	put := x.put
	x.put = nil
	resp, err = x.send(next, req, out, a.src)
	x.put = put // what stands in req's own header, should the call try req again
	return resp, err
}

// again copies req with its body anew. It is a copy because the first sending
// may not have let go of req: servers answer before they have read all of it.
func (x *Exchange) again(req *http.Request) (*http.Request, error) {
	out := new(http.Request)
	*out = *req
	out.Header = req.Header.Clone()
	if x.put != nil {
		delete(out.Header, authorization)
	}
	if req.GetBody != nil && req.Body != nil && req.Body != http.NoBody {
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		out.Body = body
	}
	return out, nil
}

// send is the second sending; its answer stands, whatever it is.
func (x *Exchange) send(next http.RoundTripper, req, out *http.Request, src *Source) (*http.Response, error) {
	var a attempt
	signed, err := x.authorize(&a, out, src.cfg.now())
	if err != nil {
		closeBody(out)
		return nil, err
	}
	resp, err := next.RoundTrip(signed)
	ev := ReplayEvent{Method: req.Method, Host: req.URL.Host, Path: req.URL.Path}
	if err != nil {
		err = scrub(err, x.secrets())
		ev.Err = err
	} else {
		resp.Request = req
		ev.Status = resp.StatusCode
	}
	if src.cfg.onReplay != nil {
		src.cfg.onReplay(ev)
	}
	return resp, err
}

// replace returns the token to use instead of the rejected e: the one cached
// meanwhile, or a new one; nil where e has to do.
func (s *Source) replace(ctx context.Context, e *entry) (*entry, error) {
	if s.cur.Load() == e && !s.reject(e) && !e.dead.Load() {
		return nil, nil
	}
	n, err := s.at(ctx, s.cfg.now())
	if err != nil {
		return nil, err
	}
	if n.header[0] == e.header[0] {
		return nil, nil // the provider gave the same token again: so would the API its answer
	}
	return n, nil
}

// insufficientScope reports whether a challenge says that the token is fine
// but not enough (RFC 6750, section 3.1): another one would fare no better.
func insufficientScope(h http.Header) bool {
	for _, c := range h["Www-Authenticate"] {
		if strings.Contains(c, "insufficient_scope") {
			return true
		}
	}
	return false
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		req.Body.Close() //nolint:errcheck // nothing was written
	}
}

// discard reads a bounded rest of an answer, so that its connection is kept.
func discard(resp *http.Response) {
	io.Copy(io.Discard, io.LimitReader(resp.Body, drainLimit)) //nolint:errcheck // the answer is thrown away
	resp.Body.Close()                                          //nolint:errcheck // as above
}

func canonical(name string) string { return textproto.CanonicalMIMEHeaderKey(name) }
