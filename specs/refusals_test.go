// What the providers answer when they refuse, as typed errors: bodies and
// headers as they are known to be sent.

package specs_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/keywright/keywright/generated/bnetaccount"
	"github.com/keywright/keywright/generated/bnetaccount/bnetaccounttest"
	"github.com/keywright/keywright/generated/runtime/client"
	"github.com/keywright/keywright/generated/warcraftlogs/warcraftlogstest"
	"github.com/keywright/keywright/generated/wow/wowtest"
)

// refusal replies with a status, a body and headers.
func refusal(status int, body string, headers ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		io.WriteString(w, body) //nolint:errcheck // the client tells
	})
}

func TestBattleNetRefusals(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		status int
		body   string
		is     error
		code   string
		detail string
	}{
		{403, `{"code":403,"type":"Forbidden","detail":"Account Inactive"}`, client.ErrForbidden, "Forbidden", "Account Inactive"},
		{403, `{"code":403,"type":"BLZWEBAPI00000403","detail":"Forbidden"}`, client.ErrForbidden, "BLZWEBAPI00000403", "Forbidden"},
		{404, `{"code":404,"type":"BLZWEBAPI00000404","detail":"Not Found"}`, client.ErrNotFound, "BLZWEBAPI00000404", "Not Found"},
	} {
		c, srv := wowtest.NewClient(t)
		srv.Handle("CharacterProfile.Summary", refusal(tc.status, tc.body, "Content-Type", "application/json"))
		_, err := c.CharacterProfile.Summary(t.Context(), "argent-dawn", "nobody")
		e, ok := errors.AsType[*client.Error](err)
		if !ok || !errors.Is(err, tc.is) || e.StatusCode != tc.status || !strings.Contains(err.Error(), tc.detail) || !strings.Contains(err.Error(), tc.code) {
			t.Errorf("%s: %v", tc.body, err)
		}
	}
}

func TestWarcraftLogsRefusals(t *testing.T) {
	t.Parallel()
	const challenge = `<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>`
	for _, tc := range []struct {
		name   string
		h      http.Handler
		is     error
		wait   time.Duration
		header string // must be kept
	}{
		{"burst or budget spent", refusal(429, `{"status":429,"error":"Too Many Requests"}`, "Content-Type", "application/json", "Retry-After", "2713"), client.ErrThrottled, 2713 * time.Second, "Retry-After"},
		{"token refused", refusal(401, `{"error":"Unauthenticated."}`, "Content-Type", "application/json"), client.ErrUnauthorized, 0, "Content-Type"},
		{"challenge of the proxy", refusal(403, challenge, "Content-Type", "text/html", "Cf-Mitigated", "challenge"), client.ErrForbidden, 0, "Cf-Mitigated"},
		{"origin in trouble", refusal(521, challenge, "Content-Type", "text/html"), client.ErrUnavailable, 0, "Content-Type"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, srv := warcraftlogstest.NewClient(t, client.WithRetry(client.RetryPolicy{Attempts: 1}))
			srv.Handle("ReportWithFights", tc.h)
			_, err := c.ReportWithFights(t.Context(), "kW3yR1gHtXmPqZ7a", nil)
			e, ok := errors.AsType[*client.Error](err)
			if !ok || !errors.Is(err, tc.is) || e.RetryAfter != tc.wait || e.Header.Get(tc.header) == "" || len(e.Body) == 0 {
				t.Errorf("%v, header %v", err, e)
			}
			if strings.Contains(err.Error(), "<html") {
				t.Errorf("a page in an error: %v", err)
			}
		})
	}
}

func TestAuthoritiesAreWordsOrObjects(t *testing.T) {
	t.Parallel()
	c, srv := bnetaccounttest.NewClient(t)
	srv.Reply("Token.Check", 200, `{"exp":1767312000,"client_id":"x","scope":["wow.profile"],"authorities":["IS_A",{"authority":"IS_B"}]}`)
	info, err := c.Token.Check(t.Context(), &bnetaccount.TokenCheckRequest{})
	if err != nil {
		t.Fatal(err)
	}
	word, ok := info.Authorities[0].(bnetaccount.AuthorityString)
	object, isObject := info.Authorities[1].(*bnetaccount.NamedAuthority)
	if !ok || word != "IS_A" || !isObject || object.Authority != "IS_B" {
		t.Errorf("got %#v", info.Authorities)
	}
}
