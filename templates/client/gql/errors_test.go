// What callers learn when things go wrong: in words of the server, of a proxy,
// and as situations.

package gql_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/client/gql"
	"github.com/keywright/keywright/templates/clienttest/gqltest"
)

func TestAnswersThatAreNone(t *testing.T) {
	t.Parallel()
	const page = `<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>`
	for _, tc := range []struct {
		name, body string
		status     int
		is         error
		says       string
	}{
		{"a challenge", page, 403, client.ErrForbidden, `"Just a moment..."`},
		{"a proxy's trouble", page, 522, client.ErrUnavailable, "an HTML page, not an answer of the API"},
		{"a page with a good status", page, 200, client.ErrDecode, "an HTML page, not an answer of the API"},
		{"a bad token", `{"error":"Unauthenticated."}`, 401, client.ErrUnauthorized, "Unauthenticated."},
		{"an empty answer", ``, 200, client.ErrDecode, "empty"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := newShelf(t)
			contentType := "application/json"
			if tc.body == page {
				contentType = "text/html"
			}
			s.tamper = func(int, *gqltest.Request) *http.Response {
				return reply(tc.status, tc.body, "Content-Type", contentType)
			}
			c := s.client(t, client.WithRetry(client.RetryPolicy{Attempts: 1}))
			got, err := c.report(t.Context(), opReport, "a")
			e, ok := errors.AsType[*client.Error](err)
			if got != nil || !ok || !errors.Is(err, tc.is) || !strings.Contains(err.Error(), tc.says) || strings.Contains(err.Error(), "offset") {
				t.Errorf("got %v", err)
			}
			if ok && tc.status != 200 && string(e.Body) != tc.body {
				t.Errorf("the body is %q", e.Body)
			}
		})
	}
}

// Errors of GraphQL under a status that is no success are told as such too.
func TestErrorsUnderAStatus(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 422, 500} {
		s := newShelf(t)
		s.tamper = func(int, *gqltest.Request) *http.Response {
			return reply(status, `{"errors":[{"message":"This report does not exist.","path":["reportData"]},{"message":"B"}],"data":null}`)
		}
		c := s.client(t, client.WithRetry(client.RetryPolicy{Attempts: 1}))
		_, err := c.report(t.Context(), opReport, "a")
		e, _ := errors.AsType[*client.Error](err)
		list, ok := errors.AsType[*gql.Error](err)
		if !ok || len(list.Problems) != 2 || !errors.Is(err, errGone) || !errors.Is(err, client.ErrNotFound) || e.StatusCode != status {
			t.Errorf("%d: %v", status, err)
		}
	}
}

func TestSituations(t *testing.T) {
	t.Parallel()
	one, two, three := gql.NewSituation("one", client.ErrForbidden), gql.NewSituation("two"), gql.NewSituation("three")
	api := &gql.API{Situations: []gql.Situation{
		{Err: one, Message: []string{"no PERMISSION", "denied"}, Path: []string{"reportData.*.owner"}},
		{Err: two, Code: []string{"A", "7"}},
		{Err: three, Path: []string{"reportData"}},
	}}
	for _, tc := range []struct {
		problem string
		want    []error
	}{
		{`{"message":"You have no permission.","path":["reportData","report","owner","name"]}`, []error{one, client.ErrForbidden, three}},
		{`{"message":"Denied","path":["reportData","reports",3,"owner"]}`, []error{one, client.ErrForbidden, three}}, // indexes don't count
		{`{"message":"You have no permission.","path":["reportData","report"]}`, []error{three}},
		{`{"message":"x","extensions":{"code":"A"}}`, []error{two}},
		{`{"message":"x","extensions":{"code":7}}`, []error{two}},
		{`{"message":"x","extensions":{"code":["A"]}}`, nil},
		{`{"message":"x","extensions":null}`, nil},
		{`{"message":"x"}`, nil},
	} {
		s := newShelf(t)
		s.tamper = func(int, *gqltest.Request) *http.Response {
			return reply(200, `{"errors":[`+tc.problem+`],"data":{"reportData":{"report":{"code":"a"}}}}`)
		}
		r, err := s.client(t).report(t.Context(), shelfOperation("Report", api), "a")
		if r == nil || r.Code != "a" {
			t.Errorf("%s: the data is lost: %v", tc.problem, err)
		}
		for _, target := range []error{one, two, three, client.ErrForbidden} {
			want := false
			for _, w := range tc.want {
				want = want || w == target
			}
			if got := errors.Is(err, target); got != want {
				t.Errorf("%s is %v: %v", tc.problem, target, got)
			}
		}
	}
}
