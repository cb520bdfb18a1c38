// This file collects what wants a name in the package and settles it in
// rounds: what stands on its own first, then what is named after it.

package openapi

import (
	"strings"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/names"
)

// wish is a name to be settled. A wish with a parent is named after it: the
// parent's name with the words behind it.
type wish struct {
	key    string // stable identity
	parent *wish
	words  string // of the description
	title  string // preferred to the parent's name with the words; may be empty
	fixed  string // chosen by the user
	suffix string // before a number is
	more   []string
	set    func(name string)

	name  string
	round int
}

// wish registers a name to be settled.
func (l *lowerer) wish(w *wish) *wish {
	if w.parent != nil {
		w.round = w.parent.round + 1
	}
	l.wishes = append(l.wishes, w)
	return w
}

// claim turns a wish whose parent is settled into a claim.
func (w *wish) claim() names.Claim {
	c := names.Claim{Key: w.key, Source: w.words, Suffix: w.suffix, Set: func(name string) {
		w.name = name
		w.set(name)
	}}
	if w.fixed != "" {
		c.Wants, c.Fixed = append(c.Wants, w.fixed), true
	}
	if w.title != "" {
		c.Wants = append(c.Wants, names.Exported(w.title))
	}
	if w.parent == nil {
		c.Wants = append(c.Wants, names.Exported(w.words))
	} else {
		c.Wants = append(c.Wants, after(w.parent.name, w.words))
	}
	c.Wants = append(c.Wants, w.more...)
	return c
}

// after puts words behind a name without saying the same twice: Realm and
// "realm type" give RealmType.
func after(parent, words string) string {
	child := names.Exported(words)
	if rest, ok := strings.CutPrefix(child, parent); ok && rest != "" && names.IsExported(rest) {
		return child
	}
	return names.Join(parent, child)
}

// settleNames gives everything in the package's scope its name, round by
// round.
func (l *lowerer) settleNames() {
	scope := names.NewScope(reservedInPackage, "Client", "UserClient", "New", "NewUser", "Option", "CallOption", "Setting")
	for _, v := range l.pkg.Vars {
		l.variableWishes(v)
	}
	l.schemeWishes()
	for _, d := range l.pkg.Types {
		l.declWishes(d)
	}
	for round := 0; ; round++ {
		var claims []names.Claim
		for _, w := range l.wishes {
			if w.round == round {
				claims = append(claims, w.claim())
			}
		}
		if len(claims) == 0 {
			return
		}
		scope.Settle(claims)
	}
}

// reservedInPackage holds for the options that emitted packages offer, whose
// number grows with the description: With and a name.
func reservedInPackage(name string) bool {
	rest, ok := strings.CutPrefix(name, "With")
	return ok && (rest == "" || names.IsExported(rest))
}

// variableWishes names a variable's type and its constants.
func (l *lowerer) variableWishes(v *ir.Variable) {
	fixed := ""
	if v.Name != names.Exported(v.Key) {
		fixed = v.Name
	}
	w := l.wish(&wish{key: "variable " + v.Key, words: v.Key, fixed: fixed, suffix: "Value", set: func(name string) { v.Name = name }})
	l.constantWishes(w, v.Values, false)
}

// declWishes names what is named after a declaration: constants, the cases of
// a union that need a type of their own, and its raw case.
func (l *lowerer) declWishes(d *ir.Decl) {
	w := l.named[d]
	l.constantWishes(w, d.Values, true)
	if d.Union == nil {
		return
	}
	l.wish(&wish{key: w.key + "/raw", parent: w, words: "Raw", set: func(name string) { d.Union.RawName = name }})
	for _, v := range d.Union.Variants {
		if v.Wraps {
			l.wish(&wish{key: w.key + "/case " + v.Name, parent: w, words: v.Name, set: func(name string) { v.Name = name }})
		}
	}
}

// constantWishes names constants after their type: by the words that the
// description gives them, where it does, or by their values.
func (l *lowerer) constantWishes(w *wish, values []ir.EnumValue, worded bool) {
	codes := areCodes(values)
	for i := range values {
		v := &values[i]
		words := v.Value
		switch {
		case worded && v.Name != "":
			words = v.Name
		case codes:
			words = strings.ToUpper(words)
		}
		l.wish(&wish{key: w.key + "=" + v.Value, parent: w, words: words, set: func(name string) { v.Name = name }})
	}
}

// schemeWishes names security schemes, for options, and the constants of
// scopes. Scheme names have a scope of their own: they stand behind "With".
func (l *lowerer) schemeWishes() {
	scopes := make(map[string]*wish)
	for _, s := range l.pkg.Schemes {
		for _, f := range s.Flows {
			for i := range f.Scopes {
				sc := &f.Scopes[i]
				key := "scope " + sc.Value
				if first := scopes[key]; first != nil {
					first.alsoSet(func(name string) { sc.Name = name })
					continue
				}
				scopes[key] = l.wish(&wish{key: key, words: "Scope " + sc.Value, set: func(name string) { sc.Name = name }})
			}
		}
	}
}

// alsoSet gives one name to several things that are the same.
func (w *wish) alsoSet(set func(string)) {
	before := w.set
	w.set = func(name string) {
		before(name)
		set(name)
	}
}
