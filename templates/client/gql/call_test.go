package gql_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/Khan/genqlient/graphql"

	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/client/gql"
	"github.com/keywright/keywright/templates/wire"
)

// report is what an emitted type and its codec look like.
type report struct {
	Code  string
	Title wire.Opt[string]
}

func decodeReport(d *wire.Decoder, i int, x *report) int {
	fields := wire.Fields{Type: "Report", Names: []string{`"code":`, `"title":`}, Required: []int{0}}
	i, f := d.Object(i, &fields)
	for f >= 0 {
		switch f {
		case 0:
			i = d.String(i, &x.Code)
		case 1:
			i = wire.DecodeOpt(d, i, &x.Title, (*wire.Decoder).String)
		}
		i, f = d.Field(i, f, &fields)
	}
	return i
}

func decodeReports(d *wire.Decoder, i int, x *[]report) int {
	return wire.DecodeList(d, i, x, decodeReport)
}

func operation() *gql.Operation {
	return &gql.Operation{
		Operation: client.Operation{Name: "Report", ID: "Report", Method: "POST", Retry: client.RetrySafe, Accept: "application/json"},
		Unwrap:    []string{`"reportData":`, `"report":`},
	}
}

// send does what a function of genqlient does.
func send(ctx context.Context, c graphql.Client, code *string) error {
	req := &graphql.Request{OpName: "Report", Query: "query Report { x }", Variables: &struct {
		Code *string `json:"code,omitempty"`
	}{code}}
	return c.MakeRequest(ctx, req, &graphql.Response{Data: &struct{}{}})
}

// core serves answer to every request and gives the last body that it saw.
func core(t *testing.T, status int, answer string) (*client.Core, *string) {
	t.Helper()
	var body string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil || r.Method != http.MethodPost || r.URL.Path != "/api/v2/client" || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s %s %v: %v", r.Method, r.URL, r.Header, err)
		}
		body = string(b)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(status)
		if _, err := io.WriteString(w, answer); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(srv.Close)
	c, err := client.New(&client.API{Name: "test", Runtime: client.Handshake1, Servers: []client.Server{{URL: "https://example.com/api/v2/client"}}},
		client.WithBaseURL(srv.URL+"/api/v2/client"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c, &body
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, answer string
		code         string // of the report; empty: none
		is           error  // errors.Is
		err          string // part of the error; empty: none
	}{
		{"data", `{"data":{"reportData":{"report":{"code":"abc","title":"T"}}}}`, "abc", nil, ""},
		{"any order, unknown names, white space", "\n{ \"extensions\": {\"cost\": [1]}, \"data\" : { \"other\": {\"a\":[]}, \"reportData\": { \"report\" : {\"x\":1,\"code\" : \"abc\"}}, \"z\":null}}", "abc", nil, ""},
		{"null result", `{"data":{"reportData":{"report":null}}}`, "", client.ErrNotFound, "Report: the server answered null for reportData.report"},
		{"null on the way", `{"data":{"reportData":null}}`, "", client.ErrNotFound, "null"},
		{"null data", `{"data":null}`, "", client.ErrNotFound, "null"},
		{
			"errors alone", `{"errors":[{"message":"This report does not exist.","path":["reportData","report"],"locations":[{"line":1,"column":2}]}],"data":{"reportData":{"report":null}}}`,
			"", nil, "Report: This report does not exist. (at reportData.report)",
		},
		{
			"data beside errors", `{"data":{"reportData":{"report":{"code":"abc","title":null}}},"errors":[{"message":"No permission.","path":["reportData","report","owners",3,"avatar"]}]}`,
			"abc", nil, "No permission. (at reportData.report.owners[3].avatar)",
		},
		{"empty errors", `{"errors":[],"data":{"reportData":{"report":{"code":"abc"}}}}`, "abc", nil, ""},
		{"errors that are no list", `{"errors":"boom","data":null}`, "", nil, "boom"},
		{"message over lines", `{"errors":[{"message":"a\n\u001b[31mb"}]}`, "", nil, "a"},
		{"mistyped", `{"data":{"reportData":{"report":{"code":5}}}}`, "", client.ErrDecode, "code"},
		{"cut off", `{"data":{"reportData":`, "", client.ErrDecode, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, _ := core(t, 200, tc.answer)
			call := gql.NewCall(c, operation(), nil, decodeReport)
			got, err := call.Result(send(t.Context(), call, nil))
			if (got == nil) != (tc.code == "") || got != nil && got.Code != tc.code {
				t.Errorf("got %+v", got)
			}
			if tc.is != nil && !errors.Is(err, tc.is) {
				t.Errorf("error %v is not %v", err, tc.is)
			}
			if wantErr := tc.err != "" || tc.is != nil; (err != nil) != wantErr {
				t.Errorf("error %v, want %q", err, tc.err)
			}
			if err != nil && (!strings.Contains(err.Error(), tc.err) || strings.ContainsAny(err.Error(), "\n\x1b")) {
				t.Errorf("error %q, want %q in one plain line", err, tc.err)
			}
		})
	}
}

func TestErrorListReachesTheCaller(t *testing.T) {
	t.Parallel()
	c, _ := core(t, 200, `{"data":null,"errors":[{"message":"A","extensions":{"code":"X"}},{"message":"B","path":["a",0]}]}`)
	call := gql.NewCall(c, operation(), nil, decodeReport)
	_, err := call.Result(send(t.Context(), call, nil))
	list, ok := errors.AsType[*gql.Error](err)
	if !ok || len(list.Problems) != 2 || string(list.Problems[0].Extensions) != `{"code":"X"}` || list.Problems[1].PathString() != "a[0]" {
		t.Errorf("got %v", err)
	}
}

func TestListsTakeNullForEmpty(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]int{
		`{"data":{"reportData":{"report":[{"code":"a"},{"code":"b"}]}}}`: 2,
		`{"data":{"reportData":{"report":[]}}}`:                          0,
		`{"data":{"reportData":{"report":null}}}`:                        0,
	} {
		c, _ := core(t, 200, answer)
		call := gql.NewCall(c, operation(), nil, decodeReports)
		got, err := call.Value(send(t.Context(), call, nil))
		if err != nil || len(got) != want {
			t.Errorf("%s: %v, %v", answer, got, err)
		}
	}
	c, _ := core(t, 200, `{"data":{"reportData":null}}`)
	call := gql.NewCall(c, operation(), nil, decodeReports)
	if _, err := call.Value(send(t.Context(), call, nil)); !errors.Is(err, client.ErrNotFound) {
		t.Errorf("null on the way to a list: %v", err)
	}
}

func TestHTTPErrorsKeepTextAndHeaders(t *testing.T) {
	t.Parallel()
	for status, is := range map[int]error{401: client.ErrUnauthorized, 429: client.ErrThrottled} {
		c, _ := core(t, status, `{"error":"Unauthenticated."}`)
		call := gql.NewCall(c, operation(), nil, decodeReport)
		_, err := call.Result(send(t.Context(), call, nil))
		e, ok := errors.AsType[*client.Error](err)
		if !ok || !errors.Is(err, is) || e.StatusCode != status || !strings.Contains(string(e.Body), "Unauthenticated") || e.Header.Get("Retry-After") != "3600" {
			t.Errorf("%d: %v", status, err)
		}
	}
}

func TestUnsetVariablesAreNotSent(t *testing.T) {
	t.Parallel()
	c, body := core(t, 200, `{"data":{"reportData":{"report":{"code":"abc"}}}}`)
	for _, tc := range []struct {
		code wire.Opt[string]
		want string
	}{
		{wire.Opt[string]{}, `{}`},
		{wire.Null[string](), `{}`},
		{wire.Some(""), `{"code":""}`},
	} {
		call := gql.NewCall(c, operation(), nil, decodeReport)
		if _, err := call.Result(send(t.Context(), call, gql.Ptr(tc.code))); err != nil {
			t.Fatal(err)
		}
		var sent struct {
			Variables     json.RawMessage
			OperationName string
		}
		if err := json.Unmarshal([]byte(*body), &sent); err != nil || string(sent.Variables) != tc.want || sent.OperationName != "Report" {
			t.Errorf("%v: sent %s, %v", tc.code, *body, err)
		}
	}
}

func TestParametersBecomeArguments(t *testing.T) {
	t.Parallel()
	type kind string
	if p := gql.TextPtr(wire.Some(kind("A"))); p == nil || *p != "A" || gql.TextPtr(wire.Opt[kind]{}) != nil {
		t.Error("TextPtr")
	}
	if got := gql.Texts([]kind{"A", "B"}); len(got) != 2 || got[1] != "B" || gql.Texts[kind](nil) != nil {
		t.Error("Texts")
	}
	for name, v := range map[string]any{
		"Object": gql.Object[report](nil), "List": gql.List[report](nil), "Any": gql.Any(wire.Opt[int]{}),
	} {
		if v != nil {
			t.Errorf("%s: unset gives %v, which genqlient would send", name, v)
		}
	}
	if gql.Any(wire.Some(3)) != 3 || gql.Object(&report{}) == nil || gql.List([]int{1}) == nil {
		t.Error("what is set gets lost")
	}
}
