// The verb version: print the version of the generator.

package main

import (
	"context"
	"flag"
	"fmt"
	"runtime"

	"github.com/keywright/keywright/generator"
)

func version(_ context.Context, c *cli, args []string) int {
	if code, done := c.parse(flag.NewFlagSet("version", flag.ContinueOnError), args); done {
		return code
	}
	fmt.Fprintf(c.stdout, "keywright %s %s %s/%s\n", generator.Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return exitOK
}
