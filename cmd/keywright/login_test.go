// The verbs login and token against fakes of the providers, with the shipped
// descriptions.

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/keywright/keywright/specs/providertest"
)

// world is what a run of the command sees.
type world struct {
	t         *testing.T
	env       map[string]string
	transport http.RoundTripper
	open      func(ctx context.Context, url string) error
	stdin     io.Reader
	now       time.Time

	stdout, stderr bytes.Buffer
}

// newWorld gives a config folder of its own; the command finds it as users'
// programs do, by the environment.
func newWorld(t *testing.T) *world {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"XDG_CONFIG_HOME", "HOME", "AppData"} {
		t.Setenv(name, dir)
	}
	return &world{t: t, stdin: strings.NewReader(""), env: map[string]string{}}
}

// run runs a verb and returns its exit code. Nothing secret may show on
// standard error, whatever happens.
func (w *world) run(verb string, args ...string) int {
	w.t.Helper()
	w.stdout.Reset()
	w.stderr.Reset()
	s := newSession(&cli{verb: verbNamed(w.t, verb), stdout: &w.stdout, stderr: &w.stderr})
	s.getenv = func(name string) string { return w.env[name] }
	s.stdin, s.open, s.transport = w.stdin, w.open, w.transport
	if !w.now.IsZero() {
		s.now = func() time.Time { return w.now }
	}
	var code int
	switch verb {
	case "login":
		code = s.login(w.t.Context(), args)
	case "logout":
		code = s.logout(w.t.Context(), args)
	default:
		code = s.token(w.t.Context(), args)
	}
	for _, secret := range w.secrets() {
		if strings.Contains(w.stderr.String(), secret) {
			w.t.Errorf("%s: a secret shows on standard error:\n%s", verb, w.stderr.String())
		}
	}
	return code
}

func verbNamed(t *testing.T, name string) verb {
	t.Helper()
	for _, v := range verbs() {
		if v.name == name {
			return v
		}
	}
	t.Fatalf("there is no verb %s", name)
	return verb{}
}

// secrets are those that a run may know: the client's, and what is stored.
func (w *world) secrets() []string {
	secrets := []string{providertest.ClientSecret}
	for name, content := range w.stored() {
		if json.Valid([]byte(content)) && !strings.Contains(content, "access_token") {
			w.t.Errorf("%s holds no token", name)
		}
		for _, m := range regexp.MustCompile(`"(?:access|refresh|id)_token":\s*"([^"]+)"`).FindAllStringSubmatch(content, -1) {
			secrets = append(secrets, m[1])
		}
	}
	return secrets
}

// stored gives the files of the store by name.
func (w *world) stored() map[string]string {
	w.t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(os.Getenv("HOME"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".json" {
			return err
		}
		if info, err := d.Info(); err == nil && info.Mode().Perm()&0o077 != 0 {
			w.t.Errorf("%s has mode %v", path, info.Mode())
		}
		content, err := os.ReadFile(path)
		files[d.Name()] = string(content)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return files
}

// ok wants success.
func (w *world) ok(verb string, args ...string) string {
	w.t.Helper()
	if code := w.run(verb, args...); code != exitOK {
		w.t.Fatalf("keywright %s %q: exit code %d\n%s", verb, args, code, w.stderr.String())
	}
	return w.stdout.String()
}

// fails wants an exit code and words on standard error, and nothing to pipe on.
func (w *world) fails(code int, words string, verb string, args ...string) {
	w.t.Helper()
	if got := w.run(verb, args...); got != code || !strings.Contains(w.stderr.String(), words) || w.stdout.Len() > 0 {
		w.t.Errorf("keywright %s %q: exit code %d, want %d and %q; stdout %q, stderr:\n%s", verb, args, got, code, words, w.stdout.String(), w.stderr.String())
	}
}

// register puts the fakes' registration into the environment of a client.
func (w *world) register(client string) {
	w.env[client+"_CLIENT_ID"], w.env[client+"_CLIENT_SECRET"] = providertest.ClientID, providertest.ClientSecret
}

// pasteTo returns a stdin on which the user, who has seen the page's address on
// standard error, pastes where the browser ended.
func pasteTo(w *world, p *providertest.Provider) io.Reader {
	return readerFunc(func() string {
		shown := regexp.MustCompile(`https?://\S*response_type=code\S*`).FindString(w.stderr.String())
		address, err := p.Visit(w.t.Context(), shown)
		if err != nil {
			w.t.Error(err)
		}
		return address + "\n"
	})
}

// readerFunc reads a text that is made when it is first asked for.
func readerFunc(text func() string) io.Reader {
	r, wr := io.Pipe()
	var started bool
	return readerOf(func(p []byte) (int, error) {
		if !started {
			started = true
			go func() {
				_, err := io.WriteString(wr, text())
				wr.CloseWithError(err)
			}()
		}
		return r.Read(p)
	})
}

type readerOf func([]byte) (int, error)

func (f readerOf) Read(p []byte) (int, error) { return f(p) }

const shipped = "../../specs"

// Battle.net wants an https redirect URI and allows https://localhost, where
// nothing listens: the address is pasted.
func TestLoginToBattleNet(t *testing.T) {
	w, bn := newWorld(t), providertest.NewBattleNet(t)
	w.register("WOW")
	w.transport, w.stdin = bn.Transport(), pasteTo(w, bn.Provider)
	if out := w.ok("login", "-C", shipped, "--client", "wow", "--scope", "wow.profile", "--set", "region=eu", "--redirect", "https://localhost", "--paste"); out != "" {
		t.Errorf("login prints %q on standard output", out)
	}
	if !strings.Contains(w.stderr.String(), "logged in to wow") || !strings.Contains(w.stderr.String(), "then log in again") {
		t.Errorf("stderr:\n%s", w.stderr.String())
	}
	if len(w.stored()) != 1 {
		t.Errorf("%d logins are stored", len(w.stored()))
	}

	tok := strings.TrimSpace(w.ok("token", "-C", shipped, "--client", "wow", "--set", "region=eu"))
	if !called(t, bn.Provider, "https://eu.api.blizzard.com/profile/user/wow?namespace=profile-eu", tok) {
		t.Errorf("the token isn't good: %q", tok)
	}
	if w.stderr.Len() > 0 || strings.ContainsAny(tok, " \n") {
		t.Errorf("token says more than the token: %q, %q", tok, w.stderr.String())
	}
	about := w.ok("token", "-C", shipped, "--client", "wow", "--inspect")
	for _, want := range []string{"client     wow\n", "issuer     https://oauth.battle.net/token\n", "scopes     wow.profile\n", "expires    20", "renewable  no", "logged in as user"} {
		if !strings.Contains(about, want) {
			t.Errorf("--inspect doesn't tell %q:\n%s", want, about)
		}
	}
	if strings.Contains(about, tok) {
		t.Errorf("--inspect shows the token:\n%s", about)
	}

	// At its end: what to do, and still what it was.
	w.now = time.Now().Add(25 * time.Hour)
	w.fails(exitInput, "keywright login --client wow", "token", "-C", shipped, "--client", "wow")
	if about := w.ok("token", "-C", shipped, "--client", "wow", "--inspect"); !strings.Contains(about, "(over)") {
		t.Errorf("--inspect of a login that is over:\n%s", about)
	}
}

// A loopback URI over TLS, as registered with a port: the browser comes back by
// itself.
func TestLoginToBattleNetOverTLS(t *testing.T) {
	w, bn := newWorld(t), providertest.NewBattleNet(t)
	w.register("WOW")
	w.env["WOW_REDIRECT_URI"] = "https://localhost:{port}/callback"
	w.transport = bn.Transport()
	w.open = func(ctx context.Context, url string) error {
		// The port is free by chance here; a user has registered one.
		bn.Register(regexp.MustCompile(`https://localhost:\d+/callback`).FindString(w.stderr.String()))
		return bn.Browser(ctx, url)
	}
	w.ok("login", "-C", shipped, "--client", "wow", "--scope", "openid,wow.profile", "--listen", "localhost:0")
	w.ok("token", "-C", shipped, "--client", "wow")
	// A login for fewer scopes isn't taken for one with more.
	w.fails(exitInput, "without d3.profile", "token", "-C", shipped, "--client", "wow", "--scope", "d3.profile")
}

// Warcraft Logs compares the URI byte by byte; a client without a secret has PKCE.
func TestLoginToWarcraftLogs(t *testing.T) {
	w, l := newWorld(t), providertest.NewWarcraftLogs(t)
	const uri = "http://127.0.0.1:0/callback?from=cli"
	l.Public()
	l.Life(time.Hour)
	w.env["WARCRAFTLOGS_CLIENT_ID"] = providertest.ClientID
	w.transport = l.Transport()
	w.open = func(ctx context.Context, url string) error {
		l.Register(regexp.MustCompile(`http://127\.0\.0\.1:\d+/callback\?from=cli`).FindString(w.stderr.String()))
		return l.Browser(ctx, url)
	}
	w.ok("login", "-C", shipped, "--client", "warcraftlogs", "--scope", "view-user-profile", "--redirect", strings.Replace(uri, ":0", ":{port}", 1), "--listen", "127.0.0.1:0")
	first := strings.TrimSpace(w.ok("token", "-C", shipped, "--client", "warcraftlogs"))
	if again := strings.TrimSpace(w.ok("token", "-C", shipped, "--client", "warcraftlogs")); again != first {
		t.Error("a token with an hour left was renewed")
	}
	w.now = time.Now().Add(55 * time.Minute)
	second := strings.TrimSpace(w.ok("token", "-C", shipped, "--client", "warcraftlogs"))
	if second == first || len(l.Requests("/oauth/token")) != 2 {
		t.Errorf("five minutes before its end the token isn't renewed; %d token requests", len(l.Requests("/oauth/token")))
	}
	for _, r := range l.Requests("/oauth/token") {
		if r.Form.Has("client_secret") || r.Header.Get("Authorization") != "" {
			t.Errorf("a public client sent %v, %q", r.Form, r.Header.Get("Authorization"))
		}
	}
	if about := w.ok("token", "-C", shipped, "--client", "warcraftlogs", "--inspect"); !strings.Contains(about, "scopes     view-user-profile\n") || !strings.Contains(about, "renewable  yes") {
		t.Errorf("--inspect:\n%s", about)
	}

	// The provider revokes the login: the token at hand still works, then a login is needed.
	l.RevokeLogins()
	w.now = time.Now().Add(58 * time.Minute)
	if tok := strings.TrimSpace(w.ok("token", "-C", shipped, "--client", "warcraftlogs")); tok != second {
		t.Error("another token came of a revoked login")
	}
	if !strings.Contains(w.stderr.String(), "not renewed") {
		t.Errorf("stderr:\n%s", w.stderr.String())
	}
	w.now = time.Now().Add(2 * time.Hour)
	w.fails(exitInput, "keywright login --client warcraftlogs", "token", "-C", shipped, "--client", "warcraftlogs")
}

// Without a login there is the application's own token, which is kept as well.
func TestTokenOfTheApplication(t *testing.T) {
	w, bn := newWorld(t), providertest.NewBattleNet(t)
	w.transport = bn.Transport()
	w.fails(exitInput, "set HEARTHSTONE_CLIENT_ID", "token", "-C", shipped, "--client", "hearthstone")
	w.env["HEARTHSTONE_CLIENT_ID"] = providertest.ClientID
	w.fails(exitInput, "set HEARTHSTONE_CLIENT_SECRET", "token", "-C", shipped, "--client", "hearthstone")

	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte(providertest.ClientSecret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	first := w.ok("token", "-C", shipped, "--client", "hearthstone", "--secret-file", secret)
	if w.ok("token", "-C", shipped, "--client", "hearthstone", "--secret-file", secret) != first || len(bn.Requests("/token")) != 1 {
		t.Errorf("the token isn't kept: %d token requests", len(bn.Requests("/token")))
	}
	if !called(t, bn.Provider, "https://us.api.blizzard.com/data/wow/token/index?namespace=dynamic-us", strings.TrimSpace(first)) {
		t.Error("the token isn't good")
	}
	if about := w.ok("token", "-C", shipped, "--client", "hearthstone", "--secret-file", secret, "--inspect"); !strings.Contains(about, "the application's own") {
		t.Errorf("--inspect:\n%s", about)
	}

	// A user who logs in comes first; --app asks for the application's.
	w.stdin = pasteTo(w, bn.Provider)
	w.ok("login", "-C", shipped, "--client", "hearthstone", "--scope", "wow.profile", "--redirect", "https://localhost", "--paste", "--secret-file", secret)
	if w.ok("token", "-C", shipped, "--client", "hearthstone") == first {
		t.Error("the application's token stands for the user's")
	}
	if w.ok("token", "-C", shipped, "--client", "hearthstone", "--app", "--secret-file", secret) != first {
		t.Error("--app gives another token")
	}

	// China is another provider: neither is known there.
	cn := w.ok("token", "-C", shipped, "--client", "hearthstone", "--set", "region=cn", "--secret-file", secret)
	if cn == first || bn.Requests("/token")[2].Host != "oauth.battlenet.com.cn" {
		t.Errorf("region cn: %v", bn.Requests("/token")[2].Host)
	}
}

func TestLoginTellsWhatIsMissing(t *testing.T) {
	w, bn := newWorld(t), providertest.NewBattleNet(t)
	w.transport = bn.Transport()
	w.fails(exitUsage, "--client is needed", "login", "-C", shipped)
	w.fails(exitUsage, `did you mean "hearthstone"?`, "login", "-C", shipped, "--client", "heartstone")
	w.fails(exitUsage, "set HEARTHSTONE_CLIENT_ID", "login", "-C", shipped, "--client", "hearthstone")
	w.register("HEARTHSTONE")
	w.fails(exitUsage, `did you mean "region"?`, "login", "-C", shipped, "--client", "hearthstone", "--set", "regio=eu")
	w.fails(exitInput, "us, eu, kr, tw, cn", "login", "-C", shipped, "--client", "hearthstone", "--set", "region=sea")
	w.fails(exitInput, "deviceAuthorization", "login", "-C", shipped, "--client", "hearthstone", "--device")
	w.fails(exitUsage, "not defined: -secret", "login", "-C", shipped, "--client", "hearthstone", "--secret", "x")
	w.fails(exitUsage, "leave out --listen", "login", "-C", shipped, "--client", "hearthstone", "--paste", "--listen", "localhost:1")
	w.fails(exitInput, "no keywright.yaml", "login", "-C", t.TempDir())

	w.fails(exitInput, "--paste listens nowhere", "login", "-C", shipped, "--client", "hearthstone", "--redirect", "https://site.example/callback")

	bn.Grant("openid")
	w.stdin = pasteTo(w, bn.Provider)
	w.ok("login", "-C", shipped, "--client", "hearthstone", "--scope", "openid", "--scope", "wow.profile", "--redirect", "https://localhost", "--paste")
	if !strings.Contains(w.stderr.String(), "not granted: wow.profile") {
		t.Errorf("stderr:\n%s", w.stderr.String())
	}

	bn.Deny()
	w.stdin = pasteTo(w, bn.Provider)
	w.fails(exitInput, "access_denied", "login", "-C", shipped, "--client", "hearthstone", "--redirect", "https://localhost", "--paste")
}

// deviceSite is a provider without a browser, in the clear on this machine.
func deviceSite(t *testing.T) (dir string, asked func() []string) {
	t.Helper()
	var mu sync.Mutex
	var seen []string
	mux := http.NewServeMux()
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	mux.HandleFunc("POST /device", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, r.PostFormValue("scope"))
		fmt.Fprintf(w, `{"device_code":"d3v1c3","user_code":"WDJB-MJHT","verification_uri":"%s/activate","expires_in":60,"interval":1}`, srv.URL)
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, r.PostFormValue("grant_type"))
		fmt.Fprintf(w, `{"access_token":"access-%d","refresh_token":"refresh-%d","token_type":"Bearer","expires_in":3600,"scope":"read"}`, len(seen), len(seen))
	})
	mux.HandleFunc("POST /revoke", func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, "revoked "+r.PostFormValue("token"))
	})
	dir = t.TempDir()
	spec := `openapi: 3.0.3
info: {title: Site, version: "1"}
servers: [{url: "` + srv.URL + `"}]
security: [{login: []}]
paths: {/me: {get: {responses: {"204": {description: Done.}}}}}
components:
  securitySchemes:
    login: {type: oauth2, flows: {x-keywright-device: {x-keywright-device-url: /device, tokenUrl: /token, x-keywright-revocation-url: "` + srv.URL + `/revoke", scopes: {read: Reading., write: Writing.}}}}
`
	for name, content := range map[string]string{"site.yaml": spec, "keywright.yaml": "clients: [{name: site, spec: site.yaml, out: site}]\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(seen)
	}
}

// On a machine without a browser the user types a code elsewhere; logins of two
// accounts stay apart, and one for other scopes replaces the one before.
func TestLoginOnAnotherDevice(t *testing.T) {
	w := newWorld(t)
	dir, asked := deviceSite(t)
	w.env["SITE_CLIENT_ID"] = providertest.ClientID // without a secret
	w.fails(exitInput, "nobody is logged in; run `keywright login --client site`", "token", "-C", dir)
	w.fails(exitInput, "gives applications no tokens", "token", "-C", dir, "--app")
	w.ok("login", "-C", dir, "--device", "--scope", "read")
	for _, want := range []string{"WDJB-MJHT", "/activate", "logged in to site", "renews it when due"} {
		if !strings.Contains(w.stderr.String(), want) {
			t.Errorf("stderr doesn't say %q:\n%s", want, w.stderr.String())
		}
	}
	w.ok("login", "-C", dir, "--device", "--account", "amara")
	if !strings.Contains(w.stderr.String(), "there are --scope read, write") {
		t.Errorf("stderr:\n%s", w.stderr.String())
	}
	mine, theirs := w.ok("token", "-C", dir), w.ok("token", "-C", dir, "--account", "amara")
	if mine == theirs || len(w.stored()) != 2 {
		t.Errorf("%d logins are stored", len(w.stored()))
	}
	w.ok("login", "-C", dir, "--device", "--scope", "read,write")
	if w.ok("token", "-C", dir) == mine || len(w.stored()) != 2 {
		t.Errorf("a login anew doesn't replace the old; %d are stored", len(w.stored()))
	}
	if !strings.Contains(strings.Join(asked(), "\n"), "read write") {
		t.Errorf("asked for %q", asked())
	}
	w.now = time.Now().Add(50 * time.Minute)
	w.ok("token", "-C", dir)
	if last := asked(); last[len(last)-1] != "refresh_token" {
		t.Errorf("the token isn't renewed when due: %q", last)
	}

	// A file that was spoilt is told, and doesn't stand in the way for ever.
	for name := range w.stored() {
		spoil(t, name)
	}
	w.fails(exitInput, "", "token", "-C", dir)
	w.ok("login", "-C", dir, "--device", "--scope", "read,write")
	w.ok("token", "-C", dir)
}

// spoil overwrites a stored login.
func spoil(t *testing.T, name string) {
	t.Helper()
	err := filepath.WalkDir(os.Getenv("HOME"), func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Name() == name {
			return os.WriteFile(path, []byte(`{"version":1,"key":`), 0o600)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// called makes a call as curl would.
func called(t *testing.T, p *providertest.Provider, url, token string) bool {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := p.Transport().RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}
