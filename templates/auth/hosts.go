package auth

// hosts.go decides where a secret may go.

import (
	"net/netip"
	"net/url"
	"strings"
)

// HostPolicy lists where credentials may be sent. A request to anywhere else
// leaves without them, whether the program made it or a redirect did.
//
// An entry is a host, "api.example.com", which means https on port 443, or a
// host with its port, "api.example.com:8443". A loopback host may be listed
// with its port for plain http. The zero HostPolicy allows nothing.
type HostPolicy struct {
	Hosts     []string // https, and http where the host is loopback
	PlainHTTP []string // opted in to plain http, say a local WordPress; credentials are readable on the way
}

// Allows reports whether credentials may be sent to u.
func (p *HostPolicy) Allows(u *url.URL) bool {
	switch u.Scheme {
	case "https":
		return listed(p.Hosts, u.Host, ":443")
	case "http":
		return listed(p.PlainHTTP, u.Host, ":80") || loopback(u) && listed(p.Hosts, u.Host, ":80")
	}
	return false
}

// listed compares without allocating: hosts may differ in case and in whether
// they name the scheme's default port.
func listed(list []string, host, port string) bool {
	host = strings.TrimSuffix(host, port)
	for _, h := range list {
		if strings.EqualFold(strings.TrimSuffix(h, port), host) {
			return true
		}
	}
	return false
}

// loopback reports whether u's host never leaves this machine.
func loopback(u *url.URL) bool {
	h := u.Hostname()
	if strings.EqualFold(h, "localhost") {
		return true
	}
	a, err := netip.ParseAddr(h)
	return err == nil && a.IsLoopback()
}

// endpointAllowed reports whether an OAuth endpoint may be called: https,
// loopback, or plain http to a host that was opted in.
func endpointAllowed(u *url.URL, plainHTTP []string) bool {
	switch u.Scheme {
	case "https":
		return u.Host != ""
	case "http":
		return loopback(u) || listed(plainHTTP, u.Host, ":80")
	}
	return false
}
