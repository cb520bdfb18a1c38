// Raidanalysis tells of each boss fight in a Warcraft Logs report how it ended,
// and who died of what.
//
// It needs no account: without WARCRAFTLOGS_CLIENT_ID and
// WARCRAFTLOGS_CLIENT_SECRET it asks the fake that keywright emits beside the
// client, which makes a raid up. The argument is the code in a report's address.
//
//	go run ./examples/raidanalysis kW3yR1gHtXmPqZ7a
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/keywright/keywright/generated/runtime/client"
	"github.com/keywright/keywright/generated/warcraftlogs"
	"github.com/keywright/keywright/generated/warcraftlogs/warcraftlogstest"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	code := "kW3yR1gHtXmPqZ7a"
	if len(os.Args) > 1 {
		code = os.Args[1]
	}
	if err := run(ctx, os.Stdout, code); err != nil {
		fmt.Fprintln(os.Stderr, "raidanalysis:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, code string) error {
	options := []client.Option{warcraftlogs.WithCredentialsFromEnv("WARCRAFTLOGS")}
	if os.Getenv("WARCRAFTLOGS_CLIENT_ID") == "" {
		srv, err := warcraftlogstest.Start()
		if err != nil {
			return err
		}
		defer srv.Close()
		raid(srv)
		options = srv.Options()
	}
	c, err := warcraftlogs.New(options...)
	if err != nil {
		return err
	}
	defer c.Close()
	return analyse(ctx, out, c, code)
}
