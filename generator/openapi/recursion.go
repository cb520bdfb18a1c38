// This file ends recursion that passes no component: a schema in line that
// allOf brings back below itself, and documents whose schemas unfold to more
// types than anybody would read.

package openapi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/keywright/keywright/generator/ir"
)

// maxUnfolded bounds how many schemas are lowered for each node of the
// document. Those in line are lowered once for every schema that inherits them,
// which doubles at each level where a level inherits from two others; documents
// in use stay below 3.
const maxUnfolded = 24

// maxReentered is how often a schema in line may be met inside of itself
// without a declaration to refer to: joining the cases of a union does it once
// or twice, a map or list of itself without end.
const maxReentered = 4

// inline is the state of the schemas in line that are being lowered.
type inline struct {
	open     map[*openapi3.Schema]*ir.Decl // declared, their parts not yet lowered
	depth    map[*openapi3.Schema]int
	merged   map[string]*openapi3.SchemaRef // what several parts say of a property, by the parts
	count    int
	exceeded bool
}

func newInline() inline {
	return inline{open: map[*openapi3.Schema]*ir.Decl{}, depth: map[*openapi3.Schema]int{}, merged: map[string]*openapi3.SchemaRef{}}
}

// enter begins to lower a schema, and reports what it is where that is known
// already. Each enter has its leave.
func (l *lowerer) enter(f *flat, at place) (typed, bool) {
	l.inline.count++
	if l.inline.count > maxUnfolded*(len(l.m.nodes)+1000) {
		l.unfoldedTooFar(f)
		return typed{t: rawType()}, true
	}
	if at.comp != nil {
		return typed{}, false
	}
	if d := l.inline.open[f.schema]; d != nil {
		return typed{t: &ir.Type{Kind: ir.KindDecl, Decl: d}, null: f.null}, true
	}
	l.inline.depth[f.schema]++
	if l.inline.depth[f.schema] > maxReentered {
		l.inline.depth[f.schema]--
		l.degraded(f.node, "endless-schema", "give the schema a name in components and refer to it",
			"the schema holds itself through lists and maps that have no name; it is emitted as a raw value")
		return typed{t: rawType()}, true
	}
	return typed{}, false
}

// leave ends what enter began.
func (l *lowerer) leave(f *flat, at place) {
	if at.comp != nil {
		return
	}
	if l.inline.depth[f.schema]--; l.inline.depth[f.schema] == 0 {
		delete(l.inline.depth, f.schema)
		delete(l.inline.open, f.schema)
	}
}

func (l *lowerer) unfoldedTooFar(f *flat) {
	if l.inline.exceeded {
		return
	}
	l.inline.exceeded = true
	l.diags.Errorf(f.node.Pos(), "too-many-types", "move what several schemas inherit into components and refer to it",
		"the document's schemas unfold to more than %d types: schemas in line are made anew wherever allOf brings them", l.inline.count-1)
}

// mergedRef is the schema of a property that several parts of an allOf
// describe. The same parts give the same schema, so that a property that leads
// back to its own object ends there.
func (l *lowerer) mergedRef(refs []*openapi3.SchemaRef, ext map[string]any) *openapi3.SchemaRef {
	key := l.partsKey(refs)
	if ref := l.inline.merged[key]; ref != nil {
		return ref
	}
	ref := &openapi3.SchemaRef{Value: &openapi3.Schema{AllOf: refs, Extensions: ext}}
	l.inline.merged[key] = ref
	return ref
}

// partsKey names a set of schemas; those that were merged before count as
// what they were merged of, so that there is an end to the sets.
func (l *lowerer) partsKey(refs []*openapi3.SchemaRef) string {
	var parts []string
	for _, ref := range refs {
		if ref == nil || ref.Value == nil {
			continue
		}
		part := fmt.Sprintf("%p", ref.Value)
		if ref.Ref == "" && len(ref.Value.AllOf) > 1 && l.inline.merged[l.partsKey(ref.Value.AllOf)] == ref {
			part = l.partsKey(ref.Value.AllOf)
		}
		parts = append(parts, strings.Split(part, "+")...)
	}
	slices.Sort(parts)
	return strings.Join(slices.Compact(parts), "+")
}

// inheritedUnions are the unions that a part of an allOf brings. One whose
// cases list the heir itself says nothing about it: of course it is that case.
func inheritedUnions(heir *openapi3.Schema, part *flat) []unionList {
	return slices.DeleteFunc(slices.Clone(part.unions), func(u unionList) bool {
		return slices.ContainsFunc(u.refs, func(ref *openapi3.SchemaRef) bool { return ref.Value == heir })
	})
}
