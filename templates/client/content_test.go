// Other content types, and idempotency keys.

package client_test

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/wire"
)

// seen keeps the requests with their bodies, and answers 503 to the first fails.
type seen struct {
	reqs   []*http.Request
	bodies []string
	fails  int
}

func (s *seen) RoundTrip(req *http.Request) (*http.Response, error) {
	body := ""
	if req.Body != nil {
		b, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		body = string(b)
	}
	s.reqs, s.bodies = append(s.reqs, req), append(s.bodies, body)
	resp := &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"text/csv"}}, Body: io.NopCloser(strings.NewReader("a,b\n")), Request: req}
	if len(s.reqs) <= s.fails {
		resp.StatusCode = 503
	}
	return resp, nil
}

func seenCore(t *testing.T, s *seen) *client.Core {
	t.Helper()
	core, err := client.New(shop(), client.WithTransport(s), client.WithRetry(client.RetryPolicy{MinWait: 1}))
	if err != nil {
		t.Fatal(err)
	}
	return core
}

func TestOtherContent(t *testing.T) {
	t.Parallel()
	s := &seen{fails: 1}
	op := client.Operation{Name: "Op.Put", Method: "PUT", Path: "/put", Retry: client.RetrySafe, NeedsBody: true, Accept: "application/json"}
	var answer io.ReadCloser
	r := seenCore(t, s).Request(&op, []client.CallOption{client.WithBody("application/xml", bytes.NewReader([]byte("<a/>"))), client.WithAnswer("text/csv", &answer)})
	if err := client.DoFunc(t.Context(), r, func([]byte) error { t.Error("the answer was decoded"); return nil }); err != nil {
		t.Fatal(err)
	}
	defer answer.Close() //nolint:errcheck // in memory
	got, err := io.ReadAll(answer)
	if err != nil || string(got) != "a,b\n" {
		t.Errorf("the answer is %q, %v", got, err)
	}
	for i, req := range s.reqs {
		if s.bodies[i] != "<a/>" || req.Header.Get("Content-Type") != "application/xml" || req.Header.Get("Accept") != "text/csv" {
			t.Errorf("attempt %d: %q %v", i, s.bodies[i], req.Header)
		}
	}
	if len(s.reqs) != 2 {
		t.Errorf("%d requests", len(s.reqs))
	}
}

func TestPartsInPlaceOfTheBody(t *testing.T) {
	t.Parallel()
	s := &seen{}
	op := client.Operation{Name: "Op.Put", Method: "PUT", Path: "/put", NeedsBody: true}
	part := client.PartFile("file", "application/octet-stream", client.NamedFile("a.png", "image/png", strings.NewReader("png")))
	if err := client.DoNone(t.Context(), seenCore(t, s).Request(&op, []client.CallOption{client.WithParts(part)})); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(s.bodies[0], `name="file"; filename="a.png"`) || !strings.Contains(s.bodies[0], "Content-Type: image/png") {
		t.Errorf("%s", s.bodies[0])
	}
}

// A key is made for each call, and is the same in all of its attempts.
func TestIdempotencyKeys(t *testing.T) {
	t.Parallel()
	uuid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	op := client.Operation{Name: "Op.Pay", Method: "POST", Path: "/pay", Retry: client.RetryKeyed, KeyHeader: "Request-Id"}
	keys := map[string]bool{}
	for range 2 {
		s := &seen{fails: 2}
		if err := client.DoNone(t.Context(), seenCore(t, s).Request(&op, nil)); err != nil {
			t.Fatal(err)
		}
		key := s.reqs[0].Header.Get("Request-Id")
		if len(s.reqs) != 3 || !uuid.MatchString(key) || keys[key] {
			t.Errorf("%d requests with key %q", len(s.reqs), key)
		}
		keys[key] = true
		for _, req := range s.reqs {
			if got := req.Header.Get("Request-Id"); got != key {
				t.Errorf("a retry has key %q, want %q", got, key)
			}
		}
	}
	s := &seen{}
	r := seenCore(t, s).Request(&op, []client.CallOption{client.WithIdempotencyKey("mine")})
	if err := client.DoNone(t.Context(), r); err != nil || s.reqs[0].Header.Get("Request-Id") != "mine" {
		t.Errorf("%v, %v", err, s.reqs[0].Header)
	}
}

// The method's own result is zero, whatever its kind.
func TestOtherAnswersOfAllKinds(t *testing.T) {
	t.Parallel()
	op := client.Operation{Name: "Op.Get", Method: "GET", Path: "/get"}
	ask := func() (*client.Request, *io.ReadCloser) {
		to := new(io.ReadCloser)
		return seenCore(t, &seen{}).Request(&op, []client.CallOption{client.WithAnswer("text/csv", to)}), to
	}
	for name, do := range map[string]func(*client.Request) error{
		"Do": func(r *client.Request) error { _, err := client.Do(t.Context(), r, (*wire.Decoder).Raw); return err },
		"DoValue": func(r *client.Request) error {
			v, err := client.DoValue(t.Context(), r, (*wire.Decoder).Int64)
			return zero(v, err)
		},
		"DoValueOpt": func(r *client.Request) error {
			v, err := client.DoValueOpt(t.Context(), r, (*wire.Decoder).String)
			return zero(v, err)
		},
		"DoOpt": func(r *client.Request) error {
			v, err := client.DoOpt(t.Context(), r, (*wire.Decoder).String)
			return zero(v, err)
		},
		"DoNone":   func(r *client.Request) error { return client.DoNone(t.Context(), r) },
		"DoText":   func(r *client.Request) error { v, err := client.DoText(t.Context(), r); return zero(v, err) },
		"DoBinary": func(r *client.Request) error { v, err := client.DoBinary(t.Context(), r); return zero(v, err) },
		"Events": func(r *client.Request) error {
			for _, err := range client.Events(t.Context(), r) {
				return cmp.Or(err, errors.New("an event"))
			}
			return nil
		},
	} {
		r, to := ask()
		if err := do(r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if *to == nil {
			t.Errorf("%s: no answer", name)
			continue
		}
		if b, err := io.ReadAll(*to); err != nil || string(b) != "a,b\n" {
			t.Errorf("%s: %q, %v", name, b, err)
		}
	}
}

func zero[T comparable](v T, err error) error {
	var none T
	if err == nil && v != none {
		return fmt.Errorf("the result is %v", v)
	}
	return err
}
