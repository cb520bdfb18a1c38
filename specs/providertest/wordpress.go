package providertest

// wordpress.go behaves as the WordPress plugin "OAuth Server" of miniOrange:
// everything in the body, as a form or as JSON, short tokens that are JWTs, and
// no agreement with itself about what expires_in counts from.

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// WordPress is a fake of a WordPress site with miniOrange's OAuth server.
type WordPress struct {
	*Provider
	absolute bool
}

const wordPressLife = 600 * time.Second

// NewWordPress starts a fake of a WordPress site. It is at URL, and by its
// Transport at https://wordpress.example.
func NewWordPress(tb testing.TB) *WordPress {
	s := &WordPress{}
	s.Provider = start(tb, wordPressLife, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r) }, "wordpress.example")
	return s
}

// URL is where the site is, in the clear.
func (s *WordPress) URL() string { return s.server.URL }

// AbsoluteExpiry has answers tell the end of tokens in Unix time.
func (s *WordPress) AbsoluteExpiry() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.absolute = true
}

func (s *WordPress) serve(w http.ResponseWriter, r *http.Request) {
	switch strings.TrimPrefix(r.URL.Path, "/wp-json/moserver") {
	case "/authorize":
		s.authorize(w, r, func() {
			answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_client", "error_description": "The client id supplied is invalid"})
		})
	case "/token":
		s.token(w, r)
	case "/resource":
		t := s.valid(r, "site")
		if t == nil {
			answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_token", "error_description": "The access token provided is invalid"})
			return
		}
		answer(w, http.StatusOK, map[string]any{"ID": 7, "username": "amara", "email": "amara@wordpress.example", "user": t.user})
	default:
		answer(w, http.StatusNotFound, map[string]any{"code": "rest_no_route", "message": "No route was found matching the URL and request method.", "data": map[string]int{"status": 404}})
	}
}

func (s *WordPress) token(w http.ResponseWriter, r *http.Request) {
	form := r.PostForm
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		var m map[string]string
		if json.NewDecoder(r.Body).Decode(&m) == nil {
			form = url.Values{}
			for k, v := range m {
				form.Set(k, v)
			}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	fail := func(code, description string) {
		answer(w, http.StatusBadRequest, map[string]string{"error": code, "error_description": description})
	}
	var g grant
	user := true
	switch grantType := form.Get("grant_type"); {
	case form.Get("client_id") == "":
		fail("invalid_client", "Client credentials were not found in the headers or body")
		return
	case form.Get("client_id") != ClientID || form.Get("client_secret") != ClientSecret:
		fail("invalid_client", "The client credentials are invalid")
		return
	case grantType == "client_credentials":
		user = false
	case grantType == "authorization_code":
		var wrong string
		if g, wrong = s.redeem(form); wrong != "" || g.redirect != form.Get("redirect_uri") {
			fail("invalid_grant", "Authorization code doesn't exist or is invalid for the client")
			return
		}
	case grantType == "refresh_token":
		var ok bool
		if g, ok = s.refresh[form.Get("refresh_token")]; !ok {
			fail("invalid_grant", "Invalid refresh token")
			return
		}
	default:
		fail("unsupported_grant_type", "Grant type \""+grantType+"\" not supported")
		return
	}
	s.give(w, g, user)
}

func (s *WordPress) give(w http.ResponseWriter, g grant, user bool) {
	access := jwt(map[string]any{"sub": "7", "jti": rand.Text()})
	s.issue(access, "site", user, g.scopes)
	out := map[string]any{"access_token": access, "token_type": "Bearer", "scope": strings.Join(g.scopes, " "), "expires_in": int(s.life.Seconds())}
	if s.absolute {
		out["expires_in"] = time.Now().Add(s.life).Unix()
	}
	if user {
		rt := rand.Text()
		s.refresh[rt] = g
		out["refresh_token"] = rt
	}
	answer(w, http.StatusOK, out)
}
