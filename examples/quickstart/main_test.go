package main

import (
	"bytes"
	"testing"
)

// want is the tour against the fakes; README shows it.
const want = `Battle.net (in-process fake)
  realm      Argent Dawn, Roleplaying, Europe/Paris
  auctions   3, among them
             item 207788  ×1    5200g 00s 00c
             item 82800   ×1    175g 00s 00c
             item 86280   ×1    11g 26s 00c
  character  not known to the armoury
  token      1 request for 3 calls

Warcraft Logs (in-process fake)
  report     Thursday progress, 2026-01-08
  fight 1    Plexus Sentinel, wipe after 3m34s
  fight 2    Plexus Sentinel, kill after 5m10s

The server revokes the token
  next call  succeeded: a WoW Token costs 347261g 00s 00c
  it took    1 more token request
`

func TestTour(t *testing.T) {
	for _, name := range []string{"BATTLENET_CLIENT_ID", "WARCRAFTLOGS_CLIENT_ID", "WARCRAFTLOGS_REPORT"} {
		t.Setenv(name, "")
	}
	var out bytes.Buffer
	if err := run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}
