// Batches, against a server that validates and executes what it gets.

package gql_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Khan/genqlient/graphql"

	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/client/gql"
	"github.com/keywright/keywright/templates/clienttest/gqltest"
	"github.com/keywright/keywright/templates/wire"
)

const library = `
type Fight { id: Int! name: String }
type Report { code: String! title: String fights(kill: Boolean): [Fight!] }
type ReportData { report(code: String!): Report strict(code: String!): Report! }
type Budget { limit: Int! spent: Float! reset: Int! }
type Query { reportData: ReportData budget: Budget! }
type Mutation { touch(code: String!): Report }
`

// shelf serves the mock's answers in process, and keeps the requests.
type shelf struct {
	*gqltest.Mock
	mu     sync.Mutex
	seen   []gqltest.Request
	tamper func(n int, req *gqltest.Request) *http.Response // nil: the mock answers
	delay  time.Duration
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	m, err := gqltest.New(&gqltest.Config{Schema: library})
	if err != nil {
		t.Fatal(err)
	}
	m.Set("Query.budget", map[string]any{"limit": 100, "spent": 1, "reset": 60})
	return &shelf{Mock: m}
}

func (s *shelf) RoundTrip(req *http.Request) (*http.Response, error) {
	var q gqltest.Request
	body, err := io.ReadAll(req.Body)
	if err == nil {
		err = json.Unmarshal(body, &q)
	}
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.seen = append(s.seen, q)
	n := len(s.seen)
	s.mu.Unlock()
	if s.delay > 0 {
		select {
		case <-time.After(s.delay):
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
	}
	var resp *http.Response
	if s.tamper != nil {
		resp = s.tamper(n, &q)
	}
	if resp == nil {
		resp = reply(200, string(s.Execute(&q)))
	}
	resp.Request = req
	return resp, nil
}

func reply(status int, body string, header ...string) *http.Response {
	h := http.Header{"Content-Type": {"application/json"}}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body))}
}

func (s *shelf) requests() []gqltest.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]gqltest.Request(nil), s.seen...)
}

var (
	errGone   = gql.NewSituation("shop: the report is gone", client.ErrNotFound)
	errLimit  = gql.NewSituation("shop: too much", client.ErrThrottled)
	shelfAPI  = gql.API{Situations: []gql.Situation{{Err: errGone, Message: []string{"does not exist"}}, {Err: errLimit, Code: []string{"RATE"}}}}
	opReport  = shelfOperation("Report", &shelfAPI)
	opStrict  = shelfOperation("Strict", &shelfAPI)
	opTouch   = touchOperation()
	withPoint = gql.API{Points: &gql.PointsField{Limit: "limit", Spent: "spent", Reset: "reset"}, BatchFields: 3}
)

func shelfOperation(name string, api *gql.API) *gql.Operation {
	root := `"report":`
	if name == "Strict" {
		root = `"strict":`
	}
	return &gql.Operation{
		Operation: client.Operation{Name: name, ID: name, Method: "POST", Retry: client.RetrySafe, Accept: "application/json"},
		Unwrap:    []string{`"reportData":`, root}, API: api, Points: api.Points != nil,
	}
}

func touchOperation() *gql.Operation {
	op := shelfOperation("Touch", &shelfAPI)
	op.Retry, op.Unwrap = client.RetryUnsent, []string{`"touch":`}
	return op
}

const reportText = `
# a "comment" with { braces and $dollars
query Report($code: String!, $kill: Boolean = true) {
  reportData { report(code: $code) { ...Head fights(kill: $kill) { ...Row } } }
}
fragment Head on Report { code title }
fragment Row on Fight { id name }
`

func textOf(op *gql.Operation) string {
	switch op.Name {
	case "Strict":
		return `query Strict($code: String!) { reportData { strict(code: $code) { code title } } }`
	case "Touch":
		return `mutation Touch($code: String!) { touch(code: $code) { code } }`
	}
	if op.Points {
		return strings.Replace(reportText, "fights(kill: $kill) { ...Row } } }", "fights(kill: $kill) { ...Row } } } "+gql.PointsName+": budget { limit spent reset }", 1)
	}
	return reportText
}

// library is what an emitted client looks like.
type libraryClient struct{ core *client.Core }

func (s *shelf) client(t *testing.T, opts ...client.Option) *libraryClient {
	t.Helper()
	c, err := client.New(&client.API{Name: "shop", Runtime: client.Handshake1, Servers: []client.Server{{URL: "https://example.com/graphql"}}},
		append([]client.Option{client.WithTransport(s)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return &libraryClient{c}
}

func (c *libraryClient) report(ctx context.Context, op *gql.Operation, code string, opts ...client.CallOption) (*report, error) {
	call := gql.NewCall(c.core, op, opts, decodeReport)
	req := &graphql.Request{OpName: op.ID, Query: textOf(op), Variables: map[string]any{"code": code}}
	return call.Result(call.MakeRequest(ctx, req, nil))
}

func codes(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("r%d", i)
	}
	return out
}

func TestBatchIsOneRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShelf(t)
		c := s.client(t)
		got, err := gql.Batch(t.Context(), codes(7), func(ctx context.Context, code string) (*report, error) {
			return c.report(ctx, opReport, code)
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, code := range codes(7) {
			want, err := c.report(t.Context(), opReport, code)
			if err != nil || got[i].Code != code || *got[i] != *want {
				t.Errorf("%s: got %v, alone %v, %v", code, got[i], want, err)
			}
		}
		seen := s.requests()
		if len(seen) != 8 || seen[0].OperationName != "Batch" || strings.Count(seen[0].Query, "fragment Head on") != 1 || len(seen[0].Variables) != 7 {
			t.Errorf("%d requests, the first\n%s\n%v", len(seen), seen[0].Query, seen[0].Variables)
		}
	})
}

// A function that makes one call after another joins the others in each round,
// those of others that differ, and equal ones are asked once.
func TestBatchRounds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShelf(t)
		c := s.client(t)
		g := gql.NewGroup(t.Context())
		for i := range 4 {
			g.Go(func(ctx context.Context) error {
				for range i {
					if _, err := c.report(ctx, opReport, "same"); err != nil {
						return err
					}
				}
				got, err := c.report(ctx, opStrict, fmt.Sprint("own", i))
				if err == nil && got.Code != fmt.Sprint("own", i) {
					t.Errorf("got %v", got)
				}
				return err
			})
		}
		if err := g.Wait(); err != nil {
			t.Fatal(err)
		}
		seen := s.requests()
		if len(seen) != 4 { // one a round
			t.Errorf("%d requests", len(seen))
		}
		if n := strings.Count(seen[0].Query, "report("); n != 1 {
			t.Errorf("equal calls are asked %d times:\n%s", n, seen[0].Query)
		}
	})
}

func TestBatchBounds(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		api  *gql.API
		opts []gql.BatchOption
		want int
	}{
		{&gql.API{}, nil, 3}, // of 10, 10 and 5
		{&gql.API{BatchFields: 4}, nil, 7},
		{&gql.API{BatchFields: 4}, []gql.BatchOption{gql.BatchFields(25)}, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newShelf(t)
			c := s.client(t)
			op := shelfOperation("Report", tc.api)
			if _, err := gql.Batch(t.Context(), codes(25), func(ctx context.Context, code string) (*report, error) {
				return c.report(ctx, op, code)
			}, tc.opts...); err != nil {
				t.Fatal(err)
			}
			if n := len(s.requests()); n != tc.want {
				t.Errorf("%d requests, want %d", n, tc.want)
			}
		})
	}
}

// Each call has its own error, and its data beside it; those of others don't
// touch it.
func TestBatchPartialFailures(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShelf(t)
		c := s.client(t)
		s.Resolve("ReportData.report", func(a gqltest.Args) (any, error) {
			if a["code"] == "r1" {
				return nil, errors.New("This report does not exist.")
			}
			return map[string]any{"code": a["code"]}, nil
		})
		s.Resolve("Report.title", func(gqltest.Args) (any, error) { return nil, &gqltest.Error{Message: "no title"} })
		got, err := gql.Batch(t.Context(), codes(3), func(ctx context.Context, code string) (*report, error) {
			return c.report(ctx, opReport, code)
		})
		b, ok := errors.AsType[*gql.BatchError](err)
		if !ok || len(b.Errors) != 3 || got[1] != nil || got[0] == nil || got[0].Code != "r0" || got[2].Code != "r2" {
			t.Fatalf("got %v, %v", got, err)
		}
		if !errors.Is(b.Errors[1], errGone) || !errors.Is(b.Errors[1], client.ErrNotFound) || errors.Is(b.Errors[0], errGone) || !errors.Is(err, errGone) {
			t.Errorf("situations: %v", b.Errors)
		}
		list, ok := errors.AsType[*gql.Error](b.Errors[0])
		if !ok || len(list.Problems) != 1 || list.Problems[0].PathString() != "reportData.report.title" || list.Operation != "Report" {
			t.Errorf("got %v", b.Errors[0])
		}
		if !strings.Contains(err.Error(), "3 of 3 failed: Report: no title (at reportData.report.title); Report: This report does not exist.") {
			t.Errorf("got %v", err)
		}
	})
}

// One that makes all of the data null is told; the others are asked again.
func TestBatchSurvivesNullData(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShelf(t)
		c := s.client(t)
		s.tamper = func(_ int, q *gqltest.Request) *http.Response {
			if strings.Contains(q.Query, "b1_reportData") {
				return reply(200, `{"data":null,"errors":[{"message":"boom","path":["b1_reportData","strict"]}]}`)
			}
			return nil
		}
		got, err := gql.Batch(t.Context(), codes(3), func(ctx context.Context, code string) (*report, error) {
			return c.report(ctx, opStrict, code)
		})
		b, ok := errors.AsType[*gql.BatchError](err)
		if !ok {
			t.Fatal(err)
		}
		failed := 0
		for i, err := range b.Errors {
			if err != nil {
				failed++
				continue
			}
			if got[i] == nil || got[i].Code != fmt.Sprint("r", i) {
				t.Errorf("%d: %v", i, got[i])
			}
		}
		// Of the two that are asked again, the tampered answer hits one more.
		if failed != 2 {
			t.Errorf("%d failed: %v", failed, b.Errors)
		}
	})
}

// A request that is refused without a word about any call is tried in halves, so
// that one that is wrong fails alone, and a server that bounds operations serves
// them all.
func TestBatchHalves(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 400} {
		synctest.Test(t, func(t *testing.T) {
			s := newShelf(t)
			c := s.client(t)
			s.tamper = func(_ int, q *gqltest.Request) *http.Response {
				if strings.Count(q.Query, "report(") > 2 {
					return reply(status, `{"errors":[{"message":"the query is too complex"}]}`)
				}
				return nil
			}
			got, err := gql.Batch(t.Context(), codes(8), func(ctx context.Context, code string) (*report, error) {
				return c.report(ctx, opReport, code)
			})
			if err != nil {
				t.Fatal(err)
			}
			for i, r := range got {
				if r.Code != fmt.Sprint("r", i) {
					t.Errorf("%d: %v", i, r)
				}
			}
			if n := len(s.requests()); n != 1+2+4 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

func TestBatchDoesNotHalveWhatIsAboutTheCaller(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]error{
		`{"errors":[{"message":"slow down","extensions":{"code":"RATE"}}]}`: client.ErrThrottled,
		`<html><head><title>Attention</title></head></html>`:                client.ErrDecode,
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newShelf(t)
			c := s.client(t)
			s.tamper = func(int, *gqltest.Request) *http.Response { return reply(200, body) }
			_, err := gql.Batch(t.Context(), codes(4), func(ctx context.Context, code string) (*report, error) {
				return c.report(ctx, opReport, code)
			})
			b, ok := errors.AsType[*gql.BatchError](err)
			if !ok || !errors.Is(b.Errors[0], want) || !errors.Is(b.Errors[3], want) || !strings.Contains(b.Errors[0].Error(), "Report") {
				t.Errorf("%s: %v", body, err)
			}
			if n := len(s.requests()); n != 1 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

func TestBatchKeepsApartWhatDiffers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShelf(t)
		one, two := s.client(t), s.client(t)
		var meta client.ResponseMeta
		g := gql.NewGroup(t.Context())
		for _, f := range []func(ctx context.Context) error{
			func(ctx context.Context) error { _, err := one.report(ctx, opReport, "a"); return err },
			func(ctx context.Context) error { _, err := one.report(ctx, opReport, "b"); return err },
			func(ctx context.Context) error { _, err := two.report(ctx, opReport, "c"); return err },
			func(ctx context.Context) error {
				_, err := one.report(ctx, opReport, "d", client.Meta(&meta))
				return err
			},
			func(ctx context.Context) error { _, err := one.report(ctx, opTouch, "e"); return err },
			func(context.Context) error { return nil }, // makes no call
		} {
			g.Go(f)
		}
		if err := g.Wait(); err != nil {
			t.Fatal(err)
		}
		names := map[string]int{}
		for _, q := range s.requests() {
			names[q.OperationName]++
		}
		if names["Batch"] != 1 || names["Report"] != 2 || names["Touch"] != 1 || meta.StatusCode != 200 {
			t.Errorf("got %v, %+v", names, meta)
		}
	})
}

// A function that is busy, or waits for another one, holds up nobody for long.
func TestBatchHold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShelf(t)
		c := s.client(t)
		begun, first := time.Now(), make(chan struct{})
		g := gql.NewGroup(t.Context(), gql.BatchHold(time.Second))
		g.Go(func(ctx context.Context) error {
			_, err := c.report(ctx, opReport, "a")
			if d := time.Since(begun); d != time.Second {
				t.Errorf("the first call took %v", d)
			}
			close(first)
			return err
		})
		g.Go(func(ctx context.Context) error {
			<-first // without the bound, neither would ever go on
			_, err := c.report(ctx, opReport, "b")
			return err
		})
		if err := g.Wait(); err != nil {
			t.Fatal(err)
		}
		if d := time.Since(begun); d != time.Second {
			t.Errorf("all took %v", d)
		}
	})
}

// Whoever stops waiting leaves at once; the others get their answers, and a
// request that nobody waits for ends. synctest sees to it that no goroutine is
// left.
func TestBatchCancel(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newShelf(t)
		s.delay = time.Hour
		c := s.client(t)
		begun := time.Now()
		_, err := gql.Batch(t.Context(), codes(3), func(ctx context.Context, code string) (*report, error) {
			ctx, cancel := context.WithTimeout(ctx, time.Duration(len(code))*time.Minute)
			defer cancel()
			return c.report(ctx, opReport, code)
		})
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) != 2*time.Minute {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
	})
	synctest.Test(t, func(t *testing.T) {
		s := newShelf(t)
		s.delay = time.Hour
		c := s.client(t)
		_, err := gql.Batch(t.Context(), []time.Duration{time.Minute, 2 * time.Hour}, func(ctx context.Context, d time.Duration) (*report, error) {
			ctx, cancel := context.WithTimeout(ctx, d)
			defer cancel()
			return c.report(ctx, opReport, d.String())
		})
		b, ok := errors.AsType[*gql.BatchError](err)
		if !ok || !errors.Is(b.Errors[0], context.DeadlineExceeded) || b.Errors[1] != nil {
			t.Errorf("got %v", err)
		}
	})
}

func TestBatchOfNothing(t *testing.T) {
	t.Parallel()
	got, err := gql.Batch(t.Context(), nil, func(context.Context, string) (*report, error) { return nil, errors.New("never") })
	if len(got) != 0 || err != nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestBatchOfMany(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	c := s.client(t)
	got, err := gql.Batch(t.Context(), codes(500), func(ctx context.Context, code string) (wire.Opt[string], error) {
		r, err := c.report(ctx, opReport, code)
		if err != nil {
			return wire.Opt[string]{}, err
		}
		return wire.Some(r.Code), nil
	}, gql.BatchFields(50))
	if err != nil || got[499].Or("") != "r499" || len(s.requests()) > 20 {
		t.Errorf("%v, %d requests", err, len(s.requests()))
	}
}
