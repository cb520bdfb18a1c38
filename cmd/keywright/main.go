// Command keywright turns OpenAPI documents and GraphQL schemas into Go clients
// that carry their own keys. Run `keywright help` for its verbs.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/keywright/keywright/generator/diag"
)

// The exit codes.
const (
	exitOK    = 0
	exitInput = 1 // an error in the config, a description or the disk
	exitUsage = 2
	exitDrift = 3 // check: generated files aren't up to date
)

func main() {
	tuneMemory()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// verb is one thing the command does; its implementation and its flags are in
// a file of its name.
type verb struct {
	name    string
	args    string
	summary string
	run     func(ctx context.Context, c *cli, args []string) int
}

func verbs() []verb {
	return []verb{
		{"generate", "[flags]", "write the clients of keywright.yaml", generate},
		{"check", "[flags]", "tell whether they are up to date, with a diff; exit code 3 if not", check},
		{"init", "--openapi spec.yaml | --graphql schema.graphql [flags]", "write a config and a gen.go to begin with", initialize},
		{"fetch", "--client name [flags]", "write a GraphQL client's schema, as its server tells it", fetch},
		{"login", "--client name [flags]", "log a user in to a client's provider, and keep the token", login},
		{"logout", "--client name [flags]", "give a login's tokens back to the provider, and forget them", logout},
		{"token", "--client name [flags]", "print a token that is good to send, for curl and scripts", printToken},
		{"schema", "", "print the JSON Schema of keywright.yaml, for editors", schema},
		{"version", "", "print the version", version},
	}
}

// cli is what verbs share.
type cli struct {
	verb   verb
	stdout io.Writer // only what was asked for
	stderr io.Writer
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	c := &cli{stdout: stdout, stderr: stderr}
	if len(args) == 0 {
		usage(stderr)
		return exitUsage
	}
	var names []string
	for _, v := range verbs() {
		if v.name == args[0] {
			c.verb = v
			return v.run(ctx, c, args[1:])
		}
		names = append(names, v.name)
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		return help(ctx, c, args[1:])
	}
	fmt.Fprintf(stderr, "keywright: unknown verb %q", args[0])
	if near, ok := diag.Nearest(args[0], names); ok {
		fmt.Fprintf(stderr, "; did you mean %q?", near)
	}
	fmt.Fprintln(stderr, "\nRun `keywright help` for the verbs.")
	return exitUsage
}

// help tells about the command, or about a verb.
func help(ctx context.Context, c *cli, args []string) int {
	if len(args) == 0 {
		usage(c.stdout)
		return exitOK
	}
	return run(ctx, []string{args[0], "-h"}, c.stdout, c.stderr)
}

func usage(w io.Writer) {
	fmt.Fprint(w, "keywright turns OpenAPI documents and GraphQL schemas into Go clients that carry their own keys.\n\n"+
		"usage: keywright <verb> [flags]\n\n")
	for _, v := range verbs() {
		fmt.Fprintf(w, "  %-9s %s\n", v.name, v.summary)
	}
	fmt.Fprint(w, "\n`keywright help <verb>` tells a verb's flags.\n"+
		"exit codes: 0 fine, 1 an error in the input, 2 a mistake in the command line, 3 drift (check)\n")
}

// parse parses a verb's flags. done means that the verb ends here, with code:
// help was asked for or the command line is wrong.
func (c *cli) parse(fs *flag.FlagSet, args []string) (code int, done bool) {
	fs.SetOutput(io.Discard) // the flag package would mix help and errors
	err := fs.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		c.help(fs)
		return exitOK, true
	}
	if err == nil && fs.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q", fs.Arg(0))
	}
	if err != nil {
		return c.usage(err), true
	}
	return exitOK, false
}

// usage reports a mistake in the command line.
func (c *cli) usage(err error) int {
	fmt.Fprintf(c.stderr, "keywright %s: %v\nRun `keywright help %s` for its flags.\n", c.verb.name, err, c.verb.name)
	return exitUsage
}

// fail reports an error that isn't about a place in the input.
func (c *cli) fail(err error) int {
	fmt.Fprintf(c.stderr, "keywright %s: %v\n", c.verb.name, err)
	return exitInput
}

func (c *cli) help(fs *flag.FlagSet) {
	fmt.Fprintf(c.stdout, "usage: keywright %s %s\n\n%s\n", c.verb.name, c.verb.args, c.verb.summary)
	first := true
	fs.VisitAll(func(f *flag.Flag) {
		if first {
			fmt.Fprintln(c.stdout)
			first = false
		}
		kind, text := flag.UnquoteUsage(f)
		dashes := "--"
		if len(f.Name) == 1 {
			dashes = "-"
		}
		fmt.Fprintf(c.stdout, "  %-18s %s\n", dashes+f.Name+" "+kind, text)
	})
}
