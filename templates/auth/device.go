package auth

// device.go is the login for programs without a browser (RFC 8628): the user
// types a short code on another device while the program asks whether they
// have.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// DeviceCode is the grant of RFC 8628. Use it by pointer. Without a token
// before it logs the user in, which takes minutes; later tokens come from the
// refresh token, or ErrReauthorize where the provider gave none.
//
// A Source gives a flight 30 s. So call Token yourself for the login and start
// the Source with what it returns (WithToken, Keep), or raise WithTimeout.
type DeviceCode struct {
	DeviceURL    string // device authorization endpoint
	TokenURL     string
	ClientID     string
	ClientSecret Secret // "": a public client
	Scopes       []string
	// Prompt shows the user where to go and what to type. It is called once a
	// login, before the first poll, and should return at once; its error ends
	// the login.
	Prompt     func(ctx context.Context, p DevicePrompt) error
	Style      Style
	Encoding   Encoding
	Params     url.Values // extra parameters, of both endpoints
	HTTPClient *http.Client
	PlainHTTP  []string      // hosts opted in to plain http, see HostPolicy
	Timeout    time.Duration // of one request; 0: 15 s
}

// DevicePrompt is what the user needs to know (RFC 8628, section 3.3).
type DevicePrompt struct {
	UserCode        string
	VerificationURL string // where to type it
	// VerificationURLComplete holds the code too, for a QR code or a click;
	// "" where the provider has none. Show UserCode all the same: the user has
	// to compare it.
	VerificationURLComplete string
	Expiry                  time.Time // after this the code is worth nothing
}

const (
	grantDevice = "urn:ietf:params:oauth:grant-type:device_code"
	opDevice    = "device authorization"

	defaultInterval  = 5 * time.Second // RFC 8628, section 3.2
	slowDown         = 5 * time.Second // section 3.5
	minInterval      = time.Second
	maxInterval      = time.Hour
	maxDevicePause   = time.Minute // between polls that the provider didn't answer
	defaultDeviceTTL = 15 * time.Minute
)

// device is an answer of the device authorization endpoint.
type device struct {
	code     Secret
	interval time.Duration
	prompt   DevicePrompt
}

// Token implements Grant. It returns when the user has decided, the code has
// expired (ErrReauthorize), the user declined (ErrDenied) or ctx ends.
func (d *DeviceCode) Token(ctx context.Context, prev *Token) (*Token, error) {
	if prev != nil {
		return d.Refresh().Token(ctx, prev)
	}
	if d.Prompt == nil {
		return nil, &Error{Op: opDevice, Description: "no Prompt is set", Hint: "the user has to be shown a code"}
	}
	dev, err := d.authorize(ctx)
	if err != nil {
		return nil, err
	}
	if err := d.Prompt(ctx, dev.prompt); err != nil {
		return nil, &Error{Op: opDevice, Description: "the prompt failed", cause: err}
	}
	return d.poll(ctx, dev)
}

// authorize asks for a code (RFC 8628, section 3.1).
func (d *DeviceCode) authorize(ctx context.Context) (*device, error) {
	e := d.endpoint()
	e.URL = d.DeviceURL
	form := url.Values{}
	if len(d.Scopes) > 0 {
		form.Set("scope", strings.Join(d.Scopes, " "))
	}
	start := time.Now()
	body, err := e.Call(ctx, opDevice, form)
	if err != nil {
		return nil, err
	}
	m, ok := fieldsOf(body)
	if !ok {
		return nil, &Error{Op: opDevice, Description: "the answer is not a JSON object"}
	}
	if e := errorIn(m, appendForms(nil, d.ClientSecret.Reveal())); e != nil {
		e.Op = opDevice
		e.classify(nil)
		return nil, e
	}
	return d.read(m, start)
}

// read checks an answer's members. They end up on a terminal or in a browser,
// so the texts are cleaned and the URLs have to be web addresses.
func (d *DeviceCode) read(m map[string]json.RawMessage, start time.Time) (*device, error) {
	code, _ := stringIn(m, "device_code")
	user, _ := stringIn(m, "user_code")
	where, _ := stringIn(m, "verification_uri")
	if where == "" {
		where, _ = stringIn(m, "verification_url") // as in the drafts, which some providers kept
	}
	complete, _ := stringIn(m, "verification_uri_complete")
	dev := &device{code: Secret(code), interval: interval(m["interval"])}
	dev.prompt = DevicePrompt{UserCode: clean(user, 100), VerificationURL: d.webURL(where), VerificationURLComplete: d.webURL(complete)}
	dev.prompt.Expiry = expiry(m["expires_in"], start)
	if dev.prompt.Expiry.IsZero() {
		dev.prompt.Expiry = start.Add(defaultDeviceTTL)
	}
	switch {
	case code == "":
		return nil, &Error{Op: opDevice, Description: "the answer holds no device_code"}
	case dev.prompt.UserCode == "":
		return nil, &Error{Op: opDevice, Description: "the answer holds no user_code"}
	case dev.prompt.VerificationURL == "":
		return nil, &Error{Op: opDevice, Description: "the answer's verification_uri is not an https URL"}
	}
	return dev, nil
}

// webURL returns raw if it may be shown and opened, else "".
func (d *DeviceCode) webURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || !endpointAllowed(u, d.PlainHTTP) || clean(raw, len(raw)) != raw {
		return ""
	}
	return raw
}

// interval reads the seconds between polls.
func interval(raw json.RawMessage) time.Duration {
	n, err := strconv.ParseFloat(strings.Trim(string(raw), `"`), 64)
	if err != nil || !(n >= 0) { // NaN too
		return defaultInterval
	}
	return max(time.Duration(min(n, maxInterval.Seconds())*float64(time.Second)), minInterval)
}

// poll asks until the user has decided (RFC 8628, section 3.5). What the
// provider doesn't answer (timeouts, 5xx) doubles the pause, as the section
// asks; what it does answer brings the pause back.
func (d *DeviceCode) poll(ctx context.Context, dev *device) (*Token, error) {
	e, every := d.endpoint(), dev.interval
	pause := every
	var last error
	for {
		left := time.Until(dev.prompt.Expiry)
		if every > left {
			return nil, expired(last)
		}
		if !sleep(ctx, max(every, min(pause, left))) {
			return nil, contextError(ctx)
		}
		t, err := e.FetchToken(ctx, grantDevice, url.Values{"device_code": {dev.code.Reveal()}})
		if err == nil {
			return t, nil
		}
		if ctx.Err() != nil {
			return nil, contextError(ctx)
		}
		switch {
		case isCode(err, "authorization_pending"):
			pause, last = every, nil
		case isCode(err, "slow_down"):
			every += slowDown
			pause, last = max(every, retryAfter(err)), nil
		case errors.Is(err, ErrTemporary):
			pause, last = max(min(2*pause, max(every, maxDevicePause)), retryAfter(err)), err
		default:
			return nil, declined(err)
		}
	}
}

// expired is the end of a code that nobody typed in time, or whose provider
// was last found in trouble.
func expired(last error) error {
	return &Error{Op: grantDevice, Code: "expired_token", Description: "the code has expired", Hint: "log in again", kind: ErrReauthorize, cause: last}
}

// declined tells a user's no from a provider's.
func declined(err error) error {
	if e, ok := errors.AsType[*Error](err); ok && e.Code == "access_denied" {
		c := *e
		c.kind, c.Hint = ErrDenied, ""
		return &c
	}
	return err
}

// Refresh returns the grant that renews the tokens of this one.
func (d *DeviceCode) Refresh() *RefreshToken {
	return &RefreshToken{
		TokenURL: d.TokenURL, ClientID: d.ClientID, ClientSecret: d.ClientSecret, Style: d.Style, Encoding: d.Encoding,
		Params: d.Params, HTTPClient: d.HTTPClient, PlainHTTP: d.PlainHTTP, Timeout: d.Timeout,
	}
}

func (d *DeviceCode) endpoint() *Endpoint { return d.Refresh().endpoint() }

// String describes the grant without secrets.
func (d DeviceCode) String() string {
	return fmt.Sprintf("auth.DeviceCode{DeviceURL:%q Scopes:%q Endpoint:%s}", safeURL(d.DeviceURL), d.Scopes, d.endpoint().String())
}

// Format implements fmt.Formatter: every verb prints String.
func (d DeviceCode) Format(f fmt.State, _ rune) { io.WriteString(f, d.String()) } //nolint:errcheck // a fmt.State reports nothing useful

// MarshalText implements encoding.TextMarshaler.
func (d DeviceCode) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// LogValue implements slog.LogValuer.
func (d DeviceCode) LogValue() slog.Value { return slog.StringValue(d.String()) }
