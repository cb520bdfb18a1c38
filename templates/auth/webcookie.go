package auth

// webcookie.go is what a browser carries while its user is at the provider: a
// random number, the path to return to and an expiry, signed. State and
// verifier are derived from the number with the application's key, so that the
// cookie holds no secret and the server keeps nothing.

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

const (
	minKey       = 32              // bytes
	cookiePrefix = "__Host-login-" // __Host-: browsers insist on Secure, Path=/ and no Domain, so that no subdomain can plant one
	maxCookie    = 4 << 10         // bytes of a value
	maxLogins    = 8               // under way in one browser, all of whose cookies it sends with every request
)

// browserLogin is a cookie's content.
type browserLogin struct {
	Nonce  string `json:"n"`
	Return string `json:"r"`
	Expiry int64  `json:"e"` // Unix seconds
}

func newBrowserLogin(path string, expiry time.Time) *browserLogin {
	return &browserLogin{Nonce: NewVerifier().Reveal(), Return: path, Expiry: expiry.Unix()}
}

// sign writes b as a cookie's value. label and key have to be the same in
// verifyLogin.
func (b *browserLogin) sign(label string, key Secret) string {
	raw, _ := json.Marshal(b) // strings and a number always marshal
	body := base64.RawURLEncoding.EncodeToString(raw)
	return body + "." + mac(key, "cookie", label, body)
}

// verifyLogin reads what sign wrote; false for anything else.
func verifyLogin(value, label string, key Secret) (*browserLogin, bool) {
	body, sum, ok := strings.Cut(value, ".")
	if !ok || len(value) > maxCookie || !hmac.Equal([]byte(sum), []byte(mac(key, "cookie", label, body))) {
		return nil, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		return nil, false
	}
	b := new(browserLogin)
	return b, json.Unmarshal(raw, b) == nil
}

// derive makes a secret of b's: 256 bits in 43 characters, which is also the
// form of a PKCE verifier.
func (b *browserLogin) derive(what, label string, key Secret) Secret {
	return Secret(mac(key, what, label, b.Nonce))
}

// mac authenticates parts, whose lengths count too.
func mac(key Secret, parts ...string) string {
	h := hmac.New(sha256.New, []byte(key.Reveal()))
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// cookieName is a login's own, so that two tabs can log in side by side.
func cookieName(state Secret) string {
	sum := sha256.Sum256([]byte(state.Reveal()))
	return cookiePrefix + hex.EncodeToString(sum[:8])
}

// loginCookie is the cookie of the login with the state given; it is taken
// back with a negative life. SameSite=Lax lets it come along when the provider
// sends the browser back, and with no request another site makes by itself.
func loginCookie(state Secret, value string, life time.Duration) *http.Cookie {
	age := -1
	if life > 0 {
		age = int(life / time.Second)
	}
	return &http.Cookie{
		Name: cookieName(state), Value: value, Path: "/", MaxAge: age,
		Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// dropOldLogins takes abandoned logins back where there are many.
func dropOldLogins(w http.ResponseWriter, r *http.Request) {
	var old []string
	for _, c := range r.Cookies() {
		if strings.HasPrefix(c.Name, cookiePrefix) {
			old = append(old, c.Name)
		}
	}
	if len(old) < maxLogins {
		return
	}
	for _, name := range old {
		http.SetCookie(w, &http.Cookie{Name: name, Path: "/", MaxAge: -1, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
}
