// This file lowers security schemes and what operations ask of them.

package openapi

import (
	"net/url"
	"slices"
	"strings"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/names"
	"github.com/keywright/keywright/generator/tree"
)

// LowerSecurity lowers a mapping of security schemes (OpenAPI, Security Scheme
// Object); vars are the variables that x-keywright-when may name. A
// configuration's security schemes have the same form.
func LowerSecurity(n *tree.Node, vars []*ir.Variable, diags *diag.List) []*ir.Scheme {
	var schemes []*ir.Scheme
	if n != nil && !n.Is(tree.Mapping, tree.Null) {
		diags.Errorf(n.Pos(), "wrong-kind", "write names and schemes: {key: {type: apiKey, in: header, name: X-API-Key}}", "security schemes must be a mapping of names, found %s", article(n.Kind.String()))
	}
	for key, v := range n.Pairs() {
		schemes = append(schemes, lowerScheme(key, v, vars, diags))
	}
	return schemes
}

// lowerScheme lowers one scheme. One that can't be served is kept all the same,
// so that an error can name it.
func lowerScheme(key, n *tree.Node, vars []*ir.Variable, diags *diag.List) *ir.Scheme {
	if !n.Is(tree.Mapping) {
		diags.Errorf(n.Pos(), "wrong-kind", "write {type: apiKey, in: header, name: X-API-Key} or another scheme", "a security scheme is a mapping, found %s", article(n.Kind.String()))
		return &ir.Scheme{Key: key.Value, Name: names.Exported(key.Value), Kind: ir.SchemeUnsupported, Pos: key.Pos()}
	}
	s := &ir.Scheme{Key: key.Value, Name: names.Exported(key.Value), Kind: ir.SchemeUnsupported, Doc: newDoc("", scalar(n.Get("description"))), Pos: key.Pos()}
	n = unquoted(n, diags)
	switch kind := schemeType(key, n, diags); kind {
	case "oauth2":
		s.Kind = ir.SchemeOAuth2
		s.Flows = lowerFlows(n.Get("flows"), vars, diags)
		if len(s.Flows) == 0 {
			diags.Warnf(n.Pos(), "no-flows", "add flows with their token URLs", "the security scheme %q has no flows; only ready tokens can be used with it", key.Value)
		}
	case "openIdConnect":
		s.Kind = ir.SchemeOpenID
		s.IssuerURL = scalar(n.Get("openIdConnectUrl"))
	case "http":
		s.Kind = httpKind(orElse(scalar(n.Get("scheme")), scalar(n.Get("type"))))
	case "apiKey":
		s.Kind, s.Param = apiKeyKind(n, diags)
	case "mutualTLS":
		// The transport's business: the key is the connection's certificate.
	default: // reported
	}
	s.Token = lowerTokenStyle(n.Get("x-keywright-auth"), diags)
	return s
}

// schemeType is the type of a security scheme. One that is misspelt or missing
// is told from what only schemes of that type have.
func schemeType(key, n *tree.Node, diags *diag.List) string {
	types := []string{"apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"}
	kind := scalar(n.Get("type"))
	if slices.Contains(types, kind) {
		return kind
	}
	meant, _ := sameWord(kind, types)
	switch {
	case meant != "":
	case n.Get("flows") != nil:
		meant = "oauth2"
	case n.Get("openIdConnectUrl") != nil:
		meant = "openIdConnect"
	case n.Get("in") != nil && n.Get("name") != nil:
		meant = "apiKey"
	case n.Get("scheme") != nil || httpKind(kind) != ir.SchemeUnsupported:
		meant = "http"
	default:
		diags.Errorf(orNode(n.Get("type"), key).Pos(), "unknown-scheme-type",
			orHint(nearHint(kind, types), "the types are apiKey, http, oauth2, openIdConnect and mutualTLS"),
			"unknown type %q of the security scheme %q", kind, key.Value)
		return ""
	}
	diags.Warnf(orNode(n.Get("type"), key).Pos(), "unknown-scheme-type", "write \"type: "+meant+"\"", "unknown type %q of the security scheme %q; taken as %q", kind, key.Value, meant)
	return meant
}

// unquoted takes the keys of a scheme without the quotes that a slip has left
// at their ends.
func unquoted(n *tree.Node, diags *diag.List) *tree.Node {
	for _, key := range n.Keys() {
		name := strings.Trim(key, `"'`)
		if name == key || name == "" || n.Get(name) != nil {
			continue
		}
		diags.Warnf(n.Key(key).Pos(), "stray-quote", "remove the quote", "the key %s ends with a quote; taken as %q", key, name)
		n = n.Clone()
		n.Set(name, n.Get(key))
	}
	return n
}

// orNode is a, or b where a isn't there.
func orNode(a, b *tree.Node) *tree.Node {
	if a != nil {
		return a
	}
	return b
}

// orHint is the first hint, or the second where there is none.
func orHint(a, b string) string { return orElse(a, b) }

// httpKind tells the schemes of HTTP authentication (RFC 9110, section 11) that a
// ready credential serves. Digest and its like need an answer of the server first.
func httpKind(scheme string) ir.SchemeKind {
	switch strings.ToLower(scheme) {
	case "basic":
		return ir.SchemeBasic
	case "bearer", "jwt", "oauth":
		return ir.SchemeBearer
	}
	return ir.SchemeUnsupported
}

// apiKeyKind tells where an API key stands, and under which name.
func apiKeyKind(n *tree.Node, diags *diag.List) (ir.SchemeKind, string) {
	name := scalar(n.Get("name"))
	if name == "" {
		diags.Errorf(n.Pos(), "bad-scheme", "add the name of the header, query parameter or cookie", "the API key has no name")
		return ir.SchemeUnsupported, ""
	}
	places := []string{"header", "query", "cookie"}
	in := scalar(n.Get("in"))
	if same, ok := sameWord(in, places); ok && same != in {
		diags.Warnf(n.Get("in").Pos(), "bad-scheme", `write "in: `+same+`"`, "an API key stands in a header, the query or a cookie, found %q; taken as %q", in, same)
		in = same
	}
	switch in {
	case "header":
		return ir.SchemeAPIKeyHeader, name
	case "query":
		return ir.SchemeAPIKeyQuery, name
	case "cookie":
		return ir.SchemeAPIKeyCookie, name
	}
	diags.Errorf(orNode(n.Get("in"), n).Pos(), "bad-scheme", `write "in: header", "in: query" or "in: cookie"`, "an API key stands in a header, the query or a cookie, found %q", in)
	return ir.SchemeUnsupported, name
}

// lowerFlows lowers the flows of OAuth 2.0 with their scopes and the addresses
// that hold under conditions.
func lowerFlows(n *tree.Node, vars []*ir.Variable, diags *diag.List) []*ir.Flow {
	var flows []*ir.Flow
	for key, v := range n.Pairs() {
		kind := flowKind(key.Value)
		switch kind {
		case ir.FlowClientCredentials, ir.FlowAuthorizationCode, ir.FlowImplicit, ir.FlowPassword, ir.FlowDevice:
		default:
			if !strings.HasPrefix(key.Value, "x-") {
				diags.Warnf(key.Pos(), "unknown-flow", orHint(nearHint(key.Value, []string{"clientCredentials", "authorizationCode", "implicit", "password", "deviceAuthorization"}), "OpenAPI names clientCredentials, authorizationCode, implicit, password and deviceAuthorization"),
					"unknown OAuth 2.0 flow %q; it is left out", key.Value)
			}
			continue
		}
		f := &ir.Flow{Kind: kind, URLs: flowURLs(v)}
		if !checkFlow(f, key, v, diags) {
			continue
		}
		for scope, text := range v.Get("scopes").Pairs() {
			f.Scopes = append(f.Scopes, ir.ScopeValue{Name: names.Exported("Scope", scope.Value), Value: scope.Value, Doc: newDoc("", scalar(text))})
		}
		for _, when := range elements(v.Get("x-keywright-when")) {
			f.When = append(f.When, ir.FlowVariant{When: conditions(when, vars, diags, flowKeys()...), URLs: flowURLs(when)})
		}
		flows = append(flows, f)
	}
	return flows
}

// flowKeys are the keys of flowURLs, which stand beside the conditions.
func flowKeys() []string {
	return []string{"authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl", "revocationUrl", "introspectionUrl", "userInfoUrl"}
}

// flowURLs reads a flow's endpoints. Those that OpenAPI has no word for are
// extensions in a flow; under x-keywright-when they need no prefix.
func flowURLs(n *tree.Node) ir.FlowURLs {
	get := func(key, extension string) string {
		return strings.TrimSpace(orElse(scalar(n.Get(key)), scalar(n.Get(extension))))
	}
	return ir.FlowURLs{
		Authorization: get("authorizationUrl", ""),
		Token:         get("tokenUrl", ""),
		Refresh:       get("refreshUrl", ""),
		Device:        get("deviceAuthorizationUrl", "x-keywright-device-url"),
		Revocation:    get("revocationUrl", "x-keywright-revocation-url"),
		Introspection: get("introspectionUrl", "x-keywright-introspection-url"),
		UserInfo:      get("userInfoUrl", "x-keywright-userinfo-url"),
	}
}

// lowerTokenStyle lowers x-keywright-auth: how the token endpoint wants to be
// asked. Basic and a form are OAuth 2.0's own (RFC 6749, section 2.3.1).
func lowerTokenStyle(n *tree.Node, diags *diag.List) ir.TokenStyle {
	t := ir.TokenStyle{Style: "basic", Encoding: "form"}
	if n == nil {
		return t
	}
	known(n, "x-keywright-auth", diags, "style", "encoding", "params", "send-scope", "authorize")
	oneOf := func(key string, dst *string, values ...string) {
		v := n.Get(key)
		if v == nil {
			return
		}
		for _, want := range values {
			if scalar(v) == want {
				*dst = want
				return
			}
		}
		diags.Errorf(v.Pos(), "bad-extension", "choose one of "+strings.Join(values, ", "), "%q is no %s of x-keywright-auth", scalar(v), key)
	}
	oneOf("style", &t.Style, "basic", "body")
	oneOf("encoding", &t.Encoding, "form", "multipart", "json")
	for key, v := range n.Get("params").Pairs() {
		t.Params = append(t.Params, [2]string{key.Value, scalar(v)})
	}
	lowerLoginStyle(n, &t, diags)
	return t
}

// LowerRequirements lowers a list of security requirements: alternatives, each
// of schemes that go together. Errors name schemes that aren't declared. The
// result is nil where nothing is needed.
func LowerRequirements(n *tree.Node, schemes []*ir.Scheme, diags *diag.List) [][]ir.SchemeUse {
	var alternatives [][]ir.SchemeUse
	keys := make([]string, len(schemes))
	byKey := make(map[string]*ir.Scheme, len(schemes))
	for i, s := range schemes {
		keys[i], byKey[s.Key] = s.Key, s
	}
	for _, item := range requirements(n, keys, diags) {
		uses := []ir.SchemeUse{}
		unknown := false
		for key, scopes := range item.Pairs() {
			s := byKey[key.Value]
			if s == nil {
				s = byKey[declaredAs(key, keys, diags)]
			}
			if unknown = unknown || s == nil; s == nil {
				continue
			}
			checkScopes(s, scopes, diags)
			uses = append(uses, ir.SchemeUse{Scheme: s, Scopes: stringsOf(scopes)})
		}
		// Without what isn't known the alternative would open the operation.
		if !unknown {
			alternatives = append(alternatives, uses)
		}
	}
	return alternatives
}

// requirements are the entries of a list of security requirements; the name of
// a scheme alone is one, too.
func requirements(n *tree.Node, keys []string, diags *diag.List) (items []*tree.Node) {
	list := elements(n)
	if n.Is(tree.Mapping, tree.String) {
		diags.Warnf(n.Pos(), "wrong-kind", "write a list, such as [{apiKey: []}]", "security must be a list of requirements, found %s; taken as its only entry", article(n.Kind.String()))
		list = []*tree.Node{n}
	} else if n != nil && !n.Is(tree.Sequence, tree.Null) {
		diags.Errorf(n.Pos(), "wrong-kind", "write a list, such as [{apiKey: []}]", "security must be a list of requirements, found %s", article(n.Kind.String()))
	}
	for _, item := range list {
		hint := "write a scheme's name and its scopes, such as {" + scalar(item) + ": []}"
		switch {
		case item.Is(tree.Mapping):
			items = append(items, item)
		case item.Is(tree.String) && slices.Contains(keys, item.Value):
			diags.Warnf(item.Pos(), "wrong-kind", hint, "a requirement of security must be a mapping, found a string; taken as the scheme %q", item.Value)
			requirement := tree.New(tree.Mapping, "", item)
			requirement.Set(item.Value, tree.New(tree.Sequence, "", item))
			items = append(items, requirement)
		default:
			diags.Errorf(item.Pos(), "wrong-kind", hint, "a requirement of security must be a mapping, found %s", article(item.Kind.String()))
		}
	}
	return items
}

// declaredAs is the scheme that an undeclared one surely means, or "".
func declaredAs(key *tree.Node, keys []string, diags *diag.List) string {
	near, ok := slip(key.Value, keys)
	if same, found := sameWord(key.Value, keys); found {
		near, ok = same, true
	}
	if ok {
		diags.Warnf(key.Pos(), "unknown-scheme", "write \""+near+"\"", "the security scheme %q is not declared; taken as %q", key.Value, near)
		return near
	}
	diags.Errorf(key.Pos(), "unknown-scheme", orHint(nearHint(key.Value, keys), "declare it among the security schemes"), "the security scheme %q is not declared", key.Value)
	return ""
}

// checkScopes warns of scopes that no flow of the scheme offers: most are
// misspelt, and a token with the right ones would be refused. A scheme that
// lists none has no opinion.
func checkScopes(s *ir.Scheme, scopes *tree.Node, diags *diag.List) {
	var offered []string
	for _, f := range s.Flows {
		for _, sc := range f.Scopes {
			offered = append(offered, sc.Value)
		}
	}
	if s.Kind != ir.SchemeOAuth2 || len(offered) == 0 {
		return
	}
	for _, n := range elements(scopes) {
		if !slices.Contains(offered, scalar(n)) {
			diags.Warnf(n.Pos(), "unknown-scope", orHint(nearHint(scalar(n), offered), "add it to the scopes of a flow"),
				"no flow of the security scheme %q offers the scope %q", s.Key, scalar(n))
		}
	}
}

// checkFlow reports endpoints that a flow can't do without (OpenAPI, OAuth Flow
// Object), and those that are no URL. It holds where the flow can be used.
func checkFlow(f *ir.Flow, key, n *tree.Node, diags *diag.List) bool {
	usable := true
	need := func(name string, needed bool) {
		switch text := strings.TrimSpace(scalar(n.Get(name))); {
		case text == "" && needed:
			usable = false
			diags.Errorf(key.Pos(), "bad-scheme", "add \""+name+":\" with the address of the endpoint", "the OAuth 2.0 flow %s has no %s", f.Kind, name)
		case text != "" && !isURL(text):
			usable = usable && !needed
			diags.Errorf(n.Get(name).Pos(), "bad-scheme", "write an address such as https://example.com/oauth/token", "%q is no URL", text)
		}
	}
	need("tokenUrl", f.Kind != ir.FlowImplicit)
	need("authorizationUrl", f.Kind == ir.FlowImplicit || f.Kind == ir.FlowAuthorizationCode)
	if need("refreshUrl", false); !isURL(f.URLs.Refresh) {
		f.URLs.Refresh = "" // the endpoint for tokens does as well
	}
	return usable
}

// isURL holds for what an endpoint may be: an address, or a path on the server.
// Variables in it stand for any word.
func isURL(text string) bool {
	u, err := url.Parse(placeholder.ReplaceAllString(text, "x"))
	return err == nil && (u.Scheme == "" || u.Host != "") && (u.Scheme != "" || strings.HasPrefix(text, "/") || !strings.Contains(text, " "))
}
