package versus

// process_test.go has the row about processes: eight share a login whose
// refresh token rotates, and a provider that revokes the login when a refresh
// token comes a second time (RFC 9700, section 4.14.2).

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/oauth2"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/auth/store"
)

// What a child process is told.
const (
	envRole = "VERSUS_CHILD" // "keywright" or "oauth2"
	envDir  = "VERSUS_DIR"   // where the login is kept
	envURL  = "VERSUS_URL"   // of the provider
)

func TestMain(m *testing.M) {
	var token func(dir, base string) (string, error)
	switch os.Getenv(envRole) {
	case "keywright":
		token = keywrightChild
	case "oauth2":
		token = oauth2Child
	default:
		goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) { os.Exit(code) }))
		return
	}
	if err := child(token); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// child waits for its sign, then makes one call and tells its status.
func child(token func(dir, base string) (string, error)) error {
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin) //nolint:errcheck // all children start when theirs is closed
	base := os.Getenv(envURL)
	access, err := token(os.Getenv(envDir), base)
	if err != nil {
		return err
	}
	status, err := callAPI(base, access)
	if err != nil {
		return err
	}
	fmt.Println(status)
	return nil
}

func callAPI(base, access string) (int, error) {
	req, err := http.NewRequest(http.MethodGet, base+"/api", nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Authorization", "Bearer "+access)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close() //nolint:errcheck // it has no body
	return resp.StatusCode, nil
}

func loginKey(base string) auth.Key { return auth.Key{Issuer: base, Client: "app"} }

func keywrightChild(dir, base string) (string, error) {
	f, err := store.NewFile(dir)
	if err != nil {
		return "", err
	}
	src := auth.NewLoginSource(&auth.RefreshToken{TokenURL: base + "/token", ClientID: "app"}, nil, auth.WithStore(f, loginKey(base)))
	defer src.Close()
	t, err := src.Token(context.Background())
	if err != nil {
		return "", err
	}
	return t.AccessToken().Reveal(), nil
}

// oauth2Child keeps its token in a file, as programs on x/oauth2 do.
func oauth2Child(dir, base string) (string, error) {
	path := filepath.Join(dir, "token.json")
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	kept := new(oauth2.Token)
	if err := json.Unmarshal(raw, kept); err != nil {
		return "", err
	}
	cfg := oauth2.Config{ClientID: "app", Endpoint: oauth2.Endpoint{TokenURL: base + "/token", AuthStyle: oauth2.AuthStyleInParams}}
	t, err := cfg.TokenSource(context.Background(), kept).Token()
	if err != nil {
		return "", err
	}
	if raw, err = json.Marshal(t); err != nil {
		return "", err
	}
	return t.AccessToken, os.WriteFile(path, raw, 0o600)
}

// rotating is the provider and its API. It starts with the refresh token r0.
type rotating struct {
	mu        sync.Mutex
	refreshes int
	dead      bool // a refresh token came twice
}

func (p *rotating) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	refresh := r.PostFormValue("refresh_token")
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.URL.Path == "/api" {
		if p.dead || r.Header.Get("Authorization") != fmt.Sprint("Bearer a", p.refreshes) {
			w.WriteHeader(http.StatusUnauthorized)
		}
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if p.dead || refresh != fmt.Sprint("r", p.refreshes) {
		p.dead = true
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":"invalid_grant"}`)
		return
	}
	p.refreshes++
	fmt.Fprintf(w, `{"access_token":"a%d","refresh_token":"r%d","token_type":"bearer","expires_in":3600}`, p.refreshes, p.refreshes)
}

// together runs eight children of a role and tells how many could call the API.
func together(t *testing.T, role, dir, base string) (working int) {
	t.Helper()
	type process struct {
		cmd *exec.Cmd
		in  io.WriteCloser
		out *bufio.Reader
	}
	var all []process
	for range 8 {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), envRole+"="+role, envDir+"="+dir, envURL+"="+base)
		cmd.Stderr = os.Stderr
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		all = append(all, process{cmd, in, bufio.NewReader(out)})
	}
	for _, p := range all {
		if line, err := p.out.ReadString('\n'); line != "ready\n" {
			t.Fatalf("a process said %q, %v", line, err)
		}
	}
	for _, p := range all {
		p.in.Close() //nolint:errcheck // a pipe
	}
	for _, p := range all {
		said, err := io.ReadAll(p.out)
		if err != nil {
			t.Error(err)
		}
		p.cmd.Wait() //nolint:errcheck // it has told what was wrong
		if strings.TrimSpace(string(said)) == "200" {
			working++
		}
	}
	return working
}

// 8 processes, one rotating refresh token: 1 refresh, all 8 work, login alive.
func TestEightProcessesOneRotatingRefreshToken(t *testing.T) {
	t.Parallel()
	serve := func() (*rotating, string) {
		p := &rotating{}
		srv := httptest.NewServer(p)
		t.Cleanup(srv.Close)
		return p, srv.URL
	}
	state := func(p *rotating) (int, bool) {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.refreshes, !p.dead
	}
	expired := time.Now().Add(-time.Hour)

	p, base := serve()
	dir := filepath.Join(t.TempDir(), "logins")
	f, err := store.NewFile(dir)
	if err != nil {
		t.Fatal(err)
	}
	tok, err := auth.NewToken(auth.TokenFields{AccessToken: "a0", RefreshToken: "r0", Issued: expired.Add(-time.Hour), Expiry: expired})
	if err != nil {
		t.Fatal(err)
	}
	if err := auth.Keep(t.Context(), f, loginKey(base), tok); err != nil {
		t.Fatal(err)
	}
	working := together(t, "keywright", dir, base)
	if n, alive := state(p); working != 8 || n != 1 || !alive {
		t.Errorf("%d of 8 work, %d refreshes, login alive: %t", working, n, alive)
	} else {
		t.Logf("keywright: %d of 8 work, %d refresh, login alive: %t", working, n, alive)
	}

	p, base = serve()
	dir = t.TempDir()
	raw, err := json.Marshal(&oauth2.Token{AccessToken: "a0", RefreshToken: "r0", Expiry: expired})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "token.json"), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	working = together(t, "oauth2", dir, base)
	n, alive := state(p)
	t.Logf("x/oauth2, its token in a file: %d of 8 work, %d refresh, login alive: %t", working, n, alive)
}
