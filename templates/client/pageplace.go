// Where a page's parameter stands, and links to pages that servers shorten.

package client

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

// asked is the value that the caller gave the parameter of a page.
func (r *Request) asked(p *Pager) (string, bool) {
	if p.body == nil {
		return r.queryValue(p.param)
	}
	at := json.RawMessage(r.body.bytes)
	for _, name := range p.body {
		var members map[string]json.RawMessage
		if json.Unmarshal(at, &members) != nil || members[name] == nil {
			return "", false
		}
		at = members[name]
	}
	text := string(at)
	return text, text != "null"
}

// askFor gives the parameter of a page its value: in a body a number as such,
// a cursor as text.
func (r *Request) askFor(p *Pager, value string) {
	if p.body == nil {
		r.replaceQuery(p.param, value)
		return
	}
	text := json.RawMessage(value)
	if p.style == byCursor {
		text, _ = json.Marshal(value) //nolint:errcheck // a string
	}
	b, err := setMember(r.body.bytes, p.body, text)
	if err != nil {
		r.fail("the page can't be put into the body: %w", err)
		return
	}
	r.body.bytes, r.body.set = b, true
	if r.body.contentType == "" {
		r.body.contentType = "application/json"
	}
}

// setMember sets a member of a JSON object, in objects that names lead through;
// what isn't there yet is added.
func setMember(object []byte, names []string, value json.RawMessage) ([]byte, error) {
	members := map[string]json.RawMessage{}
	if len(object) > 0 {
		if err := json.Unmarshal(object, &members); err != nil {
			return nil, fmt.Errorf("it is no object: %w", err)
		}
		if members == nil { // null
			members = map[string]json.RawMessage{}
		}
	}
	if len(names) > 1 {
		inner, err := setMember(members[names[0]], names[1:], value)
		if err != nil {
			return nil, err
		}
		value = inner
	}
	members[names[0]] = value
	return json.Marshal(members)
}

// wholeLink completes what servers shorten a link to the next page to: the query
// alone, without its question mark, or a path from the API's root on instead of
// the server's.
func wholeLink(from *url.URL, link string) string {
	switch {
	case link == "" || from == nil:
		return link
	case !strings.ContainsAny(link, "/?") && strings.Contains(link, "="):
		return "?" + link
	case !strings.HasPrefix(link, "/") || strings.HasPrefix(link, "//"):
		return link
	}
	path, query, ok := strings.Cut(link, "?")
	if whole := from.EscapedPath(); ok && path != whole && strings.HasSuffix(whole, path) {
		return whole + "?" + query
	}
	return link
}
