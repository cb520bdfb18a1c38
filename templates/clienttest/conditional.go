// Answers with validators, and 304 to who has them already.

package clienttest

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
)

// Cacheable has an operation's successes carry headers, pairs of name and
// value such as "Cache-Control", "max-age=60", and answers 304 to requests
// whose If-None-Match or If-Modified-Since tells that they have the answer.
// Without an ETag or Last-Modified among the headers, an ETag of the body is
// made.
func (s *Server) Cacheable(operation string, headers ...string) {
	id := s.must(operation)
	h := http.Header{}
	for i := 0; i+1 < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cacheable == nil {
		s.cacheable = map[string]http.Header{}
	}
	s.cacheable[id] = h
}

// conditional answers with what serve does, or with 304.
func (s *Server) conditional(id string, w http.ResponseWriter, r *http.Request, serve func(http.ResponseWriter)) {
	s.mu.Lock()
	extra, ok := s.cacheable[id]
	s.mu.Unlock()
	if !ok {
		serve(w)
		return
	}
	rec := httptest.NewRecorder()
	serve(rec)
	h := w.Header()
	maps.Copy(h, rec.Header())
	if rec.Code == http.StatusOK {
		maps.Copy(h, extra)
		if h.Get("ETag") == "" && h.Get("Last-Modified") == "" {
			sum := sha256.Sum256(rec.Body.Bytes())
			h.Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
		}
		if unchanged(r.Header, h) {
			h.Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	w.WriteHeader(rec.Code)
	io.Copy(w, rec.Body) //nolint:errcheck // the client went away
}

// unchanged compares validators: If-None-Match stands over If-Modified-Since
// (RFC 9110, section 13.2.2).
func unchanged(asked, h http.Header) bool {
	if list := asked.Get("If-None-Match"); list != "" {
		for tag := range strings.SplitSeq(list, ",") {
			if strings.TrimPrefix(strings.TrimSpace(tag), "W/") == strings.TrimPrefix(h.Get("ETag"), "W/") {
				return true
			}
		}
		return false
	}
	since := asked.Get("If-Modified-Since")
	return since != "" && since == h.Get("Last-Modified")
}
