package main

import (
	"bytes"
	"testing"
)

const want = `Thursday progress: 2 fights
Plexus Sentinel, wipe at 35 % after 214 s
   42.0 s  Ada died of Falling Rocks
  211.5 s  Brom died of Falling Rocks
Plexus Sentinel, kill after 310 s
`

func TestAnalysis(t *testing.T) {
	t.Setenv("WARCRAFTLOGS_CLIENT_ID", "")
	var out bytes.Buffer
	if err := run(t.Context(), &out, "kW3yR1gHtXmPqZ7a"); err != nil {
		t.Fatal(err)
	}
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}
