// Servers: where a call goes, and so where its credentials may go.

package client

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/keywright/keywright/templates/auth"
)

// target is a server that was chosen.
type target struct {
	base  string // scheme, host and path, without a slash at its end
	url   *url.URL
	hosts auth.HostPolicy
	// described is what base would be without WithBaseURL; empty where the
	// description has no absolute URL. Links of answers may point there.
	described string
	// clear tells why credentials can't go there: nil where they can.
	clear error
}

// locate chooses a server and fills in its variables.
func (c *Core) locate(servers []Server, sc scope) (*target, error) {
	described, err := c.described(servers, sc)
	if c.baseURL == "" {
		if err != nil {
			return nil, err
		}
		return c.target(described, described)
	}
	base, err := sc.serverURL(c.baseURL)
	if err != nil {
		return nil, fmt.Errorf("WithBaseURL: %w", err)
	}
	t, err := c.target(base, described)
	if err == nil {
		err = t.clear
	}
	if err != nil {
		return nil, fmt.Errorf("WithBaseURL: %w", err)
	}
	return t, nil
}

// described is the URL that the description gives.
func (c *Core) described(servers []Server, sc scope) (string, error) {
	s := chooseServer(servers, sc, c.user)
	if s == nil {
		if len(servers) == 0 {
			return "", errors.New("the description names no server: give one with client.WithBaseURL")
		}
		return "", errors.New("the description has no server for these variables: give one with client.WithBaseURL")
	}
	return sc.serverURL(s.URL)
}

// chooseServer takes the first server whose conditions hold, those with
// conditions before those without; among servers for users or for the
// application, where the description has both.
func chooseServer(servers []Server, sc scope, user bool) *Server {
	split := slices.ContainsFunc(servers, func(s Server) bool { return s.User })
	var fallback *Server
	for i := range servers {
		s := &servers[i]
		if split && s.User != user || !sc.holds(s.When) {
			continue
		}
		if len(s.When) > 0 {
			return s
		}
		if fallback == nil {
			fallback = s
		}
	}
	return fallback
}

// serverURL fills in a server's template. A value may not change what the
// template around it means: it can't end the host, nor begin a query.
func (s scope) serverURL(template string) (string, error) {
	var b strings.Builder
	for rest := template; ; {
		before, name, after, ok := cutTemplate(rest)
		b.WriteString(before)
		if !ok {
			break
		}
		value, set := s.variable(name)
		if !set {
			return "", s.unsetVariable(name, "the server "+template)
		}
		whole := b.Len() == 0 || strings.HasSuffix(b.String(), "://") && (after == "" || after[0] == '/' || after[0] == ':') ||
			strings.HasSuffix(b.String(), ":") && strings.Contains(b.String(), "://")
		if bad := strings.IndexFunc(value, func(r rune) bool { return !serverRune(r, whole, b.String()) }); bad >= 0 {
			return "", fmt.Errorf("%s %q can't stand in the server %s", name, value, template)
		}
		b.WriteString(value)
		rest = after
	}
	return strings.TrimRight(b.String(), "/"), nil
}

// serverRune reports whether r may stand in a value that follows before.
func serverRune(r rune, whole bool, before string) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '.', r == '_':
		return true
	case r == ':', r == '[', r == ']':
		return whole
	case r == '/':
		_, host, ok := strings.Cut(before, "://")
		return before == "" || ok && strings.Contains(host, "/")
	}
	return false
}

// target parses base.
func (c *Core) target(base, described string) (*target, error) {
	u, err := url.Parse(base)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the server's URL can't be read: %w", errors.Unwrap(err))
	case u.Scheme == "" && u.Host == "":
		return nil, fmt.Errorf("the description's server %q has no host: give one with client.WithBaseURL", base)
	case u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("the server's URL has to be https://host/path, got %s", u.Redacted())
	}
	t := &target{base: base, url: u, described: described, hosts: auth.HostPolicy{Hosts: []string{u.Host}}}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		if !slices.Contains(c.insecure, u.Host) && !slices.Contains(c.insecure, u.Hostname()) {
			t.clear = fmt.Errorf("%s isn't encrypted, so credentials can't be sent there: use https, or client.WithInsecureHost(%q)", base, u.Hostname())
			return t, nil
		}
		t.hosts.PlainHTTP = []string{u.Host}
	}
	return t, nil
}

// loopback reports whether a host name means this machine.
func loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback() || strings.EqualFold(host, "localhost")
}

// targetOf is where a call of r goes.
func (r *Request) targetOf() (*target, error) {
	if r.op.Servers == nil && len(r.call.settings.variables) == 0 && r.core.home != nil {
		return r.core.home, nil
	}
	servers := r.op.Servers
	if servers == nil {
		servers = r.core.api.Servers
	}
	return r.core.locate(servers, r.scope())
}

// resolve makes ref, a link of an answer to a request to from, a URL that may be
// called with the call's credentials: below the server's host. A link to the
// description's server goes to WithBaseURL's where that is set, and one in the
// clear to an encrypted server, which proxies cause, is called encrypted.
func (t *target) resolve(from *url.URL, ref string) (*url.URL, error) {
	u, err := from.Parse(ref)
	if err != nil {
		return nil, fmt.Errorf("the link can't be read: %w", errors.Unwrap(err))
	}
	u.Fragment = ""
	if u.Scheme == "http" && t.url.Scheme == "https" && u.Hostname() == t.url.Hostname() {
		u.Scheme, u.Host = "https", t.url.Host
	}
	// The port counts too: another port may be another service.
	if u.Scheme == t.url.Scheme && u.Host == t.url.Host && u.User == nil {
		return u, nil
	}
	if rest, ok := strings.CutPrefix(u.String(), t.described); ok && t.described != "" && t.described != t.base && (rest == "" || rest[0] == '/' || rest[0] == '?') {
		return url.Parse(t.base + rest)
	}
	return nil, fmt.Errorf("the link leads to another server, %s; the API is at %s", u.Host, t.url.Host)
}
