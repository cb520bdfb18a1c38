// This file lowers inheritance: a base schema with a discriminator that others
// take in by allOf. Where the base is asked for, any of them may come, so that
// the base is a union of its heirs.

package openapi

import (
	"slices"

	"github.com/keywright/keywright/generator/ir"
)

// inheritors lists, for each component, those that have it in their allOf.
func (l *lowerer) inheritors() map[string][]*loweredComponent {
	heirs := make(map[string][]*loweredComponent)
	for _, c := range l.m.components {
		lc := l.comps[c.key]
		if c.of != objSchema || lc == nil {
			continue
		}
		ref := l.doc.Components.Schemas[c.key]
		if ref == nil || ref.Ref != "" || ref.Value == nil {
			continue
		}
		for _, part := range ref.Value.AllOf {
			if base := l.componentOf(part.Ref); part.Ref != "" && base != nil {
				heirs[base.key] = append(heirs[base.key], lc)
			}
		}
	}
	return heirs
}

// inherited lowers a base as the union of its heirs. It reports false where
// there are none, or where the base is one of its own cases: it then is a
// struct like any other.
func (l *lowerer) inherited(f *flat, at place) (typed, bool) {
	if at.comp == nil || f.discriminator == nil || scalar(f.discriminator.Get("propertyName")) == "" {
		return typed{}, false
	}
	var alts []*alternative
	for _, heir := range l.heirs[at.comp.key] {
		ref := schemaRef(l, heir)
		alts = append(alts, &alternative{ref: ref, flat: l.resolved(ref), name: heir.title, titled: true})
	}
	values, alts, ok := l.mapped(unionList{node: f.node, discriminator: f.discriminator}, scalar(f.discriminator.Get("propertyName")), alts)
	if !ok || len(alts) == 0 || slices.ContainsFunc(alts, func(a *alternative) bool { return a.flat == f || notObject(a) }) {
		return typed{}, false
	}
	by := distinction{alts: alts, property: scalar(f.discriminator.Get("propertyName")), values: values}
	got := l.objects(f, by, at)
	return got, got.t.Kind == ir.KindDecl
}
