// Quickstart shows what a client made by keywright does, from the first call to
// a token that dies early.
//
// It needs no account: by default it starts the fakes that keywright emits
// beside each client and calls those. With BATTLENET_CLIENT_ID and
// BATTLENET_CLIENT_SECRET set it asks the real Battle.net, with
// WARCRAFTLOGS_CLIENT_ID, WARCRAFTLOGS_CLIENT_SECRET and WARCRAFTLOGS_REPORT
// (the code in a report's address) the real Warcraft Logs.
//
//	go run ./examples/quickstart
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/keywright/keywright/generated/runtime/client"
	"github.com/keywright/keywright/generated/warcraftlogs"
	"github.com/keywright/keywright/generated/wow"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := run(ctx, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	battlenet, err := chooseBattleNet()
	if err != nil {
		return err
	}
	defer battlenet.close()
	logs, err := chooseWarcraftLogs()
	if err != nil {
		return err
	}
	defer logs.close()

	if err := realmAndAuctions(ctx, out, battlenet); err != nil {
		return err
	}
	if err := report(ctx, out, logs); err != nil {
		return err
	}
	return revoked(ctx, out, battlenet)
}

// realmAndAuctions is the main job: typed calls, and not a line about tokens.
func realmAndAuctions(ctx context.Context, out io.Writer, api service) error {
	fmt.Fprintf(out, "Battle.net (%s)\n", api.where)

	// One client for the whole program. It gets its token with the first call,
	// keeps it, and renews it before it expires. Region and locale are set once;
	// the client knows where they go.
	c, err := wow.New(append(api.options, wow.WithRegion(wow.RegionEU), wow.WithLocale(wow.LocaleEnGB))...)
	if err != nil {
		return err
	}
	defer c.Close()

	realm, err := c.Realm.Get(ctx, "argent-dawn")
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "  realm      %s, %s, %s\n", realm.Name, realm.Type.Name, realm.Timezone)

	// What a server may leave out is a wire.Opt: Get tells whether it is there.
	house, err := c.AuctionHouse.Auctions(ctx, connectedRealm)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "  auctions   %d, among them\n", len(house.Auctions))
	for _, a := range house.Auctions[:min(3, len(house.Auctions))] {
		price := "bids only"
		if copper, ok := a.Buyout.Get(); ok {
			price = gold(copper)
		}
		fmt.Fprintf(out, "             item %-7d ×%-4d %s\n", a.Item.ID, a.Quantity, price)
	}

	// Errors are one type, and errors.Is tells the situation. Here a 404 is an
	// answer: nobody of that name is known.
	_, err = c.CharacterProfile.Summary(ctx, "argent-dawn", "nobodyatall")
	switch {
	case errors.Is(err, client.ErrNotFound):
		fmt.Fprintln(out, "  character  not known to the armoury")
	case err != nil:
		return err
	}
	if api.fake != nil {
		fmt.Fprintf(out, "  token      %d request for %d calls\n", api.fake.TokenRequests(), api.fake.Calls(""))
	}
	return nil
}

// connectedRealm is Argent Dawn's in the EU.
const connectedRealm = 3702

// gold spells an amount of copper.
func gold(copper int64) string {
	return fmt.Sprintf("%dg %02ds %02dc", copper/10000, copper/100%100, copper%100)
}

// report reads a raid's log over GraphQL. The query stands in
// specs/warcraftlogs/operations/report_with_fights.graphql; the method and its
// types were made from it.
func report(ctx context.Context, out io.Writer, api service) error {
	fmt.Fprintf(out, "\nWarcraft Logs (%s)\n", api.where)
	c, err := warcraftlogs.New(api.options...)
	if err != nil {
		return err
	}
	defer c.Close()

	report, err := c.ReportWithFights(ctx, reportCode(), nil)
	if err != nil {
		return err
	}
	began := time.UnixMilli(int64(report.StartTime)).UTC()
	fmt.Fprintf(out, "  report     %s, %s\n", report.Title, began.Format(time.DateOnly))
	for _, fight := range report.Fights {
		result := "wipe"
		if fight.Kill.Or(false) {
			result = "kill"
		}
		length := time.Duration(fight.EndTime-fight.StartTime) * time.Millisecond
		fmt.Fprintf(out, "  fight %-2d   %s, %s after %s\n", fight.ID, fight.Name, result, length.Round(time.Second))
	}
	return nil
}

// revoked takes the client's token away on the server's side, which does happen:
// secrets are rotated, services restart. The next call still succeeds.
func revoked(ctx context.Context, out io.Writer, api service) error {
	if api.fake == nil {
		return nil // a real service revokes no tokens on demand
	}
	c, err := wow.New(api.options...)
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := c.WowToken.Index(ctx); err != nil {
		return err
	}

	fmt.Fprint(out, "\nThe server revokes the token\n")
	before := api.fake.TokenRequests()
	api.fake.RevokeTokens()

	token, err := c.WowToken.Index(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "  next call  succeeded: a WoW Token costs %s\n", gold(token.Price))
	fmt.Fprintf(out, "  it took    %d more token request\n", api.fake.TokenRequests()-before)
	return nil
}
