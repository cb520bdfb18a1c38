// The verb schema: print the JSON Schema of keywright.yaml.

package main

import (
	"context"
	"flag"
	"fmt"

	"github.com/keywright/keywright/generator/config"
)

func schema(_ context.Context, c *cli, args []string) int {
	if code, done := c.parse(flag.NewFlagSet("schema", flag.ContinueOnError), args); done {
		return code
	}
	fmt.Fprint(c.stdout, config.Schema())
	return exitOK
}
