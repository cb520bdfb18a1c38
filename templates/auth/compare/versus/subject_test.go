package versus

// subject_test.go sets up the two libraries for the same world.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/client"
)

// subject is a library at work: a token source, and an http.Client on it.
type subject struct {
	token  func(ctx context.Context) error
	client *http.Client
	api    string
	call   func(ctx context.Context, mark, body string) error // one call of the API; nil: by client
}

// keywright is the library under test. It is closed with the test.
func keywright(t testing.TB, base string, net http.RoundTripper) *subject {
	src := auth.NewSource(&auth.ClientCredentials{
		TokenURL: base + "/token", ClientID: "id", ClientSecret: "secret", HTTPClient: &http.Client{Transport: net},
	})
	t.Cleanup(src.Close)
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	tr := auth.NewTransport(src, u.Host)
	tr.Base = net
	return &subject{
		token:  func(ctx context.Context) error { _, err := src.Token(ctx); return err },
		client: &http.Client{Transport: tr}, api: base + "/api",
	}
}

// emitted is a client such as keywright emits. It posts, so it doesn't retry by
// itself: what is measured is auth.
func emitted(t testing.TB, base string, net http.RoundTripper) *subject {
	src := auth.NewSource(&auth.ClientCredentials{
		TokenURL: base + "/token", ClientID: "id", ClientSecret: "secret", HTTPClient: &http.Client{Transport: net},
	})
	t.Cleanup(src.Close)
	op := &client.Operation{Name: "Mark.Create", ID: "mark", Method: http.MethodPost, Path: "/api", Security: []client.Requirement{{{Scheme: "oauth"}}}}
	core, err := client.New(&client.API{
		Name: "marks", Runtime: client.Handshake1, Servers: []client.Server{{URL: base}},
		Schemes: []client.Scheme{{Key: "oauth", Kind: client.OAuth2}},
	}, client.WithCredential("oauth", src), client.WithTransport(net))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { core.Close() }) //nolint:errcheck // always nil
	return &subject{
		token: func(ctx context.Context) error { _, err := src.Token(ctx); return err },
		call: func(ctx context.Context, mark, body string) error {
			req := core.Request(op, []client.CallOption{client.WithHeader("X-Mark", mark)})
			client.BodyBytes(req, "text/plain", []byte(body))
			err := client.DoNone(ctx, req)
			if e, ok := errors.AsType[*client.Error](err); ok && e.StatusCode != 0 {
				return fmt.Errorf("status %d", e.StatusCode)
			}
			return err
		},
	}
}

// ours are the two ways to use keywright, which have to fare alike.
func ours() map[string]func(t testing.TB, base string, net http.RoundTripper) *subject {
	return map[string]func(t testing.TB, base string, net http.RoundTripper) *subject{"keywright": keywright, "emitted client": emitted}
}

// xoauth2 is golang.org/x/oauth2. It takes a token for expired a while early,
// 10 s by default; that is told here, because it scales with simulated time.
func xoauth2(base string, net http.RoundTripper, early time.Duration) *subject {
	cfg := &clientcredentials.Config{
		TokenURL: base + "/token", ClientID: "id", ClientSecret: "secret", AuthStyle: oauth2.AuthStyleInHeader,
	}
	ctx := context.WithValue(context.Background(), oauth2.HTTPClient, &http.Client{Transport: net})
	src := oauth2.ReuseTokenSourceWithExpiry(nil, fetching{ctx, cfg}, early)
	return &subject{
		token:  func(context.Context) error { _, err := src.Token(); return err }, // it takes no context
		client: &http.Client{Transport: &oauth2.Transport{Source: src, Base: net}}, api: base + "/api",
	}
}

// fetching asks for a new token with every call, as the sources inside x/oauth2
// do.
type fetching struct {
	ctx context.Context
	cfg *clientcredentials.Config
}

func (f fetching) Token() (*oauth2.Token, error) { return f.cfg.Token(f.ctx) }

// spendable is a body that can't be read once it is closed, as a file can't.
type spendable struct {
	text   *strings.Reader
	closed atomic.Bool
}

func (b *spendable) Read(p []byte) (int, error) {
	if b.closed.Load() {
		return 0, io.ErrClosedPipe
	}
	return b.text.Read(p)
}

func (b *spendable) Close() error {
	b.closed.Store(true)
	return nil
}

// post makes one call with a body, which the API checks.
func (s *subject) post(i int) (took time.Duration, err error) {
	mark := string(rune('a' + i%26))
	text := strings.Repeat(mark, bodySize)
	if s.call != nil {
		start := time.Now()
		err := s.call(context.Background(), mark, text)
		return time.Since(start), err
	}
	req, err := http.NewRequest(http.MethodPost, s.api, &spendable{text: strings.NewReader(text)})
	if err != nil {
		return 0, err
	}
	req.ContentLength = bodySize
	req.GetBody = func() (io.ReadCloser, error) { return &spendable{text: strings.NewReader(text)}, nil }
	req.Header.Set("X-Mark", mark)
	start := time.Now()
	resp, err := s.client.Do(req)
	if err != nil {
		return time.Since(start), err
	}
	defer resp.Body.Close() //nolint:errcheck // read to its end
	_, err = io.Copy(io.Discard, resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d", resp.StatusCode)
	}
	return time.Since(start), err
}
