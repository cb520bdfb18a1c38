// This file lowers the long form of x-keywright-ambient on a parameter: the
// template, and the form of what may be sent in its place.

package openapi

import (
	"regexp"
	"slices"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/tree"
)

// patternVariable leaves counts such as {2,3} to regular expressions.
var patternVariable = regexp.MustCompile(`\{([A-Za-z_][\w-]*)\}`)

// ambientForm lowers {template: "static-{region}", pattern:
// "static-([0-9._]+-)?{region}"}. A template alone is written without the
// mapping.
func (l *lowerer) ambientForm(x *tree.Node, key string, in ir.Where, required bool) ir.AmbientParam {
	if !x.Is(tree.Mapping) {
		return l.ambientParam(x, key, in, required)
	}
	known(x, "x-keywright-ambient", l.diags, "template", "pattern")
	template := x.Get("template")
	if template == nil {
		l.diags.Errorf(x.Pos(), "bad-extension", `add "template:", such as "static-{region}"`, "x-keywright-ambient of a parameter doesn't say what fills it")
		return ir.AmbientParam{Key: key, In: in, Required: required}
	}
	p := l.ambientParam(template, key, in, required)
	n := x.Get("pattern")
	if n == nil {
		return p
	}
	p.Pattern = scalar(n)
	// Variables stand for their values, which are no part of the expression.
	if _, err := regexp.Compile(patternVariable.ReplaceAllString(p.Pattern, "x")); err != nil || p.Pattern == "" {
		l.diags.Errorf(n.Pos(), "bad-extension", "write a regular expression in RE2's syntax, with variables in braces", "the pattern %q can't be read", p.Pattern)
		p.Pattern = ""
	}
	for _, m := range patternVariable.FindAllStringSubmatch(p.Pattern, -1) {
		if keys := variableKeys(l.ambient.vars); !slices.Contains(keys, m[1]) {
			l.diags.Errorf(n.Pos(), "unknown-variable", orHint(nearHint(m[1], keys), "declare it under x-keywright-ambient at the document's root"), "the pattern %q names %q, which is no ambient variable", p.Pattern, m[1])
		}
	}
	return p
}
