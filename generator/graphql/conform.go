// Interfaces: a type has to name the interfaces of its interfaces and to have
// their fields (section Objects, Type Validation). Servers in the wild don't
// always; what a client may rely on is mended so that it holds.

package graphql

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

const codeInterface = "graphql-interface"

// interfaces mends until nothing is left to mend: one change may ask for
// another. Each takes something away or adds what an interface already has, so
// it ends; the bound is for what no one thought of, which the validator tells.
func (n *normaliser) interfaces() {
	for range len(n.doc.Definitions) + 1 {
		changed := false
		for _, def := range n.doc.Definitions {
			if def.Kind == ast.Object || def.Kind == ast.Interface {
				changed = n.implements(def) || changed
			}
		}
		if !changed {
			return
		}
	}
}

// implements mends what one type says of its interfaces.
func (n *normaliser) implements(def *ast.Definition) (changed bool) {
	seen := map[string]bool{}
	def.Interfaces = slices.DeleteFunc(def.Interfaces, func(name string) bool {
		switch {
		case name == def.Name:
			n.warnf(def.Position, codeInterface, "remove it", "interface %s implements itself; that is ignored", name)
		case seen[name]:
			n.warnf(def.Position, codeDuplicate, "remove one of them", "type %s implements %s twice", def.Name, name)
		default:
			seen[name] = true
			return false
		}
		return true
	})
	for i := 0; i < len(def.Interfaces); i++ { // grows
		of := n.types[def.Interfaces[i]]
		if of == nil || of.Kind != ast.Interface {
			continue
		}
		for _, above := range of.Interfaces {
			if above == def.Name || above == of.Name || slices.Contains(def.Interfaces, above) {
				continue
			}
			n.warnf(def.Position, codeInterface, "add `& "+above+"`", "type %s implements %s, and so %s, but doesn't say so", def.Name, of.Name, above)
			def.Interfaces = append(def.Interfaces, above)
			changed = true
		}
		changed = n.conforms(def, of) || changed
	}
	return changed
}

// conforms mends the fields that an interface asks for.
func (n *normaliser) conforms(def, of *ast.Definition) (changed bool) {
	of.Fields = slices.DeleteFunc(of.Fields, func(want *ast.FieldDefinition) bool {
		got := def.Fields.ForName(want.Name)
		if got == nil {
			n.warnf(def.Position, codeInterface, "add the field", "type %s has no field %s, which the interface %s asks for; it is taken over",
				def.Name, want.Name, of.Name)
			added := *want
			added.Arguments = slices.Clone(want.Arguments)
			def.Fields = append(def.Fields, &added)
			changed = true
			return false
		}
		if n.covers(want.Type, got.Type) {
			return n.argumentsClash(def, of, want, got, &changed)
		}
		changed = true
		if relaxed := relax(want.Type, got.Type); n.covers(relaxed, got.Type) {
			n.warnf(got.Position, codeInterface, "make the two agree", "%s.%s is %s, but the interface %s has %s; there it is read as %s",
				def.Name, got.Name, got.Type, of.Name, want.Type, relaxed)
			want.Type = relaxed
			return false
		}
		n.warnf(got.Position, codeInterface, "make the two agree", "%s.%s is %s, but the interface %s has %s; there the field is left out",
			def.Name, got.Name, got.Type, of.Name, want.Type)
		return true
	})
	return changed
}

// argumentsClash reports whether the arguments of a type's field keep it from
// being called through the interface, whose field then has to go.
func (n *normaliser) argumentsClash(def, of *ast.Definition, want, got *ast.FieldDefinition, changed *bool) bool {
	want.Arguments = slices.DeleteFunc(slices.Clone(want.Arguments), func(arg *ast.ArgumentDefinition) bool {
		if got.Arguments.ForName(arg.Name) != nil {
			return false
		}
		n.warnf(got.Position, codeInterface, "add the argument", "%s.%s lacks the argument %s, which the interface %s has; there it is left out",
			def.Name, got.Name, arg.Name, of.Name)
		*changed = true
		return true
	})
	for _, arg := range got.Arguments {
		asked := want.Arguments.ForName(arg.Name)
		switch {
		case asked == nil && (!arg.Type.NonNull || arg.DefaultValue != nil), asked != nil && asked.Type.IsCompatible(arg.Type):
			continue
		}
		n.warnf(arg.Position, codeInterface, "make the two agree", "the argument %s of %s.%s doesn't fit the interface %s; there the field is left out",
			arg.Name, def.Name, got.Name, of.Name)
		*changed = true
		return true
	}
	return false
}

// covers reports whether every value of a field's type is one of the type that
// an interface has for it.
func (n *normaliser) covers(want, got *ast.Type) bool {
	switch {
	case want.NonNull && !got.NonNull:
		return false
	case want.Elem != nil:
		return got.Elem != nil && n.covers(want.Elem, got.Elem)
	case got.Elem != nil:
		return false
	case want.NamedType == got.NamedType:
		return true
	}
	abstract, actual := n.types[want.NamedType], n.types[got.NamedType]
	if abstract == nil || actual == nil {
		return !isBuiltin(want.NamedType) && !isBuiltin(got.NamedType) // one that isn't declared is told elsewhere
	}
	return slices.Contains(abstract.Types, actual.Name) || slices.Contains(actual.Interfaces, abstract.Name)
}

// relax gives a type without the promises of another's that this one doesn't
// make.
func relax(want, got *ast.Type) *ast.Type {
	out := *want
	out.NonNull = want.NonNull && got.NonNull
	if want.Elem != nil && got.Elem != nil {
		out.Elem = relax(want.Elem, got.Elem)
	}
	return &out
}
