// The same input gives the same bytes, whatever the order of what has none.

package generator_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOrderOfKeysMakesNoDifference shuffles the keys of every object but the
// maps of names, whose order is the author's.
func TestOrderOfKeysMakesNoDifference(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	document := hostileDocument(hostileCase{}.fill)
	dir := described(t, map[string]string{"api.json": toJSON(document)})
	want := generated(t, dir)
	orders := map[string]bool{}
	for range 20 {
		text := shuffled(document, "", random)
		orders[text] = true
		put(t, filepath.Join(dir, "api.json"), text)
		if diff := cmp.Diff(want, generated(t, dir)); diff != "" {
			t.Fatal(diff)
		}
	}
	if len(orders) < 20 {
		t.Errorf("only %d orders were tried", len(orders))
	}
}

// shuffled writes JSON with the keys of objects in a random order; those of
// maps of names, which stand under a key such as properties, are sorted.
func shuffled(v any, under string, random *rand.Rand) string {
	named := []string{"paths", "path", "properties", "schemas", "securitySchemes", "scopes", "headers", "variables", "x-keywright-ambient", "mapping", "flows", "content", "responses", "security", "example"}
	var b bytes.Buffer
	switch v := v.(type) {
	case m:
		keys := slices.Sorted(maps.Keys(v))
		if !slices.Contains(named, under) {
			random.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
		}
		b.WriteByte('{')
		for i, key := range keys {
			if i > 0 {
				b.WriteByte(',')
			}
			name, _ := json.Marshal(key)
			b.Write(name)
			inner := key
			if slices.Contains(named, under) {
				inner = "" // a name, not a key
			}
			if under == "paths" {
				inner = "path" // its methods are told apart by order
			}
			b.WriteString(":" + shuffled(v[key], inner, random))
		}
		b.WriteByte('}')
	case l:
		b.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(shuffled(item, under, random))
		}
		b.WriteByte(']')
	default:
		text, _ := json.Marshal(v)
		b.Write(text)
	}
	return b.String()
}
