// A raid for the fake to tell of.

package main

import (
	"encoding/json"

	"github.com/keywright/keywright/generated/runtime/clienttest/gqltest"
)

// raid has the fake answer with two fights, and with events on two pages.
func raid(srv *gqltest.Server) {
	srv.Set("Report.title", "Thursday progress")
	srv.Set("ReportMasterData.actors", []any{
		map[string]any{"id": 1, "name": "Ada"}, map[string]any{"id": 2, "name": "Brom"},
	})
	srv.Set("ReportMasterData.abilities", []any{map[string]any{"gameID": 1001, "name": "Falling Rocks"}})
	srv.Set("Report.fights", []any{
		map[string]any{"id": 1, "name": "Plexus Sentinel", "kill": false, "fightPercentage": 35, "startTime": 10000, "endTime": 224000},
		map[string]any{"id": 2, "name": "Plexus Sentinel", "kill": true, "startTime": 300000, "endTime": 610000},
	})
	pages := map[float64]map[string]any{
		0:      {"data": json.RawMessage(`[{"type":"death","timestamp":52000,"targetID":1,"killingAbilityGameID":1001}]`), "nextPageTimestamp": 200000},
		200000: {"data": json.RawMessage(`[{"type":"death","timestamp":221500,"targetID":2,"killingAbilityGameID":1001}]`), "nextPageTimestamp": nil},
	}
	srv.Resolve("Report.events", func(args gqltest.Args) (any, error) {
		if fights, ok := args["fightIDs"].([]any); ok && len(fights) == 1 && number(fights[0]) == 1 {
			return pages[number(args["startTime"])], nil
		}
		return map[string]any{"data": json.RawMessage(`[]`), "nextPageTimestamp": nil}, nil
	})
}

// number reads a number, which is whole or not.
func number(v any) float64 {
	if n, ok := v.(int64); ok {
		return float64(n)
	}
	n, _ := v.(float64)
	return n
}
