// This file lowers ambient variables: values that go with every call and are
// set once per client, such as a region.

package openapi

import (
	"regexp"
	"slices"
	"strings"

	"github.com/keywright/keywright/generator/diag"
	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/names"
	"github.com/keywright/keywright/generator/tree"
)

// LowerAmbient lowers x-keywright-ambient, a mapping of variables:
//
//	region: {description: …, enum: [us, eu], default: us}
//	locale: {enum: [en_US, …], when: {region: {us: [en_US, es_MX]}}}
//
// A configuration's ambient variables have the same form.
func LowerAmbient(n *tree.Node, diags *diag.List) []*ir.Variable {
	if n == nil {
		return nil
	}
	if !n.Is(tree.Mapping) {
		diags.Errorf(n.Pos(), "bad-extension", "write names and variables: {region: {enum: [us, eu]}}", "ambient variables must be a mapping of names, found %s", article(n.Kind.String()))
		return nil
	}
	var vars []*ir.Variable
	for key, v := range n.Pairs() {
		vars = append(vars, ambientVariable(key, v, n, diags))
	}
	return vars
}

// ambientVariable lowers one variable: its values, its default, and the values
// that other variables leave it.
func ambientVariable(key, n, all *tree.Node, diags *diag.List) *ir.Variable {
	v := &ir.Variable{Key: key.Value, Pos: key.Pos(), Doc: newDoc("", scalar(n.Get("description"))), Default: scalar(n.Get("default"))}
	known(n, "the ambient variable "+key.Value, diags, "description", "enum", "default", "when", "name", "x-keywright-name")
	if !regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`).MatchString(key.Value) {
		diags.Errorf(key.Pos(), "bad-extension", "begin with a letter; letters, digits, _ and - may follow", "%q can't be the name of an ambient variable", key.Value)
	}
	v.Name = names.Exported(key.Value)
	if name := scalar(n.Get("x-keywright-name")); names.IsExported(name) {
		v.Name = name
	}
	for _, text := range stringsOf(n.Get("enum")) {
		if !slices.ContainsFunc(v.Values, func(e ir.EnumValue) bool { return e.Value == text }) {
			v.Values = append(v.Values, ir.EnumValue{Name: names.Join(v.Name, names.Exported(text)), Value: text})
		}
	}
	if v.Default != "" && len(v.Values) > 0 && !hasValue(v, v.Default) {
		diags.Errorf(n.Get("default").Pos(), "bad-extension", "add it to enum, or choose one of them", "the default %q is none of the values of %s", v.Default, key.Value)
	}
	capitalCodes(v.Name, v.Values)
	for cond, byValue := range n.Get("when").Pairs() {
		if all.Get(cond.Value) == nil {
			diags.Errorf(cond.Pos(), "unknown-variable", orHint(nearHint(cond.Value, all.Keys()), "the variables are "+strings.Join(all.Keys(), ", ")), "%q is no ambient variable", cond.Value)
			continue
		}
		for value, list := range byValue.Pairs() {
			allowed := ir.Allowed{When: ir.Condition{Var: cond.Value, Values: []string{value.Value}}, Values: stringsOf(list)}
			for _, item := range elements(list) {
				if len(v.Values) > 0 && !hasValue(v, scalar(item)) {
					diags.Errorf(item.Pos(), "bad-extension", "add it to enum of "+key.Value, "%q is none of the values of %s", scalar(item), key.Value)
				}
			}
			v.Allowed = append(v.Allowed, allowed)
		}
	}
	return v
}

// capitalCodes names the constants of codes of two letters, such as regions, in
// capitals: US reads better than Us.
func capitalCodes(parent string, values []ir.EnumValue) {
	if !areCodes(values) {
		return
	}
	for i := range values {
		values[i].Name = names.Join(parent, strings.ToUpper(values[i].Value))
	}
}

// areCodes holds for values that are all of two small letters.
func areCodes(values []ir.EnumValue) bool {
	for _, v := range values {
		if len(v.Value) != 2 || v.Value[0] < 'a' || v.Value[0] > 'z' || v.Value[1] < 'a' || v.Value[1] > 'z' {
			return false
		}
	}
	return len(values) > 0
}

// hasValue reports whether the variable lists the value.
func hasValue(v *ir.Variable, value string) bool {
	return slices.ContainsFunc(v.Values, func(e ir.EnumValue) bool { return e.Value == value })
}

// nearHint asks whether another word was meant, or says nothing.
func nearHint(word string, candidates []string) string {
	if near, ok := diag.Nearest(word, candidates); ok {
		return "did you mean \"" + near + "\"?"
	}
	return ""
}

// known reports keys of an x-keywright-* object that nobody reads: a slip of
// the pen there would silently do nothing.
func known(n *tree.Node, what string, diags *diag.List, keys ...string) {
	for key := range n.Pairs() {
		if !slices.Contains(keys, key.Value) {
			diags.Errorf(key.Pos(), "unknown-key", orHint(nearHint(key.Value, keys), "the keys are "+strings.Join(keys, ", ")), "unknown key %q in %s", key.Value, what)
		}
	}
}

// conditions lowers x-keywright-when: {region: [cn]}, all of which must hold.
func conditions(n *tree.Node, vars []*ir.Variable, diags *diag.List, skip ...string) []ir.Condition {
	var list []ir.Condition
	for key, v := range n.Pairs() {
		if slices.Contains(skip, key.Value) {
			continue
		}
		i := slices.IndexFunc(vars, func(v *ir.Variable) bool { return v.Key == key.Value })
		if i < 0 {
			diags.Errorf(key.Pos(), "unknown-variable", orHint(nearHint(key.Value, variableKeys(vars)), "declare it among the ambient variables"), "%q is no ambient variable", key.Value)
			continue
		}
		c := ir.Condition{Var: key.Value, Values: stringsOf(v)}
		if text := scalar(v); text != "" {
			c.Values = []string{text}
		}
		for _, value := range c.Values {
			if len(vars[i].Values) > 0 && !hasValue(vars[i], value) {
				diags.Errorf(v.Pos(), "bad-extension", "choose one of its values", "%q is none of the values of %s", value, key.Value)
			}
		}
		list = append(list, c)
	}
	return list
}

// variableKeys lists the variables by the names the description gives them.
func variableKeys(vars []*ir.Variable) []string {
	keys := make([]string, len(vars))
	for i, v := range vars {
		keys[i] = v.Key
	}
	return keys
}

// ambient knows the variables that templates may name.
type ambient struct{ vars []*ir.Variable }

func newAmbient(vars []*ir.Variable) *ambient { return &ambient{vars: vars} }

var placeholder = regexp.MustCompile(`\{([^{}]*)\}`)

// parameter lowers a parameter with x-keywright-ambient, a template of
// variables that fills it.
func (l *lowerer) ambientParam(x *tree.Node, key string, in ir.Where, required bool) ir.AmbientParam {
	if !x.Is(tree.String) {
		l.diags.Errorf(x.Pos(), "bad-extension", `write a template such as "static-{region}"`, "x-keywright-ambient of a parameter must be a string, found %s", article(x.Kind.String()))
	}
	for _, m := range placeholder.FindAllStringSubmatch(scalar(x), -1) {
		if !slices.Contains(variableKeys(l.ambient.vars), m[1]) {
			hint := nearHint(m[1], variableKeys(l.ambient.vars))
			if hint == "" {
				hint = "declare it under x-keywright-ambient at the document's root"
			}
			l.diags.Errorf(x.Pos(), "unknown-variable", hint, "the template %q names %q, which is no ambient variable", x.Value, m[1])
		}
	}
	return ir.AmbientParam{Key: key, In: in, Template: scalar(x), Required: required}
}
