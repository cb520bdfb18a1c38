// What a caller can learn of an answer beside its value.

package client

import (
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// ResponseMeta tells of an answer. Meta fills it in, for failed calls too.
type ResponseMeta struct {
	StatusCode int         // 0 where there was no answer
	Header     http.Header // of the answer
	Attempts   int         // requests sent, replays after a 401 not counted
	// Age is how old the answer is, in whole seconds: since the server made or
	// last confirmed it, by what caches say, WithCache's included (RFC 9111,
	// section 5.1).
	Age time.Duration
	// FromCache tells that WithCache's store had the answer, and Revalidated that
	// the server was asked and has said that it still holds (304).
	FromCache, Revalidated bool

	url *url.URL // that answered, behind redirects
}

// Meta makes a call fill in m before it returns. m is written by that call
// alone: calls at the same time need one each. An iterator over pages fills it
// in with every page.
func Meta(m *ResponseMeta) CallOption {
	return callOption(func(c *callConfig) { c.meta = m })
}

// fill replaces what an earlier page or call left.
func (m *ResponseMeta) fill(resp *http.Response, r *Request) {
	*m = ResponseMeta{Attempts: r.attempts, FromCache: r.cache.hit, Revalidated: r.cache.revalidated}
	if resp == nil {
		return
	}
	m.StatusCode, m.Header, m.url = resp.StatusCode, resp.Header, resp.Request.URL
	if s, err := strconv.ParseUint(resp.Header.Get("Age"), 10, 31); err == nil {
		m.Age = time.Duration(s) * time.Second
	}
}
