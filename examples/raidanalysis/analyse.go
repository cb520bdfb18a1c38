// The analysis itself: every call and every field in it is typed.

package main

import (
	"context"
	"fmt"
	"io"

	"github.com/keywright/keywright/generated/runtime/wire"
	"github.com/keywright/keywright/generated/warcraftlogs"
)

// analyse prints how each fight against a boss of a report went: its outcome,
// and who died when, by what.
func analyse(ctx context.Context, out io.Writer, c *warcraftlogs.Client, code string) error {
	report, err := c.ReportData.Report(ctx, code)
	if err != nil {
		return err
	}
	master, err := c.ReportData.MasterData(ctx, code, nil)
	if err != nil {
		return err
	}
	players, err := c.ReportData.MasterDataActors(ctx, code, &warcraftlogs.ReportDataMasterDataActorsParams{Type: wire.Some("Player")})
	if err != nil {
		return err
	}
	names, abilities := map[int64]string{}, map[int64]string{}
	for _, p := range players {
		names[p.ID.Or(0)] = p.Name.Or("somebody")
	}
	for _, a := range master.Abilities {
		abilities[int64(a.GameID.Or(0))] = a.Name.Or("something")
	}
	fights, err := c.ReportData.Fights(ctx, code, &warcraftlogs.ReportDataFightsParams{KillType: wire.Some(warcraftlogs.KillTypeEncounters)})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %d fights\n", report.Title, len(fights))
	for _, fight := range fights {
		outcome := fmt.Sprintf("wipe at %.0f %%", fight.FightPercentage.Or(100))
		if fight.Kill.Or(false) {
			outcome = "kill"
		}
		fmt.Fprintf(out, "%s, %s after %.0f s\n", fight.Name, outcome, (fight.EndTime-fight.StartTime)/1000)
		deaths := &warcraftlogs.ReportDataEventsParams{FightIDs: []int64{fight.ID}, DataType: wire.Some(warcraftlogs.EventDataTypeDeaths)}
		for event, err := range c.ReportData.EventsAll(ctx, code, deaths) { // page after page, as far as is needed
			if err != nil {
				return err
			}
			if death, ok := event.(*warcraftlogs.DeathEvent); ok {
				fmt.Fprintf(out, "  %5.1f s  %s died of %s\n", (death.Timestamp-fight.StartTime)/1000,
					names[death.TargetID.Or(0)], abilities[death.KillingAbilityGameID.Or(0)])
			}
		}
	}
	return nil
}
