package peer

// process_test.go is rule 9 with real processes and a provider that revokes a
// login when a refresh token comes twice.

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/auth/store"
)

// What a child process is told.
const (
	envDir    = "PEER_CHILD_DIR"    // where the login is kept
	envIssuer = "PEER_CHILD_ISSUER" // the server
	envToken  = "PEER_CHILD_TOKEN"  // its token endpoint
)

func eightKey(issuer string) auth.Key {
	return auth.Key{Issuer: issuer, Client: "native", Account: "player-eight"}
}

// child calls the API with the shared login and tells the status.
func child() error {
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin) //nolint:errcheck // all children start when theirs is closed
	f, err := store.NewFile(os.Getenv(envDir))
	if err != nil {
		return err
	}
	issuer := os.Getenv(envIssuer)
	src := auth.NewLoginSource(&auth.RefreshToken{TokenURL: os.Getenv(envToken), ClientID: "native"}, nil, auth.WithStore(f, eightKey(issuer)))
	defer src.Close()
	hc := &http.Client{Transport: auth.NewTransport(src, strings.TrimPrefix(issuer, "http://"))}
	resp, err := hc.Post(issuer+"/api/me", "text/plain", strings.NewReader("hello"))
	if err != nil {
		return err
	}
	defer resp.Body.Close() //nolint:errcheck // nobody reads it
	fmt.Println(resp.StatusCode)
	return nil
}

// Eight processes, one rotating refresh token, three times over: one refresh
// each time, all eight work, and the login lives.
func eightProcesses(t *testing.T, s *server) {
	_, tok := s.login(t, "player-eight", "wow.profile")
	dir := filepath.Join(t.TempDir(), "logins")
	f, err := store.NewFile(dir)
	if err != nil {
		t.Fatal(err)
	}
	for round := range 3 {
		fields := tok.Fields()
		fields.Issued, fields.Expiry = fields.Issued.Add(-2*time.Hour), fields.Expiry.Add(-2*time.Hour)
		if tok, err = auth.NewToken(fields); err != nil {
			t.Fatal(err)
		}
		if err := auth.Keep(t.Context(), f, eightKey(s.Issuer), tok); err != nil {
			t.Fatal(err)
		}
		for i, said := range s.processes(t, dir) {
			if said != "200" {
				t.Errorf("round %d, process %d: %s", round, i, said)
			}
		}
		if n := s.granted(t, "refresh_token", "player-eight"); n != round+1 {
			t.Errorf("round %d: %d refreshes in all, want %d", round, n, round+1)
		}
		if tok, err = f.Load(t.Context(), eightKey(s.Issuer)); err != nil || !s.accepts(t, tok) {
			t.Fatalf("round %d: the login is dead: %v, %v", round, tok, err)
		}
	}
	s.show("store", f, eightKey(s.Issuer))
}

// processes runs eight children at once and returns what each said.
func (s *server) processes(t *testing.T, dir string) []string {
	t.Helper()
	type process struct {
		cmd *exec.Cmd
		in  io.WriteCloser
		out *bufio.Reader
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var all []process
	for range 8 {
		cmd := exec.CommandContext(ctx, os.Args[0])
		cmd.Env = append(os.Environ(), envDir+"="+dir, envIssuer+"="+s.Issuer, envToken+"="+s.TokenEndpoint)
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
	var said []string
	for _, p := range all {
		text, err := io.ReadAll(p.out)
		if err != nil {
			t.Error(err)
		}
		p.cmd.Wait() //nolint:errcheck // it has told what was wrong
		said = append(said, strings.TrimSpace(string(text)))
	}
	return said
}
