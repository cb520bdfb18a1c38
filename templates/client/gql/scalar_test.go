package gql_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/keywright/keywright/templates/client"
	"github.com/keywright/keywright/templates/client/gql"
	"github.com/keywright/keywright/templates/wire"
)

// player has a scalar with a shape, as emitted types have it.
type player struct {
	Name  string
	Ranks *report
}

func decodePlayer(d *wire.Decoder, i int, x *player) int {
	fields := wire.Fields{Type: "Player", Names: []string{`"ranks":`, `"name":`}}
	i, f := d.Object(i, &fields)
	for f >= 0 {
		switch f {
		case 0:
			i = wire.DecodeGuarded(d, i, "error", &x.Ranks, func(d *wire.Decoder, i int, x **report) int { return wire.DecodePtr(d, i, x, decodeReport) })
		case 1:
			i = d.String(i, &x.Name)
		}
		i, f = d.Field(i, f, &fields)
	}
	return i
}

var errHidden = gql.NewSituation("the player is hidden", client.ErrForbidden)

func players() *gql.Operation {
	return &gql.Operation{
		Operation: client.Operation{Name: "Players", ID: "Players", Method: "POST", Retry: client.RetrySafe, Accept: "application/json"},
		API:       &gql.API{Situations: []gql.Situation{{Err: errHidden, Message: []string{"HIDDEN"}, Path: []string{"players.ranks"}}}},
		Unwrap:    []string{`"players":`},
	}
}

// What is wrong with a scalar comes beside the rest of the data, and beside the
// server's own errors.
func TestScalarErrors(t *testing.T) {
	t.Parallel()
	c, _ := core(t, 200, `{"errors":[{"message":"No guild.","path":["players",0,"guild"]}],"data":{"players":[`+
		`{"ranks":{"error":"This player\nis hidden."},"name":"a"},{"ranks":{"code":"x"},"name":"b"},{"ranks":{"code":["x"]},"name":"c"},{"ranks":null,"name":"d"}]}}`)
	var raw wire.Raw
	call := gql.NewCall(c, players(), []client.CallOption{gql.KeepRaw(&raw)}, func(d *wire.Decoder, i int, x *[]player) int { return wire.DecodeList(d, i, x, decodePlayer) })
	got, err := call.Value(send(t.Context(), call, nil))
	if len(got) != 4 || got[0].Name != "a" || got[0].Ranks != nil || got[1].Ranks.Code != "x" || got[2].Ranks != nil || got[3].Name != "d" {
		t.Errorf("got %+v", got)
	}
	const text = `Players: No guild. (at players[0].guild); Players: This player is hidden. (in place of players[0].ranks); Players: data.players[2].ranks.code: expected string, found array`
	if err == nil || !strings.HasPrefix(err.Error(), text) {
		t.Fatalf("%v, want %s", err, text)
	}
	if e, ok := errors.AsType[*gql.Error](err); !ok || len(e.Problems) != 1 {
		t.Errorf("the server's errors: %v", e)
	}
	if e, ok := errors.AsType[*gql.ScalarError](err); !ok || e.Path != "players[0].ranks" || e.Message != "This player\nis hidden." || string(e.Raw) != `{"error":"This player\nis hidden."}` {
		t.Errorf("the scalar's error: %+v", e)
	}
	if e, ok := errors.AsType[*wire.Error](err); !ok || e.Path != "data.players[2].ranks.code" {
		t.Errorf("the shape's error: %+v", e)
	}
	for _, target := range []error{errHidden, client.ErrForbidden, client.ErrDecode} {
		if !errors.Is(err, target) {
			t.Errorf("%v isn't %v", err, target)
		}
	}
	if errors.Is(err, client.ErrNotFound) {
		t.Errorf("%v is ErrNotFound", err)
	}
	if !strings.HasPrefix(string(raw), `[{"ranks":{"error"`) || !strings.HasSuffix(string(raw), `"name":"d"}]`) {
		t.Errorf("the text kept: %s", raw)
	}
}

// A result that is such a scalar itself.
func TestScalarResult(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ value, err, code string }{
		{`{"code":"x"}`, "", "x"},
		{`{"error":"Invalid metric."}`, "Report: Invalid metric. (in place of reportData.report)", ""},
		{`5`, "Report: data.reportData.report: expected object, found number", ""},
		{`null`, "Report: the server answered null for reportData.report", ""},
	} {
		c, _ := core(t, 200, `{"data":{"reportData":{"report":`+tc.value+`}}}`)
		op := operation()
		op.Guard = &gql.Guard{Member: "error"}
		call := gql.NewCall(c, op, nil, decodeReport)
		got, err := call.Result(send(t.Context(), call, nil))
		if (got != nil) != (tc.code != "") || got != nil && got.Code != tc.code {
			t.Errorf("%s: %+v", tc.value, got)
		}
		if (err != nil) != (tc.err != "") || err != nil && !strings.HasPrefix(err.Error(), tc.err) {
			t.Errorf("%s: %v, want %s", tc.value, err, tc.err)
		}
	}
}
