// Which services the tour asks: the real ones where the environment has
// credentials for them, the fakes otherwise.

package main

import (
	"os"

	"github.com/keywright/keywright/generated/runtime/client"
	"github.com/keywright/keywright/generated/runtime/clienttest"
	"github.com/keywright/keywright/generated/warcraftlogs"
	"github.com/keywright/keywright/generated/warcraftlogs/warcraftlogstest"
	"github.com/keywright/keywright/generated/wow"
	"github.com/keywright/keywright/generated/wow/wowtest"
)

// service is one of the two APIs.
type service struct {
	where   string
	options []client.Option
	fake    *clienttest.Server // nil for the real service
}

func (s *service) close() {
	if s.fake != nil {
		s.fake.Close()
	}
}

func chooseBattleNet() (service, error) {
	if os.Getenv("BATTLENET_CLIENT_ID") != "" {
		// Reads BATTLENET_CLIENT_ID and BATTLENET_CLIENT_SECRET.
		return service{where: "live", options: []client.Option{wow.WithCredentialsFromEnv("BATTLENET")}}, nil
	}
	srv, err := wowtest.Start()
	if err != nil {
		return service{}, err
	}
	srv.Reply("CharacterProfile.Summary", 404, `{"code":404,"type":"BLZWEBAPI00000404","detail":"Not Found"}`)
	return service{where: "in-process fake", options: srv.Options(), fake: srv}, nil
}

func chooseWarcraftLogs() (service, error) {
	if os.Getenv("WARCRAFTLOGS_CLIENT_ID") != "" {
		return service{where: "live", options: []client.Option{warcraftlogs.WithCredentialsFromEnv("WARCRAFTLOGS")}}, nil
	}
	srv, err := warcraftlogstest.Start()
	if err != nil {
		return service{}, err
	}
	return service{where: "in-process fake", options: srv.Options(), fake: srv.Server}, nil
}

// reportCode is the report to read; the fake knows one for every code.
func reportCode() string {
	if code := os.Getenv("WARCRAFTLOGS_REPORT"); code != "" {
		return code
	}
	return "kW3yR1gHtXmPqZ7a"
}
