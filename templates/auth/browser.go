package auth

// browser.go opens the user's browser.

import (
	"context"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"runtime"
)

// OpenBrowser opens an http or https URL in the user's browser. It returns an
// error where there is none to open, such as on a server. It doesn't wait for
// the browser, which ctx doesn't end either.
func OpenBrowser(ctx context.Context, raw string) error {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New("auth: only web addresses are opened")
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	name, args := opener(runtime.GOOS, os.Getenv)
	if name == "" {
		return errors.New("auth: there is no display to open a browser on")
	}
	cmd := exec.Command(name, append(args, u.String())...)
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait() //nolint:errcheck // only so that no zombie stays
	return nil
}

// opener is the program that knows the user's browser.
func opener(goos string, getenv func(string) string) (string, []string) {
	switch goos {
	case "windows":
		return "rundll32", []string{"url.dll,FileProtocolHandler"} // unlike cmd's start it interprets nothing
	case "darwin":
		return "open", nil
	}
	if getenv("DISPLAY") == "" && getenv("WAYLAND_DISPLAY") == "" {
		return "", nil // xdg-open would start a text browser over the program
	}
	return "xdg-open", nil
}
