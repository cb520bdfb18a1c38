// This file finds the provider that login and token talk to: a client of the
// config, its security scheme, and what the application was registered with.

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/keywright/keywright/generator"
	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/templates/auth"
	"github.com/keywright/keywright/templates/auth/store"
	"github.com/keywright/keywright/templates/client"
)

// appName is the folder of the user's config in which logins are kept.
const appName = "keywright"

// session is one run of login or token, with the world around it.
type session struct {
	*cli
	stdin     io.Reader
	getenv    func(string) string
	open      func(ctx context.Context, url string) error // nil: the user's browser
	transport http.RoundTripper                           // nil: the runtime's own
	now       func() time.Time

	flags  providerFlags
	api    *client.API
	scheme *client.Scheme
	scopes []string
	fresh  bool // token, fetch: take no token that is kept
}

func newSession(c *cli) *session {
	return &session{cli: c, stdin: os.Stdin, getenv: os.Getenv, now: time.Now}
}

// providerFlags are the flags that login and token share.
type providerFlags struct {
	dir, config, client, scheme, id, secretFile, account string
	scopes, set, insecure                                list
}

// list is a flag that may be given more than once; commas part values too.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

// Set implements flag.Value.
func (l *list) Set(s string) error {
	for _, v := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' }) {
		if !slices.Contains(*l, v) {
			*l = append(*l, v)
		}
	}
	return nil
}

func (f *providerFlags) register(fs *flag.FlagSet) {
	fs.StringVar(&f.dir, "C", ".", "work in the folder `dir`")
	fs.StringVar(&f.config, "config", "", "take the config `file` instead of searching keywright.yaml upward")
	fs.StringVar(&f.client, "client", "", "the client of the config whose provider is meant, by `name`; default: the only one")
	fs.StringVar(&f.scheme, "scheme", "", "the security `scheme`, where the client has several")
	fs.StringVar(&f.id, "id", "", "the client `id`; default: the environment's <CLIENT>_CLIENT_ID")
	fs.StringVar(&f.secretFile, "secret-file", "", "a `file` that holds the client secret; default: the environment's <CLIENT>_CLIENT_SECRET")
	fs.StringVar(&f.account, "account", "user", "keep several logins apart by `name`")
	fs.Var(&f.scopes, "scope", "a `scope` to ask for; may be given more than once")
	fs.Var(&f.set, "set", "set a variable of the description, `name=value`, such as region=eu")
	fs.Var(&f.insecure, "insecure-host", "allow plain http to a `host`, such as a local test installation")
}

// begin reads the command line, the config and the description. done means
// that the verb ends here, with code.
func (s *session) begin(ctx context.Context, fs *flag.FlagSet, args []string) (code int, done bool) {
	s.flags.register(fs)
	if code, done := s.parse(fs, args); done {
		return code, true
	}
	pkg, code, done := s.describe(ctx)
	if done {
		return code, true
	}
	s.scopes = s.flags.scopes
	s.api = describedAPI(pkg)
	if err := s.check(); err != nil {
		return s.usage(err), true
	}
	return exitOK, false
}

// describe reads the client's description.
func (s *session) describe(ctx context.Context) (pkg *ir.Package, code int, done bool) {
	o := options{dir: s.flags.dir, config: s.flags.config}
	file, err := o.configFile()
	if err != nil {
		return nil, s.fail(fmt.Errorf("%w\nName a config with -C or --config", err)), true
	}
	// A GraphQL client's schema may be what is fetched with the login.
	if end, result, err := generator.DescribeEndpoint(generator.Options{Config: file}, s.flags.client); err == nil {
		s.flags.client = result.Packages[0].Name
		return end.Package, exitOK, false
	}
	pkg, result, err := generator.Describe(ctx, generator.Options{Config: file, Version: generator.Version()}, s.flags.client)
	if err == nil {
		s.flags.client = result.Packages[0].Name
		return pkg, exitOK, false
	}
	return nil, s.undescribed(file, result, err), true
}

// undescribed tells why a client can't be described.
func (s *session) undescribed(file string, result *generator.Result, err error) int {
	if unknown, ok := errors.AsType[*generator.UnknownClientError](err); ok {
		if unknown.Name == "" {
			return s.usage(fmt.Errorf("--client is needed: the config has %q", unknown.Known))
		}
		return s.usage(fmt.Errorf("--client: %w", unknown))
	}
	if result.Dir == "" {
		result.Dir = filepath.Dir(file)
	}
	r := &report{cli: s.cli, result: result, format: "text"}
	if writeErr := r.diagnostics(); writeErr != nil {
		return s.fail(writeErr)
	}
	if _, ok := errors.AsType[*diag.Errors](err); !ok {
		return s.fail(err)
	}
	return exitInput
}

// check finds what the command line gets wrong about the description.
func (s *session) check() error {
	if err := s.chooseScheme(); err != nil {
		return err
	}
	return s.checkVariables()
}

// checkVariables finds what --set gets wrong or lacks.
func (s *session) checkVariables() error {
	for _, pair := range s.flags.set {
		key, value, ok := strings.Cut(pair, "=")
		if !ok || key == "" || value == "" {
			return fmt.Errorf("--set wants name=value, got %q", pair)
		}
		if !slices.ContainsFunc(s.api.Variables, func(v client.Variable) bool { return v.Key == key }) {
			return fmt.Errorf("--set: the description has no variable %q%s", key, nearest(key, s.variables()))
		}
	}
	for _, v := range s.api.Variables {
		if v.Default == "" && s.setting(v.Key) == "" && s.inURL(v.Key) {
			return fmt.Errorf("--set %s=… is needed: the description's URLs depend on it", v.Key)
		}
	}
	return nil
}

// chooseScheme takes the scheme that gives out tokens.
func (s *session) chooseScheme() error {
	var keys []string
	for i := range s.api.Schemes {
		sc := &s.api.Schemes[i]
		if sc.Kind != client.OAuth2 && sc.Kind != client.OpenIDConnect {
			continue
		}
		keys = append(keys, sc.Key)
		if s.flags.scheme == "" || s.flags.scheme == sc.Key {
			s.scheme = sc
		}
	}
	switch {
	case len(keys) == 0:
		return fmt.Errorf("the client %s has no OAuth 2.0 or OpenID Connect scheme", s.flags.client)
	case s.flags.scheme == "" && len(keys) > 1:
		return fmt.Errorf("--scheme is needed: the description has %q", keys)
	case s.scheme == nil:
		return fmt.Errorf("--scheme: %q gives out no tokens%s", s.flags.scheme, nearest(s.flags.scheme, keys))
	}
	return nil
}

func (s *session) variables() []string {
	var keys []string
	for _, v := range s.api.Variables {
		keys = append(keys, v.Key)
	}
	return keys
}

func nearest(word string, known []string) string {
	if near, ok := diag.Nearest(word, known); ok {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	if len(known) == 0 {
		return ""
	}
	return fmt.Sprintf("; it has %q", known)
}

func (s *session) setting(key string) string {
	for _, pair := range s.flags.set {
		if value, ok := strings.CutPrefix(pair, key+"="); ok {
			return value
		}
	}
	return ""
}

// inURL reports whether a URL of the scheme depends on a variable. A relative
// one stands on the server.
func (s *session) inURL(key string) bool {
	hole, relative := "{"+key+"}", false
	in := func(u client.FlowURLs) bool {
		for _, raw := range []string{u.Authorization, u.Token, u.Device} {
			relative = relative || raw != "" && !strings.Contains(raw, "://")
			if strings.Contains(raw, hole) {
				return true
			}
		}
		return false
	}
	for _, f := range s.scheme.Flows {
		if in(f.URLs) {
			return true
		}
	}
	return relative && slices.ContainsFunc(s.api.Servers, func(sv client.Server) bool { return strings.Contains(sv.URL, hole) })
}

// options are what the command line says of the server.
func (s *session) options() []client.Option {
	var opts []client.Option
	for _, pair := range s.flags.set {
		key, value, _ := strings.Cut(pair, "=")
		opts = append(opts, client.WithVariable(key, value))
	}
	for _, host := range s.flags.insecure {
		opts = append(opts, client.WithInsecureHost(host))
	}
	if s.transport != nil {
		opts = append(opts, client.WithTransport(s.transport))
	}
	return opts
}

// env is the client's own environment variable, such as WOW_CLIENT_ID.
func (s *session) env(suffix string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, s.flags.client) + suffix
}

// clientID is the application's, or "".
func (s *session) clientID() string {
	if s.flags.id != "" {
		return s.flags.id
	}
	return s.getenv(s.env("_CLIENT_ID"))
}

// secret is the application's, or "" where it has none. It is never on the
// command line, which other users of the machine can see.
func (s *session) secret() (string, error) {
	if s.flags.secretFile == "" {
		return s.getenv(s.env("_CLIENT_SECRET")), nil
	}
	content, err := os.ReadFile(s.flags.secretFile)
	if err != nil {
		return "", fmt.Errorf("--secret-file: %w", err)
	}
	secret := strings.TrimSpace(string(content))
	if secret == "" {
		return "", errors.New("--secret-file: the file is empty")
	}
	return secret, nil
}

// registration is id and secret; an id is needed.
func (s *session) registration() (id, secret string, err error) {
	if id = s.clientID(); id == "" {
		return "", "", fmt.Errorf("no client id: set %s, or give --id", s.env("_CLIENT_ID"))
	}
	secret, err = s.secret()
	return id, secret, err
}

// hasFlow reports whether the scheme offers a flow.
func (s *session) hasFlow(kind client.FlowKind) bool {
	return slices.ContainsFunc(s.scheme.Flows, func(f client.Flow) bool { return f.Kind == kind })
}

// codeFlow is the login of the scheme.
func (s *session) codeFlow(ctx context.Context, id, secret, redirect string) (auth.CodeFlow, error) {
	if s.scheme.Kind == client.OpenIDConnect {
		return client.DiscoverLogin(ctx, s.api, s.scheme.Key, id, secret, redirect, s.scopes, s.options()...)
	}
	return client.LoginFlow(s.api, s.scheme.Key, id, secret, redirect, s.scopes, s.options()...)
}

// store is where logins are kept.
func (s *session) store() (*store.File, string, error) {
	dir, err := store.UserDir(appName)
	if err != nil {
		return nil, "", err
	}
	f, err := store.NewFile(dir)
	return f, dir, err
}

// again is for hints: how the user calls the command again.
func (s *session) again(verb string) string {
	return "keywright " + verb + " --client " + s.flags.client
}
