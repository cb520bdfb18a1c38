package auth

// transport.go is the auth step as a RoundTripper of its own, for anyone's
// http.Client.

import (
	"errors"
	"net/http"
	"time"
)

// Transport authorizes the requests of any http.Client. It is safe for
// concurrent use. Set its fields before the first request.
type Transport struct {
	Base         http.RoundTripper // nil: http.DefaultTransport
	Requirements []Requirement
	Hosts        HostPolicy       // must list something
	Now          func() time.Time // nil: time.Now
}

// NewTransport returns a Transport over http.DefaultTransport that sends c to
// hosts, see HostPolicy for their form.
func NewTransport(c Credential, hosts ...string) *Transport {
	return &Transport{Requirements: []Requirement{{Credential: c}}, Hosts: HostPolicy{Hosts: hosts}}
}

// CloseIdleConnections lets http.Client.CloseIdleConnections reach Base.
func (t *Transport) CloseIdleConnections() {
	base := t.Base
	if base == nil {
		base = http.DefaultTransport
	}
	if c, ok := base.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// RoundTrip implements http.RoundTripper. It does what Exchange.RoundTrip says
// with a copy of req: three allocations for up to seven headers, two more to
// hold a larger map.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	base, now := t.Base, time.Now
	if base == nil {
		base = http.DefaultTransport
	}
	if t.Now != nil {
		now = t.Now
	}
	if len(t.Hosts.Hosts)+len(t.Hosts.PlainHTTP) == 0 {
		closeBody(req)
		return nil, &Error{Op: "transport", kind: ErrHost, cause: errors.New("no host is listed"), Hint: "list the API's hosts in Transport.Hosts"}
	}
	if !t.Hosts.Allows(req.URL) {
		return base.RoundTrip(req)
	}
	out := new(http.Request)
	*out = *req
	out.Header = make(http.Header, len(req.Header)+len(t.Requirements))
	for k, v := range req.Header {
		out.Header[k] = v
	}
	x := Exchange{Requirements: t.Requirements, Hosts: &t.Hosts}
	resp, err := x.RoundTrip(base, out, now())
	if resp != nil {
		resp.Request = req
	}
	return resp, err
}
