// Variables, enums and input objects: what goes into a request.

package graphql

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/keywright/keywright/generator/ir"
	"github.com/keywright/keywright/generator/names"
)

// variables lowers an operation's variables: those that must be given are
// positional, in their order; the others are fields of the params struct, and
// left out of the request while unset, because an explicit null would switch
// off a default of the server's. The params struct is named after base.
func (l *lowerer) variables(op *ir.Operation, def *ast.OperationDefinition, base string) {
	var args, fields []names.Claim
	docs := l.variableDocs(def)
	for _, v := range def.VariableDefinitions {
		param := &ir.Param{
			Key:      v.Variable,
			In:       ir.InVariable,
			Type:     l.inputType(v.Type),
			Required: v.Type.NonNull && v.DefaultValue == nil,
			Doc:      docs[v.Variable].doc,
			Default:  docs[v.Variable].fallback,
			Pos:      position(v.Position),
		}
		if v.DefaultValue != nil {
			param.Default = v.DefaultValue.String()
		}
		claim := names.Claim{Key: v.Variable, Source: v.Variable, Set: func(name string) { param.Name = name }}
		if param.Required {
			claim.Wants = []string{names.Unexported(v.Variable)}
			args = append(args, claim)
			op.Params = append(op.Params, param)
		} else {
			claim.Wants = []string{names.Exported(v.Variable)}
			fields = append(fields, claim)
			l.option(op, param, base)
		}
		op.GraphQL.Arguments = append(op.GraphQL.Arguments, ir.Argument{Param: param, Pass: passOf(param)})
	}
	names.NewScope(nil, "ctx", "params", "opts", "c", "call", "err").Settle(args)
	names.NewScope(nil).Settle(fields)
}

func (l *lowerer) option(op *ir.Operation, param *ir.Param, base string) {
	if op.Options == nil {
		options := &ir.ParamsStruct{}
		op.Options = options
		l.claim("params "+op.ID, "", func(name string) { options.Name = name }, base+"Params", base+"Variables")
	}
	op.Options.Fields = append(op.Options.Fields, param)
}

// passOf says how a parameter's value becomes genqlient's argument.
func passOf(p *ir.Param) ir.Pass {
	switch {
	case p.Type.Kind == ir.KindList && isPlain(p.Type.Elem):
		return ir.PassValue
	case p.Type.Kind == ir.KindList && isEnum(p.Type.Elem):
		return ir.PassTexts
	case isEnum(p.Type) && p.Required:
		return ir.PassText
	case isEnum(p.Type):
		return ir.PassTextPtr
	case isPlain(p.Type) && p.Required:
		return ir.PassValue
	case isPlain(p.Type):
		return ir.PassPointer
	default:
		return ir.PassAny
	}
}

func isEnum(t *ir.Type) bool { return t.Kind == ir.KindDecl && t.Decl.Kind == ir.DeclEnum }

func isPlain(t *ir.Type) bool {
	switch t.Kind {
	case ir.KindInt64, ir.KindFloat64, ir.KindString, ir.KindBool:
		return true
	default:
		return false
	}
}

// inputType gives the type of a variable or input field.
func (l *lowerer) inputType(t *ast.Type) *ir.Type {
	if t.Elem != nil {
		return &ir.Type{Kind: ir.KindList, Elem: l.inputType(t.Elem)}
	}
	def := l.schema.Types[t.Name()]
	switch def.Kind {
	case ast.Enum:
		return &ir.Type{Kind: ir.KindDecl, Decl: l.enum(def)}
	case ast.InputObject:
		return &ir.Type{Kind: ir.KindDecl, Decl: l.inputObject(def)}
	default:
		return &ir.Type{Kind: l.scalar(def)}
	}
}

// enum declares an enum of the schema once.
func (l *lowerer) enum(def *ast.Definition) *ir.Decl {
	if decl := l.shared[def.Name]; decl != nil {
		return decl
	}
	decl := &ir.Decl{
		Kind:    ir.DeclEnum,
		Pointer: "enum " + def.Name,
		Doc:     docOf(def.Description, def.Directives),
		Pos:     position(def.Position),
		Under:   &ir.Type{Kind: ir.KindString},
		Decoded: true,
		Encoded: true,
	}
	l.shared[def.Name] = decl
	l.pkg.Types = append(l.pkg.Types, decl)
	goName := names.Exported(def.Name)
	l.claim("type "+def.Name, def.Name, func(name string) { decl.Name = name }, goName, goName+"Enum")
	decl.Values = make([]ir.EnumValue, len(def.EnumValues))
	for i, v := range def.EnumValues {
		decl.Values[i] = ir.EnumValue{Value: v.Name, Doc: docOf(v.Description, v.Directives)}
		l.claim("value "+def.Name+" "+v.Name, "", func(name string) { decl.Values[i].Name = name },
			goName+names.Exported(v.Name), goName+names.Exported(v.Name)+"Value")
	}
	return decl
}

// inputObject declares an input object of the schema once. It may reach itself,
// so it is registered before its fields are lowered.
func (l *lowerer) inputObject(def *ast.Definition) *ir.Decl {
	if decl := l.shared[def.Name]; decl != nil {
		return decl
	}
	decl := &ir.Decl{
		Kind:      ir.DeclStruct,
		Pointer:   "input " + def.Name,
		Doc:       docOf(def.Description, def.Directives),
		Pos:       position(def.Position),
		Recursive: l.reaches(def, def, map[string]bool{}),
		Encoded:   true,
		Root:      true,
	}
	l.shared[def.Name] = decl
	l.pkg.Types = append(l.pkg.Types, decl)
	l.claim("type "+def.Name, def.Name, func(name string) { decl.Name = name },
		names.Exported(def.Name), names.Exported(def.Name)+"Object")
	for _, f := range def.Fields {
		field := &ir.Field{
			JSON:     f.Name,
			Type:     l.inputType(f.Type),
			Presence: ir.Optional,
			Doc:      docOf(f.Description, f.Directives),
			Pos:      position(f.Position),
		}
		if f.Type.NonNull && f.DefaultValue == nil {
			field.Presence = ir.Required
		}
		if f.DefaultValue != nil {
			field.Default = f.DefaultValue.String()
		}
		decl.Fields = append(decl.Fields, field)
	}
	settleFields(decl.Fields)
	return decl
}

// reaches reports whether an input object's fields lead back to target.
func (l *lowerer) reaches(def, target *ast.Definition, seen map[string]bool) bool {
	for _, f := range def.Fields {
		next := l.schema.Types[f.Type.Name()]
		if next == nil || next.Kind != ast.InputObject || seen[next.Name] {
			continue
		}
		if next == target {
			return true
		}
		seen[next.Name] = true
		if l.reaches(next, target, seen) {
			return true
		}
	}
	return false
}
