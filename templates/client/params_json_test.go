package client

import (
	"testing"

	"github.com/keywright/keywright/templates/wire"
)

func TestParametersAsJSONAndCookieObjects(t *testing.T) {
	t.Parallel()
	type point map[string]int64
	enc := func(e *wire.Encoder, x *point) { wire.EncodeMap(e, (*map[string]int64)(x), (*wire.Encoder).Int64) }
	p := point{"x": 1, "y": 2}
	r := &Request{op: &Operation{Path: "/a/{at}"}}
	PathJSON(r, "at", &p, enc)
	HeaderJSON(r, "X-At", &p, enc)
	CookieJSON(r, "at", &p, enc)
	CookieObject(r, "joined", &p, Form, enc)
	CookieObject(r, "spread", &p, FormExplode, enc)
	HeaderJSON(r, "X-None", nil, enc)
	if r.err != nil {
		t.Fatal(r.err)
	}
	if got, err := r.appendPath(nil); err != nil || string(got) != "/a/%7B%22x%22%3A1%2C%22y%22%3A2%7D" {
		t.Errorf("path %s: %v", got, err)
	}
	if got := r.header.Get("X-At"); got != `{"x":1,"y":2}` || r.header.Get("X-None") != "" {
		t.Errorf("header %v", r.header)
	}
	if got, want := string(r.cookie), "at=%7B%22x%22%3A1%2C%22y%22%3A2%7D; joined=x,1,y,2; x=1; y=2"; got != want {
		t.Errorf("cookie\n got %s\nwant %s", got, want)
	}
}
