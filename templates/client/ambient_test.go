// What may be sent in place of an ambient parameter's template.

package client_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/keywright/keywright/templates/client"
)

func TestParametersHaveAForm(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	op := opGet
	op.Ambient = []client.AmbientParam{{Key: "namespace", In: client.InQuery, Template: "static-{region}", Required: true, Pattern: "static-([0-9._]{3,20}-)?{region}"}}
	ask := func(opts ...client.CallOption) error {
		return client.DoNone(t.Context(), core.Request(&op, opts).Path("7"))
	}
	eu := client.WithVariable("region", "eu")
	for _, ok := range [][]client.CallOption{
		nil, {eu}, {client.WithParameter("namespace", "static-us")}, {client.WithParameter("namespace", "static-11.2.7_64397-us")},
		{eu, client.WithParameter("namespace", "static-11.2.7_64397-eu")},
	} {
		if err := ask(ok...); err != nil {
			t.Error(err)
		}
	}
	before := srv.Calls("")
	for value, words := range map[string]string{
		"static-classic-us": `can't be "static-classic-us" here: it is usually static-us`, // another game's
		"static-eu":         "usually static-us",                                          // another region's
		"dynamic-us":        "usually static-us",                                          // another kind
		"xstatic-us":        "usually static-us",
		"static-us\n":       "usually static-us",
	} {
		err := ask(client.WithParameter("namespace", value))
		if !errors.Is(err, client.ErrRequest) || !strings.Contains(err.Error(), words) {
			t.Errorf("%q: %v", value, err)
		}
	}
	if err := ask(eu, client.WithParameter("namespace", "static-us")); err == nil || !strings.Contains(err.Error(), "usually static-eu") {
		t.Error(err)
	}
	if srv.Calls("") != before {
		t.Error("what was refused was sent")
	}
}
