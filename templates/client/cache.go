// The cache step: answers that are still good are given again, and others are
// asked for under the condition that they have changed (RFC 9111, RFC 9110
// section 13).

package client

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash/crc32"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// WithCache keeps answers to GET requests in store, for whom they were given:
// what one principal was told no other is given, and a new token changes
// nothing. An answer is given again without a request for as long as its
// Cache-Control or Expires says, and after that asked for with
// If-None-Match and If-Modified-Since, so that one that hasn't changed costs a
// 304. Meta tells what happened. WithHeader("Cache-Control", "no-cache") asks
// the server in any case, "no-store" goes past the cache.
//
// Not kept are: what the server forbids to keep; answers without validator and
// lifetime; bodies above 64 MB or the store's own limit; streams and binary
// answers; and what is sent with an Authorization or Cookie header that the
// caller brought, or credentials that a transport of the caller's may add.
func WithCache(store CacheStore) Option {
	return clientOption(func(c *config) { c.cache = store })
}

// mostCached bounds a body that is kept, in bytes.
const mostCached = 64 << 20

// cacheStep stands outside of retry and auth: what it has costs neither.
type cacheStep struct {
	next  http.RoundTripper
	core  *Core
	store CacheStore
	most  int64
}

// newCacheStep asks the store what it takes.
func newCacheStep(next http.RoundTripper, core *Core, store CacheStore) *cacheStep {
	s := &cacheStep{next: next, core: core, store: store, most: mostCached}
	if l, ok := store.(interface{ MaxValue() int64 }); ok {
		s.most = min(s.most, l.MaxValue())
	}
	return s
}

// cacheState is what the step did with a call.
type cacheState struct {
	key         string // of what was kept or given; empty: nothing
	variant     string // of the request, before credentials stand in it
	hit         bool
	revalidated bool
}

// RoundTrip answers from the store where it can.
func (s *cacheStep) RoundTrip(req *http.Request) (*http.Response, error) {
	r := callOf(req)
	r.cache = cacheState{}
	who, known := r.principal(req)
	if !known {
		return s.next.RoundTrip(req)
	}
	key := cacheKey(who, req.URL.String())
	if req.Method != http.MethodGet {
		return s.change(req, key)
	}
	asked := directives(req.Header)
	if _, no := asked["no-store"]; no || r.streamed || conditional(req.Header) {
		return s.next.RoundTrip(req)
	}
	r.cache.key, r.cache.variant = key, variant(req.Header)
	kept := s.load(req, key)
	_, ask := asked["no-cache"]
	if kept != nil && !ask && asked["max-age"] != "0" && kept.fresh(r.now) {
		if body, ok := s.body(req, kept); ok {
			r.cache.hit = true
			return kept.response(req, r.now, body), nil
		}
		kept = nil
	}
	return s.ask(req, kept)
}

// ask sends req, under the condition that what is kept has changed.
func (s *cacheStep) ask(req *http.Request, kept *cached) (*http.Response, error) {
	r, out := callOf(req), req
	if kept != nil {
		out = new(http.Request)
		*out = *req
		// A redirect would take headers along that are set on req itself.
		out.Header = maps.Clone(req.Header)
		kept.condition(out.Header)
	}
	resp, err := s.next.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	resp.Request = req
	switch {
	case resp.StatusCode == http.StatusNotModified && kept != nil:
		body, ok := s.body(req, kept)
		if !ok { // it went away meanwhile
			drain(resp)
			return s.ask(req, nil)
		}
		return s.again(req, resp, kept, body), nil
	case resp.StatusCode == http.StatusOK:
		s.keep(req, resp)
	case kept != nil && (resp.StatusCode == http.StatusNotFound || resp.StatusCode == http.StatusGone):
		s.delete(req.Context(), r.cache.key)
	}
	return resp, nil
}

// again gives what is kept after the server has said that it is good.
func (s *cacheStep) again(req *http.Request, resp *http.Response, kept *cached, body []byte) *http.Response {
	r := callOf(req)
	drain(resp)
	r.cache.hit, r.cache.revalidated = true, true
	kept.renew(r.redactHeader(resp.Header), r.now)
	s.put(req.Context(), r.cache.key, kept.encode())
	out := kept.response(req, r.now, body)
	if cookies := resp.Header["Set-Cookie"]; cookies != nil { // for the caller's jar, not for the store
		out.Header["Set-Cookie"] = cookies
	}
	return out
}

// keep has resp stored once it is read to its end.
func (s *cacheStep) keep(req *http.Request, resp *http.Response) {
	r := callOf(req)
	entry := newCached(r.cache.variant, r.redactHeader(resp.Header), r.now)
	key := r.cache.key
	if !entry.worth() || resp.ContentLength > s.most {
		return
	}
	ctx := req.Context()
	resp.Body = &recorder{ReadCloser: resp.Body, most: s.most, done: func(body []byte) {
		entry.Length, entry.Sum = int64(len(body)), crc32.Checksum(body, castagnoli())
		s.put(ctx, bodyKey(key), body)
		s.put(ctx, key, entry.encode())
	}}
}

// change sends what may change the document, which isn't given again then
// (RFC 9111, section 4.4).
func (s *cacheStep) change(req *http.Request, key string) (*http.Response, error) {
	resp, err := s.next.RoundTrip(req)
	switch req.Method {
	case http.MethodHead, http.MethodOptions, http.MethodTrace:
		return resp, err
	}
	if err == nil && resp.StatusCode < 400 {
		s.delete(req.Context(), key)
	}
	return resp, err
}

// load reads what is kept for req; nil where there is nothing of use.
func (s *cacheStep) load(req *http.Request, key string) *cached {
	text, err := s.store.Get(req.Context(), key)
	s.tell(err)
	kept := decodeCached(text)
	if kept == nil || kept.Variant != callOf(req).cache.variant {
		return nil
	}
	return kept
}

// body reads the body of what is kept, which may be another one's or broken by
// now.
func (s *cacheStep) body(req *http.Request, kept *cached) ([]byte, bool) {
	body, err := s.store.Get(req.Context(), bodyKey(callOf(req).cache.key))
	s.tell(err)
	return body, err == nil && int64(len(body)) == kept.Length && crc32.Checksum(body, castagnoli()) == kept.Sum
}

func (s *cacheStep) put(ctx context.Context, key string, value []byte) {
	s.tell(s.store.Put(ctx, key, value))
}

func (s *cacheStep) delete(ctx context.Context, key string) {
	s.tell(s.store.Delete(ctx, key))
	s.tell(s.store.Delete(ctx, bodyKey(key)))
}

// tell logs what is wrong with the store: no call fails for it.
func (s *cacheStep) tell(err error) {
	if err != nil && s.core.logger != nil {
		s.core.logger.Warn("the cache's store failed", slog.String("api", s.core.api.Name), slog.String("error", err.Error()))
	}
}

// forget drops what a call was given or has stored: it can't be read.
func (r *Request) forget(ctx context.Context) {
	if r.cache.key != "" && r.core.cache != nil {
		r.core.cache.delete(context.WithoutCancel(ctx), r.cache.key)
	}
}

// principal names whom the answer to req is for; false where that isn't known.
func (r *Request) principal(req *http.Request) (string, bool) {
	for _, key := range []string{"Authorization", "Cookie", "Proxy-Authorization"} {
		if _, ok := req.Header[key]; ok {
			return "", false
		}
	}
	if len(r.op.Security) == 0 {
		return "", true
	}
	// A transport of the caller's may know more than this package.
	if r.left || len(r.exchange.Requirements) == 0 && !r.core.plain {
		return "", false
	}
	var b strings.Builder
	for _, q := range r.exchange.Requirements {
		who := q.Credential.Principal()
		if who == "" {
			return "", false
		}
		b.WriteString(who)
		b.WriteByte(0)
	}
	return b.String(), true
}

// cacheKey is a name without a secret, which URLs may hold.
func cacheKey(who, url string) string {
	sum := sha256.Sum256([]byte(http.MethodGet + "\x00" + who + "\x00" + url))
	return hex.EncodeToString(sum[:])
}

// bodyKey is where the body of key's answer is: apart, so that a 304 doesn't
// write it again.
func bodyKey(key string) string { return key + "b" }

func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

// variant is a hash of what an answer may depend on beside principal and URL.
// It has all headers, not only those that Vary names: servers forget some.
func variant(h http.Header) string {
	sum := sha256.New()
	for _, k := range slices.Sorted(maps.Keys(h)) {
		switch k {
		case "User-Agent", "Cache-Control", "Pragma":
			continue
		}
		io.WriteString(sum, k+":"+strings.Join(h[k], "\x00")+"\n") //nolint:errcheck // a hash takes everything
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// conditional reports headers by which the caller does a cache's work.
func conditional(h http.Header) bool {
	for _, k := range []string{"If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range", "Range"} {
		if _, ok := h[k]; ok {
			return true
		}
	}
	return false
}

// recorder keeps what is read, up to a limit, and hands it on at the end.
type recorder struct {
	io.ReadCloser
	most int64
	buf  []byte
	done func([]byte) // nil: too long, or handed on
}

// Read notes what it passes on. A body that breaks off is never handed on.
func (b *recorder) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.done == nil {
		return n, err
	}
	if int64(len(b.buf)+n) > b.most {
		b.buf, b.done = nil, nil
		return n, err
	}
	b.buf = append(b.buf, p[:n]...)
	if err == io.EOF { //nolint:errorlint // readers return it as it is
		done := b.done
		b.done = nil
		done(b.buf)
	}
	return n, err
}
