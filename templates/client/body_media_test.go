package client

import (
	"testing"

	"github.com/keywright/keywright/templates/wire"
)

func TestBodyJSONAs(t *testing.T) {
	t.Parallel()
	r := &Request{}
	text := "a"
	BodyJSONAs(r, "application/merge-patch+json", &text, (*wire.Encoder).String)
	if r.body.contentType != "application/merge-patch+json" || string(r.body.bytes) != `"a"` {
		t.Errorf("got %s: %s", r.body.contentType, r.body.bytes)
	}
	none := &Request{}
	BodyJSONAs(none, "application/merge-patch+json", nil, (*wire.Encoder).String)
	if none.body.set {
		t.Error("a nil value is a body")
	}
}
