// This file settles names: who gets a name that several want.
//
// The order in which things are met must not decide, or an operation added at
// the top of a description would rename types at its end. So everybody first
// says what they want, and then each group of equal wishes is settled by what
// its members are: the one that is written exactly so wins, the others follow
// in the order of their keys. Somebody who wants another name is never
// touched.

package names

import (
	"cmp"
	"slices"
	"strconv"
)

// Scope is a set of names of which each is given once: a package, the fields
// of a struct, the methods of a service.
type Scope struct {
	taken    map[string]bool
	reserved func(string) bool
}

// NewScope returns a scope that never gives a name for which reserved (which
// may be nil) holds, nor one of the names listed.
func NewScope(reserved func(string) bool, taken ...string) *Scope {
	s := &Scope{taken: make(map[string]bool, len(taken)), reserved: reserved}
	for _, name := range taken {
		s.taken[name] = true
	}
	return s
}

// Claim is somebody's wish for a name.
type Claim struct {
	Key    string   // stable identity, such as a JSON pointer; unique in its round
	Source string   // the words of the description, compared to find an exact match
	Wants  []string // candidates, the best first; at least one
	Suffix string   // tried behind the first candidate before numbers, such as "Object"
	Fixed  bool     // the user chose the name: it goes before all others of the round
	Set    func(name string)
}

// Taken reports whether a name is given or reserved.
func (s *Scope) Taken(name string) bool {
	return s.taken[name] || s.reserved != nil && s.reserved(name)
}

// Settle gives every claim a name of its own and calls its Set. Claims of an
// earlier call keep what they have. First wishes all go before second ones,
// so that a number behind a name never takes a name that somebody is written
// as.
func (s *Scope) Settle(claims []Claim) {
	order := make([]int, len(claims))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return claims[i].compare(&claims[j]) })
	var losers []int
	for _, i := range order {
		if c := &claims[i]; !s.give(c, c.Wants[0]) {
			losers = append(losers, i)
		}
	}
	for _, i := range losers {
		s.fallBack(&claims[i])
	}
}

func (c *Claim) compare(d *Claim) int {
	return cmp.Or(
		boolOrder(c.Fixed, d.Fixed),
		boolOrder(c.Source == c.Wants[0], d.Source == d.Wants[0]),
		cmp.Compare(c.Key, d.Key),
	)
}

// boolOrder puts what holds first.
func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

func (s *Scope) give(c *Claim, name string) bool {
	if s.Taken(name) {
		return false
	}
	s.taken[name] = true
	c.Set(name)
	return true
}

// fallBack gives a claim that lost its first wish the next name that is free.
func (s *Scope) fallBack(c *Claim) {
	for _, name := range c.Wants[1:] {
		if s.give(c, name) {
			return
		}
	}
	base := c.Wants[0]
	if c.Suffix != "" {
		base = cut(base+c.Suffix, base)
		if s.give(c, base) {
			return
		}
	}
	if s.reserved != nil && s.reserved(base) {
		// No number frees a name that is reserved by its form.
		base = "X" + base
		if s.give(c, base) {
			return
		}
	}
	for n := 2; ; n++ {
		if s.give(c, cut(base+strconv.Itoa(n), base)) {
			return
		}
	}
}
