package peer

// server_test.go starts the server and speaks to it the way a browser does.

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/keywright/keywright/templates/auth"
)

// serverDir is where the server is, from this package.
const serverDir = "../../../../.ci/peers/oidc-provider"

func TestMain(m *testing.M) {
	if os.Getenv(envDir) != "" {
		if err := child(); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) { os.Exit(code) }))
}

// server is the provider under test's eye.
type server struct {
	*auth.Metadata
	net     *sniffer // every request of the tests goes through it
	gallery          // what must not show a secret
}

// client is an http.Client whose traffic is watched.
func (s *server) client() *http.Client { return &http.Client{Transport: s.net} }

// start starts the server and stops it when the test ends. env is added to its
// environment.
func start(t *testing.T, env ...string) *server {
	t.Helper()
	if _, err := os.Stat(filepath.Join(serverDir, "node_modules", "oidc-provider")); err != nil {
		missing(t, "the server isn't installed; in the repository's root run: npm ci --prefix .ci/peers/oidc-provider")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		missing(t, "there is no node; install Node.js 20 or later")
	}
	cmd := exec.Command(node, "server.mjs")
	cmd.Dir, cmd.Env = serverDir, append(os.Environ(), env...)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var warnings strings.Builder
	cmd.Stderr = &warnings
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &server{net: newSniffer(&http.Transport{MaxIdleConnsPerHost: 20})}
	t.Cleanup(func() {
		s.net.base.CloseIdleConnections()
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
		stdin.Close() //nolint:errcheck // a pipe, and the server's sign to end
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server ended with %v\n%s", err, &warnings)
		}
	})
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if issuer, ok := strings.CutPrefix(lines.Text(), "ready "); ok {
			if s.Metadata, err = auth.Discover(t.Context(), issuer, s.client()); err != nil {
				t.Fatal(err)
			}
			return s
		}
	}
	t.Fatalf("the server didn't start:\n%s", &warnings)
	return nil
}

func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("KEYWRIGHT_PEERS") != "" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// caller is what the server's API tells of a call.
type caller struct {
	Client    string
	Account   string
	Scope     string
	BodyBytes int
}

// call calls the API with a body, authorized by tr.
func (s *server) call(t *testing.T, tr http.RoundTripper, body string) (caller, int) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.Issuer+"/api/me", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := (&http.Client{Transport: tr}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // read below
	var c caller
	if err := json.NewDecoder(resp.Body).Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return c, resp.StatusCode
}

// transport authorizes by a credential.
func (s *server) transport(c auth.Credential) *auth.Transport {
	tr := auth.NewTransport(c, strings.TrimPrefix(s.Issuer, "http://"))
	tr.Base = s.net
	return tr
}

// accepts reports whether the API takes a token.
func (s *server) accepts(t *testing.T, tok *auth.Token) bool {
	t.Helper()
	_, status := s.call(t, s.transport(auth.Bearer(tok.AccessToken())), "")
	return status == http.StatusOK
}

// granted tells how often a grant was answered for an account or client.
func (s *server) granted(t *testing.T, grant, whose string) int {
	t.Helper()
	resp, err := s.client().Get(s.Issuer + "/granted")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // read below
	counts := map[string]int{}
	if err := json.NewDecoder(resp.Body).Decode(&counts); err != nil {
		t.Fatal(err)
	}
	return counts[grant+" "+whose]
}

// browser keeps cookies and follows redirects up to where stop says.
func (s *server) browser(stop func(*url.URL) bool) (*http.Client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	c := s.client()
	c.Jar = jar
	c.CheckRedirect = func(req *http.Request, via []*http.Request) error {
		switch {
		case stop != nil && stop(req.URL):
			return http.ErrUseLastResponse
		case len(via) > 15:
			return errors.New("the redirects don't end")
		}
		return nil
	}
	return c, nil
}

// visit opens a page and follows it to its end, as auth.LoginConfig.Open.
func (s *server) visit(ctx context.Context, page string) error {
	b, err := s.browser(nil)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, page, nil)
	if err != nil {
		return err
	}
	resp, err := b.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close() //nolint:errcheck // nobody reads it
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// comeback opens a page and returns the address that the provider sends the
// browser back to, which isn't visited.
func (s *server) comeback(ctx context.Context, page string) (*url.URL, error) {
	b, err := s.browser(func(u *url.URL) bool { return u.Query().Has("code") || u.Query().Has("error") })
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, page, nil)
	if err != nil {
		return nil, err
	}
	resp, err := b.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close() //nolint:errcheck // a redirect's
	return resp.Location()
}

// code walks the authorization by hand and returns the code.
func (s *server) code(t *testing.T, client, redirect, scope, challenge string) auth.Secret {
	t.Helper()
	q := url.Values{
		"response_type": {"code"}, "client_id": {client}, "redirect_uri": {redirect}, "scope": {scope}, "state": {"by-hand"},
		"code_challenge": {challenge}, "code_challenge_method": {"S256"}, "prompt": {"consent"},
	}
	u, err := s.comeback(t.Context(), s.AuthorizationEndpoint+"?"+q.Encode())
	if err != nil {
		t.Fatal(err)
	}
	if u.Query().Get("code") == "" {
		t.Fatalf("no code came back but %q", u.Query().Get("error"))
	}
	return auth.Secret(u.Query().Get("code"))
}

// approve is the user who types a device's code into a browser, and confirms
// or aborts there.
func (s *server) approve(ctx context.Context, page, userCode string, yes bool) error {
	b, err := s.browser(nil)
	if err != nil {
		return err
	}
	resp, err := b.Get(page)
	if err != nil {
		return err
	}
	form, err := hidden(resp)
	if err != nil {
		return err
	}
	form.Set("user_code", userCode)
	if resp, err = b.PostForm(page, form); err != nil {
		return err
	}
	if form, err = hidden(resp); err != nil {
		return err
	}
	if form.Get("confirm") == "" || form.Get("user_code") != userCode {
		return fmt.Errorf("the page doesn't ask for confirmation: %v", form)
	}
	if !yes {
		form.Del("confirm")
		form.Set("abort", "yes")
	}
	if resp, err = b.PostForm(page, form); err != nil {
		return err
	}
	defer resp.Body.Close() //nolint:errcheck // read below
	text, err := io.ReadAll(resp.Body)
	if err == nil && yes && !strings.Contains(string(text), "Success") {
		err = fmt.Errorf("the confirmation ended on %s with status %d", resp.Request.URL.Path, resp.StatusCode)
	}
	return err
}

// hidden reads the hidden inputs of a page's form.
func hidden(resp *http.Response) (url.Values, error) {
	defer resp.Body.Close() //nolint:errcheck // read below
	text, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	form := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)"`).FindAllStringSubmatch(string(text), -1) {
		form.Set(m[1], m[2])
	}
	return form, nil
}

// soon is a bound for what takes milliseconds, so that a mistake doesn't hang.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}
