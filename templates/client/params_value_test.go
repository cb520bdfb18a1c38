package client_test

import (
	"testing"

	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/wire"
)

// A value of several kinds is written as the kind that it is, never as JSON.
func TestParameterOfSeveralKinds(t *testing.T) {
	t.Parallel()
	raw := (*wire.Encoder).Raw
	for text, want := range map[string]string{
		`7`: "a=7", `"x y"`: "a=x%20y", `true`: "a=true", `null`: "", `[]`: "", `{}`: "",
		`["x","y"]`:                       "a%5B0%5D=x&a%5B1%5D=y",
		`{"gt":1,"in":[2,3],"b":{"c":4}}`: "a%5Bgt%5D=1&a%5Bin%5D%5B0%5D=2&a%5Bin%5D%5B1%5D=3&a%5Bb%5D%5Bc%5D=4",
	} {
		s := &seen{}
		op := client.Operation{Name: "Op.Get", Method: "GET", Path: "/get"}
		r := seenCore(t, s).Request(&op, nil)
		v := wire.Raw(text)
		client.QueryValue(r, "a", &v, client.DeepObject, raw)
		if err := client.DoNone(t.Context(), r); err != nil || s.reqs[0].URL.RawQuery != want {
			t.Errorf("%s: %v, %s, want %s", text, err, s.reqs[0].URL.RawQuery, want)
		}
	}
	s := &seen{}
	op := client.Operation{Name: "Op.Get", Method: "POST", Path: "/get/{id}/{ids}"}
	r := seenCore(t, s).Request(&op, nil)
	id, ids := wire.Raw(`"a/b"`), wire.Raw(`[1,2]`)
	client.PathValue(r, "id", &id, client.Simple, raw)
	client.PathValue(r, "ids", &ids, client.Simple, raw)
	client.HeaderValue(r, "X-Ids", &ids, client.Simple, raw)
	client.CookieValue(r, "ids", &ids, client.Form, raw)
	form := wire.Raw(`{"tags":["a","b"],"expand":["c"],"items":[{"n":1}],"meta":{"k":["v"]}}`)
	client.BodyForm(r, &form, raw, client.FormStyle{Name: "expand", Style: client.DeepObject})
	if err := client.DoNone(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	req := s.reqs[0]
	if got := req.URL.EscapedPath() + " " + req.Header.Get("X-Ids") + " " + req.Header.Get("Cookie"); got != "/v1/get/a%2Fb/1,2 1,2 ids=1,2" {
		t.Error(got)
	}
	if want := "tags=a&tags=b&expand%5B0%5D=c&items%5B0%5D%5Bn%5D=1&meta%5Bk%5D%5B0%5D=v"; s.bodies[0] != want {
		t.Errorf("%s, want %s", s.bodies[0], want)
	}
}
