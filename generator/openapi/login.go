// This file lowers what x-keywright-auth says of logins, and the names of flows.

package openapi

import (
	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/tree"
)

// flowKind reads a flow's name. OpenAPI has deviceAuthorization since 3.2;
// documents of earlier versions stay valid with the extension.
func flowKind(name string) ir.FlowKind {
	if name == "x-keywright-device" {
		return ir.FlowDevice
	}
	return ir.FlowKind(name)
}

// lowerLoginStyle lowers the part of x-keywright-auth that logins alone need:
//
//	x-keywright-auth:
//	  send-scope: true             # the scopes again with the code
//	  authorize: {prompt: consent} # parameters of the authorization request
func lowerLoginStyle(n *tree.Node, t *ir.TokenStyle, diags *diag.List) {
	if v := n.Get("send-scope"); v != nil {
		switch scalar(v) {
		case "true":
			t.SendScope = true
		case "false":
		default:
			diags.Errorf(v.Pos(), "bad-extension", "write true or false", "%q is no send-scope of x-keywright-auth", scalar(v))
		}
	}
	for key, v := range n.Get("authorize").Pairs() {
		switch key.Value {
		case "response_type", "client_id", "redirect_uri", "state", "scope", "code_challenge", "code_challenge_method":
			diags.Errorf(key.Pos(), "bad-extension", "leave it out: the login sets it", "authorize of x-keywright-auth can't set %q", key.Value)
			continue
		}
		t.Authorize = append(t.Authorize, [2]string{key.Value, scalar(v)})
	}
}
