// Battle.net's descriptions against answers that were recorded from its servers:
// every answer is read through the emitted client, and what the drift hook says
// of it is compared with what the answer has. The recordings are no part of the
// repository.

package drift_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/keywright/keywright/generated/d3/d3test"
	"github.com/keywright/keywright/generated/hearthstone/hearthstonetest"
	"github.com/keywright/keywright/generated/runtime/client"
	"github.com/keywright/keywright/generated/runtime/clienttest"
	"github.com/keywright/keywright/generated/runtime/wire"
	"github.com/keywright/keywright/generated/sc2/sc2test"
	"github.com/keywright/keywright/generated/wow"
	"github.com/keywright/keywright/generated/wow/wowtest"
	"github.com/keywright/keywright/generated/wowclassic"
	"github.com/keywright/keywright/generated/wowclassic/wowclassictest"
)

// recording is one recorded answer.
type recording struct{ game, path, file string }

// recordings lists them from the folder that KEYWRIGHT_CORPUS names, or from
// beside the repository.
func recordings(t *testing.T) []recording {
	t.Helper()
	for _, dir := range []string{os.Getenv("KEYWRIGHT_CORPUS"), filepath.Join("..", "..", "..", "shared", "corpus")} {
		dir = filepath.Join(dir, "battlenet-samples")
		f, err := os.Open(filepath.Join(dir, "index.tsv"))
		if err != nil {
			continue
		}
		defer f.Close()
		var list []recording
		for lines := bufio.NewScanner(f); lines.Scan(); {
			// game, endpoint, request_path, query, repo, repo_path, commit, bytes, local_file, note
			cols := strings.Split(lines.Text(), "\t")
			if len(cols) < 9 || cols[0] == "game" || cols[0] == "?" {
				continue // the heading, and what is of no product that exists
			}
			list = append(list, recording{cols[0], cols[2], filepath.Join(dir, filepath.FromSlash(cols[8]))})
		}
		return list
	}
	t.Skip("no recorded answers: set KEYWRIGHT_CORPUS to a folder with battlenet-samples/index.tsv")
	return nil
}

// recorded is a client at its fake, driven by reflection: the test is about
// descriptions, not about calling.
type recorded struct {
	srv   *clienttest.Server
	on    []reflect.Value // what the services hang on
	mu    sync.Mutex
	drift []client.Drift
}

// watch notes what the drift hook is told.
func (p *recorded) watch() client.Option {
	return client.WithDrift(func(d client.Drift) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.drift = append(p.drift, d)
	})
}

func recordedClients(t *testing.T) map[string]*recorded {
	t.Helper()
	list := map[string]*recorded{}
	add := func(name string, start func(p *recorded) (*clienttest.Server, []any)) {
		p := &recorded{}
		var on []any
		p.srv, on = start(p)
		for _, c := range on {
			p.on = append(p.on, reflect.ValueOf(c).Elem())
		}
		list[name] = p
	}
	add("wow", func(p *recorded) (*clienttest.Server, []any) {
		c, srv := wowtest.NewClient(t, p.watch())
		return srv, []any{c, c.User(srv.UserSource(string(wow.ScopeWowProfile)))}
	})
	add("classic", func(p *recorded) (*clienttest.Server, []any) {
		c, srv := wowclassictest.NewClient(t, p.watch())
		return srv, []any{c, c.User(srv.UserSource(string(wowclassic.ScopeWowProfile)))}
	})
	add("d3", func(p *recorded) (*clienttest.Server, []any) {
		c, srv := d3test.NewClient(t, p.watch())
		return srv, []any{c}
	})
	add("hs", func(p *recorded) (*clienttest.Server, []any) {
		c, srv := hearthstonetest.NewClient(t, p.watch())
		return srv, []any{c}
	})
	add("sc2", func(p *recorded) (*clienttest.Server, []any) {
		c, srv := sc2test.NewClient(t, p.watch())
		return srv, []any{c}
	})
	return list
}

var param = regexp.MustCompile(`\\\{[^}]+\\\}`)

// operation finds the one that a path is asked of, with the values in the path:
// the one with the fewest parameters.
func (p *recorded) operation(path string) (*clienttest.Operation, []string) {
	var best *clienttest.Operation
	var values []string
	for _, op := range p.srv.Operations() {
		pattern := "^" + param.ReplaceAllString(regexp.QuoteMeta(strings.Trim(op.Path, "/")), `([^/]+)`) + "$"
		m := regexp.MustCompile(pattern).FindStringSubmatch(strings.Trim(path, "/"))
		if m != nil && op.Method == http.MethodGet && (best == nil || len(m)-1 < len(values)) {
			best, values = &op, m[1:]
		}
	}
	return best, values
}

// statusOf is the status of an answer, whose body alone was recorded: failures
// have it in theirs.
func statusOf(body []byte) int {
	var e struct {
		Code         int
		Type, Detail string
	}
	if json.Unmarshal(body, &e) == nil && e.Code >= 400 && e.Type != "" && e.Detail != "" {
		return e.Code
	}
	return http.StatusOK
}

// call has the fake answer with body and calls the operation's method.
func (p *recorded) call(ctx context.Context, op *clienttest.Operation, values []string, status int, body []byte) (any, error) {
	p.srv.Handle(op.ID, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json;charset=UTF-8")
		w.WriteHeader(status)
		w.Write(body) //nolint:errcheck // the client went away
	}))
	method := p.method(op.Name)
	if !method.IsValid() {
		return nil, fmt.Errorf("no method %s", op.Name)
	}
	args := []reflect.Value{reflect.ValueOf(ctx)}
	for i := 1; i < method.Type().NumIn()-1; i++ {
		arg := reflect.New(method.Type().In(i)).Elem()
		if arg.Kind() != reflect.Pointer { // optional parameters stay nil
			if len(values) == 0 {
				return nil, fmt.Errorf("%s has more parameters than its path", op.Name)
			}
			if err := set(arg, values[0]); err != nil {
				return nil, err
			}
			values = values[1:]
		}
		args = append(args, arg)
	}
	out := method.Call(args)
	err, _ := out[len(out)-1].Interface().(error)
	return out[0].Interface(), err
}

func (p *recorded) method(name string) reflect.Value {
	service, name, ok := strings.Cut(name, ".")
	for _, c := range p.on {
		if f := c.FieldByName(service); ok && f.IsValid() {
			if m := f.MethodByName(name); m.IsValid() {
				return m
			}
		}
	}
	return reflect.Value{}
}

// set reads a value of a path.
func set(arg reflect.Value, text string) error {
	text, err := url.PathUnescape(text)
	if err != nil {
		return err
	}
	switch arg.Kind() {
	case reflect.String:
		arg.SetString(text)
	case reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return err
		}
		arg.SetInt(n)
	default:
		return fmt.Errorf("a parameter of type %v", arg.Type())
	}
	return nil
}

var index = regexp.MustCompile(`\[\d+\]`)

// TestDriftOnRecordedAnswers: of every recorded answer the hook reports exactly
// the fields that reading and writing it again loses, and those are the ones
// that are explained.
func TestDriftOnRecordedAnswers(t *testing.T) {
	list := recordings(t)
	all := recordedClients(t)
	unknown := map[string]bool{}
	for _, rec := range list {
		p := all[rec.game]
		if p == nil {
			t.Errorf("%s: a product without a client: %s", rec.file, rec.game)
			continue
		}
		name := rec.game + " " + rec.path
		op, values := p.operation(rec.path)
		if why := retiredPaths()[name]; why != "" && op == nil {
			t.Logf("%s: %s", name, why)
			continue
		}
		if op == nil {
			t.Errorf("%s: no operation has this path", name)
			continue
		}
		body, err := os.ReadFile(rec.file)
		if err != nil {
			t.Fatal(err)
		}
		p.drift = nil
		status := statusOf(body)
		result, err := p.call(t.Context(), op, values, status, body)
		if e, ok := errors.AsType[*client.Error](err); ok && status != http.StatusOK && e.StatusCode == status && e.Detail != "" {
			continue // a failure was recorded, and is told as one
		}
		if err != nil {
			t.Errorf("%s (%s): %v", name, filepath.Base(rec.file), err)
			continue
		}
		told := map[string]bool{}
		for _, d := range p.drift {
			if d.Kind == wire.UnknownField {
				told[index.ReplaceAllString(d.Path, "[]")] = true
			}
		}
		if lost := lostNames(t, body, result); !maps.Equal(told, lost) {
			t.Errorf("%s (%s): the hook tells of %v, and what is lost is %v", name, filepath.Base(rec.file),
				slices.Sorted(maps.Keys(told)), slices.Sorted(maps.Keys(lost)))
		}
		for path := range told {
			unknown[rec.game+" "+op.ID+" "+path] = true
		}
	}
	explained := explainedDrift()
	for _, key := range slices.Sorted(maps.Keys(unknown)) {
		if explained[key] == "" {
			t.Errorf("an unknown field that nothing explains: %q", key)
		}
	}
	for key := range explained {
		if !unknown[key] {
			t.Errorf("explained, but in no answer: %q", key)
		}
	}
}

// lostNames are the paths of names that body has and the value written again
// hasn't: what the drift hook should tell, found without it. A null is no loss,
// and of what is lost whole only the outermost name counts.
func lostNames(t *testing.T, body []byte, value any) map[string]bool {
	t.Helper()
	written, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if err := json.Unmarshal(body, &a); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(written, &b); err != nil {
		t.Fatal(err)
	}
	lost := map[string]bool{}
	compare(a, b, "", lost)
	return lost
}

func compare(a, b any, path string, lost map[string]bool) {
	switch a := a.(type) {
	case map[string]any:
		b, _ := b.(map[string]any)
		for k, v := range a {
			at := strings.TrimPrefix(path+"."+k, ".")
			w, ok := b[k]
			switch {
			case ok:
				compare(v, w, at, lost)
			case v != nil:
				lost[at] = true
			}
		}
	case []any:
		b, _ := b.([]any)
		for i, v := range a {
			if i < len(b) {
				compare(v, b[i], path+"[]", lost)
			}
		}
	}
}

// explainedDrift says of each unknown field why the descriptions don't have it.
func explainedDrift() map[string]string {
	const older = "only in recordings of 2019 and 2020; newer sources don't have it"
	return map[string]string{
		"d3 getProfile fallenHeroes":                                        older,
		"hs getMetadata sets[].releaseDate":                                 older,
		"sc2 getLegacyLadder ladderMembers[].favoriteRaceP2":                older,
		"wow getCharacterAchievementStatistics statistics":                  older + ": they are in categories",
		"wow getCharacterEquipment equipped_items[].armor.display_string":   older + ": it is in display",
		"wow getCharacterEquipment equipped_items[].requirements.skill":     older,
		"wow getCharacterEquipment equipped_items[].stats[].display_string": older + ": it is in display",
		"wow getCharacterProfile raid_progression":                          older,
		"wow getMythicRaidLeaderboard zone":                                 older,
		"wow getPlayableSpecialization talent_tiers":                        older + ": talents are trees",
	}
}

// retiredPaths are of recordings that no endpoint answers any more.
func retiredPaths() map[string]string {
	return map[string]string{
		"hs /hearthstone/deck/AAECAQcG+wyd8AKS+AKggAOblAPanQMMS6IE/web8wLR9QKD+wKe+wKz/AL1gAOXlAOalAOSnwMA": "the code is a parameter of the query now",
	}
}
