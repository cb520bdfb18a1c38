// End-to-end cases of credentials: a description, the client generated from
// it, and a program that uses it against a server. The WordPress site that some
// ask for is a fake.

package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/keywright/keywright/specs/providertest"
)

func TestAuthScripts(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	caches := strings.Fields(string(out))
	form, absolute := providertest.NewWordPress(t), providertest.NewWordPress(t)
	absolute.AbsoluteExpiry()
	testscript.Run(t, testscript.Params{
		Dir:  "testdata/auth",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"code": code},
		Setup: func(env *testscript.Env) error {
			for name, value := range map[string]string{
				"GOCACHE": caches[0], "GOMODCACHE": caches[1], "GOPROXY": "off", "GOWORK": "off", "HOME": env.WorkDir,
				"WORDPRESS": form.URL(), "WORDPRESS_ABSOLUTE": absolute.URL(),
				"WORDPRESS_CLIENT_ID": providertest.ClientID, "WORDPRESS_CLIENT_SECRET": providertest.ClientSecret,
			} {
				env.Setenv(name, value)
			}
			return nil
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
	})
}
