// This file holds the flags that generate and check share, and the run behind
// both.

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/keywright/keywright/generator"
	"github.com/keywright/keywright/generator/config"
	"github.com/keywright/keywright/generator/diag"
)

// options are the flags of generate and check.
type options struct {
	dir    string
	config string
	only   string
	format string
	force  bool
	all    bool

	offline bool // read pinned copies of remote references only
	repin   bool // accept changed ones
}

func (o *options) register(fs *flag.FlagSet) {
	fs.StringVar(&o.dir, "C", ".", "work in the folder `dir`")
	fs.StringVar(&o.config, "config", "", "take the config `file` instead of searching keywright.yaml upward")
	fs.StringVar(&o.only, "only", "", "only the clients `name,…`")
	fs.BoolVar(&o.all, "v", false, "tell every warning in full")
	fs.StringVar(&o.format, "format", "text", "how to report: `text`, json or github")
}

func formats() []string { return []string{"text", "json", "github"} }

// start parses the flags of generate and check and runs the generator. done
// means that the verb ends here, with code.
func (c *cli) start(ctx context.Context, fs *flag.FlagSet, o *options, args []string) (r *report, code int, done bool) {
	o.register(fs)
	if code, done := c.parse(fs, args); done {
		return nil, code, true
	}
	if !slices.Contains(formats(), o.format) {
		err := fmt.Errorf("unknown format %q", o.format)
		if near, ok := diag.Nearest(o.format, formats()); ok {
			err = fmt.Errorf("%w; did you mean %q?", err, near)
		}
		return nil, c.usage(err), true
	}
	file, err := o.configFile()
	if err != nil {
		return nil, c.fail(fmt.Errorf("%w\nRun `keywright init` to write one, or name it with -C or --config", err)), true
	}
	var only []string
	for name := range strings.SplitSeq(o.only, ",") {
		if name = strings.TrimSpace(name); name != "" {
			only = append(only, name)
		}
	}
	made := stamps(file)
	result, err := generator.Generate(ctx, generator.Options{
		Config: file, Only: only, Force: o.force, Offline: o.offline, Repin: o.repin, Version: generator.Version(), Stamps: made,
	})
	r = &report{cli: c, result: result, format: o.format, all: o.all}
	if r.result.Dir == "" {
		r.result.Dir = filepath.Dir(file)
	}
	if unknown, ok := errors.AsType[*generator.UnknownClientError](err); ok {
		return nil, c.usage(fmt.Errorf("--only: %w", unknown)), true
	}
	if err == nil {
		made.Save() //nolint:errcheck // without them the next run takes longer, and that is all
		return r, exitOK, false
	}
	if writeErr := r.diagnostics(); writeErr != nil {
		return nil, c.fail(writeErr), true
	}
	if _, ok := errors.AsType[*diag.Errors](err); !ok {
		return nil, c.fail(err), true
	}
	r.errors()
	return nil, exitInput, true
}

// stamps are what this build of the command made before; nil where the machine
// has no place for caches.
func stamps(config string) *generator.Stamps {
	dir, err := os.UserCacheDir()
	if err != nil {
		return nil
	}
	return generator.OpenStamps(filepath.Join(dir, "keywright", "made"), config)
}

// configFile is the path of the config to take.
func (o *options) configFile() (string, error) {
	if o.config == "" {
		return config.Find(o.dir)
	}
	if filepath.IsAbs(o.config) {
		return o.config, nil
	}
	return filepath.Abs(filepath.Join(o.dir, o.config))
}
