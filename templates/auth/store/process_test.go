package store_test

// process_test.go shares one login among real processes: this test binary,
// started again.

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/auth/store"
)

const (
	envChild = "STORE_TEST_CHILD" // what the child does
	envDir   = "STORE_TEST_DIR"
	envURL   = "STORE_TEST_URL"
)

func TestMain(m *testing.M) {
	switch os.Getenv(envChild) {
	case "":
		os.Exit(m.Run())
	case "call":
		childCalls()
	case "hold":
		childHolds()
	}
}

// childCalls gets a token from the shared login, calls the API with it and
// prints the status.
func childCalls() {
	f, err := store.NewFile(os.Getenv(envDir))
	if err != nil {
		fail(err)
	}
	base := os.Getenv(envURL)
	src := auth.NewLoginSource(&auth.RefreshToken{TokenURL: base + "/token", ClientID: "app"}, nil, auth.WithStore(f, testKey("")))
	defer src.Close()
	fmt.Println("ready")
	bufio.NewReader(os.Stdin).ReadString('\n') // all start at once
	tok, err := src.Token(context.Background())
	if err != nil {
		fail(err)
	}
	req, err := http.NewRequest(http.MethodGet, base+"/api", nil)
	if err != nil {
		fail(err)
	}
	req.Header.Set("Authorization", "Bearer "+tok.AccessToken().Reveal())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		fail(err)
	}
	resp.Body.Close()
	fmt.Println(resp.StatusCode)
}

// childHolds takes the lock and stays until it is killed.
func childHolds() {
	f, err := store.NewFile(os.Getenv(envDir))
	if err != nil {
		fail(err)
	}
	if _, err := f.Lock(context.Background(), testKey("")); err != nil {
		fail(err)
	}
	fmt.Println("ready")
	bufio.NewReader(os.Stdin).ReadString('\n')
}

func fail(err error) {
	fmt.Println("error:", err)
	os.Exit(1)
}

// rotating is a provider whose refresh tokens work once. One that comes again
// kills the login, as RFC 9700 section 4.14.2 wants it.
type rotating struct {
	mu      sync.Mutex
	current string
	n       int
	ttl     int
	dead    bool
}

func (p *rotating) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	access := fmt.Sprint("at-", p.n)
	if r.URL.Path == "/api" {
		if p.dead || r.Header.Get("Authorization") != "Bearer "+access {
			w.WriteHeader(http.StatusUnauthorized)
		}
		return
	}
	if p.dead || r.PostFormValue("refresh_token") != p.current {
		p.dead = true
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":"invalid_grant"}`)
		return
	}
	time.Sleep(50 * time.Millisecond) // long enough for all to be waiting
	p.n++
	p.current = fmt.Sprint("rt-", p.n)
	fmt.Fprintf(w, `{"access_token":"at-%d","refresh_token":%q,"expires_in":%d}`, p.n, p.current, p.ttl)
}

type child struct {
	cmd *exec.Cmd
	in  interface{ Close() error }
	out *bufio.Reader
}

// begin starts a child and waits until it says that it is ready.
func begin(t *testing.T, role, dir, url string) *child {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), envChild+"="+role, envDir+"="+dir, envURL+"="+url)
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
	c := &child{cmd, in, bufio.NewReader(out)}
	if line, err := c.out.ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("child said %q, %v", line, err)
	}
	return c
}

// Rule 9: eight processes, one rotating refresh token.
func TestEightProcessesShareARotatingLogin(t *testing.T) {
	t.Parallel()
	const processes, rounds = 8, 2
	p := &rotating{current: "rt-0", ttl: 1}
	srv := httptest.NewServer(p)
	defer srv.Close()
	dir := filepath.Join(t.TempDir(), "logins")
	spent, err := auth.NewToken(auth.TokenFields{
		AccessToken: "at-0", RefreshToken: "rt-0", Issued: time.Now().Add(-2 * time.Hour), Expiry: time.Now().Add(-time.Hour),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := auth.Keep(t.Context(), newFile(t, dir), testKey(""), spent); err != nil {
		t.Fatal(err)
	}
	for round := range rounds {
		p.mu.Lock()
		p.ttl = 3600
		p.mu.Unlock()
		var children []*child
		for range processes {
			children = append(children, begin(t, "call", dir, srv.URL))
		}
		for _, c := range children {
			c.in.Close()
		}
		for _, c := range children {
			if line, err := c.out.ReadString('\n'); err != nil || line != "200\n" {
				t.Errorf("round %d: a process got %q, %v", round, line, err)
			}
			if err := c.cmd.Wait(); err != nil {
				t.Errorf("round %d: %v", round, err)
			}
		}
		p.mu.Lock()
		if p.n != round+1 || p.dead {
			t.Errorf("round %d: %d refreshes, dead: %v", round, p.n, p.dead)
		}
		p.mu.Unlock()
		expire(t, dir)
	}
}

// expire ages the login on disk.
func expire(t *testing.T, dir string) {
	t.Helper()
	f := newFile(t, dir)
	tok, err := f.Load(t.Context(), testKey(""))
	if err != nil {
		t.Fatal(err)
	}
	fields := tok.Fields()
	fields.Issued, fields.Expiry = fields.Issued.Add(-2*time.Hour), fields.Expiry.Add(-2*time.Hour)
	if tok, err = auth.NewToken(fields); err != nil {
		t.Fatal(err)
	}
	if err := f.Save(t.Context(), testKey(""), tok); err != nil {
		t.Fatal(err)
	}
}

func TestLockOfAKilledProcessIsFree(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "logins")
	f := newFile(t, dir)
	c := begin(t, "hold", dir, "")
	short, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := f.Lock(short, testKey("")); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("the lock of another process was given away: %v", err)
	}
	if err := c.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	c.cmd.Wait() // says that it was killed
	long, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	unlock, err := f.Lock(long, testKey(""))
	if err != nil {
		t.Fatal(err)
	}
	if err := unlock(); err != nil {
		t.Error(err)
	}
}

// Rule 9 and 10: what a failed save says through a Source.
func TestFailedSaveIsToldAndTheTokenUsed(t *testing.T) {
	t.Parallel()
	p := &rotating{current: "rt-0", ttl: 3600}
	srv := httptest.NewServer(p)
	defer srv.Close()
	dir := filepath.Join(t.TempDir(), "logins")
	f := newFile(t, dir)
	var told error
	src := auth.NewSource(&auth.RefreshToken{TokenURL: srv.URL + "/token", ClientID: "app", Initial: "rt-0"},
		auth.WithStore(full{f}, testKey("")), auth.OnRefresh(func(e auth.RefreshEvent) { told = e.Err }))
	defer src.Close()
	tok, err := src.Token(t.Context())
	if err != nil || tok.AccessToken() != "at-1" {
		t.Fatalf("%v, %v", tok, err)
	}
	if _, ok := errors.AsType[*auth.SaveError](told); !ok || !errors.Is(told, errFull) || strings.Contains(told.Error(), "rt-1") {
		t.Errorf("told %v", told)
	}
}

// full is a store on a full disk, whose words give a secret away.
type full struct{ *store.File }

var errFull = errors.New("no space left on device")

func (full) Save(_ context.Context, _ auth.Key, t *auth.Token) error {
	return fmt.Errorf("writing %s: %w", t.RefreshToken().Reveal(), errFull)
}
