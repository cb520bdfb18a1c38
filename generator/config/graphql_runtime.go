// This file reads what the config says of a GraphQL API at work: the budget of
// points that answers tell, the situations that errors tell in words, and how
// much a merged request may ask for.

package config

import (
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/tree"
)

// Text is a value with its place.
type Text struct {
	Value string
	Pos   diag.Pos
}

// Points says where an answer tells the budget.
type Points struct {
	Field     Text // of the query's root, or names joined by dots
	Limit     Text
	Spent     Text // or Remaining
	Remaining Text
	Reset     Text
}

// Situation is a case that errors tell in words, and its sentinel in the package.
type Situation struct {
	Name    Text // Go name, such as ErrReportArchived
	Doc     string
	Is      []string // families, of [Families]
	Message []string
	Path    []string
	Code    []string
}

// Families lists what a situation can be as well.
func Families() []string {
	return []string{"not-found", "forbidden", "unauthorized", "scope", "throttled", "unavailable", "server", "bad-request", "conflict"}
}

func pointsKeys() []string    { return []string{"field", "limit", "spent", "remaining", "reset"} }
func situationKeys() []string { return []string{"description", "is", "message", "path", "code"} }
func batchKeys() []string     { return []string{"fields"} }

// graphqlRuntime reads `points`, `errors` and `batch`.
func (d *decoder) graphqlRuntime(n *tree.Node, c *Client) {
	if v := n.Get("points"); v != nil && d.mapping(v, "points", pointsKeys()) {
		c.Points = d.points(v)
	}
	if v := n.Get("errors"); v != nil && d.is(v, "errors", tree.Mapping) {
		for name, value := range v.Pairs() {
			if d.mapping(value, "an error", situationKeys()) {
				c.Situations = append(c.Situations, d.situation(name, value))
			}
		}
	}
	v := n.Get("batch")
	if v == nil || !d.mapping(v, "batch", batchKeys()) {
		return
	}
	if fields := v.Get("fields"); fields != nil && d.is(fields, "fields", tree.Int) {
		if got, err := strconv.Atoi(fields.Value); err == nil && got >= 1 && got <= 1000 {
			c.BatchFields = got
			return
		}
		d.diags.Errorf(fields.Pos(), "bad-value", "write a number from 1 to 1000; 1 merges nothing", "batch.fields can't be %s", fields.Value)
	}
}

func (d *decoder) points(n *tree.Node) *Points {
	for _, key := range []string{"field", "limit", "reset"} {
		d.required(n, key, "points")
	}
	spent, remaining := n.Key("spent"), n.Key("remaining")
	switch {
	case spent == nil && remaining == nil:
		d.diags.Errorf(n.Pos(), "missing-key", "add `spent: …` with the field of what was spent, or `remaining: …`", `points needs the key "spent" or "remaining"`)
	case spent != nil && remaining != nil:
		d.diags.Errorf(remaining.Pos(), "conflicting-keys", "keep one of them", `points has either "spent" or "remaining", not both`)
	}
	get := func(key string) Text {
		if v := n.Get(key); v != nil && v.Is(tree.String) {
			return Text{v.Value, v.Pos()}
		}
		return Text{Pos: n.Pos()}
	}
	return &Points{get("field"), get("limit"), get("spent"), get("remaining"), get("reset")}
}

// situation reads an entry of errors.
func (d *decoder) situation(name, n *tree.Node) Situation {
	s := Situation{
		Name: Text{name.Value, name.Pos()}, Doc: d.text(n, "description"),
		Is: d.texts(n, "is"), Message: d.texts(n, "message"), Path: d.texts(n, "path"), Code: d.texts(n, "code"),
	}
	if !strings.HasPrefix(name.Value, "Err") || len(name.Value) == len("Err") || !token.IsIdentifier(name.Value) {
		d.diags.Errorf(name.Pos(), "bad-name", "write Err and what it is about: ErrReportArchived", "%q can't be the name of an error in Go", name.Value)
	}
	if n.Key("message") == nil && n.Key("path") == nil && n.Key("code") == nil {
		d.diags.Errorf(n.Pos(), "missing-key", "add `message: …` with a part of the server's words, `code: …` or `path: …`", "nothing tells when an error is %s", name.Value)
	}
	for _, family := range s.Is {
		if !slices.Contains(Families(), family) {
			d.diags.Errorf(n.Get("is").Pos(), "unknown-value", didYouMean(family, Families()), "unknown kind of error %q", family)
		}
	}
	return s
}

// texts reads one text, or a list of them.
func (d *decoder) texts(n *tree.Node, key string) []string {
	v := n.Get(key)
	switch {
	case v == nil:
		return nil
	case !v.Is(tree.Sequence):
		if text := d.text(n, key); text != "" {
			return []string{text}
		}
		return nil
	}
	var out []string
	for _, item := range v.Items {
		if d.is(item, "an entry of "+key, tree.String) && item.Value != "" {
			out = append(out, item.Value)
		}
	}
	return out
}
