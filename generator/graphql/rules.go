// Rules: what the config says of single fields of the schema, because a schema
// has no words for it: that an argument is needed although it may be null, that
// a field is for users' tokens, how its pages follow each other.

package graphql

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/keywright/keywright/generator/diag"
)

// Derive says which operations are made from the schema alone.
type Derive struct {
	Depth     int  // levels of objects that are selected below a result; lists of objects count twice
	Mutations bool // mutations become operations as well
	// Dir is the folder that the operations' files go to, as positions name it.
	Dir string
}

// FieldRule is what the config says of a field, or of all fields of a type where
// Field is "*".
type FieldRule struct {
	Type, Field string
	Name        string        // of the method, in place of the field's
	Exclude     bool          // neither selected nor an operation
	Include     bool          // selected with its object although it is deep, deprecated or takes arguments
	Short       bool          // it has a method with the required arguments alone beside the one with all
	Own         bool          // an operation of its own although it takes no argument
	User        bool          // it, and what is below it, is for users' tokens
	Required    []RequiredArg // arguments that are needed although the schema lets them be null
	Paging      *PagingRule
	Pos         diag.Pos
}

// RequiredArg names an argument.
type RequiredArg struct {
	Name string
	Pos  diag.Pos
}

// PagingRule says how the pages of a field follow each other. Names are those of
// the answer; in front of them, dots part the way to a deeper one.
type PagingRule struct {
	Off    bool   // the field's answers are no pages, whatever they look like
	Arg    string // argument that tells which page is asked for
	Cursor string // what is sent in Arg for the next page; empty: pages are counted
	Items  string // the list
	More   string // whether there are more pages
	Pos    diag.Pos
}

// rules finds the rule of a field.
type rules map[string]*FieldRule

// newRules indexes the rules, and reports those that fit nothing in the schema.
func newRules(schema *ast.Schema, list []FieldRule, diags *diag.List) rules {
	r := rules{}
	for i := range list {
		rule := &list[i]
		if checkRule(schema, rule, diags) {
			r[rule.Type+"."+rule.Field] = rule
		}
	}
	return r
}

// of gives the rule of a field; a field's own goes before its type's. It is
// never nil.
func (r rules) of(on *ast.Definition, field string) *FieldRule {
	if rule := r[on.Name+"."+field]; rule != nil {
		return rule
	}
	if rule := r[on.Name+".*"]; rule != nil {
		return rule
	}
	return &FieldRule{}
}

func (r *FieldRule) requires(arg string) bool {
	return slices.ContainsFunc(r.Required, func(a RequiredArg) bool { return a.Name == arg })
}

func checkRule(schema *ast.Schema, rule *FieldRule, diags *diag.List) bool {
	def := schema.Types[rule.Type]
	if def == nil || strings.HasPrefix(rule.Type, "__") {
		diags.Errorf(rule.Pos, "unknown-field", nearType(schema, rule.Type), "the schema has no type %s", rule.Type)
		return false
	}
	if rule.Field == "*" {
		return true
	}
	field := def.Fields.ForName(rule.Field)
	if field == nil {
		var known []string
		for _, f := range def.Fields {
			known = append(known, rule.Type+"."+f.Name)
		}
		diags.Errorf(rule.Pos, "unknown-field", nearName(rule.Type+"."+rule.Field, known), "the schema's type %s has no field %s", rule.Type, rule.Field)
		return false
	}
	for _, arg := range rule.Required {
		checkArgument(rule, field, arg.Name, arg.Pos, diags)
	}
	if p := rule.Paging; p != nil && !p.Off {
		checkArgument(rule, field, p.Arg, p.Pos, diags)
	}
	return true
}

func checkArgument(rule *FieldRule, field *ast.FieldDefinition, name string, pos diag.Pos, diags *diag.List) {
	if field.Arguments.ForName(name) != nil {
		return
	}
	var known []string
	for _, arg := range field.Arguments {
		known = append(known, arg.Name)
	}
	diags.Errorf(pos, "unknown-field", nearName(name, known), "%s.%s has no argument %q", rule.Type, rule.Field, name)
}

func nearType(schema *ast.Schema, name string) string {
	var known []string
	for word := range schema.Types {
		if !strings.HasPrefix(word, "__") {
			known = append(known, word)
		}
	}
	slices.Sort(known)
	return nearName(name, known)
}

// nearName is the hint for a name that the schema doesn't have.
func nearName(name string, known []string) string {
	if near, ok := diag.Nearest(name, known); ok {
		return "did you mean " + near + "?"
	}
	return "write names as the schema has them"
}
