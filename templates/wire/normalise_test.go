// What the reader documents as different from encoding/json, taken out of a document:
// the other half of the differential test.

package wire_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/keywright/keywright/templates/wire"
)

// normaliser rewrites a valid document so that encoding/json reads it as wire reads
// the original, and notes why that was needed.
type normaliser struct {
	dec   *json.Decoder
	notes map[string]bool
	names []string // of the model
}

// normalise returns the rewritten document and what was rewritten: nothing if doc is
// not valid JSON or has no documented difference.
func normalise(doc []byte) ([]byte, string) {
	if !json.Valid(doc) {
		return nil, ""
	}
	n := &normaliser{dec: json.NewDecoder(bytes.NewReader(doc)), notes: map[string]bool{}}
	n.dec.UseNumber()
	for _, t := range []*wire.Fields{&auctionsFields, &linksFields, &linkFields, &auctionFields, &itemFields, &modifierFields, &profileFields} {
		for _, name := range t.Names {
			var s string
			if json.Unmarshal([]byte(name[:len(name)-1]), &s) == nil {
				n.names = append(n.names, s)
			}
		}
	}
	text := n.value("")
	return []byte(text), strings.Join(slices.Sorted(maps.Keys(n.notes)), ", ")
}

func (n *normaliser) value(name string) string {
	token, err := n.dec.Token()
	if err != nil {
		return ""
	}
	switch v := token.(type) {
	case json.Delim:
		if v == '{' {
			return n.object()
		}
		return n.array(name)
	case json.Number:
		return n.number(string(v))
	case string:
		return n.text(name, v)
	case bool:
		if v {
			return "true"
		}
		return "false"
	}
	return "null"
}

func (n *normaliser) object() string {
	var order []string
	values := map[string]string{}
	for n.dec.More() {
		token, err := n.dec.Token()
		if err != nil {
			return ""
		}
		name, _ := token.(string)
		if !slices.Contains(n.names, name) && slices.ContainsFunc(n.names, func(s string) bool { return strings.EqualFold(s, name) }) {
			n.notes["name folded"] = true
			name = "~" + name
		}
		if _, ok := values[name]; ok {
			n.notes["name twice"] = true
		} else {
			order = append(order, name)
		}
		values[name] = n.value(name)
	}
	n.dec.Token()
	members := make([]string, 0, len(order))
	for _, name := range order {
		members = append(members, quoted(name)+":"+values[name])
	}
	return "{" + strings.Join(members, ",") + "}"
}

func (n *normaliser) array(name string) string {
	var elements []string
	for n.dec.More() {
		elements = append(elements, n.value(""))
	}
	n.dec.Token()
	if name == "icon" {
		n.notes["array for bytes"] = true
		return "0"
	}
	return "[" + strings.Join(elements, ",") + "]"
}

func (n *normaliser) number(text string) string {
	var i int64
	if !strings.ContainsAny(text, ".eE") || wire.Unmarshal([]byte(text), &i, (*wire.Decoder).Int64) != nil {
		return text
	}
	n.notes["integral number"] = true
	return string(mustMarshal(i))
}

func (n *normaliser) text(name, s string) string {
	switch name {
	case "seen":
		var strict time.Time
		if t, err := wire.ParseTime(s); err == nil && json.Unmarshal([]byte(quoted(s)), &strict) != nil {
			n.notes["lenient time"] = true
			s = t.Format(time.RFC3339Nano)
		}
	case "icon":
		var b []byte
		if _, err := base64.StdEncoding.DecodeString(s); err != nil && wire.Unmarshal([]byte(quoted(s)), &b, (*wire.Decoder).Bytes) == nil {
			n.notes["lenient base64"] = true
			s = base64.StdEncoding.EncodeToString(b)
		}
	}
	return quoted(s)
}

func quoted(s string) string { return string(mustMarshal(s)) }

func mustMarshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	return b
}
