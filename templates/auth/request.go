package auth

// request.go sends the requests of token, revocation and introspection
// endpoints: one POST each, followed nowhere, to https or loopback only.

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Style is how a client presents its id and secret (RFC 6749, section 2.3.1).
// It is never guessed: trying both would send the secret twice and trip locks.
type Style uint8

// The styles. A client without a secret always sends client_id in the body.
const (
	StyleBasic Style = iota // HTTP Basic, both parts form-encoded
	StyleBody               // client_id and client_secret in the body
)

// Encoding is how a request's body is written.
type Encoding uint8

// The encodings.
const (
	EncodingForm      Encoding = iota // application/x-www-form-urlencoded, the standard
	EncodingMultipart                 // multipart/form-data
	EncodingJSON                      // a JSON object of strings
)

const (
	maxAnswer      = 1 << 20          // bytes of an endpoint's answer
	defaultTimeout = 15 * time.Second // of one request
	userAgent      = "keywright"      // some gateways turn away Go's default
)

// Endpoint is one OAuth endpoint of a provider and how this application
// presents itself there. The grants of this package are built on it; use it
// for one of your own.
type Endpoint struct {
	URL          string
	ClientID     string // "": the client doesn't present itself
	ClientSecret Secret // "": a public client
	Style        Style
	Encoding     Encoding
	Params       url.Values    // sent along; they replace what the grant would send under the same name
	HTTPClient   *http.Client  // nil: one with default transport; redirects are never followed
	PlainHTTP    []string      // hosts opted in to plain http, see HostPolicy
	Timeout      time.Duration // of one request; 0: 15 s
}

// FetchToken asks for a token with the grant type given and the form's
// parameters. Errors carry the grant type as Op.
func (e *Endpoint) FetchToken(ctx context.Context, grantType string, form url.Values) (*Token, error) {
	form = maps.Clone(form)
	if form == nil {
		form = url.Values{}
	}
	form.Set("grant_type", grantType)
	issued := clockOf(ctx)()
	body, secrets, err := e.post(ctx, grantType, form)
	if err != nil {
		return nil, err
	}
	t, failed := parseToken(body, issued, secrets)
	if failed != nil {
		failed.Op = grantType
		failed.classify(nil)
		return nil, failed
	}
	return t, nil
}

// Call posts form and returns the answer of a successful request. op names it
// in errors.
func (e *Endpoint) Call(ctx context.Context, op string, form url.Values) (json.RawMessage, error) {
	body, _, err := e.post(ctx, op, form)
	return body, err
}

// post sends one request. It returns the answer's body and what must not show
// in an error about it.
func (e *Endpoint) post(ctx context.Context, op string, form url.Values) ([]byte, []string, error) {
	params, basic := e.present(form)
	secrets := secretsOf(e.URL, params, e.ClientSecret, basic)
	body, contentType, err := encode(e.Encoding, params)
	if err != nil {
		return nil, secrets, &Error{Op: op, cause: err}
	}
	ctx, cancel := context.WithTimeout(ctx, timeoutOr(e.Timeout))
	defer cancel()
	req, err := newRequest(ctx, op, http.MethodPost, e.URL, bytes.NewReader(body), e.PlainHTTP)
	if err != nil {
		return nil, secrets, err
	}
	req.Header.Set("Content-Type", contentType)
	if basic != "" {
		req.Header.Set(authorization, "Basic "+basic)
	}
	answer, err := exchangeOnce(e.HTTPClient, op, req, secrets)
	return answer, secrets, err
}

// present adds the client's credentials and the extra parameters. basic is the
// value for HTTP Basic, where that is the style.
func (e *Endpoint) present(form url.Values) (params url.Values, basic string) {
	params = maps.Clone(form)
	if params == nil {
		params = url.Values{}
	}
	switch {
	case e.ClientID == "":
	case e.ClientSecret == "": // no client_secret key at all: some servers take an empty one for a wrong one
		params.Set("client_id", e.ClientID)
	case e.Style == StyleBody:
		params.Set("client_id", e.ClientID)
		params.Set("client_secret", e.ClientSecret.Reveal())
	default:
		pair := url.QueryEscape(e.ClientID) + ":" + url.QueryEscape(e.ClientSecret.Reveal())
		basic = base64.StdEncoding.EncodeToString([]byte(pair))
	}
	maps.Copy(params, e.Params)
	return params, basic
}

// encode writes params as a body.
func encode(enc Encoding, params url.Values) (body []byte, contentType string, err error) {
	switch enc {
	case EncodingMultipart:
		return encodeMultipart(params)
	case EncodingJSON:
		obj := make(map[string]any, len(params))
		for k, v := range params {
			if len(v) == 1 {
				obj[k] = v[0]
			} else {
				obj[k] = v
			}
		}
		body, err = json.Marshal(obj)
		return body, "application/json", err
	}
	return []byte(params.Encode()), "application/x-www-form-urlencoded", nil
}

func encodeMultipart(params url.Values) ([]byte, string, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, k := range slices.Sorted(maps.Keys(params)) {
		for _, v := range params[k] {
			if err := w.WriteField(k, v); err != nil {
				return nil, "", err
			}
		}
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	return b.Bytes(), w.FormDataContentType(), nil
}

// public reports whether a parameter's value may stand in an error. Whatever
// else is sent is taken for a secret, an application's own parameters too.
func public(name string) bool {
	switch name {
	case "grant_type", "client_id", "redirect_uri", "scope", "token_type_hint", "response_type", "audience", "resource":
		return true
	}
	return false
}

func secretsOf(raw string, params url.Values, secret Secret, basic string) []string {
	list := appendForms(nil, secret.Reveal())
	if u, err := url.Parse(raw); err == nil {
		pw, _ := u.User.Password()
		list = appendForms(list, pw)
		params = maps.Clone(params)
		maps.Copy(params, u.Query())
	}
	if basic != "" {
		list = append(list, basic)
	}
	for name, values := range params {
		if public(name) {
			continue
		}
		for _, v := range values {
			list = appendForms(list, v)
		}
	}
	return list
}

// newRequest checks the URL before anything is sent to it.
func newRequest(ctx context.Context, op, method, raw string, body io.Reader, plainHTTP []string) (*http.Request, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return nil, &Error{Op: op, Description: "the endpoint's URL is not valid", Hint: "it starts with https:// and names a host"}
	}
	if !endpointAllowed(u, plainHTTP) {
		return nil, &Error{
			Op: op, kind: ErrHost, Description: "the endpoint on " + clean(u.Host, 100) + " isn't https",
			Hint: "use https, or opt the host in to plain http by name",
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, raw, body)
	if err != nil {
		return nil, &Error{Op: op, Description: "the endpoint's URL is not valid"}
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", userAgent)
	return req, nil
}

// exchangeOnce sends req and reads the answer, following no redirect.
func exchangeOnce(hc *http.Client, op string, req *http.Request, secrets []string) ([]byte, error) {
	body, err := exchangeWith(hc, op, req, secrets)
	if e, ok := err.(*Error); ok { //nolint:errorlint // it is made below, and wrapped by nothing
		e.Host = req.URL.Host
	}
	return body, err
}

func exchangeWith(hc *http.Client, op string, req *http.Request, secrets []string) ([]byte, error) {
	c := http.Client{}
	if hc != nil {
		c = *hc
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := c.Do(req)
	if err != nil {
		return nil, networkError(op, err, secrets)
	}
	defer resp.Body.Close() //nolint:errcheck // all that matters was read
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return nil, networkError(op, err, secrets)
	}
	switch {
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		return nil, &Error{
			Op: op, StatusCode: resp.StatusCode, Description: "the endpoint answered with a redirect, which is not followed",
			Hint: "credentials go to the configured URL only; set the final one",
		}
	case resp.StatusCode < 200 || resp.StatusCode > 299:
		return nil, answerError(op, resp, body, secrets)
	case len(body) > maxAnswer:
		return nil, &Error{Op: op, StatusCode: resp.StatusCode, Description: "the answer is larger than 1 MiB"}
	}
	return body, nil
}

// networkError wraps a failure to get an answer. The *url.Error around it is
// dropped: it tells the whole URL.
func networkError(op string, err error, secrets []string) *Error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	_, badCert := errors.AsType[*tls.CertificateVerificationError](err)
	return &Error{Op: op, cause: scrub(err, secrets), Temporary: !badCert && !errors.Is(err, context.Canceled)}
}

// answerError reads an error answer (RFC 6749, section 5.2).
func answerError(op string, resp *http.Response, body []byte, secrets []string) *Error {
	e := parseError(body, secrets)
	e.Op, e.StatusCode = op, resp.StatusCode
	if e.Code == "" && e.Description == "" {
		e.Description = http.StatusText(resp.StatusCode)
	}
	e.classify(resp.Header)
	return e
}

// parseRetryAfter reads both forms of RFC 9110, section 10.2.3.
func parseRetryAfter(v string, now time.Time) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil {
		return time.Duration(min(max(n, 0), int(maxRetryAfter/time.Second))) * time.Second
	}
	if t, err := http.ParseTime(v); err == nil {
		return min(max(t.Sub(now), 0), maxRetryAfter)
	}
	return 0
}

func timeoutOr(d time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return defaultTimeout
}

// String describes the endpoint without secrets; of Params it tells the names.
func (e Endpoint) String() string {
	return fmt.Sprintf("{URL:%q ClientID:%q ClientSecret:%v Params:%v}", safeURL(e.URL), e.ClientID, e.ClientSecret, slices.Sorted(maps.Keys(e.Params)))
}

// Format implements fmt.Formatter: every verb prints String.
func (e Endpoint) Format(f fmt.State, _ rune) { io.WriteString(f, "auth.Endpoint"+e.String()) } //nolint:errcheck // a fmt.State reports nothing useful

// MarshalText implements encoding.TextMarshaler.
func (e Endpoint) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// LogValue implements slog.LogValuer.
func (e Endpoint) LogValue() slog.Value { return slog.StringValue(e.String()) }

// safeURL drops the parts of a URL that may hold a secret.
func safeURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}
