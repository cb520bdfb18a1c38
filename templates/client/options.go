// Options of a client and of a call.

package client

import (
	"log/slog"
	"net/http"

	"github.com/keywright/keywright/templates/auth"
)

// Option configures New.
type Option interface{ applyClient(*config) }

// CallOption configures one call.
type CallOption interface{ applyCall(*callConfig) }

// Setting is an Option and a CallOption: for a client and, over that, for a call.
type Setting interface {
	Option
	CallOption
}

// config is what options say, before New makes sense of it.
type config struct {
	settings   settings
	creds      []credentialOption
	tokenURLs  map[string]string
	authURLs   map[string]string
	httpClient *http.Client
	transport  http.RoundTripper
	baseURL    string
	insecure   []string
	userAgent  string
	retry      RetryPolicy
	logger     *slog.Logger
	pacer      auth.Pacer
	cache      CacheStore
	drift      func(Drift)
	maxBody    int64
	errs       []error
}

// callConfig is what a call's options say.
type callConfig struct {
	settings settings
	meta     *ResponseMeta
	body     func(*Request) // in place of the method's
	answer   *otherAnswer
	key      string // idempotency key
}

// settings can be given to a client and to a call.
type settings struct {
	variables  map[string]string
	parameters map[string]string
	header     http.Header
	values     map[any]any // WithValue
}

// clientOption is an Option alone.
type clientOption func(*config)

func (f clientOption) applyClient(c *config) { f(c) }

// callOption is a CallOption alone.
type callOption func(*callConfig)

func (f callOption) applyCall(c *callConfig) { f(c) }

// setting is both: what it sets for a call stands over what it sets for a client.
type setting func(*settings)

func (f setting) applyClient(c *config)   { f(&c.settings) }
func (f setting) applyCall(c *callConfig) { f(&c.settings) }

// WithVariable sets a variable of the description, such as a region. Emitted
// packages have an option for each. A value that the API doesn't serve is an
// error of New or of the call. An empty value unsets the variable.
func WithVariable(key, value string) Setting {
	return setting(func(s *settings) { put(&s.variables, key, value) })
}

// WithParameter sets a parameter that variables would fill otherwise, such as a
// pinned namespace.
func WithParameter(key, value string) Setting {
	return setting(func(s *settings) { put(&s.parameters, key, value) })
}

// WithHeader sets a request header. Authorization set this way is sent in
// place of a token.
func WithHeader(key, value string) Setting {
	return setting(func(s *settings) {
		if s.header == nil {
			s.header = http.Header{}
		}
		s.header.Set(key, value)
	})
}

// put makes the map when it is first needed: most calls have no settings.
func put(m *map[string]string, key, value string) {
	if *m == nil {
		*m = map[string]string{}
	}
	(*m)[key] = value
}

// WithHTTPClient makes calls use hc's Transport as the base of the chain, and
// its Timeout (over all attempts of a call), CheckRedirect and Jar. hc itself
// is not changed.
func WithHTTPClient(hc *http.Client) Option {
	return clientOption(func(c *config) { c.httpClient = hc })
}

// WithTransport sets the base of the chain. It sees requests with their
// credentials. Over WithHTTPClient's.
func WithTransport(rt http.RoundTripper) Option {
	return clientOption(func(c *config) { c.transport = rt })
}

// WithBaseURL sends every call to another server, for tests and proxies. url
// takes the place of the description's server URL, path included; it may hold
// {variables}. Its host joins those that credentials may be sent to. It has to
// be https, but on loopback or with WithInsecureHost.
func WithBaseURL(url string) Option {
	return clientOption(func(c *config) { c.baseURL = url })
}

// WithInsecureHost allows plain http to a host, "name" or "name:port", such as
// a local test installation. Whoever is on the way can read the credentials.
func WithInsecureHost(host string) Option {
	return clientOption(func(c *config) { c.insecure = append(c.insecure, host) })
}

// WithUserAgent puts words before the runtime's own in the User-Agent header,
// such as "myapp/1.2 (me@example.com)".
func WithUserAgent(ua string) Option {
	return clientOption(func(c *config) { c.userAgent = ua })
}

// WithRetry sets when failed requests are sent again. See RetryPolicy for what
// holds without it.
func WithRetry(p RetryPolicy) Option {
	return clientOption(func(c *config) { c.retry = p })
}

// WithLogger writes a line per request, at debug level: operation, host, path,
// status, duration; never a header, a body or a query.
func WithLogger(l *slog.Logger) Option {
	return clientOption(func(c *config) { c.logger = l })
}

// WithPacer makes every request that leaves wait for p first, in place of the
// pacers that the credentials carry (auth.WithPacer) and those that the client
// makes for the limits of its description and shares through its sources. p may
// be a Limiter, which is told of answers too.
func WithPacer(p auth.Pacer) Option {
	return clientOption(func(c *config) { c.pacer = p })
}

// WithDrift has f called where an answer differs from the description. f may
// be called by several goroutines at once.
func WithDrift(f func(Drift)) Option {
	return clientOption(func(c *config) { c.drift = f })
}

// WithMaxBody bounds the answers that are read into memory, in bytes once
// decompressed. Default 1 GiB. DoBinary and streams are not bounded.
func WithMaxBody(n int64) Option {
	return clientOption(func(c *config) { c.maxBody = n })
}
