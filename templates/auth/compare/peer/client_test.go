package peer

// client_test.go runs calls of a client such as keywright emits, good ones and
// bad ones, and logs all there is to log.

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/wire"
)

// description is what keywright would emit for the server's API.
func (s *server) description() *client.API {
	return &client.API{
		Name: "peer", Title: "Peer", Version: "1", Runtime: client.Handshake1, Servers: []client.Server{{URL: s.Issuer}},
		Schemes: []client.Scheme{
			{Key: "oauth", Kind: client.OAuth2, Options: []string{"WithClientCredentials"}, Flows: []client.Flow{
				{Kind: client.FlowClientCredentials, URLs: client.FlowURLs{Token: s.TokenEndpoint}},
			}},
			{Key: "key", Kind: client.APIKeyQuery, Param: "api_key"},
			{Key: "basic", Kind: client.HTTPBasic},
		},
	}
}

// Operations of the API.
func opMe() *client.Operation {
	return &client.Operation{
		Name: "Me.Get", ID: "getMe", Method: http.MethodGet, Path: "/api/me", Retry: client.RetrySafe, Accept: "application/json",
		Security: []client.Requirement{{{Scheme: "oauth"}}},
	}
}

// opEcho is refused with an answer that echoes URL and Authorization.
func opEcho() *client.Operation {
	return &client.Operation{
		Name: "Echo.Get", ID: "echo", Method: http.MethodGet, Path: "/api/echo", Retry: client.RetrySafe, Accept: "application/json",
		Security: []client.Requirement{{{Scheme: "oauth"}, {Scheme: "key"}}},
	}
}

// journal is a log that goroutines write to.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func emittedClient(t *testing.T, s *server) {
	log := new(journal)
	opts := []client.Option{
		client.WithClientCredentials("oauth", "cc", "s3cret-of-cc", "wow.profile"), client.WithAPIKey("key", "an-api-key-in-a-URL"),
		client.WithTransport(s.net), client.WithLogger(slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))),
	}
	core, err := client.New(s.description(), opts...)
	if err != nil {
		t.Fatal(err)
	}
	defer core.Close() //nolint:errcheck // always nil
	var meta client.ResponseMeta
	req := core.Request(opMe(), []client.CallOption{client.Meta(&meta)})
	body, err := client.DoText(t.Context(), req)
	if err != nil || !strings.Contains(body, `"client":"cc"`) {
		t.Fatalf("%s, %v", body, err)
	}
	echo := core.Request(opEcho(), []client.CallOption{client.Meta(&meta)})
	_, err = client.DoText(t.Context(), echo)
	e, ok := errors.AsType[*client.Error](err)
	if !ok || e.StatusCode != http.StatusBadRequest || !strings.Contains(string(e.Body), "Bearer [redacted]") {
		t.Errorf("%v", err)
	}
	s.show("client", core, *core, req, echo, err, e, *e, string(e.Body), e.Header, meta, &meta, opts, s.description(), opMe())
	_, err = client.Do(t.Context(), core.Request(opMe(), nil), func(d *wire.Decoder, i int, x *int64) int { return d.Int64(i, x) })
	if !errors.Is(err, client.ErrDecode) {
		t.Errorf("%v", err)
	}
	s.show("decode error", err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = client.DoText(ctx, core.Request(opEcho(), nil))
	s.show("cancelled", err)
	log.mu.Lock()
	defer log.mu.Unlock()
	if log.b.Len() == 0 {
		t.Error("nothing was logged")
	}
	s.show("log", log.b.String())
}

// The calls that don't succeed because of the credentials.
func emittedClientCredentials(t *testing.T, s *server) {
	for name, c := range map[string]struct {
		opts []client.Option
		want error
	}{
		"none":         {nil, client.ErrCredential},
		"wrong secret": {[]client.Option{client.WithClientCredentials("oauth", "cc", "not-the-s3cret")}, auth.ErrRejected},
		"dead token":   {[]client.Option{client.WithBearer("oauth", "no-such-bearer-token")}, client.ErrUnauthorized},
		"scope not granted": {[]client.Option{client.WithCredential("oauth", auth.NewSource(auth.GrantFunc(func(ctx context.Context, _ *auth.Token) (*auth.Token, error) {
			return s.machine("cc", "s3cret-of-cc", auth.StyleBasic).Token(ctx, nil)
		})))}, auth.ErrScope},
	} {
		core, err := client.New(s.description(), append(slices.Clone(c.opts), client.WithTransport(s.net))...)
		if err != nil {
			t.Fatal(err)
		}
		op := opMe()
		if name == "scope not granted" {
			op.Security[0][0].Scopes = []string{"d3.profile"}
		}
		err = client.DoNone(t.Context(), core.Request(op, nil))
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		s.show("client, "+name, err, core, c.opts)
		core.Close() //nolint:errcheck // always nil
	}
	_, err := client.New(s.description(), client.WithAPIKey("key", "a-key-with\na-line-break"), client.WithBearer("basic", "not-for-this-scheme"), client.WithBasic("basic", "us:er", "a-password"))
	if err == nil {
		t.Error("wrong options were taken")
	}
	for _, secret := range []string{"a-key-with\na-line-break", "not-for-this-scheme", "a-password"} {
		s.net.note(secret)
	}
	s.show("wrong options", err)
}
