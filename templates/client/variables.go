// Variables: which value holds for a call, which values go together, and the
// templates they fill.

package client

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// scope is where values of variables come from: a call's options, then the
// client's, then the description's defaults.
type scope struct {
	core *Core
	call *settings // nil outside of a call
}

// variable returns the value of the variable key; false where it is unset.
func (s scope) variable(key string) (string, bool) {
	if v, ok := s.given(key); ok {
		return v, v != ""
	}
	v := s.core.api.variable(key)
	if v == nil || v.Default == "" || s.disallowed(v, v.Default) != nil {
		return "", false
	}
	return v.Default, true
}

// given returns what an option set key to.
func (s scope) given(key string) (string, bool) {
	if s.call != nil {
		if v, ok := s.call.variables[key]; ok {
			return v, true
		}
	}
	v, ok := s.core.settings.variables[key]
	return v, ok
}

// parameter returns what an option set the ambient parameter key to.
func (s scope) parameter(key string) (string, bool) {
	if s.call != nil {
		if v, ok := s.call.parameters[key]; ok {
			return v, true
		}
	}
	v, ok := s.core.settings.parameters[key]
	return v, ok
}

// holds reports whether all conditions hold.
func (s scope) holds(when []Condition) bool {
	for _, c := range when {
		v, ok := s.variable(c.Var)
		if !ok || !slices.Contains(c.Values, v) {
			return false
		}
	}
	return true
}

// check looks at everything that options set.
func (s scope) check() []error {
	var errs []error
	for _, set := range []*settings{s.call, &s.core.settings} {
		if set == nil {
			continue
		}
		for key := range set.variables {
			if s.core.api.variable(key) == nil {
				errs = append(errs, s.core.api.unknownVariable(key))
			}
		}
	}
	if known := s.core.api.Parameters; len(known) > 0 {
		for key := range s.core.settings.parameters {
			if !slices.Contains(known, key) {
				errs = append(errs, fmt.Errorf("there is no parameter %q that client.WithParameter could set: operations have %s", key, strings.Join(known, ", ")))
			}
		}
	}
	for i := range s.core.api.Variables {
		v := &s.core.api.Variables[i]
		value, ok := s.given(v.Key)
		if !ok || value == "" {
			continue
		}
		if err := s.disallowed(v, value); err != nil {
			errs = append(errs, err)
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return slices.CompactFunc(errs, func(a, b error) bool { return a.Error() == b.Error() })
}

// disallowed tells why v can't have value here. Values beyond the description's
// are taken, since APIs grow, unless the variable decides where calls go.
func (s scope) disallowed(v *Variable, value string) error {
	if len(v.Values) > 0 && !slices.Contains(v.Values, value) && s.core.api.decides(v.Key) {
		return fmt.Errorf("%s %q isn't one that the description knows: %s", v.Key, value, strings.Join(v.Values, ", "))
	}
	var matched *Allowed
	for i := range v.Allowed {
		a := &v.Allowed[i]
		if !s.holds([]Condition{a.When}) {
			continue
		}
		if slices.Contains(a.Values, value) {
			return nil
		}
		matched = a
	}
	if matched == nil {
		return nil
	}
	other, _ := s.variable(matched.When.Var)
	return fmt.Errorf("%s %q isn't served where %s is %q; there it is one of %s",
		v.Key, value, matched.When.Var, other, strings.Join(matched.Values, ", "))
}

// unsetVariable tells which option sets a variable that a template needs.
func (s scope) unsetVariable(key, needs string) error {
	how := "client.WithVariable(\"" + key + "\", …)"
	if v := s.core.api.variable(key); v != nil && v.Option != "" {
		how = s.core.api.Name + "." + v.Option
	}
	return fmt.Errorf("%s needs the variable %s: set it with %s", needs, key, how)
}

// variable is the description's variable of a name, or nil.
func (a *API) variable(key string) *Variable {
	for i := range a.Variables {
		if a.Variables[i].Key == key {
			return &a.Variables[i]
		}
	}
	return nil
}

// unknownVariable tells which variables there are.
func (a *API) unknownVariable(key string) error {
	names := make([]string, len(a.Variables))
	for i, v := range a.Variables {
		names[i] = v.Key
	}
	if len(names) == 0 {
		return fmt.Errorf("there is no variable %q: the description has none", key)
	}
	return fmt.Errorf("there is no variable %q: the description has %s", key, strings.Join(names, ", "))
}

// decides reports whether a variable takes part in choosing hosts.
func (a *API) decides(key string) bool {
	in := func(when []Condition) bool {
		return slices.ContainsFunc(when, func(c Condition) bool { return c.Var == key })
	}
	for _, s := range a.Servers {
		if strings.Contains(s.URL, "{"+key+"}") || in(s.When) {
			return true
		}
	}
	for _, s := range a.Schemes {
		for _, f := range s.Flows {
			if slices.ContainsFunc(f.When, func(v FlowVariant) bool { return in(v.When) }) {
				return true
			}
		}
	}
	return false
}

// cutTemplate splits a template at its first {name}; ok is false where there
// is none.
func cutTemplate(t string) (before, name, after string, ok bool) {
	i := strings.IndexByte(t, '{')
	if i < 0 {
		return t, "", "", false
	}
	j := strings.IndexByte(t[i:], '}')
	if j < 0 {
		return t, "", "", false
	}
	return t[:i], t[i+1 : i+j], t[i+j+1:], true
}

// fill replaces the variables of a template. missing names one that is unset.
func (s scope) fill(template string) (value, missing string) {
	before, name, after, ok := cutTemplate(template)
	if !ok {
		return template, ""
	}
	v, set := s.variable(name)
	if !set {
		return "", name
	}
	if before == "" && after == "" {
		return v, ""
	}
	rest, missing := s.fill(after)
	if missing != "" {
		return "", missing
	}
	return before + v + rest, ""
}

// fits tells why a value can't be sent in place of an ambient parameter's
// template: it is of another form, or for other values of the variables.
func (s scope) fits(p *AmbientParam, value string) error {
	if p.Pattern == "" {
		return nil
	}
	pattern := p.Pattern
	for i := range s.core.api.Variables {
		key := s.core.api.Variables[i].Key
		text := ".*"
		if v, ok := s.variable(key); ok {
			text = regexp.QuoteMeta(v)
		}
		pattern = strings.ReplaceAll(pattern, "{"+key+"}", text)
	}
	re, err := regexp.Compile("^(?:" + pattern + ")$")
	if err != nil {
		return fmt.Errorf("the form of the parameter %s can't be read: %w", p.Key, err)
	}
	if re.MatchString(value) {
		return nil
	}
	usual, missing := s.fill(p.Template)
	if missing != "" {
		usual = p.Template
	}
	return fmt.Errorf("the parameter %s can't be %q here: it is usually %s, and has to match %s", p.Key, value, usual, pattern)
}
