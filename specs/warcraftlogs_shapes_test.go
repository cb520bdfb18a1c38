// The shapes of Warcraft Logs' JSON beyond what was recorded: every kind of
// event, table and ranking that the site's users have told of, the errors that
// stand in place of data, and what PHP makes of empty objects.

package specs_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/keywright/keywright/generated/runtime/client"
	"github.com/keywright/keywright/generated/runtime/client/gql"
	"github.com/keywright/keywright/generated/runtime/wire"
	"github.com/keywright/keywright/generated/warcraftlogs"
)

// eventKinds gives what each kind of event has beyond the common members.
func eventKinds() map[string]string {
	return map[string]string{
		"damage":   `"hitType": 2, "amount": 64, "mitigated": 34, "unmitigatedAmount": 98, "absorbed": 0, "blocked": 1, "overkill": 5, "tick": true, "isAoE": false, "buffs": "12.34.", "supportID": 7, "subtractsFromSupportedActor": true`,
		"heal":     `"hitType": 1, "amount": 10, "overheal": 3, "absorbed": 1, "tick": false`,
		"absorbed": `"attackerID": 9, "attackerInstance": 2, "amount": 12, "extraAbilityGameID": 17`, "healabsorbed": `"amount": 4`,
		"cast": `"fake": true, "melee": true`, "begincast": "", "empowerstart": "", "empowerend": `"empowermentLevel": 3`,
		"applybuff": `"absorb": 100`, "removebuff": `"absorb": 0`, "refreshbuff": `"absorb": 5`, "applybuffstack": `"stack": 2`, "removebuffstack": `"stack": 1`,
		"applydebuff": `"absorb": 1`, "removedebuff": "", "refreshdebuff": "", "applydebuffstack": `"stack": 2`, "removedebuffstack": `"stack": 1`,
		"interrupt": `"extraAbilityGameID": 33`, "dispel": `"extraAbilityGameID": 33, "isBuff": true`, "aurabroken": `"extraAbilityGameID": 33, "isBuff": false`,
		"spellsteal": `"extraAbilityGameID": 33`, "instakill": "", "resurrect": "", "summon": "", "create": "", "destroy": "", "leech": "", "playerentercombat": "",
		"death":          `"killerID": 3, "killerInstance": 4, "killingAbilityGameID": 5, "deathSaveAbility": {"name": "n", "guid": 1, "type": 2, "abilityIcon": "i"}`,
		"resourcechange": `"resourceChange": -5, "resourceChangeType": 3, "otherResourceChange": 0, "maxResourceAmount": 100, "waste": 2`,
		"drain":          `"resourceChange": 5, "resourceChangeType": 0, "otherResourceChange": 1`, "extraattacks": `"extraAttacks": 2`,
		"combatantinfo": `"gear": [{"id": 1, "quality": 4, "icon": "i", "itemLevel": 200, "permanentEnchant": 5, "bonusIDs": [1], "gems": [{"id": 2, "itemLevel": 3, "icon": "g"}], "setID": 9}],
			"auras": [{"source": 1, "ability": 2, "stacks": 1, "icon": "i", "name": "n"}], "specID": 71, "expansion": "dragonflight", "faction": 1,
			"strength": 1, "agility": 2, "stamina": 3, "intellect": 4, "dodge": 5, "parry": 6, "block": 7, "armor": 8, "critMelee": 9, "critRanged": 10, "critSpell": 11, "speed": 12,
			"leech": 13, "hasteMelee": 14, "hasteRanged": 15, "hasteSpell": 16, "avoidance": 17, "mastery": 18, "versatilityDamageDone": 19, "versatilityHealingDone": 20,
			"versatilityDamageReduction": 21, "talents": [], "talentTree": [{"id": 1, "rank": 2, "nodeID": 3}], "pvpTalents": [{"id": 4, "icon": "p"}]`,
	}
}

// resources is what includeResources adds to an event, and embedded objects in
// place of ids.
const resources = `"source": {"name": "Boss", "id": 3, "guid": 77, "type": "NPC", "icon": "i"}, "ability": {"name": "Melee", "guid": 1, "type": 1, "abilityIcon": "m.jpg"}, "sourceMarker": 8,
	"resourceActor": 1, "classResources": [{"amount": 10, "max": 20, "type": 0, "cost": 5}], "hitPoints": 90, "maxHitPoints": 100, "attackPower": 1, "spellPower": 2, "armor": 3, "absorb": 4,
	"x": -10, "y": 20, "facing": 100, "mapID": 5, "itemLevel": 220`

func wclEvents(ctx context.Context, c *warcraftlogs.Client) (any, error) {
	return c.ReportData.Events(ctx, "code", nil)
}

// Every kind of event has a type of its own, in which all of it is kept; a kind
// that is new, and an event that isn't what its kind says, stays raw.
func TestWarcraftLogsEvents(t *testing.T) {
	t.Parallel()
	if n := len(eventKinds()); n != 34 {
		t.Fatalf("%d kinds of events, want 34", n)
	}
	types := map[reflect.Type]string{}
	for kind, more := range eventKinds() {
		for _, rest := range []string{"", resources} {
			if kind == "combatantinfo" && rest != "" {
				continue
			}
			event := fmt.Sprintf(`{"timestamp": 12983.5, "type": %q, "sourceID": -1, "fight": 3`, kind)
			if kind != "combatantinfo" {
				event += `, "sourceInstance": 2, "targetID": 6.0, "targetInstance": 1, "abilityGameID": 209858.0, "pin": "0"`
			}
			for _, part := range []string{more, rest} {
				if kind == "applybuff" || strings.Contains(more, `"absorb"`) {
					part = strings.ReplaceAll(part, `"absorb": 4,`, "")
				}
				if part != "" {
					event += ", " + part
				}
			}
			value := json.RawMessage(`{"data": [` + event + `}], "nextPageTimestamp": 5}`)
			got, err := readWCL(t, "reportData.report.events", value, wclEvents)
			if err != nil {
				t.Errorf("%s: %v", kind, err)
				continue
			}
			wantSame(t, kind, value, got)
			page := got.(*warcraftlogs.ReportEventPaginator)
			typ := reflect.TypeOf(page.Data[0])
			if other, ok := types[typ]; ok && other != kind {
				t.Errorf("%s and %s are both %v", kind, other, typ)
			}
			types[typ] = kind
		}
	}
	if len(types) != 34 {
		t.Errorf("%d types of events, want 34", len(types))
	}
	news := json.RawMessage(`{"data": [{"type": "levelup", "timestamp": 1, "x": [1]}, {"type": "heal", "timestamp": 2, "hitType": 1, "amount": "much"}, {"type": "heal", "timestamp": 3, "hitType": 99, "amount": 1}]}`)
	got, err := readWCL(t, "reportData.report.events", news, wclEvents)
	if err != nil {
		t.Fatal(err)
	}
	events := got.(*warcraftlogs.ReportEventPaginator).Data
	if raw, ok := events[0].(warcraftlogs.EventRaw); !ok || !strings.Contains(raw.String(), `"x": [1]`) {
		t.Errorf("a new kind: %v", events[0])
	}
	if _, ok := events[1].(warcraftlogs.EventRaw); !ok {
		t.Errorf("an event that isn't what it says: %v", events[1])
	}
	if heal, ok := events[2].(*warcraftlogs.HealEvent); !ok || heal.HitType != 99 || heal.HitType.Known() {
		t.Errorf("an unknown way to hit: %v", events[2])
	}
	if paths := rawPaths(got); !slices.Equal(paths, []string{"data[].(EventRaw)"}) {
		t.Errorf("raw are %q", paths)
	}
}

// wantSame wants nothing raw, and all written as it was read.
func wantSame(t *testing.T, what string, value json.RawMessage, got any) {
	t.Helper()
	if paths := rawPaths(got); len(paths) > 0 {
		t.Errorf("%s: left raw: %q", what, paths)
	}
	for _, d := range changes(t, value, got) {
		if d[0] != '+' {
			t.Errorf("%s: %s", what, d)
		}
	}
}

const (
	actorRow   = `{"name": "Ann", "id": 4, "guid": 100, "type": "Mage", "icon": "Mage-Frost", "itemLevel": 220.5, "total": 10, "totalReduced": 9, "activeTime": 1000, "activeTimeReduced": 900, "abilities": [{"guid": 1, "name": "Frostbolt", "total": 10, "type": 16, "icon": "f"}], "damageAbilities": [], "targets": [{"name": "Boss", "total": 10, "type": "Boss"}], "overheal": 1, "gear": [{"id": 0, "slot": 1, "quality": 1, "icon": "i", "itemLevel": 1}]}`
	abilityRow = `{"name": "Frostbolt", "guid": 116, "type": 16, "total": 10, "abilityIcon": "f.jpg", "composite": true, "subentries": [{"name": "Frostbolt", "guid": 116, "type": 16, "total": 1, "abilityIcon": "f.jpg", "actor": 4, "actorName": "Ann", "actorIcon": "i", "actorType": "Mage", "hitCount": 1}], "hitCount": 1, "tickCount": 0, "missCount": 0, "critHitCount": 1, "sources": [{"name": "Ann", "total": 1, "type": "Mage"}], "targets": [], "uptime": 5}`
	deathRow   = `{"name": "Ann", "id": 4, "guid": 100, "type": "Mage", "icon": "i", "timestamp": 123, "fight": 1, "damage": {"total": 5, "activeTime": 1, "abilities": [], "damageAbilities": [], "sources": []}, "healing": {"total": 0, "abilities": []}, "deathWindow": 10000, "overkill": 3, "events": [{"timestamp": 120, "type": "damage", "sourceID": 3, "targetID": 4, "ability": {"name": "Fire", "guid": 2, "type": 4, "abilityIcon": "f"}, "hitType": 1, "amount": 5}], "killingBlow": {"name": "Fire", "guid": 2, "type": 4, "abilityIcon": "f"}}`
	stopRow    = `{"entries": [{"name": "Heal", "guid": 9, "type": 2, "abilityIcon": "h", "spellsBegun": 1, "spellsCompleted": 0, "spellsInterrupted": 1, "spellChannelsInterrupted": 0, "timestamp": 7, "details": [{"name": "Ann", "id": 4, "guid": 100, "type": "Mage", "icon": "i", "total": 1}]}]}`
)

// Tables: the case of the data follows from what it holds, and that of the rows too.
func TestWarcraftLogsTables(t *testing.T) {
	t.Parallel()
	read := func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
		return c.ReportData.Table(ctx, "code", nil)
	}
	for name, tt := range map[string]struct {
		data string
		want any // the type of the data, and of the first row
		row  any
	}{
		"actors":     {`{"entries": [` + actorRow + `], "totalTime": 1000, "logVersion": 1, "gameVersion": 1}`, &warcraftlogs.EntryTable{}, &warcraftlogs.ActorEntry{}},
		"abilities":  {`{"entries": [` + abilityRow + `], "totalTime": 1000}`, &warcraftlogs.EntryTable{}, &warcraftlogs.AbilityEntry{}},
		"deaths":     {`{"entries": [` + deathRow + `]}`, &warcraftlogs.EntryTable{}, &warcraftlogs.DeathEntry{}},
		"interrupts": {`{"entries": [` + stopRow + `]}`, &warcraftlogs.EntryTable{}, &warcraftlogs.InterruptEntry{}},
		"none":       {`{"entries": []}`, &warcraftlogs.EntryTable{}, nil},
		"buffs":      {`{"auras": [{"name": "B", "guid": 1, "type": 1, "abilityIcon": "b", "totalUptime": 5, "totalUses": 1, "bands": [{"startTime": 1, "endTime": 2.5}]}], "useTargets": false, "totalTime": 9, "startTime": 0, "endTime": 9, "logVersion": 1}`, &warcraftlogs.AuraTable{}, nil},
		"summary":    {`{"totalTime": 1, "itemLevel": 220.5, "logVersion": 1, "composition": [{"name": "Ann", "id": 4, "guid": 100, "type": "Mage", "specs": [{"spec": "Frost", "role": "dps"}]}], "damageDone": [], "healingDone": [], "deathEvents": [], "playerDetails": []}`, &warcraftlogs.SummaryTable{}, nil},
		"threat":     {`{"threat": [{"name": "Boss", "id": 3, "type": "NPC", "targets": [{"name": "Ann", "id": 4, "totalUptime": 5, "bands": []}]}]}`, &warcraftlogs.ThreatTable{}, nil},
		"survival":   {`{"players": [], "fights": [{"id": 1, "start": 0, "end": 5}]}`, &warcraftlogs.SurvivabilityTable{}, nil},
	} {
		value := json.RawMessage(`{"data": ` + tt.data + `}`)
		got, err := readWCL(t, "reportData.report.table", value, read)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		wantSame(t, name, value, got)
		data := got.(*warcraftlogs.ReportTable).Data
		if reflect.TypeOf(data) != reflect.TypeOf(tt.want) {
			t.Errorf("%s: data is a %T, want %T", name, data, tt.want)
		}
		if rows, ok := data.(*warcraftlogs.EntryTable); ok && tt.row != nil && reflect.TypeOf(rows.Entries[0]) != reflect.TypeOf(tt.row) {
			t.Errorf("%s: a row is a %T, want %T", name, rows.Entries[0], tt.row)
		}
	}
}

// The other fields, with what the site's habits make of them.
func TestWarcraftLogsOtherShapes(t *testing.T) {
	t.Parallel()
	graph := func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
		return c.ReportData.Graph(ctx, "code", nil)
	}
	players := func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
		return c.ReportData.PlayerDetails(ctx, "code", nil)
	}
	zone := func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
		return c.CharacterData.ZoneRankings(ctx, nil)
	}
	encounter := func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
		return c.CharacterData.EncounterRankings(ctx, 1, nil)
	}
	fights := func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
		return c.WorldData.EncounterFightRankings(ctx, 1, nil)
	}
	for _, tt := range []struct {
		to, value string
		call      func(ctx context.Context, c *warcraftlogs.Client) (any, error)
	}{
		{"reportData.report.graph", `{"data": {"series": [{"name": "Ann", "id": 4, "guid": 1, "type": "Mage", "pointStart": 0, "pointInterval": 250.5, "total": 5, "data": [1, 2.5]}, {"name": "HP", "type": "x", "data": [[0, 100], [5, 90.5]]}], "startTime": 0, "endTime": 9}}`, graph},
		{"reportData.report.playerDetails", `{"data": {"playerDetails": []}}`, players},
		{"reportData.report.playerDetails", `{"data": {"playerDetails": {"tanks": [{"name": "Ann", "id": 4, "guid": 1, "type": "Mage", "server": "S", "region": "EU", "icon": "i", "specs": [{"spec": "Frost", "count": 2}], "minItemLevel": 1, "maxItemLevel": 2, "potionUse": 0, "healthstoneUse": 1, "combatantInfo": []}],
			"dps": [{"name": "Bo", "id": 5, "guid": 2, "type": "Monk", "server": "S", "icon": "i", "specs": ["Brewmaster"], "combatantInfo": {"stats": {"Crit": {"min": 1, "max": 2}}, "talents": [], "gear": [{"id": 1, "slot": 0, "quality": 4, "icon": "i", "itemLevel": 5, "setID": null}], "specIDs": [1], "factionID": 1}}]}}}`, players},
		{"characterData.character.zoneRankings", `{"bestPerformanceAverage": null, "medianPerformanceAverage": 5.5, "difficulty": 5, "metric": "dps", "partition": 1, "zone": 42, "allStars": [{"partition": 1, "spec": "Frost", "points": 5.5, "possiblePoints": 10, "rank": "-", "regionRank": 5, "serverRank": "7", "rankPercent": "-", "total": 9, "rankTooltip": null}],
			"rankings": [{"encounter": {"id": 1, "name": "E"}, "rankPercent": null, "medianPercent": 1, "lockedIn": true, "totalKills": 0, "fastestKill": 0, "allStars": null, "spec": null, "bestSpec": null, "bestAmount": 0, "bestRank": {"rank_id": 1, "ilvl": 5}}], "throughputRankings": []}`, zone},
		{"characterData.character.zoneRankings", `{"difficulty": 5, "metric": "points_and_damage", "partition": 1, "zone": 42, "rankings": [], "throughputRankings": {"3009": {"best_per_second_amount": 1.5, "best_level": null, "best_historical_low_parses": 1, "median_historical_percentile": 5, "best_historical_percentile": 6}}}`, zone},
		{"characterData.character.encounterRankings", `{"bestAmount": 1, "medianPerformance": null, "averagePerformance": 2.5, "totalKills": 1, "fastestKill": 2, "difficulty": 5, "metric": "dps", "partition": 1, "zone": 42, "ranks": [{"lockedIn": true, "rankPercent": 1, "historicalPercent": 2, "todayPercent": 3, "rankTotalParses": 4, "historicalTotalParses": 5, "todayTotalParses": 6,
			"guild": {"id": null, "name": null, "faction": null}, "report": {"code": "c", "fightID": 1, "startTime": 1634544096374}, "duration": 5, "startTime": 1634544096374, "amount": 1.5, "bracketData": "7.1", "spec": "Frost", "bestSpec": "Frost", "class": 4, "faction": 1}]}`, encounter},
		{"worldData.encounter.fightRankings", `{"page": 1, "hasMorePages": false, "count": 1, "rankings": [{"server": {"id": 1, "name": "S", "region": "EU"}, "guild": {"id": 1, "name": "G", "faction": 0}, "duration": 1, "startTime": 1634544096374, "report": {"code": "c", "fightID": 1, "startTime": 1634544096374}, "damageTaken": 5, "deaths": 0, "tanks": 1, "healers": 1, "melee": 2, "ranged": 1, "bracketData": 20,
			"affixes": [9], "team": [{"id": 1, "name": "Ann", "class": "Mage", "spec": "Frost", "role": "DPS"}], "medal": "gold", "score": 400.5, "leaderboard": 1}]}`, fights},
		{"worldData.encounter.fightRankings", `{"page": 9, "hasMorePages": false, "count": 0, "rankings": []}`, fights},
	} {
		got, err := readWCL(t, tt.to, json.RawMessage(tt.value), tt.call)
		if err != nil {
			t.Errorf("%s: %v", tt.to, err)
			continue
		}
		wantSame(t, tt.to, json.RawMessage(tt.value), got)
	}
}

// Ranks are numbers, texts about numbers, or none.
func TestWarcraftLogsRanks(t *testing.T) {
	t.Parallel()
	var s warcraftlogs.AllStars
	if err := json.Unmarshal([]byte(`{"points": 1, "rank": "~4340", "regionRank": 12, "serverRank": "-"}`), &s); err != nil {
		t.Fatal(err)
	}
	if n, ok := s.Rank.Or(wire.Numeric{}).Int64(); n != 4340 || !ok {
		t.Errorf("rank %d, %v", n, ok)
	}
	if n, ok := s.RegionRank.Or(wire.Numeric{}).Int64(); n != 12 || !ok {
		t.Errorf("rank in the region %d, %v", n, ok)
	}
	if _, ok := s.ServerRank.Or(wire.Numeric{}).Int64(); ok {
		t.Error("a rank where there is none")
	}
}

// An error in place of data comes with its path, and beside the rest.
func TestWarcraftLogsErrorsInPlaceOfData(t *testing.T) {
	t.Parallel()
	character := json.RawMessage(`{"id": 1, "name": "Ann", "encounterRankings": {"error": "Invalid metric specified."}, "zoneRankings": {"difficulty": 5, "metric": "dps", "partition": 1, "zone": 42, "rankings": []}}`)
	got, err := readWCL(t, "characterData.character", character, func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
		return c.CharacterRankings(ctx, "Ann", "s", "EU", nil)
	})
	e, ok := errors.AsType[*gql.ScalarError](err)
	if !ok || e.Path != "characterData.character.encounterRankings" || e.Message != "Invalid metric specified." {
		t.Errorf("the error is %v", err)
	}
	c, _ := got.(*warcraftlogs.CharacterRankings)
	if c == nil || c.Name != "Ann" || c.ZoneRankings == nil || c.ZoneRankings.Zone != 42 || c.EncounterRankings != nil {
		t.Errorf("beside it: %+v", got)
	}
	for to, call := range map[string]func(ctx context.Context, c *warcraftlogs.Client) (any, error){
		"characterData.character.gameData": func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
			return c.CharacterData.GameData(ctx, nil)
		},
		"progressRaceData.progressRace": func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
			return c.ProgressRaceData.ProgressRace(ctx, nil)
		},
		"progressRaceData.detailedComposition": func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
			return c.ProgressRaceData.DetailedComposition(ctx, nil)
		},
		"worldData.encounter.characterRankings": func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
			return c.WorldData.EncounterCharacterRankings(ctx, 1, nil)
		},
		"worldData.encounter.fightRankings": func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
			return c.WorldData.EncounterFightRankings(ctx, 1, nil)
		},
	} {
		_, err := readWCL(t, to, json.RawMessage(`{"error": "No data."}`), call)
		if e, ok := errors.AsType[*gql.ScalarError](err); !ok || e.Path != to || e.Message != "No data." || string(e.Raw) != `{"error": "No data."}` {
			t.Errorf("%s: %v", to, err)
		}
	}
}

// What isn't of the shape described is told, and stays within reach; so is what
// the types don't know.
func TestWarcraftLogsRawStaysWithinReach(t *testing.T) {
	t.Parallel()
	for _, value := range []string{`{"data": "later"}`, `7`, `[]`} {
		_, err := readWCL(t, "reportData.report.rankings", json.RawMessage(value), func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
			return c.ReportData.Rankings(ctx, "code", nil)
		})
		if e, ok := errors.AsType[*gql.ScalarError](err); !ok || !errors.Is(err, client.ErrDecode) || string(e.Raw) != value {
			t.Errorf("%s: %v", value, err)
		}
	}
	var raw wire.Raw
	value := `{"data": [], "new": {"a": 1}}`
	if _, err := readWCL(t, "reportData.report.rankings", json.RawMessage(value), func(ctx context.Context, c *warcraftlogs.Client) (any, error) {
		return c.ReportData.Rankings(ctx, "code", nil, gql.KeepRaw(&raw))
	}); err != nil || string(raw) != value {
		t.Errorf("kept %s, %v", raw, err)
	}
}
