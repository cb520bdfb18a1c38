// Parameters and bodies on the wire.

package client_test

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/wire"
)

// sent builds a request and returns what reached the base transport.
func sent(t testing.TB, op *client.Operation, build func(r *client.Request)) (*http.Request, string, error) {
	t.Helper()
	var got *http.Request
	var body string
	core, err := client.New(&client.API{Name: "t", Servers: []client.Server{{URL: "https://api.test"}}}, client.WithTransport(roundTrip(func(r *http.Request) (*http.Response, error) {
		got = r
		if r.Body != nil {
			b, err := io.ReadAll(r.Body)
			if err != nil {
				return nil, err
			}
			body = string(b)
		}
		return answer("")(r)
	})))
	if err != nil {
		t.Fatal(err)
	}
	r := core.Request(op, nil)
	build(r)
	err = client.DoNone(t.Context(), r)
	return got, body, err
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

type color string

func TestStyles(t *testing.T) {
	t.Parallel()
	list, one := []color{"blue", "a,b c"}, []int64{5}
	m := map[string]float64{"r": 100, "g": 0.5}
	obj := item{ID: 3, Name: client.LocalizedText("x&y")}
	text := client.Text[color]
	op := &client.Operation{Name: "Op", Method: "GET", Path: "/p/{a}", Retry: client.RetrySafe}
	for _, c := range []struct {
		name string
		set  func(r *client.Request)
		want string // path and query
	}{
		{"one", func(r *client.Request) { client.QueryOne(r, "q=", "ä+/", client.Text[string]) }, "/p/1?q%3D=%C3%A4%2B%2F"},
		{"opt", func(r *client.Request) {
			client.QueryOpt(r, "a", wire.Some(true), client.Text[bool])
			client.QueryOpt(r, "b", wire.Opt[bool]{}, client.Text[bool])
			client.QueryOpt(r, "c", wire.Null[bool](), client.Text[bool])
		}, "/p/1?a=true"},
		{"reserved", func(r *client.Request) {
			client.QueryReserved(r, "q", "a/b:[c]?d&e=f#g h", client.Text[string])
		}, "/p/1?q=a/b:[c]?d%26e%3Df%23g%20h"},
		{"form", func(r *client.Request) { client.QueryList(r, "c", list, client.Form, text) }, "/p/1?c=blue,a%2Cb%20c"},
		{"form explode", func(r *client.Request) { client.QueryList(r, "c", list, client.FormExplode, text) }, "/p/1?c=blue&c=a%2Cb%20c"},
		{"space", func(r *client.Request) { client.QueryList(r, "c", list, client.Space, text) }, "/p/1?c=blue%20a%2Cb%20c"},
		{"pipe", func(r *client.Request) { client.QueryList(r, "c", list, client.Pipe, text) }, "/p/1?c=blue%7Ca%2Cb%20c"},
		{"empty list", func(r *client.Request) { client.QueryList(r, "c", list[:0], client.Form, text) }, "/p/1"},
		{"map form", func(r *client.Request) { client.QueryMap(r, "c", m, client.Form, client.Text[float64]) }, "/p/1?c=g,0.5,r,100"},
		{"map explode", func(r *client.Request) { client.QueryMap(r, "c", m, client.FormExplode, client.Text[float64]) }, "/p/1?g=0.5&r=100"},
		{"map deep", func(r *client.Request) { client.QueryMap(r, "c", m, client.DeepObject, client.Text[float64]) }, "/p/1?c%5Bg%5D=0.5&c%5Br%5D=100"},
		{"object deep", func(r *client.Request) { client.QueryObject(r, "c", &obj, client.DeepObject, encodeItem) }, "/p/1?c%5Bid%5D=3&c%5Bname%5D=x%26y"},
		{"object explode", func(r *client.Request) { client.QueryObject(r, "c", &obj, client.FormExplode, encodeItem) }, "/p/1?id=3&name=x%26y"},
		{"object nil", func(r *client.Request) { client.QueryObject(r, "c", nil, client.Form, encodeItem) }, "/p/1"},
		{"JSON", func(r *client.Request) { client.QueryJSON(r, "c", &item{ID: 1}, encodeItem) }, "/p/1?c=%7B%22id%22%3A1%7D"},
		{"path simple", func(r *client.Request) { client.PathList(r, "a", list, client.Simple, text) }, "/p/blue,a%2Cb%20c"},
		{"path label", func(r *client.Request) { client.PathList(r, "a", list, client.LabelExplode, text) }, "/p/.blue.a%2Cb%20c"},
		{"path matrix", func(r *client.Request) { client.PathOne(r, "a", one[0], client.Matrix, client.Text[int64]) }, "/p/;a=5"},
		{"path matrix explode", func(r *client.Request) { client.PathList(r, "a", list, client.MatrixExplode, text) }, "/p/;a=blue;a=a%2Cb%20c"},
		{"path object", func(r *client.Request) { client.PathObject(r, "a", &obj, client.SimpleExplode, encodeItem) }, "/p/id=3,name=x%26y"},
		{"path object matrix", func(r *client.Request) { client.PathObject(r, "a", &obj, client.MatrixExplode, encodeItem) }, "/p/;id=3;name=x%26y"},
	} {
		got, _, err := sent(t, op, func(r *client.Request) {
			r.Path("1")
			if strings.HasPrefix(c.name, "path") {
				r.Path()
			}
			c.set(r)
		})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if uri := got.URL.RequestURI(); uri != c.want {
			t.Errorf("%s: got %s, want %s", c.name, uri, c.want)
		}
	}
}

func TestHeadersAndCookies(t *testing.T) {
	t.Parallel()
	op := &client.Operation{Name: "Op", Method: "GET", Path: "/", Accept: "text/plain"}
	got, _, err := sent(t, op, func(r *client.Request) {
		client.HeaderOne(r, "X-One", 5, client.Text[int])
		client.HeaderOpt(r, "X-Opt", wire.Some("ü"), client.Text[string])
		client.HeaderOpt(r, "X-None", wire.Opt[string]{}, client.Text[string])
		client.HeaderList(r, "X-List", []int32{1, 2}, client.Text[int32])
		client.HeaderObject(r, "X-Object", &item{ID: 3}, client.SimpleExplode, encodeItem)
		client.CookieOne(r, "a", "x; y", client.Text[string])
		client.CookieOpt(r, "b", wire.Some(int64(2)), client.Text[int64])
		client.CookieList(r, "c", []string{"1", "2"}, client.Text[string])
	})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"X-One": "5", "X-Opt": "ü", "X-None": "", "X-List": "1,2", "X-Object": "id=3", "Cookie": "a=x%3B%20y; b=2; c=1,2", "Accept": "text/plain",
	} {
		if v := got.Header.Get(key); v != want {
			t.Errorf("%s: %q, want %q", key, v, want)
		}
	}
	_, _, err = sent(t, op, func(r *client.Request) { client.HeaderOne(r, "X", "a\r\nEvil: 1", client.Text[string]) })
	if !errors.Is(err, client.ErrRequest) || !strings.Contains(err.Error(), "header X") {
		t.Errorf("a header with a line break: %v", err)
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	at := time.Date(2024, 2, 29, 1, 2, 3, 4000, time.FixedZone("", 3600))
	for got, want := range map[string]string{
		client.Text(color("x")): "x", client.Text(-5): "-5", client.Text(uint64(1 << 63)): "9223372036854775808", client.Text(float32(0.1)): "0.1",
		client.Text(1e21): "1000000000000000000000", client.Text(false): "false", client.TimeText(at): "2024-02-29T01:02:03.000004+01:00",
		client.DateText(wire.DateOf(at)): "2024-02-29", client.BytesText([]byte{0xfb, 0xff}): "+/8=",
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestPathsThatCantBe(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path   string
		values []string
		want   string // empty: refused
	}{
		{"/a/{x}/b", []string{"."}, ""},
		{"/a/{x}/b", []string{".."}, ""},
		{"/a/{x}{y}/b", []string{".", "."}, ""},
		{"/a/.{x}", []string{"."}, ""},
		{"/a/{x}", []string{""}, ""},
		{"/a/{x}", nil, ""},
		{"/a/{x}", []string{"1", "2"}, ""},
		{"/a/{x}", []string{"..."}, "/a/..."},
		{"/a/{x}", []string{"../b"}, "/a/..%2Fb"},
		{"/a/{x}-{y}", []string{"1-2", "3"}, "/a/1-2-3"},
		{"/a/{+x}", []string{"b/c d"}, "/a/b/c%20d"},
		{"/a/{+x}", []string{"b/../../c"}, ""},
		{"/a/{x}?kind=k", []string{"Ænimus#1?"}, "/a/%C3%86nimus%231%3F?kind=k"},
	} {
		got, _, err := sent(t, &client.Operation{Name: "Op", Method: "GET", Path: c.path}, func(r *client.Request) { r.Path(c.values...) })
		switch {
		case c.want == "" && !errors.Is(err, client.ErrRequest):
			t.Errorf("%s with %q: got %v, want a refusal", c.path, c.values, err)
		case c.want != "" && err != nil:
			t.Errorf("%s with %q: %v", c.path, c.values, err)
		case c.want != "" && got.URL.RequestURI() != c.want:
			t.Errorf("%s with %q: got %s, want %s", c.path, c.values, got.URL.RequestURI(), c.want)
		}
	}
}

func TestBodies(t *testing.T) {
	t.Parallel()
	op := &client.Operation{Name: "Op", Method: "POST", Path: "/"}
	for _, c := range []struct {
		name, contentType, want string
		length                  int64
		set                     func(r *client.Request)
	}{
		{"JSON", "application/json", `{"id":1,"name":"x","price":2}`, 29, func(r *client.Request) {
			client.BodyJSON(r, &item{ID: 1, Name: client.LocalizedText("x"), Price: wire.Some(2.0)}, encodeItem)
		}},
		{"nil", "", "", 0, func(r *client.Request) { client.BodyJSON(r, nil, encodeItem) }},
		{"form", "application/x-www-form-urlencoded", "id=1&name=%C3%A4%20b", 20, func(r *client.Request) {
			client.BodyForm(r, &item{ID: 1, Name: client.LocalizedText("ä b")}, encodeItem)
		}},
		{"form of lists and objects", "application/x-www-form-urlencoded", "a=1%2C2&b=1&b=2&c%5Bd%5D=x&c%5Be%5D=true", 40, func(r *client.Request) {
			v := wire.Raw(`{"a":[1,2],"b":[1,2],"c":{"d":"x","e":true,"f":null}}`)
			client.BodyForm(r, &v, (*wire.Encoder).Raw, client.FormStyle{Name: "a", Style: client.Form}, client.FormStyle{Name: "b", Style: client.FormExplode})
		}},
		{"text", "text/plain", "hi", 2, func(r *client.Request) { client.BodyText(r, "text/plain", "hi") }},
		{"empty", "text/plain", "", 0, func(r *client.Request) { client.BodyText(r, "text/plain", "") }},
		{"reader with a length", "image/png", "data", 4, func(r *client.Request) { client.BodyReader(r, "image/png", bytes.NewReader([]byte("data"))) }},
		{"reader", "image/png", "data", -1, func(r *client.Request) {
			client.BodyReader(r, "image/png", io.MultiReader(strings.NewReader("data")))
		}},
		{"no reader", "", "", 0, func(r *client.Request) { client.BodyReader(r, "image/png", nil) }},
	} {
		got, body, err := sent(t, op, c.set)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if body != c.want || got.Header.Get("Content-Type") != c.contentType || got.ContentLength != c.length {
			t.Errorf("%s: %q of %q, length %d", c.name, body, got.Header.Get("Content-Type"), got.ContentLength)
		}
	}
}

func TestMultipart(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), `a"b.txt`)
	if err := os.WriteFile(name, []byte("file"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	got, body, err := sent(t, &client.Operation{Name: "Op", Method: "POST", Path: "/"}, func(r *client.Request) {
		client.BodyMultipart(r, client.PartText("t", "ü"), client.PartJSON(r, "j", &item{ID: 2}, encodeItem),
			client.PartFile("f", "", f), client.PartFile("g", "image/png", strings.NewReader("png")), client.Part{Name: "none"})
	})
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(got.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	form, err := multipart.NewReader(strings.NewReader(body), params["boundary"]).ReadForm(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
	if form.Value["t"][0] != "ü" || form.Value["j"][0] != `{"id":2}` || len(form.Value) != 2 || len(form.File) != 2 {
		t.Errorf("values %v, files %v", form.Value, form.File)
	}
	if h := form.File["f"][0]; h.Filename != `a%22b.txt` || h.Size != 4 || h.Header.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("file %+v", h)
	}
	if h := form.File["g"][0]; h.Filename != "g" || h.Size != 3 || h.Header.Get("Content-Type") != "image/png" {
		t.Errorf("file %+v", h)
	}
}

// FuzzPath: whatever a value is, the server reads the same one back, in one
// segment, or the call is refused.
func FuzzPath(f *testing.F) {
	for _, s := range []string{"", ".", "..", "a/b", "%2e", "Ænimus", "Name#1234", "\x00\xff", "a b+c", "{x}", "//", "?&="} {
		f.Add(s, s)
	}
	op := &client.Operation{Name: "Op", Method: "GET", Path: "/p/{x}/q", Retry: client.RetrySafe}
	f.Fuzz(func(t *testing.T, value, param string) {
		got, _, err := sent(t, op, func(r *client.Request) {
			r.Path(value)
			client.QueryOne(r, param, value, client.Text[string])
		})
		if value == "" || value == "." || value == ".." {
			if err == nil {
				t.Fatalf("%q was sent", value)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		segments := strings.Split(got.URL.EscapedPath(), "/")
		if len(segments) != 4 {
			t.Fatalf("%q made the path %s", value, got.URL.EscapedPath())
		}
		if back, err := url.PathUnescape(segments[2]); err != nil || back != value {
			t.Errorf("%q came as %q, %v", value, back, err)
		}
		q, err := url.ParseQuery(got.URL.RawQuery)
		if err != nil || len(q) != 1 || q.Get(param) != value {
			t.Errorf("query %q: %v", got.URL.RawQuery, err)
		}
	})
}
