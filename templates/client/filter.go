// Filters: what a search asks of a field, beyond that it equals a value.

package client

import (
	"slices"
	"strings"
)

// Filter is what a search asks of a field whose values are T. The zero value
// asks nothing. Filters are made by Is, AnyOf, Not, Between, AtLeast, AtMost,
// Inside, MoreThan and LessThan, and joined by And.
type Filter[T any] struct{ terms []term[T] }

// term is one condition.
type term[T any] struct {
	kind   termKind
	values []T
}

// termKind tells conditions apart.
type termKind uint8

const (
	isAny termKind = iota
	isNone
	isBetween // values are the ends; the others below have one
	isInside
	isAtLeast
	isAtMost
	isMoreThan
	isLessThan
)

func filter[T any](kind termKind, values ...T) Filter[T] { return Filter[T]{[]term[T]{{kind, values}}} }

// Is asks for v.
func Is[T any](v T) Filter[T] { return filter(isAny, v) }

// AnyOf asks for one of values, of which there has to be one at least.
func AnyOf[T any](values ...T) Filter[T] { return filter(isAny, slices.Clone(values)...) }

// Not asks for anything but values.
func Not[T any](values ...T) Filter[T] { return filter(isNone, slices.Clone(values)...) }

// Between asks for a value from low to high, both included: [low,high].
func Between[T any](low, high T) Filter[T] { return filter(isBetween, low, high) }

// Inside asks for a value between low and high, both excluded: (low,high).
func Inside[T any](low, high T) Filter[T] { return filter(isInside, low, high) }

// AtLeast asks for low or more: [low,].
func AtLeast[T any](low T) Filter[T] { return filter(isAtLeast, low) }

// AtMost asks for high or less: [,high].
func AtMost[T any](high T) Filter[T] { return filter(isAtMost, high) }

// MoreThan asks for more than low: (low,).
func MoreThan[T any](low T) Filter[T] { return filter(isMoreThan, low) }

// LessThan asks for less than high: (,high).
func LessThan[T any](high T) Filter[T] { return filter(isLessThan, high) }

// And asks for what both ask for.
func (f Filter[T]) And(g Filter[T]) Filter[T] { return Filter[T]{slices.Concat(f.terms, g.terms)} }

// IsZero reports whether the filter asks nothing.
func (f Filter[T]) IsZero() bool { return len(f.terms) == 0 }

// FilterSyntax says how an API writes filters in a query. Several conditions on
// a field are several parameters.
type FilterSyntax struct {
	Or    string // between values of which one has to be met, such as "||"; empty: one value only
	Not   string // in place of =, such as "!="; empty: there is none
	Range bool   // whether [low,high] and (low,high) are ranges, either end of which may be left out
}

// QueryFilter puts a filter on the query.
func QueryFilter[T any](r *Request, key string, f Filter[T], syntax FilterSyntax, text func(T) string) {
	for _, t := range f.terms {
		values := make([]string, len(t.values))
		for i, v := range t.values {
			values[i] = text(v)
		}
		eq := "="
		value := syntax.value(r, key, t.kind, values)
		if t.kind == isNone {
			eq = syntax.Not
		}
		b := r.query
		if len(b) > 0 {
			b = append(b, '&')
		}
		r.query = appendEscaped(append(appendEscaped(b, key), eq...), value)
	}
}

// QueryFilters puts filters on the query whose fields the caller names, in the
// order of their names.
func QueryFilters[T any](r *Request, filters map[string]Filter[T], syntax FilterSyntax, text func(T) string) {
	for _, key := range sortedKeys(filters) {
		QueryFilter(r, key, filters[key], syntax, text)
	}
}

// value writes a condition.
func (s FilterSyntax) value(r *Request, key string, kind termKind, values []string) string {
	if kind == isAny || kind == isNone {
		s.check(r, key, kind, values)
		return strings.Join(values, s.Or)
	}
	if !s.Range {
		r.fail("the filter %s takes no ranges", key)
	}
	for _, v := range values {
		if v == "" || strings.ContainsAny(v, ",[]()") {
			r.fail("the filter %s can't have a range that ends at %q", key, v)
		}
	}
	switch kind {
	case isBetween:
		return "[" + values[0] + "," + values[1] + "]"
	case isInside:
		return "(" + values[0] + "," + values[1] + ")"
	case isAtLeast:
		return "[" + values[0] + ",]"
	case isAtMost:
		return "[," + values[0] + "]"
	case isMoreThan:
		return "(" + values[0] + ",)"
	default:
		return "(," + values[0] + ")"
	}
}

// check refuses values that the server would read as something else: there is
// no way to escape them.
func (s FilterSyntax) check(r *Request, key string, kind termKind, values []string) {
	switch {
	case len(values) == 0:
		r.fail("the filter %s has no value to ask for", key)
	case kind == isNone && s.Not == "":
		r.fail("the filter %s can't exclude values", key)
	case len(values) > 1 && s.Or == "":
		r.fail("the filter %s takes one value", key)
	}
	for _, v := range values {
		if s.Or != "" && strings.Contains(v, s.Or) {
			r.fail("the filter %s can't ask for %q: the server reads %s as \"or\", see client.AnyOf", key, v, s.Or)
		}
		if s.Range && len(v) > 2 && strings.ContainsRune("[(", rune(v[0])) && strings.ContainsRune("])", rune(v[len(v)-1])) && strings.Contains(v, ",") {
			r.fail("the filter %s can't ask for %q: the server reads it as a range, see client.Between", key, v)
		}
	}
}
