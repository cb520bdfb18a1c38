// Calls over loopback: tokens, replays, errors, options.

package client_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/clienttest"
	"github.com/keywright/keywright/templates/wire"
)

func TestCall(t *testing.T) {
	t.Parallel()
	core, srv := start(t, client.WithVariable("region", "eu"), client.WithVariable("locale", "en_GB"), client.WithUserAgent("app/1"))
	var m client.ResponseMeta
	x, err := getItem(t, core, "a b/ö", client.Meta(&m))
	if err != nil {
		t.Fatal(err)
	}
	if x.ID != 7 || x.Name.String() != "Ring" || x.Price.Or(0) != 2.5 {
		t.Errorf("got %+v", x)
	}
	if m.StatusCode != 200 || m.Attempts != 1 || m.Header.Get("Content-Type") != "application/json" {
		t.Errorf("meta %+v", m)
	}
	got := srv.Requests("Item.Get")[0]
	if want := "/items/a%20b%2F%C3%B6"; got.Path != want {
		t.Errorf("path %s, want %s", got.Path, want)
	}
	if q := got.Query; q.Get("namespace") != "static-eu" || q.Get("locale") != "en_GB" || len(q) != 2 {
		t.Errorf("query %v", q)
	}
	if ua := got.Header.Get("User-Agent"); !strings.HasPrefix(ua, "app/1 keywright/shop Go/") {
		t.Errorf("User-Agent %q", ua)
	}
	if a := got.Header.Get("Accept-Encoding"); a != "gzip" {
		t.Errorf("Accept-Encoding %q: net/http is to ask for gzip itself", a)
	}
}

func TestOneTokenForManyCalls(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if _, err := getItem(t, core, "1"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := srv.TokenRequests(); n != 1 {
		t.Errorf("%d token requests, want 1", n)
	}
}

func TestRevokedTokenIsReplacedOnce(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	for range 3 {
		if _, err := getItem(t, core, "1"); err != nil {
			t.Fatal(err)
		}
	}
	srv.RevokeTokens()
	if _, err := getItem(t, core, "1"); err != nil {
		t.Fatalf("the call after a revocation: %v", err)
	}
	if n := srv.TokenRequests(); n != 2 {
		t.Errorf("%d token requests, want 2", n)
	}
}

// An attempt that is a retry replaces a rejected token as the first one does.
func TestRevokedTokenIsReplacedInARetry(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	if _, err := getItem(t, core, "1"); err != nil {
		t.Fatal(err)
	}
	srv.RevokeTokens()
	srv.Fail("getItem", 1, 503)
	if _, err := getItem(t, core, "1"); err != nil {
		t.Error(err)
	}
	if n := srv.TokenRequests(); n != 2 {
		t.Errorf("%d token requests, want 2", n)
	}
}

// A thousand calls whose token is refused at the same moment.
func TestThousandRejectionsCauseOneTokenRequest(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	if _, err := getItem(t, core, "1"); err != nil {
		t.Fatal(err)
	}
	srv.RevokeTokens()
	var wg sync.WaitGroup
	for range 1000 {
		wg.Go(func() {
			if _, err := getItem(t, core, "1"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := srv.TokenRequests(); n != 2 {
		t.Errorf("%d token requests, want 2: one at the beginning, one for all rejections", n)
	}
}

func TestBodySurvivesReplay(t *testing.T) {
	t.Parallel()
	want := item{ID: 9, Name: client.LocalizedText(strings.Repeat("ring ", 50_000))}
	for name, put := range map[string]func(r *client.Request){
		"JSON":   func(r *client.Request) { client.BodyJSON(r, &want, encodeItem) },
		"reader": func(r *client.Request) { client.BodyReader(r, "text/plain", strings.NewReader("xxhello")) },
		"parts": func(r *client.Request) {
			client.BodyMultipart(r, client.PartText("a", "1"), client.PartFile("f", "", bytes.NewReader([]byte("data"))))
		},
	} {
		core, srv := start(t)
		if _, err := getItem(t, core, "1"); err != nil {
			t.Fatal(err)
		}
		srv.RevokeTokens()
		r := core.Request(&opCreate, nil)
		put(r)
		if _, err := client.Do(t.Context(), r, decodeItem); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got := srv.Requests("createItem")
		if len(got) != 2 || !bytes.Equal(got[0].Body, got[1].Body) || len(got[1].Body) == 0 {
			t.Errorf("%s: %d requests, bodies of %d and %d bytes", name, len(got), len(got[0].Body), len(got[1].Body))
		}
	}
}

// A reader that can't seek isn't sent twice: the 401 is the answer.
func TestSpentBodyIsNotReplayed(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	if _, err := getItem(t, core, "1"); err != nil {
		t.Fatal(err)
	}
	srv.RevokeTokens()
	r := core.Request(&opCreate, nil)
	client.BodyReader(r, "text/plain", io.MultiReader(strings.NewReader("once")))
	_, err := client.Do(t.Context(), r, decodeItem)
	if !errors.Is(err, client.ErrUnauthorized) {
		t.Fatalf("got %v, want ErrUnauthorized", err)
	}
	if _, err := getItem(t, core, "1"); err != nil { // the token is known to be bad
		t.Fatal(err)
	}
}

func TestRedirectToAnotherHostCarriesNoCredential(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		var seen http.Header
		var query string
		other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			seen, query = r.Header.Clone(), r.URL.RawQuery
			io.WriteString(w, sample) //nolint:errcheck // a test
		}))
		core, srv := start(t, client.WithHeader("X-Private", "mine"))
		srv.Handle("getItem", http.RedirectHandler(other.URL+"/elsewhere", status))
		srv.Handle("getKey", http.RedirectHandler(other.URL+"/elsewhere", status))
		if _, err := getItem(t, core, "1"); err != nil {
			t.Fatal(err)
		}
		if seen.Get("Authorization") != "" || seen.Get("X-Private") != "" || seen.Get("Referer") != "" {
			t.Errorf("%d: sent to another host: %v", status, seen)
		}
		if _, err := client.Do(t.Context(), core.Request(&opKey, nil), decodeItem); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(query+fmt.Sprint(seen), clienttest.APIKey) {
			t.Errorf("%d: the API key went to another host: %s %v", status, query, seen)
		}
		other.Close()
	}
}

func TestRedirectOnTheSameHostKeepsTheCredential(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Handle("getItem", http.RedirectHandler("/key", http.StatusFound))
	srv.RevokeTokens()
	if _, err := getItem(t, core, "1"); err != nil {
		t.Error(err)
	}
}

func TestRedirectWithBodyStaysOnTheHost(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the body was sent to another host") }))
	defer other.Close()
	core, srv := start(t)
	srv.Handle("createItem", http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	r := core.Request(&opCreate, nil)
	client.BodyJSON(r, &item{ID: 1}, encodeItem)
	if _, err := client.Do(t.Context(), r, decodeItem); err == nil || !strings.Contains(err.Error(), "not followed") {
		t.Errorf("got %v", err)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	core, srv := start(t, client.WithRetry(client.RetryPolicy{Attempts: 1}))
	kinds := []error{
		client.ErrBadRequest, client.ErrUnauthorized, client.ErrForbidden, client.ErrNotFound, client.ErrConflict,
		client.ErrThrottled, client.ErrServer, client.ErrUnavailable, client.ErrDecode,
	}
	for _, c := range []struct {
		status       int
		body         string
		is           []error
		code, detail string
	}{
		{404, `{"code":404,"type":"BLZ00404","detail":"Not Found"}`, []error{client.ErrNotFound}, "BLZ00404", "Not Found"},
		{403, `{"error":{"code":"denied","message":"no\nentry"}}`, []error{client.ErrForbidden}, "denied", "no entry"},
		{400, `{"errors":[{"message":"bad","code":3}]}`, []error{client.ErrBadRequest}, "3", "bad"},
		{401, `{"error":"Unauthenticated."}`, []error{client.ErrUnauthorized}, "Unauthenticated.", "Unauthenticated."},
		{409, `plain words`, []error{client.ErrConflict}, "", "plain words"},
		{429, `{"status":429,"error":"Too Many Requests"}`, []error{client.ErrThrottled}, "Too Many Requests", "Too Many Requests"},
		{500, ``, []error{client.ErrServer}, "", ""},
		{503, `<html><head><title>Just a &amp; moment</title></head></html>`, []error{client.ErrServer, client.ErrUnavailable}, "",
			`an HTML page, not an answer of the API: something in front of it (a proxy, a firewall, a login page) answered: "Just a & moment"`},
		{200, `<!DOCTYPE html><title>Sign in</title>`, []error{client.ErrDecode}, "",
			`an HTML page, not an answer of the API: something in front of it (a proxy, a firewall, a login page) answered: "Sign in"`},
		{200, `{"id":"seven"}`, []error{client.ErrDecode}, "", ""},
		{200, ``, []error{client.ErrDecode}, "", ""},
	} {
		srv.Reply("getItem", c.status, c.body)
		_, err := getItem(t, core, "1")
		var e *client.Error
		if !errors.As(err, &e) {
			t.Fatalf("%d %s: got %v", c.status, c.body, err)
		}
		for _, kind := range kinds {
			want := false
			for _, k := range c.is {
				want = want || k == kind
			}
			if errors.Is(err, kind) != want {
				t.Errorf("%d: errors.Is(err, %v) is %v", c.status, kind, !want)
			}
		}
		if e.StatusCode != c.status || e.Code != c.code || e.Detail != c.detail || e.Operation != "Item.Get" || e.Method != "GET" {
			t.Errorf("%d %s: got status %d, code %q, detail %q", c.status, c.body, e.StatusCode, e.Code, e.Detail)
		}
		if c.status >= 400 && string(e.Body) != c.body {
			t.Errorf("%d: body %q", c.status, e.Body)
		}
		if strings.ContainsAny(err.Error(), "\n\r") {
			t.Errorf("an error of several lines: %q", err)
		}
	}
}

func TestDecodeErrorTellsWhere(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Reply("getItem", 200, `{"id":1,"price":"free"}`)
	_, err := getItem(t, core, "1")
	w, ok := errors.AsType[*wire.Error](err)
	if !ok || w.Path != "price" || w.Offset != 16 {
		t.Errorf("got %+v from %v", w, err)
	}
}

func TestTypedErrorBody(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Reply("getItem", 422, `{"title":"poor","need":5}`)
	_, err := getItem(t, core, "1")
	p, ok := errors.AsType[*problem](err)
	if !ok || p.Need != 5 {
		t.Errorf("got %v", err)
	}
	if e, _ := errors.AsType[*client.Error](err); e.Value != any(p) {
		t.Errorf("Value is %v", e.Value)
	}
}

func TestNoAnswerIsUnavailable(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Close()
	var m client.ResponseMeta
	r := core.Request(&opPair, []client.CallOption{client.Meta(&m)}).Path("1", "2")
	_, err := client.Do(t.Context(), r, decodeItem)
	if !errors.Is(err, client.ErrUnavailable) {
		t.Fatalf("got %v", err)
	}
	if m.Attempts != 4 || m.StatusCode != 0 {
		t.Errorf("meta %+v, want 4 attempts", m)
	}
}

func TestContextIsHonoured(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Delay("", time.Minute)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	begin := time.Now()
	_, err := client.Do(ctx, core.Request(&opPair, nil).Path("1", "2"), decodeItem)
	if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, client.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	if e, _ := errors.AsType[*client.Error](err); e == nil || !e.Timeout() {
		t.Errorf("Timeout isn't told by %v", err)
	}
	if d := time.Since(begin); d > 5*time.Second {
		t.Errorf("took %v", d)
	}
}

// No way of printing what the package exports gives a secret away, and no log
// line holds a query.
func TestNothingTellsSecrets(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	core, srv := start(t, client.WithLogger(logger), client.WithHeader("X-Private", "header-secret"))
	secrets := []string{clienttest.ClientSecret, clienttest.APIKey, "header-secret", "access-", "refresh-"}
	var shown strings.Builder
	show := func(v any) { fmt.Fprintf(&shown, "%v %+v %#v %s\n", v, v, v, v) }

	if _, err := getItem(t, core, "1"); err != nil {
		t.Fatal(err)
	}
	srv.Handle("getKey", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		fmt.Fprintf(w, `{"detail":"you sent %s"}`, r.URL.Query().Get("api_key"))
	}))
	srv.Handle("getItem", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		fmt.Fprintf(w, `{"detail":"you sent %s"}`, r.Header.Get("Authorization"))
	}))
	_, err := client.Do(t.Context(), core.Request(&opKey, nil), decodeItem)
	show(err)
	_, err = getItem(t, core, "1")
	show(err)
	r := core.Request(&opKey, nil)
	client.QueryOne(r, "access_token", "access-mine", client.Text[string])
	_, err = client.Do(t.Context(), r, decodeItem)
	show(err)
	show(r)
	show(core)
	show(*core)
	srv.Close()
	_, err = client.Do(t.Context(), core.Request(&opKey, nil), decodeItem)
	show(err)
	shown.WriteString(log.String())
	for _, s := range secrets {
		if i := strings.Index(shown.String(), s); i >= 0 {
			t.Errorf("%q is told: …%s…", s, shown.String()[max(0, i-80):min(shown.Len(), i+40)])
		}
	}
	if !strings.Contains(log.String(), `"operation":"Item.Get"`) || strings.Contains(log.String(), "namespace=") {
		t.Errorf("the log: %s", log.String())
	}
}

// The user's own rule about redirects holds beside ours.
func TestCheckRedirectIsKept(t *testing.T) {
	t.Parallel()
	core, srv := start(t, client.WithHTTPClient(&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}))
	srv.Handle("getItem", http.RedirectHandler("/key", http.StatusFound))
	_, err := getItem(t, core, "1")
	if e, _ := errors.AsType[*client.Error](err); e == nil || e.StatusCode != http.StatusFound {
		t.Errorf("got %v", err)
	}
	core, srv = start(t)
	srv.Handle("getItem", http.RedirectHandler("/items/1", http.StatusFound))
	if _, err := getItem(t, core, "1"); err == nil || !strings.Contains(err.Error(), "10 redirects") {
		t.Errorf("got %v", err)
	}
}

func TestOptionErrorsComeTogether(t *testing.T) {
	t.Parallel()
	_, err := client.New(shop(),
		client.WithVariable("region", "mars"), client.WithVariable("planet", "x"), client.WithVariable("locale", "en_GB"),
		client.WithBaseURL("http://plain.test"), client.WithAPIKey("key", ""), client.WithAPIKey("nokey", "x"),
		client.WithClientCredentials("oauth", "id", ""), client.WithCredential("head", (*auth.Source)(nil)),
		client.WithTokenURL("nothing", "https://x.test"), client.WithVariable("region", "mars"), client.WithParameter("nomespace", "x"))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`region "mars" isn't one that the description knows: us, eu, cn`, `no variable "planet": the description has region, locale`,
		"http://plain.test isn't encrypted", "the API key for key is empty", `no security scheme "nokey"`, "the secret is empty",
		"the credential for head is nil", `no security scheme "nothing"`, `no parameter "nomespace" that client.WithParameter could set: operations have locale, namespace`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in:\n%v", want, err)
		}
	}
}

func TestCredentialsFromEnv(t *testing.T) {
	_, err := client.New(shop(), client.WithCredentialsFromEnv("oauth", "SHOPTEST"), client.WithCredentialsFromEnv("key", "SHOPTEST"))
	if err == nil || !strings.Contains(err.Error(), "set SHOPTEST_CLIENT_ID and SHOPTEST_CLIENT_SECRET") || !strings.Contains(err.Error(), "set SHOPTEST_API_KEY") {
		t.Errorf("got %v", err)
	}
	t.Setenv("SHOPTEST_CLIENT_ID", clienttest.ClientID)
	t.Setenv("SHOPTEST_CLIENT_SECRET", clienttest.ClientSecret)
	srv := clienttest.NewServer(t, fake())
	core, err := client.New(shop(), client.WithBaseURL(srv.URL), client.WithTokenURL("oauth", srv.TokenURL()), client.WithCredentialsFromEnv("oauth", "SHOPTEST"))
	if err != nil {
		t.Fatal(err)
	}
	defer core.Close() //nolint:errcheck // always nil
	if _, err := getItem(t, core, "1"); err != nil {
		t.Error(err)
	}
	if os.Getenv("SHOPTEST_CLIENT_ID") == "" {
		t.Error("the environment was changed")
	}
}

func TestSecurityIsChosenPerOperation(t *testing.T) {
	t.Parallel()
	srv := clienttest.NewServer(t, fake())
	for _, c := range []struct {
		name string
		opts []client.Option
		want string // what the request shows
	}{
		{"none configured, none needed", nil, ""},
		{"one of two that go together", []client.Option{client.WithAPIKey("key", "k1")}, ""},
		{"both", []client.Option{client.WithAPIKey("key", "k1"), client.WithAPIKey("head", "h1")}, "k1 h1"},
		{"the other alternative", []client.Option{client.WithBearer("oauth", "tok")}, "Bearer tok"},
	} {
		core, err := client.New(shop(), append(c.opts, client.WithBaseURL(srv.URL))...)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Do(t.Context(), core.Request(&opEither, nil), decodeItem); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		all := srv.Requests("getEither")
		got := all[len(all)-1]
		shown := strings.TrimSpace(got.Query.Get("api_key") + " " + got.Header.Get("X-Key") + got.Header.Get("Authorization"))
		if shown != c.want {
			t.Errorf("%s: sent %q, want %q", c.name, shown, c.want)
		}
		core.Close() //nolint:errcheck // always nil
	}
}

func TestMissingCredentialIsToldBeforeAnyRequest(t *testing.T) {
	t.Parallel()
	srv := clienttest.NewServer(t, fake())
	core, err := client.New(shop(), client.WithBaseURL(srv.URL))
	if err != nil {
		t.Fatal(err)
	}
	_, err = getItem(t, core, "1")
	if !errors.Is(err, client.ErrCredential) || !errors.Is(err, client.ErrRequest) ||
		!strings.Contains(err.Error(), "Item.Get needs oauth (shop.WithClientCredentials, shop.WithTokenSource)") {
		t.Errorf("got %v", err)
	}
	if n := srv.Calls(""); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestUserCredential(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	src := srv.UserSource("profile")
	defer src.Close()
	user := core.WithCredential("oauth", src)
	if _, err := getItem(t, user, "1"); err != nil {
		t.Fatal(err)
	}
	if n := srv.TokenRequestsFor("refresh_token"); n != 1 {
		t.Errorf("%d refresh requests, want 1", n)
	}
	if _, err := getItem(t, core.WithCredential("nonsense", src), "1"); err == nil || !strings.Contains(err.Error(), `no security scheme "nonsense"`) {
		t.Errorf("got %v", err)
	}
	if _, err := getItem(t, core.WithCredential("oauth", nil), "1"); !errors.Is(err, client.ErrCredential) {
		t.Errorf("got %v", err)
	}
}

func TestCloseEndsOwnedSources(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	core.Close() //nolint:errcheck // always nil
	if _, err := getItem(t, core, "1"); !errors.Is(err, auth.ErrClosed) {
		t.Errorf("got %v, want auth.ErrClosed", err)
	}
	if n := srv.Calls("getItem"); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestForms(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	if err := client.DoNone(t.Context(), core.Request(&opDelete, nil).Path("1")); err != nil {
		t.Error(err)
	}
	srv.Reply("getItem", 200, "null")
	if x, err := client.DoOpt(t.Context(), core.Request(&opGet, nil).Path("1"), decodeItem); x != nil || err != nil {
		t.Errorf("DoOpt of null: %v %v", x, err)
	}
	if x, err := client.DoOpt(t.Context(), core.Request(&opDelete, nil).Path("1"), decodeItem); x != nil || err != nil {
		t.Errorf("DoOpt of 204: %v %v", x, err)
	}
	if _, err := client.Do(t.Context(), core.Request(&opDelete, nil).Path("1"), decodeItem); !errors.Is(err, client.ErrDecode) {
		t.Errorf("Do of 204: %v", err)
	}
	srv.Reply("getItem", 200, `[1,2]`)
	list, err := client.DoValue(t.Context(), core.Request(&opGet, nil).Path("1"), func(d *wire.Decoder, i int, x *[]int64) int {
		return wire.DecodeList(d, i, x, (*wire.Decoder).Int64)
	})
	if err != nil || len(list) != 2 || list[1] != 2 {
		t.Errorf("DoValue: %v %v", list, err)
	}
	srv.Reply("getItem", 200, "hello\xff")
	if s, err := client.DoText(t.Context(), core.Request(&opGet, nil).Path("1")); s != "hello\uFFFD" || err != nil {
		t.Errorf("DoText: %q %v", s, err)
	}
	rc, err := client.DoBinary(t.Context(), core.Request(&opGet, nil).Path("1"))
	if err != nil {
		t.Fatal(err)
	}
	defer rc.Close() //nolint:errcheck // a test
	if b, _ := io.ReadAll(rc); string(b) != "hello\xff" {
		t.Errorf("DoBinary: %q", b)
	}
}

func TestMaxBody(t *testing.T) {
	t.Parallel()
	core, srv := start(t, client.WithMaxBody(1000))
	srv.Reply("getItem", 200, `{"id":1,"name":"`+strings.Repeat("x", 2000)+`"}`)
	if _, err := getItem(t, core, "1"); !errors.Is(err, client.ErrDecode) || !strings.Contains(err.Error(), "WithMaxBody") {
		t.Errorf("got %v", err)
	}
}

func TestAnswersDontShareMemory(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Reply("getItem", 200, `{"id":1,"name":"first"}`)
	first, err := getItem(t, core, "1")
	if err != nil {
		t.Fatal(err)
	}
	srv.Reply("getItem", 200, `{"id":2,"name":"other"}`)
	for range 20 {
		if _, err := getItem(t, core, "1"); err != nil {
			t.Fatal(err)
		}
	}
	if first.Name.String() != "first" {
		t.Errorf("a later answer wrote over %q", first.Name)
	}
}

// Answers of all sizes, at the same time, through the buffers that calls share.
func TestLargeAnswers(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	srv.Handle("getItem", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.URL.Path[len("/items/"):]
		n, _ := strconv.Atoi(id)
		fmt.Fprintf(w, `{"id":%s,"name":"%s"}`, id, strings.Repeat(id[:1], n))
	}))
	var wg sync.WaitGroup
	for i := range 24 {
		wg.Go(func() {
			n := []int{100, 9_000, 700_000, 3_000_000}[i%4] + i
			x, err := getItem(t, core, strconv.Itoa(n))
			if err != nil {
				t.Error(err)
				return
			}
			if s := x.Name.String(); x.ID != int64(n) || len(s) != n || strings.Trim(s, strconv.Itoa(n)[:1]) != "" {
				t.Errorf("an answer of %d came as %d with %d bytes", n, x.ID, len(s))
			}
		})
	}
	wg.Wait()
}

func TestDoFunc(t *testing.T) {
	t.Parallel()
	core, _ := start(t)
	var got string
	err := client.DoFunc(t.Context(), core.Request(&opGet, nil).Path("1"), func(b []byte) error { got = string(b); return nil })
	if err != nil || got != sample {
		t.Errorf("%q %v", got, err)
	}
	mine := errors.New("mine")
	err = client.DoFunc(t.Context(), core.Request(&opGet, nil).Path("1"), func([]byte) error { return mine })
	if !errors.Is(err, mine) || !errors.Is(err, client.ErrDecode) {
		t.Errorf("got %v", err)
	}
}

func TestDrift(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var seen []string
	core, srv := start(t, client.WithDrift(func(d client.Drift) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, d.String())
	}))
	srv.Reply("getItem", 200, `{"name":"x","colour":{"r":1}}`)
	if _, err := getItem(t, core, "1"); err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(seen, "\n"), "Item.Get: colour: unknown in Item (object)\nItem.Get: id: missing in Item"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
