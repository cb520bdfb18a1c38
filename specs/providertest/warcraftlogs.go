package providertest

// warcraftlogs.go behaves as Warcraft Logs and its siblings, which run Laravel
// Passport: JWTs that alone tell the scopes, refresh tokens that rotate, and
// clients without a secret.

import (
	"crypto/rand"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// WarcraftLogs is a fake of Warcraft Logs.
type WarcraftLogs struct {
	*Provider
	keeps bool
}

// warcraftLogsRealms is whose tokens a host gives out and takes, by host: a
// localized site shares those of its main one, the Chinese ones have their own.
func warcraftLogsRealms() map[string]string {
	realms := map[string]string{}
	for _, site := range []string{"www", "classic", "fresh", "vanilla", "sod", "de", "ko", "kr", "tw"} {
		realms[site+".warcraftlogs.com"] = "warcraftlogs"
	}
	for _, site := range []string{"www", "ko", "de"} {
		realms[site+".fflogs.com"] = "fflogs"
	}
	for _, host := range []string{"cn.warcraftlogs.com", "cn.fflogs.com", "www.esologs.com", "www.fellowshiplogs.com"} {
		realms[host] = host
	}
	return realms
}

// NewWarcraftLogs starts a fake of Warcraft Logs.
func NewWarcraftLogs(tb testing.TB) *WarcraftLogs {
	l := &WarcraftLogs{}
	l.Provider = start(tb, 360*24*time.Hour, func(w http.ResponseWriter, r *http.Request) { l.serve(w, r) },
		slices.Sorted(maps.Keys(warcraftLogsRealms()))...)
	return l
}

// Public makes the registration one of a client without a secret.
func (l *WarcraftLogs) Public() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.public = true
}

// KeepRefreshTokens has refreshes bring no new refresh token; the old one stays
// good.
func (l *WarcraftLogs) KeepRefreshTokens() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.keeps = true
}

// RevokeLogins makes all refresh tokens invalid.
func (l *WarcraftLogs) RevokeLogins() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.refresh)
}

func (l *WarcraftLogs) serve(w http.ResponseWriter, r *http.Request) {
	realm := warcraftLogsRealms()[r.Host]
	switch {
	case r.URL.Path == "/oauth/authorize":
		// A redirect URI that isn't the registered one is told as if the client were wrong.
		l.authorize(w, r, func() { leagueError(w, http.StatusUnauthorized, "invalid_client", "Client authentication failed", "") })
	case r.URL.Path == "/oauth/token" && r.Method == http.MethodPost:
		l.token(w, r, realm)
	case r.URL.Path == "/api/v2/client" || r.URL.Path == "/api/v2/user":
		l.graphql(w, r, realm)
	default:
		http.NotFound(w, r)
	}
}

// leagueError is the form of errors of the league server beneath Passport.
func leagueError(w http.ResponseWriter, status int, code, description, hint string) {
	m := map[string]string{"error": code, "error_description": description, "message": description}
	if hint != "" {
		m["hint"] = hint
	}
	answer(w, status, m)
}

// knows reports whether a request presents the client: by Basic or in the body,
// or without any secret where the registration has none.
func (l *WarcraftLogs) knows(r *http.Request) bool {
	form := r.PostForm
	if l.public {
		return r.Header.Get("Authorization") == "" && form.Get("client_id") == ClientID && !form.Has("client_secret")
	}
	return basic(r) || form.Get("client_id") == ClientID && form.Get("client_secret") == ClientSecret
}

func (l *WarcraftLogs) token(w http.ResponseWriter, r *http.Request, realm string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	form := r.PostForm
	grantType := form.Get("grant_type")
	if !l.knows(r) || l.public && grantType == "client_credentials" {
		leagueError(w, http.StatusUnauthorized, "invalid_client", "Client authentication failed", "")
		return
	}
	switch grantType {
	case "client_credentials":
		l.give(w, realm, grant{}, false)
	case "authorization_code":
		g, wrong := l.redeem(form)
		switch {
		case wrong != "":
			leagueError(w, http.StatusBadRequest, "invalid_grant", "The provided authorization grant is invalid.", wrong)
		case g.redirect != form.Get("redirect_uri"):
			leagueError(w, http.StatusUnauthorized, "invalid_client", "Client authentication failed", "")
		default:
			l.give(w, realm, g, true)
		}
	case "refresh_token":
		l.rotate(w, form, realm)
	default:
		leagueError(w, http.StatusBadRequest, "unsupported_grant_type", "The authorization grant type is not supported.", "Check that all required parameters have been provided")
	}
}

// rotate takes a refresh token once.
func (l *WarcraftLogs) rotate(w http.ResponseWriter, form url.Values, realm string) {
	g, ok := l.refresh[form.Get("refresh_token")]
	if !ok {
		leagueError(w, http.StatusUnauthorized, "invalid_request", "The refresh token is invalid.", "Token has been revoked")
		return
	}
	if l.keeps {
		l.give(w, realm, g, false)
		return
	}
	delete(l.refresh, form.Get("refresh_token"))
	l.give(w, realm, g, true)
}

func (l *WarcraftLogs) give(w http.ResponseWriter, realm string, g grant, user bool) {
	access := jwt(map[string]any{"aud": ClientID, "jti": rand.Text(), "scopes": append([]string{}, g.scopes...)})
	l.issue(access, realm, user, g.scopes)
	out := map[string]any{"token_type": "Bearer", "access_token": access}
	if l.life > 0 {
		out["expires_in"] = int(l.life.Seconds())
	} else {
		l.tokens[access].expires = time.Now().Add(time.Hour) // it lives, and nobody says for how long
	}
	if user {
		rt := "def50200" + strings.ToLower(rand.Text()+rand.Text())
		l.refresh[rt] = g
		out["refresh_token"] = rt
	}
	answer(w, http.StatusOK, out)
}

// graphql answers by the operation's name.
func (l *WarcraftLogs) graphql(w http.ResponseWriter, r *http.Request, realm string) {
	t := l.valid(r, realm)
	if t == nil || strings.HasSuffix(r.URL.Path, "/user") && !t.user {
		answer(w, http.StatusUnauthorized, map[string]string{"error": "Unauthenticated."})
		return
	}
	var q struct {
		OperationName string         `json:"operationName"`
		Variables     map[string]any `json:"variables"`
	}
	if json.NewDecoder(r.Body).Decode(&q) != nil {
		http.Error(w, "bad JSON", http.StatusBadRequest)
		return
	}
	switch {
	case q.OperationName == "RateLimit":
		answer(w, http.StatusOK, map[string]any{"data": map[string]any{
			"rateLimitData": map[string]any{"limitPerHour": 3600, "pointsSpentThisHour": 1.5, "pointsResetIn": 1200},
		}})
	case q.Variables["code"] == "private" && !slices.Contains(t.scopes, "view-private-reports"):
		answer(w, http.StatusOK, map[string]any{
			"data": map[string]any{"reportData": map[string]any{"report": nil}},
			"errors": []any{map[string]any{
				"message": "The user did not grant your application permission to view this report.",
				"path":    []any{"reportData", "report"}, "locations": []any{map[string]int{"line": 1, "column": 1}},
			}},
		})
	default:
		answer(w, http.StatusOK, map[string]any{
			"data":   map[string]any{"reportData": map[string]any{"report": nil}},
			"errors": []any{map[string]any{"message": "This report does not exist.", "path": []any{"reportData", "report"}}},
		})
	}
}
