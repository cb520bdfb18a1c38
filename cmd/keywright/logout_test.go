// The verb logout, and what login wants where nothing listens.

package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/keywright/keywright/specs/providertest"
)

// Logging out gives the tokens back where the provider takes them, and forgets
// the login in any case.
func TestLogout(t *testing.T) {
	w, bn := newWorld(t), providertest.NewBattleNet(t)
	w.register("WOW")
	w.transport, w.stdin = bn.Transport(), pasteTo(w, bn.Provider)
	w.ok("logout", "-C", shipped, "--client", "wow")
	if !strings.Contains(w.stderr.String(), "nothing is kept for wow") {
		t.Errorf("stderr:\n%s", w.stderr.String())
	}
	w.ok("login", "-C", shipped, "--client", "wow", "--scope", "wow.profile", "--redirect", "https://localhost", "--paste")
	w.ok("token", "-C", shipped, "--client", "wow", "--app")
	w.ok("logout", "-C", shipped, "--client", "wow")
	if !strings.Contains(w.stderr.String(), "the provider has revoked the tokens") || len(w.stored()) != 1 {
		t.Errorf("%d are stored, stderr:\n%s", len(w.stored()), w.stderr.String())
	}
	w.ok("logout", "-C", shipped, "--client", "wow", "--app")
	if len(w.stored()) != 0 || !strings.Contains(w.stderr.String(), "logged out of wow") {
		t.Errorf("%d are stored, stderr:\n%s", len(w.stored()), w.stderr.String())
	}
}

func TestLogoutRevokes(t *testing.T) {
	w := newWorld(t)
	dir, asked := deviceSite(t)
	w.env["SITE_CLIENT_ID"] = providertest.ClientID
	w.ok("login", "-C", dir, "--device", "--scope", "read")
	w.ok("login", "-C", dir, "--device", "--scope", "read", "--account", "amara")
	w.ok("logout", "-C", dir)
	if !strings.Contains(w.stderr.String(), "the provider has revoked the tokens") || len(w.stored()) != 1 {
		t.Errorf("%d are stored, stderr:\n%s", len(w.stored()), w.stderr.String())
	}
	if got := asked(); !slices.Equal(got[len(got)-2:], []string{"revoked refresh-2", "revoked access-2"}) {
		t.Errorf("the provider was asked for %q", got)
	}
	w.fails(exitInput, "nobody is logged in", "token", "-C", dir)
	w.ok("token", "-C", dir, "--account", "amara")
}

func TestPasteNeedsARedirectURI(t *testing.T) {
	w, bn := newWorld(t), providertest.NewBattleNet(t)
	w.transport = bn.Transport()
	w.register("WOW")
	w.fails(exitUsage, "--paste needs the redirect URI that the application is registered with", "login", "-C", shipped, "--client", "wow", "--paste")
	w.fails(exitUsage, "or set WOW_REDIRECT_URI", "login", "-C", shipped, "--client", "wow", "--paste", "--redirect", "https://localhost:{port}/x")
}
