// This file knows the bounds of made-up values: lengths, ranges, formats and
// patterns of a schema and of everything it is composed of.

package openapi

import (
	"math"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/tree"
)

// bounds are what a schema says about a value beside its type. Where several
// parts say something, the tightest holds.
type bounds struct {
	minLength, minItems, minProps uint64
	maxLength, maxItems           *uint64
	min, max                      *float64
	above, below                  bool // the bound itself is not in the range
	multiple                      float64
	pattern                       string
	nth                           int // of a list's elements, which may have to differ
}

// boundsOf collects the bounds of a schema and of its allOf.
func (l *lowerer) boundsOf(ref *openapi3.SchemaRef) *bounds {
	b := &bounds{}
	l.addBounds(b, ref, 0)
	return b
}

func (l *lowerer) addBounds(b *bounds, ref *openapi3.SchemaRef, depth int) {
	if ref == nil || ref.Value == nil || depth > maxNested {
		return
	}
	b.own(l.node(ref.Value.Extensions))
	b.pattern = orElse(ref.Value.Pattern, b.pattern)
	for _, part := range ref.Value.AllOf {
		l.addBounds(b, part, depth+1)
	}
	if only := soleCase(ref.Value); only != nil {
		l.addBounds(b, only, depth+1)
	}
}

// own reads the bounds that stand at a schema itself.
func (b *bounds) own(n *tree.Node) {
	count := func(name string) (uint64, bool) {
		f, ok := numberOf(n.Get(name))
		return uint64(max(f, 0)), ok
	}
	for name, least := range map[string]*uint64{"minLength": &b.minLength, "minItems": &b.minItems, "minProperties": &b.minProps} {
		v, _ := count(name)
		*least = max(*least, v)
	}
	for name, most := range map[string]**uint64{"maxLength": &b.maxLength, "maxItems": &b.maxItems} {
		if v, ok := count(name); ok && (*most == nil || v < **most) {
			*most = &v
		}
	}
	b.lower(n.Get("minimum"), isTrue(n.Get("exclusiveMinimum")))
	b.lower(n.Get("exclusiveMinimum"), true)
	b.upper(n.Get("maximum"), isTrue(n.Get("exclusiveMaximum")))
	b.upper(n.Get("exclusiveMaximum"), true)
	if f, ok := numberOf(n.Get("multipleOf")); ok && f > 0 {
		b.multiple = f
	}
}

// soleCase is the one case of a union that but adds null, or a description.
func soleCase(s *openapi3.Schema) *openapi3.SchemaRef {
	var rest []*openapi3.SchemaRef
	for _, list := range []openapi3.SchemaRefs{s.OneOf, s.AnyOf} {
		for _, ref := range list {
			if ref != nil && ref.Value != nil && !ref.Value.Type.Is("null") {
				rest = append(rest, ref)
			}
		}
	}
	if len(rest) == 1 {
		return rest[0]
	}
	return nil
}

func (b *bounds) lower(n *tree.Node, exclusive bool) {
	if v, ok := numberOf(n); ok && (b.min == nil || v >= *b.min) {
		b.min, b.above = &v, exclusive
	}
}

func (b *bounds) upper(n *tree.Node, exclusive bool) {
	if v, ok := numberOf(n); ok && (b.max == nil || v <= *b.max) {
		b.max, b.below = &v, exclusive
	}
}

// number is a number within the bounds: 1, or the nearest to it.
func (b *bounds) number(f *flat) []byte {
	kind := numberKind(f)
	whole := f.kind() == "integer" || kind == ir.KindInt32 || kind == ir.KindInt64
	step := 1.0
	if b.multiple > 0 {
		step = b.multiple
	}
	v := step
	if !whole && b.multiple == 0 {
		v = 1.5
	}
	if b.min != nil && v <= *b.min {
		v = math.Ceil(*b.min/step) * step
		if b.above && v <= *b.min {
			v += step
		}
	}
	v += float64(b.nth) * step
	if b.max != nil && v >= *b.max {
		v = b.nearMax(step, whole)
	}
	if v == math.Trunc(v) && math.Abs(v) < 1e18 {
		return strconv.AppendInt(nil, int64(v), 10)
	}
	return strconv.AppendFloat(nil, v, 'g', -1, 64)
}

// nearMax is the greatest step below the maximum, or what is between the bounds.
func (b *bounds) nearMax(step float64, whole bool) float64 {
	v := math.Floor(*b.max/step) * step
	if b.below && v >= *b.max {
		v -= step
	}
	if b.min != nil && (v < *b.min || b.above && v <= *b.min) && !whole && b.multiple == 0 {
		return (*b.min + *b.max) / 2
	}
	return v
}

// text is a string of the format, pattern and length.
func (b *bounds) text(f *flat, name string) string {
	if b.pattern != "" {
		if text, ok := b.matching(f.format); ok {
			return text
		}
	}
	text, fixed := formatText(f.format, b.nth)
	if f.encoding == "base64" && f.format == "" {
		text, fixed = "a2V5d3JpZ2h0", true
	}
	if !fixed {
		text = name
		if b.nth > 0 {
			text += strconv.Itoa(b.nth + 1)
		}
	}
	for uint64(len(text)) < b.minLength && len(text) < 4<<10 {
		text += "x"
	}
	if b.maxLength != nil && uint64(len([]rune(text))) > *b.maxLength {
		runes := []rune(text)
		text = string(runes[len(runes)-int(*b.maxLength):]) //nolint:gosec // smaller than the text
	}
	return text
}

// formatText is a text of a format; false where any text will do.
func formatText(format string, nth int) (string, bool) {
	digit := strconv.Itoa(nth % 10)
	switch format {
	case "date-time":
		return "2026-01-02T03:04:0" + digit + "Z", true
	case "date":
		return "2026-01-0" + strconv.Itoa(nth%9+1), true
	case "time":
		return "03:04:0" + digit + "Z", true
	case "duration":
		return "PT" + strconv.Itoa(nth+1) + "H", true
	case "uuid", "guid", "uuid4":
		return "01234567-89ab-4cde-8f01-23456789abc" + digit, true
	case "email", "idn-email":
		return "user" + digit + "@example.com", true
	case "uri", "url", "iri", "uri-template":
		return "https://example.com/" + digit, true
	case "uri-reference", "iri-reference":
		return "/" + digit, true
	case "hostname", "idn-hostname":
		return "host" + digit + ".example.com", true
	case "ipv4", "ip":
		return "192.0.2." + digit, true
	case "ipv6":
		return "2001:db8::" + digit, true
	case "byte", "base64":
		return "a2V5d3JpZ2h0", true
	case "json-pointer":
		return "/a" + digit, true
	case "regex":
		return "^a" + digit + "$", true
	case "decimal", "decimal128", "bigint", "int64", "int32", "float", "double", "numeric":
		return "1" + digit, true
	}
	return "", false
}

// matching makes a text that a pattern matches, within the bounds of length; it
// reports false where it finds none.
func (b *bounds) matching(format string) (string, bool) {
	re, err := regexp.Compile(b.pattern)
	if err != nil {
		return "", false
	}
	tree, err := syntax.Parse(b.pattern, syntax.Perl)
	if err != nil {
		return "", false
	}
	if text, ok := formatText(format, b.nth); ok && re.MatchString(text) {
		return text, true
	}
	for _, more := range []int{0, 1, 2, 4, 8, 16, 32, 64, int(min(b.minLength, 1024))} {
		g := &patternText{more: more, nth: b.nth}
		g.write(tree.Simplify(), 0)
		text := g.b.String()
		n := uint64(len([]rune(text)))
		if re.MatchString(text) && n >= b.minLength && (b.maxLength == nil || n <= *b.maxLength) {
			return text, true
		}
	}
	return "", false
}

// patternText writes a text that a pattern matches.
type patternText struct {
	b    strings.Builder
	more int // how often what may be repeated is, beyond what must be
	nth  int
}

func (g *patternText) write(re *syntax.Regexp, depth int) {
	if depth > 100 || g.b.Len() > 4<<10 {
		return
	}
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			g.b.WriteRune(r)
		}
	case syntax.OpCharClass:
		g.b.WriteRune(g.member(re.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		g.b.WriteByte("abcdefghij"[g.nth%10])
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		for range g.times(re) {
			g.write(re.Sub[0], depth+1)
		}
	case syntax.OpAlternate:
		g.write(re.Sub[0], depth+1)
	case syntax.OpConcat, syntax.OpCapture:
		for _, sub := range re.Sub {
			g.write(sub, depth+1)
		}
	}
}

// times is how often a repetition is written.
func (g *patternText) times(re *syntax.Regexp) int {
	switch re.Op {
	case syntax.OpPlus:
		return 1 + g.more
	case syntax.OpQuest:
		return min(g.more, 1)
	case syntax.OpRepeat:
		if re.Max >= 0 {
			return min(re.Min+g.more, re.Max)
		}
		return re.Min + g.more
	}
	return g.more
}

// member is a printable member of a class of characters: a letter or a digit
// where it has one.
func (g *patternText) member(ranges []rune) rune {
	var fits []rune
	for _, r := range "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" {
		for i := 0; i+1 < len(ranges); i += 2 {
			if r >= ranges[i] && r <= ranges[i+1] {
				fits = append(fits, r)
			}
		}
	}
	if len(fits) > 0 {
		return fits[g.nth%len(fits)]
	}
	if len(ranges) == 0 {
		return 'a'
	}
	return ranges[0]
}
