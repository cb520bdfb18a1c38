// This file gives scalars their values and writes a tree as JSON, the common
// ground of libraries that can't take a tree.

package tree

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// Text returns the content of a string, and whether the node is one.
func (n *Node) Text() (string, bool) {
	if !n.Is(String) {
		return "", false
	}
	return n.Value, true
}

// Bool returns the value of a boolean, and whether the node is one.
func (n *Node) Bool() (value, ok bool) {
	if !n.Is(Bool) {
		return false, false
	}
	return strings.EqualFold(n.Value, "true"), true
}

// Int returns the value of a number that is integral and fits, 1.0 included,
// and whether the node is one.
func (n *Node) Int() (int64, bool) {
	switch {
	case n.Is(Int):
		v, err := strconv.ParseInt(plainInt(n.Value))
		return v, err == nil
	case n.Is(Float):
		// Beyond 2^53 a float64 no longer tells neighbours apart.
		v, ok := n.Float()
		if ok && v == math.Trunc(v) && math.Abs(v) <= 1<<53 {
			return int64(v), true
		}
	}
	return 0, false
}

// Float returns the value of a finite number, and whether the node is one.
func (n *Node) Float() (float64, bool) {
	switch {
	case n.Is(Int):
		if v, ok := n.Int(); ok {
			return float64(v), true
		}
		v, err := strconv.ParseFloat(strings.ReplaceAll(n.Value, "_", ""), 64)
		return v, err == nil
	case n.Is(Float):
		v, err := strconv.ParseFloat(strings.ReplaceAll(n.Value, "_", ""), 64)
		return v, err == nil && !math.IsInf(v, 0) && !math.IsNaN(v)
	}
	return 0, false
}

// plainInt splits an integer of YAML into what strconv.ParseInt takes. YAML
// 1.2 knows 0o and 0x; the older 0b and underscores are common. A leading zero
// alone means nothing, as in YAML 1.2: 010 is ten.
func plainInt(literal string) (digits string, base, bits int) {
	digits = strings.ReplaceAll(literal, "_", "")
	sign := ""
	if rest, ok := strings.CutPrefix(digits, "-"); ok {
		digits, sign = rest, "-"
	} else {
		digits = strings.TrimPrefix(digits, "+")
	}
	base = 10
	if len(digits) > 2 && digits[0] == '0' {
		switch digits[1] {
		case 'x', 'X':
			digits, base = digits[2:], 16
		case 'o', 'O':
			digits, base = digits[2:], 8
		case 'b', 'B':
			digits, base = digits[2:], 2
		}
	}
	return sign + digits, base, 64
}

// AppendJSON appends the tree as compact JSON, keys in document order. A
// number keeps its literal where JSON has it; .inf and .nan, which JSON can't
// express, become strings.
func (n *Node) AppendJSON(b []byte) []byte {
	if n == nil {
		return append(b, "null"...)
	}
	switch n.Kind {
	case Bool:
		v, _ := n.Bool()
		return strconv.AppendBool(b, v)
	case Int, Float:
		return n.appendNumber(b)
	case String:
		return appendString(b, n.Value)
	case Sequence:
		b = append(b, '[')
		for i, item := range n.Items {
			if i > 0 {
				b = append(b, ',')
			}
			b = item.AppendJSON(b)
		}
		return append(b, ']')
	case Mapping:
		b = append(b, '{')
		for i, p := range n.pairs {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendString(b, p.Key.Value)
			b = append(b, ':')
			b = p.Value.AppendJSON(b)
		}
		return append(b, '}')
	}
	return append(b, "null"...)
}

func (n *Node) appendNumber(b []byte) []byte {
	if json.Valid([]byte(n.Value)) {
		return append(b, n.Value...)
	}
	if n.Kind == Int {
		if v, ok := n.Int(); ok {
			return strconv.AppendInt(b, v, 10)
		}
	}
	if v, ok := n.Float(); ok {
		return strconv.AppendFloat(b, v, 'g', -1, 64)
	}
	return appendString(b, n.Value)
}

// appendString appends a string as JSON. Most need no escape, and asking
// encoding/json for those would cost an allocation each.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c >= 0x7f || c == '"' || c == '\\' {
			quoted, err := json.Marshal(s)
			if err != nil { // a string always marshals
				return append(b, `""`...)
			}
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
