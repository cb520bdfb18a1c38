// The verb fetch: ask a GraphQL endpoint for its schema, with the credentials
// that login and token use, and write it sorted, so that a diff shows what
// changed.

package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/keywright/keywright/generator"
	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/graphql/introspect"
	"github.com/keywright/keywright/templates/client"
)

// fetchFlags are the flags that fetch has beside those of a provider.
type fetchFlags struct {
	endpoint, out             string
	app, anonymous, keepOrder bool
}

// fetchTime bounds a fetch, retries and all.
const fetchTime = 5 * time.Minute

func fetch(ctx context.Context, c *cli, args []string) int { return newSession(c).fetch(ctx, args) }

func (s *session) fetch(ctx context.Context, args []string) int {
	var f fetchFlags
	set := flag.NewFlagSet("fetch", flag.ContinueOnError)
	set.StringVar(&f.endpoint, "endpoint", "", "the `url` to ask; default: the client's server")
	set.StringVar(&f.out, "out", "", "the `file` to write, - for standard output; default: the client's schema")
	set.BoolVar(&f.app, "app", false, "ask with the application's own token, also where a user has logged in")
	set.BoolVar(&f.anonymous, "anonymous", false, "ask without any credentials")
	set.BoolVar(&f.keepOrder, "keep-order", false, "keep fields, arguments and values in the server's order instead of sorting them")
	s.registerFresh(set)
	s.flags.register(set)
	if code, done := s.parse(set, args); done {
		return code
	}
	end, code, done := s.endpoint(&f)
	if done {
		return code
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	asker, err := s.asker(ctx, end, &f)
	if err != nil {
		return s.fail(err)
	}
	defer asker.core.Close() //nolint:errcheck // nothing of it is used any more
	content, err := asker.introspect(ctx)
	if err != nil {
		return s.fail(asker.explained(err))
	}
	return s.writeSchema(content, end, &f)
}

// endpoint finds out what is asked: the client of a config, or, without a
// config, the URL alone.
func (s *session) endpoint(f *fetchFlags) (end *generator.Endpoint, code int, done bool) {
	o := options{dir: s.flags.dir, config: s.flags.config}
	file, err := o.configFile()
	if errors.Is(err, fs.ErrNotExist) && f.endpoint != "" && s.flags.client == "" && s.flags.config == "" {
		if f.out == "" {
			return nil, s.usage(errors.New("--out is needed where there is no keywright.yaml; - is standard output")), true
		}
		s.api = &client.API{Name: "keywright", Runtime: client.Handshake1}
		return &generator.Endpoint{}, exitOK, false
	}
	if err != nil {
		return nil, s.fail(fmt.Errorf("%w\nName a config with -C or --config, or an endpoint with --endpoint and --out", err)), true
	}
	end, code, done = s.configured(file)
	if done {
		return nil, code, true
	}
	s.api, s.scopes = describedAPI(end.Package), s.flags.scopes
	err = s.checkEndpoint(f)
	if err == nil && f.out == "" {
		err = checkTarget(end)
	}
	if err != nil {
		return nil, s.usage(err), true
	}
	return end, exitOK, false
}

// configured reads a client of the config, by its server alone.
func (s *session) configured(file string) (end *generator.Endpoint, code int, done bool) {
	end, result, err := generator.DescribeEndpoint(generator.Options{Config: file}, s.flags.client)
	switch {
	case err == nil:
		s.flags.client = end.Client
		return end, exitOK, false
	case errors.Is(err, generator.ErrNotGraphQL):
		return nil, s.usage(fmt.Errorf("%w; fetch is for those that are", err)), true
	}
	code = s.undescribed(file, result, err)
	return nil, code, true
}

// checkEndpoint finds what the command line gets wrong about the server.
func (s *session) checkEndpoint(f *fetchFlags) error {
	if f.anonymous && f.app {
		return errors.New("--anonymous asks without a token: leave out --app")
	}
	if f.endpoint == "" && len(s.api.Servers) == 0 {
		return fmt.Errorf("the config gives %s no `servers`; name the URL with --endpoint", s.flags.client)
	}
	for i := range s.api.Schemes {
		if k := s.api.Schemes[i].Kind; k == client.OAuth2 || k == client.OpenIDConnect {
			return s.check()
		}
	}
	return s.checkVariables()
}

// checkTarget wants one file to write.
func checkTarget(end *generator.Endpoint) error {
	switch {
	case end.Schema == "":
		return errors.New("the config's `schema` is no single file; name the one to write with --out")
	case strings.EqualFold(path.Ext(end.Named), ".json"):
		return fmt.Errorf("the config's `schema` is %s, but fetch writes GraphQL's definition language; name a .graphql file there, or in --out", end.Named)
	}
	return nil
}

// writeSchema writes the schema of an introspection result.
func (s *session) writeSchema(content []byte, end *generator.Endpoint, f *fetchFlags) int {
	var diags diag.List
	sources := new(diag.Sources)
	sources.Add(answerName, content)
	doc := introspect.Convert(answerName, content, &diags)
	if diags.HasErrors() || doc == nil {
		if err := diag.WriteText(s.stderr, diags.All(), sources); err != nil {
			return s.fail(err)
		}
		return s.fail(errors.New("the server's answer is no schema; nothing was written"))
	}
	order := introspect.ByName
	if f.keepOrder {
		order = introspect.AsGiven
	}
	text := introspect.Format(doc, order)
	if f.out == "-" {
		if _, err := s.stdout.Write(text); err != nil {
			return s.fail(err)
		}
		return exitOK
	}
	file := end.Schema
	if f.out != "" {
		file = f.out
		if !filepath.IsAbs(file) {
			file = filepath.Join(s.flags.dir, file)
		}
	}
	return s.replaceSchema(file, text, len(doc.Definitions))
}

// answerName is what positions in a server's answer are told by.
const answerName = "the answer"

func (s *session) replaceSchema(file string, text []byte, types int) int {
	old, err := os.ReadFile(file)
	if err == nil && bytes.Equal(old, text) {
		fmt.Fprintf(s.stderr, "keywright: %s is up to date, %s\n", shortPath(file), count(types, "type"))
		return exitOK
	}
	if err := writeAtomic(file, text); err != nil {
		return s.fail(err)
	}
	fmt.Fprintf(s.stderr, "keywright: wrote %s, %s\n", shortPath(file), count(types, "type"))
	return exitOK
}

// shortPath is a path as the user would write it.
func shortPath(file string) string {
	base, err := os.Getwd()
	if err != nil {
		return file
	}
	rel, err := filepath.Rel(base, file)
	if err != nil || strings.HasPrefix(rel, "..") && filepath.IsAbs(file) && len(rel) > len(file) {
		return file
	}
	return filepath.ToSlash(rel)
}

// writeAtomic puts a file in place of another, or leaves that as it is.
func writeAtomic(file string, content []byte) (err error) {
	if target, err := filepath.EvalSymlinks(file); err == nil {
		file = target
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(file); err == nil {
		if !info.Mode().IsRegular() {
			return fmt.Errorf("%s is not a regular file", file)
		}
		mode = info.Mode().Perm()
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), ".keywright-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tmp.Close()           //nolint:errcheck // the first error is told
			os.Remove(tmp.Name()) //nolint:errcheck // the first error is told
		}
	}()
	if _, err = tmp.Write(content); err != nil {
		return err
	}
	if err = tmp.Chmod(mode); err != nil {
		return err
	}
	if err = tmp.Sync(); err != nil {
		return err
	}
	if err = tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), file)
}
