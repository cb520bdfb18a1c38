package auth

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A server that echoes what it was sent doesn't get it into errors.
func TestExchangeRedactsWhatItSent(t *testing.T) {
	t.Parallel()
	tok, err := NewToken(TokenFields{AccessToken: "access-4711", RefreshToken: "refresh-4712"})
	if err != nil {
		t.Fatal(err)
	}
	src := NewSource(Static(tok))
	defer src.Close()
	x := Exchange{
		Requirements: []Requirement{{Credential: src}, {Credential: APIKeyQuery("k", "key 4713+")}, {Credential: Basic("me", "pass-4714")}},
		Hosts:        &HostPolicy{Hosts: []string{"api.test"}},
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://api.test/x", nil)
	if err != nil {
		t.Fatal(err)
	}
	var echo string
	resp, err := x.RoundTrip(roundTripFunc(func(r *http.Request) (*http.Response, error) {
		echo = r.URL.String() + " " + r.Header.Get("Authorization") + " refresh-4712 pass-4714 key 4713+"
		return &http.Response{StatusCode: http.StatusTeapot, Body: http.NoBody, Header: http.Header{}}, nil
	}), req, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close() //nolint:errcheck // http.NoBody
	got := x.Redact(echo)
	for _, s := range []string{"4711", "4712", "4713", "4714"} {
		if strings.Contains(got, s) {
			t.Errorf("%s remains in %q", s, got)
		}
	}
	if !strings.Contains(got, "https://api.test/x") {
		t.Errorf("more was removed than secrets: %q", got)
	}
}
