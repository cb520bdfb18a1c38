// Enums: open types with a constant for each value that the description names.

package emit

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/keywright/keywright/generator/ir"
)

// enumDecl emits
//
//	// TimeLeft tells how long an auction stays.
//	type TimeLeft string
//
//	// The values of TimeLeft that the description names.
//	const (
//		TimeLeftShort TimeLeft = "SHORT"
//		TimeLeftLong  TimeLeft = "LONG"
//	)
//
//	// Known reports whether the description names the value.
//	func (v TimeLeft) Known() bool {
//		switch v {
//		case TimeLeftShort, TimeLeftLong:
//			return true
//		}
//		return false
//	}
func (g *generator) enumDecl(d *ir.Decl) (jen.Code, error) {
	doc := declDoc(d.Name, d.Doc, fallbackDoc(d, "an enumeration"), "Values that the description doesn't name are kept as they come.")
	return g.openType(d.Name, doc, d.Under, d.Values)
}

// openType emits an open type with its constants and Known; variables are such
// types too.
func (g *generator) openType(name, doc string, under *ir.Type, values []ir.EnumValue) (jen.Code, error) {
	consts, distinct, err := enumConstants(name, under, values)
	if err != nil {
		return nil, err
	}
	c := jen.Add(comment(doc)).Line().Type().Id(name).Add(g.typ(under))
	if len(values) == 0 {
		return c, nil
	}
	c.Line().Line().Add(comment("The values of " + name + " that the description names.")).Line().
		Const().Defs(consts...)
	c.Line().Line().Add(comment("Known reports whether the description names the value.")).Line().
		Func().Params(jen.Id("v").Id(name)).Id("Known").Params().Bool().Block(
		jen.Switch(jen.Id("v")).Block(
			jen.Case(manyLines(distinct)...).Block(jen.Return(jen.True())),
		),
		jen.Return(jen.False()),
	)
	return c, nil
}

// manyLines breaks a long list of values, ten to a line.
func manyLines(items []jen.Code) []jen.Code {
	out := make([]jen.Code, len(items))
	for i, item := range items {
		if i > 0 && i%10 == 0 {
			item = jen.Line().Add(item)
		}
		out[i] = item
	}
	return out
}

// enumConstants gives the constants' definitions and the names of those with
// distinct values, for a switch.
func enumConstants(name string, under *ir.Type, values []ir.EnumValue) (defs, distinct []jen.Code, err error) {
	seen := map[string]bool{}
	for _, v := range values {
		value, key, err := enumLiteral(under, v.Value)
		if err != nil {
			return nil, nil, fmt.Errorf("value %s of %s: %w", v.Name, name, err)
		}
		if doc := fieldDoc(v.Doc); doc != "" {
			defs = append(defs, comment(doc))
		}
		defs = append(defs, jen.Id(v.Name).Id(name).Op("=").Add(value))
		if !seen[key] {
			seen[key] = true
			distinct = append(distinct, jen.Id(v.Name))
		}
	}
	return defs, distinct, nil
}

// enumLiteral renders a value, given as JSON text unless the enum is of strings,
// with a key that equal values share.
func enumLiteral(under *ir.Type, value string) (literal jen.Code, key string, err error) {
	switch under.Kind {
	case ir.KindString:
		return lit(value), value, nil
	case ir.KindBool:
		b, err := strconv.ParseBool(value)
		return jen.Lit(b), value, err
	case ir.KindInt32, ir.KindInt64:
		n, err := json.Number(value).Int64()
		if err != nil { // 1.0 and 1e3 are integers too
			f, ferr := strconv.ParseFloat(value, 64)
			if n = int64(f); ferr != nil || float64(n) != f {
				return nil, "", err
			}
		}
		if under.Kind == ir.KindInt32 && int64(int32(n)) != n {
			return nil, "", fmt.Errorf("%d is beyond int32", n)
		}
		return jen.Lit(int(n)), strconv.FormatInt(n, 10), nil
	case ir.KindFloat32, ir.KindFloat64:
		f, err := strconv.ParseFloat(value, 64)
		return jen.Lit(f), strconv.FormatFloat(f, 'g', -1, 64), err
	default:
		return nil, "", fmt.Errorf("an enum can't be of kind %d", under.Kind)
	}
}
