// Filters as they go on the wire.

package client_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/keywright/keywright/templates/client"
)

func TestFilters(t *testing.T) {
	t.Parallel()
	core, srv := start(t)
	full := client.FilterSyntax{Or: "||", Not: "!=", Range: true}
	number := func(f client.Filter[int64], s client.FilterSyntax) func(*client.Request) {
		return func(r *client.Request) { client.QueryFilter(r, "level", f, s, client.Text) }
	}
	word := func(f client.Filter[string]) func(*client.Request) {
		return func(r *client.Request) { client.QueryFilter(r, "name.en_US", f, full, client.Text) }
	}
	for name, c := range map[string]struct {
		set  func(*client.Request)
		want string // of the query, decoded; an error's words where it begins with !
	}{
		"nothing":        {number(client.Filter[int64]{}, full), ""},
		"is":             {number(client.Is[int64](5), full), "level=5"},
		"any of":         {number(client.AnyOf[int64](5, 7), full), "level=5||7"},
		"not":            {number(client.Not[int64](5), full), "level!=5"},
		"none of":        {number(client.Not[int64](5, 7), full), "level!=5||7"},
		"between":        {number(client.Between[int64](400, 500), full), "level=[400,500]"},
		"inside":         {number(client.Inside[int64](-1, 5), full), "level=(-1,5)"},
		"at least":       {number(client.AtLeast[int64](4), full), "level=[4,]"},
		"at most":        {number(client.AtMost[int64](4), full), "level=[,4]"},
		"more than":      {number(client.MoreThan[int64](4), full), "level=(4,)"},
		"less than":      {number(client.LessThan[int64](4), full), "level=(,4)"},
		"and":            {number(client.AtLeast[int64](4).And(client.Not[int64](7)), full), "level=[4,]&level!=7"},
		"words":          {word(client.AnyOf("Ring & Band", "Ænimus")), "name.en_US=Ring & Band||Ænimus"},
		"in parentheses": {word(client.Is("(old)")), "name.en_US=(old)"},
		"fields": {func(r *client.Request) {
			client.QueryFilters(r, map[string]client.Filter[string]{"b.id": client.Is("1"), "a.id": client.Between("1", "2")}, full, client.Text)
		}, "a.id=[1,2]&b.id=1"},
		"hidden or":    {word(client.Is("a||b")), `!the server reads || as "or"`},
		"hidden range": {word(client.Is("[1,2]")), "!reads it as a range"},
		"hidden end":   {word(client.Between("a,b", "c")), "!can't have a range that ends"},
		"no values":    {number(client.AnyOf[int64](), full), "!no value to ask for"},
		"no or":        {number(client.AnyOf[int64](1, 2), client.FilterSyntax{}), "!takes one value"},
		"no not":       {number(client.Not[int64](1), client.FilterSyntax{}), "!can't exclude"},
		"no ranges":    {number(client.AtLeast[int64](1), client.FilterSyntax{}), "!takes no ranges"},
	} {
		r := core.Request(&opPair, nil).Path("1", "2")
		c.set(r)
		before := srv.Calls("")
		err := client.DoNone(t.Context(), r)
		if words, wrong := strings.CutPrefix(c.want, "!"); wrong {
			if !errors.Is(err, client.ErrRequest) || !strings.Contains(err.Error(), words) || srv.Calls("") != before {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		reqs := srv.Requests("")
		var got []string
		q := reqs[len(reqs)-1].Query
		for _, key := range []string{"a.id", "b.id", "level", "name.en_US"} {
			for _, v := range q[key] {
				got = append(got, key+"="+v)
			}
			for _, v := range q[key+"!"] {
				got = append(got, key+"!="+v)
			}
		}
		if s := strings.Join(got, "&"); s != c.want {
			t.Errorf("%s: %s, want %s", name, s, c.want)
		}
	}
}
