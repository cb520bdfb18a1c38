// This file knows idempotency keys: which operations carry one, in which
// header, so that they can be sent again.

package openapi

import (
	"regexp"
	"slices"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/tree"
)

var idempotencyKey = regexp.MustCompile(`(?i)^(x-)?idempotency-?key$`)

// retryClass says when a failed attempt may be sent again: methods that are
// idempotent by RFC 9110 always, others with a key.
func (l *lowerer) retryClass(r *rawOp) {
	o := r.out
	switch o.Method {
	case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY":
		o.Retry = ir.RetrySafe
		return
	}
	o.Retry, o.KeyHeader = ir.RetryUnsent, l.keyHeader(r)
	if o.KeyHeader != "" {
		o.Retry = ir.RetryKeyed
	}
}

// keyHeader is the header of an operation's idempotency key: the one that the
// extension names, on the operation or the document, or a parameter; "" for
// none.
func (l *lowerer) keyHeader(r *rawOp) string {
	declared := ""
	for _, p := range allParams(r.out) {
		if p.In == ir.InHeader && (p.Idempotency || idempotencyKey.MatchString(p.Key)) {
			declared = p.Key
		}
	}
	x := r.node.Get("x-keywright-idempotency")
	if x == nil && declared == "" {
		x = l.root.Get("x-keywright-idempotency")
	}
	if x == nil {
		return declared
	}
	if on, ok := x.Bool(); ok {
		if !on {
			return ""
		}
		return orElse(declared, "Idempotency-Key")
	}
	if !x.Is(tree.String) || !headerName(x.Value) {
		l.diags.Errorf(x.Pos(), "bad-extension", "write the name of the header, true for Idempotency-Key, or false",
			"x-keywright-idempotency must be a header's name or a boolean, found %s", article(x.Kind.String()))
		return ""
	}
	return x.Value
}

// headerName reports a token of RFC 9110, section 5.6.2.
func headerName(s string) bool {
	return s != "" && !slices.ContainsFunc([]byte(s), func(c byte) bool {
		return (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '-' && c != '_' && c != '.'
	})
}

// ownKey makes the parameter that holds an idempotency key one that may be left
// out, also where the description asks for it: the runtime then makes a key.
func (l *lowerer) ownKey(p *ir.Param, n *tree.Node) {
	p.Idempotency = isTrue(n.Get("x-keywright-idempotency"))
	if p.In == ir.InHeader && (p.Idempotency || idempotencyKey.MatchString(p.Key)) {
		p.Required = false
	}
}
