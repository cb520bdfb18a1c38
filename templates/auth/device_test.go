package auth_test

// device_test.go runs the device grant against a scripted provider, in
// simulated time.

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/keywright/keywright/templates/auth"
)

const deviceAnswer = `{"device_code":"dev-secret-1","user_code":"WDJB-MJHT","verification_uri":"https://idp.example/device",` +
	`"verification_uri_complete":"https://idp.example/device?user_code=WDJB-MJHT","expires_in":600,"interval":5}`

// deviceProvider answers the device endpoint with authorize and each poll with
// the next step, the last one for ever.
type deviceProvider struct {
	authorize string
	steps     []func(*http.Request) (*http.Response, error)
	polls     []time.Duration // since the code was given
	forms     []url.Values
	start     time.Time
}

func (p *deviceProvider) RoundTrip(req *http.Request) (*http.Response, error) {
	b, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(b))
	if err != nil {
		return nil, err
	}
	p.forms = append(p.forms, form)
	if req.URL.Path == "/device" {
		p.start = time.Now()
		return answer(req, 200, nil, p.authorize), nil
	}
	p.polls = append(p.polls, time.Since(p.start))
	step := p.steps[min(len(p.polls), len(p.steps))-1]
	return step(req)
}

func say(status int, body string, header ...string) func(*http.Request) (*http.Response, error) {
	return func(req *http.Request) (*http.Response, error) {
		h := http.Header{}
		for i := 0; i+1 < len(header); i += 2 {
			h.Set(header[i], header[i+1])
		}
		return answer(req, status, h, body), nil
	}
}

func timesOut(req *http.Request) (*http.Response, error) {
	<-req.Context().Done()
	return nil, req.Context().Err()
}

func unreachable(*http.Request) (*http.Response, error) {
	return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
}

var (
	devPending = say(400, `{"error":"authorization_pending"}`)
	devSlow    = say(400, `{"error":"slow_down"}`)
	devToken   = say(200, `{"access_token":"at-1","refresh_token":"rt-1","expires_in":3600,"token_type":"bearer"}`)
)

func (p *deviceProvider) grant(prompt *auth.DevicePrompt) *auth.DeviceCode {
	return &auth.DeviceCode{
		DeviceURL: "https://idp.example/device", TokenURL: "https://idp.example/token", ClientID: "tv", Scopes: []string{"a", "b"},
		HTTPClient: &http.Client{Transport: p}, Timeout: 3 * time.Second,
		Prompt: func(_ context.Context, d auth.DevicePrompt) error {
			*prompt = d
			return nil
		},
	}
}

func TestDevicePolling(t *testing.T) {
	t.Parallel()
	s := time.Second
	for name, c := range map[string]struct {
		authorize string
		steps     []func(*http.Request) (*http.Response, error)
		polls     []time.Duration
		is        error // of the result; nil: a token
	}{
		"pending":               {"", []func(*http.Request) (*http.Response, error){devPending, devPending, devToken}, []time.Duration{5 * s, 10 * s, 15 * s}, nil},
		"slow down stays":       {"", []func(*http.Request) (*http.Response, error){devSlow, devPending, devSlow, devToken}, []time.Duration{5 * s, 15 * s, 25 * s, 40 * s}, nil},
		"500 backs off":         {"", []func(*http.Request) (*http.Response, error){say(500, "oops"), say(503, ""), devPending, devToken}, []time.Duration{5 * s, 15 * s, 35 * s, 40 * s}, nil},
		"timeouts back off":     {"", []func(*http.Request) (*http.Response, error){timesOut, timesOut, devToken}, []time.Duration{5 * s, 18 * s, 41 * s}, nil},
		"unreachable backs off": {"", []func(*http.Request) (*http.Response, error){unreachable, devToken}, []time.Duration{5 * s, 15 * s}, nil},
		"429 with Retry-After":  {"", []func(*http.Request) (*http.Response, error){say(429, "", "Retry-After", "30"), devToken}, []time.Duration{5 * s, 35 * s}, nil},
		"default interval":      {`{"device_code":"d","user_code":"u","verification_uri":"https://idp.example/d"}`, []func(*http.Request) (*http.Response, error){devToken}, []time.Duration{5 * s}, nil},
		"interval as text":      {`{"device_code":"d","user_code":"u","verification_url":"https://idp.example/d","interval":"2","expires_in":"60"}`, []func(*http.Request) (*http.Response, error){devPending, devToken}, []time.Duration{2 * s, 4 * s}, nil},
		"interval 0":            {`{"device_code":"d","user_code":"u","verification_uri":"https://idp.example/d","interval":0}`, []func(*http.Request) (*http.Response, error){devToken}, []time.Duration{s}, nil},
		"expires here":          {`{"device_code":"d","user_code":"u","verification_uri":"https://idp.example/d","expires_in":12}`, []func(*http.Request) (*http.Response, error){devPending}, []time.Duration{5 * s, 10 * s}, auth.ErrReauthorize},
		"expires there":         {"", []func(*http.Request) (*http.Response, error){devPending, say(400, `{"error":"expired_token"}`)}, []time.Duration{5 * s, 10 * s}, auth.ErrReauthorize},
		"user says no":          {"", []func(*http.Request) (*http.Response, error){say(400, `{"error":"access_denied"}`)}, []time.Duration{5 * s}, auth.ErrDenied},
		"client is unknown":     {"", []func(*http.Request) (*http.Response, error){say(401, `{"error":"invalid_client"}`)}, []time.Duration{5 * s}, auth.ErrRejected},
		"errors with 200":       {"", []func(*http.Request) (*http.Response, error){say(200, `{"error":"authorization_pending"}`), devToken}, []time.Duration{5 * s, 10 * s}, nil},
		"trouble to the end":    {`{"device_code":"d","user_code":"u","verification_uri":"https://idp.example/d","expires_in":20}`, []func(*http.Request) (*http.Response, error){say(500, "")}, []time.Duration{5 * s, 15 * s, 20 * s}, auth.ErrReauthorize},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := &deviceProvider{authorize: deviceAnswer, steps: c.steps}
				if c.authorize != "" {
					p.authorize = c.authorize
				}
				var prompt auth.DevicePrompt
				tok, err := p.grant(&prompt).Token(t.Context(), nil)
				if !errors.Is(err, c.is) {
					t.Errorf("error %v, wanted %v", err, c.is)
				}
				if (tok != nil) != (c.is == nil) {
					t.Errorf("token %v", tok)
				}
				if !slices.Equal(p.polls, c.polls) {
					t.Errorf("polled at %v, wanted %v", p.polls, c.polls)
				}
				if prompt.UserCode == "" || prompt.VerificationURL == "" || prompt.Expiry.IsZero() {
					t.Errorf("prompt %+v", prompt)
				}
			})
		})
	}
}

func TestDeviceRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &deviceProvider{authorize: deviceAnswer, steps: []func(*http.Request) (*http.Response, error){devToken}}
		var prompt auth.DevicePrompt
		g := p.grant(&prompt)
		tok, err := g.Token(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if prompt.UserCode != "WDJB-MJHT" || prompt.VerificationURLComplete != "https://idp.example/device?user_code=WDJB-MJHT" || time.Until(prompt.Expiry) != 595*time.Second {
			t.Errorf("prompt %+v, %v left", prompt, time.Until(prompt.Expiry))
		}
		first, second := p.forms[0], p.forms[1]
		if first.Get("client_id") != "tv" || first.Get("scope") != "a b" {
			t.Errorf("authorization request %v", first)
		}
		if second.Get("grant_type") != "urn:ietf:params:oauth:grant-type:device_code" || second.Get("device_code") != "dev-secret-1" || second.Get("client_id") != "tv" {
			t.Errorf("token request %v", second)
		}
		if _, err := g.Token(t.Context(), tok); err != nil {
			t.Fatal(err)
		}
		if third := p.forms[2]; third.Get("grant_type") != "refresh_token" || third.Get("refresh_token") != "rt-1" {
			t.Errorf("later tokens come from the refresh token, not from %v", third)
		}
	})
}

func TestDeviceHonoursContext(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]func(*http.Request) (*http.Response, error){"between polls": devPending, "in a poll": timesOut} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := &deviceProvider{authorize: deviceAnswer, steps: []func(*http.Request) (*http.Response, error){step}}
				var prompt auth.DevicePrompt
				ctx, cancel := context.WithTimeout(t.Context(), 7*time.Second)
				defer cancel()
				start := time.Now()
				_, err := p.grant(&prompt).Token(ctx, nil)
				if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 7*time.Second {
					t.Errorf("%v after %v", err, time.Since(start))
				}
			})
		})
	}
}

func TestDeviceRefusesBadAnswers(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"no device code": `{"user_code":"u","verification_uri":"https://idp.example/d"}`,
		"no user code":   `{"device_code":"d","verification_uri":"https://idp.example/d"}`,
		"no URL":         `{"device_code":"d","user_code":"u"}`,
		"a script":       `{"device_code":"d","user_code":"u","verification_uri":"javascript:alert(1)"}`,
		"plain http":     `{"device_code":"d","user_code":"u","verification_uri":"http://idp.example/d"}`,
		"a terminal":     `{"device_code":"d","user_code":"u","verification_uri":"https://idp.example/\u001b[2J"}`,
		"an error":       `{"error":"invalid_scope"}`,
		"not JSON":       `<html>`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &deviceProvider{authorize: body}
			var prompt auth.DevicePrompt
			_, err := p.grant(&prompt).Token(t.Context(), nil)
			if err == nil || len(p.polls) > 0 || prompt.UserCode != "" {
				t.Errorf("error %v, %d polls, prompt %+v", err, len(p.polls), prompt)
			}
		})
	}
	t.Run("a user code with escapes is cleaned", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			p := &deviceProvider{
				authorize: `{"device_code":"d","user_code":"AB\u001b[31mCD","verification_uri":"https://idp.example/d"}`,
				steps:     []func(*http.Request) (*http.Response, error){devToken},
			}
			var prompt auth.DevicePrompt
			if _, err := p.grant(&prompt).Token(t.Context(), nil); err != nil || strings.Contains(prompt.UserCode, "\x1b") {
				t.Errorf("%q, %v", prompt.UserCode, err)
			}
		})
	})
}

func TestDevicePromptFailureEndsLogin(t *testing.T) {
	t.Parallel()
	broken := errors.New("no terminal")
	p := &deviceProvider{authorize: deviceAnswer}
	g := p.grant(new(auth.DevicePrompt))
	g.Prompt = func(context.Context, auth.DevicePrompt) error { return broken }
	if _, err := g.Token(t.Context(), nil); !errors.Is(err, broken) || len(p.polls) > 0 {
		t.Errorf("%v, %d polls", err, len(p.polls))
	}
	g.Prompt = nil
	if _, err := g.Token(t.Context(), nil); err == nil {
		t.Error("without a prompt nobody learns the code")
	}
}
