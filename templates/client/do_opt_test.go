package client_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/wire"
)

func TestDoValueOpt(t *testing.T) {
	t.Parallel()
	answers := map[string]string{"/empty": "", "/null": " null", "/list": `["a"]`, "/wrong": `{`}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, answers[r.URL.Path])
	}))
	t.Cleanup(srv.Close)
	core, err := client.New(&client.API{Name: "x", Servers: []client.Server{{URL: srv.URL}}}, client.WithBaseURL(srv.URL))
	if err != nil {
		t.Fatal(err)
	}
	list := func(d *wire.Decoder, i int, x *[]string) int { return wire.DecodeList(d, i, x, (*wire.Decoder).String) }
	for path, want := range map[string]int{"/empty": 0, "/null": 0, "/list": 1, "/wrong": -1} {
		op := client.Operation{Name: "List", Method: "GET", Path: path}
		got, err := client.DoValueOpt(t.Context(), core.Request(&op, nil), list)
		if (err != nil) != (want < 0) || want >= 0 && len(got) != want {
			t.Errorf("%s: got %v, %v", path, got, err)
		}
	}
}
