// A kept answer: how long it is good, what asks for a newer one, and its form
// in a store.

package client

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// cached is an answer without its body, as a store holds it.
type cached struct {
	Variant string      // of the request
	Header  http.Header // of the answer
	Asked   time.Time   // when it was asked for
	Age     int64       // seconds that it was old then
	Length  int64       // of the body
	Sum     uint32      // of the body, against stores that lose parts
}

// newCached takes what may be kept of an answer's header.
func newCached(variant string, h http.Header, asked time.Time) *cached {
	c := &cached{Variant: variant}
	c.renew(h, asked)
	return c
}

// renew takes over what a 304 says (RFC 9111, section 3.2).
func (c *cached) renew(h http.Header, asked time.Time) {
	fresh := maps.Clone(h)
	for _, list := range h["Connection"] {
		for name := range strings.SplitSeq(list, ",") {
			fresh.Del(strings.TrimSpace(name))
		}
	}
	// Of the connection, of one answer only, or of a body in another form.
	for _, k := range []string{
		"Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authentication-Info", "Te", "Trailer", "Transfer-Encoding",
		"Upgrade", "Set-Cookie", "Age", "Content-Length", "Content-Encoding", "Content-Range",
	} {
		delete(fresh, k)
	}
	c.Age, _ = strconv.ParseInt(strings.TrimSpace(h.Get("Age")), 10, 32)
	c.Age, c.Asked = max(c.Age, 0), asked
	if c.Header == nil {
		c.Header = http.Header{}
	}
	maps.Copy(c.Header, fresh)
}

// worth reports whether there is a use in keeping it, and no word against it.
func (c *cached) worth() bool {
	if _, no := directives(c.Header)["no-store"]; no {
		return false
	}
	for _, v := range c.Header["Vary"] {
		if strings.Contains(v, "*") {
			return false
		}
	}
	return c.validates() || c.lifetime() > 0
}

// validates reports whether a request can be made conditional by it.
func (c *cached) validates() bool {
	return c.Header.Get("Etag") != "" || c.Header.Get("Last-Modified") != ""
}

// lifetime is how long it is good from when it was made.
func (c *cached) lifetime() time.Duration {
	d := directives(c.Header)
	if _, no := d["no-cache"]; no {
		return 0
	}
	if text, ok := d["max-age"]; ok {
		s, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			return 0
		}
		return time.Duration(max(s, 0)) * time.Second
	}
	expires, err := http.ParseTime(c.Header.Get("Expires"))
	if err != nil {
		return 0
	}
	date, err := http.ParseTime(c.Header.Get("Date"))
	if err != nil {
		date = c.Asked
	}
	return max(expires.Sub(date), 0)
}

// age counts from before the request, and is wrong for nobody whose clock was
// set back: that is as good as old.
func (c *cached) age(now time.Time) (time.Duration, bool) {
	since := now.Sub(c.Asked)
	return max(since, 0) + time.Duration(c.Age)*time.Second, since >= 0
}

func (c *cached) fresh(now time.Time) bool {
	age, ok := c.age(now)
	return ok && age < c.lifetime()
}

// condition makes a request ask whether there is a newer one.
func (c *cached) condition(h http.Header) {
	if v := c.Header.Get("Etag"); v != "" {
		h["If-None-Match"] = []string{v}
	}
	if v := c.Header.Get("Last-Modified"); v != "" {
		h["If-Modified-Since"] = []string{v} // as the server wrote it: that is what it knows
	}
}

// response is the answer to req.
func (c *cached) response(req *http.Request, now time.Time, body []byte) *http.Response {
	h := c.Header.Clone()
	age, _ := c.age(now)
	h.Set("Age", strconv.FormatInt(int64(age/time.Second), 10))
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: req,
	}
}

// encode is the form in a store.
func (c *cached) encode() []byte {
	text, _ := json.Marshal(c) //nolint:errchkjson // nothing in it can fail
	return text
}

// decodeCached reads a store's text; nil where it is none or can't be used.
func decodeCached(text []byte) *cached {
	if len(text) == 0 {
		return nil
	}
	c := &cached{}
	if json.Unmarshal(text, c) != nil || c.Header == nil || !c.worth() {
		return nil
	}
	return c
}

// directives reads Cache-Control, and Pragma where that is all there is.
func directives(h http.Header) map[string]string {
	var d map[string]string
	for _, line := range h["Cache-Control"] {
		for part := range strings.SplitSeq(line, ",") {
			k, v, _ := strings.Cut(strings.TrimSpace(part), "=")
			put(&d, strings.ToLower(k), strings.Trim(v, `"`))
		}
	}
	if d == nil && strings.Contains(h.Get("Pragma"), "no-cache") {
		put(&d, "no-cache", "")
	}
	return d
}
