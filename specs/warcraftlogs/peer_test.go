// Every emitted method against an independent server: graphql-js, with answers
// that @graphql-tools/mock makes up.

package warcraftlogs_test

import (
	"bufio"
	"bytes"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/keywright/keywright/generated/runtime/client"
	"github.com/keywright/keywright/generated/warcraftlogs"
	"github.com/keywright/keywright/generated/warcraftlogs/warcraftlogstest"
)

// peerDir holds the server: see .ci/run for how it is installed.
const peerDir = "../../.ci/peers/graphql-mock"

func TestIndependentServer(t *testing.T) {
	t.Parallel()
	url := startPeer(t, "schema.graphql")
	srv := warcraftlogstest.NewServer(t) // for tokens
	base := http.DefaultTransport.(*http.Transport).Clone()
	defer base.CloseIdleConnections()
	tape := &tape{base: base}
	c, err := warcraftlogs.New(append(srv.Options(), client.WithTransport(tape), client.WithBaseURL(url))...)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, m := range graphQLMethods(c.User(srv.UserSource("view-user-profile", "view-private-reports"))) {
		if m.pages() {
			continue // its answers have random ends
		}
		for _, all := range []bool{false, true} {
			a := &asked{tape: tape, m: m, args: given(m, all)}
			// Scalars that hide a shape are null there.
			if err := a.run(); err != nil && !(errors.Is(err, client.ErrNotFound) && bytes.Contains(tape.last, []byte(":null}"))) {
				t.Errorf("%s, with optional arguments %v: %v", m, all, err)
			}
		}
	}
}

// startPeer starts the server for a schema and stops it when the test ends.
// Without it the test is skipped, or with KEYWRIGHT_PEERS fails.
func startPeer(t *testing.T, schema string) string {
	t.Helper()
	missing := t.Skip
	if os.Getenv("KEYWRIGHT_PEERS") != "" {
		missing = t.Fatal
	}
	if _, err := os.Stat(filepath.Join(peerDir, "node_modules", "graphql")); err != nil {
		missing("the server isn't installed; in the repository's root run: npm ci --prefix .ci/peers/graphql-mock")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		missing("there is no node; install Node.js 20 or later")
	}
	schema, err = filepath.Abs(schema)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, "server.mjs", schema)
	cmd.Dir = peerDir
	var complaints strings.Builder
	cmd.Stderr = &complaints
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close() //nolint:errcheck // a pipe, and the server's sign to end
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server ended with %v\n%s", err, &complaints)
		}
	})
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if url, ok := strings.CutPrefix(lines.Text(), "ready "); ok {
			return url
		}
	}
	t.Fatalf("the server didn't start:\n%s", &complaints)
	return ""
}
