// This file lowers responses: what a successful call gives, and the typed
// bodies of errors.

package openapi

import (
	"cmp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/tree"
)

// response is one answer of an operation.
type response struct {
	status string // "200", "4XX", "default"
	ref    *openapi3.ResponseRef
	node   *tree.Node
	media  *media
}

// responses lowers all answers of an operation.
func (l *lowerer) responses(r *rawOp) {
	list := l.listResponses(r)
	if len(list) == 0 {
		hint := `add "responses:" with at least the answer of a successful call`
		if r.node.Get("responses") == nil && l.m.v != version31 {
			l.diags.Errorf(r.key.Pos(), "missing-responses", hint, "%s %s has no responses", r.method, r.path)
		} else {
			l.diags.Warnf(r.key.Pos(), "missing-responses", hint, "%s %s has no responses; its answer is ignored", r.method, r.path)
		}
		return
	}
	good := successes(list)
	l.result(r, good)
	for _, resp := range list {
		if !slices.Contains(good, resp) && !strings.HasPrefix(resp.status, "1") && !strings.HasPrefix(resp.status, "3") {
			l.errorResult(r, resp)
		}
	}
}

// listResponses sorts the answers by status, default last, and chooses each
// one's media type.
func (l *lowerer) listResponses(r *rawOp) []*response {
	if r.op.Responses == nil {
		return nil
	}
	var list []*response
	for key := range r.node.Get("responses").Pairs() {
		ref := r.op.Responses.Value(key.Value)
		if ref == nil || ref.Value == nil {
			continue
		}
		status := strings.ToUpper(key.Value)
		if status == "DEFAULT" {
			status = "default"
		} else if !isStatus(status) {
			l.diags.Warnf(key.Pos(), "bad-status", "write a status such as 200, a range such as 4XX, or default", "%q is no HTTP status; the response is left out", key.Value)
			continue
		}
		resp := &response{status: status, ref: ref, node: l.node(ref.Value.Extensions)}
		resp.media = l.choose(ref.Value.Content, resp.node, mediaJSON, mediaEvents, mediaLines, mediaText, mediaBinary, mediaURLEncoded, mediaMultipart, mediaNone)
		list = append(list, resp)
	}
	slices.SortStableFunc(list, func(a, b *response) int { return cmp.Compare(statusOrder(a.status), statusOrder(b.status)) })
	return list
}

// isStatus holds for 200 and for ranges such as 4XX.
func isStatus(s string) bool {
	if len(s) != 3 || s[0] < '1' || s[0] > '5' {
		return false
	}
	return s[1:] == "XX" || s[1] >= '0' && s[1] <= '9' && s[2] >= '0' && s[2] <= '9'
}

// statusOrder puts exact statuses before ranges and default at the end.
func statusOrder(s string) string {
	if s == "default" {
		return "9"
	}
	return strings.ReplaceAll(s, "X", "~")
}

// successes picks the answers of a successful call: 2xx, or default where there
// is none and default describes no error.
func successes(list []*response) []*response {
	var good []*response
	for _, r := range list {
		if strings.HasPrefix(r.status, "2") {
			good = append(good, r)
		}
	}
	if len(good) == 0 {
		for _, r := range list {
			if r.status == "default" {
				good = append(good, r)
			}
		}
	}
	return good
}

// result lowers the answers of a successful call to one result: the first that
// has content.
func (l *lowerer) result(r *rawOp, good []*response) {
	var chosen *response
	empty := false
	for _, resp := range good {
		switch {
		case resp.media == nil:
			empty = true
		case chosen == nil || chosen.media.form != mediaJSON && resp.media.form == mediaJSON && chosen.status != "200":
			chosen = resp
		}
	}
	if chosen == nil {
		return
	}
	res := &ir.Result{ContentType: chosen.media.concrete(), Also: l.alsoSpoken(chosen.ref.Value.Content, chosen.node, chosen.media)}
	var null bool
	res.Kind, res.Type, null = l.resultType(r, chosen)
	res.Nullable = null || empty
	for _, resp := range good {
		res.Status = append(res.Status, resp.status)
		if other := resp.media; other != nil && resp != chosen && l.differs(other, chosen.media) {
			l.degraded(resp.node, "other-result", "", "the answer "+resp.status+" of "+r.method+" "+r.path+" differs from that of "+chosen.status+", whose type the call returns")
		}
	}
	l.answer(res, chosen.media)
	r.out.Result = res
}

// answer gives the fake something to answer with: the description's example
// where it fits, else a value made for the schema.
func (l *lowerer) answer(res *ir.Result, m *media) {
	switch res.Kind {
	case ir.ResultText:
		res.Example = l.mediaExample(m)
	case ir.ResultJSON, ir.ResultEvents, ir.ResultLines:
		text := l.mediaExample(m)
		if text == "null" && res.Nullable || text != "" && ir.Fits(res.Type, text) {
			res.Example = text
		} else {
			res.Sample = l.sample(m.schema(), inResponse, false)
		}
	}
}

// differs reports whether two media types have different schemas.
func (l *lowerer) differs(a, b *media) bool {
	x, y := a.schema(), b.schema()
	if x == nil || y == nil || x.Value == nil || y.Value == nil {
		return x != y
	}
	return l.resolved(x) != l.resolved(y)
}

// resultType lowers a successful answer's schema.
func (l *lowerer) resultType(r *rawOp, resp *response) (ir.ResultKind, *ir.Type, bool) {
	switch resp.media.form {
	case mediaJSON:
		got := l.responseType(r, resp, "result")
		return ir.ResultJSON, got.t, got.null && !nullInside(got.t)
	case mediaEvents:
		return ir.ResultEvents, l.responseType(r, resp, "event").t, false
	case mediaLines:
		return ir.ResultLines, l.responseType(r, resp, "line").t, false
	case mediaText:
		return ir.ResultText, &ir.Type{Kind: ir.KindString}, false
	default:
		return ir.ResultBinary, &ir.Type{Kind: ir.KindFile}, false
	}
}

// responseType lowers the schema of an answer; a shared component's once.
func (l *lowerer) responseType(r *rawOp, resp *response, words string) typed {
	if resp.ref.Ref != "" {
		if c := l.m.byName["responses/"+strings.TrimPrefix(resp.ref.Ref, "#/components/responses/")]; c != nil {
			return l.sharedType(resp.media.typ, c, resp.media.schema(), "Response")
		}
	}
	return l.schema(resp.media.schema(), place{owner: r.owner, parent: r.name, words: words, pointer: r.name.key + " " + resp.status})
}

// errorResult lowers the typed body of an error.
func (l *lowerer) errorResult(r *rawOp, resp *response) {
	if resp.media == nil || resp.media.form != mediaJSON || resp.media.schema() == nil {
		return
	}
	got := l.responseType(r, resp, statusWord(resp.status))
	if got.t.Kind != ir.KindDecl {
		return
	}
	r.out.Errors = append(r.out.Errors, ir.ErrorResult{Status: resp.status, Type: got.t, Detail: detailOf(got.t)})
}

// statusWord names the body of an error that is described in place.
func statusWord(status string) string {
	switch status {
	case "400":
		return "bad request"
	case "401":
		return "unauthorized"
	case "403":
		return "forbidden"
	case "404":
		return "not found"
	case "409":
		return "conflict"
	case "422":
		return "invalid"
	case "429":
		return "throttled"
	case "4XX":
		return "client error"
	case "5XX":
		return "server error"
	case "500":
		return "internal error"
	case "default":
		return "error"
	}
	return "error " + status
}

// detailOf finds the property that reads as the error's message.
func detailOf(t *ir.Type) string {
	if t.Decl.Kind != ir.DeclStruct {
		return ""
	}
	for _, name := range []string{"detail", "message", "error_description", "error_message", "errorMessage", "description", "title", "error", "reason", "msg"} {
		for _, f := range t.Decl.Fields {
			if f.JSON == name && f.Type.Kind == ir.KindString {
				return name
			}
		}
	}
	return ""
}
