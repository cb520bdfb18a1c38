package auth

// loopback.go is the server on this machine that the browser comes back to
// (RFC 8252, section 7.3).

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	opListen      = "login listener"
	anyPort       = "{port}"
	defaultURI    = "http://127.0.0.1:" + anyPort + "/callback"
	pageGrace     = 2 * time.Second // for the last page to reach the browser
	headerTimeout = 5 * time.Second
	bindTries     = 5 // to find a port that is free for IPv4 and IPv6
)

// door is where a login's answer may come in. Without listeners it is closed,
// and Paste is the only way.
type door struct {
	redirect   string // with the port filled in
	path       string
	listeners  []net.Listener
	tls        *tls.Config // nil: plain http
	selfSigned bool

	srv *http.Server
	wg  sync.WaitGroup

	mu   sync.Mutex
	idle map[net.Conn]struct{} // no request was read yet; browsers open them ahead
}

// candidate is an address to listen on.
type candidate struct {
	host, port string
	tls        bool
}

// listen binds the first candidate that is free.
func (c *LoginConfig) listen() (*door, error) {
	template := c.RedirectURI
	if template == "" {
		template = defaultURI
	}
	u, err := url.Parse(strings.Replace(template, anyPort, "0", 1))
	if err != nil || u.Scheme == "" {
		return nil, &Error{Op: opListen, Description: "RedirectURI is not a valid URL", Hint: "copy it from the client's registration"}
	}
	candidates, err := c.candidates(u, strings.Contains(template, anyPort))
	if err != nil {
		return nil, err
	}
	d := &door{redirect: template, path: u.EscapedPath()}
	if d.path == "" {
		d.path = "/"
	}
	var failed []error
	for _, cand := range candidates {
		ls, port, err := cand.bind()
		if err != nil {
			failed = append(failed, err)
			continue
		}
		d.listeners, d.redirect = ls, strings.Replace(template, anyPort, port, 1)
		if cand.tls {
			if err := d.secure(c.Certificate); err != nil {
				d.close()
				return nil, err
			}
		}
		return d, nil
	}
	// With Paste the browser may end on a page that doesn't load, but the URI has
	// to be one that is registered, so its port has to be known.
	if c.Paste == nil || strings.Contains(template, anyPort) {
		return nil, &Error{
			Op: opListen, Description: "the redirect URI can't be listened on", cause: errors.Join(failed...),
			Hint: "name free ports in Listen and register them, or set Paste; ports below 1024 may need privileges",
		}
	}
	return d, nil
}

// candidates are the addresses worth trying for the redirect URI u.
func (c *LoginConfig) candidates(u *url.URL, template bool) ([]candidate, error) {
	if c.NoListener {
		if c.Paste == nil || c.RedirectURI == "" || template {
			return nil, &Error{Op: opListen, Description: "NoListener needs Paste and a RedirectURI with a fixed port"}
		}
		return nil, nil
	}
	local := loopback(u) && (u.Scheme == "http" || u.Scheme == "https")
	if len(c.Listen) == 0 {
		switch {
		case local:
			return []candidate{{u.Hostname(), portOf(u), u.Scheme == "https"}}, nil
		case c.Paste != nil:
			return nil, nil
		}
		return nil, &Error{
			Op: opListen, Description: "the redirect URI doesn't lead to this machine",
			Hint: "set Listen to what a proxy forwards it to, or Paste",
		}
	}
	var list []candidate
	for _, entry := range c.Listen {
		scheme, address, ok := strings.Cut(entry, "://")
		if !ok {
			// What leads elsewhere comes through a proxy, which has the
			// certificate and speaks plain http to this machine.
			scheme, address = "http", entry
			if local {
				scheme = u.Scheme
			}
		}
		host, port, err := net.SplitHostPort(address)
		if err != nil || scheme != "http" && scheme != "https" {
			return nil, &Error{Op: opListen, Description: "Listen holds " + strconv.Quote(clean(entry, 100)), Hint: `an address is written "127.0.0.1:8123"`}
		}
		if !loopback(&url.URL{Host: net.JoinHostPort(host, port)}) {
			return nil, &Error{Op: opListen, kind: ErrHost, Description: "Listen holds " + strconv.Quote(clean(entry, 100)), Hint: "codes are taken on loopback addresses only"}
		}
		list = append(list, candidate{host, port, scheme == "https"})
	}
	return list, nil
}

func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}

// bind listens. A name stands for both loopback addresses, because browsers
// differ in which they try first; whoever held the other one could take the
// code.
func (c candidate) bind() ([]net.Listener, string, error) {
	if !strings.EqualFold(c.host, "localhost") {
		l, err := net.Listen("tcp", net.JoinHostPort(c.host, c.port))
		if err != nil {
			return nil, "", err
		}
		return []net.Listener{l}, portIn(l), nil
	}
	var err error
	for range bindTries {
		var four, six net.Listener
		if four, err = net.Listen("tcp4", net.JoinHostPort("127.0.0.1", c.port)); err != nil {
			return nil, "", err
		}
		port := portIn(four)
		if six, err = net.Listen("tcp6", net.JoinHostPort("::1", port)); err == nil {
			return []net.Listener{four, six}, port, nil
		}
		if !hasIPv6() {
			return []net.Listener{four}, port, nil
		}
		four.Close() //nolint:errcheck // nothing was accepted
		if c.port != "0" {
			break // it is the port that is wanted, and another has a half of it
		}
	}
	return nil, "", err
}

// hasIPv6 reports whether [::1] can be listened on at all.
func hasIPv6() bool {
	l, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		return false
	}
	l.Close() //nolint:errcheck // nothing was accepted
	return true
}

func portIn(l net.Listener) string {
	_, port, _ := net.SplitHostPort(l.Addr().String()) // a listener's address has a port
	return port
}

// secure makes the door speak TLS.
func (d *door) secure(cert *tls.Certificate) error {
	if cert == nil {
		made, err := selfSigned(time.Now())
		if err != nil {
			return &Error{Op: opListen, Description: "no certificate could be made", cause: err}
		}
		cert, d.selfSigned = made, true
	}
	d.tls = &tls.Config{Certificates: []tls.Certificate{*cert}, MinVersion: tls.VersionTLS12}
	return nil
}

// selfSigned makes a certificate for loopback that lasts a day and whose key
// never leaves memory.
func selfSigned(now time.Time) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	tmpl := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "localhost"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}

// open reports whether an answer can come in.
func (d *door) open() bool { return len(d.listeners) > 0 }

// serve answers requests with h until shutdown.
func (d *door) serve(h http.Handler) {
	d.srv = &http.Server{
		Handler: h, TLSConfig: d.tls, ReadHeaderTimeout: headerTimeout, MaxHeaderBytes: 64 << 10,
		ErrorLog:  log.New(io.Discard, "", 0), // browsers that break off at our certificate are no news
		ConnState: d.track,
	}
	for _, l := range d.listeners {
		d.wg.Go(func() {
			if d.tls != nil {
				d.srv.ServeTLS(l, "", "") //nolint:errcheck // it ends with the login
				return
			}
			d.srv.Serve(l) //nolint:errcheck // as above
		})
	}
}

// track remembers connections without a request, for which Shutdown would wait.
func (d *door) track(c net.Conn, s http.ConnState) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s != http.StateNew {
		delete(d.idle, c)
		return
	}
	if d.idle == nil {
		d.idle = map[net.Conn]struct{}{}
	}
	d.idle[c] = struct{}{}
}

// shutdown lets the last page out and ends the server.
func (d *door) shutdown() {
	d.mu.Lock()
	for c := range d.idle {
		c.Close() //nolint:errcheck // nothing was asked
	}
	d.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), pageGrace)
	defer cancel()
	// Close alone would cut off the page that is being written.
	if d.srv.Shutdown(ctx) != nil {
		d.srv.Close() //nolint:errcheck // whoever is still there has had its time
	}
	d.wg.Wait()
}

// close gives up a door that nothing serves.
func (d *door) close() {
	for _, l := range d.listeners {
		l.Close() //nolint:errcheck // nothing was accepted
	}
}

// ServeHTTP takes the browser's answer. The page that it gets waits for the
// exchange, so that it tells the truth.
func (w *waiting) ServeHTTP(rw http.ResponseWriter, req *http.Request) {
	if req.URL.EscapedPath() != w.path {
		guard(rw.Header())
		http.NotFound(rw, req)
		return
	}
	// HEAD too is refused: whoever looks ahead at a link must not end the login.
	if req.Method != http.MethodGet {
		guard(rw.Header())
		rw.Header().Set("Allow", http.MethodGet)
		http.Error(rw, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	code, err := w.read(req.URL.RawQuery)
	if isForged(err) {
		outcome(rw, err)
		return
	}
	w.offer(answered{code, err})
	select {
	case <-w.done:
		outcome(rw, w.err)
	case <-req.Context().Done():
	}
}
