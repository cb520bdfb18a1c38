// End-to-end cases of fetch: scripts against a GraphQL endpoint on this machine
// that asks for a token, and against endpoints that are old, closed or no
// GraphQL at all.

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/keywright/keywright/generator/graphql/introspect"
	"github.com/keywright/keywright/generator/graphql/introspect/introspecttest"
)

// endpoints serves them, each under a path of its own.
type endpoints struct {
	*http.ServeMux
	t      *testing.T
	schema string
	tokens atomic.Int32 // how many were given out; the last one is good
}

func newEndpoints(t *testing.T) *httptest.Server {
	t.Helper()
	schema, err := os.ReadFile("testdata/fetch/server.graphql")
	if err != nil {
		t.Fatal(err)
	}
	shuffled, err := introspecttest.Shuffled(string(schema))
	if err != nil {
		t.Fatal(err)
	}
	e := &endpoints{ServeMux: http.NewServeMux(), t: t, schema: string(schema)}
	e.HandleFunc("POST /oauth/token", e.token)
	e.HandleFunc("POST /graphql", e.guarded(e.answer(e.schema, introspect.AllFeatures(), 200)))
	e.HandleFunc("POST /shuffled", e.answer(shuffled, introspect.AllFeatures(), 200))
	e.HandleFunc("POST /changed", e.answer(strings.Replace(shuffled, "name: String!", "name: String! @deprecated title: String", 1), introspect.AllFeatures(), 200))
	e.HandleFunc("POST /old", e.answer(e.schema, introspect.Features{}, 400))
	e.HandleFunc("POST /keyed", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Api-Key") != "k3y" {
			http.Error(w, `{"message":"no key"}`, http.StatusUnauthorized)
			return
		}
		e.answer(e.schema, introspect.AllFeatures(), 200)(w, r)
	})
	for path, reply := range map[string]struct {
		status     int
		kind, body string
	}{
		"disabled":     {200, "application/json", `{"errors":[{"message":"GraphQL introspection is not allowed by this server, but the query contained __schema or __type."}]}`},
		"html":         {200, "text/html", "<!doctype html><title>Sign in</title><form>"},
		"unauthorized": {401, "application/json", `{"message":"unknown token: $AUTH"}`},
		"forbidden":    {403, "application/json", `{"errors":[{"message":"$AUTH may not introspect"}]}`},
		"broken":       {200, "application/json", "{\"data\": {\"__schema\": {\"queryType\": {\"name\": \"Query\"}, \"types\": [\n  {\"kind\": \"OBJEKT\", \"name\": \"Query\"}]}}}"},
		"short":        {200, "application/json", `{"data":`},
		"refused":      {400, "application/json", `{"errors":[{"message":"Query exceeds the maximum depth of 4"}]}`},
	} {
		e.HandleFunc("POST /"+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", reply.kind)
			w.WriteHeader(reply.status)
			io.WriteString(w, strings.ReplaceAll(reply.body, "$AUTH", r.Header.Get("Authorization"))) //nolint:errcheck // the client's loss
		})
	}
	srv := httptest.NewServer(e)
	t.Cleanup(srv.Close)
	return srv
}

func (e *endpoints) token(w http.ResponseWriter, r *http.Request) {
	if id, secret, _ := r.BasicAuth(); id != "shopper" || secret != "s3cr3t" {
		w.WriteHeader(http.StatusUnauthorized)
		io.WriteString(w, `{"error":"invalid_client"}`) //nolint:errcheck // the client's loss
		return
	}
	fmt.Fprintf(w, `{"access_token":"t0k3n-%d","token_type":"Bearer","expires_in":3600}`, e.tokens.Add(1))
}

// guarded wants the last token that was given out.
func (e *endpoints) guarded(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != fmt.Sprintf("Bearer t0k3n-%d", e.tokens.Load()) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next(w, r)
	}
}

// answer answers introspection as a server of some age.
func (e *endpoints) answer(schema string, has introspect.Features, refusal int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var asked struct{ Query string }
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			e.t.Error(err)
		}
		content, err := introspecttest.Answer(schema, asked.Query, has)
		if err != nil {
			e.t.Error(err)
		}
		w.Header().Set("Content-Type", "application/json")
		if strings.HasPrefix(string(content), `{"errors"`) {
			w.WriteHeader(refusal)
		}
		w.Write(content) //nolint:errcheck // the client's loss
	}
}

func TestFetchScripts(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	caches := strings.Fields(string(out))
	repo, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/fetch",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code": code, "mtime": mtime, "module": module, "replace": replace, "expand": expand,
		},
		// Each script has a server of its own: some count its tokens.
		Setup: func(env *testscript.Env) error {
			srv := newEndpoints(t)
			for name, value := range map[string]string{
				"GOCACHE": caches[0], "GOMODCACHE": caches[1], "GOPROXY": "off", "GOWORK": "off", "GOFLAGS": "-mod=mod", "GORACE": atExit, "REPO": repo,
				"HOME": env.WorkDir, "XDG_CONFIG_HOME": filepath.Join(env.WorkDir, "config"), "SERVER": srv.URL,
			} {
				env.Setenv(name, value)
			}
			return nil
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
	})
}

// expand puts the values of the environment's variables into a file.
func expand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: expand <file>")
	}
	text := os.Expand(ts.ReadFile(args[0]), ts.Getenv)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o666))
}
