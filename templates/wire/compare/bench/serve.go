// The server of calls, in a process of its own so that its CPU time isn't counted.

package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/keywright/keywright/templates/wire/compare/payload"
)

// serve answers until its standard input ends, and writes its address first.
// encoding is "plain" or "gzip".
func serve(encoding string) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"access_token":"bench","token_type":"bearer","expires_in":86400}`) //nolint:errcheck // a client that left needs nothing
	})
	auctions, err := answer(payload.Auctions(), encoding)
	if err != nil {
		return err
	}
	realm, err := answer(payload.Realm(), "plain")
	if err != nil {
		return err
	}
	mux.HandleFunc("GET /auctions", auctions)
	mux.HandleFunc("GET /realm/{slug}", realm)
	fmt.Println(l.Addr())
	go func() {
		bufio.NewReader(os.Stdin).ReadByte() //nolint:errcheck // its end is what is waited for
		os.Exit(0)
	}()
	return http.Serve(l, mux)
}

// answer writes body to whoever brings the token.
func answer(body []byte, encoding string) (http.HandlerFunc, error) {
	if encoding == "gzip" {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		if _, err := w.Write(body); err != nil {
			return nil, err
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
		body = b.Bytes()
	}
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer bench" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		if encoding == "gzip" {
			w.Header().Set("Content-Encoding", "gzip")
		}
		w.Write(body) //nolint:errcheck // a client that left needs nothing
	}, nil
}

// startServer runs this program as a server and returns its URL.
func startServer(encoding string) (url string, stop func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	cmd := exec.Command(self, "-serve", encoding)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return "", nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		in.Close() //nolint:errcheck // the server ends when its input does
		cmd.Wait() //nolint:errcheck // how it ended doesn't matter
	}
	addr, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		stop()
		return "", nil, fmt.Errorf("the server didn't start: %w", err)
	}
	return "http://" + strings.TrimSpace(addr), stop, nil
}
