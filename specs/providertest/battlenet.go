package providertest

// battlenet.go behaves as Battle.net: a global OAuth server with regional
// predecessors and one of its own for China; tokens of a day, none of which
// can be refreshed.

import (
	"crypto/rand"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// BattleNet is a fake of Battle.net.
type BattleNet struct{ *Provider }

// The OAuth servers by host, and whose tokens they give out.
func battleNetRealms() map[string]string {
	return map[string]string{
		"oauth.battle.net": "global", "us.battle.net": "global", "eu.battle.net": "global", "kr.battle.net": "global", "tw.battle.net": "global",
		"oauth.battlenet.com.cn": "cn", "www.battlenet.com.cn": "cn",
		"us.api.blizzard.com": "global", "eu.api.blizzard.com": "global", "kr.api.blizzard.com": "global", "tw.api.blizzard.com": "global",
		"gateway.battlenet.com.cn": "cn",
	}
}

// NewBattleNet starts a fake of Battle.net.
func NewBattleNet(tb testing.TB) *BattleNet {
	b := &BattleNet{}
	b.Provider = start(tb, 24*time.Hour-time.Second, func(w http.ResponseWriter, r *http.Request) { b.serve(w, r) },
		slices.Sorted(maps.Keys(battleNetRealms()))...)
	return b
}

func (b *BattleNet) serve(w http.ResponseWriter, r *http.Request) {
	realm := battleNetRealms()[r.Host]
	path := r.URL.Path
	if strings.Contains(r.Host, "api.blizzard.com") || r.Host == "gateway.battlenet.com.cn" {
		b.api(w, r, realm)
		return
	}
	if !strings.HasPrefix(r.Host, "oauth.") { // the older servers
		var ok bool
		if path, ok = strings.CutPrefix(path, "/oauth"); !ok || path == "/revoke" {
			http.NotFound(w, r)
			return
		}
	}
	switch {
	case path == "/authorize":
		b.authorize(w, r, func() {
			answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_request", "error_description": "Invalid redirect_uri"})
		})
	case path == "/token" && r.Method == http.MethodPost:
		b.token(w, r.PostForm, basic(r), realm)
	case path == "/v2/check_token", path == "/check_token" && !strings.HasPrefix(r.Host, "oauth."):
		b.check(w, r, realm)
	case path == "/userinfo":
		b.userinfo(w, r, realm)
	case path == "/revoke" && r.Method == http.MethodPost:
		b.revoke(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (b *BattleNet) token(w http.ResponseWriter, form url.Values, known bool, realm string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	fail := func(status int, code, description string) {
		answer(w, status, map[string]string{"error": code, "error_description": description})
	}
	access := strings.ToUpper(realm[:2]) + rand.Text()
	out := map[string]any{"access_token": access, "token_type": "bearer", "expires_in": int(b.life.Seconds())}
	switch {
	case !known:
		fail(http.StatusUnauthorized, "invalid_client", "Client authentication failed.")
	case form.Get("grant_type") == "client_credentials":
		b.issue(access, realm, false, nil)
		out["sub"] = ClientID
		answer(w, http.StatusOK, out)
	case form.Get("grant_type") != "authorization_code":
		fail(http.StatusBadRequest, "unsupported_grant_type", "Unsupported grant type: "+form.Get("grant_type"))
	default:
		g, wrong := b.redeem(form)
		switch {
		case wrong != "":
			fail(http.StatusBadRequest, "invalid_grant", wrong)
		case g.redirect != form.Get("redirect_uri"):
			fail(http.StatusBadRequest, "invalid_grant", "Redirect URI mismatch.")
		case form.Get("scope") == "":
			fail(http.StatusBadRequest, "invalid_scope", "The scopes are missing.")
		default:
			b.issue(access, realm, true, g.scopes)
			out["scope"], out["sub"] = strings.Join(g.scopes, " "), "246357881"
			if slices.Contains(g.scopes, "openid") {
				out["id_token"] = jwt(map[string]any{"sub": "246357881", "battle_tag": "Player#2831"})
			}
			answer(w, http.StatusOK, out)
		}
	}
}

// check is check_token, which came before RFC 7662.
func (b *BattleNet) check(w http.ResponseWriter, r *http.Request, realm string) {
	probe := r.Clone(r.Context())
	probe.Header.Set("Authorization", "Bearer "+r.PostFormValue("token"))
	t := b.valid(probe, realm)
	if t == nil {
		answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_token", "error_description": "Token was not recognised"})
		return
	}
	out := map[string]any{"exp": t.expires.Unix(), "client_id": ClientID, "scope": t.scopes, "authorities": []string{"IS_AUTHENTICATED_FULLY"}}
	if t.user {
		out["user_name"] = "246357881"
	}
	answer(w, http.StatusOK, out)
}

func (b *BattleNet) userinfo(w http.ResponseWriter, r *http.Request, realm string) {
	t := b.valid(r, realm)
	if t == nil || !t.user {
		answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_token", "error_description": "Invalid access token"})
		return
	}
	answer(w, http.StatusOK, map[string]any{"sub": "246357881", "id": 246357881, "battletag": "Player#2831"})
}

func (b *BattleNet) revoke(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if t := b.tokens[r.PostFormValue("token")]; t != nil {
		t.dead = true
	}
	w.WriteHeader(http.StatusOK)
}

// api has one call for any token and one for users.
func (b *BattleNet) api(w http.ResponseWriter, r *http.Request, realm string) {
	fail := func(status int, kind, detail string) {
		answer(w, status, map[string]any{"code": status, "type": kind, "detail": detail})
	}
	t := b.valid(r, realm)
	switch {
	case t == nil:
		fail(http.StatusUnauthorized, "BLZWEBAPI00000401", "Unauthorized")
	case r.URL.Query().Get("namespace") == "":
		fail(http.StatusForbidden, "BLZWEBAPI00000403", "Forbidden")
	case r.URL.Path == "/data/wow/token/index":
		answer(w, http.StatusOK, map[string]any{
			"_links":                 map[string]any{"self": map[string]string{"href": "https://" + r.Host + r.URL.String()}},
			"last_updated_timestamp": 1767225600000, "price": 3472610000,
		})
	case r.URL.Path == "/profile/user/wow" && t.user && slices.Contains(t.scopes, "wow.profile"):
		self := map[string]string{"href": "https://" + r.Host + r.URL.String()}
		answer(w, http.StatusOK, map[string]any{
			"_links": map[string]any{"self": self, "user": self, "profile": self}, "id": 246357881, "wow_accounts": []any{}, "collections": self,
		})
	case r.URL.Path == "/profile/user/wow":
		fail(http.StatusForbidden, "BLZWEBAPI00000403", "Forbidden")
	default:
		fail(http.StatusNotFound, "BLZWEBAPI00000404", "Not Found")
	}
}
