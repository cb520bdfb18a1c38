// This file decides which references may leave the document's folder for
// another host: those below an address that the config allows, and none
// without.

package openapi

import (
	"net/url"
	"path"
	"strings"

	"github.com/keywright/keywright/generator/tree"
)

// RemoteAllowed reports whether an address lies below one of those that are
// allowed. What could mean another place than it reads is refused.
func RemoteAllowed(allowed []string, u *url.URL) bool {
	clean := path.Clean("/" + u.Path)
	if u.User != nil || u.Opaque != "" || clean != strings.TrimSuffix("/"+strings.TrimPrefix(u.Path, "/"), "/") && u.Path != "/" && u.Path != "" ||
		strings.ContainsAny(u.Path, "\\\x00") {
		return false
	}
	address := strings.ToLower(u.Scheme+"://"+u.Host) + "/" + strings.TrimPrefix(u.EscapedPath(), "/")
	for _, prefix := range allowed {
		if address == prefix || strings.HasPrefix(address, strings.TrimSuffix(prefix, "/")+"/") {
			return true
		}
	}
	return false
}

// isRemote holds for the name of a file that was read from another host.
func isRemote(file string) bool { return strings.Contains(file, "://") }

// remote turns the file part of a reference into an address, where it leads to
// another host: by itself, or because the file that it stands in came from one.
// ok is false where that was refused.
func (r *resolver) remote(filePart string, at *tree.Node) (address string, isAddress, ok bool) {
	u, err := url.Parse(filePart)
	pos := at.Pos()
	if err != nil || u.Scheme == "" && u.Host == "" && !isRemote(pos.File) {
		return "", false, false
	}
	if base, err := url.Parse(pos.File); err == nil && isRemote(pos.File) {
		u = base.ResolveReference(u)
	}
	u.Fragment = ""
	if r.in.Fetch != nil && RemoteAllowed(r.in.RemoteRefs, u) {
		return u.String(), true, true
	}
	hint := "save the file beside the document and refer to it there"
	if u.Scheme == "https" || u.Scheme == "http" || u.Scheme == "" {
		folder := path.Dir(u.EscapedPath())
		hint += "; or allow it with `remote-refs: [https://" + u.Host + strings.TrimSuffix(folder, "/") + "/]` in the client's config"
	}
	r.diags.Errorf(pos, "remote-ref", hint, "the reference %q leads to another place than the document's folder, which isn't allowed", at.Value)
	return "", true, false
}
