// Merging: several queries become one request, whose answer is taken apart
// again.

package gql

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/keywright/keywright/templates/wire"
)

// batchName is the operation name of merged requests.
const batchName = "Batch"

// query is one operation that is to be merged: genqlient's request, taken apart.
type query struct {
	doc       *document
	variables map[string]json.RawMessage
}

// merged is a request for several queries.
type merged struct {
	prefixes []string // of the response names of each query
	text     strings.Builder
	vars     map[string]json.RawMessage
	heads    []string          // variable definitions
	shared   map[string]string // fragments in the text, by name
	points   string            // the selection of the budget, once for all
	tail     strings.Builder   // fragments
}

// merge makes one request of queries.
func merge(queries []*query) *merged {
	m := &merged{vars: map[string]json.RawMessage{}, shared: map[string]string{}}
	var root strings.Builder
	for i, q := range queries {
		prefix := "b" + strconv.Itoa(i) + "_"
		m.prefixes = append(m.prefixes, prefix)
		rename := renaming{prefix, m.fragments(q.doc, prefix)}
		if v := q.doc.variables; v.to > v.from {
			m.heads = append(m.heads, q.doc.written(v, rename))
		}
		for key, v := range q.variables {
			m.vars[prefix+key] = v
		}
		for _, f := range q.doc.root {
			if f.key == PointsName {
				m.points = "  " + PointsName + ": " + q.doc.written(f.body, rename) + "\n"
				continue
			}
			root.WriteString("  " + prefix + f.key + ": " + q.doc.written(f.body, rename) + "\n")
		}
	}
	m.text.WriteString("query " + batchName)
	if len(m.heads) > 0 {
		m.text.WriteString("(" + strings.Join(m.heads, ", ") + ")")
	}
	m.text.WriteString(" {\n" + root.String() + m.points + "}\n" + m.tail.String())
	return m
}

// fragments adds a query's fragments: those that mean the same in every
// operation once, the others under names of their own.
func (m *merged) fragments(d *document, prefix string) map[string]string {
	plain, renamed := d.plain(), map[string]string{}
	for _, key := range d.order {
		text := d.written(d.fragments[key], renaming{})
		if other, ok := m.shared[key]; !plain[key] || ok && other != text {
			renamed[key] = prefix
		}
	}
	// What spreads a renamed fragment isn't the same any more.
	for changed := true; changed; {
		changed = false
		for _, key := range d.order {
			if renamed[key] == "" && d.spreadsAny(d.fragments[key], renamed) {
				renamed[key], changed = prefix, true
			}
		}
	}
	for _, key := range d.order {
		text := d.written(d.fragments[key], renaming{prefix, renamed})
		if renamed[key] == "" {
			if _, there := m.shared[key]; there {
				continue
			}
			m.shared[key] = text
		}
		m.tail.WriteString(text + "\n")
	}
	return renamed
}

func (d *document) spreadsAny(s tokenRange, names map[string]string) bool {
	for i := s.from; i < s.to; i++ {
		if d.spreads(i) && names[d.text(i)] != "" {
			return true
		}
	}
	return false
}

func (d *document) written(s tokenRange, rename renaming) string {
	var b strings.Builder
	d.write(&b, s, rename)
	return b.String()
}

// body is the request's body.
func (m *merged) body() ([]byte, error) {
	return json.Marshal(struct {
		Query         string                     `json:"query"`
		Variables     map[string]json.RawMessage `json:"variables,omitempty"`
		OperationName string                     `json:"operationName"`
	}{m.text.String(), m.vars, batchName})
}

// parts is an answer taken apart.
type parts struct {
	bodies [][]byte          // an answer for each query, as if it had been sent alone
	lost   []bool            // it has neither data nor an error of its own
	common []json.RawMessage // errors that are of none of them
}

// mergedAnswer is what a merged request is answered with.
type mergedAnswer struct {
	data   map[string]wire.Raw // nil for null and for none
	errors []map[string]json.RawMessage
	raw    wire.Raw // of errors
}

func decodeMerged(d *wire.Decoder, i int, x *mergedAnswer) int {
	fields := wire.Fields{Type: "answer", Names: []string{`"data":`, `"errors":`, `"extensions":`}}
	i, f := d.Object(i, &fields)
	for f >= 0 {
		switch f {
		case 0:
			i = wire.DecodeMap(d, i, &x.data, (*wire.Decoder).Raw)
		case 1:
			i = d.Raw(i, &x.raw)
		default:
			i = d.Skip(i)
		}
		i, f = d.Field(i, f, &fields)
	}
	return i
}

// split takes an answer apart.
func (m *merged) split(queries []*query, a *mergedAnswer) *parts {
	own, common := m.route(a)
	p := &parts{common: common}
	for i, q := range queries {
		body := []byte(`{"data":`)
		if a.data == nil {
			body = append(body, "null"...)
		} else {
			body = m.data(body, a, i, q)
		}
		list := slices.Concat(own[m.prefixes[i]], common)
		if len(list) > 0 {
			text, _ := json.Marshal(list) //nolint:errchkjson // it was read from JSON
			body = append(append(body, `,"errors":`...), text...)
		}
		p.bodies = append(p.bodies, append(body, '}'))
		p.lost = append(p.lost, a.data == nil && len(a.errors) > 0 && len(own[m.prefixes[i]]) == 0)
	}
	return p
}

// data appends the part of the data that is query i's, under its own names.
func (m *merged) data(body []byte, a *mergedAnswer, i int, q *query) []byte {
	body = append(body, '{')
	written := map[string]bool{PointsName: true}
	for _, f := range q.doc.root {
		raw, ok := a.data[m.prefixes[i]+f.key]
		if !ok || written[f.key] {
			continue
		}
		if len(written) > 1 {
			body = append(body, ',')
		}
		written[f.key] = true
		body = append(append(wire.AppendString(body, f.key), ':'), raw...)
	}
	return append(body, '}')
}

// route gives each error to the query whose response name its path begins with,
// under that query's own name; those without such a path are everybody's. Where
// in the merged text an error stands would tell nobody anything.
func (m *merged) route(a *mergedAnswer) (own map[string][]json.RawMessage, common []json.RawMessage) {
	own = map[string][]json.RawMessage{}
	if json.Unmarshal(a.raw, &a.errors) != nil && len(a.raw) > 0 {
		return own, []json.RawMessage{badErrors(a.raw)}
	}
	for _, e := range a.errors {
		delete(e, "locations")
		prefix := m.unprefix(e)
		text, _ := json.Marshal(e) //nolint:errchkjson // it was read from JSON
		if prefix == "" {
			common = append(common, text)
			continue
		}
		own[prefix] = append(own[prefix], text)
	}
	return own, common
}

// unprefix takes the prefix off an error's path, and tells it.
func (m *merged) unprefix(e map[string]json.RawMessage) string {
	var path []any
	if json.Unmarshal(e["path"], &path) != nil || len(path) == 0 {
		return ""
	}
	key, _ := path[0].(string)
	for _, prefix := range m.prefixes {
		if rest, ok := strings.CutPrefix(key, prefix); ok {
			path[0] = rest
			e["path"], _ = json.Marshal(path) //nolint:errchkjson // it was read from JSON
			return prefix
		}
	}
	return ""
}

// badErrors keeps what isn't a list of errors as the message of one.
func badErrors(raw []byte) json.RawMessage {
	text, _ := json.Marshal(map[string]string{"message": "errors that are no list: " + string(raw)}) //nolint:errchkjson // strings
	return text
}

// key tells equal queries: the same text with the same variables.
func (q *query) key() string {
	var b strings.Builder
	b.WriteString(q.doc.src)
	for _, k := range slices.Sorted(maps.Keys(q.variables)) {
		b.WriteString("\x00" + k + "\x00")
		b.Write(q.variables[k])
	}
	return b.String()
}
