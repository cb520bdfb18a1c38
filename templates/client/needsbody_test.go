// needsbody_test.go: a body that an operation needs is not left out silently.

package client_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/wire"
)

func TestNeededBodies(t *testing.T) {
	t.Parallel()
	sent := 0
	base := transportFunc(func(req *http.Request) (*http.Response, error) {
		sent++
		return &http.Response{StatusCode: 204, Body: http.NoBody, Header: http.Header{}, Request: req}, nil
	})
	c, err := client.New(&client.API{Name: "test", Servers: []client.Server{{URL: "https://api.example.com"}}}, client.WithTransport(base))
	if err != nil {
		t.Fatal(err)
	}
	op := client.Operation{Name: "Pet.Add", Method: "POST", Path: "/pet", NeedsBody: true}
	encode := func(e *wire.Encoder, x *string) { e.String(x) }
	for _, tc := range []struct {
		name string
		body func(r *client.Request)
		err  string // empty: it is sent
	}{
		{"none", func(*client.Request) {}, "the body is nil"},
		{"nil JSON", func(r *client.Request) { client.BodyJSON(r, nil, encode) }, "the body is nil"},
		{"nil reader", func(r *client.Request) { client.BodyReader(r, "a/b", nil) }, "the body is nil"},
		{"nil parts", func(r *client.Request) { client.BodyMultipart(r) }, "the body is nil"},
		{"missing part", func(r *client.Request) {
			client.BodyMultipart(r, client.PartText("note", "x"), client.PartFile("file", "", nil).Needed())
		}, "the part file of the body is missing"},
		{"JSON", func(r *client.Request) { client.BodyJSON(r, new(""), encode) }, ""},
		{"part", func(r *client.Request) {
			client.BodyMultipart(r, client.PartFile("file", "", io.Reader(strings.NewReader(""))).Needed())
		}, ""},
	} {
		before := sent
		req := c.Request(&op, nil)
		tc.body(req)
		err := client.DoNone(t.Context(), req)
		if tc.err == "" {
			if err != nil || sent != before+1 {
				t.Errorf("%s: %v, %d sent", tc.name, err, sent-before)
			}
			continue
		}
		if !errors.Is(err, client.ErrRequest) || !strings.Contains(err.Error(), tc.err) || sent != before {
			t.Errorf("%s: %v, %d sent", tc.name, err, sent-before)
		}
	}
}
