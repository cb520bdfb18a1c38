// This file reads what the config says of how an OpenAPI document is taken:
// corrected, named anew, with references to other hosts, strictly or not.

package config

import (
	"net"
	"net/url"
	"strings"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/tree"
)

// OpenAPI is what a client made from an OpenAPI document has beside it.
type OpenAPI struct {
	Tolerant   bool       // references that were surely meant to lead elsewhere are warnings
	Overlays   []Input    // corrections, applied in this order
	RemoteRefs []string   // addresses below which references may be read, each with a slash at its end or a file's
	Names      *tree.Node // Go names by what they are for: operations, schemas, tags, JSON Pointers; nil where left out
}

// openapiKeys are the keys of a client that a GraphQL schema has no use for.
func openapiKeys() []string { return []string{"tolerant", "overlays", "remote-refs", "names"} }

// openapi reads these keys.
func (d *decoder) openapi(n *tree.Node, c *Client) {
	o := &c.OpenAPI
	o.Tolerant = d.flag(n, "tolerant")
	if o.Tolerant && c.Strict {
		d.diags.Errorf(n.Key("tolerant").Pos(), "conflicting-keys", "remove one of the two", `"tolerant" makes warnings of errors, and "strict" errors of warnings`)
	}
	if v := n.Get("overlays"); v != nil {
		o.Overlays = d.inputs(v, "overlays")
	}
	if v := n.Get("remote-refs"); v != nil {
		for _, in := range d.inputs(v, "remote-refs") {
			if prefix, ok := d.remote(in); ok {
				o.RemoteRefs = append(o.RemoteRefs, prefix)
			}
		}
	}
	if v := n.Get("names"); v != nil && d.is(v, "names", tree.Mapping) {
		d.names(v)
		o.Names = v
	}
}

// flag returns the boolean of a key, false where it is missing or wrong.
func (d *decoder) flag(n *tree.Node, key string) bool {
	v := n.Get(key)
	on, ok := v.Bool()
	if v != nil && !ok {
		d.diags.Errorf(v.Pos(), "wrong-kind", "write true or false", "%s must be a boolean, not %s", key, v.Kind)
	}
	return on
}

// remote checks an address below which references may be read: nobody on the
// way may change what comes from there.
func (d *decoder) remote(in Input) (string, bool) {
	u, err := url.Parse(in.Path)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		d.diags.Errorf(in.Pos, "bad-remote", "write an address such as https://example.com/schemas/", "%q is no address of a folder or file", in.Path)
	case u.Scheme != "https" && !(u.Scheme == "http" && isLoopback(u.Hostname())):
		d.diags.Errorf(in.Pos, "bad-remote", "begin it with https://", "%q is not read by https", in.Path)
	default:
		return strings.ToLower(u.Scheme+"://"+u.Host) + "/" + strings.TrimPrefix(u.EscapedPath(), "/"), true
	}
	return "", false
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// names checks the shape of overridden names; whether they lead anywhere only
// the document tells.
func (d *decoder) names(n *tree.Node) {
	known := []string{"operations", "schemas", "tags"}
	for key, v := range n.Pairs() {
		switch {
		case strings.HasPrefix(key.Value, "#/"):
			d.is(v, "a name", tree.String)
		case key.Value == "operations" || key.Value == "schemas" || key.Value == "tags":
			if d.is(v, key.Value, tree.Mapping) {
				for _, name := range v.Pairs() {
					d.is(name, "a name", tree.String)
				}
			}
		default:
			hint := `write operations, schemas, tags, or a JSON Pointer such as "#/components/schemas/Pet/properties/id"`
			if near, ok := diag.Nearest(key.Value, known); ok {
				hint = `did you mean "` + near + `"?`
			}
			d.diags.Errorf(key.Pos(), "unknown-key", hint, "unknown key %q in names", key.Value)
		}
	}
}
