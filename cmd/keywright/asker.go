// Asking a GraphQL endpoint for its schema: with which credential, for how much,
// and what a refusal means.

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/keywright/keywright/generator"
	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/graphql/introspect"
	"github.com/keywright/keywright/generator/tree"
	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/client"
)

// asker asks one endpoint.
type asker struct {
	*session
	core      *client.Core
	op        client.Operation
	anonymous bool
	mu        sync.Mutex
	secrets   []string // that must not show, whatever a server says; under mu
}

// asker prepares the credential and the connection.
func (s *session) asker(ctx context.Context, end *generator.Endpoint, f *fetchFlags) (*asker, error) {
	a := &asker{session: s, op: client.Operation{
		Name: "introspection", ID: "introspection", Method: http.MethodPost, Retry: client.RetrySafe,
		Accept: "application/graphql-response+json, application/json",
	}}
	opts := append(s.options(), client.WithMaxBody(256<<20))
	if f.endpoint != "" {
		opts = append(opts, client.WithBaseURL(f.endpoint))
	}
	cred, err := a.credential(ctx, end, f)
	if err != nil {
		return nil, err
	}
	a.anonymous = len(a.op.Security) == 0
	if cred.option != nil {
		opts = append(opts, cred.option)
	}
	if a.core, err = client.New(s.api, opts...); err != nil {
		return nil, err
	}
	if cred.user != nil {
		a.core = a.core.WithCredential(s.scheme.Key, cred.user)
	}
	return a, nil
}

// chosen is what authorizes the question.
type chosen struct {
	option client.Option
	user   *auth.Source // a login, over the option
}

// credential chooses it: a login or the application's token where the config has
// a scheme of OAuth 2.0, else what the environment holds for the scheme.
func (a *asker) credential(ctx context.Context, end *generator.Endpoint, f *fetchFlags) (chosen, error) {
	if f.anonymous || len(end.Security) == 0 {
		return a.bareToken(end, f)
	}
	a.op.Security = describedRequirements(end.Security)
	if a.scheme == nil {
		return a.fromEnvironment()
	}
	a.op.Security = []client.Requirement{{{Scheme: a.scheme.Key}}}
	h, err := a.holder(ctx, f.app)
	if err != nil {
		return chosen{}, fmt.Errorf("%w\nTo ask without credentials, give --anonymous", err)
	}
	t, err := h.token(ctx, false)
	if t == nil {
		return chosen{}, err
	}
	secret, err := a.secret()
	if err != nil {
		return chosen{}, err
	}
	a.keepSecret(secret, t.AccessToken().Reveal(), t.RefreshToken().Reveal())
	src := auth.NewSource(h.grant, auth.WithToken(t), auth.WithStore(h.store, h.key),
		auth.OnToken(func(t *auth.Token) { a.keepSecret(t.AccessToken().Reveal(), t.RefreshToken().Reveal()) }))
	if h.user {
		return chosen{user: src}, nil
	}
	return chosen{option: client.WithCredential(a.scheme.Key, src)}, nil
}

// fromEnvironment takes an API key, a bearer token or a password.
func (a *asker) fromEnvironment() (chosen, error) {
	scheme := a.op.Security[0]
	if len(scheme) == 0 {
		a.op.Security = nil
		return chosen{}, nil
	}
	for _, suffix := range []string{"_API_KEY", "_TOKEN", "_PASSWORD", "_USERNAME"} {
		a.keepSecret(a.getenv(a.env(suffix)))
	}
	return chosen{option: client.WithCredentialsFromEnv(scheme[0].Scheme, a.env(""))}, nil
}

// bareToken is for an endpoint without a config, which may want a token all the
// same.
func (a *asker) bareToken(end *generator.Endpoint, f *fetchFlags) (chosen, error) {
	token := a.getenv("KEYWRIGHT_TOKEN")
	if f.anonymous || end.Package != nil || token == "" {
		return chosen{}, nil
	}
	a.keepSecret(token)
	a.api.Schemes = []client.Scheme{{Key: "token", Kind: client.HTTPBearer}}
	a.op.Security = []client.Requirement{{{Scheme: "token"}}}
	return chosen{option: client.WithBearer("token", token)}, nil
}

// keepSecret remembers what must not show. Tokens come from goroutines of a
// source's own.
func (a *asker) keepSecret(secrets ...string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.secrets = append(a.secrets, secrets...)
}

// introspect asks for everything, and for less where the server is older.
func (a *asker) introspect(ctx context.Context) ([]byte, error) {
	features, depth, grown := introspect.AllFeatures(), 9, false // as graphql-js asks
	for {
		content, err := a.ask(ctx, introspect.Query(features, depth))
		if err != nil {
			return nil, err
		}
		messages := refusal(content)
		switch less := features.Without(messages); {
		case messages == "":
			if !cutOff(content) || depth > 100 {
				return content, nil
			}
			depth, grown = depth*3, true
			continue
		case less != features:
			features = less
			continue
		case disabled(messages):
			return nil, &refusedError{fmt.Sprintf("the server doesn't allow introspection: %s", messages),
				"Ask whoever runs it for the schema in GraphQL's definition language, or use a credential that may introspect."}
		case !grown && depth > 3 && tooDeep(messages):
			depth /= 2
			continue
		}
		var ok bool
		if features, ok = features.Less(); !ok {
			return nil, &refusedError{"the server refuses the introspection query: " + messages, ""}
		}
	}
}

// ask sends one query and gives the answer, also where it is a refusal. Some
// servers answer those with 400.
func (a *asker) ask(ctx context.Context, query string) ([]byte, error) {
	body, err := json.Marshal(map[string]string{"query": query, "operationName": "IntrospectionQuery"})
	if err != nil {
		return nil, err
	}
	req := a.core.Request(&a.op, nil)
	client.BodyBytes(req, "application/json", body)
	var content []byte
	err = client.DoFunc(ctx, req, func(body []byte) error {
		content = append(content, body...)
		if !json.Valid(body) {
			return errors.New("the answer is no JSON")
		}
		return nil
	})
	if e, ok := errors.AsType[*client.Error](err); ok && (e.StatusCode == http.StatusBadRequest || e.StatusCode == http.StatusUnprocessableEntity) && refusal(e.Body) != "" {
		return e.Body, nil
	}
	return content, err
}

// refusal gives the messages of an answer that holds errors and no schema, in
// one line; "" where there is a schema.
func refusal(content []byte) string {
	var diags diag.List
	root := tree.ParseJSON(answerName, content, &diags, nil)
	if root == nil || root.Get("data", "__schema").Is(tree.Mapping) || !root.Get("errors").Is(tree.Sequence) {
		return ""
	}
	var messages []string
	for _, e := range root.Get("errors").Items {
		message, _ := e.Get("message").Text()
		messages = append(messages, strings.Join(strings.Fields(message), " "))
		if len(messages) == 20 {
			break
		}
	}
	if len(messages) == 0 {
		return ""
	}
	return strings.Join(messages, "; ")
}

// disabled reports whether a server's words are about introspection itself.
func disabled(messages string) bool {
	return strings.Contains(strings.ToLower(messages), "introspect") || strings.Contains(messages, "__schema")
}

func tooDeep(messages string) bool {
	lower := strings.ToLower(messages)
	return strings.Contains(lower, "depth") || strings.Contains(lower, "complex") || strings.Contains(lower, "too deep")
}

// cutOff reports whether a type is wrapped deeper than was asked.
func cutOff(content []byte) bool {
	var diags diag.List
	introspect.Convert(answerName, content, &diags)
	for _, d := range diags.All() {
		if d.Code == introspect.CodeCutOff {
			return true
		}
	}
	return false
}

// refusedError is a server's no, with what to do about it.
type refusedError struct{ msg, hint string }

func (e *refusedError) Error() string {
	if e.hint == "" {
		return e.msg
	}
	return e.msg + "\n" + e.hint
}

// explained adds to an error what the user can do, and takes out of it what a
// server may repeat of a credential.
func (a *asker) explained(err error) error {
	text := err.Error()
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, secret := range a.secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "[redacted]")
		}
	}
	hint := ""
	switch {
	case errors.Is(err, client.ErrUnauthorized) && a.anonymous:
		hint = "The server wants a credential: the config's `security` says which, and without a config KEYWRIGHT_TOKEN holds one."
	case errors.Is(err, client.ErrUnauthorized):
		hint = "The server doesn't take the credential."
		if a.scheme != nil {
			hint += " `" + a.again("token") + " --inspect` tells about it, and --fresh gets another."
		}
	case errors.Is(err, client.ErrForbidden):
		hint = "The credential isn't enough to introspect: log in with other scopes, or ask whoever runs the server for the schema."
	case errors.Is(err, client.ErrNotFound), errors.Is(err, client.ErrDecode):
		hint = "Is that the GraphQL endpoint? --endpoint names another one."
	}
	if hint == "" {
		return errors.New(text)
	}
	return errors.New(text + "\n" + hint)
}
