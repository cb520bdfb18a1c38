package peer

// gallery_test.go collects every secret that crosses the wire and every value
// that a program could print, and looks for the ones in the others.

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/keywright/keywright/templates/auth"
)

// secretNames are parameters and members whose values are secret.
func secretNames() []string {
	return []string{
		"access_token", "refresh_token", "id_token", "token", "code", "code_verifier", "state", "client_secret", "device_code", "api_key",
	}
}

// sniffer is a RoundTripper that notes the secrets of what passes.
type sniffer struct {
	base   *http.Transport
	*notes // behind a pointer, since whoever prints a Transport prints its Base
}

// notes are the secrets seen, each with the forms that it may show up in.
type notes struct {
	mu      sync.Mutex
	secrets map[string][]string
}

func newSniffer(base *http.Transport) *sniffer {
	return &sniffer{base, &notes{secrets: map[string][]string{}}}
}

// RoundTrip notes what the request and its answer hold.
func (s *sniffer) RoundTrip(req *http.Request) (*http.Response, error) {
	s.noteValues(req.URL.Query())
	if user, pass, ok := req.BasicAuth(); ok && user != "" {
		s.note(pass)
		if plain, err := url.QueryUnescape(pass); err == nil {
			s.note(plain)
		}
	}
	if _, token, ok := strings.Cut(req.Header.Get("Authorization"), " "); ok {
		s.note(token)
	}
	if req.Body != nil && req.Header.Get("Content-Type") == "application/x-www-form-urlencoded" {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		req.Body.Close() //nolint:errcheck // it was read
		req = req.Clone(req.Context())
		req.Body = io.NopCloser(bytes.NewReader(body))
		if form, err := url.ParseQuery(string(body)); err == nil {
			s.noteValues(form)
		}
	}
	resp, err := s.base.RoundTrip(req)
	if err != nil {
		return resp, err
	}
	if to, err := resp.Location(); err == nil {
		s.noteValues(to.Query())
	}
	return resp, s.noteAnswer(resp)
}

func (s *sniffer) noteAnswer(resp *http.Response) error {
	if !strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		return nil
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	resp.Body.Close() //nolint:errcheck // it was read
	resp.Body = io.NopCloser(bytes.NewReader(body))
	var m map[string]any
	if json.Unmarshal(body, &m) == nil {
		for _, name := range secretNames() {
			if v, ok := m[name].(string); ok {
				s.note(v)
			}
		}
	}
	return nil
}

func (s *sniffer) noteValues(v url.Values) {
	for _, name := range secretNames() {
		for _, value := range v[name] {
			s.note(value)
		}
	}
}

// note keeps v, unless it is too short to be one or public after all.
func (n *notes) note(v string) {
	if len(v) < 6 {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.secrets[v] = []string{
		v, url.QueryEscape(v), url.PathEscape(v), base64.StdEncoding.EncodeToString([]byte(v)),
		base64.RawURLEncoding.EncodeToString([]byte(v)), hex.EncodeToString([]byte(v)),
	}
}

// in returns a secret that text shows, "" where there is none.
func (n *notes) in(text string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	for secret, forms := range n.secrets {
		if slices.ContainsFunc(forms, func(form string) bool { return strings.Contains(text, form) }) {
			return secret
		}
	}
	return ""
}

// gallery holds the values that a program could print.
type gallery struct {
	mu      sync.Mutex
	exhibit []exhibit
}

type exhibit struct {
	name  string
	value any
}

// show puts values into the gallery.
func (g *gallery) show(name string, values ...any) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, v := range values {
		g.exhibit = append(g.exhibit, exhibit{name, v})
	}
}

// fails checks that err is target, and shows it.
func (g *gallery) fails(t *testing.T, err, target error) *auth.Error {
	t.Helper()
	if !errors.Is(err, target) {
		t.Errorf("got %v, want %v", err, target)
	}
	e, ok := errors.AsType[*auth.Error](err)
	if !ok {
		t.Errorf("%T is no *auth.Error", err)
		return &auth.Error{}
	}
	g.show("error of "+t.Name(), err)
	return e
}

// scan looks for every secret in every value, printed in every way.
func (s *server) scan(t *testing.T) {
	if len(s.net.secrets) < 50 || len(s.exhibit) < 100 {
		t.Errorf("%d secrets and %d values: did the flows run?", len(s.net.secrets), len(s.exhibit))
	}
	prints := 0
	for _, e := range s.exhibit {
		for way, text := range printed(e.value) {
			prints++
			if secret := s.net.in(text); secret != "" {
				t.Errorf("%s (%T) under %s shows the secret %.3s…: %.300s", e.name, e.value, way, secret, text)
			}
		}
	}
	t.Logf("%d values, printed %d times, hold none of %d secrets", len(s.exhibit), prints, len(s.net.secrets))
}

// The scan has to find what is there, else it proves nothing.
func TestScanFinds(t *testing.T) {
	n := newSniffer(nil).notes
	n.note("s3cret+of/all")
	n.note("short")
	type plain struct{ Token string }
	if n.in("short") != "" {
		t.Error("too short to be told from a word")
	}
	for _, v := range []any{plain{"s3cret+of/all"}, &plain{"x s3cret+of/all"}, errors.New("at /?t=s3cret%2Bof%2Fall"), []byte("s3cret+of/all")} {
		found := 0
		for _, text := range printed(v) {
			if n.in(text) != "" {
				found++
			}
		}
		if found < 3 {
			t.Errorf("%T: found in %d prints", v, found)
		}
	}
}

// printed prints v in all the ways that end in logs.
func printed(v any) map[string]string {
	out := map[string]string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		out[verb] = fmt.Sprintf(verb, v)
	}
	out["within"] = fmt.Sprintf("%v %+v %#v", []any{v}, struct{ X any }{v}, map[string]any{"x": v})
	if v != nil && !holdsText(reflect.TypeOf(v)) {
		out["unexported"] = fmt.Sprintf("%v %+v %#v", struct{ x any }{v}, struct{ x any }{v}, []struct{ x any }{{v}})
	}
	raw, err := json.Marshal(map[string]any{"x": v})
	out["json"] = fmt.Sprint(string(raw), err)
	var text, obj bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&text, nil), slog.NewJSONHandler(&obj, nil)} {
		slog.New(h).Info("x", "v", v, slog.Group("g", "v", []any{v}))
	}
	out["slog text"], out["slog json"] = text.String(), obj.String()
	if err, ok := v.(error); ok {
		out["error"] = err.Error()
		for e := errors.Unwrap(err); e != nil; e = errors.Unwrap(e) {
			out["cause"] += fmt.Sprintf("%v %+v %#v\n", e, e, e)
		}
	}
	return out
}

// holdsText reports whether v is a Secret, or a struct with one in it: fmt
// calls no method on what is in an unexported field, so a Secret there is the
// string that it is. Its documentation says so.
func holdsText(t reflect.Type) bool {
	switch {
	case t == reflect.TypeFor[auth.Secret](), t == reflect.TypeFor[auth.LoginPrompt](): // its URL is for the user to see
		return true
	case t.Kind() == reflect.Slice:
		return holdsText(t.Elem())
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			if holdsText(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}

// types tells the names of all types in the gallery, "auth.Token", those in
// their exported fields included.
func (g *gallery) types() map[string]bool {
	seen := map[string]bool{}
	var add func(t reflect.Type)
	add = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
			t = t.Elem()
		}
		if seen[t.String()] {
			return
		}
		seen[t.String()] = true
		if t.Kind() == reflect.Struct {
			for i := range t.NumField() {
				if t.Field(i).IsExported() {
					add(t.Field(i).Type)
				}
			}
		}
	}
	for _, e := range g.exhibit {
		if e.value != nil {
			add(reflect.TypeOf(e.value))
		}
	}
	return seen
}
