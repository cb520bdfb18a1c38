// Localized: string, object and null.

package client_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/wire"
)

func TestLocalized(t *testing.T) {
	t.Parallel()
	core, srv := start(t, client.WithVariable("region", "eu"), client.WithVariable("locale", "en_GB"))
	for _, c := range []struct{ name, text, american, all string }{
		{`"Ring"`, "Ring", "Ring true", "=Ring "},
		{`""`, "", " true", "= "},
		{`null`, "", " false", ""},
		{`{"de_DE":"Ring!","en_US":"Ring?","en_GB":"Ring"}`, "Ring", "Ring? true", "de_DE=Ring! en_US=Ring? en_GB=Ring "},
		{`{"de_DE":"Ring!","en_US":"Ring?"}`, "Ring?", "Ring? true", "de_DE=Ring! en_US=Ring? "},
		{`{"fr_FR":"Anneau","de_DE":"Ring!"}`, "Anneau", " false", "fr_FR=Anneau de_DE=Ring! "},
		{`{"en_GB":null,"de_DE":"Ring!"}`, "Ring!", " false", "de_DE=Ring! "},
		{`{}`, "", " false", ""},
	} {
		srv.Reply("getItem", 200, `{"id":1,"name":`+c.name+`}`)
		x, err := getItem(t, core, "1")
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if x.Name.String() != c.text || x.Name.IsNull() != (c.name == "null") || x.Name.IsZero() {
			t.Errorf("%s: reads as %q", c.name, x.Name)
		}
		s, ok := x.Name.In("en_us")
		if got := fmt.Sprintf("%s %v", s, ok); got != c.american {
			t.Errorf("%s: in en_US %q, want %q", c.name, got, c.american)
		}
		all := ""
		for locale, text := range x.Name.All() {
			all += locale + "=" + text + " "
		}
		if all != c.all {
			t.Errorf("%s: all %q, want %q", c.name, all, c.all)
		}
		b, err := wire.Marshal(x, encodeItem)
		if want := `{"id":1,"name":` + c.name + `}`; err != nil || string(b) != want {
			t.Errorf("%s: written as %s, %v", c.name, b, err)
		}
	}
	srv.Reply("getItem", 200, `{"id":1}`)
	x, err := getItem(t, core, "1")
	if err != nil || !x.Name.IsZero() {
		t.Errorf("absent: %+v %v", x, err)
	}
	srv.Reply("getItem", 200, `{"id":1,"name":[]}`)
	if _, err := getItem(t, core, "1"); err == nil {
		t.Error("a list was taken for a text")
	}
	var l client.Localized
	if err := json.Unmarshal([]byte(`{"a":"b"}`), &l); err != nil || l.String() != "b" {
		t.Errorf("%q %v", l, err)
	}
	if b, err := json.Marshal(l); string(b) != `{"a":"b"}` || err != nil {
		t.Errorf("%s %v", b, err)
	}
}
