// Core: what all services of a client share.

package client

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"runtime"
	"strings"

	"github.com/keywright/keywright/templates/auth"
)

// Core is the shared part of a client. It is safe for concurrent use and
// doesn't change once New has made it.
type Core struct {
	api      *API
	settings settings
	baseURL  string // WithBaseURL
	insecure []string
	home     *target // of calls that set no variables and whose operation has no servers of its own
	creds    map[string]credential
	tokens   map[string]string // WithTokenURL, by scheme
	user     bool
	plain    bool // the transport is net/http's, not one of the user's
	http     *http.Client
	agent    []string // User-Agent, ready for a header map
	json     []string // application/json, likewise
	logger   *slog.Logger
	drift    func(Drift)
	pacer    auth.Pacer // WithPacer
	limits   auth.Pacer // the description's, shared through the sources; nil where it has none
	cache    *cacheStep // nil without WithCache
	limited  string     // the description's limits as text
	maxBody  int64
	bodies   *buffers
	err      error // of WithCredential: every call gives it
	root     *Core // that WithCredential began with; nil for that one
	shared   *sharedValues

	owned     []*auth.Source  // closed with the Core
	transport *http.Transport // nil where the user gave one
}

// New makes the shared part of a client of api. All that is wrong with the
// options is reported at once.
func New(api *API, opts ...Option) (*Core, error) {
	cfg := config{maxBody: 1 << 30}
	for _, o := range opts {
		if o != nil {
			o.applyClient(&cfg)
		}
	}
	c := &Core{
		api: api, settings: cfg.settings, baseURL: cfg.baseURL, insecure: cfg.insecure, tokens: cfg.tokenURLs,
		logger: cfg.logger, drift: cfg.drift, pacer: cfg.pacer, maxBody: cfg.maxBody,
		bodies: new(buffers), shared: new(sharedValues), agent: []string{userAgent(cfg.userAgent, api)}, json: []string{"application/json"},
	}
	base := c.base(&cfg)
	c.plain = cfg.transport == nil && (cfg.httpClient == nil || cfg.httpClient.Transport == nil)
	c.http = newHTTPClient(&cfg, c.chain(base, &cfg))

	sc := scope{core: c}
	errs := append(cfg.errs, sc.check()...)
	// Without servers here the operations may have their own.
	if len(api.Servers) > 0 || c.baseURL != "" {
		var err error
		if c.home, err = c.locate(api.Servers, sc); err != nil {
			errs = append(errs, err)
		}
	}
	errs = append(errs, c.configure(cfg.creds, sc, base)...)
	if len(errs) > 0 {
		c.Close() //nolint:errcheck // always nil
		return nil, c.optionError(errs)
	}
	c.limit()
	return c, nil
}

// optionError joins what is wrong with the options.
func (c *Core) optionError(errs []error) error {
	lines := make([]string, len(errs))
	for i, err := range errs {
		lines[i] = err.Error()
	}
	return &optionsError{msg: c.api.Name + ": " + strings.Join(lines, "\n"+c.api.Name+": "), errs: errs}
}

// optionsError is several errors, a line each, that errors.Is looks through.
type optionsError struct {
	msg  string
	errs []error
}

func (e *optionsError) Error() string   { return e.msg }
func (e *optionsError) Unwrap() []error { return e.errs }

// base is what stands below the chain: the user's transport or one of our own,
// which keeps more connections to a host than net/http's default of two.
func (c *Core) base(cfg *config) http.RoundTripper {
	if cfg.transport != nil {
		return cfg.transport
	}
	if cfg.httpClient != nil {
		return cmp.Or(cfg.httpClient.Transport, http.DefaultTransport)
	}
	if t, ok := http.DefaultTransport.(*http.Transport); ok {
		c.transport = t.Clone()
		c.transport.MaxIdleConns = 256
		c.transport.MaxIdleConnsPerHost = 64
		return c.transport
	}
	return http.DefaultTransport
}

// newHTTPClient keeps what the user's client decides above the transport.
func newHTTPClient(cfg *config, chain http.RoundTripper) *http.Client {
	hc := &http.Client{}
	if cfg.httpClient != nil {
		*hc = *cfg.httpClient
	}
	hc.Transport = chain
	users := hc.CheckRedirect
	hc.CheckRedirect = func(req *http.Request, via []*http.Request) error {
		if err := checkRedirect(req, via); err != nil {
			return err
		}
		if users != nil {
			return users(req, via)
		}
		if len(via) >= 10 {
			return errors.New("stopped after 10 redirects")
		}
		return nil
	}
	return hc
}

// checkRedirect sees to it that what was sent encrypted is not repeated in the
// clear, that a body goes to the host it was meant for only, and that another
// host gets no header that may be secret: net/http keeps all but Authorization
// and Cookie, and those too for subdomains.
func checkRedirect(req *http.Request, via []*http.Request) error {
	first := via[0]
	switch {
	case first.URL.Scheme == "https" && req.URL.Scheme != "https":
		return fmt.Errorf("the server redirects from https to %s on %s; not followed", req.URL.Scheme, req.URL.Host)
	case req.URL.Host == first.URL.Host:
		return nil
	case req.Body != nil && req.Body != http.NoBody:
		return fmt.Errorf("the server redirects a request with a body to another host, %s; not followed", req.URL.Host)
	}
	for key := range req.Header {
		switch key {
		case "Accept", "Accept-Language", "Range", "User-Agent":
		default:
			delete(req.Header, key)
		}
	}
	return nil
}

// userAgent says who calls: services behind some proxies refuse clients that
// don't.
func userAgent(app string, api *API) string {
	ua := "keywright/" + cmp.Or(strings.ReplaceAll(api.Name, " ", "-"), "client") + " " + strings.Replace(runtime.Version(), "go", "Go/", 1)
	if i := strings.IndexByte(ua, '\n'); i >= 0 {
		ua = ua[:i]
	}
	if app != "" {
		ua = app + " " + ua
	}
	return ua
}

// WithCredential returns a Core that authorizes by cr where an operation takes
// the scheme. Everything else is shared, connections included. It stands for a
// user: of servers with and without User it takes those with. A scheme that the
// description doesn't have is an error of every call.
func (c *Core) WithCredential(scheme string, cr auth.Credential) *Core {
	u := *c
	u.user, u.owned, u.transport = true, nil, nil
	if u.root == nil {
		u.root = c
	}
	u.creds = maps.Clone(c.creds)
	if u.creds == nil {
		u.creds = map[string]credential{}
	}
	sc := scope{core: &u}
	s := c.api.scheme(scheme)
	switch {
	case s == nil:
		u.err = c.api.unknownScheme(scheme)
		return &u
	case isNil(cr):
		u.err = fmt.Errorf("%w: the one given for %s is nil; a login gives one, see auth.NewLoginSource", ErrCredential, scheme)
		return &u
	}
	u.creds[scheme] = credential{cred: cr}
	if c.home != nil {
		u.home, u.err = u.locate(c.api.Servers, sc)
	}
	if err := sc.foreignSource(s, cr); err != nil {
		u.err = err
	}
	return &u
}

// isNil also finds a nil *auth.Source in the interface.
func isNil(cr auth.Credential) bool {
	src, ok := cr.(*auth.Source)
	return cr == nil || ok && src == nil
}

// Close ends what New began: sources made by options such as
// WithClientCredentials and idle connections. Sources that the caller made are
// the caller's. Calls under way are not cancelled. It always returns nil.
func (c *Core) Close() error {
	for _, s := range c.owned {
		s.Close()
	}
	if c.transport != nil {
		c.transport.CloseIdleConnections()
	}
	return nil
}

// String names the client.
func (c Core) String() string { return "client of " + c.api.Name }

// Format keeps credentials and settings out of every verb's output.
func (c Core) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.String()) } //nolint:errcheck // a fmt.State reports nothing useful
